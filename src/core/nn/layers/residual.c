#include "config.h"

#include "base/memory.h"
#include "nn/layers/layer-private.h"

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_residual_layer *residual = (const struct ec_residual_layer *)layer;
  struct ec_signal inner = *signal, shortcut = *signal;
  ec_layer_forward_list(residual->inner, tape, &inner);
  ec_layer_forward_list(residual->shortcut, tape, &shortcut);
  signal->x = ec_add_activate(tape, inner.x, shortcut.x, residual->activation);
}

static void
free_residual(struct ec_layer *layer)
{
  struct ec_residual_layer *residual = (struct ec_residual_layer *)layer;
  ec_layer_free_list(residual->inner);
  ec_layer_free_list(residual->shortcut);
  ec_free(residual);
}

static const struct ec_layer_class residual_class = {"residual", forward, free_residual};

ec_status
ec_residual_layer_new(const char *name, struct ec_layer *inner, struct ec_layer *shortcut,
                      enum ec_activation activation, struct ec_layer **layer,
                      struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_residual_layer *residual;
  ec_status status = ec_layer_alloc(&residual_class, sizeof *residual, name, &made, error);
  if (status != EC_OK) {
    ec_layer_free_list(inner);
    ec_layer_free_list(shortcut);
    return status;
  }
  residual = (struct ec_residual_layer *)made;
  residual->inner = inner;
  residual->shortcut = shortcut;
  residual->activation = activation;
  *layer = made;
  return EC_OK;
}
