#include "config.h"

#include "nn/ops/recur-private.h"

#include <string.h>

#include "base/parallel.h"
#include "kernels/gemm.h"
#include "nn/ops/sequence-op.h"

/* The state before each place, as a factor with a row for each of them: that at the place before,
 * or 0 where a row begins, or where it has ended. */
static void
pack_state_before(const void *data, size_t row, size_t n_rows, size_t k, size_t n_k, size_t width,
                  float *panel)
{
  const struct ec_recur_run *run = data;
  for (size_t j = 0; j < n_k; j++, panel += width) {
    size_t i = (k + j) / run->time, t = (k + j) % run->time;
    bool none = run->backwards ? t + 1 >= run->length[i] : t == 0;
    size_t place = run->backwards ? k + j + 1 : k + j - 1;
    size_t n = none ? 0 : n_rows;
    if (n > 0)
      memcpy(panel, run->y + place * run->hidden + row, n * sizeof *panel);
    memset(panel + n, 0, (width - n) * sizeof *panel);
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

/* Rows of a weight's gradient from `to` on += the gradients of the gates from `gate` on, transposed,
 * times what they were multiplied with, over all places. */
static ec_status
add_weights(const struct ec_recur *node, struct ec_tensor *weight, size_t gate, size_t to,
            size_t n_gates, struct ec_error *error)
{
  const struct ec_recur_run *run = &node->run;
  bool input = weight == node->layer.input_weight;
  size_t columns = weight->shape[1];
  const struct ec_gemm product = {
      .m = n_gates * run->hidden,
      .n = columns,
      .k = run->n * run->time,
      .a = {run->gate + gate * run->hidden, 1, run->kept * run->hidden, 0},
      .b = {run->x, run->width, 1, 0},
      .pack_b = input ? NULL : pack_state_before,
      .pack_b_data = run,
      .c = weight->gradient + to * run->hidden * columns,
      .c_row = columns,
      .accumulate = true,
  };
  return ec_gemm(node->compute, &product, error);
}

/* The GRU's hidden part of its last gate lies apart. */
static ec_status
add_all_weights(const struct ec_recur *node, struct ec_error *error)
{
  struct ec_tensor *input = node->layer.input_weight, *hidden = node->layer.hidden_weight;
  size_t gates = node->run.gates;
  bool gru = node->run.recurrence == EC_RECURRENCE_GRU;
  ec_status status = EC_OK;
  if (input->gradient)
    status = add_weights(node, input, 0, 0, gates, error);
  if (status == EC_OK && hidden->gradient)
    status = add_weights(node, hidden, 0, 0, gru ? 2 : gates, error);
  if (status == EC_OK && hidden->gradient && gru)
    status = add_weights(node, hidden, 3, 2, 1, error);
  return status;
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
