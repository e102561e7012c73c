/* Numbers as people of one place and another write them. */
#include "config.h"

#include <locale.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "metric/epoch-metric.h"

static void
assert_text(char *text, const char *expected)
{
  g_assert_cmpstr(text, ==, expected);
  g_free(text);
}

static void
test_plain(void)
{
  assert_text(epoch_amount_round(9.996, 3), "10.0");
  assert_text(epoch_amount_round(99999.6, 5), "100,000");
  assert_text(epoch_amount_round(-3809.87, 3), "−3,810");
  assert_text(epoch_amount_round(1.2345e12, 3), "1.23 × 10¹²");
  assert_text(epoch_amount_round(-1.5e-9, 2), "−1.5 × 10⁻⁹");
  assert_text(epoch_amount_round(1e-6, 2), "0.0000010");
  assert_text(epoch_amount_round(0, 3), "0.00");
  assert_text(epoch_amount_round(INFINITY, 3), "∞");
  assert_text(epoch_amount_round(-INFINITY, 3), "−∞");
  assert_text(epoch_amount_round(NAN, 3), "?");
  assert_text(epoch_amount_round(1e308, 3), "1.00 × 10³⁰⁸");
  assert_text(epoch_amount_round(5e-324, 3), "4.94 × 10⁻³²⁴");
  assert_text(epoch_amount_trim(6, 3), "6");
  assert_text(epoch_amount_trim(1200, 6), "1,200");
  assert_text(epoch_amount_trim(0.25, 6), "0.25");
  assert_text(epoch_amount_trim(2e15, 6), "2 × 10¹⁵");
  assert_text(epoch_amount_trim(0, 6), "0");
}

static void
test_shares(void)
{
  assert_text(epoch_amount_share(0.8741), "87.4%");
  assert_text(epoch_amount_share(0.9), "90.0%");
  assert_text(epoch_amount_share(1), "100%");
  assert_text(epoch_amount_share(0), "0%");
  assert_text(epoch_amount_share(0.99981), "99.98%");
  assert_text(epoch_amount_share(0.0004), "0.04%");
  assert_text(epoch_amount_share(1e-12), "0.000000%");
  assert_text(epoch_amount_share(-0.125), "−12.5%");
  assert_text(epoch_amount_share(NAN), "?");
  assert_text(epoch_amount_percent(0.8741), "87%");
  assert_text(epoch_amount_percent(1), "100%");
  assert_text(epoch_amount_percent(0), "0%");
  assert_text(epoch_amount_percent(0.9981), "99.8%");
  assert_text(epoch_amount_percent(0.0004), "0.04%");
  assert_text(epoch_amount_percent(-0.5), "−50%");
  assert_text(epoch_amount_percent(INFINITY), "?");
}

/* From 81% to 83% are two points, and not two percent. */
static void
test_points(void)
{
  assert_text(epoch_amount_points(0.83 - 0.81), "2.0 points");
  assert_text(epoch_amount_points(-0.0123), "−1.2 points");
  assert_text(epoch_amount_points(0.0002), "0.02 points");
  assert_text(epoch_amount_points(0), "0.0 points");
  assert_text(epoch_amount_points(1), "100.0 points");
  assert_text(epoch_amount_points(NAN), "?");
  assert_text(epoch_metric_format_change("accuracy", 0.02, "$1000"), "2.0 points");
  assert_text(epoch_metric_format_change("accuracy_cv", -0.02, NULL), "−2.0 points");
  assert_text(epoch_metric_format_change("rmse", 0.21, "$1000"), "$210");
  assert_text(epoch_metric_format_change("auc", 0.021, NULL), "0.0210");
  assert_text(epoch_metric_format_change("accuracy", NAN, NULL), "–");
}

static void
test_fixed(void)
{
  assert_text(epoch_amount_fixed(1234.56, 1), "1,234.6");
  assert_text(epoch_amount_fixed(-0.26, 1), "−0.3");
  assert_text(epoch_amount_fixed(-0.01, 1), "0.0");
  assert_text(epoch_amount_fixed(1e6, 0), "1,000,000");
  assert_text(epoch_amount_fixed(NAN, 0), "?");
  assert_text(epoch_amount_fixed(-INFINITY, 2), "−∞");
}

/* The process may keep "C" for what programs read; what people read follows their locale. */
static void
test_german(void)
{
  locale_t german = newlocale(LC_NUMERIC_MASK, "de_DE.UTF-8", (locale_t)0);
  locale_t before;

  if (german == (locale_t)0) {
    g_test_skip("the system has no German locale");
    return;
  }
  before = uselocale(german);
  assert_text(epoch_amount_round(3809.87, 6), "3.809,87");
  assert_text(epoch_amount_round(1234567, 3), "1.230.000");
  assert_text(epoch_amount_trim(1.5, 4), "1,5");
  assert_text(epoch_amount_round(1.2345e12, 3), "1,23 × 10¹²");
  assert_text(epoch_amount_share(0.8741), "87,4%");
  assert_text(epoch_amount_points(0.0123), "1,2 points");
  assert_text(epoch_amount_fixed(1234.56, 1), "1.234,6");
  assert_text(epoch_amount_format(54.23, "points"), "54,2 points");
  assert_text(epoch_amount_format_signed(-17.766, "$1000"), "−$17.800");
  uselocale(before);
  freelocale(german);
  assert_text(epoch_amount_round(3809.87, 6), "3,809.87");
}

int
main(int argc, char **argv)
{
  /* The environment's locale is read once, at the first number. */
  g_setenv("LC_ALL", "C.UTF-8", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/metric-amounts/plain", test_plain);
  g_test_add_func("/metric-amounts/shares", test_shares);
  g_test_add_func("/metric-amounts/points", test_points);
  g_test_add_func("/metric-amounts/fixed", test_fixed);
  g_test_add_func("/metric-amounts/german", test_german);
  return g_test_run();
}
