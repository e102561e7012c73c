#include "config.h"

#include "fractions.h"
#include "model-checks.h"
#include "model/naive-bayes.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h, Q = the next 5 rows, y the classes below:
 * g = GaussianNB().fit(X, y); g.predict_proba(Q), g.var_, g.theta_, g.class_prior_;
 * GaussianNB(priors=[.2, .3, .5], var_smoothing=1e-2).fit(X, y).predict_proba(Q) */
static const double CLASSES[] = {1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 2, 0, 1, 2, 1, 2, 0, 0, 2, 0,
                                 0, 1, 2, 0, 2, 2, 1, 1, 0, 1, 1, 0, 1, 2, 2, 0, 2, 0, 0, 1,
                                 0, 0, 1, 0, 1, 1, 0, 0, 2, 0, 0, 2, 0, 0, 2, 2, 1, 1, 2, 0};
static const double PROBABILITIES[] = {
    0.33597268396012681,    0.020909171686715772,   0.64311814435315762, 0.99972353769039113,
    4.5192663902373912e-16, 0.00027646230960844061, 0.94596773857769967, 0.054032261421785799,
    5.143803969275497e-13,  0.25774214989199479,    0.67994857072262216, 0.062309279385382783,
    0.99538463135667166,    1.8450954791001566e-14, 0.004615368643310188};
static const double VARIANCES[] = {1.2172225880076559,  0.32803075481859828,  1.1933757842081181,
                                   0.33751375732334843, 0.049075825668965622, 0.14768678192596127,
                                   0.26417388750552578, 0.17837876733130742,  0.048461552007778873,
                                   0.13700990655246459, 0.4771525774588829,   0.080352056321985346};
static const double MEANS[] = {1.5484437102465483,    0.0369872870678312,  1.487069325427766,
                               -0.024387097751100484, 1.1259042174317386,  0.2249309954334853,
                               1.166063036593272,     0.15982665670014037, 1.9242081509049824,
                               -0.15295935229106969,  1.9698731445130799,  -0.040627692016484689};
static const double PRIORS[] = {0.43333333333333335, 0.31666666666666665, 0.25};
static const double OTHER_PROBABILITIES[] = {
    0.10655853548732609,    0.026648138029326064,   0.86679332648334784, 0.99456875929392519,
    1.1877979905880537e-13, 0.0054312407059563163,  0.81049345468131806, 0.18950654523583416,
    8.2847568572935648e-11, 0.12202413896539978,    0.69137962942263764, 0.18659623161196251,
    0.94432276688010797,    2.1300922292055126e-12, 0.055677233117762209};

static ec_status
make(const void *options, struct ec_model **model, struct ec_error *error)
{
  return ec_naive_bayes_new(options, model, error);
}

static void
test_reference(void)
{
  static const double priors[] = {0.2, 0.3, 0.5};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix all = fractions_new(65, 4), queries = rows_from(&all, 60, 5), probabilities;
  struct ec_data data = {.x = rows_from(&all, 0, 60), .y = CLASSES, .n_classes = 3};
  struct ec_naive_bayes_options options = {1e-2, priors, 3};
  const struct ec_naive_bayes_result *result;
  struct ec_model *model;
  double predictions[5];
  assert_ok(ec_matrix_new(5, 3, &probabilities, &error));
  for (int other = 0; other < 2; other++) {
    const double *expected = other ? OTHER_PROBABILITIES : PROBABILITIES;
    assert_ok(ec_naive_bayes_new(other ? &options : NULL, &model, &error));
    g_assert_null(ec_naive_bayes_get_result(model));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    result = ec_naive_bayes_get_result(model);
    assert_ok(ec_model_predict_probabilities(model, &queries, NULL, &probabilities, &error));
    assert_ok(ec_model_predict(model, &queries, NULL, predictions, &error));
    for (size_t i = 0; i < 5; i++)
      for (size_t c = 0; c < 3; c++) {
        assert_digits(ec_matrix_get(&probabilities, i, c), expected[3 * i + c], 11.0);
        g_assert_cmpfloat(expected[3 * i + (size_t)predictions[i]], >=, expected[3 * i + c]);
      }
    for (size_t c = 0; c < 3; c++) {
      assert_digits(result->priors[c], other ? priors[c] : PRIORS[c], 15.0);
      for (size_t j = 0; j < 4 && !other; j++) {
        assert_digits(ec_matrix_get(&result->means, c, j), MEANS[4 * c + j], 13.0);
        assert_digits(ec_matrix_get(&result->variances, c, j), VARIANCES[4 * c + j], 13.0);
      }
    }
    check_file(model, &queries);
    ec_model_free(model);
  }
  ec_matrix_clear(&probabilities);
  ec_matrix_clear(&all);
}

/* Rows so far away that no likelihood is left, and rows with gaps: shares still add up to 1. */
static void
test_far(void)
{
  struct ec_error error = EC_ERROR_INIT;
  double x[] = {0.0, 1.0, 5.0, 6.0}, y[] = {0.0, 0.0, 1.0, 1.0};
  double far[] = {1e150, -1e8, 1e200, NAN, 5.5}, shares[10];
  struct ec_data data = {.x = {x, 4, 1, 4}, .y = y, .n_classes = 2};
  struct ec_matrix rows = {far, 5, 1, 5}, probabilities = {shares, 5, 2, 5};
  struct ec_model *model;
  assert_ok(ec_naive_bayes_new(NULL, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  assert_ok(ec_model_predict_probabilities(model, &rows, NULL, &probabilities, &error));
  for (size_t i = 0; i < 5; i++)
    assert_digits(shares[i] + shares[5 + i], 1.0, 15.0);
  g_assert_cmpfloat(shares[2], ==, 0.5);
  g_assert_cmpfloat(shares[3], ==, 0.5);
  g_assert_cmpfloat(shares[5 + 4], >, 0.99);
  ec_model_free(model);
}

static void
test_common(void)
{
  static const double wrong_priors[] = {0.5, 0.6};
  struct ec_error error = EC_ERROR_INIT;
  double y[2000], x[] = {1.0, 1.0, 2.0, 3.0};
  struct ec_data data = {.x = fractions_new(2000, 5), .y = y, .n_classes = 3}, few = data;
  struct ec_naive_bayes_options options = EC_NAIVE_BAYES_OPTIONS_INIT;
  struct ec_model *model = NULL;
  for (size_t i = 0; i < 2000; i++)
    y[i] = (double)(i % 3);
  check_threads(make, &options, &data);
  few.x.n_rows = 30;
  check_refusals(make, &options, &few);
  check_memory(make, &options, &few);
  assert_ok(ec_naive_bayes_new(&options, &model, &error));
  few.n_classes = 4;
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "no row is of class 3");
  few.n_classes = 0;
  assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_UNSUPPORTED);
  ec_model_free(model);
  /* A feature that is constant within a class is smoothed, or refused. */
  few = (struct ec_data){.x = {x, 4, 1, 4}, .y = (double[]){0, 0, 1, 1}, .n_classes = 2};
  for (int smoothed = 0; smoothed < 2; smoothed++) {
    options.var_smoothing = smoothed ? 1e-9 : 0.0;
    assert_ok(ec_naive_bayes_new(&options, &model, &error));
    if (smoothed)
      assert_ok(ec_model_fit(model, &few, NULL, &error));
    else
      assert_status(ec_model_fit(model, &few, NULL, &error), EC_ERROR_VALUE);
    ec_model_free(model);
  }
  options.priors = wrong_priors;
  options.n_priors = 2;
  assert_status(ec_naive_bayes_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.priors = NULL;
  options.var_smoothing = -1.0;
  assert_status(ec_naive_bayes_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  ec_matrix_clear(&data.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/naive-bayes/reference", test_reference);
  g_test_add_func("/naive-bayes/far", test_far);
  g_test_add_func("/naive-bayes/common", test_common);
  return g_test_run();
}
