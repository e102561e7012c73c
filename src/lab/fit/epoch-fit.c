#include "config.h"

#include "fit/epoch-fit.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "dataset/epoch-table-private.h"
#include "metric/regression.h"
#include "model/epoch-pipeline-private.h"
#include "run/epoch-run-context-private.h"
#include "run/epoch-settings.h"

typedef struct {
  const EpochFitRequest *request;
  EpochRunContext *context;
  struct ec_table *table; /* all rows of the training file */
  struct ec_table *train; /* those of which the target is known */
  char *sha256;
  size_t target;
  GArray *columns; /* of size_t: the features */
  EpochPipeline *pipeline;
} Fit;

static void
fit_clear(Fit *self)
{
  if (self->train != self->table) {
    ec_table_free(self->train);
  }
  ec_table_free(self->table);
  g_free(self->sha256);
  g_clear_pointer(&self->columns, g_array_unref);
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fit, fit_clear)

static void
tell(Fit *self, char *note)
{
  epoch_events_note(self->context->events, note);
  g_free(note);
}

/* A target of text can not be predicted by a line. Reading the file once more with the column
 * taken for numbers gives the very place at which it is not one. */
static gboolean
refuse_text_target(Fit *self, GError **error)
{
  const struct ec_csv_column type = {self->request->target, EC_COLUMN_NUMBER};
  g_autoptr(EpochTable) table =
      epoch_table_read_csv(self->request->csv, &type, 1, NULL, NULL, error);

  if (table != NULL) {
    /* The file was changed meanwhile. */
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s changed while it was read",
                self->request->csv);
    return FALSE;
  }
  if (error != NULL && *error != NULL) {
    g_autofree char *message = g_steal_pointer(&(*error)->message);

    (*error)->message = g_strdup_printf("%s (the target of a %s model must be a column of numbers)",
                                        message, self->request->model);
  }
  return FALSE;
}

static gboolean
read_table(Fit *self, GError **error)
{
  const EpochFitRequest *request = self->request;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->table =
      epoch_table_read_csv(request->csv, NULL, 0, &self->context->job, &self->sha256, error);
  if (self->table == NULL) {
    return FALSE;
  }
  status = ec_table_find_column(self->table, request->target, &self->target, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, request->csv, error)) {
    return FALSE;
  }
  if (ec_table_get_type(self->table, self->target) == EC_COLUMN_TEXT) {
    return refuse_text_target(self, error);
  }
  return TRUE;
}

/* The rows to learn from: those of which the target is known. */
static gboolean
take_rows(Fit *self, GError **error)
{
  size_t n_rows = ec_table_n_rows(self->table);
  g_autofree size_t *rows = g_new(size_t, MAX(n_rows, 1));
  size_t n_complete = 0;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  ec_table_complete_rows(self->table, &self->target, 1, rows, &n_complete);
  if (n_complete == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: the target “%s” has no value in any row", self->request->csv,
                self->request->target);
    return FALSE;
  }
  if (n_complete == n_rows) {
    self->train = self->table;
    return TRUE;
  }
  tell(self,
       g_strdup_printf(ngettext("%zu row has no “%s” and was left out.",
                                "%zu rows have no “%s” and were left out.", n_rows - n_complete),
                       n_rows - n_complete, self->request->target));
  status = ec_table_select_rows(self->table, rows, n_complete, &self->train, &core_error);
  return epoch_core_error_propagate(status, &core_error, self->request->csv, error);
}

/* The columns to learn from: all but the target and those without any value. */
static gboolean
take_columns(Fit *self, GError **error)
{
  self->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (size_t column = 0; column < ec_table_n_columns(self->table); column++) {
    if (column == self->target) {
      continue;
    }
    if (ec_table_n_missing(self->train, column) == ec_table_n_rows(self->train)) {
      tell(self, g_strdup_printf(_("“%s” has no value in any row and was left out."),
                                 ec_table_get_name(self->table, column)));
      continue;
    }
    g_array_append_val(self->columns, column);
  }
  if (self->columns->len == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: there is no column to predict “%s” from", self->request->csv,
                self->request->target);
    return FALSE;
  }
  return TRUE;
}

static EpochPipelineOptions
options_of(Fit *self)
{
  EpochPipelineOptions options = EPOCH_PIPELINE_OPTIONS_INIT;
  const char *scale = epoch_run_context_get_choice(self->context, "scale");

  options.ridge = g_str_equal(self->request->model, "ridge");
  if (options.ridge) {
    options.alpha = epoch_run_context_get_number(self->context, "alpha");
  }
  options.scale = g_str_equal(scale, "standard") ? EPOCH_SCALE_STANDARD
                  : g_str_equal(scale, "minmax") ? EPOCH_SCALE_MIN_MAX
                                                 : EPOCH_SCALE_NONE;
  options.imputation = g_str_equal(epoch_run_context_get_choice(self->context, "impute"), "mean")
                           ? EC_IMPUTATION_MEAN
                           : EC_IMPUTATION_MEDIAN;
  options.intercept =
      g_variant_get_boolean(g_hash_table_lookup(self->context->values, "intercept"));
  options.refuse_unknown = TRUE;
  return options;
}

/* Measures predictions on the rows of which the target is known. */
static gboolean
measure(Fit *self, const double *y, const double *p, size_t n, const char *split, GError **error)
{
  g_autofree double *known = g_new(double, n);
  g_autofree double *predicted = g_new(double, n);
  struct ec_regression_metrics metrics;
  struct ec_error core_error = EC_ERROR_INIT;
  size_t n_known = 0;
  ec_status status;

  for (size_t i = 0; i < n; i++) {
    if (!isnan(y[i])) {
      known[n_known] = y[i];
      predicted[n_known++] = p[i];
    }
  }
  if (n_known == 0) {
    return TRUE;
  }
  status = ec_regression_metrics(known, predicted, n_known, &metrics, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  epoch_run_context_metric(self->context, "rmse", split, metrics.rmse);
  epoch_run_context_metric(self->context, "mae", split, metrics.mae);
  epoch_run_context_metric(self->context, "mse", split, metrics.mse);
  epoch_run_context_metric(self->context, "r2", split, metrics.r2);
  return TRUE;
}

/* The test table, with the types of the training table, so that a column of which the test rows
 * happen to hold only digits is not taken for another kind. */
static struct ec_table *
read_test(Fit *self, GError **error)
{
  g_autofree struct ec_csv_column *types = g_new0(struct ec_csv_column, self->columns->len);

  for (guint i = 0; i < self->columns->len; i++) {
    size_t column = g_array_index(self->columns, size_t, i);

    types[i].name = ec_table_get_name(self->table, column);
    types[i].type = ec_table_get_type(self->table, column);
  }
  return epoch_table_read_csv(self->request->test, types, self->columns->len, &self->context->job,
                              NULL, error);
}

static gboolean
write_predictions(Fit *self, const double *predictions, size_t n, GError **error)
{
  g_autoptr(GString) text = g_string_new("row,prediction\n");

  for (size_t i = 0; i < n; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf(text, "%zu,%s\n", i + 1,
                           g_ascii_formatd(number, sizeof number, "%.17g", predictions[i]));
  }
  return epoch_run_context_write(self->context, "predictions", _("Predictions"), "predictions.csv",
                                 text, error);
}

/* Predicts the whole of the training file, or the test file; measures where the truth is known. */
static gboolean
predict(Fit *self, GError **error)
{
  size_t n_rows = ec_table_n_rows(self->table);
  g_autofree double *fitted = g_new(double, n_rows);
  g_autoptr(EpochTable) test = NULL;
  g_autofree double *predictions = NULL;
  size_t target = 0;

  if (!epoch_pipeline_predict(self->pipeline, self->table, self->request->csv, fitted, error) ||
      !measure(self, ec_table_get_numbers(self->table, self->target), fitted, n_rows, "train",
               error)) {
    return FALSE;
  }
  if (self->request->test == NULL) {
    return write_predictions(self, fitted, n_rows, error);
  }
  test = read_test(self, error);
  if (test == NULL) {
    return FALSE;
  }
  predictions = g_new(double, ec_table_n_rows(test));
  if (!epoch_pipeline_predict(self->pipeline, test, self->request->test, predictions, error)) {
    return FALSE;
  }
  if (ec_table_find_column(test, self->request->target, &target, NULL) == EC_OK &&
      ec_table_get_type(test, target) == EC_COLUMN_NUMBER &&
      !measure(self, ec_table_get_numbers(test, target), predictions, ec_table_n_rows(test), "test",
               error)) {
    return FALSE;
  }
  return write_predictions(self, predictions, ec_table_n_rows(test), error);
}

static void
announce(Fit *self)
{
  g_autofree char *name = g_path_get_basename(self->request->csv);
  g_autofree char *params =
      epoch_settings_to_json(self->context->parameters, self->context->values);
  g_autofree char *experiment = g_strconcat("fit-", self->request->model, NULL);
  const EpochRunStart start = {
      .experiment = experiment,
      .run = experiment,
      .params = params,
      .dataset_id = name,
      .dataset_title = name,
      .target_unit = "",
      .rows = (gint64)ec_table_n_rows(self->table),
      .sha256 = self->sha256,
  };

  epoch_events_start(self->context->events, &start);
}

static gboolean
learn(Fit *self, GError **error)
{
  const EpochPipelineOptions options = options_of(self);
  g_autoptr(GString) model = NULL;
  const char *const *notes;

  epoch_events_progress(self->context->events, 0.1, _("Fitting the line"));
  self->pipeline =
      epoch_pipeline_fit(self->train, (const size_t *)(void *)self->columns->data,
                         self->columns->len, ec_table_get_numbers(self->train, self->target),
                         &options, &self->context->job, self->request->csv, error);
  if (self->pipeline == NULL) {
    return FALSE;
  }
  notes = epoch_pipeline_get_notes(self->pipeline);
  for (gsize i = 0; notes[i] != NULL; i++) {
    epoch_events_note(self->context->events, notes[i]);
  }
  model = epoch_pipeline_write(self->pipeline, self->request->target);
  if (!epoch_run_context_write(self->context, "model", _("Model"), "model.json", model, error)) {
    return FALSE;
  }
  g_string_truncate(model, model->len - 1);
  epoch_events_model(self->context->events, model->str);
  return predict(self, error);
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

  epoch_run_context_init(&context, events, request->out, 0);
  context.parameters = epoch_fit_new_parameters(request->model, error);
  if (context.parameters == NULL ||
      !epoch_settings_parse(context.parameters, request->settings, context.values, error)) {
    return EPOCH_RUN_STATUS_USAGE;
  }
  epoch_run_context_block_signals();
  well = read_table(&self, &cause);
  if (well) {
    announce(&self);
    well = epoch_run_context_make_folder(&context, &cause) &&
           epoch_run_context_start_threads(&context, request->n_threads, &cause) &&
           take_rows(&self, &cause) && take_columns(&self, &cause) && learn(&self, &cause);
  }
  if (well && terms != NULL) {
    *terms = list_terms(&self);
  }
  status = epoch_run_context_finish(&context, well, began, cause);
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_propagate_error(error, g_steal_pointer(&cause));
  }
  return status;
}
