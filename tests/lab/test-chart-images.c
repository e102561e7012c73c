/* Charts of pictures as the lab writes them. */
#include <json-glib/json-glib.h>
#include <math.h>

#include "chart/epoch-chart-writer-private.h"

/* The document of a writer, read again. */
static JsonObject *
read_document(EpochChartWriter *writer)
{
  g_autoptr(JsonParser) parser = json_parser_new();
  g_autoptr(GError) error = NULL;
  GString *text = epoch_chart_writer_end(writer);

  json_parser_load_from_data(parser, text->str, (gssize)text->len, &error);
  g_assert_no_error(error);
  g_string_free(text, TRUE);
  return json_object_ref(json_node_get_object(json_parser_get_root(parser)));
}

static void
assert_pixels(JsonObject *root, guint item, const guint8 *wanted, gsize n)
{
  JsonArray *items = json_object_get_array_member(root, "items");
  JsonObject *object = json_array_get_object_element(items, item);
  gsize length = 0;
  g_autofree guchar *pixels =
      g_base64_decode(json_object_get_string_member(object, "pixels"), &length);

  g_assert_cmpmem(pixels, length, wanted, n);
}

static void
test_bytes(void)
{
  const EpochChartImages look = {.width = 2, .height = 1, .channels = 3};
  const guint8 pixels[] = {1, 2, 3, 253, 254, 255};
  EpochChartWriter *writer = epoch_chart_writer_new("images", "A title", "A summary");
  g_autoptr(JsonObject) root = NULL;
  JsonObject *item;

  epoch_chart_writer_set_images(writer, &look);
  epoch_chart_writer_add_image(writer, &look, pixels, "3 → “5”", NULL, "");
  epoch_chart_writer_add_image(writer, &look, pixels, NULL, "87%", "conv1");
  root = read_document(writer);
  g_assert_cmpstr(json_object_get_string_member(root, "chart"), ==, "images");
  g_assert_cmpint(json_object_get_int_member(root, "width"), ==, 2);
  g_assert_cmpint(json_object_get_int_member(root, "height"), ==, 1);
  g_assert_cmpint(json_object_get_int_member(root, "channels"), ==, 3);
  g_assert_cmpstr(json_object_get_string_member(root, "scale"), ==, "grey");
  g_assert_false(json_object_has_member(root, "range"));
  g_assert_false(json_object_has_member(root, "columns"));
  g_assert_cmpuint(json_array_get_length(json_object_get_array_member(root, "items")), ==, 2);
  assert_pixels(root, 0, pixels, sizeof pixels);
  item = json_array_get_object_element(json_object_get_array_member(root, "items"), 0);
  g_assert_cmpstr(json_object_get_string_member(item, "text"), ==, "3 → “5”");
  g_assert_false(json_object_has_member(item, "value"));
  g_assert_false(json_object_has_member(item, "group"));
  item = json_array_get_object_element(json_object_get_array_member(root, "items"), 1);
  g_assert_cmpstr(json_object_get_string_member(item, "value"), ==, "87%");
  g_assert_cmpstr(json_object_get_string_member(item, "group"), ==, "conv1");
}

/* Channels come one after the other in a tensor, and side by side in a picture. */
static void
test_values(void)
{
  EpochChartImages look = {
      .width = 2, .height = 1, .channels = 3, .low = 0, .high = 1, .columns = 4};
  const float values[] = {0, 1, 0.2f, 0.4f, -7, 9};
  const guint8 wanted[] = {0, 51, 0, 255, 102, 255};
  EpochChartWriter *writer = epoch_chart_writer_new("images", "", "");
  g_autoptr(JsonObject) root = NULL;

  epoch_chart_writer_add_image_values(writer, &look, values, NULL, NULL, NULL);
  epoch_chart_writer_set_images(writer, &look);
  root = read_document(writer);
  assert_pixels(root, 0, wanted, sizeof wanted);
  g_assert_cmpint(json_object_get_int_member(root, "columns"), ==, 4);
}

static void
test_fit(void)
{
  const float values[] = {NAN, -0.5f, 2, INFINITY, 0.25f, -INFINITY};
  EpochChartImages look = {.width = 6, .height = 1, .channels = 1, .diverging = TRUE};
  const guint8 wanted[] = {128, 96, 255, 255, 143, 0};
  EpochChartWriter *writer = epoch_chart_writer_new("images", "", "");
  g_autoptr(JsonObject) root = NULL;
  JsonArray *range;

  epoch_chart_images_fit(&look, values, G_N_ELEMENTS(values));
  epoch_chart_writer_set_images(writer, &look);
  epoch_chart_writer_add_image_values(writer, &look, values, NULL, NULL, NULL);
  root = read_document(writer);
  range = json_object_get_array_member(root, "range");
  g_assert_cmpfloat(json_array_get_double_element(range, 0), ==, -2);
  g_assert_cmpfloat(json_array_get_double_element(range, 1), ==, 2);
  g_assert_cmpstr(json_object_get_string_member(root, "scale"), ==, "diverging");
  assert_pixels(root, 0, wanted, sizeof wanted);
  look.diverging = FALSE;
  epoch_chart_images_fit(&look, values, G_N_ELEMENTS(values));
  g_assert_cmpfloat(look.low, ==, -0.5);
  g_assert_cmpfloat(look.high, ==, 2);
  /* What is all the same, or not there, has a scale with a length too. */
  epoch_chart_images_fit(&look, values + 2, 1);
  g_assert_cmpfloat(look.low, <, look.high);
  epoch_chart_images_fit(&look, values, 1);
  g_assert_cmpfloat(look.low, <, look.high);
  look.diverging = TRUE;
  epoch_chart_images_fit(&look, NULL, 0);
  g_assert_cmpfloat(look.low, ==, -look.high);
  g_assert_cmpfloat(look.low, <, look.high);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/chart-images/bytes", test_bytes);
  g_test_add_func("/chart-images/values", test_values);
  g_test_add_func("/chart-images/fit", test_fit);
  return g_test_run();
}
