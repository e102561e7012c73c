/* What the files of the experiment on a learner's own table share. */
#pragma once

#include "dataset/epoch-table-private.h"
#include "experiment/epoch-trial-private.h"

/* What a table of one's own is, and what is to be done with it. */
typedef struct {
  EpochRunContext *context;
  const char *path;
  char *place;            /* the file's name, for people */
  struct ec_table *table; /* all rows; NULL once a trial has taken it over */
  gsize n_rows;
  gsize target;      /* the column; G_MAXSIZE where none is chosen */
  char **columns;    /* the names of those that are learnt from; NULL-terminated */
  GPtrArray *found;  /* sentences */
  const char *model; /* the id of the kind, or "auto" */
} EpochOwnTable;

/* Whether all texts and names are of a length that can be shown. */
gboolean epoch_own_table_check_texts(const EpochOwnTable *self, GError **error);

/* Decides which columns are learnt from, and says why the others are not; %FALSE with @error where
 * a column of numbers is spoilt, or none is left. */
gboolean epoch_own_table_choose_columns(EpochOwnTable *self, GError **error);

/* The table as it is: its profile, and how its columns go together. */
gboolean epoch_own_table_profile(EpochOwnTable *self, GError **error);

/* Sets those of the form's settings that the model has. */
gboolean epoch_own_table_apply_settings(EpochOwnTable *self, EpochRecipe *recipe, GError **error);

/* How an own table is learnt from where there is a target: by the kind of model that was chosen, or
 * for "auto" the one for so many rows; as which tasks the form and the model allow, 0 with @error
 * where none is left; over how many folds, 0 for none; with which settings. The export tells a
 * notebook the same. */
const char *epoch_own_table_choose_model(const EpochOwnTable *self);
unsigned epoch_own_table_choose_tasks(const EpochOwnTable *self, GError **error);
gsize epoch_own_table_choose_folds(const EpochOwnTable *self);
EpochRecipe *epoch_own_table_new_recipe(EpochOwnTable *self, EpochTask task, GError **error);

/* Of larger tables every second, third … row is measured for the silhouette. */
#define EPOCH_OWN_TABLE_MAX_SAMPLE 2000

/* With a target: a model that predicts it, measured on rows that it has not seen. */
gboolean epoch_own_table_predict(EpochOwnTable *self, GError **error);

/* Why that model says what it says: the columns it would miss, and the row it got most wrong. */
gboolean epoch_own_table_explain(EpochOwnTable *self, const EpochTrial *trial,
                                 const EpochTrialEntry *entry, GError **error);

/* Without one: groups of rows, or components. */
gboolean epoch_own_table_group(EpochOwnTable *self, GError **error);
