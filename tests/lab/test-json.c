/* JSON files: what is read, what is refused and how that is said, and what is written. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "base/epoch-json.h"
#include "base/epoch-paths.h"
#include "lab-helper.h"

static void
assert_refused(const char *text, const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonObject) object = epoch_json_parse(text, strlen(text), "a.json", &error);

  g_assert_null(object);
  g_assert_nonnull(error);
  g_assert_true(error->domain == EPOCH_LAB_ERROR);
  if (strstr(error->message, expected) == NULL) {
    g_error("“%s” is not part of “%s”", expected, error->message);
  }
}

static void
test_refused(void)
{
  g_autoptr(GString) deep = g_string_new("{\"a\":");

  assert_refused("", "a.json");
  assert_refused("{", "a.json:");
  assert_refused("{\"a\":1,}", "a.json:");
  assert_refused("{\n\"a\":1\n\"b\":2}", "a.json:2:5: Parse error");
  assert_refused("[1]", "an object");
  assert_refused("{\"a\":\"\xff\"}", "a.json:1: not UTF-8");
  for (guint i = 0; i < 100000; i++) {
    g_string_append_c(deep, '[');
  }
  assert_refused(deep->str, "nested more than");
}

static void
test_members(void)
{
  static const char text[] = "{\"text\":\"x\",\"number\":1.5,\"whole\":3,\"list\":[\"a\",1]}";
  g_autoptr(JsonObject) object = epoch_json_parse(text, strlen(text), "a.json", NULL);
  g_autoptr(GError) error = NULL;
  double number = 7;
  gint64 whole = 7;

  g_assert_cmpstr(epoch_json_get_string(object, "a.json", "text", NULL, &error), ==, "x");
  g_assert_cmpstr(epoch_json_get_string(object, "a.json", "none", "y", &error), ==, "y");
  g_assert_true(epoch_json_get_number(object, "a.json", "whole", TRUE, &number, &error));
  g_assert_cmpfloat(number, ==, 3);
  g_assert_no_error(error);
  g_assert_false(epoch_json_get_integer(object, "a.json", "number", TRUE, &whole, &error));
  g_assert_cmpstr(error->message, ==,
                  "a.json: \"number\" is a number, but a whole number is expected");
  g_assert_cmpint(whole, ==, 7);
  g_clear_error(&error);
  g_assert_null(epoch_json_dup_strings(object, "a.json", "list", TRUE, &error));
  g_assert_cmpstr(error->message, ==, "a.json: \"list[1]\" is a number, but text is expected");
  g_clear_error(&error);
  g_assert_false(epoch_json_get_number(object, "a.json", "gone", TRUE, &number, &error));
  g_assert_cmpstr(error->message, ==, "a.json: \"gone\" is missing");
}

static void
assert_number(double value, const char *expected)
{
  g_autofree char *text = epoch_json_format_number(value);

  g_assert_cmpstr(text, ==, expected);
}

/* Numbers of all magnitudes read back as the same bits; text reads back as it was. */
static void
test_round_trip(void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(5);

  for (guint i = 0; i < 20000; i++) {
    guint64 bits = ((guint64)g_rand_int(random) << 32) | g_rand_int(random);
    g_autofree char *text = NULL;
    double value;

    memcpy(&value, &bits, sizeof value);
    if (!isfinite(value)) {
      continue;
    }
    text = epoch_json_format_number(value);
    g_assert_cmpfloat(g_ascii_strtod(text, NULL), ==, value);
  }
  assert_number(0.2, "0.2");
  assert_number(NAN, "null");
  assert_number(INFINITY, "null");
}

static void
test_strings(void)
{
  static const char nasty[] = "a\"b\\c\nd\te\001f/é\177";
  g_autoptr(GString) text = g_string_new(NULL);
  g_autoptr(JsonObject) object = NULL;
  EpochJsonWriter writer;

  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_string(&writer, "s", nasty);
  epoch_json_writer_add_string(&writer, "bad", "a\xff");
  epoch_json_writer_end(&writer, '}');
  g_assert_null(strchr(text->str, '\n'));
  object = epoch_json_parse(text->str, text->len, "s", NULL);
  g_assert_nonnull(object);
  g_assert_cmpstr(json_object_get_string_member(object, "s"), ==, nasty);
}

static void
assert_amount(double value, const char *unit, const char *expected)
{
  g_autofree char *text = epoch_amount_format(value, unit);

  g_assert_cmpstr(text, ==, expected);
}

static void
test_amounts(void)
{
  assert_amount(4.9345, "$1000", "$4,930");
  assert_amount(-17.766, "$1000", "−$17,800");
  assert_amount(180796.06, "$", "$181,000");
  assert_amount(54.23, "points", "54.2 points");
  assert_amount(0, "$", "$0.00");
  assert_amount(0.0412345, "", "0.0412");
  assert_amount(999.6, "", "1,000");
  assert_amount(1234567, "", "1,230,000");
  assert_amount(NAN, "$", "?");
}

static void
test_ids(void)
{
  g_assert_true(epoch_paths_id_is_valid("boston-linear"));
  g_assert_false(epoch_paths_id_is_valid("../secret"));
  g_assert_false(epoch_paths_id_is_valid(""));
  g_assert_false(epoch_paths_id_is_valid(NULL));
  g_assert_false(epoch_paths_id_is_valid("-x"));
  g_assert_false(epoch_paths_id_is_valid("A"));
}

/* A file that is no file, or too large, is an error and nothing else. */
static void
test_files(void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null(epoch_json_load("/nonexistent/x.json", 100, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND);
  g_clear_error(&error);
  g_assert_null(epoch_json_load("/dev/zero", 100, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE);
  g_clear_error(&error);
  g_assert_null(epoch_json_load("/", 100, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE);
}

int
main(int argc, char **argv)
{
  /* The amounts below are the English ones. */
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/json/refused", test_refused);
  g_test_add_func("/json/members", test_members);
  g_test_add_func("/json/round-trip", test_round_trip);
  g_test_add_func("/json/strings", test_strings);
  g_test_add_func("/json/amounts", test_amounts);
  g_test_add_func("/json/ids", test_ids);
  g_test_add_func("/json/files", test_files);
  return g_test_run();
}
