/* Polynomials fitted to many training sets, and what becomes of their errors. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "experiment/bias-variance/bias-variance-private.h"
#include "linalg/qr.h"
#include "prepare/split.h"

/* The streams of random numbers that are split from the seed. */
enum { STREAM_TRAIN, STREAM_TEST, STREAM_SPLIT };

double
bias_truth(const BiasVariance *self, double x)
{
  if (g_str_equal(self->shape, "wave")) {
    return sin(G_PI * x);
  }
  if (g_str_equal(self->shape, "step")) {
    return tanh(5 * x);
  }
  return 1 / (1 + 25 * x * x);
}

/* By the recurrence (k + 1) P_(k+1) = (2k + 1) x P_k − k P_(k−1).
 * Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions", 1964, 22.7.10. */
void
bias_fill_terms(double x, double *terms)
{
  terms[0] = 1;
  terms[1] = x;
  for (int k = 1; k < BIAS_MAX_DEGREE; k++) {
    terms[k + 1] = ((2 * k + 1) * x * terms[k] - k * terms[k - 1]) / (k + 1);
  }
}

double
bias_evaluate(const double *coefficients, gsize degree, double x)
{
  double terms[BIAS_N_TERMS], sum = 0;

  bias_fill_terms(x, terms);
  for (gsize k = 0; k <= degree; k++) {
    sum += coefficients[k] * terms[k];
  }
  return sum;
}

static gboolean
find_numbers(const struct ec_table *table, const char *name, const double **values, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  size_t column = 0;
  ec_status status = ec_table_find_column(table, name, &column, &core_error);

  *values = status == EC_OK ? ec_table_get_numbers(table, column) : NULL;
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

gboolean
bias_split_rows(const struct ec_random *root, gsize n, size_t *train, size_t *test, gsize *n_test,
                GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_split_rows(ec_random_split(root, STREAM_SPLIT), n, BIAS_TEST_SHARE, train,
                                   test, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  *n_test = ec_split_n_test(n, BIAS_TEST_SHARE);
  return TRUE;
}

/* Rows of the column in two parts: a pool for training sets, and the test rows. */
static gboolean
split_column(BiasVariance *self, const double *x, const double *y, gsize n, GError **error)
{
  g_autofree size_t *train = g_new(size_t, n + 1);
  g_autofree size_t *test = g_new(size_t, n + 1);

  if (!bias_split_rows(&self->random, n, train, test, &self->n_places, error)) {
    return FALSE;
  }
  self->low = self->high = x[0];
  for (gsize i = 1; i < n; i++) {
    self->low = fmin(self->low, x[i]);
    self->high = fmax(self->high, x[i]);
  }
  self->n_pool = n - self->n_places;
  self->places = g_new(double, self->n_places + 1);
  self->truth = g_new(double, self->n_places + 1);
  self->pool_x = g_new(double, self->n_pool + 1);
  self->pool_y = g_new(double, self->n_pool + 1);
  for (gsize i = 0; i < self->n_places; i++) {
    self->places[i] = 2 * (x[test[i]] - self->low) / (self->high - self->low) - 1;
    self->truth[i] = y[test[i]];
  }
  for (gsize i = 0; i < self->n_pool; i++) {
    self->pool_x[i] = 2 * (x[train[i]] - self->low) / (self->high - self->low) - 1;
    self->pool_y[i] = y[train[i]];
  }
  return TRUE;
}

static gboolean
read_column(BiasVariance *self, GError **error)
{
  g_autoptr(EpochTable) table = NULL;
  EpochColumn *x_column, *y_column;
  const double *x = NULL, *y = NULL;

  self->dataset = epoch_dataset_load("boston-housing", error);
  if (self->dataset == NULL) {
    return FALSE;
  }
  table = epoch_table_read_dataset(self->dataset, &self->context->job, error);
  x_column = epoch_dataset_find_column(self->dataset, "lstat");
  y_column = epoch_dataset_find_column(self->dataset, "medv");
  if (table == NULL || !find_numbers(table, "lstat", &x, error) ||
      !find_numbers(table, "medv", &y, error)) {
    return FALSE;
  }
  self->x_label = epoch_column_get_label(x_column);
  self->x_unit = epoch_column_get_unit(x_column);
  self->y_label = epoch_column_get_label(y_column);
  self->y_unit = epoch_column_get_unit(y_column);
  return split_column(self, x, y, ec_table_n_rows(table), error);
}

gboolean
bias_prepare(BiasVariance *self, GError **error)
{
  self->sets = g_new0(BiasSet, self->n_sets + 1);
  if (self->real) {
    if (!read_column(self, error)) {
      return FALSE;
    }
    if (self->n_train <= self->n_pool) {
      return TRUE;
    }
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("a training set of %zu rows can not be drawn from the %zu that are left beside "
                  "the test"),
                self->n_train, self->n_pool);
    return FALSE;
  }
  self->x_label = "x";
  self->y_label = "y";
  self->x_unit = self->y_unit = "";
  self->low = -1;
  self->high = 1;
  self->n_places = BIAS_N_PLACES;
  self->places = g_new(double, BIAS_N_PLACES);
  self->truth = g_new(double, BIAS_N_PLACES);
  for (gsize i = 0; i < BIAS_N_PLACES; i++) {
    self->places[i] = (2 * (double)i + 1) / BIAS_N_PLACES - 1;
    self->truth[i] = bias_truth(self, self->places[i]);
  }
  return TRUE;
}

void
bias_clear(BiasVariance *self)
{
  g_clear_object(&self->dataset);
  g_free(self->places);
  g_free(self->truth);
  g_free(self->pool_x);
  g_free(self->pool_y);
  g_free(self->sets);
  g_clear_pointer(&self->found, g_ptr_array_unref);
}

void
bias_draw(const BiasVariance *self, gsize set, gsize n, double *x, double *y)
{
  const struct ec_random stream = ec_random_split(&self->random, STREAM_TRAIN);
  struct ec_random random = ec_random_split(&stream, set);
  g_autofree size_t *rows = NULL;

  if (!self->real) {
    /* One in each of n strips of equal width, so that no set leaves a whole side empty. */
    for (gsize i = 0; i < n; i++) {
      x[i] = 2 * ((double)i + ec_random_uniform(&random)) / (double)n - 1;
      y[i] = bias_truth(self, x[i]) + self->noise * ec_random_normal(&random);
    }
    return;
  }
  rows = g_new(size_t, self->n_pool + 1);
  ec_random_permutation(&random, rows, self->n_pool);
  for (gsize i = 0; i < n; i++) {
    x[i] = self->pool_x[rows[i]];
    y[i] = self->pool_y[rows[i]];
  }
}

/* One factoring serves all degrees: the columns stand in their order, so that the upper left
 * corner of R is the R of a lower degree. */
gboolean
bias_factor(const double *x, const double *y, gsize n, BiasSet *set, GError **error)
{
  struct ec_qr_options options = EC_QR_OPTIONS_INIT;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix a = EC_MATRIX_INIT;
  struct ec_qr *qr = NULL;
  g_autofree double *b = g_memdup2(y, n * sizeof *y);
  double terms[BIAS_N_TERMS];
  ec_status status = ec_matrix_new(n, BIAS_N_TERMS, &a, &core_error);

  for (gsize i = 0; i < n && status == EC_OK; i++) {
    bias_fill_terms(x[i], terms);
    for (gsize k = 0; k < BIAS_N_TERMS; k++) {
      ec_matrix_set(&a, i, k, terms[k]);
    }
  }
  options.n_fixed = BIAS_N_TERMS;
  if (status == EC_OK) {
    status = ec_qr_factor(&a, &options, NULL, &qr, &core_error);
  }
  if (status == EC_OK) {
    memset(set, 0, sizeof *set);
    set->n = n;
    ec_qr_apply_transposed(qr, b);
    for (gsize i = 0; i < n; i++) {
      set->total += y[i] * y[i];
    }
    for (gsize k = 0; k < MIN(n, BIAS_N_TERMS); k++) {
      set->qty[k] = b[k];
      for (gsize j = k; j < BIAS_N_TERMS; j++) {
        set->r[k][j] = ec_qr_get_r(qr, k, j);
      }
    }
  }
  ec_qr_free(qr);
  ec_matrix_clear(&a);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* Turns a row of the penalty into the triangle (Givens rotations); @row has entries from @from. */
static void
rotate_in(double r[][BIAS_N_TERMS], double *qty, double *row, gsize from, gsize n)
{
  double right = 0;

  for (gsize k = from; k < n; k++) {
    double length = hypot(r[k][k], row[k]);
    double c = length > 0 ? r[k][k] / length : 1, s = length > 0 ? row[k] / length : 0;
    double kept = qty[k];

    for (gsize j = k; j < n; j++) {
      double above = r[k][j], below = row[j];

      r[k][j] = c * above + s * below;
      row[j] = c * below - s * above;
    }
    qty[k] = c * kept + s * right;
    right = c * right - s * kept;
  }
}

void
bias_solve(const BiasSet *set, gsize degree, double penalty, double *coefficients)
{
  BiasSet system = *set;
  gsize n = degree + 1;
  double largest = 0;

  for (gsize k = 1; k < n && penalty > 0; k++) {
    double row[BIAS_N_TERMS] = {0};

    row[k] = sqrt(penalty * (double)set->n);
    rotate_in(system.r, system.qty, row, k, n);
  }
  for (gsize k = 0; k < n; k++) {
    largest = fmax(largest, fabs(system.r[k][k]));
  }
  for (gsize k = n; k-- > 0;) {
    double sum = system.qty[k];

    for (gsize j = k + 1; j < n; j++) {
      sum -= system.r[k][j] * coefficients[j];
    }
    /* A term that the rows can not tell from the others is left out. */
    coefficients[k] = fabs(system.r[k][k]) > 1e-13 * largest ? sum / system.r[k][k] : 0;
  }
}

double
bias_train_error(const BiasSet *set, gsize degree, const double *coefficients)
{
  double squares = set->total;

  for (gsize k = 0; k <= degree; k++) {
    double left = set->qty[k];

    for (gsize j = k; j <= degree; j++) {
      left -= set->r[k][j] * coefficients[j];
    }
    squares += left * left - set->qty[k] * set->qty[k];
  }
  return fmax(squares, 0) / (double)set->n;
}

/* The test error of one set, and how far it is from the parts that it is made of. */
static double
test_set(const BiasVariance *self, gsize set, const double *fit, double *difference)
{
  const struct ec_random stream = ec_random_split(&self->random, STREAM_TEST);
  struct ec_random random = ec_random_split(&stream, set);
  double error = 0, parts = 0;

  for (gsize i = 0; i < self->n_places; i++) {
    double away = fit[i] - self->truth[i];
    double noise = self->real ? 0 : self->noise * ec_random_normal(&random);

    error += (away - noise) * (away - noise) / (double)self->n_places;
    parts += away * away / (double)self->n_places;
  }
  *difference = error - parts - self->noise_part;
  return error;
}

/* Mean and standard deviation (n − 1). */
static double
average(const double *values, gsize n, double *deviation)
{
  double mean = 0, squares = 0;

  for (gsize i = 0; i < n; i++) {
    mean += values[i] / (double)n;
  }
  for (gsize i = 0; i < n; i++) {
    squares += (values[i] - mean) * (values[i] - mean);
  }
  *deviation = n > 1 ? sqrt(squares / (double)(n - 1)) : 0;
  return mean;
}

/* Squared bias and variance from the curves of all sets, one below the other. */
static void
take_apart(const BiasVariance *self, const double *fits, BiasErrors *errors)
{
  gsize n = self->n_done;

  errors->bias = errors->variance = 0;
  for (gsize i = 0; i < self->n_places; i++) {
    double mean = 0, squares = 0;

    for (gsize s = 0; s < n; s++) {
      mean += fits[s * self->n_places + i] / (double)n;
    }
    for (gsize s = 0; s < n; s++) {
      double away = fits[s * self->n_places + i] - mean;

      squares += away * away / (double)n;
    }
    errors->bias += (mean - self->truth[i]) * (mean - self->truth[i]) / (double)self->n_places;
    errors->variance += squares / (double)self->n_places;
  }
}

void
bias_measure(const BiasVariance *self, gsize degree, double penalty, BiasErrors *errors,
             double *sampling)
{
  gsize n = self->n_done;
  g_autofree double *fits = g_new(double, n * self->n_places + 1);
  g_autofree double *tests = g_new(double, n + 1);
  g_autofree double *trains = g_new(double, n + 1);
  g_autofree double *differences = g_new(double, n + 1);
  double deviation = 0;

  for (gsize s = 0; s < n; s++) {
    double coefficients[BIAS_N_TERMS];

    bias_solve(&self->sets[s], degree, penalty, coefficients);
    for (gsize i = 0; i < self->n_places; i++) {
      fits[s * self->n_places + i] = bias_evaluate(coefficients, degree, self->places[i]);
    }
    tests[s] = test_set(self, s, fits + s * self->n_places, &differences[s]);
    trains[s] = bias_train_error(&self->sets[s], degree, coefficients);
  }
  take_apart(self, fits, errors);
  errors->test = average(tests, n, &errors->test_sd);
  errors->train = average(trains, n, &errors->train_sd);
  average(differences, n, &deviation);
  if (sampling != NULL) {
    *sampling = deviation / sqrt((double)n);
  }
}
