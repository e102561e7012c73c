#include "config.h"

#include "validate/fold-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "dataset/epoch-table-private.h"
#include "prepare/folds.h"

void
epoch_folds_free(EpochFolds *self)
{
  g_free(self->fold);
  g_free(self);
}

EpochFolds *
epoch_folds_new_given(const gsize *fold, gsize n_rows, gsize n_folds)
{
  EpochFolds *self = g_new0(EpochFolds, 1);

  self->n_rows = n_rows;
  self->n_folds = n_folds;
  self->fold = g_new0(gsize, MAX(n_rows, 1));
  for (gsize i = 0; fold != NULL && i < n_rows; i++) {
    self->fold[i] = fold[i];
  }
  return self;
}

EpochFolds *
epoch_folds_new(const EpochTarget *target, gsize n_rows, gsize n_folds, guint64 seed,
                GError **error)
{
  g_autoptr(EpochFolds) self = epoch_folds_new_given(NULL, n_rows, n_folds);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  if (target != NULL && target->n_classes > 0) {
    status = ec_folds_stratified(ec_random_new(seed), target->y, n_rows, target->n_classes, n_folds,
                                 true, self->fold, NULL, &core_error);
  } else {
    status = ec_folds_plain(ec_random_new(seed), n_rows, n_folds, true, self->fold, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error) ? g_steal_pointer(&self)
                                                                      : NULL;
}

gsize
epoch_folds_get_rows(const EpochFolds *self, gsize fold, gboolean inside, size_t *rows)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n_rows; i++) {
    if ((self->fold[i] == fold) == (inside != FALSE)) {
      rows[n++] = i;
    }
  }
  return n;
}

static void
side_clear(FoldSide *side)
{
  g_free(side->rows);
  g_free(side->predictions);
  ec_matrix_clear(&side->probabilities);
}

void
fold_clear(Fold *self)
{
  side_clear(&self->train);
  side_clear(&self->test);
}

EpochRecipe *
fold_new_recipe(const EpochRecipe *recipe, GError **error)
{
  g_autoptr(EpochRecipe) copy = epoch_recipe_copy(recipe);

  return epoch_recipe_set_text(copy, "unknown", "ignore", error) ? g_steal_pointer(&copy) : NULL;
}

gboolean
fold_check_input(const FoldInput *input, GError **error)
{
  gsize n = ec_table_n_rows(input->table);

  if (input->folds->n_rows != n || input->target->n_rows != n) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "there are %zu rows, but %zu targets and %zu rows in folds", n,
                input->target->n_rows, input->folds->n_rows);
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    if (isnan(input->target->y[i])) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("row %zu has no “%s”; leave out the rows of which the target is missing"),
                  i + 1, input->target->name);
      return FALSE;
    }
  }
  return TRUE;
}

/* The rows of both sides; of the training rows the first share in an order of chance, and then in
 * the order of the table again. */
static void
take_rows(Fold *self, const FoldInput *input, gsize fold)
{
  gsize n = input->folds->n_rows;
  const struct ec_random root = ec_random_new(input->seed);
  struct ec_random random = ec_random_split(&root, fold);
  g_autofree gboolean *kept = NULL;
  gsize n_kept, n_taken = 0;

  self->train.rows = g_new(size_t, MAX(n, 1));
  self->test.rows = g_new(size_t, MAX(n, 1));
  self->train.n_rows = epoch_folds_get_rows(input->folds, fold, FALSE, self->train.rows);
  self->test.n_rows = epoch_folds_get_rows(input->folds, fold, TRUE, self->test.rows);
  if (input->share <= 0 || input->share >= 1) {
    return;
  }
  n_kept = (gsize)MAX(floor(input->share * (double)self->train.n_rows), 1);
  kept = g_new0(gboolean, n);
  ec_random_shuffle(&random, self->train.rows, self->train.n_rows);
  for (gsize i = 0; i < n_kept; i++) {
    kept[self->train.rows[i]] = TRUE;
  }
  for (gsize i = 0; i < n; i++) {
    if (kept[i]) {
      self->train.rows[n_taken++] = i;
    }
  }
  self->train.n_rows = n_taken;
}

static struct ec_table *
select_rows(const FoldInput *input, const FoldSide *side, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *selected = NULL;
  ec_status status =
      ec_table_select_rows(input->table, side->rows, side->n_rows, &selected, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error) ? selected : NULL;
}

/* Predicts the rows of a side, and measures. Rows are prepared once for both predictions. */
static gboolean
measure(FoldSide *side, const EpochPipeline *pipeline, const struct ec_table *table,
        const EpochTarget *target, const struct ec_job *job, GError **error)
{
  struct ec_matrix x = EC_MATRIX_INIT;
  gboolean well;

  if (!epoch_pipeline_prepare(pipeline, table, NULL, &x, error)) {
    return FALSE;
  }
  side->predictions = g_new(double, MAX(side->n_rows, 1));
  well = epoch_pipeline_predict_matrix(pipeline, &x, job, side->predictions, error) &&
         (target->n_classes == 0 || epoch_pipeline_predict_matrix_probabilities(
                                        pipeline, &x, job, &side->probabilities, error));
  ec_matrix_clear(&x);
  if (well) {
    epoch_score_compute_all(target, target->y, side->predictions,
                            target->n_classes > 0 ? &side->probabilities : NULL, side->n_rows,
                            side->scores);
  }
  return well;
}

gboolean
fold_run(Fold *self, const FoldInput *input, gsize fold, const struct ec_job *job, GError **error)
{
  g_autoptr(EpochTable) train = NULL;
  g_autoptr(EpochTable) test = NULL;
  g_autoptr(EpochTarget) train_target = NULL;
  g_autoptr(EpochTarget) test_target = NULL;
  g_autoptr(EpochPipeline) pipeline = NULL;
  gint64 began;

  take_rows(self, input, fold);
  train = select_rows(input, &self->train, error);
  test = train != NULL ? select_rows(input, &self->test, error) : NULL;
  if (test == NULL) {
    return FALSE;
  }
  train_target = epoch_target_select(input->target, self->train.rows, self->train.n_rows);
  test_target = epoch_target_select(input->target, self->test.rows, self->test.n_rows);
  began = g_get_monotonic_time();
  pipeline = epoch_pipeline_fit(input->recipe, train, input->columns, input->n_columns,
                                train_target, job, NULL, error);
  if (pipeline == NULL) {
    return FALSE;
  }
  self->seconds = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
  return measure(&self->test, pipeline, test, test_target, job, error) &&
         (!input->with_train || measure(&self->train, pipeline, train, train_target, job, error));
}

struct ec_job
fold_job(const struct ec_job *job, gsize index, gsize n)
{
  static const struct ec_job none = EC_JOB_INIT;

  return ec_job_part(job != NULL ? job : &none, (double)index / (double)n,
                     (double)(index + 1) / (double)n);
}

void
fold_average(const double *values, gsize n, gsize stride, double *mean, double *deviation)
{
  double sum = 0, squares = 0;

  *mean = NAN;
  *deviation = NAN;
  if (n == 0) {
    return;
  }
  for (gsize i = 0; i < n; i++) {
    sum += values[i * stride];
  }
  *mean = sum / (double)n;
  for (gsize i = 0; i < n; i++) {
    squares += (values[i * stride] - *mean) * (values[i * stride] - *mean);
  }
  *deviation = sqrt(squares / (double)n);
}
