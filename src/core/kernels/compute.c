#include "config.h"

#include "kernels/compute.h"

#include <sys/mman.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "kernels/compute-private.h"
#include "kernels/kernels.h"

/* Regions grow by steps, so that sizes that differ a little need not grow it again and again. */
enum { REGION_STEP = 4096 };

/* Regions from this size on are worth large pages; advice is for whole pages, of this size or a
 * fraction of it. */
enum { LARGE_PAGE = 2 << 20, PAGE_STEP = 65536 };

/* Large pages spare the processor looking up where each small one is. It is a hint: whether it is
 * taken does not matter. */
static void
advise(void *data, size_t size)
{
#if defined(MADV_HUGEPAGE)
  size_t begin = ((size_t)data + PAGE_STEP - 1) / PAGE_STEP * PAGE_STEP;
  size_t end = ((size_t)data + size) / PAGE_STEP * PAGE_STEP;
  if (size >= LARGE_PAGE && end > begin)
    (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#endif
}

/* What was in a region does not last, so nothing is copied, and the old block goes only when the
 * new one is there. */
static void *
region_need(struct ec_region *region, size_t size)
{
  void *data;
  if (size <= region->size && region->data != NULL)
    return region->data;
  if (!ec_size_add(size, REGION_STEP - 1, &size))
    return NULL;
  size = size / REGION_STEP * REGION_STEP;
  data = ec_alloc(size, 1);
  if (data == NULL)
    return NULL;
  advise(data, size);
  ec_free(region->data);
  *region = (struct ec_region){data, size};
  return data;
}

float *
ec_region_floats(struct ec_region *region, size_t count)
{
  size_t size;
  return ec_size_multiply(count, sizeof(float), &size) ? region_need(region, size) : NULL;
}

ec_status
ec_compute_new_with(const struct ec_job *job, const struct ec_kernels *kernels,
                    struct ec_compute **compute, struct ec_error *error)
{
  static const struct ec_job no_job = EC_JOB_INIT;
  struct ec_compute *made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "what products of matrices work with");
  made->job = job != NULL ? *job : no_job;
  made->kernels = kernels;
  made->processor = ec_processor_get();
  made->n_workers = ec_pool_n_threads(made->job.pool);
  made->packed = ec_alloc_zero(made->n_workers, sizeof *made->packed);
  made->scratch = ec_alloc_zero(made->n_workers, sizeof *made->scratch);
  if (made->packed == NULL || made->scratch == NULL) {
    ec_compute_free(made);
    return ec_error_no_memory(error, "what products of matrices work with");
  }
  *compute = made;
  return EC_OK;
}

ec_status
ec_compute_new(const struct ec_job *job, struct ec_compute **compute, struct ec_error *error)
{
  return ec_compute_new_with(job, ec_kernels_best(), compute, error);
}

static void
free_regions(struct ec_region *regions, unsigned n)
{
  for (unsigned i = 0; regions != NULL && i < n; i++)
    ec_free(regions[i].data);
  ec_free(regions);
}

void
ec_compute_free(struct ec_compute *compute)
{
  if (compute == NULL)
    return;
  free_regions(compute->packed, compute->n_workers);
  free_regions(compute->scratch, compute->n_workers);
  ec_free(compute->shared.data);
  ec_free(compute);
}

const struct ec_job *
ec_compute_job(const struct ec_compute *compute)
{
  return &compute->job;
}

const struct ec_kernels *
ec_compute_kernels(const struct ec_compute *compute)
{
  return compute->kernels;
}

unsigned
ec_compute_n_workers(const struct ec_compute *compute)
{
  return compute->n_workers;
}

void *
ec_compute_scratch(struct ec_compute *compute, unsigned worker, size_t size)
{
  return region_need(&compute->scratch[worker], size);
}
