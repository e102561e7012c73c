/* The learner's own copy of a table that is remote: whether it is one, and the note that it stands
 * in for the published file. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "dataset/epoch-dataset.h"
#include "dataset/epoch-recode-private.h"
#include "dataset/epoch-remote-private.h"
#include "dataset/epoch-table-private.h"

static gboolean
check_columns(EpochDataset *self, const struct ec_table *table, const char *where, GError **error)
{
  for (gsize i = 0; i < ec_table_n_columns(table); i++) {
    if (epoch_dataset_find_column(self, ec_table_get_name(table, i)) == NULL) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  /* Translators: a file, a column, and a data set */
                  _("%s: it has a column “%s”, which “%s” has not"), where,
                  ec_table_get_name(table, i), epoch_dataset_get_title(self));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
is_pinned(EpochDataset *self, GBytes *bytes)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

  return g_str_equal(sha256, epoch_dataset_get_pinned_sha256(self));
}

gboolean
epoch_dataset_recognise(EpochDataset *self, GBytes *given, const char *where, GBytes **canonical,
                        GError **error)
{
  g_autoptr(EpochTable) table = NULL;
  g_autoptr(EpochTable) recoded = NULL;
  g_autoptr(GBytes) written = NULL;
  gsize length = 0;
  const char *text = g_bytes_get_data(given, &length);

  g_return_val_if_fail(epoch_dataset_is_remote(self), FALSE);
  if (is_pinned(self, given)) {
    *canonical = g_bytes_ref(given);
    return TRUE;
  }
  table = epoch_table_read_coded(self, text != NULL ? text : "", length, where, NULL, error);
  if (table == NULL || !check_columns(self, table, where, error)) {
    return FALSE;
  }
  recoded = epoch_recode_table(self, table, where, error);
  if (recoded == NULL) {
    return FALSE;
  }
  written = epoch_remote_write(self, table);
  *canonical = is_pinned(self, written) ? g_steal_pointer(&written) : NULL;
  return TRUE;
}

gboolean
epoch_dataset_write_note(EpochDataset *self, const char *name, const char *sha256, GError **error)
{
  g_autofree char *file = epoch_dataset_dup_path(self);
  g_autofree char *path = g_strconcat(file, ".note", NULL);
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(GError) cause = NULL;
  EpochJsonWriter json;

  g_return_val_if_fail(epoch_dataset_is_remote(self), FALSE);
  if (name == NULL) {
    if (g_unlink(path) == 0 || errno == ENOENT) {
      return TRUE;
    }
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s can not be removed: %s", path,
                g_strerror(errno));
    return FALSE;
  }
  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "sha256", sha256);
  epoch_json_writer_add_string(&json, "name", name);
  epoch_json_writer_end(&json, '}');
  g_string_append_c(text, '\n');
  if (!g_file_set_contents(path, text->str, (gssize)text->len, &cause)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s can not be written: %s", path,
                cause->message);
    return FALSE;
  }
  return TRUE;
}
