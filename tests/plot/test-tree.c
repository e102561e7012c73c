#include <glib.h>
#include <math.h>
#include <stdlib.h>

#include "chart-samples.h"
#include "ep-layout.h"
#include "kind-samples.h"
#include "kinds/ep-tree-private.h"

enum { WIDTH = 100, GAP = 20 };

/* A random tree as twigs: each parent before its children, those side by side. */
static struct ep_twig *
random_twigs(unsigned *state, gsize n, unsigned most)
{
  struct ep_twig *twigs = g_new0(struct ep_twig, n);
  gsize used = 1;

  for (gsize i = 0; i < used && used < n; i++) {
    unsigned wanted = (unsigned)(sample_number(state) * (most + 1));
    /* The last one that could have children has some, so that the tree is whole. */
    wanted = wanted == 0 && i + 1 == used ? 1 : wanted;
    twigs[i].first = used;
    for (; wanted > 0 && used < n; wanted--) {
      twigs[i].n_children++;
      twigs[used].parent = i;
      twigs[used].y = twigs[i].y + 1;
      used++;
    }
  }
  return twigs;
}

static gsize
last_child(const struct ep_twig *twig)
{
  return twig->first + twig->n_children - 1;
}

/* No two nodes of a level are too near, parents stand over the middle of their children, and the
 * tree begins at its left edge. */
static void
test_drawing(void)
{
  unsigned state = 5;

  for (int round = 0; round < 300; round++) {
    gsize n = 1 + (gsize)(sample_number(&state) * 200);
    g_autofree struct ep_twig *twigs = random_twigs(&state, n, 1 + round % 5);
    double least = INFINITY;
    g_assert_true(ep_tree_place(twigs, n, WIDTH, GAP));
    for (gsize i = 0; i < n; i++) {
      least = fmin(least, twigs[i].x);
      /* In the list a level comes from left to right. */
      if (i > 0 && twigs[i].y == twigs[i - 1].y) {
        g_assert_cmpfloat(twigs[i].x - twigs[i - 1].x, >=, WIDTH + GAP - 1e-6);
      }
      if (twigs[i].n_children > 0) {
        double middle = (twigs[twigs[i].first].x + twigs[last_child(&twigs[i])].x) / 2;
        g_assert_cmpfloat_with_epsilon(twigs[i].x, middle, 1e-6);
      }
    }
    g_assert_cmpfloat_with_epsilon(least, WIDTH / 2.0, 1e-6);
  }
}

/* A complete binary tree of depth d is as wide as its leaves side by side: no layout that meets the
 * other rules is narrower. */
static void
test_narrow(void)
{
  for (int depth = 0; depth <= 8; depth++) {
    gsize n = ((gsize)2 << depth) - 1;
    g_autofree struct ep_twig *twigs = g_new0(struct ep_twig, n);
    double widest = 0;
    for (gsize i = 0; i < n; i++) {
      twigs[i].parent = i > 0 ? (i - 1) / 2 : 0;
      twigs[i].first = 2 * i + 1;
      twigs[i].n_children = 2 * i + 2 < n ? 2 : 0;
    }
    g_assert_true(ep_tree_place(twigs, n, WIDTH, GAP));
    for (gsize i = 0; i < n; i++) {
      widest = fmax(widest, twigs[i].x);
    }
    g_assert_cmpfloat_with_epsilon(widest - WIDTH / 2.0,
                                   (double)((gsize)1 << depth) * (WIDTH + GAP) - WIDTH - GAP, 1e-6);
  }
}

/* One path of 20000 nodes must not exhaust the stack, and stands upright. */
static void
test_path(void)
{
  gsize n = EP_TREE_NODES_MAX;
  g_autofree struct ep_twig *twigs = g_new0(struct ep_twig, n);

  for (gsize i = 0; i < n; i++) {
    twigs[i].parent = i > 0 ? i - 1 : 0;
    twigs[i].first = i + 1;
    twigs[i].n_children = i + 1 < n ? 1 : 0;
  }
  g_assert_true(ep_tree_place(twigs, n, WIDTH, GAP));
  g_assert_cmpfloat(twigs[n - 1].x, ==, WIDTH / 2.0);
}

static struct ep_layout *
layout_of(const struct ep_chart *chart, const unsigned char *open, double width, double height)
{
  struct ep_layout_options options = {.width = width, .height = height, .open = open};

  return ep_layout_new(chart, &options);
}

static guint
count_chips(const struct ep_layout *layout)
{
  size_t n;
  const struct ep_label *labels = ep_layout_get_labels(layout, &n);
  guint chips = 0;

  for (size_t i = 0; i < n; i++) {
    chips += labels[i].text[0] == '+';
  }
  return chips;
}

static void
test_fold(void)
{
  struct ep_chart *chart = sample_known(EP_KIND_TREE);
  unsigned char open[5] = {EP_OPEN_YES, EP_OPEN_NO, EP_OPEN_NO, EP_OPEN_NO, EP_OPEN_NO};
  struct ep_layout *layout = layout_of(chart, NULL, 900, 600);
  double x;
  double y;

  g_assert_true(ep_layout_is_open(layout, 2));
  g_assert_cmpuint(count_chips(layout), ==, 0);
  g_assert_true(ep_layout_place_of(layout, (struct ep_datum){0, 4}, &x, &y));
  ep_layout_free(layout);
  layout = layout_of(chart, open, 900, 600);
  g_assert_false(ep_layout_is_open(layout, 2));
  g_assert_cmpuint(count_chips(layout), ==, 1);
  g_assert_false(ep_layout_place_of(layout, (struct ep_datum){0, 4}, &x, &y));
  g_assert_false(ep_layout_position(layout, (struct ep_datum){0, 4}, &x, &y));
  ep_layout_free(layout);
  /* Little room folds by itself, and says how much. */
  layout = layout_of(chart, NULL, 300, 220);
  g_assert_cmpuint(count_chips(layout), ==, 1);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

/* The handle of a node is where it is drawn: looked for all over the picture, each open node and
 * each folded one is found. */
static void
test_handles(void)
{
  struct ep_chart *chart = sample_kind(EP_KIND_TREE, 5, FALSE);
  struct ep_layout *layout = layout_of(chart, NULL, 1200, 800);
  g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);

  for (double y = 0; y < 800; y += 4) {
    for (double x = 0; x < 1200; x += 4) {
      size_t node;
      bool open;
      if (ep_layout_handle_at(layout, x, y, &node, &open)) {
        g_assert_false(ep_tree_is_leaf(chart, node));
        g_assert_true(open == ep_layout_is_open(layout, node));
        g_hash_table_add(found, GSIZE_TO_POINTER(node + 1));
      }
    }
  }
  for (size_t node = 0; node < ep_tree_get_n_nodes(chart); node++) {
    double x;
    double y;
    gboolean handle = ep_layout_position(layout, (struct ep_datum){0, node}, &x, &y) &&
                      !ep_tree_is_leaf(chart, node) && y < 700;
    g_assert_true(!handle || g_hash_table_contains(found, GSIZE_TO_POINTER(node + 1)));
  }
  g_assert_cmpuint(g_hash_table_size(found), >, 0);
  ep_layout_free(layout);
  ep_chart_free(chart);
}

/* What is shown is a part of the whole, in the area's shape, and a node can be brought into it. */
static void
test_reveal(void)
{
  for (unsigned seed = 1; seed <= 30; seed++) {
    struct ep_chart *chart = sample_kind(EP_KIND_TREE, seed, FALSE);
    gsize n = ep_tree_get_n_nodes(chart);
    g_autofree unsigned char *open = g_malloc(n);
    memset(open, EP_OPEN_YES, n);
    for (size_t node = 0; node < n; node += 7) {
      struct ep_layout_options options = {.width = 400, .height = 300, .open = open};
      struct ep_layout *layout = ep_layout_new(chart, &options);
      struct ep_range view[2];
      double x;
      double y;
      for (int d = EP_X; d <= EP_Y; d++) {
        struct ep_range whole = ep_layout_get_whole(layout, d);
        struct ep_range range = ep_layout_get_range(layout, d);
        g_assert_cmpfloat(range.lo, >=, whole.lo - 1e-6);
        g_assert_cmpfloat(range.hi, <=, whole.hi + 1e-6);
      }
      g_assert_true(ep_layout_reveal(layout, (struct ep_datum){0, node}, view));
      ep_layout_free(layout);
      options.view[EP_X] = view[EP_X];
      options.view[EP_Y] = view[EP_Y];
      layout = ep_layout_new(chart, &options);
      g_assert_true(ep_layout_position(layout, (struct ep_datum){0, node}, &x, &y));
      ep_layout_free(layout);
    }
    ep_chart_free(chart);
  }
}

/* What is no tree is refused, and nothing is changed. */
static void
test_refused(void)
{
  static const size_t one[] = {1};
  static const size_t two[] = {2};
  static const size_t zero[] = {0};
  static const size_t both[] = {1, 1};
  static const size_t far[] = {9};
  static const double bad[] = {1.5};
  const struct ep_tree_node ring[] = {
      {.n = 1}, {.children = two, .n_children = 1}, {.children = one, .n_children = 1}};
  const struct ep_tree_node twice[] = {{.children = both, .n_children = 2}, {.n = 1}};
  const struct ep_tree_node up[] = {{.children = one, .n_children = 1},
                                    {.children = zero, .n_children = 1}};
  const struct ep_tree_node out[] = {{.children = far, .n_children = 1}};
  const struct ep_tree_node lonely[] = {{.n = 1}, {.n = 1}};
  const struct ep_tree_node share[] = {{.shares = bad, .n_shares = 1}};
  static const char *const classes[] = {"a"};
  struct ep_chart *chart = sample_known(EP_KIND_TREE);

  g_assert_false(ep_chart_set_tree(chart, ring, 3, NULL, 0));
  g_assert_false(ep_chart_set_tree(chart, twice, 2, NULL, 0));
  g_assert_false(ep_chart_set_tree(chart, up, 2, NULL, 0));
  g_assert_false(ep_chart_set_tree(chart, out, 1, NULL, 0));
  g_assert_false(ep_chart_set_tree(chart, lonely, 2, NULL, 0));
  g_assert_false(ep_chart_set_tree(chart, share, 1, classes, 1));
  g_assert_false(ep_chart_set_tree(chart, NULL, 0, NULL, 0));
  g_assert_cmpuint(ep_tree_get_n_nodes(chart), ==, 5);
  ep_chart_free(chart);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tree/drawing", test_drawing);
  g_test_add_func("/tree/narrow", test_narrow);
  g_test_add_func("/tree/path", test_path);
  g_test_add_func("/tree/fold", test_fold);
  g_test_add_func("/tree/handles", test_handles);
  g_test_add_func("/tree/reveal", test_reveal);
  g_test_add_func("/tree/refused", test_refused);
  return g_test_run();
}
