#include "config.h"

#include "lab/epoch-parameter-form.h"

#include <glib/gi18n.h>

#include "lab/epoch-parameter-row.h"

struct _EpochParameterForm {
  AdwBin parent_instance;
  EpochExperiment *experiment;
  GPtrArray *rows;   /* of every parameter, borrowed from the groups */
  char *dataset;     /* (nullable): the data set that the rows are made for */
  GtkWidget *folded; /* what is seldom changed */
  guint rebuild_id;
};

G_DEFINE_FINAL_TYPE(EpochParameterForm, epoch_parameter_form, ADW_TYPE_BIN)

static void build(EpochParameterForm *self, const char *dataset);

static GtkWidget *
find_row(EpochParameterForm *self, const char *key)
{
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index(self->rows, i);
    if (g_str_equal(epoch_parameter_get_key(epoch_parameter_row_get_parameter(row)), key))
      return row;
  }
  return NULL;
}

static char *
dup_text(EpochParameterForm *self, GtkWidget *row)
{
  g_autoptr(GVariant) value = epoch_parameter_row_dup_value(row);

  return epoch_parameter_format(epoch_parameter_row_get_parameter(row), value);
}

static char *
lookup_cb(const char *key, gpointer data)
{
  EpochParameterForm *self = data;
  GtkWidget *row = find_row(self, key);

  return row ? dup_text(self, row) : NULL;
}

/* A parameter that has no say as the others stand is not shown. */
static void
update_shown(EpochParameterForm *self)
{
  gboolean any_folded = FALSE;

  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index(self->rows, i);
    EpochParameter *parameter = epoch_parameter_row_get_parameter(row);
    gboolean shown = epoch_parameter_has_say(parameter, lookup_cb, self);

    gtk_widget_set_visible(row, shown);
    any_folded = any_folded || (shown && epoch_parameter_get_advanced(parameter));
  }
  gtk_widget_set_visible(self->folded, any_folded);
}

/* A column is one of the table that is chosen in another row. */
static void
update_files(EpochParameterForm *self)
{
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index(self->rows, i);
    EpochParameter *parameter = epoch_parameter_row_get_parameter(row);
    GtkWidget *file = epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_COLUMN
                          ? find_row(self, epoch_parameter_get_of(parameter))
                          : NULL;
    g_autofree char *path = file ? dup_text(self, file) : NULL;
    if (path)
      epoch_parameter_row_set_file(row, path);
  }
}

static void
rebuild_cb(gpointer data)
{
  EpochParameterForm *self = data;
  g_autofree char *dataset = dup_text(self, find_row(self, "dataset"));

  self->rebuild_id = 0;
  build(self, dataset);
}

static void
row_changed_cb(GtkWidget *row, EpochParameterForm *self)
{
  EpochParameter *parameter = epoch_parameter_row_get_parameter(row);

  update_shown(self);
  update_files(self);
  if (g_str_equal(epoch_parameter_get_key(parameter), "dataset")) {
    g_autofree char *dataset = dup_text(self, row);
    /* The columns are another table's now. The row itself is in use until this returns. */
    if (g_strcmp0(dataset, self->dataset) != 0 && !self->rebuild_id)
      self->rebuild_id = g_idle_add_once(rebuild_cb, self);
  }
}

static void
build(EpochParameterForm *self, const char *dataset)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) parameters =
      epoch_experiment_new_parameters(self->experiment, dataset, &error);
  GtkWidget *group = adw_preferences_group_new();
  GtkWidget *folded = adw_expander_row_new();

  g_ptr_array_set_size(self->rows, 0);
  g_free(self->dataset);
  self->dataset = g_strdup(dataset);
  self->folded = folded;
  adw_preferences_row_set_title(ADW_PREFERENCES_ROW(folded), _("More Settings"));
  gtk_accessible_update_property(GTK_ACCESSIBLE(folded), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("More Settings"), -1);
  if (!parameters)
    adw_preferences_group_set_description(ADW_PREFERENCES_GROUP(group), error->message);
  for (guint i = 0; parameters && i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    GtkWidget *row = epoch_parameter_row_new(parameter);

    g_ptr_array_add(self->rows, row);
    epoch_parameter_row_connect(row, G_CALLBACK(row_changed_cb), self);
    if (epoch_parameter_get_advanced(parameter)) {
      adw_expander_row_add_row(ADW_EXPANDER_ROW(folded), row);
    } else {
      adw_preferences_group_add(ADW_PREFERENCES_GROUP(group), row);
    }
    if (dataset && g_str_equal(epoch_parameter_get_key(parameter), "dataset")) {
      g_autoptr(GVariant) value = epoch_parameter_parse(parameter, dataset, NULL);
      if (value)
        epoch_parameter_row_set_value(row, value);
    }
  }
  adw_preferences_group_add(ADW_PREFERENCES_GROUP(group), folded);
  update_shown(self);
  update_files(self);
  adw_bin_set_child(ADW_BIN(self), group);
}

char **
epoch_parameter_form_dup_settings(EpochParameterForm *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

  g_return_val_if_fail(EPOCH_IS_PARAMETER_FORM(self), NULL);
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index(self->rows, i);
    EpochParameter *parameter = epoch_parameter_row_get_parameter(row);
    g_autoptr(GVariant) value = epoch_parameter_row_dup_value(row);
    g_autofree char *text = NULL;

    if (g_variant_equal(value, epoch_parameter_get_default(parameter)))
      continue;
    text = epoch_parameter_format(parameter, value);
    g_strv_builder_take(builder,
                        g_strdup_printf("%s=%s", epoch_parameter_get_key(parameter), text));
  }
  return g_strv_builder_end(builder);
}

char *
epoch_parameter_form_dup_value_text(EpochParameterForm *self, const char *key)
{
  GtkWidget *row;

  g_return_val_if_fail(EPOCH_IS_PARAMETER_FORM(self), NULL);
  row = find_row(self, key);
  return row ? dup_text(self, row) : NULL;
}

void
epoch_parameter_form_set_params(EpochParameterForm *self, JsonObject *params)
{
  JsonNode *dataset;

  g_return_if_fail(EPOCH_IS_PARAMETER_FORM(self) && params);
  dataset = json_object_get_member(params, "dataset");
  if (dataset && JSON_NODE_HOLDS_VALUE(dataset) &&
      json_node_get_value_type(dataset) == G_TYPE_STRING)
    build(self, json_node_get_string(dataset));
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *row = g_ptr_array_index(self->rows, i);
    EpochParameter *parameter = epoch_parameter_row_get_parameter(row);
    JsonNode *node = json_object_get_member(params, epoch_parameter_get_key(parameter));
    g_autoptr(GVariant) value = node ? epoch_parameter_from_json(parameter, node, NULL) : NULL;

    if (value)
      epoch_parameter_row_set_value(row, value);
  }
}

gboolean
epoch_parameter_form_set_text(EpochParameterForm *self, const char *key, const char *text)
{
  GtkWidget *row;
  g_autoptr(GVariant) value = NULL;

  g_return_val_if_fail(EPOCH_IS_PARAMETER_FORM(self) && key && text, FALSE);
  row = find_row(self, key);
  value = row ? epoch_parameter_parse(epoch_parameter_row_get_parameter(row), text, NULL) : NULL;
  if (value)
    epoch_parameter_row_set_value(row, value);
  return value != NULL;
}

void
epoch_parameter_form_reset(EpochParameterForm *self)
{
  g_return_if_fail(EPOCH_IS_PARAMETER_FORM(self));
  build(self, NULL);
}

static void
epoch_parameter_form_dispose(GObject *object)
{
  EpochParameterForm *self = EPOCH_PARAMETER_FORM(object);

  g_clear_handle_id(&self->rebuild_id, g_source_remove);
  g_clear_object(&self->experiment);
  g_clear_pointer(&self->rows, g_ptr_array_unref);
  g_clear_pointer(&self->dataset, g_free);
  G_OBJECT_CLASS(epoch_parameter_form_parent_class)->dispose(object);
}

static void
epoch_parameter_form_class_init(EpochParameterFormClass *klass)
{
  G_OBJECT_CLASS(klass)->dispose = epoch_parameter_form_dispose;
}

static void
epoch_parameter_form_init(EpochParameterForm *self)
{
  self->rows = g_ptr_array_new();
}

GtkWidget *
epoch_parameter_form_new(EpochExperiment *experiment)
{
  EpochParameterForm *self = g_object_new(EPOCH_TYPE_PARAMETER_FORM, NULL);

  self->experiment = g_object_ref(experiment);
  build(self, NULL);
  return GTK_WIDGET(self);
}
