#include "config.h"

#include "kernels/compute.h"
#include "nn/checkpoint.h"
#include "support.h"

/* A set of parameters in training: gradients are drawn from the run's generator and pull towards
 * the weights' own signs, so that every step depends on all before it. */
struct run {
  struct ec_parameters *parameters;
  struct ec_optimiser *optimiser;
  struct ec_compute *compute;
  struct ec_progress progress;
};

static const struct ec_optimiser_options kinds[] = {
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05},
    {.kind = EC_OPTIMISER_SGD, .rate = 0.05, .momentum = 0.9, .nesterov = true, .decay = 0.01},
    {EC_OPTIMISER_ADAM, 0.01, 0.0, false, 0.9, 0.999, 1e-8, 0.1, 1.0},
    {EC_OPTIMISER_ADAMW, 0.01, 0.0, false, 0.9, 0.999, 1e-8, 0.1, 0.0},
};

enum { ADAM = 2 };

static void
run_init(struct run *run, const struct ec_optimiser_options *options, uint64_t seed)
{
  static const size_t weight[2] = {7, 5}, bias[1] = {7};
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_compute_new(NULL, &run->compute, &error));
  assert_ok(ec_parameters_new(seed, &run->parameters, &error));
  assert_ok(ec_parameters_add(run->parameters, "body.weight", 2, weight, EC_INIT_NORMAL, 1.0, true,
                              NULL, &error));
  assert_ok(ec_parameters_add(run->parameters, "body.bias", 1, bias, EC_INIT_ZEROS, 0, false, NULL,
                              &error));
  assert_ok(ec_parameters_add_buffer(run->parameters, "body.mean", 1, bias, 0.5f, NULL, &error));
  assert_ok(ec_parameters_add(run->parameters, "head.weight", 1, bias, EC_INIT_UNIFORM, 0.3, true,
                              NULL, &error));
  assert_ok(ec_optimiser_new(run->parameters, options, &run->optimiser, &error));
  run->progress = (struct ec_progress){.random = ec_random_new(seed), .best = INFINITY};
}

static void
run_clear(struct run *run)
{
  ec_optimiser_free(run->optimiser);
  ec_parameters_free(run->parameters);
  ec_compute_free(run->compute);
}

static void
run_step(struct run *run)
{
  struct ec_error error = EC_ERROR_INIT;
  for (size_t p = 0; p < ec_parameters_count(run->parameters); p++) {
    struct ec_parameter *parameter = ec_parameters_get(run->parameters, p);
    for (size_t i = 0; i < parameter->tensor.n; i++) {
      float noise = (float)ec_random_normal(&run->progress.random);
      if (parameter->buffer)
        parameter->tensor.data[i] += 0.1f * noise;
      else
        parameter->gradient[i] += noise + parameter->tensor.data[i];
    }
  }
  /* An odd draw leaves the generator within a block. */
  run->progress.best = MIN(run->progress.best, (double)ec_random_u32(&run->progress.random));
  assert_ok(ec_optimiser_step(run->optimiser, run->compute, NULL, &error));
  run->progress.step++;
  run->progress.epoch = run->progress.step / 6;
  run->progress.since_best = run->progress.step % 3;
}

static uint8_t *
run_save(const struct run *run, size_t *size)
{
  static const char *const texts[] = {"net", "test"};
  struct ec_error error = EC_ERROR_INIT;
  char *buffer = NULL;
  uint8_t *copy;
  FILE *file = open_memstream(&buffer, size);
  assert_ok(
      ec_checkpoint_write(file, run->parameters, run->optimiser, &run->progress, texts, 1, &error));
  fclose(file);
  copy = g_memdup2(buffer, *size);
  free(buffer);
  return copy;
}

static ec_status
run_load(struct run *run, const uint8_t *bytes, size_t size, struct ec_error *error)
{
  return ec_checkpoint_read(bytes, size, run->parameters, run->optimiser, &run->progress, error);
}

/* Equal to the last bit, as their checkpoints show. */
static void
assert_same(const struct run *a, const struct run *b)
{
  size_t size_a, size_b;
  uint8_t *bytes_a = run_save(a, &size_a), *bytes_b = run_save(b, &size_b);
  g_assert_cmpmem(bytes_a, size_a, bytes_b, size_b);
  g_free(bytes_a);
  g_free(bytes_b);
}

static void
test_resume(void)
{
  for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
    struct run whole, first, second;
    struct ec_error error = EC_ERROR_INIT;
    uint8_t *bytes;
    size_t size;
    run_init(&whole, &kinds[kind], 1);
    run_init(&first, &kinds[kind], 1);
    run_init(&second, &kinds[kind], 99);
    for (int step = 0; step < 20; step++)
      run_step(&whole);
    for (int step = 0; step < 7; step++)
      run_step(&first);
    bytes = run_save(&first, &size);
    assert_ok(run_load(&second, bytes, size, &error));
    g_free(bytes);
    assert_same(&first, &second);
    g_assert_cmpuint(second.progress.step, ==, 7);
    g_assert_cmpuint(second.progress.epoch, ==, 1);
    for (int step = 7; step < 20; step++)
      run_step(&second);
    assert_same(&whole, &second);
    /* The saved one can tell the difference. */
    g_assert_cmpfloat(ec_parameters_get(first.parameters, 0)->tensor.data[0], !=,
                      ec_parameters_get(second.parameters, 0)->tensor.data[0]);
    run_clear(&whole);
    run_clear(&first);
    run_clear(&second);
  }
}

/* Reading has to fail and leave everything as it was. */
static void
check_refused(struct run *run, const uint8_t *bytes, size_t size, ec_status status,
              const char *says)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t size_before, size_after;
  uint8_t *before = run_save(run, &size_before), *after;
  g_assert_cmpint(run_load(run, bytes, size, &error), ==, status);
  assert_contains(error.message, says);
  after = run_save(run, &size_after);
  g_assert_cmpmem(before, size_before, after, size_after);
  g_free(before);
  g_free(after);
}

/* The bytes of a tensor's data within a checkpoint. */
static uint8_t *
place_of(uint8_t *bytes, size_t size, const char *name)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_safetensors *file;
  const struct ec_stored *stored;
  size_t at;
  assert_ok(ec_safetensors_read(bytes, size, &file, &error));
  stored = ec_safetensors_find(file, name);
  g_assert_nonnull(stored);
  at = (size_t)((const uint8_t *)stored->data - bytes);
  ec_safetensors_free(file);
  return bytes + at;
}

static void
check_damaged(struct run *run, const char *name, size_t offset, const void *value, size_t n,
              const char *says)
{
  size_t size;
  uint8_t *bytes = run_save(run, &size);
  memcpy(place_of(bytes, size, name) + offset, value, n);
  check_refused(run, bytes, size, EC_ERROR_VALUE, says);
  g_free(bytes);
}

static void
test_damaged(void)
{
  const float nan = NAN, infinity = INFINITY, negative = -1.0f;
  const double no_best = NAN;
  const uint64_t many = UINT64_MAX;
  const uint32_t beyond = 5;
  struct run run;
  size_t size;
  uint8_t *bytes;
  run_init(&run, &kinds[ADAM], 1);
  run_step(&run);
  check_damaged(&run, "body.weight", 34 * 4, &nan, 4, "Number 35 of the tensor \"body.weight\"");
  check_damaged(&run, "body.mean", 0, &infinity, 4, "\"body.mean\"");
  check_damaged(&run, "optimiser.m.head.weight", 24, &nan, 4, "\"optimiser.m.head.weight\"");
  check_damaged(&run, "optimiser.v.body.bias", 0, &negative, 4, "\"optimiser.v.body.bias\" is -1");
  check_damaged(&run, "progress.state", 24, &many, 8, "more steps");
  check_damaged(&run, "progress.state", 32, &no_best, 8, "best value");
  check_damaged(&run, "progress.random", 40, &beyond, 4, "generator");
  bytes = run_save(&run, &size);
  for (size_t n = 0; n < size; n += 1 + n / 16) {
    uint8_t *part = g_memdup2(bytes, n);
    struct ec_error error = EC_ERROR_INIT;
    g_assert_cmpint(run_load(&run, part, n, &error), !=, EC_OK);
    g_free(part);
  }
  check_refused(&run, bytes, size - 1, EC_ERROR_VALUE, "end of the file");
  g_free(bytes);
  run_clear(&run);
}

/* Checkpoints of another optimiser or network. */
static void
test_other_make(void)
{
  static const size_t shape[1] = {9};
  struct ec_error error = EC_ERROR_INIT;
  for (size_t a = 0; a < 3; a++)
    for (size_t b = 0; b < 3; b++) {
      struct run from, to;
      size_t size;
      uint8_t *bytes;
      if (a == b)
        continue;
      run_init(&from, &kinds[a], 1);
      run_init(&to, &kinds[b], 2);
      bytes = run_save(&from, &size);
      check_refused(&to, bytes, size, a > b ? EC_ERROR_SHAPE : EC_ERROR_NOT_FOUND,
                    a > b ? "tensors" : "optimiser.");
      assert_ok(ec_parameters_add(to.parameters, "more.weight", 1, shape, EC_INIT_ONES, 0, true,
                                  NULL, &error));
      check_refused(&to, bytes, size, EC_ERROR_NOT_FOUND, "more.weight");
      ec_parameters_get(to.parameters, 0)->tensor.shape[0] = 5;
      ec_parameters_get(to.parameters, 0)->tensor.shape[1] = 7;
      check_refused(&to, bytes, size, EC_ERROR_SHAPE, "body.weight");
      g_free(bytes);
      run_clear(&from);
      run_clear(&to);
    }
}

static uint8_t *
weights_save(const struct run *run, size_t *size)
{
  struct ec_error error = EC_ERROR_INIT;
  char *buffer = NULL;
  uint8_t *copy;
  FILE *file = open_memstream(&buffer, size);
  assert_ok(ec_weights_write(file, run->parameters, NULL, 0, &error));
  fclose(file);
  copy = g_memdup2(buffer, *size);
  free(buffer);
  return copy;
}

/* The weights alone, or those of a part. */
static void
test_weights(void)
{
  struct run from, to;
  struct ec_error error = EC_ERROR_INIT;
  size_t size;
  uint8_t *bytes;
  float head;
  run_init(&from, &kinds[ADAM], 1);
  run_init(&to, &kinds[ADAM], 2);
  run_step(&from);
  bytes = weights_save(&from, &size);
  head = ec_parameters_find(to.parameters, "head.weight")->tensor.data[0];
  assert_ok(ec_weights_read(bytes, size, to.parameters, "body.", &error));
  for (size_t p = 0; p < 3; p++) {
    const struct ec_tensor *a = &ec_parameters_get(from.parameters, p)->tensor;
    const struct ec_tensor *b = &ec_parameters_get(to.parameters, p)->tensor;
    g_assert_cmpmem(a->data, a->n * 4, b->data, b->n * 4);
  }
  g_assert_cmpfloat(ec_parameters_find(to.parameters, "head.weight")->tensor.data[0], ==, head);
  g_assert_cmpint(ec_weights_read(bytes, size, to.parameters, "tail.", &error), ==,
                  EC_ERROR_NOT_FOUND);
  assert_ok(ec_weights_read(bytes, size, to.parameters, NULL, &error));
  g_assert_cmpfloat(ec_parameters_find(to.parameters, "head.weight")->tensor.data[0], !=, head);
  g_assert_cmpuint(ec_optimiser_n_steps(to.optimiser), ==, 0);
  /* A checkpoint's weights can be read alone as well; weights are no checkpoint. */
  check_refused(&to, bytes, size, EC_ERROR_NOT_FOUND, "no checkpoint");
  g_free(bytes);
  bytes = run_save(&from, &size);
  assert_ok(ec_weights_read(bytes, size, to.parameters, NULL, &error));
  g_free(bytes);
  run_clear(&from);
  run_clear(&to);
}

/* Weights that were stored in half precision. */
static void
test_half_weights(void)
{
  static const uint16_t halves[7] = {0x3c00, 0xc000, 0x3555, 0, 1, 0x7bff, 0x8000};
  static const float expected[7] = {1.0f, -2.0f, 0.333251953125f, 0.0f, 0x1p-24f, 65504.0f, -0.0f};
  const struct ec_stored stored = {"head.weight", EC_ELEMENT_F16, 1, {7, 1, 1, 1, 1}, halves};
  struct ec_error error = EC_ERROR_INIT;
  struct run run;
  char *buffer = NULL;
  size_t size;
  FILE *file = open_memstream(&buffer, &size);
  assert_ok(ec_safetensors_write(file, &stored, 1, NULL, 0, &error));
  fclose(file);
  run_init(&run, &kinds[0], 1);
  assert_ok(ec_weights_read((uint8_t *)buffer, size, run.parameters, "head", &error));
  g_assert_cmpmem(ec_parameters_find(run.parameters, "head.weight")->tensor.data, 28, expected, 28);
  free(buffer);
  run_clear(&run);
}

struct memory_case {
  struct run *run;
  uint8_t *bytes;
  size_t size;
};

static ec_status
write_again(void *data, struct ec_error *error)
{
  struct memory_case *memory = data;
  FILE *file = fopen("/dev/null", "w");
  ec_status status = ec_checkpoint_write(file, memory->run->parameters, memory->run->optimiser,
                                         &memory->run->progress, NULL, 0, error);
  if (status == EC_OK)
    status = ec_weights_write(file, memory->run->parameters, NULL, 0, error);
  fclose(file);
  return status;
}

static ec_status
read_again(void *data, struct ec_error *error)
{
  struct memory_case *memory = data;
  ec_status status = run_load(memory->run, memory->bytes, memory->size, error);
  if (status == EC_OK)
    status = ec_weights_read(memory->bytes, memory->size, memory->run->parameters, NULL, error);
  return status;
}

static void
test_no_memory(void)
{
  struct run run;
  struct memory_case memory = {.run = &run};
  run_init(&run, &kinds[ADAM], 1);
  memory.bytes = run_save(&run, &memory.size);
  g_assert_cmpint(fail_each_allocation(write_again, &memory), >=, 6);
  g_assert_cmpint(fail_each_allocation(read_again, &memory), >=, 8);
  g_free(memory.bytes);
  run_clear(&run);
}

/* Names, shapes, and how parameters begin. */
static void
test_parameters(void)
{
  static const size_t shape[2] = {40, 50}, zero[2] = {3, 0};
  static const size_t huge[2] = {(size_t)1 << 40, (size_t)1 << 40};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_parameters *set, *again;
  struct ec_parameter *a, *b, *c = NULL;
  double sum = 0.0, squares = 0.0;
  char name[200];
  assert_ok(ec_parameters_new(5, &set, &error));
  assert_ok(ec_parameters_new(5, &again, &error));
  assert_ok(ec_parameters_add(set, "a", 2, shape, EC_INIT_UNIFORM, 0.25, true, &a, &error));
  assert_ok(ec_parameters_add(set, "b", 2, shape, EC_INIT_NORMAL, 3.0, true, &b, &error));
  /* Each begins with numbers of its own, whatever those before it took. */
  assert_ok(ec_parameters_add(again, "x", 1, shape, EC_INIT_ZEROS, 0.0, true, NULL, &error));
  assert_ok(ec_parameters_add(again, "y", 2, shape, EC_INIT_NORMAL, 3.0, true, &c, &error));
  g_assert_cmpmem(b->tensor.data, 8000, c->tensor.data, 8000);
  for (size_t i = 0; i < 2000; i++) {
    g_assert_cmpfloat(fabsf(a->tensor.data[i]), <=, 0.25f);
    sum += b->tensor.data[i];
    squares += b->tensor.data[i] * b->tensor.data[i];
  }
  g_assert_cmpfloat(fabs(sum / 2000.0), <, 0.3);
  g_assert_cmpfloat(fabs(sqrt(squares / 2000.0) - 3.0), <, 0.2);
  g_assert_cmpuint(ec_parameters_size(set), ==, 4000);
  memset(name, 'n', sizeof name);
  name[EC_PARAMETER_NAME_SIZE] = '\0';
  c = NULL;
  g_assert_cmpint(ec_parameters_add(set, name, 2, shape, EC_INIT_ONES, 0, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add(set, "", 2, shape, EC_INIT_ONES, 0, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add(set, "a", 2, shape, EC_INIT_ONES, 0, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add_buffer(set, "c", 2, zero, 0.0f, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add(set, "c", 2, huge, EC_INIT_ONES, 0, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add(set, "c", 6, shape, EC_INIT_ONES, 0, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpint(ec_parameters_add(set, "c", 2, shape, EC_INIT_NORMAL, NAN, true, &c, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_null(c);
  g_assert_cmpuint(ec_parameters_count(set), ==, 2);
  g_assert_null(ec_parameters_get(set, 2));
  name[EC_PARAMETER_NAME_SIZE - 1] = '\0';
  assert_ok(ec_parameters_add_buffer(set, name, 0, NULL, 2.0f, &c, &error));
  g_assert_true(ec_parameters_find(set, name) == c && c->tensor.n == 1 && c->buffer);
  g_assert_true(c->gradient == NULL && c->tensor.gradient == NULL);
  ec_parameters_free(set);
  ec_parameters_free(again);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/parameters/add", test_parameters);
  g_test_add_func("/checkpoint/resume", test_resume);
  g_test_add_func("/checkpoint/damaged", test_damaged);
  g_test_add_func("/checkpoint/other-make", test_other_make);
  g_test_add_func("/checkpoint/weights", test_weights);
  g_test_add_func("/checkpoint/half-weights", test_half_weights);
  g_test_add_func("/checkpoint/no-memory", test_no_memory);
  return g_test_run();
}
