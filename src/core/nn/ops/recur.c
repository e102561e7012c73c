#include "config.h"

#include "nn/ops/recur.h"

#include "base/parallel.h"
#include "kernels/kernels.h"
#include "nn/ops/op-private.h"
#include "nn/ops/recur-private.h"
#include "nn/ops/sequence-kernels.h"
#include "nn/ops/sequence-op.h"

/* Rows of a piece where the batch is small, so that more threads than two find work. */
enum { SMALL_PIECE = 8, SMALL_BATCH = 32 };

size_t
ec_recurrence_gates(enum ec_recurrence recurrence)
{
  switch (recurrence) {
  case EC_RECURRENCE_LSTM:
    return 4;
  case EC_RECURRENCE_GRU:
    return 3;
  default:
    return 1;
  }
}

size_t
ec_recur_forward_panel_size(const struct ec_recur_run *run)
{
  return (run->width + run->hidden) * run->gates * ec_sequence_padded(run->hidden);
}

size_t
ec_recur_backward_panel_size(const struct ec_recur_run *run)
{
  return run->gates * run->hidden *
         (ec_sequence_padded(run->hidden) + ec_sequence_padded(run->width));
}

size_t
ec_recur_scratch_size(const struct ec_recur_run *run)
{
  return 3 * run->piece_rows * ec_sequence_padded(run->hidden);
}

size_t
ec_recur_n_pieces(const struct ec_recur_run *run)
{
  return (run->n + run->piece_rows - 1) / run->piece_rows;
}

static bool
check_bias(struct ec_tape *tape, const struct ec_tensor *bias, size_t n)
{
  if (!bias || (bias->rank == 1 && bias->n == n))
    return true;
  ec_tape_fail(tape, EC_ERROR_SHAPE,
               "a recurrent layer's biases are %zu numbers; they should be %zu", bias->n, n);
  return false;
}

static bool
check_weight(struct ec_tape *tape, const struct ec_tensor *weight, const char *of, size_t rows,
             size_t columns)
{
  char text[EC_SHAPE_TEXT_SIZE];
  if (weight->rank == 2 && weight->shape[0] == rows && weight->shape[1] == columns)
    return true;
  ec_tape_fail(tape, EC_ERROR_SHAPE,
               "a recurrent layer's weights of its %s are %s; they should be %zu × %zu", of,
               ec_op_shape_text(weight, text), rows, columns);
  return false;
}

/* Whether the shapes fit each other. */
static bool
check_shapes(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_recurrent *layer)
{
  size_t gates = ec_recurrence_gates(layer->recurrence);
  size_t hidden = ec_tensor_last(layer->hidden_weight, 0);
  char text[EC_SHAPE_TEXT_SIZE];
  if ((unsigned)layer->recurrence >= EC_N_RECURRENCES) {
    ec_tape_fail(tape, EC_ERROR_ARGUMENT, "there is no recurrence number %d",
                 (int)layer->recurrence);
    return false;
  }
  if (x->rank != 3) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "a recurrent layer is given %s; it takes rows × time × width",
                 ec_op_shape_text(x, text));
    return false;
  }
  return check_weight(tape, layer->hidden_weight, "state", gates * hidden, hidden) &&
         check_weight(tape, layer->input_weight, "input", gates * hidden, x->shape[2]) &&
         check_bias(tape, layer->input_bias, gates * hidden) &&
         check_bias(tape, layer->hidden_bias, gates * hidden);
}

/* Ranks the rows by length, longest first and in their order where equal, by counting. */
static size_t *
order_rows(struct ec_tape *tape, const size_t *length, size_t n, size_t time)
{
  size_t *order = ec_tape_alloc(tape, n, sizeof *order), n_longer = 0, here;
  size_t *begin = ec_tape_alloc(tape, time + 1, sizeof *begin);
  if (!order || !begin)
    return NULL;
  for (size_t t = 0; t <= time; t++)
    begin[t] = 0;
  for (size_t i = 0; i < n; i++)
    begin[length[i]]++;
  for (size_t t = time + 1; t-- > 0; n_longer += here) {
    here = begin[t];
    begin[t] = n_longer;
  }
  for (size_t i = 0; i < n; i++)
    order[begin[length[i]]++] = i;
  return order;
}

/* Fills in what the layer is, and takes the memory for a step. */
static bool
prepare(struct ec_tape *tape, struct ec_recur *node, const int32_t *lengths, bool back)
{
  struct ec_recur_run *run = &node->run;
  size_t padded = ec_sequence_padded(run->hidden), *length;
  run->length = length = ec_sequence_lengths(tape, lengths, run->n, run->time);
  run->order = length ? order_rows(tape, length, run->n, run->time) : NULL;
  run->forward_panel = ec_tape_alloc(tape, ec_recur_forward_panel_size(run), sizeof(float));
  run->bias_panel = ec_tape_alloc(tape, run->kept * padded, sizeof(float));
  if (back) {
    size_t n_states = node->y->n;
    run->backward_panel = ec_tape_alloc(tape, ec_recur_backward_panel_size(run), sizeof(float));
    run->gate = ec_tape_alloc(tape, n_states, run->kept * sizeof(float));
    run->dbias = ec_tape_alloc(tape, ec_recur_n_pieces(run), run->kept * padded * sizeof(float));
    node->dweights =
        ec_tape_alloc(tape, run->kept * run->hidden, (run->width + run->hidden) * sizeof(float));
    if (run->recurrence == EC_RECURRENCE_LSTM)
      run->cell = ec_tape_alloc(tape, n_states, sizeof(float));
  }
  return !ec_tape_failed(tape);
}

static ec_status
forward_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_recur *node = data;
  float *scratch = ec_compute_scratch(node->compute, worker,
                                      ec_recur_scratch_size(&node->run) * sizeof *scratch);
  node->kernels->recur_forward(&node->run, piece, scratch);
  return EC_OK;
}

static ec_status
forward(struct ec_tape *tape, struct ec_recur *node, struct ec_error *error)
{
  ec_status status = ec_sequence_reserve(tape, ec_recur_scratch_size(&node->run), error);
  if (status != EC_OK)
    return status;
  node->kernels->recur_pack(&node->run);
  return ec_parallel_for(ec_compute_job(node->compute), NULL, ec_recur_n_pieces(&node->run),
                         forward_piece, node, error);
}

static void
describe(struct ec_recur *node, const struct ec_tensor *x, const struct ec_recurrent *layer)
{
  struct ec_recur_run *run = &node->run;
  run->recurrence = layer->recurrence;
  run->backwards = layer->backwards;
  run->n = x->shape[0];
  run->time = x->shape[1];
  run->width = x->shape[2];
  run->hidden = layer->hidden_weight->shape[1];
  run->gates = ec_recurrence_gates(layer->recurrence);
  run->kept = run->gates == 1 ? 1 : 4;
  run->piece_rows = run->n <= SMALL_BATCH ? SMALL_PIECE : EC_RECUR_PIECE;
  run->x = x->data;
  run->input_weight = layer->input_weight->data;
  run->hidden_weight = layer->hidden_weight->data;
  run->input_bias = layer->input_bias ? layer->input_bias->data : NULL;
  run->hidden_bias = layer->hidden_bias ? layer->hidden_bias->data : NULL;
}

static struct ec_recur *
new_node(struct ec_tape *tape, struct ec_tensor *x, const struct ec_recurrent *layer, bool back)
{
  struct ec_recur *node = ec_tape_alloc(tape, 1, sizeof *node);
  size_t hidden = layer->hidden_weight->shape[1];
  const size_t states[3] = {x->shape[0], x->shape[1], hidden}, ends[2] = {x->shape[0], hidden};
  if (!node)
    return NULL;
  *node = (struct ec_recur){.x = x, .layer = *layer, .tape = tape};
  node->compute = ec_tape_compute(tape);
  node->kernels = ec_sequence_kernels_for(ec_tape_kernels(tape)->name);
  node->y = ec_tape_tensor(tape, 3, states, back);
  node->last = ec_tape_tensor(tape, 2, ends, back);
  if (!node->y || !node->last)
    return NULL;
  describe(node, x, layer);
  node->run.y = node->y->data;
  node->run.last = node->last->data;
  return node;
}

struct ec_tensor *
ec_recur(struct ec_tape *tape, struct ec_tensor *x, const struct ec_recurrent *layer,
         const int32_t *lengths, struct ec_tensor **last)
{
  const struct ec_tensor *const inputs[] = {x, layer->input_weight, layer->hidden_weight,
                                            layer->input_bias, layer->hidden_bias};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_recur *node;
  bool back;
  if (last)
    *last = NULL;
  if (!x || !layer->input_weight || !layer->hidden_weight || !check_shapes(tape, x, layer))
    return NULL;
  back = ec_tape_wants(tape, 5, inputs);
  node = new_node(tape, x, layer, back);
  if (!node || !prepare(tape, node, lengths, back) ||
      !ec_op_check(tape, forward(tape, node, &error), &error))
    return NULL;
  if (back)
    ec_tape_record(tape, ec_recur_backward, node);
  if (last)
    *last = node->last;
  return node->y;
}
