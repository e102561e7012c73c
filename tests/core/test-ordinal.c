#include "config.h"

#include "prepare/ordinal.h"
#include "support.h"

static const char *const towns[] = {"Ulm", "Bonn", NULL, "Ulm", "Aachen"};
static const char *const often[] = {"often", "never", "often", NULL, "never"};
static const size_t columns[] = {2, 0, 1};

static struct ec_table *
people(void)
{
  static const double ages[] = {30, NAN, 50, 20, 10};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  assert_ok(ec_table_new(5, &table, &error));
  assert_ok(ec_table_add_text(table, "town", towns, &error));
  assert_ok(ec_table_add_numbers(table, "age", ages, &error));
  assert_ok(ec_table_add_text(table, "smokes", often, &error));
  return table;
}

static void
assert_column(const struct ec_matrix *matrix, size_t column, const double *expected)
{
  for (size_t i = 0; i < matrix->n_rows; i++) {
    double found = ec_matrix_get(matrix, i, column);
    if (isnan(expected[i]))
      g_assert_true(isnan(found));
    else
      g_assert_cmpfloat(found, ==, expected[i]);
  }
}

static void
test_codes(void)
{
  static const char *const levels[] = {"never", "sometimes", "often", "daily"};
  static const struct ec_level_order order = {"smokes", levels, 4};
  static const double smokes[] = {2, 0, 2, NAN, 0}, town[] = {2, 1, NAN, 2, 0},
                      age[] = {30, NAN, 50, 20, 10};
  struct ec_ordinal_options options = EC_ORDINAL_OPTIONS_INIT;
  struct ec_table *table = people();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_ordinal *ordinal;
  struct ec_matrix x;
  options.orders = &order;
  options.n_orders = 1;
  assert_ok(ec_ordinal_fit(table, columns, 3, &options, &ordinal, &error));
  g_assert_cmpuint(ec_ordinal_n_features(ordinal), ==, 3);
  g_assert_cmpstr(ec_ordinal_get_names(ordinal)[0], ==, "smokes");
  g_assert_true(ec_ordinal_get_categorical(ordinal)[0] && ec_ordinal_get_categorical(ordinal)[1]);
  g_assert_false(ec_ordinal_get_categorical(ordinal)[2]);
  g_assert_cmpuint(ec_ordinal_n_levels(ordinal, 0), ==, 4);
  g_assert_cmpuint(ec_ordinal_n_levels(ordinal, 1), ==, 3);
  g_assert_cmpuint(ec_ordinal_n_levels(ordinal, 2), ==, 0);
  g_assert_cmpstr(ec_ordinal_get_level(ordinal, 0, 3), ==, "daily");
  g_assert_cmpstr(ec_ordinal_get_level(ordinal, 1, 0), ==, "Aachen");
  assert_ok(ec_ordinal_apply(ordinal, table, &x, &error));
  assert_column(&x, 0, smokes);
  assert_column(&x, 1, town);
  assert_column(&x, 2, age);
  ec_matrix_clear(&x);
  ec_ordinal_free(ordinal);
  ec_ordinal_free(NULL);
  ec_table_free(table);
}

/* Levels come from the training rows alone. */
static void
test_new_rows(void)
{
  static const size_t train_rows[] = {0, 3}, town = 0;
  static const double codes[] = {0, NAN, NAN, 0, NAN};
  struct ec_ordinal_options options = EC_ORDINAL_OPTIONS_INIT;
  struct ec_table *table = people(), *train;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_ordinal *ordinal;
  struct ec_matrix x = EC_MATRIX_INIT;
  assert_ok(ec_table_select_rows(table, train_rows, 2, &train, &error));
  assert_ok(ec_ordinal_fit(train, &town, 1, NULL, &ordinal, &error));
  assert_ok(ec_ordinal_apply(ordinal, table, &x, &error));
  assert_column(&x, 0, codes);
  ec_matrix_clear(&x);
  ec_ordinal_free(ordinal);
  options.unknown = EC_ORDINAL_TEXT_REFUSE;
  assert_ok(ec_ordinal_fit(train, &town, 1, &options, &ordinal, &error));
  assert_status(ec_ordinal_apply(ordinal, table, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2, column \"town\": no training row had the text \"Bonn\"");
  ec_ordinal_free(ordinal);
  options.unknown = EC_ORDINAL_TEXT_NAN;
  options.missing = EC_ORDINAL_TEXT_REFUSE;
  assert_ok(ec_ordinal_fit(train, &town, 1, &options, &ordinal, &error));
  assert_status(ec_ordinal_apply(ordinal, table, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 3, column \"town\": the text is missing");
  ec_ordinal_free(ordinal);
  g_assert_null(x.data);
  ec_table_free(train);
  ec_table_free(table);
}

static void
assert_order_refused(const char *column, const char *const *levels, size_t n, ec_status expected,
                     const char *part)
{
  const struct ec_level_order order = {column, levels, n};
  struct ec_ordinal_options options = EC_ORDINAL_OPTIONS_INIT;
  struct ec_table *table = people();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_ordinal *ordinal = NULL;
  options.orders = &order;
  options.n_orders = 1;
  assert_status(ec_ordinal_fit(table, columns, 3, &options, &ordinal, &error), expected);
  assert_contains(error.message, part);
  g_assert_null(ordinal);
  ec_table_free(table);
}

static void
test_errors(void)
{
  static const char *const twice[] = {"never", "often", "never"}, *const lacking[] = {"often"};
  struct ec_ordinal_options options = EC_ORDINAL_OPTIONS_INIT;
  struct ec_table *table = people(), *other, *empty;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_ordinal *ordinal = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  size_t town = 0, wrong = 3;
  double numbers[1] = {1};
  assert_order_refused("smokes", twice, 3, EC_ERROR_ARGUMENT, "\"never\" is in its order twice");
  assert_order_refused("smokes", lacking, 1, EC_ERROR_VALUE,
                       "row 2, column \"smokes\": the text \"never\" is not in the order");
  assert_order_refused("age", twice, 2, EC_ERROR_ARGUMENT, "\"age\", which is no text column");
  assert_status(ec_ordinal_fit(table, &wrong, 1, NULL, &ordinal, &error), EC_ERROR_ARGUMENT);
  options.max_levels = 2;
  assert_status(ec_ordinal_fit(table, &town, 1, &options, &ordinal, &error), EC_ERROR_LIMIT);
  options.max_levels = 3;
  options.missing = EC_ORDINAL_TEXT_REFUSE;
  assert_status(ec_ordinal_fit(table, &town, 1, &options, &ordinal, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 3, column \"town\"");
  assert_ok(ec_table_select_rows(table, NULL, 0, &empty, &error));
  assert_status(ec_ordinal_fit(empty, &town, 1, NULL, &ordinal, &error), EC_ERROR_EMPTY);
  g_assert_null(ordinal);
  assert_ok(ec_ordinal_fit(table, &town, 1, NULL, &ordinal, &error));
  assert_ok(ec_table_new(1, &other, &error));
  assert_status(ec_ordinal_apply(ordinal, other, &x, &error), EC_ERROR_NOT_FOUND);
  assert_ok(ec_table_add_numbers(other, "town", numbers, &error));
  assert_status(ec_ordinal_apply(ordinal, other, &x, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "holds numbers here, and text");
  assert_ok(ec_ordinal_apply(ordinal, empty, &x, &error));
  g_assert_cmpuint(x.n_rows, ==, 0);
  ec_matrix_clear(&x);
  ec_ordinal_free(ordinal);
  ec_table_free(other);
  ec_table_free(empty);
  ec_table_free(table);
}

static ec_status
encode(void *data, struct ec_error *error)
{
  struct ec_ordinal *ordinal = NULL;
  struct ec_matrix x = EC_MATRIX_INIT;
  ec_status status = ec_ordinal_fit(data, columns, 3, NULL, &ordinal, error);
  if (status == EC_OK)
    status = ec_ordinal_apply(ordinal, data, &x, error);
  ec_matrix_clear(&x);
  ec_ordinal_free(ordinal);
  return status;
}

static void
test_memory(void)
{
  struct ec_table *table = people();
  g_assert_cmpint(fail_each_allocation(encode, table), >=, 3);
  ec_table_free(table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ordinal/codes", test_codes);
  g_test_add_func("/ordinal/new-rows", test_new_rows);
  g_test_add_func("/ordinal/errors", test_errors);
  g_test_add_func("/ordinal/memory", test_memory);
  return g_test_run();
}
