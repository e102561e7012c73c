#include "config.h"

#include "fit/epoch-fit.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "fit/fit-private.h"
#include "run/epoch-settings.h"

static const EpochParameterSpec task_spec = {
    .key = "task",
    .label = N_("Task"),
    .help = N_("Whether amounts or classes are predicted; automatic takes text, and few different "
               "whole numbers, for classes."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "auto",
    .choices = {{"auto", N_("Automatic")},
                {"regression", N_("Amounts")},
                {"classification", N_("Classes")}},
};

void
fit_clear(Fit *self)
{
  if (self->train != self->table) {
    ec_table_free(self->train);
  }
  ec_table_free(self->table);
  g_free(self->train_rows);
  g_free(self->sha256);
  g_clear_pointer(&self->target, epoch_target_free);
  g_clear_pointer(&self->columns, g_array_unref);
  g_clear_pointer(&self->recipe, epoch_recipe_free);
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
}

void
fit_tell(Fit *self, char *note)
{
  epoch_events_note(self->context->events, note);
  g_free(note);
}

static gboolean
has_both_tasks(const EpochModelKind *kind)
{
  return (kind->tasks & EPOCH_TASK_WITH_TARGET) == EPOCH_TASK_WITH_TARGET;
}

/* The first of the kind's tasks. */
static EpochTask
first_task(unsigned tasks)
{
  return (EpochTask)(tasks & -tasks);
}

EpochRecipe *
fit_new_recipe(const EpochModelKind *kind, EpochTask task, const EpochFitRequest *request,
               GError **error)
{
  g_autoptr(EpochRecipe) recipe = epoch_recipe_new(kind->id, task, request->seed, error);
  g_autoptr(GPtrArray) settings = g_ptr_array_new();

  for (gsize i = 0; request->settings != NULL && request->settings[i] != NULL; i++) {
    if (!has_both_tasks(kind) || !g_str_has_prefix(request->settings[i], "task=")) {
      g_ptr_array_add(settings, (char *)request->settings[i]);
    }
  }
  g_ptr_array_add(settings, NULL);
  /* A table of one's own is worth a sentence where something in it was never seen. */
  if (recipe == NULL || !epoch_recipe_set_text(recipe, "unknown", "refuse", error) ||
      !epoch_recipe_set_all(recipe, (const char *const *)settings->pdata, error)) {
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

/* The tasks that are left after --set task=…; 0 with @error. */
static unsigned
choose_tasks(const EpochModelKind *kind, const EpochFitRequest *request, GError **error)
{
  g_autoptr(EpochParameter) parameter = epoch_parameter_new_from_spec(&task_spec, NULL, error);
  unsigned tasks = kind->tasks;

  for (gsize i = 0; parameter != NULL && request->settings != NULL && request->settings[i] != NULL;
       i++) {
    g_autoptr(GVariant) value = NULL;

    if (!has_both_tasks(kind) || !g_str_has_prefix(request->settings[i], "task=")) {
      continue;
    }
    value = epoch_parameter_parse(parameter, request->settings[i] + strlen("task="), error);
    if (value == NULL) {
      return 0;
    }
    tasks = g_str_equal(g_variant_get_string(value, NULL), "regression") ? EPOCH_TASK_REGRESSION
            : g_str_equal(g_variant_get_string(value, NULL), "classification")
                ? EPOCH_TASK_CLASSIFICATION
                : kind->tasks;
  }
  return parameter != NULL ? tasks : 0;
}

/* Whether the request makes sense, as far as that can be said before the table is read: the
 * settings have to fit one of the tasks. */
static gboolean
check_request(Fit *self, GError **error)
{
  g_autoptr(GError) cause = NULL;

  self->kind = epoch_model_kind_find(self->request->model, error);
  if (self->kind == NULL) {
    return FALSE;
  }
  if (self->request->csv == NULL ||
      (self->request->target == NULL && epoch_model_kind_needs_target(self->kind))) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("%s is missing"),
                self->request->csv == NULL ? "--csv" : "--target");
    return FALSE;
  }
  self->tasks = choose_tasks(self->kind, self->request, error);
  if (self->tasks == 0) {
    return FALSE;
  }
  for (unsigned task = 1; task <= self->tasks; task <<= 1) {
    g_autoptr(EpochRecipe) recipe = NULL;

    if ((self->tasks & task) == 0) {
      continue;
    }
    g_clear_error(&cause);
    recipe = fit_new_recipe(self->kind, (EpochTask)task, self->request, &cause);
    if (recipe != NULL) {
      return TRUE;
    }
  }
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

static gboolean
take_recipe(Fit *self, GError **error)
{
  EpochTask task = self->target != NULL ? self->target->task : first_task(self->kind->tasks);

  self->recipe = fit_new_recipe(self->kind, task, self->request, error);
  return self->recipe != NULL;
}

static void
announce(Fit *self)
{
  g_autofree char *name = g_path_get_basename(self->request->csv);
  g_autofree char *params = epoch_settings_to_json(epoch_recipe_get_parameters(self->recipe),
                                                   epoch_recipe_get_values(self->recipe));
  g_autofree char *experiment = g_strconcat("fit-", self->request->model, NULL);
  const EpochRunStart start = {
      .experiment = experiment,
      .run = experiment,
      .seed = self->request->seed,
      .has_seed = self->kind->is_random,
      .params = params,
      .dataset_id = name,
      .dataset_title = name,
      .target_unit = "",
      .rows = (gint64)ec_table_n_rows(self->table),
      .sha256 = self->sha256,
  };

  epoch_events_start(self->context->events, &start);
}

/* The losses while it trains, as curves. */
static void
step_cb(gpointer data, gsize step, double train_loss, double validation_loss)
{
  Fit *self = data;

  epoch_events_metric(self->context->events, "loss", (gint64)step, train_loss, "train");
  if (!isnan(validation_loss)) {
    epoch_events_metric(self->context->events, "loss", (gint64)step, validation_loss, "validation");
  }
}

static gboolean
write_model(Fit *self, GError **error)
{
  g_autoptr(GString) model = NULL;

  if (self->context->out == NULL && !self->kind->is_linear) {
    return TRUE;
  }
  model = epoch_pipeline_write(self->pipeline, error);
  if (model == NULL ||
      !epoch_run_context_write(self->context, "model", _("Model"), "model.json", model, error)) {
    return FALSE;
  }
  /* A linear model is small enough to be told as a whole, on one line; within texts JSON has no
   * line ends. */
  if (self->kind->is_linear) {
    g_string_truncate(model, model->len - 1);
    g_strdelimit(model->str, "\n", ' ');
    epoch_events_model(self->context->events, model->str);
  }
  return TRUE;
}

static gboolean
learn(Fit *self, GError **error)
{
  struct ec_job job = ec_job_part(&self->context->job, 0.1, 0.9);
  const char *const *notes;

  epoch_recipe_set_step(self->recipe, step_cb, self);
  epoch_events_progress(self->context->events, 0.1,
                        self->kind->is_linear ? _("Fitting the line") : _("Training"));
  self->pipeline =
      epoch_pipeline_fit(self->recipe, self->train, (const size_t *)(void *)self->columns->data,
                         self->columns->len, self->target, &job, self->request->csv, error);
  if (self->pipeline == NULL) {
    return FALSE;
  }
  notes = epoch_pipeline_get_notes(self->pipeline);
  for (gsize i = 0; notes[i] != NULL; i++) {
    epoch_events_note(self->context->events, notes[i]);
  }
  return write_model(self, error) && fit_finish(self, error);
}

static void
clear_term(gpointer term)
{
  g_free(((EpochFitTerm *)term)->name);
}

static GArray *
list_terms(Fit *self)
{
  GArray *terms = g_array_new(FALSE, FALSE, sizeof(EpochFitTerm));
  EpochFitTerm intercept = {NULL, epoch_pipeline_get_intercept(self->pipeline), NAN};

  g_array_set_clear_func(terms, clear_term);
  g_array_append_val(terms, intercept);
  for (gsize j = 0; j < epoch_pipeline_n_features(self->pipeline); j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(self->pipeline, j);
    EpochFitTerm term = {g_strdup(feature->name), feature->coefficient, feature->error};

    g_array_append_val(terms, term);
  }
  return terms;
}

EpochRunStatus
epoch_fit(const EpochFitRequest *request, EpochEvents *events, GArray **terms, GError **error)
{
  g_auto(EpochRunContext) context = {0};
  g_auto(Fit) self = {.request = request, .context = &context};
  g_autoptr(GError) cause = NULL;
  gint64 began = g_get_monotonic_time();
  EpochRunStatus status;
  gboolean well;

  if (!check_request(&self, error)) {
    return EPOCH_RUN_STATUS_USAGE;
  }
  epoch_run_context_init(&context, events, request->out, request->seed);
  epoch_run_context_block_signals();
  well = epoch_run_context_make_folder(&context, &cause) &&
         epoch_run_context_start_threads(&context, request->n_threads, &cause) &&
         fit_read(&self, &cause) && take_recipe(&self, &cause);
  if (well) {
    announce(&self);
    well = learn(&self, &cause);
  }
  if (well && terms != NULL && epoch_pipeline_n_coefficient_rows(self.pipeline) == 1) {
    *terms = list_terms(&self);
  }
  status = epoch_run_context_finish(&context, well, began, cause);
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_propagate_error(error, g_steal_pointer(&cause));
  }
  return status;
}

char **
epoch_fit_dup_models(void)
{
  return epoch_model_kind_dup_ids();
}

const char *
epoch_fit_get_title(const char *model)
{
  const EpochModelKind *kind = epoch_model_kind_find(model, NULL);

  return kind != NULL ? epoch_model_kind_get_title(kind) : NULL;
}

const char *
epoch_fit_get_summary(const char *model)
{
  const EpochModelKind *kind = epoch_model_kind_find(model, NULL);

  return kind != NULL ? epoch_model_kind_get_summary(kind) : NULL;
}

gboolean
epoch_fit_needs_target(const char *model)
{
  const EpochModelKind *kind = epoch_model_kind_find(model, NULL);

  return kind == NULL || epoch_model_kind_needs_target(kind);
}

GListModel *
epoch_fit_new_parameters(const char *model, GError **error)
{
  const EpochModelKind *kind = epoch_model_kind_find(model, error);
  g_autoptr(GListStore) list = g_list_store_new(EPOCH_TYPE_PARAMETER);
  g_autoptr(EpochRecipe) recipe = NULL;
  GListModel *parameters;

  if (kind == NULL) {
    return NULL;
  }
  if (has_both_tasks(kind)) {
    g_autoptr(EpochParameter) task = epoch_parameter_new_from_spec(&task_spec, NULL, error);

    if (task == NULL) {
      return NULL;
    }
    g_list_store_append(list, task);
  }
  /* Of the two tasks with a target classification has more to be set. */
  recipe = epoch_recipe_new(
      model, has_both_tasks(kind) ? EPOCH_TASK_CLASSIFICATION : first_task(kind->tasks), 0, error);
  if (recipe == NULL) {
    return NULL;
  }
  parameters = epoch_recipe_get_parameters(recipe);
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    g_list_store_append(list, parameter);
  }
  return G_LIST_MODEL(g_steal_pointer(&list));
}
