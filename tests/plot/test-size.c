#include <glib.h>
#include <math.h>

#include "ep-layout.h"

static const double SQUARE_X[] = {-1, 1, 1, -1};
static const double SQUARE_Y[] = {-1, -1, 1, 1};

/* A square is as wide as high, whatever the shape of the picture. */
static void
test_equal(void)
{
  const double sizes[][2] = {{200, 500}, {360, 300}, {900, 200}, {640, 360}};
  struct ep_chart *chart = ep_chart_new(EP_KIND_SCATTER);

  g_assert_true(ep_chart_add_series(chart, "Square", SQUARE_X, SQUARE_Y, 4, NULL));
  ep_chart_set_equal(chart, true);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
    struct ep_layout *layout;
    double x[4];
    double y[4];
    options.width = sizes[i][0];
    options.height = sizes[i][1];
    layout = ep_layout_new(chart, &options);
    for (size_t k = 0; k < 4; k++) {
      g_assert_true(ep_layout_position(layout, (struct ep_datum){0, k}, &x[k], &y[k]));
    }
    g_assert_cmpfloat_with_epsilon(x[1] - x[0], y[1] - y[2], 1e-9);
    g_assert_cmpfloat(x[1] - x[0], >, 20);
    ep_layout_free(layout);
  }
  ep_chart_free(chart);
}

/* The height of the area of a chart at the height that fits it. */
static double
fitted_area(const struct ep_chart *chart, double width)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_layout *layout;
  double height;

  options.width = width;
  options.height = ep_layout_fit_height(chart, &options);
  layout = ep_layout_new(chart, &options);
  height = ep_layout_get_area(layout).height;
  ep_layout_free(layout);
  return height;
}

/* Names that fill lines of a legend take nothing from the data. */
static void
test_fit_legend(void)
{
  struct ep_chart *brief = ep_chart_new(EP_KIND_LINE);
  struct ep_chart *wordy = ep_chart_new(EP_KIND_LINE);

  for (int i = 0; i < 4; i++) {
    g_autofree char *name =
        g_strdup_printf("A model that has a name of some length, number %d of them", i);
    g_assert_true(ep_chart_add_series(brief, "", SQUARE_X, SQUARE_Y, 4, NULL));
    g_assert_true(ep_chart_add_series(wordy, name, SQUARE_X, SQUARE_Y, 4, NULL));
  }
  for (double width = 240; width < 900; width += 110) {
    g_assert_cmpfloat_with_epsilon(fitted_area(brief, width), fitted_area(wordy, width), 1);
  }
  ep_chart_free(brief);
  ep_chart_free(wordy);
}

/* Each bar that lies has its line, however many there are. */
static void
test_fit_bars(void)
{
  const double values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  double before = 0;

  for (size_t n = 3; n <= 12; n += 3) {
    struct ep_chart *chart = ep_chart_new(EP_KIND_BARS);
    double height;
    g_assert_true(ep_chart_add_series(chart, "", NULL, values, n, NULL));
    ep_chart_set_horizontal(chart, true);
    height = fitted_area(chart, 360);
    g_assert_cmpfloat(height, >=, 12 * 1.2 * (double)n);
    g_assert_cmpfloat(height, >, before);
    before = height;
    ep_chart_free(chart);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/size/equal", test_equal);
  g_test_add_func("/size/fit/legend", test_fit_legend);
  g_test_add_func("/size/fit/bars", test_fit_bars);
  return g_test_run();
}
