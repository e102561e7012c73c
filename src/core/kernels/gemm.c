#include "config.h"

#include "kernels/gemm.h"

#include <assert.h>

#include "base/parallel.h"
#include "kernels/gemm-private.h"

/* One product of a batch from which on its own pieces are spread over the threads; of smaller ones
 * each is a piece. */
#define LARGE_WORK 16e6

/* Numbers of B that are worth a thread's while to pack. */
enum { PACK_PIECE = 32768 };

/* What the pieces of a loop share. */
struct product {
  struct ec_compute *compute;
  const struct ec_gemm *gemm;
  struct ec_gemm_plan plan;
  size_t column, end_column, k, end_k; /* the part of the product that is being made */
  size_t shared_width, pack_k, pack_n; /* of the shared panels; how they are cut for packing */
};

/* The gemm of one product of a batch. */
static struct ec_gemm
one_of_batch(const struct ec_gemm *gemm, size_t batch)
{
  struct ec_gemm one = *gemm;
  one.n_batch = 1;
  if (batch > 0) {
    one.a.data += batch * one.a.batch;
    one.b.data += batch * one.b.batch;
    one.c += batch * one.c_batch;
  }
  return one;
}

/* Whole products on one thread. */
static void
multiply_alone(const struct ec_compute *compute, const struct ec_gemm *gemm,
               const struct ec_gemm_plan *plan, float *packed)
{
  const struct ec_gemm_block block = {.gemm = gemm,
                                      .plan = plan,
                                      .kernels = compute->kernels,
                                      .end_row = gemm->m,
                                      .end_column = gemm->n,
                                      .end_k = gemm->k,
                                      .packed = packed};
  ec_gemm_block(&block);
}

static ec_status
multiply_one(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct product *product = data;
  struct ec_gemm one = one_of_batch(product->gemm, piece);
  multiply_alone(product->compute, &one, &product->plan, product->compute->packed[worker].data);
  return EC_OK;
}

/* Packs a few panels of a slab of B for all workers. */
static ec_status
pack_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct product *product = data;
  const struct ec_kernels *kernels = product->compute->kernels;
  size_t k = product->k + piece / product->pack_n * kernels->slab, begin, end;
  size_t n_k = ec_least(product->end_k - k, kernels->slab);
  float *slab = (float *)product->compute->shared.data + (k - product->k) * product->shared_width;
  ec_piece_range(product->shared_width / kernels->tile_n, product->pack_n, piece % product->pack_n,
                 &begin, &end);
  begin *= kernels->tile_n;
  end = ec_least(end * kernels->tile_n, product->end_column - product->column);
  ec_gemm_pack_b(product->gemm, kernels, product->column + begin, product->column + end, k, n_k,
                 slab + begin * n_k);
  return EC_OK;
}

static ec_status
multiply_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct product *product = data;
  const struct ec_kernels *kernels = product->compute->kernels;
  const struct ec_gemm *gemm = product->gemm;
  struct ec_gemm_block block = {.gemm = gemm,
                                .plan = &product->plan,
                                .kernels = kernels,
                                .k = product->k,
                                .end_k = product->end_k,
                                .shared_width = product->shared_width,
                                .shared_column = product->column,
                                .packed = product->compute->packed[worker].data};
  size_t n = product->end_column - product->column;
  if (product->plan.share_b)
    block.shared = product->compute->shared.data;
  ec_piece_range(ec_divide_up(gemm->m, kernels->tile_m), product->plan.row_cuts,
                 piece / product->plan.column_cuts, &block.row, &block.end_row);
  ec_piece_range(ec_divide_up(n, kernels->tile_n), product->plan.column_cuts,
                 piece % product->plan.column_cuts, &block.column, &block.end_column);
  block.row *= kernels->tile_m;
  block.end_row = ec_least(block.end_row * kernels->tile_m, gemm->m);
  block.column = product->column + block.column * kernels->tile_n;
  block.end_column =
      ec_least(product->column + block.end_column * kernels->tile_n, product->end_column);
  ec_gemm_block(&block);
  return EC_OK;
}

/* A part of a product for which B's panels fit together: packs them, then multiplies. */
static ec_status
multiply_part(struct product *product, struct ec_error *error)
{
  const struct ec_job *job = &product->compute->job;
  const struct ec_gemm_plan *plan = &product->plan;
  const struct ec_kernels *kernels = product->compute->kernels;
  ec_status status = EC_OK;
  if (plan->share_b) {
    size_t n_k = product->end_k - product->k, slab = ec_least(n_k, kernels->slab);
    size_t n_slabs = ec_divide_up(n_k, kernels->slab);
    size_t panels = ec_divide_up(product->end_column - product->column, kernels->tile_n);
    product->shared_width = panels * kernels->tile_n;
    product->pack_n = ec_least(panels, 1 + product->shared_width * slab / PACK_PIECE);
    status = ec_parallel_for(job, NULL, n_slabs * product->pack_n, pack_piece, product, error);
  }
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, plan->row_cuts * plan->column_cuts, multiply_piece, product,
                             error);
  return status;
}

static ec_status
multiply_parts(struct product *product, struct ec_error *error)
{
  const struct ec_gemm *gemm = product->gemm;
  const struct ec_gemm_plan *plan = &product->plan;
  size_t n_step = plan->share_b ? plan->shared_n : gemm->n;
  size_t k_step = plan->share_b ? plan->shared_k : gemm->k;
  ec_status status = EC_OK;
  for (product->column = 0; product->column < gemm->n && status == EC_OK;
       product->column = product->end_column) {
    product->end_column = ec_least(product->column + n_step, gemm->n);
    product->k = 0;
    do {
      product->end_k = ec_least(product->k + k_step, gemm->k);
      status = multiply_part(product, error);
      product->k = product->end_k;
    } while (product->k < gemm->k && status == EC_OK);
  }
  return status;
}

static ec_status
reserve(struct ec_compute *compute, const struct ec_gemm_plan *plan, struct ec_error *error)
{
  size_t count = ec_gemm_plan_floats(plan, compute->kernels);
  for (unsigned i = 0; i < compute->n_workers; i++)
    if (ec_region_floats(&compute->packed[i], count) == NULL)
      return ec_error_no_memory(error, "a product of matrices");
  if (plan->share_b && ec_region_floats(&compute->shared, plan->shared_n * plan->shared_k) == NULL)
    return ec_error_no_memory(error, "a product of matrices");
  return EC_OK;
}

/* What the rest may rely on: a batch of at least 1, an alpha that is not 0, and neither bias nor
 * activation where C is added to. */
static struct ec_gemm
normalise(const struct ec_gemm *gemm)
{
  struct ec_gemm normal = *gemm;
  if (normal.n_batch == 0)
    normal.n_batch = 1;
  if (normal.alpha == 0.0f)
    normal.alpha = 1.0f;
  if (normal.accumulate) {
    normal.row_bias = normal.column_bias = NULL;
    normal.activation = EC_ACTIVATION_NONE;
  }
  assert(normal.n_batch == 1 || (normal.pack_a == NULL && normal.pack_b == NULL));
  return normal;
}

ec_status
ec_gemm(struct ec_compute *compute, const struct ec_gemm *gemm, struct ec_error *error)
{
  const struct ec_gemm normal = normalise(gemm);
  struct product product = {.compute = compute};
  bool large = (double)gemm->m * (double)gemm->n * (double)gemm->k >= LARGE_WORK;
  ec_status status;
  if (gemm->m == 0 || gemm->n == 0)
    return EC_OK;
  product.gemm = &normal;
  product.plan = ec_gemm_plan_make(compute, &normal);
  if (normal.n_batch > 1 && !large)
    product.plan.share_b = false;
  status = reserve(compute, &product.plan, error);
  if (status != EC_OK)
    return status;
  if (normal.n_batch > 1 && !large)
    return ec_parallel_for(&compute->job, NULL, normal.n_batch, multiply_one, &product, error);
  for (size_t batch = 0; batch < normal.n_batch && status == EC_OK; batch++) {
    struct ec_gemm one = one_of_batch(&normal, batch);
    product.gemm = &one;
    status = multiply_parts(&product, error);
  }
  return status;
}

ec_status
ec_gemm_inside(struct ec_compute *compute, unsigned worker, const struct ec_gemm *gemm,
               struct ec_error *error)
{
  const struct ec_gemm normal = normalise(gemm);
  struct ec_gemm_plan plan;
  float *packed;
  if (gemm->m == 0 || gemm->n == 0)
    return EC_OK;
  plan = ec_gemm_plan_make(compute, &normal);
  plan.share_b = false;
  packed = ec_region_floats(&compute->packed[worker], ec_gemm_plan_floats(&plan, compute->kernels));
  if (packed == NULL)
    return ec_error_no_memory(error, "a product of matrices");
  for (size_t batch = 0; batch < normal.n_batch; batch++) {
    struct ec_gemm one = one_of_batch(&normal, batch);
    multiply_alone(compute, &one, &plan, packed);
  }
  return EC_OK;
}
