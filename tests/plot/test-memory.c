#include <glib.h>
#include <stdlib.h>

#include "chart-samples.h"
#include "ep-export.h"
#include "ep-table.h"
#include "kind-samples.h"

/* The linker sends the charts' own allocations here (--wrap); the one with this number fails,
 * as do all after it. */
static long allocations_left = -1;

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
char *__real_strdup(const char *string);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);
char *__wrap_strdup(const char *string);

static gboolean
refused(void)
{
  if (allocations_left > 0) {
    allocations_left--;
  }
  return allocations_left == 0;
}

void *
__wrap_malloc(size_t size)
{
  return refused() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
  return refused() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *memory, size_t size)
{
  return refused() ? NULL : __real_realloc(memory, size);
}

char *
__wrap_strdup(const char *string)
{
  return refused() ? NULL : __real_strdup(string);
}

static struct ep_chart *
build(void)
{
  static const double x[] = {3, 1, 2};
  static const double y[] = {1, 2, 3};
  static const char *const labels[] = {"a", NULL, "c"};
  struct ep_chart *chart = ep_chart_new(EP_KIND_SCATTER);
  bool whole = chart != NULL && ep_chart_set_title(chart, "Title") &&
               ep_chart_set_summary(chart, "Summary") && ep_chart_set_axis(chart, EP_X, "X", "m") &&
               ep_chart_set_axis(chart, EP_Y, "Y", "") &&
               ep_chart_set_categories(chart, labels, 3) && ep_chart_set_edges(chart, y, 3) &&
               ep_chart_add_series(chart, "One", x, y, 3, labels) &&
               ep_chart_add_series(chart, "Two", NULL, y, 3, NULL) &&
               ep_chart_overlay(chart, chart, "Again") &&
               ep_chart_add_guide(chart, EP_GUIDE_IDENTITY, 0, "Same");

  if (!whole) {
    ep_chart_free(chart);
    return NULL;
  }
  return chart;
}

static void
test_chart(void)
{
  long failures = 0;

  for (long n = 1;; n++) {
    struct ep_chart *chart;
    allocations_left = n;
    chart = build();
    allocations_left = -1;
    if (chart != NULL) {
      ep_chart_free(chart);
      break;
    }
    failures++;
    g_assert_cmpint(n, <, 1000);
  }
  g_assert_cmpint(failures, >, 20);
}

static bool
count_piece(void *user, const unsigned char *data, unsigned int length)
{
  return true;
}

static void
check_picture(enum ep_kind kind)
{
  struct ep_layout_options options = {.width = 500, .height = 300, .title = true};
  struct ep_chart *chart = build();
  struct ep_chart *other = ep_chart_new(kind);
  long failures = 0;

  g_assert_true(ep_chart_set_title(other, "A title"));
  if (kind == EP_KIND_BARS) {
    const char *names[] = {"a", "b", "c"};
    ep_chart_set_categories(other, names, 3);
  }
  for (size_t i = 0; i < ep_chart_get_n_series(chart); i++) {
    const double y[] = {1, 2, 3};
    ep_chart_add_series(other, ep_chart_get_series_name(chart, i), NULL, y, 3, NULL);
  }
  ep_chart_set_edges(other, (const double[]){0, 1, 2, 3}, 4);
  for (long n = 1;; n++) {
    bool drawn;
    struct ep_export_error error = {""};
    allocations_left = n;
    drawn = ep_export_png(other, &options, 1, count_piece, NULL, &error);
    /* A search grid and a stamp are done without; all else must be said. */
    if (allocations_left != 0) {
      allocations_left = -1;
      g_assert_true(drawn);
      break;
    }
    allocations_left = -1;
    g_assert_true(drawn || error.message[0] != '\0');
    failures++;
  }
  g_assert_cmpint(failures, >, 10);
  ep_chart_free(chart);
  ep_chart_free(other);
}

static void
test_pictures(void)
{
  for (int kind = EP_KIND_SCATTER; kind <= EP_KIND_HISTOGRAM; kind++) {
    check_picture((enum ep_kind)kind);
  }
}

/* The contents of a kind, its picture and its table, with each allocation refused in turn. */
static void
check_kind(enum ep_kind kind)
{
  struct ep_layout_options options = {.width = 500, .height = 300};
  struct ep_chart *chart = ep_chart_new(kind);
  long failures = 0;
  bool whole = false;

  for (long n = 1; !whole; n++) {
    allocations_left = n;
    whole = sample_fill(chart);
    failures += whole ? 0 : 1;
    allocations_left = -1;
  }
  g_assert_cmpint(failures, >, 5);
  whole = false;
  for (long n = 1; !whole; n++) {
    struct ep_export_error error = {""};
    bool drawn;
    allocations_left = n;
    drawn = ep_export_png(chart, &options, 1, count_piece, NULL, &error);
    /* A raster and a stamp are done without; all else must be said. */
    whole = allocations_left != 0;
    allocations_left = -1;
    g_assert_true(drawn || (!whole && error.message[0] != '\0'));
  }
  whole = false;
  for (long n = 1; !whole; n++) {
    struct ep_table *table;
    size_t length;
    allocations_left = n;
    table = ep_table_new(chart);
    g_free(table != NULL ? ep_table_to_csv(table, &length) : NULL);
    whole = table != NULL;
    allocations_left = -1;
    ep_table_free(table);
  }
  ep_chart_free(chart);
}

static void
test_kinds(void)
{
  for (int kind = EP_KIND_BOX; kind <= EP_KIND_IMAGES; kind++) {
    check_kind((enum ep_kind)kind);
  }
}

/* A point that finds no memory leaves the chart as it was. */
static void
test_append(void)
{
  struct ep_chart *chart = ep_chart_new(EP_KIND_LINE);
  size_t n = 0;

  g_assert_true(ep_chart_add_series(chart, "Loss", NULL, NULL, 0, NULL));
  for (int i = 0; i < 1000; i++) {
    bool added;
    allocations_left = 1 + i % 6;
    added = ep_chart_append(chart, 0, i % 7 == 0 ? i - 5 : i, i);
    allocations_left = -1;
    n += added;
    g_assert_cmpuint(ep_chart_get_n_points(chart, 0), ==, n);
  }
  g_assert_cmpuint(n, >, 100);
  g_assert_cmpuint(n, <, 1000);
  ep_chart_free(chart);
}

static void
test_table(void)
{
  struct ep_chart *chart = build();

  for (long n = 1;; n++) {
    struct ep_table *table;
    allocations_left = n;
    table = ep_table_new(chart);
    allocations_left = -1;
    if (table != NULL) {
      ep_table_free(table);
      g_assert_cmpint(n, >, 5);
      break;
    }
  }
  ep_chart_free(chart);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/memory/chart", test_chart);
  g_test_add_func("/memory/pictures", test_pictures);
  g_test_add_func("/memory/kinds", test_kinds);
  g_test_add_func("/memory/append", test_append);
  g_test_add_func("/memory/table", test_table);
  return g_test_run();
}
