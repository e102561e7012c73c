/* Grid search and randomised search: which settings of a recipe score best in cross-validation.
 *
 * All candidates are measured on the same folds. Candidate k of a randomised search is drawn from
 * its own stream of random numbers, so that it is the same however many are asked for. Of equal
 * candidates the first is best. */
#pragma once

#include <glib.h>

#include "validate/epoch-cross-validation-private.h"

G_BEGIN_DECLS

/* What is searched: one axis a setting. */
typedef struct _EpochSearchSpace EpochSearchSpace;

/* A space of settings of @recipe, which is copied. */
EpochSearchSpace *epoch_search_space_new(const EpochRecipe *recipe);
void epoch_search_space_free(EpochSearchSpace *self);

/* An axis of given values, each as after the "=" of --set; %NULL-terminated. %FALSE with an error
 * where there is no such setting or it does not take a value. */
gboolean epoch_search_space_add_values(EpochSearchSpace *self, const char *key,
                                       const char *const *values, GError **error);

/* An axis of all numbers from @low to @high, drawn evenly or (@logarithmic) so that each
 * factor is as likely as another; whole ones where the setting is an integer. For a randomised search
 * alone. */
gboolean epoch_search_space_add_range(EpochSearchSpace *self, const char *key, double low,
                                      double high, gboolean logarithmic, GError **error);

gsize epoch_search_space_n_axes(const EpochSearchSpace *self);
const char *epoch_search_space_get_key(const EpochSearchSpace *self, gsize axis);
/* How many candidates a grid has; 0 where an axis is a range or there is no axis. */
gsize epoch_search_space_n_candidates(const EpochSearchSpace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochSearchSpace, epoch_search_space_free)

typedef struct {
  gsize index;
  GVariant **values; /* one an axis, owned */
  double mean;       /* of the score over the folds; NaN where it could not be fitted */
  double deviation;
  double *folds;  /* the score of each fold */
  double seconds; /* of all its fits */
  char *failure;  /* (nullable): why it could not be fitted */
} EpochCandidate;

typedef struct {
  gsize n_candidates; /* of a randomised search; 0: the whole grid */
  const char *score;  /* such as "auc"; %NULL for the usual one of the task */
  guint64 seed;       /* of what is drawn */
  gboolean refit;     /* whether to fit the best on all rows at the end */
  /* Called after each candidate, in their order, on the calling thread. May be %NULL. */
  void (*candidate_done)(gpointer data, const EpochCandidate *candidate, gsize n_done, gsize n_all,
                         const EpochCandidate *best);
  /* Called after each fold, for progress in words; may be %NULL. */
  void (*fit_done)(gpointer data, gsize n_done, gsize n_all);
  gpointer data;
} EpochSearchOptions;

typedef struct {
  const char *score;
  gsize n_axes;
  char **keys;             /* of the axes, %NULL-terminated */
  GPtrArray *candidates;   /* of #EpochCandidate: those that were measured */
  gsize n_asked;           /* how many were to be measured */
  gssize best;             /* index into @candidates; -1 where none could be fitted */
  EpochRecipe *recipe;     /* (nullable): with the settings of the best */
  EpochPipeline *pipeline; /* (nullable): the best, fitted on all rows */
  gboolean stopped;
} EpochSearch;

/**
 * epoch_search_run:
 *
 * Measures the candidates, then fits the best on all rows where @options asks for it. A candidate that
 * can not be fitted (such as a setting beyond what the rows allow) is kept with its reason; where none can,
 * the first reason is the error. Where it is stopped, what was measured by then is returned
 * without a fit of the best.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL with @error, also where it was stopped
 *   before anything was measured
 */
EpochSearch *epoch_search_run(const EpochSearchSpace *space, const struct ec_table *table,
                              const size_t *columns, gsize n_columns, const EpochTarget *target,
                              const EpochFolds *folds, const EpochSearchOptions *options,
                              const struct ec_job *job, GError **error);
void epoch_search_free(EpochSearch *self);

/* The settings of a candidate as text, "max_depth=3, learning_rate=0.1"; (transfer full). */
char *epoch_search_describe(const EpochSearch *self, const EpochCandidate *candidate);

/* All candidates as CSV: rank, each setting, mean, deviation, seconds; best first. */
GString *epoch_search_write_csv(const EpochSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochSearch, epoch_search_free)

G_END_DECLS
