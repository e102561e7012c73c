/* Charts of what models have learnt: coefficients, importances, trees, boundaries, the reasons for
 * one row. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "model/epoch-pipeline-private.h"
#include "model/tree-ensemble.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* (transfer full): what people call a feature: the label of its column, with its category where it
 * is one ("Class: 3rd"). @card is nullable. */
char *epoch_report_name_feature(const EpochFeature *feature, EpochDataset *card);

/**
 * epoch_report_write_odds:
 * @pipeline: a logistic regression of two classes
 * @found: (nullable): where the largest effects are told
 *
 * The coefficients of a logistic regression: what one standard deviation of a number, or being of
 * a category, does to the log odds of the second class; the labels say it as a factor of the odds.
 */
gboolean epoch_report_write_odds(const EpochPipeline *pipeline, EpochDataset *card,
                                 GPtrArray *found, EpochRunContext *context, const char *kind,
                                 GError **error);

/**
 * epoch_report_write_importance:
 * @names: (array): what people call each feature
 * @values: (array): its importance
 * @deviations: (array) (nullable): how far that can be trusted
 *
 * Importances as lying bars, the largest first.
 */
gboolean epoch_report_write_importance(const char *const *names, const double *values,
                                       const double *deviations, gsize n, const char *title,
                                       const char *summary, const char *value_label,
                                       EpochRunContext *context, const char *kind, GError **error);

/* One tree of an ensemble as a drawing; questions are in the units of the table. Nodes below
 * @max_depth (0: none is) are left out. */
gboolean epoch_report_write_tree(const EpochPipeline *pipeline,
                                 const struct ec_tree_ensemble *ensemble, gsize tree,
                                 gsize max_depth, EpochDataset *card, EpochRunContext *context,
                                 const char *kind, GError **error);

/**
 * epoch_report_write_reasons:
 * @names: (array): of the features
 * @values: (array): of the features in this row, as people read them; each may be %NULL
 * @contributions: (array): what each adds to the output
 * @base: what is said where nothing is known
 *
 * Why the model says what it says about one row: lying bars of the largest contributions, the
 * others together.
 */
gboolean epoch_report_write_reasons(const char *const *names, const char *const *values,
                                    const double *contributions, gsize n, double base,
                                    const char *title, const char *summary,
                                    const char *output_label, EpochRunContext *context,
                                    const char *kind, GError **error);

G_END_DECLS
