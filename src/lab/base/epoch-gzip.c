#include "config.h"

#include "base/epoch-gzip.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "base/epoch-error.h"

/* How much is unpacked at a time at first; then twice as much as before. */
#define FIRST_BYTES ((gsize)1 << 16)

static gboolean
fail_limit(const char *where, gsize limit, GError **error)
{
  g_autofree char *size = g_format_size(limit);

  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
              _("%s unpacks to more than %s, which is the most that is read"), where, size);
  return FALSE;
}

/* Converts all of it; room grows with what comes out. */
static gboolean
convert(GConverter *converter, const guint8 *packed, gsize length, GByteArray *unpacked,
        const char *where, gsize limit, GError **error)
{
  gsize n_in = 0, n_out = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED) {
    g_autoptr(GError) cause = NULL;
    gsize n_read = 0, n_written = 0;

    if (n_out == unpacked->len) {
      if (n_out > limit) {
        return fail_limit(where, limit, error);
      }
      g_byte_array_set_size(unpacked, (guint)MIN(MAX(FIRST_BYTES, n_out * 2), limit + 1));
    }
    result = g_converter_convert(converter, packed + n_in, length - n_in, unpacked->data + n_out,
                                 unpacked->len - n_out, G_CONVERTER_INPUT_AT_END, &n_read,
                                 &n_written, &cause);
    if (result == G_CONVERTER_ERROR && !g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE)) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("%s is no whole gzip file: %s"),
                  where, cause->message);
      return FALSE;
    }
    n_in += n_read;
    n_out += n_written;
  }
  if (n_out > limit) {
    return fail_limit(where, limit, error);
  }
  g_byte_array_set_size(unpacked, (guint)n_out);
  return TRUE;
}

GBytes *
epoch_gzip_unpack(const void *packed, gsize length, const char *where, gsize limit, GError **error)
{
  g_autoptr(GZlibDecompressor) gzip = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr(GByteArray) unpacked = g_byte_array_new();

  g_return_val_if_fail(packed != NULL && where != NULL && limit < G_MAXUINT32 / 2, NULL);
  if (!convert(G_CONVERTER(gzip), packed, length, unpacked, where, limit, error)) {
    return NULL;
  }
  return g_byte_array_free_to_bytes(g_steal_pointer(&unpacked));
}
