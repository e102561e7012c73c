#include "config.h"

#include "metric/ranking.h"

#include <math.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "metric/classes-private.h"

void
ec_curve_clear(struct ec_curve *curve)
{
  ec_free(curve->x);
  ec_free(curve->y);
  ec_free(curve->thresholds);
  *curve = (struct ec_curve)EC_CURVE_INIT;
}

static ec_status
make_curve(size_t n, struct ec_curve *curve, struct ec_error *error)
{
  struct ec_curve made = {0, ec_alloc(n, sizeof(double)), ec_alloc(n, sizeof(double)),
                          ec_alloc(n, sizeof(double))};
  if (made.x == NULL || made.y == NULL || made.thresholds == NULL) {
    ec_curve_clear(&made);
    return ec_error_no_memory(error, "a curve");
  }
  *curve = made;
  return EC_OK;
}

static void
add_point(struct ec_curve *curve, double x, double y, double threshold)
{
  curve->x[curve->n] = x;
  curve->y[curve->n] = y;
  curve->thresholds[curve->n++] = threshold;
}

static ec_status
check_both(const struct ec_thresholds *thresholds, struct ec_error *error)
{
  if (thresholds->n_positive == 0 || thresholds->n_negative == 0)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "%s row is of the class, so there is nothing to tell apart; rows of both "
                        "kinds are needed",
                        thresholds->n_positive == 0 ? "no" : "every");
  return EC_OK;
}

static ec_status
check_positive(const struct ec_thresholds *thresholds, struct ec_error *error)
{
  if (thresholds->n_positive == 0)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "no row is of the class, so there is nothing to be found");
  return EC_OK;
}

/* Whether the step to entry `i` of `counts` is as long as the one after it. */
static bool
is_even(const size_t *counts, size_t i)
{
  return counts[i] - counts[i - 1] == counts[i + 1] - counts[i];
}

ec_status
ec_roc_curve(const struct ec_thresholds *thresholds, bool drop_collinear, struct ec_curve *curve,
             struct ec_error *error)
{
  const size_t *tp = thresholds->true_positives, *fp = thresholds->false_positives;
  double n_positive = (double)thresholds->n_positive, n_negative = (double)thresholds->n_negative;
  ec_status status = check_both(thresholds, error);
  if (status == EC_OK)
    status = make_curve(thresholds->n + 1, curve, error);
  if (status != EC_OK)
    return status;
  add_point(curve, 0.0, 0.0, INFINITY);
  for (size_t i = 0; i < thresholds->n; i++) {
    bool inner = i > 0 && i + 1 < thresholds->n;
    if (drop_collinear && inner && is_even(tp, i) && is_even(fp, i))
      continue;
    add_point(curve, (double)fp[i] / n_negative, (double)tp[i] / n_positive, thresholds->values[i]);
  }
  return EC_OK;
}

ec_status
ec_roc_area(const struct ec_thresholds *thresholds, double *area, struct ec_error *error)
{
  const size_t *tp = thresholds->true_positives, *fp = thresholds->false_positives;
  /* Twice the number of pairs won: P N < 2^62 for 2^31 rows of each kind. */
  uint64_t won = 0;
  size_t last_tp = 0, last_fp = 0;
  ec_status status = check_both(thresholds, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < thresholds->n; i++) {
    won += (uint64_t)(fp[i] - last_fp) * (tp[i] + last_tp);
    last_tp = tp[i];
    last_fp = fp[i];
  }
  *area = (double)won / 2.0 / ((double)thresholds->n_positive * (double)thresholds->n_negative);
  return EC_OK;
}

static double
precision_at(const struct ec_thresholds *thresholds, size_t i)
{
  double hits = (double)thresholds->true_positives[i];
  return hits / (hits + (double)thresholds->false_positives[i]);
}

ec_status
ec_precision_recall_curve(const struct ec_thresholds *thresholds, struct ec_curve *curve,
                          struct ec_error *error)
{
  ec_status status = check_positive(thresholds, error);
  if (status == EC_OK)
    status = make_curve(thresholds->n + 1, curve, error);
  if (status != EC_OK)
    return status;
  add_point(curve, 0.0, 1.0, INFINITY);
  for (size_t i = 0; i < thresholds->n; i++)
    add_point(curve, (double)thresholds->true_positives[i] / (double)thresholds->n_positive,
              precision_at(thresholds, i), thresholds->values[i]);
  return EC_OK;
}

ec_status
ec_average_precision(const struct ec_thresholds *thresholds, double *average,
                     struct ec_error *error)
{
  struct ec_sum sum = {0, 0};
  size_t last = 0;
  ec_status status = check_positive(thresholds, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < thresholds->n; i++) {
    ec_sum_add(&sum, (double)(thresholds->true_positives[i] - last) * precision_at(thresholds, i));
    last = thresholds->true_positives[i];
  }
  *average = ec_sum_get(&sum) / (double)thresholds->n_positive;
  return EC_OK;
}

ec_status
ec_auc(const double *y, const double *scores, size_t n, size_t positive, double *area,
       struct ec_error *error)
{
  struct ec_thresholds thresholds = EC_THRESHOLDS_INIT;
  ec_status status = ec_thresholds_new(y, scores, n, positive, &thresholds, error);
  if (status == EC_OK)
    status = ec_roc_area(&thresholds, area, error);
  ec_thresholds_clear(&thresholds);
  return status;
}

/* The classes one by one. */
struct rest {
  const double *y;
  const struct ec_matrix *scores;
  double *areas; /* NaN where undefined */
  size_t *supports;
};

static ec_status
measure_class(void *data, size_t k, unsigned worker, struct ec_error *error)
{
  struct rest *rest = data;
  struct ec_thresholds thresholds = EC_THRESHOLDS_INIT;
  ec_status status = ec_thresholds_new(rest->y, ec_matrix_column(rest->scores, k),
                                       rest->scores->n_rows, k, &thresholds, error);
  (void)worker;
  if (status == EC_OK) {
    rest->supports[k] = thresholds.n_positive;
    if (ec_roc_area(&thresholds, &rest->areas[k], NULL) != EC_OK)
      rest->areas[k] = NAN;
  }
  ec_thresholds_clear(&thresholds);
  return status;
}

static ec_status
average_classes(const struct rest *rest, size_t n_classes, struct ec_multiclass_auc *auc,
                struct ec_error *error)
{
  struct ec_sum plain = {0, 0}, weighted = {0, 0};
  double n_rows = 0.0;
  size_t n_defined = 0;
  for (size_t k = 0; k < n_classes; k++) {
    if (isnan(rest->areas[k]))
      continue;
    ec_sum_add(&plain, rest->areas[k]);
    ec_sum_add(&weighted, rest->areas[k] * (double)rest->supports[k]);
    n_rows += (double)rest->supports[k];
    n_defined++;
  }
  if (n_defined == 0)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "all rows are of one class, so there is nothing to tell apart");
  auc->macro = ec_sum_get(&plain) / (double)n_defined;
  auc->weighted = ec_sum_get(&weighted) / n_rows;
  auc->n_undefined = n_classes - n_defined;
  return EC_OK;
}

ec_status
ec_auc_multiclass(const double *y, const struct ec_matrix *scores, const struct ec_job *job,
                  struct ec_multiclass_auc *auc, double *areas, struct ec_error *error)
{
  size_t n_classes = scores->n_columns;
  struct rest rest = {y, scores, NULL, NULL};
  ec_status status = ec_classes_check(y, scores->n_rows, n_classes, error);
  if (status != EC_OK)
    return status;
  rest.areas = ec_alloc(n_classes, sizeof *rest.areas);
  rest.supports = ec_alloc(n_classes, sizeof *rest.supports);
  if (rest.areas == NULL || rest.supports == NULL)
    status = ec_error_no_memory(error, "the areas of classes");
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, n_classes, measure_class, &rest, error);
  if (status == EC_OK)
    status = average_classes(&rest, n_classes, auc, error);
  for (size_t k = 0; status == EC_OK && areas != NULL && k < n_classes; k++)
    areas[k] = rest.areas[k];
  ec_free(rest.supports);
  ec_free(rest.areas);
  return status;
}
