#include "config.h"

#include "base/random.h"
#include "fractions.h"
#include "model-checks.h"
#include "model/pca.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h: p = PCA(3, svd_solver="full").fit(X); each row of
 * p.components_ with the sign that makes its largest entry positive; p.explained_variance_,
 * p.explained_variance_ratio_, p.singular_values_; (X[:3] - p.mean_) @ components.T, and that divided
 * by np.sqrt(p.explained_variance_) */
static const double COMPONENTS[] = {
    0.59029939283510646,  -0.31821378935634637, 0.67358821590003448, -0.31074994204760203,
    0.50225996825819375,  0.68165169395517411,  0.12090319094531699, 0.51813927744628718,
    -0.60763045787600467, 0.067274375897471372, 0.71789821164207812, 0.33298880270980374};
static const double VARIANCES[] = {1.7112539831809268, 0.10151946194824393, 0.088157563812889125};
static const double SHARES[] = {0.8719243032676619, 0.05172656250756659, 0.044918359963402849};
static const double SINGULAR[] = {10.048083648520979, 2.4473757894827659, 2.2806350573821446};
static const double COORDINATES[] = {
    -0.015535557469188804, -0.46292299799438652, -0.3893589649633884,
    1.5103502859711551,    -0.46960123231143874, -0.38838555078791998,
    -1.7654980334379553,   0.10538214691629454,  -0.44567401175830168};
static const double WHITENED[] = {-0.011875984055207662, -1.4528945791306764, -1.3113553386993848,
                                  1.1545704716129734,    -1.4738543726156552, -1.3080768938948939,
                                  -1.3496153283326269,   0.330744315264487,   -1.5010235983490869};

/* The same of X[:40, :5] * [1, 1e-3, 1e-6, 1e-8, 1e-10], whose XᵀX has lost the small ones, and of 6
 * by 20, 5 components. */
static const double GRADED[] = {0.56710167707874015, 1.2337732354835903e-07, 1.1244554001378852e-13,
                                8.638387089822746e-18, 9.4831153838382837e-22};
static const double WIDE[] = {10.318241765013319, 0.53183516480994364, 0.33860597904680773,
                              0.28403792766404845, 0.15809853193637238};

static ec_status
make(const void *options, struct ec_model **model, struct ec_error *error)
{
  return ec_pca_new(options, model, error);
}

static struct ec_model *
fit(const struct ec_pca_options *options, const struct ec_data *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_pca_new(options, &model, &error));
  assert_ok(ec_model_fit(model, data, NULL, &error));
  return model;
}

static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {fractions_new(60, 4)};
  struct ec_matrix few = rows_from(&data.x, 0, 3), coordinates, back;
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  assert_ok(ec_matrix_new(3, 3, &coordinates, &error));
  assert_ok(ec_matrix_new(3, 4, &back, &error));
  options.n_components = 3;
  for (int whiten = 0; whiten < 2; whiten++) {
    const struct ec_pca_result *result;
    struct ec_model *model;
    options.whiten = whiten != 0;
    model = fit(&options, &data);
    result = ec_pca_get_result(model);
    g_assert_cmpuint(result->n_components, ==, 3);
    for (size_t c = 0; c < 3; c++) {
      assert_digits(result->variances[c], VARIANCES[c], 13.0);
      assert_digits(result->shares[c], SHARES[c], 13.0);
      assert_digits(result->singular[c], SINGULAR[c], 13.0);
      for (size_t j = 0; j < 4; j++)
        assert_digits(ec_matrix_get(&result->components, j, c), COMPONENTS[4 * c + j], 12.0);
    }
    assert_digits(result->noise_variance, 0.06168659073689835, 12.0);
    assert_ok(ec_model_transform(model, &few, NULL, &coordinates, &error));
    for (size_t i = 0; i < 9; i++)
      assert_digits(ec_matrix_get(&coordinates, i / 3, i % 3),
                    whiten ? WHITENED[i] : COORDINATES[i], 11.0);
    /* There and back again is the nearest point, so what is missing is the fourth component. */
    assert_ok(ec_pca_inverse_transform(model, &coordinates, NULL, &back, &error));
    for (size_t i = 0; i < 3; i++)
      for (size_t c = 0; c < 3; c++) {
        double along = 0.0;
        for (size_t j = 0; j < 4; j++)
          along += (ec_matrix_get(&few, i, j) - ec_matrix_get(&back, i, j)) * COMPONENTS[4 * c + j];
        g_assert_cmpfloat(fabs(along), <=, 1e-13);
      }
    check_file(model, &data.x);
    ec_model_free(model);
  }
  ec_matrix_clear(&coordinates);
  ec_matrix_clear(&back);
  ec_matrix_clear(&data.x);
}

/* Small variances keep their digits against the largest: 6 of them down to 1e-17 of it, and what
 * double precision leaves below that. */
static void
test_graded(void)
{
  static const double scales[] = {1.0, 1e-3, 1e-6, 1e-8, 1e-10};
  struct ec_data data = {fractions_new(40, 5)};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  const struct ec_pca_result *result;
  struct ec_model *model;
  for (size_t j = 0; j < 5; j++)
    for (size_t i = 0; i < 40; i++)
      ec_matrix_column(&data.x, j)[i] *= scales[j];
  model = fit(&options, &data);
  result = ec_pca_get_result(model);
  g_assert_cmpuint(result->n_components, ==, 5);
  for (size_t c = 0; c < 4; c++)
    assert_digits(result->variances[c], GRADED[c], 6.0);
  assert_digits(result->variances[4], GRADED[4], 3.0);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static void
test_wide(void)
{
  struct ec_data data = {fractions_new(6, 20)};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  for (size_t n = 5; n <= 6; n++) {
    const struct ec_pca_result *result;
    struct ec_model *model;
    options.n_components = n;
    model = fit(&options, &data);
    result = ec_pca_get_result(model);
    for (size_t c = 0; c < 5; c++)
      assert_digits(result->variances[c], WIDE[c], 12.0);
    if (n == 6)
      g_assert_cmpfloat(result->variances[5], <=, 1e-28);
    for (size_t a = 0; a < n; a++)
      for (size_t b = 0; b <= a; b++) {
        double product = a == b ? -1.0 : 0.0;
        for (size_t j = 0; j < 20; j++)
          product +=
              ec_matrix_get(&result->components, j, a) * ec_matrix_get(&result->components, j, b);
        g_assert_cmpfloat(fabs(product), <=, 1e-13);
      }
    ec_model_free(model);
  }
  ec_matrix_clear(&data.x);
}

/* All of the variance is explained by all components, and none of it by a constant column; a share
 * takes as many components as it needs, as cumsum(ratio) tells. */
static void
test_share(void)
{
  struct ec_data data = {fractions_new(200, 12)};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  const struct ec_pca_result *all, *some;
  struct ec_model *whole, *part;
  double sum = 0.0;
  for (size_t i = 0; i < 200; i++)
    ec_matrix_set(&data.x, i, 7, 0.1);
  whole = fit(&options, &data);
  all = ec_pca_get_result(whole);
  g_assert_cmpuint(all->n_components, ==, 12);
  for (size_t n = 1; n < 11; n++) {
    sum += all->shares[n - 1];
    options.share = sum + 1e-6;
    part = fit(&options, &data);
    some = ec_pca_get_result(part);
    g_assert_cmpuint(some->n_components, ==, n + 1);
    for (size_t c = 0; c <= n; c++)
      assert_digits(some->variances[c], all->variances[c], 10.0);
    ec_model_free(part);
  }
  for (size_t c = 10; c < 12; c++)
    sum += all->shares[c];
  assert_digits(sum, 1.0, 14.0);
  g_assert_cmpfloat(all->shares[11], <=, 1e-30);
  ec_model_free(whole);
  ec_matrix_clear(&data.x);
}

/* A few strong directions in noise: the randomised solver finds them to many digits. */
static void
test_randomised(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random random = ec_random_new(2);
  struct ec_data data = {EC_MATRIX_INIT};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  const struct ec_pca_result *exact, *found;
  struct ec_model *full, *quick;
  assert_ok(ec_matrix_new(300, 40, &data.x, &error));
  for (size_t i = 0; i < 300; i++) {
    double a = 30.0 * ec_random_normal(&random), b = 20.0 * ec_random_normal(&random);
    double c = 10.0 * ec_random_normal(&random);
    for (size_t j = 0; j < 40; j++)
      ec_matrix_set(&data.x, i, j,
                    5.0 + a * cos((double)j) + b * sin((double)j) + c * (double)(j % 2) +
                        0.1 * ec_random_normal(&random));
  }
  options.n_components = 3;
  full = fit(&options, &data);
  options.solver = EC_PCA_RANDOMISED;
  quick = fit(&options, &data);
  exact = ec_pca_get_result(full);
  found = ec_pca_get_result(quick);
  for (size_t c = 0; c < 3; c++) {
    assert_digits(found->variances[c], exact->variances[c], 10.0);
    for (size_t j = 0; j < 40; j++)
      g_assert_cmpfloat(
          fabs(ec_matrix_get(&found->components, j, c) - ec_matrix_get(&exact->components, j, c)),
          <=, 1e-9);
  }
  assert_digits(found->noise_variance, exact->noise_variance, 8.0);
  ec_model_free(full);
  ec_model_free(quick);
  options.n_components = 40;
  quick = fit(&options, &data);
  g_assert_cmpfloat(ec_pca_get_result(quick)->noise_variance, ==, 0.0);
  ec_model_free(quick);
  ec_matrix_clear(&data.x);
}

static void
test_common(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {.x = fractions_new(5000, 30)}, few = data, wide = {fractions_new(8, 12)};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  struct ec_model *model = NULL;
  struct ec_matrix other;
  check_threads(make, &options, &data);
  options.n_components = 4;
  check_threads(make, &options, &data);
  few.x.n_rows = 50;
  few.x.n_columns = 6;
  check_refusals(make, &options, &few);
  check_memory(make, &options, &few);
  check_memory(make, &options, &wide);
  options.n_components = 0;
  check_memory(make, &options, &wide);
  options.n_components = 4;
  options.solver = EC_PCA_RANDOMISED;
  check_threads(make, &options, &data);
  check_memory(make, &options, &few);
  assert_ok(ec_pca_new(&options, &model, &error));
  few.x.n_rows = 1;
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_VALUE);
  few.x.n_rows = 3;
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "3 rows with 6 features have at most 3");
  other = rows_from(&data.x, 0, 3);
  assert_status(ec_pca_inverse_transform(model, &other, NULL, &other, &error), EC_ERROR_NOT_FITTED);
  few.x.n_rows = 10;
  assert_ok(ec_model_fit(model, &few, NULL, &error));
  assert_status(ec_pca_inverse_transform(model, &other, NULL, &other, &error), EC_ERROR_SHAPE);
  ec_model_free(model);
  ec_matrix_set(&few.x, 3, 2, 1e200);
  options.solver = EC_PCA_FULL;
  assert_ok(ec_pca_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.column, ==, 3);
  ec_model_free(model);
  options.share = 0.5;
  assert_status(ec_pca_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.n_components = 0;
  options.share = 1.0;
  assert_status(ec_pca_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  ec_matrix_clear(&data.x);
  ec_matrix_clear(&wide.x);
}

/* Rows that are all the same have components, and no variance to share. */
static void
test_constant(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {EC_MATRIX_INIT};
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  struct ec_model *model;
  options.whiten = true;
  assert_ok(ec_matrix_new(5, 3, &data.x, &error));
  for (size_t i = 0; i < 15; i++)
    data.x.data[i] = 2.5;
  model = fit(&options, &data);
  for (size_t c = 0; c < 3; c++) {
    g_assert_cmpfloat(ec_pca_get_result(model)->variances[c], ==, 0.0);
    g_assert_cmpfloat(ec_pca_get_result(model)->shares[c], ==, 0.0);
  }
  check_file(model, &data.x);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pca/reference", test_reference);
  g_test_add_func("/pca/graded", test_graded);
  g_test_add_func("/pca/wide", test_wide);
  g_test_add_func("/pca/share", test_share);
  g_test_add_func("/pca/randomised", test_randomised);
  g_test_add_func("/pca/common", test_common);
  g_test_add_func("/pca/constant", test_constant);
  return g_test_run();
}
