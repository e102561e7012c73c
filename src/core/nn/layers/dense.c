#include "config.h"

#include "nn/layers/layer-private.h"

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_dense_layer *dense = (const struct ec_dense_layer *)layer;
  signal->x = ec_dense(tape, signal->x, &dense->weight->tensor,
                       dense->bias != NULL ? &dense->bias->tensor : NULL, dense->activation);
}

static const struct ec_layer_class dense_class = {"dense", forward, ec_layer_free_plain};

ec_status
ec_dense_layer_new(struct ec_parameters *parameters, const char *name, size_t in, size_t out,
                   bool bias, enum ec_activation activation, struct ec_layer **layer,
                   struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_dense_layer *dense;
  ec_status status = ec_layer_check_size(name, "inputs", in, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "outputs", out, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&dense_class, sizeof *dense, name, &made, error);
  if (status != EC_OK)
    return status;
  dense = (struct ec_dense_layer *)made;
  dense->in = in;
  dense->out = out;
  dense->activation = activation;
  status = ec_layer_add_weight(parameters, made, "", 2, (const size_t[]){out, in}, &dense->weight,
                               bias ? &dense->bias : NULL, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
