#include <glib.h>
#include <math.h>
#include <string.h>

#include "ep-chart.h"
#include "epoch-chart-document.h"
#include "kinds/ep-tree.h"

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

#define BOX(members) "{\"chart\":\"box\",\"categories\":[\"a\"],\"boxes\":[{" members "}]}"
#define FIVE "\"low\":1,\"q1\":2,\"median\":3,\"q3\":4,\"high\":5,\"n\":9"
#define HEAT(members)                                                                              \
  "{\"chart\":\"heatmap\",\"rows\":[\"a\",\"b\"],\"columns\":[\"c\"]," members "}"
#define TREE(nodes) "{\"chart\":\"tree\",\"nodes\":[" nodes "]}"
#define FIELD(grid) "{\"chart\":\"field\",\"grid\":{" grid "}}"
#define GRID "\"x\":[0,1],\"y\":[0,1],\"values\":[[0,0.5],[0.5,null]]"
#define MATRIX(members) "{\"chart\":\"scatter-matrix\"," members "}"

#define IMAGES(members) "{\"chart\":\"images\",\"width\":2,\"height\":1," members "}"
/* Two bytes and six. */
#define TWO "\"pixels\":\"AP8=\""
#define SIX "\"pixels\":\"AP8A/wD/\""

static const char *const GOOD[] = {
    "{\"chart\":\"line\",\"x\":{\"label\":\"a\",\"range\":[0,1]},\"series\":[{\"steps\":true,"
    "\"y\":[1,2],\"lower\":[0,null],\"upper\":[2,3]}]}",
    BOX(FIVE),
    BOX(FIVE ",\"outliers\":[9,10.5]"),
    BOX(""),
    "{\"chart\":\"box\",\"categories\":[\"a\"],\"groups\":[\"g\",\"h\"],\"horizontal\":true,"
    "\"boxes\":[{" FIVE "},{" FIVE "}]}",
    HEAT("\"values\":[[1],[null]]"),
    HEAT("\"values\":[[1],[2]],\"shares\":[[0.5],[1]],\"scale\":\"diverging\",\"range\":[-1,1],"
         "\"digits\":2"),
    "{\"chart\":\"heatmap\",\"rows\":[],\"columns\":[],\"values\":[]}",
    TREE("{\"text\":\"a\",\"n\":3,\"children\":[2,1],\"edges\":[\"yes\",\"no\"]},{},{\"value\":"
         "\"v\"}"),
    FIELD(GRID),
    "{\"chart\":\"field\",\"classes\":[\"p\",\"q\"],\"grid\":{" GRID "},\"series\":[{\"x\":[1],"
    "\"y\":[null],\"line\":true}]}",
    "{\"chart\":\"silhouette\",\"clusters\":[{\"name\":\"a\",\"values\":[1,-1]},{\"values\":[]}],"
    "\"mean\":0}",
    "{\"chart\":\"silhouette\",\"clusters\":[]}",
    MATRIX("\"variables\":[{\"label\":\"a\"},{\"unit\":\"cm\"}],\"values\":[[1,2],[null,4]],"
           "\"groups\":[\"g\"],\"group\":[0,0]"),
    IMAGES("\"items\":[]"),
    IMAGES("\"items\":[{" TWO "},{" TWO ",\"text\":\"3 → 5\",\"value\":\"87%\",\"group\":\"g\"}]"),
    IMAGES("\"scale\":\"diverging\",\"range\":[-2,2],\"columns\":3,\"items\":[{" TWO "}]"),
    IMAGES("\"channels\":3,\"scale\":\"grey\",\"items\":[{" SIX "}]"),
};

static void
test_good_kinds(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++) {
    check_good(GOOD[i]);
  }
}

static const struct {
  const char *json;
  const char *place;
} WRONG_KINDS[] = {
    {"{\"chart\":\"line\",\"x\":{\"range\":[1,0]},\"series\":[]}", "x.range"},
    {"{\"chart\":\"line\",\"y\":{\"range\":[0]},\"series\":[]}", "y.range"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"lower\":[0]}]}", "series[0].upper"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"lower\":[0,1],\"upper\":[2]}]}",
     "series[0].lower"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"lower\":[3],\"upper\":[2]}]}",
     "series[0].lower[0]"},
    {"{\"chart\":\"line\",\"series\":[{\"y\":[1],\"steps\":1}]}", "series[0].steps"},
    {"{\"chart\":\"box\",\"categories\":[\"a\"]}", "boxes"},
    {"{\"chart\":\"box\",\"boxes\":[]}", "categories"},
    {"{\"chart\":\"box\",\"categories\":[\"a\",\"b\"],\"boxes\":[{}]}", "boxes"},
    {"{\"chart\":\"box\",\"categories\":[\"a\"],\"groups\":[\"g\",\"h\"],\"boxes\":[{}]}",
     "categories × groups"},
    {BOX("\"low\":1"), "boxes[0].q1"},
    {BOX("\"low\":1,\"q1\":2,\"median\":1,\"q3\":4,\"high\":5"), "boxes[0].median"},
    {BOX("\"low\":\"1\""), "boxes[0].low"},
    {BOX(FIVE ",\"outliers\":[null]"), "boxes[0].outliers[0]"},
    {BOX("\"n\":-1"), "boxes[0].n"},
    {BOX("\"n\":1.5"), "boxes[0].n"},
    {HEAT("\"values\":[[1]]"), "values"},
    {HEAT("\"values\":[[1],[1,2]]"), "values[1]"},
    {HEAT("\"values\":[[1],2]"), "values[1]"},
    {HEAT("\"values\":[[1],[true]]"), "values[1][0]"},
    {HEAT("\"values\":[[1],[1e999]]"), "values[1][0]"},
    {HEAT("\"values\":[[1],[2]],\"shares\":[[0],[1.5]]"), "shares[1][0]"},
    {HEAT("\"values\":[[1],[2]],\"shares\":[[0]]"), "shares"},
    {HEAT("\"values\":[[1],[2]],\"scale\":\"rainbow\""), "“rainbow”"},
    {HEAT("\"values\":[[1],[2]],\"range\":[1,1]"), "range"},
    {HEAT("\"values\":[[1],[2]],\"digits\":-1"), "digits"},
    {"{\"chart\":\"heatmap\",\"rows\":[null],\"columns\":[],\"values\":[[]]}", "rows[0]"},
    {TREE(""), "nodes"},
    {TREE("3"), "nodes[0]"},
    {TREE("{\"children\":[1]}"), "nodes[0].children[0]"},
    {TREE("{\"children\":[0]}"), "nodes[0].children[0]"},
    {TREE("{\"children\":[-1]}"), "nodes[0].children[0]"},
    {TREE("{\"children\":[0.5]}"), "nodes[0].children[0]"},
    {TREE("{\"children\":[1,1]},{}"), "nodes[0].children[1]"},
    {TREE("{},{}"), "nodes[1]"},
    {TREE("{},{\"children\":[2]},{\"children\":[1]}"), "nodes[1]"},
    {TREE("{\"children\":[1]},{},{\"children\":[2]}"), "nodes[2]"},
    {TREE("{\"children\":[1],\"edges\":[]},{}"), "nodes[0].edges"},
    {TREE("{\"shares\":[0.5,2]}"), "nodes[0].shares[1]"},
    {TREE("{\"n\":\"many\"}"), "nodes[0].n"},
    {TREE("{\"text\":1}"), "nodes[0].text"},
    {"{\"chart\":\"tree\",\"classes\":[\"a\"],\"nodes\":[{\"shares\":[0.5,0.5]}]}",
     "nodes[0].shares"},
    {"{\"chart\":\"tree\",\"classes\":[1],\"nodes\":[{}]}", "classes[0]"},
    {"{\"chart\":\"field\"}", "grid"},
    {FIELD("\"x\":[0],\"y\":[0,1],\"values\":[[0],[0]]"), "grid.x"},
    {FIELD("\"x\":[0,0],\"y\":[0,1],\"values\":[[0,0],[0,0]]"), "grid.x[1]"},
    {FIELD("\"x\":[0,1],\"y\":[1,0],\"values\":[[0,0],[0,0]]"), "grid.y[1]"},
    {FIELD("\"x\":[0,1],\"y\":[0,1],\"values\":[[0,0]]"), "grid.values"},
    {FIELD("\"x\":[0,1],\"y\":[0,1],\"values\":[[0,0],[0]]"), "grid.values[1]"},
    {FIELD("\"x\":[0,1],\"y\":[0,1],\"values\":[[0,0],[0,\"a\"]]"), "grid.values[1][1]"},
    {"{\"chart\":\"field\",\"classes\":[\"p\",\"q\"],\"grid\":{\"x\":[0,1],\"y\":[0,1],"
     "\"values\":[[0,0],[0,2]]}}",
     "grid.values[1][1]"},
    {"{\"chart\":\"field\",\"classes\":[\"p\",\"q\",\"r\"],\"grid\":{" GRID "}}",
     "grid.values[0][1]"},
    {"{\"chart\":\"field\",\"grid\":{" GRID "},\"series\":[{\"y\":[1]}]}", "series[0].x"},
    {"{\"chart\":\"field\",\"grid\":{" GRID "},\"series\":[{\"x\":[1],\"y\":[1],\"line\":0}]}",
     "series[0].line"},
    {"{\"chart\":\"silhouette\"}", "clusters"},
    {"{\"chart\":\"silhouette\",\"clusters\":[{}]}", "clusters[0].values"},
    {"{\"chart\":\"silhouette\",\"clusters\":[{\"values\":[1.5]}]}", "clusters[0].values[0]"},
    {"{\"chart\":\"silhouette\",\"clusters\":[{\"values\":[null]}]}", "clusters[0].values[0]"},
    {"{\"chart\":\"silhouette\",\"clusters\":[],\"mean\":\"high\"}", "mean"},
    {MATRIX("\"values\":[]"), "variables"},
    {MATRIX("\"variables\":[],\"values\":[]"), "variables"},
    {MATRIX("\"variables\":[{}],\"values\":[]"), "values"},
    {MATRIX("\"variables\":[{},{}],\"values\":[[1],[1,2]]"), "values[1]"},
    {MATRIX("\"variables\":[{}],\"values\":[[1]],\"groups\":[\"a\"]"), "group"},
    {MATRIX("\"variables\":[{}],\"values\":[[1]],\"groups\":[\"a\"],\"group\":[1]"), "group[0]"},
    {MATRIX("\"variables\":[{}],\"values\":[[1]],\"groups\":[\"a\"],\"group\":[0,0]"), "group"},
    {MATRIX("\"variables\":[{\"label\":2}],\"values\":[[1]]"), "variables[0].label"},
    {"{\"chart\":\"images\",\"height\":1,\"items\":[]}", "width"},
    {"{\"chart\":\"images\",\"width\":0,\"height\":1,\"items\":[]}", "width"},
    {"{\"chart\":\"images\",\"width\":257,\"height\":1,\"items\":[]}", "width"},
    {"{\"chart\":\"images\",\"width\":1,\"height\":1.5,\"items\":[]}", "height"},
    {"{\"chart\":\"images\",\"width\":1,\"height\":\"1\",\"items\":[]}", "height"},
    {IMAGES("\"channels\":2,\"items\":[]"), "channels"},
    {IMAGES("\"channels\":3,\"scale\":\"diverging\",\"items\":[]"), "channels"},
    {IMAGES("\"scale\":\"sepia\",\"items\":[]"), "“sepia”"},
    {IMAGES("\"range\":[1,-1],\"items\":[]"), "range"},
    {IMAGES("\"columns\":-1,\"items\":[]"), "columns"},
    {IMAGES("\"columns\":1000,\"items\":[]"), "columns"},
    {IMAGES("\"items\":{}"), "items"},
    {IMAGES("\"items\":[{" TWO "},7]"), "items[1]"},
    {IMAGES("\"items\":[{}]"), "items[0].pixels: there are 0 bytes"},
    {IMAGES("\"items\":[{\"pixels\":[0,1]}]"), "items[0].pixels"},
    {IMAGES("\"items\":[{" SIX "}]"), "items[0].pixels: there are 6 bytes"},
    {IMAGES("\"items\":[{\"pixels\":\"AA==\"}]"), "items[0].pixels: there are 1 bytes"},
    {IMAGES("\"items\":[{\"pixels\":\"AP 8=\"}]"), "character 3"},
    {IMAGES("\"items\":[{\"pixels\":\"AP=8\"}]"), "character 4"},
    {IMAGES("\"items\":[{\"pixels\":\"A===\"}]"), "character 2"},
    {IMAGES("\"items\":[{\"pixels\":\"AP8\"}]"), "multiple of four"},
    {IMAGES("\"items\":[{" TWO ",\"text\":5}]"), "items[0].text"},
    {IMAGES("\"items\":[{" TWO ",\"value\":0.5}]"), "items[0].value"},
    {IMAGES("\"items\":[{" TWO ",\"group\":[]}]"), "items[0].group"},
};

static void
test_wrong_kinds(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(WRONG_KINDS); i++) {
    check_bad(WRONG_KINDS[i].json, EPOCH_CHART_ERROR_INVALID, WRONG_KINDS[i].place);
  }
}

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

/* A tree of one path as long as can be is read; one node more is not. Cells are counted before
 * there is room for them. */
static void
test_limits_of_kinds(void)
{
  GString *path = g_string_new("{\"chart\":\"tree\",\"nodes\":[");
  g_autofree char *names = repeat("[", "\"a\"", 2000, "]");
  g_autofree char *wide = g_strdup_printf(
      "{\"chart\":\"heatmap\",\"rows\":%s,\"columns\":%s,\"values\":[]}", names, names);
  g_autofree char *variables =
      repeat("{\"chart\":\"scatter-matrix\",\"values\":[],\"variables\":[", "{}", 13, "]}");

  g_autofree char *pictures =
      repeat("{\"chart\":\"images\",\"width\":2,\"height\":1,\"items\":[", "{" TWO "}", 513, "]}");
  /* One picture more than 8 MB hold; they are counted before they are read. */
  g_autofree char *bytes =
      repeat("{\"chart\":\"images\",\"width\":256,\"height\":256,\"items\":[", "{}", 129, "]}");

  for (int i = 0; i < EP_TREE_NODES_MAX - 1; i++) {
    g_string_append_printf(path, "{\"children\":[%d]},", i + 1);
  }
  g_string_append(path, "{}");
  g_string_append(path, "]}");
  check_good(path->str);
  g_string_truncate(path, path->len - 2);
  g_string_append(path, ",{}]}");
  check_bad(path->str, EPOCH_CHART_ERROR_LIMIT, "nodes");
  check_bad(wide, EPOCH_CHART_ERROR_LIMIT, "values");
  check_bad(variables, EPOCH_CHART_ERROR_LIMIT, "variables");
  check_bad(pictures, EPOCH_CHART_ERROR_LIMIT, "items: there are 513");
  check_bad(bytes, EPOCH_CHART_ERROR_LIMIT, "8 MB");
  g_string_free(path, TRUE);
}

static void
mangle(const char *good)
{
  static const char changes[] = "{}[]\",:0e-2";
  gsize length = strlen(good);

  for (gsize i = 0; i < length; i++) {
    for (gsize k = 0; k <= strlen(changes); k++) {
      g_autofree char *json = g_strdup(good);
      g_autoptr(GError) error = NULL;
      g_autoptr(EpochChartDocument) document = NULL;
      json[i] = changes[k];
      document = epoch_chart_document_new_from_data(json, -1, &error);
      g_assert_true((document == NULL) == (error != NULL));
    }
  }
}

static void
test_mangled_kinds(void)
{
  for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++) {
    mangle(GOOD[i]);
  }
}

static void
count_cb(EpochChartDocument *document, guint *count)
{
  (*count)++;
}

static void
test_live(void)
{
  g_autoptr(EpochChartDocument) live =
      epoch_chart_document_new_live("Loss", NULL, "Iteration", "Loss");
  const struct ep_chart *chart = epoch_chart_document_get_chart(live);
  guint changes = 0;

  g_signal_connect(live, "changed", G_CALLBACK(count_cb), &changes);
  g_assert_true(epoch_chart_document_append(live, "train", 0, 3));
  g_assert_true(epoch_chart_document_append(live, "validation", 0, 4));
  g_assert_true(epoch_chart_document_append(live, "train", 1, NAN));
  g_assert_false(epoch_chart_document_append(live, "train", INFINITY, 1));
  g_assert_cmpuint(ep_chart_get_n_series(chart), ==, 2);
  g_assert_cmpuint(ep_chart_get_n_points(chart, 0), ==, 2);
  g_assert_cmpuint(changes, ==, 3);
  epoch_chart_document_finish(live);
  g_assert_false(epoch_chart_document_get_live(live));
  g_assert_false(epoch_chart_document_append(live, "train", 2, 1));
  g_assert_cmpuint(changes, ==, 4);
}

/* A run of any length: past the limit points are thinned, but lows, highs and ends stay. */
static void
test_live_long(void)
{
  g_autoptr(EpochChartDocument) live = epoch_chart_document_new_live("Loss", NULL, "x", "y");
  const struct ep_chart *chart = epoch_chart_document_get_chart(live);
  gboolean low = FALSE;
  gboolean high = FALSE;
  gsize n;

  for (int i = 0; i < 3 * EPOCH_CHART_POINTS_MAX; i++) {
    double y = i == 12345 ? 99 : i == 54321 ? -99 : i % 10;
    g_assert_true(epoch_chart_document_append(live, "train", i, y));
  }
  n = ep_chart_get_n_points(chart, 0);
  g_assert_cmpuint(n, <=, EPOCH_CHART_POINTS_MAX);
  g_assert_cmpuint(n, >, EPOCH_CHART_POINTS_MAX / 4);
  for (gsize i = 0; i < n; i++) {
    low = low || ep_chart_get_value(chart, 0, i, EP_Y) == -99;
    high = high || ep_chart_get_value(chart, 0, i, EP_Y) == 99;
    g_assert_true(i == 0 || ep_chart_get_value(chart, 0, i, EP_X) >=
                                ep_chart_get_value(chart, 0, i - 1, EP_X));
  }
  g_assert_true(low && high);
  g_assert_cmpfloat(ep_chart_get_value(chart, 0, n - 1, EP_X), ==, 3 * EPOCH_CHART_POINTS_MAX - 1);
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
  g_clear_error(&error);
  /* What is not made of series is not laid over anything, itself least of all. */
  for (gsize i = 1; i < G_N_ELEMENTS(GOOD); i++) {
    g_autoptr(EpochChartDocument) other = epoch_chart_document_new_from_data(GOOD[i], -1, NULL);
    EpochChartDocument *twice[] = {other, other};
    g_assert_null(epoch_chart_document_new_overlay(NULL, twice, names, 2, &error));
    g_assert_error(error, EPOCH_CHART_ERROR, EPOCH_CHART_ERROR_INVALID);
    g_clear_error(&error);
  }
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
  g_test_add_func("/document/kinds", test_good_kinds);
  g_test_add_func("/document/kinds/wrong", test_wrong_kinds);
  g_test_add_func("/document/kinds/limits", test_limits_of_kinds);
  g_test_add_func("/document/kinds/mangled", test_mangled_kinds);
  g_test_add_func("/document/live", test_live);
  g_test_add_func("/document/live/long", test_live_long);
  g_test_add_func("/document/load", test_load);
  g_test_add_func("/document/overlay", test_overlay);
  return g_test_run();
}
