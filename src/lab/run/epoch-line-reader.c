#include "config.h"

#include "run/epoch-line-reader.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"

#define CHUNK_BYTES 65536

typedef struct {
  GInputStream *stream;
  GCancellable *cancellable;
  EpochLineFunc line_func;
  EpochLineEndFunc end_func;
  gpointer data;
  GByteArray *line; /* the part of a line that has come */
} LineReader;

static void
line_reader_free(LineReader *self)
{
  g_clear_object(&self->stream);
  g_clear_object(&self->cancellable);
  g_byte_array_unref(self->line);
  g_free(self);
}

static void
finish(LineReader *self, GError *error)
{
  if (!g_cancellable_is_cancelled(self->cancellable)) {
    self->end_func(error, self->data);
  }
  line_reader_free(self);
}

/* Takes the lines out of what has come; the rest is kept. Whether it is short enough. */
static gboolean
take_bytes(LineReader *self, const guint8 *bytes, gsize length)
{
  while (length > 0 && !g_cancellable_is_cancelled(self->cancellable)) {
    const guint8 *end = memchr(bytes, '\n', length);
    gsize part = end != NULL ? (gsize)(end - bytes) : length;

    if (self->line->len + part > EPOCH_LINE_MAX) {
      return FALSE;
    }
    g_byte_array_append(self->line, bytes, (guint)part);
    if (end == NULL) {
      break;
    }
    if (self->line->len > 0) {
      self->line_func((const char *)self->line->data, self->line->len, self->data);
    }
    g_byte_array_set_size(self->line, 0);
    bytes += part + 1;
    length -= part + 1;
  }
  return TRUE;
}

static void
read_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  LineReader *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes =
      g_input_stream_read_bytes_finish(G_INPUT_STREAM(source), result, &error);

  if (bytes == NULL || g_cancellable_is_cancelled(self->cancellable)) {
    finish(self, error);
    return;
  }
  if (g_bytes_get_size(bytes) == 0) {
    if (self->line->len > 0) {
      self->line_func((const char *)self->line->data, self->line->len, self->data);
    }
    finish(self, NULL);
    return;
  }
  if (!take_bytes(self, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes))) {
    g_set_error(&error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT, _("a line of more than %d bytes"),
                EPOCH_LINE_MAX);
    finish(self, error);
    return;
  }
  g_input_stream_read_bytes_async(self->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, self->cancellable,
                                  read_cb, self);
}

void
epoch_line_reader_start(GInputStream *stream, GCancellable *cancellable, EpochLineFunc line_func,
                        EpochLineEndFunc end_func, gpointer data)
{
  LineReader *self = g_new0(LineReader, 1);

  self->stream = g_object_ref(stream);
  self->cancellable = g_object_ref(cancellable);
  self->line_func = line_func;
  self->end_func = end_func;
  self->data = data;
  self->line = g_byte_array_new();
  g_input_stream_read_bytes_async(stream, CHUNK_BYTES, G_PRIORITY_DEFAULT, cancellable, read_cb,
                                  self);
}
