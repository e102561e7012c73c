/* What the files of the exploration of the Titanic share. */
#pragma once

#include "explore/epoch-explore-private.h"

typedef struct {
  EpochRunContext *context;
  struct ec_table *table;
  gsize n;
  EpochExploreColumn survived, age, sex, class;
  GPtrArray *found; /* of sentences */
} EpochTitanic;

/* The frequent titles, %NULL-terminated, and the number of the one in a passenger's name (“Mrs” in
 * “Allen, Mrs. Emma”): that of the %NULL where it has another one, or none; @name is nullable. */
extern const char *const epoch_titanic_titles[];
guint epoch_titanic_find_title(const char *name);

gboolean epoch_titanic_has_survived(const EpochTitanic *self, gsize row);

/* Counts the survivors of the groups that were chosen, draws and tells them. */
gboolean epoch_titanic_group(EpochTitanic *self, GError **error);

/* Fills the missing ages in the way that was chosen, draws what it does to their distribution, and
 * tells it. */
gboolean epoch_titanic_fill(EpochTitanic *self, GError **error);
