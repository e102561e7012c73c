#include "config.h"

#include "export/notebook-data-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-csv.h"
#include "base/epoch-file.h"

/* As in mail (RFC 2045, section 6.8). */
#define BASE64_COLUMNS 76

/* The same bytes each time: the header of gzip gets neither a name nor a time. */
static GBytes *
compress(const char *text, gsize length, GError **error)
{
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, G_CONVERTER(compressor));

  if (!g_output_stream_write_all(stream, text, length, NULL, NULL, error) ||
      !g_output_stream_close(stream, NULL, error)) {
    return NULL;
  }
  return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}

static char *
wrap(const char *base64)
{
  GString *lines = g_string_new("\"\"\"\n");
  gsize length = strlen(base64);

  for (gsize i = 0; i < length; i += BASE64_COLUMNS) {
    g_string_append_len(lines, base64 + i, (gssize)MIN(BASE64_COLUMNS, length - i));
    g_string_append_c(lines, '\n');
  }
  g_string_append(lines, "\"\"\"");
  return g_string_free(lines, FALSE);
}

static void
set_packed(NotebookValues *values, const char *name, const guint8 *packed, gsize length)
{
  g_autofree char *base64 = g_base64_encode(packed, length);
  g_autofree char *lines = wrap(base64);

  notebook_values_set_code(values, name, lines, TRUE);
}

/* Packs what is not packed yet, and puts it into the notebook. */
static gboolean
set_text(NotebookValues *values, const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr(GBytes) bytes = compress(text, length, error);

  if (bytes == NULL) {
    return FALSE;
  }
  set_packed(values, name, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  return TRUE;
}

gboolean
notebook_data_set_tensors(NotebookValues *values, const char *name, const char *path,
                          GError **error)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  bytes = epoch_file_read(path, NOTEBOOK_TENSORS_MAX_BYTES, &length, error);
  if (bytes == NULL) {
    return FALSE;
  }
  if (!g_str_has_suffix(path, ".gz")) {
    return set_text(values, name, bytes, length, error);
  }
  set_packed(values, name, (const guint8 *)bytes, length);
  return TRUE;
}

gboolean
notebook_data_set_file(NotebookValues *values, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  gsize length = 0;
  GStatBuf status;

  notebook_values_set_text(values, "data_path", absolute);
  if (g_stat(path, &status) == 0 && (guint64)status.st_size > NOTEBOOK_DATA_MAX_BYTES) {
    notebook_values_set_code(values, "data", "", FALSE);
    return TRUE;
  }
  text = epoch_file_read(path, NOTEBOOK_DATA_MAX_BYTES, &length, error);
  return text != NULL && set_text(values, "data", text, length, error);
}

static void
append_cell(GString *csv, const struct ec_table *table, size_t column, size_t row)
{
  const double *numbers = ec_table_get_numbers(table, column);
  const char *text = ec_table_get_text(table, column, row);

  if (numbers != NULL) {
    epoch_csv_append_number(csv, numbers[row]);
  } else if (text != NULL) {
    epoch_csv_append_text(csv, text);
  }
}

gboolean
notebook_data_set_table(NotebookValues *values, const struct ec_table *table, GError **error)
{
  g_autoptr(GString) csv = g_string_new(NULL);

  for (size_t column = 0; column < ec_table_n_columns(table); column++) {
    g_string_append(csv, column > 0 ? "," : "");
    epoch_csv_append_text(csv, ec_table_get_name(table, column));
  }
  g_string_append_c(csv, '\n');
  for (size_t row = 0; row < ec_table_n_rows(table); row++) {
    for (size_t column = 0; column < ec_table_n_columns(table); column++) {
      g_string_append(csv, column > 0 ? "," : "");
      append_cell(csv, table, column, row);
    }
    g_string_append_c(csv, '\n');
  }
  notebook_values_set_text(values, "data_path", "");
  return set_text(values, "data", csv->str, csv->len, error);
}
