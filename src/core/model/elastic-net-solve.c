/* Coordinate descent for least squares with L1 and L2 penalties; see elastic-net.h.
 *
 * Sweeps go over all coefficients, then over those that are not zero alone until these stand still.
 * Where the signs are right the rest of the way is one system of equations: it is solved, and gone
 * as far as no sign changes. So columns that are nearly dependent do not take sweeps without end. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/elastic-net-private.h"
#include "optimise/cholesky.h"

enum { INNER_SWEEPS = 20, MOST_SOLVED = 1024, MOST_ROUNDS = 50 };

static double
shrink(double value, double by)
{
  if (value > by)
    return value - by;
  return value < -by ? value + by : 0.0;
}

/* The product of a centred column and the residuals, over n. The residuals of centred columns add up
 * to zero but for rounding, which is computed now and then. */
static double
correlate(const struct ec_elastic_problem *p, size_t j)
{
  const double *column = ec_matrix_column(p->x, j);
  double sum = 0.0;
  p->kernel->backward(p->n, &column, 1, p->residuals, 0, 1, &sum);
  return (sum - p->means[j] * p->residual_sum) / (double)p->n;
}

static void
change_coefficient(struct ec_elastic_problem *p, size_t j, double change)
{
  const double *row;
  p->w[j] += change;
  if (p->gram == NULL) {
    const double *x = ec_matrix_column(p->x, j);
    for (size_t i = 0; i < p->n; i++)
      p->residuals[i] -= change * (x[i] - p->means[j]);
    return;
  }
  row = p->gram + j * p->d;
  for (size_t i = 0; i < p->d; i++)
    p->gradient[i] -= change * row[i];
}

/* Minimises over one coefficient; returns by how much that moved the predictions, as a standard
 * deviation over the rows. */
static double
move_coefficient(struct ec_elastic_problem *p, size_t j, double l1, double l2)
{
  double old = p->w[j], slope, new;
  /* What is left of a constant column is rounding at most. */
  if (!(p->squares[j] > DBL_MIN))
    return 0.0;
  slope = p->gram != NULL ? p->gradient[j] : correlate(p, j);
  new = shrink(slope + p->squares[j] * old, l1) / (p->squares[j] + l2);
  if (new == old)
    return 0.0;
  change_coefficient(p, j, new - old);
  p->w[j] = new;
  return fabs(new - old) * sqrt(p->squares[j]);
}

static void
find_active(struct ec_elastic_problem *p)
{
  p->n_active = 0;
  for (size_t j = 0; j < p->d; j++)
    if (p->w[j] != 0.0)
      p->active[p->n_active++] = j;
}

static void
refresh_gradient(struct ec_elastic_problem *p)
{
  if (p->gram == NULL) {
    p->residual_sum = 0.0;
    for (size_t i = 0; i < p->n; i++)
      p->residual_sum += p->residuals[i];
    for (size_t j = 0; j < p->d; j++)
      p->gradient[j] = correlate(p, j);
    return;
  }
  memcpy(p->gradient, p->products, p->d * sizeof *p->gradient);
  for (size_t j = 0; j < p->d; j++) {
    const double *row = p->gram + j * p->d;
    if (p->w[j] != 0.0)
      for (size_t i = 0; i < p->d; i++)
        p->gradient[i] -= p->w[j] * row[i];
  }
}

static ec_status
reserve(struct ec_elastic_problem *p, size_t n, struct ec_error *error)
{
  size_t n_rows = p->gram == NULL ? p->n : 0, size;
  if (n <= p->factor_size)
    return EC_OK;
  if (!ec_size_multiply(n, n_rows, &size))
    return ec_error_no_memory(error, "the coefficients that are not zero");
  ec_free(p->centred);
  ec_free(p->factor);
  ec_free(p->copy);
  ec_free(p->target);
  ec_free(p->scales);
  p->factor = ec_alloc(n * n, sizeof *p->factor);
  p->copy = ec_alloc(n * n, sizeof *p->copy);
  p->target = ec_alloc(n, sizeof *p->target);
  p->scales = ec_alloc(n, sizeof *p->scales);
  p->centred = ec_alloc(size, sizeof *p->centred);
  p->factor_size = 0;
  if (p->centred == NULL || p->factor == NULL || p->copy == NULL || p->target == NULL ||
      p->scales == NULL)
    return ec_error_no_memory(error, "the coefficients that are not zero");
  p->factor_size = n;
  return EC_OK;
}

/* The products of the columns whose coefficients are not zero, in the lower triangle of the factor. */
static ec_status
find_products(struct ec_elastic_problem *p, struct ec_error *error)
{
  size_t n = p->n_active;
  const double **columns;
  for (size_t a = 0; a < n && p->gram != NULL; a++)
    for (size_t b = 0; b <= a; b++)
      p->factor[a * n + b] = p->gram[p->active[a] * p->d + p->active[b]];
  if (p->gram != NULL)
    return EC_OK;
  columns = ec_alloc(n, sizeof *columns);
  if (columns == NULL)
    return ec_error_no_memory(error, "the coefficients that are not zero");
  for (size_t a = 0; a < n; a++) {
    const double *x = ec_matrix_column(p->x, p->active[a]);
    double *centred = p->centred + a * p->n;
    for (size_t i = 0; i < p->n; i++)
      centred[i] = x[i] - p->means[p->active[a]];
    columns[a] = centred;
  }
  memset(p->factor, 0, n * n * sizeof *p->factor);
  p->kernel->gram(p->n, columns, columns, n, p->factor, n);
  for (size_t i = 0; i < n * n; i++)
    p->factor[i] /= (double)p->n;
  ec_free(columns);
  return EC_OK;
}

/* Goes towards the target as far as no coefficient changes its sign; the first that would becomes
 * zero. Returns whether none did, and the target is reached. */
static bool
approach_target(struct ec_elastic_problem *p)
{
  size_t n = p->n_active, first = SIZE_MAX;
  double length = 1.0;
  for (size_t a = 0; a < n; a++) {
    double w = p->w[p->active[a]], after = w + p->target[a];
    if (after * w < 0.0 && w / -p->target[a] < length) {
      length = w / -p->target[a];
      first = a;
    }
  }
  for (size_t a = 0; a < n; a++) {
    size_t j = p->active[a];
    double change = a == first ? -p->w[j] : length * p->target[a];
    if (p->gram == NULL)
      change_coefficient(p, j, change);
    p->w[j] = a == first ? 0.0 : p->w[j] + (p->gram == NULL ? 0.0 : change);
  }
  return first == SIZE_MAX;
}

/* Solves for the coefficients that are not zero as if their signs were settled, and goes there;
 * `*settled` is false where one became zero on the way. */
static ec_status
solve_active(struct ec_elastic_problem *p, double l1, double l2, bool *settled,
             struct ec_error *error)
{
  size_t n = p->n_active;
  ec_status status;
  *settled = true;
  if (n == 0 || n > MOST_SOLVED || (l2 == 0.0 && n > p->n))
    return EC_OK;
  status = reserve(p, n, error);
  if (status == EC_OK)
    status = find_products(p, error);
  if (status != EC_OK)
    return status;
  for (size_t a = 0; a < n; a++) {
    size_t j = p->active[a];
    p->factor[a * n + a] += l2;
    /* What is missing to the solution, so that rounding hurts less each time. */
    p->target[a] = p->gradient[j] - copysign(l1, p->w[j]) - l2 * p->w[j];
  }
  if (ec_cholesky_factor(p->factor, n, p->scales, p->copy) != 0.0)
    return EC_OK;
  ec_cholesky_solve(p->factor, n, p->scales, p->target);
  *settled = approach_target(p);
  return EC_OK;
}

/* The objective, and how far it is above its minimum at most, by a point of the dual problem that
 * the residuals are scaled to. All over n. */
static void
find_gap(const struct ec_elastic_problem *p, double l1, double l2, struct ec_elastic_net_fit *fit)
{
  double squares = 0.0, with_y = p->y_squares, l1_norm = 0.0, l2_norm = 0.0, most = 0.0, scale;
  for (size_t j = 0; j < p->d; j++) {
    double w = p->w[j];
    most = fmax(most, fabs(p->gradient[j] - l2 * w));
    with_y -= w * p->products[j];
    squares -= w * p->gradient[j];
    l1_norm += fabs(w);
    l2_norm += w * w;
  }
  squares += with_y;
  scale = most > l1 ? l1 / most : 1.0;
  fit->objective = 0.5 * squares + l1 * l1_norm + 0.5 * l2 * l2_norm;
  fit->gap = 0.5 * squares * (1.0 + scale * scale) - scale * with_y + l1 * l1_norm +
             0.5 * l2 * (1.0 + scale * scale) * l2_norm;
  fit->gap = fmax(fit->gap, 0.0);
}

static double
sweep(struct ec_elastic_problem *p, bool all, double l1, double l2)
{
  double most = 0.0;
  for (size_t i = 0; i < (all ? p->d : p->n_active); i++)
    most = fmax(most, move_coefficient(p, all ? i : p->active[i], l1, l2));
  return most;
}

ec_status
ec_elastic_solve(struct ec_elastic_problem *p, double l1, double l2,
                 const struct ec_elastic_net_options *options, struct ec_elastic_net_fit *fit,
                 struct ec_error *error)
{
  double still = sqrt(p->y_squares) * DBL_EPSILON;
  *fit = (struct ec_elastic_net_fit){.n_iterations = 0};
  while (fit->n_iterations < options->max_iterations) {
    double most = sweep(p, true, l1, l2);
    bool settled = false;
    ec_status status = ec_job_check(p->job, error);
    fit->n_iterations++;
    find_active(p);
    for (int i = 0; i < INNER_SWEEPS && fit->n_iterations < options->max_iterations; i++) {
      fit->n_iterations++;
      if (sweep(p, false, l1, l2) <= 1e-3 * most)
        break;
    }
    for (int i = 0; i < MOST_ROUNDS && !settled && status == EC_OK; i++) {
      find_active(p);
      refresh_gradient(p);
      status = solve_active(p, l1, l2, &settled, error);
      if (status == EC_OK)
        status = ec_job_check(p->job, error);
    }
    if (status != EC_OK)
      return status;
    refresh_gradient(p);
    find_gap(p, l1, l2, fit);
    fit->converged = fit->gap <= options->tolerance * p->y_squares;
    if (fit->converged || most <= still)
      break;
  }
  return EC_OK;
}
