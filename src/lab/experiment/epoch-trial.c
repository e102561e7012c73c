#include "config.h"

#include "experiment/epoch-trial-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "prepare/split.h"

static void
part_clear(EpochTrialPart *part)
{
  g_free(part->rows);
  ec_table_free(part->table);
  g_clear_pointer(&part->target, epoch_target_free);
}

void
epoch_trial_free(EpochTrial *self)
{
  ec_table_free(self->table);
  g_clear_pointer(&self->columns, g_array_unref);
  g_clear_pointer(&self->target, epoch_target_free);
  g_clear_pointer(&self->folds, epoch_folds_free);
  part_clear(&self->train);
  part_clear(&self->test);
  g_free(self);
}

static struct ec_table *
select_rows(const struct ec_table *table, const size_t *rows, gsize n, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *selected = NULL;
  ec_status status = ec_table_select_rows(table, rows, n, &selected, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error) ? selected : NULL;
}

/* Leaves out the rows of which the target is missing. */
static gboolean
keep_known(EpochTrial *self, GError **error)
{
  g_autofree size_t *rows = g_new(size_t, self->target->n_rows + 1);
  gsize n = epoch_target_find_known(self->target, rows);
  gsize n_missing = self->target->n_rows - n;
  g_autofree char *note = NULL;
  EpochTarget *known;
  struct ec_table *table;

  if (n_missing == 0) {
    return TRUE;
  }
  table = select_rows(self->table, rows, n, error);
  if (table == NULL) {
    return FALSE;
  }
  known = epoch_target_select(self->target, rows, n);
  note = g_strdup_printf(ngettext("%zu row has no “%s” and was left out.",
                                  "%zu rows have no “%s” and were left out.", n_missing),
                         n_missing, self->target->name);
  epoch_events_note(self->context->events, note);
  ec_table_free(self->table);
  epoch_target_free(self->target);
  self->table = table;
  self->target = known;
  return TRUE;
}

static gboolean
find_columns(EpochTrial *self, const char *const *names, GError **error)
{
  self->columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (gsize i = 0; names[i] != NULL; i++) {
    struct ec_error core_error = EC_ERROR_INIT;
    size_t column = 0;
    ec_status status;

    if (g_str_equal(names[i], self->target->name)) {
      continue;
    }
    status = ec_table_find_column(self->table, names[i], &column, &core_error);
    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
    g_array_append_val(self->columns, column);
  }
  if (self->columns->len == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("choose at least one column: there is nothing to predict “%s” from otherwise"),
                self->target->name);
    return FALSE;
  }
  return TRUE;
}

static gboolean
part_fill(EpochTrialPart *part, const EpochTrial *self, GError **error)
{
  part->table = select_rows(self->table, part->rows, part->n, error);
  if (part->table == NULL) {
    return FALSE;
  }
  part->target = epoch_target_select(self->target, part->rows, part->n);
  return TRUE;
}

static gboolean
split(EpochTrial *self, double test_share, GError **error)
{
  const struct ec_random root = ec_random_new(self->context->seed);
  struct ec_random random = ec_random_split(&root, 0);
  gsize n = self->target->n_rows;
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->test.n = ec_split_n_test(n, test_share);
  self->train.n = n - self->test.n;
  self->train.rows = g_new(size_t, n + 1);
  self->test.rows = g_new(size_t, n + 1);
  status =
      self->target->n_classes > 0
          ? ec_split_rows_stratified(random, self->target->y, n, self->target->n_classes,
                                     test_share, self->train.rows, self->test.rows, &core_error)
          : ec_split_rows(random, n, test_share, self->train.rows, self->test.rows, &core_error);
  return epoch_core_error_propagate(status, &core_error, NULL, error) &&
         part_fill(&self->train, self, error) && part_fill(&self->test, self, error);
}

EpochTrial *
epoch_trial_new(EpochRunContext *context, struct ec_table *table, const char *target,
                const char *const *columns, unsigned tasks, double test_share, gsize n_folds,
                GError **error)
{
  g_autoptr(EpochTrial) self = g_new0(EpochTrial, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  size_t column = 0;
  ec_status status;

  self->context = context;
  self->table = table;
  status = ec_table_find_column(table, target, &column, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return NULL;
  }
  self->target = epoch_target_new(table, column, tasks, NULL, error);
  if (self->target == NULL || !keep_known(self, error) || !find_columns(self, columns, error) ||
      !split(self, test_share, error)) {
    return NULL;
  }
  if (n_folds > 1) {
    self->folds = epoch_folds_new(self->train.target, self->train.n, n_folds, context->seed, error);
    if (self->folds == NULL) {
      return NULL;
    }
  }
  return g_steal_pointer(&self);
}

static void
predictions_clear(EpochTrialPredictions *self)
{
  g_free(self->predictions);
  ec_matrix_clear(&self->probabilities);
}

void
epoch_trial_entry_free(EpochTrialEntry *self)
{
  g_free(self->name);
  g_clear_pointer(&self->recipe, epoch_recipe_free);
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
  g_clear_pointer(&self->cv, epoch_cross_validation_free);
  predictions_clear(&self->train);
  predictions_clear(&self->test);
  g_free(self);
}

static gboolean
predict(const EpochTrial *self, const EpochPipeline *pipeline, const EpochTrialPart *part,
        EpochTrialPredictions *predictions, GError **error)
{
  const struct ec_job *job = &self->context->job;
  struct ec_job quiet = *job;

  quiet.progress = NULL;
  predictions->predictions = g_new(double, part->n + 1);
  return epoch_pipeline_predict(pipeline, part->table, &quiet, NULL, predictions->predictions,
                                error) &&
         (self->target->n_classes == 0 ||
          epoch_pipeline_predict_probabilities(pipeline, part->table, &quiet, NULL,
                                               &predictions->probabilities, error));
}

/* Over the folds; a stop before the first one is done leaves the entry without. */
static gboolean
cross_validate(EpochTrial *self, EpochTrialEntry *entry, const EpochCrossValidationOptions *options,
               const struct ec_job *job, GError **error)
{
  g_autoptr(GError) cause = NULL;

  entry->cv = epoch_cross_validate(entry->recipe, self->train.table,
                                   (const size_t *)(void *)self->columns->data, self->columns->len,
                                   self->train.target, self->folds, options, job, &cause);
  if (entry->cv != NULL || g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

EpochTrialEntry *
epoch_trial_enter(EpochTrial *self, const char *name, EpochRecipe *recipe, gboolean with_folds,
                  const EpochCrossValidationOptions *options, const struct ec_job *job,
                  GError **error)
{
  g_autoptr(EpochTrialEntry) entry = g_new0(EpochTrialEntry, 1);
  gint64 began = g_get_monotonic_time();
  struct ec_job first = ec_job_part(job, 0, with_folds ? 0.3 : 1);
  struct ec_job second = ec_job_part(job, 0.3, 1);

  entry->name = g_strdup(name);
  entry->recipe = recipe;
  entry->pipeline =
      epoch_pipeline_fit(recipe, self->train.table, (const size_t *)(void *)self->columns->data,
                         self->columns->len, self->train.target, &first, NULL, error);
  entry->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
  if (entry->pipeline == NULL ||
      !predict(self, entry->pipeline, &self->train, &entry->train, error) ||
      !predict(self, entry->pipeline, &self->test, &entry->test, error)) {
    return NULL;
  }
  if (with_folds && self->folds != NULL && !cross_validate(self, entry, options, &second, error)) {
    return NULL;
  }
  return g_steal_pointer(&entry);
}

static EpochReport
make_report(const EpochTrialEntry *entry, const EpochTrialPart *part,
            const EpochTrialPredictions *predictions, const char *split)
{
  return (EpochReport){
      .split = split,
      .name = entry->name,
      .target = part->target,
      .y = part->target->y,
      .predictions = predictions->predictions,
      .probabilities = &predictions->probabilities,
      .n = part->n,
      .rows = part->rows,
  };
}

EpochReport
epoch_trial_report_test(const EpochTrial *self, const EpochTrialEntry *entry)
{
  return make_report(entry, &self->test, &entry->test, "test");
}

EpochReport
epoch_trial_report_train(const EpochTrial *self, const EpochTrialEntry *entry)
{
  return make_report(entry, &self->train, &entry->train, "train");
}

void
epoch_trial_tell_cv(const EpochTrial *self, const EpochTrialEntry *entry, const char *score)
{
  if (entry->cv != NULL && isfinite(epoch_cross_validation_get_mean(entry->cv, score))) {
    epoch_run_context_metric(self->context, score, "cv",
                             epoch_cross_validation_get_mean(entry->cv, score));
    epoch_run_context_metric(self->context, score, "cv_sd",
                             epoch_cross_validation_get_deviation(entry->cv, score));
  }
}
