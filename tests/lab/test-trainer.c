/* Training of networks: that it learns, that a run which was stopped goes on to the same bits, and
 * pictures out of a stranger's hands. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-gzip.h"
#include "lab-helper.h"
#include "network/epoch-trainer-private.h"
#include "nn/layers/layers.h"

enum { N_ROWS = 230, N_INPUTS = 12, N_CLASSES = 3 };

/* Rows whose class is the third of the inputs that is the largest on average. */
typedef struct {
  float x[N_ROWS * N_INPUTS];
  gint32 labels[N_ROWS];
  float batch[N_ROWS * N_INPUTS];
} Rows;

static void
rows_init(Rows *self)
{
  struct ec_random random = ec_random_new(5);

  for (gsize i = 0; i < N_ROWS; i++) {
    double sums[N_CLASSES] = {0};

    for (gsize j = 0; j < N_INPUTS; j++) {
      double x = ec_random_normal(&random);

      self->x[i * N_INPUTS + j] = (float)x;
      sums[j / (N_INPUTS / N_CLASSES)] += x;
    }
    self->labels[i] = sums[0] > sums[1] ? (sums[0] > sums[2] ? 0 : 2) : (sums[1] > sums[2] ? 1 : 2);
  }
}

static void
fill(gpointer data, struct ec_tape *tape, const gsize *rows, gsize n,
     const struct ec_random *random, EpochBatch *batch)
{
  Rows *self = data;
  const size_t shape[] = {n, N_INPUTS};

  for (gsize i = 0; i < n; i++) {
    memcpy(self->batch + i * N_INPUTS, self->x + rows[i] * N_INPUTS, N_INPUTS * sizeof(float));
    batch->labels[i] = self->labels[rows[i]];
  }
  batch->signal = (struct ec_signal){.x = ec_tape_input(tape, self->batch, 2, shape), .batch = n};
}

/* A run of its own, with a net of two dense layers and dropout between them. */
typedef struct {
  char *folder;
  EpochEvents *events;
  EpochRunContext context;
  Rows rows;
  struct ec_net *net;
  EpochTrainer *trainer;
} Fixture;

static void
append(Fixture *self, ec_status status, struct ec_layer **layer)
{
  g_assert_cmpint(status, ==, EC_OK);
  ec_net_append(self->net, *layer);
}

static void
set_up(Fixture *self, gsize epochs, gsize patience)
{
  static const EpochEventsClass silent = {0};
  EpochTrainerOptions options = {.epochs = epochs,
                                 .batch = 32,
                                 .optimiser = EC_OPTIMISER_OPTIONS_INIT,
                                 .schedule = EC_SCHEDULE_COSINE,
                                 .patience = patience,
                                 .n_classes = N_CLASSES};
  EpochSource source = {N_ROWS, fill, &self->rows};
  g_autoptr(GError) error = NULL;
  struct ec_layer *layer = NULL;
  ec_status status;

  options.optimiser.rate = 0.02;
  self->folder = helper_make_folder();
  self->events = epoch_events_new(&silent, NULL);
  epoch_run_context_init(&self->context, self->events, self->folder, 7);
  rows_init(&self->rows);
  g_assert_cmpint(ec_net_new(7, &self->net, NULL), ==, EC_OK);
  status = ec_dense_layer_new(self->net->parameters, "dense1", N_INPUTS, 16, true,
                              EC_ACTIVATION_RELU, &layer, NULL);
  append(self, status, &layer);
  status = ec_dropout_layer_new("dropout", 0.2, &layer, NULL);
  append(self, status, &layer);
  status = ec_dense_layer_new(self->net->parameters, "dense2", 16, N_CLASSES, true,
                              EC_ACTIVATION_NONE, &layer, NULL);
  append(self, status, &layer);
  self->trainer = epoch_trainer_new(&self->context, self->net, &source, &source, &options, &error);
  g_assert_no_error(error);
}

static void
tear_down(Fixture *self)
{
  epoch_trainer_free(self->trainer);
  ec_net_free(self->net);
  epoch_run_context_clear(&self->context);
  epoch_events_free(self->events);
  helper_remove_folder(self->folder);
  g_free(self->folder);
}

static void
assert_same_weights(const Fixture *a, const Fixture *b)
{
  for (gsize i = 0; i < ec_parameters_count(a->net->parameters); i++) {
    const struct ec_tensor *x = &ec_parameters_get(a->net->parameters, i)->tensor;
    const struct ec_tensor *y = &ec_parameters_get(b->net->parameters, i)->tensor;

    g_assert_cmpmem(x->data, x->n * sizeof(float), y->data, y->n * sizeof(float));
  }
}

static void
test_learns(void)
{
  Fixture fixture = {0};
  g_autoptr(GError) error = NULL;
  GArray *epochs;

  set_up(&fixture, 15, 0);
  g_assert_true(epoch_trainer_run(fixture.trainer, 0, 1, &error));
  g_assert_no_error(error);
  epochs = epoch_trainer_get_epochs(fixture.trainer);
  g_assert_cmpuint(epochs->len, ==, 15);
  g_assert_cmpfloat(g_array_index(epochs, EpochTrainerEpoch, 14).accuracy, >, 0.9);
  g_assert_cmpfloat(g_array_index(epochs, EpochTrainerEpoch, 14).loss, <,
                    g_array_index(epochs, EpochTrainerEpoch, 0).loss / 2);
  tear_down(&fixture);
}

/* Goes on from the checkpoint that another run kept after some epochs, with the same settings. */
static void
test_resumes(void)
{
  for (gsize done = 1; done <= 5; done += 2) {
    Fixture whole = {0}, first = {0}, second = {0};
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;

    set_up(&whole, 6, 0);
    g_assert_true(epoch_trainer_run(whole.trainer, 0, 1, &error));
    set_up(&first, 6, 0);
    g_assert_true(epoch_trainer_run_some(first.trainer, done, 0, 1, &error));
    path = g_build_filename(first.folder, "checkpoint.safetensors", NULL);
    set_up(&second, 6, 0);
    g_assert_true(epoch_trainer_resume(second.trainer, path, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(epoch_trainer_get_epochs(second.trainer)->len, ==, done);
    g_assert_true(epoch_trainer_run(second.trainer, 0, 1, &error));
    g_assert_no_error(error);
    assert_same_weights(&whole, &second);
    g_assert_cmpuint(epoch_trainer_get_epochs(second.trainer)->len, ==, 6);
    tear_down(&whole);
    tear_down(&first);
    tear_down(&second);
  }
}

/* A checkpoint that is damaged or of another net is refused, with its name. */
static void
test_refused(void)
{
  static const struct {
    const char *text;
    gsize length;
  } cases[] = {
      {"", 0}, {"not a checkpoint at all", 23}, {"\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10}};
  Fixture fixture = {0};

  set_up(&fixture, 2, 0);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *path = g_build_filename(fixture.folder, "some.safetensors", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(path, cases[i].text, (gssize)cases[i].length, NULL));
    g_assert_false(epoch_trainer_resume(fixture.trainer, path, &error));
    g_assert_nonnull(strstr(error->message, "some.safetensors"));
  }
  tear_down(&fixture);
}

/* What packs small and unpacks large ends at the limit; what is cut off is said so. */
static void
test_gzip(void)
{
  g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
  g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, G_CONVERTER(gzip));
  g_autofree char *zeros = g_malloc0(1 << 20);
  g_autoptr(GBytes) packed = NULL;
  g_autoptr(GBytes) whole = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const void *bytes;

  for (guint i = 0; i < 4; i++) {
    g_assert_true(g_output_stream_write_all(stream, zeros, 1 << 20, NULL, NULL, NULL));
  }
  g_assert_true(g_output_stream_close(stream, NULL, NULL));
  packed = g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
  bytes = g_bytes_get_data(packed, &length);
  whole = epoch_gzip_unpack(bytes, length, "zeros.gz", 1 << 22, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(g_bytes_get_size(whole), ==, 1 << 22);
  g_assert_null(epoch_gzip_unpack(bytes, length, "zeros.gz", (1 << 22) - 1, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT);
  g_clear_error(&error);
  g_assert_null(epoch_gzip_unpack(bytes, length - 9, "zeros.gz", 1 << 22, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT);
  g_clear_error(&error);
  g_assert_null(epoch_gzip_unpack("plain text", 10, "zeros.gz", 1 << 22, &error));
  g_assert_nonnull(strstr(error->message, "zeros.gz"));
}

/* The command line goes on from a checkpoint of the same run, and of no other. */
static void
test_command(void)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *first = g_build_filename(folder, "first", NULL);
  g_autofree char *second = g_build_filename(folder, "second", NULL);
  g_autofree char *checkpoint = g_build_filename(first, "checkpoint.safetensors", NULL);
  g_autofree char *first_weights = g_build_filename(first, "weights.safetensors", NULL);
  g_autofree char *second_weights = g_build_filename(second, "weights.safetensors", NULL);
  g_autofree char *err = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  gsize n_a, n_b;

#define SMALL "run", "mnist-cnn", "--set", "rows=150", "--set", "filters=2", "--set", "epochs=2"
  g_assert_cmpint(helper_run(NULL, NULL, SMALL, "--out", first, NULL), ==, 0);
  g_assert_cmpint(helper_run(NULL, NULL, SMALL, "--out", second, "--resume", checkpoint, NULL), ==,
                  0);
  g_assert_true(g_file_get_contents(first_weights, &a, &n_a, NULL));
  g_assert_true(g_file_get_contents(second_weights, &b, &n_b, NULL));
  g_assert_cmpmem(a, n_a, b, n_b);
  g_assert_cmpint(helper_run(NULL, &err, SMALL, "--seed", "9", "--resume", checkpoint, NULL), ==,
                  1);
  g_assert_nonnull(strstr(err, "other settings"));
  g_clear_pointer(&err, g_free);
  g_assert_cmpint(helper_run(NULL, &err, "run", "boston-linear", "--resume", checkpoint, NULL), ==,
                  2);
  g_assert_nonnull(strstr(err, "keeps no checkpoint"));
#undef SMALL
  helper_remove_folder(first);
  helper_remove_folder(second);
  helper_remove_folder(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/trainer/learns", test_learns);
  g_test_add_func("/trainer/resumes", test_resumes);
  g_test_add_func("/trainer/refused", test_refused);
  g_test_add_func("/trainer/gzip", test_gzip);
  g_test_add_func("/trainer/command", test_command);
  return g_test_run();
}
