/* What the operations on sequences share: lengths that have been checked. */
#pragma once

#include <stdint.h>

#include "nn/tape.h"

/* The lengths of `n` rows as sizes, in memory of the step: all `time` for NULL. NULL, with an error
 * that says which, where one is negative or beyond `time`. */
size_t *ec_sequence_lengths(struct ec_tape *tape, const int32_t *lengths, size_t n, size_t time);

/* One scratch block for each worker, so that none has to grow inside of a loop: false, with the
 * error filled, where memory runs out. */
ec_status ec_sequence_reserve(struct ec_tape *tape, size_t n_floats, struct ec_error *error);
