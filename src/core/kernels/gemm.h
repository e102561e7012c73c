/* General products of single-precision matrices: C = f(A B + bias), or C += A B.
 *
 * The factors are packed into panels, a slab of the inner dimension at a time, unless they are near
 * as they are, and multiplied by a kernel that keeps a tile of C in registers. Every number of C is
 * the sum of its slabs, in their order, and each slab a sum in the order of k; how long a slab is
 * depends on the kernels alone. No sum is ever cut between threads. So the bits are the same for any
 * number of them, and for any part of a product.
 *
 * Source: K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS
 * 34 (2008); F. Van Zee, R. van de Geijn, "BLIS: a framework for rapidly instantiating BLAS
 * functionality", ACM TOMS 41 (2015). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "kernels/compute.h"
#include "kernels/kernels.h"

/* A factor whose number in row i and column j is data[i * row + j * column]: one of the two
 * strides is 1 for what is stored by rows or by columns; a transpose swaps them. A stride of 0
 * repeats. */
struct ec_factor32 {
  const float *data;
  size_t row, column;
  size_t batch; /* from one product of a batch to the next */
};

/* Packs rows `first` … of a factor that is not stored as such, as of an image seen through a
 * window: writes numbers `k` … `k + n_k` - 1 of rows `row` … `row + n_rows` - 1 into a panel of
 * `width`: panel[j * width + i] is number k + j of row `row + i`, 0 where there is none. */
typedef void (*ec_pack_func)(const void *data, size_t row, size_t n_rows, size_t k, size_t n_k,
                             size_t width, float *panel);

struct ec_gemm {
  size_t m, n, k; /* A is m by k, B k by n, C m by n; any may be 0 */
  size_t n_batch; /* how many products, side by side; 0 counts as 1 */
  struct ec_factor32 a, b;
  /* Where set, A's rows are packed by this instead; likewise B's columns. For one product alone. */
  ec_pack_func pack_a, pack_b;
  const void *pack_a_data, *pack_b_data;
  float *c;
  size_t c_row; /* from one row of C to the next; its columns lie side by side */
  size_t c_batch;
  float alpha;              /* A B is multiplied by this; 0 counts as 1 */
  bool accumulate;          /* C += instead of C =; then neither bias nor activation */
  const float *row_bias;    /* one a row of C, or NULL */
  const float *column_bias; /* one a column of C, or NULL */
  enum ec_activation activation;
};

/* Computes the products. C must be apart from the factors. CANCELLED, NO_MEMORY (the first time
 * that so large a product is asked for); C is then half written. */
ec_status ec_gemm(struct ec_compute *compute, const struct ec_gemm *gemm, struct ec_error *error);

/* The same from inside a piece of ec_parallel_for(), on the piece's own thread, whose number is
 * `worker`: the same bits as ec_gemm(). */
ec_status ec_gemm_inside(struct ec_compute *compute, unsigned worker, const struct ec_gemm *gemm,
                         struct ec_error *error);

/* The same, number by number, in double precision: what the tests compare with. On one thread. */
void ec_gemm_plain(const struct ec_gemm *gemm);
