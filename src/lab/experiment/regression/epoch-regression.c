#include "config.h"

#include "experiment/regression/epoch-regression-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-column-private.h"
#include "dataset/epoch-table-private.h"
#include "prepare/split.h"

static void
part_clear(EpochRegressionPart *part)
{
  g_free(part->rows);
  g_free(part->y);
  g_free(part->p);
}

void
epoch_regression_free(EpochRegression *self)
{
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
  part_clear(&self->train);
  part_clear(&self->test);
  g_ptr_array_unref(self->more);
  g_free(self);
}

static void
part_init(EpochRegressionPart *part, size_t n)
{
  part->n = n;
  part->rows = g_new0(size_t, n);
  part->y = g_new0(double, n);
  part->p = g_new0(double, n);
}

static gboolean
split(EpochRegression *self, const struct ec_table *table, size_t target, guint64 seed,
      guint64 split_index, double test_share, GError **error)
{
  const struct ec_random root = ec_random_new(seed);
  const double *y = ec_table_get_numbers(table, target);
  size_t n = ec_table_n_rows(table);
  size_t n_test = ec_split_n_test(n, test_share);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  part_init(&self->train, n - n_test);
  part_init(&self->test, n_test);
  status = ec_split_rows(ec_random_split(&root, split_index), n, test_share, self->train.rows,
                         self->test.rows, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  for (size_t i = 0; i < self->train.n; i++) {
    self->train.y[i] = y[self->train.rows[i]];
    self->mean += self->train.y[i] / (double)self->train.n;
  }
  for (size_t i = 0; i < self->test.n; i++) {
    self->test.y[i] = y[self->test.rows[i]];
  }
  return TRUE;
}

static gboolean
measure(EpochRegression *self, EpochRegressionPart *part, const struct ec_table *rows,
        GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  if (!epoch_pipeline_predict(self->pipeline, rows, NULL, NULL, part->p, error)) {
    return FALSE;
  }
  status = ec_regression_metrics(part->y, part->p, part->n, &part->metrics, &core_error);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

static gboolean
measure_baseline(EpochRegression *self, GError **error)
{
  g_autofree double *guess = g_new(double, self->test.n);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  for (size_t i = 0; i < self->test.n; i++) {
    guess[i] = self->mean;
  }
  status = ec_regression_metrics(self->test.y, guess, self->test.n, &self->baseline, &core_error);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

static struct ec_table *
select_rows(const struct ec_table *table, const EpochRegressionPart *part, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_table *rows = NULL;
  ec_status status = ec_table_select_rows(table, part->rows, part->n, &rows, &core_error);

  return epoch_core_error_propagate(status, &core_error, NULL, error) ? rows : NULL;
}

/* Marks the test rows whose category in @column no training row has. */
static void
mark_unseen(EpochRegression *self, const struct ec_table *table, size_t column, gboolean *marks)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  g_autofree gboolean *seen = g_new0(gboolean, ec_table_n_levels(table, column) + 1);

  /* The code of a missing text is -1, so that all are shifted by one. */
  for (size_t i = 0; codes != NULL && i < self->train.n; i++) {
    seen[codes[self->train.rows[i]] + 1] = TRUE;
  }
  for (size_t i = 0; codes != NULL && i < self->test.n; i++) {
    marks[i] = marks[i] || !seen[codes[self->test.rows[i]] + 1];
  }
}

static void
count_unseen(EpochRegression *self, const struct ec_table *table, const size_t *columns,
             gsize n_columns)
{
  g_autofree gboolean *marks = g_new0(gboolean, self->test.n);

  for (gsize j = 0; j < n_columns; j++) {
    mark_unseen(self, table, columns[j], marks);
  }
  for (size_t i = 0; i < self->test.n; i++) {
    self->n_unseen += marks[i] ? 1 : 0;
  }
}

struct ec_table *
epoch_regression_take_train(EpochRegression *self, const struct ec_table *table,
                            EpochTarget **target, GError **error)
{
  struct ec_table *rows = select_rows(table, &self->train, error);

  *target = rows != NULL ? epoch_target_new_amounts(epoch_column_get_name(self->target),
                                                    self->train.y, self->train.n)
                         : NULL;
  return rows;
}

EpochRegression *
epoch_regression_new(EpochDataset *dataset, const struct ec_table *table, const size_t *columns,
                     gsize n_columns, guint64 seed, guint64 split_index, double test_share,
                     const EpochRecipe *recipe, const struct ec_job *job, GError **error)
{
  g_autoptr(EpochRegression) self = g_new0(EpochRegression, 1);
  g_autoptr(EpochTable) train = NULL;
  g_autoptr(EpochTable) test = NULL;
  g_autoptr(EpochTarget) amounts = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  size_t target = 0;
  ec_status status;

  self->more = g_ptr_array_new_with_free_func(g_free);
  self->has_products = epoch_recipe_get_number(recipe, "degree") > 1;
  self->dataset = dataset;
  self->target = epoch_dataset_find_column(dataset, epoch_dataset_get_target(dataset));
  status = ec_table_find_column(table, epoch_dataset_get_target(dataset), &target, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, NULL, error) ||
      !split(self, table, target, seed, split_index, test_share, error)) {
    return NULL;
  }
  train = select_rows(table, &self->train, error);
  test = train != NULL ? select_rows(table, &self->test, error) : NULL;
  if (test == NULL) {
    return NULL;
  }
  amounts =
      epoch_target_new_amounts(epoch_dataset_get_target(dataset), self->train.y, self->train.n);
  self->pipeline = epoch_pipeline_fit(recipe, train, columns, n_columns, amounts, job, NULL, error);
  if (self->pipeline == NULL || !measure(self, &self->train, train, error) ||
      !measure(self, &self->test, test, error) || !measure_baseline(self, error)) {
    return NULL;
  }
  count_unseen(self, table, columns, n_columns);
  return g_steal_pointer(&self);
}

void
epoch_regression_spread(EpochRegression *self, double *mean, double *deviation)
{
  double sum = 0, squares = 0;

  for (gsize i = 0; i < self->n_repeats; i++) {
    sum += self->repeats[i];
  }
  *mean = sum / (double)self->n_repeats;
  for (gsize i = 0; i < self->n_repeats; i++) {
    squares += (self->repeats[i] - *mean) * (self->repeats[i] - *mean);
  }
  *deviation = self->n_repeats > 1 ? sqrt(squares / (double)(self->n_repeats - 1)) : 0;
}

EpochColumn *
epoch_regression_get_source(EpochRegression *self, const EpochFeature *feature)
{
  EpochColumn *column = epoch_dataset_find_column(self->dataset, feature->name);

  if (column == NULL && feature->category != NULL) {
    g_autofree char *name =
        g_strndup(feature->name, (gsize)(feature->category - feature->name) - 1);

    column = epoch_dataset_find_column(self->dataset, name);
  }
  return column;
}

/* Whether a feature is a product of columns, such as "rm lstat" or "rm^2". */
static gboolean
is_product(EpochRegression *self, const EpochFeature *feature)
{
  return self->has_products && epoch_dataset_find_column(self->dataset, feature->name) == NULL &&
         strpbrk(feature->name, " ^") != NULL;
}

double
epoch_regression_get_change(EpochRegression *self, const EpochFeature *feature, char **words)
{
  EpochColumn *column = epoch_regression_get_source(self, feature);

  if (is_product(self, feature)) {
    /* Translators: a product of columns, as in “rm lstat” */
    *words = g_strdup_printf(_("a rise of “%s” by one standard deviation"), feature->name);
    return feature->spread;
  }
  if (column != NULL && g_str_equal(epoch_column_get_kind(column), "number")) {
    *words = g_strdup(epoch_column_get_change_text(column));
    return epoch_column_get_change(column);
  }
  /* Translators: a category of a column, as in “Style” being “Two_Story” */
  *words = g_strdup_printf(_("“%s” being “%s”"),
                           column != NULL ? epoch_column_get_label(column) : feature->name,
                           feature->category != NULL ? feature->category : "");
  return 1;
}

static int
compare_effects(gconstpointer a, gconstpointer b)
{
  const EpochFeature *first = *(const EpochFeature *const *)a;
  const EpochFeature *second = *(const EpochFeature *const *)b;
  double x = fabs(first->coefficient * first->spread);
  double y = fabs(second->coefficient * second->spread);

  if (x != y) {
    return x > y ? -1 : 1;
  }
  return strcmp(first->name, second->name);
}

const EpochFeature **
epoch_regression_sort_features(EpochRegression *self)
{
  gsize n = epoch_pipeline_n_features(self->pipeline);
  const EpochFeature **sorted = g_new0(const EpochFeature *, n + 1);

  for (gsize j = 0; j < n; j++) {
    sorted[j] = epoch_pipeline_get_feature(self->pipeline, j);
  }
  qsort(sorted, n, sizeof *sorted, compare_effects);
  return sorted;
}
