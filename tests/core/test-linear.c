#include "config.h"

#include "io/json.h"
#include "model/linear.h"
#include "model/ridge.h"
#include "strd.h"
#include "support.h"

static const char *const LONGLEY_NAMES[] = {"deflator", "gnp",        "unemployed",
                                            "forces",   "population", "year"};

struct longley {
  struct ec_data data;
  double y[16];
};

static struct longley *
longley_new(void)
{
  struct longley *longley = g_new0(struct longley, 1);
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_matrix_new(16, 6, &longley->data.x, &error));
  for (size_t i = 0; i < 16; i++) {
    longley->y[i] = LONGLEY[i][0];
    for (size_t j = 0; j < 6; j++)
      ec_matrix_set(&longley->data.x, i, j, LONGLEY[i][j + 1]);
  }
  longley->data.y = longley->y;
  longley->data.names = LONGLEY_NAMES;
  return longley;
}

static void
longley_free(struct longley *longley)
{
  ec_matrix_clear(&longley->data.x);
  g_free(longley);
}

static void
test_result(void)
{
  struct longley *longley = longley_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  const struct ec_linear_result *result;
  double predictions[16];
  assert_ok(ec_linear_new(NULL, &model, &error));
  g_assert_null(ec_linear_get_result(model));
  assert_status(ec_model_predict(model, &longley->data.x, NULL, predictions, &error),
                EC_ERROR_NOT_FITTED);
  assert_ok(ec_model_fit(model, &longley->data, NULL, &error));
  result = ec_linear_get_result(model);
  g_assert_cmpuint(result->rank, ==, 6);
  assert_digits(result->intercept, LONGLEY_COEFFICIENTS[0], 13.5);
  assert_digits(result->intercept_error, LONGLEY_ERRORS[0], 13.0);
  assert_digits(result->intercept_t, LONGLEY_COEFFICIENTS[0] / LONGLEY_ERRORS[0], 13.0);
  for (size_t j = 0; j < 6; j++) {
    assert_digits(result->errors[j], LONGLEY_ERRORS[j + 1], 13.0);
    assert_digits(result->t[j], LONGLEY_COEFFICIENTS[j + 1] / LONGLEY_ERRORS[j + 1], 13.0);
  }
  assert_digits(result->sigma, 304.854073561965, 14.0);
  assert_digits(result->r_squared, 0.995479004577296, 14.0);
  assert_ok(ec_model_predict(model, &longley->data.x, NULL, predictions, &error));
  for (size_t i = 0; i < 16; i++) {
    double expected = LONGLEY_COEFFICIENTS[0];
    for (size_t j = 0; j < 6; j++)
      expected += LONGLEY_COEFFICIENTS[j + 1] * LONGLEY[i][j + 1];
    assert_digits(predictions[i], expected, 11.0);
  }
  longley->data.x.n_columns = 5;
  assert_status(ec_model_predict(model, &longley->data.x, NULL, predictions, &error),
                EC_ERROR_SHAPE);
  longley->data.x.n_columns = 6;
  ec_model_free(model);
  ec_model_free(NULL);
  longley_free(longley);
}

/* Exact solutions of (AᵀA + lambda I') b = Aᵀy, the intercept unpenalised, in rational arithmetic:
 * the objective of scikit-learn's Ridge(alpha=lambda). */
static void
test_ridge(void)
{
  static const struct {
    double lambda;
    bool intercept;
    double expected[7];
  } cases[] = {
      {1,
       true,
       {-1015138.695821736, -26.781794174213299, 0.038198193459587783, -0.90930084660452304,
        -0.70820585203647957, -0.29111267246724859, 566.54023523379647}},
      {1000,
       true,
       {81103.350063320846, -0.63924433016605742, 0.062185351772976148, -0.51877648353861783,
        -0.59125494220635344, -0.32596229562054602, 0.84068267032722976}},
      {0.001,
       true,
       {-3474294.0842745067, 14.919224193764725, -0.035578725791628456, -2.016625950898169,
        -1.0321729214239654, -0.051891057570323536, 1825.0761933794777}},
      {10,
       false,
       {0, -28.376401396182892, 0.065825094356295549, -0.48473494207874201, -0.58577371947264001,
        -0.36918499337896005, 45.591246285708841}},
  };
  struct longley *longley = longley_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model = NULL;
  struct ec_ridge_options wrong = {-1.0, true};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct ec_ridge_options options = {cases[i].lambda, cases[i].intercept};
    const struct ec_linear_result *result;
    assert_ok(ec_ridge_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &longley->data, NULL, &error));
    result = ec_linear_get_result(model);
    assert_digits(result->intercept, cases[i].expected[0], 14.0);
    for (size_t j = 0; j < 6; j++)
      assert_digits(result->coefficients[j], cases[i].expected[j + 1], 14.0);
    g_assert_true(isnan(result->errors[0]) && isnan(result->intercept_t));
    ec_model_free(model);
  }
  model = NULL;
  assert_status(ec_ridge_new(&wrong, &model, &error), EC_ERROR_ARGUMENT);
  g_assert_null(model);
  longley_free(longley);
}

static void
test_dependence(void)
{
  static const char *const names[] = {"a", "total", "b", "one"};
  struct ec_linear_options options = EC_LINEAR_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  struct ec_data data = {.names = names};
  const struct ec_linear_result *result;
  double y[5] = {1, 2, 4, 3, 5}, predictions[5], again[5];
  char text[200];
  assert_ok(ec_matrix_new(5, 3, &data.x, &error));
  data.y = y;
  for (size_t i = 0; i < 5; i++) {
    ec_matrix_set(&data.x, i, 0, (double)i);
    ec_matrix_set(&data.x, i, 2, (double)(i * i));
    ec_matrix_set(&data.x, i, 1, (double)(i + i * i));
  }
  options.rank_policy = EC_RANK_REFUSE;
  assert_ok(ec_linear_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_RANK);
  assert_contains(error.message, "depends on the others");
  assert_contains(error.message, "1 × \"");
  g_assert_cmpuint(error.column, >, 0);
  g_assert_null(ec_linear_get_result(model));
  ec_model_free(model);
  options.rank_policy = EC_RANK_DROP;
  assert_ok(ec_linear_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  result = ec_linear_get_result(model);
  g_assert_cmpuint(result->rank, ==, 2);
  g_assert_cmpuint(result->n_dependencies, ==, 1);
  ec_linear_describe_dependency(model, &result->dependencies[0], text, sizeof text);
  assert_contains(text, " = ");
  assert_contains(text, " × \"");
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  /* What was left out is not looked at, so that a missing value there does no harm. */
  ec_matrix_set(&data.x, 1, result->dependencies[0].column, NAN);
  assert_ok(ec_model_predict(model, &data.x, NULL, again, &error));
  g_assert_cmpmem(again, sizeof again, predictions, sizeof predictions);
  g_assert_cmpuint(ec_model_describe(model, NULL, 0), >, 100);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static void
test_describe_dependencies(void)
{
  static const char *const names[] = {"a", "total", "b", "one"};
  size_t columns[] = {0, 2};
  double weights[] = {-1.0, 0.5}, positive[] = {1.0, 1.0};
  struct ec_dependency two = {1, 0.0, 2, columns, weights}, sum = {1, 0.0, 2, columns, positive};
  struct ec_dependency shifted = {1, 3.0, 2, columns, weights}, constant = {3, 7.0, 0, NULL, NULL};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  struct ec_data data = {.names = names};
  double y[2] = {1, 2};
  char text[100];
  assert_ok(ec_linear_new(NULL, &model, &error));
  ec_linear_describe_dependency(model, &sum, text, sizeof text);
  g_assert_cmpstr(text, ==, "feature 2 = 1 × feature 1 + 1 × feature 3");
  assert_ok(ec_matrix_new(2, 4, &data.x, &error));
  data.y = y;
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  ec_linear_describe_dependency(model, &sum, text, sizeof text);
  g_assert_cmpstr(text, ==, "\"total\" = 1 × \"a\" + 1 × \"b\"");
  ec_linear_describe_dependency(model, &two, text, sizeof text);
  g_assert_cmpstr(text, ==, "\"total\" = -1 × \"a\" + 0.5 × \"b\"");
  ec_linear_describe_dependency(model, &shifted, text, sizeof text);
  g_assert_cmpstr(text, ==, "\"total\" = 3 - 1 × \"a\" + 0.5 × \"b\"");
  ec_linear_describe_dependency(model, &constant, text, sizeof text);
  g_assert_cmpstr(text, ==, "\"one\" is 7 in every row");
  g_assert_cmpuint(ec_linear_describe_dependency(model, &constant, text, 5), ==,
                   strlen("\"one\" is 7 in every row"));
  g_assert_cmpstr(text, ==, "\"one");
  ec_model_free(model);
  ec_matrix_clear(&data.x);
}

static void
test_named_values(void)
{
  struct longley *longley = longley_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  double before;
  assert_ok(ec_linear_new(NULL, &model, &error));
  assert_ok(ec_model_fit(model, &longley->data, NULL, &error));
  before = ec_linear_get_result(model)->intercept;
  ec_matrix_set(&longley->data.x, 4, 2, NAN);
  assert_status(ec_model_fit(model, &longley->data, NULL, &error), EC_ERROR_VALUE);
  g_assert_cmpstr(error.message, ==, "feature 3 (\"unemployed\"): the value in row 5 is missing");
  /* A fit that fails leaves the model as it was. */
  g_assert_cmpfloat(ec_linear_get_result(model)->intercept, ==, before);
  longley->data.names = NULL;
  assert_status(ec_model_fit(model, &longley->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "feature 3:");
  ec_matrix_set(&longley->data.x, 4, 2, 1.0);
  longley->y[7] = INFINITY;
  assert_status(ec_model_fit(model, &longley->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "the target: the value in row 8");
  ec_model_free(model);
  longley_free(longley);
}

/* Saved to JSON and loaded again, a model predicts the same bits. */
static void
check_round_trip(struct ec_model *model, const struct ec_data *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new(), *read;
  struct ec_model *loaded;
  double before[16], after[16];
  char *text;
  size_t length;
  assert_ok(ec_model_fit(model, data, NULL, &error));
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, &length, &error));
  assert_ok(ec_json_read(text, length, &read, &error));
  assert_ok(ec_model_load(read, &loaded, &error));
  g_assert_true(loaded->model_class == model->model_class);
  assert_ok(ec_model_predict(model, &data->x, NULL, before, &error));
  assert_ok(ec_model_predict(loaded, &data->x, NULL, after, &error));
  g_assert_cmpmem(before, sizeof before, after, sizeof after);
  if (data->names != NULL)
    g_assert_cmpstr(loaded->names[5], ==, data->names[5]);
  g_assert_true(isnan(ec_linear_get_result(loaded)->sigma));
  ec_model_free(loaded);
  ec_record_free(read);
  ec_record_free(record);
  ec_free(text);
}

static void
test_files(void)
{
  struct longley *longley = longley_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_linear_new(NULL, &model, &error));
  check_round_trip(model, &longley->data);
  longley->data.names = NULL;
  for (size_t i = 0; i < 16; i++)
    ec_matrix_set(&longley->data.x, i, 3, 7.0);
  check_round_trip(model, &longley->data);
  g_assert_true(ec_linear_get_result(model)->aliased[3]);
  ec_model_free(model);
  assert_ok(ec_ridge_new(NULL, &model, &error));
  check_round_trip(model, &longley->data);
  ec_model_free(model);
  longley_free(longley);
}

static void
test_damaged_files(void)
{
  static const struct {
    const char *text;
    ec_status status;
    const char *part;
  } cases[] = {
      {"{}", EC_ERROR_NOT_FOUND, "\"model\""},
      {"{\"model\": 3}", EC_ERROR_VALUE, "\"model\""},
      {"{\"model\": \"oracle\"}", EC_ERROR_UNSUPPORTED, "\"oracle\""},
      {"{\"model\": \"linear\"}", EC_ERROR_NOT_FOUND, "\"intercept\""},
      {"{\"model\": \"linear\", \"intercept\": 1}", EC_ERROR_NOT_FOUND, "\"coefficients\""},
      {"{\"model\": \"linear\", \"intercept\": null, \"coefficients\": []}", EC_ERROR_VALUE,
       "\"intercept\""},
      {"{\"model\": \"linear\", \"intercept\": 1, \"coefficients\": [1, null]}", EC_ERROR_VALUE,
       "number 2"},
      {"{\"model\": \"linear\", \"intercept\": 1, \"coefficients\": [1], \"features\": [\"a\", "
       "\"b\"]}",
       EC_ERROR_SHAPE, "2 names"},
      {"{\"model\": \"linear\", \"intercept\": 1, \"coefficients\": [1], \"aliased\": [1]}",
       EC_ERROR_VALUE, "\"aliased\""},
      {"{\"model\": \"linear\", \"intercept\": 1, \"coefficients\": [1], \"aliased\": [0.5]}",
       EC_ERROR_VALUE, "\"aliased\""},
      {"{\"model\": \"ridge\", \"intercept\": 1, \"coefficients\": [1]}", EC_ERROR_NOT_FOUND,
       "\"lambda\""},
      {"{\"model\": \"ridge\", \"intercept\": 1, \"coefficients\": [1], \"lambda\": -1}",
       EC_ERROR_VALUE, "lambda"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_record *record;
    struct ec_model *model = NULL;
    assert_ok(ec_json_read(cases[i].text, strlen(cases[i].text), &record, &error));
    assert_status(ec_model_load(record, &model, &error), cases[i].status);
    assert_contains(error.message, cases[i].part);
    g_assert_null(model);
    ec_record_free(record);
  }
}

static void
test_describe(void)
{
  struct longley *longley = longley_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  char text[2000], cut[40];
  size_t length;
  assert_ok(ec_linear_new(NULL, &model, &error));
  ec_model_describe(model, text, sizeof text);
  assert_contains(text, "not fitted yet");
  assert_ok(ec_model_fit(model, &longley->data, NULL, &error));
  length = ec_model_describe(model, text, sizeof text);
  g_assert_cmpuint(length, ==, strlen(text));
  assert_contains(text, "\"gnp\": -0.0358192 (standard error 0.0335, t -1.07)");
  assert_contains(text, "R² 0.995479");
  g_assert_cmpuint(ec_model_describe(model, cut, sizeof cut), ==, length);
  g_assert_cmpuint(strlen(cut), ==, sizeof cut - 1);
  ec_model_free(model);
  longley_free(longley);
}

static ec_status
fit_save_load(void *data, struct ec_error *error)
{
  const struct ec_data *rows = data;
  struct ec_model *model = NULL, *loaded = NULL;
  struct ec_record *record = ec_record_new(), *read = NULL;
  char *text = NULL;
  size_t length;
  ec_status status = record != NULL ? EC_OK : ec_error_no_memory(error, "a record");
  if (status == EC_OK)
    status = ec_ridge_new(NULL, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, rows, NULL, error);
  if (status == EC_OK)
    status = ec_model_save(model, record, error);
  if (status == EC_OK)
    status = ec_json_write(record, &text, &length, error);
  if (status == EC_OK)
    status = ec_json_read(text, length, &read, error);
  if (status == EC_OK)
    status = ec_model_load(read, &loaded, error);
  ec_model_free(loaded);
  ec_model_free(model);
  ec_record_free(read);
  ec_record_free(record);
  ec_free(text);
  return status;
}

static void
test_no_memory(void)
{
  struct longley *longley = longley_new();
  g_assert_cmpint(fail_each_allocation(fit_save_load, &longley->data), >, 30);
  longley_free(longley);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/linear/result", test_result);
  g_test_add_func("/linear/ridge", test_ridge);
  g_test_add_func("/linear/dependence", test_dependence);
  g_test_add_func("/linear/describe-dependencies", test_describe_dependencies);
  g_test_add_func("/linear/named-values", test_named_values);
  g_test_add_func("/linear/files", test_files);
  g_test_add_func("/linear/damaged-files", test_damaged_files);
  g_test_add_func("/linear/describe", test_describe);
  g_test_add_func("/linear/no-memory", test_no_memory);
  return g_test_run();
}
