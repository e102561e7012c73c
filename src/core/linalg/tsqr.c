#include "config.h"

#include "linalg/tsqr.h"

#include <math.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/vector.h"

enum {
  MAX_PIECES = 64,
  MIN_PIECE_ROWS = 1024,
  /* A block of rows should stay in the innermost cache while it is reduced, and yet have enough
   * rows that walking through the triangle does not cost more than the work itself. */
  BLOCK_NUMBERS = 3072,
  MIN_BLOCK_ROWS = 64,
  MAX_BLOCK_ROWS = 256,
};

struct reduction {
  const struct ec_design *design;
  size_t width, block_rows, n_pieces;
  double *triangles; /* one a piece, width × width, column by column */
  double *blocks;    /* one a worker */
};

size_t
ec_design_width(const struct ec_design *design)
{
  return design->x->n_columns + 1 + (design->intercept ? 1 : 0);
}

static void
fill_column(const double *x, const struct ec_standard *standard, size_t n, double *column)
{
  double mean = standard->mean, factor = ldexp(1.0, -standard->exponent);
  for (size_t i = 0; i < n; i++)
    column[i] = standard->constant ? 0.0 : (x[i] - mean) * factor;
}

void
ec_design_fill(const struct ec_design *design, size_t begin, size_t n, double *block, size_t stride)
{
  if (design->intercept) {
    for (size_t i = 0; i < n; i++)
      block[i] = 1.0;
    block += stride;
  }
  for (size_t c = 0; c < design->x->n_columns; c++, block += stride)
    fill_column(ec_matrix_column(design->x, c) + begin, &design->standards[c], n, block);
  fill_column(design->y + begin, &design->y_standard, n, block);
}

bool
ec_tsqr_pays(const struct ec_design *design)
{
  return design->x->n_rows / 2 >= ec_design_width(design);
}

/* Reduces the rows in `block` into the triangle: each reflector joins one row of the triangle with
 * the whole column of the block, and leaves the rest of the triangle alone. */
static void
absorb(double *triangle, size_t width, double *block, size_t n, size_t stride)
{
  for (size_t j = 0; j < width; j++) {
    double *diagonal = triangle + j + j * width, *v = block + j * stride;
    double tau = ec_make_reflector(n, diagonal, v);
    if (j + 1 < width)
      ec_reflect(n, v, tau, width - j - 1, v + stride, stride, diagonal + width, width);
  }
}

static ec_status
reduce_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct reduction *reduction = data;
  size_t width = reduction->width, rows = reduction->block_rows, begin, end;
  double *triangle = reduction->triangles + piece * width * width;
  double *block = reduction->blocks + worker * rows * width;
  ec_piece_range(reduction->design->x->n_rows, reduction->n_pieces, piece, &begin, &end);
  for (; begin < end; begin += rows) {
    size_t n = end - begin < rows ? end - begin : rows;
    ec_design_fill(reduction->design, begin, n, block, rows);
    absorb(triangle, width, block, n, rows);
  }
  return EC_OK;
}

static size_t
clamp(size_t value, size_t low, size_t high)
{
  return value < low ? low : value > high ? high : value;
}

static ec_status
reduce(struct reduction *reduction, const struct ec_job *job, struct ec_matrix *r,
       struct ec_error *error)
{
  size_t width = reduction->width;
  ec_status status = ec_parallel_for(job, "reducing the rows", reduction->n_pieces, reduce_piece,
                                     reduction, error);
  if (status != EC_OK)
    return status;
  for (size_t piece = 1; piece < reduction->n_pieces; piece++)
    absorb(reduction->triangles, width, reduction->triangles + piece * width * width, width, width);
  for (size_t j = 0; j < width; j++) {
    for (size_t i = 0; i <= j; i++)
      ec_matrix_set(r, i, j, reduction->triangles[i + j * width]);
  }
  return EC_OK;
}

ec_status
ec_tsqr_reduce(const struct ec_design *design, const struct ec_job *job, struct ec_matrix *r,
               struct ec_error *error)
{
  struct reduction reduction = {.design = design, .width = ec_design_width(design)};
  size_t n = design->x->n_rows, width = reduction.width;
  size_t n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL), triangle, block;
  ec_status status;
  reduction.n_pieces = clamp(n / clamp(4 * width, MIN_PIECE_ROWS, n), 1, MAX_PIECES);
  reduction.block_rows = clamp(BLOCK_NUMBERS / width / 8 * 8, MIN_BLOCK_ROWS, MAX_BLOCK_ROWS);
  if (!ec_size_multiply(width, width, &triangle) ||
      !ec_size_multiply(width, reduction.block_rows, &block))
    return ec_error_no_memory(error, "reducing the rows");
  if (ec_size_multiply(triangle, reduction.n_pieces, &triangle))
    reduction.triangles = ec_alloc_zero(triangle, sizeof(double));
  if (ec_size_multiply(block, n_workers, &block))
    reduction.blocks = ec_alloc(block, sizeof(double));
  if (reduction.triangles == NULL || reduction.blocks == NULL)
    status = ec_error_no_memory(error, "reducing the rows");
  else
    status = reduce(&reduction, job, r, error);
  ec_free(reduction.blocks);
  ec_free(reduction.triangles);
  return status;
}
