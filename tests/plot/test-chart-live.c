#include <adwaita.h>
#include <math.h>

#include "epoch-chart-save.h"
#include "epoch-chart-view-private.h"
#include "view-helper.h"

static const char TREE[] =
    "{\"chart\":\"tree\",\"title\":\"Tree\",\"classes\":[\"died\",\"survived\"],\"nodes\":["
    "{\"text\":\"Sex = female\",\"n\":100,\"value\":\"died 62%\",\"shares\":[0.62,0.38],"
    "\"children\":[1,2],\"edges\":[\"yes\",\"no\"]},{\"n\":40,\"value\":\"survived 73%\"},"
    "{\"text\":\"Age ≤ 9.5\",\"n\":60,\"children\":[3,4],\"edges\":[\"yes\",\"no\"]},"
    "{\"n\":5,\"value\":\"survived 60%\"},{\"n\":55,\"value\":\"died 90%\"}]}";

static void
iterate_for(double seconds)
{
  gint64 until = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);

  while (g_get_monotonic_time() < until) {
    g_main_context_iteration(NULL, FALSE);
  }
}

/* Points come by the hundred between two turns of the loop, and are drawn a frame at a time; no
 * axis ever goes back, nor does the area's edge move to and fro. */
static void
test_frames(void)
{
  g_autoptr(EpochChartDocument) live =
      epoch_chart_document_new_live("Loss", NULL, "Iteration", "Loss");
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(live));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 640, 320);
  struct ep_range last = {0, 0};
  double left = 0;
  gint64 begin = g_get_monotonic_time();
  double passed;

  for (int i = 0; i < 200; i++) {
    for (int k = 0; k < 100; k++) {
      double x = i * 100 + k;
      g_assert_true(epoch_chart_document_append(live, "train", x, 2 * exp(-x / 4000) + 0.01 * k));
      g_assert_true(epoch_chart_document_append(live, "test", x, 2.1 * exp(-x / 5000)));
    }
    iterate_for(0.004);
    if (view->live.started && view->layout != NULL) {
      g_assert_cmpfloat(view->live.shown[EP_X].hi, >=, last.hi - 1e-9);
      g_assert_cmpfloat(ep_layout_get_area(view->layout).x, >=, left - 0.5);
      last = view->live.shown[EP_X];
      left = ep_layout_get_area(view->layout).x;
    }
  }
  passed = (double)(g_get_monotonic_time() - begin) / G_USEC_PER_SEC;
  g_test_message("%u frames in %.2f s", epoch_chart_view_get_frames(view), passed);
  g_assert_cmpuint(epoch_chart_view_get_frames(view), >, 3);
  g_assert_cmpfloat(epoch_chart_view_get_frames(view), <, 80 * passed + 5);
  /* Some room is kept ahead of what comes. */
  iterate_for(1.2);
  g_assert_cmpfloat(view->live.shown[EP_X].hi, >, 19999);
  g_assert_cmpuint(view->live.tick, ==, 0);
  /* At the end the axes close in on what there is, and then nothing is drawn any more. */
  epoch_chart_document_finish(live);
  iterate_for(1.5);
  g_assert_cmpfloat_with_epsilon(view->live.shown[EP_X].hi, 19999, 1);
  g_assert_cmpuint(view->live.tick, ==, 0);
  gtk_window_destroy(GTK_WINDOW(window));
}

/* A document may begin without a point, be shown before it has any, and be taken away. */
static void
test_empty(void)
{
  g_autoptr(EpochChartDocument) live = epoch_chart_document_new_live("Loss", NULL, NULL, NULL);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(live));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 400, 300);

  iterate_for(0.1);
  epoch_chart_document_append(live, "a", 0, NAN);
  iterate_for(0.1);
  epoch_chart_document_append(live, "a", 1, 5);
  iterate_for(0.3);
  g_assert_nonnull(view->layout);
  g_assert_true(view_helper_press(view, GDK_KEY_Right));
  g_assert_true(view->has_datum);
  epoch_chart_view_set_document(view, NULL);
  epoch_chart_document_append(live, "a", 2, 6);
  iterate_for(0.1);
  gtk_window_destroy(GTK_WINDOW(window));
  epoch_chart_document_append(live, "a", 3, 6);
}

static EpochChartView *
tree_view(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(TREE, -1, &error);

  g_assert_no_error(error);
  return EPOCH_CHART_VIEW(epoch_chart_view_new(document));
}

static void
check_node(EpochChartView *view, gsize node)
{
  double x;
  double y;

  g_assert_true(view->has_datum);
  g_assert_cmpuint(view->datum.index, ==, node);
  g_assert_true(epoch_chart_view_ensure_layout(view));
  g_assert_true(ep_layout_position(view->layout, view->datum, &x, &y));
}

/* The arrows follow the tree; Enter folds, and what is folded opens where the cursor goes. */
static void
test_tree_keyboard(void)
{
  EpochChartView *view = tree_view();
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 360, 300);

  view_helper_press(view, GDK_KEY_Down);
  check_node(view, 0);
  view_helper_press(view, GDK_KEY_Down);
  check_node(view, 1);
  view_helper_press(view, GDK_KEY_Right);
  check_node(view, 2);
  epoch_chart_view_ensure_layout(view);
  if (ep_layout_is_open(view->layout, 2)) {
    view_helper_press(view, GDK_KEY_Return);
  }
  epoch_chart_view_ensure_layout(view);
  g_assert_false(ep_layout_is_open(view->layout, 2));
  view_helper_press(view, GDK_KEY_Return);
  epoch_chart_view_ensure_layout(view);
  g_assert_true(ep_layout_is_open(view->layout, 2));
  check_node(view, 2);
  view_helper_press(view, GDK_KEY_Return);
  view_helper_press(view, GDK_KEY_Down);
  check_node(view, 3);
  g_assert_true(ep_layout_is_open(view->layout, 2));
  view_helper_press(view, GDK_KEY_End);
  check_node(view, 4);
  view_helper_press(view, GDK_KEY_Home);
  check_node(view, 0);
  gtk_window_destroy(GTK_WINDOW(window));
}

/* Zooming out ends with the whole tree in sight, with one scale for both directions. */
static void
test_tree_zoom(void)
{
  EpochChartView *view = tree_view();
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 300, 260);
  struct ep_rect area;
  struct ep_range x;
  struct ep_range y;

  epoch_chart_view_ensure_layout(view);
  g_assert_true(epoch_chart_view_can_pan(view));
  for (int i = 0; i < 20; i++) {
    epoch_chart_view_zoom(view, 0.8);
  }
  epoch_chart_view_ensure_layout(view);
  x = ep_layout_get_range(view->layout, EP_X);
  y = ep_layout_get_range(view->layout, EP_Y);
  area = ep_layout_get_area(view->layout);
  g_assert_cmpfloat_with_epsilon(x.lo, ep_layout_get_whole(view->layout, EP_X).lo, 1e-6);
  g_assert_cmpfloat_with_epsilon(y.hi, ep_layout_get_whole(view->layout, EP_Y).hi, 1e-6);
  g_assert_cmpfloat_with_epsilon(area.width / (x.hi - x.lo), area.height / (y.hi - y.lo), 1e-6);
  epoch_chart_view_zoom(view, 3);
  epoch_chart_view_ensure_layout(view);
  x = ep_layout_get_range(view->layout, EP_X);
  y = ep_layout_get_range(view->layout, EP_Y);
  g_assert_cmpfloat_with_epsilon(area.width / (x.hi - x.lo), area.height / (y.hi - y.lo), 1e-6);
  epoch_chart_view_reset_zoom(view);
  g_assert_false(epoch_chart_view_get_zoomed(view));
  gtk_window_destroy(GTK_WINDOW(window));
}

/* A click on a node's handle folds what is under it; the node stays where it is. */
static void
test_tree_handle(void)
{
  EpochChartView *view = tree_view();
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 700, 500);
  struct ep_datum root = {0, 0};
  double x;
  double y;
  double now_x;
  double now_y;
  gboolean clicked = FALSE;

  epoch_chart_view_ensure_layout(view);
  g_assert_true(ep_layout_is_open(view->layout, 0));
  g_assert_true(ep_layout_position(view->layout, root, &x, &y));
  for (double down = y; down < 500 && !clicked; down += 2) {
    for (double left = x; left > 0 && !clicked; left -= 2) {
      clicked = epoch_chart_view_click_at(view, left, down);
    }
  }
  g_assert_true(clicked);
  epoch_chart_view_ensure_layout(view);
  g_assert_false(ep_layout_is_open(view->layout, 0));
  g_assert_true(ep_layout_position(view->layout, root, &now_x, &now_y));
  g_assert_cmpfloat_with_epsilon(now_x, x, 1);
  g_assert_cmpfloat_with_epsilon(now_y, y, 1);
  g_assert_false(epoch_chart_view_click_at(view, 1, 1));
  gtk_window_destroy(GTK_WINDOW(window));
}

/* A tree is saved with all that is unfolded at first, as large as that asks for. */
static void
test_save(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = epoch_chart_document_new_from_data(TREE, -1, &error);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 300, 260);

  for (int format = EPOCH_CHART_FORMAT_PNG; format <= EPOCH_CHART_FORMAT_CSV; format++) {
    g_autoptr(GBytes) bytes = epoch_chart_save_to_bytes(document, format, view, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(bytes), >, 100);
  }
  gtk_window_destroy(GTK_WINDOW(window));
}

int
main(int argc, char **argv)
{
  gtk_test_init(&argc, &argv, NULL);
  adw_init();
  g_test_add_func("/live/frames", test_frames);
  g_test_add_func("/live/empty", test_empty);
  g_test_add_func("/tree/keyboard", test_tree_keyboard);
  g_test_add_func("/tree/zoom", test_tree_zoom);
  g_test_add_func("/tree/handle", test_tree_handle);
  g_test_add_func("/tree/save", test_save);
  return g_test_run();
}
