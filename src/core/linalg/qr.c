#include "config.h"

#include "linalg/qr.h"

#include <float.h>
#include <math.h>

#include "base/memory.h"
#include "linalg/vector.h"

/* R stands on and above the diagonal of `a`, the reflectors' vectors (without their leading 1)
 * below it. */
struct ec_qr {
  struct ec_matrix a;
  size_t n_columns, n_steps;
  double *taus;   /* one a step */
  size_t *pivots; /* one a column */
};

/* The lengths of what is left of each column below the rows that are done. */
struct lengths {
  double *now;       /* as downdated */
  double *reference; /* when last computed from the elements */
};

static double
length(const double *x, size_t n)
{
  return sqrt(ec_dot(n, x, x));
}

static void
swap_columns(struct ec_qr *qr, struct lengths *lengths, size_t i, size_t j)
{
  double *a = ec_matrix_column(&qr->a, i), *b = ec_matrix_column(&qr->a, j);
  size_t pivot = qr->pivots[i];
  if (i == j)
    return;
  for (size_t row = 0; row < qr->a.n_rows; row++) {
    double t = a[row];
    a[row] = b[row];
    b[row] = t;
  }
  qr->pivots[i] = qr->pivots[j];
  qr->pivots[j] = pivot;
  lengths->now[j] = lengths->now[i];
  lengths->reference[j] = lengths->reference[i];
}

/* The remaining column of greatest length; of equal ones the first. */
static size_t
choose(const struct ec_qr *qr, const struct lengths *lengths, size_t step)
{
  size_t best = step;
  for (size_t j = step + 1; j < qr->n_columns; j++) {
    if (lengths->now[j] > lengths->now[best])
      best = j;
  }
  return best;
}

/* Takes the new row of R out of the columns' lengths. Where that cancels so much that fewer than
 * half of the digits are left since they were last computed, they are computed anew: this is the
 * safeguard of LAPACK Working Note 176, as in dlaqp2. */
static void
downdate(struct ec_qr *qr, struct lengths *lengths, size_t step)
{
  const double threshold = sqrt(DBL_EPSILON);
  for (size_t j = step + 1; j < qr->n_columns; j++) {
    const double *column = ec_matrix_column(&qr->a, j);
    double share, left, kept;
    if (lengths->now[j] == 0.0)
      continue;
    share = fabs(column[step]) / lengths->now[j];
    left = fmax((1.0 - share) * (1.0 + share), 0.0);
    kept = lengths->now[j] / lengths->reference[j];
    if (left * kept * kept <= threshold) {
      lengths->now[j] = length(column + step + 1, qr->a.n_rows - step - 1);
      lengths->reference[j] = lengths->now[j];
    } else {
      lengths->now[j] *= sqrt(left);
    }
  }
}

static void
take_step(struct ec_qr *qr, struct lengths *lengths, size_t step, bool pivoted)
{
  size_t n_below = qr->a.n_rows - step - 1;
  double *column, *next;
  if (pivoted)
    swap_columns(qr, lengths, step, choose(qr, lengths, step));
  column = ec_matrix_column(&qr->a, step);
  qr->taus[step] = ec_make_reflector(n_below, column + step, column + step + 1);
  if (step + 1 < qr->a.n_columns) {
    next = ec_matrix_column(&qr->a, step + 1) + step;
    ec_reflect(n_below, column + step + 1, qr->taus[step], qr->a.n_columns - step - 1, next + 1,
               qr->a.stride, next, qr->a.stride);
  }
  downdate(qr, lengths, step);
}

static ec_status
factor(struct ec_qr *qr, struct lengths *lengths, size_t n_fixed, const struct ec_job *job,
       struct ec_error *error)
{
  for (size_t j = 0; j < qr->n_columns; j++) {
    qr->pivots[j] = j;
    lengths->now[j] = length(ec_matrix_column(&qr->a, j), qr->a.n_rows);
    lengths->reference[j] = lengths->now[j];
  }
  for (size_t step = 0; step < qr->n_steps; step++) {
    ec_status status = ec_job_check(job, error);
    if (status != EC_OK)
      return status;
    take_step(qr, lengths, step, step >= n_fixed);
  }
  return EC_OK;
}

ec_status
ec_qr_factor(struct ec_matrix *a, const struct ec_qr_options *options, const struct ec_job *job,
             struct ec_qr **qr, struct ec_error *error)
{
  static const struct ec_qr_options defaults = EC_QR_OPTIONS_INIT;
  struct ec_qr *made;
  struct lengths lengths;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  if (options->n_carried > a->n_columns || options->n_fixed > a->n_columns - options->n_carried)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu fixed and %zu carried columns are more than the %zu that there are",
                        options->n_fixed, options->n_carried, a->n_columns);
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a QR factorisation");
  made->a = *a;
  made->n_columns = a->n_columns - options->n_carried;
  made->n_steps = a->n_rows < made->n_columns ? a->n_rows : made->n_columns;
  made->taus = ec_alloc_zero(made->n_steps, sizeof *made->taus);
  made->pivots = ec_alloc(made->n_columns, sizeof *made->pivots);
  lengths.now = ec_alloc(made->n_columns, sizeof *lengths.now);
  lengths.reference = ec_alloc(made->n_columns, sizeof *lengths.reference);
  if (made->taus == NULL || made->pivots == NULL || lengths.now == NULL ||
      lengths.reference == NULL)
    status = ec_error_no_memory(error, "a QR factorisation");
  else
    status = factor(made, &lengths, options->n_fixed, job, error);
  ec_free(lengths.reference);
  ec_free(lengths.now);
  if (status == EC_OK)
    *qr = made;
  else
    ec_qr_free(made);
  return status;
}

void
ec_qr_free(struct ec_qr *qr)
{
  if (qr == NULL)
    return;
  ec_free(qr->pivots);
  ec_free(qr->taus);
  ec_free(qr);
}

size_t
ec_qr_n_columns(const struct ec_qr *qr)
{
  return qr->n_columns;
}

size_t
ec_qr_n_steps(const struct ec_qr *qr)
{
  return qr->n_steps;
}

const size_t *
ec_qr_get_pivots(const struct ec_qr *qr)
{
  return qr->pivots;
}

double
ec_qr_get_r(const struct ec_qr *qr, size_t row, size_t column)
{
  return ec_matrix_get(&qr->a, row, column);
}

size_t
ec_qr_rank(const struct ec_qr *qr, double tolerance)
{
  size_t larger = qr->a.n_rows > qr->n_columns ? qr->a.n_rows : qr->n_columns;
  double greatest = 0.0;
  if (tolerance == 0.0)
    tolerance = 8.0 * DBL_EPSILON * sqrt((double)larger);
  for (size_t k = 0; k < qr->n_steps; k++)
    greatest = fmax(greatest, fabs(ec_qr_get_r(qr, k, k)));
  for (size_t k = 0; k < qr->n_steps; k++) {
    if (fabs(ec_qr_get_r(qr, k, k)) <= tolerance * greatest)
      return k;
  }
  return qr->n_steps;
}

static void
reflect_vector(const struct ec_qr *qr, size_t step, double *b)
{
  const double *v = ec_matrix_column(&qr->a, step) + step + 1;
  ec_reflect(qr->a.n_rows - step - 1, v, qr->taus[step], 1, b + step + 1, 0, b + step, 0);
}

void
ec_qr_apply_transposed(const struct ec_qr *qr, double *b)
{
  for (size_t step = 0; step < qr->n_steps; step++)
    reflect_vector(qr, step, b);
}

void
ec_qr_apply(const struct ec_qr *qr, double *b)
{
  for (size_t step = qr->n_steps; step-- > 0;)
    reflect_vector(qr, step, b);
}

void
ec_qr_solve_r(const struct ec_qr *qr, size_t k, const double *b, double *x)
{
  for (size_t i = 0; i < k; i++)
    x[i] = b[i];
  /* Column by column, as they lie in memory. */
  for (size_t j = k; j-- > 0;) {
    const double *column = ec_matrix_column(&qr->a, j);
    x[j] /= column[j];
    for (size_t i = 0; i < j; i++)
      x[i] -= column[i] * x[j];
  }
}

void
ec_qr_solve_r_transposed(const struct ec_qr *qr, size_t k, const double *b, double *x)
{
  for (size_t j = 0; j < k; j++) {
    const double *column = ec_matrix_column(&qr->a, j);
    x[j] = (b[j] - ec_dot(j, column, x)) / column[j];
  }
}

void
ec_qr_solve(const struct ec_qr *qr, size_t rank, double *b, double *x)
{
  ec_qr_apply_transposed(qr, b);
  for (size_t j = 0; j < qr->n_columns; j++)
    x[j] = 0.0;
  /* Row by row, since x stands in the columns' own order; so no memory is needed. */
  for (size_t j = rank; j-- > 0;) {
    double sum = b[j];
    for (size_t i = j + 1; i < rank; i++)
      sum -= ec_qr_get_r(qr, j, i) * x[qr->pivots[i]];
    x[qr->pivots[j]] = sum / ec_qr_get_r(qr, j, j);
  }
}
