/* What operations share: loops over large tensors, and errors that stick to the tape. */
#pragma once

#include "base/parallel.h"
#include "nn/tape.h"

/* Floats in a piece of elementwise work: less is not worth waking a thread for. */
enum { EC_OP_PIECE = 1 << 15 };

/* Does something with items `begin` … `end` - 1, apart from all others. */
typedef void (*ec_range_func)(void *data, size_t begin, size_t end);

/* Calls `func` for `n` items, each of which is about `floats` numbers of work: at once where that
 * is little, else in pieces that depend on the sizes alone, on the job's threads. CANCELLED. */
ec_status ec_op_each(struct ec_tape *tape, size_t n, size_t floats, ec_range_func func, void *data,
                     struct ec_error *error);

/* Calls `func` forward: false, with the error noted on the tape, where that fails. */
bool ec_op_each_forward(struct ec_tape *tape, size_t n, size_t floats, ec_range_func func,
                        void *data);

/* Notes a failure on the tape; whether there was none. */
bool ec_op_check(struct ec_tape *tape, ec_status status, const struct ec_error *error);

/* A new output of the shape of `like`, wanting a gradient as told. */
struct ec_tensor *ec_op_output_like(struct ec_tape *tape, const struct ec_tensor *like,
                                    bool wants_gradient);

enum { EC_SHAPE_TEXT_SIZE = 128 };

/* The shape for people, "64 × 28 × 28"; returns `text`. */
const char *ec_op_shape_text(const struct ec_tensor *tensor, char text[EC_SHAPE_TEXT_SIZE]);
