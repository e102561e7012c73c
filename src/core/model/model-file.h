/* What the files of models have in common: counts, lists and matrices in a record, checked. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"
#include "io/record.h"
#include "linalg/matrix.h"

/* Adds a matrix as one list of numbers, column by column. */
ec_status ec_file_add_matrix(struct ec_record *record, const char *key,
                             const struct ec_matrix *matrix, struct ec_error *error);

/* Adds a list of sizes. */
ec_status ec_file_add_sizes(struct ec_record *record, const char *key, const size_t *sizes,
                            size_t n_sizes, struct ec_error *error);

/* Read a member; VALUE, naming it, where it is not a whole number from `least` to `most`, where a
 * number is not finite, and SHAPE where there are not as many numbers as expected. What is read
 * belongs to the arena. */
ec_status ec_file_get_count(const struct ec_record *record, const char *key, size_t least,
                            size_t most, size_t *value, struct ec_error *error);
ec_status ec_file_get_list(const struct ec_record *record, const char *key, size_t n,
                           struct ec_arena *arena, double **list, struct ec_error *error);
ec_status ec_file_get_sizes(const struct ec_record *record, const char *key, size_t n,
                            struct ec_arena *arena, size_t **sizes, struct ec_error *error);
ec_status ec_file_get_matrix(const struct ec_record *record, const char *key, size_t n_rows,
                             size_t n_columns, struct ec_arena *arena, struct ec_matrix *matrix,
                             struct ec_error *error);

/* A finite number of at least `least`. VALUE. */
ec_status ec_file_get_number(const struct ec_record *record, const char *key, double least,
                             double *value, struct ec_error *error);

/* The names of the features, to be given to ec_model_take_names(); NULL where there are none. SHAPE
 * where there are not n_features of them. */
ec_status ec_file_get_names(const struct ec_record *record, size_t n_features, char ***names,
                            struct ec_error *error);

/* A matrix of zeros in the arena; false where memory runs out. */
bool ec_arena_matrix(struct ec_arena *arena, size_t n_rows, size_t n_columns,
                     struct ec_matrix *matrix);
