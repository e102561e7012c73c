/* Cross-validation, search and curves, against scikit-learn 1.4.2 on the same folds: row i is in
 * fold i % 4 (PredefinedSplit). Tables and preparation are those of test-pipeline.c. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/parallel.h"
#include "pipeline-helper.h"
#include "validate/epoch-cross-validation-private.h"
#include "validate/epoch-curve-private.h"
#include "validate/epoch-search-private.h"

#define N_FOLDS 4

static EpochFolds *
new_folds(const Sample *sample)
{
  gsize n = ec_table_n_rows(sample->table);
  g_autofree gsize *fold = g_new(gsize, n);

  for (gsize i = 0; i < n; i++) {
    fold[i] = i % N_FOLDS;
  }
  return epoch_folds_new_given(fold, n, N_FOLDS);
}

static EpochRecipe *
new_logistic(void)
{
  return sample_new_recipe("logistic", EPOCH_TASK_CLASSIFICATION, "tolerance=1e-12", NULL);
}

static EpochCrossValidation *
validate(const Sample *sample, const EpochRecipe *recipe, const EpochFolds *folds,
         gboolean with_train, const struct ec_job *job)
{
  const EpochCrossValidationOptions options = {with_train, NULL, NULL};
  g_autoptr(GError) error = NULL;
  EpochCrossValidation *result =
      epoch_cross_validate(recipe, sample->table, sample->columns, sample->n_columns,
                           sample->target, folds, &options, job, &error);

  g_assert_no_error(error);
  return result;
}

/* The scores of one name, fold by fold. */
static void
assert_scores(const EpochCrossValidation *result, const double *scores, const char *name,
              const double *expected)
{
  for (gsize i = 0; i < result->n_scores; i++) {
    for (gsize fold = 0; g_str_equal(result->names[i], name) && fold < N_FOLDS; fold++) {
      sample_assert_near(scores[fold * result->n_scores + i], expected[fold], 1e-6);
    }
  }
}

/* make_pipeline(one-hot and median, StandardScaler(), LogisticRegression(tol=1e-12)) in
 * cross_validate() and cross_val_predict(). Filling and scaling before folds were cut would give
 * the numbers of `leaky`, which are others. */
static void
test_cross_validation(void)
{
  static const double accuracy[] = {0.8, 0.9, 0.75, 0.8};
  static const double loss[] = {0.6412506175250338, 0.4298562866029719, 0.49483049716639627,
                                0.49196753568976426};
  static const double auc[] = {0.849624060150376, 0.9032738095238096, 0.8072100313479624,
                               0.7742946708463949};
  static const double f1[] = {0.7647058823529411, 0.8181818181818182, 0.5833333333333334,
                              0.6363636363636364};
  static const double train_loss[] = {0.4186312048981319, 0.48347459800964193, 0.46395550548075537,
                                      0.460241359850745};
  static const double p[] = {0.24438633702327828, 0.6214344354990582,  0.0628430705726101,
                             0.5056162138654544,  0.04515117740995037, 0.5554970061835833};
  static const double leaky[] = {0.244622596842354,  0.6206847283809626,  0.06316488719775053,
                                 0.5056445406213793, 0.04522794364453169, 0.5610034234768179};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = new_logistic();
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochCrossValidation) result = NULL;

  sample_init(&sample, "passengers.csv", "survived");
  folds = new_folds(&sample);
  result = validate(&sample, recipe, folds, TRUE, NULL);
  g_assert_cmpuint(result->n_folds, ==, N_FOLDS);
  assert_scores(result, result->scores, "accuracy", accuracy);
  assert_scores(result, result->scores, "log_loss", loss);
  assert_scores(result, result->scores, "auc", auc);
  assert_scores(result, result->scores, "f1", f1);
  assert_scores(result, result->train_scores, "log_loss", train_loss);
  sample_assert_near(epoch_cross_validation_get_mean(result, "accuracy"), 0.8125, 1e-12);
  /* numpy.std([.8, .9, .75, .8]) */
  sample_assert_near(epoch_cross_validation_get_deviation(result, "accuracy"), 0.05448623679425843,
                     1e-12);
  sample_assert_all_near(ec_matrix_column(&result->probabilities, 1), p, 6, 1e-6);
  for (gsize i = 0; i < 6; i++) {
    g_assert_cmpfloat(fabs(ec_matrix_get(&result->probabilities, i, 1) - leaky[i]), >, 1e-5);
  }
}

static void
test_folds(void)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochFolds) again = NULL;
  g_autoptr(EpochFolds) other = NULL;
  g_autoptr(GError) error = NULL;
  gsize n, counts[5][3] = {{0}};
  size_t rows[90];

  sample_init(&sample, "flowers.csv", "species");
  n = sample.target->n_rows;
  folds = epoch_folds_new(sample.target, n, 5, 7, &error);
  again = epoch_folds_new(sample.target, n, 5, 7, &error);
  other = epoch_folds_new(sample.target, n, 5, 8, &error);
  g_assert_no_error(error);
  g_assert_cmpmem(folds->fold, n * sizeof(gsize), again->fold, n * sizeof(gsize));
  g_assert_cmpint(memcmp(folds->fold, other->fold, n * sizeof(gsize)), !=, 0);
  for (gsize i = 0; i < n; i++) {
    counts[folds->fold[i]][(gsize)sample.target->y[i]]++;
  }
  for (gsize fold = 0; fold < 5; fold++) {
    /* 32, 28 and 30 rows of a class in five folds. */
    g_assert_cmpuint(counts[fold][0] - 6, <=, 1);
    g_assert_cmpuint(counts[fold][1] - 5, <=, 1);
    g_assert_cmpuint(counts[fold][2], ==, 6);
    g_assert_cmpuint(epoch_folds_get_rows(folds, fold, TRUE, rows) +
                         epoch_folds_get_rows(folds, fold, FALSE, rows),
                     ==, n);
  }
  g_assert_null(epoch_folds_new(NULL, 3, 4, 0, &error));
  g_assert_nonnull(error);
}

/* The same bits with any number of threads. */
static void
test_threads(void)
{
  static const char *const kinds[] = {"logistic", "forest", "boosting"};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochFolds) folds = NULL;

  sample_init(&sample, "passengers.csv", "survived");
  folds = new_folds(&sample);
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_autoptr(EpochRecipe) recipe = sample_new_recipe(kinds[i], EPOCH_TASK_CLASSIFICATION, NULL);
    g_autoptr(EpochCrossValidation) alone = validate(&sample, recipe, folds, FALSE, NULL);

    for (unsigned n_threads = 2; n_threads <= 4; n_threads *= 2) {
      struct ec_job job = EC_JOB_INIT;
      g_autoptr(EpochCrossValidation) result = NULL;

      g_assert_cmpint(ec_pool_new(n_threads, &job.pool, NULL), ==, EC_OK);
      result = validate(&sample, recipe, folds, FALSE, &job);
      g_assert_cmpmem(result->scores, N_FOLDS * result->n_scores * sizeof(double), alone->scores,
                      N_FOLDS * alone->n_scores * sizeof(double));
      g_assert_cmpmem(result->probabilities.data, 2 * result->n_rows * sizeof(double),
                      alone->probabilities.data, 2 * alone->n_rows * sizeof(double));
      ec_pool_free(job.pool);
    }
  }
}

/* Stops after so many questions. */
static bool
cancelled_cb(void *data)
{
  int *left = data;

  return *left > 0 ? --*left == 0 : true;
}

/* Where it is stopped, the folds that were done are there, and their numbers are the same. */
static void
test_stopped(void)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("boosting", EPOCH_TASK_REGRESSION, NULL);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochCrossValidation) whole = NULL;
  guint n_partial = 0;

  sample_init(&sample, "diabetes.csv", "progression");
  folds = new_folds(&sample);
  whole = validate(&sample, recipe, folds, FALSE, NULL);
  for (int questions = 1; questions < 4000; questions = questions * 3 / 2 + 1) {
    int left = questions;
    struct ec_job job = EC_JOB_INIT;
    g_autoptr(EpochCrossValidation) part = NULL;
    g_autoptr(GError) error = NULL;

    job.cancelled = cancelled_cb;
    job.data = &left;
    part = epoch_cross_validate(recipe, sample.table, sample.columns, sample.n_columns,
                                sample.target, folds, NULL, &job, &error);
    if (part == NULL) {
      g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED);
      continue;
    }
    g_assert_cmpint(part->stopped, ==, part->n_folds < N_FOLDS);
    g_assert_cmpmem(part->scores, part->n_folds * part->n_scores * sizeof(double), whole->scores,
                    part->n_folds * part->n_scores * sizeof(double));
    n_partial += part->stopped ? 1 : 0;
  }
  g_assert_cmpuint(n_partial, >, 0);
}

typedef struct {
  guint n_candidates;
  guint n_fits;
} Heard;

static void
candidate_cb(gpointer data, const EpochCandidate *candidate, gsize n_done, gsize n_all,
             const EpochCandidate *best)
{
  Heard *heard = data;

  g_assert_cmpuint(n_done, ==, ++heard->n_candidates);
  g_assert_cmpuint(candidate->index + 1, ==, n_done);
}

static void
fit_cb(gpointer data, gsize n_done, gsize n_all)
{
  ((Heard *)data)->n_fits = (guint)n_done;
}

/* GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": …},
 * scoring="neg_root_mean_squared_error"). */
static void
test_grid(void)
{
  static const char *const alphas[] = {"0.1", "1", "10", "100", "1000", NULL};
  static const double means[] = {58.54917714197367, 57.90178750685801, 57.10304287309188,
                                 59.03953010762787, 69.34090054637826};
  static const double deviations[] = {9.578411672039504, 8.996301547890571, 8.372994840558809,
                                      6.606313536027338, 3.684002053381687};
  static const double refit[] = {150.57800038809972, 175.85455167755418, 128.81789893029892};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe =
      sample_new_recipe("ridge", EPOCH_TASK_REGRESSION, "scale=standard", NULL);
  g_autoptr(EpochSearchSpace) space = epoch_search_space_new(recipe);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochSearch) search = NULL;
  g_autoptr(GString) csv = NULL;
  g_autofree double *predictions = NULL;
  Heard heard = {0};
  const EpochSearchOptions options = {0, "rmse", 0, TRUE, candidate_cb, fit_cb, &heard};

  sample_init(&sample, "diabetes.csv", "progression");
  folds = new_folds(&sample);
  g_assert_true(epoch_search_space_add_values(space, "alpha", alphas, NULL));
  g_assert_cmpuint(epoch_search_space_n_candidates(space), ==, 5);
  search = epoch_search_run(space, sample.table, sample.columns, sample.n_columns, sample.target,
                            folds, &options, NULL, NULL);
  g_assert_cmpuint(search->candidates->len, ==, 5);
  for (guint i = 0; i < 5; i++) {
    const EpochCandidate *candidate = search->candidates->pdata[i];

    sample_assert_near(candidate->mean, means[i], 1e-9);
    sample_assert_near(candidate->deviation, deviations[i], 1e-9);
  }
  g_assert_cmpint((int)search->best, ==, 2);
  g_assert_cmpuint(heard.n_candidates, ==, 5);
  g_assert_cmpuint(heard.n_fits, ==, 20);
  predictions = g_new(double, ec_table_n_rows(sample.table));
  g_assert_true(
      epoch_pipeline_predict(search->pipeline, sample.table, NULL, NULL, predictions, NULL));
  sample_assert_all_near(predictions, refit, 3, 1e-9);
  csv = epoch_search_write_csv(search);
  g_assert_true(g_str_has_prefix(csv->str, "rank,alpha,rmse,rmse_sd,seconds\n1,10,57.103"));
}

/* Two axes: the last changes fastest. */
static void
test_two_axes(void)
{
  static const char *const depths[] = {"1", "2", NULL};
  static const char *const leaves[] = {"1", "5", "20", NULL};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("tree", EPOCH_TASK_CLASSIFICATION, NULL);
  g_autoptr(EpochSearchSpace) space = epoch_search_space_new(recipe);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochSearch) search = NULL;
  g_autofree char *words = NULL;
  const EpochSearchOptions options = {.score = "f1"};

  sample_init(&sample, "flowers.csv", "species");
  folds = new_folds(&sample);
  g_assert_true(epoch_search_space_add_values(space, "max_depth", depths, NULL));
  g_assert_true(epoch_search_space_add_values(space, "min_samples_leaf", leaves, NULL));
  search = epoch_search_run(space, sample.table, sample.columns, sample.n_columns, sample.target,
                            folds, &options, NULL, NULL);
  g_assert_cmpuint(search->candidates->len, ==, 6);
  g_assert_cmpstr(search->score, ==, "f1_macro");
  words = epoch_search_describe(search, search->candidates->pdata[4]);
  g_assert_cmpstr(words, ==, "max_depth=2, min_samples_leaf=5");
  g_assert_null(search->pipeline);
  g_assert_cmpfloat(epoch_recipe_get_number(search->recipe, "max_depth"), ==, 2);
}

/* Drawn candidates: within their ranges, evenly in the logarithm, the same for the same seed, and
 * the first of many are those of few. */
static void
test_random(void)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("ridge", EPOCH_TASK_REGRESSION, NULL);
  g_autoptr(EpochSearchSpace) space = epoch_search_space_new(recipe);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochSearch) few = NULL;
  g_autoptr(EpochSearch) many = NULL;
  static const char *const scales[] = {"none", "standard", NULL};
  EpochSearchOptions options = {.n_candidates = 30, .score = "r2", .seed = 5};
  guint n_low = 0, n_whole = 0;

  sample_init(&sample, "diabetes.csv", "progression");
  folds = new_folds(&sample);
  g_assert_true(epoch_search_space_add_range(space, "alpha", 1e-3, 1e3, TRUE, NULL));
  g_assert_true(epoch_search_space_add_range(space, "degree", 1, 2, FALSE, NULL));
  g_assert_true(epoch_search_space_add_values(space, "scale", scales, NULL));
  few = epoch_search_run(space, sample.table, sample.columns, sample.n_columns, sample.target,
                         folds, &options, NULL, NULL);
  options.n_candidates = 200;
  sample.n_columns = 2;
  many = epoch_search_run(space, sample.table, sample.columns, sample.n_columns, sample.target,
                          folds, &options, NULL, NULL);
  for (guint i = 0; i < 200; i++) {
    const EpochCandidate *candidate = many->candidates->pdata[i];
    double alpha = g_variant_get_double(candidate->values[0]);
    gint64 degree = g_variant_get_int64(candidate->values[1]);

    g_assert_true(alpha >= 1e-3 && alpha <= 1e3);
    g_assert_true(degree == 1 || degree == 2);
    n_low += alpha < 1 ? 1 : 0;
    n_whole += degree == 2 ? 1 : 0;
    if (i < 30) {
      const EpochCandidate *same = few->candidates->pdata[i];

      g_assert_true(g_variant_equal(candidate->values[0], same->values[0]));
      g_assert_true(g_variant_equal(candidate->values[2], same->values[2]));
    }
  }
  /* Of 200 fair coins between 70 and 130 show heads but once in 40,000 times. */
  g_assert_true(n_low > 70 && n_low < 130);
  g_assert_true(n_whole > 70 && n_whole < 130);
}

/* A candidate that can not be fitted is kept with its reason, and does not win. */
static void
test_failing_candidate(void)
{
  static const char *const neighbours[] = {"3", "1000", NULL};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = NULL;
  g_autoptr(EpochSearchSpace) space = NULL;
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochSearch) search = NULL;
  const EpochSearchOptions options = {.refit = TRUE};

  sample_init(&sample, "flowers.csv", "species");
  folds = new_folds(&sample);
  recipe = sample_new_recipe("neighbours", EPOCH_TASK_CLASSIFICATION, NULL);
  space = epoch_search_space_new(recipe);
  g_assert_true(epoch_search_space_add_values(space, "neighbours", neighbours, NULL));
  search = epoch_search_run(space, sample.table, sample.columns, sample.n_columns, sample.target,
                            folds, &options, NULL, NULL);
  g_assert_cmpuint(search->candidates->len, ==, 2);
  g_assert_nonnull(((EpochCandidate *)search->candidates->pdata[1])->failure);
  g_assert_cmpint((int)search->best, ==, 0);
  g_assert_nonnull(search->pipeline);
}

static void
test_space_messages(void)
{
  static const char *const values[] = {"3", "many", NULL};
  static const char *const good[] = {"3", NULL};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("forest", EPOCH_TASK_CLASSIFICATION, NULL);
  g_autoptr(EpochSearchSpace) space = epoch_search_space_new(recipe);
  g_autoptr(GError) error = NULL;

  g_assert_false(epoch_search_space_add_values(space, "depth", good, &error));
  g_assert_nonnull(strstr(error->message, "no parameter “depth”"));
  g_clear_error(&error);
  g_assert_false(epoch_search_space_add_values(space, "max_depth", values, &error));
  g_assert_nonnull(strstr(error->message, "many"));
  g_clear_error(&error);
  g_assert_true(epoch_search_space_add_values(space, "max_depth", good, &error));
  g_assert_false(epoch_search_space_add_values(space, "max_depth", good, &error));
  g_assert_nonnull(strstr(error->message, "already"));
  g_clear_error(&error);
  g_assert_false(epoch_search_space_add_range(space, "trees", 0, 10, TRUE, &error));
  g_assert_nonnull(strstr(error->message, "trees"));
  g_clear_error(&error);
  g_assert_false(epoch_search_space_add_range(space, "criterion", 0, 1, FALSE, &error));
  g_assert_nonnull(strstr(error->message, "not a number"));
  g_assert_cmpuint(epoch_search_space_n_axes(space), ==, 1);
}

/* validation_curve(…, param_name="ridge__alpha", param_range=[.1, 10, 1000], scoring="r2"). */
static void
test_validation_curve(void)
{
  static const char *const alphas[] = {"0.1", "10", "1000", NULL};
  static const double train[] = {0.5265549090246978, 0.5178429657491032, 0.15600825321826545};
  static const double test[] = {0.3582545315814946, 0.39652015693686987, 0.13114878641615324};
  static const double deviation[] = {0.23012437501450195, 0.17899997697400669, 0.03864103147311528};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe =
      sample_new_recipe("ridge", EPOCH_TASK_REGRESSION, "scale=standard", NULL);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochCurve) curve = NULL;
  g_autoptr(GString) chart = NULL;
  const EpochCurveOptions options = {.score = "r2"};

  sample_init(&sample, "diabetes.csv", "progression");
  folds = new_folds(&sample);
  curve = epoch_validation_curve(recipe, sample.table, sample.columns, sample.n_columns,
                                 sample.target, folds, "alpha", alphas, &options, NULL, NULL);
  g_assert_cmpuint(curve->n_points, ==, 3);
  for (gsize i = 0; i < 3; i++) {
    sample_assert_near(curve->points[i].train_mean, train[i], 1e-9);
    sample_assert_near(curve->points[i].test_mean, test[i], 1e-9);
    sample_assert_near(curve->points[i].test_deviation, deviation[i], 1e-9);
    g_assert_cmpstr(curve->points[i].label, ==, alphas[i]);
  }
  g_assert_cmpfloat(curve->points[1].x, ==, 10);
  chart = epoch_curve_write_chart(curve, "Penalty", "A curve.", "Penalty", "R²");
  g_assert_nonnull(strstr(chart->str, "\"lower\""));
}

/* At the whole of the rows a learning curve is the cross-validation; with few rows the training
 * score is better and the other worse. */
static void
test_learning_curve(void)
{
  static const double shares[] = {0.2, 0.5, 1};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("linear", EPOCH_TASK_REGRESSION, NULL);
  g_autoptr(EpochFolds) folds = NULL;
  g_autoptr(EpochCurve) curve = NULL;
  g_autoptr(EpochCurve) again = NULL;
  g_autoptr(EpochCrossValidation) whole = NULL;
  const EpochCurveOptions options = {.score = "rmse"};

  sample_init(&sample, "diabetes.csv", "progression");
  folds = new_folds(&sample);
  curve = epoch_learning_curve(recipe, sample.table, sample.columns, sample.n_columns,
                               sample.target, folds, shares, 3, 9, &options, NULL, NULL);
  again = epoch_learning_curve(recipe, sample.table, sample.columns, sample.n_columns,
                               sample.target, folds, shares, 3, 9, &options, NULL, NULL);
  whole = validate(&sample, recipe, folds, FALSE, NULL);
  g_assert_cmpfloat(curve->points[0].x, ==, 18);
  g_assert_cmpfloat(curve->points[2].x, ==, 90);
  g_assert_cmpfloat(curve->points[2].test_mean, ==, epoch_cross_validation_get_mean(whole, "rmse"));
  g_assert_cmpfloat(curve->points[0].test_mean, ==, again->points[0].test_mean);
  g_assert_cmpfloat(curve->points[0].train_mean, <, curve->points[2].train_mean);
  g_assert_cmpfloat(curve->points[0].test_mean, >, curve->points[2].test_mean);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/validate/cross-validation", test_cross_validation);
  g_test_add_func("/validate/folds", test_folds);
  g_test_add_func("/validate/threads", test_threads);
  g_test_add_func("/validate/stopped", test_stopped);
  g_test_add_func("/validate/grid", test_grid);
  g_test_add_func("/validate/two-axes", test_two_axes);
  g_test_add_func("/validate/random", test_random);
  g_test_add_func("/validate/failing-candidate", test_failing_candidate);
  g_test_add_func("/validate/space-messages", test_space_messages);
  g_test_add_func("/validate/validation-curve", test_validation_curve);
  g_test_add_func("/validate/learning-curve", test_learning_curve);
  return g_test_run();
}
