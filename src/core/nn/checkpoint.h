/* Checkpoints: all that a run of training needs to go on as if it had never stopped — weights,
 * what the optimiser remembers, the generator of random numbers, how far it is — in one
 * safetensors file that other programs read the weights of. */
#pragma once

#include <stdio.h>

#include "io/safetensors.h"
#include "nn/optimiser.h"

struct ec_progress {
  uint64_t epoch, step;    /* of the epoch; whole epochs and batches that are done */
  struct ec_random random; /* the run's generator */
  double best;             /* of early stopping: the best value so far */
  uint64_t since_best;     /* epochs since then */
};

/* Writes weights and buffers under their own names, the optimiser's memory as "optimiser.m.NAME"
 * and "optimiser.v.NAME", and the progress; `texts` as of ec_safetensors_write(). */
ec_status ec_checkpoint_write(FILE *file, const struct ec_parameters *parameters,
                              struct ec_optimiser *optimiser, const struct ec_progress *progress,
                              const char *const *texts, size_t n_texts, struct ec_error *error);

/* Reads one back into parameters and optimiser of the same make; nothing is changed unless all of it
 * fits. NOT_FOUND names what is missing, SHAPE what has another shape, VALUE what is not finite. */
ec_status ec_checkpoint_read(const uint8_t *bytes, size_t size, struct ec_parameters *parameters,
                             struct ec_optimiser *optimiser, struct ec_progress *progress,
                             struct ec_error *error);

/* The weights and buffers alone, as of a trained net; with `only` (NULL: all) those whose names
 * begin so, of which there has to be one. What is read may be of half precision. */
ec_status ec_weights_write(FILE *file, const struct ec_parameters *parameters,
                           const char *const *texts, size_t n_texts, struct ec_error *error);
ec_status ec_weights_read(const uint8_t *bytes, size_t size, struct ec_parameters *parameters,
                          const char *only, struct ec_error *error);
