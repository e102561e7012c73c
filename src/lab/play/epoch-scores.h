/* What a classifier of two classes gave for the rows of a test, and what follows from where one
 * draws the line between the classes. Read from a run's scores.json:
 * {"positive":"survived","negative":"died","y":[0,1,…],"p":[0.2,0.9,…]}. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define EPOCH_SCORES_MOST_ROWS 1000000

typedef struct _EpochScores EpochScores;

/* What is called positive is what scores at least the threshold. */
typedef struct {
  guint true_positives;
  guint false_positives;
  guint false_negatives;
  guint true_negatives;
} EpochScoresCounts;

/* What follows from counts; NaN where it would be nought by nought. */
typedef struct {
  double accuracy;
  double precision;
  double recall;
  double f1;
  double false_positive_rate;
} EpochScoresRates;

/**
 * epoch_scores_new_from_json:
 * @object: the content of the file
 *
 * Returns: (transfer full) (nullable): the scores, or %NULL with @error set, that says which
 *   member is wrong and what was expected
 */
EpochScores *epoch_scores_new_from_json(JsonObject *object, GError **error);
void epoch_scores_free(EpochScores *self);

/* How the two classes are called. */
const char *epoch_scores_get_positive(EpochScores *self);
const char *epoch_scores_get_negative(EpochScores *self);
guint epoch_scores_get_n(EpochScores *self);

EpochScoresCounts epoch_scores_count(EpochScores *self, double threshold);
EpochScoresRates epoch_scores_rate(EpochScoresCounts counts);

/* The threshold from 0 to 1 with the least cost, which is @false_positive a false alarm and
 * @false_negative a miss: the middle between the two scores next to it, as far as there are such.
 * Of several equally cheap ones the nearest to 0.5. */
double epoch_scores_find_cheapest(EpochScores *self, double false_positive, double false_negative);

/* How many of the rows of a class (1 or 0) score in each of @n_bins bins from 0 to 1. */
void epoch_scores_histogram(EpochScores *self, int class, guint n_bins, guint *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochScores, epoch_scores_free)

G_END_DECLS
