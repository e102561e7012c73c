#include "config.h"

#include <math.h>

#include "nn/layers/layer-private.h"

static const double epsilon = 1e-5;

static struct ec_tensor *
norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_parameter *weight,
     struct ec_parameter *bias)
{
  return ec_layer_norm(tape, x, &weight->tensor, &bias->tensor, epsilon);
}

static struct ec_tensor *
dense(struct ec_tape *tape, struct ec_tensor *x, struct ec_parameter *weight,
      struct ec_parameter *bias, enum ec_activation activation)
{
  return ec_dense(tape, x, &weight->tensor, &bias->tensor, activation);
}

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_encoder_layer *e = (const struct ec_encoder_layer *)layer;
  struct ec_tensor *x = signal->x, *y;
  y = norm(tape, x, e->norm1_weight, e->norm1_bias);
  y = dense(tape, y, e->in_weight, e->in_bias, EC_ACTIVATION_NONE);
  y = ec_attend(tape, y, e->heads, signal->lengths, e->dropout, e->attention);
  y = dense(tape, y, e->out_weight, e->out_bias, EC_ACTIVATION_NONE);
  x = ec_add(tape, x, ec_dropout(tape, y, e->dropout));
  y = norm(tape, x, e->norm2_weight, e->norm2_bias);
  y = dense(tape, y, e->inner_weight, e->inner_bias, EC_ACTIVATION_GELU);
  y = ec_dropout(tape, y, e->dropout);
  y = dense(tape, y, e->outer_weight, e->outer_bias, EC_ACTIVATION_NONE);
  signal->x = ec_add(tape, x, ec_dropout(tape, y, e->dropout));
}

static const struct ec_layer_class encoder_class = {"encoder", forward, ec_layer_free_plain};

/* A weight of attention, uniform in ± √(6 / (inputs + outputs)), and its bias of 0.
 * Source: X. Glorot, Y. Bengio, AISTATS 2010, equation 16. */
static ec_status
add_projection(struct ec_parameters *parameters, const struct ec_layer *layer, const char *weight,
               const char *bias, size_t in, size_t out, struct ec_parameter **w,
               struct ec_parameter **b, struct ec_error *error)
{
  ec_status status = ec_layer_add(parameters, layer, weight, 2, (const size_t[]){out, in},
                                  EC_INIT_UNIFORM, sqrt(6.0 / (double)(in + out)), w, error);
  if (status == EC_OK)
    status = ec_layer_add(parameters, layer, bias, 1, &out, EC_INIT_ZEROS, 0.0, b, error);
  return status;
}

static ec_status
add_parameters(struct ec_parameters *p, struct ec_encoder_layer *e, struct ec_error *error)
{
  struct ec_layer *layer = &e->layer;
  size_t width = e->width;
  ec_status status = add_projection(p, layer, "self_attn.in_proj_weight", "self_attn.in_proj_bias",
                                    width, 3 * width, &e->in_weight, &e->in_bias, error);
  if (status == EC_OK)
    status = add_projection(p, layer, "self_attn.out_proj.weight", "self_attn.out_proj.bias", width,
                            width, &e->out_weight, &e->out_bias, error);
  if (status == EC_OK)
    status = ec_layer_add_weight(p, layer, "linear1.", 2, (const size_t[]){e->inner, width},
                                 &e->inner_weight, &e->inner_bias, error);
  if (status == EC_OK)
    status = ec_layer_add_weight(p, layer, "linear2.", 2, (const size_t[]){width, e->inner},
                                 &e->outer_weight, &e->outer_bias, error);
  if (status == EC_OK)
    status = ec_layer_add_scale(p, layer, "norm1.", width, &e->norm1_weight, &e->norm1_bias, error);
  if (status == EC_OK)
    status = ec_layer_add_scale(p, layer, "norm2.", width, &e->norm2_weight, &e->norm2_bias, error);
  return status;
}

static ec_status
check(const char *name, size_t width, size_t heads, size_t inner, double dropout,
      struct ec_error *error)
{
  ec_status status = ec_layer_check_size(name, "numbers in a row", width, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "heads", heads, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "inner numbers", inner, error);
  if (status == EC_OK && width % heads != 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the layer “%s” has %zu heads, which should divide its width of %zu", name,
                        heads, width);
  if (status == EC_OK && !(dropout >= 0.0 && dropout < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the layer “%s” has a dropout of %g; it should be from 0 to less than 1",
                        name, dropout);
  return status;
}

ec_status
ec_encoder_layer_new(struct ec_parameters *parameters, const char *name, size_t width, size_t heads,
                     size_t inner, double dropout, struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_encoder_layer *encoder;
  ec_status status = check(name, width, heads, inner, dropout, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&encoder_class, sizeof *encoder, name, &made, error);
  if (status != EC_OK)
    return status;
  encoder = (struct ec_encoder_layer *)made;
  encoder->width = width;
  encoder->heads = heads;
  encoder->inner = inner;
  encoder->dropout = dropout;
  status = add_parameters(parameters, encoder, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
