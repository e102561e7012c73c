#include "config.h"

#include "metric/classification.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/sum.h"
#include "metric/classes-private.h"

ec_status
ec_class_refuse(double value, size_t row, size_t n_classes, const char *what,
                struct ec_error *error)
{
  if (isnan(value))
    return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0, "row %zu: the %s is missing", row + 1,
                           what);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                         "row %zu: the %s is %g, and should be a whole number from 0 to %zu",
                         row + 1, what, value, n_classes - 1);
}

ec_status
ec_classes_check(const double *y, size_t n, size_t n_classes, struct ec_error *error)
{
  if (n == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to measure on");
  if (n_classes == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there must be at least one class");
  for (size_t i = 0; i < n; i++)
    if (!ec_is_class(y[i], n_classes))
      return ec_class_refuse(y[i], i, n_classes, "class", error);
  return EC_OK;
}

ec_status
ec_confusion_count(const double *y, const double *predicted, size_t n, size_t n_classes,
                   size_t *counts, struct ec_error *error)
{
  ec_status status = ec_classes_check(y, n, n_classes, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n; i++)
    if (!ec_is_class(predicted[i], n_classes))
      return ec_class_refuse(predicted[i], i, n_classes, "prediction", error);
  memset(counts, 0, n_classes * n_classes * sizeof *counts);
  for (size_t i = 0; i < n; i++)
    counts[(size_t)y[i] * n_classes + (size_t)predicted[i]]++;
  return EC_OK;
}

/* A share of nothing counts as 0. */
static double
share(double part, double whole)
{
  return whole > 0.0 ? part / whole : 0.0;
}

static struct ec_class_metrics
measure_class(const size_t *counts, size_t n_classes, size_t k)
{
  struct ec_class_metrics class = {.hits = counts[k * n_classes + k]};
  for (size_t j = 0; j < n_classes; j++) {
    class.support += counts[k * n_classes + j];
    class.predicted += counts[j * n_classes + k];
  }
  class.precision = share((double)class.hits, (double)class.predicted);
  class.recall = share((double)class.hits, (double)class.support);
  class.f1 = share(2.0 * (double)class.hits, (double)class.support + (double)class.predicted);
  return class;
}

/* Sums over the classes. */
struct sums {
  struct ec_sum precision, recall, f1;
  struct ec_sum weighted_precision, weighted_recall, weighted_f1;
  double n_rows, n_right, actual_predicted, actual_squares, predicted_squares;
  size_t n_present, n_actual;
};

static void
add_class(struct sums *sums, const struct ec_class_metrics *class)
{
  double support = (double)class->support, predicted = (double)class->predicted;
  ec_sum_add(&sums->precision, class->precision);
  ec_sum_add(&sums->recall, class->recall);
  ec_sum_add(&sums->f1, class->f1);
  ec_sum_add(&sums->weighted_precision, class->precision * support);
  ec_sum_add(&sums->weighted_recall, class->recall * support);
  ec_sum_add(&sums->weighted_f1, class->f1 * support);
  sums->n_rows += support;
  sums->n_right += (double)class->hits;
  sums->actual_predicted += support * predicted;
  sums->actual_squares += support * support;
  sums->predicted_squares += predicted * predicted;
  sums->n_present += class->support > 0 || class->predicted > 0;
  sums->n_actual += class->support > 0;
}

static double
correlate(const struct sums *sums)
{
  double square = sums->n_rows * sums->n_rows;
  double actual = square - sums->actual_squares, predicted = square - sums->predicted_squares;
  if (!(actual > 0.0 && predicted > 0.0))
    return 0.0;
  /* Two roots, as the product of the two could be beyond all doubles. */
  return (sums->n_right * sums->n_rows - sums->actual_predicted) / (sqrt(actual) * sqrt(predicted));
}

static struct ec_class_average
average(const struct ec_sum *precision, const struct ec_sum *recall, const struct ec_sum *f1,
        double count)
{
  return (struct ec_class_average){
      ec_sum_get(precision) / count,
      ec_sum_get(recall) / count,
      ec_sum_get(f1) / count,
  };
}

ec_status
ec_confusion_metrics(const size_t *counts, size_t n_classes,
                     struct ec_classification_metrics *metrics, struct ec_class_metrics *classes,
                     struct ec_error *error)
{
  struct sums sums = {.n_rows = 0.0};
  for (size_t k = 0; k < n_classes; k++) {
    struct ec_class_metrics class = measure_class(counts, n_classes, k);
    add_class(&sums, &class);
  }
  if (sums.n_present == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to measure on");
  for (size_t k = 0; classes != NULL && k < n_classes; k++)
    classes[k] = measure_class(counts, n_classes, k);
  metrics->n_rows = (size_t)sums.n_rows;
  metrics->n_present = sums.n_present;
  metrics->accuracy = sums.n_right / sums.n_rows;
  metrics->balanced_accuracy = ec_sum_get(&sums.recall) / (double)sums.n_actual;
  metrics->matthews = correlate(&sums);
  metrics->macro = average(&sums.precision, &sums.recall, &sums.f1, (double)sums.n_present);
  metrics->weighted =
      average(&sums.weighted_precision, &sums.weighted_recall, &sums.weighted_f1, sums.n_rows);
  metrics->micro =
      (struct ec_class_average){metrics->accuracy, metrics->accuracy, metrics->accuracy};
  return EC_OK;
}

ec_status
ec_classification_metrics(const double *y, const double *predicted, size_t n, size_t n_classes,
                          struct ec_classification_metrics *metrics,
                          struct ec_class_metrics *classes, struct ec_error *error)
{
  size_t n_counts, *counts = NULL;
  ec_status status;
  if (ec_size_multiply(n_classes, n_classes, &n_counts))
    counts = ec_alloc(n_counts, sizeof *counts);
  if (counts == NULL)
    return ec_error_no_memory(error, "a confusion matrix");
  status = ec_confusion_count(y, predicted, n, n_classes, counts, error);
  if (status == EC_OK)
    status = ec_confusion_metrics(counts, n_classes, metrics, classes, error);
  ec_free(counts);
  return status;
}
