/* The IDX format, in which MNIST and its kin come: images and labels as unsigned bytes.
 *
 *   bytes   what
 *   2       zero
 *   1       type of the numbers; 0x08: unsigned bytes
 *   1       number of dimensions d
 *   4 d     sizes, big-endian
 *   …       the numbers, row by row, to the end of the file
 *
 * Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", section
 * "File formats". A file is not trusted: whatever is not exactly so is refused with what and where. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/* Larger ones are not what this format is for. */
enum { EC_IDX_SIDE_MAX = 4096 };

/* Images [n][height][width] of gray, 0 to 255; `pixels` borrowed from the bytes read. */
struct ec_idx_images {
  size_t n, height, width;
  const uint8_t *pixels;
};

/* Labels [n]; `n_classes` is one more than the largest. */
struct ec_idx_labels {
  size_t n, n_classes;
  const uint8_t *labels;
};

/* Read the `size` bytes of a file, which must outlive what is read. SYNTAX for what is no IDX file, is
 * cut off or goes on past its end; UNSUPPORTED for numbers that are no unsigned bytes; SHAPE for
 * another number of dimensions; EMPTY for none; LIMIT for more than EC_IDX_SIDE_MAX a side. */
ec_status ec_idx_read_images(const uint8_t *bytes, size_t size, struct ec_idx_images *images,
                             struct ec_error *error);
ec_status ec_idx_read_labels(const uint8_t *bytes, size_t size, struct ec_idx_labels *labels,
                             struct ec_error *error);

/* Whether images and labels belong together: as many of each (SHAPE), labels below `n_classes`
 * (VALUE, which says which one is not). */
ec_status ec_idx_check_pair(const struct ec_idx_images *images, const struct ec_idx_labels *labels,
                            size_t n_classes, struct ec_error *error);
