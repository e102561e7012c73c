#include "config.h"

#include "fit/epoch-predict.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "dataset/epoch-table-private.h"
#include "fit/measures-private.h"
#include "fit/predictions-private.h"
#include "run/epoch-run-context-private.h"

/* The largest file of a model. */
#define MAX_MODEL_BYTES ((gsize)1 << 30)

typedef struct {
  const EpochPredictRequest *request;
  EpochRunContext *context;
  EpochPipeline *pipeline;
  struct ec_table *table;
  char *sha256;
  Predictions predictions;
} Predict;

static void
predict_clear(Predict *self)
{
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
  ec_table_free(self->table);
  g_free(self->sha256);
  predictions_clear(&self->predictions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Predict, predict_clear)

static gboolean
read_model(Predict *self, GError **error)
{
  const char *path = self->request->model;
  gsize length = 0;
  g_autofree char *text = epoch_file_read(path, MAX_MODEL_BYTES, &length, error);

  self->pipeline = text != NULL ? epoch_pipeline_read(text, length, path, error) : NULL;
  return self->pipeline != NULL;
}

static gboolean
read_table(Predict *self, GError **error)
{
  gsize n_columns = g_strv_length((char **)epoch_pipeline_get_columns(self->pipeline));
  g_autofree struct ec_csv_column *types = g_new0(struct ec_csv_column, n_columns);
  gsize n_types = epoch_pipeline_get_types(self->pipeline, types);

  self->table = epoch_table_read_csv(self->request->csv, types, n_types, &self->context->job,
                                     &self->sha256, error);
  return self->table != NULL;
}

static void
announce(Predict *self)
{
  g_autofree char *name = g_path_get_basename(self->request->csv);
  const char *kind = epoch_pipeline_get_kind(self->pipeline)->id;
  g_autofree char *experiment = g_strconcat("predict-", kind, NULL);
  const EpochRunStart start = {
      .experiment = experiment,
      .run = experiment,
      .params = "{}",
      .dataset_id = name,
      .dataset_title = name,
      .target_unit = "",
      .rows = (gint64)ec_table_n_rows(self->table),
      .sha256 = self->sha256,
  };

  epoch_events_start(self->context->events, &start);
}

/* Measures the predictions where the table knows the truth. */
static void
measure(Predict *self)
{
  g_autoptr(EpochTarget) target = predictions_new_target(self->pipeline);
  g_autofree double *y = NULL;
  gsize n_unseen = 0;

  y = target != NULL ? epoch_target_read(target, self->table, &n_unseen) : NULL;
  if (n_unseen > 0) {
    g_autofree char *note =
        g_strdup_printf(ngettext("%zu row is of a class that the model does not know; it counts "
                                 "as wrong.",
                                 "%zu rows are of classes that the model does not know; they count "
                                 "as wrong.",
                                 n_unseen),
                        n_unseen);

    epoch_events_note(self->context->events, note);
  }
  if (y != NULL) {
    measures_tell_scores(self->context, target, y, &self->predictions, "test");
  }
}

static gboolean
write_file(Predict *self, const GString *text, GError **error)
{
  const char *path = self->request->out;
  g_autoptr(GError) cause = NULL;

  if (path == NULL) {
    return TRUE;
  }
  if (!g_file_set_contents(path, text->str, (gssize)text->len, &cause)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, _("%s can not be written: %s"), path,
                cause->message);
    return FALSE;
  }
  epoch_events_artifact(self->context->events, "predictions", _("Predictions"), path);
  return TRUE;
}

static gboolean
predict(Predict *self, GString **text, GError **error)
{
  if (!read_model(self, error) || !read_table(self, error)) {
    return FALSE;
  }
  announce(self);
  epoch_events_progress(self->context->events, 0.2, _("Predicting"));
  if (!predictions_make(&self->predictions, self->pipeline, self->table, &self->context->job,
                        self->request->csv, error)) {
    return FALSE;
  }
  measure(self);
  *text = predictions_write_csv(&self->predictions, self->pipeline);
  return write_file(self, *text, error);
}

EpochRunStatus
epoch_predict(const EpochPredictRequest *request, EpochEvents *events, GString **predictions,
              GError **error)
{
  g_auto(EpochRunContext) context = {0};
  g_auto(Predict) self = {.request = request, .context = &context};
  g_autoptr(GString) text = NULL;
  g_autoptr(GError) cause = NULL;
  gint64 began = g_get_monotonic_time();
  EpochRunStatus status;
  gboolean well;

  epoch_run_context_init(&context, events, NULL, 0);
  epoch_run_context_block_signals();
  well = epoch_run_context_start_threads(&context, request->n_threads, &cause) &&
         predict(&self, &text, &cause);
  status = epoch_run_context_finish(&context, well, began, cause);
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_propagate_error(error, g_steal_pointer(&cause));
  } else if (predictions != NULL) {
    *predictions = g_steal_pointer(&text);
  }
  return status;
}
