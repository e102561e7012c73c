#include "config.h"

#include "base/parallel.h"
#include "fixtures/optimiser.h"
#include "kernels/kernels.h"
#include "nn/optimiser.h"
#include "nn/schedule.h"
#include "support.h"

/* The weights and gradients of fixtures/optimiser.py. */
static void
draw(uint32_t *state, float *values, size_t n, double scale)
{
  for (size_t i = 0; i < n; i++) {
    *state = *state * 1664525u + 1013904223u;
    values[i] = (float)(((*state >> 8) / 16777216.0 - 0.5) * scale);
  }
}

static const struct ec_optimiser_options cases[N_OPTIMISER_CASES] = {
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .decay = 0.1},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .momentum = 0.9},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .momentum = 0.9, .nesterov = true, .decay = 0.01},
    {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 0.9, 0.999, 1e-8, 0.0, 0.0},
    {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 0.8, 0.99, 1e-6, 0.1, 0.0},
    {EC_OPTIMISER_ADAMW, 0.01, 0.0, false, 0.9, 0.999, 1e-8, 0.1, 0.0},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .clip = 0.5},
    {EC_OPTIMISER_ADAMW, 0.01, 0.0, false, 0.9, 0.999, 1e-8, 0.01, 1.0},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .momentum = 0.5, .clip = 1000.0},
};

/* A set of parameters with an optimiser of them. */
struct trainee {
  struct ec_parameters *parameters;
  struct ec_parameter *weight, *bias, *buffer;
  struct ec_optimiser *optimiser;
  struct ec_compute *compute;
};

static void
trainee_init(struct trainee *trainee, const struct ec_optimiser_options *options, size_t n_weights,
             size_t n_biases, const struct ec_kernels *kernels, struct ec_pool *pool)
{
  struct ec_job job = EC_JOB_INIT;
  struct ec_error error = EC_ERROR_INIT;
  job.pool = pool;
  assert_ok(ec_compute_new_with(&job, kernels, &trainee->compute, &error));
  assert_ok(ec_parameters_new(1, &trainee->parameters, &error));
  assert_ok(ec_parameters_add(trainee->parameters, "dense.weight", 1, &n_weights, EC_INIT_ZEROS, 0,
                              true, &trainee->weight, &error));
  assert_ok(ec_parameters_add_buffer(trainee->parameters, "norm.mean", 1, &n_biases, 0.5f,
                                     &trainee->buffer, &error));
  assert_ok(ec_parameters_add(trainee->parameters, "dense.bias", 1, &n_biases, EC_INIT_ZEROS, 0,
                              false, &trainee->bias, &error));
  assert_ok(ec_optimiser_new(trainee->parameters, options, &trainee->optimiser, &error));
}

static void
trainee_clear(struct trainee *trainee)
{
  ec_optimiser_free(trainee->optimiser);
  ec_parameters_free(trainee->parameters);
  ec_compute_free(trainee->compute);
}

static void
check_case(size_t number, const struct ec_kernels *kernels)
{
  struct ec_error error = EC_ERROR_INIT;
  struct trainee trainee;
  uint32_t state = 1;
  double norm = -1.0;
  trainee_init(&trainee, &cases[number], 33, 7, kernels, NULL);
  draw(&state, trainee.weight->tensor.data, 33, 2.0);
  draw(&state, trainee.bias->tensor.data, 7, 2.0);
  for (uint64_t step = 1; step <= 20; step++) {
    draw(&state, trainee.weight->gradient, 33, 1.0);
    draw(&state, trainee.bias->gradient, 7, 1.0);
    assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error));
    g_assert_cmpuint(ec_optimiser_n_steps(trainee.optimiser), ==, step);
    g_assert_cmpfloat(trainee.weight->gradient[32], ==, 0.0f);
    g_assert_cmpfloat(trainee.bias->gradient[0], ==, 0.0f);
  }
  for (size_t i = 0; i < 40; i++) {
    float found = i < 33 ? trainee.weight->tensor.data[i] : trainee.bias->tensor.data[i - 33];
    g_assert_cmpfloat(fabs(found - optimiser_expected[number][i]), <, 1e-6);
  }
  if (optimiser_norms[number] > 0.0)
    g_assert_cmpfloat(fabs(norm - optimiser_norms[number]), <, 1e-6);
  g_assert_cmpfloat(trainee.buffer->tensor.data[3], ==, 0.5f);
  trainee_clear(&trainee);
}

static void
test_as_pytorch(void)
{
  for (const struct ec_kernels *const *kernels = ec_kernels_all(); *kernels != NULL; kernels++)
    for (size_t number = 0; number < N_OPTIMISER_CASES; number++)
      check_case(number, *kernels);
}

/* The bits after five steps do not depend on the threads; there are several pieces. */
static void
test_threads(void)
{
  enum { N = 100001, M = 40000 };
  float *first = g_new(float, N);
  for (size_t number = 0; number < N_OPTIMISER_CASES; number++)
    for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
      struct ec_error error = EC_ERROR_INIT;
      struct ec_pool *pool;
      struct trainee trainee;
      uint32_t state = 3;
      assert_ok(ec_pool_new(n_threads, &pool, &error));
      trainee_init(&trainee, &cases[number], N, M, ec_kernels_best(), pool);
      for (int step = 0; step < 5; step++) {
        draw(&state, trainee.weight->gradient, N, 1.0);
        draw(&state, trainee.bias->gradient, M, 1.0);
        assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, NULL, &error));
      }
      if (n_threads == 1)
        memcpy(first, trainee.weight->tensor.data, N * sizeof *first);
      g_assert_cmpmem(first, N * sizeof *first, trainee.weight->tensor.data, N * sizeof *first);
      trainee_clear(&trainee);
      ec_pool_free(pool);
    }
  g_free(first);
}

/* Gradients that are not finite change nothing, and the parameter is named; large and small ones
 * that are finite have a norm, though their squares have no place in single precision. */
static void
test_extreme_gradients(void)
{
  static const float wrong[] = {NAN, INFINITY, -INFINITY};
  struct ec_error error = EC_ERROR_INIT;
  struct trainee trainee;
  double norm = -1.0;
  trainee_init(&trainee, &cases[8], 33, 7, ec_kernels_best(), NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    trainee.weight->gradient[0] = 1.0f;
    trainee.bias->gradient[6] = wrong[i];
    g_assert_cmpint(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error), ==,
                    EC_ERROR_VALUE);
    g_assert_nonnull(strstr(error.message, "dense.bias"));
    g_assert_cmpfloat(norm, ==, -1.0);
    g_assert_cmpfloat(trainee.weight->gradient[0], ==, 1.0f);
    g_assert_cmpfloat(trainee.weight->tensor.data[0], ==, 0.0f);
    g_assert_cmpfloat(ec_optimiser_state(trainee.optimiser, 0, 0)[0], ==, 0.0f);
    g_assert_cmpuint(ec_optimiser_n_steps(trainee.optimiser), ==, 0);
  }
  ec_parameters_clear_gradients(trainee.parameters);
  trainee.weight->gradient[5] = 3e30f, trainee.bias->gradient[0] = 4e30f;
  assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error));
  g_assert_cmpfloat(fabs(norm / 5e30 - 1.0), <, 1e-6);
  trainee.weight->gradient[5] = 3e-30f, trainee.bias->gradient[0] = 4e-30f;
  assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error));
  g_assert_cmpfloat(fabs(norm / 5e-30 - 1.0), <, 1e-6);
  trainee_clear(&trainee);
}

/* Frozen ones stay, do not count in the norm, and lose their gradient; thawed, they go on. */
static void
test_frozen(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct trainee trainee;
  double norm;
  trainee_init(&trainee, &cases[2], 33, 7, ec_kernels_best(), NULL);
  ec_parameters_set_frozen(trainee.parameters, "dense.w", true);
  g_assert_null(trainee.weight->tensor.gradient);
  trainee.weight->gradient[0] = NAN;
  trainee.bias->gradient[0] = 2.0f;
  assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error));
  g_assert_cmpfloat(norm, ==, 2.0);
  g_assert_cmpfloat(trainee.weight->tensor.data[0], ==, 0.0f);
  g_assert_cmpfloat(trainee.weight->gradient[0], ==, 0.0f);
  g_assert_cmpfloat(trainee.bias->tensor.data[0], ==, 2.0f * -0.05f);
  ec_parameters_set_frozen(trainee.parameters, "", false);
  g_assert_true(trainee.weight->tensor.gradient == trainee.weight->gradient);
  g_assert_null(trainee.buffer->tensor.gradient);
  trainee.weight->gradient[0] = 1.0f;
  assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, &norm, &error));
  g_assert_cmpfloat(trainee.weight->tensor.data[0], ==, -0.05f);
  trainee_clear(&trainee);
}

static void
test_options(void)
{
  static const struct ec_optimiser_options wrong[] = {
      {.kind = EC_OPTIMISER_SGD, .rate = -1.0},
      {.kind = EC_OPTIMISER_SGD, .rate = NAN},
      {.kind = EC_OPTIMISER_SGD, .rate = 1.0, .momentum = 1.0},
      {.kind = EC_OPTIMISER_SGD, .rate = 1.0, .nesterov = true},
      {.kind = EC_OPTIMISER_SGD, .rate = 1.0, .decay = -1.0},
      {.kind = EC_OPTIMISER_SGD, .rate = 1.0, .clip = INFINITY},
      {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 1.0, 0.999, 1e-8, 0.0, 0.0},
      {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 0.9, 1.0 - 1e-12, 1e-8, 0.0, 0.0},
      {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 0.9, 0.999, 0.0, 0.0, 0.0},
      {.kind = (enum ec_optimiser_kind)9, .rate = 1.0},
  };
  struct ec_parameters *parameters;
  struct ec_optimiser *optimiser = NULL;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_parameters_new(1, &parameters, &error));
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_assert_cmpint(ec_optimiser_new(parameters, &wrong[i], &optimiser, &error), ==,
                    EC_ERROR_ARGUMENT);
    g_assert_null(optimiser);
  }
  /* An empty set can be gone on with, too. */
  assert_ok(ec_optimiser_new(parameters, &cases[4], &optimiser, &error));
  g_assert_null(ec_optimiser_state(optimiser, 0, 0));
  ec_optimiser_free(optimiser);
  ec_parameters_free(parameters);
}

static ec_status
make_all(void *data, struct ec_error *error)
{
  struct ec_parameters *parameters;
  struct ec_optimiser *optimiser;
  char name[32];
  const size_t shape[2] = {3, 5};
  ec_status status = ec_parameters_new(1, &parameters, error);
  if (status != EC_OK)
    return status;
  for (int i = 0; i < 20 && status == EC_OK; i++) {
    g_snprintf(name, sizeof name, "layer%d.weight", i);
    status = ec_parameters_add(parameters, name, 2, shape, EC_INIT_NORMAL, 0.1, true, NULL, error);
  }
  if (status == EC_OK)
    status = ec_optimiser_new(parameters, &cases[4], &optimiser, error);
  if (status == EC_OK)
    ec_optimiser_free(optimiser);
  ec_parameters_free(parameters);
  return status;
}

static void
test_no_memory(void)
{
  g_assert_cmpint(fail_each_allocation(make_all, NULL), >, 60);
}

/* Says yes from its n-th question on. */
static bool
cancelled_after(void *data)
{
  int *left = data;
  return (*left)-- <= 0;
}

/* A step that is stopped has not begun; one that has begun is done. */
static void
test_cancelled(void)
{
  enum { N = 150000 };
  int n_stopped = 0, n_done = 0;
  for (int at = 0; at < 20; at++) {
    int left = at;
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct trainee trainee;
    ec_status status;
    trainee_init(&trainee, &cases[2], N, 7, ec_kernels_best(), NULL);
    ec_compute_free(trainee.compute);
    job.cancelled = cancelled_after;
    job.data = &left;
    assert_ok(ec_compute_new(&job, &trainee.compute, &error));
    for (size_t i = 0; i < N; i++)
      trainee.weight->gradient[i] = 1.0f;
    status = ec_optimiser_step(trainee.optimiser, trainee.compute, NULL, &error);
    n_stopped += status == EC_ERROR_CANCELLED;
    n_done += status == EC_OK;
    for (size_t i = 0; i < N; i++) {
      g_assert_cmpfloat(trainee.weight->tensor.data[i], ==, status == EC_OK ? -0.05f : 0.0f);
      g_assert_cmpfloat(trainee.weight->gradient[i], ==, status == EC_OK ? 0.0f : 1.0f);
    }
    g_assert_cmpuint(ec_optimiser_n_steps(trainee.optimiser), ==, status == EC_OK);
    trainee_clear(&trainee);
  }
  g_assert_cmpint(n_stopped, >, 2);
  g_assert_cmpint(n_stopped + n_done, ==, 20);
  g_assert_cmpint(n_done, >, 2);
}

static bool
refuse(size_t size, void *data)
{
  return false;
}

/* Once made, steps need no memory. */
static void
test_no_allocation(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct trainee trainee;
  trainee_init(&trainee, &cases[8], 100001, 7, ec_kernels_best(), NULL);
  ec_memory_set_hook(refuse, NULL);
  assert_ok(ec_optimiser_step(trainee.optimiser, trainee.compute, NULL, &error));
  ec_memory_set_hook(NULL, NULL);
  trainee_clear(&trainee);
}

static void
test_schedules(void)
{
  static const struct ec_schedule schedules[N_SCHEDULE_CASES] = {
      {.kind = EC_SCHEDULE_STEP, .n_steps = 20, .every = 6, .factor = 0.3},
      {.kind = EC_SCHEDULE_COSINE, .n_steps = 20, .least = 0.1},
      {.kind = EC_SCHEDULE_ONE_CYCLE, .n_steps = 20},
      {.kind = EC_SCHEDULE_ONE_CYCLE, .n_steps = 13, .peak = 0.45, .warmup = 5},
      {.kind = EC_SCHEDULE_STEP, .n_steps = 20, .every = 5, .factor = 0.5, .warmup = 4},
      {.kind = EC_SCHEDULE_COSINE, .n_steps = 20, .warmup = 5},
  };
  for (size_t i = 0; i < N_SCHEDULE_CASES; i++) {
    for (uint64_t step = 0; step < schedules[i].n_steps; step++)
      g_assert_cmpfloat(fabs(ec_schedule_at(&schedules[i], step) - schedule_expected[i][step]), <,
                        1e-8);
    g_assert_cmpfloat(ec_schedule_at(&schedules[i], UINT64_MAX), ==,
                      ec_schedule_at(&schedules[i], schedules[i].n_steps - 1));
  }
}

/* Runs of one step and of few, a warm-up longer than the run, and steps that are never counted. */
static void
test_short_schedules(void)
{
  for (int kind = EC_SCHEDULE_CONSTANT; kind <= EC_SCHEDULE_ONE_CYCLE; kind++)
    for (uint64_t n_steps = 0; n_steps < 12; n_steps++)
      for (uint64_t warmup = 0; warmup < 15; warmup++) {
        struct ec_schedule schedule = {.kind = (enum ec_schedule_kind)kind,
                                       .n_steps = n_steps,
                                       .warmup = warmup,
                                       .factor = 0.5};
        for (uint64_t step = 0; step <= n_steps; step++) {
          double share = ec_schedule_at(&schedule, step);
          g_assert_true(share >= 0.0 && share <= 1.0);
        }
      }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/optimiser/as-pytorch", test_as_pytorch);
  g_test_add_func("/optimiser/threads", test_threads);
  g_test_add_func("/optimiser/extreme-gradients", test_extreme_gradients);
  g_test_add_func("/optimiser/frozen", test_frozen);
  g_test_add_func("/optimiser/options", test_options);
  g_test_add_func("/optimiser/cancelled", test_cancelled);
  g_test_add_func("/optimiser/no-memory", test_no_memory);
  g_test_add_func("/optimiser/no-allocation", test_no_allocation);
  g_test_add_func("/schedule/as-pytorch", test_schedules);
  g_test_add_func("/schedule/short", test_short_schedules);
  return g_test_run();
}
