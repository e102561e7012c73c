/* Data sets of pictures: a gzipped safetensors file beside the card, with "train.images" and
 * "test.images", bytes [n][height][width][channels], and "train.labels" and "test.labels", bytes
 * [n]. */
#pragma once

#include "base/job.h"
#include "dataset/epoch-dataset.h"

G_BEGIN_DECLS

/* The largest file of pictures that is read, unpacked, in bytes. */
#define EPOCH_IMAGES_MAX_BYTES ((gsize)1 << 29)

/* The pictures of one part; borrowed from their data set. */
typedef struct {
  gsize n;
  const guint8 *pixels; /* [n][height][width][channels], 0 … 255 */
  const guint8 *labels; /* [n], each below the number of classes */
} EpochImagesPart;

typedef struct {
  gsize height, width, channels;
  gsize n_classes;
  const char *const *classes; /* their names, of the card */
  EpochImagesPart train, test;
  EpochDataset *dataset;
  GBytes *bytes;
} EpochImages;

/**
 * epoch_images_read:
 * @dataset: a card of pictures
 * @error: where to put an error
 *
 * Reads the card's file. Refused where its SHA-256 is not that of the card, where it is no whole
 * file of its format, where a tensor is missing or of another shape or type, where the number of
 * pictures is not the card's, or where a label has no class.
 *
 * Returns: (transfer full) (nullable): the pictures, or %NULL with @error set
 */
EpochImages *epoch_images_read(EpochDataset *dataset, GError **error);
void epoch_images_free(EpochImages *self);

/* The numbers in one picture: height × width × channels. */
gsize epoch_images_n_pixels(const EpochImages *self);

/* Pictures as numbers from 0 to 1: those with the given numbers (%NULL: the first ones) of a part,
 * one after the other. */
void epoch_images_fill(const EpochImages *self, const EpochImagesPart *part, const gsize *which,
                       gsize n, float *pixels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochImages, epoch_images_free)

G_END_DECLS
