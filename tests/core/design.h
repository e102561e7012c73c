/* Helpers of the tests of least squares. */
#pragma once

#include "base/random.h"
#include "linalg/least-squares.h"
#include "support.h"

static inline struct ec_matrix
new_matrix(size_t n, size_t d)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix matrix;
  assert_ok(ec_matrix_new(n, d, &matrix, &error));
  return matrix;
}

static inline struct ec_least_squares *
solve(const struct ec_matrix *x, const double *y, bool intercept, double lambda)
{
  struct ec_least_squares_options options = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_least_squares *solution;
  options.intercept = intercept;
  options.lambda = lambda;
  assert_ok(ec_least_squares_solve(x, y, &options, NULL, &solution, &error));
  return solution;
}

static inline double *
random_numbers(size_t n, uint64_t seed, double scale)
{
  struct ec_random random = ec_random_new(seed);
  double *numbers = g_new(double, MAX(n, 1));
  for (size_t i = 0; i < n; i++)
    numbers[i] = ec_random_normal(&random) * scale;
  return numbers;
}
