#include "config.h"

#include "base/parallel.h"
#include "fixtures/layers.h"
#include "nn/layers/layers.h"
#include "nn/optimiser.h"
#include "support.h"

static struct ec_compute *compute;
static struct ec_tape *tape;

/* A layer that has to be made, and goes to the end of a network. */
#define APPEND(net, function, ...)                                                                 \
  do {                                                                                             \
    struct ec_error append_error = EC_ERROR_INIT;                                                  \
    struct ec_layer *appended = NULL;                                                              \
    if (function(__VA_ARGS__, &appended, &append_error) != EC_OK)                                  \
      g_error("%s", append_error.message);                                                         \
    ec_net_append(net, appended);                                                                  \
  } while (0)

static struct ec_net *
new_net(guint64 seed)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_net *net = NULL;
  assert_ok(ec_net_new(seed, &net, &error));
  return net;
}

/* The pattern of layers.py. */
static void
fill(float *x, size_t n, unsigned seed)
{
  for (size_t i = 0; i < n; i++)
    x[i] = (float)((int)((i * 37 + seed * 11) % 101) - 50) / 64.0f;
}

static void
set_weights(struct ec_net *net)
{
  unsigned seed = 0;
  for (size_t i = 0; i < ec_parameters_count(net->parameters); i++) {
    struct ec_parameter *p = ec_parameters_get(net->parameters, i);
    if (!p->buffer)
      fill(p->tensor.data, p->tensor.n, seed++);
  }
}

static void
compare(const char *what, double found, double expected, double scale)
{
  if (!(fabs(found - expected) <= 1e-5 * fmax(fabs(expected), scale)))
    g_error("%s is %.9g, not %.9g", what, found, expected);
}

/* Compares the output, and goes back from it weighted with the pattern. */
static void
go_back(struct ec_net *net, const struct ec_tensor *y, const float *expected, size_t n_expected)
{
  struct ec_error error = EC_ERROR_INIT;
  g_autofree float *weights = g_new(float, n_expected);
  assert_ok(ec_tape_finish(tape, &error));
  g_assert_true(net->last->output == y);
  g_assert_cmpuint(y->n, ==, n_expected);
  for (size_t i = 0; i < y->n; i++)
    compare("an output", (double)y->data[i], (double)expected[i], 0.1);
  fill(weights, n_expected, 99);
  ec_parameters_clear_gradients(net->parameters);
  assert_ok(ec_tape_backward(tape, ec_weighted_sum(tape, (struct ec_tensor *)y, weights), &error));
}

/* Compares the sum of a gradient's numbers and that of their squares. */
static void
check_gradient(struct ec_net *net, const char *name, const float expected[2])
{
  const struct ec_parameter *p = ec_parameters_find(net->parameters, name);
  double sum = 0.0, squares = 0.0;
  g_assert_nonnull(p);
  for (size_t i = 0; i < p->tensor.n; i++) {
    sum += (double)p->gradient[i];
    squares += (double)p->gradient[i] * (double)p->gradient[i];
  }
  compare(name, sum, (double)expected[0], fmax(1.0, sqrt((double)p->tensor.n * squares)));
  compare(name, squares, (double)expected[1], 1e-3);
}

static void
test_encoder(void)
{
  struct ec_net *net = new_net(1);
  struct ec_signal signal = {.batch = 3, .time = 5};
  struct ec_tensor *x;
  float data[120];
  APPEND(net, ec_encoder_layer_new, net->parameters, "block", 8, 2, 12, 0.0);
  set_weights(net);
  fill(data, 120, 50);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  x = ec_tape_input(tape, data, 3, (const size_t[]){3, 5, 8});
  signal.x = x;
  ec_net_forward(net, tape, &signal);
  go_back(net, signal.x, encoder_y, G_N_ELEMENTS(encoder_y));
  check_gradient(net, "block.self_attn.in_proj_weight", encoder_self_attn_in_proj_weight);
  check_gradient(net, "block.self_attn.in_proj_bias", encoder_self_attn_in_proj_bias);
  check_gradient(net, "block.self_attn.out_proj.weight", encoder_self_attn_out_proj_weight);
  check_gradient(net, "block.self_attn.out_proj.bias", encoder_self_attn_out_proj_bias);
  check_gradient(net, "block.linear1.weight", encoder_linear1_weight);
  check_gradient(net, "block.linear1.bias", encoder_linear1_bias);
  check_gradient(net, "block.linear2.weight", encoder_linear2_weight);
  check_gradient(net, "block.linear2.bias", encoder_linear2_bias);
  check_gradient(net, "block.norm1.weight", encoder_norm1_weight);
  check_gradient(net, "block.norm1.bias", encoder_norm1_bias);
  check_gradient(net, "block.norm2.weight", encoder_norm2_weight);
  check_gradient(net, "block.norm2.bias", encoder_norm2_bias);
  ec_net_free(net);
}

/* Convolutions, norms and pools, with a residual block. */
static struct ec_net *
new_image_net(void)
{
  const struct ec_window same = {
      .height = 3, .width = 3, .top = 1, .bottom = 1, .left = 1, .right = 1};
  const struct ec_window two = {.height = 2, .width = 2, .stride_y = 2, .stride_x = 2};
  const struct ec_window padded = {.height = 2,
                                   .width = 2,
                                   .stride_y = 2,
                                   .stride_x = 2,
                                   .top = 1,
                                   .bottom = 1,
                                   .left = 1,
                                   .right = 1};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_net *net = new_net(2);
  struct ec_parameters *p = net->parameters;
  struct ec_layer *inner = NULL;
  APPEND(net, ec_convolution_layer_new, p, "conv1", 2, 4, &same, 1, true, EC_ACTIVATION_NONE);
  APPEND(net, ec_batch_norm_layer_new, p, "norm1", 4, EC_ACTIVATION_RELU);
  assert_ok(ec_convolution_layer_new(p, "conv2", 4, 4, &same, 2, false, EC_ACTIVATION_NONE, &inner,
                                     &error));
  assert_ok(ec_batch_norm_layer_new(p, "norm2", 4, EC_ACTIVATION_NONE, &inner->next, &error));
  APPEND(net, ec_residual_layer_new, "block", inner, NULL, EC_ACTIVATION_RELU);
  APPEND(net, ec_max_pool_layer_new, "pool1", &two);
  APPEND(net, ec_average_pool_layer_new, "pool2", &padded);
  APPEND(net, ec_global_pool_layer_new, "pool3");
  APPEND(net, ec_dense_layer_new, p, "fc", 4, 3, true, EC_ACTIVATION_NONE);
  return net;
}

static void
test_image(void)
{
  struct ec_net *net = new_image_net();
  const struct ec_parameter *mean = ec_parameters_find(net->parameters, "norm1.running_mean");
  const struct ec_parameter *variance = ec_parameters_find(net->parameters, "norm1.running_var");
  struct ec_signal signal = {.batch = 3};
  float data[216];
  set_weights(net);
  fill(data, 216, 51);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  signal.x = ec_tape_input(tape, data, 4, (const size_t[]){3, 6, 6, 2});
  ec_net_forward(net, tape, &signal);
  go_back(net, signal.x, image_y, G_N_ELEMENTS(image_y));
  check_gradient(net, "conv1.weight", image_conv1_weight);
  check_gradient(net, "conv1.bias", image_conv1_bias);
  check_gradient(net, "norm1.weight", image_norm1_weight);
  check_gradient(net, "norm1.bias", image_norm1_bias);
  check_gradient(net, "conv2.weight", image_conv2_weight);
  check_gradient(net, "norm2.weight", image_norm2_weight);
  check_gradient(net, "norm2.bias", image_norm2_bias);
  check_gradient(net, "fc.weight", image_fc_weight);
  check_gradient(net, "fc.bias", image_fc_bias);
  for (size_t i = 0; i < 4; i++) {
    compare("a running mean", (double)mean->tensor.data[i], (double)image_running[i], 0.01);
    compare("a running variance", (double)variance->tensor.data[i], (double)image_running[4 + i],
            0.01);
  }
  ec_net_free(net);
}

#define CHECK_WORDS(NAME, recurrence)                                                              \
  do {                                                                                             \
    const int32_t ids[] = {0, 0, 3, 8, 1, 2, 3, 3};                                                \
    struct ec_net *net = new_net(3);                                                               \
    struct ec_parameters *p = net->parameters;                                                     \
    struct ec_signal signal = {.ids = ids, .batch = 2, .time = 4};                                 \
    APPEND(net, ec_embedding_layer_new, p, "embed", 9, 5, 0, 0);                                   \
    APPEND(net, ec_recurrent_layer_new, p, "cell", recurrence, 5, 6, false);                       \
    APPEND(net, ec_dense_layer_new, p, "fc", 6, 2, true, EC_ACTIVATION_NONE);                      \
    set_weights(net);                                                                              \
    ec_tape_begin(tape, EC_TAPE_TRAIN);                                                            \
    ec_net_forward(net, tape, &signal);                                                            \
    go_back(net, signal.x, NAME##_y, G_N_ELEMENTS(NAME##_y));                                      \
    check_gradient(net, "embed.weight", NAME##_embed_weight);                                      \
    check_gradient(net, "cell.weight_ih_l0", NAME##_cell_weight_ih_l0);                            \
    check_gradient(net, "cell.weight_hh_l0", NAME##_cell_weight_hh_l0);                            \
    check_gradient(net, "cell.bias_ih_l0", NAME##_cell_bias_ih_l0);                                \
    check_gradient(net, "cell.bias_hh_l0", NAME##_cell_bias_hh_l0);                                \
    check_gradient(net, "fc.weight", NAME##_fc_weight);                                            \
    check_gradient(net, "fc.bias", NAME##_fc_bias);                                                \
    ec_net_free(net);                                                                              \
  } while (0)

static void
test_words(void)
{
  CHECK_WORDS(rnn, EC_RECURRENCE_RNN);
  CHECK_WORDS(lstm, EC_RECURRENCE_LSTM);
  CHECK_WORDS(gru, EC_RECURRENCE_GRU);
}

/* Checks that numbers begin uniform in ± scale: within it, near its ends, with its deviation. */
static void
check_uniform(struct ec_net *net, const char *name, double scale)
{
  const struct ec_parameter *p = ec_parameters_find(net->parameters, name);
  double most = 0.0, sum = 0.0, squares = 0.0, n;
  g_assert_nonnull(p);
  n = (double)p->tensor.n;
  for (size_t i = 0; i < p->tensor.n; i++) {
    double x = (double)p->tensor.data[i];
    most = fmax(most, fabs(x));
    sum += x;
    squares += x * x;
  }
  g_assert_cmpfloat(most, <=, scale * (1.0 + 1e-6));
  g_assert_cmpfloat(most, >, scale * (1.0 - 20.0 / n));
  g_assert_cmpfloat(fabs(sum / n), <, 5.0 * scale / sqrt(3.0 * n));
  /* The variance of the square of a uniform number is 4/45 of the fourth power of its bound. */
  g_assert_cmpfloat(fabs(squares / n - scale * scale / 3.0), <,
                    5.0 * scale * scale * sqrt(4.0 / 45.0 / n));
}

static void
check_constant(struct ec_net *net, const char *name, float value, gboolean buffer)
{
  const struct ec_parameter *p = ec_parameters_find(net->parameters, name);
  g_assert_nonnull(p);
  for (size_t i = 0; i < p->tensor.n; i++)
    g_assert_true(p->tensor.data[i] == value);
  g_assert_true(p->buffer == buffer);
  g_assert_false(p->decays);
}

/* Parameters begin as documented, and only what multiplies decays. */
static void
test_beginnings(void)
{
  const struct ec_window five = {.height = 5, .width = 3};
  struct ec_net *net = new_net(4);
  struct ec_parameters *p = net->parameters;
  const struct ec_parameter *embed, *places;
  double squares = 0.0;
  APPEND(net, ec_embedding_layer_new, p, "embed", 100, 64, 50, 3);
  APPEND(net, ec_dense_layer_new, p, "fc", 64, 500, true, EC_ACTIVATION_RELU);
  APPEND(net, ec_convolution_layer_new, p, "conv", 8, 100, &five, 4, true, EC_ACTIVATION_RELU);
  APPEND(net, ec_batch_norm_layer_new, p, "bn", 7, EC_ACTIVATION_RELU);
  APPEND(net, ec_layer_norm_layer_new, p, "ln", 7);
  APPEND(net, ec_recurrent_layer_new, p, "gru", EC_RECURRENCE_GRU, 30, 100, true);
  APPEND(net, ec_encoder_layer_new, p, "t", 64, 4, 100, 0.1);
  check_uniform(net, "fc.weight", 1.0 / sqrt(64.0));
  check_uniform(net, "fc.bias", 1.0 / sqrt(64.0));
  check_uniform(net, "conv.weight", 1.0 / sqrt(2.0 * 15.0));
  check_uniform(net, "conv.bias", 1.0 / sqrt(2.0 * 15.0));
  check_uniform(net, "gru.weight_ih_l0", 0.1);
  check_uniform(net, "gru.weight_hh_l0", 0.1);
  check_uniform(net, "gru.bias_ih_l0", 0.1);
  check_uniform(net, "gru.bias_hh_l0", 0.1);
  check_uniform(net, "t.self_attn.in_proj_weight", sqrt(6.0 / 256.0));
  check_uniform(net, "t.self_attn.out_proj.weight", sqrt(6.0 / 128.0));
  check_uniform(net, "t.linear1.weight", 1.0 / sqrt(64.0));
  check_uniform(net, "t.linear2.weight", 1.0 / sqrt(100.0));
  check_constant(net, "t.self_attn.in_proj_bias", 0.0f, FALSE);
  check_constant(net, "t.self_attn.out_proj.bias", 0.0f, FALSE);
  check_constant(net, "t.norm1.weight", 1.0f, FALSE);
  check_constant(net, "t.norm2.bias", 0.0f, FALSE);
  check_constant(net, "bn.weight", 1.0f, FALSE);
  check_constant(net, "bn.bias", 0.0f, FALSE);
  check_constant(net, "bn.running_mean", 0.0f, TRUE);
  check_constant(net, "bn.running_var", 1.0f, TRUE);
  check_constant(net, "ln.weight", 1.0f, FALSE);
  embed = ec_parameters_find(p, "embed.weight");
  places = ec_parameters_find(p, "embed.positions");
  for (size_t i = 0; i < 64; i++)
    g_assert_true(embed->tensor.data[3 * 64 + i] == 0.0f);
  for (size_t i = 0; i < embed->tensor.n; i++)
    squares += (double)embed->tensor.data[i] * (double)embed->tensor.data[i];
  g_assert_cmpfloat(fabs(squares / (99.0 * 64.0) - 1.0), <, 5.0 * sqrt(2.0 / (99.0 * 64.0)));
  squares = 0.0;
  for (size_t i = 0; i < places->tensor.n; i++)
    squares += (double)places->tensor.data[i] * (double)places->tensor.data[i];
  g_assert_cmpfloat(fabs(squares / (50.0 * 64.0) / 4e-4 - 1.0), <, 5.0 * sqrt(2.0 / 3200.0));
  g_assert_true(embed->decays && ec_parameters_find(p, "fc.weight")->decays);
  g_assert_false(ec_parameters_find(p, "fc.bias")->decays);
  ec_net_free(net);
}

/* Layers without parameters; what a layer is can be read off it. */
static void
test_plain(void)
{
  static const char *const kinds[] = {"dropout", "flatten", "dense"};
  const size_t shape[] = {2, 3, 2, 2};
  struct ec_net *net = new_net(5);
  struct ec_signal signal = {.batch = 2};
  struct ec_error error = EC_ERROR_INIT;
  const struct ec_layer *layer;
  size_t i = 0;
  float data[24];
  fill(data, 24, 1);
  APPEND(net, ec_dropout_layer_new, "drop", 0.5);
  APPEND(net, ec_flatten_layer_new, "flat");
  APPEND(net, ec_dense_layer_new, net->parameters, "fc", 12, 5, false, EC_ACTIVATION_TANH);
  ec_tape_begin(tape, EC_TAPE_PREDICT);
  signal.x = ec_tape_input(tape, data, 4, shape);
  ec_net_forward(net, tape, &signal);
  assert_ok(ec_tape_finish(tape, &error));
  g_assert_cmpuint(signal.x->shape[0], ==, 2);
  g_assert_cmpuint(signal.x->shape[1], ==, 5);
  for (layer = net->first; layer != NULL; layer = layer->next, i++)
    g_assert_cmpstr(layer->class->kind, ==, kinds[i]);
  g_assert_cmpuint(i, ==, 3);
  g_assert_true(net->first->next->output->data == data);
  g_assert_cmpuint(ec_parameters_size(net->parameters), ==, 60);
  g_assert_null(ec_parameters_find(net->parameters, "fc.bias"));
  ec_net_free(net);
}

/* Frozen, a batch norm goes by its running numbers and leaves them be. */
static void
test_frozen_norm(void)
{
  struct ec_net *net = new_net(6);
  struct ec_signal signal = {.batch = 4};
  struct ec_error error = EC_ERROR_INIT;
  const struct ec_parameter *mean;
  float data[8];
  fill(data, 8, 1);
  APPEND(net, ec_batch_norm_layer_new, net->parameters, "bn", 2, EC_ACTIVATION_NONE);
  mean = ec_parameters_find(net->parameters, "bn.running_mean");
  ec_parameters_set_frozen(net->parameters, "bn", true);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  signal.x = ec_tape_input(tape, data, 2, (const size_t[]){4, 2});
  ec_net_forward(net, tape, &signal);
  assert_ok(ec_tape_finish(tape, &error));
  g_assert_true(mean->tensor.data[0] == 0.0f && mean->tensor.data[1] == 0.0f);
  for (size_t i = 0; i < 8; i++)
    compare("an output", (double)signal.x->data[i], (double)data[i], 0.1);
  ec_net_free(net);
}

#define REFUSED(call, part)                                                                        \
  do {                                                                                             \
    struct ec_error error = EC_ERROR_INIT;                                                         \
    struct ec_layer *layer = NULL;                                                                 \
    assert_status(call, EC_ERROR_ARGUMENT);                                                        \
    assert_contains(error.message, part);                                                          \
    g_assert_null(layer);                                                                          \
  } while (0)

static void
test_refused(void)
{
  const struct ec_window none = {.height = 0, .width = 3}, three = {.height = 3, .width = 3};
  g_autofree char *name = g_strnfill(EC_PARAMETER_NAME_SIZE, 'x');
  struct ec_net *net = new_net(7);
  struct ec_parameters *p = net->parameters;
  REFUSED(ec_dense_layer_new(p, "fc", 0, 3, true, EC_ACTIVATION_NONE, &layer, &error),
          "the layer “fc” has 0 inputs");
  REFUSED(ec_dense_layer_new(p, "fc", 3, 0, true, EC_ACTIVATION_NONE, &layer, &error), "0 outputs");
  REFUSED(ec_dense_layer_new(p, name, 3, 3, true, EC_ACTIVATION_NONE, &layer, &error),
          "has 96 bytes; it should have at most 95");
  name[EC_PARAMETER_NAME_SIZE - 5] = '\0';
  REFUSED(ec_dense_layer_new(p, name, 3, 3, true, EC_ACTIVATION_NONE, &layer, &error),
          "is too long for its “weight”");
  REFUSED(
      ec_convolution_layer_new(p, "c", 4, 6, &three, 4, true, EC_ACTIVATION_NONE, &layer, &error),
      "has 4 groups, which should divide both its 4 channels in and its 6 channels out");
  REFUSED(
      ec_convolution_layer_new(p, "c", 4, 6, &none, 1, true, EC_ACTIVATION_NONE, &layer, &error),
      "0 rows in its window");
  REFUSED(ec_max_pool_layer_new("m", &none, &layer, &error), "0 rows in its window");
  REFUSED(ec_dropout_layer_new("d", 1.0, &layer, &error), "a dropout of 1;");
  REFUSED(ec_embedding_layer_new(p, "e", 4, 3, 0, 4, &layer, &error),
          "pads with entry 4, but has 4 entries");
  REFUSED(ec_encoder_layer_new(p, "t", 10, 3, 4, 0.0, &layer, &error),
          "has 3 heads, which should divide its width of 10");
  REFUSED(ec_encoder_layer_new(p, "t", 10, 2, 4, -0.5, &layer, &error), "dropout of -0.5");
  ec_net_free(net);
}

/* Words that are missing or too many are told. */
static void
test_words_refused(void)
{
  const int32_t ids[] = {1, 2, 3, 1};
  struct ec_net *net = new_net(8);
  struct ec_signal signal = {.batch = 1, .time = 4};
  struct ec_error error = EC_ERROR_INIT;
  APPEND(net, ec_embedding_layer_new, net->parameters, "embed", 5, 2, 3, -1);
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  ec_net_forward(net, tape, &signal);
  assert_status(ec_tape_finish(tape, &error), EC_ERROR_EMPTY);
  signal.ids = ids;
  ec_tape_begin(tape, EC_TAPE_TRAIN);
  ec_net_forward(net, tape, &signal);
  g_assert_null(signal.x);
  assert_status(ec_tape_finish(tape, &error), EC_ERROR_SHAPE);
  assert_contains(error.message, "given 4 words a row, but has 3 positions");
  ec_net_free(net);
}

/* A network of words with one of each layer that they go through. */
static struct ec_net *
new_words_net(void)
{
  struct ec_net *net = new_net(9);
  struct ec_parameters *p = net->parameters;
  APPEND(net, ec_embedding_layer_new, p, "embed", 50, 8, 20, 0);
  APPEND(net, ec_encoder_layer_new, p, "encoder", 8, 2, 12, 0.1);
  APPEND(net, ec_layer_norm_layer_new, p, "norm", 8);
  APPEND(net, ec_recurrent_layer_new, p, "lstm", EC_RECURRENCE_LSTM, 8, 6, true);
  APPEND(net, ec_recurrent_layer_new, p, "gru", EC_RECURRENCE_GRU, 6, 6, true);
  APPEND(net, ec_time_mean_layer_new, "mean");
  APPEND(net, ec_dense_layer_new, p, "fc", 6, 3, true, EC_ACTIVATION_NONE);
  return net;
}

enum { STEP_ROWS = 30, STEP_TIME = 20 };

/* One whole step of training, of words or of images. */
static ec_status
train_step(struct ec_net *net, struct ec_tape *on, struct ec_optimiser *optimiser, gboolean words,
           struct ec_error *error)
{
  static int32_t ids[STEP_ROWS * STEP_TIME], lengths[STEP_ROWS], labels[STEP_ROWS];
  static float pixels[STEP_ROWS * 72];
  struct ec_signal signal = {.batch = STEP_ROWS};
  ec_status status;
  for (size_t i = 0; i < STEP_ROWS * STEP_TIME; i++)
    ids[i] = (int32_t)(i * 37 % 49) + 1;
  for (size_t i = 0; i < STEP_ROWS; i++) {
    lengths[i] = (int32_t)(i % STEP_TIME) + 1;
    labels[i] = (int32_t)(i % 3);
  }
  fill(pixels, STEP_ROWS * 72, 3);
  ec_tape_begin(on, EC_TAPE_TRAIN);
  if (words) {
    signal.ids = ids;
    signal.lengths = lengths;
    signal.time = STEP_TIME;
  } else {
    signal.x = ec_tape_input(on, pixels, 4, (const size_t[]){STEP_ROWS, 6, 6, 2});
  }
  ec_net_forward(net, on, &signal);
  status = ec_tape_backward(on, ec_cross_entropy(on, signal.x, labels, 0.1, NULL), error);
  return status == EC_OK ? ec_optimiser_step(optimiser, ec_tape_compute(on), NULL, error) : status;
}

static bool
forbid(size_t size, void *data)
{
  g_atomic_int_inc((int *)data);
  return false;
}

/* Whole steps take no memory after the second, and end with the same bits on 1, 2 and 4 threads. */
static void
check_steps(gboolean words)
{
  g_autoptr(GArray) expected = NULL;
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    const struct ec_optimiser_options options = EC_OPTIMISER_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct ec_net *net = words ? new_words_net() : new_image_net();
    struct ec_compute *threaded = NULL;
    struct ec_tape *on = NULL;
    struct ec_optimiser *optimiser = NULL;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(float));
    int n_asked = 0;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_compute_new(&job, &threaded, &error));
    assert_ok(ec_tape_new(threaded, 0, &on, &error));
    assert_ok(ec_optimiser_new(net->parameters, &options, &optimiser, &error));
    for (int i = 0; i < 6; i++) {
      if (i == 2)
        ec_memory_set_hook(forbid, &n_asked);
      assert_ok(train_step(net, on, optimiser, words, &error));
    }
    ec_memory_set_hook(NULL, NULL);
    g_assert_cmpint(n_asked, ==, 0);
    for (size_t i = 0; i < ec_parameters_count(net->parameters); i++) {
      const struct ec_parameter *p = ec_parameters_get(net->parameters, i);
      g_array_append_vals(found, p->tensor.data, (guint)p->tensor.n);
    }
    if (expected == NULL)
      expected = g_array_ref(found);
    g_assert_cmpmem(found->data, found->len * sizeof(float), expected->data,
                    expected->len * sizeof(float));
    ec_optimiser_free(optimiser);
    ec_tape_free(on);
    ec_compute_free(threaded);
    ec_net_free(net);
    ec_pool_free(job.pool);
  }
}

static void
test_steps_of_images(void)
{
  check_steps(FALSE);
}

static void
test_steps_of_words(void)
{
  check_steps(TRUE);
}

/* Each allocation of making a network may fail. */
static ec_status
make_net(void *data, struct ec_error *error)
{
  const struct ec_window window = {.height = 3, .width = 3};
  struct ec_net *net = NULL;
  struct ec_layer *layers[4] = {NULL, NULL, NULL, NULL}, *block = NULL;
  ec_status status = ec_net_new(1, &net, error);
  if (status != EC_OK)
    return status;
  status = ec_convolution_layer_new(net->parameters, "c", 1, 2, &window, 1, true,
                                    EC_ACTIVATION_NONE, &layers[0], error);
  if (status == EC_OK)
    status = ec_encoder_layer_new(net->parameters, "t", 4, 2, 4, 0.0, &layers[1], error);
  if (status == EC_OK)
    status =
        ec_batch_norm_layer_new(net->parameters, "b", 4, EC_ACTIVATION_NONE, &layers[2], error);
  if (status == EC_OK)
    status = ec_recurrent_layer_new(net->parameters, "r", EC_RECURRENCE_LSTM, 4, 4, false,
                                    &layers[3], error);
  if (status == EC_OK) {
    status = ec_residual_layer_new("res", layers[0], layers[1], EC_ACTIVATION_NONE, &block, error);
    layers[0] = block;
    layers[1] = NULL;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(layers); i++) {
    if (layers[i] != NULL)
      ec_net_append(net, layers[i]);
  }
  ec_net_free(net);
  return status;
}

static void
test_failing_allocations(void)
{
  g_assert_cmpint(fail_each_allocation(make_net, NULL), >, 20);
}

int
main(int argc, char **argv)
{
  struct ec_error error = EC_ERROR_INIT;
  int status;
  g_test_init(&argc, &argv, NULL);
  assert_ok(ec_compute_new(NULL, &compute, &error));
  assert_ok(ec_tape_new(compute, 0, &tape, &error));
  g_test_add_func("/layers/encoder", test_encoder);
  g_test_add_func("/layers/image", test_image);
  g_test_add_func("/layers/words", test_words);
  g_test_add_func("/layers/beginnings", test_beginnings);
  g_test_add_func("/layers/plain", test_plain);
  g_test_add_func("/layers/frozen-norm", test_frozen_norm);
  g_test_add_func("/layers/refused", test_refused);
  g_test_add_func("/layers/words-refused", test_words_refused);
  g_test_add_func("/layers/steps-of-images", test_steps_of_images);
  g_test_add_func("/layers/steps-of-words", test_steps_of_words);
  g_test_add_func("/layers/failing-allocations", test_failing_allocations);
  status = g_test_run();
  ec_tape_free(tape);
  ec_compute_free(compute);
  return status;
}
