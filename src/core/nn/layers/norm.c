#include "config.h"

#include "nn/layers/layer-private.h"

static const double epsilon = 1e-5;
static const double momentum = 0.1;

/* A frozen layer goes on by what it learnt: its running numbers neither move nor make way for those
 * of a batch. */
static void
batch_forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_batch_norm_layer *norm = (const struct ec_batch_norm_layer *)layer;
  signal->x = ec_batch_norm(tape, signal->x, &norm->weight->tensor, &norm->bias->tensor,
                            norm->mean->tensor.data, norm->variance->tensor.data, norm->momentum,
                            norm->epsilon, norm->weight->frozen, norm->activation);
}

static const struct ec_layer_class batch_class = {"batch-norm", batch_forward, ec_layer_free_plain};

ec_status
ec_batch_norm_layer_new(struct ec_parameters *parameters, const char *name, size_t channels,
                        enum ec_activation activation, struct ec_layer **layer,
                        struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_batch_norm_layer *norm;
  ec_status status = ec_layer_check_size(name, "channels", channels, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&batch_class, sizeof *norm, name, &made, error);
  if (status != EC_OK)
    return status;
  norm = (struct ec_batch_norm_layer *)made;
  norm->channels = channels;
  norm->momentum = momentum;
  norm->epsilon = epsilon;
  norm->activation = activation;
  status = ec_layer_add_scale(parameters, made, "", channels, &norm->weight, &norm->bias, error);
  if (status == EC_OK)
    status =
        ec_layer_add_buffer(parameters, made, "running_mean", channels, 0.0f, &norm->mean, error);
  if (status == EC_OK)
    status = ec_layer_add_buffer(parameters, made, "running_var", channels, 1.0f, &norm->variance,
                                 error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}

static void
layer_forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_layer_norm_layer *norm = (const struct ec_layer_norm_layer *)layer;
  signal->x =
      ec_layer_norm(tape, signal->x, &norm->weight->tensor, &norm->bias->tensor, norm->epsilon);
}

static const struct ec_layer_class layer_class = {"layer-norm", layer_forward, ec_layer_free_plain};

ec_status
ec_layer_norm_layer_new(struct ec_parameters *parameters, const char *name, size_t width,
                        struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_layer_norm_layer *norm;
  ec_status status = ec_layer_check_size(name, "numbers in a row", width, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&layer_class, sizeof *norm, name, &made, error);
  if (status != EC_OK)
    return status;
  norm = (struct ec_layer_norm_layer *)made;
  norm->width = width;
  norm->epsilon = epsilon;
  status = ec_layer_add_scale(parameters, made, "", width, &norm->weight, &norm->bias, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
