#include "config.h"

#include "base/parallel.h"
#include "base/random.h"
#include "explain/model-output.h"
#include "explain/partial-dependence.h"
#include "model/linear.h"
#include "support.h"

enum { N = 30 };

/* sin(a) b + c² + (c where a > 0.3). */
static ec_status
bend(void *data, const struct ec_matrix *x, double *outputs, struct ec_error *error)
{
  for (size_t i = 0; i < x->n_rows; i++) {
    double a = ec_matrix_get(x, i, 0), b = ec_matrix_get(x, i, 1), c = ec_matrix_get(x, i, 2);
    outputs[i] = sin(a) * b + c * c + (a > 0.3 ? c : 0.0);
  }
  return EC_OK;
}

static struct ec_matrix
make_rows(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  assert_ok(ec_matrix_new(N, 3, &x, &error));
  for (size_t i = 0; i < N; i++) {
    ec_matrix_set(&x, i, 0, sin((double)i * 1.7) * 2.0);
    ec_matrix_set(&x, i, 1, cos((double)i * 0.9) + (double)i / 15.0);
    ec_matrix_set(&x, i, 2, (double)(i * 7 % 5) / 2.0);
  }
  return x;
}

static void
assert_array(const double *found, const double *expected, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!(fabs(found[i] - expected[i]) <= 1e-12))
      g_error("entry %zu is %.17g, not %.17g", i, found[i], expected[i]);
}

/* scikit-learn 1.4.2, with X = np.c_[np.sin(i * 1.7) * 2, np.cos(i * 0.9) + i / 15, (i * 7 % 5) / 2]
 * for i = 0 … 29 and an estimator whose predict() is bend():
 * partial_dependence(m, X, [0], grid_resolution=5, kind="both"), rows 4 and 29 of "individual";
 * partial_dependence(m, X, [2], grid_resolution=6), all distinct values;
 * partial_dependence(m, X, [1, 2], grid_resolution=3). */
static void
test_scikit_learn(void)
{
  static const double grid_0[] = {-1.9479687418153582, -0.9647783870992254, 0.018411967616907443,
                                  1.0016023223330401, 1.984792677049173};
  static const double mean_0[] = {0.5505806168673087, 0.6606527040796701, 1.5188012351739997,
                                  3.360192982493703, 3.4349293649557198};
  static const double curves_0[] = {2.835802431014623,   2.7678867159771903, 2.2383994265688303,
                                    3.219251261098275,   3.1731380730706302, -0.07510357077883212,
                                    0.19446013053942046, 2.2960437398000852, 5.856590417983362,
                                    6.039617890159208};
  static const double mean_2[] = {-0.06493708395560903, 0.4017295827110576, 1.368396249377724,
                                  2.8350629160443908, 4.801729582711058};
  static const double mean_12[] = {0.013909463802843492, 1.4472427971361768, 4.88057613046951,
                                   -0.02071792769094803, 1.4126154056423852, 4.84594873897572,
                                   -0.05534531918473955, 1.3779880141485938, 4.811321347481928};
  static const size_t rows[] = {4, 29}, first = 0, third = 2, both[] = {1, 2};
  struct ec_grid_options options = EC_GRID_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x = make_rows(), points, pairs;
  double grid[6], other[6], means[9], curves[10];
  size_t n;
  options.kind = EC_GRID_EVEN;
  options.n_points = 5;
  assert_ok(ec_grid_make(&x, 0, &options, grid, &n, &error));
  g_assert_cmpuint(n, ==, 5);
  assert_array(grid, grid_0, 5);
  points = (struct ec_matrix){grid, n, 1, n};
  assert_ok(
      ec_partial_dependence(&x, &first, &points, bend, NULL, rows, 2, NULL, means, curves, &error));
  assert_array(means, mean_0, 5);
  assert_array(curves, curves_0, 10);
  options.n_points = 6;
  assert_ok(ec_grid_make(&x, 2, &options, grid, &n, &error));
  g_assert_cmpuint(n, ==, 5);
  points = (struct ec_matrix){grid, n, 1, n};
  assert_ok(
      ec_partial_dependence(&x, &third, &points, bend, NULL, NULL, 0, NULL, means, NULL, &error));
  assert_array(means, mean_2, 5);
  options.n_points = 3;
  assert_ok(ec_grid_make(&x, 1, &options, grid, &n, &error));
  assert_ok(ec_grid_make(&x, 2, &options, other, &n, &error));
  assert_ok(ec_grid_pairs(grid, 3, other, 3, &pairs, &error));
  assert_ok(
      ec_partial_dependence(&x, both, &pairs, bend, NULL, NULL, 0, NULL, means, NULL, &error));
  assert_array(means, mean_12, 9);
  ec_matrix_clear(&pairs);
  ec_matrix_clear(&x);
}

/* Points of the quantile grid leave equally many rows between them; a feature that is nearly always
 * the same still has a grid. */
static void
test_quantiles(void)
{
  enum { ROWS = 1001 };
  struct ec_grid_options options = EC_GRID_OPTIONS_INIT;
  struct ec_random random = ec_random_new(2);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  double grid[50];
  size_t n, last = 0;
  options.n_points = 11;
  options.lower = 0.0;
  options.upper = 1.0;
  assert_ok(ec_matrix_new(ROWS, 3, &x, &error));
  for (size_t i = 0; i < ROWS; i++) {
    ec_matrix_set(&x, i, 0, exp(3.0 * ec_random_normal(&random)));
    ec_matrix_set(&x, i, 1, i < 20 ? (double)i : 100.0);
    ec_matrix_set(&x, i, 2, i == 500 ? -2.5 : NAN);
  }
  assert_ok(ec_grid_make(&x, 0, &options, grid, &n, &error));
  g_assert_cmpuint(n, ==, 11);
  for (size_t p = 0; p < n; p++) {
    size_t below = 0;
    for (size_t i = 0; i < ROWS; i++)
      below += ec_matrix_get(&x, i, 0) < grid[p];
    g_assert_cmpuint(below, ==, 100 * p);
    g_assert_true(p == 0 || below > last);
    last = below;
  }
  options = (struct ec_grid_options)EC_GRID_OPTIONS_INIT;
  options.n_points = 5;
  assert_ok(ec_grid_make(&x, 1, &options, grid, &n, &error));
  g_assert_cmpuint(n, ==, 5);
  g_assert_true(grid[0] == 0.0 && grid[1] == 25.0 && grid[4] == 100.0);
  assert_ok(ec_grid_make(&x, 2, &options, grid, &n, &error));
  g_assert_true(n == 1 && grid[0] == -2.5);
  ec_matrix_clear(&x);
}

/* The partial dependence of a linear model is its line, with any number of threads the same. */
static void
test_model(void)
{
  static const size_t feature = 1;
  struct ec_matrix x = make_rows(), points;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model_output asked;
  struct ec_model *model;
  double y[N], grid[] = {-1.0, 0.0, 4.0}, means[2][3], curves[3 * N];
  struct ec_data data = {.x = x, .y = y};
  for (size_t i = 0; i < N; i++)
    y[i] = 2.0 * ec_matrix_get(&x, i, 0) - 3.0 * ec_matrix_get(&x, i, 1) + 1.0;
  assert_ok(ec_linear_new(NULL, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  asked = (struct ec_model_output){model, 0};
  points = (struct ec_matrix){grid, 3, 1, 3};
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_job job = EC_JOB_INIT;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_partial_dependence(&x, &feature, &points, ec_model_output, &asked, NULL, N, &job,
                                    means[n_threads > 1], curves, &error));
    g_assert_cmpmem(means[0], sizeof *means, means[n_threads > 1], sizeof *means);
    ec_pool_free(job.pool);
  }
  g_assert_cmpfloat(fabs(means[0][1] - means[0][0] + 3.0), <, 1e-12);
  g_assert_cmpfloat(fabs(means[0][2] - means[0][1] + 12.0), <, 1e-12);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat(fabs(curves[3 * i + 1] - 2.0 * ec_matrix_get(&x, i, 0) - 1.0), <, 1e-12);
  ec_model_free(model);
  ec_matrix_clear(&x);
}

static void
test_errors(void)
{
  static const size_t features[] = {0, 3}, rows[] = {N};
  struct ec_grid_options options = EC_GRID_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x = make_rows(), none = {x.data, 0, 3, N};
  double grid[50], means[2] = {42.0}, curves[2];
  struct ec_matrix one = {grid, 1, 1, 1}, two = {grid, 1, 2, 1}, no_points = {grid, 0, 1, 1};
  size_t n;
  grid[0] = grid[1] = 0.0;
  assert_status(ec_grid_make(&x, 3, &options, grid, &n, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_grid_make(&none, 0, &options, grid, &n, &error), EC_ERROR_EMPTY);
  options.n_points = 1;
  assert_status(ec_grid_make(&x, 0, &options, grid, &n, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_grid_options){EC_GRID_EVEN, 5, 0.5, 0.5};
  assert_status(ec_grid_make(&x, 0, &options, grid, &n, &error), EC_ERROR_ARGUMENT);
  assert_status(
      ec_partial_dependence(&none, features, &one, bend, NULL, NULL, 0, NULL, means, NULL, &error),
      EC_ERROR_EMPTY);
  assert_status(ec_partial_dependence(&x, features, &no_points, bend, NULL, NULL, 0, NULL, means,
                                      NULL, &error),
                EC_ERROR_EMPTY);
  assert_status(
      ec_partial_dependence(&x, features, &two, bend, NULL, NULL, 0, NULL, means, NULL, &error),
      EC_ERROR_ARGUMENT);
  assert_status(
      ec_partial_dependence(&x, features, &one, bend, NULL, rows, 1, NULL, means, curves, &error),
      EC_ERROR_ARGUMENT);
  assert_status(
      ec_partial_dependence(&x, features, &one, bend, NULL, NULL, 1, NULL, means, curves, &error),
      EC_ERROR_SHAPE);
  g_assert_cmpfloat(means[0], ==, 42.0);
  ec_matrix_clear(&x);
}

static ec_status
depend(void *data, struct ec_error *error)
{
  static const size_t features[] = {0, 1};
  struct ec_grid_options options = EC_GRID_OPTIONS_INIT;
  struct ec_matrix points = EC_MATRIX_INIT;
  double grid[50], means[2500];
  size_t n;
  ec_status status = ec_grid_make(data, 0, &options, grid, &n, error);
  if (status == EC_OK)
    status = ec_grid_pairs(grid, n, grid, n, &points, error);
  if (status == EC_OK)
    status = ec_partial_dependence(data, features, &points, bend, NULL, NULL, 0, NULL, means, NULL,
                                   error);
  ec_matrix_clear(&points);
  return status;
}

static void
test_memory(void)
{
  struct ec_matrix x = make_rows();
  g_assert_cmpint(fail_each_allocation(depend, &x), ==, 8);
  ec_matrix_clear(&x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/partial-dependence/scikit-learn", test_scikit_learn);
  g_test_add_func("/partial-dependence/quantiles", test_quantiles);
  g_test_add_func("/partial-dependence/model", test_model);
  g_test_add_func("/partial-dependence/errors", test_errors);
  g_test_add_func("/partial-dependence/memory", test_memory);
  return g_test_run();
}
