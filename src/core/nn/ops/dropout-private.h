/* The masks of dropout. */
#pragma once

#include "base/random.h"

/* Numbers `begin` … `end` - 1 of a mask, written to mask[0] …: 0 with probability `rate`, else
 * 1 / (1 - rate). What number i is depends on the generator and on i alone. */
void ec_dropout_mask(const struct ec_random *random, double rate, size_t begin, size_t end,
                     float *mask);
