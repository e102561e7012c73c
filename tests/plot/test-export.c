#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "chart-samples.h"
#include "ep-export.h"
#include "ep-table.h"

static bool
append_piece(void *user, const unsigned char *data, unsigned int length)
{
  g_byte_array_append(user, data, length);
  return true;
}

static bool
refuse(void *user, const unsigned char *data, unsigned int length)
{
  return false;
}

static cairo_status_t
read_piece(void *user, unsigned char *data, unsigned int length)
{
  GInputStream *stream = user;
  gsize n = 0;

  return g_input_stream_read_all(stream, data, length, &n, NULL, NULL) && n == length
             ? CAIRO_STATUS_SUCCESS
             : CAIRO_STATUS_READ_ERROR;
}

/* The share of pixels that are not the ground's. */
static double
inked(cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width(surface);
  int height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);
  int count = 0;

  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      guint32 pixel;
      memcpy(&pixel, data + y * stride + x * 4, 4);
      count += (pixel & 0xffffff) != 0xffffff;
    }
  }
  return count / (double)(width * height);
}

static void
test_png(void)
{
  for (unsigned seed = 1; seed <= 40; seed++) {
    struct ep_chart *chart = sample_random(seed, seed % 2);
    struct ep_layout_options options = {.width = 300, .height = 200, .title = true};
    g_autoptr(GByteArray) array = g_byte_array_new();
    g_autoptr(GInputStream) stream = NULL;
    cairo_surface_t *surface;
    g_assert_true(ep_export_png(chart, &options, 1.5, append_piece, array, NULL));
    stream = g_memory_input_stream_new_from_data(array->data, array->len, NULL);
    surface = cairo_image_surface_create_from_png_stream(read_piece, stream);
    g_assert_cmpint(cairo_surface_status(surface), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint(cairo_image_surface_get_width(surface), ==, 450);
    g_assert_cmpint(cairo_image_surface_get_height(surface), ==, 300);
    g_assert_cmpfloat(inked(surface), >, 0.001);
    cairo_surface_destroy(surface);
    ep_chart_free(chart);
  }
}

static void
start_element(GMarkupParseContext *context, const char *name, const char **names,
              const char **values, gpointer data, GError **error)
{
  unsigned *counts = data;

  counts[0] += strcmp(name, "path") == 0;
  counts[1] += strcmp(name, "image") == 0;
  counts[2] += strcmp(name, "svg") == 0;
}

static void
test_svg(void)
{
  static const GMarkupParser parser = {.start_element = start_element};

  for (unsigned seed = 1; seed <= 40; seed++) {
    struct ep_chart *chart = sample_random(seed, seed % 2);
    struct ep_layout_options options = {.width = 300, .height = 200, .title = true};
    g_autoptr(GByteArray) array = g_byte_array_new();
    unsigned counts[3] = {0};
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, G_MARKUP_DEFAULT_FLAGS, counts, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(ep_export_svg(chart, &options, append_piece, array, NULL));
    g_markup_parse_context_parse(context, (const char *)array->data, array->len, &error);
    g_assert_no_error(error);
    g_assert_true(g_markup_parse_context_end_parse(context, NULL));
    g_assert_cmpuint(counts[0], >, 0);
    /* All of it is vectors. */
    g_assert_cmpuint(counts[1], ==, 0);
    g_assert_cmpuint(counts[2], ==, 1);
    ep_chart_free(chart);
  }
}

static void
test_refused(void)
{
  struct ep_chart *chart = sample_scatter(10);
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_export_error error = {""};
  g_autoptr(GByteArray) array = g_byte_array_new();

  g_assert_false(ep_export_png(chart, &options, 100, append_piece, array, &error));
  g_assert_nonnull(strstr(error.message, "scale"));
  g_assert_false(ep_export_png(chart, &options, NAN, append_piece, array, &error));
  options.width = 20000;
  g_assert_false(ep_export_svg(chart, &options, append_piece, array, &error));
  g_assert_nonnull(strstr(error.message, "16384"));
  g_assert_cmpuint(array->len, ==, 0);
  options.width = 300;
  error.message[0] = '\0';
  g_assert_false(ep_export_png(chart, &options, 1, refuse, NULL, &error));
  g_assert_cmpstr(error.message, !=, "");
  error.message[0] = '\0';
  g_assert_false(ep_export_svg(chart, &options, refuse, NULL, &error));
  g_assert_cmpstr(error.message, !=, "");
  ep_chart_free(chart);
}

static void
test_file(void)
{
  g_autofree char *folder = g_dir_make_tmp("epoch-chart-XXXXXX", NULL);
  g_autofree char *png = g_build_filename(folder, "chart.png", NULL);
  g_autofree char *nowhere = g_build_filename(folder, "no", "chart.svg", NULL);
  g_autofree char *contents = NULL;
  struct ep_chart *chart = sample_scatter(10);
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_export_error error = {""};
  gsize length;

  g_assert_true(ep_export_png_file(chart, &options, 1, png, &error));
  g_assert_true(g_file_get_contents(png, &contents, &length, NULL));
  g_assert_cmpmem(contents, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_false(ep_export_svg_file(chart, &options, nowhere, &error));
  g_assert_nonnull(strstr(error.message, nowhere));
  g_assert_nonnull(strstr(error.message, "No such file"));
  /* A picture that could not be drawn leaves the old one, and nothing beside it. */
  options.width = 1e9;
  g_assert_false(ep_export_png_file(chart, &options, 1, png, &error));
  g_assert_true(g_file_test(png, G_FILE_TEST_EXISTS));
  g_assert_cmpint(g_unlink(png), ==, 0);
  g_assert_cmpint(g_rmdir(folder), ==, 0);
  ep_chart_free(chart);
}

static void
check_csv(struct ep_chart *chart, const char *wanted)
{
  struct ep_table *table = ep_table_new(chart);
  size_t length;
  char *csv = ep_table_to_csv(table, &length);

  g_assert_cmpstr(csv, ==, wanted);
  g_assert_cmpuint(length, ==, strlen(wanted));
  free(csv);
  ep_table_free(table);
  ep_chart_free(chart);
}

static void
test_csv(void)
{
  const double x[] = {1, 2.5};
  const double y[] = {0.1, NAN};
  const char *labels[] = {"say \"hi\", twice", NULL};
  const char *names[] = {"Rooms", "Line\nbreak"};
  const double edges[] = {0, 0.5, 1};
  struct ep_chart *chart = ep_chart_new(EP_KIND_SCATTER);

  ep_chart_set_axis(chart, EP_X, "Actual", "m");
  ep_chart_set_axis(chart, EP_Y, "Predicted, all", NULL);
  ep_chart_add_series(chart, "A", x, y, 2, labels);
  ep_chart_add_series(chart, "B", x, x, 1, NULL);
  check_csv(chart, "Series,Label,Actual (m),\"Predicted, all\"\r\n"
                   "A,\"say \"\"hi\"\", twice\",1,0.1\r\n"
                   "A,,2.5,\r\nB,,1,1\r\n");
  chart = ep_chart_new(EP_KIND_LINE);
  ep_chart_set_axis(chart, EP_X, "Epoch", NULL);
  ep_chart_add_series(chart, "Training", x, y, 2, NULL);
  ep_chart_add_series(chart, "Validation", x, x, 2, NULL);
  check_csv(chart, "Epoch,Training,Validation\r\n1,0.1,1\r\n2.5,,2.5\r\n");
  chart = ep_chart_new(EP_KIND_BARS);
  ep_chart_set_categories(chart, names, 2);
  ep_chart_set_axis(chart, EP_Y, "Coefficient", NULL);
  ep_chart_add_series(chart, "", NULL, y, 2, NULL);
  check_csv(chart, "Label,Coefficient\r\nRooms,0.1\r\n\"Line\nbreak\",\r\n");
  chart = ep_chart_new(EP_KIND_HISTOGRAM);
  ep_chart_set_axis(chart, EP_X, "Error", NULL);
  ep_chart_set_axis(chart, EP_Y, "Houses", NULL);
  ep_chart_set_edges(chart, edges, 3);
  ep_chart_add_series(chart, "", NULL, x, 2, NULL);
  check_csv(chart, "Error ≥,Error <,Houses\r\n0,0.5,1\r\n0.5,1,2.5\r\n");
}

static void
test_table_random(void)
{
  for (unsigned seed = 1; seed <= 100; seed++) {
    struct ep_chart *chart = sample_random(seed, true);
    struct ep_table *table = ep_table_new(chart);
    char text[256];
    size_t length;
    char *csv = ep_table_to_csv(table, &length);
    for (size_t row = 0; row <= ep_table_get_n_rows(table); row += 7) {
      for (size_t column = 0; column <= ep_table_get_n_columns(table); column++) {
        ep_table_write_cell(table, row, column, text, sizeof text);
        ep_table_get_number(table, row, column);
      }
    }
    g_assert_true(g_utf8_validate(csv, (gssize)length, NULL));
    free(csv);
    ep_table_free(table);
    ep_chart_free(chart);
  }
}

static void
test_overlay(void)
{
  const char *one[] = {"a", "b"};
  const char *two[] = {"a", "c"};
  const double y[] = {1, 2};
  struct ep_chart *first = ep_chart_new(EP_KIND_BARS);
  struct ep_chart *second = ep_chart_new(EP_KIND_BARS);
  struct ep_chart *both;

  ep_chart_set_title(first, "Accuracy");
  ep_chart_set_categories(first, one, 2);
  ep_chart_add_series(first, "x", NULL, y, 2, NULL);
  ep_chart_set_categories(second, two, 2);
  ep_chart_add_series(second, "x", NULL, y, 2, NULL);
  both = ep_chart_new_like(first);
  g_assert_true(ep_chart_overlay(both, first, "Run 1"));
  g_assert_false(ep_chart_overlay(both, second, "Run 2"));
  g_assert_cmpuint(ep_chart_get_n_series(both), ==, 1);
  ep_chart_set_categories(second, one, 2);
  g_assert_true(ep_chart_overlay(both, second, "Run 2"));
  g_assert_cmpstr(ep_chart_get_series_name(both, 1), ==, "Run 2");
  g_assert_cmpstr(ep_chart_get_title(both), ==, "Accuracy");
  ep_chart_add_series(first, "z", NULL, y, 2, NULL);
  g_assert_true(ep_chart_overlay(both, first, "Run 3"));
  g_assert_cmpstr(ep_chart_get_series_name(both, 3), ==, "Run 3 · z");
  ep_chart_free(first);
  ep_chart_free(second);
  ep_chart_free(both);
}

/* Whether there is ink of the first series near a point of the picture. */
static gboolean
inked_near(cairo_surface_t *surface, double x, double y, int reach)
{
  int stride = cairo_image_surface_get_stride(surface);
  const unsigned char *data = cairo_image_surface_get_data(surface);

  for (int row = (int)y - reach; row <= (int)y + reach; row++) {
    for (int column = (int)x - reach; column <= (int)x + reach; column++) {
      guint32 pixel = 0xffffff;
      if (row >= 0 && column >= 0 && row < cairo_image_surface_get_height(surface) &&
          column < cairo_image_surface_get_width(surface)) {
        memcpy(&pixel, data + row * stride + column * 4, 4);
      }
      /* The blue of the palette is dark in red, which no grey of the grid is. */
      if (((pixel >> 16) & 255) < 120) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* Whatever a line leaves out to be fast, each of its points lies on ink. */
static void
check_line(size_t n, unsigned *state)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_chart *chart = ep_chart_new(EP_KIND_LINE);
  g_autofree double *x = g_new(double, n);
  g_autofree double *y = g_new(double, n);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 640, 360);
  cairo_t *cr = cairo_create(surface);
  struct ep_layout *layout;

  for (size_t i = 0; i < n; i++) {
    double chance = sample_number(state);
    /* Three close together share a column of pixels now and then. */
    x[i] = (double)(i - i % 3) + 0.1 * (double)(i % 3);
    /* A flat line with lone peaks: one that is left out leaves its place without ink. */
    y[i] = chance < 0.02 ? NAN : chance < 0.07 ? sample_number(state) : 0.5;
  }
  ep_chart_add_series(chart, "", x, y, n, NULL);
  layout = ep_layout_new(chart, &options);
  ep_layout_draw(layout, cr);
  cairo_surface_flush(surface);
  for (size_t i = 0; i < n; i++) {
    double px;
    double py;
    if (ep_layout_position(layout, (struct ep_datum){0, i}, &px, &py)) {
      g_assert_true(inked_near(surface, px, py, 2));
    }
  }
  ep_layout_free(layout);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  ep_chart_free(chart);
}

static void
test_line(void)
{
  static const size_t sizes[] = {1, 2, 3, 7, 100, 640, 1000, 1300, 1900, 10000};
  unsigned state = 11;

  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    check_line(sizes[i], &state);
  }
}

/* A frame of ten thousand points; the limit leaves room for the sanitizers. */
static void
check_speed(struct ep_chart *chart)
{
  struct ep_layout_options options = {.width = 900, .height = 480};
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1800, 960);
  double best = INFINITY;

  cairo_surface_set_device_scale(surface, 2, 2);
  for (int i = 0; i < 10; i++) {
    gint64 start = g_get_monotonic_time();
    struct ep_layout *layout = ep_layout_new(chart, &options);
    cairo_t *cr = cairo_create(surface);
    ep_layout_draw(layout, cr);
    cairo_destroy(cr);
    ep_layout_free(layout);
    best = fmin(best, (double)(g_get_monotonic_time() - start) / 1000);
  }
  g_test_message("10,000 points on 1800 × 960 pixels: layout and drawing %.1f ms", best);
  g_assert_cmpfloat(best, >, 0);
  cairo_surface_destroy(surface);
  ep_chart_free(chart);
}

static void
test_speed(void)
{
  struct ep_chart *line = ep_chart_new(EP_KIND_LINE);
  g_autofree double *y = g_new(double, 10000);
  unsigned state = 3;

  for (int i = 0; i < 10000; i++) {
    y[i] = sample_number(&state);
  }
  ep_chart_add_series(line, "", NULL, y, 10000, NULL);
  check_speed(line);
  check_speed(sample_scatter(10000));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/export/png", test_png);
  g_test_add_func("/export/svg", test_svg);
  g_test_add_func("/export/refused", test_refused);
  g_test_add_func("/export/file", test_file);
  g_test_add_func("/table/csv", test_csv);
  g_test_add_func("/table/random", test_table_random);
  g_test_add_func("/chart/overlay", test_overlay);
  g_test_add_func("/draw/line", test_line);
  g_test_add_func("/draw/speed", test_speed);
  return g_test_run();
}
