#include "config.h"

#include "prepare/encode.h"
#include "prepare/impute.h"
#include "prepare/scale.h"
#include "prepare/split.h"
#include "support.h"

static void
test_split_sizes(void)
{
  static const struct {
    size_t n;
    double share;
    size_t expected;
  } cases[] = {{0, 0.2, 0},   {1, 0.2, 0},     {2, 0.01, 1},  {2, 0.99, 1},  {3, 0.5, 2},
               {10, 0.25, 3}, {506, 0.2, 101}, {10, 0.04, 1}, {10, 0.96, 9}, {1000, 0.2, 200}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    g_assert_cmpuint(ec_split_n_test(cases[i].n, cases[i].share), ==, cases[i].expected);
}

static void
test_split_rows(void)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t train[100], test[100], other_train[100], other_test[100], counts[100] = {0};
  for (uint64_t seed = 0; seed < 2000; seed++) {
    gboolean seen[100] = {FALSE};
    assert_ok(ec_split_rows(ec_random_new(seed), 100, 0.3, train, test, &error));
    for (size_t i = 0; i < 70; i++) {
      g_assert_true(i == 0 || train[i] > train[i - 1]);
      g_assert_false(seen[train[i]]);
      seen[train[i]] = TRUE;
    }
    for (size_t i = 0; i < 30; i++) {
      g_assert_true(i == 0 || test[i] > test[i - 1]);
      g_assert_false(seen[test[i]]);
      seen[test[i]] = TRUE;
      counts[test[i]]++;
    }
  }
  /* Each row is a test row in 30 of 100 splits. */
  for (size_t row = 0; row < 100; row++)
    g_assert_cmpfloat(fabs((double)counts[row] - 600.0), <, 5.0 * sqrt(2000 * 0.3 * 0.7));
  assert_ok(ec_split_rows(ec_random_new(1999), 100, 0.3, other_train, other_test, &error));
  g_assert_cmpmem(train, 70 * sizeof *train, other_train, 70 * sizeof *train);
  g_assert_cmpmem(test, 30 * sizeof *test, other_test, 30 * sizeof *test);
  assert_status(ec_split_rows(ec_random_new(1), 1, 0.3, train, test, &error), EC_ERROR_EMPTY);
  assert_status(ec_split_rows(ec_random_new(1), 0, 0.3, train, test, &error), EC_ERROR_EMPTY);
  assert_status(ec_split_rows(ec_random_new(1), 9, 0.0, train, test, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_split_rows(ec_random_new(1), 9, 1.0, train, test, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_split_rows(ec_random_new(1), 9, NAN, train, test, &error), EC_ERROR_ARGUMENT);
}

/* A matrix of the given columns of four rows. */
static struct ec_matrix
matrix_of(const double *numbers, size_t n_columns)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix x;
  assert_ok(ec_matrix_new(4, n_columns, &x, &error));
  memcpy(x.data, numbers, 4 * n_columns * sizeof *numbers);
  return x;
}

static void
test_standard_scaler(void)
{
  static const double numbers[] = {1,   2,       3,       4,       0.1,    0.1, 0.1,   0.1,
                                   NAN, 5,       NAN,     7,       NAN,    NAN, NAN,   NAN,
                                   1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3, -1e200, 0,   1e200, 0};
  struct ec_matrix x = matrix_of(numbers, 6);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_scaler *scaler;
  const double *centres, *scales;
  assert_ok(ec_scaler_fit(&x, EC_SCALING_STANDARD, &scaler, &error));
  centres = ec_scaler_get_centres(scaler);
  scales = ec_scaler_get_scales(scaler);
  assert_digits(centres[0], 2.5, 15.5);
  assert_digits(scales[0], sqrt(1.25), 15.0);
  g_assert_cmpfloat(centres[1], ==, 0.1);
  g_assert_cmpfloat(scales[1], ==, 1.0);
  assert_digits(centres[2], 6.0, 15.5);
  assert_digits(scales[2], 1.0, 15.0);
  g_assert_cmpfloat(scales[3], ==, 1.0);
  assert_digits(scales[4], sqrt(1.25), 15.0);
  assert_digits(scales[5], 1e200 * sqrt(0.5), 15.0);
  assert_ok(ec_scaler_apply(scaler, &x, &error));
  assert_digits(ec_matrix_get(&x, 0, 0), -1.5 / sqrt(1.25), 15.0);
  g_assert_cmpfloat(ec_matrix_get(&x, 3, 1), ==, 0.0);
  g_assert_true(isnan(ec_matrix_get(&x, 0, 2)));
  assert_ok(ec_scaler_undo(scaler, &x, &error));
  for (size_t i = 0; i < 24; i++) {
    if (!isnan(numbers[i]))
      g_assert_cmpfloat(fabs(x.data[i] - numbers[i]), <=,
                        1e-15 * fabs(numbers[i]) + 1e180 * (i >= 20));
  }
  x.n_columns = 5;
  assert_status(ec_scaler_apply(scaler, &x, &error), EC_ERROR_SHAPE);
  ec_scaler_free(scaler);
  ec_matrix_clear(&x);
}

static void
test_min_max_scaler(void)
{
  static const double numbers[] = {3, -1, NAN, 7, 5, 5, 5, 5};
  struct ec_matrix x = matrix_of(numbers, 2);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_scaler *scaler = NULL;
  assert_ok(ec_scaler_fit(&x, EC_SCALING_MIN_MAX, &scaler, &error));
  assert_ok(ec_scaler_apply(scaler, &x, &error));
  g_assert_cmpfloat(ec_matrix_get(&x, 0, 0), ==, 0.5);
  g_assert_cmpfloat(ec_matrix_get(&x, 1, 0), ==, 0.0);
  g_assert_cmpfloat(ec_matrix_get(&x, 3, 0), ==, 1.0);
  g_assert_cmpfloat(ec_matrix_get(&x, 3, 1), ==, 0.0);
  ec_scaler_free(scaler);
  scaler = NULL;
  ec_matrix_set(&x, 2, 1, INFINITY);
  assert_status(ec_scaler_fit(&x, EC_SCALING_MIN_MAX, &scaler, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 3);
  g_assert_cmpuint(error.column, ==, 2);
  x.n_rows = 0;
  assert_status(ec_scaler_fit(&x, EC_SCALING_MIN_MAX, &scaler, &error), EC_ERROR_EMPTY);
  g_assert_null(scaler);
  ec_scaler_free(NULL);
  ec_matrix_clear(&x);
}

static void
test_imputer(void)
{
  static const double numbers[] = {1, NAN, 2, 9, NAN, 4, NAN, NAN, 8, 1, 2, 3};
  static const double means[] = {4.0, 4.0, 3.5}, medians[] = {2.0, 4.0, 2.5};
  for (int median = 0; median < 2; median++) {
    struct ec_matrix x = matrix_of(numbers, 3);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_imputer *imputer = NULL;
    size_t n_filled = 0;
    assert_ok(
        ec_imputer_fit(&x, median ? EC_IMPUTATION_MEDIAN : EC_IMPUTATION_MEAN, &imputer, &error));
    assert_ok(ec_imputer_apply(imputer, &x, &n_filled, &error));
    g_assert_cmpuint(n_filled, ==, 4);
    for (size_t i = 0; i < 12; i++)
      g_assert_cmpfloat(x.data[i], ==,
                        isnan(numbers[i]) ? (median ? medians : means)[i / 4] : numbers[i]);
    x.n_columns = 2;
    assert_status(ec_imputer_apply(imputer, &x, NULL, &error), EC_ERROR_SHAPE);
    ec_imputer_free(imputer);
    imputer = NULL;
    for (size_t i = 4; i < 8; i++)
      x.data[i] = NAN;
    assert_status(ec_imputer_fit(&x, EC_IMPUTATION_MEAN, &imputer, &error), EC_ERROR_EMPTY);
    g_assert_cmpuint(error.column, ==, 2);
    x.data[0] = INFINITY;
    assert_status(ec_imputer_fit(&x, EC_IMPUTATION_MEAN, &imputer, &error), EC_ERROR_VALUE);
    g_assert_null(imputer);
    ec_matrix_clear(&x);
  }
}

static struct ec_table *
people(void)
{
  static const double ages[] = {30, NAN, 50, 20};
  static const char *const towns[] = {"Ulm", "Bonn", NULL, "Ulm"};
  static const char *const same[] = {"x", "x", "x", "x"};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  assert_ok(ec_table_new(4, &table, &error));
  assert_ok(ec_table_add_text(table, "town", towns, &error));
  assert_ok(ec_table_add_numbers(table, "age", ages, &error));
  assert_ok(ec_table_add_text(table, "same", same, &error));
  return table;
}

static void
test_encoder(void)
{
  static const char *const all[] = {"age", "town=Bonn", "town=Ulm", "town=(missing)", "same=x"};
  static const char *const dropped[] = {"age", "town=Ulm", "town=(missing)"};
  struct ec_table *table = people();
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  size_t columns[] = {1, 0, 2};
  for (int drop = 0; drop < 2; drop++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_encoder *encoder;
    struct ec_matrix x;
    size_t n = drop ? 3 : 5;
    options.drop_first = drop;
    assert_ok(ec_encoder_fit(table, columns, 3, &options, &encoder, &error));
    g_assert_cmpuint(ec_encoder_n_features(encoder), ==, n);
    for (size_t i = 0; i < n; i++)
      g_assert_cmpstr(ec_encoder_get_names(encoder)[i], ==, (drop ? dropped : all)[i]);
    g_assert_cmpuint(ec_encoder_get_source(encoder, 0), ==, 0);
    g_assert_cmpuint(ec_encoder_get_source(encoder, 2), ==, 1);
    assert_ok(ec_encoder_apply(encoder, table, &x, &error));
    g_assert_true(isnan(ec_matrix_get(&x, 1, 0)));
    g_assert_cmpfloat(ec_matrix_get(&x, 0, 0), ==, 30.0);
    for (size_t row = 0; row < 4; row++) {
      static const int levels[] = {1, 0, 2, 1};
      for (int level = drop; level < 3; level++)
        g_assert_cmpfloat(ec_matrix_get(&x, row, (size_t)(1 + level - drop)), ==,
                          levels[row] == level);
    }
    ec_matrix_clear(&x);
    ec_encoder_free(encoder);
  }
  ec_encoder_free(NULL);
  ec_table_free(table);
}

/* Levels come from the training rows alone; what is new in the test rows is as the options say. */
static void
test_encoder_on_new_rows(void)
{
  static const size_t train_rows[] = {0, 1, 3}, new_row[] = {2}, column[] = {0};
  static const char *const towns[] = {"Köln", "Bonn"};
  struct ec_table *table = people(), *train, *missing, *other;
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_encoder *encoder;
  struct ec_matrix x = EC_MATRIX_INIT;
  options.drop_first = false;
  assert_ok(ec_table_select_rows(table, train_rows, 3, &train, &error));
  assert_ok(ec_table_select_rows(table, new_row, 1, &missing, &error));
  assert_ok(ec_table_new(2, &other, &error));
  assert_ok(ec_table_add_text(other, "town", towns, &error));
  assert_ok(ec_encoder_fit(train, column, 1, &options, &encoder, &error));
  g_assert_cmpuint(ec_encoder_n_features(encoder), ==, 2);
  assert_ok(ec_encoder_apply(encoder, other, &x, &error));
  g_assert_cmpfloat(ec_matrix_get(&x, 0, 0) + ec_matrix_get(&x, 0, 1), ==, 0.0);
  g_assert_cmpfloat(ec_matrix_get(&x, 1, 0), ==, 1.0);
  ec_matrix_clear(&x);
  assert_ok(ec_encoder_apply(encoder, missing, &x, &error));
  g_assert_cmpfloat(ec_matrix_get(&x, 0, 0) + ec_matrix_get(&x, 0, 1), ==, 0.0);
  ec_matrix_clear(&x);
  ec_encoder_free(encoder);
  options.unknown = EC_UNKNOWN_TEXT_REFUSE;
  options.missing = EC_MISSING_TEXT_REFUSE;
  assert_ok(ec_encoder_fit(train, column, 1, &options, &encoder, &error));
  assert_status(ec_encoder_apply(encoder, other, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 1, column \"town\": no training row had the text \"Köln\"");
  assert_status(ec_encoder_apply(encoder, missing, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "is missing");
  g_assert_null(x.data);
  ec_encoder_free(encoder);
  ec_table_free(other);
  ec_table_free(missing);
  ec_table_free(train);
  ec_table_free(table);
}

static void
test_encoder_errors(void)
{
  struct ec_table *table = people(), *other, *empty;
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_encoder *encoder = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  size_t town = 0, wrong = 3;
  double numbers[1] = {1};
  options.missing = EC_MISSING_TEXT_REFUSE;
  assert_status(ec_encoder_fit(table, &town, 1, &options, &encoder, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 3, column \"town\"");
  assert_status(ec_encoder_fit(table, &wrong, 1, NULL, &encoder, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_encoder_options)EC_ENCODER_OPTIONS_INIT;
  options.max_levels = 2;
  assert_status(ec_encoder_fit(table, &town, 1, &options, &encoder, &error), EC_ERROR_LIMIT);
  assert_ok(ec_table_select_rows(table, NULL, 0, &empty, &error));
  assert_status(ec_encoder_fit(empty, &town, 1, NULL, &encoder, &error), EC_ERROR_EMPTY);
  g_assert_null(encoder);
  assert_ok(ec_encoder_fit(table, &town, 1, NULL, &encoder, &error));
  assert_ok(ec_table_new(1, &other, &error));
  assert_status(ec_encoder_apply(encoder, other, &x, &error), EC_ERROR_NOT_FOUND);
  assert_ok(ec_table_add_numbers(other, "town", numbers, &error));
  assert_status(ec_encoder_apply(encoder, other, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "holds numbers here, and text");
  assert_ok(ec_encoder_apply(encoder, empty, &x, &error));
  g_assert_cmpuint(x.n_rows, ==, 0);
  ec_matrix_clear(&x);
  ec_encoder_free(encoder);
  ec_table_free(empty);
  ec_table_free(other);
  ec_table_free(table);
}

static ec_status
prepare(void *data, struct ec_error *error)
{
  static const size_t columns[] = {0, 1, 2};
  const struct ec_table *table = data;
  struct ec_encoder *encoder = NULL;
  struct ec_imputer *imputer = NULL;
  struct ec_scaler *scaler = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  size_t train[4], test[4];
  ec_status status = ec_split_rows(ec_random_new(1), 4, 0.5, train, test, error);
  if (status == EC_OK)
    status = ec_encoder_fit(table, columns, 3, NULL, &encoder, error);
  if (status == EC_OK)
    status = ec_encoder_apply(encoder, table, &x, error);
  if (status == EC_OK)
    status = ec_imputer_fit(&x, EC_IMPUTATION_MEDIAN, &imputer, error);
  if (status == EC_OK)
    status = ec_imputer_apply(imputer, &x, NULL, error);
  if (status == EC_OK)
    status = ec_scaler_fit(&x, EC_SCALING_STANDARD, &scaler, error);
  ec_scaler_free(scaler);
  ec_imputer_free(imputer);
  ec_encoder_free(encoder);
  ec_matrix_clear(&x);
  return status;
}

static void
test_no_memory(void)
{
  struct ec_table *table = people();
  g_assert_cmpint(fail_each_allocation(prepare, table), >, 8);
  ec_table_free(table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/prepare/split/sizes", test_split_sizes);
  g_test_add_func("/prepare/split/rows", test_split_rows);
  g_test_add_func("/prepare/scale/standard", test_standard_scaler);
  g_test_add_func("/prepare/scale/min-max", test_min_max_scaler);
  g_test_add_func("/prepare/impute", test_imputer);
  g_test_add_func("/prepare/encode", test_encoder);
  g_test_add_func("/prepare/encode/new-rows", test_encoder_on_new_rows);
  g_test_add_func("/prepare/encode/errors", test_encoder_errors);
  g_test_add_func("/prepare/no-memory", test_no_memory);
  return g_test_run();
}
