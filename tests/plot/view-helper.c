#include "view-helper.h"

GtkWidget *
view_helper_show(GtkWidget *child, int width, int height)
{
  GtkWidget *window = gtk_window_new();

  gtk_window_set_default_size(GTK_WINDOW(window), width, height);
  gtk_window_set_child(GTK_WINDOW(window), child);
  gtk_window_present(GTK_WINDOW(window));
  gtk_test_widget_wait_for_draw(window);
  gtk_test_widget_wait_for_draw(window);
  return window;
}

gboolean
view_helper_press(EpochChartView *view, guint key)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers(GTK_WIDGET(view));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
    g_autoptr(GtkEventController) controller = g_list_model_get_item(controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_KEY(controller)) {
      g_signal_emit_by_name(controller, "key-pressed", key, 0, 0, &handled);
    }
  }
  return handled;
}
