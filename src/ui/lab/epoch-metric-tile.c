#include "config.h"

#include "lab/epoch-metric-tile.h"

#include <glib/gi18n.h>
#include <math.h>

#include "metric/epoch-metric.h"

static GtkWidget *
new_label(const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  if (style)
    gtk_widget_add_css_class(label, style);
  return label;
}

/* What the lab says of a metric: what it means, its formula with the run's own numbers put in,
 * and what is good, with an empty line between them. */
static GtkWidget *
new_explanation(const EpochMetricInfo *info, const char *name, JsonObject *facts)
{
  GtkWidget *popover = gtk_popover_new();
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scroller = gtk_scrolled_window_new();
  g_autofree char *text = epoch_metric_explain(name, facts);
  g_auto(GStrv) paragraphs = g_strsplit(text ? text : "", "\n\n", -1);

  gtk_box_append(GTK_BOX(box), new_label(epoch_metric_info_get_title(info), "heading"));
  for (char **paragraph = paragraphs; *paragraph; paragraph++) {
    GtkWidget *label = new_label(g_strstrip(*paragraph), NULL);
    gtk_label_set_max_width_chars(GTK_LABEL(label), 46);
    gtk_box_append(GTK_BOX(box), label);
  }
  gtk_widget_set_margin_top(box, 6);
  gtk_widget_set_margin_bottom(box, 6);
  gtk_widget_set_margin_start(box, 6);
  gtk_widget_set_margin_end(box, 6);
  g_object_set(scroller, "child", box, "hscrollbar-policy", GTK_POLICY_NEVER,
               "propagate-natural-height", TRUE, "propagate-natural-width", TRUE,
               "max-content-height", 420, NULL);
  gtk_popover_set_child(GTK_POPOVER(popover), scroller);
  return popover;
}

/* "▼ 0.21 better" or "▲ 0.21 worse": the word says what the sign and the colour say. */
static GtkWidget *
new_change(const EpochMetricInfo *info, const char *name, double value, double before,
           const char *unit)
{
  double change = value - before;
  gboolean better = (change > 0) == epoch_metric_info_get_higher_is_better(info);
  g_autofree char *now = epoch_metric_format(name, value, unit);
  g_autofree char *then = epoch_metric_format(name, before, unit);
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (isnan(before))
    return new_label(_("First run"), "dimmed");
  if (fabs(change) <= 1e-12 * fmax(fabs(value), fabs(before)))
    return new_label(_("As before"), "dimmed");
  /* Less than the digits that are shown. */
  if (g_str_equal(now, then))
    return new_label(_("Hardly changed"), "dimmed");
  number = epoch_metric_format_change(name, fabs(change), unit);
  if (epoch_metric_info_is_neutral(info)) {
    /* Translators: up or down, and by how much, of a metric that is neither better nor worse. */
    text = g_strdup_printf(C_("change of a metric", "%s %s"), change > 0 ? "▲" : "▼", number);
    return new_label(text, "dimmed");
  }
  /* Translators: by how much a metric changed since the run before. */
  text = g_strdup_printf(better ? _("%s %s better") : _("%s %s worse"), change > 0 ? "▲" : "▼",
                         number);
  label = new_label(text, better ? "better" : "worse");
  return label;
}

GtkWidget *
epoch_metric_tile_new(const char *name, double value, double before, const char *unit,
                      JsonObject *facts)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  GtkWidget *tile = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *title = epoch_metric_dup_label(name);
  GtkWidget *label = new_label(title, "caption-heading");
  g_autofree char *text = epoch_metric_format(name, value, unit);
  GtkWidget *number = new_label(text, "value");

  gtk_widget_add_css_class(tile, "card");
  gtk_widget_add_css_class(tile, "metric-tile");
  gtk_widget_add_css_class(number, "numeric");
  gtk_widget_set_hexpand(label, TRUE);
  gtk_box_append(GTK_BOX(line), label);
  if (info) {
    GtkWidget *button = gtk_menu_button_new();
    g_autofree char *what = g_strdup_printf(_("What %s Means"), epoch_metric_info_get_label(info));
    gtk_menu_button_set_icon_name(GTK_MENU_BUTTON(button), "help-about-symbolic");
    gtk_menu_button_set_popover(GTK_MENU_BUTTON(button), new_explanation(info, name, facts));
    gtk_widget_add_css_class(button, "flat");
    gtk_widget_add_css_class(button, "circular");
    gtk_widget_set_tooltip_text(button, what);
    gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, what, -1);
    gtk_box_append(GTK_BOX(line), button);
  }
  gtk_box_append(GTK_BOX(tile), line);
  gtk_box_append(GTK_BOX(tile), number);
  if (info) {
    GtkWidget *change = new_change(info, name, value, before, unit);
    gtk_widget_add_css_class(change, "caption");
    gtk_widget_add_css_class(change, "numeric");
    gtk_box_append(GTK_BOX(tile), change);
  }
  return tile;
}
