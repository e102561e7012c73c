/* The tape: what was computed in a step, in order, so that it can be gone through backwards.
 *
 * Operations (nn/ops) take a tape, make their output on it and note how to go back. A step is:
 *
 *   ec_tape_begin(tape, EC_TAPE_TRAIN);
 *   x = ec_tape_input(tape, …);
 *   y = ec_dense(tape, x, weight, bias, EC_ACTIVATION_RELU);
 *   loss = ec_cross_entropy(tape, y, labels, …);
 *   status = ec_tape_backward(tape, loss, &error);
 *
 * An error sticks: an operation that fails, or is given NULL, returns NULL, and whoever asks for the
 * end (backward or finish) gets the first error. So code of models reads from top to bottom.
 *
 * Everything that a step makes lies in one region of memory, which the first step of its size grows
 * to what it needs, never beyond the limit; the steps after it take none from the system. */
#pragma once

#include <stdint.h>

#include "base/random.h"
#include "kernels/compute.h"
#include "nn/tensor.h"

struct ec_tape;

enum ec_tape_mode {
  EC_TAPE_TRAIN,   /* gradients, dropout, statistics of the batch */
  EC_TAPE_PREDICT, /* neither is noted; nothing goes back */
};

/* A tape that works on `compute` (borrowed) and holds at most `limit` bytes in a step; 0: 1 GiB.
 * NO_MEMORY. */
ec_status ec_tape_new(struct ec_compute *compute, size_t limit, struct ec_tape **tape,
                      struct ec_error *error);
void ec_tape_free(struct ec_tape *tape);

/* Forgets the step before with all its tensors, and its error. */
void ec_tape_begin(struct ec_tape *tape, enum ec_tape_mode mode);

/* The generator that dropout splits from; set before a step for the same masks again. */
void ec_tape_set_random(struct ec_tape *tape, const struct ec_random *random);

enum ec_tape_mode ec_tape_get_mode(const struct ec_tape *tape);
struct ec_compute *ec_tape_compute(const struct ec_tape *tape);
const struct ec_kernels *ec_tape_kernels(const struct ec_tape *tape);

/* A tensor that wraps numbers of the caller's, [shape[0]]…[shape[rank - 1]], without a gradient;
 * they must last for the step. */
struct ec_tensor *ec_tape_input(struct ec_tape *tape, const float *data, size_t rank,
                                const size_t *shape);

/* Goes backwards from a tensor of one number: adds to the gradient of every parameter that the
 * step used. The first error of the step, CANCELLED. */
ec_status ec_tape_backward(struct ec_tape *tape, struct ec_tensor *loss, struct ec_error *error);

/* The first error of the step so far, or EC_OK: for steps that do not go back. */
ec_status ec_tape_finish(struct ec_tape *tape, struct ec_error *error);

/* The bytes that the largest step so far took, and how often the region had to grow. */
size_t ec_tape_peak(const struct ec_tape *tape);
size_t ec_tape_n_grown(const struct ec_tape *tape);

/* For operations alone. */

/* A new tensor of the step, not cleared, with a gradient where `wants_gradient` and the tape trains;
 * that is cleared when the step begins to go back. NULL, with the error noted, where memory runs out
 * or the size overflows. */
struct ec_tensor *ec_tape_tensor(struct ec_tape *tape, size_t rank, const size_t *shape,
                                 bool wants_gradient);

/* Memory of the step, not cleared, aligned to 64 bytes. */
void *ec_tape_alloc(struct ec_tape *tape, size_t count, size_t size);

/* Undoes one operation: adds to its inputs' gradients from its output's. */
typedef ec_status (*ec_backward_func)(struct ec_tape *tape, void *node, struct ec_error *error);

/* Notes how to go back, where the tape trains; `node` is memory of the step. */
void ec_tape_record(struct ec_tape *tape, ec_backward_func backward, void *node);

/* Notes an error, and returns NULL, so that an operation can end with it. */
struct ec_tensor *ec_tape_fail(struct ec_tape *tape, ec_status status, const char *format, ...)
    EC_PRINTF(3, 4);

/* Whether the step has failed already. */
bool ec_tape_failed(const struct ec_tape *tape);

/* The generator for one operation that draws numbers, another one at each call. */
struct ec_random ec_tape_split_random(struct ec_tape *tape);

/* Whether an operation has to note anything: the tape trains, and one of its inputs wants a
 * gradient. Any of them may be NULL. */
bool ec_tape_wants(const struct ec_tape *tape, size_t n_inputs,
                   const struct ec_tensor *const *inputs);
