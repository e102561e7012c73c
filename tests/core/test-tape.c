#include "config.h"

#include <stdlib.h>

#include "base/parallel.h"
#include "gradient-check.h"
#include "kernels/kernels.h"
#include "nn/ops/basic.h"
#include "support.h"

/* How the square of x may go back wrongly. */
enum fault {
  RIGHT,
  WRONG_SIGN,
  MISSING_FACTOR,
  WRONG_INDEX,
  MISSING_ACCUMULATION,
  MISSING_GRADIENT,
  NOT_A_NUMBER,
  SLIGHTLY_WRONG,
  LAST_FORGOTTEN,
  N_FAULTS
};

struct square {
  struct ec_tensor *x, *y;
  enum fault fault;
};

static ec_status
square_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  const struct square *s = node;
  size_t n = s->x->n;
  for (size_t i = 0; i < n; i++) {
    float right = 2.0f * s->x->data[i] * s->y->gradient[i];
    switch (s->fault) {
    case WRONG_SIGN:
      s->x->gradient[i] -= right;
      break;
    case MISSING_FACTOR:
      s->x->gradient[i] += right / 2.0f;
      break;
    case WRONG_INDEX:
      s->x->gradient[(i + 1) % n] += right;
      break;
    case MISSING_ACCUMULATION:
      s->x->gradient[i] = right;
      break;
    case MISSING_GRADIENT:
      break;
    case NOT_A_NUMBER:
      s->x->gradient[i] += NAN;
      break;
    case SLIGHTLY_WRONG:
      s->x->gradient[i] += 1.005f * right;
      break;
    case LAST_FORGOTTEN:
      s->x->gradient[i] += i + 1 < n ? right : 0.0f;
      break;
    default:
      s->x->gradient[i] += right;
    }
  }
  return EC_OK;
}

static struct ec_tensor *
square(struct ec_tape *tape, struct ec_tensor *x, enum fault fault)
{
  struct ec_tensor *y = ec_tape_tensor(tape, x->rank, x->shape, true);
  struct square *s = ec_tape_alloc(tape, 1, sizeof *s);
  g_assert_true(y != NULL && s != NULL);
  for (size_t i = 0; i < x->n; i++)
    y->data[i] = x->data[i] * x->data[i];
  *s = (struct square){x, y, fault};
  ec_tape_record(tape, square_back, s);
  return y;
}

struct step {
  enum fault fault;
  gboolean twice; /* the squared tensor is used by two operations */
};

static struct ec_tensor *
square_step(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct step *step = data;
  struct ec_tensor *doubled = ec_add(tape, inputs[0], inputs[0]);
  struct ec_tensor *y = square(tape, doubled, step->fault);
  return step->twice ? ec_add(tape, y, square(tape, doubled, step->fault)) : y;
}

/* The harness lets a right gradient pass and finds each wrong one, and says where. */
static void
test_harness(void)
{
  const size_t shape[] = {3, 5};
  for (int fault = RIGHT; fault < N_FAULTS; fault++) {
    for (int twice = 0; twice < 2; twice++) {
      struct gradients *gradients = gradients_new(7);
      struct step step = {(enum fault)fault, twice};
      g_autofree char *wrong = NULL;
      gradients_add(gradients, "x", 0.25, 1.0, 2, shape);
      wrong = gradients_find_wrong(gradients, square_step, &step);
      /* Overwriting shows only where something was there before. */
      if (fault == RIGHT || (fault == MISSING_ACCUMULATION && !twice))
        g_assert_cmpstr(wrong, ==, NULL);
      else
        assert_contains(wrong, fault == LAST_FORGOTTEN ? "number 14 of 15 of the gradient of \"x\""
                                                       : "of 15 of the gradient of \"x\"");
      gradients_free(gradients);
    }
  }
}

static struct ec_tensor *
square_leaf(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct step *step = data;
  return square(tape, inputs[0], step->fault);
}

/* Who overwrites a parameter's gradient, which lasts over steps, is found at the first use. */
static void
test_harness_leaf(void)
{
  const size_t shape[] = {3};
  for (int fault = RIGHT; fault < N_FAULTS; fault++) {
    struct gradients *gradients = gradients_new(8);
    struct step step = {(enum fault)fault, FALSE};
    g_autofree char *wrong = NULL;
    gradients_add(gradients, "x", 0.25, 1.0, 1, shape);
    wrong = gradients_find_wrong(gradients, square_leaf, &step);
    g_assert_true((wrong == NULL) == (fault == RIGHT));
    gradients_free(gradients);
  }
}

/* A net of two layers on rows of `in` numbers, with its own parameters. */
struct net {
  struct ec_compute *compute;
  struct ec_tape *tape;
  struct ec_tensor weights[4];
  float *block;
  float *x;
  int32_t *labels;
  size_t n, in, hidden, classes;
};

static void
set_tensor(struct ec_tensor *tensor, size_t rows, size_t columns, float **data)
{
  *tensor = (struct ec_tensor){.rank = rows > 0 ? 2 : 1, .n = (rows > 0 ? rows : 1) * columns};
  for (size_t i = 0; i < EC_TENSOR_RANK_MAX; i++)
    tensor->shape[i] = 1;
  tensor->shape[0] = rows > 0 ? rows : columns;
  tensor->shape[1] = rows > 0 ? columns : 1;
  tensor->data = *data;
  tensor->gradient = *data + tensor->n;
  *data += 2 * tensor->n;
}

static void
net_init(struct net *net, const struct ec_job *job, size_t limit, size_t n, size_t in,
         size_t hidden, size_t classes)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random random = ec_random_new(3);
  size_t n_weights = (in + 1) * hidden + (hidden + 1) * classes;
  float *data;
  *net = (struct net){.n = n, .in = in, .hidden = hidden, .classes = classes};
  net->block = data = g_new0(float, 2 * n_weights);
  net->x = g_new(float, n *in);
  net->labels = g_new(int32_t, n);
  for (size_t i = 0; i < 2 * n_weights; i++)
    net->block[i] = (float)(ec_random_uniform(&random) - 0.5) / 8;
  set_tensor(&net->weights[0], hidden, in, &data);
  set_tensor(&net->weights[1], 0, hidden, &data);
  set_tensor(&net->weights[2], classes, hidden, &data);
  set_tensor(&net->weights[3], 0, classes, &data);
  for (size_t i = 0; i < n * in; i++)
    net->x[i] = (float)ec_random_uniform(&random);
  for (size_t i = 0; i < n; i++)
    net->labels[i] = (int32_t)ec_random_below(&random, classes);
  assert_ok(ec_compute_new(job, &net->compute, &error));
  assert_ok(ec_tape_new(net->compute, limit, &net->tape, &error));
}

static void
net_clear(struct net *net)
{
  ec_tape_free(net->tape);
  ec_compute_free(net->compute);
  g_free(net->block);
  g_free(net->x);
  g_free(net->labels);
}

static struct ec_tensor *
net_forward(struct net *net, size_t n)
{
  const size_t shape[] = {n, net->in};
  struct ec_tensor *y = ec_tape_input(net->tape, net->x, 2, shape);
  y = ec_dense(net->tape, y, &net->weights[0], &net->weights[1], EC_ACTIVATION_GELU);
  y = ec_dropout(net->tape, y, 0.25);
  y = ec_dense(net->tape, y, &net->weights[2], &net->weights[3], EC_ACTIVATION_NONE);
  return ec_cross_entropy(net->tape, y, net->labels, 0.0, NULL);
}

static ec_status
net_step(struct net *net, size_t n, struct ec_error *error)
{
  for (size_t i = 0; i < 4; i++)
    memset(net->weights[i].gradient, 0, net->weights[i].n * sizeof(float));
  ec_tape_begin(net->tape, EC_TAPE_TRAIN);
  return ec_tape_backward(net->tape, net_forward(net, n), error);
}

static bool
forbid(size_t size, void *data)
{
  g_atomic_int_inc((int *)data);
  return false;
}

/* The first step grows the region, the second begins with one block of the size found, and from
 * then on no step takes memory, whether it is as large or smaller. */
static void
test_no_allocation(void)
{
  const size_t sizes[] = {64, 64, 17, 1, 0};
  struct ec_error error = EC_ERROR_INIT;
  struct net net;
  int n_asked = 0;
  size_t n_grown, peak;
  net_init(&net, NULL, 0, 64, 100, 200, 10);
  assert_ok(net_step(&net, 64, &error));
  peak = ec_tape_peak(net.tape);
  g_assert_cmpuint(peak, >=, 64 * (3 * 200 + 3 * 10) * sizeof(float));
  g_assert_cmpuint(ec_tape_n_grown(net.tape), >, 1);
  /* What products are packed into is not the tape's, and another shape may need more of it. */
  for (size_t i = 0; i < 4; i++)
    assert_ok(net_step(&net, sizes[i], &error));
  n_grown = ec_tape_n_grown(net.tape);
  g_assert_cmpuint(ec_tape_peak(net.tape), ==, peak);
  ec_memory_set_hook(forbid, &n_asked);
  for (size_t i = 0; i < 4; i++)
    assert_ok(net_step(&net, sizes[i], &error));
  g_assert_cmpint(n_asked, ==, 0);
  /* A step without rows fails for want of them, without asking either. */
  assert_status(net_step(&net, 0, &error), EC_ERROR_EMPTY);
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(n_asked, ==, 0);
  g_assert_cmpuint(ec_tape_n_grown(net.tape), ==, n_grown);
  g_assert_cmpuint(ec_tape_peak(net.tape), ==, peak);
  net_clear(&net);
}

/* A step that has no room for the region between steps goes on as the first one did. */
static void
test_growth_between_steps(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct net net;
  int n_asked = 0;
  net_init(&net, NULL, 0, 64, 100, 200, 10);
  assert_ok(net_step(&net, 64, &error));
  ec_memory_set_hook(forbid, &n_asked);
  assert_status(net_step(&net, 64, &error), EC_ERROR_NO_MEMORY);
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(n_asked, >, 0);
  assert_ok(net_step(&net, 64, &error));
  net_clear(&net);
}

/* A limit holds, is told, and is not for ever. */
static void
test_limit(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct net net;
  net_init(&net, NULL, 200000, 64, 100, 200, 10);
  assert_status(net_step(&net, 64, &error), EC_ERROR_LIMIT);
  assert_contains(error.message, "is limited to 200000; a smaller batch needs less");
  g_assert_cmpuint(ec_tape_peak(net.tape), <=, 200000);
  assert_ok(net_step(&net, 8, &error));
  net_clear(&net);
}

/* The first error sticks: later operations return NULL, and the end tells it. */
static void
test_errors_stick(void)
{
  const size_t huge[] = {(size_t)1 << 40, (size_t)1 << 40}, four[] = {2, 2}, rank[6] = {1};
  struct ec_error error = EC_ERROR_INIT;
  struct net net;
  net_init(&net, NULL, 0, 8, 3, 4, 2);
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  g_assert_null(ec_tape_tensor(net.tape, 2, huge, true));
  g_assert_true(ec_tape_failed(net.tape));
  g_assert_null(ec_tape_input(net.tape, net.x, 2, four));
  g_assert_null(net_forward(&net, 8));
  g_assert_null(ec_tape_fail(net.tape, EC_ERROR_VALUE, "later"));
  assert_status(ec_tape_finish(net.tape, &error), EC_ERROR_LIMIT);
  assert_status(ec_tape_backward(net.tape, NULL, &error), EC_ERROR_LIMIT);
  assert_contains(error.message, "more numbers than can be counted");
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  g_assert_false(ec_tape_failed(net.tape));
  assert_ok(ec_tape_finish(net.tape, &error));
  g_assert_null(ec_tape_tensor(net.tape, 6, rank, false));
  assert_status(ec_tape_finish(net.tape, &error), EC_ERROR_SHAPE);
  assert_contains(error.message, "1 to 5 dimensions, not 6");
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  g_assert_null(ec_tape_alloc(net.tape, SIZE_MAX / 2, 4));
  assert_status(ec_tape_finish(net.tape, &error), EC_ERROR_LIMIT);
  net_clear(&net);
}

/* What can not go back is told so. */
static void
test_no_way_back(void)
{
  const size_t shape[] = {2, 2};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tensor *loss;
  struct net net;
  net_init(&net, NULL, 0, 8, 4, 4, 2);
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  loss = net_forward(&net, 8);
  assert_ok(ec_tape_backward(net.tape, loss, &error));
  assert_status(ec_tape_backward(net.tape, loss, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "went back already");
  ec_tape_begin(net.tape, EC_TAPE_PREDICT);
  loss = net_forward(&net, 8);
  g_assert_null(loss->gradient);
  assert_status(ec_tape_backward(net.tape, loss, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "predicts");
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  loss = ec_tape_tensor(net.tape, 2, shape, true);
  assert_status(ec_tape_backward(net.tape, loss, &error), EC_ERROR_SHAPE);
  assert_contains(error.message, "from one number, not from 4");
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  assert_status(ec_tape_backward(net.tape, NULL, &error), EC_ERROR_SHAPE);
  net_clear(&net);
}

/* Where a parameter is frozen, it gets no gradient and the others get the same; where all are,
 * there is nothing to do, and nothing is noted. */
static void
test_frozen(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random random = ec_random_new(5);
  g_autofree float *expected = NULL;
  struct net net;
  net_init(&net, NULL, 0, 8, 4, 4, 2);
  ec_tape_set_random(net.tape, &random);
  assert_ok(net_step(&net, 8, &error));
  expected = g_memdup2(net.weights[2].gradient, net.weights[2].n * sizeof(float));
  for (int i = 0; i < 2; i++)
    net.weights[i].gradient = NULL;
  memset(net.weights[2].gradient, 0, net.weights[2].n * sizeof(float));
  ec_tape_set_random(net.tape, &random);
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  assert_ok(ec_tape_backward(net.tape, net_forward(&net, 8), &error));
  g_assert_cmpmem(net.weights[2].gradient, net.weights[2].n * sizeof(float), expected,
                  net.weights[2].n * sizeof(float));
  net.weights[2].gradient = net.weights[3].gradient = NULL;
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  assert_ok(ec_tape_backward(net.tape, net_forward(&net, 8), &error));
  net_clear(&net);
}

/* The generator gives each operation numbers of its own, and the same again when set again. */
static void
test_random(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_random seed = ec_random_new(9), a, b, c;
  struct net net;
  net_init(&net, NULL, 0, 1, 1, 1, 1);
  ec_tape_set_random(net.tape, &seed);
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  a = ec_tape_split_random(net.tape);
  ec_tape_begin(net.tape, EC_TAPE_TRAIN);
  b = ec_tape_split_random(net.tape);
  ec_tape_set_random(net.tape, &seed);
  c = ec_tape_split_random(net.tape);
  g_assert_cmpuint(ec_random_u64(&a), ==, ec_random_u64(&c));
  g_assert_cmpuint(ec_random_u64(&a), !=, ec_random_u64(&b));
  assert_ok(ec_tape_finish(net.tape, &error));
  net_clear(&net);
}

/* Each allocation may fail: the step says so and leaves nothing behind. One is done without: that
 * between steps, for the region may grow within the next one as well. */
static ec_status
whole_life(void *data, struct ec_error *error)
{
  struct net *net = data;
  struct ec_compute *compute = NULL;
  ec_status status = ec_compute_new(NULL, &compute, error);
  net->tape = NULL;
  if (status == EC_OK)
    status = ec_tape_new(compute, 0, &net->tape, error);
  for (int i = 0; i < 3 && status == EC_OK; i++)
    status = net_step(net, net->n, error);
  ec_tape_free(net->tape);
  ec_compute_free(compute);
  return status;
}

static void
test_failing_allocations(void)
{
  int n_failed = 0, n_withstood = 0;
  struct net net;
  struct ec_tape *tape;
  net_init(&net, NULL, 0, 64, 100, 200, 10);
  tape = net.tape;
  for (int n = 0;; n++) {
    struct ec_error error = EC_ERROR_INIT;
    struct failing failing = {n, 0};
    ec_status status;
    ec_memory_set_hook(failing_hook, &failing);
    status = whole_life(&net, &error);
    ec_memory_set_hook(NULL, NULL);
    if (!failing.failed) {
      assert_ok(status);
      g_assert_cmpint(n_failed, >, 4);
      break;
    }
    if (status != EC_OK)
      assert_status(status, EC_ERROR_NO_MEMORY);
    n_failed += status != EC_OK;
    n_withstood += status == EC_OK;
  }
  g_assert_cmpint(n_withstood, ==, 1);
  net.tape = tape;
  net_clear(&net);
}

/* The gradients have the same bits with 1, 2 and 4 threads. */
static void
test_threads(void)
{
  g_autofree float *expected = NULL;
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct net net;
    size_t size;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    net_init(&net, &job, 0, 1500, 70, 130, 33);
    assert_ok(net_step(&net, 1500, &error));
    size = 2 * sizeof(float) * ((70 + 1) * 130 + (130 + 1) * 33);
    if (expected == NULL)
      expected = g_memdup2(net.block, size);
    g_assert_cmpmem(net.block, size, expected, size);
    net_clear(&net);
    ec_pool_free(job.pool);
  }
}

static bool
stop_at(void *data)
{
  int *countdown = data;
  return (*countdown)-- <= 0;
}

/* A step stops when asked to, wherever it is. */
static void
test_cancelled(void)
{
  int n_stopped = 0;
  for (int n = 0;; n += 1 + n / 4) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct net net;
    int countdown = n;
    ec_status status;
    job.cancelled = stop_at;
    job.data = &countdown;
    net_init(&net, &job, 0, 500, 70, 130, 33);
    status = net_step(&net, 500, &error);
    net_clear(&net);
    if (status == EC_OK)
      break;
    assert_status(status, EC_ERROR_CANCELLED);
    n_stopped++;
    g_assert_cmpint(n, <, 100000);
  }
  g_assert_cmpint(n_stopped, >, 10);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tape/harness", test_harness);
  g_test_add_func("/tape/harness-leaf", test_harness_leaf);
  g_test_add_func("/tape/no-allocation", test_no_allocation);
  g_test_add_func("/tape/growth-between-steps", test_growth_between_steps);
  g_test_add_func("/tape/limit", test_limit);
  g_test_add_func("/tape/errors-stick", test_errors_stick);
  g_test_add_func("/tape/no-way-back", test_no_way_back);
  g_test_add_func("/tape/frozen", test_frozen);
  g_test_add_func("/tape/random", test_random);
  g_test_add_func("/tape/failing-allocations", test_failing_allocations);
  g_test_add_func("/tape/threads", test_threads);
  g_test_add_func("/tape/cancelled", test_cancelled);
  return g_test_run();
}
