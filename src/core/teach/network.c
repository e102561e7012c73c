#include "config.h"

#include "teach/network.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "teach/network-private.h"

static ec_status
check_options(const struct ec_network_options *options, struct ec_error *error)
{
  if (options->n_inputs < 1 || options->n_inputs > EC_NETWORK_MAX_UNITS || options->n_outputs < 1 ||
      options->n_outputs > EC_NETWORK_MAX_UNITS || options->n_hidden > EC_NETWORK_MAX_UNITS)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "a net of %zu inputs, %zu hidden units and %zu outputs can not be followed "
                        "by hand; each must be 1 to %d, the hidden units 0 to %d",
                        options->n_inputs, options->n_hidden, options->n_outputs,
                        EC_NETWORK_MAX_UNITS, EC_NETWORK_MAX_UNITS);
  if (options->hidden >= EC_NETWORK_SOFTMAX || options->output > EC_NETWORK_SOFTMAX)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "hidden units are identity, sigmoid, tanh or ReLU; softmax is for outputs");
  if (options->output == EC_NETWORK_SOFTMAX &&
      (options->loss != EC_NETWORK_CROSS_ENTROPY || options->n_outputs < 2))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "softmax is for at least two outputs, and goes with cross-entropy");
  if (options->loss == EC_NETWORK_CROSS_ENTROPY && options->output != EC_NETWORK_SIGMOID &&
      options->output != EC_NETWORK_SOFTMAX)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "cross-entropy needs outputs that are probabilities: sigmoid or softmax");
  return EC_OK;
}

static void
lay_out(struct ec_network *network)
{
  const struct ec_network_options *o = &network->options;
  size_t inputs = o->n_inputs, at = 0;
  network->n_layers = o->n_hidden > 0 ? 2 : 1;
  for (size_t l = 0; l < network->n_layers; l++) {
    bool last = l + 1 == network->n_layers;
    struct ec_layer *layer = &network->layers[l];
    layer->n_inputs = inputs;
    layer->n_units = last ? o->n_outputs : o->n_hidden;
    layer->activation = last ? o->output : o->hidden;
    layer->weights = at;
    layer->biases = at + inputs * layer->n_units;
    at = layer->biases + layer->n_units;
    inputs = layer->n_units;
  }
  network->n_weights = at;
}

static void
draw_weights(struct ec_network *network)
{
  struct ec_random random = ec_random_new(network->options.seed);
  for (size_t l = 0; l < network->n_layers; l++) {
    const struct ec_layer *layer = &network->layers[l];
    double bound = sqrt(6.0 / (double)(layer->n_inputs + layer->n_units));
    for (size_t i = layer->weights; i < layer->biases; i++)
      network->weights[i] = bound * (2.0 * ec_random_uniform(&random) - 1.0);
  }
}

static size_t
append_script(char *text, size_t size, size_t length, const char *const digits[10], size_t number)
{
  char plain[24];
  snprintf(plain, sizeof plain, "%zu", number);
  for (size_t i = 0; plain[i] != '\0' && length + 4 < size; i++)
    length += (size_t)snprintf(text + length, size - length, "%s", digits[plain[i] - '0']);
  return length;
}

const char *
ec_network_make_name(const struct ec_network *network, struct ec_arena *arena, const char *symbol,
                     size_t layer, size_t first, size_t second)
{
  static const char *const low[10] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
  static const char *const high[10] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  char text[80], *copy;
  size_t length = (size_t)snprintf(text, sizeof text, "%s", symbol);
  if (network->n_layers > 1 && layer > 0) {
    length += (size_t)snprintf(text + length, sizeof text - length, "⁽");
    length = append_script(text, sizeof text, length, high, layer);
    length += (size_t)snprintf(text + length, sizeof text - length, "⁾");
  }
  if (first > 0)
    length = append_script(text, sizeof text, length, low, first);
  if (first > 0 && second > 0 && (first > 9 || second > 9))
    length += (size_t)snprintf(text + length, sizeof text - length, ",");
  if (second > 0)
    length = append_script(text, sizeof text, length, low, second);
  copy = ec_arena_alloc(arena, length + 1, 1);
  if (copy != NULL)
    memcpy(copy, text, length);
  return copy;
}

/* A layer of one unit does not number it. */
static bool
name_weights(struct ec_network *network)
{
  for (size_t l = 0; l < network->n_layers; l++) {
    const struct ec_layer *layer = &network->layers[l];
    for (size_t u = 0; u < layer->n_units; u++) {
      size_t unit = layer->n_units > 1 ? u + 1 : 0;
      for (size_t i = 0; i < layer->n_inputs; i++)
        network->names[layer->weights + u * layer->n_inputs + i] =
            ec_network_make_name(network, network->arena, "w", l + 1, unit, i + 1);
      network->names[layer->biases + u] =
          ec_network_make_name(network, network->arena, "b", l + 1, unit, 0);
    }
  }
  for (size_t i = 0; i < network->n_weights; i++)
    if (network->names[i] == NULL)
      return false;
  return true;
}

ec_status
ec_network_new(const struct ec_network_options *options, struct ec_network **network,
               struct ec_error *error)
{
  static const struct ec_network_options defaults = EC_NETWORK_OPTIONS_INIT;
  struct ec_network *made;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status != EC_OK)
    return status;
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a net");
  made->options = *options;
  lay_out(made);
  made->arena = ec_arena_new(0);
  if (made->arena != NULL) {
    made->weights = ec_arena_alloc(made->arena, made->n_weights, sizeof *made->weights);
    made->names = ec_arena_alloc(made->arena, made->n_weights, sizeof *made->names);
  }
  if (made->weights == NULL || made->names == NULL || !name_weights(made)) {
    ec_network_free(made);
    return ec_error_no_memory(error, "a net");
  }
  draw_weights(made);
  *network = made;
  return EC_OK;
}

void
ec_network_free(struct ec_network *network)
{
  if (network == NULL)
    return;
  ec_arena_free(network->arena);
  ec_free(network);
}

size_t
ec_network_n_weights(const struct ec_network *network)
{
  return network->n_weights;
}

double *
ec_network_get_weights(struct ec_network *network)
{
  return network->weights;
}

const char *
ec_network_get_weight_name(const struct ec_network *network, size_t weight)
{
  return network->names[weight];
}

/* a = exp(z) / sum exp(z); taking the largest z from all changes nothing, and nothing overflows. */
static void
softmax(size_t n, const double *z, double *a)
{
  double most = z[0], sum = 0.0;
  for (size_t k = 1; k < n; k++)
    most = fmax(most, z[k]);
  for (size_t k = 0; k < n; k++)
    sum += a[k] = exp(z[k] - most);
  for (size_t k = 0; k < n; k++)
    a[k] /= sum;
}

static double
activate(enum ec_network_activation activation, double z)
{
  switch (activation) {
  case EC_NETWORK_SIGMOID:
    return 1.0 / (1.0 + exp(-z));
  case EC_NETWORK_TANH:
    return tanh(z);
  case EC_NETWORK_RELU:
    return z > 0.0 ? z : 0.0;
  case EC_NETWORK_IDENTITY:
  case EC_NETWORK_SOFTMAX:
    break;
  }
  return z;
}

/* The derivative by z of an activation whose value is a. */
static double
differentiate(enum ec_network_activation activation, double z, double a)
{
  switch (activation) {
  case EC_NETWORK_SIGMOID:
    return a * (1.0 - a);
  case EC_NETWORK_TANH:
    return 1.0 - a * a;
  case EC_NETWORK_RELU:
    return z > 0.0 ? 1.0 : 0.0;
  case EC_NETWORK_IDENTITY:
  case EC_NETWORK_SOFTMAX:
    break;
  }
  return 1.0;
}

void
ec_network_forward(const struct ec_network *network, const double *x, struct ec_network_values *v)
{
  for (size_t l = 0; l < network->n_layers; l++) {
    const struct ec_layer *layer = &network->layers[l];
    const double *inputs = l == 0 ? x : v->a[l - 1];
    for (size_t u = 0; u < layer->n_units; u++) {
      const double *w = network->weights + layer->weights + u * layer->n_inputs;
      v->sums[l][u] = 0.0;
      for (size_t i = 0; i < layer->n_inputs; i++)
        v->sums[l][u] += w[i] * inputs[i];
      v->z[l][u] = v->sums[l][u] + network->weights[layer->biases + u];
      v->a[l][u] = activate(layer->activation, v->z[l][u]);
    }
    if (layer->activation == EC_NETWORK_SOFTMAX)
      softmax(layer->n_units, v->z[l], v->a[l]);
  }
}

/* ln(1 + exp(z)) without overflow. */
static double
softplus(double z)
{
  return fmax(z, 0.0) + log1p(exp(-fabs(z)));
}

/* The loss from the outputs; cross-entropy from z, where nothing is lost near 0 and 1. */
static double
find_loss(const struct ec_network *network, const double *t, const struct ec_network_values *v)
{
  size_t last = network->n_layers - 1, n = network->layers[last].n_units;
  const double *z = v->z[last], *a = v->a[last];
  double loss = 0.0, most = z[0], sum = 0.0;
  for (size_t k = 1; k < n; k++)
    most = fmax(most, z[k]);
  for (size_t k = 0; k < n; k++)
    sum += exp(z[k] - most);
  for (size_t k = 0; k < n; k++) {
    if (network->options.loss == EC_NETWORK_SQUARED)
      loss += 0.5 * (a[k] - t[k]) * (a[k] - t[k]);
    else if (network->options.output == EC_NETWORK_SOFTMAX)
      loss += t[k] == 0.0 ? 0.0 : t[k] * (most + log(sum) - z[k]);
    else
      loss += t[k] * softplus(-z[k]) + (1.0 - t[k]) * softplus(z[k]);
  }
  return loss;
}

/* dL/dz of the outputs. With cross-entropy the derivative of the activation cancels: it is ŷ - t. */
static void
begin_backward(const struct ec_network *network, const double *t, struct ec_network_values *v)
{
  size_t last = network->n_layers - 1;
  const struct ec_layer *layer = &network->layers[last];
  for (size_t k = 0; k < layer->n_units; k++) {
    double a = v->a[last][k];
    v->da[last][k] = a - t[k];
    v->dz[last][k] = v->da[last][k];
    if (network->options.loss == EC_NETWORK_SQUARED)
      v->dz[last][k] *= differentiate(layer->activation, v->z[last][k], a);
  }
}

void
ec_network_backward(const struct ec_network *network, const double *x, const double *targets,
                    struct ec_network_values *v, double *gradient)
{
  v->loss = find_loss(network, targets, v);
  begin_backward(network, targets, v);
  for (size_t l = network->n_layers; l-- > 0;) {
    const struct ec_layer *layer = &network->layers[l];
    const double *inputs = l == 0 ? x : v->a[l - 1];
    for (size_t u = 0; u < layer->n_units; u++) {
      for (size_t i = 0; i < layer->n_inputs; i++)
        gradient[layer->weights + u * layer->n_inputs + i] = v->dz[l][u] * inputs[i];
      gradient[layer->biases + u] = v->dz[l][u];
    }
    for (size_t i = 0; l > 0 && i < layer->n_inputs; i++) {
      v->da[l - 1][i] = 0.0;
      for (size_t u = 0; u < layer->n_units; u++)
        v->da[l - 1][i] += network->weights[layer->weights + u * layer->n_inputs + i] * v->dz[l][u];
      v->dz[l - 1][i] = v->da[l - 1][i] * differentiate(network->layers[l - 1].activation,
                                                        v->z[l - 1][i], v->a[l - 1][i]);
    }
  }
}

void
ec_network_predict(const struct ec_network *network, const double *x, double *outputs)
{
  struct ec_network_values values;
  ec_network_forward(network, x, &values);
  memcpy(outputs, values.a[network->n_layers - 1], network->options.n_outputs * sizeof *outputs);
}

double
ec_network_evaluate(const struct ec_network *network, const double *x, const double *targets,
                    double *gradient)
{
  struct ec_network_values values;
  ec_network_forward(network, x, &values);
  if (gradient == NULL)
    return find_loss(network, targets, &values);
  ec_network_backward(network, x, targets, &values, gradient);
  return values.loss;
}

ec_status
ec_network_check_targets(const struct ec_network *network, const double *targets, size_t row,
                         struct ec_error *error)
{
  double sum = 0.0;
  char where[48] = "";
  if (row > 0)
    snprintf(where, sizeof where, " of row %zu", row);
  for (size_t k = 0; k < network->options.n_outputs; k++) {
    double t = targets[k];
    if (!isfinite(t))
      return ec_error_set_at(error, EC_ERROR_VALUE, row, k + 1,
                             "target %zu%s is not a finite number", k + 1, where);
    if (network->options.loss == EC_NETWORK_CROSS_ENTROPY && !(t >= 0.0 && t <= 1.0))
      return ec_error_set_at(error, EC_ERROR_VALUE, row, k + 1,
                             "target %zu%s is %g; cross-entropy needs probabilities, 0 to 1", k + 1,
                             where, t);
    sum += t;
  }
  if (network->options.output == EC_NETWORK_SOFTMAX && fabs(sum - 1.0) > 1e-9)
    return ec_error_set_at(error, EC_ERROR_VALUE, row, 0,
                           "the targets%s add up to %g; with softmax they must add up to 1", where,
                           sum);
  return EC_OK;
}
