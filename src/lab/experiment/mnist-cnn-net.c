/* The nets of the digits' experiment. */
#include "config.h"

#include "base/epoch-core-error-private.h"
#include "experiment/mnist-cnn-private.h"
#include "nn/layers/layers.h"

/* How the net grows, layer by layer; the first failure sticks. */
typedef struct {
  struct ec_net *net;
  ec_status status;
  struct ec_error error;
  gsize height, width, channels; /* of what comes out so far; dense: 1, 1, units */
} Builder;

/* Takes what a constructor made, where it made it. */
static void
take(Builder *self, struct ec_layer *layer)
{
  if (self->status == EC_OK) {
    ec_net_append(self->net, layer);
  }
}

static void
add_convolution(Builder *self, const char *name, gsize filters, gsize size)
{
  const struct ec_window window = {.height = size,
                                   .width = size,
                                   .top = size / 2,
                                   .bottom = size / 2,
                                   .left = size / 2,
                                   .right = size / 2};
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status =
        ec_convolution_layer_new(self->net->parameters, name, self->channels, filters, &window, 1,
                                 true, EC_ACTIVATION_RELU, &layer, &self->error);
    take(self, layer);
    self->channels = filters;
  }
}

static void
add_pool(Builder *self, const char *name)
{
  const struct ec_window window = {.height = 2, .width = 2, .stride_y = 2, .stride_x = 2};
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_max_pool_layer_new(name, &window, &layer, &self->error);
    take(self, layer);
    self->height /= 2;
    self->width /= 2;
  }
}

static void
add_flatten(Builder *self)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_flatten_layer_new("flatten", &layer, &self->error);
    take(self, layer);
    self->channels *= self->height * self->width;
    self->height = self->width = 1;
  }
}

static void
add_dense(Builder *self, const char *name, gsize units, enum ec_activation activation)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_dense_layer_new(self->net->parameters, name, self->channels, units, true,
                                      activation, &layer, &self->error);
    take(self, layer);
    self->channels = units;
  }
}

static void
add_dropout(Builder *self, double rate)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK && rate > 0) {
    self->status = ec_dropout_layer_new("dropout", rate, &layer, &self->error);
    take(self, layer);
  }
}

gboolean
epoch_mnist_cnn_build(EpochMnistCnn *self, GError **error)
{
  EpochRunContext *context = self->context;
  Builder builder = {.height = self->images->height,
                     .width = self->images->width,
                     .channels = self->images->channels};
  gsize filters = (gsize)epoch_run_context_get_integer(context, "filters");
  gsize size = (gsize)epoch_run_context_get_integer(context, "window");

  builder.status = ec_net_new(context->seed, &self->net, &builder.error);
  builder.net = self->net;
  if (g_str_equal(epoch_run_context_get_choice(context, "net"), "cnn")) {
    add_convolution(&builder, "conv1", filters, size);
    add_pool(&builder, "pool1");
    add_convolution(&builder, "conv2", 2 * filters, size);
    add_pool(&builder, "pool2");
  }
  add_flatten(&builder);
  add_dense(&builder, "dense1", (gsize)epoch_run_context_get_integer(context, "units"),
            EC_ACTIVATION_RELU);
  add_dropout(&builder, epoch_run_context_get_number(context, "dropout"));
  add_dense(&builder, "dense2", self->images->n_classes, EC_ACTIVATION_NONE);
  return epoch_core_error_propagate(builder.status, &builder.error, NULL, error);
}

char *
epoch_mnist_cnn_describe(const EpochMnistCnn *self)
{
  GString *text = g_string_new(NULL);

  for (const struct ec_layer *layer = self->net->first; layer != NULL; layer = layer->next) {
    g_string_append_printf(text, "%s%s", text->len > 0 ? " → " : "", layer->name);
  }
  return g_string_free(text, FALSE);
}
