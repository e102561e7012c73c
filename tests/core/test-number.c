#include "config.h"

#include <locale.h>

#include "base/number.h"
#include "base/random.h"
#include "support.h"

/* The C library's reading of the same text, in the C locale, is the reference. */
static void
check(const char *text)
{
  double found = 0.0, expected = g_ascii_strtod(text, NULL);
  if (!ec_number_parse(text, strlen(text), &found))
    g_error("\"%s\" was not read", text);
  if (memcmp(&found, &expected, sizeof found) != 0)
    g_error("\"%s\" gives %a, not %a", text, found, expected);
}

static void
test_numbers(void)
{
  static const char *const texts[] = {"0",
                                      "-0",
                                      "1",
                                      "+1",
                                      "007",
                                      "6.5",
                                      ".5",
                                      "5.",
                                      "-.5e1",
                                      "1e3",
                                      "1E-3",
                                      "1e+3",
                                      "0e5",
                                      "123456789012345678",
                                      "1234567890123456789",
                                      "12345678901234567890",
                                      "9007199254740993",
                                      "9007199254740992.5",
                                      "0.1",
                                      "0.30000000000000004",
                                      "1e22",
                                      "1e23",
                                      "8.5e22",
                                      "1e-22",
                                      "2.2250738585072011e-308",
                                      "2.2250738585072014e-308",
                                      "4.9406564584124654e-324",
                                      "2.4703282292062327e-324",
                                      "2.4703282292062328e-324",
                                      "1.7976931348623157e308",
                                      "1.7976931348623158e308",
                                      "0.000000000000000000000000000000000000001",
                                      "100000000000000000000000000000000000000000",
                                      "1e-400",
                                      "0.0000000000000000000",
                                      "1e-99999999",
                                      "9007199254740993.00000000000000000000000000000000000000001",
                                      "1.00000000000000011102230246251565404236316680908203125",
                                      "1.00000000000000011102230246251565404236316680908203124",
                                      "1.00000000000000011102230246251565404236316680908203126",
                                      "3.14159265358979323846264338327950288"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    check(texts[i]);
}

/* Numbers that lie closest to the middle between two doubles, without and with a hair to go.
 * Source: V. Paxson, "A program for testing IEEE decimal-binary conversion" (1991), tables 1, 2. */
static void
test_hard_numbers(void)
{
  static const char *const texts[] = {"5e125",
                                      "69e267",
                                      "999e-026",
                                      "7861e-034",
                                      "75569e-254",
                                      "928609e-261",
                                      "9210917e80",
                                      "84863171e114",
                                      "653777767e273",
                                      "5232604057e-298",
                                      "27235667517e-109",
                                      "653532977297e-123",
                                      "3142213164987e-294",
                                      "46202199371337e-072",
                                      "231010996856685e-073",
                                      "9324754620109615e212",
                                      "78459735791271921e49",
                                      "272104041512242479e200",
                                      "6802601037806061975e198",
                                      "20505426358836677347e-221",
                                      "836168422905420598437e-234",
                                      "4891559871276714924261e222",
                                      "9e-265",
                                      "85e-037",
                                      "623e100",
                                      "3571e263",
                                      "81661e153",
                                      "920657e-023",
                                      "4603285e-024",
                                      "87575437e-309",
                                      "245540327e122",
                                      "6138508175e120",
                                      "83356057653e193",
                                      "619534293513e124",
                                      "2335141086879e218",
                                      "36167929443327e-159",
                                      "609610927149051e-255",
                                      "3743626360493413e-165",
                                      "94080055902682397e-242",
                                      "899810892172646163e283",
                                      "7120190517612959703e120",
                                      "25188282901709339043e-252",
                                      "308984926168550152811e-052",
                                      "6372891218502368041059e064"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
    check(texts[i]);
}

/* Numbers of all lengths and sizes; the last digits of half of them lie close to the middle between
 * two doubles, where rounding is hardest. */
static void
test_random_numbers(void)
{
  struct ec_random random = ec_random_new(1);
  for (int i = 0; i < 200000; i++) {
    char text[64];
    union {
      uint64_t bits;
      double number;
    } a = {ec_random_u64(&random)};
    if (!isfinite(a.number))
      continue;
    if (i % 4 == 0)
      a.number = ldexp((double)(a.bits >> 11), (int)(a.bits % 120) - 110);
    g_snprintf(text, sizeof text, "%.*e", (int)(i % 25), a.number);
    if (!isfinite(g_ascii_strtod(text, NULL)))
      continue;
    check(text);
    g_snprintf(text, sizeof text, "%.*g", 1 + (int)(i % 20), ldexp(1.0, i % 60) + 0.5);
    check(text);
    g_snprintf(text, sizeof text, "%d.%0*d", (int)(a.bits % 100000), 1 + i % 9,
               (int)(a.bits >> 40) % 10);
    check(text);
  }
}

static void
test_no_numbers(void)
{
  static const char *const texts[] = {
      "",      " ",   "+",    "-",     ".",     "e",        "e5",   ".e5",   "1e",    "1e+", "1e5.",
      "1.2.3", "inf", "-inf", "nan",   "NaN",   "infinity", "0x10", "1,000", "1 000", "--1", "+-1",
      "1-",    "1f",  "6.5x", "1e1e1", "1e999", "-1e309",   "١",    "1_000", "$5",    "5%"};
  double value = 42.0;
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    if (ec_number_parse(texts[i], strlen(texts[i]), &value))
      g_error("\"%s\" was read as %g", texts[i], value);
  }
  g_assert_false(ec_number_parse("1\0002", 3, &value));
  g_assert_cmpfloat(value, ==, 42.0);
}

static void
test_spaces_and_length(void)
{
  double value;
  g_assert_true(ec_number_parse(" \t6.5\t ", 7, &value));
  g_assert_cmpfloat(value, ==, 6.5);
  g_assert_true(ec_number_parse("12345", 2, &value));
  g_assert_cmpfloat(value, ==, 12.0);
}

/* A megabyte of digits is a number too, and its last digit counts: it decides on which side of the
 * middle between two doubles the number lies. */
static void
test_long(void)
{
  size_t length = 1 << 20;
  g_autofree char *text = g_strnfill(length, '0');
  double value;
  memcpy(text, "9007199254740993.", 17);
  g_assert_true(ec_number_parse(text, length, &value));
  g_assert_cmpfloat(value, ==, 9007199254740992.0);
  text[length - 1] = '1';
  g_assert_true(ec_number_parse(text, length, &value));
  g_assert_cmpfloat(value, ==, 9007199254740994.0);
  memset(text, '7', length);
  g_assert_false(ec_number_parse(text, length, &value));
}

/* Nothing changes in a locale that writes a comma; 0.5 with 700 digits takes the slow way. */
static void
test_locale(void)
{
  g_autoptr(GString) text = g_string_new("0.5");
  double value;
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8") == NULL) {
    g_test_skip("the locale de_DE is not installed");
    return;
  }
  for (int i = 0; i < 700; i++)
    g_string_append_c(text, '1');
  g_assert_true(ec_number_parse(text->str, text->len, &value));
  g_assert_cmpfloat(fabs(value - 0.5111111111111111), <, 1e-15);
  g_assert_false(ec_number_parse("0,5", 3, &value));
  setlocale(LC_NUMERIC, "C");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/number/numbers", test_numbers);
  g_test_add_func("/number/hard", test_hard_numbers);
  g_test_add_func("/number/random", test_random_numbers);
  g_test_add_func("/number/no-numbers", test_no_numbers);
  g_test_add_func("/number/spaces-and-length", test_spaces_and_length);
  g_test_add_func("/number/long", test_long);
  g_test_add_func("/number/locale", test_locale);
  return g_test_run();
}
