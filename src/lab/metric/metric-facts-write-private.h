/* Writes the facts of a classification as epoch-metric.h describes them, so that whoever trains a
 * classifier need not know their shape. */
#pragma once

#include "base/epoch-json-writer.h"
#include "linalg/matrix.h"

/* One part of the rows and what was predicted for it. All is borrowed. */
typedef struct {
  gsize n;
  gsize n_classes;
  const double *y;         /* n classes */
  const double *predicted; /* n classes */
  /* n by n_classes; NULL where the model gives none. */
  const struct ec_matrix *probabilities;
  const size_t *rows; /* the place of each row in its table, from 0; NULL: 0 … n - 1 */
  int positive;       /* the class that metrics are about; -1: all */
} MetricClassRows;

/**
 * metric_facts_write_classes:
 * @writer: a writer inside the object "splits"
 * @split: "train" or "test"
 * @rows: the part of the rows
 * @error: where to put an error
 *
 * Adds a member @split with the confusion matrix and, as far as there are probabilities, the sum
 * and the first terms of the log loss and, for a positive class, the pairs, the Brier score and ten
 * bins.
 *
 * Returns: whether that went well; the core's error otherwise
 */
gboolean metric_facts_write_classes(EpochJsonWriter *writer, const char *split,
                                    const MetricClassRows *rows, GError **error);
