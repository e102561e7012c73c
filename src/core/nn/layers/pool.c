#include "config.h"

#include "nn/layers/layer-private.h"

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_pool_layer *pool = (const struct ec_pool_layer *)layer;
  if (pool->global)
    signal->x = ec_global_average_pool(tape, signal->x);
  else if (pool->average)
    /* Zeros around the image count, as they do for PyTorch. */
    signal->x = ec_average_pool(tape, signal->x, &pool->window, true);
  else
    signal->x = ec_max_pool(tape, signal->x, &pool->window);
}

static const struct ec_layer_class max_class = {"max-pool", forward, ec_layer_free_plain};
static const struct ec_layer_class average_class = {"average-pool", forward, ec_layer_free_plain};
static const struct ec_layer_class global_class = {"global-pool", forward, ec_layer_free_plain};

static ec_status
new_pool(const struct ec_layer_class *class, const char *name, const struct ec_window *window,
         struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_pool_layer *pool;
  ec_status status = ec_layer_check_size(name, "rows in its window", window->height, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "columns in its window", window->width, error);
  if (status == EC_OK)
    status = ec_layer_alloc(class, sizeof *pool, name, &made, error);
  if (status != EC_OK)
    return status;
  pool = (struct ec_pool_layer *)made;
  pool->window = *window;
  pool->average = class != &max_class;
  pool->global = class == &global_class;
  *layer = made;
  return EC_OK;
}

ec_status
ec_max_pool_layer_new(const char *name, const struct ec_window *window, struct ec_layer **layer,
                      struct ec_error *error)
{
  return new_pool(&max_class, name, window, layer, error);
}

ec_status
ec_average_pool_layer_new(const char *name, const struct ec_window *window, struct ec_layer **layer,
                          struct ec_error *error)
{
  return new_pool(&average_class, name, window, layer, error);
}

ec_status
ec_global_pool_layer_new(const char *name, struct ec_layer **layer, struct ec_error *error)
{
  const struct ec_window any = {.height = 1, .width = 1};
  return new_pool(&global_class, name, &any, layer, error);
}
