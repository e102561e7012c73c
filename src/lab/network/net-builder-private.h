/* Puts nets together, layer by layer, so that an experiment's net reads from top to bottom. The
 * first failure sticks, and whoever asks for the end gets it. */
#pragma once

#include "nn/layers/layers.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

typedef struct {
  struct ec_net *net; /* the builder's, until the end */
  ec_status status;
  struct ec_error error;
  gsize height, width, channels; /* of what comes out so far; of vectors 1, 1, their length */
} EpochNetBuilder;

/* Begins with pictures of that size, or with vectors: @height and @width 1. */
void epoch_net_builder_begin(EpochNetBuilder *self, guint64 seed, gsize height, gsize width,
                             gsize channels);

/* A square window of @size pixels, so many pixels apart from one place to the next, with as much
 * put around as keeps the size of the picture at a stride of 1. */
void epoch_net_builder_add_convolution(EpochNetBuilder *self, const char *name, gsize filters,
                                       gsize size, gsize stride, gboolean bias,
                                       enum ec_activation activation);
void epoch_net_builder_add_batch_norm(EpochNetBuilder *self, const char *name,
                                      enum ec_activation activation);
/* The largest of each square of 2 × 2 pixels. */
void epoch_net_builder_add_max_pool(EpochNetBuilder *self, const char *name);
/* The mean of each channel. */
void epoch_net_builder_add_global_pool(EpochNetBuilder *self, const char *name);
void epoch_net_builder_add_flatten(EpochNetBuilder *self);
void epoch_net_builder_add_dense(EpochNetBuilder *self, const char *name, gsize units,
                                 enum ec_activation activation);
/* Nothing where @rate is 0. */
void epoch_net_builder_add_dropout(EpochNetBuilder *self, const char *name, double rate);

/* Takes a layer that was made by hand in builder->status, where it was made. */
void epoch_net_builder_take(EpochNetBuilder *self, struct ec_layer *layer);

/* (transfer full) (nullable): the net; %NULL with @error set. */
struct ec_net *epoch_net_builder_end(EpochNetBuilder *self, GError **error);

G_END_DECLS
