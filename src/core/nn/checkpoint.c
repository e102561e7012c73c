/* A checkpoint is a safetensors file with these besides the weights and buffers:
 *
 *   progress.state   U64 [5]   epoch, step, epochs since the best, the optimiser's steps, and the
 *                              bits of the best value
 *   progress.random  I32 [11]  the generator: key, counter, block, how much of it is used
 *   optimiser.m.NAME, optimiser.v.NAME   F32, of the parameter's shape
 */
#include "config.h"

#include "nn/checkpoint.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/kernels.h"

enum { N_STATE = 5, N_RANDOM = 11, STATE_NAME_SIZE = EC_PARAMETER_NAME_SIZE + 16 };

/* What is written: tensors, and room for names that are not the parameters' own. */
struct outline {
  struct ec_stored *tensors;
  char (*names)[STATE_NAME_SIZE];
  size_t n;
  uint64_t state[N_STATE];
  int32_t random[N_RANDOM];
};

static const char *
state_name(char *name, const struct ec_parameter *parameter, unsigned which)
{
  snprintf(name, STATE_NAME_SIZE, "optimiser.%c.%s", which == 0 ? 'm' : 'v', parameter->name);
  return name;
}

static void
add_tensor(struct outline *outline, const char *name, const struct ec_tensor *tensor,
           const float *data)
{
  struct ec_stored *stored = &outline->tensors[outline->n++];
  *stored = (struct ec_stored){name, EC_ELEMENT_F32, tensor->rank, {0}, data};
  memcpy(stored->shape, tensor->shape, sizeof stored->shape);
}

static void
add_list(struct outline *outline, const char *name, enum ec_element element, size_t n,
         const void *data)
{
  outline->tensors[outline->n++] = (struct ec_stored){name, element, 1, {n, 1, 1, 1, 1}, data};
}

static bool
outline_init(struct outline *outline, const struct ec_parameters *parameters)
{
  size_t n_parameters = ec_parameters_count(parameters);
  memset(outline, 0, sizeof *outline);
  outline->tensors = ec_alloc(3 * n_parameters + 2, sizeof *outline->tensors);
  outline->names = ec_alloc(2 * n_parameters, sizeof *outline->names);
  return outline->tensors != NULL && outline->names != NULL;
}

static void
outline_clear(struct outline *outline)
{
  ec_free(outline->tensors);
  ec_free(outline->names);
}

static void
add_progress(struct outline *outline, const struct ec_progress *progress, uint64_t n_steps)
{
  const uint64_t state[4] = {progress->epoch, progress->step, progress->since_best, n_steps};
  const struct ec_random *random = &progress->random;
  _Static_assert(sizeof *random == sizeof outline->random, "all of the generator is kept");
  memcpy(outline->state, state, sizeof state);
  memcpy(&outline->state[4], &progress->best, sizeof progress->best);
  memcpy(outline->random, random, sizeof *random);
  add_list(outline, "progress.state", EC_ELEMENT_U64, N_STATE, outline->state);
  add_list(outline, "progress.random", EC_ELEMENT_I32, N_RANDOM, outline->random);
}

static void
add_parameters(struct outline *outline, const struct ec_parameters *parameters)
{
  for (size_t i = 0; i < ec_parameters_count(parameters); i++) {
    const struct ec_parameter *parameter = ec_parameters_get(parameters, i);
    add_tensor(outline, parameter->name, &parameter->tensor, parameter->tensor.data);
  }
}

static void
add_optimiser(struct outline *outline, const struct ec_parameters *parameters,
              struct ec_optimiser *optimiser)
{
  for (size_t i = 0; i < ec_parameters_count(parameters); i++)
    for (unsigned which = 0; which < 2; which++) {
      const struct ec_parameter *parameter = ec_parameters_get(parameters, i);
      const float *state = ec_optimiser_state(optimiser, i, which);
      if (state != NULL)
        add_tensor(outline, state_name(outline->names[2 * i + which], parameter, which),
                   &parameter->tensor, state);
    }
}

ec_status
ec_checkpoint_write(FILE *file, const struct ec_parameters *parameters,
                    struct ec_optimiser *optimiser, const struct ec_progress *progress,
                    const char *const *texts, size_t n_texts, struct ec_error *error)
{
  struct outline outline;
  ec_status status;
  if (!outline_init(&outline, parameters)) {
    outline_clear(&outline);
    return ec_error_no_memory(error, "the checkpoint");
  }
  add_progress(&outline, progress, ec_optimiser_n_steps(optimiser));
  add_parameters(&outline, parameters);
  add_optimiser(&outline, parameters, optimiser);
  status = ec_safetensors_write(file, outline.tensors, outline.n, texts, n_texts, error);
  outline_clear(&outline);
  return status;
}

ec_status
ec_weights_write(FILE *file, const struct ec_parameters *parameters, const char *const *texts,
                 size_t n_texts, struct ec_error *error)
{
  struct outline outline;
  ec_status status;
  if (!outline_init(&outline, parameters)) {
    outline_clear(&outline);
    return ec_error_no_memory(error, "the weights");
  }
  add_parameters(&outline, parameters);
  status = ec_safetensors_write(file, outline.tensors, outline.n, texts, n_texts, error);
  outline_clear(&outline);
  return status;
}

/* Numbers `at` … of a stored tensor, whose data need not be aligned, as single precision. */
static void
load(const struct ec_stored *stored, size_t at, size_t n, float *numbers)
{
  uint16_t halves[256];
  const uint8_t *data = stored->data;
  if (stored->element == EC_ELEMENT_F32) {
    memcpy(numbers, data + at * sizeof *numbers, n * sizeof *numbers);
    return;
  }
  for (size_t i = 0; i < n; i += 256) {
    size_t n_block = n - i < 256 ? n - i : 256;
    memcpy(halves, data + (at + i) * sizeof *halves, n_block * sizeof *halves);
    ec_kernels_best()->from_half(n_block, halves, numbers + i);
  }
}

static ec_status
check_numbers(const struct ec_stored *stored, size_t n, bool squares, struct ec_error *error)
{
  char quoted[EC_PARAMETER_NAME_SIZE];
  float numbers[256];
  for (size_t at = 0; at < n; at += 256) {
    size_t n_block = n - at < 256 ? n - at : 256;
    load(stored, at, n_block, numbers);
    for (size_t i = 0; i < n_block; i++)
      if (!isfinite(numbers[i]) || (squares && numbers[i] < 0.0f))
        return ec_error_set(
            error, EC_ERROR_VALUE, "Number %zu of the tensor \"%s\" is %g", at + i + 1,
            ec_error_quote(quoted, sizeof quoted, stored->name, strlen(stored->name)),
            (double)numbers[i]);
  }
  return EC_OK;
}

/* Finds what is to be read into a tensor, and checks all that can be wrong with it. */
static ec_status
find_tensor(const struct ec_safetensors *file, const char *name, const struct ec_tensor *tensor,
            bool halves, bool squares, const struct ec_stored **found, struct ec_error *error)
{
  const struct ec_stored *stored = ec_safetensors_find(file, name);
  char quoted[EC_PARAMETER_NAME_SIZE];
  ec_error_quote(quoted, sizeof quoted, name, strlen(name));
  if (stored == NULL)
    return ec_error_set(error, EC_ERROR_NOT_FOUND, "The file has no tensor \"%s\"", quoted);
  if (stored->element != EC_ELEMENT_F32 && !(halves && stored->element == EC_ELEMENT_F16))
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "The tensor \"%s\" of the file has another type than is needed", quoted);
  if (stored->rank != tensor->rank ||
      memcmp(stored->shape, tensor->shape, stored->rank * sizeof stored->shape[0]) != 0)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "The tensor \"%s\" of the file has another shape than the network's",
                        quoted);
  *found = stored;
  return check_numbers(stored, tensor->n, squares, error);
}

static bool
begins(const char *text, const char *with)
{
  return with == NULL || strncmp(text, with, strlen(with)) == 0;
}

/* Checks the weights and buffers whose names begin with `only`, or, with `take`, copies them. */
static ec_status
read_weights(const struct ec_safetensors *file, struct ec_parameters *parameters, const char *only,
             bool take, size_t *n_read, struct ec_error *error)
{
  size_t n = 0;
  for (size_t i = 0; i < ec_parameters_count(parameters); i++) {
    struct ec_parameter *parameter = ec_parameters_get(parameters, i);
    const struct ec_stored *stored;
    ec_status status;
    if (!begins(parameter->name, only))
      continue;
    n++;
    if (take) {
      stored = ec_safetensors_find(file, parameter->name);
      load(stored, 0, parameter->tensor.n, parameter->tensor.data);
      continue;
    }
    status = find_tensor(file, parameter->name, &parameter->tensor, true, false, &stored, error);
    if (status != EC_OK)
      return status;
  }
  *n_read = n;
  return EC_OK;
}

/* The same of what the optimiser remembers. */
static ec_status
read_states(const struct ec_safetensors *file, struct ec_parameters *parameters,
            struct ec_optimiser *optimiser, bool take, size_t *n_read, struct ec_error *error)
{
  char name[STATE_NAME_SIZE];
  size_t n = 0;
  for (size_t i = 0; i < ec_parameters_count(parameters); i++)
    for (unsigned which = 0; which < 2; which++) {
      const struct ec_parameter *parameter = ec_parameters_get(parameters, i);
      float *state = ec_optimiser_state(optimiser, i, which);
      const struct ec_stored *stored;
      ec_status status;
      if (state == NULL)
        continue;
      n++;
      state_name(name, parameter, which);
      if (take) {
        load(ec_safetensors_find(file, name), 0, parameter->tensor.n, state);
        continue;
      }
      status = find_tensor(file, name, &parameter->tensor, false, which == 1, &stored, error);
      if (status != EC_OK)
        return status;
    }
  *n_read = n;
  return EC_OK;
}

static ec_status
find_list(const struct ec_safetensors *file, const char *name, enum ec_element element, size_t n,
          const void **data, struct ec_error *error)
{
  const struct ec_stored *stored = ec_safetensors_find(file, name);
  if (stored == NULL)
    return ec_error_set(error, EC_ERROR_NOT_FOUND,
                        "The file is no checkpoint: it has no tensor \"%s\"", name);
  if (stored->element != element || stored->rank != 1 || stored->shape[0] != n)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "The tensor \"%s\" of the file has another type or shape than is needed",
                        name);
  *data = stored->data;
  return EC_OK;
}

static ec_status
read_progress(const struct ec_safetensors *file, struct ec_progress *progress, uint64_t *n_steps,
              struct ec_error *error)
{
  const void *list = NULL, *random = NULL;
  uint64_t state[N_STATE];
  ec_status status = find_list(file, "progress.state", EC_ELEMENT_U64, N_STATE, &list, error);
  if (status == EC_OK)
    status = find_list(file, "progress.random", EC_ELEMENT_I32, N_RANDOM, &random, error);
  if (status != EC_OK)
    return status;
  memcpy(state, list, sizeof state);
  progress->epoch = state[0];
  progress->step = state[1];
  progress->since_best = state[2];
  *n_steps = state[3];
  memcpy(&progress->best, &state[4], sizeof progress->best);
  memcpy(&progress->random, random, sizeof progress->random);
  /* No run comes so far, and one more step must not begin from 0. */
  if (*n_steps > (uint64_t)1 << 53)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "The checkpoint counts more steps than there can be");
  if (isnan(progress->best))
    return ec_error_set(error, EC_ERROR_VALUE, "The best value in the checkpoint is no number");
  if (progress->random.n_used > 4)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "The generator of random numbers in the checkpoint is damaged");
  return EC_OK;
}

/* All that is there is wanted, or the file is of another optimiser or network. */
static ec_status
check_count(const struct ec_safetensors *file, size_t n_wanted, struct ec_error *error)
{
  if (ec_safetensors_count(file) == n_wanted)
    return EC_OK;
  return ec_error_set(error, EC_ERROR_SHAPE,
                      "The checkpoint has %zu tensors, and this network with this optimiser %zu",
                      ec_safetensors_count(file), n_wanted);
}

ec_status
ec_checkpoint_read(const uint8_t *bytes, size_t size, struct ec_parameters *parameters,
                   struct ec_optimiser *optimiser, struct ec_progress *progress,
                   struct ec_error *error)
{
  struct ec_safetensors *file;
  struct ec_progress found;
  uint64_t n_steps = 0;
  size_t n_weights = 0, n_states = 0;
  ec_status status = ec_safetensors_read(bytes, size, &file, error);
  if (status != EC_OK)
    return status;
  status = read_progress(file, &found, &n_steps, error);
  if (status == EC_OK)
    status = read_weights(file, parameters, NULL, false, &n_weights, error);
  if (status == EC_OK)
    status = read_states(file, parameters, optimiser, false, &n_states, error);
  if (status == EC_OK)
    status = check_count(file, n_weights + n_states + 2, error);
  if (status == EC_OK) {
    read_weights(file, parameters, NULL, true, &n_weights, NULL);
    read_states(file, parameters, optimiser, true, &n_states, NULL);
    ec_optimiser_set_n_steps(optimiser, n_steps);
    *progress = found;
  }
  ec_safetensors_free(file);
  return status;
}

ec_status
ec_weights_read(const uint8_t *bytes, size_t size, struct ec_parameters *parameters,
                const char *only, struct ec_error *error)
{
  struct ec_safetensors *file;
  size_t n = 0;
  ec_status status = ec_safetensors_read(bytes, size, &file, error);
  if (status != EC_OK)
    return status;
  status = read_weights(file, parameters, only, false, &n, error);
  if (status == EC_OK && n == 0)
    status = ec_error_set(error, EC_ERROR_NOT_FOUND,
                          "The network has no parameters whose names begin so");
  if (status == EC_OK)
    read_weights(file, parameters, only, true, &n, NULL);
  ec_safetensors_free(file);
  return status;
}
