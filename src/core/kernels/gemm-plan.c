#include "config.h"

#include "base/memory.h"
#include "kernels/gemm-private.h"

/* A piece is worth a thread's while from so many multiplications on. */
#define PIECE_WORK 500000.0

/* So many pieces a thread keep threads evenly busy that are not equally quick. */
enum { PIECES_A_THREAD = 4 };

/* Up to so many tiles that use it a factor A is not worth packing: stored by rows, of which each is
 * read side by side, or by columns. */
enum { MOST_USES_ACROSS = 32, MOST_USES_ALONG = 12 };

/* At most so many bytes of B are packed for all workers at a time. */
enum { SHARED_BYTES = 4 << 20 };

static size_t
round_up(size_t n, size_t to)
{
  return ec_divide_up(n, to) * to;
}

/* Cuts C into pieces of whole tiles: as many rows as are packed at a time, so that a piece of C stays
 * near from slab to slab, then the longer side of a piece until there are enough for the threads.
 * The bits are the same for any number of pieces, so it may depend on that of the threads. */
static void
cut(struct ec_gemm_plan *plan, const struct ec_compute *compute, const struct ec_gemm *gemm)
{
  double work = (double)gemm->m * (double)gemm->n * (double)gemm->k / PIECE_WORK;
  size_t rows = ec_divide_up(gemm->m, compute->kernels->tile_m);
  size_t columns = ec_divide_up(gemm->n, compute->kernels->tile_n);
  size_t wanted = compute->n_workers == 1 ? 1 : PIECES_A_THREAD * compute->n_workers;
  if (work < (double)wanted)
    wanted = (size_t)work;
  plan->row_cuts = ec_divide_up(gemm->m, plan->mc);
  plan->column_cuts = 1;
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

/* Whether a factor of `n_items` rows or columns stays in the second cache. */
static bool
is_near(const struct ec_compute *compute, size_t n_items, size_t k)
{
  size_t bytes;
  return ec_size_multiply(n_items * sizeof(float), k, &bytes) && bytes <= compute->processor.l2;
}

/* Whether rows that are so far apart fall into the same places of the first cache, which keeps fewer
 * of them there than a tile has. */
static bool
collide(size_t stride)
{
  return stride * sizeof(float) % 4096 == 0;
}

/* A factor is used as it lies in memory where packing it would take longer than it saves: it is used
 * by few tiles, or it is near anyway. Columns of B have to lie side by side for that. */
static void
choose_direct(struct ec_gemm_plan *plan, const struct ec_compute *compute,
              const struct ec_gemm *gemm)
{
  size_t row_tiles = ec_divide_up(gemm->m, compute->kernels->tile_m);
  size_t column_tiles = ec_divide_up(gemm->n, compute->kernels->tile_n);
  if (gemm->pack_a == NULL && gemm->a.column == 1)
    plan->direct_a = !collide(gemm->a.row) && column_tiles <= MOST_USES_ACROSS;
  else if (gemm->pack_a == NULL)
    plan->direct_a = column_tiles <= MOST_USES_ALONG || is_near(compute, gemm->m, gemm->k);
  if (gemm->pack_b == NULL && gemm->b.column == 1)
    plan->direct_b = row_tiles <= 2 || is_near(compute, gemm->n, gemm->k);
}

struct ec_gemm_plan
ec_gemm_plan_make(const struct ec_compute *compute, const struct ec_gemm *gemm)
{
  const struct ec_kernels *kernels = compute->kernels;
  struct ec_gemm_plan plan = {0};
  size_t column_bytes = kernels->slab * sizeof(float);
  plan.mc = round_up(compute->processor.l2 / 8 / column_bytes, kernels->tile_m);
  plan.nc = round_up(compute->processor.l2 / 2 / column_bytes, kernels->tile_n);
  plan.mc = ec_least(plan.mc, round_up(gemm->m, kernels->tile_m));
  plan.nc = ec_least(plan.nc, round_up(gemm->n, kernels->tile_n));
  cut(&plan, compute, gemm);
  choose_direct(&plan, compute, gemm);
  plan.share_b = plan.row_cuts > 1 && !plan.direct_b;
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
