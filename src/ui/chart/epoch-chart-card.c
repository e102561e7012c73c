#include "config.h"

#include "epoch-chart-card.h"

#include <glib/gi18n.h>

#include "epoch-chart-save.h"
#include "epoch-chart-table.h"

#define ZOOM_STEP 1.5

struct _EpochChartCard {
  AdwBin parent_instance;
  GtkLabel *title;
  GtkLabel *summary;
  AdwBanner *banner;
  GtkStack *stack;
  EpochChartView *view;
  EpochChartTable *table;
  EpochChartDocument *document;
  GCancellable *saving; /* ends with the card */
};

enum { PROP_0, PROP_DOCUMENT, PROP_SHOW_TABLE, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochChartCard, epoch_chart_card, ADW_TYPE_BIN)

static void
show_problem(EpochChartCard *self, const GError *error)
{
  adw_banner_set_title(self->banner, error->message);
  adw_banner_set_revealed(self->banner, TRUE);
}

static void
dismiss_cb(EpochChartCard *self)
{
  adw_banner_set_revealed(self->banner, FALSE);
}

static void
saved_cb(GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(EpochChartCard) self = user_data;
  g_autoptr(GError) error = NULL;

  if (epoch_chart_save_finish(result, &error)) {
    gtk_accessible_announce(GTK_ACCESSIBLE(self), _("Chart saved"),
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
  } else if (!g_error_matches(error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) &&
             !g_error_matches(error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED) &&
             !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    show_problem(self, error);
  }
}

static void
save(EpochChartCard *self, EpochChartFormat format)
{
  if (self->document != NULL) {
    epoch_chart_save_async(self->document, format, GTK_WIDGET(self), self->saving, saved_cb,
                           g_object_ref(self));
  }
}

static void
save_png_cb(GtkWidget *widget, const char *action, GVariant *parameter)
{
  save(EPOCH_CHART_CARD(widget), EPOCH_CHART_FORMAT_PNG);
}

static void
save_svg_cb(GtkWidget *widget, const char *action, GVariant *parameter)
{
  save(EPOCH_CHART_CARD(widget), EPOCH_CHART_FORMAT_SVG);
}

static void
save_csv_cb(GtkWidget *widget, const char *action, GVariant *parameter)
{
  save(EPOCH_CHART_CARD(widget), EPOCH_CHART_FORMAT_CSV);
}

static void
copy_cb(GtkWidget *widget, const char *action, GVariant *parameter)
{
  EpochChartCard *self = EPOCH_CHART_CARD(widget);
  g_autoptr(GError) error = NULL;

  if (self->document == NULL) {
    return;
  }
  if (epoch_chart_save_copy(self->document, widget, &error)) {
    gtk_accessible_announce(GTK_ACCESSIBLE(self), _("Chart copied"),
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
  } else {
    show_problem(self, error);
  }
}

static void
zoom_cb(GtkWidget *widget, const char *action, GVariant *parameter)
{
  EpochChartCard *self = EPOCH_CHART_CARD(widget);

  if (strcmp(action, "chart.zoom-reset") == 0) {
    epoch_chart_view_reset_zoom(self->view);
  } else {
    epoch_chart_view_zoom(self->view,
                          strcmp(action, "chart.zoom-in") == 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
  }
}

static void
show_document(EpochChartCard *self)
{
  const char *title = self->document != NULL ? epoch_chart_document_get_title(self->document) : "";
  const char *summary =
      self->document != NULL ? epoch_chart_document_get_summary(self->document) : "";

  gtk_label_set_text(self->title, title);
  gtk_label_set_text(self->summary, summary);
  gtk_widget_set_visible(GTK_WIDGET(self->summary), summary[0] != '\0');
  epoch_chart_view_set_document(self->view, self->document);
  /* The table costs little, but nothing at all until it is asked for. */
  epoch_chart_table_set_document(self->table,
                                 epoch_chart_card_get_show_table(self) ? self->document : NULL);
}

void
epoch_chart_card_set_document(EpochChartCard *self, EpochChartDocument *document)
{
  g_return_if_fail(EPOCH_IS_CHART_CARD(self));
  g_return_if_fail(document == NULL || EPOCH_IS_CHART_DOCUMENT(document));
  if (g_set_object(&self->document, document)) {
    show_document(self);
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_DOCUMENT]);
  }
}

EpochChartDocument *
epoch_chart_card_get_document(EpochChartCard *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_CARD(self), NULL);
  return self->document;
}

EpochChartView *
epoch_chart_card_get_view(EpochChartCard *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_CARD(self), NULL);
  return self->view;
}

void
epoch_chart_card_set_show_table(EpochChartCard *self, gboolean show_table)
{
  g_return_if_fail(EPOCH_IS_CHART_CARD(self));
  if (epoch_chart_card_get_show_table(self) == show_table) {
    return;
  }
  epoch_chart_table_set_document(self->table, show_table ? self->document : NULL);
  gtk_stack_set_visible_child_name(self->stack, show_table ? "table" : "chart");
  gtk_widget_action_set_enabled(GTK_WIDGET(self), "chart.zoom-in", !show_table);
  gtk_widget_action_set_enabled(GTK_WIDGET(self), "chart.zoom-out", !show_table);
  gtk_widget_action_set_enabled(GTK_WIDGET(self), "chart.zoom-reset", !show_table);
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_SHOW_TABLE]);
}

gboolean
epoch_chart_card_get_show_table(EpochChartCard *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_CARD(self), FALSE);
  /* The menu asks while the template is still being built. */
  return self->stack != NULL &&
         g_strcmp0(gtk_stack_get_visible_child_name(self->stack), "table") == 0;
}

static void
epoch_chart_card_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochChartCard *self = EPOCH_CHART_CARD(object);

  switch (id) {
  case PROP_DOCUMENT:
    g_value_set_object(value, self->document);
    break;
  case PROP_SHOW_TABLE:
    g_value_set_boolean(value, epoch_chart_card_get_show_table(self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_chart_card_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EpochChartCard *self = EPOCH_CHART_CARD(object);

  switch (id) {
  case PROP_DOCUMENT:
    epoch_chart_card_set_document(self, g_value_get_object(value));
    break;
  case PROP_SHOW_TABLE:
    epoch_chart_card_set_show_table(self, g_value_get_boolean(value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_chart_card_dispose(GObject *object)
{
  EpochChartCard *self = EPOCH_CHART_CARD(object);

  g_cancellable_cancel(self->saving);
  g_clear_object(&self->saving);
  g_clear_object(&self->document);
  gtk_widget_dispose_template(GTK_WIDGET(object), EPOCH_TYPE_CHART_CARD);
  G_OBJECT_CLASS(epoch_chart_card_parent_class)->dispose(object);
}

static void
install_actions(GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action(widget_class, "chart.show-table", "show-table");
  gtk_widget_class_install_action(widget_class, "chart.save-png", NULL, save_png_cb);
  gtk_widget_class_install_action(widget_class, "chart.save-svg", NULL, save_svg_cb);
  gtk_widget_class_install_action(widget_class, "chart.save-csv", NULL, save_csv_cb);
  gtk_widget_class_install_action(widget_class, "chart.copy", NULL, copy_cb);
  gtk_widget_class_install_action(widget_class, "chart.zoom-in", NULL, zoom_cb);
  gtk_widget_class_install_action(widget_class, "chart.zoom-out", NULL, zoom_cb);
  gtk_widget_class_install_action(widget_class, "chart.zoom-reset", NULL, zoom_cb);
}

static void
epoch_chart_card_class_init(EpochChartCardClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS(class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  object_class->get_property = epoch_chart_card_get_property;
  object_class->set_property = epoch_chart_card_set_property;
  object_class->dispose = epoch_chart_card_dispose;
  properties[PROP_DOCUMENT] =
      g_param_spec_object("document", NULL, NULL, EPOCH_TYPE_CHART_DOCUMENT,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SHOW_TABLE] =
      g_param_spec_boolean("show-table", NULL, NULL, FALSE,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
  g_type_ensure(EPOCH_TYPE_CHART_VIEW);
  g_type_ensure(EPOCH_TYPE_CHART_TABLE);
  gtk_widget_class_set_template_from_resource(
      widget_class, "/io/github/epochstudy/Epoch/ui/chart/epoch-chart-card.ui");
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, title);
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, summary);
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, banner);
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, stack);
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, view);
  gtk_widget_class_bind_template_child(widget_class, EpochChartCard, table);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  install_actions(widget_class);
}

static void
epoch_chart_card_init(EpochChartCard *self)
{
  gtk_widget_init_template(GTK_WIDGET(self));
  epoch_chart_view_set_whole_height(self->view, TRUE);
  self->saving = g_cancellable_new();
  g_signal_connect_object(self->banner, "button-clicked", G_CALLBACK(dismiss_cb), self,
                          G_CONNECT_SWAPPED);
}

GtkWidget *
epoch_chart_card_new(EpochChartDocument *document)
{
  return g_object_new(EPOCH_TYPE_CHART_CARD, "document", document, NULL);
}
