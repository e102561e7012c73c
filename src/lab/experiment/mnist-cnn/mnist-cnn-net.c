/* The nets of the digits' experiment. */
#include "config.h"

#include "experiment/mnist-cnn/mnist-cnn-private.h"
#include "network/net-builder-private.h"

gboolean
epoch_mnist_cnn_build(EpochMnistCnn *self, GError **error)
{
  EpochRunContext *context = self->context;
  EpochNetBuilder builder;
  gsize filters = (gsize)epoch_run_context_get_integer(context, "filters");
  gsize size = (gsize)epoch_run_context_get_integer(context, "window");

  epoch_net_builder_begin(&builder, context->seed, self->images->height, self->images->width,
                          self->images->channels);
  if (g_str_equal(epoch_run_context_get_choice(context, "net"), "cnn")) {
    epoch_net_builder_add_convolution(&builder, "conv1", filters, size, 1, TRUE,
                                      EC_ACTIVATION_RELU);
    epoch_net_builder_add_max_pool(&builder, "pool1");
    epoch_net_builder_add_convolution(&builder, "conv2", 2 * filters, size, 1, TRUE,
                                      EC_ACTIVATION_RELU);
    epoch_net_builder_add_max_pool(&builder, "pool2");
  }
  epoch_net_builder_add_flatten(&builder);
  epoch_net_builder_add_dense(&builder, "dense1",
                              (gsize)epoch_run_context_get_integer(context, "units"),
                              EC_ACTIVATION_RELU);
  epoch_net_builder_add_dropout(&builder, "dropout",
                                epoch_run_context_get_number(context, "dropout"));
  epoch_net_builder_add_dense(&builder, "dense2", self->images->n_classes, EC_ACTIVATION_NONE);
  self->net = epoch_net_builder_end(&builder, error);
  return self->net != NULL;
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
