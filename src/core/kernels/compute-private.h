/* What ec_gemm() keeps in a context beside what callers scribble on. */
#pragma once

#include "base/processor.h"
#include "kernels/compute.h"

/* Memory that only grows. */
struct ec_region {
  void *data;
  size_t size;
};

struct ec_compute {
  struct ec_job job;
  const struct ec_kernels *kernels;
  struct ec_processor processor;
  unsigned n_workers;
  struct ec_region shared;   /* a factor that is packed for all workers */
  struct ec_region *packed;  /* one a worker: what it packs for itself */
  struct ec_region *scratch; /* one a worker: ec_compute_scratch() */
};

/* At least `count` numbers in a region, not cleared; NULL, with the region as it was, where memory
 * runs out or the size overflows. */
float *ec_region_floats(struct ec_region *region, size_t count);
