#include "config.h"

#include "validate/epoch-score-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "metric/classification.h"
#include "metric/probability.h"
#include "metric/ranking.h"
#include "metric/regression.h"

static const char *const regression_names[] = {"rmse", "mae", "mse", "r2", NULL};
static const char *const binary_names[] = {
    "accuracy",          "auc",   "log_loss", "f1", "precision", "recall", "balanced_accuracy",
    "average_precision", "brier", "matthews", NULL};
static const char *const multiclass_names[] = {
    "accuracy",          "f1_macro",  "f1_weighted", "precision_macro", "recall_macro",
    "balanced_accuracy", "auc_macro", "log_loss",    "matthews",        NULL};

const char *const *
epoch_score_get_names(const EpochTarget *target)
{
  return target->task == EPOCH_TASK_REGRESSION ? regression_names
         : target->n_classes == 2              ? binary_names
                                               : multiclass_names;
}

static gssize
find(const char *const *names, const char *name)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    if (g_str_equal(names[i], name)) {
      return (gssize)i;
    }
  }
  return -1;
}

const char *
epoch_score_find(const EpochTarget *target, const char *name, GError **error)
{
  const char *const *names = epoch_score_get_names(target);
  gssize index = name != NULL ? find(names, name) : 0;
  g_autofree char *known = NULL;

  if (index < 0) {
    g_autofree char *macro = g_strconcat(name, "_macro", NULL);

    index = find(names, macro);
  }
  if (index >= 0) {
    return names[index];
  }
  known = g_strjoinv(", ", (char **)names);
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
              _("there is no score “%s” for this target; there are %s"), name, known);
  return NULL;
}

gboolean
epoch_score_is_higher_better(const char *name)
{
  static const char *const lower[] = {"rmse", "mae", "mse", "log_loss", "brier", NULL};

  return find(lower, name) < 0;
}

/* The rows that can be measured. */
typedef struct {
  gsize n;
  double *y;
  double *predictions;
  struct ec_matrix probabilities; /* empty where there are none */
} Rows;

static void
rows_clear(Rows *rows)
{
  g_free(rows->y);
  g_free(rows->predictions);
  ec_matrix_clear(&rows->probabilities);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rows, rows_clear)

/* Copies the rows of which the truth is below @limit (of classes; else any number). */
static gboolean
take_rows(Rows *rows, const double *y, const double *predictions,
          const struct ec_matrix *probabilities, gsize n, double limit)
{
  gsize n_columns = probabilities != NULL ? probabilities->n_columns : 0;

  rows->y = g_new(double, MAX(n, 1));
  rows->predictions = g_new(double, MAX(n, 1));
  if (n_columns > 0 && ec_matrix_new(n, n_columns, &rows->probabilities, NULL) != EC_OK) {
    return FALSE;
  }
  for (gsize i = 0; i < n; i++) {
    if (isnan(y[i]) || y[i] >= limit) {
      continue;
    }
    rows->y[rows->n] = y[i];
    rows->predictions[rows->n] = predictions[i];
    for (gsize k = 0; k < n_columns; k++) {
      ec_matrix_set(&rows->probabilities, rows->n, k, ec_matrix_get(probabilities, i, k));
    }
    rows->n++;
  }
  rows->probabilities.n_rows = n_columns > 0 ? rows->n : 0;
  return TRUE;
}

static void
compute_regression(const Rows *rows, double *values)
{
  struct ec_regression_metrics metrics = {NAN, NAN, NAN, NAN, NAN, NAN};

  ec_regression_metrics(rows->y, rows->predictions, rows->n, &metrics, NULL);
  values[0] = metrics.rmse;
  values[1] = metrics.mae;
  values[2] = metrics.mse;
  values[3] = metrics.r2;
}

static void
set(const char *const *names, double *values, const char *name, double value)
{
  gssize index = find(names, name);

  if (index >= 0) {
    values[index] = value;
  }
}

static void
compute_hits(const EpochTarget *target, const Rows *rows, double *values)
{
  const char *const *names = epoch_score_get_names(target);
  gsize n_classes = target->n_classes + 1;
  g_autofree struct ec_class_metrics *classes = g_new0(struct ec_class_metrics, n_classes);
  struct ec_classification_metrics metrics;

  /* A row without a prediction is wrong, whatever it is; so it gets a class of its own. */
  for (gsize i = 0; i < rows->n; i++) {
    if (isnan(rows->predictions[i])) {
      rows->predictions[i] = (double)target->n_classes;
    }
  }
  if (ec_classification_metrics(rows->y, rows->predictions, rows->n, n_classes, &metrics, classes,
                                NULL) != EC_OK) {
    return;
  }
  set(names, values, "accuracy", metrics.accuracy);
  set(names, values, "balanced_accuracy", metrics.balanced_accuracy);
  set(names, values, "matthews", metrics.matthews);
  set(names, values, "f1", classes[1].f1);
  set(names, values, "precision", classes[1].precision);
  set(names, values, "recall", classes[1].recall);
  set(names, values, "f1_macro", metrics.macro.f1);
  set(names, values, "f1_weighted", metrics.weighted.f1);
  set(names, values, "precision_macro", metrics.macro.precision);
  set(names, values, "recall_macro", metrics.macro.recall);
}

static void
compute_ranking(const Rows *rows, const char *const *names, double *values)
{
  const double *p = ec_matrix_column(&rows->probabilities, 1);
  struct ec_thresholds thresholds = EC_THRESHOLDS_INIT;
  double value = NAN;

  if (ec_thresholds_new(rows->y, p, rows->n, 1, &thresholds, NULL) != EC_OK) {
    return;
  }
  if (ec_roc_area(&thresholds, &value, NULL) == EC_OK) {
    set(names, values, "auc", value);
  }
  if (ec_average_precision(&thresholds, &value, NULL) == EC_OK) {
    set(names, values, "average_precision", value);
  }
  ec_thresholds_clear(&thresholds);
}

static void
compute_probabilities(const EpochTarget *target, const Rows *rows, double *values)
{
  const char *const *names = epoch_score_get_names(target);
  struct ec_multiclass_auc auc;
  double value = NAN;

  if (ec_log_loss(rows->y, &rows->probabilities, &value, NULL) == EC_OK) {
    set(names, values, "log_loss", value);
  }
  if (target->n_classes != 2) {
    if (ec_auc_multiclass(rows->y, &rows->probabilities, NULL, &auc, NULL, NULL) == EC_OK) {
      set(names, values, "auc_macro", auc.macro);
    }
    return;
  }
  compute_ranking(rows, names, values);
  if (ec_brier(rows->y, ec_matrix_column(&rows->probabilities, 1), rows->n, &value, NULL) ==
      EC_OK) {
    set(names, values, "brier", value);
  }
}

gsize
epoch_score_compute_all(const EpochTarget *target, const double *y, const double *predictions,
                        const struct ec_matrix *probabilities, gsize n, double *values)
{
  gsize n_scores = g_strv_length((char **)epoch_score_get_names(target));
  g_auto(Rows) rows = {0};
  g_auto(Rows) known = {0};

  for (gsize i = 0; i < n_scores; i++) {
    values[i] = NAN;
  }
  if (!take_rows(&rows, y, predictions, NULL, n, INFINITY) || rows.n == 0) {
    return n_scores;
  }
  if (target->task == EPOCH_TASK_REGRESSION) {
    compute_regression(&rows, values);
    return n_scores;
  }
  compute_hits(target, &rows, values);
  if (probabilities != NULL && probabilities->n_columns == target->n_classes &&
      take_rows(&known, y, predictions, probabilities, n, (double)target->n_classes) &&
      known.n > 0) {
    compute_probabilities(target, &known, values);
  }
  return n_scores;
}

double
epoch_score_compute(const char *name, const EpochTarget *target, const double *y,
                    const double *predictions, const struct ec_matrix *probabilities, gsize n)
{
  double values[EPOCH_SCORE_MAX];
  gssize index = find(epoch_score_get_names(target), name);

  epoch_score_compute_all(target, y, predictions, probabilities, n, values);
  return index >= 0 ? values[index] : NAN;
}
