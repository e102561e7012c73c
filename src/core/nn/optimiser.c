#include "config.h"

#include "nn/optimiser.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

/* Parameters are cut into pieces of PIECE numbers for the threads, and those into blocks that stay
 * in the first cache while the gradient is scaled, used and cleared, so that memory is gone through
 * once. The sums of squares are those of the pieces. */
enum { PIECE = 1 << 15, BLOCK = 1 << 11 };

struct piece {
  size_t parameter, begin, n;
};

struct ec_optimiser {
  struct ec_parameters *parameters;
  struct ec_optimiser_options options;
  size_t n_parameters;
  float **state[2]; /* of each parameter; NULL where nothing is remembered */
  struct piece *pieces;
  size_t n_pieces;
  double *squares; /* of each piece's gradients */
  uint64_t n_steps;
};

/* Also when it is a single-precision number, which is how the kernels take it. */
static bool
is_share(double value)
{
  return value >= 0.0 && (float)value < 1.0f;
}

static ec_status
check_options(const struct ec_optimiser_options *options, struct ec_error *error)
{
  const char *wrong = NULL;
  if (options->kind != EC_OPTIMISER_SGD && options->kind != EC_OPTIMISER_ADAM &&
      options->kind != EC_OPTIMISER_ADAMW)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "There is no optimiser of kind %d",
                        (int)options->kind);
  if (!(options->rate >= 0.0) || !isfinite(options->rate))
    wrong = "the rate has to be 0 or more";
  else if (!(options->decay >= 0.0) || !isfinite(options->decay))
    wrong = "weight decay has to be 0 or more";
  else if (!(options->clip >= 0.0) || !isfinite(options->clip))
    wrong = "the norm that gradients are held to has to be 0 or more";
  else if (options->kind == EC_OPTIMISER_SGD) {
    if (!is_share(options->momentum))
      wrong = "momentum has to be at least 0 and below 1";
    else if (options->nesterov && options->momentum == 0.0)
      wrong = "Nesterov's way needs a momentum above 0";
  } else if (!is_share(options->beta1) || !is_share(options->beta2))
    wrong = "both betas have to be at least 0 and below 1";
  else if (!(options->epsilon > 0.0) || !isfinite(options->epsilon))
    wrong = "epsilon has to be above 0";
  if (wrong != NULL)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "An optimiser can not work so: %s", wrong);
  return EC_OK;
}

static unsigned
n_states(const struct ec_optimiser_options *options)
{
  if (options->kind == EC_OPTIMISER_SGD)
    return options->momentum > 0.0 ? 1 : 0;
  return 2;
}

static ec_status
make_states(struct ec_optimiser *optimiser, struct ec_error *error)
{
  for (unsigned which = 0; which < 2; which++) {
    optimiser->state[which] = ec_alloc_zero(optimiser->n_parameters, sizeof(float *));
    if (optimiser->state[which] == NULL)
      return ec_error_no_memory(error, "the optimiser");
  }
  for (size_t i = 0; i < optimiser->n_parameters; i++) {
    struct ec_parameter *parameter = ec_parameters_get(optimiser->parameters, i);
    for (unsigned which = 0; which < n_states(&optimiser->options) && !parameter->buffer; which++) {
      optimiser->state[which][i] = ec_alloc_zero(parameter->tensor.n, sizeof(float));
      if (optimiser->state[which][i] == NULL)
        return ec_error_no_memory(error, "the optimiser");
    }
  }
  return EC_OK;
}

/* Lists the pieces of what is learnt; with `pieces` NULL they are only counted. */
static size_t
list_pieces(const struct ec_optimiser *optimiser, struct piece *pieces)
{
  size_t n_pieces = 0;
  for (size_t i = 0; i < optimiser->n_parameters; i++) {
    const struct ec_parameter *parameter = ec_parameters_get(optimiser->parameters, i);
    if (parameter->buffer)
      continue;
    for (size_t begin = 0; begin < parameter->tensor.n; begin += PIECE) {
      size_t rest = parameter->tensor.n - begin;
      if (pieces != NULL)
        pieces[n_pieces] = (struct piece){i, begin, rest < PIECE ? rest : PIECE};
      n_pieces++;
    }
  }
  return n_pieces;
}

static ec_status
make_pieces(struct ec_optimiser *optimiser, struct ec_error *error)
{
  optimiser->n_pieces = list_pieces(optimiser, NULL);
  optimiser->pieces = ec_alloc(optimiser->n_pieces, sizeof *optimiser->pieces);
  optimiser->squares = ec_alloc(optimiser->n_pieces, sizeof *optimiser->squares);
  if (optimiser->pieces == NULL || optimiser->squares == NULL)
    return ec_error_no_memory(error, "the optimiser");
  list_pieces(optimiser, optimiser->pieces);
  return EC_OK;
}

ec_status
ec_optimiser_new(struct ec_parameters *parameters, const struct ec_optimiser_options *options,
                 struct ec_optimiser **optimiser, struct ec_error *error)
{
  struct ec_optimiser *made;
  ec_status status = check_options(options, error);
  if (status != EC_OK)
    return status;
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the optimiser");
  made->parameters = parameters;
  made->options = *options;
  made->n_parameters = ec_parameters_count(parameters);
  status = make_states(made, error);
  if (status == EC_OK)
    status = make_pieces(made, error);
  if (status != EC_OK) {
    ec_optimiser_free(made);
    return status;
  }
  *optimiser = made;
  return EC_OK;
}

void
ec_optimiser_free(struct ec_optimiser *optimiser)
{
  if (optimiser == NULL)
    return;
  for (unsigned which = 0; which < 2; which++) {
    for (size_t i = 0; optimiser->state[which] != NULL && i < optimiser->n_parameters; i++)
      ec_free(optimiser->state[which][i]);
    ec_free(optimiser->state[which]);
  }
  ec_free(optimiser->pieces);
  ec_free(optimiser->squares);
  ec_free(optimiser);
}

void
ec_optimiser_set_rate(struct ec_optimiser *optimiser, double rate)
{
  optimiser->options.rate = rate;
}

/* What the pieces of one step share. */
struct step {
  struct ec_optimiser *optimiser;
  const struct ec_kernels *kernels;
  float share;                    /* that gradients are multiplied by to hold their norm */
  float correction1, correction2; /* of Adam */
};

/* Squares in single precision overflow above 1e19 and vanish below 1e-19; such pieces are summed
 * again in double precision. */
static double
sum_of_squares(const struct ec_kernels *kernels, const float *gradient, size_t n)
{
  double sum = 0.0;
  for (size_t begin = 0; begin < n; begin += BLOCK) {
    size_t n_block = n - begin < BLOCK ? n - begin : BLOCK;
    sum += kernels->dot(n_block, gradient + begin, gradient + begin);
  }
  if (isfinite(sum) && sum > 1e-30)
    return sum;
  sum = 0.0;
  for (size_t i = 0; i < n; i++)
    sum += (double)gradient[i] * gradient[i];
  return sum;
}

static ec_status
measure_piece(void *data, size_t index, unsigned worker, struct ec_error *error)
{
  const struct step *step = data;
  const struct piece *piece = &step->optimiser->pieces[index];
  const struct ec_parameter *parameter =
      ec_parameters_get(step->optimiser->parameters, piece->parameter);
  char name[EC_PARAMETER_NAME_SIZE];
  double squares = 0.0;
  (void)worker;
  if (!parameter->frozen)
    squares = sum_of_squares(step->kernels, parameter->gradient + piece->begin, piece->n);
  if (!isfinite(squares))
    return ec_error_set(
        error, EC_ERROR_VALUE, "The gradient of \"%s\" is not finite",
        ec_error_quote(name, sizeof name, parameter->name, strlen(parameter->name)));
  step->optimiser->squares[index] = squares;
  return EC_OK;
}

/* One block: `at` is where it begins in the parameter. */
static void
step_block(const struct step *step, const struct ec_parameter *parameter, size_t index, size_t at,
           size_t n)
{
  const struct ec_optimiser *optimiser = step->optimiser;
  const struct ec_optimiser_options *options = &optimiser->options;
  const struct ec_kernels *kernels = step->kernels;
  float *gradient = parameter->gradient + at, *weight = parameter->tensor.data + at;
  float *first = optimiser->state[0][index], *second = optimiser->state[1][index];
  float decay = parameter->decays ? (float)options->decay : 0.0f, rate = (float)options->rate;
  if (step->share != 1.0f)
    kernels->scale(n, step->share, gradient, gradient);
  if (options->kind == EC_OPTIMISER_SGD)
    kernels->momentum(n, rate, (float)options->momentum, options->nesterov, decay, gradient,
                      first == NULL ? NULL : first + at, weight);
  else {
    bool apart = options->kind == EC_OPTIMISER_ADAMW;
    kernels->adam(n, rate, (float)options->beta1, (float)options->beta2, (float)options->epsilon,
                  step->correction1, step->correction2, apart ? 0.0f : decay, apart ? decay : 0.0f,
                  gradient, first + at, second + at, weight);
  }
}

static ec_status
step_piece(void *data, size_t index, unsigned worker, struct ec_error *error)
{
  const struct step *step = data;
  const struct piece *piece = &step->optimiser->pieces[index];
  const struct ec_parameter *parameter =
      ec_parameters_get(step->optimiser->parameters, piece->parameter);
  size_t end = piece->begin + piece->n;
  (void)worker;
  (void)error;
  for (size_t at = piece->begin; at < end; at += BLOCK) {
    size_t n = end - at < BLOCK ? end - at : BLOCK;
    if (!parameter->frozen)
      step_block(step, parameter, piece->parameter, at, n);
    step->kernels->fill(n, 0.0f, parameter->gradient + at);
  }
  return EC_OK;
}

/* As in torch.nn.utils.clip_grad_norm_: 1e-6 keeps the quotient finite. */
static float
share_of(double norm, double clip)
{
  double share = clip > 0.0 ? clip / (norm + 1e-6) : 1.0;
  return share < 1.0 ? (float)share : 1.0f;
}

ec_status
ec_optimiser_step(struct ec_optimiser *optimiser, struct ec_compute *compute, double *norm,
                  struct ec_error *error)
{
  struct step step = {.optimiser = optimiser, .kernels = ec_compute_kernels(compute)};
  const struct ec_job *job = ec_compute_job(compute);
  struct ec_job unbroken = *job;
  double squares = 0.0, t = (double)optimiser->n_steps + 1.0;
  ec_status status = ec_parallel_for(job, NULL, optimiser->n_pieces, measure_piece, &step, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < optimiser->n_pieces; i++)
    squares += optimiser->squares[i];
  step.share = share_of(sqrt(squares), optimiser->options.clip);
  /* The kernels know the betas in single precision, and these have to go with them. */
  step.correction1 = (float)-expm1(t * log((float)optimiser->options.beta1));
  step.correction2 = (float)-expm1(t * log((float)optimiser->options.beta2));
  /* Half a step is none: from here on nobody stops it. */
  unbroken.cancelled = NULL;
  unbroken.stop = NULL;
  status = ec_parallel_for(&unbroken, NULL, optimiser->n_pieces, step_piece, &step, error);
  if (status != EC_OK)
    return status;
  optimiser->n_steps++;
  if (norm != NULL)
    *norm = sqrt(squares);
  return EC_OK;
}

uint64_t
ec_optimiser_n_steps(const struct ec_optimiser *optimiser)
{
  return optimiser->n_steps;
}

float *
ec_optimiser_state(struct ec_optimiser *optimiser, size_t parameter, unsigned which)
{
  return which < 2 && parameter < optimiser->n_parameters ? optimiser->state[which][parameter]
                                                          : NULL;
}

void
ec_optimiser_set_n_steps(struct ec_optimiser *optimiser, uint64_t n_steps)
{
  optimiser->n_steps = n_steps;
}
