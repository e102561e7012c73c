/* Convolution: against PyTorch 2.6, against its own definition in double precision, by differences,
 * and that it is refused what it can not do. */
#include "config.h"

#include "convolution-oracle.h"
#include "fixtures/convolution.h"
#include "gradient-check.h"

struct convolution {
  struct ec_tensor x, weight, bias;
  struct ec_window window;
  size_t groups;
  bool has_bias;
  enum ec_activation activation;
  float *y, *seed; /* the output, and dy */
  size_t n_y;
};

static void
convolution_init(struct convolution *self, const size_t sizes[5], const struct ec_window *window,
                 size_t groups, bool bias, enum ec_activation activation)
{
  size_t in = sizes[3], out = sizes[4], height, width;
  *self = (struct convolution){
      .window = *window, .groups = groups, .has_bias = bias, .activation = activation};
  self->x = image_tensor(1, 4, sizes);
  self->weight = image_tensor(2, 4, (size_t[]){out, window->height, window->width, in / groups});
  self->bias = image_tensor(3, 1, &out);
  height = ec_window_out(sizes[1], window->height, window->stride_y, window->top, window->bottom,
                         window->dilation_y);
  width = ec_window_out(sizes[2], window->width, window->stride_x, window->left, window->right,
                        window->dilation_x);
  self->n_y = sizes[0] * height * width * out;
  self->y = g_new0(float, self->n_y + 1);
  self->seed = g_new0(float, self->n_y + 1);
  for (size_t i = 0; i < self->n_y; i++)
    self->seed[i] = reference_number(4, i);
}

static void
convolution_release(struct convolution *self)
{
  image_tensor_release(&self->x);
  image_tensor_release(&self->weight);
  image_tensor_release(&self->bias);
  g_clear_pointer(&self->y, g_free);
  g_clear_pointer(&self->seed, g_free);
}

/* One step there and back; gradients are added to. */
static ec_status
convolution_step(struct convolution *self, struct ec_tape *tape, struct ec_error *error)
{
  struct ec_tensor *y;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  y = ec_convolve(tape, &self->x, &self->weight, self->has_bias ? &self->bias : NULL, &self->window,
                  self->groups, self->activation);
  if (y != NULL) {
    g_assert_cmpuint(y->n, ==, self->n_y);
    memcpy(self->y, y->data, y->n * sizeof *self->y);
  }
  return ec_tape_backward(tape, ec_weighted_sum(tape, y, self->seed), error);
}

static void
run(struct convolution *self, unsigned n_threads, const struct ec_kernels *kernels)
{
  struct image_run run = image_run_new(n_threads, kernels);
  struct ec_error error = EC_ERROR_INIT;
  if (convolution_step(self, run.tape, &error) != EC_OK)
    g_error("%s", error.message);
  image_run_release(&run);
}

static void
test_reference(void)
{
  for (size_t i = 0; i < G_N_ELEMENTS(convolution_cases); i++)
    for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++) {
      const struct convolution_case *r = &convolution_cases[i];
      struct convolution c;
      convolution_init(&c, (size_t[]){r->n, r->height, r->width, r->in, r->out}, &r->window,
                       r->groups, r->bias, r->activation);
      run(&c, 2, *k);
      assert_near(r->name, (*k)->name, c.n_y, c.y, r->y, 1e-6);
      assert_near(r->name, (*k)->name, c.x.n, c.x.gradient, r->dx, 2e-6);
      assert_near(r->name, (*k)->name, c.weight.n, c.weight.gradient, r->dw, 2e-6);
      if (r->bias)
        assert_near(r->name, (*k)->name, c.bias.n, c.bias.gradient, r->db, 2e-6);
      convolution_release(&c);
    }
}

static float *
to_float(double *values, size_t n)
{
  float *rounded = g_new(float, n + 1);
  for (size_t i = 0; i < n; i++)
    rounded[i] = (float)values[i];
  g_free(values);
  return rounded;
}

static void
compare_with_oracle(const struct convolution *c, const char *kind)
{
  struct oracle o = {
      c->x.shape[0], c->x.shape[1], c->x.shape[2], c->x.shape[3], c->weight.shape[0], 0, 0,
      c->groups,     c->window};
  struct oracle_sums s = {c->x.data,
                          c->weight.data,
                          c->seed,
                          g_new0(double, c->n_y + 1),
                          g_new0(double, c->x.n + 1),
                          g_new0(double, c->weight.n + 1)};
  g_autofree float *y = NULL, *dx = NULL, *dw = NULL;
  g_autofree double *db = g_new0(double, o.out);
  o.out_height = ec_window_out(o.height, o.window.height, o.window.stride_y, o.window.top,
                               o.window.bottom, o.window.dilation_y);
  o.out_width = ec_window_out(o.width, o.window.width, o.window.stride_x, o.window.left,
                              o.window.right, o.window.dilation_x);
  for (size_t i = 0; i < c->n_y; i++) {
    oracle_each(&o, i, oracle_add, &s);
    s.y[i] += (double)c->bias.data[i % o.out];
    db[i % o.out] += (double)c->seed[i];
  }
  y = to_float(s.y, c->n_y), dx = to_float(s.dx, c->x.n), dw = to_float(s.dw, c->weight.n);
  assert_near("y", kind, c->n_y, c->y, y, 2e-6);
  assert_near("dx", kind, c->x.n, c->x.gradient, dx, 2e-6);
  assert_near("dw", kind, c->weight.n, c->weight.gradient, dw, 5e-6);
  for (size_t i = 0; i < o.out; i++)
    g_assert_cmpfloat_with_epsilon((double)c->bias.gradient[i], db[i], 1e-4);
}

/* Channels around the width of a vector, windows of all kinds, images of one pixel. */
static void
test_definition(void)
{
  static const struct {
    size_t sizes[5];
    struct ec_window window;
    size_t groups;
  } cases[] = {
      {{1, 1, 1, 1, 1}, {1, 1, 1, 1, 0, 0, 0, 0, 1, 1}, 1},
      {{3, 1, 1, 1, 2}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1},
      {{2, 6, 19, 1, 32}, {3, 3, 1, 1, 0, 0, 0, 0, 1, 1}, 1},
      {{2, 5, 30, 16, 17}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1},
      {{1, 7, 16, 33, 31}, {3, 3, 2, 2, 1, 1, 1, 1, 1, 1}, 1},
      {{2, 7, 7, 15, 65}, {1, 1, 1, 1, 0, 0, 0, 0, 1, 1}, 1},
      {{2, 7, 7, 8, 48}, {1, 1, 2, 2, 0, 0, 0, 0, 1, 1}, 1},
      {{1, 9, 10, 3, 5}, {2, 4, 3, 2, 2, 0, 1, 3, 2, 2}, 1},
      {{1, 8, 9, 12, 8}, {3, 2, 2, 1, 1, 1, 0, 1, 1, 2}, 4},
      {{2, 6, 6, 32, 64}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 2},
      {{2, 6, 7, 19, 19}, {3, 3, 2, 1, 1, 1, 1, 1, 1, 1}, 19},
      {{1, 6, 7, 5, 5}, {2, 3, 1, 2, 0, 1, 2, 3, 3, 2}, 5},
      {{17, 3, 3, 4, 4}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1},
      {{1, 3, 2, 4, 4}, {3, 3, 1, 1, 4, 4, 5, 5, 1, 1}, 1},
      {{1, 3, 2, 4, 4}, {2, 2, 1, 1, 4, 4, 5, 5, 3, 4}, 1},
      {{1, 12, 11, 2, 3}, {2, 2, 5, 4, 0, 0, 0, 0, 3, 6}, 1},
      {{1, 3, 3, 200, 200}, {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 1},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    for (const struct ec_kernels *const *k = ec_kernels_all(); *k != NULL; k++) {
      struct convolution c;
      convolution_init(&c, cases[i].sizes, &cases[i].window, cases[i].groups, true,
                       EC_ACTIVATION_NONE);
      run(&c, 1, *k);
      compare_with_oracle(&c, (*k)->name);
      convolution_release(&c);
    }
}

/* Strides and dilations of 0 count as 1. */
static void
test_zeros_are_ones(void)
{
  const size_t sizes[5] = {1, 4, 4, 2, 3};
  struct convolution a, b;
  convolution_init(&a, sizes, &(struct ec_window){.height = 3, .width = 3}, 1, true,
                   EC_ACTIVATION_NONE);
  convolution_init(&b, sizes, &(struct ec_window){3, 3, 1, 1, 0, 0, 0, 0, 1, 1}, 1, true,
                   EC_ACTIVATION_NONE);
  run(&a, 1, ec_kernels_best());
  run(&b, 1, ec_kernels_best());
  g_assert_cmpmem(a.y, a.n_y * sizeof *a.y, b.y, b.n_y * sizeof *b.y);
  convolution_release(&a);
  convolution_release(&b);
}

static struct ec_tensor *
convolve(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct convolution_case *c = data;
  return ec_convolve(tape, inputs[0], inputs[1], inputs[2], &c->window, c->groups, c->activation);
}

static void
test_gradients(void)
{
  struct convolution_case cases[] = {
      {.height = 4,
       .width = 5,
       .in = 2,
       .out = 3,
       .window = {.height = 3, .width = 2},
       .groups = 1,
       .activation = EC_ACTIVATION_TANH},
      {.height = 5,
       .width = 4,
       .in = 4,
       .out = 2,
       .window = {2, 2, 2, 1, 1, 0, 1, 1, 2, 1},
       .groups = 2,
       .activation = EC_ACTIVATION_GELU},
      {.height = 4,
       .width = 4,
       .in = 3,
       .out = 3,
       .window = {3, 3, 1, 2, 1, 1, 1, 1, 1, 1},
       .groups = 3,
       .activation = EC_ACTIVATION_SIGMOID},
      {.height = 4,
       .width = 3,
       .in = 2,
       .out = 17,
       .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1},
       .groups = 1,
       .activation = EC_ACTIVATION_RELU},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct convolution_case *c = &cases[i];
    struct gradients *gradients = gradients_new(20 + i);
    struct ec_tensor *bias;
    gradients_add(gradients, "x", 0.0, 1.0, 4, (size_t[]){2, c->height, c->width, c->in});
    gradients_add(gradients, "weight", 0.0, 0.5, 4,
                  (size_t[]){c->out, c->window.height, c->window.width, c->in / c->groups});
    bias = gradients_add(gradients, "bias", 0.0, 1.0, 1, &c->out);
    /* Far from the corner on both sides of it. */
    for (size_t o = 0; o < c->out && c->activation == EC_ACTIVATION_RELU; o++)
      bias->data[o] = o % 2 == 0 ? 9.0f : -9.0f;
    assert_gradients(gradients, convolve, c);
    gradients_free(gradients);
  }
}

static void
assert_same_bits(const struct convolution *a, const struct convolution *b)
{
  g_assert_cmpmem(a->y, a->n_y * sizeof *a->y, b->y, b->n_y * sizeof *b->y);
  g_assert_cmpmem(a->x.gradient, a->x.n * sizeof(float), b->x.gradient, b->x.n * sizeof(float));
  g_assert_cmpmem(a->weight.gradient, a->weight.n * sizeof(float), b->weight.gradient,
                  b->weight.n * sizeof(float));
  g_assert_cmpmem(a->bias.gradient, a->bias.n * sizeof(float), b->bias.gradient,
                  b->bias.n * sizeof(float));
}

/* Also with weights so many that panels are gone through one by one. */
static void
test_threads(void)
{
  static const size_t sizes[][5] = {{19, 9, 8, 5, 40}, {3, 4, 4, 256, 260}, {5, 6, 6, 24, 24}};
  static const size_t groups[] = {1, 1, 24};
  const struct ec_window window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    struct convolution one, more;
    convolution_init(&one, sizes[i], &window, groups[i], true, EC_ACTIVATION_RELU);
    run(&one, 1, ec_kernels_best());
    for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
      convolution_init(&more, sizes[i], &window, groups[i], true, EC_ACTIVATION_RELU);
      run(&more, n_threads, ec_kernels_best());
      assert_same_bits(&one, &more);
      convolution_release(&more);
    }
    convolution_release(&one);
  }
}

/* What wants no gradient gets none, and the others the same as ever. */
static void
test_some_gradients(void)
{
  const size_t sizes[5] = {2, 5, 5, 3, 4};
  const struct ec_window window = {.height = 3, .width = 3};
  struct convolution all, some;
  convolution_init(&all, sizes, &window, 1, true, EC_ACTIVATION_RELU);
  run(&all, 1, ec_kernels_best());
  for (unsigned mask = 1; mask < 8; mask++) {
    float *kept[3];
    struct ec_tensor *tensors[] = {&some.x, &some.weight, &some.bias};
    const struct ec_tensor *whole[] = {&all.x, &all.weight, &all.bias};
    convolution_init(&some, sizes, &window, 1, true, EC_ACTIVATION_RELU);
    for (unsigned i = 0; i < 3; i++) {
      kept[i] = tensors[i]->gradient;
      if ((mask >> i & 1) == 0)
        tensors[i]->gradient = NULL;
    }
    run(&some, 1, ec_kernels_best());
    for (unsigned i = 0; i < 3; i++) {
      if (tensors[i]->gradient != NULL)
        g_assert_cmpmem(kept[i], whole[i]->n * sizeof(float), whole[i]->gradient,
                        whole[i]->n * sizeof(float));
      tensors[i]->gradient = kept[i];
    }
    convolution_release(&some);
  }
  convolution_release(&all);
}

static void
assert_refused(const size_t sizes[5], const struct ec_window *window, size_t groups,
               ec_status expected, const char *text)
{
  struct image_run r = image_run_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor x = image_tensor(1, 4, sizes), bias = image_tensor(2, 1, &sizes[4]);
  struct ec_tensor weight =
      image_tensor(2, 4, (size_t[]){sizes[4], window->height % 100, window->width % 100, sizes[3]});
  ec_tape_begin(r.tape, EC_TAPE_TRAIN);
  g_assert_null(ec_convolve(r.tape, &x, &weight, &bias, window, groups, EC_ACTIVATION_NONE));
  g_assert_cmpint(ec_tape_finish(r.tape, &error), ==, expected);
  g_assert_nonnull(strstr(error.message, text));
  image_tensor_release(&x);
  image_tensor_release(&weight);
  image_tensor_release(&bias);
  image_run_release(&r);
}

static void
test_refused(void)
{
  const size_t sizes[5] = {1, 3, 4, 2, 3}, none[5] = {0, 3, 4, 2, 3};
  assert_refused(sizes, &(struct ec_window){.height = 4, .width = 3}, 1, EC_ERROR_SHAPE,
                 "spans 4 by 3 pixels does not fit into images of 3 by 4");
  assert_refused(sizes, &(struct ec_window){.height = 2, .width = 2, .dilation_x = 4}, 1,
                 EC_ERROR_SHAPE, "does not fit");
  assert_refused(sizes, &(struct ec_window){.height = 2, .width = 2}, 2, EC_ERROR_ARGUMENT,
                 "2 groups do not divide");
  assert_refused(sizes, &(struct ec_window){.height = 2, .width = 2}, 0, EC_ERROR_ARGUMENT,
                 "0 groups");
  assert_refused(sizes, &(struct ec_window){.height = 102, .width = 2, .top = 200}, 1,
                 EC_ERROR_SHAPE, "need the shape [3][102][2][2]");
  assert_refused(sizes, &(struct ec_window){.height = 0, .width = 2}, 1, EC_ERROR_ARGUMENT,
                 "at least 1");
  assert_refused(sizes, &(struct ec_window){.height = 2, .width = 2, .top = SIZE_MAX}, 1,
                 EC_ERROR_ARGUMENT, "at most");
  assert_refused(none, &(struct ec_window){.height = 2, .width = 2}, 1, EC_ERROR_SHAPE,
                 "none of them 0");
}

static void
test_window_out(void)
{
  g_assert_cmpuint(ec_window_out(28, 3, 1, 0, 0, 1), ==, 26);
  g_assert_cmpuint(ec_window_out(28, 3, 2, 1, 1, 1), ==, 14);
  g_assert_cmpuint(ec_window_out(7, 3, 2, 0, 0, 2), ==, 2);
  g_assert_cmpuint(ec_window_out(2, 3, 1, 0, 0, 1), ==, 0);
  g_assert_cmpuint(ec_window_out(0, 1, 1, 0, 0, 1), ==, 0);
  g_assert_cmpuint(ec_window_out(5, SIZE_MAX, 1, 0, 0, SIZE_MAX), ==, 0);
  g_assert_cmpuint(ec_window_out(5, 1, 1, SIZE_MAX, 1, 1), ==, 0);
}

static bool
allow(size_t size, void *data)
{
  int *left = data;
  return (*left)-- != 0;
}

/* Each allocation of a step in turn fails: the step fails with it, and the next one is right. */
static void
test_no_memory(void)
{
  const size_t sizes[5] = {2, 5, 5, 3, 4};
  const struct ec_window window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1};
  ec_status status = EC_ERROR_NO_MEMORY;
  for (int n = 0; status != EC_OK; n++) {
    struct image_run r = image_run_new(2, ec_kernels_best());
    struct ec_error error = EC_ERROR_INIT;
    struct convolution c;
    int left = n;
    convolution_init(&c, sizes, &window, 1, true, EC_ACTIVATION_GELU);
    ec_memory_set_hook(allow, &left);
    status = convolution_step(&c, r.tape, &error);
    ec_memory_set_hook(NULL, NULL);
    g_assert_true(status == EC_OK || status == EC_ERROR_NO_MEMORY);
    g_assert_true(status == EC_OK || error.message[0] != '\0');
    g_assert_cmpint(convolution_step(&c, r.tape, &error), ==, EC_OK);
    g_assert_cmpint(n, <, 100);
    g_assert_true(n > 0 || status != EC_OK);
    convolution_release(&c);
    image_run_release(&r);
  }
}

/* Once a step has run, the next ones take no memory. */
static void
test_no_allocation(void)
{
  const size_t sizes[5] = {4, 9, 9, 3, 20};
  const struct ec_window window = {3, 3, 2, 1, 1, 1, 1, 1, 1, 1};
  struct image_run r = image_run_new(2, ec_kernels_best());
  struct convolution c;
  int left = 0;
  convolution_init(&c, sizes, &window, 1, true, EC_ACTIVATION_RELU);
  g_assert_cmpint(convolution_step(&c, r.tape, NULL), ==, EC_OK);
  g_assert_cmpint(convolution_step(&c, r.tape, NULL), ==, EC_OK);
  ec_memory_set_hook(allow, &left);
  g_assert_cmpint(convolution_step(&c, r.tape, NULL), ==, EC_OK);
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(left, ==, 0);
  convolution_release(&c);
  image_run_release(&r);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/convolve/reference", test_reference);
  g_test_add_func("/convolve/definition", test_definition);
  g_test_add_func("/convolve/zeros-are-ones", test_zeros_are_ones);
  g_test_add_func("/convolve/gradients", test_gradients);
  g_test_add_func("/convolve/threads", test_threads);
  g_test_add_func("/convolve/some-gradients", test_some_gradients);
  g_test_add_func("/convolve/refused", test_refused);
  g_test_add_func("/convolve/window-out", test_window_out);
  g_test_add_func("/convolve/no-memory", test_no_memory);
  g_test_add_func("/convolve/no-allocation", test_no_allocation);
  return g_test_run();
}
