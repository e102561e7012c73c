#include "config.h"

#include <locale.h>

#include "base/random.h"
#include "io/json.h"
#include "support.h"

static struct ec_record *
read_text(const char *text)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record;
  assert_ok(ec_json_read(text, strlen(text), &record, &error));
  return record;
}

static void
test_round_trip(void)
{
  static const double numbers[] = {0.1, -0.0, 1e-320, 1.7976931348623157e308, NAN, 3};
  static const char *const texts[] = {"", "a\"b\\c/\n\t\x01", "größe €𝄞"};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new(), *read;
  const double *read_numbers;
  const char *const *read_texts, *text;
  double number;
  bool truth = false;
  size_t n, length;
  char *json;
  assert_ok(ec_record_add_text(record, "model", texts[1], &error));
  assert_ok(ec_record_add_number(record, "x", 0.1, &error));
  assert_ok(ec_record_add_boolean(record, "yes", true, &error));
  assert_ok(ec_record_add_numbers(record, "numbers", numbers, 6, &error));
  assert_ok(ec_record_add_texts(record, "texts", texts, 3, &error));
  assert_ok(ec_record_add_texts(record, "none", NULL, 0, &error));
  assert_status(ec_record_add_number(record, "x", 2.0, &error), EC_ERROR_ARGUMENT);
  assert_ok(ec_json_write(record, &json, &length, &error));
  g_assert_cmpuint(strlen(json), ==, length);
  assert_contains(json, "\"x\": 0.10000000000000001,\n");
  assert_contains(json, "null, 3]");
  assert_ok(ec_json_read(json, length, &read, &error));
  g_assert_cmpuint(ec_record_n_members(read), ==, 6);
  g_assert_cmpstr(ec_record_get_key(read, 2), ==, "yes");
  assert_ok(ec_record_get_text(read, "model", &text, &error));
  g_assert_cmpstr(text, ==, texts[1]);
  assert_ok(ec_record_get_number(read, "x", &number, &error));
  g_assert_cmpfloat(number, ==, 0.1);
  assert_ok(ec_record_get_boolean(read, "yes", &truth, &error));
  g_assert_true(truth);
  assert_ok(ec_record_get_numbers(read, "numbers", &read_numbers, &n, &error));
  g_assert_cmpuint(n, ==, 6);
  for (size_t i = 0; i < 6; i++)
    g_assert_true(i == 4 ? isnan(read_numbers[i]) : memcmp(&read_numbers[i], &numbers[i], 8) == 0);
  assert_ok(ec_record_get_texts(read, "texts", &read_texts, &n, &error));
  g_assert_cmpuint(n, ==, 3);
  for (size_t i = 0; i < 3; i++)
    g_assert_cmpstr(read_texts[i], ==, texts[i]);
  assert_ok(ec_record_get_texts(read, "none", &read_texts, &n, &error));
  assert_ok(ec_record_get_numbers(read, "none", &read_numbers, &n, &error));
  g_assert_cmpuint(n, ==, 0);
  assert_status(ec_record_get_number(read, "model", &number, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "\"model\" is a text; it has to be a number");
  assert_status(ec_record_get_text(read, "absent", &text, &error), EC_ERROR_NOT_FOUND);
  ec_free(json);
  ec_record_free(read);
  ec_record_free(record);
  ec_record_free(NULL);
}

static void
test_numbers(void)
{
  struct ec_random random = ec_random_new(1);
  for (int i = 0; i < 100000; i++) {
    union {
      uint64_t bits;
      double number;
    } a = {ec_random_u64(&random)};
    char text[EC_JSON_NUMBER_SIZE];
    ec_json_number(a.number, text);
    g_assert_cmpuint(strlen(text), <, EC_JSON_NUMBER_SIZE);
    if (isfinite(a.number))
      g_assert_cmpfloat(g_ascii_strtod(text, NULL), ==, a.number);
    else
      g_assert_cmpstr(text, ==, "null");
  }
}

static void
test_locale(void)
{
  char text[EC_JSON_NUMBER_SIZE];
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip("the locale de_DE is not installed");
    return;
  }
  g_assert_cmpstr(ec_json_number(-2.5e-10, text), ==, "-2.5000000000000002e-10");
  setlocale(LC_NUMERIC, "C");
}

static void
test_escapes(void)
{
  struct ec_record *record =
      read_text(" {\"\\u0041\\n\" : \"\\u00e4\\u20AC\\ud834\\udd1e\\/\\b\\f\\r\\t\"\r\n}\t");
  struct ec_error error = EC_ERROR_INIT;
  const char *text;
  assert_ok(ec_record_get_text(record, "A\n", &text, &error));
  g_assert_cmpstr(text, ==, "ä€𝄞/\b\f\r\t");
  ec_record_free(record);
}

static const struct {
  const char *text;
  size_t line, column;
  const char *part;
} WRONG[] = {
    {"", 1, 1, "begins with {"},
    {"[]", 1, 1, "begins with {"},
    {"{", 1, 2, "name of a member"},
    {"{\"a\"", 1, 5, "colon"},
    {"{\"a\":}", 1, 6, "is missing here"},
    {"{\"a\":1", 1, 7, "a comma or }"},
    {"{\"a\":1,}", 1, 8, "name of a member"},
    {"{\n\"a\":1,\n \"a\":2}", 3, 7, "was there already"},
    {"{\"a\":1} x", 1, 9, "after the end"},
    {"{\"a\":{}}", 1, 7, "object within"},
    {"{\"a\":[[1]]}", 1, 7, "is missing here"},
    {"{\"a\":[1,\"b\"]}", 1, 10, "numbers only"},
    {"{\"a\":[\"b\",1]}", 1, 11, "numbers only"},
    {"{\"a\":[1 2]}", 1, 9, "comma or ]"},
    {"{\"a\":[1,]}", 1, 9, "is missing here"},
    {"{\"a\":01}", 1, 6, "is missing here"},
    {"{\"a\":+1}", 1, 6, "is missing here"},
    {"{\"a\":.5}", 1, 6, "is missing here"},
    {"{\"a\":5.}", 1, 6, "is missing here"},
    {"{\"a\":1e999}", 1, 6, "is missing here"},
    {"{\"a\":NaN}", 1, 6, "is missing here"},
    {"{\"a\":nul}", 1, 6, "is missing here"},
    {"{\"a\":truer}", 1, 10, "a comma or }"},
    {"{\"a\":\"b", 1, 7, "not closed"},
    {"{\"a\":\"b\\", 1, 7, "not closed"},
    {"{\"a\":\"b\\\"", 1, 7, "not closed"},
    {"{\"a\":\"\\x\"}", 1, 8, "escape"},
    {"{\"a\":\"\\u12g4\"}", 1, 9, "escape"},
    {"{\"a\":\"\\u0000\"}", 1, 13, "escape"},
    {"{\"a\":\"\\ud800\"}", 1, 13, "escape"},
    {"{\"a\":\"\\ud800\\u0041\"}", 1, 19, "escape"},
    {"{\"a\":\"\\udc00\"}", 1, 13, "escape"},
    {"{\"a\":\"b\nc\"}", 1, 8, "control character"},
    {"{\"a\":\"\xff\"}", 1, 7, "not UTF-8"},
};

static void
test_wrong(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
    size_t length = strlen(WRONG[i].text);
    g_autofree char *copy = g_malloc(length + 1);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_record *record = NULL;
    char *exact = g_malloc(MAX(length, 1));
    memcpy(exact, WRONG[i].text, length);
    g_assert_cmpint(ec_json_read(exact, length, &record, &error), !=, EC_OK);
    g_free(exact);
    g_assert_null(record);
    assert_contains(error.message, WRONG[i].part);
    if (error.line != WRONG[i].line || error.column != WRONG[i].column)
      g_error("%s: line %zu, column %zu: %s", WRONG[i].text, error.line, error.column,
              error.message);
  }
}

/* Damaged in every way that a cut or a flipped byte can: never more than an error. */
static void
test_hostile(void)
{
  static const char seed[] =
      "{\"model\": \"line\\u00e4r\", \"intercept\": -1.5e-3, \"c\": [1, null, "
      "3], \"f\": [\"a\", \"b\\n\"], \"t\": true}";
  static const char bytes[] = "{}[]\",:\\u0-+.en tf\n";
  struct ec_random random = ec_random_new(3);
  for (int i = 0; i < 20000; i++) {
    size_t length = i < (int)strlen(seed) ? (size_t)i : strlen(seed);
    char *text = g_malloc(MAX(length, 1));
    struct ec_error error = EC_ERROR_INIT;
    struct ec_record *record = NULL;
    memcpy(text, seed, length);
    for (int k = 0; length > 0 && i > (int)strlen(seed) && k < 1 + i % 3; k++)
      text[ec_random_below(&random, length)] = bytes[ec_random_below(&random, sizeof bytes - 1)];
    if (ec_json_read(text, length, &record, &error) != EC_OK)
      g_assert_true(record == NULL && error.message[0] != '\0' && error.line > 0);
    ec_record_free(record);
    g_free(text);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/json/round-trip", test_round_trip);
  g_test_add_func("/json/numbers", test_numbers);
  g_test_add_func("/json/locale", test_locale);
  g_test_add_func("/json/escapes", test_escapes);
  g_test_add_func("/json/wrong", test_wrong);
  g_test_add_func("/json/hostile", test_hostile);
  return g_test_run();
}
