/* A sum that keeps what each addition rounds away, and so is as good as if it had been made with
 * twice the digits and rounded once.
 *
 * Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
 * ZAMM 54 (1974). */
#pragma once

#include <math.h>

struct ec_sum {
  double sum, rest;
};

static inline void
ec_sum_add(struct ec_sum *sum, double value)
{
  double total = sum->sum + value;
  /* Beyond the range of doubles nothing is kept, lest infinities cancel to NaN. */
  if (isinf(total))
    sum->rest = 0.0;
  else if (fabs(sum->sum) >= fabs(value))
    sum->rest += (sum->sum - total) + value;
  else
    sum->rest += (value - total) + sum->sum;
  sum->sum = total;
}

static inline double
ec_sum_get(const struct ec_sum *sum)
{
  return sum->sum + sum->rest;
}
