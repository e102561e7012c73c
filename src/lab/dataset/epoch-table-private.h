/* Tables from files, through the core. */
#pragma once

#include "base/job.h"
#include "dataset/epoch-dataset.h"
#include "table/csv.h"
#include "table/table.h"

typedef struct ec_table EpochTable;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTable, ec_table_free)

/* The largest table that is read, in bytes. */
#define EPOCH_TABLE_MAX_BYTES ((gsize)1 << 31)

/**
 * epoch_table_read_csv:
 * @path: a CSV file; its delimiter is found out
 * @types: (nullable): columns whose type is decided, of which each must be there
 * @n_types: how many
 * @job: (nullable): whom to ask whether to stop
 * @sha256: (out) (optional) (transfer full): the file's checksum
 * @error: where to put an error that begins with the file's name, line and column
 *
 * Returns: (transfer full) (nullable): the table, or %NULL with @error set
 */
struct ec_table *epoch_table_read_csv(const char *path, const struct ec_csv_column *types,
                                      gsize n_types, const struct ec_job *job, char **sha256,
                                      GError **error);

/**
 * epoch_table_read_dataset:
 * @dataset: a card
 *
 * Reads the card's file, and turns codes into words where the card says so. Refused where it is
 * not on this computer yet, where its SHA-256 is not that of the card, where a column of the card is
 * missing or of another type, where the number of rows differs, or where a code has no word.
 *
 * Returns: (transfer full) (nullable): the table, or %NULL with @error set
 */
struct ec_table *epoch_table_read_dataset(EpochDataset *dataset, const struct ec_job *job,
                                          GError **error);

/**
 * epoch_table_read_coded:
 * @text: what the file holds
 * @where: what errors call it
 *
 * Reads a card's table out of a text, with or without the line of names, and with its codes as they
 * stand there, as text.
 *
 * Returns: (transfer full) (nullable): the table, or %NULL with @error set
 */
struct ec_table *epoch_table_read_coded(EpochDataset *dataset, const char *text, gsize length,
                                        const char *where, const struct ec_job *job,
                                        GError **error);

/* Whether a column of text was meant to hold numbers: all but a few of its texts are numbers, or all
 * but infinities and the like. */
gboolean epoch_table_is_spoilt(const struct ec_table *table, gsize column);

/**
 * epoch_table_refuse_spoilt:
 * @path: the file that the table was read from
 * @column: the name of a column
 * @sentence: what the column should be, in the reader's language and without a full stop
 *
 * Reads the file once more with the column taken for numbers, which gives the very place at which
 * it is not one.
 *
 * Returns: %FALSE, with @error set
 */
gboolean epoch_table_refuse_spoilt(const char *path, const char *column, const char *sentence,
                                   const struct ec_job *job, GError **error);

/* Whether a column of text names rows rather than kinds of them: nearly each row has a text of its
 * own, or there are more than anybody could tell apart. */
gboolean epoch_table_names_rows(const struct ec_table *table, gsize column);
