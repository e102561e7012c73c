#include "config.h"

#include "nn/parameters.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

struct ec_parameters {
  struct ec_random random;
  struct ec_parameter **items; /* each of its own, so that pointers last */
  size_t n_items, n_room;
};

ec_status
ec_parameters_new(uint64_t seed, struct ec_parameters **parameters, struct ec_error *error)
{
  struct ec_parameters *made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the parameters");
  made->random = ec_random_new(seed);
  *parameters = made;
  return EC_OK;
}

static void
parameter_free(struct ec_parameter *parameter)
{
  if (parameter == NULL)
    return;
  ec_free(parameter->tensor.data);
  ec_free(parameter->gradient);
  ec_free(parameter);
}

void
ec_parameters_free(struct ec_parameters *parameters)
{
  if (parameters == NULL)
    return;
  for (size_t i = 0; i < parameters->n_items; i++)
    parameter_free(parameters->items[i]);
  ec_free(parameters->items);
  ec_free(parameters);
}

static ec_status
check_name(const struct ec_parameters *parameters, const char *name, struct ec_error *error)
{
  char quoted[64];
  size_t length = strlen(name);
  ec_error_quote(quoted, sizeof quoted, name, length);
  if (length == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "A parameter has no name");
  if (length >= EC_PARAMETER_NAME_SIZE)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "The parameter's name \"%s\" has %zu bytes, more than the %d that it may",
                        quoted, length, EC_PARAMETER_NAME_SIZE - 1);
  if (ec_parameters_find(parameters, name) != NULL)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "There is a parameter \"%s\" already", quoted);
  return EC_OK;
}

static ec_status
shape_tensor(struct ec_tensor *tensor, const char *name, size_t rank, const size_t *shape,
             struct ec_error *error)
{
  char quoted[EC_PARAMETER_NAME_SIZE];
  ec_error_quote(quoted, sizeof quoted, name, strlen(name));
  if (rank > EC_TENSOR_RANK_MAX)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "The parameter \"%s\" has %zu dimensions, more than the %d that it may",
                        quoted, rank, EC_TENSOR_RANK_MAX);
  tensor->rank = rank;
  tensor->n = 1;
  for (size_t d = 0; d < EC_TENSOR_RANK_MAX; d++) {
    tensor->shape[d] = d < rank ? shape[d] : 1;
    if (tensor->shape[d] == 0)
      return ec_error_set(error, EC_ERROR_ARGUMENT, "Dimension %zu of the parameter \"%s\" is 0",
                          d + 1, quoted);
    if (!ec_size_multiply(tensor->n, tensor->shape[d], &tensor->n))
      return ec_error_set(error, EC_ERROR_ARGUMENT, "The parameter \"%s\" is too large", quoted);
  }
  return EC_OK;
}

/* Makes a parameter with its memory, the numbers not set yet. */
static ec_status
parameter_new(const char *name, size_t rank, const size_t *shape, bool buffer,
              struct ec_parameter **parameter, struct ec_error *error)
{
  struct ec_parameter *made = ec_alloc_zero(1, sizeof *made);
  ec_status status;
  if (made == NULL)
    return ec_error_no_memory(error, "a parameter");
  memcpy(made->name, name, strlen(name) + 1);
  status = shape_tensor(&made->tensor, name, rank, shape, error);
  if (status != EC_OK) {
    parameter_free(made);
    return status;
  }
  made->buffer = buffer;
  made->tensor.data = ec_alloc(made->tensor.n, sizeof(float));
  made->gradient = buffer ? NULL : ec_alloc_zero(made->tensor.n, sizeof(float));
  made->tensor.gradient = made->gradient;
  if (made->tensor.data == NULL || (!buffer && made->gradient == NULL)) {
    parameter_free(made);
    return ec_error_no_memory(error, "a parameter");
  }
  *parameter = made;
  return EC_OK;
}

static ec_status
append(struct ec_parameters *parameters, struct ec_parameter *parameter, struct ec_error *error)
{
  if (parameters->n_items == parameters->n_room) {
    size_t n_room = parameters->n_room == 0 ? 16 : 2 * parameters->n_room;
    void *items =
        ec_resize(parameters->items, parameters->n_items, n_room, sizeof *parameters->items);
    if (items == NULL)
      return ec_error_no_memory(error, "the parameters");
    parameters->items = items;
    parameters->n_room = n_room;
  }
  parameters->items[parameters->n_items++] = parameter;
  return EC_OK;
}

/* The name checked, the parameter made and taken in. */
static ec_status
add(struct ec_parameters *parameters, const char *name, size_t rank, const size_t *shape,
    bool buffer, struct ec_parameter **parameter, struct ec_error *error)
{
  struct ec_parameter *made = NULL;
  ec_status status = check_name(parameters, name, error);
  if (status == EC_OK)
    status = parameter_new(name, rank, shape, buffer, &made, error);
  if (status == EC_OK)
    status = append(parameters, made, error);
  if (status != EC_OK) {
    parameter_free(made);
    return status;
  }
  *parameter = made;
  return EC_OK;
}

static void
fill(struct ec_tensor *tensor, float value)
{
  for (size_t i = 0; i < tensor->n; i++)
    tensor->data[i] = value;
}

static void
begin(struct ec_tensor *tensor, enum ec_init init, double scale, struct ec_random random)
{
  switch (init) {
  case EC_INIT_ZEROS:
    fill(tensor, 0.0f);
    break;
  case EC_INIT_ONES:
    fill(tensor, 1.0f);
    break;
  case EC_INIT_UNIFORM:
    for (size_t i = 0; i < tensor->n; i++)
      tensor->data[i] = (float)(scale * (2.0 * ec_random_uniform(&random) - 1.0));
    break;
  case EC_INIT_NORMAL:
    for (size_t i = 0; i < tensor->n; i++)
      tensor->data[i] = (float)(scale * ec_random_normal(&random));
    break;
  }
}

ec_status
ec_parameters_add(struct ec_parameters *parameters, const char *name, size_t rank,
                  const size_t *shape, enum ec_init init, double scale, bool decays,
                  struct ec_parameter **parameter, struct ec_error *error)
{
  struct ec_random random = ec_random_split(&parameters->random, parameters->n_items);
  struct ec_parameter *made;
  ec_status status;
  if (!isfinite(scale))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "The scale of a parameter is not finite");
  status = add(parameters, name, rank, shape, false, &made, error);
  if (status != EC_OK)
    return status;
  begin(&made->tensor, init, scale, random);
  made->decays = decays;
  if (parameter != NULL)
    *parameter = made;
  return EC_OK;
}

ec_status
ec_parameters_add_buffer(struct ec_parameters *parameters, const char *name, size_t rank,
                         const size_t *shape, float value, struct ec_parameter **parameter,
                         struct ec_error *error)
{
  struct ec_parameter *made;
  ec_status status = add(parameters, name, rank, shape, true, &made, error);
  if (status != EC_OK)
    return status;
  fill(&made->tensor, value);
  if (parameter != NULL)
    *parameter = made;
  return EC_OK;
}

size_t
ec_parameters_count(const struct ec_parameters *parameters)
{
  return parameters->n_items;
}

struct ec_parameter *
ec_parameters_get(const struct ec_parameters *parameters, size_t index)
{
  return index < parameters->n_items ? parameters->items[index] : NULL;
}

struct ec_parameter *
ec_parameters_find(const struct ec_parameters *parameters, const char *name)
{
  for (size_t i = 0; i < parameters->n_items; i++)
    if (strcmp(parameters->items[i]->name, name) == 0)
      return parameters->items[i];
  return NULL;
}

size_t
ec_parameters_size(const struct ec_parameters *parameters)
{
  size_t size = 0;
  for (size_t i = 0; i < parameters->n_items; i++)
    if (!parameters->items[i]->buffer)
      size += parameters->items[i]->tensor.n;
  return size;
}

void
ec_parameters_set_frozen(struct ec_parameters *parameters, const char *prefix, bool frozen)
{
  for (size_t i = 0; i < parameters->n_items; i++) {
    struct ec_parameter *item = parameters->items[i];
    if (item->buffer || strncmp(item->name, prefix, strlen(prefix)) != 0)
      continue;
    item->frozen = frozen;
    item->tensor.gradient = frozen ? NULL : item->gradient;
  }
}

void
ec_parameters_clear_gradients(struct ec_parameters *parameters)
{
  for (size_t i = 0; i < parameters->n_items; i++)
    if (!parameters->items[i]->buffer)
      memset(parameters->items[i]->gradient, 0, parameters->items[i]->tensor.n * sizeof(float));
}
