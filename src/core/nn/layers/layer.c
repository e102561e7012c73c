#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "nn/layers/layer-private.h"

ec_status
ec_layer_alloc(const struct ec_layer_class *class, size_t size, const char *name,
               struct ec_layer **layer, struct ec_error *error)
{
  struct ec_layer *made;
  if (strlen(name) >= EC_PARAMETER_NAME_SIZE)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the name of a layer has %zu bytes; it should have at most %d",
                        strlen(name), EC_PARAMETER_NAME_SIZE - 1);
  made = ec_alloc_zero(1, size);
  if (made == NULL)
    return ec_error_no_memory(error, "a layer");
  made->class = class;
  memcpy(made->name, name, strlen(name) + 1);
  *layer = made;
  return EC_OK;
}

void
ec_layer_free_plain(struct ec_layer *layer)
{
  ec_free(layer);
}

void
ec_layer_free_list(struct ec_layer *first)
{
  while (first != NULL) {
    struct ec_layer *next = first->next;
    first->class->free(first);
    first = next;
  }
}

/* Writes "layer.part" into `name`; false where it does not fit. */
static bool
join_name(const struct ec_layer *layer, const char *part, char name[EC_PARAMETER_NAME_SIZE])
{
  int length = snprintf(name, EC_PARAMETER_NAME_SIZE, "%s%s%s", layer->name,
                        layer->name[0] != '\0' ? "." : "", part);
  return length > 0 && length < EC_PARAMETER_NAME_SIZE;
}

static ec_status
refuse_name(const struct ec_layer *layer, const char *part, struct ec_error *error)
{
  return ec_error_set(error, EC_ERROR_ARGUMENT,
                      "the name of the layer “%s” is too long for its “%s”; together they should "
                      "have at most %d bytes",
                      layer->name, part, EC_PARAMETER_NAME_SIZE - 2);
}

ec_status
ec_layer_add(struct ec_parameters *parameters, const struct ec_layer *layer, const char *part,
             size_t rank, const size_t *shape, enum ec_init init, double scale,
             struct ec_parameter **parameter, struct ec_error *error)
{
  char name[EC_PARAMETER_NAME_SIZE];
  if (!join_name(layer, part, name))
    return refuse_name(layer, part, error);
  /* Biases and scales are what has one dimension. */
  return ec_parameters_add(parameters, name, rank, shape, init, scale, rank > 1, parameter, error);
}

ec_status
ec_layer_add_buffer(struct ec_parameters *parameters, const struct ec_layer *layer,
                    const char *part, size_t size, float value, struct ec_parameter **parameter,
                    struct ec_error *error)
{
  char name[EC_PARAMETER_NAME_SIZE];
  if (!join_name(layer, part, name))
    return refuse_name(layer, part, error);
  return ec_parameters_add_buffer(parameters, name, 1, &size, value, parameter, error);
}

enum { PART_SIZE = 32 };

ec_status
ec_layer_add_weight(struct ec_parameters *parameters, const struct ec_layer *layer,
                    const char *prefix, size_t rank, const size_t *shape,
                    struct ec_parameter **weight, struct ec_parameter **bias,
                    struct ec_error *error)
{
  char part[PART_SIZE];
  double inputs = 1.0;
  ec_status status;
  for (size_t i = 1; i < rank; i++)
    inputs *= (double)shape[i];
  snprintf(part, sizeof part, "%sweight", prefix);
  status = ec_layer_add(parameters, layer, part, rank, shape, EC_INIT_UNIFORM, 1.0 / sqrt(inputs),
                        weight, error);
  if (status != EC_OK || bias == NULL)
    return status;
  snprintf(part, sizeof part, "%sbias", prefix);
  return ec_layer_add(parameters, layer, part, 1, shape, EC_INIT_UNIFORM, 1.0 / sqrt(inputs), bias,
                      error);
}

ec_status
ec_layer_add_scale(struct ec_parameters *parameters, const struct ec_layer *layer,
                   const char *prefix, size_t width, struct ec_parameter **scale,
                   struct ec_parameter **shift, struct ec_error *error)
{
  char part[PART_SIZE];
  ec_status status;
  snprintf(part, sizeof part, "%sweight", prefix);
  status = ec_layer_add(parameters, layer, part, 1, &width, EC_INIT_ONES, 0.0, scale, error);
  if (status != EC_OK)
    return status;
  snprintf(part, sizeof part, "%sbias", prefix);
  return ec_layer_add(parameters, layer, part, 1, &width, EC_INIT_ZEROS, 0.0, shift, error);
}

ec_status
ec_layer_check_size(const char *name, const char *what, size_t size, struct ec_error *error)
{
  if (size > 0)
    return EC_OK;
  return ec_error_set(error, EC_ERROR_ARGUMENT,
                      "the layer “%s” has 0 %s; it should have at least 1", name, what);
}

void
ec_layer_forward_list(struct ec_layer *first, struct ec_tape *tape, struct ec_signal *signal)
{
  for (struct ec_layer *layer = first; layer != NULL; layer = layer->next) {
    layer->class->forward(layer, tape, signal);
    layer->output = signal->x;
  }
}
