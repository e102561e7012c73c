#include "config.h"

#include "bench/stand-in-private.h"

#include <math.h>

#include "base/epoch-core-error-private.h"
#include "base/random.h"

#define SYNTH_ROWS 200000
#define SYNTH_COLUMNS 50
#define CHURN_ROWS 7043
#define CHURN_COLUMNS 46
#define CHURN_NUMBERS 3
#define LETTER_ROWS 20000
#define LETTER_COLUMNS 16
#define LETTER_CLASSES 26
#define DIGITS_ROWS 10000
#define DIGITS_SIDE 28
#define DIGITS_PATTERNS 40

/* Makes room; four of five rows are for training, as with the peers. */
static gboolean
allocate(BenchData *self, gsize n_rows, gsize n_columns, gsize n_classes, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_matrix_new(n_rows, n_columns, &self->x, &core_error);

  if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
    return FALSE;
  }
  self->y = g_new0(double, n_rows);
  self->n_train = n_rows * 4 / 5;
  self->n_classes = n_classes;
  return TRUE;
}

/* The peers' recipe: standard normal features, and two classes by a sparse score that is no line,
 * with noise. The random numbers are Epoch's own. */
gboolean
stand_in_make_synth(BenchData *self, gsize n_rows, GError **error)
{
  struct ec_random random = ec_random_new(7);

  if (!allocate(self, n_rows, SYNTH_COLUMNS, 2, error)) {
    return FALSE;
  }
  for (gsize j = 0; j < SYNTH_COLUMNS; j++) {
    double *column = ec_matrix_column(&self->x, j);

    for (gsize i = 0; i < n_rows; i++) {
      column[i] = ec_random_normal(&random);
    }
  }
  for (gsize i = 0; i < n_rows; i++) {
    const double *x = self->x.data + i;
    gsize stride = self->x.stride;
    double score = x[0] + 0.5 * x[stride] * x[2 * stride] + sin(2 * x[3 * stride]) +
                   0.3 * x[4 * stride] * x[4 * stride] - 0.3;

    self->y[i] = score + 0.5 * ec_random_normal(&random) > 0;
  }
  return TRUE;
}

/* A few amounts and many columns of 0 and 1, whose sum decides, with noise. */
static gboolean
make_churn(BenchData *self, GError **error)
{
  struct ec_random random = ec_random_new(11);

  if (!allocate(self, CHURN_ROWS, CHURN_COLUMNS, 2, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < CHURN_ROWS; i++) {
    double score = -1.2;

    for (gsize j = 0; j < CHURN_COLUMNS; j++) {
      double value = j < CHURN_NUMBERS ? floor(72 * ec_random_uniform(&random))
                                       : (double)(ec_random_uniform(&random) < 0.35);

      ec_matrix_set(&self->x, i, j, value);
      score += j < CHURN_NUMBERS ? -value / 100 : value * (j % 3 == 0 ? 0.7 : -0.15);
    }
    self->y[i] = ec_random_uniform(&random) < 1 / (1 + exp(-score));
  }
  return TRUE;
}

/* Each class has a place, around which its rows lie; measured in whole numbers from 0 to 15. */
static gboolean
make_letter(BenchData *self, GError **error)
{
  struct ec_random random = ec_random_new(13);
  double places[LETTER_CLASSES][LETTER_COLUMNS];

  if (!allocate(self, LETTER_ROWS, LETTER_COLUMNS, LETTER_CLASSES, error)) {
    return FALSE;
  }
  for (gsize k = 0; k < LETTER_CLASSES; k++) {
    for (gsize j = 0; j < LETTER_COLUMNS; j++) {
      places[k][j] = 3 + 9 * ec_random_uniform(&random);
    }
  }
  for (gsize i = 0; i < LETTER_ROWS; i++) {
    gsize k = ec_random_below(&random, LETTER_CLASSES);

    self->y[i] = (double)k;
    for (gsize j = 0; j < LETTER_COLUMNS; j++) {
      double value = round(places[k][j] + 2.5 * ec_random_normal(&random));

      ec_matrix_set(&self->x, i, j, CLAMP(value, 0, 15));
    }
  }
  return TRUE;
}

gboolean
stand_in_make(BenchData *self, const char *name, GError **error)
{
  if (g_str_equal(name, "churn")) {
    return make_churn(self, error);
  }
  return g_str_equal(name, "letter") ? make_letter(self, error)
                                     : stand_in_make_synth(self, SYNTH_ROWS, error);
}

/* How dark a pattern is at a pixel: a wave across the picture. */
static double
wave(gsize pattern, gsize pixel)
{
  double x = (double)(pixel % DIGITS_SIDE) / DIGITS_SIDE;
  double y = (double)(pixel / DIGITS_SIDE) / DIGITS_SIDE;
  double k = (double)pattern;

  return sin(G_PI * (1 + 0.3 * k) * x + 0.7 * k) * cos(G_PI * (1 + 0.17 * k) * y + 1.3 * k);
}

gboolean
stand_in_make_digits(BenchData *self, GError **error)
{
  struct ec_random random = ec_random_new(17);
  gsize n_pixels = DIGITS_SIDE * DIGITS_SIDE;
  g_autofree double *weights = g_new(double, (gsize)DIGITS_ROWS *DIGITS_PATTERNS);

  if (!allocate(self, DIGITS_ROWS, n_pixels, 0, error)) {
    return FALSE;
  }
  self->n_train = DIGITS_ROWS;
  for (gsize i = 0; i < (gsize)DIGITS_ROWS * DIGITS_PATTERNS; i++) {
    weights[i] = ec_random_normal(&random) / (1 + 0.3 * (double)(i % DIGITS_PATTERNS));
  }
  for (gsize pixel = 0; pixel < n_pixels; pixel++) {
    double *column = ec_matrix_column(&self->x, pixel);

    for (gsize i = 0; i < DIGITS_ROWS; i++) {
      column[i] = 0.05 * ec_random_normal(&random);
    }
    for (gsize pattern = 0; pattern < DIGITS_PATTERNS; pattern++) {
      double shade = wave(pattern, pixel);

      for (gsize i = 0; i < DIGITS_ROWS; i++) {
        column[i] += shade * weights[i * DIGITS_PATTERNS + pattern];
      }
    }
  }
  return TRUE;
}
