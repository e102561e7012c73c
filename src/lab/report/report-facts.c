/* The numbers with which the metrics of a run are explained. */
#include "config.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "metric/probability.h"
#include "metric/classification.h"
#include "metric/ranking.h"
#include "report/epoch-report-private.h"
#include "run/epoch-run-files-private.h"

#define N_TERMS 3
#define N_BINS 10

static gsize
get_row(const EpochReport *self, gsize i)
{
  return (self->rows != NULL ? self->rows[i] : i) + 1;
}

static gboolean
add_confusion(EpochJsonWriter *json, const EpochReport *self, GError **error)
{
  gsize n_classes = self->target->n_classes;
  g_autofree size_t *counts = g_new(size_t, n_classes * n_classes);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status =
      ec_confusion_count(self->y, self->predictions, self->n, n_classes, counts, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  epoch_json_writer_name(json, "confusion");
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < n_classes; i++) {
    epoch_json_writer_begin(json, '[');
    for (gsize j = 0; j < n_classes; j++) {
      epoch_json_writer_integer(json, (gint64)counts[i * n_classes + j]);
    }
    epoch_json_writer_end(json, ']');
  }
  epoch_json_writer_end(json, ']');
  return TRUE;
}

static void
add_pairs(EpochJsonWriter *json, const EpochReport *self)
{
  double area = 0, n_positive = 0, n_negative;

  for (gsize i = 0; i < self->n; i++) {
    n_positive += self->y[i] == 1;
  }
  n_negative = (double)self->n - n_positive;
  if (ec_auc(self->y, ec_matrix_column(self->probabilities, 1), self->n, 1, &area, NULL) != EC_OK) {
    return;
  }
  epoch_json_writer_name(json, "pairs");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "positive", n_positive);
  epoch_json_writer_add_number(json, "negative", n_negative);
  epoch_json_writer_add_number(json, "won", area * n_positive * n_negative);
  epoch_json_writer_end(json, '}');
}

static void
add_log_loss(EpochJsonWriter *json, const EpochReport *self)
{
  double loss = NAN;

  if (ec_log_loss(self->y, self->probabilities, &loss, NULL) != EC_OK) {
    return;
  }
  epoch_json_writer_name(json, "log_loss");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "sum", loss * (double)self->n);
  epoch_json_writer_name(json, "terms");
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < MIN(self->n, N_TERMS); i++) {
    epoch_json_writer_begin(json, '{');
    epoch_json_writer_add_integer(json, "row", (gint64)get_row(self, i));
    epoch_json_writer_add_integer(json, "class", (gint64)self->y[i]);
    epoch_json_writer_add_number(json, "p",
                                 ec_matrix_get(self->probabilities, i, (size_t)self->y[i]));
    epoch_json_writer_end(json, '}');
  }
  epoch_json_writer_end(json, ']');
  epoch_json_writer_end(json, '}');
}

static void
add_brier(EpochJsonWriter *json, const EpochReport *self)
{
  const double *p = ec_matrix_column(self->probabilities, 1);
  double score = NAN;

  if (ec_brier(self->y, p, self->n, &score, NULL) != EC_OK) {
    return;
  }
  epoch_json_writer_name(json, "brier");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_number(json, "sum", score * (double)self->n);
  epoch_json_writer_name(json, "terms");
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < MIN(self->n, N_TERMS); i++) {
    epoch_json_writer_begin(json, '{');
    epoch_json_writer_add_integer(json, "row", (gint64)get_row(self, i));
    epoch_json_writer_add_integer(json, "y", (gint64)self->y[i]);
    epoch_json_writer_add_number(json, "p", p[i]);
    epoch_json_writer_end(json, '}');
  }
  epoch_json_writer_end(json, ']');
  epoch_json_writer_end(json, '}');
}

static void
add_bins(EpochJsonWriter *json, const EpochReport *self)
{
  struct ec_calibration_bin bins[N_BINS];
  struct ec_calibration calibration;

  if (ec_calibration(self->y, ec_matrix_column(self->probabilities, 1), self->n, N_BINS,
                     EC_BINNING_UNIFORM, &calibration, bins, NULL) != EC_OK) {
    return;
  }
  epoch_json_writer_name(json, "bins");
  epoch_json_writer_begin(json, '[');
  for (gsize i = 0; i < calibration.n_bins; i++) {
    epoch_json_writer_begin(json, '{');
    epoch_json_writer_add_integer(json, "n", (gint64)bins[i].n_rows);
    epoch_json_writer_add_number(json, "predicted", bins[i].mean_predicted);
    epoch_json_writer_add_number(json, "actual", bins[i].share_true);
    epoch_json_writer_end(json, '}');
  }
  epoch_json_writer_end(json, ']');
}

static gboolean
add_split(EpochJsonWriter *json, const EpochReport *self, GError **error)
{
  epoch_json_writer_name(json, self->split);
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_integer(json, "n", (gint64)self->n);
  if (!add_confusion(json, self, error)) {
    return FALSE;
  }
  if (epoch_report_get_positive(self) >= 0) {
    add_pairs(json, self);
    add_brier(json, self);
    add_bins(json, self);
  }
  add_log_loss(json, self);
  epoch_json_writer_end(json, '}');
  return TRUE;
}

/* What always guessing the most frequent class of the training rows would give. */
static void
add_baseline(EpochJsonWriter *json, const EpochReport *test, const EpochReport *train)
{
  gsize n_classes = test->target->n_classes, most = 0;
  g_autofree double *shares = g_new0(double, n_classes);
  double right = 0, loss = 0, brier = 0;

  for (gsize i = 0; i < train->n; i++) {
    shares[(gsize)train->y[i]] += 1 / (double)train->n;
  }
  for (gsize k = 1; k < n_classes; k++) {
    most = shares[k] > shares[most] ? k : most;
  }
  for (gsize i = 0; i < test->n; i++) {
    right += test->y[i] == (double)most;
    loss += ec_log_loss_term(shares[(gsize)test->y[i]]);
    brier += n_classes == 2 ? (shares[1] - test->y[i]) * (shares[1] - test->y[i]) : 0;
  }
  epoch_json_writer_name(json, "baseline");
  epoch_json_writer_begin(json, '{');
  epoch_json_writer_add_integer(json, "class", (gint64)most);
  epoch_json_writer_add_number(json, "share", shares[most]);
  epoch_json_writer_add_number(json, "accuracy", right / (double)test->n);
  epoch_json_writer_add_number(json, "log_loss", loss / (double)test->n);
  if (n_classes == 2) {
    epoch_json_writer_add_number(json, "brier", brier / (double)test->n);
  }
  epoch_json_writer_end(json, '}');
}

gboolean
epoch_report_write_facts(const EpochReport *test, const EpochReport *train, const char *label,
                         EpochRunContext *context, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "task", "classification");
  epoch_json_writer_name(&json, "target");
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "name", test->target->name);
  epoch_json_writer_add_string(&json, "label", label);
  epoch_json_writer_end(&json, '}');
  epoch_json_writer_add_strings(&json, "classes", (const char *const *)test->target->classes,
                                test->target->n_classes);
  if (epoch_report_get_positive(test) >= 0) {
    epoch_json_writer_add_integer(&json, "positive", epoch_report_get_positive(test));
  }
  epoch_json_writer_name(&json, "splits");
  epoch_json_writer_begin(&json, '{');
  if (!add_split(&json, test, error) || (train != NULL && !add_split(&json, train, error))) {
    return FALSE;
  }
  epoch_json_writer_end(&json, '}');
  if (train != NULL) {
    add_baseline(&json, test, train);
  }
  epoch_json_writer_end(&json, '}');
  return epoch_run_files_write_facts(context, text, error);
}
