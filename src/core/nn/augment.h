/* Augmentation: images that are changed a little each time they are learnt from, so that a network
 * learns what does not depend on such changes.
 *
 * What is drawn for an image depends on the generator and the image's number alone, and what is drawn
 * for one kind of change not on which others are made. */
#pragma once

#include <stdint.h>

#include "base/job.h"
#include "base/random.h"

struct ec_augment_options {
  double shift;  /* up to this share of the side, each way, in [0, 1] */
  double rotate; /* up to so many degrees, each way, in [0, 180] */
  double scale;  /* larger or smaller by a factor of up to 1 + this, in [0, 9] */
  double flip;   /* probability of being mirrored left to right, in [0, 1] */
  size_t crop;   /* so many pixels are put around, and a random part of the first size cut out */
  size_t cutout; /* the side of a square that is covered, in pixels, its middle on the image */
  double brightness; /* times a factor from 1 - this to 1 + this, in [0, 1] */
  float fill;        /* what covers, and what lies around an image */
};

#define EC_AUGMENT_OPTIONS_INIT                                                                    \
  {                                                                                                \
    .fill = 0.0f                                                                                   \
  }

/* Images [n][height][width][channels], of one kind of numbers: the other is NULL. Bytes count as
 * shares of 255. Borrowed. */
struct ec_augment_images {
  size_t n, height, width, channels;
  const float *floats;
  const uint8_t *bytes;
};

/* Draws and changes images `numbers[0]` … `numbers[n - 1]` (NULL: 0 … n - 1), in pieces on the job's
 * threads, into `out` [n][height][width][channels], which must be apart from them. First comes the
 * crop and the mirror, then scale, rotation and shift about the middle of the image, read between
 * pixels bilinearly, then brightness, then the cutout.
 * ARGUMENT for options out of their range, VALUE for a number past the images, CANCELLED.
 * Source of cutout: T. DeVries, G. Taylor, arXiv:1708.04552. */
ec_status ec_augment(const struct ec_job *job, const struct ec_augment_options *options,
                     const struct ec_random *random, const struct ec_augment_images *images,
                     size_t n, const size_t *numbers, float *out, struct ec_error *error);
