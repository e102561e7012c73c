#include "config.h"

#include "linalg/residual.h"

#include "base/memory.h"
#include "base/parallel.h"

enum {
  BLOCK_ROWS = 128,
  N_LANES = 8,
  MAX_PIECES = 64,
  MIN_PIECE_ROWS = 512,
};

#define INLINE static inline __attribute__((always_inline))

/* The residuals of a block of rows, and sums over them with their lanes apart. */
struct block {
  double high[BLOCK_ROWS], low[BLOCK_ROWS];
  double column[BLOCK_ROWS];
};

struct pass {
  const struct ec_residual_problem *problem;
  struct ec_dd intercept;
  const struct ec_dd *coefficients;
  size_t n_pieces;
  struct ec_dd *sums; /* for each piece: the squares, the sum, the gradient */
};

/* a * b as a product and its rounding error. With a fused multiply-add that is one operation, else
 * Dekker's seventeen; the error is exact either way, so the bits are the same. */
#define EXACT_PRODUCT(a, b, product, rest, fused)                                                  \
  do {                                                                                             \
    if (fused) {                                                                                   \
      product = (a) * (b);                                                                         \
      rest = __builtin_fma(a, b, -product);                                                        \
    } else {                                                                                       \
      struct ec_dd exact = ec_dd_product(a, b);                                                    \
      product = exact.high;                                                                        \
      rest = exact.low;                                                                            \
    }                                                                                              \
  } while (0)

/* r -= column * c, for the first n rows of the block. */
INLINE void
subtract(struct block *block, size_t n, struct ec_dd c, int fused)
{
  double *restrict high = block->high, *restrict low = block->low;
  const double *restrict column = block->column;
  for (size_t i = 0; i < n; i++) {
    double p, e, s, t, a = column[i];
    EXACT_PRODUCT(a, -c.high, p, e, fused);
    s = high[i] + p;
    t = s - high[i];
    low[i] += ((high[i] - (s - t)) + (p - t)) + (e - a * c.low);
    high[i] = s;
  }
}

/* sum_i column_i r_i over the whole block, whose rows beyond the last one are zero. */
INLINE struct ec_dd
correlate(const struct block *block, const double *column, int fused)
{
  double sum[N_LANES] = {0}, rest[N_LANES] = {0};
  struct ec_dd total = {0.0, 0.0};
  for (size_t i = 0; i < BLOCK_ROWS; i += N_LANES) {
    for (size_t l = 0; l < N_LANES; l++) {
      double p, e, s, t, a = column[i + l];
      EXACT_PRODUCT(a, block->high[i + l], p, e, fused);
      s = sum[l] + p;
      t = s - sum[l];
      rest[l] += ((sum[l] - (s - t)) + (p - t)) + (e + a * block->low[i + l]);
      sum[l] = s;
    }
  }
  for (int l = 0; l < N_LANES; l++)
    total = ec_dd_add(total, ec_dd_sum(sum[l], rest[l]));
  return total;
}

INLINE void
load(struct block *block, const double *x, double factor, size_t n)
{
  for (size_t i = 0; i < n; i++)
    block->column[i] = x[i] * factor;
  for (size_t i = n; i < BLOCK_ROWS; i++)
    block->column[i] = 0.0;
}

/* Adds what the rows from `begin` on, at most BLOCK_ROWS, contribute to the sums of a piece. */
INLINE void
add_block(const struct pass *pass, size_t begin, size_t n, struct ec_dd *sums, int fused)
{
  const struct ec_residual_problem *problem = pass->problem;
  size_t n_columns = problem->x->n_columns;
  struct block block;
  static const double ones[BLOCK_ROWS] = {[0 ... BLOCK_ROWS - 1] = 1.0};
  for (size_t i = 0; i < BLOCK_ROWS; i++) {
    block.high[i] = i < n ? problem->y[begin + i] * problem->y_factor : 0.0;
    block.low[i] = 0.0;
    block.column[i] = i < n ? 1.0 : 0.0;
  }
  subtract(&block, n, pass->intercept, fused);
  for (size_t c = 0; c < n_columns; c++) {
    if (pass->coefficients[c].high == 0.0)
      continue;
    load(&block, ec_matrix_column(problem->x, c) + begin, problem->factors[c], n);
    subtract(&block, n, pass->coefficients[c], fused);
  }
  for (size_t i = 0; i < n; i++) {
    struct ec_dd r = ec_dd_sum(block.high[i], block.low[i]);
    block.high[i] = r.high;
    block.low[i] = r.low;
  }
  sums[0] = ec_dd_add(sums[0], correlate(&block, block.high, fused));
  sums[1] = ec_dd_add(sums[1], correlate(&block, ones, fused));
  for (size_t c = 0; c < n_columns; c++) {
    load(&block, ec_matrix_column(problem->x, c) + begin, problem->factors[c], n);
    sums[2 + c] = ec_dd_add(sums[2 + c], correlate(&block, block.column, fused));
  }
}

INLINE void
add_rows(const struct pass *pass, size_t begin, size_t end, struct ec_dd *sums, int fused)
{
  for (; begin < end; begin += BLOCK_ROWS) {
    size_t n = end - begin < BLOCK_ROWS ? end - begin : BLOCK_ROWS;
    add_block(pass, begin, n, sums, fused);
  }
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void
add_rows_avx2(const struct pass *pass, size_t begin, size_t end, struct ec_dd *sums)
{
  add_rows(pass, begin, end, sums, 1);
}
#endif

static void
add_rows_portable(const struct pass *pass, size_t begin, size_t end, struct ec_dd *sums)
{
#if defined(__FP_FAST_FMA)
  add_rows(pass, begin, end, sums, 1);
#else
  add_rows(pass, begin, end, sums, 0);
#endif
}

static ec_status
do_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct pass *pass = data;
  struct ec_dd *sums = pass->sums + piece * (2 + pass->problem->x->n_columns);
  size_t begin, end;
  ec_piece_range(pass->problem->x->n_rows, pass->n_pieces, piece, &begin, &end);
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    add_rows_avx2(pass, begin, end, sums);
    return EC_OK;
  }
#endif
  add_rows_portable(pass, begin, end, sums);
  return EC_OK;
}

ec_status
ec_residual_compute(const struct ec_residual_problem *problem, struct ec_dd intercept,
                    const struct ec_dd *coefficients, const struct ec_job *job,
                    struct ec_residual *residual, struct ec_error *error)
{
  struct pass pass = {problem, intercept, coefficients, 1, NULL};
  size_t width = 2 + problem->x->n_columns, n = problem->x->n_rows, n_sums;
  ec_status status;
  if (n / MIN_PIECE_ROWS > 1)
    pass.n_pieces = n / MIN_PIECE_ROWS < MAX_PIECES ? n / MIN_PIECE_ROWS : MAX_PIECES;
  if (ec_size_multiply(width, pass.n_pieces, &n_sums))
    pass.sums = ec_alloc_zero(n_sums, sizeof *pass.sums);
  if (pass.sums == NULL)
    return ec_error_no_memory(error, "the residuals");
  status = ec_parallel_for(job, NULL, pass.n_pieces, do_piece, &pass, error);
  if (status == EC_OK) {
    for (size_t piece = 1; piece < pass.n_pieces; piece++) {
      for (size_t c = 0; c < width; c++)
        pass.sums[c] = ec_dd_add(pass.sums[c], pass.sums[piece * width + c]);
    }
    residual->squares = pass.sums[0].high;
    residual->sum = pass.sums[1];
    for (size_t c = 0; c + 2 < width; c++)
      residual->gradient[c] = pass.sums[c + 2];
  }
  ec_free(pass.sums);
  return status;
}
