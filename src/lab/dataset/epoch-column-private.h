/* How a card makes its columns, and what the sentences about coefficients need of them. */
#pragma once

#include <json-glib/json-glib.h>

#include "dataset/epoch-column.h"

struct _EpochRecode;

/* Makes a column of its member in the card; @where names that place for errors. */
EpochColumn *epoch_column_new_from_json(JsonObject *object, const char *where, GError **error);

/* Makes a column of which only the name is known, for a learner's own table. */
EpochColumn *epoch_column_new_plain(const char *name, gboolean is_number);

void epoch_column_set_target(EpochColumn *self);

/* The change in the column that a sentence speaks of ("one more room"): its size in the
 * column's unit, and its words. */
double epoch_column_get_change(EpochColumn *self);
const char *epoch_column_get_change_text(EpochColumn *self);

/* (nullable): How the codes of the file become words; %NULL where it holds what is meant. */
const struct _EpochRecode *epoch_column_get_recode(EpochColumn *self);
