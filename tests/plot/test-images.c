/* Grids of small pictures: what is drawn, pointed at and walked through. */
#include <cairo.h>
#include <glib.h>
#include <math.h>
#include <string.h>

#include "ep-colormap.h"
#include "ep-export.h"
#include "ep-layout.h"
#include "ep-table.h"
#include "kinds/ep-images.h"

enum { SIDE = 4, BYTES = SIDE * SIDE };

/* Pictures of random greys, captioned, in groups of so many. */
static struct ep_chart *
pictures_new(size_t n, size_t side, size_t group_of, gboolean captions, size_t columns)
{
  static const char *const groups[] = {"conv1", "conv2", "conv3", "conv4"};
  g_autofree struct ep_image *images = g_new0(struct ep_image, n);
  g_autofree guint8 *pixels = g_malloc(side * side * n);
  struct ep_images_options options = EP_IMAGES_OPTIONS_INIT;
  struct ep_chart *chart = ep_chart_new(EP_KIND_IMAGES);
  g_autoptr(GRand) random = g_rand_new_with_seed(7);

  options.width = options.height = side;
  options.columns = columns;
  for (size_t i = 0; i < side * side * n; i++) {
    pixels[i] = (guint8)g_rand_int_range(random, 0, 256);
  }
  for (size_t i = 0; i < n; i++) {
    images[i].pixels = pixels + i * side * side;
    images[i].text = captions ? "3 to 5" : NULL;
    images[i].value = captions ? "87%" : NULL;
    images[i].group = group_of > 0 ? groups[i / group_of % G_N_ELEMENTS(groups)] : NULL;
  }
  g_assert_true(ep_chart_set_images(chart, images, n, &options));
  return chart;
}

/* Laid out at the height that it asks for. */
static struct ep_layout *
fitted(const struct ep_chart *chart, double width, struct ep_layout_options *options)
{
  *options = (struct ep_layout_options){.width = width};
  options->height = ep_layout_fit_height(chart, options);
  return ep_layout_new(chart, options);
}

/* At any width and number all pictures are shown, in the picture, and none over another. */
static void
test_fit(void)
{
  static const size_t counts[] = {1, 2, 5, 13, 40, 100, 512};
  static const size_t sides[] = {1, 5, 28, 100, 124};
  static const double widths[] = {240, 360, 700, 1100, 1800};

  for (gsize k = 0; k < G_N_ELEMENTS(counts) * G_N_ELEMENTS(sides); k++) {
    size_t n = counts[k % G_N_ELEMENTS(counts)];
    struct ep_chart *chart = pictures_new(n, sides[k / G_N_ELEMENTS(counts)], k % 3 * 4, k % 2, 0);
    for (gsize w = 0; w < G_N_ELEMENTS(widths); w++) {
      struct ep_layout_options options;
      struct ep_layout *layout = fitted(chart, widths[w], &options);
      struct ep_rect before = {-1000, -1000, 0, 0};
      for (size_t i = 0; i < n; i++) {
        struct ep_rect r;
        g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, i}, &r));
        g_assert_cmpfloat(r.x, >=, 1);
        g_assert_cmpfloat(r.y, >=, 1);
        g_assert_cmpfloat(r.x + r.width, <=, options.width - 1);
        g_assert_cmpfloat(r.y + r.height, <=, options.height - 1);
        g_assert_cmpfloat(fmax(r.width, r.height), >=, 14);
        g_assert_true(r.x >= before.x + before.width + 2 || r.y >= before.y + before.height + 2);
        before = r;
      }
      ep_layout_free(layout);
    }
    ep_chart_free(chart);
  }
}

static guint32
pixel_at(cairo_surface_t *surface, int x, int y)
{
  guint32 pixel;

  memcpy(&pixel,
         cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) +
             4 * x,
         sizeof pixel);
  return pixel & 0xffffff;
}

static cairo_surface_t *
drawn(const struct ep_layout *layout, const struct ep_layout_options *options, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, (int)ceil(options->width * scale), (int)ceil(options->height * scale));
  cairo_t *cr = cairo_create(surface);

  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  cairo_scale(cr, scale, scale);
  ep_layout_draw(layout, cr);
  g_assert_cmpint(cairo_status(cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  return surface;
}

/* Every pixel of the screen has the grey that a bubble tells for it: none is blended. */
static void
check_crisp(size_t side, double width, double scale)
{
  struct ep_chart *chart = pictures_new(6, side, 0, TRUE, 0);
  struct ep_layout_options options;
  struct ep_layout *layout = fitted(chart, width, &options);
  cairo_surface_t *surface = drawn(layout, &options, scale);
  guint looked = 0;

  for (size_t i = 0; i < 6; i++) {
    struct ep_datum datum = {0, i};
    struct ep_rect r;
    g_assert_true(ep_layout_bounds(layout, datum, &r));
    for (int y = (int)(r.y * scale); y < (r.y + r.height) * scale; y++) {
      for (int x = (int)(r.x * scale); x < (r.x + r.width) * scale; x++) {
        struct ep_field field;
        guint32 grey;
        g_assert_true(
            ep_layout_inside(layout, datum, (x + 0.5) / scale, (y + 0.5) / scale, &field));
        grey = (guint32)g_ascii_strtoull(field.value, NULL, 10);
        g_assert_cmphex(pixel_at(surface, x, y), ==, grey * 0x010101);
        looked++;
      }
    }
  }
  g_assert_cmpuint(looked, >, 6 * 40 * 40);
  cairo_surface_destroy(surface);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

static void
test_crisp(void)
{
  check_crisp(4, 500, 1);
  check_crisp(28, 500, 1);
  check_crisp(28, 700, 2);
  check_crisp(5, 240, 3);
}

/* A white picture on a white page has an edge, the stronger in high contrast. */
static void
test_outline(void)
{
  guint8 white[BYTES];
  const struct ep_image image = {.pixels = white};
  const struct ep_images_options look = {.width = SIDE, .height = SIDE, .channels = 1};
  struct ep_chart *chart = ep_chart_new(EP_KIND_IMAGES);
  guint32 edges[2];

  memset(white, 255, sizeof white);
  g_assert_true(ep_chart_set_images(chart, &image, 1, &look));
  for (int high = 0; high < 2; high++) {
    struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
    struct ep_theme theme;
    struct ep_layout *layout;
    struct ep_rect r;
    cairo_surface_t *surface;
    ep_theme_init(&theme, false, high == 1);
    options.theme = &theme;
    layout = ep_layout_new(chart, &options);
    g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, 0}, &r));
    surface = drawn(layout, &options, 1);
    g_assert_cmphex(pixel_at(surface, (int)r.x, (int)r.y + 5), ==, 0xffffff);
    edges[high] = pixel_at(surface, (int)r.x - 1, (int)r.y + 5);
    g_assert_cmphex(edges[high], ==, pixel_at(surface, (int)(r.x + r.width), (int)r.y + 5));
    g_assert_cmphex(edges[high], ==, pixel_at(surface, (int)r.x + 5, (int)(r.y + r.height)));
    cairo_surface_destroy(surface);
    ep_layout_free(layout);
  }
  g_assert_cmphex(edges[0] & 0xff, <, 0xe0);
  g_assert_cmphex(edges[1] & 0xff, <, 0x20);
  ep_chart_free(chart);
}

/* Zero has the colour of the middle, on a lopsided scale too; the pointer tells the values. */
static void
test_diverging(void)
{
  const guint8 bytes[] = {0, 85, 170, 255};
  const struct ep_image image = {.pixels = bytes};
  struct ep_images_options look = {
      .width = 4, .height = 1, .channels = 1, .diverging = true, .lo = -1, .hi = 2};
  const char *const values[] = {"−1.00", "0.00", "1.00", "2.00"};
  struct ep_chart *chart = ep_chart_new(EP_KIND_IMAGES);
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_layout *layout;
  struct ep_theme theme;
  struct ep_rect r;
  cairo_surface_t *surface;

  ep_theme_init(&theme, true, false);
  options.theme = &theme;
  g_assert_true(ep_chart_set_images(chart, &image, 1, &look));
  layout = ep_layout_new(chart, &options);
  g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, 0}, &r));
  surface = drawn(layout, &options, 1);
  for (int i = 0; i < 4; i++) {
    double x = r.x + r.width * (i + 0.5) / 4;
    struct ep_color color =
        ep_colormap_at(EP_COLORMAP_DIVERGING, &theme, 0.5 + (bytes[i] / 85.0 - 1) / 4);
    struct ep_field field;
    g_assert_true(ep_layout_inside(layout, (struct ep_datum){0, 0}, x, r.y + 1, &field));
    g_assert_cmpstr(field.value, ==, values[i]);
    g_assert_cmphex(pixel_at(surface, (int)x, (int)r.y + 1), ==, ep_color_pixel(color) & 0xffffff);
  }
  cairo_surface_destroy(surface);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

static void
test_colour(void)
{
  const guint8 bytes[] = {12, 200, 3, 255, 0, 1};
  const struct ep_image image = {.pixels = bytes};
  const struct ep_images_options look = {.width = 2, .height = 1, .channels = 3};
  struct ep_chart *chart = ep_chart_new(EP_KIND_IMAGES);
  struct ep_layout_options options;
  struct ep_layout *layout;
  struct ep_field field;
  struct ep_rect r;
  cairo_surface_t *surface;

  g_assert_true(ep_chart_set_images(chart, &image, 1, &look));
  layout = fitted(chart, 400, &options);
  surface = drawn(layout, &options, 1);
  g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, 0}, &r));
  g_assert_cmphex(pixel_at(surface, (int)r.x + 1, (int)r.y + 1), ==, 0x0cc803);
  g_assert_cmphex(pixel_at(surface, (int)(r.x + r.width) - 1, (int)r.y + 1), ==, 0xff0001);
  g_assert_true(ep_layout_inside(layout, (struct ep_datum){0, 0}, r.x + 1, r.y + 1, &field));
  g_assert_cmpstr(field.name, ==, "Pixel 0, 0");
  g_assert_cmpstr(field.value, ==, "12, 200, 3");
  g_assert_false(ep_layout_inside(layout, (struct ep_datum){0, 0}, r.x - 2, r.y + 1, &field));
  g_assert_false(ep_layout_inside(layout, (struct ep_datum){0, 1}, r.x + 1, r.y + 1, &field));
  cairo_surface_destroy(surface);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

/* Up and down keep to the column as well as the row allows, and come back to where they began. */
static void
test_step(void)
{
  /* Rows of 4: 0–3, 4–5 of one group and 6–9, 10–11 of the next. */
  struct ep_chart *chart = pictures_new(12, 28, 6, TRUE, 4);
  struct ep_layout_options options;
  struct ep_layout *layout = fitted(chart, 700, &options);
  static const size_t below[] = {4, 5, 5, 5, 6, 7, 10, 11, 11, 11};
  static const size_t above[] = {0, 1, 4, 5, 5, 5, 6, 7};

  for (size_t i = 0; i < 12; i++) {
    struct ep_datum down = {0, i};
    struct ep_datum up = {0, i};
    g_assert_true(ep_layout_step(layout, &down, EP_STEP_SERIES_NEXT) == (i < 10));
    g_assert_cmpuint(down.index, ==, i < 10 ? below[i] : i);
    g_assert_true(ep_layout_step(layout, &up, EP_STEP_SERIES_PREVIOUS) == (i >= 4));
    g_assert_cmpuint(up.index, ==, i >= 4 ? above[i - 4] : i);
  }
  ep_layout_free(layout);
  ep_chart_free(chart);
}

/* A wish for columns is granted where they have room. */
static void
test_columns(void)
{
  for (size_t columns = 1; columns <= 12; columns++) {
    struct ep_chart *chart = pictures_new(36, 8, 0, FALSE, columns);
    struct ep_layout_options options;
    struct ep_layout *layout = fitted(chart, 700, &options);
    struct ep_rect first;
    struct ep_rect next;
    g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, 0}, &first));
    g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, columns}, &next));
    g_assert_cmpfloat(next.x, ==, first.x);
    g_assert_cmpfloat(next.y, >, first.y);
    ep_layout_free(layout);
    ep_chart_free(chart);
  }
}

/* In a fixed frame pictures get smaller, then lose their captions, and at last some are left out,
 * which is said. */
static void
test_squeezed(void)
{
  struct ep_chart *chart = pictures_new(60, 28, 0, TRUE, 0);
  struct ep_layout_options options = {.width = 300, .height = 170};
  struct ep_layout *layout = ep_layout_new(chart, &options);
  struct ep_rect r;
  size_t n;

  g_assert_true(ep_layout_bounds(layout, (struct ep_datum){0, 59}, &r));
  ep_layout_get_labels(layout, &n);
  g_assert_cmpuint(n, ==, 0);
  ep_layout_free(layout);
  options.height = 60;
  layout = ep_layout_new(chart, &options);
  g_assert_false(ep_layout_bounds(layout, (struct ep_datum){0, 59}, &r));
  g_assert_cmpuint(ep_layout_get_labels(layout, &n)[0].role, ==, EP_ROLE_CAPTION);
  g_assert_cmpuint(n, ==, 1);
  g_assert_true(g_str_has_suffix(ep_layout_get_labels(layout, &n)[0].text, " more"));
  ep_layout_free(layout);
  ep_chart_free(chart);
}

static bool
append_piece(void *user, const unsigned char *data, unsigned int length)
{
  g_string_append_len(user, (const char *)data, length);
  return true;
}

static void
test_svg(void)
{
  struct ep_chart *chart = pictures_new(9, 28, 0, TRUE, 0);
  struct ep_layout_options options = {.width = 500, .height = 400};
  g_autoptr(GString) svg = g_string_new(NULL);
  gsize n = 0;

  g_assert_true(ep_export_svg(chart, &options, append_piece, svg, NULL));
  for (const char *at = svg->str; (at = strstr(at, "data:image/png")) != NULL; at++) {
    n++;
  }
  g_assert_cmpuint(n, ==, 9);
  ep_chart_free(chart);
}

static void
check_refused(struct ep_images_options look, size_t n)
{
  g_autofree struct ep_image *images = g_new0(struct ep_image, n);
  g_autofree guint8 *pixels = g_malloc0(256 * 256 * 3);
  struct ep_chart *chart = ep_chart_new(EP_KIND_IMAGES);

  for (size_t i = 0; i < n; i++) {
    images[i].pixels = pixels;
  }
  g_assert_false(ep_chart_set_images(chart, images, n, &look));
  ep_chart_free(chart);
}

static void
test_limits(void)
{
  check_refused((struct ep_images_options){.width = 0, .height = 1, .channels = 1}, 1);
  check_refused((struct ep_images_options){.width = 1, .height = 257, .channels = 1}, 1);
  check_refused((struct ep_images_options){.width = 1, .height = 1, .channels = 2}, 1);
  check_refused((struct ep_images_options){.width = 1, .height = 1, .channels = 1}, 513);
  check_refused((struct ep_images_options){.width = 256, .height = 256, .channels = 3}, 43);
  check_refused(
      (struct ep_images_options){.width = 1, .height = 1, .channels = 3, .diverging = true}, 1);
  check_refused(
      (struct ep_images_options){.width = 1, .height = 1, .channels = 1, .lo = 1, .hi = 0}, 1);
  check_refused(
      (struct ep_images_options){.width = 1, .height = 1, .channels = 1, .lo = 0, .hi = INFINITY},
      1);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/images/fit", test_fit);
  g_test_add_func("/images/crisp", test_crisp);
  g_test_add_func("/images/outline", test_outline);
  g_test_add_func("/images/diverging", test_diverging);
  g_test_add_func("/images/colour", test_colour);
  g_test_add_func("/images/step", test_step);
  g_test_add_func("/images/columns", test_columns);
  g_test_add_func("/images/squeezed", test_squeezed);
  g_test_add_func("/images/svg", test_svg);
  g_test_add_func("/images/limits", test_limits);
  return g_test_run();
}
