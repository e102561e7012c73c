#include <glib.h>
#include <math.h>

#include "chart-samples.h"
#include "ep-layout.h"
#include "label-checks.h"

static const double WIDTHS[] = {120, 200, 360, 640, 900, 1800};
static const double HEIGHTS[] = {60, 120, 220, 360, 700};

static void
draw_once(const struct ep_layout *layout, double width, double height)
{
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
  cairo_t *cr = cairo_create(surface);

  ep_layout_draw(layout, cr);
  ep_layout_draw_datum(layout, cr, (struct ep_datum){0, 0}, true);
  g_assert_cmpint(cairo_status(cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
}

static void
check_chart(unsigned seed, gboolean hostile)
{
  struct ep_chart *chart = sample_random(seed, hostile);
  unsigned state = seed + 99;

  for (int i = 0; i < 3; i++) {
    struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
    struct ep_theme theme;
    struct ep_layout *layout;
    sample_number(&state);
    options.width = WIDTHS[(int)(sample_number(&state) * G_N_ELEMENTS(WIDTHS))];
    options.height = HEIGHTS[(int)(sample_number(&state) * G_N_ELEMENTS(HEIGHTS))];
    options.title = sample_number(&state) < 0.3;
    ep_theme_init(&theme, false, false);
    theme.font_size = sample_number(&state) < 0.3 ? 24 : 12;
    options.theme = &theme;
    layout = ep_layout_new(chart, &options);
    g_assert_nonnull(layout);
    check_labels(layout, options.width, options.height, seed);
    draw_once(layout, options.width, options.height);
    ep_layout_free(layout);
  }
  ep_chart_free(chart);
}

static void
test_mild(void)
{
  for (unsigned seed = 1; seed <= 300; seed++) {
    check_chart(seed, FALSE);
  }
}

static void
test_hostile(void)
{
  for (unsigned seed = 1001; seed <= 1300; seed++) {
    check_chart(seed, TRUE);
  }
}

static unsigned
count_role(const struct ep_layout *layout, enum ep_role role)
{
  size_t n;
  const struct ep_label *labels = ep_layout_get_labels(layout, &n);
  unsigned count = 0;

  for (size_t i = 0; i < n; i++) {
    count += labels[i].role == role;
  }
  return count;
}

static struct ep_layout *
layout_at(const struct ep_chart *chart, double width, double height)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;

  options.width = width;
  options.height = height;
  return ep_layout_new(chart, &options);
}

/* Nothing overlaps where nothing is drawn: what must be there is there. */
static void
test_present(void)
{
  struct ep_chart *chart = sample_scatter(500);
  struct ep_layout *layout = layout_at(chart, 640, 360);

  g_assert_cmpuint(count_role(layout, EP_ROLE_TICK), >=, 7);
  g_assert_cmpuint(count_role(layout, EP_ROLE_AXIS_TITLE), ==, 2);
  g_assert_cmpuint(count_role(layout, EP_ROLE_GUIDE), ==, 1);
  g_assert_cmpuint(count_role(layout, EP_ROLE_LEGEND), ==, 0);
  ep_layout_free(layout);
  layout = layout_at(chart, 324, 240);
  g_assert_cmpuint(count_role(layout, EP_ROLE_TICK), >=, 5);
  g_assert_cmpuint(count_role(layout, EP_ROLE_AXIS_TITLE), ==, 2);
  ep_layout_free(layout);
  layout = layout_at(chart, 120, 80);
  g_assert_cmpfloat(ep_layout_get_area(layout).height, >=, 30);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

static void
test_series_names(void)
{
  const double y[] = {3, 2, 1.5, 1.2};
  struct ep_chart *chart = ep_chart_new(EP_KIND_LINE);
  struct ep_layout *layout;

  ep_chart_add_series(chart, "Training", NULL, y, 4, NULL);
  layout = layout_at(chart, 640, 360);
  g_assert_cmpuint(count_role(layout, EP_ROLE_SERIES) + count_role(layout, EP_ROLE_LEGEND), ==, 0);
  ep_layout_free(layout);
  ep_chart_add_series(chart, "Validation", NULL, y, 4, NULL);
  layout = layout_at(chart, 640, 360);
  g_assert_cmpuint(count_role(layout, EP_ROLE_SERIES), ==, 2);
  g_assert_cmpuint(count_role(layout, EP_ROLE_LEGEND), ==, 0);
  ep_layout_free(layout);
  layout = layout_at(chart, 320, 240);
  g_assert_cmpuint(count_role(layout, EP_ROLE_SERIES), ==, 0);
  g_assert_cmpuint(count_role(layout, EP_ROLE_LEGEND), ==, 2);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

static void
test_categories(void)
{
  const char *names[2000];
  double y[2000];
  struct ep_chart *chart = ep_chart_new(EP_KIND_BARS);

  for (int i = 0; i < 2000; i++) {
    names[i] = "A category of some length";
    y[i] = i % 17 - 5;
  }
  ep_chart_set_categories(chart, names, 2000);
  ep_chart_add_series(chart, "", NULL, y, 2000, NULL);
  for (int lies = 0; lies < 2; lies++) {
    struct ep_layout *layout;
    ep_chart_set_horizontal(chart, lies == 1);
    layout = layout_at(chart, 900, 400);
    g_assert_cmpuint(count_role(layout, EP_ROLE_CATEGORY), >=, 10);
    g_assert_cmpuint(count_role(layout, EP_ROLE_CATEGORY), <=, 60);
    check_labels(layout, 900, 400, 0);
    draw_once(layout, 900, 400);
    ep_layout_free(layout);
  }
  ep_chart_free(chart);
}

static void
test_ellipsize(void)
{
  const struct ep_font font = {12, false, false};
  const char *string = "Größe der Wohnfläche in Quadratmetern";

  for (double width = 0; width < 260; width += 1.5) {
    g_autofree char *cut = ep_text_ellipsize(&EP_TEXT_PLAIN, string, &font, width);
    g_assert_true(g_utf8_validate(cut, -1, NULL));
    g_assert_cmpfloat(ep_text_measure(&EP_TEXT_PLAIN, cut, &font).width, <=, width + 1e-9);
  }
  g_autofree char *whole = ep_text_ellipsize(&EP_TEXT_PLAIN, string, &font, 1000);
  g_assert_cmpstr(whole, ==, string);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/layout/no-overlap", test_mild);
  g_test_add_func("/layout/no-overlap/hostile", test_hostile);
  g_test_add_func("/layout/present", test_present);
  g_test_add_func("/layout/series-names", test_series_names);
  g_test_add_func("/layout/categories", test_categories);
  g_test_add_func("/layout/ellipsize", test_ellipsize);
  return g_test_run();
}
