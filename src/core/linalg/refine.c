#include "config.h"

#include <float.h>
#include <math.h>

#include "base/arena.h"
#include "linalg/least-squares-private.h"
#include "linalg/residual.h"

/* What a pass of refinement works with; arrays of the solver's arena. */
struct refinement {
  struct ec_residual residual;
  double *step;       /* in pivot order: first R^-T gradient, then the correction */
  double step_length; /* of R times the correction: what it changes in the fitted values */
  double change;      /* the largest of the corrections, each relative to its coefficient */
};

static const double NO_CHANGE = 0.5 * DBL_EPSILON;

/* Adds a correction, in pivot order, to the coefficients and to the intercept. */
static void
add_step(struct ec_solver *solver, const double *step)
{
  for (size_t place = 0; place < solver->rank; place++) {
    struct ec_dd d = {step[place], 0.0};
    size_t column;
    if (place < solver->n_leading) {
      solver->intercept = ec_dd_add(solver->intercept, d);
      continue;
    }
    column = ec_solver_column(solver, place);
    solver->coefficients[column] = ec_dd_add(solver->coefficients[column], d);
    solver->intercept =
        ec_dd_add(solver->intercept, ec_dd_product(-step[place], solver->means[column]));
  }
}

/* The gradient of the scaled and centred problem, rounded once, in pivot order. */
static void
gather_gradient(const struct ec_solver *solver, const struct ec_residual *residual,
                double *gradient)
{
  for (size_t place = 0; place < solver->rank; place++) {
    size_t column;
    struct ec_dd g, c;
    if (place < solver->n_leading) {
      gradient[place] = residual->sum.high;
      continue;
    }
    column = ec_solver_column(solver, place);
    c = solver->coefficients[column];
    g = residual->gradient[column];
    g = ec_dd_add(g, ec_dd_multiply(residual->sum, -solver->means[column]));
    g = ec_dd_add(g, ec_dd_multiply(c, -solver->penalties[column]));
    gradient[place] = g.high;
  }
}

static double
norm(const double *x, size_t n)
{
  double squares = 0.0;
  for (size_t i = 0; i < n; i++)
    squares += x[i] * x[i];
  return sqrt(squares);
}

/* The greatest correction relative to its coefficient. One that is tiny beside the others counts
 * as a millionth of the greatest, since its own digits may never settle. */
static double
relative_change(const struct ec_solver *solver, const double *step)
{
  double greatest = 0.0, change = 0.0;
  for (size_t j = 0; j < solver->x->n_columns; j++)
    greatest = fmax(greatest, fabs(solver->coefficients[j].high));
  for (size_t place = solver->n_leading; place < solver->rank; place++) {
    double c = fabs(solver->coefficients[ec_solver_column(solver, place)].high);
    if (step[place] != 0.0)
      change = fmax(change, fabs(step[place]) / fmax(c, 1e-6 * greatest));
  }
  return change;
}

/* Computes the residuals and the correction that they ask for, but does not add it yet. */
static ec_status
find_step(struct ec_solver *solver, const struct ec_residual_problem *problem,
          const struct ec_job *job, struct refinement *refinement, struct ec_error *error)
{
  double *step = refinement->step;
  ec_status status = ec_residual_compute(problem, solver->intercept, solver->coefficients, job,
                                         &refinement->residual, error);
  if (status != EC_OK)
    return status;
  solver->residual_squares = refinement->residual.squares;
  gather_gradient(solver, &refinement->residual, step);
  ec_qr_solve_r_transposed(solver->qr, solver->rank, step, step);
  refinement->step_length = norm(step, solver->rank);
  ec_qr_solve_r(solver->qr, solver->rank, step, step);
  refinement->change = relative_change(solver, step);
  return EC_OK;
}

/* Corrects until the next correction could not change a digit, or corrections stop shrinking. The
 * first correction from zero is the plain solution, of that `length`; what each is of the one
 * before is the rate of convergence, about the condition number times the unit of rounding. */
static ec_status
iterate(struct ec_solver *solver, const struct ec_residual_problem *problem, double length,
        struct refinement *refinement, const struct ec_job *job, struct ec_error *error)
{
  double last = length;
  while (solver->n_refinements < solver->options.max_refinements) {
    double rate;
    ec_status status = find_step(solver, problem, job, refinement, error);
    if (status != EC_OK)
      return status;
    if (!(refinement->step_length < 0.5 * last) && solver->n_refinements > 0)
      return EC_OK;
    if (!isfinite(refinement->change))
      return EC_OK;
    add_step(solver, refinement->step);
    solver->n_refinements++;
    rate = last > 0.0 ? refinement->step_length / last : 0.0;
    last = refinement->step_length;
    /* Where the correction changed the sum of squares too, that is to be computed anew, unless the
     * fit is exact and the sum is nothing but rounding. */
    if (refinement->change * fmin(10.0 * rate, 1.0) <= NO_CHANGE &&
        (last * last <= 1e-10 * solver->residual_squares || last <= 1e-24 * length))
      return EC_OK;
  }
  return EC_OK;
}

ec_status
ec_solver_refine(struct ec_solver *solver, const struct ec_job *job, struct ec_error *error)
{
  size_t n_columns = solver->x->n_columns, y_column = ec_qr_n_columns(solver->qr);
  struct ec_residual_problem problem = {solver->x, solver->y, solver->factors,
                                        ldexp(1.0, -solver->design.y_standard.exponent)};
  struct refinement refinement = {0};
  double length;
  refinement.step = ec_arena_alloc(solver->arena, solver->rank, sizeof(double));
  refinement.residual.gradient =
      ec_arena_alloc(solver->arena, n_columns, sizeof *refinement.residual.gradient);
  if (refinement.step == NULL || refinement.residual.gradient == NULL)
    return ec_error_no_memory(error, "the solution");
  /* The plain solution fits y less its mean, which goes back into the intercept. */
  for (size_t i = 0; i < solver->rank; i++)
    refinement.step[i] = ec_qr_get_r(solver->qr, i, y_column);
  length = norm(refinement.step, solver->rank);
  solver->residual_squares = 0.0;
  for (size_t i = solver->rank; i < solver->triangle.n_rows; i++) {
    double r = ec_qr_get_r(solver->qr, i, y_column);
    solver->residual_squares += r * r;
  }
  ec_qr_solve_r(solver->qr, solver->rank, refinement.step, refinement.step);
  solver->intercept = (struct ec_dd){solver->design.y_standard.mean * problem.y_factor, 0.0};
  add_step(solver, refinement.step);
  return iterate(solver, &problem, length, &refinement, job, error);
}
