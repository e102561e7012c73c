#include "config.h"

#include "fixtures/sequence.h"
#include "gradient-check.h"
#include "sequence-support.h"

struct norm {
  struct ec_tensor *x, *scale, *shift;
};

static struct norm
norm_new(size_t n, size_t width)
{
  return (struct norm){tensor_new(1, 2.0, 2, n, width, 1), tensor_new(2, 1.0, 1, width, 1, 1),
                       tensor_new(3, 1.0, 1, width, 1, 1)};
}

static void
norm_free(struct norm *norm)
{
  tensor_free(norm->x);
  tensor_free(norm->scale);
  tensor_free(norm->shift);
}

static ec_status
step(struct norm *norm, struct ec_tape *tape, struct ec_tensor **y, struct ec_error *error)
{
  g_autofree float *weights = g_new(float, norm->x->n + 1);
  tensor_clear(norm->x);
  tensor_clear(norm->scale);
  tensor_clear(norm->shift);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  *y = ec_layer_norm(tape, norm->x, norm->scale, norm->shift, 1e-5);
  return ec_tape_backward(tape, weigh(tape, *y, 6, weights), error);
}

/* Output and gradients as PyTorch 2.6. */
static void
test_pytorch(void)
{
  for (const struct ec_kernels *const *k = ec_kernels_all(); *k; k++) {
    struct norm norm = norm_new(3, 7);
    struct stage stage = stage_new(1, *k);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_tensor *y;
    const float *at = layer_norm;
    assert_ok(step(&norm, stage.tape, &y, &error));
    assert_fixture("output", y->data, y->n, &at);
    assert_fixture("dx", norm.x->gradient, norm.x->n, &at);
    assert_fixture("dscale", norm.scale->gradient, norm.scale->n, &at);
    assert_fixture("dshift", norm.shift->gradient, norm.shift->n, &at);
    stage_free(&stage);
    norm_free(&norm);
  }
}

static struct ec_tensor *
gradient_step(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  return ec_layer_norm(tape, inputs[0], inputs[1], inputs[2], 1e-2);
}

static void
test_gradients(void)
{
  static const size_t shapes[][2] = {{1, 1}, {5, 2}, {2, 16}, {3, 17}, {4, 35}};
  for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
    struct gradients *gradients = gradients_new(11);
    gradients_add(gradients, "x", 0.3, 1.5, 2, shapes[i]);
    gradients_add(gradients, "scale", 0.5, 1.0, 1, &shapes[i][1]);
    gradients_add(gradients, "shift", 0.5, 1.0, 1, &shapes[i][1]);
    assert_gradients(gradients, gradient_step, NULL);
    gradients_free(gradients);
  }
}

/* Whole rows have mean 0 and deviation 1, also where their mean is large. */
static void
test_moments(void)
{
  struct norm norm = norm_new(40, 130);
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  for (size_t i = 0; i < norm.x->n; i++)
    norm.x->data[i] += 100.0f;
  for (size_t j = 0; j < 130; j++)
    norm.scale->data[j] = 1.0f, norm.shift->data[j] = 0.0f;
  assert_ok(step(&norm, stage.tape, &y, &error));
  for (size_t row = 0; row < 40; row++) {
    double sum = 0.0, squares = 0.0;
    for (size_t j = 0; j < 130; j++) {
      double value = (double)y->data[row * 130 + j];
      sum += value;
      squares += value * value;
    }
    g_assert_cmpfloat_with_epsilon(sum / 130, 0.0, 1e-4);
    g_assert_cmpfloat_with_epsilon(squares / 130, 1.0, 1e-4);
  }
  stage_free(&stage);
  norm_free(&norm);
}

static GBytes *
run_with(struct norm *norm, unsigned n_threads)
{
  struct stage stage = stage_new(n_threads, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  GByteArray *bytes = g_byte_array_new();
  assert_ok(step(norm, stage.tape, &y, &error));
  g_byte_array_append(bytes, (const guint8 *)y->data, y->n * sizeof(float));
  g_byte_array_append(bytes, (const guint8 *)norm->x->gradient, norm->x->n * sizeof(float));
  g_byte_array_append(bytes, (const guint8 *)norm->scale->gradient, 100 * sizeof(float));
  g_byte_array_append(bytes, (const guint8 *)norm->shift->gradient, 100 * sizeof(float));
  stage_free(&stage);
  return g_byte_array_free_to_bytes(bytes);
}

static void
test_threads(void)
{
  struct norm norm = norm_new(700, 100);
  g_autoptr(GBytes) one = run_with(&norm, 1);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
    g_autoptr(GBytes) more = run_with(&norm, n_threads);
    g_assert_true(g_bytes_equal(one, more));
  }
  norm_free(&norm);
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
  struct norm norm = norm_new(300, 100);
  g_assert_cmpint(fail_each_allocation(whole_step, &norm), >, 2);
  norm_free(&norm);
}

static void
test_refusals(void)
{
  struct norm norm = norm_new(3, 7);
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *y;
  norm.shift->n = norm.shift->shape[0] = 6;
  assert_status(step(&norm, stage.tape, &y, &error), EC_ERROR_SHAPE);
  assert_contains(error.message, "6 shifts");
  stage_free(&stage);
  norm_free(&norm);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/layer-norm/pytorch", test_pytorch);
  g_test_add_func("/layer-norm/gradients", test_gradients);
  g_test_add_func("/layer-norm/moments", test_moments);
  g_test_add_func("/layer-norm/threads", test_threads);
  g_test_add_func("/layer-norm/failing-allocations", test_failing_allocations);
  g_test_add_func("/layer-norm/refusals", test_refusals);
  return g_test_run();
}
