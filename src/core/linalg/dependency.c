#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "linalg/least-squares-private.h"

/* Weights below this share of the greatest, in columns of equal length, are taken for rounding. */
static const double SMALLEST_WEIGHT = 1e-7;

/* A constant below this share of the terms that it is the sum of is taken for rounding. */
static const double SMALLEST_CONSTANT = 1e-9;

size_t
ec_solver_column(const struct ec_solver *solver, size_t place)
{
  return ec_qr_get_pivots(solver->qr)[place] - solver->n_leading;
}

static double
stretch(const struct ec_solver *solver, size_t place)
{
  if (place < solver->n_leading)
    return 1.0;
  return solver->design.standards[ec_solver_column(solver, place)].stretch;
}

/* The weights with which the first `k` columns in pivot order make up the one at `place`, as far
 * as they can. */
static void
find_weights(const struct ec_solver *solver, size_t k, size_t place, double *weights)
{
  for (size_t i = 0; i < k; i++)
    weights[i] = ec_qr_get_r(solver->qr, i, place);
  ec_qr_solve_r(solver->qr, k, weights, weights);
}

/* The length of a column of R, hence of the column that was factored. */
static double
column_length(const struct ec_solver *solver, size_t place)
{
  double squares = 0.0;
  for (size_t i = solver->n_leading; i <= place && i < ec_qr_n_steps(solver->qr); i++)
    squares += ec_qr_get_r(solver->qr, i, place) * ec_qr_get_r(solver->qr, i, place);
  return sqrt(squares);
}

/* Whether what is left of the column at `place` beside those before it is no more than rounding. */
static bool
is_dependent(const struct ec_solver *solver, size_t place, double tolerance, double *weights)
{
  double left = fabs(ec_qr_get_r(solver->qr, place, place));
  double noise = stretch(solver, place);
  if (left == 0.0)
    return true;
  find_weights(solver, place, place, weights);
  for (size_t i = solver->n_leading; i < place; i++)
    noise += fabs(weights[i]) * stretch(solver, i);
  return left <= tolerance * column_length(solver, place) * noise;
}

ec_status
ec_solver_decide_rank(struct ec_solver *solver, struct ec_error *error)
{
  size_t n_steps = ec_qr_n_steps(solver->qr), place = solver->n_leading;
  size_t larger = solver->x->n_rows > n_steps ? solver->x->n_rows : n_steps;
  double tolerance = solver->options.tolerance;
  double *weights = ec_arena_alloc(solver->arena, ec_qr_n_columns(solver->qr), sizeof *weights);
  if (weights == NULL)
    return ec_error_no_memory(error, "the rank");
  if (tolerance == 0.0)
    tolerance = 8.0 * DBL_EPSILON * sqrt((double)larger);
  /* The penalty makes every column independent, however little. */
  if (solver->options.lambda > 0.0)
    tolerance = 0.0;
  while (place < n_steps && !is_dependent(solver, place, tolerance, weights))
    place++;
  solver->rank = place;
  return EC_OK;
}

/* Turns weights of scaled columns into those of the input, and keeps those that matter. */
static ec_status
describe(const struct ec_solver *solver, size_t place, const double *weights,
         struct ec_dependency *dependency, struct ec_error *error)
{
  size_t column = ec_solver_column(solver, place), n = 0;
  size_t *columns = ec_arena_alloc(solver->arena, solver->rank, sizeof *columns);
  double *kept = ec_arena_alloc(solver->arena, solver->rank, sizeof *kept);
  double greatest = 0.0, magnitude, mean = solver->design.standards[column].mean;
  if (columns == NULL || kept == NULL)
    return ec_error_no_memory(error, "the dependent columns");
  dependency->constant = mean;
  magnitude = fabs(mean);
  for (size_t i = solver->n_leading; i < solver->rank; i++)
    greatest = fmax(greatest, fabs(weights[i]));
  for (size_t i = solver->n_leading; i < solver->rank; i++) {
    size_t other = ec_solver_column(solver, i);
    double weight = ldexp(weights[i], solver->exponents[column] - solver->exponents[other]);
    double part = weight * solver->design.standards[other].mean;
    if (greatest == 0.0 || fabs(weights[i]) <= SMALLEST_WEIGHT * fmax(greatest, 1.0))
      continue;
    columns[n] = other;
    kept[n++] = weight;
    dependency->constant -= part;
    magnitude += fabs(part);
  }
  if (fabs(dependency->constant) <= SMALLEST_CONSTANT * magnitude && n > 0)
    dependency->constant = 0.0;
  dependency->column = column;
  dependency->n_terms = n;
  dependency->columns = columns;
  dependency->weights = kept;
  return EC_OK;
}

static int
compare_dependencies(const void *a, const void *b)
{
  size_t i = ((const struct ec_dependency *)a)->column;
  size_t j = ((const struct ec_dependency *)b)->column;
  return (i > j) - (i < j);
}

ec_status
ec_solver_find_dependencies(const struct ec_solver *solver, struct ec_dependency **dependencies,
                            size_t *n_dependencies, struct ec_error *error)
{
  size_t n = ec_qr_n_columns(solver->qr) - solver->rank;
  struct ec_dependency *found = ec_arena_alloc(solver->arena, n, sizeof *found);
  double *weights = ec_arena_alloc(solver->arena, solver->rank, sizeof *weights);
  if (found == NULL || weights == NULL)
    return ec_error_no_memory(error, "the dependent columns");
  for (size_t i = 0; i < n; i++) {
    ec_status status;
    find_weights(solver, solver->rank, solver->rank + i, weights);
    status = describe(solver, solver->rank + i, weights, &found[i], error);
    if (status != EC_OK)
      return status;
  }
  if (n > 0)
    qsort(found, n, sizeof *found, compare_dependencies);
  *dependencies = found;
  *n_dependencies = n;
  return EC_OK;
}
