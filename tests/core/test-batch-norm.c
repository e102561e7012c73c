/* Batch normalisation: against PyTorch 2.6, by its definition, by differences. */
#include "config.h"

#include "fixtures/batch-norm.h"
#include "gradient-check.h"
#include "image-support.h"

struct norm {
  struct ec_tensor x, scale, shift;
  float *mean, *variance, *y;
  size_t channels;
};

static void
norm_init(struct norm *self, size_t rank, const size_t *shape)
{
  size_t channels = shape[rank - 1];
  *self = (struct norm){.channels = channels};
  self->x = image_tensor(7, rank, shape);
  self->scale = image_tensor(8, 1, &channels);
  self->shift = image_tensor(9, 1, &channels);
  self->mean = g_new(float, channels);
  self->variance = g_new(float, channels);
  self->y = g_new(float, self->x.n);
  for (size_t i = 0; i < self->x.n; i++)
    self->x.data[i] = self->x.data[i] * 2.0f + 0.5f;
  for (size_t i = 0; i < channels; i++) {
    self->mean[i] = reference_number(10, i);
    self->variance[i] = reference_number(11, i) * 0.5f + 1.0f;
  }
}

static void
norm_release(struct norm *self)
{
  image_tensor_release(&self->x);
  image_tensor_release(&self->scale);
  image_tensor_release(&self->shift);
  g_free(self->mean);
  g_free(self->variance);
  g_free(self->y);
}

static ec_status
norm_step(struct norm *self, struct ec_tape *tape, bool frozen, enum ec_activation activation)
{
  g_autofree float *seed = g_new(float, self->x.n);
  struct ec_tensor *y;
  for (size_t i = 0; i < self->x.n; i++)
    seed[i] = reference_number(12, i);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  y = ec_batch_norm(tape, &self->x, &self->scale, &self->shift, self->mean, self->variance, 0.1,
                    1e-5, frozen, activation);
  if (y != NULL)
    memcpy(self->y, y->data, y->n * sizeof *self->y);
  return ec_tape_backward(tape, ec_weighted_sum(tape, y, seed), NULL);
}

static void
test_reference(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(norm_cases); i++)
    for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++) {
      const struct norm_case *c = &norm_cases[i];
      struct image_run r = image_run_new(2, *k);
      struct norm b;
      norm_init(&b, 4, (size_t[]){2, 2, 3, 3});
      g_assert_cmpint(norm_step(&b, r.tape, c->frozen, c->activation), ==, EC_OK);
      assert_near(c->name, (*k)->name, b.x.n, b.y, c->y, 2e-6);
      assert_near(c->name, (*k)->name, b.x.n, b.x.gradient, c->dx, 3e-6);
      assert_near(c->name, (*k)->name, 3, b.scale.gradient, c->dscale, 3e-6);
      assert_near(c->name, (*k)->name, 3, b.shift.gradient, c->dshift, 3e-6);
      assert_near(c->name, (*k)->name, 3, b.mean, c->mean, 1e-6);
      assert_near(c->name, (*k)->name, 3, b.variance, c->variance, 1e-6);
      norm_release(&b);
      image_run_release(&r);
    }
}

/* Every channel comes out with the shift as its mean and the scale as its deviation, however far from
 * 0 it was. */
static void
test_definition(void)
{
  for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++)
    for (size_t channels = 1; channels < 80; channels = channels * 3 + 2) {
      struct image_run r = image_run_new(1, *k);
      struct norm b;
      norm_init(&b, 4, (size_t[]){5, 9, 11, channels});
      for (size_t i = 0; i < b.x.n; i++)
        b.x.data[i] += 300.0f * (float)(i % channels);
      g_assert_cmpint(norm_step(&b, r.tape, false, EC_ACTIVATION_NONE), ==, EC_OK);
      for (size_t c = 0; c < channels; c++) {
        double sum = 0.0, squares = 0.0, n = 5 * 9 * 11;
        for (size_t i = c; i < b.x.n; i += channels)
          sum += (double)b.y[i];
        for (size_t i = c; i < b.x.n; i += channels)
          squares += pow((double)b.y[i] - sum / n, 2.0);
        g_assert_cmpfloat_with_epsilon(sum / n, (double)b.shift.data[c], 2e-5);
        g_assert_cmpfloat_with_epsilon(sqrt(squares / n), fabs((double)b.scale.data[c]), 2e-5);
      }
      norm_release(&b);
      image_run_release(&r);
    }
}

struct kind {
  bool frozen;
  enum ec_activation activation;
};

static struct ec_tensor *
norm(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct kind *kind = data;
  static float mean[] = {0.5f, -0.25f, 1.0f}, variance[] = {1.0f, 2.0f, 0.5f};
  float moved_mean[3], moved_variance[3];
  memcpy(moved_mean, mean, sizeof mean);
  memcpy(moved_variance, variance, sizeof variance);
  return ec_batch_norm(tape, inputs[0], inputs[1], inputs[2], moved_mean, moved_variance, 0.1, 1e-5,
                       kind->frozen, kind->activation);
}

static void
test_gradients(void)
{
  static const struct kind kinds[] = {
      {false, EC_ACTIVATION_NONE}, {true, EC_ACTIVATION_NONE},    {false, EC_ACTIVATION_GELU},
      {false, EC_ACTIVATION_TANH}, {true, EC_ACTIVATION_SIGMOID},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    struct gradients *gradients = gradients_new(60 + i);
    const size_t channels = 3;
    gradients_add(gradients, "x", 0.5, 2.0, 4, (size_t[]){2, 3, 3, channels});
    gradients_add(gradients, "scale", 1.0, 0.5, 1, &channels);
    gradients_add(gradients, "shift", 0.0, 1.0, 1, &channels);
    assert_gradients(gradients, norm, (void *)&kinds[i]);
    gradients_free(gradients);
  }
}

/* When predicting, the running statistics are used and stay as they are. */
static void
test_predict(void)
{
  struct image_run r = image_run_new(1, ec_kernels_best());
  struct norm b;
  struct ec_tensor *y;
  float mean[5], variance[5];
  norm_init(&b, 2, (size_t[]){1, 5});
  memcpy(mean, b.mean, sizeof mean);
  memcpy(variance, b.variance, sizeof variance);
  ec_tape_begin(r.tape, EC_TAPE_PREDICT);
  y = ec_batch_norm(r.tape, &b.x, &b.scale, &b.shift, b.mean, b.variance, 0.1, 1e-5, false,
                    EC_ACTIVATION_NONE);
  g_assert_nonnull(y);
  for (size_t i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon((double)y->data[i],
                                   ((double)b.x.data[i] - (double)mean[i]) /
                                           sqrt((double)variance[i] + 1e-5) *
                                           (double)b.scale.data[i] +
                                       (double)b.shift.data[i],
                                   1e-5);
  g_assert_cmpmem(mean, sizeof mean, b.mean, sizeof mean);
  g_assert_cmpmem(variance, sizeof variance, b.variance, sizeof variance);
  norm_release(&b);
  image_run_release(&r);
}

static void
test_threads(void)
{
  struct norm one, more;
  struct image_run r = image_run_new(1, ec_kernels_best());
  const size_t shape[] = {7, 13, 11, 40};
  norm_init(&one, 4, shape);
  g_assert_cmpint(norm_step(&one, r.tape, false, EC_ACTIVATION_RELU), ==, EC_OK);
  image_run_release(&r);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
    r = image_run_new(n_threads, ec_kernels_best());
    norm_init(&more, 4, shape);
    g_assert_cmpint(norm_step(&more, r.tape, false, EC_ACTIVATION_RELU), ==, EC_OK);
    g_assert_cmpmem(one.y, one.x.n * sizeof(float), more.y, more.x.n * sizeof(float));
    g_assert_cmpmem(one.x.gradient, one.x.n * sizeof(float), more.x.gradient,
                    more.x.n * sizeof(float));
    g_assert_cmpmem(one.scale.gradient, 40 * sizeof(float), more.scale.gradient,
                    40 * sizeof(float));
    g_assert_cmpmem(one.variance, 40 * sizeof(float), more.variance, 40 * sizeof(float));
    norm_release(&more);
    image_run_release(&r);
  }
  norm_release(&one);
}

static bool
allow(size_t size, void *data)
{
  int *left = data;
  return (*left)-- != 0;
}

static void
test_no_memory(void)
{
  ec_status status = EC_ERROR_NO_MEMORY;
  for (int n = 0; status != EC_OK; n++) {
    struct image_run r = image_run_new(1, ec_kernels_best());
    struct norm b;
    int left = n;
    norm_init(&b, 4, (size_t[]){2, 3, 3, 4});
    ec_memory_set_hook(allow, &left);
    status = norm_step(&b, r.tape, false, EC_ACTIVATION_GELU);
    ec_memory_set_hook(NULL, NULL);
    g_assert_true(status == EC_OK || status == EC_ERROR_NO_MEMORY);
    g_assert_true(n > 0 || status != EC_OK);
    g_assert_cmpint(n, <, 100);
    norm_release(&b);
    image_run_release(&r);
  }
}

static void
test_no_allocation(void)
{
  struct image_run r = image_run_new(2, ec_kernels_best());
  struct norm b;
  int left = 0;
  norm_init(&b, 4, (size_t[]){4, 9, 9, 20});
  g_assert_cmpint(norm_step(&b, r.tape, false, EC_ACTIVATION_TANH), ==, EC_OK);
  g_assert_cmpint(norm_step(&b, r.tape, false, EC_ACTIVATION_TANH), ==, EC_OK);
  ec_memory_set_hook(allow, &left);
  g_assert_cmpint(norm_step(&b, r.tape, false, EC_ACTIVATION_TANH), ==, EC_OK);
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(left, ==, 0);
  norm_release(&b);
  image_run_release(&r);
}

/* One value a channel has no variance; sizes have to fit. */
static void
test_refused(void)
{
  struct image_run r = image_run_new(1, ec_kernels_best());
  struct norm b;
  struct ec_error error = EC_ERROR_INIT;
  const size_t two = 2;
  norm_init(&b, 2, (size_t[]){1, 5});
  ec_tape_begin(r.tape, EC_TAPE_TRAIN);
  g_assert_null(ec_batch_norm(r.tape, &b.x, &b.scale, &b.shift, b.mean, b.variance, 0.1, 1e-5,
                              false, EC_ACTIVATION_NONE));
  g_assert_cmpint(ec_tape_finish(r.tape, &error), ==, EC_ERROR_SHAPE);
  g_assert_nonnull(strstr(error.message, "at least 2 values a channel"));
  image_tensor_release(&b.shift);
  b.shift = image_tensor(1, 1, &two);
  ec_tape_begin(r.tape, EC_TAPE_PREDICT);
  g_assert_null(ec_batch_norm(r.tape, &b.x, &b.scale, &b.shift, b.mean, b.variance, 0.1, 1e-5,
                              false, EC_ACTIVATION_NONE));
  g_assert_cmpint(ec_tape_finish(r.tape, &error), ==, EC_ERROR_SHAPE);
  g_assert_nonnull(strstr(error.message, "5 scales and 2 shifts"));
  norm_release(&b);
  image_run_release(&r);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/batch-norm/reference", test_reference);
  g_test_add_func("/batch-norm/definition", test_definition);
  g_test_add_func("/batch-norm/gradients", test_gradients);
  g_test_add_func("/batch-norm/predict", test_predict);
  g_test_add_func("/batch-norm/threads", test_threads);
  g_test_add_func("/batch-norm/no-memory", test_no_memory);
  g_test_add_func("/batch-norm/no-allocation", test_no_allocation);
  g_test_add_func("/batch-norm/refused", test_refused);
  return g_test_run();
}
