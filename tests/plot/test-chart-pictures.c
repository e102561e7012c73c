/* Charts of pictures in the window: keys in two directions, the pixel under the pointer, and the
 * page that follows. */
#include <adwaita.h>
#include <string.h>

#include "epoch-chart-bubble.h"
#include "epoch-chart-save.h"
#include "epoch-chart-view.h"
#include "view-helper.h"

/* n pictures of 2 × 2 pixels (0, 85, 170, 255 on a scale of 0 … 3), in rows of three. */
static EpochChartDocument *
document_new(guint n)
{
  g_autoptr(GString) json = g_string_new(
      "{\"chart\":\"images\",\"title\":\"Filters\",\"summary\":\"All of them.\",\"width\":2,"
      "\"height\":2,\"range\":[0,3],\"columns\":3,\"items\":[");
  g_autoptr(GError) error = NULL;
  EpochChartDocument *document;

  for (guint i = 0; i < n; i++) {
    g_string_append_printf(json,
                           "%s{\"pixels\":\"AFWq/w==\",\"text\":\"%u → 5\",\"value\":\"87%%\"}",
                           i > 0 ? "," : "", i);
  }
  g_string_append(json, "]}");
  document = epoch_chart_document_new_from_data(json->str, -1, &error);
  g_assert_no_error(error);
  return document;
}

static void
press_and_check(EpochChartView *view, guint key, const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_true(view_helper_press(view, key));
  text = epoch_chart_view_dup_value_text(view);
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_keyboard(void)
{
  g_autoptr(EpochChartDocument) document = document_new(8);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(document));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 600, 500);

  press_and_check(view, GDK_KEY_Down, "0 → 5, 87%");
  press_and_check(view, GDK_KEY_Down, "3 → 5, 87%");
  press_and_check(view, GDK_KEY_Right, "4 → 5, 87%");
  press_and_check(view, GDK_KEY_Up, "1 → 5, 87%");
  press_and_check(view, GDK_KEY_Up, "1 → 5, 87%");
  press_and_check(view, GDK_KEY_Right, "2 → 5, 87%");
  press_and_check(view, GDK_KEY_Right, "3 → 5, 87%");
  press_and_check(view, GDK_KEY_End, "7 → 5, 87%");
  press_and_check(view, GDK_KEY_Home, "0 → 5, 87%");
  gtk_window_destroy(GTK_WINDOW(window));
}

/* All texts in a widget that are to be seen. */
static void
collect_labels(GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL(widget) && gtk_widget_get_visible(widget)) {
    g_string_append_printf(text, "%s|", gtk_label_get_text(GTK_LABEL(widget)));
  }
  for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
       child = gtk_widget_get_next_sibling(child)) {
    collect_labels(child, text);
  }
}

static void
move_pointer(GtkWidget *view, double x, double y)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers(view);

  for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
    g_autoptr(GtkEventController) controller = g_list_model_get_item(controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_MOTION(controller)) {
      g_signal_emit_by_name(controller, "motion", x, y);
    }
  }
}

static void
test_pointer(void)
{
  g_autoptr(EpochChartDocument) document = document_new(1);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 600, 400);
  g_autoptr(GString) first = g_string_new(NULL);
  g_autoptr(GString) last = g_string_new(NULL);
  g_autoptr(GString) caption = g_string_new(NULL);

  move_pointer(view, 4, 4);
  collect_labels(view, first);
  g_assert_cmpstr(first->str, ==, "0 → 5|87%|Pixel 0, 0|0.00|");
  move_pointer(view, 30, 30);
  collect_labels(view, last);
  g_assert_cmpstr(last->str, ==, "0 → 5|87%|Pixel 1, 1|3.00|");
  /* Below the picture it is the picture alone that is meant. */
  move_pointer(view, 10, 57);
  collect_labels(view, caption);
  g_assert_cmpstr(caption->str, ==, "0 → 5|87%|");
  gtk_test_widget_wait_for_draw(window);
  gtk_window_destroy(GTK_WINDOW(window));
}

/* The whole chart is as high as its rows, and the page follows the keyboard's cursor. */
static void
test_scroll(void)
{
  g_autoptr(EpochChartDocument) document = document_new(60);
  GtkWidget *scrolled = gtk_scrolled_window_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkAdjustment *adjustment;
  GtkWidget *window;

  epoch_chart_view_set_whole_height(EPOCH_CHART_VIEW(view), TRUE);
  gtk_box_append(GTK_BOX(box), gtk_label_new("Above"));
  gtk_box_append(GTK_BOX(box), view);
  gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), box);
  window = view_helper_show(scrolled, 500, 300);
  adjustment = gtk_scrolled_window_get_vadjustment(GTK_SCROLLED_WINDOW(scrolled));
  g_assert_cmpfloat(gtk_adjustment_get_upper(adjustment), >, 800);
  press_and_check(EPOCH_CHART_VIEW(view), GDK_KEY_Right, "0 → 5, 87%");
  g_assert_cmpfloat(gtk_adjustment_get_value(adjustment), <, 30);
  press_and_check(EPOCH_CHART_VIEW(view), GDK_KEY_End, "59 → 5, 87%");
  g_assert_cmpfloat(gtk_adjustment_get_value(adjustment), >,
                    gtk_adjustment_get_upper(adjustment) - 400);
  gtk_test_widget_wait_for_draw(window);
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_save(void)
{
  g_autoptr(EpochChartDocument) document = document_new(60);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 500, 300);

  for (int format = EPOCH_CHART_FORMAT_PNG; format <= EPOCH_CHART_FORMAT_CSV; format++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        epoch_chart_save_to_bytes(document, (EpochChartFormat)format, view, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(bytes), >, 500);
    if (format == EPOCH_CHART_FORMAT_PNG) {
      g_autoptr(GdkTexture) texture = gdk_texture_new_from_bytes(bytes, &error);
      g_assert_no_error(error);
      /* All twenty rows. */
      g_assert_cmpint(gdk_texture_get_height(texture), >, 2 * 20 * 50);
    }
  }
  gtk_window_destroy(GTK_WINDOW(window));
}

int
main(int argc, char **argv)
{
  gtk_test_init(&argc, &argv, NULL);
  adw_init();
  g_test_add_func("/pictures/keyboard", test_keyboard);
  g_test_add_func("/pictures/pointer", test_pointer);
  g_test_add_func("/pictures/scroll", test_scroll);
  g_test_add_func("/pictures/save", test_save);
  return g_test_run();
}
