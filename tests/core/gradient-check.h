/* Checks what operations do backwards by what they do forwards.
 *
 * The step's output y, of any shape, is weighted with random numbers w; each number x that wants a
 * gradient is moved by a few step sizes both ways, and Richardson's extrapolation of the central
 * differences of Σ w y, summed in double precision, is what the gradient has to be. Its bound is
 * relative and, since y is in single precision, absolute: so much as rounding y may add at that
 * step size, and never so much that a gradient of half the usual size could pass as none.
 *
 * Gradients do not begin at 0, so whoever overwrites them instead of adding to them is found. */
#pragma once

#include <glib.h>

#include "nn/tape.h"

struct gradients;

/* Builds a step from the inputs, in the order in which they were added. */
typedef struct ec_tensor *(*gradients_func)(struct ec_tape *tape, struct ec_tensor *const *inputs,
                                            void *data);

/* Nothing to check yet; all random numbers follow from the seed. */
struct gradients *gradients_new(guint64 seed);
void gradients_free(struct gradients *self);

/* Adds an input of random numbers from middle - spread to middle + spread, all different by at
 * least 1/1024 where there are not too many, so that none ties with another. Its gradient is
 * checked unless it is constant. Numbers may be set by the caller. */
struct ec_tensor *gradients_add(struct gradients *self, const char *name, double middle,
                                double spread, size_t rank, const size_t *shape);
struct ec_tensor *gradients_add_constant(struct gradients *self, const char *name, double middle,
                                         double spread, size_t rank, const size_t *shape);

/* NULL where all gradients are right; else which number of which input is not, to be freed. */
char *gradients_find_wrong(struct gradients *self, gradients_func func, void *data);

/* Fails the test where there is a wrong one. */
#define assert_gradients(self, func, data)                                                         \
  do {                                                                                             \
    char *assert_wrong = gradients_find_wrong((self), (func), (data));                             \
    if (assert_wrong != NULL)                                                                      \
      g_error("%s:%d: %s", __FILE__, __LINE__, assert_wrong);                                      \
  } while (0)
