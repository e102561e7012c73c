/* Models as the callbacks of explanations. A classifier made for the test stands for all. */
#include "config.h"

#include "explain/model-output.h"
#include "explain/model-score.h"
#include "explain/permutation.h"
#include "model/linear.h"
#include "support.h"

enum { N = 8 };

/* Says class 1 with the probability in its first feature, and the others share the rest. */
static ec_status
probabilities_of(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
                 struct ec_matrix *p, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++)
    for (size_t k = 0; k < model->n_classes; k++)
      ec_matrix_set(p, i, k,
                    k == 1 ? ec_matrix_get(x, i, 0)
                           : (1.0 - ec_matrix_get(x, i, 0)) / (double)(model->n_classes - 1));
  return EC_OK;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++)
    predictions[i] = ec_matrix_get(x, i, 0) > 0.5;
  return EC_OK;
}

static const struct ec_model_class test_class = {
    .name = "test", .predict = predict, .predict_probabilities = probabilities_of};

/* Four of class 1, of which one is scored below one of the others and one is tied with one. */
static double p[N] = {0.9, 0.8, 0.6, 0.3, 0.6, 0.4, 0.2, 0.1};
static const double y[N] = {1, 1, 1, 1, 0, 0, 0, 0};
static const struct ec_matrix x = {p, N, 1, N};

static double
score_of(const struct ec_model *model, enum ec_score score)
{
  struct ec_model_score asked = {model, y, score};
  struct ec_error error = EC_ERROR_INIT;
  double value;
  assert_ok(ec_model_score(&asked, &x, &value, &error));
  return value;
}

static void
test_scores(void)
{
  struct ec_model model = {
      .model_class = &test_class, .n_features = 1, .fitted = true, .task = EC_TASK_CLASSIFICATION};
  double loss = 0.0;
  model.n_classes = 2;
  for (size_t i = 0; i < N; i++)
    loss -= log(y[i] == 1 ? p[i] : 1.0 - p[i]) / N;
  g_assert_cmpfloat(score_of(&model, EC_SCORE_ACCURACY), ==, 6.0 / 8.0);
  g_assert_cmpfloat(score_of(&model, EC_SCORE_AUC), ==, 13.5 / 16.0);
  assert_digits(score_of(&model, EC_SCORE_LOG_LOSS), -loss, 14.0);
  model.n_classes = 3;
  /* Class 0 has the same order turned around, and class 2 has no rows. */
  g_assert_cmpfloat(score_of(&model, EC_SCORE_AUC), ==, 13.5 / 16.0);
}

static void
test_output(void)
{
  struct ec_model model = {
      .model_class = &test_class, .n_features = 1, .fitted = true, .task = EC_TASK_CLASSIFICATION};
  struct ec_model_output asked = {&model, 1};
  struct ec_error error = EC_ERROR_INIT;
  double outputs[N];
  model.n_classes = 2;
  assert_ok(ec_model_output(&asked, &x, outputs, &error));
  g_assert_cmpmem(outputs, sizeof outputs, p, sizeof p);
  asked.output = 2;
  assert_status(ec_model_output(&asked, &x, outputs, &error), EC_ERROR_ARGUMENT);
}

/* The importance of the features of a fitted linear model, by its own R². */
static void
test_linear(void)
{
  double numbers[3 * N], target[N], means[3];
  struct ec_matrix features = {numbers, N, 3, N};
  struct ec_data data = {.x = features, .y = target};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_permutation_options options = EC_PERMUTATION_OPTIONS_INIT(1);
  struct ec_permutation result = {means, NULL, NULL, 0.0};
  struct ec_model_score asked = {NULL, target, EC_SCORE_R2};
  struct ec_model *model;
  double score;
  for (size_t i = 0; i < N; i++) {
    numbers[i] = sin((double)i * 2.0);
    numbers[N + i] = cos((double)i * 3.0);
    numbers[2 * N + i] = (double)(i * i % 7);
    target[i] = 5.0 * numbers[i] + numbers[N + i];
  }
  assert_ok(ec_linear_new(NULL, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  asked.model = model;
  assert_ok(ec_permutation_importance(&features, ec_model_score, &asked, &options, NULL, &result,
                                      &error));
  assert_digits(result.score, 1.0, 14.0);
  g_assert_cmpfloat(means[0], >, 5.0 * means[1]);
  g_assert_cmpfloat(means[1], >, 0.01);
  g_assert_cmpfloat(fabs(means[2]), <, 1e-12);
  asked.score = EC_SCORE_AUC;
  assert_status(ec_model_score(&asked, &features, &score, &error), EC_ERROR_UNSUPPORTED);
  ec_model_free(model);
}

static ec_status
score_all(void *data, struct ec_error *error)
{
  struct ec_model model = {
      .model_class = &test_class, .n_features = 1, .fitted = true, .task = EC_TASK_CLASSIFICATION};
  ec_status status = EC_OK;
  model.n_classes = 3;
  for (int score = EC_SCORE_ACCURACY; status == EC_OK && score <= EC_SCORE_LOG_LOSS; score++) {
    struct ec_model_score asked = {&model, y, (enum ec_score)score};
    double value;
    status = ec_model_score(&asked, &x, &value, error);
  }
  return status;
}

static void
test_memory(void)
{
  g_assert_cmpint(fail_each_allocation(score_all, NULL), >, 5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/permutation-model/scores", test_scores);
  g_test_add_func("/permutation-model/output", test_output);
  g_test_add_func("/permutation-model/linear", test_linear);
  g_test_add_func("/permutation-model/memory", test_memory);
  return g_test_run();
}
