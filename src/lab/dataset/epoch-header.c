#include "config.h"

#include "dataset/epoch-header.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-header-private.h"
#include "table/csv-scan.h"
#include "table/csv.h"

/* A header is shorter; a file without a line end in so much is no table. */
#define MOST_BYTES (1024 * 1024)
#define MOST_COLUMNS 10000

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* Up to MOST_BYTES of the file; what is cut off at their end are whole characters. */
static char *
read_beginning(const char *path, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GFileInputStream) stream = g_file_read(file, cancellable, error);
  g_autofree char *text = g_malloc(MOST_BYTES + 1);
  const char *end;

  if (stream == NULL || !g_input_stream_read_all(G_INPUT_STREAM(stream), text, MOST_BYTES, length,
                                                 cancellable, error)) {
    return NULL;
  }
  text[*length] = '\0';
  /* The last character may have been cut in two. */
  if (!g_utf8_validate_len(text, *length, &end) &&
      (*length < MOST_BYTES || (gsize)(end - text) + 4 < *length)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s is not text in UTF-8; save the table as CSV in UTF-8"), path);
    return NULL;
  }
  *length = MIN(*length, (gsize)(end - text));
  return g_steal_pointer(&text);
}

char **
epoch_header_scan(const char *path, const char *text, gsize length, gboolean cut, GError **error)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_csv_field field = {.last = false};
  struct ec_csv_scanner scanner;
  ec_status status = EC_OK;
  gsize n = 0;

  ec_csv_scanner_init(&scanner, text, length, ec_csv_sniff_delimiter(text, length), MOST_BYTES);
  while (ec_csv_scanner_skip_line_end(&scanner)) {
    /* Empty lines above the header are skipped, as when the table is read. */
  }
  while (status == EC_OK && !field.last && n < MOST_COLUMNS && !ec_csv_scanner_at_end(&scanner)) {
    status = ec_csv_scanner_next(&scanner, ++n, &field, &core_error);
    if (status == EC_OK) {
      g_strv_builder_take(names, g_strstrip(g_strndup(field.text, field.length)));
    }
  }
  /* Where the file goes on but the text does not, the last field may have been cut in two. */
  cut = cut && ec_csv_scanner_at_end(&scanner);
  ec_csv_scanner_clear(&scanner);
  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return NULL;
  }
  if (n == 0 || cut) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                n == 0 ? _("%s is empty; a table begins with a line of names")
                       : _("%s has no line of names in its first megabyte"),
                path);
    return NULL;
  }
  return g_strv_builder_end(names);
}

static char **
read_header(const char *path, GCancellable *cancellable, GError **error)
{
  gsize length = 0;
  g_autofree char *text = read_beginning(path, &length, cancellable, error);
  /* What is read no further than this may go on, less the character that was cut in two. */
  gboolean cut = length + 4 > MOST_BYTES;
  gsize skipped;

  if (text == NULL) {
    return NULL;
  }
  if (memchr(text, '\0', length) != NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s is not a text file; a table is a file of comma-separated values"), path);
    return NULL;
  }
  skipped = g_str_has_prefix(text, byte_order_mark) ? strlen(byte_order_mark) : 0;
  return epoch_header_scan(path, text + skipped, length - skipped, cut, error);
}

static void
read_in_thread(GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  char **names = read_header(path, cancellable, &error);

  if (names != NULL) {
    g_task_return_pointer(task, names, (GDestroyNotify)g_strfreev);
  } else {
    g_task_return_error(task, error);
  }
}

void
epoch_header_read_async(const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);

  g_return_if_fail(path != NULL);
  g_task_set_source_tag(task, epoch_header_read_async);
  g_task_set_task_data(task, g_strdup(path), g_free);
  g_task_run_in_thread(task, read_in_thread);
}

char **
epoch_header_read_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}
