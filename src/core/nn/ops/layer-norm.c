#include "config.h"

#include "nn/ops/layer-norm.h"

#include "base/parallel.h"
#include "kernels/kernels.h"
#include "nn/ops/op-private.h"
#include "nn/ops/sequence-kernels.h"

/* Numbers that are worth a piece. */
enum { PIECE_SIZE = 1 << 14 };

struct layer_norm {
  struct ec_tensor *x, *scale, *shift, *y;
  const struct ec_sequence_kernels *kernels;
  struct ec_norm_run run;
};

static bool
check(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_tensor *weight,
      const char *what)
{
  size_t width = ec_tensor_last(x, 0);
  if (weight->rank == 1 && weight->n == width && x->rank > 0)
    return true;
  ec_tape_fail(tape, EC_ERROR_SHAPE,
               "a layer normalisation of rows of %zu has %zu %s; it should have one a column",
               width, weight->n, what);
  return false;
}

static ec_status
do_forward(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct layer_norm *node = data;
  node->kernels->norm_forward(&node->run, piece);
  return EC_OK;
}

static ec_status
do_backward(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct layer_norm *node = data;
  node->kernels->norm_backward(&node->run, piece);
  return EC_OK;
}

/* Adds the pieces' sums in their order. */
static void
add_sums(const struct ec_norm_run *run, const float *sums, struct ec_tensor *weight)
{
  for (size_t piece = 0; weight->gradient && piece < run->n_pieces; piece++)
    for (size_t j = 0; j < run->width; j++)
      weight->gradient[j] += sums[piece * run->width + j];
}

static ec_status
layer_norm_backward(struct ec_tape *tape, void *data, struct ec_error *error)
{
  struct layer_norm *node = data;
  ec_status status;
  node->run.dy = node->y->gradient;
  node->run.dx = node->x->gradient;
  status = ec_parallel_for(ec_compute_job(ec_tape_compute(tape)), NULL, node->run.n_pieces,
                           do_backward, node, error);
  if (status != EC_OK)
    return status;
  add_sums(&node->run, node->run.dscale, node->scale);
  add_sums(&node->run, node->run.dshift, node->shift);
  return EC_OK;
}

static size_t
count_pieces(size_t n_rows, size_t n)
{
  size_t n_pieces = n / PIECE_SIZE < EC_NORM_PIECES_MAX ? n / PIECE_SIZE : EC_NORM_PIECES_MAX;
  if (n_pieces == 0)
    return n_rows > 0;
  return n_pieces < n_rows ? n_pieces : n_rows;
}

/* Takes the memory of a step. */
static bool
prepare(struct ec_tape *tape, struct layer_norm *node, double epsilon, bool back)
{
  struct ec_tensor *x = node->x;
  struct ec_norm_run *run = &node->run;
  size_t width = ec_tensor_last(x, 0);
  node->kernels = ec_sequence_kernels_for(ec_tape_kernels(tape)->name);
  node->y = ec_op_output_like(tape, x, back);
  *run = (struct ec_norm_run){.width = width, .x = x->data, .epsilon = (float)epsilon};
  run->n_rows = width > 0 ? x->n / width : 0;
  run->n_pieces = count_pieces(run->n_rows, x->n);
  run->scale = node->scale->data;
  run->shift = node->shift->data;
  run->mean = ec_tape_alloc(tape, run->n_rows, sizeof(float));
  run->inverse = ec_tape_alloc(tape, run->n_rows, sizeof(float));
  if (back) {
    run->dscale = ec_tape_alloc(tape, run->n_pieces, width * sizeof(float));
    run->dshift = ec_tape_alloc(tape, run->n_pieces, width * sizeof(float));
  }
  if (ec_tape_failed(tape))
    return false;
  run->y = node->y->data;
  return true;
}

struct ec_tensor *
ec_layer_norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *scale,
              struct ec_tensor *shift, double epsilon)
{
  const struct ec_tensor *const inputs[] = {x, scale, shift};
  struct ec_error error = EC_ERROR_INIT;
  struct layer_norm *node;
  bool back;
  if (!x || !scale || !shift || !check(tape, x, scale, "scales") ||
      !check(tape, x, shift, "shifts"))
    return NULL;
  back = ec_tape_wants(tape, 3, inputs);
  node = ec_tape_alloc(tape, 1, sizeof *node);
  if (!node)
    return NULL;
  *node = (struct layer_norm){.x = x, .scale = scale, .shift = shift};
  if (!prepare(tape, node, epsilon, back) ||
      !ec_op_check(tape,
                   ec_parallel_for(ec_compute_job(ec_tape_compute(tape)), NULL, node->run.n_pieces,
                                   do_forward, node, &error),
                   &error))
    return NULL;
  if (back)
    ec_tape_record(tape, layer_norm_backward, node);
  return node->y;
}
