/* What runs tell of a model that tells classes apart: metrics, charts, and the facts with which
 * metrics are explained. Each function writes one artifact and may be left out. */
#pragma once

#include "base/epoch-json-writer.h"
#include "linalg/matrix.h"
#include "model/epoch-target-private.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* Predictions of some rows, beside the truth. All is borrowed. */
typedef struct {
  const char *split;         /* "test", "train" or "cv", as metrics are told of it */
  const char *name;          /* of the model, where several are drawn in one chart; else %NULL */
  const EpochTarget *target; /* names of the classes; its rows are not looked at */
  const double *y;           /* the truth, in codes */
  const double *predictions; /* codes */
  const struct ec_matrix *probabilities; /* rows by classes */
  gsize n;
  const size_t *rows; /* (nullable): the rows' places in the table, from 0 */
} EpochReport;

/* The class that precision, recall and ROC are about: the second of two, else −1. */
int epoch_report_get_positive(const EpochReport *self);

/* Tells all scores of the rows as metrics of the split. */
void epoch_report_tell_scores(const EpochReport *self, EpochRunContext *context);

/* The confusion matrix as a heat map of counts, coloured by the share of each row. */
gboolean epoch_report_write_confusion(const EpochReport *self, EpochRunContext *context,
                                      const char *kind, GError **error);

/* ROC and precision-recall curves of one or more models on the same rows; for two classes. */
gboolean epoch_report_write_roc(const EpochReport *const *reports, gsize n_reports,
                                EpochRunContext *context, const char *kind, GError **error);
gboolean epoch_report_write_precision_recall(const EpochReport *const *reports, gsize n_reports,
                                             EpochRunContext *context, const char *kind,
                                             GError **error);

/* What was promised against what came true, in ten bins; for two classes. */
gboolean epoch_report_write_calibration(const EpochReport *const *reports, gsize n_reports,
                                        EpochRunContext *context, const char *kind, GError **error);

/* How the probabilities of the positive class are spread in each class; for two classes. */
gboolean epoch_report_write_score_histogram(const EpochReport *self, EpochRunContext *context,
                                            const char *kind, GError **error);

/* "scores.json", with which the learner moves the threshold by hand; for two classes. */
gboolean epoch_report_write_scores(const EpochReport *self, EpochRunContext *context,
                                   GError **error);

/**
 * epoch_report_write_facts:
 * @train: (nullable): the same of the training rows
 * @label: what people call the target
 *
 * "facts.json", in the form that metric/epoch-metric.h describes.
 */
gboolean epoch_report_write_facts(const EpochReport *test, const EpochReport *train,
                                  const char *label, EpochRunContext *context, GError **error);

/* The row of which the probability of the truth is smallest: the surest mistake. */
gsize epoch_report_find_worst(const EpochReport *self);

G_END_DECLS
