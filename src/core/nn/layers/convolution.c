#include "config.h"

#include "nn/layers/layer-private.h"

static void
forward(struct ec_layer *layer, struct ec_tape *tape, struct ec_signal *signal)
{
  const struct ec_convolution_layer *convolution = (const struct ec_convolution_layer *)layer;
  signal->x = ec_convolve(tape, signal->x, &convolution->weight->tensor,
                          convolution->bias != NULL ? &convolution->bias->tensor : NULL,
                          &convolution->window, convolution->groups, convolution->activation);
}

static const struct ec_layer_class convolution_class = {"convolution", forward,
                                                        ec_layer_free_plain};

static ec_status
check(const char *name, size_t in, size_t out, const struct ec_window *window, size_t groups,
      struct ec_error *error)
{
  ec_status status = ec_layer_check_size(name, "channels in", in, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "channels out", out, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "groups", groups, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "rows in its window", window->height, error);
  if (status == EC_OK)
    status = ec_layer_check_size(name, "columns in its window", window->width, error);
  if (status == EC_OK && (in % groups != 0 || out % groups != 0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the layer “%s” has %zu groups, which should divide both its %zu channels "
                        "in and its %zu channels out",
                        name, groups, in, out);
  return status;
}

ec_status
ec_convolution_layer_new(struct ec_parameters *parameters, const char *name, size_t in, size_t out,
                         const struct ec_window *window, size_t groups, bool bias,
                         enum ec_activation activation, struct ec_layer **layer,
                         struct ec_error *error)
{
  struct ec_layer *made = NULL;
  struct ec_convolution_layer *convolution;
  ec_status status = check(name, in, out, window, groups, error);
  if (status == EC_OK)
    status = ec_layer_alloc(&convolution_class, sizeof *convolution, name, &made, error);
  if (status != EC_OK)
    return status;
  convolution = (struct ec_convolution_layer *)made;
  convolution->in = in;
  convolution->out = out;
  convolution->groups = groups;
  convolution->window = *window;
  convolution->activation = activation;
  status = ec_layer_add_weight(parameters, made, "", 4,
                               (const size_t[]){out, window->height, window->width, in / groups},
                               &convolution->weight, bias ? &convolution->bias : NULL, error);
  if (status == EC_OK)
    *layer = made;
  else
    ec_layer_free_plain(made);
  return status;
}
