#include "config.h"

#include "fixtures/sequence.h"
#include "gradient-check.h"
#include "sequence-support.h"

struct attend {
  struct ec_tensor *x;
  size_t heads;
  const int32_t *lengths;
  double dropout;
  float *weights;
};

static ec_status
step(struct attend *a, struct ec_tape *tape, struct ec_tensor **y, struct ec_error *error)
{
  g_autofree float *weights = g_new(float, a->x->n / 3 + 1);
  tensor_clear(a->x);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  *y = ec_attend(tape, a->x, a->heads, a->lengths, a->dropout, a->weights);
  return ec_tape_backward(tape, weigh(tape, *y, 6, weights), error);
}

/* Output, weights and gradient as PyTorch 2.6. */
static void
test_pytorch(void)
{
  static const int32_t lengths[] = {3, 5};
  float weights[2 * 2 * 5 * 5];
  for (const struct ec_kernels *const *k = ec_kernels_all(); *k; k++) {
    struct attend a = {tensor_new(1, 1.5, 3, 2, 5, 18), 2, lengths, 0.0, weights};
    struct stage stage = stage_new(1, *k);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_tensor *y;
    const float *at = attention;
    assert_ok(step(&a, stage.tape, &y, &error));
    assert_fixture("output", y->data, y->n, &at);
    assert_fixture("weights", weights, G_N_ELEMENTS(weights), &at);
    assert_fixture("dx", a.x->gradient, a.x->n, &at);
    stage_free(&stage);
    tensor_free(a.x);
  }
}

/* The heart of nn.MultiheadAttention with key_padding_mask. */
static void
test_multihead(void)
{
  static const int32_t lengths[] = {4, 2};
  float weights[2 * 2 * 4 * 4];
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_tensor *x, *y;
  const float *at = multihead + 2 * 4 * 18;
  ec_tape_begin(stage.tape, EC_TAPE_PREDICT);
  x = ec_tape_input(stage.tape, multihead, 3, (size_t[]){2, 4, 18});
  y = ec_attend(stage.tape, x, 2, lengths, 0.5, weights);
  g_assert_nonnull(y);
  assert_fixture("output", y->data, y->n, &at);
  assert_fixture("weights", weights, G_N_ELEMENTS(weights), &at);
  stage_free(&stage);
}

static struct ec_tensor *
gradient_step(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct attend *a = data;
  return ec_attend(tape, inputs[0], a->heads, a->lengths, a->dropout, NULL);
}

static void
check_gradients(size_t n, size_t time, size_t heads, size_t depth, const int32_t *lengths,
                double dropout)
{
  struct gradients *gradients = gradients_new(5);
  struct attend a = {NULL, heads, lengths, dropout, NULL};
  gradients_add(gradients, "x", 0.1, 1.2, 3, (size_t[]){n, time, 3 * heads * depth});
  assert_gradients(gradients, gradient_step, &a);
  gradients_free(gradients);
}

/* One place; depths and times beside the width of vectors; several blocks of queries; dropout. */
static void
test_gradients(void)
{
  static const int32_t lengths[] = {3, 0, 4, 1};
  check_gradients(1, 1, 1, 1, NULL, 0.0);
  check_gradients(2, 3, 2, 1, NULL, 0.0);
  check_gradients(1, 17, 1, 5, NULL, 0.0);
  check_gradients(1, 27, 1, 3, NULL, 0.3);
  check_gradients(1, 3, 2, 17, NULL, 0.0);
  check_gradients(4, 4, 2, 3, lengths, 0.0);
  check_gradients(4, 4, 2, 3, lengths, 0.4);
}

/* Attention in double precision: the weight of one key for one query, `mask` put on after. */
static void
attend_plainly(const struct attend *a, size_t row, size_t head, size_t i, const float *mask,
               double *output)
{
  size_t time = a->x->shape[1], width = a->x->shape[2] / 3, depth = width / a->heads;
  size_t length = a->lengths ? (size_t)a->lengths[row] : time;
  const float *q = a->x->data + (row * time + i) * 3 * width + head * depth;
  g_autofree double *scores = g_new0(double, time);
  double sum = 0.0;
  for (size_t j = 0; j < length; j++) {
    const float *k = a->x->data + (row * time + j) * 3 * width + width + head * depth;
    for (size_t c = 0; c < depth; c++)
      scores[j] += (double)q[c] * (double)k[c] / sqrt((double)depth);
    sum += exp(scores[j]);
  }
  for (size_t c = 0; c < depth; c++)
    output[c] = 0.0;
  for (size_t j = 0; j < length; j++) {
    const float *v = a->x->data + (row * time + j) * 3 * width + 2 * width + head * depth;
    for (size_t c = 0; c < depth; c++)
      output[c] += exp(scores[j]) / sum * (mask ? (double)mask[j] : 1.0) * (double)v[c];
  }
}

/* The mask of one query, from the numbers that its generator draws one after the other. */
static void
draw_mask(const struct ec_random *random, size_t time, size_t i, double rate, float *mask)
{
  size_t n_chunks = (time + 127) / 128;
  uint32_t threshold = (uint32_t)lrint(rate * 65536);
  struct ec_random copy = *random;
  g_autofree uint32_t *words = g_new(uint32_t, (i + 1) * n_chunks * 64);
  for (size_t n = 0; n < (i + 1) * n_chunks * 64; n++)
    words[n] = ec_random_u32(&copy);
  for (size_t j = 0; j < time; j++) {
    size_t block = (i * n_chunks + j / 128) * 16 + j % 16, half = j / 16 % 2;
    uint32_t bits = words[block * 4 + j % 128 / 32] >> (16 * half) & 0xffff;
    mask[j] = bits < threshold ? 0.0f : (float)(65536.0 / (65536 - threshold));
  }
}

static void
assert_attention(struct attend *a, const struct ec_tensor *y, const struct ec_random *random)
{
  size_t n = a->x->shape[0], time = a->x->shape[1], width = a->x->shape[2] / 3;
  size_t depth = width / a->heads;
  g_autofree double *output = g_new(double, depth);
  g_autofree float *mask = g_new(float, time);
  for (size_t row = 0; row < n; row++)
    for (size_t head = 0; head < a->heads; head++) {
      struct ec_random own = ec_random_split(random, row * a->heads + head);
      size_t length = a->lengths ? (size_t)a->lengths[row] : time;
      for (size_t i = 0; i < length; i++) {
        if (a->dropout > 0.0)
          draw_mask(&own, time, i, a->dropout, mask);
        attend_plainly(a, row, head, i, a->dropout > 0.0 ? mask : NULL, output);
        for (size_t c = 0; c < depth; c++)
          g_assert_cmpfloat_with_epsilon(
              (double)y->data[(row * time + i) * width + head * depth + c], output[c], 1e-5);
      }
    }
}

/* Sizes of real layers, with and without dropout, whose mask is the one that is promised. */
static void
test_formulas(void)
{
  static const size_t shapes[][4] = {{2, 70, 2, 32}, {3, 25, 1, 20}, {1, 140, 3, 8}};
  static const int32_t lengths[] = {25, 1, 13};
  for (size_t s = 0; s < G_N_ELEMENTS(shapes); s++)
    for (const struct ec_kernels *const *k = ec_kernels_all(); *k; k++)
      for (int dropped = 0; dropped < 2; dropped++) {
        size_t width = shapes[s][2] * shapes[s][3];
        struct attend a = {tensor_new(1, 2.0, 3, shapes[s][0], shapes[s][1], 3 * width),
                           shapes[s][2], s == 1 ? lengths : NULL, dropped ? 0.25 : 0.0, NULL};
        struct stage stage = stage_new(1, *k);
        struct ec_error error = EC_ERROR_INIT;
        struct ec_random random = ec_random_new(9), own = ec_random_split(&random, 0);
        struct ec_tensor *y;
        ec_tape_set_random(stage.tape, &random);
        assert_ok(step(&a, stage.tape, &y, &error));
        assert_attention(&a, y, &own);
        stage_free(&stage);
        tensor_free(a.x);
      }
}

static GBytes *
run_with(struct attend *a, unsigned n_threads)
{
  struct stage stage = stage_new(n_threads, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  GByteArray *bytes = g_byte_array_new();
  assert_ok(step(a, stage.tape, &y, &error));
  g_byte_array_append(bytes, (const guint8 *)y->data, y->n * sizeof(float));
  g_byte_array_append(bytes, (const guint8 *)a->x->gradient, a->x->n * sizeof(float));
  stage_free(&stage);
  return g_byte_array_free_to_bytes(bytes);
}

static void
test_threads(void)
{
  static const int32_t lengths[] = {30, 7, 0, 21, 29};
  struct attend a = {tensor_new(1, 2.0, 3, 5, 30, 3 * 48), 3, lengths, 0.1, NULL};
  g_autoptr(GBytes) one = run_with(&a, 1);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
    g_autoptr(GBytes) more = run_with(&a, n_threads);
    g_assert_true(g_bytes_equal(one, more));
  }
  tensor_free(a.x);
}

/* Scores of hundreds do not overflow, and the largest takes all. */
static void
test_large_scores(void)
{
  struct attend a = {tensor_new(1, 100.0, 3, 1, 20, 24), 1, NULL, 0.0, NULL};
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  assert_ok(step(&a, stage.tape, &y, &error));
  for (size_t i = 0; i < y->n; i++)
    g_assert_true(isfinite(y->data[i]) && fabsf(y->data[i]) <= 100.01f);
  for (size_t i = 0; i < a.x->n; i++)
    g_assert_true(isfinite(a.x->gradient[i]));
  stage_free(&stage);
  tensor_free(a.x);
}

static bool
count_hook(size_t size, void *data)
{
  g_atomic_int_inc((int *)data);
  return true;
}

static void
test_no_allocation(void)
{
  struct attend a = {tensor_new(1, 2.0, 3, 4, 30, 3 * 48), 3, NULL, 0.1, NULL};
  struct stage stage = stage_new(2, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  int n_allocations = 0;
  for (int i = 0; i < 2; i++)
    assert_ok(step(&a, stage.tape, &y, &error));
  ec_memory_set_hook(count_hook, &n_allocations);
  assert_ok(step(&a, stage.tape, &y, &error));
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(n_allocations, ==, 0);
  stage_free(&stage);
  tensor_free(a.x);
}

static ec_status
whole_step(void *data, struct ec_error *error)
{
  struct ec_compute *compute = NULL;
  struct ec_tape *tape = NULL;
  struct ec_tensor *y;
  ec_status status = ec_compute_new(NULL, &compute, error);
  if (status == EC_OK)
    status = ec_tape_new(compute, 0, &tape, error);
  if (status == EC_OK)
    status = step(data, tape, &y, error);
  ec_tape_free(tape);
  ec_compute_free(compute);
  return status;
}

static void
test_failing_allocations(void)
{
  struct attend a = {tensor_new(1, 2.0, 3, 8, 60, 3 * 48), 3, NULL, 0.1, NULL};
  g_assert_cmpint(fail_each_allocation(whole_step, &a), >, 3);
  tensor_free(a.x);
}

static void
assert_refused(struct attend *a, ec_status expected, const char *part)
{
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  assert_status(step(a, stage.tape, &y, &error), expected);
  assert_contains(error.message, part);
  stage_free(&stage);
}

static void
test_refusals(void)
{
  static const int32_t lengths[] = {2, 9};
  struct attend a = {tensor_new(1, 1.0, 3, 2, 4, 18), 4, NULL, 0.0, NULL};
  assert_refused(&a, EC_ERROR_SHAPE, "4 heads");
  a.heads = 0;
  assert_refused(&a, EC_ERROR_SHAPE, "0 heads");
  a.heads = 2;
  a.dropout = 1.0;
  assert_refused(&a, EC_ERROR_ARGUMENT, "dropout");
  a.dropout = NAN;
  assert_refused(&a, EC_ERROR_ARGUMENT, "dropout");
  a.dropout = 0.0;
  a.lengths = lengths;
  assert_refused(&a, EC_ERROR_VALUE, "row 1");
  tensor_free(a.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/attend/pytorch", test_pytorch);
  g_test_add_func("/attend/multihead", test_multihead);
  g_test_add_func("/attend/gradients", test_gradients);
  g_test_add_func("/attend/formulas", test_formulas);
  g_test_add_func("/attend/threads", test_threads);
  g_test_add_func("/attend/large-scores", test_large_scores);
  g_test_add_func("/attend/no-allocation", test_no_allocation);
  g_test_add_func("/attend/failing-allocations", test_failing_allocations);
  g_test_add_func("/attend/refusals", test_refusals);
  return g_test_run();
}
