/* The parameters of a network: named tensors that last from step to step, with their gradients,
 * and buffers that are kept with them but not learnt, such as running means. */
#pragma once

#include <stdbool.h>

#include "base/random.h"
#include "base/status.h"
#include "nn/tensor.h"

enum { EC_PARAMETER_NAME_SIZE = 96 };

struct ec_parameter {
  char name[EC_PARAMETER_NAME_SIZE]; /* "conv1.weight": dots between the parts */
  struct ec_tensor tensor;           /* tensor.gradient is NULL for a buffer and where frozen */
  float *gradient;                   /* kept while frozen, for it may thaw; NULL for a buffer */
  bool buffer;                       /* kept and saved, never learnt */
  bool frozen;                       /* not learnt for now */
  bool decays;                       /* weight decay is for weights, not for biases and scales */
};

struct ec_parameters;

/* How a new parameter begins. */
enum ec_init {
  EC_INIT_ZEROS,
  EC_INIT_ONES,
  EC_INIT_UNIFORM, /* in ± scale */
  EC_INIT_NORMAL,  /* mean 0, standard deviation scale */
};

ec_status ec_parameters_new(uint64_t seed, struct ec_parameters **parameters,
                            struct ec_error *error);
void ec_parameters_free(struct ec_parameters *parameters);

/* Adds a parameter with a name that is not taken yet; each begins with random numbers of its own,
 * split by its number. The pointer lasts as long as the set. NO_MEMORY, ARGUMENT. */
ec_status ec_parameters_add(struct ec_parameters *parameters, const char *name, size_t rank,
                            const size_t *shape, enum ec_init init, double scale, bool decays,
                            struct ec_parameter **parameter, struct ec_error *error);

/* Adds a buffer, all `value`. */
ec_status ec_parameters_add_buffer(struct ec_parameters *parameters, const char *name, size_t rank,
                                   const size_t *shape, float value,
                                   struct ec_parameter **parameter, struct ec_error *error);

size_t ec_parameters_count(const struct ec_parameters *parameters);
struct ec_parameter *ec_parameters_get(const struct ec_parameters *parameters, size_t index);
struct ec_parameter *ec_parameters_find(const struct ec_parameters *parameters, const char *name);

/* Numbers that are learnt, frozen ones included, in all of them. */
size_t ec_parameters_size(const struct ec_parameters *parameters);

/* Freezes or thaws all whose name begins with `prefix`. */
void ec_parameters_set_frozen(struct ec_parameters *parameters, const char *prefix, bool frozen);

/* Clears all gradients. */
void ec_parameters_clear_gradients(struct ec_parameters *parameters);
