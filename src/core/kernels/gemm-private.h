/* What the files of ec_gemm() share. */
#pragma once

#include "kernels/compute-private.h"
#include "kernels/gemm.h"

/* How a product is cut. Nothing of it has an influence on the bits: every number of C is summed in
 * the same slabs, each in the order of k, whoever does it. */
struct ec_gemm_plan {
  size_t mc, nc;                /* rows of A and columns of B that one worker packs at a time */
  size_t row_cuts, column_cuts; /* into how many pieces C is cut */
  bool direct_a, direct_b;      /* the factor is used as it lies in memory */
  bool share_b;                 /* B is packed once, for all workers */
  size_t shared_n, shared_k;    /* how much of B is packed at a time */
};

struct ec_gemm_plan ec_gemm_plan_make(const struct ec_compute *compute, const struct ec_gemm *gemm);

/* Numbers that one worker needs to pack in for a plan. */
size_t ec_gemm_plan_floats(const struct ec_gemm_plan *plan, const struct ec_kernels *kernels);

/* A block of C, for a range of the inner dimension. */
struct ec_gemm_block {
  const struct ec_gemm *gemm; /* of which a, b and c are those of one product of the batch */
  const struct ec_gemm_plan *plan;
  const struct ec_kernels *kernels;
  size_t row, end_row, column, end_column, k, end_k;
  const float *shared; /* B packed: see ec_gemm_pack_b(); or NULL */
  size_t shared_width; /* columns that lie in it, a multiple of the tile's */
  size_t shared_column;
  float *packed; /* room for ec_gemm_plan_floats(), aligned to 64 bytes */
};

/* Computes a block: C = or += for the first slab, += for all others, and with the last slab of all
 * the bias and the activation. */
void ec_gemm_block(const struct ec_gemm_block *block);

/* Packs columns `column` … `end_column` - 1 of B, numbers `k` … `k + n_k` - 1 of each, into panels
 * as wide as the tile, one after another. */
void ec_gemm_pack_b(const struct ec_gemm *gemm, const struct ec_kernels *kernels, size_t column,
                    size_t end_column, size_t k, size_t n_k, float *panels);

/* The same for rows of A, in panels of `width`. */
void ec_gemm_pack_a(const struct ec_gemm *gemm, const struct ec_kernels *kernels, size_t row,
                    size_t end_row, size_t k, size_t n_k, size_t width, float *panels);

static inline size_t
ec_divide_up(size_t n, size_t by)
{
  return n / by + (n % by != 0);
}

static inline size_t
ec_least(size_t a, size_t b)
{
  return a < b ? a : b;
}
