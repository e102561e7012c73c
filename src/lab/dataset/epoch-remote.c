#include "config.h"

#include "dataset/epoch-remote-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "base/epoch-json.h"
#include "base/number.h"
#include "dataset/epoch-table-private.h"

#define MOST_NOTE_BYTES (64 * 1024)

void
epoch_remote_free(EpochRemote *self)
{
  g_free(self->url);
  g_free(self->home);
  g_free(self->sha256);
  g_free(self->missing);
  g_strfreev(self->whole);
  g_free(self);
}

gboolean
epoch_remote_is_sha256(const char *text)
{
  return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static gboolean
read_address(EpochRemote *self, const char *where, GError **error)
{
  g_autoptr(GUri) uri = g_uri_parse(self->url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
  const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;

  if ((!g_str_equal(scheme, "https") && !g_str_equal(scheme, "http")) || host == NULL ||
      *host == '\0') {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"url\" is \"%s\", but an address that begins with https:// is expected",
                where, self->url);
    return FALSE;
  }
  self->home = g_strdup(host);
  return TRUE;
}

static gboolean
check(const EpochRemote *self, const char *where, GError **error)
{
  if (!epoch_remote_is_sha256(self->sha256)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"sha256\" is \"%s\", but 64 digits of 0-9 and a-f are expected", where,
                self->sha256);
    return FALSE;
  }
  if (self->bytes < 1 || self->bytes > (gint64)EPOCH_TABLE_MAX_BYTES) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"bytes\" is %" G_GINT64_FORMAT ", but a size from 1 to %" G_GSIZE_FORMAT
                " is expected",
                where, self->bytes, EPOCH_TABLE_MAX_BYTES);
    return FALSE;
  }
  return TRUE;
}

EpochRemote *
epoch_remote_new_from_json(JsonObject *object, const char *where, GError **error)
{
  g_autoptr(EpochRemote) self = g_new0(EpochRemote, 1);
  const struct {
    const char *member;
    const char *fallback;
    char **text;
  } texts[] = {
      {"url", NULL, &self->url},
      {"sha256", NULL, &self->sha256},
      {"missing", "", &self->missing},
  };

  self->header = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *text =
        epoch_json_get_string(object, where, texts[i].member, texts[i].fallback, error);

    if (text == NULL) {
      return NULL;
    }
    *texts[i].text = g_strdup(text);
  }
  self->whole = epoch_json_dup_strings(object, where, "whole", FALSE, error);
  if (self->whole == NULL ||
      !epoch_json_get_integer(object, where, "bytes", TRUE, &self->bytes, error) ||
      !epoch_json_get_boolean(object, where, "header", FALSE, &self->header, error) ||
      !read_address(self, where, error) || !check(self, where, error)) {
    return NULL;
  }
  return g_steal_pointer(&self);
}

char *
epoch_remote_dup_path(const char *file)
{
  return g_build_filename(g_get_user_data_dir(), "epoch", "datasets", file, NULL);
}

gboolean
epoch_remote_read_note(const char *file, char **sha256, char **name)
{
  g_autofree char *data = epoch_remote_dup_path(file);
  g_autofree char *path = g_strconcat(data, ".note", NULL);
  g_autoptr(JsonObject) note = epoch_json_load(path, MOST_NOTE_BYTES, NULL);
  const char *sum = note != NULL ? epoch_json_get_string(note, path, "sha256", NULL, NULL) : NULL;
  const char *called = note != NULL ? epoch_json_get_string(note, path, "name", "", NULL) : NULL;

  if (sum == NULL || called == NULL || !epoch_remote_is_sha256(sum)) {
    return FALSE;
  }
  *sha256 = g_strdup(sum);
  *name = g_strdup(called);
  return TRUE;
}

static void
append_number(GString *text, double value, gboolean whole)
{
  g_autofree char *number = NULL;

  if (whole && value == floor(value) && fabs(value) < 1e15) {
    g_string_append_printf(text, "%.0f", value);
    return;
  }
  number = epoch_json_format_number(value);
  g_string_append(text, number);
  if (strpbrk(number, ".e") == NULL) {
    g_string_append(text, ".0");
  }
}

static void
append_cell(GString *text, const EpochRemote *remote, const struct ec_table *table, gsize column,
            gsize row)
{
  const double *numbers = ec_table_get_numbers(table, column);
  const char *cell = ec_table_get_text(table, column, row);
  gboolean whole =
      g_strv_contains((const char *const *)remote->whole, ec_table_get_name(table, column));
  double value = 0;

  if (numbers != NULL ? isnan(numbers[row]) : cell == NULL) {
    g_string_append(text, remote->missing);
  } else if (numbers != NULL) {
    append_number(text, numbers[row], whole);
  } else if (ec_number_parse(cell, strlen(cell), &value)) {
    append_number(text, value, whole);
  } else {
    g_string_append(text, cell);
  }
}

GBytes *
epoch_remote_write(EpochDataset *dataset, const struct ec_table *table)
{
  const EpochRemote *remote = epoch_dataset_get_remote(dataset);
  GListModel *columns = epoch_dataset_get_columns(dataset);
  guint n_columns = g_list_model_get_n_items(columns);
  g_autofree size_t *order = g_new0(size_t, MAX(n_columns, 1));
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < n_columns; i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);
    const char *name = epoch_column_get_name(column);

    /* That all columns are there was found out when the table was read. */
    ec_table_find_column(table, name, &order[i], NULL);
    if (remote->header) {
      g_string_append_printf(text, "%s%s", i > 0 ? "," : "", name);
    }
  }
  if (remote->header) {
    g_string_append_c(text, '\n');
  }
  for (gsize row = 0; row < ec_table_n_rows(table); row++) {
    for (guint i = 0; i < n_columns; i++) {
      if (i > 0) {
        g_string_append_c(text, ',');
      }
      append_cell(text, remote, table, order[i], row);
    }
    g_string_append_c(text, '\n');
  }
  return g_string_free_to_bytes(text);
}
