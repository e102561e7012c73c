/* Logistic regression with an L1 part: proximal Newton steps.
 *
 * Each step minimises g·s + ½ s·H s + l1 ||w + s||₁ over a working set of coefficients (those that
 * are not zero and those whose gradient says that they should not be) by coordinate descent, and
 * goes along s as far as the objective falls. H is the Hessian with its columns of the working set;
 * with many classes, where all pairs of them would cost too much, twice its diagonal blocks, which
 * is never less than the whole (diag(p) - p pᵀ ≤ 2 diag(p (1 - p))).
 *
 * Source: J. Friedman, T. Hastie, R. Tibshirani, J. Statistical Software 33 (2010); G.-X. Yuan,
 * C.-H. Ho, C.-J. Lin, "An improved GLMNET for L1-regularized logistic regression", JMLR 13 (2012):
 * the line search, and solving the first steps roughly. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/logistic-private.h"

enum { MOST_COUPLED = 1500, MOST_NEW = 500, MAX_SWEEPS = 2000, MAX_HALVINGS = 40, MAX_IDLE = 4 };

struct sparse {
  const struct ec_logistic_problem *problem;
  double *w, *gradient; /* n_outputs by d; the gradient with the L2 part */
  double *trial, *trial_gradient;
  double *wishes;     /* one a column */
  double *violations; /* of the conditions of optimality */
  double *step;
  double value;
  size_t *columns, n_columns; /* the working set: columns in which any output takes part */
  double *blocks, *hessian;   /* as they come, and as one matrix over outputs and columns */
  double *curve;              /* H s, over outputs and columns */
  bool coupled;
};

static bool
is_intercept(const struct ec_logistic_problem *p, size_t j)
{
  return j >= p->n_features;
}

static double
sum_magnitudes(const struct ec_logistic_problem *p, const double *w)
{
  double sum = 0.0;
  for (size_t k = 0; k < p->n_outputs; k++)
    for (size_t j = 0; j < p->n_features; j++)
      sum += fabs(w[k * p->d + j]);
  return sum;
}

static ec_status
evaluate(const struct sparse *s, const double *w, double *value, double *gradient,
         struct ec_error *error)
{
  ec_status status = ec_logistic_log_loss(s->problem, w, value, gradient, error);
  if (status != EC_OK)
    return status;
  ec_logistic_add_l2(s->problem, w, value, gradient);
  *value += s->problem->l1 * sum_magnitudes(s->problem, w);
  return EC_OK;
}

/* The least size of a subgradient, one for each coefficient; returns the largest. */
static double
find_violations(struct sparse *s)
{
  const struct ec_logistic_problem *p = s->problem;
  double most = 0.0;
  for (size_t i = 0; i < p->n_outputs * p->d; i++) {
    double g = s->gradient[i], w = s->w[i], violation;
    if (is_intercept(p, i % p->d))
      violation = fabs(g);
    else if (w != 0.0)
      violation = fabs(g + copysign(p->l1, w));
    else
      violation = fmax(0.0, fabs(g) - p->l1);
    s->violations[i] = violation;
    most = violation <= most ? most : violation;
  }
  return most;
}

/* How much the worst of a column's coefficients that are zero wants to change; infinite where one is
 * not zero, or it is the intercept. */
static double
find_wish(const struct sparse *s, size_t j)
{
  const struct ec_logistic_problem *p = s->problem;
  double wish = is_intercept(p, j) ? INFINITY : 0.0;
  for (size_t k = 0; k < p->n_outputs; k++)
    wish = fmax(wish, s->w[k * p->d + j] != 0.0 ? INFINITY : s->violations[k * p->d + j]);
  return wish;
}

static int
compare_descending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* A column is in the working set where any output's coefficient is not zero or wants to change; of
 * very many that want to, those that want most. */
static void
choose_columns(struct sparse *s)
{
  const struct ec_logistic_problem *p = s->problem;
  double least = 0.0;
  size_t n_used = 0, n_wanted = 0;
  for (size_t j = 0; j < p->d; j++) {
    double wish = find_wish(s, j);
    n_used += isinf(wish);
    n_wanted += wish > 0.0;
    s->wishes[j] = wish;
  }
  if (n_wanted > n_used + MOST_NEW) {
    qsort(s->wishes, p->d, sizeof *s->wishes, compare_descending);
    least = s->wishes[n_used + MOST_NEW];
  }
  s->n_columns = 0;
  for (size_t j = 0; j < p->d; j++)
    if (find_wish(s, j) > 0.0 && find_wish(s, j) >= least)
      s->columns[s->n_columns++] = j;
  s->coupled = p->n_outputs * s->n_columns <= MOST_COUPLED;
}

static ec_status
alloc_hessian(struct sparse *s, struct ec_error *error)
{
  size_t k = s->problem->n_outputs, c = s->n_columns, n_blocks = k, size = 0, side;
  if (s->coupled)
    n_blocks = k * (k + 1) / 2;
  ec_free(s->blocks);
  ec_free(s->hessian);
  ec_free(s->curve);
  s->blocks = s->hessian = s->curve = NULL;
  side = s->coupled ? k * c : c;
  if (ec_size_multiply(c * c, n_blocks, &size))
    s->blocks = ec_alloc(size, sizeof *s->blocks);
  if (ec_size_multiply(side, k * c, &size))
    s->hessian = ec_alloc(size, sizeof *s->hessian);
  s->curve = ec_alloc(k * c, sizeof *s->curve);
  if (s->blocks == NULL || s->hessian == NULL || s->curve == NULL)
    return ec_error_no_memory(error, "the Hessian");
  return EC_OK;
}

/* Writes a block's lower triangle into both halves of where it belongs. */
static void
place_block(const double *block, size_t c, double factor, double *to, size_t stride)
{
  for (size_t i = 0; i < c; i++)
    for (size_t j = 0; j <= i; j++)
      to[i * stride + j] = to[j * stride + i] = factor * block[i * c + j];
}

static void
assemble(struct sparse *s)
{
  size_t n_outputs = s->problem->n_outputs, c = s->n_columns, side = s->coupled ? n_outputs * c : c;
  const double *block = s->blocks;
  double factor = s->coupled || n_outputs == 1 ? 1.0 : 2.0;
  for (size_t k = 0; k < n_outputs; k++)
    for (size_t l = s->coupled ? 0 : k; l <= k; l++, block += c * c) {
      double *row = s->hessian + k * c * side;
      place_block(block, c, factor, row + (s->coupled ? l * c : 0), side);
      if (s->coupled && l < k)
        place_block(block, c, factor, s->hessian + l * c * side + k * c, side);
    }
  for (size_t k = 0; k < n_outputs; k++)
    for (size_t i = 0; i < c; i++) {
      double *entry = s->hessian + (k * c + i) * side + (s->coupled ? k * c : 0) + i;
      if (!is_intercept(s->problem, s->columns[i]))
        *entry += s->problem->l2;
    }
}

static ec_status
find_hessian(struct sparse *s, struct ec_error *error)
{
  ec_status status;
  choose_columns(s);
  status = alloc_hessian(s, error);
  if (status == EC_OK)
    status = ec_logistic_hessian(s->problem, s->w, s->columns, s->n_columns,
                                 s->coupled ? EC_HESSIAN_ALL : EC_HESSIAN_OWN, s->problem->n,
                                 s->blocks, error);
  if (status == EC_OK)
    assemble(s);
  return status;
}

static double
shrink(double value, double by)
{
  if (value > by)
    return value - by;
  return value < -by ? value + by : 0.0;
}

/* Minimises over one coefficient; returns by how much it broke its condition. */
static double
move_coefficient(struct sparse *s, size_t k, size_t c)
{
  const struct ec_logistic_problem *p = s->problem;
  size_t n = s->n_columns, side = s->coupled ? p->n_outputs * n : n, j = s->columns[c];
  size_t place = k * p->d + j, from = s->coupled ? 0 : k * n;
  const double *row = s->hessian + (k * n + c) * side;
  double second = row[(s->coupled ? k * n : 0) + c], first, at, change;
  first = s->gradient[place] + s->curve[k * n + c];
  /* A column that says nothing: its rows are all certain, or it is zero. */
  if (!(second > DBL_MIN))
    return 0.0;
  at = s->w[place] + s->step[place];
  if (is_intercept(p, j))
    change = -first / second;
  else
    change = shrink(second * at - first, p->l1) / second - at;
  if (change == 0.0)
    return 0.0;
  s->step[place] += change;
  for (size_t i = 0; i < side; i++)
    s->curve[from + i] += change * row[i];
  return fabs(change) * second;
}

/* Finds the step by sweeps over all of the working set, and over those that moved alone as long as
 * that helps. */
static ec_status
find_step(struct sparse *s, double goal, struct ec_error *error)
{
  size_t n_outputs = s->problem->n_outputs, c = s->n_columns;
  memset(s->step, 0, n_outputs * s->problem->d * sizeof *s->step);
  memset(s->curve, 0, n_outputs * c * sizeof *s->curve);
  for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    double most = 0.0;
    ec_status status = ec_job_check(s->problem->job, error);
    if (status != EC_OK)
      return status;
    for (size_t k = 0; k < n_outputs; k++)
      for (size_t i = 0; i < c; i++)
        most = fmax(most, move_coefficient(s, k, i));
    if (most <= goal)
      break;
  }
  return EC_OK;
}

/* Goes along the step, half as far each time, until the objective has fallen enough. */
static ec_status
take_step(struct sparse *s, bool *moved, struct ec_error *error)
{
  const struct ec_logistic_problem *p = s->problem;
  size_t size = p->n_outputs * p->d;
  double slope = -p->l1 * sum_magnitudes(p, s->w), length = 1.0, value;
  double slack = 512.0 * DBL_EPSILON * fabs(s->value), *swap;
  *moved = false;
  for (size_t i = 0; i < size; i++) {
    slope += s->gradient[i] * s->step[i];
    s->trial[i] = s->w[i] + s->step[i];
  }
  slope += p->l1 * sum_magnitudes(p, s->trial);
  for (int halving = 0; halving < MAX_HALVINGS; halving++, length *= 0.5) {
    ec_status status;
    for (size_t i = 0; i < size; i++)
      s->trial[i] = s->w[i] + length * s->step[i];
    status = evaluate(s, s->trial, &value, s->trial_gradient, error);
    if (status != EC_OK)
      return status;
    if (value <= s->value + 0.01 * length * slope + slack) {
      *moved = true;
      break;
    }
  }
  if (!*moved)
    return EC_OK;
  swap = s->gradient;
  s->gradient = s->trial_gradient;
  s->trial_gradient = swap;
  memcpy(s->w, s->trial, size * sizeof *s->w);
  s->value = value;
  return EC_OK;
}

static ec_status
iterate(struct sparse *s, double violation, double tolerance, bool *moved, struct ec_error *error)
{
  /* The closer to the end, the more of each step's exactness is of use. */
  double goal = fmin(0.01, violation) * violation;
  ec_status status = find_hessian(s, error);
  if (status == EC_OK)
    status = find_step(s, fmax(goal, 0.01 * tolerance), error);
  if (status == EC_OK)
    status = take_step(s, moved, error);
  return status;
}

/* The iterations, until the conditions of optimality are met to the tolerance. */
static ec_status
minimise(struct sparse *s, const struct ec_logistic_options *options, ec_logistic_step_func step,
         void *step_data, struct ec_logistic_solution *solution, struct ec_error *error)
{
  double violation, best = INFINITY, best_value = INFINITY;
  int idle = 0;
  bool enough = false;
  ec_status status = evaluate(s, s->w, &s->value, s->gradient, error);
  if (status != EC_OK)
    return status;
  solution->outcome = EC_LOGISTIC_CONVERGED;
  violation = find_violations(s);
  solution->finite = isfinite(s->value) && isfinite(violation);
  if (!solution->finite)
    return EC_OK;
  status = step(step_data, 0, s->value, &enough, error);
  while (status == EC_OK && violation > options->tolerance) {
    bool moved = false;
    idle = s->value < best_value || violation < 0.5 * best ? 0 : idle + 1;
    best = fmin(best, violation);
    best_value = fmin(best_value, s->value);
    if (idle >= MAX_IDLE)
      solution->outcome = EC_LOGISTIC_STALLED;
    else if (solution->n_iterations >= options->max_iterations)
      solution->outcome = EC_LOGISTIC_LIMIT;
    if (solution->outcome != EC_LOGISTIC_CONVERGED)
      break;
    status = iterate(s, violation, options->tolerance, &moved, error);
    if (status == EC_OK && !moved) {
      solution->outcome = EC_LOGISTIC_STALLED;
      break;
    }
    violation = find_violations(s);
    if (status == EC_OK)
      status = step(step_data, ++solution->n_iterations, s->value, &enough, error);
  }
  solution->loss = s->value;
  solution->gradient = violation;
  return status;
}

ec_status
ec_logistic_fit_sparse(const struct ec_logistic_problem *problem,
                       const struct ec_logistic_options *options, ec_logistic_step_func step,
                       void *step_data, struct ec_logistic_solution *solution,
                       struct ec_error *error)
{
  size_t size = problem->n_outputs * problem->d;
  struct sparse s = {.problem = problem, .w = solution->w};
  double *block = ec_alloc_zero(size, 5 * sizeof *block);
  ec_status status = EC_OK;
  s.columns = ec_alloc(problem->d, sizeof *s.columns);
  s.wishes = ec_alloc(problem->d, sizeof *s.wishes);
  if (block == NULL || s.columns == NULL || s.wishes == NULL)
    status = ec_error_no_memory(error, "the search");
  if (status == EC_OK) {
    s.gradient = block;
    s.trial = block + size;
    s.trial_gradient = block + 2 * size;
    s.violations = block + 3 * size;
    s.step = block + 4 * size;
    status = minimise(&s, options, step, step_data, solution, error);
  }
  ec_free(block);
  ec_free(s.columns);
  ec_free(s.wishes);
  ec_free(s.blocks);
  ec_free(s.hessian);
  ec_free(s.curve);
  return status;
}
