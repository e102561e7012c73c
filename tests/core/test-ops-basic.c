#include "config.h"

#include "base/parallel.h"
#include "fixtures/ops-basic.h"
#include "gradient-check.h"
#include "nn/ops/basic.h"
#include "support.h"

static struct ec_compute *compute;
static struct ec_tape *tape;

/* Shapes in the place of an array. */
#define SHAPE(...)                                                                                 \
  sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t), (const size_t[])                         \
  {                                                                                                \
    __VA_ARGS__                                                                                    \
  }

/* A leaf of the pattern that ops-basic.py has. */
static struct ec_tensor *
leaf(unsigned seed, size_t rank, const size_t *shape)
{
  struct ec_tensor *x = ec_tape_tensor(tape, rank, shape, true);
  for (size_t i = 0; i < x->n; i++)
    x->data[i] = (float)((int)((i * 37 + seed * 11) % 101) - 50) / 64.0f;
  return x;
}

/* Goes back from y with its own gradient being the pattern of a seed. */
static void
back(struct ec_tensor *y, unsigned seed)
{
  struct ec_error error = EC_ERROR_INIT;
  const struct ec_tensor *weights;
  g_assert_nonnull(y);
  weights = leaf(seed, y->rank, y->shape);
  assert_ok(ec_tape_backward(tape, ec_weighted_sum(tape, y, weights->data), &error));
}

/* Fails unless all numbers are right to 1e-5 of themselves, or of a tenth of what is usual. */
static void
compare(const char *what, const float *found, size_t n, const float *expected, size_t n_expected)
{
  double squares = 0.0;
  g_assert_cmpuint(n, ==, n_expected);
  for (size_t i = 0; i < n; i++)
    squares += (double)expected[i] * (double)expected[i];
  for (size_t i = 0; i < n; i++) {
    double scale = fmax(fabs((double)expected[i]), 0.1 * sqrt(squares / (double)n));
    if (!(fabs((double)found[i] - (double)expected[i]) <= 1e-5 * scale))
      g_error("%s: number %zu is %.9g, not %.9g", what, i, (double)found[i], (double)expected[i]);
  }
}

#define COMPARE(found, n, expected)                                                                \
  compare(#expected, (found), (n), (expected), G_N_ELEMENTS(expected))

#define CHECK_DENSE(NAME, activation)                                                              \
  do {                                                                                             \
    struct ec_tensor *x, *w, *b, *y;                                                               \
    ec_tape_begin(tape, EC_TAPE_TRAIN);                                                            \
    x = leaf(1, SHAPE(5, 7));                                                                      \
    w = leaf(2, SHAPE(9, 7));                                                                      \
    b = leaf(3, SHAPE(9));                                                                         \
    y = ec_dense(tape, x, w, b, activation);                                                       \
    back(y, 4);                                                                                    \
    COMPARE(y->data, y->n, dense_##NAME##_y);                                                      \
    COMPARE(x->gradient, x->n, dense_##NAME##_dx);                                                 \
    COMPARE(w->gradient, w->n, dense_##NAME##_dw);                                                 \
    COMPARE(b->gradient, b->n, dense_##NAME##_db);                                                 \
  } while (0)

static void
test_dense(void)
{
  CHECK_DENSE(none, EC_ACTIVATION_NONE);
  CHECK_DENSE(relu, EC_ACTIVATION_RELU);
  CHECK_DENSE(gelu, EC_ACTIVATION_GELU);
  CHECK_DENSE(tanh, EC_ACTIVATION_TANH);
  CHECK_DENSE(sigmoid, EC_ACTIVATION_SIGMOID);
}

#define CHECK_ADD(NAME, activation)                                                                \
  do {                                                                                             \
    for (int apart = 0; apart < 2; apart++) {                                                      \
      struct ec_tensor *x, *y, *z;                                                                 \
      ec_tape_begin(tape, EC_TAPE_TRAIN);                                                          \
      x = leaf(5, SHAPE(3, 13));                                                                   \
      y = leaf(6, SHAPE(3, 13));                                                                   \
      z = apart ? ec_activate(tape, ec_add(tape, x, y), activation)                                \
                : ec_add_activate(tape, x, y, activation);                                         \
      back(z, 7);                                                                                  \
      COMPARE(z->data, z->n, add_##NAME##_z);                                                      \
      COMPARE(x->gradient, x->n, add_##NAME##_dx);                                                 \
      COMPARE(y->gradient, y->n, add_##NAME##_dx);                                                 \
    }                                                                                              \
  } while (0)

static void
test_add(void)
{
  CHECK_ADD(relu, EC_ACTIVATION_RELU);
  CHECK_ADD(gelu, EC_ACTIVATION_GELU);
  CHECK_ADD(tanh, EC_ACTIVATION_TANH);
  CHECK_ADD(sigmoid, EC_ACTIVATION_SIGMOID);
}

static void
test_positions(void)
{
  struct ec_tensor *x, *y, *z;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = leaf(8, SHAPE(4, 3, 5));
  y = leaf(9, SHAPE(3, 5));
  z = ec_add(tape, x, y);
  back(z, 10);
  COMPARE(z->data, z->n, positions_z);
  COMPARE(y->gradient, y->n, positions_dy);
}

static void
test_mean(void)
{
  const int32_t lengths[] = {6, 1, 3, 5};
  struct ec_tensor *x, *y;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = leaf(11, SHAPE(4, 6, 5));
  y = ec_mean_over_time(tape, x, lengths);
  back(y, 12);
  COMPARE(y->data, y->n, mean_y);
  COMPARE(x->gradient, x->n, mean_dx);
}

static void
test_embedding(void)
{
  const int32_t ids[] = {3, 0, 6, 3, 3, 0, 1, 6};
  for (size_t time = 0; time <= 8; time += 4) {
    struct ec_tensor *table, *y;
    ec_tape_begin(tape, EC_TAPE_TRAIN);
    table = leaf(13, SHAPE(7, 5));
    y = ec_embedding(tape, table, ids, 8, time, 0);
    g_assert_cmpuint(y->rank, ==, time == 0 ? 2 : 3);
    g_assert_cmpuint(y->shape[0], ==, time == 0 ? 8 : 8 / time);
    back(y, 14);
    COMPARE(y->data, y->n, embedding_y);
    COMPARE(table->gradient, table->n, embedding_dtable);
  }
}

static const int32_t six_labels[] = {9, 0, 4, 4, 7, 1};

#define CHECK_CROSS_ENTROPY(NAME, smoothing)                                                       \
  do {                                                                                             \
    struct ec_tensor *x, *loss;                                                                    \
    float p[60];                                                                                   \
    struct ec_error error = EC_ERROR_INIT;                                                         \
    ec_tape_begin(tape, EC_TAPE_TRAIN);                                                            \
    x = leaf(15, SHAPE(6, 10));                                                                    \
    for (size_t i = 0; i < x->n; i++)                                                              \
      x->data[i] *= 8.0f;                                                                          \
    loss = ec_cross_entropy(tape, x, six_labels, smoothing, p);                                    \
    assert_ok(ec_tape_backward(tape, loss, &error));                                               \
    COMPARE(loss->data, loss->n, cross_entropy_##NAME##_loss);                                     \
    COMPARE(x->gradient, x->n, cross_entropy_##NAME##_dx);                                         \
    COMPARE(p, 60, cross_entropy_p);                                                               \
  } while (0)

static void
test_cross_entropy(void)
{
  CHECK_CROSS_ENTROPY(plain, 0.0);
  CHECK_CROSS_ENTROPY(smooth, 0.1);
}

static void
test_squared_error(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *x, *target, *loss;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = leaf(16, SHAPE(4, 9));
  target = leaf(17, SHAPE(4, 9));
  loss = ec_squared_error(tape, x, target->data);
  assert_ok(ec_tape_backward(tape, loss, &error));
  COMPARE(loss->data, loss->n, squared_error_loss);
  COMPARE(x->gradient, x->n, squared_error_dx);
}

/* Confident rows: the loss of a right one is small and not 0 by rounding, that of a wrong one large,
 * and neither is infinite. */
static void
test_confident(void)
{
  const float logits[] = {100.0f, 116.0f, 84.0f, -300.0f, 300.0f, 0.0f};
  const int32_t labels[] = {1, 0};
  const double expected = 0.5 * (log1p(exp(-16.0) + exp(-32.0)) + 600.0);
  struct ec_tensor *x, *loss;
  ec_tape_begin(tape, EC_TAPE_PREDICT);
  x = ec_tape_input(tape, logits, SHAPE(2, 3));
  loss = ec_cross_entropy(tape, x, labels, 0.0, NULL);
  assert_digits((double)loss->data[0], expected, 6.0);
  x = ec_tape_input(tape, logits, SHAPE(1, 3));
  loss = ec_cross_entropy(tape, x, labels, 0.0, NULL);
  g_assert_cmpfloat((double)loss->data[0], <, 2.5e-7);
  g_assert_cmpfloat((double)loss->data[0], >=, 0.0);
}

struct choice {
  enum ec_activation activation;
  gboolean bias;
};

static struct ec_tensor *
dense_step(struct ec_tape *on, struct ec_tensor *const *inputs, void *data)
{
  const struct choice *choice = data;
  return ec_dense(on, inputs[0], inputs[1], choice->bias ? inputs[2] : NULL, choice->activation);
}

/* A table is used twice, x is both added and multiplied, and all goes through each operation. */
static struct ec_tensor *
mixed_step(struct ec_tape *on, struct ec_tensor *const *inputs, void *data)
{
  static const int32_t ids[] = {4, 0, 2, 2, 1, 4, 2, 0}, lengths[] = {4, 2};
  const struct choice *choice = data;
  struct ec_tensor *x = ec_embedding(on, inputs[0], ids, 8, 4, -1), *y;
  x = ec_add(on, x, inputs[1]);
  y = ec_dense(on, x, inputs[2], inputs[3], choice->activation);
  y = ec_dropout(on, y, 0.4);
  x = ec_add_activate(on, x, y, choice->activation);
  x = ec_add(on, x, ec_activate(on, x, choice->activation));
  x = ec_mean_over_time(on, x, lengths);
  return ec_reshape(on, x, SHAPE(3, 2, 1, 1));
}

static struct ec_tensor *
loss_step(struct ec_tape *on, struct ec_tensor *const *inputs, void *data)
{
  static const float targets[] = {0.5f, -1.0f, 0.0f, 0.25f, 2.0f, -0.125f,
                                  1.0f, 0.5f,  0.0f, 0.75f, 1.5f, 0.0f};
  static const int32_t labels[] = {2, 0, 1, 2};
  const double *smoothing = data;
  return ec_add(on, ec_cross_entropy(on, inputs[0], labels, *smoothing, NULL),
                ec_squared_error(on, inputs[0], targets));
}

static void
test_gradients(void)
{
  for (int activation = 0; activation < EC_N_ACTIVATIONS; activation++) {
    for (int bias = 0; bias < 2; bias++) {
      struct choice choice = {(enum ec_activation)activation, bias};
      struct gradients *gradients = gradients_new(1);
      gradients_add(gradients, "x", 0.0, 1.0, SHAPE(2, 3, 5));
      gradients_add(gradients, "weight", 0.0, 1.0, SHAPE(19, 5));
      gradients_add(gradients, "bias", 0.0, 1.0, SHAPE(19));
      if (bias)
        assert_gradients(gradients, dense_step, &choice);
      gradients_free(gradients);
      gradients = gradients_new(2);
      gradients_add(gradients, "table", 0.0, 1.0, SHAPE(5, 3));
      gradients_add(gradients, "positions", 0.0, 1.0, SHAPE(4, 3));
      gradients_add(gradients, "weight", 0.0, 1.0, SHAPE(3, 3));
      gradients_add(gradients, "bias", 1.0, 1.0, SHAPE(3));
      if (!bias)
        assert_gradients(gradients, mixed_step, &choice);
      gradients_free(gradients);
    }
  }
}

static struct ec_tensor *
dense_without_bias(struct ec_tape *on, struct ec_tensor *const *inputs, void *data)
{
  return ec_dense(on, inputs[0], inputs[1], NULL, EC_ACTIVATION_TANH);
}

/* x is its own weight. */
static struct ec_tensor *
dense_of_itself(struct ec_tape *on, struct ec_tensor *const *inputs, void *data)
{
  return ec_dense(on, inputs[0], inputs[0], NULL, EC_ACTIVATION_NONE);
}

static void
test_gradients_of_sharing(void)
{
  struct gradients *gradients = gradients_new(3);
  gradients_add(gradients, "x", 0.0, 1.0, SHAPE(4, 3));
  gradients_add(gradients, "weight", 0.0, 1.0, SHAPE(1, 3));
  assert_gradients(gradients, dense_without_bias, NULL);
  gradients_free(gradients);
  gradients = gradients_new(4);
  gradients_add(gradients, "x", 0.0, 1.0, SHAPE(4, 3));
  assert_gradients(gradients, dense_of_itself, NULL);
  gradients_free(gradients);
  gradients = gradients_new(5);
  gradients_add_constant(gradients, "x", 0.0, 1.0, SHAPE(4, 3));
  gradients_add(gradients, "weight", 0.0, 1.0, SHAPE(2, 3));
  assert_gradients(gradients, dense_without_bias, NULL);
  gradients_free(gradients);
}

static void
test_gradients_of_losses(void)
{
  for (double smoothing = 0.0; smoothing < 0.3; smoothing += 0.2) {
    struct gradients *gradients = gradients_new(6);
    gradients_add(gradients, "x", 0.0, 2.0, SHAPE(4, 3));
    assert_gradients(gradients, loss_step, &smoothing);
    gradients_free(gradients);
  }
}

/* As many numbers fall out as should, the others make up for it, and when predicting none does. */
static void
test_dropout(void)
{
  const size_t n = 100003;
  struct ec_random random = ec_random_new(4);
  struct ec_tensor *x, *y;
  size_t n_out = 0;
  ec_tape_set_random(tape, &random);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = ec_tape_tensor(tape, 1, &n, true);
  for (size_t i = 0; i < n; i++)
    x->data[i] = 3.0f;
  y = ec_dropout(tape, x, 0.25);
  for (size_t i = 0; i < n; i++) {
    n_out += y->data[i] == 0.0f;
    g_assert_true(y->data[i] == 0.0f || y->data[i] == 4.0f);
  }
  /* Five standard deviations of a binomial number. */
  g_assert_cmpfloat(fabs((double)n_out - 0.25 * (double)n), <, 5.0 * sqrt(0.1875 * (double)n));
  g_assert_true(ec_dropout(tape, x, 0.0) == x);
  ec_tape_begin(tape, EC_TAPE_PREDICT);
  x = ec_tape_tensor(tape, 1, &n, true);
  g_assert_true(ec_dropout(tape, x, 0.5) == x);
}

/* A shape has the numbers of another, and the gradient goes on. */
static void
test_reshape(void)
{
  struct ec_tensor *x, *y;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = leaf(1, SHAPE(4, 6));
  y = ec_reshape(tape, x, SHAPE(2, 3, 4));
  g_assert_true(y->data == x->data && y->gradient == x->gradient);
  g_assert_cmpuint(y->rank, ==, 3);
  g_assert_cmpuint(ec_tensor_last(y, 0), ==, 4);
  g_assert_cmpuint(ec_tensor_last(y, 3), ==, 1);
}

/* Nothing to work on is not an error where there is an answer. */
static void
test_empty(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *x, *w, *b, *y;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  w = leaf(1, SHAPE(3, 2));
  b = leaf(2, SHAPE(3));
  y = ec_dense(tape, leaf(3, SHAPE(0, 2)), w, b, EC_ACTIVATION_GELU);
  g_assert_cmpuint(y->n, ==, 0);
  y = ec_add_activate(tape, y, y, EC_ACTIVATION_RELU);
  y = ec_dropout(tape, ec_activate(tape, ec_add(tape, y, b), EC_ACTIVATION_TANH), 0.5);
  back(y, 1);
  for (size_t i = 0; i < w->n; i++)
    g_assert_cmpfloat((double)w->gradient[i], ==, 0.0);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = leaf(1, SHAPE(4, 0));
  w = leaf(1, SHAPE(3, 0));
  b = leaf(2, SHAPE(3));
  y = ec_dense(tape, x, w, b, EC_ACTIVATION_NONE);
  for (size_t i = 0; i < y->n; i++)
    g_assert_cmpfloat((double)y->data[i], ==, (double)b->data[i % 3]);
  back(y, 1);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  y = ec_embedding(tape, leaf(1, SHAPE(5, 4)), NULL, 0, 3, -1);
  g_assert_cmpuint(y->shape[0], ==, 0);
  g_assert_null(ec_squared_error(tape, y, NULL));
  assert_status(ec_tape_finish(tape, &error), EC_ERROR_EMPTY);
}

#define REFUSED(call, status, part)                                                                \
  do {                                                                                             \
    struct ec_error error = EC_ERROR_INIT;                                                         \
    ec_tape_begin(tape, EC_TAPE_TRAIN);                                                            \
    g_assert_null(call);                                                                           \
    assert_status(ec_tape_finish(tape, &error), status);                                           \
    assert_contains(error.message, part);                                                          \
  } while (0)

/* What does not fit is told with both shapes. */
static void
test_refused(void)
{
  const int32_t low[] = {0, -1}, high[] = {1, 4}, lengths[] = {2, 0}, longer[] = {2, 7};
  REFUSED(ec_dense(tape, leaf(1, SHAPE(5, 7)), leaf(2, SHAPE(9, 8)), NULL, EC_ACTIVATION_RELU),
          EC_ERROR_SHAPE, "weights 9 × 8 (outputs × inputs) is given 5 × 7");
  REFUSED(ec_dense(tape, leaf(1, SHAPE(5, 8)), leaf(2, SHAPE(9, 8, 1)), NULL, EC_ACTIVATION_RELU),
          EC_ERROR_SHAPE, "weights 9 × 8 × 1");
  REFUSED(ec_dense(tape, leaf(1, SHAPE(5, 8)), leaf(2, SHAPE(9, 8)), leaf(3, SHAPE(8)),
                   EC_ACTIVATION_RELU),
          EC_ERROR_SHAPE, "weights 9 × 8 (outputs × inputs) has biases 8");
  REFUSED(ec_add(tape, leaf(1, SHAPE(4, 3)), leaf(2, SHAPE(4))), EC_ERROR_SHAPE,
          "4 can not be added to 4 × 3");
  REFUSED(ec_add(tape, leaf(1, SHAPE(3)), leaf(2, SHAPE(4, 3))), EC_ERROR_SHAPE,
          "4 × 3 can not be added to 3");
  REFUSED(ec_add_activate(tape, leaf(1, SHAPE(4, 3)), leaf(2, SHAPE(3)), EC_ACTIVATION_RELU),
          EC_ERROR_SHAPE, "3 can not be added to 4 × 3");
  REFUSED(ec_reshape(tape, leaf(1, SHAPE(4, 3)), SHAPE(5, 2)), EC_ERROR_SHAPE,
          "4 × 3 can not become 5 × 2");
  REFUSED(ec_mean_over_time(tape, leaf(1, SHAPE(4, 3)), NULL), EC_ERROR_SHAPE, "not of 4 × 3");
  REFUSED(ec_mean_over_time(tape, leaf(1, SHAPE(4, 0, 3)), NULL), EC_ERROR_SHAPE, "4 × 0 × 3");
  REFUSED(ec_mean_over_time(tape, leaf(1, SHAPE(2, 6, 3)), lengths), EC_ERROR_VALUE,
          "row 1 is 0 long; it should be 1 to 6");
  REFUSED(ec_mean_over_time(tape, leaf(1, SHAPE(2, 6, 3)), longer), EC_ERROR_VALUE,
          "row 1 is 7 long");
  REFUSED(ec_dropout(tape, leaf(1, SHAPE(4)), 1.0), EC_ERROR_ARGUMENT, "dropout of 1 ");
  REFUSED(ec_dropout(tape, leaf(1, SHAPE(4)), NAN), EC_ERROR_ARGUMENT, "dropout of ");
  REFUSED(ec_embedding(tape, leaf(1, SHAPE(4, 3)), low, 2, 0, -1), EC_ERROR_VALUE,
          "id 1 is -1, but the table has 4 entries, from 0");
  REFUSED(ec_embedding(tape, leaf(1, SHAPE(4, 3)), high, 2, 0, -1), EC_ERROR_VALUE, "id 1 is 4");
  REFUSED(ec_embedding(tape, leaf(1, SHAPE(4, 3)), low, 2, 4, -1), EC_ERROR_SHAPE,
          "2 ids can not be rows of 4 each");
  REFUSED(ec_embedding(tape, leaf(1, SHAPE(4)), low, 2, 0, -1), EC_ERROR_SHAPE,
          "entries × width, not 4");
  REFUSED(ec_cross_entropy(tape, leaf(1, SHAPE(2, 4)), high, 0.0, NULL), EC_ERROR_VALUE,
          "the label of row 1 is 4, but there are 4 classes");
  REFUSED(ec_cross_entropy(tape, leaf(1, SHAPE(2, 4)), low, 0.0, NULL), EC_ERROR_VALUE,
          "the label of row 1 is -1");
  REFUSED(ec_cross_entropy(tape, leaf(1, SHAPE(2, 4)), low, 1.0, NULL), EC_ERROR_ARGUMENT,
          "smoothed by 1");
  REFUSED(ec_cross_entropy(tape, leaf(1, SHAPE(4)), low, 0.0, NULL), EC_ERROR_SHAPE, "not of 4");
  REFUSED(ec_cross_entropy(tape, leaf(1, SHAPE(0, 4)), low, 0.0, NULL), EC_ERROR_EMPTY,
          "not of 0 × 4");
}

/* Large tensors are cut between threads; the bits are the same with 1, 2 and 4. */
static void
test_threads(void)
{
  const size_t n = 700, time = 3, width = 70;
  g_autofree int32_t *ids = g_new(int32_t, n * time);
  g_autofree int32_t *labels = g_new(int32_t, n);
  g_autofree float *expected = NULL;
  struct ec_tape *outer = tape;
  for (size_t i = 0; i < n * time; i++)
    ids[i] = (int32_t)(i * i % 11);
  for (size_t i = 0; i < n; i++)
    labels[i] = (int32_t)(i % width);
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct ec_compute *threaded = NULL;
    struct ec_tensor *table, *places, *y;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_compute_new(&job, &threaded, &error));
    assert_ok(ec_tape_new(threaded, 0, &tape, &error));
    ec_tape_begin(tape, EC_TAPE_TRAIN);
    table = leaf(1, SHAPE(11, width));
    places = leaf(2, SHAPE(time, width));
    y = ec_add(tape, ec_embedding(tape, table, ids, n * time, time, 0), places);
    y = ec_dropout(tape, ec_add_activate(tape, y, y, EC_ACTIVATION_GELU), 0.1);
    y = ec_mean_over_time(tape, ec_activate(tape, y, EC_ACTIVATION_TANH), NULL);
    assert_ok(ec_tape_backward(tape, ec_cross_entropy(tape, y, labels, 0.0, NULL), &error));
    if (expected == NULL)
      expected = g_memdup2(table->gradient, table->n * sizeof(float));
    g_assert_cmpmem(table->gradient, table->n * sizeof(float), expected, table->n * sizeof(float));
    ec_tape_free(tape);
    ec_compute_free(threaded);
    ec_pool_free(job.pool);
  }
  tape = outer;
}

int
main(int argc, char **argv)
{
  struct ec_error error = EC_ERROR_INIT;
  int status;
  g_test_init(&argc, &argv, NULL);
  assert_ok(ec_compute_new(NULL, &compute, &error));
  assert_ok(ec_tape_new(compute, 0, &tape, &error));
  g_test_add_func("/ops-basic/dense", test_dense);
  g_test_add_func("/ops-basic/add", test_add);
  g_test_add_func("/ops-basic/positions", test_positions);
  g_test_add_func("/ops-basic/mean", test_mean);
  g_test_add_func("/ops-basic/embedding", test_embedding);
  g_test_add_func("/ops-basic/cross-entropy", test_cross_entropy);
  g_test_add_func("/ops-basic/squared-error", test_squared_error);
  g_test_add_func("/ops-basic/confident", test_confident);
  g_test_add_func("/ops-basic/gradients", test_gradients);
  g_test_add_func("/ops-basic/gradients-of-sharing", test_gradients_of_sharing);
  g_test_add_func("/ops-basic/gradients-of-losses", test_gradients_of_losses);
  g_test_add_func("/ops-basic/dropout", test_dropout);
  g_test_add_func("/ops-basic/reshape", test_reshape);
  g_test_add_func("/ops-basic/empty", test_empty);
  g_test_add_func("/ops-basic/refused", test_refused);
  g_test_add_func("/ops-basic/threads", test_threads);
  status = g_test_run();
  ec_tape_free(tape);
  ec_compute_free(compute);
  return status;
}
