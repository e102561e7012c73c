#include "config.h"

#include "nn/ops/attend.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "kernels/kernels.h"
#include "nn/ops/op-private.h"
#include "nn/ops/sequence-kernels.h"
#include "nn/ops/sequence-op.h"

struct attend {
  struct ec_tensor *x, *y;
  struct ec_compute *compute;
  const struct ec_sequence_kernels *kernels;
  struct ec_attend_run run;
};

size_t
ec_attend_scratch_size(const struct ec_attend_run *run, bool backward)
{
  size_t keys = ec_sequence_padded(run->time), wide = ec_sequence_padded(run->depth);
  size_t mask = (run->time + EC_ATTEND_CHUNK - 1) / EC_ATTEND_CHUNK * EC_ATTEND_CHUNK;
  size_t rows = (size_t)EC_ATTEND_BLOCK * ((backward ? 3 : 2) * wide + (backward ? 2 : 1) * keys);
  return keys * wide * (backward ? 5 : 2) + rows + mask;
}

static bool
check(struct ec_tape *tape, const struct ec_tensor *x, size_t n_heads, double dropout)
{
  char text[EC_SHAPE_TEXT_SIZE];
  if (x->rank != 3 || n_heads == 0 || x->shape[2] % 3 != 0 || x->shape[2] / 3 % n_heads != 0)
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "attention with %zu heads is given %s; it takes rows × time × 3 times a multiple "
                 "of the heads",
                 n_heads, ec_op_shape_text(x, text));
  else if (x->shape[1] > EC_ATTEND_TIME_MAX)
    ec_tape_fail(tape, EC_ERROR_LIMIT, "attention is given %zu places; it takes %d at most",
                 x->shape[1], EC_ATTEND_TIME_MAX);
  else if (!(dropout >= 0.0 && dropout < 1.0))
    ec_tape_fail(tape, EC_ERROR_ARGUMENT, "attention's dropout is %g; it has to be in [0, 1)",
                 dropout);
  return !ec_tape_failed(tape);
}

static ec_status
do_forward(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct attend *node = data;
  size_t size = ec_attend_scratch_size(&node->run, false) * sizeof(float);
  node->kernels->attend_forward(&node->run, piece, ec_compute_scratch(node->compute, worker, size));
  return EC_OK;
}

static ec_status
do_backward(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct attend *node = data;
  size_t size = ec_attend_scratch_size(&node->run, true) * sizeof(float);
  node->kernels->attend_backward(&node->run, piece,
                                 ec_compute_scratch(node->compute, worker, size));
  return EC_OK;
}

/* Does all heads of all rows, one way or the other. */
static ec_status
do_all(struct ec_tape *tape, struct attend *node, bool backward, struct ec_error *error)
{
  size_t n_pieces = node->run.n * node->run.heads;
  ec_status status = ec_sequence_reserve(tape, ec_attend_scratch_size(&node->run, backward), error);
  if (status == EC_OK)
    status = ec_parallel_for(ec_compute_job(node->compute), NULL, n_pieces,
                             backward ? do_backward : do_forward, node, error);
  return status;
}

static ec_status
attend_backward(struct ec_tape *tape, void *data, struct ec_error *error)
{
  struct attend *node = data;
  node->run.dy = node->y->gradient;
  node->run.dx = node->x->gradient;
  return do_all(tape, node, true, error);
}

/* Random bits are compared 16 at a time: the rate is rounded to a multiple of 2^-16, and what stays
 * is scaled by that, so that the mean stays exact. */
static void
set_dropout(struct ec_tape *tape, struct ec_attend_run *run, double dropout)
{
  if (ec_tape_get_mode(tape) != EC_TAPE_TRAIN || dropout == 0.0)
    return;
  run->random = ec_tape_split_random(tape);
  run->threshold = (uint32_t)lrint(dropout * 65536.0);
  run->threshold = run->threshold < 65535 ? run->threshold : 65535;
  run->kept_scale = (float)(65536.0 / (65536.0 - run->threshold));
}

static struct attend *
new_node(struct ec_tape *tape, struct ec_tensor *x, size_t n_heads, const int32_t *lengths)
{
  const struct ec_tensor *const inputs[] = {x};
  const size_t shape[3] = {x->shape[0], x->shape[1], x->shape[2] / 3};
  bool back = ec_tape_wants(tape, 1, inputs);
  struct attend *node = ec_tape_alloc(tape, 1, sizeof *node);
  if (!node)
    return NULL;
  *node = (struct attend){.x = x, .compute = ec_tape_compute(tape)};
  node->kernels = ec_sequence_kernels_for(ec_tape_kernels(tape)->name);
  node->y = ec_tape_tensor(tape, 3, shape, back);
  node->run = (struct ec_attend_run){
      .n = shape[0], .time = shape[1], .width = shape[2], .heads = n_heads, .x = x->data};
  node->run.depth = shape[2] / n_heads;
  node->run.scale = 1.0f / sqrtf((float)node->run.depth);
  node->run.length = ec_sequence_lengths(tape, lengths, shape[0], shape[1]);
  if (back)
    node->run.log_sum = ec_tape_alloc(tape, shape[0] * n_heads, shape[1] * sizeof(float));
  if (ec_tape_failed(tape))
    return NULL;
  node->run.y = node->y->data;
  return node;
}

struct ec_tensor *
ec_attend(struct ec_tape *tape, struct ec_tensor *x, size_t n_heads, const int32_t *lengths,
          double dropout, float *weights)
{
  struct ec_error error = EC_ERROR_INIT;
  struct attend *node;
  if (!x || !check(tape, x, n_heads, dropout) || !(node = new_node(tape, x, n_heads, lengths)))
    return NULL;
  node->run.weights = weights;
  set_dropout(tape, &node->run, dropout);
  if (!ec_op_check(tape, do_all(tape, node, false, &error), &error))
    return NULL;
  if (node->run.log_sum)
    ec_tape_record(tape, attend_backward, node);
  return node->y;
}
