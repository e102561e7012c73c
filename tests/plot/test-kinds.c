#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart-samples.h"
#include "ep-datum.h"
#include "ep-layout.h"
#include "ep-table.h"
#include "kind-samples.h"
#include "label-checks.h"

static const struct {
  double width;
  double height;
  double font;
} SIZES[] = {{640, 360, 12}, {300, 420, 12}, {320, 200, 24}, {900, 700, 18}, {120, 60, 12}};

static void
draw(const struct ep_chart *chart, const struct ep_layout *layout, double width, double height)
{
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
  cairo_t *cr = cairo_create(surface);
  struct ep_datum datum = {0, 0};

  ep_layout_draw(layout, cr);
  for (int i = 0; i < 6 && ep_datum_step(chart, &datum, (enum ep_step)(i % 4)); i++) {
    ep_layout_draw_datum(layout, cr, datum, i % 2 == 0);
  }
  g_assert_cmpint(cairo_status(cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
}

static void
check_layouts(enum ep_kind kind, unsigned seed, gboolean hostile)
{
  struct ep_chart *chart = sample_kind(kind, seed, hostile);

  for (gsize i = 0; i < 2; i++) {
    gsize size = (seed + i * 3) % G_N_ELEMENTS(SIZES);
    struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
    struct ep_theme theme;
    struct ep_layout *layout;
    ep_theme_init(&theme, seed % 2 == 0, seed % 3 == 0);
    theme.font_size = SIZES[size].font;
    options.width = SIZES[size].width;
    options.height = SIZES[size].height;
    options.theme = &theme;
    options.title = seed % 5 == 0;
    layout = ep_layout_new(chart, &options);
    g_assert_nonnull(layout);
    check_labels(layout, options.width, options.height, seed);
    draw(chart, layout, options.width, options.height);
    ep_layout_free(layout);
  }
  ep_chart_free(chart);
}

static void
test_layouts(gconstpointer data)
{
  for (unsigned seed = 1; seed <= 40; seed++) {
    check_layouts((enum ep_kind)GPOINTER_TO_INT(data), seed, FALSE);
    check_layouts((enum ep_kind)GPOINTER_TO_INT(data), seed + 1000, TRUE);
  }
}

/* All data that the arrow keys lead to from the first one. */
static GHashTable *
walk(const struct ep_chart *chart)
{
  GHashTable *seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  GQueue queue = G_QUEUE_INIT;
  struct ep_datum first = {99, 99};

  if (ep_datum_step(chart, &first, EP_STEP_FIRST)) {
    g_queue_push_tail(&queue, g_memdup2(&first, sizeof first));
  }
  while (!g_queue_is_empty(&queue)) {
    g_autofree struct ep_datum *datum = g_queue_pop_head(&queue);
    gint64 key = (gint64)(datum->series * 1000003 + datum->index);
    static const enum ep_step steps[] = {EP_STEP_NEXT, EP_STEP_PREVIOUS, EP_STEP_SERIES_NEXT,
                                         EP_STEP_SERIES_PREVIOUS};
    g_assert_true(ep_datum_valid(chart, *datum));
    if (!g_hash_table_add(seen, g_memdup2(&key, sizeof key))) {
      continue;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
      struct ep_datum next = *datum;
      if (ep_datum_step(chart, &next, steps[i])) {
        g_queue_push_tail(&queue, g_memdup2(&next, sizeof next));
      }
    }
  }
  return seen;
}

/* How many data there are, looked for one by one. */
static guint
count_data(const struct ep_chart *chart)
{
  guint n = 0;

  for (size_t s = 0; s < 200; s++) {
    for (size_t i = 0; i < 3000; i++) {
      n += ep_datum_valid(chart, (struct ep_datum){s, i});
    }
  }
  return n;
}

/* The keyboard comes to all that is drawn. */
static void
test_walk(gconstpointer data)
{
  for (unsigned seed = 1; seed <= 12; seed++) {
    g_autoptr(GHashTable) seen = NULL;
    struct ep_chart *chart = sample_kind((enum ep_kind)GPOINTER_TO_INT(data), seed, FALSE);
    seen = walk(chart);
    g_assert_cmpuint(g_hash_table_size(seen), ==, count_data(chart));
    ep_chart_free(chart);
  }
}

/* Where a datum is drawn, the pointer finds it, or one that is drawn at the same place. */
static void
test_hits(gconstpointer data)
{
  guint found = 0;

  for (unsigned seed = 1; seed <= 20; seed++) {
    struct ep_chart *chart = sample_kind((enum ep_kind)GPOINTER_TO_INT(data), seed, FALSE);
    struct ep_layout_options options = {.width = 1400, .height = 1000};
    struct ep_layout *layout = ep_layout_new(chart, &options);
    for (size_t s = 0; s < 100; s++) {
      for (size_t i = 0; i < 200; i++) {
        struct ep_datum datum = {999, 999};
        double x;
        double y;
        double at_x;
        double at_y;
        if (!ep_layout_position(layout, (struct ep_datum){s, i}, &x, &y)) {
          continue;
        }
        g_assert_true(ep_layout_nearest(layout, x, y, 3, &datum));
        g_assert_true(ep_layout_position(layout, datum, &at_x, &at_y));
        if (datum.series != s || datum.index != i) {
          g_assert_cmpfloat(hypot(at_x - x, at_y - y), <=, 10);
        }
        found += datum.series == s && datum.index == i;
      }
    }
    ep_layout_free(layout);
    ep_chart_free(chart);
  }
  g_assert_cmpuint(found, >, 100);
}

static void
check_text(const struct ep_chart *chart, size_t series, size_t index, const char *wanted)
{
  char text[1024];
  struct ep_datum datum = {series, index};
  size_t length = ep_datum_describe(chart, datum, text, sizeof text);

  g_assert_cmpstr(text, ==, wanted);
  g_assert_cmpuint(length, ==, strlen(wanted));
}

static void
test_describe(void)
{
  struct ep_chart *chart = sample_known(EP_KIND_BOX);

  check_text(chart, 0, 0,
             "Sepal: n 50, upper whisker 5 cm, third quartile 4 cm, median 3 cm, first quartile 2 "
             "cm, lower whisker 1 cm");
  check_text(chart, 0, 2, "Sepal: outlier 12 cm");
  check_text(chart, 2, 0, "");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_HEATMAP);
  check_text(chart, 0, 1, "Actual died, predicted survived, value 3, share of row 5.7%");
  check_text(chart, 1, 1, "Actual survived, predicted survived, value Missing");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_TREE);
  check_text(chart, 0, 0, "Sex = female: value died 62%, n 1046, died 62.0%, survived 38.0%");
  check_text(chart, 0, 3,
             "Leaf: age ≤ 9.5 yes, value died 100%, n 615, died 100.0%, survived 0.0%");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_FIELD);
  check_text(chart, 0, 1, "survived: age 1.5 years, fare 18");
  check_text(chart, 1, 4, "Age 1 years, fare 20, probability: survived 0.750");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_SILHOUETTE);
  check_text(chart, 0, 0, "Careful: silhouette 0.750, rank 1 / 3, mean 0.375");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_SCATTER_MATRIX);
  check_text(chart, 1, 1, "virginica: length 2 cm, weight 30");
  check_text(chart, 1, 3, "");
  ep_chart_free(chart);
  chart = sample_known(EP_KIND_IMAGES);
  check_text(chart, 0, 0, "3 → 5, 87%, group conv1");
  check_text(chart, 0, 1, "4 → 9: group conv1");
  check_text(chart, 0, 2, "Picture 2, 52%, group conv2");
  check_text(chart, 0, 4, "");
  ep_chart_free(chart);
}

static void
check_csv(struct ep_chart *chart, const char *wanted)
{
  struct ep_table *table = ep_table_new(chart);
  size_t length;
  g_autofree char *csv = ep_table_to_csv(table, &length);

  g_assert_cmpstr(csv, ==, wanted);
  g_assert_cmpuint(length, ==, strlen(wanted));
  for (size_t row = 0; row < ep_table_get_n_rows(table); row++) {
    for (size_t column = 0; column < ep_table_get_n_columns(table); column++) {
      char text[64];
      g_assert_cmpuint(ep_table_write_cell(table, row, column, text, sizeof text), <, 64);
    }
  }
  ep_table_free(table);
  ep_chart_free(chart);
}

static void
test_tables(void)
{
  check_csv(sample_known(EP_KIND_BOX),
            "Part,n,Lower whisker (cm),First quartile (cm),Median (cm),Third quartile (cm),Upper "
            "whisker (cm),Outlier\r\nSepal,50,1,2,3,4,5,2\r\nPetal,7,0,1,1,2,4,0\r\n");
  check_csv(sample_known(EP_KIND_HEATMAP), "Actual,died,survived\r\ndied,50,3\r\nsurvived,8,\r\n");
  check_csv(sample_known(EP_KIND_TREE),
            "Node,Parent,Answer,Question,n,Value,died (%),survived (%)\r\n"
            "1,,,Sex = female,1046,died 62%,62,38\r\n2,1,yes,,388,survived 73%,27,73\r\n"
            "3,1,no,Age ≤ 9.5,658,died 81%,81,19\r\n4,3,yes,,615,died 100%,100,0\r\n"
            "5,3,no,,43,survived 50%,50,50\r\n");
  check_csv(sample_known(EP_KIND_FIELD),
            "Series,Age (years),Fare,Probability: survived\r\nsurvived,0.5,12,\r\n"
            "survived,1.5,18,\r\nGrid,0,10,0\r\nGrid,1,10,0.25\r\nGrid,2,10,0.5\r\n"
            "Grid,0,20,0.5\r\nGrid,1,20,0.75\r\nGrid,2,20,1\r\n");
  check_csv(sample_known(EP_KIND_SILHOUETTE),
            "Cluster,Rank,Silhouette\r\nCareful,1,0.75\r\nCareful,2,0.5\r\nCareful,3,-0.125\r\n"
            "Spenders,1,0.25\r\nSpenders,2,0.25\r\n");
  check_csv(sample_known(EP_KIND_SCATTER_MATRIX),
            "Group,Length (cm),Weight\r\nsetosa,1,10\r\nvirginica,2,30\r\n"
            "setosa,3,20\r\nvirginica,,40\r\n");
  check_csv(sample_known(EP_KIND_IMAGES),
            "Picture,Group,Label,Value\r\n1,conv1,3 → 5,87%\r\n3,conv1,4 → 9,\r\n"
            "2,conv2,,52%\r\n4,conv2,,\r\n");
}

/* A chart that was never given anything to show says so, and is asked nothing in vain. */
static void
test_nothing(void)
{
  for (int kind = EP_KIND_SCATTER; kind <= EP_KIND_IMAGES; kind++) {
    struct ep_chart *chart = ep_chart_new((enum ep_kind)kind);
    struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
    struct ep_layout *layout = ep_layout_new(chart, &options);
    struct ep_table *table = ep_table_new(chart);
    struct ep_datum datum = {0, 0};
    size_t n;
    g_assert_cmpstr(ep_layout_get_labels(layout, &n)[0].text, ==, "Nothing to draw");
    g_assert_false(ep_layout_nearest(layout, 100, 100, 20, &datum));
    g_assert_false(ep_datum_step(chart, &datum, EP_STEP_FIRST));
    g_assert_cmpuint(ep_table_get_n_rows(table), ==, 0);
    g_assert_cmpfloat(ep_chart_natural_height(chart, 400, 12), >, 100);
    draw(chart, layout, options.width, options.height);
    ep_table_free(table);
    ep_layout_free(layout);
    ep_chart_free(chart);
  }
}

int
main(int argc, char **argv)
{
  static const char *const names[] = {"box",        "heatmap", "tree",  "field",
                                      "silhouette", "matrix",  "images"};

  g_test_init(&argc, &argv, NULL);
  for (int i = 0; i < 7; i++) {
    gpointer kind = GINT_TO_POINTER(EP_KIND_BOX + i);
    g_autofree char *layouts = g_strdup_printf("/kinds/%s/layouts", names[i]);
    g_autofree char *keys = g_strdup_printf("/kinds/%s/keyboard", names[i]);
    g_autofree char *hits = g_strdup_printf("/kinds/%s/pointer", names[i]);
    g_test_add_data_func(layouts, kind, test_layouts);
    g_test_add_data_func(keys, kind, test_walk);
    g_test_add_data_func(hits, kind, test_hits);
  }
  g_test_add_func("/kinds/nothing", test_nothing);
  g_test_add_func("/kinds/describe", test_describe);
  g_test_add_func("/kinds/tables", test_tables);
  return g_test_run();
}
