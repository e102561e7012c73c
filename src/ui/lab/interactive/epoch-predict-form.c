#include "config.h"

#include "lab/interactive/epoch-predict-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/epoch-named-drop-down.h"
#include "lab/interactive/epoch-pane-base.h"

/* So many columns are in sight at once. */
#define IN_SIGHT 12
/* More categories than this are searched rather than looked through. */
#define MANY 15

static GtkWidget *
new_drop_down(EpochPredictor *predictor, gsize column, const char *name)
{
  GtkStringList *names = gtk_string_list_new(epoch_predictor_get_choices(predictor, column));
  GtkExpression *text = gtk_property_expression_new(GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkWidget *drop_down;

  gtk_string_list_append(names, _("Not known"));
  drop_down = gtk_drop_down_new(G_LIST_MODEL(names), text);
  gtk_drop_down_set_enable_search(GTK_DROP_DOWN(drop_down),
                                  g_list_model_get_n_items(G_LIST_MODEL(names)) > MANY);
  gtk_drop_down_set_search_match_mode(GTK_DROP_DOWN(drop_down),
                                      GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
  epoch_named_drop_down_set_name(GTK_DROP_DOWN(drop_down), name);
  return drop_down;
}

static GtkWidget *
new_entry(const char *name)
{
  GtkWidget *entry = gtk_entry_new();

  gtk_entry_set_input_purpose(GTK_ENTRY(entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_entry_set_placeholder_text(GTK_ENTRY(entry), _("Not known"));
  gtk_editable_set_width_chars(GTK_EDITABLE(entry), 8);
  gtk_widget_add_css_class(entry, "numeric");
  gtk_accessible_update_property(GTK_ACCESSIBLE(entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return entry;
}

/* A column's name with its unit above what it is set by. */
static GtkWidget *
new_cell(EpochPredictor *predictor, gsize column, GPtrArray *controls)
{
  GtkWidget *cell = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
  const char *name = epoch_predictor_get_name(predictor, column);
  const char *unit = epoch_predictor_get_unit(predictor, column);
  /* Translators: the name of a column and its unit. */
  g_autofree char *text = *unit ? g_strdup_printf(_("%s (%s)"), name, unit) : g_strdup(name);
  GtkWidget *label = gtk_label_new(text);
  GtkWidget *control = epoch_predictor_get_choices(predictor, column)
                           ? new_drop_down(predictor, column, name)
                           : new_entry(name);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text(label, text);
  gtk_widget_add_css_class(label, "caption");
  gtk_box_append(GTK_BOX(cell), label);
  gtk_box_append(GTK_BOX(cell), control);
  g_ptr_array_add(controls, control);
  return cell;
}

static GtkWidget *
new_cells(EpochPredictor *predictor, gsize from, gsize to, GPtrArray *controls)
{
  GtkWidget *cells = gtk_flow_box_new();

  gtk_widget_add_css_class(cells, "predict-form");
  gtk_flow_box_set_selection_mode(GTK_FLOW_BOX(cells), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous(GTK_FLOW_BOX(cells), TRUE);
  gtk_flow_box_set_min_children_per_line(GTK_FLOW_BOX(cells), 2);
  gtk_flow_box_set_max_children_per_line(GTK_FLOW_BOX(cells), 4);
  gtk_flow_box_set_row_spacing(GTK_FLOW_BOX(cells), 9);
  gtk_flow_box_set_column_spacing(GTK_FLOW_BOX(cells), 12);
  for (gsize i = from; i < to; i++) {
    GtkWidget *cell = new_cell(predictor, i, controls);
    gtk_flow_box_append(GTK_FLOW_BOX(cells), cell);
    gtk_widget_set_focusable(gtk_widget_get_parent(cell), FALSE);
  }
  return cells;
}

static void
set_typical(EpochPredictor *predictor, GtkWidget *control, gsize column)
{
  if (GTK_IS_DROP_DOWN(control))
    gtk_drop_down_set_selected(GTK_DROP_DOWN(control), 0);
  else
    gtk_editable_set_text(GTK_EDITABLE(control), epoch_predictor_get_typical(predictor, column));
}

void
epoch_predict_form_reset(EpochPredictor *predictor, GPtrArray *controls)
{
  for (guint i = 0; i < controls->len; i++)
    set_typical(predictor, g_ptr_array_index(controls, i), i);
}

GtkWidget *
epoch_predict_form_new(EpochPredictor *predictor, GPtrArray **controls, GCallback changed,
                       gpointer data)
{
  GtkWidget *form = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  gsize n = epoch_predictor_n_columns(predictor);
  GPtrArray *made = g_ptr_array_new();

  gtk_box_append(GTK_BOX(form), new_cells(predictor, 0, MIN(n, IN_SIGHT), made));
  if (n > IN_SIGHT) {
    gsize more = n - IN_SIGHT;
    g_autofree char *title =
        g_strdup_printf(ngettext("%zu More Column", "%zu More Columns", more), more);
    GtkWidget *folded = gtk_expander_new(title);
    GtkWidget *cells = new_cells(predictor, IN_SIGHT, n, made);
    gtk_widget_set_margin_top(cells, 9);
    gtk_expander_set_child(GTK_EXPANDER(folded), cells);
    gtk_box_append(GTK_BOX(form), folded);
  }
  epoch_predict_form_reset(predictor, made);
  for (guint i = 0; i < made->len; i++) {
    GtkWidget *control = g_ptr_array_index(made, i);
    g_signal_connect_swapped(control, GTK_IS_DROP_DOWN(control) ? "notify::selected" : "changed",
                             changed, data);
  }
  *controls = made;
  return form;
}

static char *
dup_value(EpochPredictor *predictor, GtkWidget *control, gsize column)
{
  char *text;

  if (GTK_IS_DROP_DOWN(control)) {
    const char *const *choices = epoch_predictor_get_choices(predictor, column);
    guint selected = gtk_drop_down_get_selected(GTK_DROP_DOWN(control));
    return g_strdup(selected < g_strv_length((char **)choices) ? choices[selected] : "");
  }
  text = g_strstrip(g_strdup(gtk_editable_get_text(GTK_EDITABLE(control))));
  /* The decimal comma that many write. */
  if (!strchr(text, '.') && strchr(text, ','))
    *strchr(text, ',') = '.';
  return text;
}

char **
epoch_predict_form_dup_values(EpochPredictor *predictor, GPtrArray *controls)
{
  char **values = g_new0(char *, controls->len + 1);

  for (guint i = 0; i < controls->len; i++)
    values[i] = dup_value(predictor, g_ptr_array_index(controls, i), i);
  return values;
}
