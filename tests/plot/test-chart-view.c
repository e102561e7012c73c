#include <adwaita.h>
#include <string.h>

#include "epoch-chart-card.h"
#include "epoch-chart-save.h"
#include "epoch-chart-view.h"
#include "view-helper.h"

static const char SCATTER[] =
    "{\"chart\":\"scatter\",\"title\":\"Predicted against actual\",\"summary\":\"It fits.\","
    "\"x\":{\"label\":\"Actual\",\"unit\":\"m\"},\"y\":{\"label\":\"Predicted\",\"unit\":\"m\"},"
    "\"series\":[{\"name\":\"Test\",\"x\":[3,1,2,4],\"y\":[30,10,null,40]}],"
    "\"guides\":[{\"type\":\"identity\",\"label\":\"Perfect\"}]}";

static const char LINES[] =
    "{\"chart\":\"line\",\"title\":\"Loss\",\"x\":{\"label\":\"Epoch\"},\"y\":{\"label\":\"Loss\"},"
    "\"series\":[{\"name\":\"Training\",\"x\":[1,2,3],\"y\":[3,2,1]},"
    "{\"name\":\"Validation\",\"x\":[1,2,3],\"y\":[4,3,5]}]}";

static EpochChartDocument *
document_new(const char *json)
{
  g_autoptr(GError) error = NULL;
  EpochChartDocument *document = epoch_chart_document_new_from_data(json, -1, &error);

  g_assert_no_error(error);
  return document;
}

static void
check_value(EpochChartView *view, const char *wanted)
{
  g_autofree char *text = epoch_chart_view_dup_value_text(view);

  g_assert_cmpstr(text, ==, wanted);
}

static void
test_keyboard(void)
{
  g_autoptr(EpochChartDocument) document = document_new(SCATTER);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(document));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 600, 400);

  g_assert_true(gtk_widget_get_focusable(GTK_WIDGET(view)));
  check_value(view, NULL);
  g_assert_true(view_helper_press(view, GDK_KEY_Right));
  check_value(view, "Actual 1, predicted 10 m");
  view_helper_press(view, GDK_KEY_Right);
  check_value(view, "Actual 3, predicted 30 m");
  view_helper_press(view, GDK_KEY_End);
  check_value(view, "Actual 4, predicted 40 m");
  view_helper_press(view, GDK_KEY_Right);
  check_value(view, "Actual 4, predicted 40 m");
  view_helper_press(view, GDK_KEY_Left);
  check_value(view, "Actual 3, predicted 30 m");
  view_helper_press(view, GDK_KEY_Home);
  check_value(view, "Actual 1, predicted 10 m");
  g_assert_true(view_helper_press(view, GDK_KEY_Escape));
  check_value(view, NULL);
  /* What the chart has no use for goes on to the window. */
  g_assert_false(view_helper_press(view, GDK_KEY_Escape));
  g_assert_false(view_helper_press(view, GDK_KEY_a));
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_series(void)
{
  g_autoptr(EpochChartDocument) document = document_new(LINES);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(document));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 600, 400);

  view_helper_press(view, GDK_KEY_Right);
  view_helper_press(view, GDK_KEY_Right);
  check_value(view, "Training: epoch 2, loss 2");
  view_helper_press(view, GDK_KEY_Down);
  check_value(view, "Validation: epoch 2, loss 3");
  view_helper_press(view, GDK_KEY_Up);
  check_value(view, "Training: epoch 2, loss 2");
  gtk_window_destroy(GTK_WINDOW(window));
}

/* The pointer over the middle of the chart means the nearest datum; away from it, none. */
static void
test_pointer(void)
{
  g_autoptr(EpochChartDocument) document = document_new(LINES);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(document));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 600, 400);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers(GTK_WIDGET(view));

  for (guint i = 0; i < g_list_model_get_n_items(controllers); i++) {
    g_autoptr(GtkEventController) controller = g_list_model_get_item(controllers, i);
    if (GTK_IS_EVENT_CONTROLLER_MOTION(controller)) {
      double width = gtk_widget_get_width(GTK_WIDGET(view));
      g_autofree char *text = NULL;
      g_signal_emit_by_name(controller, "motion", width * 0.47, 390.0);
      text = epoch_chart_view_dup_value_text(view);
      g_assert_nonnull(text);
      g_assert_nonnull(strstr(text, "epoch 2"));
      gtk_test_widget_wait_for_draw(window);
      g_signal_emit_by_name(controller, "leave");
      check_value(view, NULL);
    }
  }
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_accessible(void)
{
  g_autoptr(EpochChartDocument) document = document_new(SCATTER);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 600, 400);

  gtk_test_accessible_assert_role(view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property(view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      "Predicted against actual");
  gtk_test_accessible_assert_property(view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "It fits.");
  view_helper_press(EPOCH_CHART_VIEW(view), GDK_KEY_End);
  gtk_test_accessible_assert_property(view, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                      "Actual 4, predicted 40 m");
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_zoom(void)
{
  g_autoptr(EpochChartDocument) document = document_new(SCATTER);
  EpochChartView *view = EPOCH_CHART_VIEW(epoch_chart_view_new(document));
  GtkWidget *window = view_helper_show(GTK_WIDGET(view), 600, 400);

  g_assert_false(epoch_chart_view_get_zoomed(view));
  view_helper_press(view, GDK_KEY_plus);
  g_assert_true(epoch_chart_view_get_zoomed(view));
  for (int i = 0; i < 200; i++) {
    epoch_chart_view_zoom(view, 2);
  }
  gtk_test_widget_wait_for_draw(GTK_WIDGET(view));
  /* The cursor takes what is shown with it. */
  view_helper_press(view, GDK_KEY_Home);
  view_helper_press(view, GDK_KEY_End);
  check_value(view, "Actual 4, predicted 40 m");
  view_helper_press(view, GDK_KEY_0);
  g_assert_false(epoch_chart_view_get_zoomed(view));
  epoch_chart_view_zoom(view, 2);
  epoch_chart_view_zoom(view, 0.25);
  g_assert_false(epoch_chart_view_get_zoomed(view));
  gtk_window_destroy(GTK_WINDOW(window));
}

/* How many different colours a widget shows. */
static guint
count_colors(GtkWidget *widget)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new(widget);
  GtkSnapshot *snapshot = gtk_snapshot_new();
  int width = gtk_widget_get_width(widget);
  int height = gtk_widget_get_height(widget);
  GskRenderer *renderer = gtk_native_get_renderer(gtk_widget_get_native(widget));
  g_autoptr(GHashTable) colors = g_hash_table_new(NULL, NULL);
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = g_new0(guint32, (gsize)width * height);

  gdk_paintable_snapshot(paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node(snapshot);
  g_assert_nonnull(node);
  texture = gsk_renderer_render_texture(renderer, node, &GRAPHENE_RECT_INIT(0, 0, width, height));
  gdk_texture_download(texture, (guchar *)pixels, (gsize)width * 4);
  for (int i = 0; i < width * height; i++) {
    g_hash_table_add(colors, GUINT_TO_POINTER(pixels[i] | 0x1000000));
  }
  return g_hash_table_size(colors);
}

static void
test_draws(void)
{
  static const int sizes[][2] = {{120, 160}, {360, 294}, {900, 500}};

  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    g_autoptr(EpochChartDocument) document = document_new(SCATTER);
    GtkWidget *view = epoch_chart_view_new(document);
    GtkWidget *window = view_helper_show(view, sizes[i][0], sizes[i][1]);
    guint before = count_colors(view);
    g_assert_cmpuint(before, >, 10);
    view_helper_press(EPOCH_CHART_VIEW(view), GDK_KEY_Home);
    gtk_test_widget_wait_for_draw(view);
    g_assert_cmpuint(count_colors(view), !=, 0);
    epoch_chart_view_set_document(EPOCH_CHART_VIEW(view), NULL);
    gtk_test_widget_wait_for_draw(view);
    check_value(EPOCH_CHART_VIEW(view), NULL);
    gtk_window_destroy(GTK_WINDOW(window));
  }
}

static void
test_dark(void)
{
  g_autoptr(EpochChartDocument) document = document_new(SCATTER);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 500, 300);
  AdwStyleManager *manager = adw_style_manager_get_default();

  adw_style_manager_set_color_scheme(manager, ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_test_widget_wait_for_draw(view);
  g_assert_cmpuint(count_colors(view), >, 10);
  adw_style_manager_set_color_scheme(manager, ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_destroy(GTK_WINDOW(window));
}

static GtkWidget *
find_widget(GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE(widget, type)) {
    return widget;
  }
  for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
       child = gtk_widget_get_next_sibling(child)) {
    GtkWidget *found = find_widget(child, type);
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

static void
test_card(void)
{
  g_autoptr(EpochChartDocument) scatter = document_new(SCATTER);
  g_autoptr(EpochChartDocument) lines = document_new(LINES);
  EpochChartCard *card = EPOCH_CHART_CARD(epoch_chart_card_new(scatter));
  GtkWidget *window = view_helper_show(GTK_WIDGET(card), 600, 500);
  GtkColumnView *table;

  gtk_widget_activate_action(GTK_WIDGET(card), "chart.show-table", NULL);
  g_assert_true(epoch_chart_card_get_show_table(card));
  gtk_test_widget_wait_for_draw(window);
  table = GTK_COLUMN_VIEW(find_widget(GTK_WIDGET(card), GTK_TYPE_COLUMN_VIEW));
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(gtk_column_view_get_model(table))), ==, 4);
  epoch_chart_card_set_document(card, lines);
  g_assert_cmpuint(g_list_model_get_n_items(G_LIST_MODEL(gtk_column_view_get_model(table))), ==, 3);
  epoch_chart_card_set_show_table(card, FALSE);
  g_assert_true(epoch_chart_view_get_document(epoch_chart_card_get_view(card)) == lines);
  gtk_widget_activate_action(GTK_WIDGET(card), "chart.zoom-in", NULL);
  g_assert_true(epoch_chart_view_get_zoomed(epoch_chart_card_get_view(card)));
  gtk_widget_activate_action(GTK_WIDGET(card), "chart.zoom-reset", NULL);
  gtk_widget_activate_action(GTK_WIDGET(card), "chart.copy", NULL);
  epoch_chart_card_set_document(card, NULL);
  gtk_test_widget_wait_for_draw(window);
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_save(void)
{
  g_autoptr(EpochChartDocument) document = document_new(LINES);
  GtkWidget *view = epoch_chart_view_new(document);
  GtkWidget *window = view_helper_show(view, 300, 200);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) png = epoch_chart_save_to_bytes(document, EPOCH_CHART_FORMAT_PNG, view, &error);
  g_autoptr(GBytes) svg = epoch_chart_save_to_bytes(document, EPOCH_CHART_FORMAT_SVG, view, &error);
  g_autoptr(GBytes) csv = epoch_chart_save_to_bytes(document, EPOCH_CHART_FORMAT_CSV, view, &error);
  g_autoptr(GdkTexture) picture = gdk_texture_new_from_bytes(png, &error);
  g_autoptr(GdkTexture) drawing = gdk_texture_new_from_bytes(svg, &error);

  g_assert_no_error(error);
  g_assert_cmpint(gdk_texture_get_width(picture), ==, 1920);
  g_assert_cmpint(gdk_texture_get_width(drawing), ==, 960);
  g_assert_cmpmem(g_bytes_get_data(csv, NULL), 25, "Epoch,Training,Validation", 25);
  gtk_window_destroy(GTK_WINDOW(window));
}

static void
test_finalized(void)
{
  EpochChartDocument *document = document_new(SCATTER);
  GtkWidget *card = g_object_ref_sink(epoch_chart_card_new(document));

  g_assert_finalize_object(card);
  g_assert_finalize_object(document);
}

int
main(int argc, char **argv)
{
  gtk_test_init(&argc, &argv, NULL);
  adw_init();
  g_test_add_func("/view/keyboard", test_keyboard);
  g_test_add_func("/view/series", test_series);
  g_test_add_func("/view/pointer", test_pointer);
  g_test_add_func("/view/accessible", test_accessible);
  g_test_add_func("/view/zoom", test_zoom);
  g_test_add_func("/view/draws", test_draws);
  g_test_add_func("/view/dark", test_dark);
  g_test_add_func("/card/table", test_card);
  g_test_add_func("/card/save", test_save);
  g_test_add_func("/card/finalized", test_finalized);
  return g_test_run();
}
