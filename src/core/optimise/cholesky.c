#include "config.h"

#include "optimise/cholesky.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Pivots of a matrix with ones on its diagonal that are smaller are rounding. */
#define LEAST_PIVOT 1e-13

static double
dot(size_t n, const double *a, const double *b)
{
  double sums[8] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  double rest = 0.0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t l = 0; l < 8; l++)
      sums[l] += a[i + l] * b[i + l];
  for (; i < n; i++)
    rest += a[i] * b[i];
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) +
         rest;
}

/* Row by row, so that all sums run along rows. False where a pivot is too small. */
static bool
factor(double *a, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    double *row = a + i * n, pivot;
    for (size_t j = 0; j < i; j++)
      row[j] = (row[j] - dot(j, row, a + j * n)) / a[j * n + j];
    pivot = row[i] - dot(i, row, row);
    if (!(pivot > LEAST_PIVOT))
      return false;
    row[i] = sqrt(pivot);
  }
  return true;
}

static void
copy_scaled(const double *a, size_t n, const double *scales, double ridge, double *scaled)
{
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < i; j++) {
      bool empty = !(a[i * n + i] > 0.0) || !(a[j * n + j] > 0.0);
      scaled[i * n + j] = empty ? 0.0 : a[i * n + j] / scales[i] / scales[j];
    }
    scaled[i * n + i] = 1.0 + ridge;
  }
}

double
ec_cholesky_factor(double *a, size_t n, double *scales, double *copy)
{
  double ridge = 0.0;
  for (size_t i = 0; i < n; i++)
    scales[i] = a[i * n + i] > 0.0 ? sqrt(a[i * n + i]) : 1.0;
  copy_scaled(a, n, scales, ridge, copy);
  /* With a ridge of at least n no pivot can be lost, whatever stands in the matrix. */
  while (!factor(copy, n)) {
    ridge = ridge == 0.0 ? 1e-12 : ridge * 100.0;
    copy_scaled(a, n, scales, ridge, copy);
    if (ridge > 1e3 * (double)n) {
      memset(copy, 0, n * n * sizeof *copy);
      for (size_t i = 0; i < n; i++)
        copy[i * n + i] = 1.0;
      break;
    }
  }
  memcpy(a, copy, n * n * sizeof *a);
  return ridge;
}

void
ec_cholesky_solve(const double *l, size_t n, const double *scales, double *b)
{
  for (size_t i = 0; i < n; i++)
    b[i] = (b[i] / scales[i] - dot(i, l + i * n, b)) / l[i * n + i];
  for (size_t i = n; i-- > 0;) {
    b[i] /= l[i * n + i];
    for (size_t j = 0; j < i; j++)
      b[j] -= l[i * n + j] * b[i];
  }
  for (size_t i = 0; i < n; i++)
    b[i] /= scales[i];
}
