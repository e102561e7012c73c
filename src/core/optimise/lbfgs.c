#include "config.h"

#include "optimise/lbfgs.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Wolfe's two constants, as is usual for quasi-Newton directions. Where rounding hides a decrease of
 * the value, which may then be by SLACK larger, it is read off the slopes: on a parabola the slope at
 * the end is at most (2 * SLOPE_DECREASE - 1) times the first where the value has fallen enough. */
#define DECREASE 1e-4
#define SLOPE_DECREASE 0.1
#define CURVATURE 0.9
#define SLACK 1e-10
enum { MAX_TRIALS = 40, MAX_IDLE = 16 };

struct state {
  const struct ec_objective *objective;
  size_t n, memory, n_pairs, next; /* of the ring of pairs */
  double *w, *gradient, *direction, *trial, *trial_gradient;
  double *steps, *changes, *inverse, *alphas; /* pairs s, y; 1 / sᵀy; the first loop's numbers */
  double value, trial_value;
  size_t n_evaluations;
};

static double
dot(size_t n, const double *a, const double *b)
{
  double sums[4] = {0.0, 0.0, 0.0, 0.0};
  size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (size_t l = 0; l < 4; l++)
      sums[l] += a[i + l] * b[i + l];
  for (; i < n; i++)
    sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static void
add(size_t n, double factor, const double *v, double *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] += factor * v[i];
}

static double
largest(size_t n, const double *v)
{
  double most = 0.0;
  for (size_t i = 0; i < n; i++) {
    if (!(fabs(v[i]) <= most))
      most = fabs(v[i]);
    if (isnan(most))
      break;
  }
  return most;
}

/* The middle of the two loops: the caller's matrix, or the usual multiple of the identity. */
static void
scale_direction(const struct state *s, double *v)
{
  size_t last = (s->next + s->memory - 1) % s->memory;
  const double *change = s->changes + last * s->n;
  if (s->objective->precondition != NULL) {
    s->objective->precondition(s->objective->data, v);
    return;
  }
  if (s->n_pairs == 0)
    return;
  for (size_t i = 0, n = s->n; i < n; i++)
    v[i] /= s->inverse[last] * dot(n, change, change);
}

/* direction = -H gradient. */
static void
find_direction(struct state *s)
{
  size_t n = s->n;
  double *v = s->direction;
  for (size_t i = 0; i < n; i++)
    v[i] = -s->gradient[i];
  for (size_t p = 0; p < s->n_pairs; p++) {
    size_t at = (s->next + s->memory - 1 - p) % s->memory;
    s->alphas[at] = s->inverse[at] * dot(n, s->steps + at * n, v);
    add(n, -s->alphas[at], s->changes + at * n, v);
  }
  scale_direction(s, v);
  for (size_t p = s->n_pairs; p-- > 0;) {
    size_t at = (s->next + s->memory - 1 - p) % s->memory;
    double beta = s->inverse[at] * dot(n, s->changes + at * n, v);
    add(n, s->alphas[at] - beta, s->steps + at * n, v);
  }
}

/* A direction that leads downhill; returns its slope, 0 where there is none. */
static double
find_descent(struct state *s)
{
  double slope;
  find_direction(s);
  slope = dot(s->n, s->gradient, s->direction);
  if (slope < 0.0 && isfinite(slope))
    return slope;
  s->n_pairs = 0;
  find_direction(s);
  slope = dot(s->n, s->gradient, s->direction);
  if (slope < 0.0 && isfinite(slope))
    return slope;
  for (size_t i = 0; i < s->n; i++)
    s->direction[i] = -s->gradient[i];
  return -dot(s->n, s->gradient, s->gradient);
}

static ec_status
try_step(struct state *s, double length, double *slope, struct ec_error *error)
{
  ec_status status;
  for (size_t i = 0; i < s->n; i++)
    s->trial[i] = s->w[i] + length * s->direction[i];
  s->n_evaluations++;
  status = s->objective->evaluate(s->objective->data, s->trial, &s->trial_value, s->trial_gradient,
                                  error);
  if (status == EC_OK)
    *slope = dot(s->n, s->trial_gradient, s->direction);
  return status;
}

/* The minimum of the cubic through two values and slopes, kept inside of the bracket. */
static double
interpolate(double a, double fa, double ga, double b, double fb, double gb)
{
  double d = ga + gb - 3.0 * (fa - fb) / (a - b), square = d * d - ga * gb, at = 0.5 * (a + b);
  double low = a < b ? a : b, width = fabs(b - a);
  if (square >= 0.0) {
    double root = copysign(sqrt(square), b - a);
    at = b - (b - a) * (gb + root - d) / (gb - ga + 2.0 * root);
  }
  if (!(at >= low + 0.1 * width))
    at = isfinite(at) ? low + 0.1 * width : low + 0.5 * width;
  return at <= low + 0.9 * width ? at : low + 0.9 * width;
}

/* Finds a step along the direction that meets the Wolfe conditions. `*found` is false where none
 * leads down any more. The bracket goes from a place with negative slope to one that is too far. */
static ec_status
search(struct state *s, double first, double slope, bool *found, struct ec_error *error)
{
  double low = 0.0, low_value = s->value, low_slope = slope, length = first;
  double high = INFINITY, high_value = NAN, high_slope = NAN;
  for (int trial = 0; trial < MAX_TRIALS; trial++) {
    double at;
    ec_status status = try_step(s, length, &at, error);
    if (status != EC_OK)
      return status;
    bool decreased = s->trial_value <= s->value + DECREASE * length * slope;
    if (!decreased && s->trial_value <= s->value + SLACK * fabs(s->value))
      decreased = at <= (2.0 * SLOPE_DECREASE - 1.0) * slope;
    if (decreased && fabs(at) <= -CURVATURE * slope) {
      *found = true;
      return EC_OK;
    }
    if (!decreased || !(at < 0.0)) {
      high = length;
      high_value = s->trial_value;
      high_slope = at;
    } else {
      low = length;
      low_value = s->trial_value;
      low_slope = at;
    }
    if (isinf(high))
      length *= 4.0;
    else if (isfinite(high_value) && isfinite(high_slope))
      length = interpolate(low, low_value, low_slope, high, high_value, high_slope);
    else
      length = low + 0.1 * (high - low);
    if (high - low <= 1e-14 * high)
      break;
  }
  *found = false;
  return EC_OK;
}

/* Makes the trial the place where we are, and remembers how we came there. */
static void
accept(struct state *s, double *last_step)
{
  size_t n = s->n;
  double *step = s->steps + s->next * n, *change = s->changes + s->next * n, curvature, *swap;
  for (size_t i = 0; i < n; i++) {
    step[i] = s->trial[i] - s->w[i];
    change[i] = s->trial_gradient[i] - s->gradient[i];
  }
  if (last_step != NULL)
    memcpy(last_step, step, n * sizeof *step);
  curvature = dot(n, step, change);
  if (curvature > DBL_EPSILON * sqrt(dot(n, step, step) * dot(n, change, change))) {
    s->inverse[s->next] = 1.0 / curvature;
    s->next = (s->next + 1) % s->memory;
    s->n_pairs += s->n_pairs < s->memory;
  }
  memcpy(s->w, s->trial, n * sizeof *s->w);
  swap = s->gradient;
  s->gradient = s->trial_gradient;
  s->trial_gradient = swap;
  s->value = s->trial_value;
}

/* One iteration; sets the outcome where it was the last. */
static ec_status
iterate(struct state *s, size_t iteration, double *last_step, bool *moved, struct ec_error *error)
{
  bool exact = false;
  double slope, first = 1.0;
  ec_status status = EC_OK;
  if (s->objective->prepare != NULL)
    status = s->objective->prepare(s->objective->data, s->w, iteration, &exact, error);
  if (status != EC_OK)
    return status;
  if (exact)
    s->n_pairs = 0;
  slope = find_descent(s);
  if (s->objective->precondition == NULL && s->n_pairs == 0)
    first = fmin(1.0, 1.0 / sqrt(dot(s->n, s->gradient, s->gradient)));
  *moved = false;
  if (slope < 0.0)
    status = search(s, first, slope, moved, error);
  if (status == EC_OK && *moved)
    accept(s, last_step);
  return status;
}

static ec_status
tell(struct state *s, size_t iteration, bool *enough, struct ec_error *error)
{
  *enough = false;
  if (s->objective->step == NULL)
    return EC_OK;
  return s->objective->step(s->objective->data, iteration, s->value, enough, error);
}

static ec_status
minimise(struct state *s, const struct ec_lbfgs_options *options, double *last_step,
         struct ec_lbfgs_result *result, struct ec_error *error)
{
  double best_value, best_gradient;
  size_t idle = 0;
  bool enough = false;
  ec_status status =
      s->objective->evaluate(s->objective->data, s->w, &s->value, s->gradient, error);
  if (status != EC_OK)
    return status;
  s->n_evaluations = 1;
  *result =
      (struct ec_lbfgs_result){EC_LBFGS_CONVERGED, s->value, largest(s->n, s->gradient), 0, 1};
  if (!isfinite(s->value) || !isfinite(result->gradient)) {
    result->outcome = EC_LBFGS_NOT_FINITE;
    return EC_OK;
  }
  status = tell(s, 0, &enough, error);
  best_value = s->value;
  best_gradient = result->gradient;
  while (status == EC_OK && !enough && result->gradient > options->tolerance) {
    bool moved;
    if (result->n_iterations >= options->max_iterations) {
      result->outcome = EC_LBFGS_LIMIT;
      break;
    }
    status = iterate(s, result->n_iterations, last_step, &moved, error);
    if (status != EC_OK)
      break;
    if (moved) {
      result->n_iterations++;
      result->gradient = largest(s->n, s->gradient);
      status = tell(s, result->n_iterations, &enough, error);
    }
    idle = s->value < best_value || result->gradient < 0.5 * best_gradient ? 0 : idle + 1;
    best_value = fmin(best_value, s->value);
    best_gradient = fmin(best_gradient, result->gradient);
    if (!enough && result->gradient > options->tolerance && (!moved || idle >= MAX_IDLE)) {
      result->outcome = EC_LBFGS_STALLED;
      break;
    }
  }
  if (enough)
    result->outcome = EC_LBFGS_ENOUGH;
  result->value = s->value;
  result->n_evaluations = s->n_evaluations;
  return status;
}

ec_status
ec_lbfgs_minimise(const struct ec_objective *objective, const struct ec_lbfgs_options *options,
                  double *w, double *last_step, struct ec_lbfgs_result *result,
                  struct ec_error *error)
{
  size_t n = objective->n, memory = options->memory > 0 ? options->memory : 1, size;
  double *block = NULL;
  struct state s = {.objective = objective, .n = n, .memory = memory, .w = w};
  ec_status status;
  if (ec_size_multiply(n, 2 * memory + 4, &size) && ec_size_add(size, 2 * memory, &size))
    block = ec_alloc_zero(size, sizeof *block);
  if (block == NULL)
    return ec_error_no_memory(error, "the search for the minimum");
  if (last_step != NULL)
    memset(last_step, 0, n * sizeof *last_step);
  s.steps = block;
  s.changes = s.steps + memory * n;
  s.gradient = s.changes + memory * n;
  s.trial_gradient = s.gradient + n;
  s.direction = s.trial_gradient + n;
  s.trial = s.direction + n;
  s.inverse = s.trial + n;
  s.alphas = s.inverse + memory;
  status = minimise(&s, options, last_step, result, error);
  ec_free(block);
  return status;
}
