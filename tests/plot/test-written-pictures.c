/* A chart of pictures that the lab writes is one that the window shows: the values that went in
 * are those that the pointer tells. */
#include <glib.h>
#include <string.h>

#include "chart/epoch-chart-writer-private.h"
#include "ep-layout.h"
#include "epoch-chart-document.h"

enum { WIDTH = 5, HEIGHT = 3, N = 7 };

/* A number as it is written for people, with a true minus sign. */
static double
read_number(const char *text)
{
  gboolean negative = g_str_has_prefix(text, "−");
  double size = g_ascii_strtod(negative ? text + strlen("−") : text, NULL);

  return negative ? -size : size;
}

static void
check_values(const EpochChartImages *look, const float *values, const struct ep_chart *chart)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_layout *layout;

  options.height = ep_layout_fit_height(chart, &options);
  layout = ep_layout_new(chart, &options);
  for (size_t i = 0; i < (size_t)N * WIDTH * HEIGHT; i++) {
    struct ep_datum datum = {0, i / (WIDTH * HEIGHT)};
    double column = (double)(i % WIDTH);
    double row = (double)(i / WIDTH % HEIGHT);
    struct ep_rect r;
    struct ep_field field;
    g_assert_true(ep_layout_bounds(layout, datum, &r));
    g_assert_true(ep_layout_inside(layout, datum, r.x + (column + 0.5) * r.width / WIDTH,
                                   r.y + (row + 0.5) * r.height / HEIGHT, &field));
    g_assert_cmpfloat_with_epsilon(read_number(field.value), values[i],
                                   (look->high - look->low) / 255);
  }
  ep_layout_free(layout);
}

static void
test_values(gconstpointer data)
{
  EpochChartImages look = {
      .width = WIDTH, .height = HEIGHT, .channels = 1, .diverging = GPOINTER_TO_INT(data)};
  EpochChartWriter *writer = epoch_chart_writer_new("images", "Filters", "What they look for.");
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  g_autoptr(EpochChartDocument) document = NULL;
  g_autoptr(GError) error = NULL;
  float values[N * WIDTH * HEIGHT];
  GString *text;

  for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
    values[i] = (float)g_rand_double_range(random, -0.4, 1.3);
  }
  epoch_chart_images_fit(&look, values, G_N_ELEMENTS(values));
  epoch_chart_writer_set_images(writer, &look);
  for (gsize i = 0; i < N; i++) {
    epoch_chart_writer_add_image_values(writer, &look, values + i * WIDTH * HEIGHT, "A \"filter\"",
                                        NULL, "conv1");
  }
  text = epoch_chart_writer_end(writer);
  document = epoch_chart_document_new_from_data(text->str, (gssize)text->len, &error);
  g_assert_no_error(error);
  g_string_free(text, TRUE);
  check_values(&look, values, epoch_chart_document_get_chart(document));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_data_func("/written/grey", GINT_TO_POINTER(FALSE), test_values);
  g_test_add_data_func("/written/diverging", GINT_TO_POINTER(TRUE), test_values);
  return g_test_run();
}
