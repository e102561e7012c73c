#include "config.h"

#include "optimise/eigenvalues.h"

#include <float.h>
#include <math.h>

/* v and u below stand in row i of the matrix; p = A v by the lower triangle of the rows before i. */
static void
multiply(const double *a, size_t n, size_t size, const double *v, double *p)
{
  for (size_t r = 0; r < size; r++)
    p[r] = 0.0;
  for (size_t r = 0; r < size; r++) {
    const double *row = a + r * n;
    double sum = 0.0;
    for (size_t c = 0; c < r; c++) {
      sum += row[c] * v[c];
      p[c] += row[c] * v[r];
    }
    p[r] += sum + row[r] * v[r];
  }
}

/* Takes the entries left of the diagonal's neighbour out of row `i` by a reflection of the rows and
 * columns before it; returns the neighbour. */
static double
reduce_row(double *a, size_t n, size_t i, double *p)
{
  double *v = a + i * n, squares = 0.0, alpha, beta, tau, half = 0.0;
  for (size_t c = 0; c + 1 < i; c++)
    squares += v[c] * v[c];
  alpha = v[i - 1];
  if (squares == 0.0)
    return alpha;
  beta = -copysign(sqrt(alpha * alpha + squares), alpha);
  v[i - 1] = alpha - beta;
  tau = 2.0 / (squares + v[i - 1] * v[i - 1]);
  multiply(a, n, i, v, p);
  for (size_t c = 0; c < i; c++)
    half += p[c] * v[c];
  for (size_t c = 0; c < i; c++)
    p[c] = tau * (p[c] - 0.5 * tau * half * v[c]);
  for (size_t r = 0; r < i; r++)
    for (size_t c = 0; c <= r; c++)
      a[r * n + c] -= v[r] * p[c] + p[r] * v[c];
  return beta;
}

/* How many eigenvalues are below x. */
static size_t
count_below(const double *diagonal, const double *beside, size_t n, double least, double x)
{
  size_t count = 0;
  double q = 1.0;
  for (size_t i = 0; i < n; i++) {
    q = diagonal[i] - x - (i > 0 ? beside[i] * beside[i] / q : 0.0);
    if (fabs(q) < least)
      q = -least;
    count += q < 0.0;
  }
  return count;
}

void
ec_eigenvalues(double *a, size_t n, double *values, double *beside)
{
  double low = INFINITY, high = -INFINITY, least;
  for (size_t i = n; i-- > 1;)
    beside[i] = reduce_row(a, n, i, values);
  /* Gershgorin's circles hold them all. The diagonal is kept in the matrix's first row. */
  for (size_t i = 0; i < n; i++)
    a[i] = a[i * n + i];
  for (size_t i = 0; i < n; i++) {
    double radius = (i > 0 ? fabs(beside[i]) : 0.0) + (i + 1 < n ? fabs(beside[i + 1]) : 0.0);
    low = fmin(low, a[i] - radius);
    high = fmax(high, a[i] + radius);
  }
  least = DBL_EPSILON * DBL_EPSILON * fmax(fabs(low), fabs(high)) + DBL_MIN;
  for (size_t k = 0; k < n; k++) {
    double from = k > 0 ? values[k - 1] : low, to = high;
    while (to - from > 2.0 * DBL_EPSILON * fmax(fabs(from), fabs(to)) + least) {
      double middle = from + 0.5 * (to - from);
      if (middle <= from || middle >= to)
        break;
      if (count_below(a, beside, n, least, middle) > k)
        to = middle;
      else
        from = middle;
    }
    values[k] = from + 0.5 * (to - from);
  }
}
