/* The data of a notebook, within it. */
#pragma once

#include "export/notebook-values-private.h"
#include "table/table.h"

G_BEGIN_DECLS

/* The largest table that is put into a notebook, in bytes. */
#define NOTEBOOK_DATA_MAX_BYTES ((gsize)2 * 1024 * 1024)

/**
 * notebook_data_set_file:
 * @path: a CSV file
 *
 * Sets "data" to the file, compressed by gzip, in base64, as the lines of a string of Python in
 * three quotes. Where the file is larger than %NOTEBOOK_DATA_MAX_BYTES, "data" is empty (and false)
 * and the notebook reads "data_path".
 *
 * Returns: whether the file could be read
 */
gboolean notebook_data_set_file(NotebookValues *values, const char *path, GError **error);

/* The largest file of tensors that is put into a notebook, in bytes, packed. */
#define NOTEBOOK_TENSORS_MAX_BYTES ((gsize)16 * 1024 * 1024)

/**
 * notebook_data_set_tensors:
 * @name: of the value
 * @path: a safetensors file, or one that is packed with gzip already (".gz")
 *
 * Sets the value to the file, in the same form.
 */
gboolean notebook_data_set_tensors(NotebookValues *values, const char *name, const char *path,
                                   GError **error);

/**
 * notebook_data_set_table:
 * @table: a table that has no CSV file of its own that could be read as it is
 *
 * Sets "data" to the table as CSV, in the same form.
 */
gboolean notebook_data_set_table(NotebookValues *values, const struct ec_table *table,
                                 GError **error);

G_END_DECLS
