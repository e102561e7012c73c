#include "config.h"

#include "linear-rows.h"
#include "model/descent.h"
#include "model/logistic.h"

static struct ec_model *
fit(const struct ec_data *data, const struct ec_descent_options *options)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_descent_new(options, &model, &error));
  assert_ok(ec_model_fit(model, data, NULL, &error));
  return model;
}

/* numpy, on the rows of linear-rows.h with A = [X 1]:
 *   for s in range(20):
 *       z = A @ w; r = z - t            (two classes: r = 1 / (1 + exp(-z)) - y)
 *       v = 0.5 * v - 0.05 * (A.T @ r / 120); w = w + v
 * then w, and 0.5 * mean((z - t)**2) (two classes: mean(logaddexp(0, z) - y * z)). */
static void
test_references(void)
{
  static const double expected[2][6] = {
      {1.2754170250832784, -0.12739514839449292, -1.0541625647835076, 0.04563525519928442,
       4.5016048651226805, 0.635844031365156},
      {0.17957557946787217, -0.25634285354997166, 0.11552092688865173, 0.013171572180253355,
       -0.06283234083382117, 0.6324902841355021}};
  for (size_t t = 0; t < 2; t++) {
    struct linear_rows *rows = linear_rows_new(120, 4, 2 * t);
    struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
    const struct ec_descent_result *result;
    struct ec_model *model;
    options.rate = 0.05;
    options.momentum = 0.5;
    options.n_epochs = 20;
    model = fit(&rows->data, &options);
    result = ec_descent_get_result(model);
    g_assert_cmpuint(result->n_steps, ==, 20);
    g_assert_cmpuint(result->n_path, ==, 21);
    for (size_t j = 0; j < 5; j++) {
      assert_digits(result->path_weights[20 * 5 + j], expected[t][j], 12);
      g_assert_cmpfloat(result->path_weights[j], ==, 0.0);
    }
    assert_digits(result->losses[20], expected[t][5], 12);
    g_assert_cmpmem(result->losses, 21 * 8, result->path_losses, 21 * 8);
    assert_digits(ec_linear_get_result(model)->intercept, expected[t][4], 12);
    g_assert_cmpint(result->outcome, ==, EC_DESCENT_LIMIT);
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* numpy: eigvalsh(A.T @ A / 120) is 0.288…, 0.984…, 1.466…, 2.660…, 5.293759080934657. */
static void
test_largest_rate(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 0);
  for (size_t t = 0; t < 2; t++) {
    struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
    const struct ec_descent_result *result;
    struct ec_model *model;
    double largest;
    char text[2000];
    options.momentum = t == 0 ? 0.0 : 0.5;
    options.n_epochs = 5000;
    options.rate = 0.1;
    model = fit(&rows->data, &options);
    result = ec_descent_get_result(model);
    largest = result->largest_rate;
    assert_digits(largest, t == 0 ? 0.37780336608119375 : 0.5667050491217906, 12);
    assert_digits(result->condition, 18.350153434037605, 11);
    g_assert_cmpint(result->outcome, ==, EC_DESCENT_CONVERGED);
    ec_model_free(model);
    /* Just below it converges, just above it does not; and says so. */
    options.rate = 0.99 * largest;
    model = fit(&rows->data, &options);
    g_assert_cmpint(ec_descent_get_result(model)->outcome, ==, EC_DESCENT_CONVERGED);
    ec_model_free(model);
    options.rate = 1.01 * largest;
    model = fit(&rows->data, &options);
    result = ec_descent_get_result(model);
    g_assert_cmpint(result->outcome, ==, EC_DESCENT_DIVERGED);
    g_assert_cmpuint(result->n_epochs, <, 5000);
    g_assert_cmpfloat(result->losses[result->n_epochs], >, 1e5 * result->losses[0]);
    /* What is predicted with is the best place on the way, not the last. */
    g_assert_cmpfloat(ec_linear_get_result(model)->residual_squares, <=,
                      240 * result->losses[0] * (1 + 1e-12));
    ec_model_describe(model, text, sizeof text);
    assert_contains(text, "the learning rate is too large");
    ec_model_free(model);
  }
  linear_rows_free(rows);
}

/* However small the batches, and with what loss: it ends near the answer that is found otherwise. */
static void
test_answers(void)
{
  static const size_t batches[] = {0, 1, 7, 120, 1000};
  struct linear_rows *rows = linear_rows_new(120, 4, 0), *classes = linear_rows_new(120, 4, 2);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *linear, *logistic;
  struct ec_logistic_options penalty = EC_LOGISTIC_OPTIONS_INIT;
  penalty.penalty = EC_LOGISTIC_NONE;
  assert_ok(ec_linear_new(NULL, &linear, &error));
  assert_ok(ec_model_fit(linear, &rows->data, NULL, &error));
  assert_ok(ec_logistic_new(&penalty, &logistic, &error));
  assert_ok(ec_model_fit(logistic, &classes->data, NULL, &error));
  for (size_t b = 0; b < G_N_ELEMENTS(batches); b++) {
    bool whole = batches[b] == 0 || batches[b] >= 120;
    struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
    struct ec_model *model;
    options.rate = whole ? 0.3 : 0.002 * (double)batches[b];
    options.n_epochs = whole ? 4000 : 1500;
    options.batch_size = batches[b];
    options.seed = 3;
    model = fit(&rows->data, &options);
    for (size_t j = 0; j < 4; j++)
      assert_near(ec_linear_get_result(model)->coefficients[j],
                  ec_linear_get_result(linear)->coefficients[j], whole ? 1e-6 : 2e-2);
    g_assert_cmpuint(ec_descent_get_result(model)->n_path, <=, options.path_limit);
    ec_model_free(model);
    model = fit(&classes->data, &options);
    for (size_t j = 0; j < 4; j++)
      assert_near(ec_linear_get_result(model)->coefficients[j],
                  ec_logistic_get_result(logistic)->coefficients[j], whole ? 1e-5 : 6e-2);
    ec_model_free(model);
  }
  ec_model_free(linear);
  ec_model_free(logistic);
  linear_rows_free(rows);
  linear_rows_free(classes);
}

/* The same seed goes the same way, another seed another one; each place is where the path says. */
static void
test_seeds(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 0);
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  const struct ec_descent_result *a, *b, *c;
  struct ec_model *models[3];
  options.rate = 0.01;
  options.batch_size = 16;
  options.n_epochs = 3;
  for (size_t i = 0; i < 3; i++) {
    options.seed = i / 2;
    models[i] = fit(&rows->data, &options);
  }
  a = ec_descent_get_result(models[0]);
  b = ec_descent_get_result(models[1]);
  c = ec_descent_get_result(models[2]);
  g_assert_cmpuint(a->n_steps, ==, 24);
  g_assert_cmpuint(a->n_path, ==, 25);
  g_assert_cmpmem(a->path_weights, 25 * 5 * 8, b->path_weights, 25 * 5 * 8);
  g_assert_cmpint(memcmp(a->path_weights, c->path_weights, 25 * 5 * 8), !=, 0);
  for (size_t i = 0; i < 25; i++) {
    double loss;
    assert_ok(ec_descent_loss(&rows->data, a->path_weights + 5 * i, 5, NULL, &loss, &error));
    g_assert_cmpuint(a->path_steps[i], ==, i);
    if (i % 8 == 0)
      g_assert_cmpfloat(a->path_losses[i], ==, loss);
    else
      g_assert_true(isnan(a->path_losses[i]));
  }
  for (size_t i = 0; i < 3; i++)
    ec_model_free(models[i]);
  linear_rows_free(rows);
}

/* A path is thinned to its limit, whatever the number of steps, and keeps both ends. */
static void
test_thinning(void)
{
  struct linear_rows *rows = linear_rows_new(20, 2, 0);
  for (size_t limit = 2; limit <= 12; limit++)
    for (size_t epochs = 1; epochs <= 23; epochs++) {
      struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
      const struct ec_descent_result *result;
      struct ec_model *model;
      options.rate = 0.001;
      options.n_epochs = epochs;
      options.path_limit = limit;
      options.batch_size = epochs % 2 ? 0 : 6;
      model = fit(&rows->data, &options);
      result = ec_descent_get_result(model);
      g_assert_cmpuint(result->n_path, <=, limit);
      g_assert_cmpuint(result->path_steps[0], ==, 0);
      g_assert_cmpuint(result->path_steps[result->n_path - 1], ==, result->n_steps);
      for (size_t i = 1; i < result->n_path; i++)
        g_assert_cmpuint(result->path_steps[i], >, result->path_steps[i - 1]);
      ec_model_free(model);
    }
  linear_rows_free(rows);
}

static void
test_start(void)
{
  static const double start[3] = {1, -2, 0.5};
  struct linear_rows *rows = linear_rows_new(20, 2, 0);
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  double loss;
  options.start = start;
  options.n_start = 3;
  model = fit(&rows->data, &options);
  g_assert_cmpmem(ec_descent_get_result(model)->path_weights, sizeof start, start, sizeof start);
  assert_ok(ec_descent_loss(&rows->data, start, 3, NULL, &loss, &error));
  g_assert_cmpfloat(ec_descent_get_result(model)->losses[0], ==, loss);
  assert_status(ec_descent_loss(&rows->data, start, 1, NULL, &loss, &error), EC_ERROR_SHAPE);
  ec_model_free(model);
  options.n_start = 2;
  assert_ok(ec_descent_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "3 weights");
  ec_model_free(model);
  linear_rows_free(rows);
}

static void
test_refused(void)
{
  struct linear_rows *rows = linear_rows_new(20, 2, 3);
  struct ec_descent_options wrong[6];
  struct ec_error error = EC_ERROR_INIT;
  struct ec_job job = EC_JOB_INIT;
  struct ec_model *model = NULL;
  double bad = NAN;
  for (size_t i = 0; i < 6; i++)
    wrong[i] = (struct ec_descent_options)EC_DESCENT_OPTIONS_INIT;
  wrong[0].rate = 0;
  wrong[1].momentum = 1;
  wrong[2].n_epochs = 0;
  wrong[3].path_limit = 1;
  wrong[4].tolerance = -1;
  wrong[5].start = &bad;
  wrong[5].n_start = 1;
  for (size_t i = 0; i < 6; i++)
    assert_status(ec_descent_new(&wrong[i], &model, &error), EC_ERROR_ARGUMENT);
  g_assert_null(model);
  assert_ok(ec_descent_new(NULL, &model, &error));
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_UNSUPPORTED);
  assert_contains(error.message, "there are 3");
  rows->data.n_classes = 0;
  job.cancelled = always;
  assert_status(ec_model_fit(model, &rows->data, &job, &error), EC_ERROR_CANCELLED);
  for (size_t i = 0; i < 20; i++)
    rows->y[i] = 1e200;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "scale");
  for (size_t i = 0; i < 20; i++)
    rows->y[i] = 0;
  assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
  g_assert_cmpint(ec_descent_get_result(model)->outcome, ==, EC_DESCENT_CONVERGED);
  g_assert_cmpuint(ec_descent_get_result(model)->n_steps, ==, 0);
  ec_model_free(model);
  linear_rows_free(rows);
}

static ec_status
make_batches(struct ec_model **model, struct ec_error *error)
{
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
  options.rate = 0.01;
  options.n_epochs = 5;
  options.batch_size = 1000;
  return ec_descent_new(&options, model, error);
}

static ec_status
make_whole(struct ec_model **model, struct ec_error *error)
{
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
  options.rate = 0.01;
  return ec_descent_new(&options, model, error);
}

static void
test_files(void)
{
  static const struct damaged cases[] = {
      {"{\"model\": \"descent\", \"intercept\": 1, \"coefficients\": [1]}", EC_ERROR_NOT_FOUND,
       "task"},
#define HEAD "{\"model\": \"descent\", \"intercept\": 1, \"coefficients\": [1], "
      {HEAD "\"task\": \"guess\", \"rate\": 1, \"momentum\": 0}", EC_ERROR_VALUE, "task"},
      {HEAD "\"task\": \"regression\", \"rate\": 0, \"momentum\": 0}", EC_ERROR_VALUE, "rate"},
      {HEAD "\"task\": \"regression\", \"rate\": 1, \"momentum\": 1}", EC_ERROR_VALUE, "momentum"},
  };
  for (size_t t = 0; t < 2; t++) {
    struct linear_rows *rows = linear_rows_new(120, 4, 2 * t);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model, *loaded;
    double before[120], after[120];
    assert_ok(make_whole(&model, &error));
    assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
    loaded = reload(model);
    assert_ok(ec_model_predict(model, &rows->data.x, NULL, before, &error));
    assert_ok(ec_model_predict(loaded, &rows->data.x, NULL, after, &error));
    g_assert_cmpmem(before, sizeof before, after, sizeof after);
    g_assert_cmpint(loaded->task, ==, t == 0 ? EC_TASK_REGRESSION : EC_TASK_CLASSIFICATION);
    g_assert_null(ec_descent_get_result(loaded));
    if (t == 1) {
      struct ec_matrix p;
      assert_ok(ec_matrix_new(120, 2, &p, &error));
      assert_ok(ec_model_predict_probabilities(loaded, &rows->data.x, NULL, &p, &error));
      for (size_t i = 0; i < 120; i++) {
        assert_near(ec_matrix_get(&p, i, 0) + ec_matrix_get(&p, i, 1), 1.0, 1e-15);
        g_assert_cmpint(ec_matrix_get(&p, i, 1) > 0.5, ==, before[i] == 1.0);
      }
      ec_matrix_clear(&p);
    }
    ec_model_free(model);
    ec_model_free(loaded);
    linear_rows_free(rows);
    rows = linear_rows_new(5011, 7, 2 * t);
    check_same_bits(make_batches, &rows->data);
    check_same_bits(make_whole, &rows->data);
    linear_rows_free(rows);
  }
  check_damaged(cases, G_N_ELEMENTS(cases));
}

static ec_status
fit_once(void *data, struct ec_error *error)
{
  static const double start[4] = {0};
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;
  struct ec_model *model = NULL;
  ec_status status;
  options.rate = 0.001;
  options.start = start;
  options.n_start = 4;
  options.batch_size = 8;
  options.n_epochs = 3;
  status = ec_descent_new(&options, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, data, NULL, error);
  ec_model_free(model);
  return status;
}

static void
test_no_memory(void)
{
  struct linear_rows *rows = linear_rows_new(30, 3, 0);
  g_assert_cmpint(fail_each_allocation(fit_once, &rows->data), >, 8);
  linear_rows_free(rows);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/descent/references", test_references);
  g_test_add_func("/descent/largest-rate", test_largest_rate);
  g_test_add_func("/descent/answers", test_answers);
  g_test_add_func("/descent/seeds", test_seeds);
  g_test_add_func("/descent/thinning", test_thinning);
  g_test_add_func("/descent/start", test_start);
  g_test_add_func("/descent/refused", test_refused);
  g_test_add_func("/descent/files", test_files);
  g_test_add_func("/descent/no-memory", test_no_memory);
  return g_test_run();
}
