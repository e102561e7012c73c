/* What the tests of operations on images share: tensors of the tests' own, and steps over them on
 * all kinds of kernels. */
#pragma once

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "nn/ops/basic.h"
#include "nn/ops/image.h"

/* The numbers that the references were made from; see fixtures/image.py. */
static inline float
reference_number(size_t salt, size_t i)
{
  guint64 h = (guint64)(i + salt * 1000003) * 2654435761u & 0xffffffffu;
  h ^= h >> 15;
  h = h * 2246822519u & 0xffffffffu;
  h ^= h >> 13;
  return (float)(h & 2047) / 1024.0f - 1.0f;
}

/* A tensor with numbers of that salt and a cleared gradient, to be released. */
static inline struct ec_tensor
image_tensor(size_t salt, size_t rank, const size_t *shape)
{
  struct ec_tensor tensor = {.rank = rank, .n = 1};
  for (size_t i = 0; i < EC_TENSOR_RANK_MAX; i++) {
    tensor.shape[i] = i < rank ? shape[i] : 1;
    tensor.n *= tensor.shape[i];
  }
  tensor.data = g_new(float, tensor.n + 1);
  tensor.gradient = g_new0(float, tensor.n + 1);
  for (size_t i = 0; i < tensor.n; i++)
    tensor.data[i] = reference_number(salt, i);
  return tensor;
}

static inline void
image_tensor_release(struct ec_tensor *tensor)
{
  g_clear_pointer(&tensor->data, g_free);
  g_clear_pointer(&tensor->gradient, g_free);
}

/* A compute context and a tape on some threads. */
struct image_run {
  struct ec_pool *pool;
  struct ec_compute *compute;
  struct ec_tape *tape;
};

static inline struct image_run
image_run_new(unsigned n_threads, const struct ec_kernels *kernels)
{
  struct image_run run = {0};
  struct ec_job job = EC_JOB_INIT;
  g_assert_cmpint(ec_pool_new(n_threads, &run.pool, NULL), ==, EC_OK);
  job.pool = run.pool;
  g_assert_cmpint(ec_compute_new_with(&job, kernels, &run.compute, NULL), ==, EC_OK);
  g_assert_cmpint(ec_tape_new(run.compute, 0, &run.tape, NULL), ==, EC_OK);
  return run;
}

static inline void
image_run_release(struct image_run *run)
{
  ec_tape_free(run->tape);
  ec_compute_free(run->compute);
  ec_pool_free(run->pool);
}

/* Each number within `relative` of the largest of those expected. */
static inline void
assert_near(const char *what, const char *kind, size_t n, const float *got, const float *expected,
            double relative)
{
  double most = 0.0;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fabs((double)expected[i]));
  for (size_t i = 0; i < n; i++)
    if (!(fabs((double)got[i] - (double)expected[i]) <= relative * most))
      g_error("%s, %s kernels: number %zu of %zu is %.9g, not %.9g", what, kind, i, n,
              (double)got[i], (double)expected[i]);
}
