#include "config.h"

#include "support.h"
#include "table/table.h"

static struct ec_table *
build(void)
{
  static const double ages[] = {3.5, NAN, -1.0, 0.0};
  static const char *const towns[] = {"Ulm", NULL, "Bonn", "Ulm"};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  assert_ok(ec_table_new(4, &table, &error));
  assert_ok(ec_table_add_numbers(table, "age", ages, &error));
  assert_ok(ec_table_add_text(table, "town", towns, &error));
  return table;
}

static void
test_columns(void)
{
  struct ec_table *table = build();
  struct ec_error error = EC_ERROR_INIT;
  size_t column = 99;
  g_assert_cmpuint(ec_table_n_rows(table), ==, 4);
  g_assert_cmpuint(ec_table_n_columns(table), ==, 2);
  g_assert_cmpstr(ec_table_get_name(table, 1), ==, "town");
  g_assert_cmpint(ec_table_get_type(table, 0), ==, EC_COLUMN_NUMBER);
  g_assert_cmpint(ec_table_get_type(table, 1), ==, EC_COLUMN_TEXT);
  g_assert_cmpuint(ec_table_n_missing(table, 0), ==, 1);
  g_assert_cmpuint(ec_table_n_missing(table, 1), ==, 1);
  g_assert_cmpfloat(ec_table_get_numbers(table, 0)[2], ==, -1.0);
  g_assert_null(ec_table_get_numbers(table, 1));
  g_assert_null(ec_table_get_codes(table, 0));
  g_assert_null(ec_table_get_text(table, 0, 0));
  g_assert_cmpuint(ec_table_n_levels(table, 0), ==, 0);
  /* Levels are sorted, whatever came first. */
  g_assert_cmpuint(ec_table_n_levels(table, 1), ==, 2);
  g_assert_cmpstr(ec_table_get_level(table, 1, 0), ==, "Bonn");
  g_assert_cmpint(ec_table_get_codes(table, 1)[0], ==, 1);
  g_assert_cmpint(ec_table_get_codes(table, 1)[1], ==, EC_MISSING_CODE);
  g_assert_cmpstr(ec_table_get_text(table, 1, 3), ==, "Ulm");
  g_assert_null(ec_table_get_text(table, 1, 1));
  assert_ok(ec_table_find_column(table, "town", &column, &error));
  g_assert_cmpuint(column, ==, 1);
  assert_status(ec_table_find_column(table, "city", &column, &error), EC_ERROR_NOT_FOUND);
  g_assert_cmpuint(column, ==, 1);
  assert_contains(error.message, "\"city\"");
  assert_contains(error.message, "age, town");
  ec_table_free(table);
  ec_table_free(NULL);
}

static void
test_wrong_names(void)
{
  struct ec_table *table = build();
  struct ec_error error = EC_ERROR_INIT;
  double numbers[4] = {0};
  const char *texts[4] = {"a", "b", "c", "d"};
  assert_status(ec_table_add_numbers(table, "age", numbers, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "\"age\"");
  assert_status(ec_table_add_text(table, "age", texts, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_table_add_text(table, "", texts, &error), EC_ERROR_ARGUMENT);
  g_assert_cmpuint(ec_table_n_columns(table), ==, 2);
  ec_table_free(table);
}

static void
test_rows(void)
{
  struct ec_table *table = build(), *selected, *none = NULL;
  struct ec_error error = EC_ERROR_INIT;
  size_t rows[] = {3, 1, 3, 2}, wrong[] = {0, 4}, complete[4], n_complete, columns[] = {0, 1};
  assert_ok(ec_table_select_rows(table, rows, 4, &selected, &error));
  g_assert_cmpuint(ec_table_n_rows(selected), ==, 4);
  g_assert_cmpfloat(ec_table_get_numbers(selected, 0)[0], ==, 0.0);
  g_assert_true(isnan(ec_table_get_numbers(selected, 0)[1]));
  g_assert_cmpstr(ec_table_get_text(selected, 1, 2), ==, "Ulm");
  g_assert_cmpstr(ec_table_get_text(selected, 1, 3), ==, "Bonn");
  /* The selection lives on without its source, with which it shares levels. */
  ec_table_free(table);
  g_assert_cmpstr(ec_table_get_level(selected, 1, 1), ==, "Ulm");
  assert_status(ec_table_select_rows(selected, wrong, 2, &none, &error), EC_ERROR_ARGUMENT);
  g_assert_null(none);
  ec_table_complete_rows(selected, columns, 2, complete, &n_complete);
  g_assert_cmpuint(n_complete, ==, 3);
  g_assert_cmpuint(complete[1], ==, 2);
  assert_ok(ec_table_select_rows(selected, NULL, 0, &none, &error));
  g_assert_cmpuint(ec_table_n_rows(none), ==, 0);
  g_assert_cmpuint(ec_table_n_levels(none, 1), ==, 2);
  ec_table_free(none);
  ec_table_free(selected);
}

static void
test_select_columns(void)
{
  struct ec_table *table = build(), *selected = NULL;
  struct ec_error error = EC_ERROR_INIT;
  size_t columns[] = {1, 0}, twice[] = {1, 1}, wrong[] = {2};
  assert_ok(ec_table_select_columns(table, columns, 2, &selected, &error));
  g_assert_cmpstr(ec_table_get_name(selected, 0), ==, "town");
  g_assert_cmpfloat(ec_table_get_numbers(selected, 1)[0], ==, 3.5);
  ec_table_free(selected);
  selected = NULL;
  assert_status(ec_table_select_columns(table, twice, 2, &selected, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_table_select_columns(table, wrong, 1, &selected, &error), EC_ERROR_ARGUMENT);
  g_assert_null(selected);
  ec_table_free(table);
}

/* So many levels that the dictionary grows several times, in an order that is not theirs. */
static void
test_many_levels(void)
{
  enum { N = 20000 };
  g_autofree char **texts = g_new0(char *, N);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  for (int i = 0; i < N; i++)
    texts[i] = g_strdup_printf("level %d", (i * 7919) % (N / 2));
  assert_ok(ec_table_new(N, &table, &error));
  assert_ok(ec_table_add_text(table, "x", (const char *const *)texts, &error));
  g_assert_cmpuint(ec_table_n_levels(table, 0), ==, N / 2);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpstr(ec_table_get_text(table, 0, i), ==, texts[i]);
  for (int32_t k = 1; k < N / 2; k++)
    g_assert_cmpstr(ec_table_get_level(table, 0, k - 1), <, ec_table_get_level(table, 0, k));
  for (int i = 0; i < N; i++)
    g_free(texts[i]);
  ec_table_free(table);
}

static ec_status
build_and_select(void *data, struct ec_error *error)
{
  static const double numbers[] = {1, 2};
  static const char *const texts[] = {"b", "a"};
  static const size_t rows[] = {1}, columns[] = {1};
  struct ec_table *table = NULL, *selected = NULL, *narrow = NULL;
  ec_status status = ec_table_new(2, &table, error);
  if (status == EC_OK)
    status = ec_table_add_numbers(table, "n", numbers, error);
  if (status == EC_OK)
    status = ec_table_add_text(table, "t", texts, error);
  if (status == EC_OK)
    status = ec_table_select_rows(table, rows, 1, &selected, error);
  if (status == EC_OK)
    status = ec_table_select_columns(table, columns, 1, &narrow, error);
  ec_table_free(narrow);
  ec_table_free(selected);
  ec_table_free(table);
  return status;
}

static void
test_no_memory(void)
{
  g_assert_cmpint(fail_each_allocation(build_and_select, NULL), >, 15);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/table/columns", test_columns);
  g_test_add_func("/table/wrong-names", test_wrong_names);
  g_test_add_func("/table/rows", test_rows);
  g_test_add_func("/table/select-columns", test_select_columns);
  g_test_add_func("/table/many-levels", test_many_levels);
  g_test_add_func("/table/no-memory", test_no_memory);
  return g_test_run();
}
