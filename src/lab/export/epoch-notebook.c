#include "config.h"

#include "export/epoch-notebook.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-paths.h"
#include "experiment/epoch-experiment.h"
#include "dataset/epoch-table-private.h"
#include "export/notebook-data-private.h"
#include "export/notebook-rows-private.h"
#include "export/notebook-run-private.h"
#include "export/notebook-template-private.h"
#include "run/epoch-run-context-private.h"
#include "run/epoch-settings.h"

typedef struct {
  EpochExperiment *experiment;
  EpochEvents *events; /* tells nobody */
  EpochRunContext context;
  NotebookValues *values;
} Export;

static void
export_clear(Export *self)
{
  epoch_run_context_clear(&self->context);
  g_clear_pointer(&self->events, epoch_events_free);
  g_clear_pointer(&self->values, notebook_values_free);
  g_clear_object(&self->experiment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Export, export_clear)

static const char *
find_dataset(const Export *self, const char *const *settings)
{
  const char *id = epoch_experiment_get_dataset_id(self->experiment);

  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    if (g_str_has_prefix(settings[i], "dataset=")) {
      id = settings[i] + strlen("dataset=");
    }
  }
  return id;
}

/* All that is asked for, checked as epoch_run() checks it. */
static gboolean
prepare(Export *self, const char *experiment_id, const char *const *settings, guint64 seed,
        GError **error)
{
  static const EpochEventsClass silent = {0};
  const char *dataset;

  self->events = epoch_events_new(&silent, NULL);
  epoch_run_context_init(&self->context, self->events, NULL, seed);
  self->values = notebook_values_new();
  self->experiment = epoch_experiment_load(experiment_id, error);
  if (self->experiment == NULL) {
    return FALSE;
  }
  dataset = find_dataset(self, settings);
  self->context.parameters = epoch_experiment_new_parameters(self->experiment, dataset, error);
  if (self->context.parameters == NULL ||
      !epoch_settings_parse(self->context.parameters, settings, self->context.values, error)) {
    return FALSE;
  }
  if (dataset != NULL) {
    self->context.dataset = epoch_dataset_load(dataset, error);
  }
  return dataset == NULL || self->context.dataset != NULL;
}

static void
describe_experiment(Export *self)
{
  EpochExperiment *experiment = self->experiment;
  g_autofree char *tries = g_strjoinv("\n- ", (char **)epoch_experiment_get_try(experiment));
  g_autofree char *list = g_strconcat("- ", tries, NULL);

  notebook_values_set_text(self->values, "id", epoch_experiment_get_id(experiment));
  notebook_values_set_integer(self->values, "week", (guint64)epoch_experiment_get_week(experiment));
  notebook_values_set_text(self->values, "title", epoch_experiment_get_title(experiment));
  notebook_values_set_text(self->values, "question", epoch_experiment_get_question(experiment));
  notebook_values_set_markdown(self->values, "teaches", epoch_experiment_get_teaches(experiment));
  notebook_values_set_markdown(self->values, "happens", epoch_experiment_get_happens(experiment));
  notebook_values_set_markdown(self->values, "try", list);
  notebook_values_set_text(self->values, "version", EPOCH_VERSION);
  notebook_values_set_integer(self->values, "seed", self->context.seed);
}

/* The label of the choice that a parameter is set to. */
static void
set_label(Export *self, EpochParameter *parameter, const char *value)
{
  GListModel *choices = epoch_parameter_get_choices(parameter);
  g_autofree char *name = g_strdup_printf("params.%s.label", epoch_parameter_get_key(parameter));

  for (guint i = 0; i < g_list_model_get_n_items(choices); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(choices, i);

    if (g_str_equal(epoch_choice_get_value(choice), value)) {
      notebook_values_set_text(self->values, name, epoch_choice_get_label(choice));
    }
  }
}

static void
describe_parameters(Export *self)
{
  GListModel *parameters = self->context.parameters;

  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    const char *key = epoch_parameter_get_key(parameter);
    g_autofree char *name = g_strconcat("params.", key, NULL);
    GVariant *value = g_hash_table_lookup(self->context.values, key);

    notebook_values_set_variant(self->values, name, value);
    if (epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_CHOICE) {
      set_label(self, parameter, g_variant_get_string(value, NULL));
    }
  }
}

/* The names of all columns of a kind, the target among them. */
static void
set_columns(Export *self, const char *name, const char *kind)
{
  GListModel *columns = epoch_dataset_get_columns(self->context.dataset);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) names = NULL;

  for (guint i = 0; i < g_list_model_get_n_items(columns); i++) {
    g_autoptr(EpochColumn) column = g_list_model_get_item(columns, i);

    if (g_str_equal(epoch_column_get_kind(column), kind)) {
      g_strv_builder_add(builder, epoch_column_get_name(column));
    }
  }
  names = g_strv_builder_end(builder);
  notebook_values_set_texts(self->values, name, (const char *const *)names);
}

/* The rows of the data set. A file that was fetched is as its home has it, maybe without a header and
 * in codes, so that the table made of it is put in instead. */
static gboolean
embed_dataset(Export *self, GError **error)
{
  EpochDataset *dataset = self->context.dataset;
  g_autofree char *path = epoch_dataset_dup_path(dataset);
  g_autoptr(EpochTable) table = NULL;

  if (epoch_dataset_get_classes(dataset) != NULL) {
    return notebook_data_set_tensors(self->values, "data", path, error);
  }
  if (!epoch_dataset_is_remote(dataset)) {
    return notebook_data_set_file(self->values, path, error);
  }
  table = epoch_table_read_dataset(dataset, NULL, error);
  return table != NULL && notebook_data_set_table(self->values, table, error);
}

static gboolean
describe_dataset(Export *self, GError **error)
{
  EpochDataset *dataset = self->context.dataset;
  const char *target = epoch_dataset_get_target(dataset);
  EpochColumn *column = target != NULL ? epoch_dataset_find_column(dataset, target) : NULL;

  notebook_values_set_text(self->values, "dataset.id", epoch_dataset_get_id(dataset));
  notebook_values_set_text(self->values, "dataset.title", epoch_dataset_get_title(dataset));
  notebook_values_set_markdown(self->values, "dataset.description",
                               epoch_dataset_get_description(dataset));
  notebook_values_set_markdown(self->values, "dataset.source", epoch_dataset_get_source(dataset));
  notebook_values_set_text(self->values, "dataset.licence", epoch_dataset_get_licence(dataset));
  notebook_values_set_markdown(self->values, "dataset.harms", epoch_dataset_get_harms(dataset));
  notebook_values_set_integer(self->values, "dataset.rows",
                              (guint64)epoch_dataset_get_rows(dataset));
  notebook_values_set_text(self->values, "dataset.target", target != NULL ? target : "");
  notebook_values_set_text(self->values, "dataset.target.label",
                           column != NULL ? epoch_column_get_label(column) : "");
  notebook_values_set_text(self->values, "dataset.target.unit",
                           column != NULL ? epoch_column_get_unit(column) : "");
  set_columns(self, "dataset.numbers", "number");
  set_columns(self, "dataset.categories", "category");
  return embed_dataset(self, error);
}

/* A table of the learner's own. */
static gboolean
describe_file(Export *self, GError **error)
{
  GVariant *file = g_hash_table_lookup(self->context.values, "file");

  return file == NULL ||
         notebook_data_set_file(self->values, g_variant_get_string(file, NULL), error);
}

/* The run whose weights the notebook holds keeps its files, in a folder that is gone afterwards. */
static gboolean
run_with_weights(Export *self, const char *experiment_id, const char *const *settings,
                 GError **error)
{
  g_autofree char *out = g_dir_make_tmp("epoch-notebook-XXXXXX", error);
  g_autofree char *weights = NULL;
  gboolean well;

  if (out == NULL) {
    return FALSE;
  }
  weights = g_build_filename(out, "weights.safetensors", NULL);
  well = notebook_run(experiment_id, settings, self->context.seed, out, self->values, error) &&
         notebook_data_set_tensors(self->values, "net.weights", weights, error);
  epoch_file_remove_folder(out);
  return well;
}

static gboolean
fill(Export *self, const char *experiment_id, const char *const *settings, gboolean weights,
     GError **error)
{
  describe_experiment(self);
  describe_parameters(self);
  if (!(self->context.dataset != NULL ? describe_dataset(self, error)
                                      : describe_file(self, error))) {
    return FALSE;
  }
  return (weights ? run_with_weights(self, experiment_id, settings, error)
                  : notebook_run(experiment_id, settings, self->context.seed, NULL, self->values,
                                 error)) &&
         notebook_rows_collect(experiment_id, &self->context, self->values, error);
}

static gboolean
write_file(const char *path, const char *text, GError **error)
{
  g_autoptr(GError) cause = NULL;

  if (!g_file_set_contents(path, text, -1, &cause)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, _("%s can not be written: %s"), path,
                cause->message);
    return FALSE;
  }
  return TRUE;
}

gboolean
epoch_notebook_export(const char *experiment_id, const char *const *settings, guint64 seed,
                      const char *path, GError **error)
{
  g_auto(Export) self = {0};
  g_autofree char *template = NULL;
  g_autofree char *json = NULL;
  g_autoptr(GPtrArray) cells = NULL;

  if (!prepare(&self, experiment_id, settings, seed, error)) {
    return FALSE;
  }
  template = notebook_template_load(NULL, experiment_id, error);
  if (template == NULL ||
      !fill(&self, experiment_id, settings, strstr(template, "{{net.weights}}") != NULL, error)) {
    return FALSE;
  }
  cells = notebook_template_render(template, experiment_id, self.values, error);
  if (cells == NULL) {
    return FALSE;
  }
  json = notebook_cells_to_json(cells);
  return write_file(path, json, error);
}
