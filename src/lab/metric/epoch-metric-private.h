/* The tables of metrics, one a task, and how each one's numbers are put into words. */
#pragma once

#include "metric/epoch-metric.h"

/* The part of the rows that a metric's name speaks of, in a run's facts. */
typedef struct {
  JsonObject *facts;
  JsonObject *split;  /* nullable: the name is of several splits, or the facts lack it */
  JsonObject *target; /* nullable */
  const char *unit;   /* of the target; never NULL */
} EpochMetricFacts;

struct _EpochMetricInfo {
  const char *name;
  const char *label;
  const char *title;
  const char *formula;
  const char *meaning;
  const char *good;
  gboolean higher_is_better;
  EpochMetricUnit unit;
  /* Appends lines with the run's own numbers, as far as the facts have them; nullable. */
  void (*explain)(GString *text, const EpochMetricInfo *info, const EpochMetricFacts *facts);
  gboolean neutral; /* neither more nor less of it is better */
};

/* Each ends with an entry whose name is NULL. */
extern const EpochMetricInfo epoch_metrics_regression[];
extern const EpochMetricInfo epoch_metrics_classification[];
extern const EpochMetricInfo epoch_metrics_averages[];
extern const EpochMetricInfo epoch_metrics_probability[];
extern const EpochMetricInfo epoch_metrics_structure[];
extern const EpochMetricInfo epoch_metrics_exploration[];

/* The explanations; see the struct. */
void epoch_metric_explain_regression(GString *text, const EpochMetricInfo *info,
                                     const EpochMetricFacts *facts);
void epoch_metric_explain_class(GString *text, const EpochMetricInfo *info,
                                const EpochMetricFacts *facts);
void epoch_metric_explain_average(GString *text, const EpochMetricInfo *info,
                                  const EpochMetricFacts *facts);
void epoch_metric_explain_ranking(GString *text, const EpochMetricInfo *info,
                                  const EpochMetricFacts *facts);
void epoch_metric_explain_probability(GString *text, const EpochMetricInfo *info,
                                      const EpochMetricFacts *facts);
void epoch_metric_explain_structure(GString *text, const EpochMetricInfo *info,
                                    const EpochMetricFacts *facts);

/* The length of a metric's name without "_train" and the like. */
gsize epoch_metric_base_length(const char *name);
