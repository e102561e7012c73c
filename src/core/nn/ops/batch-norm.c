#include "config.h"

#include "nn/ops/image.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "nn/ops/convolve-kernels.h"
#include "nn/ops/op-private.h"

/* Rows that are summed in single precision before their sum goes to one in double, numbers of a block
 * of rows, and pieces that the blocks are cut into at most. */
enum { BLOCK_ROWS = 64, BLOCK_SIZE = 4096, MOST_PIECES = 64 };

struct norm {
  struct ec_tensor *x, *scale, *shift, *y;
  enum ec_activation activation;
  size_t n, channels, block; /* rows, in all and of a block */
  size_t n_pieces;
  bool own; /* by the batch's own mean and variance */
  struct ec_compute *compute;
  const struct ec_kernels *kernels;
  const struct ec_image_kernels *image_kernels;
  float *mean, *inverse;          /* [channels] */
  float *off;                     /* the true mean less this one */
  float *factor, *start;          /* y = f(factor (x - mean) + start) */
  float *by_dz, *by_x, *constant; /* dx = by_dz dz + by_x (x - mean) + constant */
  double *sums;                   /* [n_pieces][2][channels] */
  float *parts;                   /* the same of a block */
};

static size_t
min(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* Whether there is something to normalise, and all are of one size. */
static bool
check(struct ec_tape *tape, const struct ec_tensor *x, const struct ec_tensor *scale,
      const struct ec_tensor *shift, bool own)
{
  size_t channels = ec_tensor_last(x, 0);
  if (x->rank < 2 || x->n == 0 || scale->n != channels || shift->n != channels) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "batch normalisation of %zu channels has %zu scales and %zu shifts; there should "
                 "be one of each for each channel",
                 x->n == 0 ? 0 : channels, scale->n, shift->n);
    return false;
  }
  if (own && x->n / channels < 2) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "batch normalisation while training needs at least 2 values a channel, for one "
                 "alone has no variance; make the batch larger");
    return false;
  }
  return true;
}

static void
add_values(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch)
{
  size_t c = b->channels;
  b->image_kernels->columns(n_rows, c, c, b->x->data + row * c, parts);
}

static void
add_squares(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch)
{
  size_t c = b->channels;
  b->image_kernels->squares(n_rows, c, b->x->data + row * c, b->mean, parts, parts + c);
}

/* The gradient of what the activation was put on, of some rows: dy itself without an activation, else
 * in `scratch`, twice the size of a block. */
static const float *
get_dz(const struct norm *b, size_t row, size_t n_rows, float *scratch)
{
  size_t c = b->channels, at = row * c, n = n_rows * c;
  const float *dy = b->y->gradient + at, *y = b->y->data + at;
  float *before = scratch + b->block * c;
  if (b->activation == EC_ACTIVATION_NONE)
    return dy;
  if (b->activation == EC_ACTIVATION_RELU) {
    b->image_kernels->relu_backward(n, y, dy, scratch);
    return scratch;
  }
  if (b->activation == EC_ACTIVATION_GELU)
    b->image_kernels->normalize(n_rows, c, b->x->data + at, b->mean, b->factor, b->start, false,
                                before);
  memset(scratch, 0, n * sizeof *scratch);
  b->kernels->activate_backward(b->activation, n, before, y, dy, scratch);
  return scratch;
}

static void
add_gradients(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch)
{
  size_t c = b->channels;
  const float *dz = get_dz(b, row, n_rows, scratch);
  b->image_kernels->columns(n_rows, c, c, dz, parts);
  b->image_kernels->products(n_rows, c, b->x->data + row * c, b->mean, dz, parts + c);
}

static void
write_output(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch)
{
  size_t c = b->channels;
  float *y = b->y->data + row * c;
  b->image_kernels->normalize(n_rows, c, b->x->data + row * c, b->mean, b->factor, b->start,
                              b->activation == EC_ACTIVATION_RELU, y);
  if (b->activation != EC_ACTIVATION_NONE && b->activation != EC_ACTIVATION_RELU)
    b->kernels->activate(b->activation, n_rows * c, y, y);
}

static void
write_gradient(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch)
{
  size_t c = b->channels;
  b->image_kernels->normalize_backward(n_rows, c, b->x->data + row * c, b->mean,
                                       get_dz(b, row, n_rows, scratch), b->by_dz, b->by_x,
                                       b->constant, b->x->gradient + row * c);
}

/* Does something with a block of rows; what it adds to parts is added to the sums of its piece. */
typedef void (*block_func)(struct norm *b, size_t row, size_t n_rows, float *parts, float *scratch);

struct loop {
  struct norm *b;
  block_func func;
  size_t n_sums; /* rows of sums that are added to: 0, 1 or 2 */
};

static size_t
scratch_size(const struct norm *b)
{
  return 2 * b->block * b->channels * sizeof(float);
}

static ec_status
do_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct loop *loop = data;
  struct norm *b = loop->b;
  size_t begin, end, n = loop->n_sums * b->channels;
  float *parts = b->parts + piece * 2 * b->channels;
  double *sums = b->sums + piece * 2 * b->channels;
  float *scratch = ec_compute_scratch(b->compute, worker, scratch_size(b));
  if (scratch == NULL)
    return ec_error_no_memory(error, "batch normalisation");
  memset(sums, 0, n * sizeof *sums);
  ec_piece_range((b->n + b->block - 1) / b->block, b->n_pieces, piece, &begin, &end);
  for (; begin < end; begin++) {
    size_t row = begin * b->block;
    memset(parts, 0, n * sizeof *parts);
    loop->func(b, row, min(b->block, b->n - row), parts, scratch);
    for (size_t i = 0; i < n; i++)
      sums[i] += (double)parts[i];
  }
  return EC_OK;
}

/* Calls `func` for all blocks; the sums of all pieces are added up, in their order, in the first. */
static ec_status
each_block(struct norm *b, size_t n_sums, block_func func, struct ec_error *error)
{
  struct loop loop = {b, func, n_sums};
  ec_status status;
  for (unsigned i = 0; i < ec_compute_n_workers(b->compute); i++)
    if (ec_compute_scratch(b->compute, i, scratch_size(b)) == NULL)
      return ec_error_no_memory(error, "batch normalisation");
  status = ec_parallel_for(ec_compute_job(b->compute), NULL, b->n_pieces, do_piece, &loop, error);
  for (size_t piece = 1; piece < b->n_pieces && status == EC_OK; piece++)
    for (size_t i = 0; i < n_sums * b->channels; i++)
      b->sums[i] += b->sums[piece * 2 * b->channels + i];
  return status;
}

/* Mean and variance of the batch, in two passes, of which the second also finds by how much the mean
 * of the first was off; and the running ones a step towards them.
 * Source: T. Chan, G. Golub, R. LeVeque, The American Statistician 37 (1983), equation 1.7. */
static ec_status
measure(struct norm *b, double momentum, double epsilon, float *running_mean,
        float *running_variance, struct ec_error *error)
{
  double n = (double)b->n;
  ec_status status = each_block(b, 1, add_values, error);
  if (status != EC_OK)
    return status;
  for (size_t c = 0; c < b->channels; c++)
    b->mean[c] = (float)(b->sums[c] / n);
  status = each_block(b, 2, add_squares, error);
  for (size_t c = 0; c < b->channels && status == EC_OK; c++) {
    double off = b->sums[c] / n, mean = (double)b->mean[c] + off;
    double variance = fmax(b->sums[b->channels + c] / n - off * off, 0.0);
    b->off[c] = (float)off;
    b->inverse[c] = (float)(1.0 / sqrt(variance + epsilon));
    running_mean[c] += (float)(momentum * (mean - (double)running_mean[c]));
    running_variance[c] +=
        (float)(momentum * (variance * n / (n - 1.0) - (double)running_variance[c]));
  }
  return status;
}

/* The gradients by scale and shift from the sums Σ dz and Σ dz (x - mean), and what dx is made with:
 * scale / deviation (dz - mean of dz - x̂ mean of dz x̂); with the running statistics, which do not
 * depend on x, only the first. */
static void
plan_gradient(struct norm *b)
{
  double n = (double)b->n;
  for (size_t c = 0; c < b->channels; c++) {
    double dz = b->sums[c], off = (double)b->off[c], inverse = (double)b->inverse[c];
    double dz_x = b->sums[b->channels + c] - off * dz;
    double factor = (double)b->scale->data[c] * inverse;
    if (b->shift->gradient != NULL)
      b->shift->gradient[c] += (float)dz;
    if (b->scale->gradient != NULL)
      b->scale->gradient[c] += (float)(dz_x * inverse);
    b->by_dz[c] = (float)factor;
    b->by_x[c] = b->own ? (float)(-factor * inverse * inverse * dz_x / n) : 0.0f;
    b->constant[c] = b->own ? (float)(-factor * dz / n) - b->by_x[c] * b->off[c] : 0.0f;
  }
}

static ec_status
backward(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct norm *b = node;
  ec_status status = each_block(b, 2, add_gradients, error);
  if (status != EC_OK)
    return status;
  plan_gradient(b);
  return b->x->gradient != NULL ? each_block(b, 0, write_gradient, error) : EC_OK;
}

/* Memory of the step for everything. */
static bool
plan(struct ec_tape *tape, struct norm *b)
{
  size_t n_blocks, channels = b->channels;
  float *numbers = ec_tape_alloc(tape, 8 * channels, sizeof *numbers);
  b->block = min(BLOCK_ROWS, channels < BLOCK_SIZE ? BLOCK_SIZE / channels : 1);
  n_blocks = (b->n + b->block - 1) / b->block;
  b->n_pieces = min(n_blocks, MOST_PIECES);
  b->sums = ec_tape_alloc(tape, b->n_pieces * 2 * channels, sizeof *b->sums);
  b->parts = ec_tape_alloc(tape, b->n_pieces * 2 * channels, sizeof *b->parts);
  if (numbers == NULL || b->sums == NULL || b->parts == NULL)
    return false;
  b->mean = numbers, b->inverse = numbers + channels, b->factor = numbers + 2 * channels;
  b->by_dz = numbers + 3 * channels, b->by_x = numbers + 4 * channels;
  b->constant = numbers + 5 * channels, b->off = numbers + 6 * channels;
  b->start = numbers + 7 * channels;
  return true;
}

static struct norm *
new_norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *scale,
         struct ec_tensor *shift, bool frozen, enum ec_activation activation)
{
  const struct ec_tensor *inputs[] = {x, scale, shift};
  bool own = !frozen && ec_tape_get_mode(tape) == EC_TAPE_TRAIN;
  struct norm *b;
  if (!check(tape, x, scale, shift, own) || (b = ec_tape_alloc(tape, 1, sizeof *b)) == NULL)
    return NULL;
  *b = (struct norm){.x = x, .scale = scale, .shift = shift, .activation = activation, .own = own};
  b->channels = ec_tensor_last(x, 0);
  b->n = x->n / b->channels;
  b->compute = ec_tape_compute(tape);
  b->kernels = ec_tape_kernels(tape);
  b->image_kernels = ec_image_kernels_for(b->kernels);
  b->y = ec_op_output_like(tape, x, ec_tape_wants(tape, 3, inputs));
  return b->y != NULL && plan(tape, b) ? b : NULL;
}

struct ec_tensor *
ec_batch_norm(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *scale,
              struct ec_tensor *shift, float *running_mean, float *running_variance,
              double momentum, double epsilon, bool frozen, enum ec_activation activation)
{
  struct ec_error error = EC_ERROR_INIT;
  ec_status status = EC_OK;
  struct norm *b;
  if (x == NULL || scale == NULL || shift == NULL || ec_tape_failed(tape))
    return NULL;
  b = new_norm(tape, x, scale, shift, frozen, activation);
  if (b == NULL)
    return NULL;
  if (b->own)
    status = measure(b, momentum, epsilon, running_mean, running_variance, &error);
  for (size_t c = 0; c < b->channels && status == EC_OK; c++) {
    if (!b->own) {
      b->mean[c] = running_mean[c], b->off[c] = 0.0f;
      b->inverse[c] = (float)(1.0 / sqrt((double)running_variance[c] + epsilon));
    }
    b->factor[c] = scale->data[c] * b->inverse[c];
    b->start[c] = shift->data[c] - b->off[c] * b->factor[c];
  }
  if (status == EC_OK)
    status = each_block(b, 0, write_output, &error);
  if (!ec_op_check(tape, status, &error))
    return NULL;
  if (b->y->gradient != NULL)
    ec_tape_record(tape, backward, b);
  return b->y;
}
