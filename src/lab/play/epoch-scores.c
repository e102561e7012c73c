#include "config.h"

#include "play/epoch-scores.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"

typedef struct {
  double p;
  int y;
} Row;

struct _EpochScores {
  char *positive;
  char *negative;
  Row *rows;    /* by rising score */
  guint *above; /* above[i]: positives among rows i … n - 1; n + 1 of them */
  guint n;
};

void
epoch_scores_free(EpochScores *self)
{
  g_free(self->positive);
  g_free(self->negative);
  g_free(self->rows);
  g_free(self->above);
  g_free(self);
}

static int
compare(const void *a, const void *b)
{
  double x = ((const Row *)a)->p, y = ((const Row *)b)->p;

  return x < y ? -1 : x > y;
}

/* FALSE with the error set where the element is not a number from 0 to 1. */
static gboolean
read_number(JsonArray *array, const char *member, guint i, double *value, GError **error)
{
  JsonNode *node = json_array_get_element(array, i);
  GType type = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;

  *value = type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double(node) : NAN;
  if (*value >= 0 && *value <= 1) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("scores: %s[%u] has to be a number from 0 to 1"), member, i);
  return FALSE;
}

static gboolean
read_rows(EpochScores *self, JsonArray *y, JsonArray *p, GError **error)
{
  self->n = json_array_get_length(y);
  self->rows = g_new(Row, MAX(self->n, 1));
  for (guint i = 0; i < self->n; i++) {
    double class;

    if (!read_number(y, "y", i, &class, error) ||
        !read_number(p, "p", i, &self->rows[i].p, error)) {
      return FALSE;
    }
    if (class != 0 && class != 1) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("scores: y[%u] has to be 0 or 1"), i);
      return FALSE;
    }
    self->rows[i].y = class == 1;
  }
  return TRUE;
}

EpochScores *
epoch_scores_new_from_json(JsonObject *object, GError **error)
{
  g_autoptr(EpochScores) self = g_new0(EpochScores, 1);
  JsonArray *y = NULL, *p = NULL;

  self->positive = g_strdup(epoch_json_get_string(object, "scores", "positive", NULL, error));
  if (self->positive == NULL) {
    return NULL;
  }
  self->negative = g_strdup(epoch_json_get_string(object, "scores", "negative", NULL, error));
  if (self->negative == NULL || !epoch_json_get_array(object, "scores", "y", TRUE, &y, error) ||
      !epoch_json_get_array(object, "scores", "p", TRUE, &p, error)) {
    return NULL;
  }
  if (json_array_get_length(y) != json_array_get_length(p) ||
      json_array_get_length(y) > EPOCH_SCORES_MOST_ROWS) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("scores: y has %u values and p has %u, but as many are expected, and %d at most"),
                json_array_get_length(y), json_array_get_length(p), EPOCH_SCORES_MOST_ROWS);
    return NULL;
  }
  if (!read_rows(self, y, p, error)) {
    return NULL;
  }
  qsort(self->rows, self->n, sizeof *self->rows, compare);
  self->above = g_new0(guint, self->n + 1);
  for (guint i = self->n; i-- > 0;) {
    self->above[i] = self->above[i + 1] + (guint)self->rows[i].y;
  }
  return g_steal_pointer(&self);
}

const char *
epoch_scores_get_positive(EpochScores *self)
{
  return self->positive;
}

const char *
epoch_scores_get_negative(EpochScores *self)
{
  return self->negative;
}

guint
epoch_scores_get_n(EpochScores *self)
{
  return self->n;
}

/* The first row that scores at least the threshold. */
static guint
find_first(EpochScores *self, double threshold)
{
  guint low = 0, high = self->n;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (self->rows[middle].p < threshold) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static EpochScoresCounts
count_from(EpochScores *self, guint first)
{
  guint positives = self->above[0];
  guint called = self->n - first;
  EpochScoresCounts counts = {.true_positives = self->above[first]};

  counts.false_positives = called - counts.true_positives;
  counts.false_negatives = positives - counts.true_positives;
  counts.true_negatives = self->n - positives - counts.false_positives;
  return counts;
}

EpochScoresCounts
epoch_scores_count(EpochScores *self, double threshold)
{
  return count_from(self, find_first(self, threshold));
}

static double
divide(guint part, guint whole)
{
  return whole > 0 ? (double)part / whole : NAN;
}

EpochScoresRates
epoch_scores_rate(EpochScoresCounts counts)
{
  guint right = counts.true_positives + counts.true_negatives;
  guint wrong = counts.false_positives + counts.false_negatives;

  return (EpochScoresRates){
      .accuracy = divide(right, right + wrong),
      .precision = divide(counts.true_positives, counts.true_positives + counts.false_positives),
      .recall = divide(counts.true_positives, counts.true_positives + counts.false_negatives),
      .f1 = divide(2 * counts.true_positives, 2 * counts.true_positives + wrong),
      .false_positive_rate =
          divide(counts.false_positives, counts.false_positives + counts.true_negatives),
  };
}

/* The threshold that calls rows from first on positive; outside 0 … 1 where there is none. */
static double
get_threshold(EpochScores *self, guint first)
{
  if (first == 0) {
    return self->n > 0 ? self->rows[0].p / 2 : 0.5;
  }
  if (first == self->n) {
    return self->rows[self->n - 1].p < 1 ? (1 + self->rows[self->n - 1].p) / 2 : 2;
  }
  return (self->rows[first - 1].p + self->rows[first].p) / 2;
}

double
epoch_scores_find_cheapest(EpochScores *self, double false_positive, double false_negative)
{
  double best = 0.5, least = INFINITY;

  for (guint first = 0; first <= self->n; first++) {
    EpochScoresCounts counts = count_from(self, first);
    double cost = counts.false_positives * false_positive + counts.false_negatives * false_negative;
    double threshold = get_threshold(self, first);

    /* Rows with one and the same score are called the same. */
    if ((first > 0 && first < self->n && self->rows[first - 1].p == self->rows[first].p) ||
        threshold > 1) {
      continue;
    }
    if (cost < least || (cost == least && fabs(threshold - 0.5) < fabs(best - 0.5))) {
      least = cost;
      best = threshold;
    }
  }
  return best;
}

void
epoch_scores_histogram(EpochScores *self, int class, guint n_bins, guint *counts)
{
  for (guint i = 0; i < n_bins; i++) {
    counts[i] = 0;
  }
  for (guint i = 0; i < self->n; i++) {
    if (self->rows[i].y == class) {
      counts[MIN((guint)(self->rows[i].p * n_bins), n_bins - 1)]++;
    }
  }
}
