#include "config.h"

#include "explore/summary.h"

#include <math.h>

#include "base/memory.h"
#include "base/order.h"
#include "base/sum.h"

static size_t
count_distinct(const double *sorted, size_t n)
{
  size_t count = n > 0 ? 1 : 0;
  for (size_t i = 1; i < n; i++)
    count += sorted[i] != sorted[i - 1];
  return count;
}

static void
compute_moments(const double *values, size_t n, struct ec_summary *summary)
{
  struct ec_sum sum = {0}, squares = {0}, cubes = {0};
  double m2, m3;
  for (size_t i = 0; i < n; i++)
    ec_sum_add(&sum, values[i]);
  summary->mean = ec_sum_get(&sum) / (double)n;
  for (size_t i = 0; i < n; i++) {
    double deviation = values[i] - summary->mean;
    ec_sum_add(&squares, deviation * deviation);
    ec_sum_add(&cubes, deviation * deviation * deviation);
  }
  summary->deviation = n > 1 ? sqrt(ec_sum_get(&squares) / (double)(n - 1)) : NAN;
  m2 = ec_sum_get(&squares) / (double)n;
  m3 = ec_sum_get(&cubes) / (double)n;
  summary->skewness = summary->minimum < summary->maximum ? m3 / (m2 * sqrt(m2)) : NAN;
}

ec_status
ec_summary_compute(const double *values, size_t n, struct ec_summary *summary,
                   struct ec_error *error)
{
  struct ec_summary made = {.mean = NAN,
                            .deviation = NAN,
                            .minimum = NAN,
                            .q1 = NAN,
                            .median = NAN,
                            .q3 = NAN,
                            .maximum = NAN,
                            .skewness = NAN};
  double *sorted;
  for (size_t i = 0; i < n; i++)
    if (isinf(values[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the value of row %zu is infinite; only finite numbers can be "
                             "summarised",
                             i + 1);
  sorted = ec_alloc(n, sizeof *sorted);
  if (sorted == NULL)
    return ec_error_no_memory(error, "the sorted values");
  made.n = ec_sort_known(values, n, sorted);
  made.n_missing = n - made.n;
  made.n_distinct = count_distinct(sorted, made.n);
  if (made.n > 0) {
    made.minimum = sorted[0];
    made.maximum = sorted[made.n - 1];
    made.q1 = ec_quantile(sorted, made.n, 0.25);
    made.median = ec_quantile(sorted, made.n, 0.5);
    made.q3 = ec_quantile(sorted, made.n, 0.75);
    compute_moments(sorted, made.n, &made);
  }
  ec_free(sorted);
  *summary = made;
  return EC_OK;
}
