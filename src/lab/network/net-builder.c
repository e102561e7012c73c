#include "config.h"

#include "network/net-builder-private.h"

#include "base/epoch-core-error-private.h"

void
epoch_net_builder_begin(EpochNetBuilder *self, guint64 seed, gsize height, gsize width,
                        gsize channels)
{
  *self = (EpochNetBuilder){.height = height, .width = width, .channels = channels};
  self->status = ec_net_new(seed, &self->net, &self->error);
}

void
epoch_net_builder_take(EpochNetBuilder *self, struct ec_layer *layer)
{
  if (self->status == EC_OK) {
    ec_net_append(self->net, layer);
  }
}

void
epoch_net_builder_add_convolution(EpochNetBuilder *self, const char *name, gsize filters,
                                  gsize size, gsize stride, gboolean bias,
                                  enum ec_activation activation)
{
  const gsize before = (size - 1) / 2, after = size / 2;
  const struct ec_window window = {.height = size,
                                   .width = size,
                                   .stride_y = stride,
                                   .stride_x = stride,
                                   .top = before,
                                   .bottom = after,
                                   .left = before,
                                   .right = after};
  struct ec_layer *layer = NULL;

  if (self->status != EC_OK) {
    return;
  }
  self->status = ec_convolution_layer_new(self->net->parameters, name, self->channels, filters,
                                          &window, 1, bias, activation, &layer, &self->error);
  epoch_net_builder_take(self, layer);
  self->channels = filters;
  self->height = (self->height - 1) / stride + 1;
  self->width = (self->width - 1) / stride + 1;
}

void
epoch_net_builder_add_batch_norm(EpochNetBuilder *self, const char *name,
                                 enum ec_activation activation)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_batch_norm_layer_new(self->net->parameters, name, self->channels, activation,
                                           &layer, &self->error);
    epoch_net_builder_take(self, layer);
  }
}

void
epoch_net_builder_add_max_pool(EpochNetBuilder *self, const char *name)
{
  const struct ec_window window = {.height = 2, .width = 2, .stride_y = 2, .stride_x = 2};
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_max_pool_layer_new(name, &window, &layer, &self->error);
    epoch_net_builder_take(self, layer);
    self->height /= 2;
    self->width /= 2;
  }
}

void
epoch_net_builder_add_global_pool(EpochNetBuilder *self, const char *name)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_global_pool_layer_new(name, &layer, &self->error);
    epoch_net_builder_take(self, layer);
    self->height = self->width = 1;
  }
}

void
epoch_net_builder_add_flatten(EpochNetBuilder *self)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_flatten_layer_new("flatten", &layer, &self->error);
    epoch_net_builder_take(self, layer);
    self->channels *= self->height * self->width;
    self->height = self->width = 1;
  }
}

void
epoch_net_builder_add_dense(EpochNetBuilder *self, const char *name, gsize units,
                            enum ec_activation activation)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK) {
    self->status = ec_dense_layer_new(self->net->parameters, name, self->channels, units, TRUE,
                                      activation, &layer, &self->error);
    epoch_net_builder_take(self, layer);
    self->channels = units;
  }
}

void
epoch_net_builder_add_dropout(EpochNetBuilder *self, const char *name, double rate)
{
  struct ec_layer *layer = NULL;

  if (self->status == EC_OK && rate > 0) {
    self->status = ec_dropout_layer_new(name, rate, &layer, &self->error);
    epoch_net_builder_take(self, layer);
  }
}

struct ec_net *
epoch_net_builder_end(EpochNetBuilder *self, GError **error)
{
  if (self->status != EC_OK) {
    g_clear_pointer(&self->net, ec_net_free);
  }
  epoch_core_error_propagate(self->status, &self->error, NULL, error);
  return g_steal_pointer(&self->net);
}
