#include "config.h"

#include "base/random.h"
#include "support.h"
#include "table/csv.h"

/* Reads a copy that ends where the text ends, so that the sanitizer sees a byte read too far. */
static ec_status
read_exactly(const char *text, size_t length, const struct ec_csv_options *options,
             struct ec_table **table, struct ec_error *error)
{
  char *copy = g_malloc(MAX(length, 1));
  ec_status status;
  memcpy(copy, text, length);
  status = ec_csv_read(copy, length, options, NULL, table, error);
  g_free(copy);
  return status;
}

static const struct {
  const char *text;
  ec_status status;
  size_t line, column;
  const char *part; /* of the message */
} CASES[] = {
    {"", EC_ERROR_EMPTY, 0, 0, "is empty"},
    {"\xef\xbb\xbf", EC_ERROR_EMPTY, 0, 0, "is empty"},
    {"\n\n\r\n", EC_ERROR_EMPTY, 0, 0, "no text"},
    {"a,b\n", EC_ERROR_EMPTY, 2, 0, "header with 2 columns, but no rows"},
    {"a", EC_ERROR_EMPTY, 1, 0, "header with 1 column, but no rows"},
    {"a\n\n", EC_ERROR_EMPTY, 2, 0, "no rows"},
    {"a,,c\n1,2,3\n", EC_ERROR_SYNTAX, 1, 2, "name of the column is empty"},
    {"a, \n1,2\n", EC_ERROR_SYNTAX, 1, 2, "name of the column is empty"},
    {"a,b,\n1,2,3\n", EC_ERROR_SYNTAX, 1, 3, "name of the column is empty"},
    {"a,b,a\n1,2,3\n", EC_ERROR_SYNTAX, 1, 3, "\"a\" is that of column 1"},
    {"a,\" a\"\n1,2\n", EC_ERROR_SYNTAX, 1, 2, "\"a\" is that of column 1"},
    {"a,b\n1,2\n3\n", EC_ERROR_SYNTAX, 3, 1, "the row has 1 field, but the header has 2"},
    {"a,b\n1,2,3\n", EC_ERROR_SYNTAX, 2, 3, "at least 3 fields, but the header has 2"},
    {"a,b\n1,2,\n", EC_ERROR_SYNTAX, 2, 3, "at least 3 fields"},
    {"a,b\n\n\"1\n2\",3\n4\n", EC_ERROR_SYNTAX, 5, 1, "1 field,"},
    {"a\n1,2\n", EC_ERROR_SYNTAX, 2, 2, "header has 1"},
    {"a,b\n1,\"2\n3,4\n", EC_ERROR_SYNTAX, 2, 2, "never closed"},
    {"a,b\n1,\"", EC_ERROR_SYNTAX, 2, 2, "never closed"},
    {"a,b\n1,\"\"\"\n", EC_ERROR_SYNTAX, 2, 2, "never closed"},
    {"\"a,b\n1,2\n", EC_ERROR_SYNTAX, 1, 1, "never closed"},
    {"a,b\n1,\"2\"x\n", EC_ERROR_SYNTAX, 2, 2, "text after the closing quote"},
    {"a,b\n1,\"2\" \n", EC_ERROR_SYNTAX, 2, 2, "text after the closing quote"},
    {"a,b\n\"x\ny\"z,2\n", EC_ERROR_SYNTAX, 3, 1, "text after the closing quote"},
    {"a,b\n1,5\" pipe\n", EC_ERROR_SYNTAX, 2, 2, "a quote stands inside a field"},
    {"a,b\n1, \"2\"\n", EC_ERROR_SYNTAX, 2, 2, "a quote stands inside a field"},
    {"a,b\n1,\xff\n", EC_ERROR_ENCODING, 2, 3, "byte 0xFF is not UTF-8"},
    {"a\r\n\r\n\xc3\xa4\xe4\n", EC_ERROR_ENCODING, 3, 2, "byte 0xE4"},
    {"a\r1\r\xc3", EC_ERROR_ENCODING, 3, 1, "byte 0xC3"},
    {"\xff\xfe"
     "a,b",
     EC_ERROR_ENCODING, 1, 1, "UTF-16"},
    {"\xfe\xff", EC_ERROR_ENCODING, 1, 1, "UTF-16"},
};

static void
test_cases(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_table *table = NULL;
    assert_status(read_exactly(CASES[i].text, strlen(CASES[i].text), NULL, &table, &error),
                  CASES[i].status);
    g_assert_null(table);
    assert_contains(error.message, CASES[i].part);
    if (error.line != CASES[i].line || error.column != CASES[i].column)
      g_error("case %zu: line %zu, column %zu: %s", i, error.line, error.column, error.message);
  }
}

static void
test_nul_bytes(void)
{
  static const char wide[] = "a\0,\0b\0\n\0", big[] = "\0a\0,\0b", one[] = "a,b\n1,2\n3,\0\n";
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  assert_status(read_exactly(wide, 8, NULL, &table, &error), EC_ERROR_ENCODING);
  assert_contains(error.message, "UTF-16");
  assert_status(read_exactly(big, 6, NULL, &table, &error), EC_ERROR_ENCODING);
  assert_contains(error.message, "UTF-16");
  assert_status(read_exactly(one, 12, NULL, &table, &error), EC_ERROR_ENCODING);
  assert_contains(error.message, "NUL");
  g_assert_cmpuint(error.line, ==, 3);
  g_assert_cmpuint(error.column, ==, 3);
  g_assert_null(table);
}

static void
check_limit(const char *text, const struct ec_csv_options *options, const char *part)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  assert_status(read_exactly(text, strlen(text), options, &table, &error), EC_ERROR_LIMIT);
  assert_contains(error.message, part);
  g_assert_null(table);
}

static void
test_limits(void)
{
  static const char fitting[] = "a,b\n1234,\"12\"\"4\"\n1,2\n";
  struct ec_csv_options options = EC_CSV_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table;
  options.max_field_bytes = 4;
  options.max_rows = 2;
  options.max_columns = 2;
  options.max_bytes = 30;
  assert_ok(read_exactly(fitting, strlen(fitting), &options, &table, &error));
  ec_table_free(table);
  check_limit("a,b\n1,12345\n", &options, "longer than 4 bytes");
  check_limit("a,b\n1,\"12345\"\n", &options, "longer than 4 bytes");
  check_limit("abcde,b\n1,2\n", &options, "longer than 4 bytes");
  check_limit("a,b\n1,2\n3,4\n5,6\n", &options, "line 4: the file has more than 2 rows");
  check_limit("a,b,c\n1,2,3\n", &options, "more than 2 columns");
  check_limit("a,b\n1,2\n3,4\n                          ", &options, "at most 30");
}

/* A field of a megabyte is read by default, and one byte more is refused. */
static void
test_long_field(void)
{
  size_t length = (1 << 20) + 5;
  g_autofree char *text = g_strnfill(length, 'x');
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  memcpy(text, "ab\n", 3);
  text[length - 2] = '\n';
  text[length - 1] = 'y';
  assert_ok(read_exactly(text, length, NULL, &table, &error));
  g_assert_cmpuint(strlen(ec_table_get_text(table, 0, 0)), ==, 1 << 20);
  ec_table_free(table);
  table = NULL;
  text[length - 2] = 'x';
  assert_status(read_exactly(text, length, NULL, &table, &error), EC_ERROR_LIMIT);
}

static const char *const CORPUS[] = {
    "a,b,c\n1,2,3\n4,5,6\n",
    "name,age\n\"Smith, J\",42\n\"O\"\"Neil\",7\nnobody,NA\n",
    "x\r\n\"multi\r\nline\"\r\n\"\"\r\n3\r\n",
    "\xef\xbb\xbfköln,größe\nä,1.5e-3\n€,-7\n𝄞,.\n",
    "id;v\n1;2,5\n2;\"3;4\"\n",
    "p,q\r1,2\r3,4",
};

/* Whatever the bytes are, the reader either makes a table that holds together, or fails with a
 * message; where it fails on a line, the line is there. */
static void
try_text(const char *text, size_t length)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_table *table = NULL;
  size_t n_lines = 1;
  ec_status status = read_exactly(text, length, NULL, &table, &error);
  for (size_t i = 0; i < length; i++)
    n_lines += text[i] == '\n' || text[i] == '\r';
  if (status != EC_OK) {
    g_assert_null(table);
    g_assert_true(error.message[0] != '\0' && g_utf8_validate(error.message, -1, NULL));
    g_assert_cmpuint(error.line, <=, n_lines);
    return;
  }
  g_assert_cmpuint(ec_table_n_rows(table), >, 0);
  for (size_t c = 0; c < ec_table_n_columns(table); c++) {
    for (size_t row = 0; row < ec_table_n_rows(table); row++) {
      const char *cell = ec_table_get_text(table, c, row);
      if (ec_table_get_type(table, c) == EC_COLUMN_NUMBER)
        g_assert_false(isinf(ec_table_get_numbers(table, c)[row]));
      else
        g_assert_true(cell == NULL || g_utf8_validate(cell, -1, NULL));
    }
  }
  ec_table_free(table);
}

static void
test_truncation(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(CORPUS); i++) {
    for (size_t length = 0; length <= strlen(CORPUS[i]); length++)
      try_text(CORPUS[i], length);
  }
}

/* Replaces, inserts, removes and repeats bytes, most of them ones that mean something. */
static void
test_mutation(void)
{
  static const char bytes[] = "\"\"\"\",,\n\r;\t\0 .-e1\xff\xc3\xef";
  struct ec_random random = ec_random_new(1);
  for (int i = 0; i < 20000; i++) {
    const char *seed = CORPUS[ec_random_below(&random, G_N_ELEMENTS(CORPUS))];
    g_autoptr(GString) text = g_string_new(seed);
    int n = 1 + (int)ec_random_below(&random, 4);
    for (int k = 0; k < n && text->len > 1; k++) {
      size_t at = ec_random_below(&random, text->len);
      char byte = bytes[ec_random_below(&random, sizeof bytes - 1)];
      switch (ec_random_below(&random, 4)) {
      case 0:
        text->str[at] = byte;
        break;
      case 1:
        g_string_insert_c(text, (gssize)at, byte);
        break;
      case 2:
        g_string_erase(text, (gssize)at, 1);
        break;
      default:
        g_string_insert_len(text, (gssize)at, text->str, (gssize)at);
        break;
      }
    }
    try_text(text->str, text->len);
  }
}

/* Bytes at random, most of them structure, so that deep states are reached. */
static void
test_noise(void)
{
  static const char bytes[] = "ab1\",\n\r";
  struct ec_random random = ec_random_new(2);
  for (int i = 0; i < 20000; i++) {
    char text[24];
    size_t length = ec_random_below(&random, sizeof text);
    for (size_t k = 0; k < length; k++)
      text[k] = bytes[ec_random_below(&random, sizeof bytes - 1)];
    try_text(text, length);
  }
}

static ec_status
read_mixed(void *data, struct ec_error *error)
{
  static const char text[] = "name,age,town\n\"Smith, \"\"J\"\"\",42,Ulm\nx,7,\nNA,,Bonn\n";
  struct ec_table *table = NULL;
  ec_status status = ec_csv_read(text, strlen(text), NULL, NULL, &table, error);
  g_assert_true((status == EC_OK) == (table != NULL));
  ec_table_free(table);
  return status;
}

static void
test_no_memory(void)
{
  g_assert_cmpint(fail_each_allocation(read_mixed, NULL), >, 25);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/csv-hostile/cases", test_cases);
  g_test_add_func("/csv-hostile/nul-bytes", test_nul_bytes);
  g_test_add_func("/csv-hostile/limits", test_limits);
  g_test_add_func("/csv-hostile/long-field", test_long_field);
  g_test_add_func("/csv-hostile/truncation", test_truncation);
  g_test_add_func("/csv-hostile/mutation", test_mutation);
  g_test_add_func("/csv-hostile/noise", test_noise);
  g_test_add_func("/csv-hostile/no-memory", test_no_memory);
  return g_test_run();
}
