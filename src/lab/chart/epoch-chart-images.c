/* Charts of small pictures. */
#include "config.h"

#include <math.h>

#include "base/epoch-json-writer.h"
#include "chart/epoch-chart-writer-private.h"
#include "chart/epoch-chart-writer-raw-private.h"

void
epoch_chart_images_fit(EpochChartImages *look, const float *values, gsize n)
{
  double low = INFINITY, high = -INFINITY;

  for (gsize i = 0; i < n; i++) {
    if (isfinite(values[i])) {
      low = MIN(low, values[i]);
      high = MAX(high, values[i]);
    }
  }
  if (!(low <= high)) {
    low = high = 0;
  }
  if (look->diverging) {
    high = MAX(fabs(low), fabs(high));
    low = -high;
  }
  /* Where all is the same any scale will do, but it must have a length. */
  look->low = low < high ? low : low - 1;
  look->high = low < high ? high : high + 1;
}

void
epoch_chart_writer_set_images(EpochChartWriter *self, const EpochChartImages *look)
{
  const double range[2] = {look->low, look->high};

  epoch_chart_writer_set_number(self, "width", (double)look->width);
  epoch_chart_writer_set_number(self, "height", (double)look->height);
  epoch_chart_writer_set_number(self, "channels", (double)look->channels);
  epoch_chart_writer_set_text(self, "scale", look->diverging ? "diverging" : "grey");
  if (look->low < look->high) {
    epoch_chart_writer_set_numbers(self, "range", range, 2);
  }
  if (look->columns > 0) {
    epoch_chart_writer_set_number(self, "columns", (double)look->columns);
  }
}

static void
add_text(EpochJsonWriter *json, const char *name, const char *text)
{
  if (text != NULL && *text != '\0') {
    epoch_json_writer_add_string(json, name, text);
  }
}

void
epoch_chart_writer_add_image(EpochChartWriter *self, const EpochChartImages *look,
                             const guint8 *pixels, const char *text, const char *value,
                             const char *group)
{
  g_autofree char *base64 = g_base64_encode(pixels, look->width * look->height * look->channels);
  g_autoptr(GString) item = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, item);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "pixels", base64);
  add_text(&json, "text", text);
  add_text(&json, "value", value);
  add_text(&json, "group", group);
  epoch_json_writer_end(&json, '}');
  epoch_chart_writer_add_raw(self, "items", item->str);
}

static guint8
to_byte(const EpochChartImages *look, double value)
{
  double share = ((isnan(value) ? 0 : value) - look->low) / (look->high - look->low);

  return (guint8)lround(CLAMP(share, 0, 1) * 255);
}

void
epoch_chart_writer_add_image_values(EpochChartWriter *self, const EpochChartImages *look,
                                    const float *values, const char *text, const char *value,
                                    const char *group)
{
  gsize n = look->width * look->height;
  g_autofree guint8 *pixels = g_new(guint8, n * look->channels + 1);

  for (gsize c = 0; c < look->channels; c++) {
    for (gsize i = 0; i < n; i++) {
      pixels[i * look->channels + c] = to_byte(look, values[c * n + i]);
    }
  }
  epoch_chart_writer_add_image(self, look, pixels, text, value, group);
}
