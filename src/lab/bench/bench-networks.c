/* Training of four networks, the same that the peers train. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "bench/bench-networks-private.h"
#include "bench/bench-private.h"
#include "nn/layers/layers.h"
#include "nn/optimiser.h"

#define BATCH 64
#define WARM_UP 5
#define TEST_BATCH 100
#define TAPE_LIMIT ((gsize)4 << 30)
#define VOCABULARY 10000

/* A network, and how many multiply-adds a row takes forward and backward. */
typedef struct {
  gboolean of_words;
  ec_status (*build)(struct ec_net *net, struct ec_error *error);
  double forward, backward;
} Design;

/* All that a measurement works with. */
typedef struct {
  const Design *design;
  NetworkData data;
  struct ec_compute *compute;
  struct ec_tape *tape;
  struct ec_net *net;
  struct ec_optimiser *optimiser;
  struct ec_random random;
  float *pixels; /* of a batch */
  gint32 *words;
  gint32 labels[TEST_BATCH];
  size_t *order;
} Bench;

/* Appends the layer that was made, where that went well. */
static ec_status
append(struct ec_net *net, ec_status status, struct ec_layer *layer)
{
  if (status == EC_OK) {
    ec_net_append(net, layer);
  }
  return status;
}

/* Makes a layer and appends it; leaves the function where that fails. */
#define APPEND(function, ...)                                                                      \
  do {                                                                                             \
    struct ec_layer *made = NULL;                                                                  \
    ec_status made_status = function(__VA_ARGS__, &made, error);                                   \
    if (append(net, made_status, made) != EC_OK) {                                                 \
      return made_status;                                                                          \
    }                                                                                              \
  } while (0)

static ec_status
build_mlp(struct ec_net *net, struct ec_error *error)
{
  struct ec_parameters *p = net->parameters;

  APPEND(ec_flatten_layer_new, "0");
  APPEND(ec_dense_layer_new, p, "1", 784, 128, true, EC_ACTIVATION_RELU);
  APPEND(ec_dense_layer_new, p, "3", 128, 10, true, EC_ACTIVATION_NONE);
  return EC_OK;
}

static ec_status
build_cnn(struct ec_net *net, struct ec_error *error)
{
  const struct ec_window three = {.height = 3, .width = 3};
  const struct ec_window two = {.height = 2, .width = 2, .stride_y = 2, .stride_x = 2};
  struct ec_parameters *p = net->parameters;

  APPEND(ec_convolution_layer_new, p, "0", 1, 32, &three, 1, true, EC_ACTIVATION_RELU);
  APPEND(ec_convolution_layer_new, p, "2", 32, 64, &three, 1, true, EC_ACTIVATION_RELU);
  APPEND(ec_max_pool_layer_new, "4", &two);
  APPEND(ec_flatten_layer_new, "5");
  APPEND(ec_dense_layer_new, p, "6", 64 * 12 * 12, 128, true, EC_ACTIVATION_RELU);
  APPEND(ec_dense_layer_new, p, "8", 128, 10, true, EC_ACTIVATION_NONE);
  return EC_OK;
}

static ec_status
build_lstm(struct ec_net *net, struct ec_error *error)
{
  struct ec_parameters *p = net->parameters;

  APPEND(ec_embedding_layer_new, p, "e", VOCABULARY, 64, 0, 0);
  APPEND(ec_recurrent_layer_new, p, "r", EC_RECURRENCE_LSTM, 64, 64, false);
  APPEND(ec_dense_layer_new, p, "o", 64, 2, true, EC_ACTIVATION_NONE);
  return EC_OK;
}

static ec_status
build_transformer(struct ec_net *net, struct ec_error *error)
{
  struct ec_parameters *p = net->parameters;

  APPEND(ec_embedding_layer_new, p, "e", VOCABULARY, 128, 200, 0);
  APPEND(ec_encoder_layer_new, p, "t.layers.0", 128, 4, 256, 0.1);
  APPEND(ec_encoder_layer_new, p, "t.layers.1", 128, 4, 256, 0.1);
  APPEND(ec_time_mean_layer_new, "mean");
  APPEND(ec_dense_layer_new, p, "o", 128, 2, true, EC_ACTIVATION_NONE);
  return EC_OK;
}

/* Back to the weights costs as much as forward, and back to a layer's input as well, but for the
 * images, which nothing is learnt about. */
#define MLP_FIRST (784.0 * 128)
#define MLP (MLP_FIRST + 128 * 10)
#define CNN_FIRST (26.0 * 26 * 9 * 32)
#define CNN (CNN_FIRST + 24.0 * 24 * 9 * 32 * 64 + 9216.0 * 128 + 128 * 10)
#define LSTM (200.0 * 4 * 64 * (64 + 64) + 64 * 2)
#define ENCODER (200.0 * (128 * 384 + 128 * 128 + 2 * 128 * 256) + 2.0 * 200 * 200 * 128)
#define TRANSFORMER (2 * ENCODER + 128 * 2)

static const Design mlp = {FALSE, build_mlp, MLP, 2 * MLP - MLP_FIRST};
static const Design cnn = {FALSE, build_cnn, CNN, 2 * CNN - CNN_FIRST};
static const Design lstm = {TRUE, build_lstm, LSTM, 2 * LSTM};
static const Design transformer = {TRUE, build_transformer, TRANSFORMER, 2 * TRANSFORMER};

static ec_status
bench_init(Bench *self, const struct ec_job *job, struct ec_error *error)
{
  const struct ec_optimiser_options options = EC_OPTIMISER_OPTIONS_INIT;
  ec_status status = ec_compute_new(job, &self->compute, error);

  self->random = ec_random_new(1);
  self->order = g_new(size_t, self->data.n_train);
  if (self->design->of_words) {
    self->words = g_new(gint32, TEST_BATCH * self->data.width);
  } else {
    self->pixels = g_new(float, TEST_BATCH * self->data.width);
  }
  if (status == EC_OK) {
    status = ec_tape_new(self->compute, TAPE_LIMIT, &self->tape, error);
  }
  if (status == EC_OK) {
    status = ec_net_new(0, &self->net, error);
  }
  if (status == EC_OK) {
    status = self->design->build(self->net, error);
  }
  if (status == EC_OK) {
    status = ec_optimiser_new(self->net->parameters, &options, &self->optimiser, error);
  }
  return status;
}

static void
bench_clear(Bench *self)
{
  ec_optimiser_free(self->optimiser);
  ec_net_free(self->net);
  ec_tape_free(self->tape);
  ec_compute_free(self->compute);
  network_data_clear(&self->data);
  g_free(self->pixels);
  g_free(self->words);
  g_free(self->order);
}

/* Copies @n rows to the batch, and runs the network on them. */
static struct ec_tensor *
forward(Bench *self, const size_t *rows, gsize n, enum ec_tape_mode mode)
{
  const NetworkData *data = &self->data;
  struct ec_signal signal = {.ids = self->words, .batch = n, .time = data->width};
  const size_t shape[] = {n, 28, 28, 1};

  for (gsize i = 0; i < n; i++) {
    if (self->words != NULL) {
      memcpy(self->words + i * data->width, data->words + rows[i] * data->width,
             data->width * sizeof *self->words);
    } else {
      memcpy(self->pixels + i * data->width, data->pixels + rows[i] * data->width,
             data->width * sizeof *self->pixels);
    }
    self->labels[i] = data->labels[rows[i]];
  }
  ec_tape_begin(self->tape, mode);
  if (self->pixels != NULL) {
    signal.x = ec_tape_input(self->tape, self->pixels, 4, shape);
  }
  ec_net_forward(self->net, self->tape, &signal);
  return signal.x;
}

static ec_status
train_step(Bench *self, const size_t *rows, gsize n, struct ec_error *error)
{
  struct ec_tensor *y = forward(self, rows, n, EC_TAPE_TRAIN);
  struct ec_tensor *loss = ec_cross_entropy(self->tape, y, self->labels, 0.0, NULL);
  ec_status status = ec_tape_backward(self->tape, loss, error);

  return status == EC_OK ? ec_optimiser_step(self->optimiser, self->compute, NULL, error) : status;
}

/* A few steps that grow what has to grow. */
static ec_status
warm_up(Bench *self, struct ec_error *error)
{
  ec_status status = EC_OK;

  for (gsize i = 0; i < self->data.n_train; i++) {
    self->order[i] = i;
  }
  for (gsize k = 0; k < WARM_UP && (k + 1) * BATCH <= self->data.n_train && status == EC_OK; k++) {
    status = train_step(self, self->order + k * BATCH, BATCH, error);
  }
  return status;
}

/* Trains on all rows once, in a random order; the time that takes becomes *@seconds. */
static ec_status
train_epoch(Bench *self, double *seconds, struct ec_error *error)
{
  double began = bench_now();
  ec_status status = EC_OK;

  ec_random_permutation(&self->random, self->order, self->data.n_train);
  for (gsize i = 0; i < self->data.n_train && status == EC_OK; i += BATCH) {
    status = train_step(self, self->order + i, MIN(BATCH, self->data.n_train - i), error);
  }
  *seconds = bench_now() - began;
  return status;
}

static gsize
count_right(const float *y, const gint32 *labels, gsize n, gsize n_classes)
{
  gsize n_right = 0;

  for (gsize i = 0; i < n; i++) {
    gsize best = 0;

    for (gsize k = 1; k < n_classes; k++) {
      best = y[i * n_classes + k] > y[i * n_classes + best] ? k : best;
    }
    n_right += best == (gsize)labels[i];
  }
  return n_right;
}

/* The share of the test rows that are told right. */
static ec_status
test_accuracy(Bench *self, double *accuracy, struct ec_error *error)
{
  const NetworkData *data = &self->data;
  gsize n_right = 0;

  for (gsize i = 0; i < data->n_test; i += TEST_BATCH) {
    gsize n = MIN(TEST_BATCH, data->n_test - i);
    size_t rows[TEST_BATCH];
    const struct ec_tensor *y;
    ec_status status;

    for (gsize j = 0; j < n; j++) {
      rows[j] = data->n_train + i + j;
    }
    y = forward(self, rows, n, EC_TAPE_PREDICT);
    status = ec_tape_finish(self->tape, error);
    if (status != EC_OK) {
      return status;
    }
    n_right += count_right(y->data, self->labels, n, data->n_classes);
  }
  *accuracy = (double)n_right / (double)MAX(data->n_test, 1);
  return EC_OK;
}

/* The accuracy is that after the first epoch, as with the peers; the time is the best epoch's. */
static ec_status
train(Bench *self, guint n_epochs, EpochBenchResult *result, double *accuracy,
      struct ec_error *error)
{
  ec_status status = warm_up(self, error);

  for (guint k = 0; k < n_epochs && status == EC_OK; k++) {
    double seconds = 0;

    status = train_epoch(self, &seconds, error);
    result->seconds = MIN(result->seconds, seconds);
    if (k == 0 && status == EC_OK) {
      status = test_accuracy(self, accuracy, error);
    }
  }
  return status;
}

/* Multiply-adds of a second beside what the processor can do at most, measured just before. */
static gboolean
measure(Bench *self, const EpochBenchOptions *options, const struct ec_job *job,
        EpochBenchResult *result, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  EpochBenchResult peak = {.seconds = INFINITY};
  double accuracy = 0, speed;
  ec_status status;

  if (!bench_peak(options, job, &peak, error)) {
    return FALSE;
  }
  status = bench_init(self, job, &core_error);
  if (status == EC_OK) {
    status = train(self, options->n_repeats, result, &accuracy, &core_error);
  }
  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  speed = (double)self->data.n_train / result->seconds;
  bench_add(result, "samples_per_s", speed);
  bench_add(result, "acc", accuracy);
  bench_add(result, "params", (double)ec_parameters_size(self->net->parameters));
  bench_add(result, "share_of_peak",
            2e-9 * speed * (self->design->forward + self->design->backward) /
                peak.qualities[peak.n_qualities - 1].value);
  bench_add(result, "step_mb", (double)ec_tape_peak(self->tape) / 1e6);
  return TRUE;
}

static gboolean
run(const Design *design, const EpochBenchOptions *options, const struct ec_job *job,
    EpochBenchResult *result, GError **error)
{
  Bench bench = {.design = design};
  gboolean well = design->of_words ? network_data_load_reviews(&bench.data, options->data, error)
                                   : network_data_load_digits(&bench.data, options->data, error);

  well = well && measure(&bench, options, job, result, error);
  bench_clear(&bench);
  return well;
}

gboolean
bench_mlp(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
          GError **error)
{
  return run(&mlp, options, job, result, error);
}

gboolean
bench_cnn(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
          GError **error)
{
  return run(&cnn, options, job, result, error);
}

gboolean
bench_lstm(const EpochBenchOptions *options, const struct ec_job *job, EpochBenchResult *result,
           GError **error)
{
  return run(&lstm, options, job, result, error);
}

gboolean
bench_transformer(const EpochBenchOptions *options, const struct ec_job *job,
                  EpochBenchResult *result, GError **error)
{
  return run(&transformer, options, job, result, error);
}
