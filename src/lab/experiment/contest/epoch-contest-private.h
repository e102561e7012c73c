/* Several classifiers on the same trial, one of them tuned by a search, and what their comparison
 * comes to: what weeks 6 and 8 share. */
#pragma once

#include "chart/epoch-chart-writer-private.h"
#include "experiment/epoch-trial-private.h"
#include "validate/epoch-search-private.h"

G_BEGIN_DECLS

typedef struct {
  EpochRunContext *context;
  EpochTrial *trial;
  const char *score;      /* by which models are compared over the folds, such as "auc" */
  GPtrArray *entries;     /* of EpochTrialEntry, in the order in which they came */
  EpochTrialEntry *tuned; /* (nullable): the one that came out of the search; among the entries */
  EpochSearch *search;    /* (nullable) */
  gsize best;             /* the number of the best one over the folds */
  gsize n_expected;       /* how many are entered in this stage, for the progress */
  gsize n_entered;        /* how many have been */
  const char *entering;   /* the kind of the model that is being entered */
  double stage_begin, stage_end;
  GPtrArray *found; /* sentences */
} EpochContest;

#define EPOCH_CONTEST_INIT                                                                         \
  {                                                                                                \
    0                                                                                              \
  }

/**
 * epoch_contest_init:
 *
 * Reads the data set of the run and splits it by the parameters "columns", "test_share" and
 * "folds".
 */
gboolean epoch_contest_init(EpochContest *self, EpochRunContext *context, const char *score,
                            GError **error);
void epoch_contest_clear(EpochContest *self);

/* The part of the run that the next models or the search take. */
void epoch_contest_set_stage(EpochContest *self, double begin, double end);

/* A recipe for a classifier with the seed of the run. */
EpochRecipe *epoch_contest_new_recipe(EpochContest *self, const char *kind, GError **error);

/* Fits, measures and keeps a model; @recipe is taken over, also on failure. Where the run has been
 * stopped, it does nothing, well. */
gboolean epoch_contest_enter(EpochContest *self, const char *name, EpochRecipe *recipe,
                             GError **error);

/* Draws settings from a space, measures each over the folds, tells the score of each and of the
 * best so far as live metrics, and enters the best as @name. */
gboolean epoch_contest_search(EpochContest *self, EpochSearchSpace *space, gsize n_candidates,
                              const char *name, GError **error);

EpochTrialEntry *epoch_contest_get(const EpochContest *self, gsize number);
/* (nullable): the first entry of a kind. */
EpochTrialEntry *epoch_contest_find(const EpochContest *self, const char *kind);
/* The mean over the folds of the score that models are compared by; on the test rows where it was
 * stopped before there were folds. */
double epoch_contest_score(const EpochContest *self, const EpochTrialEntry *entry);

/* Finds the best over the folds. Models are compared there and not on the test rows, which would
 * no longer be a test of the one that was chosen by them. */
void epoch_contest_rank(EpochContest *self);

/* The models side by side: the mean over the folds and its spread. */
gboolean epoch_contest_write_models(EpochContest *self, const char *kind, GError **error);

/* ROC, precision-recall and calibration of all models, and what the search has tried. */
gboolean epoch_contest_write_curves(EpochContest *self, GError **error);

/* Metrics, confusion, scores, facts, model and predictions of the best. */
gboolean epoch_contest_write_best(EpochContest *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochContest, epoch_contest_clear)

G_END_DECLS
