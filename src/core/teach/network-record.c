/* One training step of a small net, number by number. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "teach/network-private.h"
#include "teach/network-steps.h"

/* The names of all numbers but the weights. */
struct names {
  const char *x[EC_NETWORK_MAX_UNITS], *t[EC_NETWORK_MAX_UNITS];
  const char *sum[2][EC_NETWORK_MAX_UNITS], *z[2][EC_NETWORK_MAX_UNITS],
      *a[2][EC_NETWORK_MAX_UNITS], *da[2][EC_NETWORK_MAX_UNITS], *dz[2][EC_NETWORK_MAX_UNITS];
};

struct record {
  struct ec_network_record record;
  struct ec_arena *arena;
  const struct ec_network *network;
  const double *x, *targets;
  double rate, *gradient, *old_weights, *new_weights;
  struct ec_network_values values;
  struct names names;
  const char **gradient_names;
  struct ec_step_writer writer;
};

const char *
ec_step_kind_name(enum ec_step_kind kind)
{
  static const char *const names[EC_N_STEP_KINDS] = {
      "product",
      "sum",
      "bias",
      "activation",
      "loss",
      "gradient of the output",
      "gradient of the hidden unit",
      "gradient before the activation",
      "gradient of the weight",
      "gradient of the bias",
      "update",
  };
  return (unsigned)kind < EC_N_STEP_KINDS ? names[kind] : "unknown";
}

static void
make_names(struct record *r)
{
  const struct ec_network *network = r->network;
  struct names *n = &r->names;
  for (size_t i = 0; i < network->options.n_inputs; i++)
    n->x[i] = ec_network_make_name(network, r->arena, "x", 0, i + 1, 0);
  for (size_t l = 0; l < network->n_layers; l++) {
    const struct ec_layer *layer = &network->layers[l];
    bool last = l + 1 == network->n_layers;
    for (size_t u = 0; u < layer->n_units; u++) {
      size_t unit = layer->n_units > 1 ? u + 1 : 0;
      n->sum[l][u] = ec_network_make_name(network, r->arena, "s", l + 1, unit, 0);
      n->z[l][u] = ec_network_make_name(network, r->arena, "z", l + 1, unit, 0);
      n->dz[l][u] = ec_network_make_name(network, r->arena, "∂L/∂z", l + 1, unit, 0);
      n->a[l][u] = ec_network_make_name(network, r->arena, last ? "ŷ" : "h", 0, unit, 0);
      n->da[l][u] = ec_network_make_name(network, r->arena, last ? "∂L/∂ŷ" : "∂L/∂h", 0, unit, 0);
      if (last)
        n->t[u] = ec_network_make_name(network, r->arena, "t", 0, unit, 0);
    }
  }
}

/* "a b c" put together; NULL where memory runs out, or one of them is NULL. */
static const char *
join(struct record *r, const char *a, const char *b, const char *c)
{
  size_t n_a, n_b, n_c;
  char *text;
  if (a == NULL || b == NULL || c == NULL)
    return NULL;
  n_a = strlen(a), n_b = strlen(b), n_c = strlen(c);
  text = ec_arena_alloc(r->arena, n_a + n_b + n_c + 1, 1);
  if (text == NULL)
    return NULL;
  memcpy(text, a, n_a);
  memcpy(text + n_a, b, n_b);
  memcpy(text + n_a + n_b, c, n_c);
  return text;
}

static void
write_activation(struct record *r, size_t l, size_t u)
{
  const struct ec_layer *layer = &r->network->layers[l];
  struct ec_step_writer *w = &r->writer;
  const char *name = r->names.z[l][u];
  double z = r->values.z[l][u];
  ec_step_begin(w, EC_STEP_ACTIVATION, EC_STAGE_FORWARD, (unsigned)l + 1, u, r->names.a[l][u],
                " = ");
  switch (layer->activation) {
  case EC_NETWORK_SIGMOID:
    ec_step_sign(w, "1 / (1 + exp(−");
    ec_step_operand(w, name, z);
    ec_step_sign(w, "))");
    break;
  case EC_NETWORK_TANH:
    ec_step_sign(w, "tanh(");
    ec_step_operand(w, name, z);
    ec_step_sign(w, ")");
    break;
  case EC_NETWORK_RELU:
    ec_step_sign(w, "max(0, ");
    ec_step_operand(w, name, z);
    ec_step_sign(w, ")");
    break;
  case EC_NETWORK_SOFTMAX:
    ec_step_sign(w, "exp(");
    ec_step_operand(w, name, z);
    ec_step_sign(w, ") / (");
    for (size_t k = 0; k < layer->n_units; k++) {
      ec_step_sign(w, k > 0 ? " + exp(" : "exp(");
      ec_step_operand(w, r->names.z[l][k], r->values.z[l][k]);
      ec_step_sign(w, ")");
    }
    ec_step_sign(w, ")");
    break;
  case EC_NETWORK_IDENTITY:
    ec_step_operand(w, name, z);
    break;
  }
  ec_step_end(w, r->values.a[l][u]);
}

/* The products of a unit, their sum, and the bias. */
static void
write_unit(struct record *r, size_t l, size_t u)
{
  const struct ec_layer *layer = &r->network->layers[l];
  const double *inputs = l == 0 ? r->x : r->values.a[l - 1];
  const char *const *names = l == 0 ? r->names.x : r->names.a[l - 1];
  const char *products[EC_NETWORK_MAX_UNITS];
  size_t first = layer->weights + u * layer->n_inputs;
  struct ec_step_writer *w = &r->writer;
  unsigned number = (unsigned)l + 1;
  for (size_t i = 0; i < layer->n_inputs; i++) {
    double weight = r->old_weights[first + i];
    products[i] = join(r, r->network->names[first + i], "·", names[i]);
    ec_step_begin(w, EC_STEP_PRODUCT, EC_STAGE_FORWARD, number, u, products[i], NULL);
    ec_step_operand(w, r->network->names[first + i], weight);
    ec_step_sign(w, "·");
    ec_step_operand(w, names[i], inputs[i]);
    ec_step_end(w, weight * inputs[i]);
  }
  ec_step_begin(w, EC_STEP_SUM, EC_STAGE_FORWARD, number, u, r->names.sum[l][u], " = ");
  for (size_t i = 0; i < layer->n_inputs; i++) {
    ec_step_sign(w, i > 0 ? " + " : "");
    ec_step_operand(w, products[i], r->old_weights[first + i] * inputs[i]);
  }
  ec_step_end(w, r->values.sums[l][u]);
  ec_step_begin(w, EC_STEP_BIAS, EC_STAGE_FORWARD, number, u, r->names.z[l][u], " = ");
  ec_step_operand(w, r->names.sum[l][u], r->values.sums[l][u]);
  ec_step_sign(w, " + ");
  ec_step_operand(w, r->network->names[layer->biases + u], r->old_weights[layer->biases + u]);
  ec_step_end(w, r->values.z[l][u]);
}

static void
write_forward(struct record *r)
{
  for (size_t l = 0; l < r->network->n_layers; l++) {
    for (size_t u = 0; u < r->network->layers[l].n_units; u++)
      write_unit(r, l, u);
    for (size_t u = 0; u < r->network->layers[l].n_units; u++)
      write_activation(r, l, u);
  }
}

/* What one output adds to the loss, without the factor before all of them. */
static void
write_loss_term(struct record *r, size_t l, size_t k)
{
  struct ec_step_writer *w = &r->writer;
  const char *output = r->names.a[l][k], *target = r->names.t[k];
  double a = r->values.a[l][k], t = r->targets[k];
  if (r->network->options.loss == EC_NETWORK_SQUARED) {
    ec_step_sign(w, "(");
    ec_step_operand(w, output, a);
    ec_step_sign(w, " − ");
    ec_step_operand(w, target, t);
    ec_step_sign(w, ")²");
    return;
  }
  ec_step_operand(w, target, t);
  ec_step_sign(w, "·ln ");
  ec_step_operand(w, output, a);
  if (r->network->options.output == EC_NETWORK_SOFTMAX)
    return;
  ec_step_sign(w, " + (1 − ");
  ec_step_operand(w, target, t);
  ec_step_sign(w, ")·ln(1 − ");
  ec_step_operand(w, output, a);
  ec_step_sign(w, ")");
}

static void
write_loss(struct record *r)
{
  size_t last = r->network->n_layers - 1, n = r->network->layers[last].n_units;
  bool squared = r->network->options.loss == EC_NETWORK_SQUARED;
  struct ec_step_writer *w = &r->writer;
  ec_step_begin(w, EC_STEP_LOSS, EC_STAGE_LOSS, 0, 0, "L", " = ");
  ec_step_sign(w, squared && n == 1 ? "½·" : squared ? "½·(" : "−(");
  for (size_t k = 0; k < n; k++) {
    ec_step_sign(w, k > 0 ? " + " : "");
    write_loss_term(r, last, k);
  }
  ec_step_sign(w, squared && n == 1 ? "" : ")");
  ec_step_end(w, r->values.loss);
}

/* ŷ - t, which is the gradient of an output, or with cross-entropy that before its activation. */
static void
write_difference(struct record *r, enum ec_step_kind kind, const char *name, size_t l, size_t k,
                 double result)
{
  struct ec_step_writer *w = &r->writer;
  ec_step_begin(w, kind, EC_STAGE_BACKWARD, (unsigned)l + 1, k, name, " = ");
  ec_step_operand(w, r->names.a[l][k], r->values.a[l][k]);
  ec_step_sign(w, " − ");
  ec_step_operand(w, r->names.t[k], r->targets[k]);
  ec_step_end(w, result);
}

static void
write_hidden_gradient(struct record *r, size_t u)
{
  const struct ec_layer *next = &r->network->layers[1];
  struct ec_step_writer *w = &r->writer;
  ec_step_begin(w, EC_STEP_GRADIENT_HIDDEN, EC_STAGE_BACKWARD, 1, u, r->names.da[0][u], " = ");
  for (size_t k = 0; k < next->n_units; k++) {
    size_t weight = next->weights + k * next->n_inputs + u;
    ec_step_sign(w, k > 0 ? " + " : "");
    ec_step_operand(w, r->network->names[weight], r->old_weights[weight]);
    ec_step_sign(w, "·");
    ec_step_operand(w, r->names.dz[1][k], r->values.dz[1][k]);
  }
  ec_step_end(w, r->values.da[0][u]);
}

/* The gradient of an activation's value times its derivative. */
static void
write_activation_gradient(struct record *r, size_t l, size_t u)
{
  struct ec_step_writer *w = &r->writer;
  const char *name = r->names.a[l][u];
  double a = r->values.a[l][u];
  ec_step_begin(w, EC_STEP_GRADIENT_ACTIVATION, EC_STAGE_BACKWARD, (unsigned)l + 1, u,
                r->names.dz[l][u], " = ");
  ec_step_operand(w, r->names.da[l][u], r->values.da[l][u]);
  switch (r->network->layers[l].activation) {
  case EC_NETWORK_SIGMOID:
    ec_step_sign(w, "·");
    ec_step_operand(w, name, a);
    ec_step_sign(w, "·(1 − ");
    ec_step_operand(w, name, a);
    ec_step_sign(w, ")");
    break;
  case EC_NETWORK_TANH:
    ec_step_sign(w, "·(1 − ");
    ec_step_operand(w, name, a);
    ec_step_sign(w, "²)");
    break;
  case EC_NETWORK_RELU:
    ec_step_sign(w, "·[");
    ec_step_operand(w, r->names.z[l][u], r->values.z[l][u]);
    ec_step_sign(w, " > 0]");
    break;
  case EC_NETWORK_IDENTITY:
  case EC_NETWORK_SOFTMAX:
    break;
  }
  ec_step_end(w, r->values.dz[l][u]);
}

static void
write_weight_gradients(struct record *r, size_t l, size_t u)
{
  const struct ec_layer *layer = &r->network->layers[l];
  const double *inputs = l == 0 ? r->x : r->values.a[l - 1];
  const char *const *names = l == 0 ? r->names.x : r->names.a[l - 1];
  struct ec_step_writer *w = &r->writer;
  unsigned number = (unsigned)l + 1;
  for (size_t i = 0; i < layer->n_inputs; i++) {
    size_t weight = layer->weights + u * layer->n_inputs + i;
    ec_step_begin(w, EC_STEP_GRADIENT_WEIGHT, EC_STAGE_BACKWARD, number, u,
                  r->gradient_names[weight], " = ");
    ec_step_operand(w, r->names.dz[l][u], r->values.dz[l][u]);
    ec_step_sign(w, "·");
    ec_step_operand(w, names[i], inputs[i]);
    ec_step_end(w, r->gradient[weight]);
  }
  ec_step_begin(w, EC_STEP_GRADIENT_BIAS, EC_STAGE_BACKWARD, number, u,
                r->gradient_names[layer->biases + u], " = ");
  ec_step_operand(w, r->names.dz[l][u], r->values.dz[l][u]);
  ec_step_end(w, r->gradient[layer->biases + u]);
}

static void
write_backward(struct record *r)
{
  bool squared = r->network->options.loss == EC_NETWORK_SQUARED;
  for (size_t l = r->network->n_layers; l-- > 0;) {
    bool last = l + 1 == r->network->n_layers;
    for (size_t u = 0; u < r->network->layers[l].n_units; u++) {
      if (last && !squared)
        write_difference(r, EC_STEP_GRADIENT_ACTIVATION, r->names.dz[l][u], l, u,
                         r->values.dz[l][u]);
      else if (last)
        write_difference(r, EC_STEP_GRADIENT_OUTPUT, r->names.da[l][u], l, u, r->values.da[l][u]);
      else
        write_hidden_gradient(r, u);
      if (!last || squared)
        write_activation_gradient(r, l, u);
    }
    for (size_t u = 0; u < r->network->layers[l].n_units; u++)
      write_weight_gradients(r, l, u);
  }
}

static void
write_updates(struct record *r)
{
  struct ec_step_writer *w = &r->writer;
  for (size_t l = 0; l < r->network->n_layers; l++) {
    const struct ec_layer *layer = &r->network->layers[l];
    for (size_t i = layer->weights; i < layer->biases + layer->n_units; i++) {
      size_t unit = i < layer->biases ? (i - layer->weights) / layer->n_inputs : i - layer->biases;
      ec_step_begin(w, EC_STEP_UPDATE, EC_STAGE_UPDATE, (unsigned)l + 1, unit, r->network->names[i],
                    " ← ");
      ec_step_operand(w, r->network->names[i], r->old_weights[i]);
      ec_step_sign(w, " − ");
      ec_step_operand(w, "η", r->rate);
      ec_step_sign(w, "·");
      ec_step_operand(w, r->gradient_names[i], r->gradient[i]);
      ec_step_end(w, r->new_weights[i]);
    }
  }
}

/* At most so many steps there are: forward and back each weight one, each unit four, and an update
 * each weight, and the loss. */
static size_t
count_steps(const struct ec_network *network)
{
  return 3 * network->n_weights + 8 * 2 * EC_NETWORK_MAX_UNITS + 1;
}

static bool
alloc_record(struct record *r)
{
  size_t n = r->network->n_weights;
  r->writer.arena = r->arena;
  r->writer.n_allocated = count_steps(r->network);
  r->writer.steps = ec_arena_alloc(r->arena, r->writer.n_allocated, sizeof *r->writer.steps);
  r->gradient = ec_arena_alloc(r->arena, n, sizeof *r->gradient);
  r->old_weights = ec_arena_alloc(r->arena, n, sizeof *r->old_weights);
  r->new_weights = ec_arena_alloc(r->arena, n, sizeof *r->new_weights);
  r->gradient_names = ec_arena_alloc(r->arena, n, sizeof *r->gradient_names);
  if (r->writer.steps == NULL || r->gradient == NULL || r->old_weights == NULL ||
      r->new_weights == NULL || r->gradient_names == NULL)
    return false;
  for (size_t i = 0; i < n; i++)
    if ((r->gradient_names[i] = join(r, "∂L/∂", r->network->names[i], "")) == NULL)
      return false;
  return true;
}

static bool
write_record(struct record *r)
{
  size_t n = r->network->n_weights;
  if (!alloc_record(r))
    return false;
  make_names(r);
  memcpy(r->old_weights, r->network->weights, n * sizeof *r->old_weights);
  ec_network_forward(r->network, r->x, &r->values);
  ec_network_backward(r->network, r->x, r->targets, &r->values, r->gradient);
  for (size_t i = 0; i < n; i++)
    r->new_weights[i] = r->old_weights[i] - r->rate * r->gradient[i];
  write_forward(r);
  write_loss(r);
  write_backward(r);
  if (r->rate > 0.0)
    write_updates(r);
  r->record = (struct ec_network_record){r->writer.n_steps, r->writer.steps, r->values.loss, n,
                                         r->gradient,       r->old_weights,  r->new_weights};
  return !r->writer.failed;
}

static ec_status
check_numbers(const struct ec_network *network, const double *x, const double *targets, double rate,
              struct ec_error *error)
{
  if (!(rate >= 0.0) || isinf(rate))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the learning rate is %g; it must be a number of at least 0", rate);
  for (size_t i = 0; i < network->options.n_inputs; i++)
    if (!isfinite(x[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, 0, i + 1, "input %zu is not a finite number",
                             i + 1);
  for (size_t i = 0; i < network->n_weights; i++)
    if (!isfinite(network->weights[i]))
      return ec_error_set(error, EC_ERROR_VALUE, "the weight %s is not a finite number",
                          network->names[i]);
  return ec_network_check_targets(network, targets, 0, error);
}

ec_status
ec_network_follow(struct ec_network *network, const double *x, const double *targets, double rate,
                  bool apply, struct ec_network_record **record, struct ec_error *error)
{
  struct record *r;
  ec_status status = check_numbers(network, x, targets, rate, error);
  if (status != EC_OK)
    return status;
  r = ec_alloc_zero(1, sizeof *r);
  if (r == NULL)
    return ec_error_no_memory(error, "the steps");
  r->network = network;
  r->x = x;
  r->targets = targets;
  r->rate = rate;
  r->arena = ec_arena_new(0);
  if (r->arena == NULL || !write_record(r)) {
    ec_network_record_free(&r->record);
    return ec_error_no_memory(error, "the steps");
  }
  if (apply)
    memcpy(network->weights, r->new_weights, network->n_weights * sizeof *network->weights);
  *record = &r->record;
  return EC_OK;
}

void
ec_network_record_free(struct ec_network_record *record)
{
  struct record *r = (struct record *)record;
  if (r == NULL)
    return;
  ec_arena_free(r->arena);
  ec_free(r);
}
