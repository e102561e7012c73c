#include <glib.h>
#include <string.h>

#include "ep-chart.h"
#include "epoch-chart-document.h"

#define SERIES "\"series\":[{\"name\":\"a\",\"x\":[1,2],\"y\":[3,null]}]"

static void
check_good(const char *json)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(json, -1, &error);

  g_assert_no_error(error);
  g_assert_nonnull(document);
}

/* Fails with a message that names the place. */
static void
check_bad(const char *json, int code, const char *place)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(json, -1, &error);

  g_assert_null(document);
  g_assert_error(error, EPOCH_CHART_ERROR, code);
  if (strstr(error->message, place) == NULL) {
    g_error("“%s” does not name %s", error->message, place);
  }
}

static void
test_good(void)
{
  check_good("{\"chart\":\"scatter\"," SERIES "}");
  check_good("{\"chart\":\"line\",\"series\":[{\"y\":[1,2,3]}],\"unknown\":{\"a\":[]}}");
  check_good("{\"chart\":\"line\",\"series\":[]}");
  check_good("{\"chart\":\"bars\",\"horizontal\":true,\"categories\":[\"a\"],"
             "\"series\":[{\"y\":[1e3]}]}");
  check_good("{\"chart\":\"histogram\",\"edges\":[0,1,2],\"series\":[{\"y\":[1,2]}],"
             "\"guides\":[{\"type\":\"vertical\",\"value\":1,\"label\":null}]}");
}

static void
test_contents(void)
{
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(
      "{\"chart\":\"scatter\",\"title\":\"T\",\"summary\":\"S.\","
      "\"x\":{\"label\":\"Actual\",\"unit\":\"m\"}," SERIES "}",
      -1, NULL);
  const struct ep_chart *chart = epoch_chart_document_get_chart(document);

  g_assert_cmpstr(epoch_chart_document_get_title(document), ==, "T");
  g_assert_cmpstr(epoch_chart_document_get_summary(document), ==, "S.");
  g_assert_cmpstr(ep_chart_get_axis_unit(chart, EP_X), ==, "m");
  g_assert_cmpuint(ep_chart_get_n_points(chart, 0), ==, 2);
  g_assert_cmpfloat(ep_chart_get_value(chart, 0, 1, EP_X), ==, 2);
  g_assert_true(ep_chart_get_value(chart, 0, 1, EP_Y) != ep_chart_get_value(chart, 0, 1, EP_Y));
}

static const struct {
  const char *json;
  const char *place;
} WRONG[] = {
    {"[]", "object"},
    {"3", "object"},
    {"null", "object"},
    {"{}", "chart"},
    {"{\"chart\":\"pie\"}", "“pie”"},
    {"{\"chart\":7}", "chart"},
    {"{\"chart\":\"line\"}", "series"},
    {"{\"chart\":\"line\",\"series\":{}}", "series"},
    {"{\"chart\":\"line\",\"series\":[3]}", "series[0]"},
    {"{\"chart\":\"line\",\"series\":[{}]}", "series[0].y"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":3}]}", "series[0].y"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1,\"2\"]}]}", "series[0].y[1]"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1,true]}]}", "series[0].y[1]"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[[]]}]}", "series[0].y[0]"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1]},{\"y\":[1e999]}]}", "series[1].y[0]"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"x\":[1,2]}]}", "series[0].x"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"name\":4}]}", "series[0].name"},
    {"{\"chart\":\"scatter\",\"series\":[{\"y\":[1]}]}", "series[0].x"},
    {"{\"chart\":\"scatter\",\"series\":[{\"y\":[1],\"x\":[1],\"labels\":[]}]}",
     "series[0].labels"},
    {"{\"chart\":\"scatter\",\"series\":[{\"y\":[1],\"x\":[1],\"labels\":[7]}]}",
     "series[0].labels[0]"},
    {"{\"chart\":\"bars\",\"series\":[{\"y\":[1]}]}", "categories"},
    {"{\"chart\":\"bars\",\"categories\":[\"a\",3],\"series\":[]}", "categories[1]"},
    {"{\"chart\":\"bars\",\"categories\":[\"a\"],\"horizontal\":1,\"series\":[]}", "horizontal"},
    {"{\"chart\":\"bars\",\"categories\":[\"a\"],\"series\":[{\"y\":[1,2]}]}", "categories"},
    {"{\"chart\":\"histogram\",\"series\":[{\"y\":[1]}]}", "edges"},
    {"{\"chart\":\"histogram\",\"edges\":[0,2,1],\"series\":[]}", "edges[2]"},
    {"{\"chart\":\"histogram\",\"edges\":[0,0],\"series\":[]}", "edges[1]"},
    {"{\"chart\":\"histogram\",\"edges\":[0,null],\"series\":[]}", "edges[1]"},
    {"{\"chart\":\"histogram\",\"edges\":[0,1e301],\"series\":[]}", "edges[1]"},
    {"{\"chart\":\"histogram\",\"edges\":[0,1],\"series\":[{\"y\":[1,2]}]}", "series[0].y"},
    {"{\"chart\":\"line\",\"series\":[],\"title\":[]}", "title"},
    {"{\"chart\":\"line\",\"series\":[],\"summary\":1}", "summary"},
    {"{\"chart\":\"line\",\"series\":[],\"x\":\"a\"}", "x:"},
    {"{\"chart\":\"line\",\"series\":[],\"y\":{\"label\":1}}", "y.label"},
    {"{\"chart\":\"line\",\"series\":[],\"y\":{\"unit\":[]}}", "y.unit"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":{}}", "guides"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":[1]}", "guides[0]"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":[{}]}", "guides[0].type"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":[{\"type\":\"diagonal\"}]}", "“diagonal”"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":[{\"type\":\"vertical\"}]}", "guides[0].value"},
    {"{\"chart\":\"line\",\"series\":[],\"guides\":[{\"type\":\"vertical\",\"value\":1e305}]}",
     "guides[0].value"},
};

static void
test_wrong(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++) {
    check_bad(WRONG[i].json, EPOCH_CHART_ERROR_INVALID, WRONG[i].place);
  }
  check_bad("", EPOCH_CHART_ERROR_INVALID, "object");
  check_bad("{", EPOCH_CHART_ERROR_SYNTAX, "JSON");
  check_bad("{\"chart\":NaN}", EPOCH_CHART_ERROR_SYNTAX, "JSON");
  check_bad("{\"chart\":\"\xff\"}", EPOCH_CHART_ERROR_SYNTAX, "UTF-8");
}

/* n times piece, with commas between. */
static char *
repeat(const char *before, const char *piece, gsize n, const char *after)
{
  GString *string = g_string_new(before);

  for (gsize i = 0; i < n; i++) {
    g_string_append(string, i > 0 ? "," : "");
    g_string_append(string, piece);
  }
  g_string_append(string, after);
  return g_string_free(string, FALSE);
}

static void
test_limits(void)
{
  g_autofree char *points =
      repeat("{\"chart\":\"line\",\"series\":[{\"y\":[", "1", EPOCH_CHART_POINTS_MAX + 1, "]}]}");
  g_autofree char *allowed =
      repeat("{\"chart\":\"line\",\"series\":[{\"y\":[", "1", EPOCH_CHART_POINTS_MAX, "]}]}");
  g_autofree char *series =
      repeat("{\"chart\":\"line\",\"series\":[", "{\"y\":[1]}", EPOCH_CHART_SERIES_MAX + 1, "]}");
  g_autofree char *categories = repeat("{\"chart\":\"bars\",\"series\":[],\"categories\":[",
                                       "\"a\"", EPOCH_CHART_CATEGORIES_MAX + 1, "]}");
  g_autofree char *guides = repeat("{\"chart\":\"line\",\"series\":[],\"guides\":[",
                                   "{\"type\":\"identity\"}", EPOCH_CHART_GUIDES_MAX + 1, "]}");
  GString *deep = g_string_new(NULL);

  check_bad(points, EPOCH_CHART_ERROR_LIMIT, "200000");
  check_good(allowed);
  check_bad(series, EPOCH_CHART_ERROR_LIMIT, "series");
  check_bad(categories, EPOCH_CHART_ERROR_LIMIT, "categories");
  check_bad(guides, EPOCH_CHART_ERROR_LIMIT, "guides");
  for (int i = 0; i < 100000; i++) {
    g_string_append_c(deep, '[');
  }
  check_bad(deep->str, EPOCH_CHART_ERROR_SYNTAX, "JSON");
  g_string_free(deep, TRUE);
}

/* A good document cut short, with a byte changed or a piece doubled: each is read or refused
 * with an error, never more. */
static void
test_mangled(void)
{
  const char *good = "{\"chart\":\"bars\",\"title\":\"Größe\",\"x\":{\"label\":\"a\"},"
                     "\"y\":{\"label\":\"b\",\"unit\":\"m\"},\"horizontal\":true,"
                     "\"categories\":[\"p\",\"q\"],\"series\":[{\"name\":\"s\",\"y\":[1.5,null]}],"
                     "\"guides\":[{\"type\":\"horizontal\",\"value\":0,\"label\":\"z\"}]}";
  static const char changes[] = "{}[]\",:0e-\\nt\xff";
  gsize length = strlen(good);
  unsigned refused = 0;

  check_good(good);
  for (gsize i = 0; i < length; i++) {
    for (gsize k = 0; k <= strlen(changes); k++) {
      g_autofree char *json = g_strdup(good);
      g_autoptr(GError) error = NULL;
      g_autoptr(EpochChartDocument) document = NULL;
      json[i] = changes[k];
      document = epoch_chart_document_new_from_data(json, -1, &error);
      g_assert_true((document == NULL) == (error != NULL));
      g_assert_true(error == NULL || g_utf8_validate(error->message, -1, NULL));
      refused += error != NULL;
    }
  }
  g_assert_cmpuint(refused, >, 2000);
}

static void
loaded_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref(result);
}

static void
test_load(void)
{
  g_autofree char *path = g_build_filename(g_get_tmp_dir(), "epoch-no-such-chart.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path(path);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  epoch_chart_document_load_async(file, NULL, loaded_cb, &result);
  while (result == NULL) {
    g_main_context_iteration(NULL, TRUE);
  }
  g_assert_null(epoch_chart_document_load_finish(result, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull(strstr(error->message, path));
}

static void
test_overlay(void)
{
  g_autoptr(EpochChartDocument) line =
      epoch_chart_document_new_from_data("{\"chart\":\"line\",\"series\":[{\"y\":[1]}]}", -1, NULL);
  g_autoptr(EpochChartDocument) points =
      epoch_chart_document_new_from_data("{\"chart\":\"scatter\"," SERIES "}", -1, NULL);
  EpochChartDocument *good[] = {line, line, line};
  EpochChartDocument *bad[] = {line, points};
  const char *names[] = {"Run 1", "Run 2", "Run 3"};
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) all =
      epoch_chart_document_new_overlay("Loss", good, names, 3, &error);

  g_assert_no_error(error);
  g_assert_cmpuint(ep_chart_get_n_series(epoch_chart_document_get_chart(all)), ==, 3);
  g_assert_cmpstr(epoch_chart_document_get_title(all), ==, "Loss");
  g_assert_null(epoch_chart_document_new_overlay(NULL, bad, names, 2, &error));
  g_assert_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_INVALID);
  g_assert_nonnull(strstr(error->message, "Run 2"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/document/good", test_good);
  g_test_add_func("/document/contents", test_contents);
  g_test_add_func("/document/wrong", test_wrong);
  g_test_add_func("/document/limits", test_limits);
  g_test_add_func("/document/mangled", test_mangled);
  g_test_add_func("/document/load", test_load);
  g_test_add_func("/document/overlay", test_overlay);
  return g_test_run();
}
