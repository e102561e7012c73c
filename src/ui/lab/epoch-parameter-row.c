#include "config.h"

#include "lab/epoch-parameter-row.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>

#include "lab/epoch-column-choice.h"
#include "lab/epoch-file-button.h"
#include "lab/epoch-named-drop-down.h"
#include "lab/epoch-scroll-through.h"

/* What a row keeps beside itself, under this key. */
#define ROW_DATA "epoch-parameter-row"

typedef struct {
  EpochParameter *parameter;
  GtkWidget *row;
  GtkWidget *control; /* (nullable): NULL of a columns parameter */
  GtkWidget *reset;
  GPtrArray *checks; /* of a columns parameter, one a choice, in their order; borrowed */
  GCallback changed;
  gpointer user_data;
  gboolean setting; /* a change by program, to be told once */
} RowData;

static void
row_data_free(gpointer data)
{
  RowData *self = data;

  g_clear_object(&self->parameter);
  g_clear_pointer(&self->checks, g_ptr_array_unref);
  g_free(self);
}

static RowData *
get_data(GtkWidget *row)
{
  return g_object_get_data(G_OBJECT(row), ROW_DATA);
}

EpochParameter *
epoch_parameter_row_get_parameter(GtkWidget *row)
{
  return get_data(row)->parameter;
}

static const char *
choice_value(EpochParameter *parameter, guint position)
{
  g_autoptr(EpochChoice) choice =
      g_list_model_get_item(epoch_parameter_get_choices(parameter), position);

  /* The list keeps the choice alive. */
  return choice ? epoch_choice_get_value(choice) : "";
}

static GVariant *
columns_value(RowData *self)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; i < self->checks->len; i++)
    if (gtk_check_button_get_active(g_ptr_array_index(self->checks, i)))
      g_variant_builder_add(&builder, "s", choice_value(self->parameter, i));
  return g_variant_ref_sink(g_variant_builder_end(&builder));
}

GVariant *
epoch_parameter_row_dup_value(GtkWidget *row)
{
  RowData *self = get_data(row);

  switch (epoch_parameter_get_kind(self->parameter)) {
  case EPOCH_PARAMETER_INTEGER:
    return g_variant_ref_sink(g_variant_new_int64(
        (gint64)round(gtk_spin_button_get_value(GTK_SPIN_BUTTON(self->control)))));
  case EPOCH_PARAMETER_NUMBER:
    return g_variant_ref_sink(
        g_variant_new_double(gtk_spin_button_get_value(GTK_SPIN_BUTTON(self->control))));
  case EPOCH_PARAMETER_BOOLEAN:
    return g_variant_ref_sink(
        g_variant_new_boolean(gtk_switch_get_active(GTK_SWITCH(self->control))));
  case EPOCH_PARAMETER_CHOICE:
    return g_variant_ref_sink(g_variant_new_string(
        choice_value(self->parameter, gtk_drop_down_get_selected(GTK_DROP_DOWN(self->control)))));
  case EPOCH_PARAMETER_COLUMNS:
    return columns_value(self);
  case EPOCH_PARAMETER_FILE:
    return g_variant_ref_sink(
        g_variant_new_string(epoch_file_button_get_path(EPOCH_FILE_BUTTON(self->control))));
  case EPOCH_PARAMETER_COLUMN:
    return g_variant_ref_sink(
        g_variant_new_string(epoch_column_choice_get_column(EPOCH_COLUMN_CHOICE(self->control))));
  }
  g_assert_not_reached();
}

static void
update_columns_subtitle(RowData *self)
{
  guint chosen = 0;
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    chosen += gtk_check_button_get_active(g_ptr_array_index(self->checks, i));
  subtitle = g_strdup_printf(_("%u of %u chosen"), chosen, self->checks->len);
  adw_expander_row_set_subtitle(ADW_EXPANDER_ROW(self->row), subtitle);
}

static void
changed(RowData *self)
{
  g_autoptr(GVariant) value = NULL;

  if (self->setting)
    return;
  if (self->checks)
    update_columns_subtitle(self);
  value = epoch_parameter_row_dup_value(self->row);
  gtk_widget_set_visible(self->reset,
                         !g_variant_equal(value, epoch_parameter_get_default(self->parameter)));
  if (self->changed)
    ((void (*)(GtkWidget *, gpointer))self->changed)(self->row, self->user_data);
}

static void
changed_cb(GObject *object, GParamSpec *pspec, RowData *self)
{
  changed(self);
}

void
epoch_parameter_row_set_value(GtkWidget *row, GVariant *value)
{
  RowData *self = get_data(row);
  g_autoptr(GVariant) checked = epoch_parameter_check(self->parameter, value, NULL);

  if (!checked)
    return;
  self->setting = TRUE;
  switch (epoch_parameter_get_kind(self->parameter)) {
  case EPOCH_PARAMETER_INTEGER:
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(self->control), (double)g_variant_get_int64(checked));
    break;
  case EPOCH_PARAMETER_NUMBER:
    gtk_spin_button_set_value(GTK_SPIN_BUTTON(self->control), g_variant_get_double(checked));
    break;
  case EPOCH_PARAMETER_BOOLEAN:
    gtk_switch_set_active(GTK_SWITCH(self->control), g_variant_get_boolean(checked));
    break;
  case EPOCH_PARAMETER_CHOICE:
    for (guint i = 0; i < g_list_model_get_n_items(epoch_parameter_get_choices(self->parameter));
         i++)
      if (g_str_equal(choice_value(self->parameter, i), g_variant_get_string(checked, NULL)))
        gtk_drop_down_set_selected(GTK_DROP_DOWN(self->control), i);
    break;
  case EPOCH_PARAMETER_COLUMNS: {
    g_autofree const char **names = g_variant_get_strv(checked, NULL);
    for (guint i = 0; i < self->checks->len; i++)
      gtk_check_button_set_active(g_ptr_array_index(self->checks, i),
                                  g_strv_contains(names, choice_value(self->parameter, i)));
    break;
  }
  case EPOCH_PARAMETER_FILE:
    epoch_file_button_set_path(EPOCH_FILE_BUTTON(self->control),
                               g_variant_get_string(checked, NULL));
    break;
  case EPOCH_PARAMETER_COLUMN:
    epoch_column_choice_set_column(EPOCH_COLUMN_CHOICE(self->control),
                                   g_variant_get_string(checked, NULL));
    break;
  }
  self->setting = FALSE;
  changed(self);
}

void
epoch_parameter_row_set_file(GtkWidget *row, const char *path)
{
  RowData *self = get_data(row);

  if (EPOCH_IS_COLUMN_CHOICE(self->control))
    epoch_column_choice_set_file(EPOCH_COLUMN_CHOICE(self->control), path);
}

void
epoch_parameter_row_connect(GtkWidget *row, GCallback callback, gpointer user_data)
{
  RowData *self = get_data(row);

  self->changed = callback;
  self->user_data = user_data;
}

static void
reset_cb(GtkButton *button, RowData *self)
{
  epoch_parameter_row_set_value(self->row, epoch_parameter_get_default(self->parameter));
}

/* The digits behind the point that a step needs: 0.05 needs two. */
static guint
digits_of(double step)
{
  guint digits = 0;

  while (digits < 6 && fabs(step - round(step)) > 1e-9 * fabs(step)) {
    step *= 10;
    digits++;
  }
  return digits;
}

/* The largest value is to be seen whole, but beside its name. */
static int
width_of(EpochParameter *parameter)
{
  double most = MAX(fabs(epoch_parameter_get_minimum(parameter)),
                    fabs(epoch_parameter_get_maximum(parameter)));

  return most < 1e5 ? 5 : most < 1e8 ? 8 : 9;
}

static GtkWidget *
new_spin(EpochParameter *parameter)
{
  double step = epoch_parameter_get_step(parameter);
  GtkAdjustment *adjustment =
      gtk_adjustment_new(0, epoch_parameter_get_minimum(parameter),
                         epoch_parameter_get_maximum(parameter), step, step * 10, 0);
  gboolean whole = epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_INTEGER;
  GtkWidget *spin = gtk_spin_button_new(adjustment, step, whole ? 0 : digits_of(step));

  gtk_spin_button_set_numeric(GTK_SPIN_BUTTON(spin), TRUE);
  epoch_scroll_through(spin);
  gtk_editable_set_width_chars(GTK_EDITABLE(spin), width_of(parameter));
  return spin;
}

static GtkWidget *
new_drop_down(EpochParameter *parameter)
{
  GListModel *choices = epoch_parameter_get_choices(parameter);
  GtkExpression *label = gtk_property_expression_new(EPOCH_TYPE_CHOICE, NULL, "label");

  return gtk_drop_down_new(g_object_ref(choices), label);
}

static GtkWidget *
new_columns_row(RowData *self)
{
  GtkWidget *row = adw_expander_row_new();
  GListModel *choices = epoch_parameter_get_choices(self->parameter);

  self->checks = g_ptr_array_new();
  for (guint i = 0; i < g_list_model_get_n_items(choices); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(choices, i);
    GtkWidget *child = adw_action_row_new();
    GtkWidget *check = gtk_check_button_new();

    adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(child), FALSE);
    adw_preferences_row_set_title(ADW_PREFERENCES_ROW(child), epoch_choice_get_label(choice));
    adw_action_row_set_subtitle(ADW_ACTION_ROW(child), epoch_choice_get_description(choice));
    gtk_widget_set_valign(check, GTK_ALIGN_CENTER);
    gtk_check_button_set_active(GTK_CHECK_BUTTON(check), epoch_choice_get_chosen(choice));
    gtk_accessible_update_property(GTK_ACCESSIBLE(check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   epoch_choice_get_label(choice), -1);
    adw_action_row_add_prefix(ADW_ACTION_ROW(child), check);
    adw_action_row_set_activatable_widget(ADW_ACTION_ROW(child), check);
    adw_expander_row_add_row(ADW_EXPANDER_ROW(row), child);
    g_ptr_array_add(self->checks, check);
    g_signal_connect(check, "notify::active", G_CALLBACK(changed_cb), self);
  }
  return row;
}

static GtkWidget *
new_reset_button(RowData *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name("edit-undo-symbolic");
  g_autofree char *label =
      g_strdup_printf(_("Reset %s"), epoch_parameter_get_label(self->parameter));

  gtk_widget_set_valign(button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class(button, "flat");
  gtk_widget_set_tooltip_text(button, _("Reset to Default"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible(button, FALSE);
  g_signal_connect(button, "clicked", G_CALLBACK(reset_cb), self);
  return button;
}

static char *
dup_title(EpochParameter *parameter)
{
  const char *unit = epoch_parameter_get_unit(parameter);

  return *unit ? g_strdup_printf("%s (%s)", epoch_parameter_get_label(parameter), unit)
               : g_strdup(epoch_parameter_get_label(parameter));
}

static GtkWidget *
new_caption(const char *text)
{
  GtkWidget *label = gtk_label_new(text);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_widget_add_css_class(label, "caption");
  gtk_widget_add_css_class(label, "dimmed");
  return label;
}

/* The name of a control is its label, and its description the sentence of help. */
static void
name_control(RowData *self, GtkWidget *label)
{
  GtkWidget *named = self->control;

  if (EPOCH_IS_COLUMN_CHOICE(named))
    named = GTK_WIDGET(epoch_column_choice_get_drop_down(EPOCH_COLUMN_CHOICE(named)));
  if (EPOCH_IS_FILE_BUTTON(named))
    named = adw_bin_get_child(ADW_BIN(named));
  if (GTK_IS_DROP_DOWN(named))
    epoch_named_drop_down_set_name(GTK_DROP_DOWN(named), gtk_label_get_text(GTK_LABEL(label)));
  else
    gtk_accessible_update_property(GTK_ACCESSIBLE(named), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   gtk_label_get_text(GTK_LABEL(label)), -1);
  gtk_accessible_update_property(GTK_ACCESSIBLE(named), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 epoch_parameter_get_help(self->parameter), -1);
}

/* A row of its own shape: the title with a small control beside it, or a wide one below it, and
 * the sentence of help over the whole width. */
static void
fill_row(RowData *self, gboolean wide)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *title = dup_title(self->parameter);
  GtkWidget *label = gtk_label_new(title);

  gtk_label_set_xalign(GTK_LABEL(label), 0);
  gtk_label_set_wrap(GTK_LABEL(label), TRUE);
  gtk_widget_set_hexpand(label, TRUE);
  gtk_box_append(GTK_BOX(line), label);
  gtk_box_append(GTK_BOX(line), self->reset);
  if (!wide)
    gtk_box_append(GTK_BOX(line), self->control);
  gtk_widget_set_valign(self->control, GTK_ALIGN_CENTER);
  gtk_box_append(GTK_BOX(box), line);
  if (wide)
    gtk_box_append(GTK_BOX(box), self->control);
  gtk_box_append(GTK_BOX(box), new_caption(epoch_parameter_get_help(self->parameter)));
  gtk_widget_set_margin_top(box, 9);
  gtk_widget_set_margin_bottom(box, 12);
  gtk_widget_set_margin_start(box, 12);
  gtk_widget_set_margin_end(box, 12);
  gtk_list_box_row_set_child(GTK_LIST_BOX_ROW(self->row), box);
  gtk_list_box_row_set_activatable(GTK_LIST_BOX_ROW(self->row), FALSE);
  gtk_widget_set_focusable(self->row, FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->row), title);
  name_control(self, label);
}

static void
fill_columns_row(RowData *self)
{
  g_autofree char *title = dup_title(self->parameter);

  adw_preferences_row_set_use_markup(ADW_PREFERENCES_ROW(self->row), FALSE);
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(self->row), title);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self->row), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                 -1);
  adw_expander_row_add_suffix(ADW_EXPANDER_ROW(self->row), self->reset);
  update_columns_subtitle(self);
}

GtkWidget *
epoch_parameter_row_new(EpochParameter *parameter)
{
  RowData *self = g_new0(RowData, 1);
  const char *signal = NULL;

  self->parameter = g_object_ref(parameter);
  switch (epoch_parameter_get_kind(parameter)) {
  case EPOCH_PARAMETER_INTEGER:
  case EPOCH_PARAMETER_NUMBER:
    self->control = new_spin(parameter);
    signal = "notify::value";
    break;
  case EPOCH_PARAMETER_BOOLEAN:
    self->control = gtk_switch_new();
    signal = "notify::active";
    break;
  case EPOCH_PARAMETER_CHOICE:
    self->control = new_drop_down(parameter);
    signal = "notify::selected";
    break;
  case EPOCH_PARAMETER_FILE:
    self->control = epoch_file_button_new();
    signal = "notify::path";
    break;
  case EPOCH_PARAMETER_COLUMN:
    self->control = epoch_column_choice_new();
    signal = "notify::column";
    break;
  case EPOCH_PARAMETER_COLUMNS:
    break;
  }
  self->row = self->control ? adw_preferences_row_new() : new_columns_row(self);
  g_object_set_data_full(G_OBJECT(self->row), ROW_DATA, self, row_data_free);
  self->reset = new_reset_button(self);
  if (self->control)
    fill_row(self, !GTK_IS_SPIN_BUTTON(self->control) && !GTK_IS_SWITCH(self->control));
  else
    fill_columns_row(self);
  if (signal)
    g_signal_connect(self->control, signal, G_CALLBACK(changed_cb), self);
  epoch_parameter_row_set_value(self->row, epoch_parameter_get_default(parameter));
  return self->row;
}
