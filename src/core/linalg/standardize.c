#include "config.h"

#include "linalg/standardize.h"

#include <float.h>
#include <math.h>

#include "base/parallel.h"

/* Beyond this, distances and scales would overflow; no measured quantity comes near it. */
static const double LARGEST = 1e300;

enum { N_LANES = 8 };

/* A constant column's distances from its computed mean are within this many units of rounding. */
static const double CONSTANT = 4.0 * DBL_EPSILON;

/* Beyond these, 2^exponent itself would leave the range of doubles. */
enum { MAX_EXPONENT = 1000 };

struct summary {
  double sum, minimum, maximum;
};

/* Lanes let the compiler use vectors, and fix the order of the sum. A NaN or an infinity makes the
 * sum of x - x a NaN. */
static bool
summarize(const double *x, size_t n, struct summary *summary)
{
  double sum[N_LANES] = {0}, low[N_LANES], high[N_LANES], poison[N_LANES] = {0};
  size_t i = 0;
  for (int l = 0; l < N_LANES; l++)
    low[l] = high[l] = x[0];
  for (; i + N_LANES <= n; i += N_LANES) {
    for (int l = 0; l < N_LANES; l++) {
      double value = x[i + (size_t)l];
      sum[l] += value;
      poison[l] += value - value;
      low[l] = value < low[l] ? value : low[l];
      high[l] = value > high[l] ? value : high[l];
    }
  }
  for (int l = 0; i < n; i++, l++) {
    sum[l] += x[i];
    poison[l] += x[i] - x[i];
    low[l] = x[i] < low[l] ? x[i] : low[l];
    high[l] = x[i] > high[l] ? x[i] : high[l];
  }
  *summary = (struct summary){0.0, low[0], high[0]};
  for (int l = 0; l < N_LANES; l++) {
    summary->sum += sum[l];
    poison[0] += poison[l];
    summary->minimum = fmin(summary->minimum, low[l]);
    summary->maximum = fmax(summary->maximum, high[l]);
  }
  return poison[0] == 0.0 && summary->maximum <= LARGEST && summary->minimum >= -LARGEST;
}

/* Says which value it is that can not be used. */
static ec_status
refuse(const double *x, size_t n, struct ec_error *error)
{
  for (size_t i = 0; i < n; i++) {
    if (isnan(x[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0, "the value in row %zu is missing",
                             i + 1);
    if (!(fabs(x[i]) <= LARGEST))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "the value in row %zu, %g, is too large; at most 1e300 can be used",
                             i + 1, x[i]);
  }
  return EC_OK;
}

ec_status
ec_standardize(const double *x, size_t n, bool centred, struct ec_standard *standard,
               struct ec_error *error)
{
  struct summary s;
  double magnitude, distance;
  if (!summarize(x, n, &s))
    return refuse(x, n, error);
  magnitude = fmax(s.maximum, -s.minimum);
  standard->mean = 0.0;
  if (centred) {
    standard->mean = s.sum / (double)n;
    if (!isfinite(standard->mean))
      standard->mean = s.minimum / 2 + s.maximum / 2;
  }
  distance = fmax(s.maximum - standard->mean, standard->mean - s.minimum);
  standard->constant = distance <= CONSTANT * magnitude;
  if (!centred)
    standard->constant = distance == 0.0;
  standard->exponent = 0;
  standard->stretch = 1.0;
  if (standard->constant)
    return EC_OK;
  frexp(distance, &standard->exponent);
  if (standard->exponent < -MAX_EXPONENT)
    standard->exponent = -MAX_EXPONENT;
  standard->stretch = fmax(magnitude / distance, 1.0);
  return EC_OK;
}

struct columns {
  const struct ec_matrix *x;
  bool centred;
  struct ec_standard *standards;
};

static ec_status
standardize_column(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct columns *columns = data;
  ec_status status = ec_standardize(ec_matrix_column(columns->x, piece), columns->x->n_rows,
                                    columns->centred, &columns->standards[piece], error);
  if (status != EC_OK)
    error->column = piece + 1;
  return status;
}

ec_status
ec_standardize_columns(const struct ec_matrix *x, bool centred, const struct ec_job *job,
                       struct ec_standard *standards, struct ec_error *error)
{
  struct columns columns = {x, centred, standards};
  return ec_parallel_for(job, NULL, x->n_columns, standardize_column, &columns, error);
}
