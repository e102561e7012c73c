/* What networks are measured on: images of digits and reviews of films. */
#pragma once

#include <glib.h>

/* Rows for training, then rows for testing. */
typedef struct {
  gsize n_train, n_test;
  gsize width; /* of a row: pixels or words */
  gsize n_classes;
  float *pixels; /* from 0 to 1; %NULL for words */
  gint32 *words; /* %NULL for pixels; 0 is padding, 1 any word that is not among the others */
  gint32 *labels;
} NetworkData;

void network_data_clear(NetworkData *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NetworkData, network_data_clear)

/* The digits of FOLDER/mnist_12k (IDX), 28 by 28; without a folder stand-ins of the same shape. */
gboolean network_data_load_digits(NetworkData *self, const char *folder, GError **error);

/* The reviews of FOLDER/imdb_reviews_5000.csv: the first 200 words of each, padded on the left, as
 * numbers below 10000 by how often they are in the first 4000 reviews, which are for training;
 * without a folder stand-ins of the same shape. */
gboolean network_data_load_reviews(NetworkData *self, const char *folder, GError **error);
