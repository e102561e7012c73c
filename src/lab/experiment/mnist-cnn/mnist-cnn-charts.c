/* What the net looks for, what it answers, and where it goes wrong, as pictures. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "chart/epoch-chart-writer-private.h"
#include "experiment/mnist-cnn/mnist-cnn-private.h"
#include "nn/layers/layers.h"

/* Pictures of a chart, at most. */
enum { MOST_WRONG = 24, MOST_FILTERS = 64, MOST_MAPS = 32 };

/* A row that was told wrong, and how sure the net was of what it said. */
typedef struct {
  gsize row;
  double p;
} Wrong;

static int
compare_wrong(const void *a, const void *b)
{
  const Wrong *left = a, *right = b;

  if (left->p != right->p) {
    return left->p > right->p ? -1 : 1;
  }
  return left->row < right->row ? -1 : 1;
}

/* (element-type Wrong): the surest first. */
static GArray *
find_wrong(const EpochNetAnswers *test)
{
  GArray *found = g_array_new(FALSE, FALSE, sizeof(Wrong));

  for (gsize i = 0; i < test->n; i++) {
    if (test->y[i] != test->predictions[i]) {
      Wrong wrong = {i, ec_matrix_get(&test->probabilities, i, (gsize)test->predictions[i])};
      g_array_append_val(found, wrong);
    }
  }
  qsort(found->data, found->len, sizeof(Wrong), compare_wrong);
  return found;
}

static gboolean
write_wrong(EpochMnistCnn *self, const EpochNetAnswers *test, GError **error)
{
  const EpochImages *images = self->images;
  const EpochChartImages look = {
      .width = images->width, .height = images->height, .channels = images->channels};
  g_autoptr(GArray) wrong = find_wrong(test);
  gsize n = MIN(wrong->len, MOST_WRONG);
  g_autofree char *summary = g_strdup_printf(
      ngettext("The test picture that is told wrong: what it is, what the net says, "
               "and how sure it is of that.",
               "%zu of the test pictures that are told wrong, the surest mistakes "
               "first: what it is, what the net says, and how sure it is of that.",
               n),
      n);
  EpochChartWriter *chart;

  if (n == 0) {
    return TRUE;
  }
  chart = epoch_chart_writer_new("images", _("Where it goes wrong"), summary);
  epoch_chart_writer_set_images(chart, &look);
  for (gsize i = 0; i < n; i++) {
    const Wrong *one = &g_array_index(wrong, Wrong, i);
    gsize picture = epoch_image_source_get_picture(self->test, one->row);
    /* Translators: what a picture is, and what the net says that it is. */
    g_autofree char *text = g_strdup_printf(_("%s → %s"), images->classes[(gsize)test->y[one->row]],
                                            images->classes[(gsize)test->predictions[one->row]]);
    g_autofree char *value = epoch_amount_percent(one->p);

    epoch_chart_writer_add_image(chart, &look,
                                 images->test.pixels + picture * epoch_images_n_pixels(images),
                                 text, value, NULL);
  }
  return epoch_chart_writer_write(chart, self->context, "wrong", error);
}

static struct ec_layer *
find_layer(const EpochMnistCnn *self, const char *name)
{
  struct ec_layer *layer = self->net->first;

  while (layer != NULL && strcmp(layer->name, name) != 0) {
    layer = layer->next;
  }
  return layer;
}

/* The windows of weights of the first convolution; later ones have as many planes as the one before
 * has filters, which no picture shows. */
static gboolean
write_filters(EpochMnistCnn *self, GError **error)
{
  const struct ec_convolution_layer *layer =
      (const struct ec_convolution_layer *)find_layer(self, "conv1");
  EpochChartImages look = {.channels = 1, .diverging = TRUE};
  EpochChartWriter *chart;
  gsize size;

  if (layer == NULL || layer->in != 1) {
    return TRUE;
  }
  look.width = layer->window.width;
  look.height = layer->window.height;
  size = look.width * look.height;
  epoch_chart_images_fit(&look, layer->weight->tensor.data, layer->weight->tensor.n);
  if (look.low >= look.high) {
    return TRUE;
  }
  chart = epoch_chart_writer_new(
      "images", _("What the first convolution looks for"),
      _("The weights of each filter. It answers strongly where the picture is bright under its "
        "positive weights and dark under its negative ones: along an edge, at the end of a "
        "stroke."));
  epoch_chart_writer_set_images(chart, &look);
  for (gsize i = 0; i < MIN(layer->out, MOST_FILTERS); i++) {
    g_autofree char *text = g_strdup_printf("%zu", i + 1);

    epoch_chart_writer_add_image_values(chart, &look, layer->weight->tensor.data + i * size, text,
                                        NULL, NULL);
  }
  return epoch_chart_writer_write(chart, self->context, "filters", error);
}

/* Adds what a convolution answers to the one picture that was asked about, a plane for each of its
 * filters: [1][height][width][filters] in the tape's order. */
static void
add_maps(EpochChartWriter *chart, EpochChartImages *look, const struct ec_layer *layer)
{
  const struct ec_tensor *output = layer->output;
  gsize n_filters = ec_tensor_last(output, 0), n_pixels = output->n / n_filters;
  g_autofree float *plane = g_new(float, n_pixels);

  for (gsize k = 0; k < MIN(n_filters, MOST_MAPS); k++) {
    g_autofree char *text = g_strdup_printf("%zu", k + 1);

    for (gsize i = 0; i < n_pixels; i++) {
      plane[i] = output->data[i * n_filters + k];
    }
    epoch_chart_writer_add_image_values(chart, look, plane, text, NULL, NULL);
  }
}

/* Asks about one picture, so that what the layers answer lies on the tape. */
static gboolean
ask_one(EpochMnistCnn *self, gsize row, GError **error)
{
  EpochSource source = epoch_image_source_get(self->test);
  struct ec_tape *tape = epoch_trainer_get_tape(self->trainer);
  struct ec_error core_error = EC_ERROR_INIT;
  gint32 label;
  EpochBatch batch = {.n = 1, .labels = &label};
  ec_status status;

  ec_tape_begin(tape, EC_TAPE_PREDICT);
  source.fill(source.data, tape, &row, 1, NULL, &batch);
  ec_net_forward(self->net, tape, &batch.signal);
  status = ec_tape_finish(tape, &core_error);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

static gboolean
write_maps(EpochMnistCnn *self, const char *name, const char *kind, const char *title,
           GError **error)
{
  const struct ec_layer *layer = find_layer(self, name);
  const gsize row = 0;
  gsize picture = epoch_image_source_get_picture(self->test, row);
  const char *class = self->images->classes[self->images->test.labels[picture]];
  EpochChartImages look = {.channels = 1};
  g_autofree char *summary = NULL;
  EpochChartWriter *chart;

  if (layer == NULL) {
    return TRUE;
  }
  if (!ask_one(self, row, error)) {
    return FALSE;
  }
  look.height = ec_tensor_last(layer->output, 2);
  look.width = ec_tensor_last(layer->output, 1);
  epoch_chart_images_fit(&look, layer->output->data, layer->output->n);
  if (look.low >= look.high) {
    return TRUE;
  }
  summary = g_strdup_printf(_("What each filter answers to the first test picture, a “%s”: bright "
                              "where it has found what it looks for."),
                            class);
  chart = epoch_chart_writer_new("images", title, summary);
  epoch_chart_writer_set_images(chart, &look);
  add_maps(chart, &look, layer);
  return epoch_chart_writer_write(chart, self->context, kind, error);
}

gboolean
epoch_mnist_cnn_draw(EpochMnistCnn *self, const EpochNetAnswers *test, GError **error)
{
  return write_wrong(self, test, error) && write_filters(self, error) &&
         write_maps(self, "conv1", "maps-1", _("What the first convolution finds"), error) &&
         write_maps(self, "conv2", "maps-2", _("What the second convolution finds"), error);
}
