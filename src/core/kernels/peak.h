/* How much a processor can multiply and add at most: what speeds of products are compared with. */
#pragma once

#include <stddef.h>

#include "kernels/kernels.h"

/* Does `n` rounds of multiply-adds in registers alone, with the vectors of the kernels, in as many
 * sums side by side as the processor needs to be busy all the time. Returns how many numbers were
 * multiplied and added; `*sink` gets a number that depends on all of them, so that none can be left
 * out. */
size_t ec_peak_run(const struct ec_kernels *kernels, size_t n, float *sink);
