/* Why a fitted pipeline says what it says: which columns matter, how, and what moved one row. All
 * is told by column of the table, not by feature of the model: the columns of 0 and 1 that a
 * category was turned into are put together again. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "model/epoch-pipeline-private.h"
#include "model/epoch-target-private.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* The columns that the pipeline looks at, as people call them; %NULL-terminated, (transfer full). */
char **epoch_explain_name_columns(const EpochPipeline *pipeline, EpochDataset *card);

/**
 * epoch_explain_permutation:
 * @table: rows that the pipeline was not fitted on
 * @target: their truth
 * @score: such as "auc"; %NULL for the usual one
 * @n_repeats: how often each column is shuffled
 * @means: (out caller-allocates): for each column how much worse the score gets
 * @deviations: (out caller-allocates): its standard deviation over the shuffles
 *
 * Permutation importance by column. Scores of which less is better are turned round.
 */
gboolean epoch_explain_permutation(const EpochPipeline *pipeline, const struct ec_table *table,
                                   const EpochTarget *target, const char *score, gsize n_repeats,
                                   guint64 seed, const struct ec_job *job, double *means,
                                   double *deviations, GError **error);

/* Impurity importance by column; FALSE, with no error, where the model is not made of trees. */
gboolean epoch_explain_impurity(const EpochPipeline *pipeline, double *importance);

/**
 * epoch_explain_write_dependence:
 * @table: rows to average over
 * @column: which of the pipeline's columns
 * @class_: of a classifier, the class whose probability is drawn
 *
 * Partial dependence of the prediction on one column: a line for numbers, bars for categories.
 */
gboolean epoch_explain_write_dependence(const EpochPipeline *pipeline, const struct ec_table *table,
                                        gsize column, gsize class_, EpochDataset *card,
                                        EpochRunContext *context, const char *kind, GError **error);

/* Why the model says what it says of one row, by column. */
typedef struct {
  gsize n;               /* columns */
  double *contributions; /* of each */
  double base;           /* what is said where nothing is known */
  double output;         /* base + all contributions */
  gboolean log_odds;     /* whether they are of log odds rather than of a probability or amount */
  double r_squared;      /* of LIME's straight model nearby; NaN of exact values */
} EpochReasons;

void epoch_reasons_clear(EpochReasons *self);

/* Exact Shapley values of a model made of trees (TreeSHAP). @class_ as above. UNSUPPORTED for
 * other models. */
gboolean epoch_explain_shapley(const EpochPipeline *pipeline, const struct ec_table *table,
                               gsize row, gsize class_, const struct ec_job *job,
                               EpochReasons *reasons, GError **error);

/* LIME, for a model of any kind; @train are the rows that it draws its neighbours after. */
gboolean epoch_explain_lime(const EpochPipeline *pipeline, const struct ec_table *train,
                            const struct ec_table *table, gsize row, gsize class_, guint64 seed,
                            const struct ec_job *job, EpochReasons *reasons, GError **error);

/* Shapley values of all rows: for each column the mean of their sizes. */
gboolean epoch_explain_shapley_importance(const EpochPipeline *pipeline,
                                          const struct ec_table *table, gsize class_,
                                          const struct ec_job *job, double *importance,
                                          GError **error);

/* The values of a row in the columns of the pipeline, as people read them: %NULL-terminated,
 * (transfer full). */
char **epoch_explain_show_row(const EpochPipeline *pipeline, const struct ec_table *table,
                              gsize row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochReasons, epoch_reasons_clear)

G_END_DECLS
