#include "config.h"

#include "support.h"
#include "table/csv.h"

static struct ec_table *
read_with(const char *text, const struct ec_csv_options *options)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  assert_ok(ec_csv_read(text, strlen(text), options, NULL, &table, &error));
  return table;
}

static struct ec_table *
read_text(const char *text)
{
  return read_with(text, NULL);
}

/* Compares a text column's cells, separated by "|" with "-" for a missing one. */
static void
check_cells(const struct ec_table *table, size_t column, const char *expected)
{
  g_auto(GStrv) cells = g_strsplit(expected, "|", -1);
  g_assert_cmpuint(ec_table_n_rows(table), ==, g_strv_length(cells));
  for (size_t row = 0; cells[row] != NULL; row++) {
    const char *text = ec_table_get_text(table, column, row);
    g_assert_cmpstr(text != NULL ? text : "-", ==, cells[row]);
  }
}

/* The examples of RFC 4180, section 2, 1 to 7, below a header. */
static void
test_rfc_examples(void)
{
  static const char *const endings[] = {"\r\n", "\n", "\r"};
  for (size_t e = 0; e < G_N_ELEMENTS(endings); e++) {
    for (int last = 0; last < 2; last++) {
      g_autofree char *text = g_strdup_printf(
          "field_name,b,c%saaa,bbb,ccc%s\"zzz\",\"y%sy\",x x%s\"a\"\"b\",\"b,\",c%s", endings[e],
          endings[e], endings[e], endings[e], last ? endings[e] : "");
      g_autofree char *broken = g_strdup_printf("bbb|y%sy|b,", endings[e]);
      struct ec_table *table = read_text(text);
      g_assert_cmpstr(ec_table_get_name(table, 0), ==, "field_name");
      check_cells(table, 0, "aaa|zzz|a\"b");
      check_cells(table, 1, broken);
      check_cells(table, 2, "ccc|x x|c");
      ec_table_free(table);
    }
  }
}

static void
test_types(void)
{
  struct ec_table *table = read_text("number,text,code,quoted,empty,spaced\n"
                                     "1,a,01234,\"0\",,\" 1.5 \"\n"
                                     "-2.5e3,1,00501,\"6.5\",, 2\n"
                                     "NA,inf,?,\"\",,NA \n");
  static const enum ec_column_type types[] = {EC_COLUMN_NUMBER, EC_COLUMN_TEXT,   EC_COLUMN_NUMBER,
                                              EC_COLUMN_NUMBER, EC_COLUMN_NUMBER, EC_COLUMN_NUMBER};
  for (size_t c = 0; c < 6; c++)
    g_assert_cmpint(ec_table_get_type(table, c), ==, types[c]);
  g_assert_cmpfloat(ec_table_get_numbers(table, 0)[1], ==, -2500.0);
  g_assert_true(isnan(ec_table_get_numbers(table, 0)[2]));
  check_cells(table, 1, "a|1|inf");
  g_assert_cmpfloat(ec_table_get_numbers(table, 2)[0], ==, 1234.0);
  g_assert_cmpfloat(ec_table_get_numbers(table, 3)[0], ==, 0.0);
  g_assert_cmpuint(ec_table_n_missing(table, 3), ==, 1);
  g_assert_cmpuint(ec_table_n_missing(table, 4), ==, 3);
  g_assert_cmpfloat(ec_table_get_numbers(table, 5)[0], ==, 1.5);
  g_assert_cmpuint(ec_table_n_missing(table, 5), ==, 1);
  ec_table_free(table);
}

static void
test_missing_markers(void)
{
  static const char *const own[] = {"-999", "none"};
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  struct ec_table *table = read_text("x,y\nNA,a\nN/A,b\nNaN,nan\nnull,?\nNULL,.\n?,\n.,c\nnan,d\n");
  g_assert_cmpuint(ec_table_n_missing(table, 0), ==, 8);
  check_cells(table, 1, "a|b|-|-|-|-|c|d");
  ec_table_free(table);
  options.missing = own;
  options.n_missing = 2;
  table = read_with("x,y\n-999,none\n1,NA\n, none \n", &options);
  g_assert_cmpint(ec_table_get_type(table, 0), ==, EC_COLUMN_NUMBER);
  g_assert_cmpuint(ec_table_n_missing(table, 0), ==, 2);
  check_cells(table, 1, "-|NA|-");
  ec_table_free(table);
}

static void
test_forced_types(void)
{
  static const struct ec_csv_column columns[] = {{"zip", EC_COLUMN_TEXT}, {"x", EC_COLUMN_NUMBER}};
  static const struct ec_csv_column wrong[] = {{"rm", EC_COLUMN_NUMBER}};
  static const char text[] = "crim,zn,rm\n1,2,6.4\n\n1,2,\"6\n.5x\"\n1,2,\"\"\"6.5x\"\n";
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  options.columns = columns;
  options.n_columns = 2;
  table = read_with("zip,x\n01234,1\n,2\n", &options);
  check_cells(table, 0, "01234|-");
  ec_table_free(table);
  table = NULL;
  options.columns = wrong;
  options.n_columns = 1;
  assert_status(ec_csv_read(text, strlen(text), &options, NULL, &table, &error), EC_ERROR_VALUE);
  g_assert_null(table);
  g_assert_cmpuint(error.line, ==, 4);
  g_assert_cmpuint(error.column, ==, 3);
  g_assert_cmpstr(error.message, ==,
                  "line 4, column 3 (\"rm\"): \"6?.5x\" is not a number; write a number such as "
                  "6.5, or leave the field empty");
  assert_status(ec_csv_read("a\n1\n", 4, &options, NULL, &table, &error), EC_ERROR_NOT_FOUND);
  assert_contains(error.message, "\"rm\"");
}

static void
test_layout(void)
{
  struct ec_table *table = read_text("\xef\xbb\xbf\n\r\n a , b\t\n\n1,x y \r\n\n2, z");
  g_assert_cmpstr(ec_table_get_name(table, 0), ==, "a");
  g_assert_cmpstr(ec_table_get_name(table, 1), ==, "b");
  g_assert_cmpfloat(ec_table_get_numbers(table, 0)[1], ==, 2.0);
  /* Spaces are part of a text, as the RFC says. */
  check_cells(table, 1, "x y | z");
  ec_table_free(table);
  /* In a single column an empty line is a missing value, but not at the end. */
  table = read_text("a\n1\n\n3\n\n");
  g_assert_cmpuint(ec_table_n_rows(table), ==, 3);
  g_assert_cmpuint(ec_table_n_missing(table, 0), ==, 1);
  ec_table_free(table);
  table = read_text("a\n\"\"\n\"\"");
  g_assert_cmpuint(ec_table_n_rows(table), ==, 2);
  ec_table_free(table);
  table = read_text("a,b\n,\n");
  g_assert_cmpuint(ec_table_n_rows(table), ==, 1);
  ec_table_free(table);
}

static void
test_delimiters(void)
{
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  static const char wrong[] = {'"', 'a', '7', '\n', '\r', '\0', '.', '-', (char)0xe4};
  options.delimiter = ';';
  table = read_with("a;b\n1,5;\"x;y\"\n", &options);
  check_cells(table, 0, "1,5");
  check_cells(table, 1, "x;y");
  ec_table_free(table);
  options.delimiter = '\t';
  table = read_with("a\tb\n1\t\n", &options);
  g_assert_cmpuint(ec_table_n_missing(table, 1), ==, 1);
  ec_table_free(table);
  for (size_t i = 0; i < sizeof wrong; i++) {
    options.delimiter = wrong[i];
    assert_status(ec_csv_read("a\n1\n", 4, &options, NULL, &table, &error), EC_ERROR_ARGUMENT);
  }
}

static void
test_sniff(void)
{
  static const struct {
    const char *text;
    char delimiter;
  } cases[] = {
      {"", ','},
      {"a", ','},
      {"a,b\n1,2\n", ','},
      {"a;b\n1,5;2,5\n", ';'},
      {"a\tb\n1\t2\n", '\t'},
      {"a;b;c\n\"x,y\";1,2;3\n", ';'},
      {"\"a;b\",c\n\"1;2\",3\n", ','},
      {"a,b;c\n1,2;3\n", ','},
      {"a;b\r\n1;2\r\n\r\n3;4", ';'},
      {"text, with comma\nand none", ','},
      {"a;b\n1;2\n3", ';'},
      {"\"unclosed;a\n;b", ','},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    if (ec_csv_sniff_delimiter(cases[i].text, strlen(cases[i].text)) != cases[i].delimiter)
      g_error("the delimiter of \"%s\" is taken for '%c'", cases[i].text,
              ec_csv_sniff_delimiter(cases[i].text, strlen(cases[i].text)));
  }
}

static void
test_many_rows(void)
{
  g_autoptr(GString) text = g_string_new("a,b\n");
  for (int i = 0; i < 30000; i++)
    g_string_append_printf(text, "%d,%c\n", i, 'a' + i % 26);
  struct ec_table *table = read_text(text->str);
  g_assert_cmpuint(ec_table_n_rows(table), ==, 30000);
  g_assert_cmpuint(ec_table_n_levels(table, 1), ==, 26);
  g_assert_cmpfloat(ec_table_get_numbers(table, 0)[29999], ==, 29999.0);
  ec_table_free(table);
}

/* Columns that turn to text in different rows; what came before is kept as it was written. */
static void
test_late_text(void)
{
  struct ec_table *table = read_text("a,b,c\n1.0,x,07\nNA,1.50,08\n\"2\",y,09\nlate,NA,10\n");
  check_cells(table, 0, "1.0|-|2|late");
  check_cells(table, 1, "x|1.50|y|-");
  g_assert_cmpfloat(ec_table_get_numbers(table, 2)[3], ==, 10.0);
  ec_table_free(table);
}

static bool
stop_third(void *data)
{
  return ++*(int *)data == 3;
}

static void
test_stop(void)
{
  g_autoptr(GString) text = g_string_new("a\n");
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  struct ec_job job = EC_JOB_INIT;
  int n_polls = 0;
  job.cancelled = stop_third;
  job.data = &n_polls;
  for (int i = 0; i < 30000; i++)
    g_string_append_printf(text, "%d\n", i);
  assert_status(ec_csv_read(text->str, text->len, NULL, &job, &table, &error), EC_ERROR_CANCELLED);
  g_assert_null(table);
  g_assert_cmpint(n_polls, ==, 3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/csv/rfc-examples", test_rfc_examples);
  g_test_add_func("/csv/types", test_types);
  g_test_add_func("/csv/missing-markers", test_missing_markers);
  g_test_add_func("/csv/forced-types", test_forced_types);
  g_test_add_func("/csv/layout", test_layout);
  g_test_add_func("/csv/delimiters", test_delimiters);
  g_test_add_func("/csv/sniff", test_sniff);
  g_test_add_func("/csv/many-rows", test_many_rows);
  g_test_add_func("/csv/late-text", test_late_text);
  g_test_add_func("/csv/stop", test_stop);
  return g_test_run();
}
