#include "config.h"

#include "base/order.h"

#include <math.h>
#include <stdlib.h>

static int
compare(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

size_t
ec_sort_known(const double *values, size_t n, double *sorted)
{
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    if (!isnan(values[i]))
      sorted[kept++] = values[i];
  if (kept > 1)
    qsort(sorted, kept, sizeof *sorted, compare);
  return kept;
}

double
ec_quantile(const double *sorted, size_t n, double share)
{
  double place = share * (double)(n - 1);
  size_t below = (size_t)floor(place);
  size_t above = below + 1 < n ? below + 1 : n - 1;
  /* Equal neighbours stay as they are, whatever rounding would make of them. */
  if (sorted[below] == sorted[above])
    return sorted[below];
  return sorted[below] + (place - (double)below) * (sorted[above] - sorted[below]);
}
