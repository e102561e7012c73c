/* Products of matrices in single precision, as shares of what the processor can multiply and add. */
#include "config.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/parallel.h"
#include "base/random.h"
#include "bench/bench-private.h"
#include "kernels/gemm.h"
#include "kernels/peak.h"

/* Rounds of multiply-adds that take about a millisecond, and how often they are done anew. */
#define PEAK_ROUNDS 500000

#define PEAK_EVERY_SECONDS 0.001

/* Multiply-adds that take long enough for the clock: smaller products are timed several at once. */
#define CLOCK_WORK 5e7

/* A case is repeated for this long at least, since a product takes far less than others' work. */
#define LEAST_SECONDS 1.0

/* What the networks multiply: A m by k, stored by rows or, transposed, by columns; likewise B. */
static const struct {
  const char *name;
  gsize m, n, k;
  gboolean a_transposed, b_transposed;
  gsize n_batch;
} shapes[] = {
    {"matmul", 1024, 1024, 1024, FALSE, FALSE, 1},
    {"matmul-dense", 64, 256, 784, FALSE, TRUE, 1},
    {"matmul-weights", 256, 784, 64, TRUE, FALSE, 1},
    {"matmul-filters", 12544, 64, 288, FALSE, TRUE, 1},
    {"matmul-step", 64, 256, 64, FALSE, FALSE, 1},
    {"matmul-tokens", 12800, 384, 128, FALSE, TRUE, 1},
    {"matmul-scores", 200, 200, 32, FALSE, TRUE, 256},
    {"matmul-attend", 200, 32, 200, FALSE, FALSE, 256},
};

static ec_status
peak_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  volatile float sink;
  float sum;

  ec_peak_run(data, PEAK_ROUNDS, &sum);
  sink = sum;
  (void)sink;
  return EC_OK;
}

/* Multiply-adds count as two operations, as is usual. The best of so many repetitions. */
static gboolean
measure_peak(const struct ec_job *job, gsize n_threads, double *gflops, GError **error)
{
  const struct ec_kernels *kernels = ec_kernels_best();
  struct ec_error core_error = EC_ERROR_INIT;
  float sink;
  double one = 2e-9 * (double)(ec_peak_run(kernels, 1, &sink) * PEAK_ROUNDS);
  double began = bench_now();
  ec_status status =
      ec_parallel_for(job, NULL, n_threads, peak_piece, (void *)kernels, &core_error);

  *gflops = MAX(*gflops, one * (double)n_threads / (bench_now() - began));
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

gboolean
bench_peak(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
           GError **error)
{
  const gsize n_threads = ec_pool_n_threads(job->pool);
  double single = 0, all = 0;

  for (guint k = 0; k < 10 * options->n_repeats; k++) {
    double began;

    if (!measure_peak(NULL, 1, &single, error)) {
      return FALSE;
    }
    began = bench_now();
    if (!measure_peak(job, n_threads, &all, error)) {
      return FALSE;
    }
    result->seconds = MIN(result->seconds, bench_now() - began);
  }
  bench_add(result, "gflops_1", single);
  bench_add(result, "gflops", all);
  return TRUE;
}

static float *
make_numbers(gsize n, struct ec_random *random)
{
  float *x = g_new(float, n);

  for (gsize i = 0; i < n; i++) {
    x[i] = (float)ec_random_normal(random);
  }
  return x;
}

/* The largest difference of some of C's rows from the product in double precision. */
static double
find_error(const struct ec_gemm *gemm)
{
  const gsize n_rows = MIN(gemm->m, 3);
  g_autofree float *expected = g_new(float, n_rows * gemm->n);
  struct ec_gemm plain = *gemm;
  double largest = 0;

  plain.m = n_rows;
  plain.n_batch = 1;
  plain.c = expected;
  ec_gemm_plain(&plain);
  for (gsize i = 0; i < n_rows * gemm->n; i++) {
    largest = MAX(largest, fabs((double)expected[i] - (double)gemm->c[i]));
  }
  return largest;
}

/* Multiplies again and again, and in between measures the peak, so that both meet the same weather. */
static gboolean
repeat(const EpochBenchOptions *options, const struct ec_job *job, const struct ec_gemm *gemm,
       EpochBenchResult *result, double *peak, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_compute *compute = NULL;
  ec_status status = ec_compute_new(job, &compute, &core_error);
  const double work = (double)(gemm->n_batch * gemm->m * gemm->n * gemm->k);
  const guint n_at_once = 1 + (guint)(CLOCK_WORK / work);
  double began = bench_now(), since_peak = INFINITY;

  for (guint k = 0;
       status == EC_OK && (k < 10 * options->n_repeats || bench_now() - began < LEAST_SECONDS);
       k++) {
    double start;

    if (since_peak > PEAK_EVERY_SECONDS) {
      since_peak = 0;
      if (!measure_peak(job, ec_pool_n_threads(job->pool), peak, error)) {
        ec_compute_free(compute);
        return FALSE;
      }
    }
    start = bench_now();
    for (guint i = 0; i < n_at_once && status == EC_OK; i++) {
      status = ec_gemm(compute, gemm, &core_error);
    }
    start = bench_now() - start;
    since_peak += start;
    result->seconds = MIN(result->seconds, start / n_at_once);
  }
  ec_compute_free(compute);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

gboolean
bench_product(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
              GError **error)
{
  struct ec_random random = ec_random_new(1);
  g_autofree float *a = NULL;
  g_autofree float *b = NULL;
  g_autofree float *c = NULL;
  struct ec_gemm gemm;
  double peak = 0, gflops;
  gsize s = 0;

  while (!g_str_equal(shapes[s].name, result->name)) {
    s++;
    g_assert(s < G_N_ELEMENTS(shapes));
  }
  gemm = (struct ec_gemm){.m = shapes[s].m,
                          .n = shapes[s].n,
                          .k = shapes[s].k,
                          .n_batch = shapes[s].n_batch,
                          .c_row = shapes[s].n};
  a = make_numbers(gemm.n_batch * gemm.m * gemm.k, &random);
  b = make_numbers(gemm.n_batch * gemm.k * gemm.n, &random);
  gemm.c = c = g_new0(float, gemm.n_batch *gemm.m *gemm.n);
  gemm.a = (struct ec_factor32){a, gemm.k, 1, gemm.m * gemm.k};
  gemm.b = (struct ec_factor32){b, gemm.n, 1, gemm.k * gemm.n};
  gemm.c_batch = gemm.m * gemm.n;
  if (shapes[s].a_transposed) {
    gemm.a.row = 1;
    gemm.a.column = gemm.m;
  }
  if (shapes[s].b_transposed) {
    gemm.b.row = 1;
    gemm.b.column = gemm.k;
  }
  if (!repeat(options, job, &gemm, result, &peak, error)) {
    return FALSE;
  }
  gflops = 2e-9 * (double)(gemm.n_batch * gemm.m * gemm.n * gemm.k) / result->seconds;
  bench_add(result, "gflops", gflops);
  bench_add(result, "peak_gflops", peak);
  bench_add(result, "share_of_peak", gflops / peak);
  bench_add(result, "error", find_error(&gemm));
  return TRUE;
}
