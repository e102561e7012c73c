#include "config.h"

#include "kernels/gemm.h"
#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

/* So many partial sums of a bias's gradient at most, each over some of the rows. */
enum { MOST_PIECES = 16 };

struct dense {
  struct ec_tensor *x, *weight, *bias, *y;
  enum ec_activation activation;
  size_t n, in, out;
  const struct ec_kernels *kernels;
  float *before;       /* f's argument [n][out], where f' is found from it; else NULL */
  float *dbefore;      /* its gradient; without an activation y's own */
  float *sums;         /* of the columns of dbefore, one row a piece; NULL without a bias */
  size_t rows_at_once; /* in a piece */
  size_t n_pieces;
};

static bool
check_shapes(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_tensor *weight,
             const struct ec_tensor *bias)
{
  char a[EC_SHAPE_TEXT_SIZE], b[EC_SHAPE_TEXT_SIZE];
  if (weight->rank != 2 || ec_tensor_last(x, 0) != weight->shape[1]) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "a dense layer with weights %s (outputs × inputs) is given %s; its last size "
                 "should be the inputs",
                 ec_op_shape_text(weight, a), ec_op_shape_text(x, b));
    return false;
  }
  if (bias != NULL && (bias->rank != 1 || bias->n != weight->shape[0])) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "a dense layer with weights %s (outputs × inputs) has biases %s; there should be "
                 "one an output",
                 ec_op_shape_text(weight, a), ec_op_shape_text(bias, b));
    return false;
  }
  return true;
}

static void
activate_range(void *data, size_t begin, size_t end)
{
  const struct dense *d = data;
  d->kernels->activate(d->activation, end - begin, d->before + begin, d->y->data + begin);
}

/* y = f(x Wᵀ + b). */
static bool
compute(struct ec_tape *tape, struct dense *d)
{
  struct ec_error error = EC_ERROR_INIT;
  const struct ec_gemm product = {
      .m = d->n,
      .n = d->out,
      .k = d->in,
      .a = {d->x->data, d->in, 1, 0},
      .b = {d->weight->data, 1, d->in, 0},
      .c = d->before != NULL ? d->before : d->y->data,
      .c_row = d->out,
      .column_bias = d->bias != NULL ? d->bias->data : NULL,
      .activation = d->before != NULL ? EC_ACTIVATION_NONE : d->activation,
  };
  if (!ec_op_check(tape, ec_gemm(ec_tape_compute(tape), &product, &error), &error))
    return false;
  return d->before == NULL || ec_op_each_forward(tape, d->y->n, 1, activate_range, d);
}

/* One pass over some rows of dy: through the activation, and into the sums of the columns. */
static void
back_rows(const struct dense *d, size_t piece, size_t begin, size_t end)
{
  const struct ec_kernels *k = d->kernels;
  float *sums = d->sums != NULL ? d->sums + piece * d->out : NULL;
  if (sums != NULL)
    k->fill(d->out, 0.0f, sums);
  for (size_t i = begin * d->out; i < end * d->out; i += d->out) {
    if (d->activation != EC_ACTIVATION_NONE) {
      k->fill(d->out, 0.0f, d->dbefore + i);
      k->activate_backward(d->activation, d->out, d->before != NULL ? d->before + i : NULL,
                           d->y->data + i, d->y->gradient + i, d->dbefore + i);
    }
    if (sums != NULL)
      k->add(d->out, d->dbefore + i, sums);
  }
}

static ec_status
back_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct dense *d = data;
  size_t begin = piece * d->rows_at_once, end = begin + d->rows_at_once;
  (void)worker;
  (void)error;
  back_rows(d, piece, begin, end < d->n ? end : d->n);
  return EC_OK;
}

/* dbefore = dy f'(…), db += the sums of its columns. */
static ec_status
back_through_activation(struct ec_tape *tape, struct dense *d, struct ec_error *error)
{
  ec_status status;
  if (d->activation == EC_ACTIVATION_NONE && d->sums == NULL)
    return EC_OK;
  status = ec_parallel_for(ec_compute_job(ec_tape_compute(tape)), NULL, d->n_pieces, back_piece, d,
                           error);
  for (size_t i = 0; i < d->n_pieces && d->sums != NULL && status == EC_OK; i++)
    d->kernels->add(d->out, d->sums + i * d->out, d->bias->gradient);
  return status;
}

/* dW += dyᵀ x. */
static ec_status
back_to_weight(struct ec_tape *tape, const struct dense *d, struct ec_error *error)
{
  const struct ec_gemm product = {
      .m = d->out,
      .n = d->in,
      .k = d->n,
      .a = {d->dbefore, 1, d->out, 0},
      .b = {d->x->data, d->in, 1, 0},
      .c = d->weight->gradient,
      .c_row = d->in,
      .accumulate = true,
  };
  return ec_gemm(ec_tape_compute(tape), &product, error);
}

/* dx += dy W. */
static ec_status
back_to_x(struct ec_tape *tape, const struct dense *d, struct ec_error *error)
{
  const struct ec_gemm product = {
      .m = d->n,
      .n = d->in,
      .k = d->out,
      .a = {d->dbefore, d->out, 1, 0},
      .b = {d->weight->data, d->in, 1, 0},
      .c = d->x->gradient,
      .c_row = d->in,
      .accumulate = true,
  };
  return ec_gemm(ec_tape_compute(tape), &product, error);
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct dense *d = node;
  ec_status status = back_through_activation(tape, d, error);
  if (status == EC_OK && d->weight->gradient != NULL)
    status = back_to_weight(tape, d, error);
  if (status == EC_OK && d->x->gradient != NULL)
    status = back_to_x(tape, d, error);
  return status;
}

/* Cuts the rows into pieces, and takes the memory that going back needs. */
static bool
prepare_to_go_back(struct ec_tape *tape, struct dense *d)
{
  d->rows_at_once = EC_OP_PIECE / (d->out > 0 ? d->out : 1) + 1;
  if (d->rows_at_once < d->n / MOST_PIECES + 1)
    d->rows_at_once = d->n / MOST_PIECES + 1;
  d->n_pieces = (d->n + d->rows_at_once - 1) / d->rows_at_once;
  d->dbefore = d->activation == EC_ACTIVATION_NONE
                   ? d->y->gradient
                   : ec_tape_alloc(tape, d->y->n, sizeof *d->dbefore);
  if (d->bias != NULL && d->bias->gradient != NULL) {
    d->sums = ec_tape_alloc(tape, d->n_pieces * d->out, sizeof *d->sums);
  }
  return !ec_tape_failed(tape);
}

struct ec_tensor *
ec_dense(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *weight,
         struct ec_tensor *bias, enum ec_activation activation)
{
  const struct ec_tensor *inputs[] = {x, weight, bias};
  size_t shape[EC_TENSOR_RANK_MAX];
  struct dense *d;
  bool wants;
  if (x == NULL || weight == NULL || !check_shapes(tape, x, weight, bias) ||
      (d = ec_tape_alloc(tape, 1, sizeof *d)) == NULL)
    return NULL;
  *d = (struct dense){.x = x, .weight = weight, .bias = bias, .activation = activation};
  d->kernels = ec_tape_kernels(tape);
  d->in = weight->shape[1];
  d->out = weight->shape[0];
  wants = ec_tape_wants(tape, 3, inputs);
  d->n = 1;
  for (size_t i = 0; i < x->rank; i++) {
    shape[i] = i + 1 < x->rank ? x->shape[i] : d->out;
    d->n *= i + 1 < x->rank ? x->shape[i] : 1;
  }
  d->y = ec_tape_tensor(tape, x->rank, shape, wants);
  if (wants && activation == EC_ACTIVATION_GELU)
    d->before = ec_tape_alloc(tape, d->n * d->out, sizeof *d->before);
  if (ec_tape_failed(tape) || !compute(tape, d))
    return NULL;
  if (wants && prepare_to_go_back(tape, d))
    ec_tape_record(tape, go_back, d);
  return d->y;
}
