/* What stands for missing numbers and texts, beyond means and medians. */
#include "config.h"

#include "prepare/encode.h"
#include "prepare/impute.h"
#include "support.h"

static double numbers[] = {1, NAN, 2, 1, 2, NAN, NAN, NAN, NAN, NAN, 5, 6, 7, 8, 9};
static const struct ec_matrix x = {numbers, 5, 3, 5};

static void
test_numbers(void)
{
  static const double frequent[] = {1.0, 0.0, 5.0};
  struct ec_imputer_options options = {EC_IMPUTATION_MOST_FREQUENT, 0.0, EC_ALL_MISSING_ZERO};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_imputer *imputer = NULL;
  assert_ok(ec_imputer_fit_options(&x, &options, &imputer, &error));
  for (size_t c = 0; c < 3; c++)
    g_assert_cmpfloat(ec_imputer_get_values(imputer)[c], ==, frequent[c]);
  g_assert_cmpuint(ec_imputer_n_missing(imputer, 0), ==, 1);
  g_assert_cmpuint(ec_imputer_n_missing(imputer, 2), ==, 0);
  g_assert_false(ec_imputer_is_empty(imputer, 0));
  g_assert_true(ec_imputer_is_empty(imputer, 1));
  ec_imputer_free(imputer);
  options.imputation = EC_IMPUTATION_CONSTANT;
  options.constant = -7.0;
  options.all_missing = EC_ALL_MISSING_REFUSE;
  assert_ok(ec_imputer_fit_options(&x, &options, &imputer, &error));
  for (size_t c = 0; c < 3; c++)
    g_assert_cmpfloat(ec_imputer_get_values(imputer)[c], ==, -7.0);
  ec_imputer_free(imputer);
  imputer = NULL;
  options.constant = NAN;
  assert_status(ec_imputer_fit_options(&x, &options, &imputer, &error), EC_ERROR_ARGUMENT);
  options.imputation = EC_IMPUTATION_MEDIAN;
  assert_status(ec_imputer_fit_options(&x, &options, &imputer, &error), EC_ERROR_EMPTY);
  g_assert_cmpuint(error.column, ==, 2);
  g_assert_null(imputer);
}

/* Indicators are for what training rows missed, and are read before the gaps are filled. */
static void
test_indicators(void)
{
  static const double expected[] = {0, 1, 0, 0, 0, 1, 1, 1, 1, 1};
  struct ec_imputer_options options = {EC_IMPUTATION_MEAN, 0.0, EC_ALL_MISSING_ZERO};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_imputer *imputer;
  struct ec_matrix wide, last, narrow = {numbers, 5, 2, 5};
  assert_ok(ec_imputer_fit_options(&x, &options, &imputer, &error));
  g_assert_cmpuint(ec_imputer_n_indicators(imputer), ==, 2);
  g_assert_cmpuint(ec_imputer_get_indicated(imputer)[1], ==, 1);
  assert_ok(ec_matrix_new(5, 5, &wide, &error));
  last = (struct ec_matrix){ec_matrix_column(&wide, 3), 5, 2, wide.stride};
  assert_ok(ec_imputer_indicate(imputer, &x, &last, &error));
  for (size_t i = 0; i < 10; i++)
    g_assert_cmpfloat(ec_matrix_get(&wide, i % 5, 3 + i / 5), ==, expected[i]);
  assert_status(ec_imputer_indicate(imputer, &narrow, &last, &error), EC_ERROR_SHAPE);
  last.n_columns = 1;
  assert_status(ec_imputer_indicate(imputer, &x, &last, &error), EC_ERROR_SHAPE);
  ec_matrix_clear(&wide);
  ec_imputer_free(imputer);
}

static struct ec_table *
table_of(const char *const *texts, size_t n)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  assert_ok(ec_table_new(n, &table, &error));
  assert_ok(ec_table_add_text(table, "town", texts, &error));
  return table;
}

/* The features of `table` by an encoder that learnt from `train`, one string a row. */
static void
assert_encoded(const struct ec_table *train, const struct ec_table *table,
               const struct ec_encoder_options *options, const char *names, const char *fill,
               const char *expected)
{
  static const size_t column = 0;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_encoder *encoder;
  struct ec_matrix features;
  g_autoptr(GString) found = g_string_new(NULL);
  g_autoptr(GString) all = g_string_new(NULL);
  assert_ok(ec_encoder_fit(train, &column, 1, options, &encoder, &error));
  assert_ok(ec_encoder_apply(encoder, table, &features, &error));
  for (size_t j = 0; j < features.n_columns; j++)
    g_string_append_printf(all, "%s ", ec_encoder_get_names(encoder)[j]);
  for (size_t i = 0; i < features.n_rows; i++, g_string_append_c(found, ' '))
    for (size_t j = 0; j < features.n_columns; j++)
      g_string_append_printf(found, "%g", ec_matrix_get(&features, i, j));
  g_assert_cmpstr(all->str, ==, names);
  g_assert_cmpstr(found->str, ==, expected);
  g_assert_cmpstr(ec_encoder_get_fill(encoder, 0), ==, fill);
  ec_matrix_clear(&features);
  ec_encoder_free(encoder);
}

static void
test_texts(void)
{
  static const char *const texts[] = {"b", NULL, "c", "b", "c", "a"}, *const whole[] = {"x", "y"};
  struct ec_table *table = table_of(texts, 6), *full = table_of(whole, 2);
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  char fill[] = "aa";
  options.drop_first = false;
  options.missing = EC_MISSING_TEXT_MOST_FREQUENT;
  assert_encoded(table, table, &options, "town=a town=b town=c ", "b", "010 010 001 010 001 100 ");
  assert_encoded(full, table, &options, "town=x town=y ", NULL, "00 10 00 00 00 00 ");
  options.missing = EC_MISSING_TEXT_CONSTANT;
  options.fill = fill;
  assert_encoded(table, table, &options, "town=a town=aa town=b town=c ", "aa",
                 "0010 0100 0001 0010 0001 1000 ");
  options.fill = "zz";
  assert_encoded(table, table, &options, "town=a town=b town=c town=zz ", "zz",
                 "0100 0001 0010 0100 0010 1000 ");
  options.fill = "c";
  assert_encoded(table, table, &options, "town=a town=b town=c ", "c", "010 001 001 010 001 100 ");
  assert_encoded(full, table, &options, "town=x town=y ", NULL, "00 00 00 00 00 00 ");
  ec_table_free(full);
  ec_table_free(table);
}

static void
test_text_errors(void)
{
  static const char *const none[] = {NULL, NULL};
  static const size_t column = 0;
  struct ec_table *table = table_of(none, 2);
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_encoder *encoder = NULL;
  options.missing = EC_MISSING_TEXT_MOST_FREQUENT;
  assert_status(ec_encoder_fit(table, &column, 1, &options, &encoder, &error), EC_ERROR_EMPTY);
  assert_contains(error.message, "column \"town\": no row has a text");
  options.missing = EC_MISSING_TEXT_CONSTANT;
  assert_status(ec_encoder_fit(table, &column, 1, &options, &encoder, &error), EC_ERROR_ARGUMENT);
  options.fill = "";
  assert_status(ec_encoder_fit(table, &column, 1, &options, &encoder, &error), EC_ERROR_ARGUMENT);
  g_assert_null(encoder);
  options.fill = "unknown";
  options.drop_first = false;
  assert_encoded(table, table, &options, "town=unknown ", "unknown", "1 1 ");
  ec_table_free(table);
}

static ec_status
fill(void *data, struct ec_error *error)
{
  static const size_t column = 0;
  struct ec_imputer_options options = {EC_IMPUTATION_MEAN, 0.0, EC_ALL_MISSING_ZERO};
  struct ec_encoder_options text_options = EC_ENCODER_OPTIONS_INIT;
  struct ec_imputer *imputer = NULL;
  struct ec_encoder *encoder = NULL;
  ec_status status = ec_imputer_fit_options(&x, &options, &imputer, error);
  text_options.missing = EC_MISSING_TEXT_CONSTANT;
  text_options.fill = "none";
  if (status == EC_OK)
    status = ec_encoder_fit(data, &column, 1, &text_options, &encoder, error);
  ec_encoder_free(encoder);
  ec_imputer_free(imputer);
  return status;
}

static void
test_memory(void)
{
  static const char *const texts[] = {"b", NULL};
  struct ec_table *table = table_of(texts, 2);
  g_assert_cmpint(fail_each_allocation(fill, table), >=, 6);
  ec_table_free(table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fill/numbers", test_numbers);
  g_test_add_func("/fill/indicators", test_indicators);
  g_test_add_func("/fill/texts", test_texts);
  g_test_add_func("/fill/text-errors", test_text_errors);
  g_test_add_func("/fill/memory", test_memory);
  return g_test_run();
}
