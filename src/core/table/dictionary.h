/* The distinct texts of a column, and a code for each. Used inside core/table alone. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* The texts of a finished column, sorted by their bytes. They never change, so that tables made
 * from each other share them; the last one that lets go frees them. */
struct ec_levels;

size_t ec_levels_count(const struct ec_levels *levels);
const char *ec_levels_get(const struct ec_levels *levels, size_t code);
struct ec_levels *ec_levels_ref(struct ec_levels *levels);
void ec_levels_unref(struct ec_levels *levels); /* NULL is allowed */

/* A dictionary that is being filled: codes in the order in which texts are first seen. */
struct ec_dictionary;

/* NULL where memory runs out. */
struct ec_dictionary *ec_dictionary_new(void);
void ec_dictionary_free(struct ec_dictionary *dictionary); /* NULL is allowed */

/* The code of a text, which is added where it is new. NO_MEMORY; LIMIT where codes run out. */
ec_status ec_dictionary_add(struct ec_dictionary *dictionary, const char *text, size_t length,
                            int32_t *code, struct ec_error *error);

/* Sorts the texts, rewrites the codes (negative ones stay) to match, and hands the texts over as
 * levels; the dictionary is then empty and only to be freed. NO_MEMORY. */
ec_status ec_dictionary_finish(struct ec_dictionary *dictionary, int32_t *codes, size_t n_codes,
                               struct ec_levels **levels, struct ec_error *error);
