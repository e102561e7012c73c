#include "config.h"

#include "linalg/product.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/product-kernels.h"

/* A slab of the inner dimension, and the most rows or columns of a block of C: two packed blocks
 * stay within the second cache. */
enum { SLAB = 256, BLOCK = 216 };

/* Where C has fewer blocks than this, the inner dimension is cut as well, into chunks of at least
 * MIN_CHUNK whose products are added up at the end. */
enum { FEW_BLOCKS = 8, MAX_CHUNKS = 16, MIN_CHUNK = 2048 };

struct product {
  const struct ec_kernel *kernel;
  const struct ec_factor *a, *b;
  struct ec_matrix *c;
  bool symmetric; /* C is: blocks and tiles above the diagonal are left out */
  bool same;      /* B is Aᵀ */
  bool subtract;  /* C -= A B, and the upper triangle stays as it is */
  size_t n;       /* the inner dimension */
  size_t m_blocks, n_blocks, n_chunks;
  double *partial; /* chunks 1 … of C, each n_rows by n_columns; NULL for one chunk */
  double *packed;  /* two blocks a worker */
  size_t pack_size;
};

static size_t
count_items(const struct ec_factor *factor)
{
  return factor->transposed ? factor->matrix->n_columns : factor->matrix->n_rows;
}

static size_t
count_numbers(const struct ec_factor *factor)
{
  return factor->transposed ? factor->matrix->n_rows : factor->matrix->n_columns;
}

static size_t
divide_up(size_t n, size_t by)
{
  return n / by + (n % by != 0);
}

/* The rows or columns of one block; blocks end where panels do. */
static void
block_range(const struct product *p, size_t n, size_t n_blocks, size_t block, size_t *begin,
            size_t *end)
{
  size_t width = p->kernel->width;
  ec_piece_range(divide_up(n, width), n_blocks, block, begin, end);
  *begin *= width;
  *end = *end * width < n ? *end * width : n;
}

/* The part of C that a piece makes, with the place that it is added to. */
struct block {
  size_t row, end_row, column, end_column;
  double *c; /* element (0, 0) of the whole */
  size_t stride;
};

static void
add_tile(const struct product *p, const struct block *block, const double *tile, size_t i, size_t j)
{
  size_t width = p->kernel->width;
  size_t n_rows = block->end_row - i < width ? block->end_row - i : width;
  size_t n_columns =
      block->end_column - j < p->kernel->narrow ? block->end_column - j : p->kernel->narrow;
  for (size_t v = 0; v < n_columns; v++) {
    double *to = block->c + i + (j + v) * block->stride;
    for (size_t u = 0; p->subtract && u < n_rows; u++)
      to[u] -= tile[v * width + u];
    for (size_t u = 0; !p->subtract && u < n_rows; u++)
      to[u] += tile[v * width + u];
  }
}

/* Multiplies the packed panels of a slab of `n` numbers. */
static void
multiply_slab(const struct product *p, const struct block *block, size_t n, const double *a,
              const double *b)
{
  _Alignas(64) double tile[EC_TILE_MAX];
  size_t width = p->kernel->width, narrow = p->kernel->narrow;
  for (size_t j = block->column; j < block->end_column; j += narrow) {
    size_t offset = j - block->column;
    const double *items = b + offset / width * width * n + offset % width;
    for (size_t i = block->row; i < block->end_row; i += width) {
      /* A tile of which nothing is on or below the diagonal. */
      if (p->symmetric && i + width <= j)
        continue;
      p->kernel->product(n, a + (i - block->row) * n, items, tile);
      add_tile(p, block, tile, i, j);
    }
  }
}

static ec_status
multiply_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct product *p = data;
  size_t chunk = piece % p->n_chunks, place = piece / p->n_chunks, begin, end;
  size_t row_block = place % p->m_blocks, column_block = place / p->m_blocks;
  double *a = p->packed + 2 * worker * p->pack_size, *b = a + p->pack_size;
  struct block block = {.c = p->c->data, .stride = p->c->stride};
  if (p->symmetric && row_block < column_block)
    return EC_OK;
  if (chunk > 0) {
    block.c = p->partial + (chunk - 1) * p->c->n_rows * p->c->n_columns;
    block.stride = p->c->n_rows;
  }
  block_range(p, p->c->n_rows, p->m_blocks, row_block, &block.row, &block.end_row);
  block_range(p, p->c->n_columns, p->n_blocks, column_block, &block.column, &block.end_column);
  for (size_t j = block.column; !p->subtract && j < block.end_column; j++)
    for (size_t i = block.row; i < block.end_row; i++)
      block.c[i + j * block.stride] = 0.0;
  ec_piece_range(p->n, p->n_chunks, chunk, &begin, &end);
  for (; begin < end; begin += SLAB) {
    size_t n = end - begin < SLAB ? end - begin : SLAB;
    bool same = p->same && row_block == column_block;
    ec_panels_pack(p->a, block.row, block.end_row, begin, n, p->kernel->width, a);
    if (!same)
      ec_panels_pack(p->b, block.column, block.end_column, begin, n, p->kernel->width, b);
    multiply_slab(p, &block, n, a, same ? a : b);
  }
  return EC_OK;
}

/* Adds the chunks to C in their order, a column a piece, and for a symmetric C copies the lower
 * triangle to the upper one. */
static ec_status
finish_column(void *data, size_t column, unsigned worker, struct ec_error *error)
{
  const struct product *p = data;
  size_t n_rows = p->c->n_rows, first = p->symmetric ? column : 0;
  double *c = ec_matrix_column(p->c, column);
  for (size_t chunk = 1; chunk < p->n_chunks; chunk++) {
    const double *from = p->partial + ((chunk - 1) * p->c->n_columns + column) * n_rows;
    for (size_t i = first; i < n_rows; i++)
      c[i] += from[i];
  }
  for (size_t i = column + 1; p->symmetric && i < n_rows; i++)
    ec_matrix_set(p->c, column, i, c[i]);
  return EC_OK;
}

static ec_status
allocate(struct product *p, unsigned n_workers, struct ec_error *error)
{
  size_t size, width = p->kernel->width;
  p->pack_size = divide_up(BLOCK, width) * width * SLAB;
  p->packed = ec_alloc(2 * (size_t)n_workers * p->pack_size, sizeof *p->packed);
  if (p->packed != NULL && p->n_chunks > 1 &&
      ec_size_multiply(p->c->n_rows * p->c->n_columns, p->n_chunks - 1, &size))
    p->partial = ec_alloc(size, sizeof *p->partial);
  if (p->packed == NULL || (p->n_chunks > 1 && p->partial == NULL))
    return ec_error_no_memory(error, "a product of matrices");
  return EC_OK;
}

static ec_status
run(struct product *p, const struct ec_job *job, struct ec_error *error)
{
  size_t blocks;
  ec_status status;
  p->kernel = ec_kernel_best();
  p->m_blocks = divide_up(p->c->n_rows, BLOCK);
  p->n_blocks = divide_up(p->c->n_columns, BLOCK);
  blocks = p->m_blocks * p->n_blocks;
  p->n_chunks = 1;
  if (blocks < FEW_BLOCKS && blocks > 0 && !p->subtract)
    p->n_chunks = p->n / MIN_CHUNK < MAX_CHUNKS ? p->n / MIN_CHUNK : MAX_CHUNKS;
  if (p->n_chunks == 0)
    p->n_chunks = 1;
  status = allocate(p, ec_pool_n_threads(job != NULL ? job->pool : NULL), error);
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, blocks * p->n_chunks, multiply_piece, p, error);
  if (status == EC_OK && !p->subtract && (p->symmetric || p->n_chunks > 1))
    status = ec_parallel_for(job, NULL, p->c->n_columns, finish_column, p, error);
  ec_free(p->packed);
  ec_free(p->partial);
  return status;
}

static ec_status
check_shape(const struct ec_matrix *c, size_t m, size_t n, struct ec_error *error)
{
  if (c->n_rows != m || c->n_columns != n)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the product is %zu by %zu, and its matrix %zu by %zu", m, n, c->n_rows,
                        c->n_columns);
  return EC_OK;
}

ec_status
ec_product(const struct ec_factor *a, const struct ec_factor *b, const struct ec_job *job,
           struct ec_matrix *c, struct ec_error *error)
{
  /* The columns of B are what is packed, so the kernel sees Bᵀ. */
  struct ec_factor b_items = {b->matrix, !b->transposed, b->centre};
  struct product product = {.a = a, .b = &b_items, .c = c, .n = count_numbers(a)};
  ec_status status;
  if (count_numbers(a) != count_items(b))
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the first factor has %zu columns and the second %zu rows",
                        count_numbers(a), count_items(b));
  status = check_shape(c, count_items(a), count_items(&b_items), error);
  return status == EC_OK ? run(&product, job, error) : status;
}

ec_status
ec_product_gram(const struct ec_factor *a, const struct ec_job *job, struct ec_matrix *c,
                struct ec_error *error)
{
  struct product product = {
      .a = a, .b = a, .c = c, .symmetric = true, .same = true, .n = count_numbers(a)};
  ec_status status = check_shape(c, count_items(a), count_items(a), error);
  return status == EC_OK ? run(&product, job, error) : status;
}

ec_status
ec_product_subtract_lower(const struct ec_matrix *a, const struct ec_matrix *b,
                          const struct ec_job *job, struct ec_matrix *c, struct ec_error *error)
{
  struct ec_factor a_items = {a, false, NULL}, b_items = {b, false, NULL};
  struct product product = {
      .a = &a_items, .b = &b_items, .c = c, .symmetric = true, .subtract = true, .n = a->n_columns};
  return run(&product, job, error);
}
