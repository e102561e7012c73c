#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "epoch-chart-parser-private.h"
#include "kinds/ep-images.h"

/* Grids of small pictures, whose pixels are written in Base64 (RFC 4648, section 4). */

/* Reads a length that must be there. */
static gboolean
read_side(EpochChartReader *reader, JsonObject *root, const char *name, size_t *side)
{
  double number;

  if (!epoch_chart_reader_number(reader, root, "", name, TRUE, &number)) {
    return FALSE;
  }
  if (!(number >= 1 && number <= EP_IMAGES_SIDE_MAX && number == floor(number))) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("%s: a whole number between 1 and %d was expected, but there is %g."), name,
        EP_IMAGES_SIDE_MAX, number);
  }
  *side = (size_t)number;
  return TRUE;
}

static gboolean
read_channels(EpochChartReader *reader, JsonObject *root, size_t *channels)
{
  double number;

  if (!epoch_chart_reader_number(reader, root, "", "channels", FALSE, &number)) {
    return FALSE;
  }
  *channels = 1;
  if (isnan(number)) {
    return TRUE;
  }
  if (number != 1 && number != 3) {
    return epoch_chart_reader_fail(reader, EPOCH_CHART_ERROR_INVALID,
                                   _("channels: 1 or 3 was expected, but there is %g."), number);
  }
  *channels = (size_t)number;
  return TRUE;
}

static gboolean
read_scale(EpochChartReader *reader, JsonObject *root, struct ep_images_options *look)
{
  const char *scale;

  if (!epoch_chart_reader_string(reader, root, "", "scale", &scale)) {
    return FALSE;
  }
  look->diverging = strcmp(scale, "diverging") == 0;
  if (!look->diverging && scale[0] != '\0' && strcmp(scale, "grey") != 0) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("scale: “grey” or “diverging” was expected, but there is “%s”."), scale);
  }
  if (look->diverging && look->channels != 1) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("channels: pictures on a diverging scale have 1, but there are %zu."), look->channels);
  }
  return TRUE;
}

static gboolean
read_look(EpochChartReader *reader, JsonObject *root, struct ep_images_options *look)
{
  return read_side(reader, root, "width", &look->width) &&
         read_side(reader, root, "height", &look->height) &&
         read_channels(reader, root, &look->channels) && read_scale(reader, root, look) &&
         epoch_chart_parser_read_range(reader, root, &look->lo, &look->hi) &&
         epoch_chart_reader_count(reader, root, "", "columns", EP_IMAGES_COLUMNS_MAX, 0,
                                  &look->columns);
}

/* The place of the first character that is not one of Base64; the length where all are. */
static gsize
find_stranger(const char *text, gsize length)
{
  gsize i = 0;

  while (i < length && (g_ascii_isalnum(text[i]) || text[i] == '+' || text[i] == '/')) {
    i++;
  }
  /* At most two signs at the end fill the last four up. */
  while (i < length && text[i] == '=' && i + 2 >= length) {
    i++;
  }
  return i;
}

/* Decodes the pixels of a picture, which must be as many as the chart says. */
static gboolean
read_pixels(EpochChartReader *reader, JsonObject *object, const char *parent,
            const struct ep_images_options *look, guchar *pixels)
{
  gsize wanted = look->width * look->height * look->channels;
  const char *text;
  gsize length;
  gsize stranger;
  gsize found;
  gint state = 0;
  guint save = 0;

  if (!epoch_chart_reader_string(reader, object, parent, "pixels", &text)) {
    return FALSE;
  }
  length = strlen(text);
  stranger = find_stranger(text, length);
  if (stranger < length || length % 4 != 0) {
    return stranger < length
               ? epoch_chart_reader_fail(
                     reader, EPOCH_CHART_ERROR_INVALID,
                     _("%spixels: this is not Base64; character %zu does not belong there."),
                     parent, stranger + 1)
               : epoch_chart_reader_fail(
                     reader, EPOCH_CHART_ERROR_INVALID,
                     _("%spixels: this is not Base64; there are %zu characters, which are not a "
                       "multiple of four."),
                     parent, length);
  }
  found = length / 4 * 3;
  for (gsize i = 1; i <= 2 && i <= length; i++) {
    found -= text[length - i] == '=' ? 1 : 0;
  }
  if (found != wanted) {
    return epoch_chart_reader_fail(
        reader, EPOCH_CHART_ERROR_INVALID,
        _("%spixels: there are %zu bytes, but %zu × %zu pixels of %zu channels need %zu."), parent,
        found, look->width, look->height, look->channels, wanted);
  }
  /* The count was checked above, so that the decoder never writes past the picture. */
  g_base64_decode_step(text, length, pixels, &state, &save);
  return TRUE;
}

static gboolean
read_item(EpochChartReader *reader, JsonObject *object, const char *parent,
          const struct ep_images_options *look, guchar *pixels, struct ep_image *image)
{
  image->pixels = pixels;
  return read_pixels(reader, object, parent, look, pixels) &&
         epoch_chart_reader_string(reader, object, parent, "text", &image->text) &&
         epoch_chart_reader_string(reader, object, parent, "value", &image->value) &&
         epoch_chart_reader_string(reader, object, parent, "group", &image->group);
}

static gboolean
check_bytes(EpochChartReader *reader, gsize bytes, gsize n)
{
  return bytes * n <= EP_IMAGES_BYTES_MAX ||
         epoch_chart_reader_fail(
             reader, EPOCH_CHART_ERROR_LIMIT,
             _("items: %zu pictures of %zu bytes are too much; together they may have %d MB."), n,
             bytes, EP_IMAGES_BYTES_MAX / (1024 * 1024));
}

gboolean
epoch_chart_parser_read_images(EpochChartReader *reader, JsonObject *root)
{
  struct ep_images_options look = EP_IMAGES_OPTIONS_INIT;
  g_autofree struct ep_image *images = NULL;
  g_autofree guchar *pixels = NULL;
  JsonArray *array;
  gsize bytes;
  gsize n;

  if (!read_look(reader, root, &look) ||
      !epoch_chart_reader_list(reader, root, "", "items", EP_IMAGES_MAX, &array)) {
    return FALSE;
  }
  n = json_array_get_length(array);
  bytes = look.width * look.height * look.channels;
  if (!check_bytes(reader, bytes, n)) {
    return FALSE;
  }
  images = g_new0(struct ep_image, n + 1);
  pixels = g_malloc(bytes * n + 1);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *parent = NULL;
    JsonObject *object = epoch_chart_reader_object_at(reader, array, (guint)i, "items", &parent);
    if (object == NULL ||
        !read_item(reader, object, parent, &look, pixels + i * bytes, &images[i])) {
      return FALSE;
    }
  }
  return ep_chart_set_images(reader->chart, images, n, &look) ||
         epoch_chart_reader_fail_memory(reader);
}
