#include <glib.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "chart-samples.h"
#include "ep-number.h"
#include "ep-ticks.h"

/* Whether value is 1, 2, 2.5, 3, 4 or 5 times a power of ten. */
static gboolean
is_nice(double value)
{
  static const double nice[] = {1, 2, 2.5, 3, 4, 5, 10};
  double mantissa = value / pow(10, floor(log10(value)));

  for (gsize i = 0; i < G_N_ELEMENTS(nice); i++) {
    if (fabs(mantissa - nice[i]) < 1e-6) {
      return TRUE;
    }
  }
  return FALSE;
}

static void
check_ticks(struct ep_range range, double wanted)
{
  struct ep_ticks ticks = ep_ticks_find(range, wanted, 0);
  double span = range.hi - range.lo;

  g_assert_cmpint(ticks.count, >=, 1);
  g_assert_cmpint(ticks.count, <=, EP_TICKS_MAX);
  g_assert_true(is_nice(ticks.step));
  for (int i = 0; i < ticks.count; i++) {
    double value = ep_ticks_value(&ticks, i);
    double times = value / ticks.step;
    g_assert_cmpfloat(value, >=, range.lo - span * 1e-6);
    g_assert_cmpfloat(value, <=, range.hi + span * 1e-6);
    g_assert_cmpfloat(fabs(times - round(times)), <, 1e-6 * fmax(1, fabs(times)));
  }
  /* No tick is missing at either end. */
  g_assert_cmpfloat(ep_ticks_value(&ticks, 0) - ticks.step, <, range.lo + span * 1e-6);
  g_assert_cmpfloat(ep_ticks_value(&ticks, ticks.count), >, range.hi - span * 1e-6);
  g_assert_cmpfloat(ticks.count, <=, 2.5 * wanted + 1);
}

static void
test_properties(void)
{
  unsigned state = 42;

  for (int i = 0; i < 20000; i++) {
    double scale = pow(10, floor(sample_number(&state) * 560) - 280);
    double offset = sample_number(&state) < 0.5 ? 0 : scale * 1000 * (sample_number(&state) - 0.5);
    struct ep_range range = {offset, offset + scale * (0.01 + sample_number(&state))};
    check_ticks(ep_range_for_axis(range, 0.04), 2 + floor(sample_number(&state) * 10));
  }
}

/* Labellings that any reader of charts expects; the first is figure 1 of Talbot et al. */
static void
test_known(void)
{
  static const struct {
    double lo, hi, wanted, first, step;
    int count;
  } known[] = {
      {0, 1, 6, 0, 0.2, 6},
      {0, 100, 5, 0, 25, 5},
      {-10, 10, 5, -10, 5, 5},
      {0, 10, 6, 0, 2, 6},
      {1990, 2020, 4, 1990, 10, 4},
      {0, 1e-6, 6, 0, 2e-7, 6},
      {-1e300, 1e300, 5, -1e300, 5e299, 5},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
    struct ep_ticks ticks =
        ep_ticks_find((struct ep_range){known[i].lo, known[i].hi}, known[i].wanted, 0);
    g_assert_cmpfloat_with_epsilon(ticks.step / known[i].step, 1, 1e-9);
    g_assert_cmpfloat_with_epsilon(ticks.first, known[i].first, 1e-9 * fabs(known[i].step));
    g_assert_cmpint(ticks.count, ==, known[i].count);
  }
}

static void
test_whole(void)
{
  for (double hi = 0.5; hi < 100; hi += 0.7) {
    struct ep_ticks ticks = ep_ticks_find((struct ep_range){0, hi}, 8, 1);
    g_assert_cmpfloat(ticks.step, >=, 1);
    g_assert_cmpfloat_with_epsilon(ticks.step, round(ticks.step), 1e-9);
  }
}

static void
test_heckbert(void)
{
  g_assert_cmpfloat_with_epsilon(ep_ticks_nice(0.97, true), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon(ep_ticks_nice(23, true), 20, 1e-12);
  g_assert_cmpfloat_with_epsilon(ep_ticks_nice(36, true), 50, 1e-12);
  g_assert_cmpfloat_with_epsilon(ep_ticks_nice(105, false), 200, 1e-9);
}

static void
test_ranges(void)
{
  const double equal[] = {3, 3, 3};
  const double nothing[] = {NAN, INFINITY, -INFINITY, 1e308};
  const double huge[] = {-1e300, 1e300};
  struct ep_range range;

  range = ep_range_for_axis(ep_range_of(equal, 3), 0.05);
  g_assert_true(range.lo < 3 && range.hi > 3);
  range = ep_range_for_axis(ep_range_of(nothing, 4), 0.05);
  g_assert_true(range.lo == 0 && range.hi == 1);
  range = ep_range_for_axis(ep_range_of(huge, 2), 0.05);
  g_assert_true(isfinite(range.hi - range.lo));
  range = ep_range_for_axis((struct ep_range){0, 0}, 0.05);
  g_assert_true(range.lo < 0 && range.hi > 0);
  range = ep_range_for_axis((struct ep_range){5e-324, 1e-323}, 0.05);
  g_assert_true(range.hi - range.lo > 1e-3);
}

static void
check_number(double value, double largest, double step, bool brief, const char *wanted)
{
  char text[EP_NUMBER_SIZE];

  ep_number_write(text, value, ep_number_format_for_ticks(largest, step, brief),
                  &EP_LOCALE_ENGLISH);
  g_assert_cmpstr(text, ==, wanted);
}

static void
test_numbers(void)
{
  check_number(20, 50, 10, false, "20");
  check_number(-2.5, 10, 2.5, false, "−2.5");
  check_number(0.1 + 0.2, 1, 0.1, false, "0.3");
  check_number(-1e-17, 1, 0.1, false, "0.0");
  check_number(1990, 2020, 10, false, "1990");
  check_number(20000, 80000, 20000, false, "20,000");
  check_number(20000, 80000, 20000, true, "20\u00a0k");
  check_number(2500000, 5e6, 500000, false, "2.5\u00a0M");
  check_number(0, 5e6, 500000, false, "0");
  check_number(2e9, 4e9, 1e9, false, "2×10⁹");
  check_number(-1.5e-5, 2e-5, 5e-6, false, "−1.5×10⁻⁵");
  check_number(NAN, 1, 1, false, "–");
  check_number(1e300, 1e300, 5e299, false, "1.0×10³⁰⁰");
}

static void
test_data(void)
{
  const double prices[] = {24, 21.6, 34.7, NAN};
  const double tiny[] = {0.000012, 0.00002};
  char text[EP_NUMBER_SIZE];

  ep_number_write(text, 24, ep_number_format_for_data(prices, 4), &EP_LOCALE_ENGLISH);
  g_assert_cmpstr(text, ==, "24.0");
  ep_number_write(text, 0.000012, ep_number_format_for_data(tiny, 2), &EP_LOCALE_ENGLISH);
  g_assert_cmpstr(text, ==, "1.2000×10⁻⁵");
}

static void
test_exact(void)
{
  unsigned state = 5;
  char text[EP_NUMBER_SIZE];

  g_assert_cmpstr(ep_number_write_exact(text, 0.1), ==, "0.1");
  g_assert_cmpstr(ep_number_write_exact(text, NAN), ==, "");
  for (int i = 0; i < 5000; i++) {
    double value =
        (sample_number(&state) - 0.5) * pow(10, floor(sample_number(&state) * 600) - 300);
    g_assert_true(g_ascii_strtod(ep_number_write_exact(text, value), NULL) == value);
  }
  /* A locale with a decimal comma must not reach files. */
  if (setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL) {
    g_assert_cmpstr(ep_number_write_exact(text, 0.5), ==, "0.5");
    setlocale(LC_NUMERIC, "C");
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ticks/properties", test_properties);
  g_test_add_func("/ticks/known", test_known);
  g_test_add_func("/ticks/whole-numbers", test_whole);
  g_test_add_func("/ticks/heckbert", test_heckbert);
  g_test_add_func("/ticks/ranges", test_ranges);
  g_test_add_func("/number/ticks", test_numbers);
  g_test_add_func("/number/data", test_data);
  g_test_add_func("/number/exact", test_exact);
  return g_test_run();
}
