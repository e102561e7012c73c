#include "config.h"

#include "run/epoch-run.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-paths.h"
#include "experiment/registry-private.h"
#include "run/epoch-settings.h"

/* The value of the setting "dataset", as it decides what the other parameters are. */
static const char *
chosen_dataset(const char *const *settings)
{
  const char *id = NULL;

  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    if (g_str_has_prefix(settings[i], "dataset=")) {
      id = settings[i] + strlen("dataset=");
    }
  }
  return id;
}

static char *
new_run_id(const char *experiment, const char *out)
{
  g_autofree char *name = out != NULL ? g_path_get_basename(out) : NULL;
  g_autoptr(GDateTime) now = g_date_time_new_now_utc();
  g_autofree char *time = g_date_time_format(now, "%Y%m%d-%H%M%S");

  /* A folder that is named like a run gives the run its name, so that the two are found together. */
  return epoch_paths_id_is_valid(name) ? g_steal_pointer(&name)
                                       : g_strdup_printf("%s-%s", experiment, time);
}

/* All that is asked for, checked; nothing has been told or written yet. */
static EpochExperimentFunc
prepare(EpochRunContext *context, const EpochRunRequest *request, GError **error)
{
  g_autoptr(EpochExperiment) experiment = epoch_experiment_load(request->experiment_id, error);
  const char *dataset = chosen_dataset(request->settings);
  EpochExperimentFunc run;

  if (experiment == NULL) {
    return NULL;
  }
  run = epoch_registry_find(request->experiment_id);
  if (run == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
                "this version of Epoch has no code for the experiment “%s”",
                request->experiment_id);
    return NULL;
  }
  if (request->resume != NULL && !epoch_registry_resumes(request->experiment_id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s keeps no checkpoint to go on from: run it again from the start"),
                request->experiment_id);
    return NULL;
  }
  context->resume = g_strdup(request->resume);
  context->parameters = epoch_experiment_new_parameters(experiment, dataset, error);
  if (context->parameters == NULL ||
      !epoch_settings_parse(context->parameters, request->settings, context->values, error)) {
    return NULL;
  }
  dataset = dataset != NULL ? dataset : epoch_experiment_get_dataset_id(experiment);
  /* A game, or a table of the learner's own, has no card. */
  if (dataset == NULL) {
    return run;
  }
  context->dataset = epoch_dataset_load(dataset, error);
  return context->dataset != NULL ? run : NULL;
}

static void
announce(EpochRunContext *context, const char *experiment, const char *run)
{
  g_autofree char *params = epoch_settings_to_json(context->parameters, context->values);
  EpochRunStart start = {
      .experiment = experiment,
      .run = run,
      .seed = context->seed,
      .has_seed = TRUE,
      .params = params,
      .target_unit = "",
  };

  if (context->dataset != NULL) {
    EpochColumn *target =
        epoch_dataset_find_column(context->dataset, epoch_dataset_get_target(context->dataset));

    start.dataset_id = epoch_dataset_get_id(context->dataset);
    start.dataset_title = epoch_dataset_get_title(context->dataset);
    start.target_unit = target != NULL ? epoch_column_get_unit(target) : "";
    start.rows = epoch_dataset_get_rows(context->dataset);
    start.sha256 = epoch_dataset_get_sha256(context->dataset);
  }
  epoch_events_start(context->events, &start);
}

/* What needs the folder, the threads and the data; from here on a failure is told as an event. */
static gboolean
work(EpochRunContext *context, EpochExperimentFunc run, guint n_threads, GError **error)
{
  return epoch_run_context_make_folder(context, error) &&
         epoch_run_context_start_threads(context, n_threads, error) && run(context, error);
}

EpochRunStatus
epoch_run(const EpochRunRequest *request, EpochEvents *events, GError **error)
{
  g_auto(EpochRunContext) context = {0};
  g_autoptr(GError) cause = NULL;
  g_autofree char *run_id = NULL;
  gint64 began = g_get_monotonic_time();
  EpochExperimentFunc run;
  EpochRunStatus status;
  gboolean well;

  epoch_run_context_init(&context, events, request->out, request->seed);
  run = prepare(&context, request, error);
  if (run == NULL) {
    return EPOCH_RUN_STATUS_USAGE;
  }
  epoch_run_context_block_signals();
  run_id = new_run_id(request->experiment_id, request->out);
  announce(&context, request->experiment_id, run_id);
  well = work(&context, run, request->n_threads, &cause);
  status = epoch_run_context_finish(&context, well, began, cause);
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_propagate_error(error, g_steal_pointer(&cause));
  }
  return status;
}
