#include "config.h"

#include "base/parallel.h"
#include "base/random.h"
#include "kernels/gemm.h"
#include "support.h"

/* Between the rows of C, so that what writes beyond a row is found out. */
enum { GAP = 3 };
static const float SENTINEL = 12345.0f;

/* A product with its numbers. */
struct problem {
  struct ec_gemm gemm;
  float *a, *b, *bias, *c, *before; /* C, and C as it was before */
  size_t n_c;
};

static float *
random_floats(size_t n, struct ec_random *random)
{
  float *x = g_new(float, n + 1);
  for (size_t i = 0; i < n; i++)
    x[i] = (float)ec_random_normal(random);
  return x;
}

/* Factors stored by rows, or by columns where `at`, `bt`. */
static struct problem
problem_new(size_t m, size_t n, size_t k, bool at, bool bt, size_t n_batch,
            struct ec_random *random)
{
  struct problem p = {.n_c = n_batch * m * (n + GAP)};
  p.a = random_floats(n_batch * m * k, random);
  p.b = random_floats(n_batch * k * n, random);
  p.bias = random_floats(m + n, random);
  p.c = g_new(float, p.n_c + 1);
  p.before = g_new(float, p.n_c + 1);
  for (size_t i = 0; i < p.n_c; i++)
    p.before[i] = i % (n + GAP) < n ? (float)ec_random_normal(random) : SENTINEL;
  memcpy(p.c, p.before, p.n_c * sizeof *p.c);
  p.gemm = (struct ec_gemm){.m = m,
                            .n = n,
                            .k = k,
                            .n_batch = n_batch,
                            .a = {p.a, at ? 1 : k, at ? m : 1, m * k},
                            .b = {p.b, bt ? 1 : n, bt ? k : 1, k * n},
                            .c = p.c,
                            .c_row = n + GAP,
                            .c_batch = m * (n + GAP)};
  return p;
}

static void
problem_clear(struct problem *p)
{
  g_free(p->a);
  g_free(p->b);
  g_free(p->bias);
  g_free(p->c);
  g_free(p->before);
}

/* The length of each row of a factor, of `n` numbers. */
static double *
lengths_of(const float *data, size_t n_rows, size_t row, size_t n, size_t column)
{
  double *lengths = g_new0(double, n_rows + 1);
  for (size_t i = 0; i < n_rows; i++) {
    for (size_t q = 0; q < n; q++)
      lengths[i] += (double)data[i * row + q * column] * (double)data[i * row + q * column];
    lengths[i] = sqrt(lengths[i]);
  }
  return lengths;
}

/* What errors of the product are measured by, Σ |a| |b|, is at most the product of the lengths of
 * A's row and B's column: here for all numbers of one product of the batch, and with the bias. */
static double *
sizes_of(const struct ec_gemm *g, size_t batch)
{
  const float *a_data = g->a.data + batch * g->a.batch, *b_data = g->b.data + batch * g->b.batch;
  double *a = lengths_of(a_data, g->m, g->a.row, g->k, g->a.column);
  double *b = lengths_of(b_data, g->n, g->b.column, g->k, g->b.row);
  double *sizes = g_new(double, g->m * g->n + 1);
  double alpha = g->alpha != 0.0f ? (double)fabsf(g->alpha) : 1.0;
  for (size_t i = 0; i < g->m; i++)
    for (size_t j = 0; j < g->n; j++) {
      double bias = g->row_bias != NULL ? fabs((double)g->row_bias[i]) : 0.0;
      bias += g->column_bias != NULL ? fabs((double)g->column_bias[j]) : 0.0;
      sizes[i * g->n + j] = alpha * a[i] * b[j] + bias;
    }
  g_free(a);
  g_free(b);
  return sizes;
}

/* Every number of C against the product in double precision, with the error that k roundings can
 * make; what is between the rows has to be as it was. No activation is steeper than 1.13. */
static void
check_problem(const struct problem *p)
{
  const struct ec_gemm *g = &p->gemm;
  struct ec_gemm plain = *g;
  float *expected = g_memdup2(p->before, (p->n_c + 1) * sizeof *expected);
  double *sizes = NULL;
  plain.c = expected;
  ec_gemm_plain(&plain);
  for (size_t i = 0; i < p->n_c; i++) {
    size_t j = i % g->c_row, row = i / g->c_row;
    double before = g->accumulate ? fabs((double)p->before[i]) : 0.0, bound;
    if (i % (g->m * g->c_row) == 0) {
      g_free(sizes);
      sizes = sizes_of(g, row / g->m);
    }
    if (j >= g->n) {
      g_assert_cmpfloat(p->c[i], ==, SENTINEL);
      continue;
    }
    bound = sizes[row % g->m * g->n + j] + before;
    bound = 1.13 * ((double)g->k + 6.0) * 0x1p-24 * bound + 2e-7 * fabs((double)expected[i]);
    if (!(fabs((double)p->c[i] - (double)expected[i]) <= bound))
      g_error("%zu by %zu by %zu, number %zu, %zu: %.9g, not %.9g", g->m, g->n, g->k, row, j,
              (double)p->c[i], (double)expected[i]);
  }
  g_free(sizes);
  g_free(expected);
}

static void
run_and_check(struct ec_compute *compute, struct problem *p)
{
  struct ec_error error = EC_ERROR_INIT;
  memcpy(p->c, p->before, p->n_c * sizeof *p->c);
  assert_ok(ec_gemm(compute, &p->gemm, &error));
  check_problem(p);
}

/* Calls `test` for every table that the processor can run. */
static void
for_each_kind(void (*test)(struct ec_compute *compute, const struct ec_kernels *kernels))
{
  for (const struct ec_kernels *const *all = ec_kernels_all(); *all != NULL; all++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_compute *compute = NULL;
    g_test_message("%s", (*all)->name);
    assert_ok(ec_compute_new_with(NULL, *all, &compute, &error));
    g_assert_true(ec_compute_kernels(compute) == *all);
    test(compute, *all);
    ec_compute_free(compute);
  }
}

static void
edges_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  const size_t tm = kernels->tile_m, tn = kernels->tile_n, slab = kernels->slab;
  const size_t ms[] = {0, 1, 2, tm - 1, tm, tm + 1, 3 * tm + 2};
  const size_t ns[] = {0, 1, kernels->lanes + 1, tn - 1, tn, tn + 1, 2 * tn + 3};
  const size_t ks[] = {0, 1, 2, 7, slab - 1, slab, slab + 1};
  struct ec_random random = ec_random_new(1);
  for (size_t i = 0; i < G_N_ELEMENTS(ms); i++)
    for (size_t j = 0; j < G_N_ELEMENTS(ns); j++)
      for (size_t q = 0; q < G_N_ELEMENTS(ks); q++) {
        bool at = ((i + j + q) & 1) != 0, bt = ((i + q / 2 + j / 2) & 1) != 0;
        struct problem p = problem_new(ms[i], ns[j], ks[q], at, bt, 1, &random);
        run_and_check(compute, &p);
        problem_clear(&p);
      }
}

static void
test_edges(void)
{
  for_each_kind(edges_of);
}

static void
shapes_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  static const size_t shapes[][3] = {{64, 256, 300}, {200, 130, 300}, {700, 5, 270},
                                     {5, 700, 600},  {1, 1000, 300},  {1000, 1, 300},
                                     {20, 900, 270}, {1000, 33, 9},   {17, 17, 3000}};
  struct ec_random random = ec_random_new(2);
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (size_t how = s % 2; how < 4; how += 2) {
      struct problem p = problem_new(shapes[s][0], shapes[s][1], shapes[s][2], (how & 2) != 0,
                                     how % 3 == 0, 1, &random);
      run_and_check(compute, &p);
      problem_clear(&p);
    }
}

static void
test_shapes(void)
{
  for_each_kind(shapes_of);
}

/* Bias, activation, factor and adding, all with more than one slab and with none. */
static void
endings_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  const size_t ks[] = {0, 20, kernels->slab + 30};
  struct ec_random random = ec_random_new(3);
  for (size_t q = 0; q < G_N_ELEMENTS(ks); q++)
    for (int how = 0; how < 16; how++)
      for (int activation = 0; activation < EC_N_ACTIVATIONS; activation++) {
        struct problem p = problem_new(kernels->tile_m + 5, 2 * kernels->tile_n + 5, ks[q], false,
                                       true, 1, &random);
        p.gemm.alpha = (how & 1) != 0 ? -0.125f : 0.0f;
        p.gemm.row_bias = (how & 2) != 0 ? p.bias : NULL;
        p.gemm.column_bias = (how & 4) != 0 ? p.bias + p.gemm.m : NULL;
        p.gemm.accumulate = (how & 8) != 0;
        p.gemm.activation = (enum ec_activation)activation;
        run_and_check(compute, &p);
        problem_clear(&p);
      }
}

static void
test_endings(void)
{
  for_each_kind(endings_of);
}

static void
batches_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  static const size_t shapes[][3] = {{20, 20, 8}, {3, 50, 40}, {200, 100, 32}, {240, 270, 260}};
  struct ec_random random = ec_random_new(4);
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (int how = 0; how < (s < 3 ? 4 : 1); how++) {
      struct problem p = problem_new(shapes[s][0], shapes[s][1], shapes[s][2], (how & 1) != 0,
                                     (how & 2) != 0, 3, &random);
      p.gemm.alpha = 0.5f;
      run_and_check(compute, &p);
      /* The same A for all, and C added up. */
      p.gemm.a.batch = 0;
      p.gemm.accumulate = true;
      run_and_check(compute, &p);
      problem_clear(&p);
    }
}

static void
test_batches(void)
{
  for_each_kind(batches_of);
}

/* Strides that are neither 1 nor that of a matrix, and strides of 0. */
static void
strides_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  const size_t m = kernels->tile_m + 3, n = kernels->tile_n + 7, k = 45;
  struct ec_random random = ec_random_new(5);
  for (int how = 0; how < 9; how++) {
    struct problem p = problem_new(3 * m, 2 * n, 2 * k, false, false, 1, &random);
    size_t zero_a = (size_t)how % 3, zero_b = (size_t)how / 3;
    p.gemm.m = m;
    p.gemm.n = n;
    p.gemm.k = k;
    p.gemm.a = (struct ec_factor32){p.a, zero_a == 1 ? 0 : 6 * k, zero_a == 2 ? 0 : 2, 0};
    p.gemm.b = (struct ec_factor32){p.b, zero_b == 1 ? 0 : 4 * n, zero_b == 2 ? 0 : 2, 0};
    for (size_t i = 0; i < p.n_c; i++)
      p.before[i] = i % p.gemm.c_row < n && i / p.gemm.c_row < m ? 1.0f : SENTINEL;
    p.n_c = m * p.gemm.c_row;
    run_and_check(compute, &p);
    problem_clear(&p);
  }
}

static void
test_strides(void)
{
  for_each_kind(strides_of);
}

/* Infinities and NaN reach the numbers that depend on them, and no others; all ends keep NaN. */
static void
special_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  const size_t m = kernels->tile_m + 1, n = kernels->tile_n + 1, k = kernels->slab + 3;
  struct ec_random random = ec_random_new(6);
  for (int activation = 0; activation < EC_N_ACTIVATIONS; activation++) {
    struct ec_error error = EC_ERROR_INIT;
    struct problem p = problem_new(m, n, k, false, false, 1, &random);
    p.gemm.activation = (enum ec_activation)activation;
    p.a[(m - 1) * k + 5] = NAN;
    p.a[0 * k + (k - 1)] = INFINITY;
    p.b[0 * n + (n - 1)] = -INFINITY;
    assert_ok(ec_gemm(compute, &p.gemm, &error));
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++) {
        float c = p.c[i * p.gemm.c_row + j];
        if (i == m - 1)
          g_assert_true(isnan(c));
        else if (i > 0 && j < n - 1)
          g_assert_true(isfinite(c));
        else if (activation == EC_ACTIVATION_NONE)
          g_assert_false(isfinite(c));
      }
    problem_clear(&p);
  }
}

static void
test_special(void)
{
  for_each_kind(special_of);
}

/* Twice the factor, so that it is seen who packed it. */
static void
pack_doubled(const void *data, size_t row, size_t n_rows, size_t k, size_t n_k, size_t width,
             float *panel)
{
  const struct ec_factor32 *factor = data;
  for (size_t q = 0; q < n_k; q++)
    for (size_t i = 0; i < width; i++) {
      size_t place = (row + i) * factor->row + (k + q) * factor->column;
      panel[q * width + i] = i < n_rows ? 2.0f * factor->data[place] : 0.0f;
    }
}

static void
callbacks_of(struct ec_compute *compute, const struct ec_kernels *kernels)
{
  static const size_t shapes[][3] = {{1, 1, 1}, {50, 70, 300}, {600, 40, 30}, {10, 600, 40}};
  struct ec_random random = ec_random_new(7);
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (int how = 1; how < 4; how++) {
      struct ec_error error = EC_ERROR_INIT;
      struct problem p =
          problem_new(shapes[s][0], shapes[s][1], shapes[s][2], false, false, 1, &random);
      struct ec_gemm packed = p.gemm;
      const struct ec_factor32 a = p.gemm.a;
      const struct ec_factor32 b = {p.b, p.gemm.b.column, p.gemm.b.row, 0};
      if ((how & 1) != 0) {
        packed.a = (struct ec_factor32){NULL, 0, 0, 0};
        packed.pack_a = pack_doubled;
        packed.pack_a_data = &a;
      }
      if ((how & 2) != 0) {
        packed.b = (struct ec_factor32){NULL, 0, 0, 0};
        packed.pack_b = pack_doubled;
        packed.pack_b_data = &b;
      }
      assert_ok(ec_gemm(compute, &packed, &error));
      p.gemm.alpha = how == 3 ? 4.0f : 2.0f;
      check_problem(&p);
      problem_clear(&p);
    }
}

static void
test_callbacks(void)
{
  for_each_kind(callbacks_of);
}

struct inside {
  struct ec_compute *compute;
  const struct ec_gemm *gemm;
  float *c;
};

static ec_status
multiply_inside(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct inside *inside = data;
  struct ec_gemm gemm = *inside->gemm;
  gemm.c = inside->c + piece * gemm.m * gemm.c_row;
  return ec_gemm_inside(inside->compute, worker, &gemm, error);
}

/* One thread, several, and each piece on its own: the same bits. */
static void
check_threads(const struct problem *p, const struct ec_kernels *kernels)
{
  float *expected = NULL;
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct inside inside = {NULL, &p->gemm, g_new(float, 3 * p->n_c)};
    for (int i = 0; i < 3; i++)
      memcpy(inside.c + (size_t)i * p->n_c, p->before, p->n_c * sizeof *p->c);
    memcpy(p->c, p->before, p->n_c * sizeof *p->c);
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_compute_new_with(&job, kernels, &inside.compute, &error));
    g_assert_cmpuint(ec_compute_n_workers(inside.compute), ==, n_threads);
    g_assert_true(ec_compute_job(inside.compute)->pool == job.pool);
    assert_ok(ec_gemm(inside.compute, &p->gemm, &error));
    if (expected == NULL)
      expected = g_memdup2(p->c, p->n_c * sizeof *p->c);
    g_assert_cmpmem(p->c, p->n_c * sizeof *p->c, expected, p->n_c * sizeof *p->c);
    assert_ok(ec_parallel_for(&job, NULL, 3, multiply_inside, &inside, &error));
    for (int i = 0; i < 3; i++)
      g_assert_cmpmem(inside.c + (size_t)i * p->n_c, p->n_c * sizeof *p->c, expected,
                      p->n_c * sizeof *p->c);
    ec_compute_free(inside.compute);
    ec_pool_free(job.pool);
    g_free(inside.c);
  }
  g_free(expected);
}

static void
test_threads(void)
{
  static const size_t shapes[][3] = {{64, 256, 784}, {500, 300, 280}, {30, 4300, 40},
                                     {9, 2000, 300}, {2000, 9, 300},  {40, 40, 5000}};
  struct ec_random random = ec_random_new(8);
  for (const struct ec_kernels *const *all = ec_kernels_all(); *all != NULL; all++)
    for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++) {
      struct problem p =
          problem_new(shapes[s][0], shapes[s][1], shapes[s][2], s % 2 == 0, true, 1, &random);
      p.gemm.column_bias = p.bias;
      p.gemm.activation = EC_ACTIVATION_TANH;
      check_threads(&p, *all);
      problem_clear(&p);
    }
}

/* B does not fit what is packed of it at a time, neither in one direction nor in the other. Each row
 * of A is a single 1, so that C is rows of B, bit by bit. */
static void
test_large(void)
{
  const size_t m = 300, n = 4200, k = 700;
  struct ec_random random = ec_random_new(11);
  struct problem p = problem_new(m, n, k, false, true, 1, &random);
  for (size_t i = 0; i < m * k; i++)
    p.a[i] = i % k == i / k * 7 % k ? 1.0f : 0.0f;
  for (const struct ec_kernels *const *all = ec_kernels_all(); *all != NULL; all++) {
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_compute *compute;
    assert_ok(ec_pool_new(2, &job.pool, &error));
    assert_ok(ec_compute_new_with(&job, *all, &compute, &error));
    memcpy(p.c, p.before, p.n_c * sizeof *p.c);
    assert_ok(ec_gemm(compute, &p.gemm, &error));
    for (size_t i = 0; i < m; i++)
      for (size_t j = 0; j < n; j++)
        if (p.c[i * p.gemm.c_row + j] != p.b[j * k + i * 7 % k])
          g_error("%s: number %zu, %zu is wrong", (*all)->name, i, j);
    ec_compute_free(compute);
    ec_pool_free(job.pool);
  }
  problem_clear(&p);
}

static ec_status
multiply_twice(void *data, struct ec_error *error)
{
  const struct problem *p = data;
  struct ec_compute *compute = NULL;
  struct ec_gemm small = p->gemm;
  ec_status status = ec_compute_new(NULL, &compute, error);
  small.m = small.n = small.k = 3;
  if (status == EC_OK)
    status = ec_gemm(compute, &small, error);
  if (status == EC_OK)
    status = ec_gemm(compute, &p->gemm, error);
  if (status == EC_OK && ec_compute_scratch(compute, 0, 100000) == NULL)
    status = ec_error_no_memory(error, "a test");
  ec_compute_free(compute);
  return status;
}

static bool
refuse(size_t size, void *data)
{
  return false;
}

/* Each allocation fails once; what has been computed once takes no memory any more. */
static void
test_memory(void)
{
  struct ec_random random = ec_random_new(9);
  struct problem p = problem_new(600, 100, 300, false, true, 1, &random);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_compute *compute;
  float *scratch;
  g_assert_cmpint(fail_each_allocation(multiply_twice, &p), >=, 5);
  assert_ok(ec_compute_new(NULL, &compute, &error));
  assert_ok(ec_gemm(compute, &p.gemm, &error));
  scratch = ec_compute_scratch(compute, 0, 1000);
  g_assert_nonnull(scratch);
  g_assert_cmpuint((size_t)scratch % 64, ==, 0);
  ec_memory_set_hook(refuse, NULL);
  assert_ok(ec_gemm(compute, &p.gemm, &error));
  g_assert_true(ec_compute_scratch(compute, 0, 500) == scratch);
  g_assert_null(ec_compute_scratch(compute, 0, 1000000));
  ec_memory_set_hook(NULL, NULL);
  g_assert_null(ec_compute_scratch(compute, 0, SIZE_MAX - 5));
  check_problem(&p);
  ec_compute_free(compute);
  ec_compute_free(NULL);
  problem_clear(&p);
}

static bool
stop_at_once(void *data)
{
  return true;
}

static void
test_cancellation(void)
{
  struct ec_random random = ec_random_new(10);
  struct problem p = problem_new(600, 100, 300, false, true, 2, &random);
  struct ec_job job = EC_JOB_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_compute *compute;
  job.cancelled = stop_at_once;
  assert_ok(ec_compute_new(&job, &compute, &error));
  assert_status(ec_gemm(compute, &p.gemm, &error), EC_ERROR_CANCELLED);
  p.gemm.n_batch = 1;
  assert_status(ec_gemm(compute, &p.gemm, &error), EC_ERROR_CANCELLED);
  g_assert_cmpmem(p.c, p.n_c * sizeof *p.c, p.before, p.n_c * sizeof *p.c);
  ec_compute_free(compute);
  problem_clear(&p);
}

/* The best table comes first, plain C last, and all are what kernels.h says. */
static void
test_tables(void)
{
  const struct ec_kernels *const *all = ec_kernels_all();
  size_t n = 0;
  g_assert_true(ec_kernels_best() == all[0]);
  for (; all[n] != NULL; n++) {
    g_assert_nonnull(all[n]->tile);
    g_assert_nonnull(all[n]->pack);
    g_assert_cmpuint(all[n]->tile_n % all[n]->lanes, ==, 0);
  }
  g_assert_cmpstr(all[n - 1]->name, ==, "plain");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/gemm/tables", test_tables);
  g_test_add_func("/gemm/edges", test_edges);
  g_test_add_func("/gemm/shapes", test_shapes);
  g_test_add_func("/gemm/endings", test_endings);
  g_test_add_func("/gemm/batches", test_batches);
  g_test_add_func("/gemm/strides", test_strides);
  g_test_add_func("/gemm/special", test_special);
  g_test_add_func("/gemm/callbacks", test_callbacks);
  g_test_add_func("/gemm/threads", test_threads);
  g_test_add_func("/gemm/large", test_large);
  g_test_add_func("/gemm/memory", test_memory);
  g_test_add_func("/gemm/cancellation", test_cancellation);
  return g_test_run();
}
