#include <glib.h>
#include <math.h>
#include <string.h>

#include "chart-samples.h"
#include "ep-datum.h"
#include "ep-layout.h"

/* The nearest point by looking at all of them. */
static gboolean
brute_force(const struct ep_layout *layout, const struct ep_chart *chart, double x, double y,
            double reach, double *best)
{
  *best = INFINITY;
  for (size_t s = 0; s < ep_chart_get_n_series(chart); s++) {
    for (size_t i = 0; i < ep_chart_get_n_points(chart, s); i++) {
      double at_x;
      double at_y;
      if (ep_layout_position(layout, (struct ep_datum){s, i}, &at_x, &at_y)) {
        double dx = at_x - x;
        double dy = ep_chart_get_kind(chart) == EP_KIND_LINE ? (at_y - y) / 8 : at_y - y;
        gboolean near =
            ep_chart_get_kind(chart) == EP_KIND_LINE ? fabs(dx) <= reach : hypot(dx, dy) <= reach;
        *best = near ? fmin(*best, hypot(dx, dy)) : *best;
      }
    }
  }
  return *best < INFINITY;
}

static void
check_hits(struct ep_chart *chart, unsigned *state)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_layout *layout = ep_layout_new(chart, &options);
  gboolean line = ep_chart_get_kind(chart) == EP_KIND_LINE;

  for (int i = 0; i < 60; i++) {
    double x = sample_number(state) * 700 - 30;
    double y = sample_number(state) * 420 - 30;
    double reach = sample_number(state) * 80;
    double best;
    struct ep_datum datum = {99, 99};
    gboolean wanted = brute_force(layout, chart, x, y, reach, &best);
    g_assert_true(ep_layout_nearest(layout, x, y, reach, &datum) == wanted);
    if (wanted) {
      double at_x;
      double at_y;
      g_assert_true(ep_layout_position(layout, datum, &at_x, &at_y));
      g_assert_cmpfloat_with_epsilon(hypot(at_x - x, line ? (at_y - y) / 8 : at_y - y), best, 1e-9);
    } else {
      g_assert_cmpuint(datum.series, ==, 99);
    }
  }
  ep_layout_free(layout);
}

static void
test_hits(void)
{
  unsigned state = 3;

  for (unsigned seed = 1; seed <= 200; seed++) {
    struct ep_chart *chart = sample_random(seed, seed % 3 == 0);
    if (ep_chart_get_kind(chart) <= EP_KIND_LINE) {
      check_hits(chart, &state);
    }
    ep_chart_free(chart);
  }
}

/* The middle of each bar and bin finds that bar and that bin. */
static void
test_bars(void)
{
  unsigned found = 0;

  for (unsigned seed = 1; seed <= 300; seed++) {
    struct ep_chart *chart = sample_random(seed, FALSE);
    struct ep_layout_options options = {.width = 1200, .height = 900};
    struct ep_layout *layout = ep_layout_new(chart, &options);
    gboolean bars =
        ep_chart_get_kind(chart) == EP_KIND_BARS ||
        (ep_chart_get_kind(chart) == EP_KIND_HISTOGRAM && ep_chart_get_n_series(chart) == 1);
    for (size_t s = 0; bars && s < ep_chart_get_n_series(chart); s++) {
      for (size_t i = 0; i < ep_chart_get_n_points(chart, s) && i < 200; i++) {
        struct ep_datum datum = {99, 99};
        double x;
        double y;
        if (ep_layout_position(layout, (struct ep_datum){s, i}, &x, &y)) {
          g_assert_true(ep_layout_nearest(layout, x, y, 2, &datum));
          g_assert_cmpuint(datum.series, ==, s);
          g_assert_cmpuint(datum.index, ==, i);
          found++;
        }
      }
    }
    ep_layout_free(layout);
    ep_chart_free(chart);
  }
  g_assert_cmpuint(found, >, 1000);
}

/* From the first to the last every drawable datum of the series is met once, in rising x. */
static void
test_steps(void)
{
  for (unsigned seed = 1; seed <= 200; seed++) {
    struct ep_chart *chart = sample_random(seed, TRUE);
    struct ep_datum datum = {0, 0};
    struct ep_datum last = {0, 0};
    size_t met = 0;
    size_t valid = 0;
    double x = -INFINITY;
    gboolean any = ep_datum_step(chart, &datum, EP_STEP_FIRST);
    size_t series = datum.series;
    for (size_t i = 0; i < ep_chart_get_n_points(chart, series); i++) {
      valid += ep_datum_valid(chart, (struct ep_datum){series, i});
    }
    while (any) {
      double next = ep_chart_get_value(chart, datum.series, datum.index, EP_X);
      g_assert_true(ep_datum_valid(chart, datum));
      g_assert_cmpuint(datum.series, ==, series);
      g_assert_true(ep_chart_get_kind(chart) >= EP_KIND_BARS || next >= x);
      x = next;
      met++;
      last = datum;
      any = ep_datum_step(chart, &datum, EP_STEP_NEXT);
    }
    g_assert_cmpuint(met, ==, valid);
    if (met > 0) {
      struct ep_datum end = {series, 0};
      g_assert_true(ep_datum_step(chart, &end, EP_STEP_LAST));
      g_assert_cmpuint(end.index, ==, last.index);
      g_assert_true(met == 1 || ep_datum_step(chart, &end, EP_STEP_PREVIOUS));
      g_assert_true(met < 3 || ep_datum_step(chart, &end, EP_STEP_PAGE_PREVIOUS));
    }
    ep_chart_free(chart);
  }
}

static void
check_description(const struct ep_chart *chart, struct ep_datum datum, const char *wanted)
{
  char text[512];

  g_assert_cmpuint(ep_datum_describe(chart, datum, text, sizeof text), ==, strlen(wanted));
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_describe(void)
{
  const double x[] = {24, 21.6, 50};
  const double y[] = {30.1, 25.2, NAN};
  const char *labels[] = {NULL, "Nahant", NULL};
  struct ep_chart *chart = ep_chart_new(EP_KIND_SCATTER);

  ep_chart_set_axis(chart, EP_X, "Actual", "thousand dollars");
  ep_chart_set_axis(chart, EP_Y, "Predicted", "thousand dollars");
  ep_chart_add_series(chart, "Test", x, y, 3, labels);
  check_description(chart, (struct ep_datum){0, 0}, "Actual 24.0, predicted 30.1 thousand dollars");
  check_description(chart, (struct ep_datum){0, 1},
                    "Nahant: actual 21.6, predicted 25.2 thousand dollars");
  check_description(chart, (struct ep_datum){0, 2}, "");
  ep_chart_set_axis(chart, EP_Y, "RMSE", "%");
  check_description(chart, (struct ep_datum){0, 0}, "Actual 24.0 thousand dollars, RMSE 30.1%");
  ep_chart_free(chart);
}

static void
test_describe_others(void)
{
  const char *names[] = {"Rooms", "Age"};
  const double values[] = {3.81, -0.5};
  const double edges[] = {-2, 0, 2};
  const double counts[] = {12, 30};
  struct ep_chart *chart = ep_chart_new(EP_KIND_BARS);

  ep_chart_set_categories(chart, names, 2);
  ep_chart_set_axis(chart, EP_Y, "Coefficient", "");
  ep_chart_add_series(chart, "", NULL, values, 2, NULL);
  check_description(chart, (struct ep_datum){0, 1}, "Age: coefficient −0.50");
  ep_chart_free(chart);
  chart = ep_chart_new(EP_KIND_HISTOGRAM);
  g_assert_true(ep_chart_set_edges(chart, edges, 3));
  ep_chart_set_axis(chart, EP_X, "Residual", NULL);
  ep_chart_set_axis(chart, EP_Y, "Houses", NULL);
  ep_chart_add_series(chart, "", NULL, counts, 2, NULL);
  check_description(chart, (struct ep_datum){0, 0}, "Residual −2 – 0, houses 12");
  check_description(chart, (struct ep_datum){0, 1}, "Residual 0–2, houses 30");
  ep_chart_free(chart);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/datum/nearest", test_hits);
  g_test_add_func("/datum/nearest/bars", test_bars);
  g_test_add_func("/datum/steps", test_steps);
  g_test_add_func("/datum/describe", test_describe);
  g_test_add_func("/datum/describe/bars-and-bins", test_describe_others);
  return g_test_run();
}
