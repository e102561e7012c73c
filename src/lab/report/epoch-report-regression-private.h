/* What runs tell of a model that predicts amounts: charts of its errors, and the facts with which
 * metrics are explained. Each function writes one artifact and may be left out. */
#pragma once

#include "report/epoch-report-private.h"

G_BEGIN_DECLS

/* A chart draws at most so many rows of each part, evenly chosen; what its sentence counts are all
 * rows. */
#define EPOCH_REPORT_MAX_POINTS 4000

/* Both parts of the rows as a model predicts them. All is borrowed. */
typedef struct {
  EpochReport train, test; /* their classes and probabilities are not looked at */
  const char *name;        /* of the target's column */
  const char *label;       /* what people call it */
  const char *unit;        /* of the target; empty where it has none */
} EpochAmounts;

/* Predicted against actual, with the line on which they are the same. */
gboolean epoch_report_write_predicted_actual(const EpochAmounts *self, EpochRunContext *context,
                                             const char *kind, GError **error);

/* What is left over, against what was predicted. */
gboolean epoch_report_write_residuals(const EpochAmounts *self, EpochRunContext *context,
                                      const char *kind, GError **error);

/* How the test rows' errors are spread. */
gboolean epoch_report_write_residual_histogram(const EpochAmounts *self, EpochRunContext *context,
                                               const char *kind, GError **error);

/* "facts.json", in the form that metric/epoch-metric.h describes; the baseline is always guessing
 * the training rows' mean. */
gboolean epoch_report_write_amount_facts(const EpochAmounts *self, EpochRunContext *context,
                                         GError **error);

/* The row that is missed by most. */
gsize epoch_report_find_farthest(const EpochReport *self);

/* The mean of the truth. */
double epoch_report_get_mean(const EpochReport *self);

G_END_DECLS
