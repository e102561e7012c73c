#include "config.h"

#include "fixtures/sequence.h"
#include "gradient-check.h"
#include "sequence-support.h"

/* A recurrent layer with its input. */
struct recur {
  struct ec_recurrent layer;
  struct ec_tensor *x;
  const int32_t *lengths;
};

static struct recur
recur_new(enum ec_recurrence recurrence, gboolean backwards, size_t n, size_t time, size_t width,
          size_t hidden)
{
  size_t rows = ec_recurrence_gates(recurrence) * hidden;
  struct recur recur = {.x = tensor_new(1, 1.0, 3, n, time, width)};
  recur.layer = (struct ec_recurrent){recurrence,
                                      tensor_new(2, 0.5, 2, rows, width, 1),
                                      tensor_new(3, 0.5, 2, rows, hidden, 1),
                                      tensor_new(4, 0.3, 1, rows, 1, 1),
                                      tensor_new(5, 0.3, 1, rows, 1, 1),
                                      backwards};
  return recur;
}

static void
recur_free(struct recur *recur)
{
  tensor_free(recur->x);
  tensor_free(recur->layer.input_weight);
  tensor_free(recur->layer.hidden_weight);
  tensor_free(recur->layer.input_bias);
  tensor_free(recur->layer.hidden_bias);
}

static void
recur_clear(struct recur *recur)
{
  tensor_clear(recur->x);
  tensor_clear(recur->layer.input_weight);
  tensor_clear(recur->layer.hidden_weight);
  tensor_clear(recur->layer.input_bias);
  tensor_clear(recur->layer.hidden_bias);
}

struct outcome {
  struct ec_tensor *y, *last;
};

/* One step: the states weighted with one set of numbers and the last ones with another. */
static ec_status
step(struct recur *recur, struct ec_tape *tape, struct outcome *outcome, struct ec_error *error)
{
  size_t hidden = recur->layer.hidden_weight->shape[1], n = recur->x->shape[0];
  g_autofree float *weights = g_new(float, n * recur->x->shape[1] * hidden + 1);
  g_autofree float *ends = g_new(float, n *hidden + 1);
  struct ec_tensor *loss;
  recur_clear(recur);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  outcome->y = ec_recur(tape, recur->x, &recur->layer, recur->lengths, &outcome->last);
  loss = ec_add(tape, weigh(tape, outcome->y, 6, weights), weigh(tape, outcome->last, 7, ends));
  return ec_tape_backward(tape, loss, error);
}

static void
assert_recur(struct recur *recur, const struct ec_kernels *kernels, const float *at)
{
  struct stage stage = stage_new(1, kernels);
  struct ec_error error = EC_ERROR_INIT;
  struct outcome outcome;
  assert_ok(step(recur, stage.tape, &outcome, &error));
  assert_fixture("states", outcome.y->data, outcome.y->n, &at);
  assert_fixture("last states", outcome.last->data, outcome.last->n, &at);
  assert_fixture("dx", recur->x->gradient, recur->x->n, &at);
  assert_fixture("dW", recur->layer.input_weight->gradient, recur->layer.input_weight->n, &at);
  assert_fixture("dU", recur->layer.hidden_weight->gradient, recur->layer.hidden_weight->n, &at);
  assert_fixture("db", recur->layer.input_bias->gradient, recur->layer.input_bias->n, &at);
  assert_fixture("dc", recur->layer.hidden_bias->gradient, recur->layer.hidden_bias->n, &at);
  stage_free(&stage);
}

/* Forwards and backwards, with rows of other lengths, as PyTorch 2.6. */
static void
test_pytorch(void)
{
  static const float *const expected[EC_N_RECURRENCES][2] = {{rnn_forwards, rnn_backwards},
                                                             {lstm_forwards, lstm_backwards},
                                                             {gru_forwards, gru_backwards}};
  static const int32_t lengths[] = {2, 4, 1};
  for (int kind = 0; kind < EC_N_RECURRENCES; kind++)
    for (int backwards = 0; backwards < 2; backwards++)
      for (const struct ec_kernels *const *k = ec_kernels_all(); *k; k++) {
        struct recur recur = recur_new(kind, backwards, 3, 4, 3, 5);
        recur.lengths = lengths;
        assert_recur(&recur, *k, expected[kind][backwards]);
        recur_free(&recur);
      }
}

struct shape {
  size_t n, time, width, hidden;
};

static struct ec_tensor *
gradient_step(struct ec_tape *tape, struct ec_tensor *const *inputs, void *data)
{
  const struct recur *recur = data;
  struct ec_recurrent layer = recur->layer;
  struct ec_tensor *last, *y;
  layer.input_weight = inputs[1];
  layer.hidden_weight = inputs[2];
  layer.input_bias = inputs[3];
  layer.hidden_bias = inputs[4];
  y = ec_recur(tape, inputs[0], &layer, recur->lengths, &last);
  return recur->lengths ? y : last;
}

static void
check_gradients(int kind, gboolean backwards, const struct shape *s, const int32_t *lengths)
{
  struct gradients *gradients = gradients_new(3);
  size_t rows = ec_recurrence_gates(kind) * s->hidden;
  struct recur recur = {{kind, .backwards = backwards}, NULL, lengths};
  gradients_add(gradients, "x", 0.1, 1.0, 3, (size_t[]){s->n, s->time, s->width});
  gradients_add(gradients, "W", 0.0, 0.6, 2, (size_t[]){rows, s->width});
  gradients_add(gradients, "U", 0.0, 0.6, 2, (size_t[]){rows, s->hidden});
  gradients_add(gradients, "b", 0.1, 0.5, 1, &rows);
  gradients_add(gradients, "c", 0.1, 0.5, 1, &rows);
  assert_gradients(gradients, gradient_step, &recur);
  gradients_free(gradients);
}

/* One place, one row, one number; widths beside those of vectors; a row without places. */
static void
test_gradients(void)
{
  static const struct shape shapes[] = {{1, 1, 1, 1}, {2, 1, 3, 2},  {1, 5, 2, 3},
                                        {7, 3, 2, 4}, {2, 2, 17, 5}, {2, 2, 3, 17}};
  static const int32_t lengths[] = {3, 0, 1, 2, 3, 3, 1};
  for (int kind = 0; kind < EC_N_RECURRENCES; kind++)
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++)
      check_gradients(kind, i % 2, &shapes[i], NULL);
  for (int kind = 0; kind < EC_N_RECURRENCES; kind++)
    for (int backwards = 0; backwards < 2; backwards++)
      check_gradients(kind, backwards, &shapes[3], lengths);
}

/* One layer's numbers by the formulas in double precision, one row after the other. */
static double
gate_sum(const struct recur *r, size_t gate, size_t j, const float *x, const double *h, int part)
{
  size_t hidden = r->layer.hidden_weight->shape[1], width = r->x->shape[2], row = gate * hidden + j;
  double sum = 0.0;
  for (size_t k = 0; part != 2 && k < width; k++)
    sum += (double)r->layer.input_weight->data[row * width + k] * (double)x[k];
  for (size_t k = 0; part != 1 && k < hidden; k++)
    sum += (double)r->layer.hidden_weight->data[row * hidden + k] * h[k];
  return sum + (part != 2 ? (double)r->layer.input_bias->data[row] : 0.0) +
         (part != 1 ? (double)r->layer.hidden_bias->data[row] : 0.0);
}

static double
logistic(double x)
{
  return 1.0 / (1.0 + exp(-x));
}

static double
next_state(const struct recur *r, size_t j, const float *x, const double *h, double *cell)
{
  double i, f, z;
  if (r->layer.recurrence == EC_RECURRENCE_RNN)
    return tanh(gate_sum(r, 0, j, x, h, 0));
  i = logistic(gate_sum(r, 0, j, x, h, 0));
  f = logistic(gate_sum(r, 1, j, x, h, 0));
  if (r->layer.recurrence == EC_RECURRENCE_GRU) {
    z = tanh(gate_sum(r, 2, j, x, h, 1) + i * gate_sum(r, 2, j, x, h, 2));
    return (1.0 - f) * z + f * h[j];
  }
  *cell = f * *cell + i * tanh(gate_sum(r, 2, j, x, h, 0));
  return logistic(gate_sum(r, 3, j, x, h, 0)) * tanh(*cell);
}

static void
assert_states(const struct recur *r, const struct ec_tensor *y, size_t row)
{
  size_t hidden = r->layer.hidden_weight->shape[1], time = r->x->shape[1], width = r->x->shape[2];
  size_t length = r->lengths ? (size_t)r->lengths[row] : time;
  g_autofree double *h = g_new0(double, hidden), *next = g_new0(double, hidden);
  g_autofree double *cell = g_new0(double, hidden);
  for (size_t s = 0; s < time; s++) {
    size_t t = s < length && r->layer.backwards ? length - 1 - s : s, at = row * time + t;
    for (size_t j = 0; j < hidden; j++) {
      next[j] = s < length ? next_state(r, j, r->x->data + at * width, h, &cell[j]) : 0.0;
      g_assert_cmpfloat_with_epsilon((double)y->data[at * hidden + j], next[j], 4e-6);
    }
    memcpy(h, next, hidden * sizeof *h);
  }
}

/* Sizes of real layers, on and off the width of vectors, batches of several pieces. */
static void
test_formulas(void)
{
  static const struct shape shapes[] = {
      {37, 9, 20, 40}, {3, 4, 64, 64}, {17, 3, 5, 81}, {9, 7, 33, 15}};
  int32_t lengths[37];
  for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
    lengths[i] = (int32_t)(i * 5 % 4);
  for (int kind = 0; kind < EC_N_RECURRENCES; kind++)
    for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++)
      for (const struct ec_kernels *const *k = ec_kernels_all(); *k; k++) {
        const struct shape *s = &shapes[i];
        struct recur recur = recur_new(kind, i % 2, s->n, s->time, s->width, s->hidden);
        struct stage stage = stage_new(1, *k);
        struct ec_error error = EC_ERROR_INIT;
        struct outcome outcome;
        recur.lengths = i % 2 ? lengths : NULL;
        assert_ok(step(&recur, stage.tape, &outcome, &error));
        for (size_t row = 0; row < s->n; row++)
          assert_states(&recur, outcome.y, row);
        stage_free(&stage);
        recur_free(&recur);
      }
}

/* All gradients after one another, to be compared as bytes. */
static GBytes *
all_gradients(const struct recur *recur)
{
  const struct ec_tensor *const all[] = {recur->x, recur->layer.input_weight,
                                         recur->layer.hidden_weight, recur->layer.input_bias,
                                         recur->layer.hidden_bias};
  GByteArray *bytes = g_byte_array_new();
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    g_byte_array_append(bytes, (const guint8 *)all[i]->gradient, all[i]->n * sizeof(float));
  return g_byte_array_free_to_bytes(bytes);
}

static GBytes *
run_with(struct recur *recur, unsigned n_threads)
{
  struct stage stage = stage_new(n_threads, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct outcome outcome;
  GBytes *bytes;
  assert_ok(step(recur, stage.tape, &outcome, &error));
  bytes = all_gradients(recur);
  stage_free(&stage);
  return bytes;
}

static void
test_threads(void)
{
  int32_t lengths[50];
  for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
    lengths[i] = (int32_t)(i * 7 % 13);
  for (int kind = 0; kind < EC_N_RECURRENCES; kind++) {
    struct recur recur = recur_new(kind, FALSE, 50, 12, 24, 40);
    g_autoptr(GBytes) one = NULL;
    recur.lengths = lengths;
    one = run_with(&recur, 1);
    for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
      g_autoptr(GBytes) more = run_with(&recur, n_threads);
      g_assert_true(g_bytes_equal(one, more));
    }
    recur_free(&recur);
  }
}

/* A row has the same states whatever its batch is, and whatever its padding holds. */
static void
test_rows_apart(void)
{
  static const int32_t lengths[] = {5, 3, 6, 1, 4, 6, 2};
  struct recur recur = recur_new(EC_RECURRENCE_LSTM, FALSE, 7, 6, 10, 20);
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_tensor *all, *one, alone = *recur.x;
  alone.shape[0] = 1;
  alone.n = 6 * 10;
  ec_tape_begin(stage.tape, EC_TAPE_PREDICT);
  all = ec_recur(stage.tape, recur.x, &recur.layer, lengths, NULL);
  for (size_t row = 0; row < 7; row++) {
    alone.data = recur.x->data + row * alone.n;
    for (size_t i = (size_t)lengths[row] * 10; i < alone.n; i++)
      alone.data[i] = 1e30f;
    one = ec_recur(stage.tape, &alone, &recur.layer, &lengths[row], NULL);
    g_assert_nonnull(one);
    g_assert_cmpmem(all->data + row * 6 * 20, 6 * 20 * sizeof(float), one->data,
                    one->n * sizeof(float));
  }
  stage_free(&stage);
  recur_free(&recur);
}

static bool
count_hook(size_t size, void *data)
{
  g_atomic_int_inc((int *)data);
  return true;
}

/* After the first steps no memory is asked for. */
static void
test_no_allocation(void)
{
  struct recur recur = recur_new(EC_RECURRENCE_GRU, FALSE, 20, 6, 10, 20);
  struct stage stage = stage_new(2, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct outcome outcome;
  int n_allocations = 0;
  for (int i = 0; i < 2; i++)
    assert_ok(step(&recur, stage.tape, &outcome, &error));
  ec_memory_set_hook(count_hook, &n_allocations);
  assert_ok(step(&recur, stage.tape, &outcome, &error));
  ec_memory_set_hook(NULL, NULL);
  g_assert_cmpint(n_allocations, ==, 0);
  stage_free(&stage);
  recur_free(&recur);
}

static ec_status
whole_step(void *data, struct ec_error *error)
{
  struct ec_compute *compute = NULL;
  struct ec_tape *tape = NULL;
  struct outcome outcome;
  ec_status status = ec_compute_new(NULL, &compute, error);
  if (status == EC_OK)
    status = ec_tape_new(compute, 0, &tape, error);
  if (status == EC_OK)
    status = step(data, tape, &outcome, error);
  ec_tape_free(tape);
  ec_compute_free(compute);
  return status;
}

static void
test_failing_allocations(void)
{
  struct recur recur = recur_new(EC_RECURRENCE_LSTM, FALSE, 20, 6, 40, 40);
  g_assert_cmpint(fail_each_allocation(whole_step, &recur), >, 3);
  recur_free(&recur);
}

static void
assert_refused(struct recur *recur, ec_status expected, const char *part)
{
  struct stage stage = stage_new(1, ec_kernels_best());
  struct ec_error error = EC_ERROR_INIT;
  struct outcome outcome;
  assert_status(step(recur, stage.tape, &outcome, &error), expected);
  assert_contains(error.message, part);
  stage_free(&stage);
  recur_free(recur);
}

static void
test_refusals(void)
{
  static const int32_t too_long[] = {1, 5}, negative[] = {-1, 2};
  struct recur recur = recur_new(EC_RECURRENCE_LSTM, FALSE, 2, 4, 3, 5);
  recur.lengths = too_long;
  assert_refused(&recur, EC_ERROR_VALUE, "row 1");
  recur = recur_new(EC_RECURRENCE_LSTM, FALSE, 2, 4, 3, 5);
  recur.lengths = negative;
  assert_refused(&recur, EC_ERROR_VALUE, "row 0");
  recur = recur_new(EC_RECURRENCE_GRU, FALSE, 2, 4, 3, 5);
  recur.layer.recurrence = EC_RECURRENCE_LSTM;
  assert_refused(&recur, EC_ERROR_SHAPE, "20 × 5");
  recur = recur_new(EC_RECURRENCE_GRU, FALSE, 2, 4, 3, 5);
  recur.x->shape[2] = 2;
  assert_refused(&recur, EC_ERROR_SHAPE, "15 × 2");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/recur/pytorch", test_pytorch);
  g_test_add_func("/recur/gradients", test_gradients);
  g_test_add_func("/recur/formulas", test_formulas);
  g_test_add_func("/recur/threads", test_threads);
  g_test_add_func("/recur/rows-apart", test_rows_apart);
  g_test_add_func("/recur/no-allocation", test_no_allocation);
  g_test_add_func("/recur/failing-allocations", test_failing_allocations);
  g_test_add_func("/recur/refusals", test_refusals);
  return g_test_run();
}
