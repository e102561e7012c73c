#include "config.h"

#include "linalg/least-squares.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg/least-squares-private.h"
#include "linalg/vector.h"

/* Scales and penalties are kept within this, so that their squares stay in the range of doubles. */
enum { MAX_EXPONENT = 480 };

/* The public part comes first, so that one pointer serves for both. */
struct solution {
  struct ec_least_squares public;
  struct ec_arena *arena; /* owns all, this struct too */
};

static ec_status
check(const struct ec_matrix *x, const struct ec_least_squares_options *options,
      struct ec_error *error)
{
  if (x->n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to fit a line through");
  if (!(options->lambda >= 0.0) || !(options->lambda <= DBL_MAX))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "lambda is %g; it must be 0 or greater",
                        options->lambda);
  if (!(options->tolerance >= 0.0) || !(options->tolerance < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the tolerance is %g; it must be at least 0 and below 1",
                        options->tolerance);
  return EC_OK;
}

static ec_status
set_up(struct ec_solver *solver, const struct ec_job *job, struct ec_error *error)
{
  size_t d = solver->x->n_columns;
  bool centred = solver->options.intercept;
  struct ec_standard *standards = ec_arena_alloc(solver->arena, d, sizeof *standards);
  struct ec_standard *y_standard = &solver->design.y_standard;
  ec_status status;
  solver->exponents = ec_arena_alloc(solver->arena, d, sizeof *solver->exponents);
  solver->means = ec_arena_alloc(solver->arena, d, sizeof *solver->means);
  solver->factors = ec_arena_alloc(solver->arena, d, sizeof *solver->factors);
  solver->penalties = ec_arena_alloc(solver->arena, d, sizeof *solver->penalties);
  solver->coefficients = ec_arena_alloc(solver->arena, d, sizeof *solver->coefficients);
  if (standards == NULL || solver->exponents == NULL || solver->means == NULL ||
      solver->factors == NULL || solver->penalties == NULL || solver->coefficients == NULL)
    return ec_error_no_memory(error, "the columns");
  solver->design.x = solver->x;
  solver->design.y = solver->y;
  solver->design.intercept = centred;
  solver->design.standards = standards;
  solver->n_leading = centred ? 1 : 0;
  status = ec_standardize_columns(solver->x, centred, job, standards, error);
  if (status == EC_OK)
    status = ec_standardize(solver->y, solver->x->n_rows, centred, y_standard, error);
  return status;
}

/* Copies the design, or what TSQR leaves of it, to the triangle, with room below for penalties. */
static ec_status
build_triangle(struct ec_solver *solver, const struct ec_job *job, struct ec_error *error)
{
  size_t width = ec_design_width(&solver->design), n = solver->x->n_rows;
  size_t n_penalties = solver->options.lambda > 0.0 ? solver->x->n_columns : 0;
  bool reduced = ec_tsqr_pays(&solver->design);
  size_t n_top = reduced ? width : n;
  struct ec_matrix top;
  ec_status status = ec_matrix_new(n_top + n_penalties, width, &solver->triangle, error);
  if (status != EC_OK)
    return status;
  top = solver->triangle;
  top.n_rows = n_top;
  if (reduced)
    return ec_tsqr_reduce(&solver->design, job, &top, error);
  ec_design_fill(&solver->design, 0, n, top.data, top.stride);
  return EC_OK;
}

static int
clamp_exponent(int exponent)
{
  return exponent < -MAX_EXPONENT  ? -MAX_EXPONENT
         : exponent > MAX_EXPONENT ? MAX_EXPONENT
                                   : exponent;
}

/* Brings the columns of the triangle to about unit length, by powers of two, so that pivoting
 * compares directions and not units; puts the penalties below. */
static void
equilibrate(struct ec_solver *solver, size_t n_top)
{
  double root = sqrt(solver->options.lambda);
  for (size_t j = 0; j < solver->x->n_columns; j++) {
    const struct ec_standard *standard = &solver->design.standards[j];
    double *column = ec_matrix_column(&solver->triangle, j + solver->n_leading);
    /* In the column's present units, 2^-exponent of the input's, the penalty's entry is this. */
    double penalty = ldexp(root, -clamp_exponent(standard->exponent));
    double length = sqrt(ec_dot(n_top, column, column));
    int shift = 0;
    length = fmax(length, fmin(penalty, 1e140));
    if (length > 0.0)
      frexp(length, &shift);
    for (size_t i = 0; i < n_top; i++)
      column[i] = ldexp(column[i], -shift);
    solver->exponents[j] = standard->exponent + shift;
    solver->factors[j] = ldexp(1.0, -solver->exponents[j]);
    solver->means[j] = standard->mean * solver->factors[j];
    if (root > 0.0) {
      penalty = fmin(ldexp(penalty, -shift), 1e140);
      column[n_top + j] = penalty;
      solver->penalties[j] =
          ldexp(solver->options.lambda, -2 * clamp_exponent(solver->exponents[j]));
      solver->penalties[j] = fmin(solver->penalties[j], 1e280);
    }
  }
}

static ec_status
factor(struct ec_solver *solver, const struct ec_job *job, struct ec_error *error)
{
  struct ec_qr_options options = {solver->n_leading, 1};
  size_t n_penalties = solver->options.lambda > 0.0 ? solver->x->n_columns : 0;
  ec_status status = build_triangle(solver, job, error);
  if (status != EC_OK)
    return status;
  equilibrate(solver, solver->triangle.n_rows - n_penalties);
  status = ec_qr_factor(&solver->triangle, &options, job, &solver->qr, error);
  if (status == EC_OK)
    status = ec_solver_decide_rank(solver, error);
  return status;
}

/* The standard errors over sigma: the lengths of the rows of R^-1, and that of the combination of
 * them which makes the intercept. */
static ec_status
find_lengths(const struct ec_solver *solver, struct ec_least_squares *solution, double *lengths,
             const struct ec_job *job, struct ec_error *error)
{
  size_t k = solver->rank, d = solver->x->n_columns;
  double *v = ec_arena_alloc(solver->arena, k, sizeof *v);
  double *squares = ec_arena_alloc(solver->arena, k, sizeof *squares);
  if (v == NULL || squares == NULL)
    return ec_error_no_memory(error, "the standard errors");
  for (size_t j = 0; j < d; j++)
    lengths[j] = NAN;
  solution->intercept_length = NAN;
  if (solver->options.lambda > 0.0)
    return EC_OK;
  for (size_t column = 0; column < k; column++) {
    ec_status status = ec_job_check(job, error);
    if (status != EC_OK)
      return status;
    memset(v, 0, k * sizeof *v);
    v[column] = 1.0;
    ec_qr_solve_r(solver->qr, column + 1, v, v);
    for (size_t i = 0; i <= column; i++)
      squares[i] += v[i] * v[i];
  }
  for (size_t place = solver->n_leading; place < k; place++) {
    size_t j = ec_solver_column(solver, place);
    lengths[j] = ldexp(sqrt(squares[place]), -solver->exponents[j]);
  }
  if (solver->n_leading == 1) {
    v[0] = 1.0;
    for (size_t place = 1; place < k; place++)
      v[place] = -solver->means[ec_solver_column(solver, place)];
    ec_qr_solve_r_transposed(solver->qr, k, v, v);
    solution->intercept_length = sqrt(ec_dot(k, v, v));
  }
  return EC_OK;
}

/* sum (y - mean)², or sum y² without an intercept, scaled as y is, with compensated sums. */
static double
total_squares(const struct ec_solver *solver)
{
  const struct ec_standard *standard = &solver->design.y_standard;
  double factor = ldexp(1.0, -standard->exponent), n = (double)solver->x->n_rows;
  struct ec_dd squares = {0, 0}, sum = {0, 0};
  for (size_t i = 0; i < solver->x->n_rows; i++) {
    struct ec_dd distance = ec_dd_sum(solver->y[i] * factor, -standard->mean * factor);
    struct ec_dd square = ec_dd_multiply(distance, distance.high);
    square.low += distance.high * distance.low;
    squares = ec_dd_add(squares, square);
    sum = ec_dd_add(sum, distance);
  }
  if (solver->n_leading == 0)
    return squares.high;
  /* The mean is rounded; this takes out what that adds. */
  return fmax(squares.high - sum.high * sum.high / n, 0.0);
}

/* Turns the scaled unknowns into those of the input. */
static ec_status
fill_in(struct ec_solver *solver, struct ec_least_squares *solution, const struct ec_job *job,
        struct ec_error *error)
{
  size_t d = solver->x->n_columns;
  int y_exponent = solver->design.y_standard.exponent;
  double *coefficients = ec_arena_alloc(solver->arena, d, sizeof *coefficients);
  bool *aliased = ec_arena_alloc(solver->arena, d, sizeof *aliased);
  double *lengths = ec_arena_alloc(solver->arena, d, sizeof *lengths);
  struct ec_dependency *dependencies = NULL;
  ec_status status;
  if (coefficients == NULL || aliased == NULL || lengths == NULL)
    return ec_error_no_memory(error, "the solution");
  for (size_t j = 0; j < d; j++) {
    coefficients[j] = ldexp(solver->coefficients[j].high, y_exponent - solver->exponents[j]);
    aliased[j] = true;
  }
  for (size_t place = solver->n_leading; place < solver->rank; place++)
    aliased[ec_solver_column(solver, place)] = false;
  solution->n_rows = solver->x->n_rows;
  solution->n_columns = d;
  solution->rank = solver->rank - solver->n_leading;
  solution->intercept = ldexp(solver->intercept.high, y_exponent);
  solution->coefficients = coefficients;
  solution->aliased = aliased;
  solution->lengths = lengths;
  solution->residual_squares = ldexp(solver->residual_squares, 2 * y_exponent);
  solution->total_squares = ldexp(total_squares(solver), 2 * y_exponent);
  solution->degrees_of_freedom = (double)(solution->n_rows - solver->rank);
  solution->n_refinements = solver->n_refinements;
  status = find_lengths(solver, solution, lengths, job, error);
  if (status == EC_OK)
    status = ec_solver_find_dependencies(solver, &dependencies, &solution->n_dependencies, error);
  solution->dependencies = dependencies;
  return status;
}

static ec_status
solve(struct ec_solver *solver, struct ec_least_squares *solution, const struct ec_job *job,
      struct ec_error *error)
{
  ec_status status = set_up(solver, job, error);
  if (status == EC_OK)
    status = factor(solver, job, error);
  if (status == EC_OK)
    status = ec_solver_refine(solver, job, error);
  if (status == EC_OK)
    status = fill_in(solver, solution, job, error);
  ec_qr_free(solver->qr);
  ec_matrix_clear(&solver->triangle);
  return status;
}

ec_status
ec_least_squares_solve(const struct ec_matrix *x, const double *y,
                       const struct ec_least_squares_options *options, const struct ec_job *job,
                       struct ec_least_squares **solution, struct ec_error *error)
{
  static const struct ec_least_squares_options defaults = EC_LEAST_SQUARES_OPTIONS_INIT;
  struct ec_error scratch = EC_ERROR_INIT;
  struct ec_solver solver = {.x = x, .y = y};
  struct solution *made;
  ec_status status;
  /* The parts below complete an error that others have begun, so there always is one. */
  if (error == NULL)
    error = &scratch;
  solver.options = options != NULL ? *options : defaults;
  status = check(x, &solver.options, error);
  if (status != EC_OK)
    return status;
  solver.arena = ec_arena_new(0);
  made = solver.arena != NULL ? ec_arena_alloc(solver.arena, 1, sizeof *made) : NULL;
  if (made == NULL)
    status = ec_error_no_memory(error, "the solution");
  else
    status = solve(&solver, &made->public, job, error);
  if (status != EC_OK) {
    ec_arena_free(solver.arena);
    return status;
  }
  made->arena = solver.arena;
  *solution = &made->public;
  return EC_OK;
}

void
ec_least_squares_free(struct ec_least_squares *solution)
{
  if (solution != NULL)
    ec_arena_free(((struct solution *)solution)->arena);
}
