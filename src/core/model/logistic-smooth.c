/* Logistic regression without an L1 part: L-BFGS whose preconditioner is the Hessian's diagonal
 * blocks, one an output, from all rows or from some. With one output and all rows it is Newton's
 * method, also called iteratively reweighted least squares. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/logistic-private.h"
#include "optimise/cholesky.h"
#include "optimise/lbfgs.h"

enum {
  MEMORY = 10,
  MOST_COLUMNS = 1024, /* for more, or for more numbers, the preconditioner is a diagonal */
  MOST_NUMBERS = 32 << 20,
  LEAST_SAMPLE = 8192,
};

struct smooth {
  const struct ec_logistic_problem *problem;
  ec_logistic_step_func step;
  void *step_data;
  bool diagonal;
  size_t n_sample;
  double *blocks, *scales, *copy; /* factors of the blocks, or the diagonals */
};

/* As many rows as make the Hessian cost about as much as two passes, and no fewer than tell enough
 * about it. */
static size_t
choose_sample(const struct ec_logistic_problem *p)
{
  double wanted = fmax(LEAST_SAMPLE, 100.0 * (double)p->d);
  wanted = fmax(wanted, 4.0 * (double)p->n / (double)p->d);
  return wanted < 0.8 * (double)p->n ? (size_t)wanted : p->n;
}

static ec_status
evaluate(void *data, const double *w, double *value, double *gradient, struct ec_error *error)
{
  const struct smooth *s = data;
  ec_status status = ec_logistic_log_loss(s->problem, w, value, gradient, error);
  if (status == EC_OK)
    ec_logistic_add_l2(s->problem, w, value, gradient);
  return status;
}

/* The Hessian costs less and less to be out of date as the steps become small, and the steps that
 * are remembered make up for it. */
static bool
is_due(const struct smooth *s, size_t iteration, bool exact)
{
  return exact || iteration < 4 || (iteration & (iteration - 1)) == 0;
}

static ec_status
prepare(void *data, const double *w, size_t iteration, bool *exact, struct ec_error *error)
{
  struct smooth *s = data;
  const struct ec_logistic_problem *p = s->problem;
  size_t d = p->d, size = s->diagonal ? d : d * d;
  ec_status status;
  *exact = p->n_outputs == 1 && s->n_sample == p->n && !s->diagonal;
  if (!is_due(s, iteration, *exact))
    return EC_OK;
  status = ec_logistic_hessian(p, w, NULL, d, s->diagonal ? EC_HESSIAN_DIAGONAL : EC_HESSIAN_OWN,
                               s->n_sample, s->blocks, error);
  if (status != EC_OK)
    return status;
  for (size_t k = 0; k < p->n_outputs; k++) {
    double *block = s->blocks + k * size;
    for (size_t j = 0; j < p->n_features; j++)
      block[s->diagonal ? j : j * d + j] += p->l2;
    if (!s->diagonal)
      ec_cholesky_factor(block, d, s->scales + k * d, s->copy);
  }
  return EC_OK;
}

/* Takes from each column its mean over the outputs. Adding one number to all outputs' weights of a
 * feature changes no probability, and with a penalty those that add up to zero are the best, so the
 * search stays among them; the blocks know nothing of this direction. */
static void
centre(const struct ec_logistic_problem *p, double *v)
{
  for (size_t j = 0; j < p->d && p->n_outputs > 1; j++) {
    double sum = 0.0;
    for (size_t k = 0; k < p->n_outputs; k++)
      sum += v[k * p->d + j];
    for (size_t k = 0; k < p->n_outputs; k++)
      v[k * p->d + j] -= sum / (double)p->n_outputs;
  }
}

static void
precondition(void *data, double *v)
{
  const struct smooth *s = data;
  size_t d = s->problem->d, size = s->diagonal ? d : d * d;
  centre(s->problem, v);
  for (size_t k = 0; k < s->problem->n_outputs; k++) {
    const double *block = s->blocks + k * size;
    if (!s->diagonal)
      ec_cholesky_solve(block, d, s->scales + k * d, v + k * d);
    else
      for (size_t j = 0; j < d; j++)
        v[k * d + j] /= block[j] > 0.0 ? block[j] : 1.0;
  }
  centre(s->problem, v);
}

static ec_status
step(void *data, size_t iteration, double value, bool *enough, struct ec_error *error)
{
  struct smooth *s = data;
  const struct ec_logistic_problem *p = s->problem;
  ec_status status = s->step(s->step_data, iteration, value, enough, error);
  /* With all losses together below ln 2 each row's own is, so its class has a probability above
   * one half: the classes are separated, and growing weights would only go on for ever. */
  if (status == EC_OK && p->l2 == 0.0 && value * (double)p->n < 0.99 * M_LN2)
    *enough = true;
  return status;
}

static ec_status
alloc(struct smooth *s, struct ec_error *error)
{
  size_t d = s->problem->d, k = s->problem->n_outputs, size = s->diagonal ? d : d * d;
  if (ec_size_multiply(size, k, &size))
    s->blocks = ec_alloc_zero(size, sizeof *s->blocks);
  s->scales = ec_alloc_zero(k * d, sizeof *s->scales);
  s->copy = ec_alloc(s->diagonal ? 1 : d * d, sizeof *s->copy);
  if (s->blocks == NULL || s->scales == NULL || s->copy == NULL)
    return ec_error_no_memory(error, "the Hessian");
  return EC_OK;
}

/* Whether some rows alone are separated from the others: then the last steps go on and on in a
 * direction that moves those rows towards their class and none away from it. */
static ec_status
check_separation(const struct smooth *s, const double *last_step, size_t n_iterations,
                 bool *separated, struct ec_error *error)
{
  double least, most;
  ec_status status;
  *separated = false;
  if (s->problem->l2 != 0.0 || n_iterations < 6)
    return EC_OK;
  status = ec_logistic_margins(s->problem, last_step, &least, &most, error);
  *separated = status == EC_OK && most > 0.25 && least > -0.01 * most;
  return status;
}

static enum ec_logistic_outcome
translate(enum ec_lbfgs_outcome outcome, bool separated)
{
  if (separated || outcome == EC_LBFGS_ENOUGH)
    return EC_LOGISTIC_SEPARATED;
  if (outcome == EC_LBFGS_CONVERGED)
    return EC_LOGISTIC_CONVERGED;
  return outcome == EC_LBFGS_LIMIT ? EC_LOGISTIC_LIMIT : EC_LOGISTIC_STALLED;
}

static ec_status
minimise(struct smooth *s, const struct ec_logistic_options *options, double *last_step,
         struct ec_logistic_solution *solution, struct ec_error *error)
{
  struct ec_objective objective = {
      s, s->problem->n_outputs * s->problem->d, evaluate, prepare, precondition, step};
  struct ec_lbfgs_options search = {options->tolerance, options->max_iterations, MEMORY};
  struct ec_lbfgs_result result;
  bool separated = false;
  ec_status status = ec_lbfgs_minimise(&objective, &search, solution->w, last_step, &result, error);
  if (status != EC_OK)
    return status;
  solution->finite = result.outcome != EC_LBFGS_NOT_FINITE;
  if (solution->finite)
    status = check_separation(s, last_step, result.n_iterations, &separated, error);
  solution->n_iterations = result.n_iterations;
  solution->outcome = translate(result.outcome, separated);
  solution->loss = result.value;
  solution->gradient = result.gradient;
  return status;
}

ec_status
ec_logistic_fit_smooth(const struct ec_logistic_problem *problem,
                       const struct ec_logistic_options *options, ec_logistic_step_func step_func,
                       void *step_data, struct ec_logistic_solution *solution,
                       struct ec_error *error)
{
  struct smooth s = {.problem = problem,
                     .step = step_func,
                     .step_data = step_data,
                     .diagonal = problem->d > MOST_COLUMNS ||
                                 problem->n_outputs > MOST_NUMBERS / problem->d / problem->d,
                     .n_sample = choose_sample(problem)};
  double *last_step = ec_alloc(problem->n_outputs * problem->d, sizeof *last_step);
  ec_status status = last_step != NULL ? EC_OK : ec_error_no_memory(error, "the search");
  if (status == EC_OK)
    status = alloc(&s, error);
  if (status == EC_OK)
    status = minimise(&s, options, last_step, solution, error);
  ec_free(s.blocks);
  ec_free(s.scales);
  ec_free(s.copy);
  ec_free(last_step);
  return status;
}
