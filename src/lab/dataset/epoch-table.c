#include "config.h"

#include "dataset/epoch-table-private.h"

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"

static struct ec_table *
parse(const char *text, gsize length, const char *path, const struct ec_csv_options *options,
      const struct ec_job *job, GError **error)
{
  struct ec_csv_options chosen = *options;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  ec_status status;

  chosen.delimiter = ec_csv_sniff_delimiter(text, length);
  status = ec_csv_read(text, length, &chosen, job, &table, &core_error);
  return epoch_core_error_propagate(status, &core_error, path, error) ? table : NULL;
}

struct ec_table *
epoch_table_read_csv(const char *path, const struct ec_csv_column *types, gsize n_types,
                     const struct ec_job *job, char **sha256, GError **error)
{
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  g_autofree char *text = NULL;
  struct ec_table *table;
  gsize length = 0;

  text = epoch_file_read(path, EPOCH_TABLE_MAX_BYTES, &length, error);
  if (text == NULL) {
    return NULL;
  }
  options.columns = types;
  options.n_columns = n_types;
  table = parse(text, length, path, &options, job, error);
  if (table != NULL && sha256 != NULL) {
    *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
  }
  return table;
}

static gboolean
check_shape(EpochDataset *dataset, struct ec_table *table, const char *path, GError **error)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);

  if ((gint64)ec_table_n_rows(table) != epoch_dataset_get_rows(dataset)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s has %zu rows, but its card says %" G_GINT64_FORMAT, path,
                ec_table_n_rows(table), epoch_dataset_get_rows(dataset));
    return FALSE;
  }
  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    struct ec_error core_error = EC_ERROR_INIT;
    size_t index = 0;
    ec_status status =
        ec_table_find_column(table, epoch_column_get_name(column), &index, &core_error);

    if (!epoch_core_error_propagate(status, &core_error, path, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

struct ec_table *
epoch_table_read_dataset(EpochDataset *dataset, const struct ec_job *job, GError **error)
{
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  GListModel *columns = epoch_dataset_get_columns(dataset);
  guint n_columns = g_list_model_get_n_items(columns);
  g_autofree struct ec_csv_column *types = g_new0(struct ec_csv_column, n_columns);
  g_autofree char *path = epoch_dataset_dup_path(dataset);
  g_autofree char *text = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr(EpochTable) table = NULL;
  gsize length = 0;

  text = epoch_file_read(path, EPOCH_TABLE_MAX_BYTES, &length, error);
  if (text == NULL) {
    return NULL;
  }
  sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
  if (!g_str_equal(sha256, epoch_dataset_get_sha256(dataset))) {
    g_set_error(
        error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHECKSUM,
        "%s is not the file that its card describes: its SHA-256 is %s, but %s is expected; "
        "it was changed or damaged, so install Epoch again",
        path, sha256, epoch_dataset_get_sha256(dataset));
    return NULL;
  }
  for (guint i = 0; i < n_columns; i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);

    types[i].name = epoch_column_get_name(column);
    types[i].type =
        g_str_equal(epoch_column_get_kind(column), "number") ? EC_COLUMN_NUMBER : EC_COLUMN_TEXT;
  }
  options.columns = types;
  options.n_columns = n_columns;
  table = parse(text, length, path, &options, job, error);
  if (table == NULL || !check_shape(dataset, table, path, error)) {
    return NULL;
  }
  return g_steal_pointer(&table);
}
