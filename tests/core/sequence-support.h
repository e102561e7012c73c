/* What the tests of operations on sequences share: tensors filled by a formula, tapes with any number
 * of threads and any kernels, and comparing with PyTorch's numbers in fixtures/sequence.h. */
#pragma once

#include "support.h"

#include "base/parallel.h"
#include "kernels/kernels.h"
#include "nn/ops/basic.h"
#include "nn/ops/sequence.h"

struct stage {
  struct ec_pool *pool;
  struct ec_compute *compute;
  struct ec_tape *tape;
};

static inline struct stage
stage_new(unsigned n_threads, const struct ec_kernels *kernels)
{
  struct stage stage = {NULL};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_job job = EC_JOB_INIT;
  assert_ok(ec_pool_new(n_threads, &stage.pool, &error));
  job.pool = stage.pool;
  assert_ok(ec_compute_new_with(&job, kernels, &stage.compute, &error));
  assert_ok(ec_tape_new(stage.compute, 0, &stage.tape, &error));
  return stage;
}

static inline void
stage_free(struct stage *stage)
{
  ec_tape_free(stage->tape);
  ec_compute_free(stage->compute);
  ec_pool_free(stage->pool);
}

/* Number `i` of the formula that the fixtures' inputs follow from. */
static inline float
number(int seed, double scale, size_t i)
{
  double at = (double)i;
  return (float)(scale * sin(0.7 * seed + 1.3 * at + 0.01 * at * at));
}

/* A tensor of such numbers, with a gradient that begins with zeros. */
static inline struct ec_tensor *
tensor_new(int seed, double scale, size_t rank, size_t a, size_t b, size_t c)
{
  struct ec_tensor *tensor = g_new0(struct ec_tensor, 1);
  *tensor = (struct ec_tensor){.rank = rank, .shape = {a, b, c, 1, 1}, .n = a * b * c};
  tensor->data = ec_alloc(tensor->n, sizeof(float));
  tensor->gradient = ec_alloc_zero(tensor->n, sizeof(float));
  for (size_t i = 0; i < tensor->n; i++)
    tensor->data[i] = number(seed, scale, i);
  return tensor;
}

static inline void
tensor_free(struct ec_tensor *tensor)
{
  if (!tensor)
    return;
  ec_free(tensor->data);
  ec_free(tensor->gradient);
  g_free(tensor);
}

static inline void
tensor_clear(struct ec_tensor *tensor)
{
  for (size_t i = 0; tensor && i < tensor->n; i++)
    tensor->gradient[i] = 0.0f;
}

/* Σ y w, with w by the formula; the weights are kept by the caller. */
static inline struct ec_tensor *
weigh(struct ec_tape *tape, struct ec_tensor *y, int seed, float *weights)
{
  for (size_t i = 0; y && i < y->n; i++)
    weights[i] = number(seed, 1.0, i);
  return ec_weighted_sum(tape, y, weights);
}

/* Compares `n` numbers with those of a fixture from `*at` on, to 1e-5 of the number or of the usual
 * size of its neighbours, whichever is larger, and goes on behind them. */
static inline void
assert_fixture(const char *what, const float *found, size_t n, const float **at)
{
  double size = 0.0;
  for (size_t i = 0; i < n; i++)
    size += (double)(*at)[i] * (double)(*at)[i] / (double)n;
  for (size_t i = 0; i < n; i++) {
    double expected = (double)(*at)[i], off = fabs((double)found[i] - expected);
    if (!(off <= 1e-5 * fmax(fabs(expected), 0.3 * sqrt(size))))
      g_error("%s: number %zu is %.9g, not %.9g", what, i, (double)found[i], expected);
  }
  *at += n;
}
