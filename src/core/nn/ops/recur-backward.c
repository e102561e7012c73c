#include "config.h"

#include "nn/ops/recur-private.h"

#include <string.h>

#include "base/parallel.h"
#include "kernels/gemm.h"
#include "kernels/kernels.h"
#include "nn/ops/sequence-op.h"

/* The state before a place, which is that at the place before: NULL where a row begins, or where it
 * has ended. */
static const float *
state_before(const struct ec_recur_run *run, size_t place)
{
  size_t t = place % run->time;
  bool none = run->backwards ? t + 1 >= run->length[place / run->time] : t == 0;
  size_t before = run->backwards ? place + 1 : place - 1;
  return none ? NULL : run->y + before * run->hidden;
}

/* Copies what there is of columns `row` … `row + n` - 1 of `part`, whose own begin at `first` and are
 * `size`; zeros for NULL. */
static void
copy_part(const float *part, size_t first, size_t size, size_t row, size_t n, float *to)
{
  size_t begin = row > first ? row : first;
  size_t end = row + n < first + size ? row + n : first + size;
  if (begin >= end)
    return;
  if (part)
    memcpy(to + begin - row, part + begin - first, (end - begin) * sizeof *to);
  else
    memset(to + begin - row, 0, (end - begin) * sizeof *to);
}

/* What the gates were multiplied from at each place, input and state side by side. */
static void
pack_inputs(const void *data, size_t row, size_t n_rows, size_t k, size_t n_k, size_t width,
            float *panel)
{
  const struct ec_recur_run *run = data;
  for (size_t j = 0; j < n_k; j++, panel += width) {
    copy_part(run->x + (k + j) * run->width, 0, run->width, row, n_rows, panel);
    copy_part(state_before(run, k + j), run->width, run->hidden, row, n_rows, panel);
    memset(panel + n_rows, 0, (width - n_rows) * sizeof *panel);
  }
}

static ec_status
backward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_recur *node = data;
  float *scratch = ec_compute_scratch(node->compute, worker,
                                      ec_recur_scratch_size(&node->run) * sizeof *scratch);
  node->kernels->recur_backward(&node->run, piece, scratch);
  return EC_OK;
}

/* The gradients of all gates, transposed, times what they were multiplied from, over all places:
 * [kept × hidden][width + hidden]. One product packs the gates once, which is worth more than what
 * is in vain of it for the GRU. */
static ec_status
multiply_weights(const struct ec_recur *node, struct ec_error *error)
{
  const struct ec_recur_run *run = &node->run;
  const struct ec_gemm product = {
      .m = run->kept * run->hidden,
      .n = run->width + run->hidden,
      .k = run->n * run->time,
      .a = {run->gate, 1, run->kept * run->hidden, 0},
      .pack_b = pack_inputs,
      .pack_b_data = run,
      .c = node->dweights,
      .c_row = run->width + run->hidden,
  };
  return ec_gemm(node->compute, &product, error);
}

/* Adds one part of that product's columns to a weight's gradient; the last gate's rows may be another
 * one's. */
static void
add_weights(const struct ec_recur *node, struct ec_tensor *weight, size_t first_column,
            size_t last_gate)
{
  const struct ec_recur_run *run = &node->run;
  size_t columns = weight->shape[1], wide = run->width + run->hidden;
  if (!weight->gradient)
    return;
  for (size_t row = 0; row < run->gates * run->hidden; row++) {
    size_t in_last = row >= (run->gates - 1) * run->hidden ? last_gate + 1 - run->gates : 0;
    const float *from = node->dweights + (row + in_last * run->hidden) * wide + first_column;
    ec_tape_kernels(node->tape)->add(columns, from, weight->gradient + row * columns);
  }
}

static ec_status
add_all_weights(const struct ec_recur *node, struct ec_error *error)
{
  ec_status status;
  if (!node->layer.input_weight->gradient && !node->layer.hidden_weight->gradient)
    return EC_OK;
  status = multiply_weights(node, error);
  if (status != EC_OK)
    return status;
  add_weights(node, node->layer.input_weight, 0, node->run.gates - 1);
  add_weights(node, node->layer.hidden_weight, node->run.width, node->run.kept - 1);
  return EC_OK;
}

/* The pieces' sums are added in their order. */
static void
add_bias(const struct ec_recur_run *run, struct ec_tensor *bias, size_t last_gate)
{
  size_t padded = ec_sequence_padded(run->hidden);
  if (!bias || !bias->gradient)
    return;
  for (size_t piece = 0; piece < ec_recur_n_pieces(run); piece++)
    for (size_t gate = 0; gate < run->gates; gate++) {
      size_t from = gate + 1 == run->gates ? last_gate : gate;
      const float *sums = run->dbias + (piece * run->kept + from) * padded;
      for (size_t j = 0; j < run->hidden; j++)
        bias->gradient[gate * run->hidden + j] += sums[j];
    }
}

ec_status
ec_recur_backward(struct ec_tape *tape, void *data, struct ec_error *error)
{
  struct ec_recur *node = data;
  struct ec_recur_run *run = &node->run;
  ec_status status = ec_sequence_reserve(tape, ec_recur_scratch_size(run), error);
  run->dy = node->y->gradient;
  run->dlast = node->last->gradient;
  run->dx = node->x->gradient;
  if (status == EC_OK)
    status = ec_parallel_for(ec_compute_job(node->compute), NULL, ec_recur_n_pieces(run),
                             backward_piece, node, error);
  if (status != EC_OK)
    return status;
  add_bias(run, node->layer.input_bias, run->gates - 1);
  add_bias(run, node->layer.hidden_bias, run->kept - 1);
  return add_all_weights(node, error);
}
