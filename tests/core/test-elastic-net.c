#include "config.h"

#include "base/random.h"
#include "linear-rows.h"
#include "model/elastic-net.h"
#include "model/ridge.h"
#include "strd.h"

/* scikit-learn 1.4.2 on the rows of linear-rows.h: ElasticNet(alpha=, l1_ratio=, tol=1e-15,
 * max_iter=1000000), with fit_intercept=False where there is no intercept; intercept, then
 * coefficients. */
static const struct {
  size_t n, d;
  double alpha, l1_ratio;
  bool intercept;
  double expected[10];
} references[] = {
    {120, 4, 0.1, 1, true, {5.108931442274653, 2.7561405271749284, 0, -0.9589664953005492, 0}},
    {120, 4, 0.1, 1, false, {0, 2.2589917587094304, 0, -1.017471814144015, 0.23918290424521985}},
    {120, 4, 0.5, 1, true, {5.075214690843939, 1.4294270229459562, 0, -0.8427150881030977, 0}},
    {120, 4, 0.5, 1, false, {0, 0.9360356977103852, 0, -0.9031492325007406, 0.1659671602722927}},
    {120,
     4,
     0.1,
     0.5,
     true,
     {5.101847296603491, 2.496780928877249, -0.017532781939508392, -0.9671216666950408, 0}},
    {120,
     4,
     0.1,
     0.5,
     false,
     {0, 2.0726279339924374, -0.017155186517111863, -1.0223462834634727, 0.24732774844413666}},
    {120, 4, 1, 0.2, true, {5.056519344494459, 0.665255802296328, 0, -0.7496147417965123, 0}},
    {120, 4, 1, 0.2, false, {0, 0.5336761799838411, 0, -0.7879798054330074, 0.1955100259056868}},
    /* More columns than rows. */
    {6,
     9,
     0.3,
     1,
     true,
     {3.712873103734256, 0, -0.27036007915981364, -0.8361508417545117, 0, 0, -0.19143932710214936,
      0, -0.05034760636356583, -0.2179822469680493}},
    {6,
     9,
     0.3,
     0.5,
     true,
     {3.6675337427727226, 0, -0.38937737205183814, -0.8461791511739184, 0, 0, -0.23606801001490127,
      0, -0.08259088659571116, -0.22599164817666342}},
};

static struct ec_model *
fit(const struct ec_data *data, double alpha, double l1_ratio, bool intercept)
{
  struct ec_elastic_net_options options = EC_ELASTIC_NET_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  options.alpha = alpha;
  options.l1_ratio = l1_ratio;
  options.intercept = intercept;
  options.tolerance = 1e-14;
  if (l1_ratio == 1.0)
    assert_ok(ec_lasso_new(&options, &model, &error));
  else
    assert_ok(ec_elastic_net_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, data, NULL, &error));
  return model;
}

static void
test_references(void)
{
  for (size_t r = 0; r < G_N_ELEMENTS(references); r++) {
    struct linear_rows *rows = linear_rows_new(references[r].n, references[r].d, 0);
    struct ec_model *model =
        fit(&rows->data, references[r].alpha, references[r].l1_ratio, references[r].intercept);
    const struct ec_linear_result *result = ec_linear_get_result(model);
    const struct ec_elastic_net_fit *found = ec_elastic_net_get_fit(model);
    size_t rank = 0;
    g_assert_true(found->converged);
    assert_near(result->intercept, references[r].expected[0], 1e-8);
    for (size_t j = 0; j < references[r].d; j++) {
      assert_near(result->coefficients[j], references[r].expected[j + 1], 1e-8);
      g_assert_cmpint(result->coefficients[j] == 0.0, ==, references[r].expected[j + 1] == 0.0);
      rank += result->coefficients[j] != 0.0;
      g_assert_false(result->aliased[j]);
    }
    g_assert_cmpuint(result->rank, ==, rank);
    g_assert_true(isnan(result->errors[0]) && isnan(result->sigma));
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* The conditions of optimality, by plain loops over the rows: x_j·r / n = α ρ sign(b_j) + α (1 - ρ) b_j
 * where b_j is not zero, and at most α ρ in size where it is; and r adds up to zero. */
static void
check_optimality(const struct ec_data *data, const struct ec_linear_result *result, double alpha,
                 double l1_ratio, double within)
{
  size_t n = data->x.n_rows;
  double *r = g_new(double, n), sum = 0.0, squares = 0.0;
  for (size_t i = 0; i < n; i++) {
    r[i] = data->y[i] - result->intercept;
    for (size_t j = 0; j < result->n_features; j++)
      r[i] -= ec_matrix_get(&data->x, i, j) * result->coefficients[j];
    sum += r[i];
    squares += r[i] * r[i];
  }
  assert_near(sum / (double)n, 0.0, within);
  assert_digits(result->residual_squares, squares, 9);
  for (size_t j = 0; j < result->n_features; j++) {
    double b = result->coefficients[j], product = 0.0;
    for (size_t i = 0; i < n; i++)
      product += ec_matrix_get(&data->x, i, j) * r[i] / (double)n;
    if (b != 0.0)
      assert_near(product, alpha * l1_ratio * copysign(1, b) + alpha * (1 - l1_ratio) * b, within);
    else
      g_assert_cmpfloat(fabs(product), <=, alpha * l1_ratio + within);
  }
  g_free(r);
}

static void
test_optimality(void)
{
  static const struct {
    size_t n, d;
    double alpha, l1_ratio;
  } cases[] = {{1, 1, 0.1, 1},      {2, 1, 0.1, 0.5},      {3, 7, 0.01, 1},     {1000, 33, 0.05, 1},
               {257, 40, 0.3, 0.7}, {5003, 17, 1e-4, 0.9}, {50, 200, 0.2, 0.5}, {50, 200, 0.5, 1}};
  for (size_t t = 0; t < G_N_ELEMENTS(cases); t++) {
    struct linear_rows *rows = linear_rows_new(cases[t].n, cases[t].d, 0);
    struct ec_model *model = fit(&rows->data, cases[t].alpha, cases[t].l1_ratio, true);
    const struct ec_elastic_net_fit *found = ec_elastic_net_get_fit(model);
    g_test_message("case %zu: %zu sweeps, gap %g", t, found->n_iterations, found->gap);
    check_optimality(&rows->data, ec_linear_get_result(model), cases[t].alpha, cases[t].l1_ratio,
                     1e-6);
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* Longley's columns are nearly dependent, and far from zero: what takes coordinate descent alone
 * hundreds of thousands of sweeps is solved here. */
static void
test_dependent(void)
{
  struct ec_data data = {.n_classes = 0};
  struct ec_error error = EC_ERROR_INIT;
  double y[16];
  assert_ok(ec_matrix_new(16, 6, &data.x, &error));
  for (size_t i = 0; i < 16; i++) {
    y[i] = LONGLEY[i][0];
    for (size_t j = 0; j < 6; j++)
      ec_matrix_set(&data.x, i, j, LONGLEY[i][j + 1]);
  }
  data.y = y;
  for (size_t t = 0; t < 2; t++) {
    struct ec_model *model = fit(&data, t == 0 ? 10 : 1000, 1, true);
    const struct ec_elastic_net_fit *found = ec_elastic_net_get_fit(model);
    g_test_message("%zu sweeps, gap %g", found->n_iterations, found->gap);
    g_assert_true(found->converged);
    g_assert_cmpuint(found->n_iterations, <, 2000);
    check_optimality(&data, ec_linear_get_result(model), t == 0 ? 10 : 1000, 1, 1e-3);
    ec_model_free(model);
  }
  ec_matrix_clear(&data.x);
}

/* Without an L1 part it is ridge regression with lambda = n α (1 - ρ); without any, least squares. */
static void
test_ridge(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 0);
  for (size_t t = 0; t < 2; t++) {
    double alpha = t == 0 ? 0.25 : 0.0;
    struct ec_model *model = fit(&rows->data, alpha, 0, true), *ridge;
    struct ec_ridge_options options = {120 * alpha, true};
    struct ec_error error = EC_ERROR_INIT;
    assert_ok(ec_ridge_new(&options, &ridge, &error));
    assert_ok(ec_model_fit(ridge, &rows->data, NULL, &error));
    for (size_t j = 0; j < 4; j++)
      g_assert_cmpfloat(ec_linear_get_result(model)->coefficients[j], ==,
                        ec_linear_get_result(ridge)->coefficients[j]);
    g_assert_true(ec_elastic_net_get_fit(model)->converged);
    ec_model_free(model);
    ec_model_free(ridge);
  }
  linear_rows_free(rows);
}

/* scikit-learn 1.4.2: enet_path(X - X.mean(0), t - t.mean(), l1_ratio=0.5, n_alphas=5, eps=1e-3,
 * tol=1e-15, max_iter=1000000). */
static void
test_path(void)
{
  static const double alphas[5] = {5.665761306348883, 1.0075306673275448, 0.17916710406913486,
                                   0.03186091721224435, 0.005665761306348883};
  static const double expected[5][4] = {
      {0, 0, 0, 0},
      {0.5337481460572037, 0, -0.7266008036935053, 0},
      {2.1429154128858015, -0.006172738096143523, -0.9471679220855279, 0},
      {2.8744175579283504, -0.024298400958104996, -0.9827434974081292, 0},
      {3.042808637175135, -0.026129646101460926, -0.9881726599035233, 0.001489741463682471}};
  struct linear_rows *rows = linear_rows_new(120, 4, 0);
  struct ec_elastic_net_options options = EC_ELASTIC_NET_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_elastic_net_path *path = NULL, *again;
  double rising[2] = {0.1, 0.2};
  options.tolerance = 1e-14;
  assert_ok(ec_elastic_net_path(&rows->data, &options, NULL, 5, NULL, &path, &error));
  for (size_t i = 0; i < 5; i++) {
    struct ec_model *model;
    assert_digits(path->alphas[i], alphas[i], 12);
    for (size_t j = 0; j < 4; j++)
      assert_near(path->coefficients[4 * i + j], expected[i][j], 1e-8);
    g_assert_true(path->fits[i].converged);
    model = fit(&rows->data, path->alphas[i], 0.5, true);
    assert_near(path->intercepts[i], ec_linear_get_result(model)->intercept, 1e-8);
    assert_near(path->r_squared[i], ec_linear_get_result(model)->r_squared, 1e-9);
    ec_model_free(model);
  }
  assert_ok(ec_elastic_net_path(&rows->data, &options, path->alphas, 5, NULL, &again, &error));
  g_assert_cmpmem(path->coefficients, 160, again->coefficients, 160);
  ec_elastic_net_path_free(again);
  ec_elastic_net_path_free(path);
  ec_elastic_net_path_free(NULL);
  path = NULL;
  assert_status(ec_elastic_net_path(&rows->data, &options, rising, 2, NULL, &path, &error),
                EC_ERROR_ARGUMENT);
  assert_status(ec_elastic_net_path(&rows->data, &options, NULL, 0, NULL, &path, &error),
                EC_ERROR_ARGUMENT);
  options.l1_ratio = 0.0;
  assert_status(ec_elastic_net_path(&rows->data, &options, NULL, 5, NULL, &path, &error),
                EC_ERROR_ARGUMENT);
  options.l1_ratio = 1.0;
  ec_matrix_set(&rows->data.x, 3, 1, NAN);
  assert_status(ec_elastic_net_path(&rows->data, &options, NULL, 5, NULL, &path, &error),
                EC_ERROR_VALUE);
  g_assert_null(path);
  linear_rows_free(rows);
}

static void
test_refused(void)
{
  struct linear_rows *rows = linear_rows_new(20, 3, 0);
  struct ec_elastic_net_options options = EC_ELASTIC_NET_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_job job = EC_JOB_INIT;
  struct ec_model *model = NULL;
  options.alpha = -1;
  assert_status(ec_lasso_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_elastic_net_options)EC_ELASTIC_NET_OPTIONS_INIT;
  options.l1_ratio = NAN;
  assert_status(ec_elastic_net_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_elastic_net_options)EC_ELASTIC_NET_OPTIONS_INIT;
  options.tolerance = 0;
  assert_status(ec_elastic_net_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  g_assert_null(model);
  assert_ok(ec_lasso_new(NULL, &model, &error));
  g_assert_null(ec_elastic_net_get_fit(model));
  job.cancelled = always;
  assert_status(ec_model_fit(model, &rows->data, &job, &error), EC_ERROR_CANCELLED);
  for (size_t i = 0; i < 20; i++)
    ec_matrix_set(&rows->data.x, i, 1, i % 2 ? 1e200 : -1e200);
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "too large");
  for (size_t i = 0; i < 20; i++)
    ec_matrix_set(&rows->data.x, i, 1, 0.1);
  /* A constant column is left at zero; so is all where the target is constant. */
  assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
  g_assert_cmpfloat(ec_linear_get_result(model)->coefficients[1], ==, 0.0);
  for (size_t i = 0; i < 20; i++)
    rows->y[i] = 0.3;
  assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
  g_assert_cmpfloat(ec_linear_get_result(model)->intercept, ==, 0.3);
  g_assert_cmpfloat(ec_linear_get_result(model)->coefficients[0], ==, 0.0);
  g_assert_true(ec_elastic_net_get_fit(model)->converged);
  ec_model_free(model);
  linear_rows_free(rows);
}

static ec_status
make_lasso(struct ec_model **model, struct ec_error *error)
{
  struct ec_elastic_net_options options = EC_ELASTIC_NET_OPTIONS_INIT;
  options.alpha = 0.01;
  return ec_lasso_new(&options, model, error);
}

static void
test_files(void)
{
  static const char *const names[] = {"a", "b", "c", "d"};
  static const struct damaged cases[] = {
      {"{\"model\": \"lasso\", \"intercept\": 1, \"coefficients\": [1]}", EC_ERROR_NOT_FOUND,
       "alpha"},
      {"{\"model\": \"elastic-net\", \"intercept\": 1, \"coefficients\": [1], \"alpha\": -1, "
       "\"l1_ratio\": 1}",
       EC_ERROR_VALUE, "alpha"},
      {"{\"model\": \"elastic-net\", \"intercept\": 1, \"coefficients\": [1], \"alpha\": 1, "
       "\"l1_ratio\": 2}",
       EC_ERROR_VALUE, "l1_ratio"},
      {"{\"model\": \"lasso\", \"alpha\": 1, \"l1_ratio\": 1}", EC_ERROR_NOT_FOUND, "intercept"},
  };
  struct linear_rows *rows = linear_rows_new(120, 4, 0);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model, *loaded;
  double before[120], after[120];
  char text[2000];
  rows->data.names = names;
  model = fit(&rows->data, 0.1, 0.5, true);
  loaded = reload(model);
  g_assert_true(loaded->model_class == &ec_elastic_net_class);
  assert_ok(ec_model_predict(model, &rows->data.x, NULL, before, &error));
  assert_ok(ec_model_predict(loaded, &rows->data.x, NULL, after, &error));
  g_assert_cmpmem(before, sizeof before, after, sizeof after);
  g_assert_null(ec_elastic_net_get_fit(loaded));
  ec_model_describe(loaded, text, sizeof text);
  assert_contains(text, "alpha 0.1, share of the L1 penalty 0.5");
  assert_contains(text, "3 of 4 coefficients are not zero");
  ec_model_free(model);
  ec_model_free(loaded);
  check_damaged(cases, G_N_ELEMENTS(cases));
  linear_rows_free(rows);
  rows = linear_rows_new(20011, 7, 0);
  check_same_bits(make_lasso, &rows->data);
  linear_rows_free(rows);
}

static ec_status
fit_once(void *data, struct ec_error *error)
{
  struct ec_elastic_net_path *path = NULL;
  struct ec_model *model = NULL;
  ec_status status = make_lasso(&model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, data, NULL, error);
  if (status == EC_OK)
    status = ec_elastic_net_path(data, NULL, NULL, 4, NULL, &path, error);
  ec_elastic_net_path_free(path);
  ec_model_free(model);
  return status;
}

static void
test_no_memory(void)
{
  struct linear_rows *rows = linear_rows_new(30, 3, 0);
  g_assert_cmpint(fail_each_allocation(fit_once, &rows->data), >, 30);
  linear_rows_free(rows);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/elastic-net/references", test_references);
  g_test_add_func("/elastic-net/optimality", test_optimality);
  g_test_add_func("/elastic-net/dependent", test_dependent);
  g_test_add_func("/elastic-net/ridge", test_ridge);
  g_test_add_func("/elastic-net/path", test_path);
  g_test_add_func("/elastic-net/refused", test_refused);
  g_test_add_func("/elastic-net/files", test_files);
  g_test_add_func("/elastic-net/no-memory", test_no_memory);
  return g_test_run();
}
