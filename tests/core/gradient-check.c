#include "config.h"

#include "gradient-check.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "nn/ops/basic.h"

enum { MOST_INPUTS = 20, MOST_NUMBERS = 100000 };

/* Numbers are multiples of this, and so are the steps, so that moving a number is exact. */
static const double grain = 1.0 / 1024;

/* The larger step sizes are for smooth functions, the smaller ones for those with corners. */
static const double step_sizes[] = {1.0 / 16, 1.0 / 64, 1.0 / 256, 1.0 / 1024};

static const double relative = 1e-3;

/* How many roundings of a number of the output are allowed for. */
static const double roundings = 16.0;

/* A gradient is not checked by steps whose rounding hides more than this share of its scale. */
static const double blindness = 0.02;

struct input {
  const char *name;
  gboolean constant;
  struct ec_tensor tensor;
  float *begin; /* what its gradient begins with */
};

struct gradients {
  struct ec_random random;
  size_t n_inputs;
  struct input inputs[MOST_INPUTS];
  struct ec_tensor *tensors[MOST_INPUTS];
  struct ec_compute *compute;
  struct ec_tape *tape;
  float *weights;
  double noise; /* √Σ (w y)², times the rounding of a number */
};

struct gradients *
gradients_new(guint64 seed)
{
  struct gradients *self = g_new0(struct gradients, 1);
  struct ec_error error = EC_ERROR_INIT;
  self->random = ec_random_new(seed);
  if (ec_compute_new(NULL, &self->compute, &error) != EC_OK ||
      ec_tape_new(self->compute, 0, &self->tape, &error) != EC_OK)
    g_error("%s", error.message);
  return self;
}

void
gradients_free(struct gradients *self)
{
  for (size_t i = 0; i < self->n_inputs; i++) {
    ec_free(self->inputs[i].tensor.data);
    ec_free(self->inputs[i].tensor.gradient);
    g_free(self->inputs[i].begin);
  }
  ec_tape_free(self->tape);
  ec_compute_free(self->compute);
  g_free(self->weights);
  g_free(self);
}

/* Numbers in a random order that lie evenly over the range, each on the grain. */
static void
draw_numbers(struct gradients *self, struct ec_tensor *tensor, double middle, double spread)
{
  g_autofree size_t *order = g_new(size_t, tensor->n + 1);
  ec_random_permutation(&self->random, order, tensor->n);
  for (size_t i = 0; i < tensor->n; i++) {
    double place = ((double)order[i] + 0.5) / (double)tensor->n;
    tensor->data[i] = (float)(round((middle + spread * (2.0 * place - 1.0)) / grain) * grain);
  }
}

static struct ec_tensor *
add(struct gradients *self, const char *name, gboolean constant, double middle, double spread,
    size_t rank, const size_t *shape)
{
  struct input *input = &self->inputs[self->n_inputs];
  struct ec_tensor *tensor = &input->tensor;
  g_assert_cmpuint(self->n_inputs, <, MOST_INPUTS);
  g_assert_cmpuint(rank, <=, EC_TENSOR_RANK_MAX);
  tensor->rank = rank;
  tensor->n = 1;
  for (size_t i = 0; i < EC_TENSOR_RANK_MAX; i++) {
    tensor->shape[i] = i < rank ? shape[i] : 1;
    tensor->n *= tensor->shape[i];
  }
  g_assert_cmpuint(tensor->n, <, MOST_NUMBERS);
  tensor->data = ec_alloc(tensor->n, sizeof(float));
  tensor->gradient = constant ? NULL : ec_alloc(tensor->n, sizeof(float));
  input->begin = g_new(float, tensor->n + 1);
  input->name = name;
  input->constant = constant;
  draw_numbers(self, tensor, middle, spread);
  for (size_t i = 0; i < tensor->n; i++)
    input->begin[i] = (float)ec_random_uniform(&self->random) - 0.5f;
  self->tensors[self->n_inputs++] = tensor;
  return tensor;
}

struct ec_tensor *
gradients_add(struct gradients *self, const char *name, double middle, double spread, size_t rank,
              const size_t *shape)
{
  return add(self, name, FALSE, middle, spread, rank, shape);
}

struct ec_tensor *
gradients_add_constant(struct gradients *self, const char *name, double middle, double spread,
                       size_t rank, const size_t *shape)
{
  return add(self, name, TRUE, middle, spread, rank, shape);
}

/* Runs the step forwards, with the same random numbers each time. */
static struct ec_tensor *
run(struct gradients *self, gradients_func func, void *data)
{
  struct ec_random same = ec_random_new(17);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  ec_tape_begin(self->tape, EC_TAPE_TRAIN);
  ec_tape_set_random(self->tape, &same);
  y = func(self->tape, self->tensors, data);
  if (ec_tape_finish(self->tape, &error) != EC_OK || y == NULL)
    g_error("the step fails: %s", y == NULL ? "no output" : error.message);
  return y;
}

/* Σ w y. */
static double
evaluate(struct gradients *self, gradients_func func, void *data)
{
  const struct ec_tensor *y = run(self, func, data);
  double sum = 0.0;
  for (size_t i = 0; i < y->n; i++)
    sum += (double)self->weights[i] * (double)y->data[i];
  return sum;
}

/* The gradients that the operations give, less what they began with. */
static void
go_back(struct gradients *self, gradients_func func, void *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y = run(self, func, data);
  double squares = 0.0;
  g_free(self->weights);
  self->weights = g_new(float, y->n + 1);
  for (size_t i = 0; i < y->n; i++) {
    double sign = ec_random_u32(&self->random) & 1 ? 1.0 : -1.0;
    self->weights[i] = (float)(sign * (0.5 + ec_random_uniform(&self->random)));
    squares += pow((double)self->weights[i] * (double)y->data[i], 2.0);
  }
  self->noise = roundings * 0x1p-24 * sqrt(squares);
  for (size_t i = 0; i < self->n_inputs; i++) {
    const struct input *input = &self->inputs[i];
    if (!input->constant)
      memcpy(input->tensor.gradient, input->begin, input->tensor.n * sizeof(float));
  }
  y = ec_weighted_sum(self->tape, y, self->weights);
  if (ec_tape_backward(self->tape, y, &error) != EC_OK)
    g_error("the step does not go back: %s", error.message);
}

/* (Σ w y at x + h - the same at x - h) / 2 h. */
static double
difference(struct gradients *self, gradients_func func, void *data, float *x, double h)
{
  float middle = *x;
  double above, below;
  *x = (float)((double)middle + h);
  above = evaluate(self, func, data);
  *x = (float)((double)middle - h);
  below = evaluate(self, func, data);
  *x = middle;
  return (above - below) / (2.0 * h);
}

/* The root of the mean square of an input's gradient, as the operations give it. */
static double
find_scale(const struct input *input)
{
  double squares = 0.0;
  for (size_t i = 0; i < input->tensor.n; i++)
    squares += pow((double)input->tensor.gradient[i] - (double)input->begin[i], 2.0);
  return sqrt(squares / (double)MAX(input->tensor.n, 1));
}

/* Whether a gradient is right by one of the step sizes; what it should be by the smallest of them
 * that was tried becomes `*expected`. */
static gboolean
is_right(struct gradients *self, gradients_func func, void *data, const struct input *input,
         size_t i, double found, double scale, double *expected)
{
  for (size_t s = 0; s < G_N_ELEMENTS(step_sizes); s++) {
    double h = step_sizes[s], hidden = self->noise / h + 0x1p-22;
    double near, far, bound;
    if (s > 0 && hidden > blindness * fmax(scale, fabs(*expected)))
      break;
    near = difference(self, func, data, &input->tensor.data[i], h);
    far = difference(self, func, data, &input->tensor.data[i], 2.0 * h);
    *expected = (4.0 * near - far) / 3.0;
    bound = relative * fmax(fabs(*expected), 0.1 * scale) + hidden;
    if (fabs(found - *expected) <= bound)
      return TRUE;
  }
  return FALSE;
}

char *
gradients_find_wrong(struct gradients *self, gradients_func func, void *data)
{
  go_back(self, func, data);
  for (size_t j = 0; j < self->n_inputs; j++) {
    const struct input *input = &self->inputs[j];
    double scale = input->constant ? 0.0 : find_scale(input);
    for (size_t i = 0; !input->constant && i < input->tensor.n; i++) {
      double found = (double)input->tensor.gradient[i] - (double)input->begin[i], expected;
      /* Not `<=`: a gradient that is not a number is wrong too. */
      if (!is_right(self, func, data, input, i, found, scale, &expected))
        return g_strdup_printf("number %zu of %zu of the gradient of \"%s\" is %.7g and should be "
                               "%.7g (the input's own are about %.3g)",
                               i, input->tensor.n, input->name, found, expected, scale);
    }
  }
  return NULL;
}
