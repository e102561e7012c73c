#include "config.h"

#include "dataset/epoch-table-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "dataset/epoch-header-private.h"
#include "dataset/epoch-recode-private.h"

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

/* A text without the line of names that a table begins with gets one, of the card's names. */
static char *
add_header(EpochDataset *dataset, const char *text, gsize length, gsize *new_length)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);
  const char delimiter = ec_csv_sniff_delimiter(text, length);
  GString *whole = g_string_sized_new(length + 1024);

  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    g_auto(GStrv) parts = g_strsplit(epoch_column_get_name(column), "\"", -1);
    g_autofree char *quoted = g_strjoinv("\"\"", parts);

    if (i > 0) {
      g_string_append_c(whole, delimiter);
    }
    g_string_append_printf(whole, "\"%s\"", quoted);
  }
  g_string_append_c(whole, '\n');
  g_string_append_len(whole, text, (gssize)length);
  *new_length = whole->len;
  return g_string_free(whole, FALSE);
}

/* Whether a text begins with a line of names: one of its fields is a name of the card. */
static gboolean
find_header(EpochDataset *dataset, const char *text, gsize length, const char *where,
            gboolean *has_header, GError **error)
{
  g_auto(GStrv) fields = epoch_header_scan(where, text, length, FALSE, error);

  if (fields == NULL) {
    return FALSE;
  }
  *has_header = FALSE;
  for (gsize i = 0; fields[i] != NULL && !*has_header; i++) {
    *has_header = epoch_dataset_find_column(dataset, fields[i]) != NULL;
  }
  if (!*has_header &&
      g_strv_length(fields) != g_list_model_get_n_items(epoch_dataset_get_columns(dataset))) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                /* Translators: a file and two numbers */
                _("%s: its first line has %u fields, but the table has %u columns"), where,
                g_strv_length(fields),
                g_list_model_get_n_items(epoch_dataset_get_columns(dataset)));
    return FALSE;
  }
  return TRUE;
}

/* What the core says of a line is said of the line before it, where a header was put on top. */
static void
count_back(struct ec_error *core_error)
{
  g_autofree char *place = g_strdup_printf("line %zu", core_error->line);

  if (core_error->line < 2) {
    return;
  }
  core_error->line--;
  if (g_str_has_prefix(core_error->message, place)) {
    g_autofree char *rest = g_strdup(core_error->message + strlen(place));

    g_snprintf(core_error->message, sizeof core_error->message, "line %zu%s", core_error->line,
               rest);
  }
}

/* The columns' types as the card has them; codes are read as text. */
static struct ec_csv_column *
list_types(EpochDataset *dataset)
{
  GListModel *columns = epoch_dataset_get_columns(dataset);
  guint n_columns = g_list_model_get_n_items(columns);
  struct ec_csv_column *types = g_new0(struct ec_csv_column, MAX(n_columns, 1));

  for (guint i = 0; i < n_columns; i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);

    types[i].name = epoch_column_get_name(column);
    types[i].type =
        g_str_equal(epoch_column_get_kind(column), "number") ? EC_COLUMN_NUMBER : EC_COLUMN_TEXT;
  }
  return types;
}

struct ec_table *
epoch_table_read_coded(EpochDataset *dataset, const char *text, gsize length, const char *where,
                       const struct ec_job *job, GError **error)
{
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  g_autofree struct ec_csv_column *types = list_types(dataset);
  g_autofree char *headed = NULL;
  g_autoptr(EpochTable) table = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  gboolean has_header = TRUE;
  ec_status status;

  if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
    text += 3;
    length -= 3;
  }
  if (epoch_dataset_is_remote(dataset) &&
      !find_header(dataset, text, length, where, &has_header, error)) {
    return NULL;
  }
  if (!has_header) {
    text = headed = add_header(dataset, text, length, &length);
  }
  options.columns = types;
  options.n_columns = g_list_model_get_n_items(epoch_dataset_get_columns(dataset));
  options.delimiter = ec_csv_sniff_delimiter(text, length);
  status = ec_csv_read(text, length, &options, job, &table, &core_error);
  if (!has_header) {
    count_back(&core_error);
  }
  if (!epoch_core_error_propagate(status, &core_error, where, error) ||
      !check_shape(dataset, table, where, error)) {
    return NULL;
  }
  return g_steal_pointer(&table);
}

static void
set_not_here(EpochDataset *dataset, GError **error)
{
  g_autofree char *size = g_format_size((guint64)epoch_dataset_get_bytes(dataset));

  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
              /* Translators: a data set, a size such as “18.5 kB”, the name of a server */
              _("%s is not on this computer yet; fetch it (%s from %s) or import a file"),
              epoch_dataset_get_title(dataset), size, epoch_dataset_get_home(dataset));
}

struct ec_table *
epoch_table_read_dataset(EpochDataset *dataset, const struct ec_job *job, GError **error)
{
  g_autofree char *path = epoch_dataset_dup_path(dataset);
  g_autofree char *text = NULL;
  g_autoptr(EpochTable) table = NULL;
  gsize length = 0;

  if (epoch_dataset_is_remote(dataset) && !epoch_dataset_is_here(dataset)) {
    set_not_here(dataset, error);
    return NULL;
  }
  text = epoch_file_read(path, EPOCH_TABLE_MAX_BYTES, &length, error);
  if (text == NULL || !epoch_dataset_check_sha256(dataset, text, length, path, error)) {
    return NULL;
  }
  table = epoch_table_read_coded(dataset, text, length, path, job, error);
  if (table == NULL || !epoch_recode_is_needed(dataset)) {
    return g_steal_pointer(&table);
  }
  return epoch_recode_table(dataset, table, path, error);
}
