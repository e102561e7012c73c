#include "config.h"

#include "kernels/gemm-private.h"

/* A piece is worth a thread's while from so many multiplications on, and more pieces than MOST are
 * not needed to keep threads evenly busy. */
#define PIECE_WORK 500000.0
enum { MOST_PIECES = 16 };

/* At most so many bytes of B are packed for all workers at a time. */
enum { SHARED_BYTES = 4 << 20 };

static size_t
round_up(size_t n, size_t to)
{
  return ec_divide_up(n, to) * to;
}

/* Cuts C into pieces: whole tiles, the longer side of a piece first. */
static void
cut(struct ec_gemm_plan *plan, const struct ec_gemm *gemm, const struct ec_kernels *kernels)
{
  double work = (double)gemm->m * (double)gemm->n * (double)gemm->k;
  size_t wanted = work / PIECE_WORK < MOST_PIECES ? (size_t)(work / PIECE_WORK) : MOST_PIECES;
  size_t rows = ec_divide_up(gemm->m, kernels->tile_m);
  size_t columns = ec_divide_up(gemm->n, kernels->tile_n);
  plan->row_cuts = plan->column_cuts = 1;
  while (plan->row_cuts * plan->column_cuts < wanted) {
    size_t height = rows / plan->row_cuts, width = columns / plan->column_cuts;
    if (height < 2 && width < 2)
      break;
    if (height >= width)
      plan->row_cuts *= 2;
    else
      plan->column_cuts *= 2;
  }
  plan->row_cuts = ec_least(plan->row_cuts, rows);
  plan->column_cuts = ec_least(plan->column_cuts, columns);
}

struct ec_gemm_plan
ec_gemm_plan_make(const struct ec_compute *compute, const struct ec_gemm *gemm)
{
  const struct ec_kernels *kernels = compute->kernels;
  struct ec_gemm_plan plan = {0};
  size_t column_bytes = kernels->slab * sizeof(float);
  plan.mc = round_up(compute->processor.l2 / 4 / column_bytes, kernels->tile_m);
  plan.nc = round_up(compute->processor.l2 / 2 / column_bytes, kernels->tile_n);
  plan.mc = ec_least(plan.mc, round_up(gemm->m, kernels->tile_m));
  plan.nc = ec_least(plan.nc, round_up(gemm->n, kernels->tile_n));
  cut(&plan, gemm, kernels);
  plan.share_b = plan.row_cuts > 1;
  plan.shared_n = ec_least(round_up(gemm->n, kernels->tile_n),
                           SHARED_BYTES / column_bytes / kernels->tile_n * kernels->tile_n);
  plan.shared_k = SHARED_BYTES / sizeof(float) / (plan.shared_n > 0 ? plan.shared_n : 1);
  plan.shared_k =
      ec_least(plan.shared_k / kernels->slab * kernels->slab, round_up(gemm->k, kernels->slab));
  return plan;
}

size_t
ec_gemm_plan_floats(const struct ec_gemm_plan *plan, const struct ec_kernels *kernels)
{
  /* Panels of A are at most as wide as the tile, and one may be partly filled. */
  size_t a = plan->direct_a ? 0 : plan->mc + kernels->tile_m;
  size_t b = plan->share_b || plan->direct_b ? 0 : plan->nc;
  return (a + b) * kernels->slab;
}
