/* How a card turns the codes of a column into words: {"0": "no", "1": "yes"}.
 *
 * A code that is a number is compared as one, so that 1, 1.0 and 01 are the same; any other is
 * compared as text, less the spaces around it. A value that is missing stays missing. */
#pragma once

#include <json-glib/json-glib.h>

#include "dataset/epoch-dataset.h"
#include "table/table.h"

typedef struct _EpochRecode EpochRecode;

/* Reads the member "recode" of a column; @where names its place for errors. */
EpochRecode *epoch_recode_new_from_json(JsonObject *object, const char *where, GError **error);
void epoch_recode_free(EpochRecode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochRecode, epoch_recode_free)

/**
 * epoch_recode_find:
 * @code: a value as it stands in the file
 *
 * Returns: (transfer none) (nullable): the word for it; %NULL where the card has none
 */
const char *epoch_recode_find(const EpochRecode *self, const char *code);

/* (transfer full): The codes that there are, for errors: "0, 1, 2". */
char *epoch_recode_list(const EpochRecode *self);

/* Whether any column of a card has codes. */
gboolean epoch_recode_is_needed(EpochDataset *dataset);

/**
 * epoch_recode_table:
 * @table: as it was read, the columns with codes as text
 * @where: what errors call it
 *
 * Makes the table in which all codes are words. An error names the row and the column of the first
 * value that the card has no word for.
 *
 * Returns: (transfer full) (nullable): a new table, or %NULL with @error set
 */
struct ec_table *epoch_recode_table(EpochDataset *dataset, const struct ec_table *table,
                                    const char *where, GError **error);
