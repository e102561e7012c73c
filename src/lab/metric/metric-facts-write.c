#include "config.h"

#include "metric/metric-facts-write-private.h"

#include "base/epoch-core-error-private.h"
#include "metric/classification.h"
#include "metric/probability.h"
#include "metric/ranking.h"

#define N_TERMS 4
#define N_BINS 10

static gint64
row_number(const MetricClassRows *rows, gsize i)
{
  return (gint64)(rows->rows != NULL ? rows->rows[i] : i) + 1;
}

static ec_status
write_confusion(EpochJsonWriter *writer, const MetricClassRows *rows, struct ec_error *core_error)
{
  gsize k = rows->n_classes;
  g_autofree size_t *counts = g_new(size_t, k * k);
  ec_status status =
      ec_confusion_count(rows->y, rows->predicted, rows->n, rows->n_classes, counts, core_error);

  if (status != EC_OK) {
    return status;
  }
  epoch_json_writer_name(writer, "confusion");
  epoch_json_writer_begin(writer, '[');
  for (gsize i = 0; i < k; i++) {
    epoch_json_writer_begin(writer, '[');
    for (gsize j = 0; j < k; j++) {
      epoch_json_writer_integer(writer, (gint64)counts[i * k + j]);
    }
    epoch_json_writer_end(writer, ']');
  }
  epoch_json_writer_end(writer, ']');
  return EC_OK;
}

static ec_status
write_log_loss(EpochJsonWriter *writer, const MetricClassRows *rows, struct ec_error *core_error)
{
  double loss = 0;
  ec_status status = ec_log_loss(rows->y, rows->probabilities, &loss, core_error);

  if (status != EC_OK) {
    return status;
  }
  epoch_json_writer_name(writer, "log_loss");
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_number(writer, "sum", loss * (double)rows->n);
  epoch_json_writer_name(writer, "terms");
  epoch_json_writer_begin(writer, '[');
  for (gsize i = 0; i < MIN(rows->n, N_TERMS); i++) {
    epoch_json_writer_begin(writer, '{');
    epoch_json_writer_add_integer(writer, "row", row_number(rows, i));
    epoch_json_writer_add_integer(writer, "class", (gint64)rows->y[i]);
    epoch_json_writer_add_number(writer, "p",
                                 ec_matrix_get(rows->probabilities, i, (size_t)rows->y[i]));
    epoch_json_writer_end(writer, '}');
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_end(writer, '}');
  return EC_OK;
}

static ec_status
write_brier(EpochJsonWriter *writer, const MetricClassRows *rows, const double *y, const double *p,
            struct ec_error *core_error)
{
  double score = 0;
  ec_status status = ec_brier(y, p, rows->n, &score, core_error);

  if (status != EC_OK) {
    return status;
  }
  epoch_json_writer_name(writer, "brier");
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_number(writer, "sum", score * (double)rows->n);
  epoch_json_writer_name(writer, "terms");
  epoch_json_writer_begin(writer, '[');
  for (gsize i = 0; i < MIN(rows->n, N_TERMS); i++) {
    epoch_json_writer_begin(writer, '{');
    epoch_json_writer_add_integer(writer, "row", row_number(rows, i));
    epoch_json_writer_add_number(writer, "y", y[i]);
    epoch_json_writer_add_number(writer, "p", p[i]);
    epoch_json_writer_end(writer, '}');
  }
  epoch_json_writer_end(writer, ']');
  epoch_json_writer_end(writer, '}');
  return EC_OK;
}

static ec_status
write_bins(EpochJsonWriter *writer, const MetricClassRows *rows, const double *y, const double *p,
           struct ec_error *core_error)
{
  struct ec_calibration calibration;
  struct ec_calibration_bin bins[N_BINS];
  ec_status status =
      ec_calibration(y, p, rows->n, N_BINS, EC_BINNING_UNIFORM, &calibration, bins, core_error);

  if (status != EC_OK) {
    return status;
  }
  epoch_json_writer_name(writer, "bins");
  epoch_json_writer_begin(writer, '[');
  for (gsize b = 0; b < calibration.n_bins; b++) {
    epoch_json_writer_begin(writer, '{');
    epoch_json_writer_add_integer(writer, "n", (gint64)bins[b].n_rows);
    epoch_json_writer_add_number(writer, "predicted", bins[b].mean_predicted);
    epoch_json_writer_add_number(writer, "actual", bins[b].share_true);
    epoch_json_writer_end(writer, '}');
  }
  epoch_json_writer_end(writer, ']');
  return EC_OK;
}

/* Where all rows are of one kind there are no pairs, and nothing is said of them. */
static ec_status
write_pairs(EpochJsonWriter *writer, const MetricClassRows *rows, const double *y, const double *p,
            struct ec_error *core_error)
{
  struct ec_thresholds thresholds = EC_THRESHOLDS_INIT;
  ec_status status = ec_thresholds_new(y, p, rows->n, 1, &thresholds, core_error);
  double area = 0;

  if (status == EC_OK && ec_roc_area(&thresholds, &area, NULL) == EC_OK) {
    double n_pairs = (double)thresholds.n_positive * (double)thresholds.n_negative;

    epoch_json_writer_name(writer, "pairs");
    epoch_json_writer_begin(writer, '{');
    epoch_json_writer_add_integer(writer, "positive", (gint64)thresholds.n_positive);
    epoch_json_writer_add_integer(writer, "negative", (gint64)thresholds.n_negative);
    epoch_json_writer_add_number(writer, "won", area * n_pairs);
    epoch_json_writer_end(writer, '}');
  }
  ec_thresholds_clear(&thresholds);
  return status;
}

/* What there is to say of the positive class against the others. */
static ec_status
write_positive(EpochJsonWriter *writer, const MetricClassRows *rows, struct ec_error *core_error)
{
  const double *p = ec_matrix_column(rows->probabilities, (size_t)rows->positive);
  g_autofree double *y = g_new(double, rows->n);
  ec_status status;

  for (gsize i = 0; i < rows->n; i++) {
    y[i] = rows->y[i] == rows->positive;
  }
  status = write_pairs(writer, rows, y, p, core_error);
  if (status == EC_OK) {
    status = write_brier(writer, rows, y, p, core_error);
  }
  return status == EC_OK ? write_bins(writer, rows, y, p, core_error) : status;
}

gboolean
metric_facts_write_classes(EpochJsonWriter *writer, const char *split, const MetricClassRows *rows,
                           GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  epoch_json_writer_name(writer, split);
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_integer(writer, "n", (gint64)rows->n);
  status = write_confusion(writer, rows, &core_error);
  if (status == EC_OK && rows->probabilities != NULL) {
    status = write_log_loss(writer, rows, &core_error);
  }
  if (status == EC_OK && rows->probabilities != NULL && rows->positive >= 0) {
    status = write_positive(writer, rows, &core_error);
  }
  epoch_json_writer_end(writer, '}');
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}
