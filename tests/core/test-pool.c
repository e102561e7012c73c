/* Pooling: against PyTorch 2.6, by properties, by differences. */
#include "config.h"

#include "fixtures/pool.h"
#include "gradient-check.h"
#include "image-support.h"

static struct ec_tensor *
pool(struct ec_tape *tape, struct ec_tensor *x, const char *kind, const struct ec_window *window)
{
  if (strcmp(kind, "max") == 0)
    return ec_max_pool(tape, x, window);
  return ec_average_pool(tape, x, window, strcmp(kind, "counting") == 0);
}

static void
test_reference(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(pool_cases); i++)
    for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++) {
      const struct pool_case *c = &pool_cases[i];
      struct image_run r = image_run_new(2, *k);
      struct ec_tensor *y;
      struct ec_tensor x = image_tensor(5, 4, (size_t[]){c->n, c->height, c->width, c->channels});
      g_autofree float *seed = NULL;
      ec_tape_begin(r.tape, EC_TAPE_TRAIN);
      y = pool(r.tape, &x, c->kind, &c->window);
      g_assert_nonnull(y);
      seed = g_new(float, y->n);
      for (size_t j = 0; j < y->n; j++)
        seed[j] = reference_number(6, j);
      assert_near(c->name, (*k)->name, y->n, y->data, c->y, 1e-6);
      g_assert_cmpint(ec_tape_backward(r.tape, ec_weighted_sum(r.tape, y, seed), NULL), ==, EC_OK);
      assert_near(c->name, (*k)->name, x.n, x.gradient, c->dx, 1e-6);
      image_tensor_release(&x);
      image_run_release(&r);
    }
}

/* What a window of all of an image gives is what is known of the image; off the vectors' width. */
static void
test_whole_image(void)
{
  for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++) {
    struct image_run r = image_run_new(1, *k);
    const size_t shape[] = {3, 5, 7, 37};
    const struct ec_window window = {.height = 5, .width = 7};
    struct ec_tensor x = image_tensor(1, 4, shape), *most, *mean, *global;
    g_autofree float *expected_most = g_new(float, 3 * 37), *expected = g_new(float, 3 * 37);
    for (size_t i = 0; i < 3 * 37; i++) {
      double sum = 0.0;
      expected_most[i] = -INFINITY;
      for (size_t p = 0; p < 35; p++) {
        float value = x.data[(i / 37 * 35 + p) * 37 + i % 37];
        expected_most[i] = fmaxf(expected_most[i], value);
        sum += (double)value;
      }
      expected[i] = (float)(sum / 35.0);
    }
    ec_tape_begin(r.tape, EC_TAPE_PREDICT);
    most = ec_max_pool(r.tape, &x, &window);
    mean = ec_average_pool(r.tape, &x, &window, false);
    global = ec_global_average_pool(r.tape, &x);
    g_assert_cmpint(ec_tape_finish(r.tape, NULL), ==, EC_OK);
    g_assert_cmpuint(global->rank, ==, 2);
    g_assert_cmpmem(most->data, most->n * sizeof(float), expected_most, 3 * 37 * sizeof(float));
    assert_near("mean", (*k)->name, mean->n, mean->data, expected, 1e-6);
    assert_near("global mean", (*k)->name, global->n, global->data, expected, 1e-6);
    image_tensor_release(&x);
    image_run_release(&r);
  }
}

/* Of equal numbers the first one gets the gradient; NaN is not lost. */
static void
test_ties(void)
{
  const struct ec_window window = {.height = 2, .width = 2};
  const float one = 1.0f;
  for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++)
    for (size_t channels = 1; channels < 40; channels += 19) {
      struct image_run r = image_run_new(1, *k);
      struct ec_tensor x = image_tensor(1, 4, (size_t[]){1, 2, 2, channels}), *y;
      g_autofree float *seed = g_new(float, channels);
      for (size_t i = 0; i < x.n; i++)
        x.data[i] = i / channels == 0 ? -1.0f : one;
      for (size_t i = 0; i < channels; i++)
        seed[i] = one;
      ec_tape_begin(r.tape, EC_TAPE_TRAIN);
      y = ec_max_pool(r.tape, &x, &window);
      g_assert_cmpint(ec_tape_backward(r.tape, ec_weighted_sum(r.tape, y, seed), NULL), ==, EC_OK);
      for (size_t i = 0; i < x.n; i++)
        g_assert_true(x.gradient[i] == (i / channels == 1 ? one : 0.0f));
      x.data[channels * 2] = NAN;
      ec_tape_begin(r.tape, EC_TAPE_PREDICT);
      y = ec_max_pool(r.tape, &x, &window);
      g_assert_true(isnan(y->data[0]));
      g_assert_true(channels == 1 || y->data[1] == one);
      image_tensor_release(&x);
      image_run_release(&r);
    }
}

static struct ec_tensor *
pool_twice(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct ec_window overlapping = {3, 2, 2, 1, 1, 0, 1, 1, 1, 2};
  const struct ec_window halving = {2, 2, 1, 2, 0, 0, 0, 1, 1, 1};
  return ec_average_pool(tape, pool(tape, inputs[0], data, &overlapping), &halving, false);
}

static struct ec_tensor *
pool_globally(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  return ec_global_average_pool(tape, inputs[0]);
}

static void
test_gradients(void)
{
  static const char *const kinds[] = {"max", "average", "counting"};
  for (size_t i = 0; i <= G_N_ELEMENTS(kinds); i++) {
    struct gradients *gradients = gradients_new(40 + i);
    gradients_add(gradients, "x", 0.0, 40.0, 4, (size_t[]){2, 6, 7, 3});
    if (i < G_N_ELEMENTS(kinds))
      assert_gradients(gradients, pool_twice, (void *)kinds[i]);
    else
      assert_gradients(gradients, pool_globally, NULL);
    gradients_free(gradients);
  }
}

static float *
run_threads(unsigned n_threads, size_t *n)
{
  const struct ec_window window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  struct image_run r = image_run_new(n_threads, ec_kernels_best());
  struct ec_tensor x = image_tensor(1, 4, (size_t[]){9, 20, 21, 24}), *y;
  g_autofree float *seed = NULL;
  float *result;
  ec_tape_begin(r.tape, EC_TAPE_TRAIN);
  y = ec_average_pool(r.tape, ec_max_pool(r.tape, &x, &window), &window, true);
  seed = g_new(float, y->n);
  for (size_t i = 0; i < y->n; i++)
    seed[i] = reference_number(2, i);
  g_assert_cmpint(ec_tape_backward(r.tape, ec_weighted_sum(r.tape, y, seed), NULL), ==, EC_OK);
  *n = x.n + y->n;
  result = g_new(float, *n);
  memcpy(result, x.gradient, x.n * sizeof *result);
  memcpy(result + x.n, y->data, y->n * sizeof *result);
  image_tensor_release(&x);
  image_run_release(&r);
  return result;
}

static void
test_threads(void)
{
  size_t n, m;
  g_autofree float *one = run_threads(1, &n), *two = run_threads(2, &m), *four = NULL;
  g_assert_cmpmem(one, n * sizeof *one, two, m * sizeof *two);
  four = run_threads(4, &m);
  g_assert_cmpmem(one, n * sizeof *one, four, m * sizeof *four);
}

static void
test_refused(void)
{
  static const struct {
    struct ec_window window;
    ec_status status;
    const char *text;
  } cases[] = {
      {{.height = 4, .width = 1}, EC_ERROR_SHAPE, "spans 4 by 1 pixels does not fit"},
      {{.height = 2, .width = 2, .top = 2}, EC_ERROR_ARGUMENT, "less than its window"},
      {{.height = 1, .width = 0}, EC_ERROR_ARGUMENT, "at least 1"},
      {{.height = 1, .width = 1, .stride_x = SIZE_MAX}, EC_ERROR_ARGUMENT, "at most"},
  };
  struct image_run r = image_run_new(1, ec_kernels_best());
  struct ec_tensor x = image_tensor(1, 4, (size_t[]){1, 3, 3, 2});
  struct ec_tensor flat = image_tensor(1, 2, (size_t[]){3, 3});
  struct ec_error error = EC_ERROR_INIT;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    ec_tape_begin(r.tape, EC_TAPE_TRAIN);
    g_assert_null(ec_max_pool(r.tape, &x, &cases[i].window));
    g_assert_cmpint(ec_tape_finish(r.tape, &error), ==, cases[i].status);
    g_assert_nonnull(strstr(error.message, cases[i].text));
  }
  ec_tape_begin(r.tape, EC_TAPE_TRAIN);
  g_assert_null(ec_global_average_pool(r.tape, &flat));
  g_assert_cmpint(ec_tape_finish(r.tape, &error), ==, EC_ERROR_SHAPE);
  image_tensor_release(&x);
  image_tensor_release(&flat);
  image_run_release(&r);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pool/reference", test_reference);
  g_test_add_func("/pool/whole-image", test_whole_image);
  g_test_add_func("/pool/ties", test_ties);
  g_test_add_func("/pool/gradients", test_gradients);
  g_test_add_func("/pool/threads", test_threads);
  g_test_add_func("/pool/refused", test_refused);
  return g_test_run();
}
