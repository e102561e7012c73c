/* What the files of the digits' experiment share. */
#pragma once

#include "network/image-source-private.h"
#include "network/net-report-private.h"

typedef struct {
  EpochRunContext *context;
  EpochImages *images;
  EpochImageSource *train, *test;
  struct ec_net *net;
  EpochTrainer *trainer;
  GPtrArray *found; /* sentences */
} EpochMnistCnn;

/**
 * epoch_mnist_cnn_build:
 *
 * Puts the net together that the run's settings ask for: dense layers alone, or two convolutions
 * with pooling before them.
 */
gboolean epoch_mnist_cnn_build(EpochMnistCnn *self, GError **error);

/* (transfer full): the numbers of @n of the training pictures, as many of each class (the first
 * classes have one more where that does not come out even): the first ones of a random order. */
gsize *epoch_mnist_cnn_choose_rows(const EpochImages *images, guint64 seed, gsize n);

/* "wrong", "filters", "maps-1" and "maps-2": what was mistaken, and what the net looks for. */
gboolean epoch_mnist_cnn_draw(EpochMnistCnn *self, const EpochNetAnswers *test, GError **error);

/* (transfer full): what the net is, in a line: "conv 3×3 16 → pool → … → dense 10". */
char *epoch_mnist_cnn_describe(const EpochMnistCnn *self);
