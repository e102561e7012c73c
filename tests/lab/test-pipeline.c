/* Pipelines of every kind: numbers against scikit-learn 1.4.2, the same bits with any number of
 * threads and out of a file, nothing learnt from other rows, and files out of a stranger's hands.
 *
 * The numbers of scikit-learn come from tests/lab/fixtures, read with pandas; features are all
 * columns but the last, which is the target. Text is one-hot encoded by OneHotEncoder(drop="first"),
 * gaps are filled by SimpleImputer(strategy="median"), and StandardScaler() comes before each
 * model unless said otherwise. Coefficients are brought back into the units of the table:
 * coef / scale_, and intercept - sum of those times mean_. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/parallel.h"
#include "lab-helper.h"
#include "pipeline-helper.h"
#include "validate/epoch-score-private.h"

static void
assert_coefficients(const EpochPipeline *pipeline, const double *expected, gsize n, double epsilon)
{
  g_assert_cmpuint(epoch_pipeline_n_features(pipeline), ==, n - 1);
  sample_assert_near(epoch_pipeline_get_intercept(pipeline), expected[0], epsilon);
  for (gsize j = 1; j < n; j++) {
    sample_assert_near(epoch_pipeline_get_feature(pipeline, j - 1)->coefficient, expected[j],
                       epsilon);
  }
}

/* scikit-learn: LinearRegression(), Ridge(alpha=3), Lasso(alpha=2, tol=1e-12, max_iter=10**6),
 * ElasticNet(alpha=2, l1_ratio=.5, tol=1e-12, max_iter=10**6) on diabetes.csv. */
static void
test_linear(void)
{
  static const double linear[] = {
      -2.7805499837983746e+02, 3.1207802469945428e-01, -2.7054327235672282e+01,
      6.4008187812622062e+00,  9.0495166099063706e-01, -1.0798273841054518e+00,
      6.2793652208450590e-01,  9.6081200275478437e-03, 4.7224552315597137e+00,
      5.5777005125048149e+01,  5.7054795322499907e-01};
  static const double ridge[] = {
      -2.0604457609037362e+02, 3.4132555597268466e-01,  -2.5766501724397770e+01,
      6.3022638462430880e+00,  8.8443635150744138e-01,  -3.7461008690923941e-01,
      -1.4557303058078003e-02, -7.6269529793666613e-01, 3.1478173342688218e+00,
      3.6828434373383672e+01,  6.0082825930759221e-01};
  static const double lasso[] = {-1.8404570255592071e+02,
                                 1.5111321806927971e-01,
                                 -1.9641994354353599e+01,
                                 6.2137064984563182e+00,
                                 7.9464991154576126e-01,
                                 -2.3133832303686053e-01,
                                 0,
                                 -8.8491716880455229e-01,
                                 0,
                                 3.3737362067632489e+01,
                                 5.2771760433799741e-01};
  static const double net[] = {
      -9.8649083520074015e+01, 1.2809333286704033e-01,  -7.3352816563011025e+00,
      3.4238612647701467e+00,  5.9399872131942277e-01,  -3.5399419954003496e-02,
      -6.9662270185735203e-02, -5.6297010841062312e-01, 3.1527905985422300e+00,
      1.8736849476401233e+01,  5.5175378270690278e-01};
  static const struct {
    const char *kind;
    const char *settings[2];
    const double *expected;
    double epsilon;
  } cases[] = {
      {"linear", {"scale=standard", "scale=standard"}, linear, 1e-9},
      {"ridge", {"scale=standard", "alpha=3"}, ridge, 1e-9},
      {"lasso", {"scale=standard", "alpha=2"}, lasso, 1e-5},
      {"elastic-net", {"scale=standard", "alpha=2"}, net, 1e-5},
  };
  g_auto(Sample) sample = {0};

  sample_init(&sample, "diabetes.csv", "progression");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(EpochRecipe) recipe = sample_new_recipe(
        cases[i].kind, EPOCH_TASK_REGRESSION, cases[i].settings[0], cases[i].settings[1], NULL);
    g_autoptr(EpochPipeline) pipeline = sample_fit(&sample, recipe, NULL);

    assert_coefficients(pipeline, cases[i].expected, 11, cases[i].epsilon);
  }
}

/* PolynomialFeatures(2, include_bias=False) of bmi and bp, then StandardScaler() and
 * Ridge(alpha=1). */
static void
test_polynomial(void)
{
  static const double expected[] = {-6.4171499714822772e+01, 4.2975990421965893e+00,
                                    -2.0912479426608846e-01, 1.1630408396973430e-02,
                                    3.3486647216079843e-02,  2.9802417791251188e-03};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("ridge", EPOCH_TASK_REGRESSION, "degree=2",
                                                    "scale=standard", "alpha=1", NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;

  sample_init(&sample, "diabetes.csv", "progression");
  sample.columns[0] = 2;
  sample.columns[1] = 3;
  sample.n_columns = 2;
  pipeline = sample_fit(&sample, recipe, NULL);
  assert_coefficients(pipeline, expected, 6, 1e-9);
  g_assert_cmpstr(epoch_pipeline_get_feature(pipeline, 2)->name, ==, "bmi^2");
  g_assert_cmpstr(epoch_pipeline_get_feature(pipeline, 3)->name, ==, "bmi bp");
  g_assert_cmpuint(epoch_pipeline_get_feature(pipeline, 4)->source, ==, 1);
}

/* LogisticRegression(tol=1e-12, max_iter=10000) on passengers.csv: text, gaps and two classes of
 * numbers. */
static void
test_logistic(void)
{
  static const double expected[] = {3.161840015033203,   -0.18981711276379234, -1.812814129380296,
                                    -2.2606043740543234, -0.0578582928992944,  -0.05628041136524654,
                                    0.09882465144193842};
  static const double p[] = {0.3115469473777889, 0.6013142015854387, 0.059354195214159945,
                             0.43304741903323707, 0.0808236663428774};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe = sample_new_recipe("logistic", EPOCH_TASK_CLASSIFICATION,
                                                    "scale=standard", "tolerance=1e-12", NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;
  struct ec_matrix probabilities = EC_MATRIX_INIT;

  sample_init(&sample, "passengers.csv", "survived");
  g_assert_cmpint(sample.target->task, ==, EPOCH_TASK_CLASSIFICATION);
  g_assert_cmpstr(sample.target->classes[1], ==, "1");
  pipeline = sample_fit(&sample, recipe, NULL);
  assert_coefficients(pipeline, expected, 7, 1e-6);
  g_assert_cmpstr(epoch_pipeline_get_feature(pipeline, 2)->name, ==, "sex=male");
  g_assert_true(epoch_pipeline_predict_probabilities(pipeline, sample.table, NULL, NULL,
                                                     &probabilities, NULL));
  sample_assert_all_near(ec_matrix_column(&probabilities, 1), p, 5, 1e-7);
  ec_matrix_clear(&probabilities);
}

/* The same on flowers.csv: three classes. */
static void
test_multinomial(void)
{
  static const double p[3][3] = {
      {9.7837157486575532e-01, 2.1625949682361391e-02, 2.4757518831552316e-06},
      {9.6813308535799625e-01, 3.1862856458818825e-02, 4.0581831848175633e-06},
      {9.4019413291974452e-01, 5.9791179621128392e-02, 1.4687459126851555e-05}};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochRecipe) recipe =
      sample_new_recipe("logistic", EPOCH_TASK_CLASSIFICATION, "tolerance=1e-10", NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;
  struct ec_matrix probabilities = EC_MATRIX_INIT;

  sample_init(&sample, "flowers.csv", "species");
  pipeline = sample_fit(&sample, recipe, NULL);
  g_assert_cmpuint(epoch_pipeline_n_coefficient_rows(pipeline), ==, 3);
  g_assert_cmpstr(epoch_pipeline_get_classes(pipeline)[0], ==, "setosa");
  g_assert_true(epoch_pipeline_predict_probabilities(pipeline, sample.table, NULL, NULL,
                                                     &probabilities, NULL));
  for (gsize i = 0; i < 3; i++) {
    for (gsize k = 0; k < 3; k++) {
      sample_assert_near(ec_matrix_get(&probabilities, i, k), p[i][k], 1e-7);
    }
  }
  ec_matrix_clear(&probabilities);
}

/* A score of the rows that a pipeline was fitted on. */
static double
score_train(const Sample *sample, const EpochRecipe *recipe, const char *name)
{
  g_autoptr(EpochPipeline) pipeline = sample_fit(sample, recipe, NULL);
  gsize n = ec_table_n_rows(sample->table);
  g_autofree double *predictions = g_new(double, n);
  struct ec_matrix probabilities = EC_MATRIX_INIT;
  double score;

  g_assert_true(epoch_pipeline_predict(pipeline, sample->table, NULL, NULL, predictions, NULL));
  if (sample->target->n_classes > 0) {
    g_assert_true(epoch_pipeline_predict_probabilities(pipeline, sample->table, NULL, NULL,
                                                       &probabilities, NULL));
  }
  score = epoch_score_compute(name, sample->target, sample->target->y, predictions,
                              sample->target->n_classes > 0 ? &probabilities : NULL, n);
  ec_matrix_clear(&probabilities);
  return score;
}

/* On the rows they were fitted on, without scaling but for the neighbours:
 * DecisionTreeClassifier(max_depth=3), DecisionTreeRegressor(max_depth=3), KNeighbors…(5),
 * GaussianNB(): exactly; HistGradientBoosting…(max_iter=50, early_stopping=False) has bins and ties
 * of its own: nearly. */
static void
test_others(void)
{
  static const struct {
    const char *kind;
    gboolean classes;
    const char *setting;
    const char *score;
    double expected, epsilon;
  } cases[] = {
      {"tree", TRUE, "max_depth=3", "accuracy", 0.9777777777777777, 1e-12},
      {"tree", TRUE, "max_depth=3", "log_loss", 0.036620409622270755, 1e-12},
      {"tree", FALSE, "max_depth=3", "r2", 0.5825676316247967, 1e-12},
      {"extra-trees", TRUE, "trees=100", "accuracy", 1, 1e-12},
      {"boosting", FALSE, "rounds=50", "rmse", 38.15086259521682, 0.02},
      {"boosting", TRUE, "rounds=50", "log_loss", 0.015952910665939853, 0.01},
      {"neighbours", TRUE, "neighbours=5", "accuracy", 0.9777777777777777, 1e-12},
      {"neighbours", TRUE, "neighbours=5", "log_loss", 0.083715953639941, 1e-9},
      {"neighbours", FALSE, "neighbours=5", "r2", 0.5908742934967901, 1e-9},
      {"naive-bayes", TRUE, "var_smoothing=1e-9", "accuracy", 0.9555555555555556, 1e-12},
      {"naive-bayes", TRUE, "var_smoothing=1e-9", "log_loss", 0.08847791762591183, 1e-9},
  };
  g_auto(Sample) classes = {0};
  g_auto(Sample) amounts = {0};

  sample_init(&classes, "flowers.csv", "species");
  sample_init(&amounts, "diabetes.csv", "progression");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(EpochRecipe) recipe = sample_new_recipe(
        cases[i].kind, cases[i].classes ? EPOCH_TASK_CLASSIFICATION : EPOCH_TASK_REGRESSION,
        cases[i].setting, NULL);

    g_test_message("%s, %s", cases[i].kind, cases[i].score);
    sample_assert_near(score_train(cases[i].classes ? &classes : &amounts, recipe, cases[i].score),
                       cases[i].expected, cases[i].epsilon);
  }
}

/* The text of model.json after a fit with a number of threads. */
static GString *
write_with_threads(const EpochModelKind *kind, unsigned n_threads)
{
  struct ec_job job = EC_JOB_INIT;
  g_auto(Sample) sample = {0};
  EpochTask task = sample_init_for(&sample, kind);
  g_autoptr(EpochRecipe) recipe = sample_new_recipe(kind->id, task, NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(GError) error = NULL;
  GString *text;

  g_assert_cmpint(ec_pool_new(n_threads, &job.pool, NULL), ==, EC_OK);
  pipeline = sample_fit(&sample, recipe, &job);
  text = epoch_pipeline_write(pipeline, &error);
  g_assert_no_error(error);
  ec_pool_free(job.pool);
  return text;
}

static void
test_threads(void)
{
  g_auto(GStrv) ids = epoch_model_kind_dup_ids();

  for (gsize i = 0; ids[i] != NULL; i++) {
    const EpochModelKind *kind = epoch_model_kind_find(ids[i], NULL);
    g_autoptr(GString) one = write_with_threads(kind, 1);
    g_autoptr(GString) two = write_with_threads(kind, 2);
    g_autoptr(GString) four = write_with_threads(kind, 4);

    g_test_message("%s: %zu bytes", ids[i], one->len);
    g_assert_true(g_string_equal(one, two));
    g_assert_true(g_string_equal(one, four));
  }
}

/* What the core keeps of a model that was fitted with a seed. */
static GString *
write_with_seed(const Sample *sample, const char *kind, EpochTask task, guint64 seed)
{
  g_autoptr(EpochRecipe) recipe = sample_new_recipe(kind, task, NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(GString) text = NULL;

  epoch_recipe_set_seed(recipe, seed);
  pipeline = sample_fit(sample, recipe, NULL);
  text = epoch_pipeline_write(pipeline, NULL);
  return g_string_new(strstr(text->str, "\"fitted."));
}

/* Another seed gives another model where, and only where, the kind says that it is random. */
static void
test_seeds(void)
{
  static const char *const kinds[] = {"forest", "extra-trees", "kmeans", "linear", "logistic"};

  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    const EpochModelKind *kind = epoch_model_kind_find(kinds[i], NULL);
    g_auto(Sample) sample = {0};
    EpochTask task = sample_init_for(&sample, kind);
    g_autoptr(GString) first = write_with_seed(&sample, kinds[i], task, 1);
    g_autoptr(GString) second = write_with_seed(&sample, kinds[i], task, 2);

    g_assert_cmpint(g_string_equal(first, second), ==, !kind->is_random);
  }
}

/* A category and a value that only rows outside of the training rows have: what is learnt must not
 * know of them, although the table that the rows were cut out of does. */
static void
test_leakage(void)
{
  static const char csv[] = "kind,size,y\n"
                            "a,1,1\nb,2,2\na,3,4\nb,4,3\na,,5\nb,6,7\n"
                            "c,1000,0\nc,,0\n";
  static const size_t rows[] = {0, 1, 2, 3, 4, 5};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochTable) train = NULL;
  g_autoptr(EpochTarget) target = NULL;
  g_autoptr(EpochRecipe) recipe =
      sample_new_recipe("ridge", EPOCH_TASK_REGRESSION, "scale=standard", "impute=median", NULL);
  g_autoptr(EpochPipeline) pipeline = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  /* Of 1, 2, 3, 4 and 6 the median is 3; with it the mean is 19/6, and the deviation follows. */
  const double mean = 19.0 / 6;
  const double deviation = sqrt((1 + 4 + 9 + 16 + 9 + 36) / 6.0 - mean * mean);

  sample_init_text(&sample, csv, "y");
  g_assert_cmpint(ec_table_select_rows(sample.table, rows, 6, &train, NULL), ==, EC_OK);
  target = epoch_target_select(sample.target, rows, 6);
  pipeline =
      epoch_pipeline_fit(recipe, train, sample.columns, sample.n_columns, target, NULL, NULL, NULL);
  g_assert_cmpuint(epoch_pipeline_n_features(pipeline), ==, 2);
  g_assert_cmpstr(epoch_pipeline_get_feature(pipeline, 0)->name, ==, "kind=b");
  g_assert_cmpfloat(epoch_pipeline_get_feature(pipeline, 1)->fill, ==, 3);
  sample_assert_near(epoch_pipeline_get_feature(pipeline, 1)->centre, mean, 1e-14);
  sample_assert_near(epoch_pipeline_get_feature(pipeline, 1)->scale, deviation, 1e-14);
  /* The row of the category that was never seen is 0 in its column, scaled like a 0. */
  g_assert_true(epoch_pipeline_prepare(pipeline, sample.table, NULL, &x, NULL));
  sample_assert_near(ec_matrix_get(&x, 6, 0), (0 - 0.5) / 0.5, 1e-14);
  sample_assert_near(ec_matrix_get(&x, 7, 1), (3 - mean) / deviation, 1e-14);
  ec_matrix_clear(&x);
}

/* Gaps in text and numbers, as each choice fills them: the median of codes would be a category that
 * nobody wrote. The numbers are counted by hand. */
static void
test_fills(void)
{
  static const char csv[] =
      "kind,size,y\na,1,1.5\nb,2,2.5\n,3,4.5\nc,,3.5\nc,1,5.5\nb,4,7.5\nc,7,1.5\n";
  static const struct {
    const char *setting;
    double size, kind;
  } cases[] = {
      {"impute=leave", NAN, NAN},  {"impute=median", 2.5, NAN},    {"impute=mean", 3, NAN},
      {"impute=constant", 0, NAN}, {"impute=most-frequent", 1, 2},
  };
  g_auto(Sample) sample = {0};

  sample_init_text(&sample, csv, "y");
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(EpochRecipe) recipe =
        sample_new_recipe("boosting", EPOCH_TASK_REGRESSION, cases[i].setting, NULL);
    g_autoptr(EpochPipeline) pipeline = sample_fit(&sample, recipe, NULL);
    struct ec_matrix x = EC_MATRIX_INIT;

    g_assert_true(epoch_pipeline_prepare(pipeline, sample.table, NULL, &x, NULL));
    g_assert_true(isnan(cases[i].kind) ? isnan(ec_matrix_get(&x, 2, 0))
                                       : ec_matrix_get(&x, 2, 0) == cases[i].kind);
    g_assert_true(isnan(cases[i].size) ? isnan(ec_matrix_get(&x, 3, 1))
                                       : ec_matrix_get(&x, 3, 1) == cases[i].size);
    g_assert_cmpfloat(ec_matrix_get(&x, 3, 0), ==, 2);
    ec_matrix_clear(&x);
  }
}

/* A category that was never seen: an error that names it, or a way to go on. */
static void
test_unknown(void)
{
  static const char *const kinds[] = {"ridge", "tree", "boosting", "neighbours"};
  static const char csv[] = "kind,size,y\na,1,1.5\nb,2,2.5\na,3,4.5\nb,4,3.5\na,5,5.5\nb,6,7.5\n";
  static const char other[] = "kind,size\na,1\ngreen,2\n";
  g_auto(Sample) rows = {0};

  sample_init_text(&rows, other, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    g_auto(Sample) sample = {0};
    g_autoptr(EpochRecipe) strict = NULL;
    g_autoptr(EpochRecipe) lenient = NULL;
    g_autoptr(EpochPipeline) refusing = NULL;
    g_autoptr(EpochPipeline) ignoring = NULL;
    g_autoptr(GError) error = NULL;
    double predictions[2] = {NAN, NAN};

    sample_init_text(&sample, csv, "y");
    strict = sample_new_recipe(kinds[i], EPOCH_TASK_REGRESSION, "unknown=refuse", NULL);
    lenient = sample_new_recipe(kinds[i], EPOCH_TASK_REGRESSION, NULL);
    refusing = sample_fit(&sample, strict, NULL);
    ignoring = sample_fit(&sample, lenient, NULL);
    g_assert_false(
        epoch_pipeline_predict(refusing, rows.table, NULL, "new.csv", predictions, &error));
    g_assert_nonnull(strstr(error->message, "new.csv"));
    g_assert_nonnull(strstr(error->message, "row 2"));
    g_assert_nonnull(strstr(error->message, "kind"));
    g_assert_nonnull(strstr(error->message, "green"));
    g_assert_true(epoch_pipeline_predict(ignoring, rows.table, NULL, NULL, predictions, NULL));
    g_assert_true(isfinite(predictions[0]) && isfinite(predictions[1]));
  }
}

/* Classes out of text, numbers and truths; what can not be one. */
static void
test_targets(void)
{
  static const char csv[] = "text,truth,few,many,one,part\n"
                            "b,true,3,1.5,x,1\na,false,1,2.5,x,\nb,true,3,3.5,x,2\n"
                            "a,true,2,4.5,x,1\nb,false,1,5.5,x,2\na,true,3,6.5,x,1\n"
                            "b,true,1,7.5,x,2\na,true,2,8.5,x,1\nb,false,3,9.5,x,2\n"
                            "a,true,1,0.5,x,1\nb,false,2,1.7,x,2\na,true,2,2.7,x,1\n"
                            "b,true,1,3.7,x,2\na,true,3,4.7,x,1\nb,false,3,5.7,x,2\n";
  g_auto(Sample) sample = {0};
  static const EpochTask expected[] = {EPOCH_TASK_CLASSIFICATION, EPOCH_TASK_CLASSIFICATION,
                                       EPOCH_TASK_CLASSIFICATION, EPOCH_TASK_REGRESSION};
  static const char *const first[] = {"a", "false", "1", NULL};

  sample_init_text(&sample, csv, NULL);
  for (size_t column = 0; column < 4; column++) {
    g_autoptr(EpochTarget) target =
        epoch_target_new(sample.table, column, EPOCH_TASK_WITH_TARGET, NULL, NULL);

    g_assert_cmpint(target->task, ==, expected[column]);
    g_assert_cmpstr(target->classes[0], ==, first[column]);
  }
  {
    g_autoptr(EpochTarget) part =
        epoch_target_new(sample.table, 5, EPOCH_TASK_CLASSIFICATION, NULL, NULL);
    g_autofree size_t *rows = g_new(size_t, part->n_rows);

    g_assert_true(isnan(part->y[1]));
    g_assert_cmpuint(epoch_target_find_known(part, rows), ==, 14);
    g_assert_cmpuint(rows[1], ==, 2);
  }
  {
    g_autoptr(GError) error = NULL;

    g_assert_null(epoch_target_new(sample.table, 4, EPOCH_TASK_WITH_TARGET, "one.csv", &error));
    g_assert_nonnull(strstr(error->message, "one.csv"));
    g_assert_nonnull(strstr(error->message, "one class only"));
  }
  {
    g_autoptr(GError) error = NULL;

    g_assert_null(epoch_target_new(sample.table, 0, EPOCH_TASK_REGRESSION, NULL, &error));
    g_assert_nonnull(strstr(error->message, "holds text"));
  }
}
int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pipeline/linear", test_linear);
  g_test_add_func("/pipeline/polynomial", test_polynomial);
  g_test_add_func("/pipeline/logistic", test_logistic);
  g_test_add_func("/pipeline/multinomial", test_multinomial);
  g_test_add_func("/pipeline/others", test_others);
  g_test_add_func("/pipeline/threads", test_threads);
  g_test_add_func("/pipeline/seeds", test_seeds);
  g_test_add_func("/pipeline/leakage", test_leakage);
  g_test_add_func("/pipeline/fills", test_fills);
  g_test_add_func("/pipeline/unknown", test_unknown);
  g_test_add_func("/pipeline/targets", test_targets);
  return g_test_run();
}
