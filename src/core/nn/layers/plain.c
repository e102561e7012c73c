/* Layers without parameters: dropout, flatten, the mean over time. */
#include "config.h"

#include "nn/layers/layer-private.h"

static void
dropout_forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  signal->x = ec_dropout(tape, signal->x, ((const struct ec_dropout_layer *)layer)->rate);
}

static const struct ec_layer_class dropout_class = {"dropout", dropout_forward,
                                                    ec_layer_free_plain};

ec_status
ec_dropout_layer_new(const char *name, double rate, struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made = NULL;
  ec_status status;
  if (!(rate >= 0.0 && rate < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the layer “%s” has a dropout of %g; it should be from 0 to less than 1",
                        name, rate);
  status = ec_layer_alloc(&dropout_class, sizeof(struct ec_dropout_layer), name, &made, error);
  if (status != EC_OK)
    return status;
  ((struct ec_dropout_layer *)made)->rate = rate;
  *layer = made;
  return EC_OK;
}

static void
flatten_forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  size_t shape[2] = {0, 1};
  if (signal->x == NULL)
    return;
  shape[0] = signal->x->shape[0];
  for (size_t i = 1; i < signal->x->rank; i++)
    shape[1] *= signal->x->shape[i];
  signal->x = ec_reshape(tape, signal->x, 2, shape);
}

static const struct ec_layer_class flatten_class = {"flatten", flatten_forward,
                                                    ec_layer_free_plain};

ec_status
ec_flatten_layer_new(const char *name, struct ec_layer **layer, struct ec_error *error)
{
  return ec_layer_alloc(&flatten_class, sizeof(struct ec_layer), name, layer, error);
}

static void
mean_forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  signal->x = ec_mean_over_time(tape, signal->x, signal->lengths);
}

static const struct ec_layer_class mean_class = {"time-mean", mean_forward, ec_layer_free_plain};

ec_status
ec_time_mean_layer_new(const char *name, struct ec_layer **layer, struct ec_error *error)
{
  return ec_layer_alloc(&mean_class, sizeof(struct ec_layer), name, layer, error);
}
