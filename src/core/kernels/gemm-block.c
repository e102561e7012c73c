#include "config.h"

#include "kernels/gemm-private.h"

void
ec_gemm_pack_b(const struct ec_gemm *gemm, const struct ec_kernels *kernels, size_t column,
               size_t end_column, size_t k, size_t n_k, float *panels)
{
  size_t width = kernels->tile_n;
  for (; column < end_column; column += width, panels += width * n_k) {
    size_t n = ec_least(end_column - column, width);
    const float *from = gemm->b.data;
    if (gemm->pack_b != NULL) {
      gemm->pack_b(gemm->pack_b_data, column, n, k, n_k, width, panels);
      continue;
    }
    from += column * gemm->b.column + k * gemm->b.row;
    kernels->pack(from, gemm->b.column, gemm->b.row, n, n_k, width, panels);
  }
}

void
ec_gemm_pack_a(const struct ec_gemm *gemm, const struct ec_kernels *kernels, size_t row,
               size_t end_row, size_t k, size_t n_k, size_t width, float *panels)
{
  for (; row < end_row; row += width, panels += width * n_k) {
    size_t n = ec_least(end_row - row, width);
    const float *from = gemm->a.data;
    if (gemm->pack_a != NULL) {
      gemm->pack_a(gemm->pack_a_data, row, n, k, n_k, width, panels);
      continue;
    }
    from += row * gemm->a.row + k * gemm->a.column;
    kernels->pack(from, gemm->a.row, gemm->a.column, n, n_k, width, panels);
  }
}

/* One slab of a block, and how its two factors lie. */
struct slab {
  const struct ec_gemm_block *block;
  size_t row, end_row, column, end_column, k, n_k;
  size_t width;   /* of the panels of A */
  const float *a; /* row `row`: panels, or the matrix itself */
  const float *b; /* column `column` */
  bool first, last;
};

/* All that tiles of the slab have in common. */
static struct ec_tile
tile_of(const struct slab *slab)
{
  const struct ec_gemm *gemm = slab->block->gemm;
  struct ec_tile tile = {.k = slab->n_k, .c_row = gemm->c_row, .alpha = gemm->alpha};
  bool direct_a = slab->block->plan->direct_a, direct_b = slab->block->plan->direct_b;
  tile.a_row = direct_a ? gemm->a.row : 1;
  tile.a_step = direct_a ? gemm->a.column : slab->width;
  tile.b_step = direct_b ? gemm->b.row : slab->block->kernels->tile_n;
  tile.add = gemm->accumulate || !slab->first;
  tile.relu = slab->last && gemm->activation == EC_ACTIVATION_RELU;
  return tile;
}

/* The activations that the kernel of the tile does not know, while the tile is still near. */
static void
activate(const struct slab *slab, const struct ec_tile *tile)
{
  enum ec_activation activation = slab->block->gemm->activation;
  const struct ec_kernels *kernels = slab->block->kernels;
  if (!slab->last || activation == EC_ACTIVATION_NONE || activation == EC_ACTIVATION_RELU)
    return;
  for (size_t i = 0; i < tile->n_rows; i++) {
    float *c = tile->c + i * tile->c_row;
    kernels->activate(activation, tile->n_columns, c, c);
  }
}

/* One row of tiles: A's panel stays in the first cache, and those of B come from the second. */
static void
multiply_row(const struct slab *slab, struct ec_tile *tile)
{
  const struct ec_gemm *gemm = slab->block->gemm;
  const struct ec_kernels *kernels = slab->block->kernels;
  float *c = tile->c;
  bool direct_b = slab->block->plan->direct_b;
  for (size_t column = slab->column; column < slab->end_column; column += kernels->tile_n) {
    size_t offset = column - slab->column;
    tile->n_columns = ec_least(slab->end_column - column, kernels->tile_n);
    tile->b = slab->b + offset * (direct_b ? 1 : slab->n_k);
    tile->c = c + offset;
    if (slab->last && gemm->column_bias != NULL)
      tile->column_bias = gemm->column_bias + column;
    kernels->tile(tile);
    activate(slab, tile);
  }
}

static void
multiply_slab(const struct slab *slab)
{
  const struct ec_gemm *gemm = slab->block->gemm;
  struct ec_tile tile = tile_of(slab);
  for (size_t row = slab->row; row < slab->end_row; row += slab->width) {
    size_t offset = row - slab->row;
    tile.n_rows = ec_least(slab->end_row - row, slab->width);
    tile.a = slab->a + offset * (slab->block->plan->direct_a ? gemm->a.row : slab->n_k);
    tile.c = gemm->c + row * gemm->c_row + slab->column;
    if (slab->last && gemm->row_bias != NULL)
      tile.row_bias = gemm->row_bias + row;
    multiply_row(slab, &tile);
  }
}

/* Rows are spread evenly over the panels, so that the last one is not a thin one, which could not
 * keep the processor busy. */
static size_t
even_width(size_t n_rows, size_t widest)
{
  return n_rows == 0 ? widest : ec_divide_up(n_rows, ec_divide_up(n_rows, widest));
}

static void
multiply_rows(struct slab *slab, float *packed)
{
  const struct ec_gemm_block *block = slab->block;
  const struct ec_gemm *gemm = block->gemm;
  for (slab->row = block->row; slab->row < block->end_row; slab->row = slab->end_row) {
    slab->end_row = ec_least(slab->row + block->plan->mc, block->end_row);
    slab->width = even_width(slab->end_row - slab->row, block->kernels->tile_m);
    slab->a = packed;
    if (block->plan->direct_a)
      slab->a = gemm->a.data + slab->row * gemm->a.row + slab->k * gemm->a.column;
    else
      ec_gemm_pack_a(gemm, block->kernels, slab->row, slab->end_row, slab->k, slab->n_k,
                     slab->width, packed);
    multiply_slab(slab);
  }
}

/* Finds B's numbers for the slab, packing them where need be; returns where there is room after. */
static float *
find_b(struct slab *slab)
{
  const struct ec_gemm_block *block = slab->block;
  const struct ec_gemm *gemm = block->gemm;
  size_t width = block->kernels->tile_n;
  slab->b = block->packed;
  if (block->shared != NULL) {
    slab->b = block->shared + (slab->k - block->k) * block->shared_width +
              (slab->column - block->shared_column) * slab->n_k;
    return block->packed;
  }
  if (block->plan->direct_b) {
    slab->b = gemm->b.data + slab->k * gemm->b.row + slab->column;
    return block->packed;
  }
  ec_gemm_pack_b(gemm, block->kernels, slab->column, slab->end_column, slab->k, slab->n_k,
                 block->packed);
  return block->packed + ec_divide_up(block->plan->nc, width) * width * block->kernels->slab;
}

void
ec_gemm_block(const struct ec_gemm_block *block)
{
  struct slab slab = {.block = block};
  for (slab.column = block->column; slab.column < block->end_column;
       slab.column = slab.end_column) {
    slab.end_column = ec_least(slab.column + block->plan->nc, block->end_column);
    slab.k = block->k;
    /* Once also where the inner dimension is 0: C is f(bias) then. */
    do {
      slab.n_k = ec_least(block->end_k - slab.k, block->kernels->slab);
      slab.first = slab.k == 0;
      slab.last = slab.k + slab.n_k == block->gemm->k;
      multiply_rows(&slab, find_b(&slab));
      slab.k += slab.n_k;
    } while (slab.k < block->end_k);
  }
}
