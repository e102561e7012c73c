#include "config.h"

#include "linalg/svd.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "linalg/qr.h"
#include "linalg/vector.h"

enum { MAX_SWEEPS = 60 };

/* The columns of L, which become U Σ, and the rotations, which become V; NULL where V is not wanted. */
struct jacobi {
  struct ec_matrix *l, *v;
  double *squares; /* of the columns of L */
  double limit;    /* of the cosine of two columns that count as orthogonal */
};

static void
rotate(size_t n, double *restrict a, double *restrict b, double c, double s)
{
  for (size_t i = 0; i < n; i++) {
    double old = a[i];
    a[i] = c * old - s * b[i];
    b[i] = s * old + c * b[i];
  }
}

/* Makes columns p and q orthogonal; whether they were not. */
static bool
rotate_pair(struct jacobi *j, size_t p, size_t q)
{
  size_t n = j->l->n_rows;
  double *a = ec_matrix_column(j->l, p), *b = ec_matrix_column(j->l, q);
  double alpha = j->squares[p], beta = j->squares[q], gamma = ec_dot(n, a, b), zeta, t, c;
  if (!(fabs(gamma) > j->limit * sqrt(alpha) * sqrt(beta)))
    return false;
  zeta = (beta - alpha) / (2.0 * gamma);
  t = copysign(1.0, zeta) / (fabs(zeta) + hypot(1.0, zeta));
  c = 1.0 / sqrt(1.0 + t * t);
  rotate(n, a, b, c, c * t);
  j->squares[p] = fmax(0.0, alpha - t * gamma);
  j->squares[q] = beta + t * gamma;
  if (j->v != NULL)
    rotate(j->v->n_rows, ec_matrix_column(j->v, p), ec_matrix_column(j->v, q), c, c * t);
  return true;
}

/* Swaps columns so that the longest of those from p on comes to p, after P. de Rijk: Jacobi then
 * ends sooner, and with the singular values nearly in order. */
static void
pivot(struct jacobi *j, size_t p)
{
  size_t best = p;
  double squares;
  for (size_t q = p + 1; q < j->l->n_columns; q++)
    if (j->squares[q] > j->squares[best])
      best = q;
  if (best == p)
    return;
  squares = j->squares[p];
  j->squares[p] = j->squares[best];
  j->squares[best] = squares;
  /* A rotation by a right angle, which swaps but for a sign. */
  rotate(j->l->n_rows, ec_matrix_column(j->l, p), ec_matrix_column(j->l, best), 0.0, 1.0);
  if (j->v != NULL)
    rotate(j->v->n_rows, ec_matrix_column(j->v, p), ec_matrix_column(j->v, best), 0.0, 1.0);
}

static ec_status
run_jacobi(struct jacobi *j, const struct ec_job *job, struct ec_error *error)
{
  size_t k = j->l->n_columns;
  for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    bool rotated = false;
    for (size_t p = 0; p < k; p++) {
      const double *column = ec_matrix_column(j->l, p);
      j->squares[p] = ec_dot(j->l->n_rows, column, column);
    }
    for (size_t p = 0; p + 1 < k; p++) {
      ec_status status = ec_job_check(job, error);
      if (status != EC_OK)
        return status;
      pivot(j, p);
      for (size_t q = p + 1; q < k; q++)
        rotated |= rotate_pair(j, p, q);
    }
    if (!rotated)
      return EC_OK;
  }
  return ec_error_set(error, EC_ERROR_VALUE, "the singular values were not found in %d sweeps",
                      MAX_SWEEPS);
}

/* A column of unit length that is orthogonal to all others of `m` but those behind `column`: the
 * unit vector that has most left of it. */
static void
complete(struct ec_matrix *m, size_t column)
{
  double *x = ec_matrix_column(m, column);
  size_t best = 0;
  double least = INFINITY;
  for (size_t i = 0; i < m->n_rows; i++) {
    double share = 0.0;
    for (size_t j = 0; j < column; j++)
      share += ec_matrix_get(m, i, j) * ec_matrix_get(m, i, j);
    if (share < least) {
      least = share;
      best = i;
    }
  }
  memset(x, 0, m->n_rows * sizeof *x);
  x[best] = 1.0;
  for (int turn = 0; turn < 2; turn++) {
    double length;
    for (size_t j = 0; j < column; j++) {
      const double *before = ec_matrix_column(m, j);
      double along = ec_dot(m->n_rows, before, x);
      for (size_t i = 0; i < m->n_rows; i++)
        x[i] -= along * before[i];
    }
    length = sqrt(ec_dot(m->n_rows, x, x));
    for (size_t i = 0; i < m->n_rows; i++)
      x[i] /= length;
  }
}

/* Reads the singular values off the columns of L, in order; `order` tells where each stands. */
static void
sort_values(const struct jacobi *j, double *values, size_t *order)
{
  size_t k = j->l->n_columns;
  for (size_t i = 0; i < k; i++) {
    const double *column = ec_matrix_column(j->l, i);
    double value = sqrt(ec_dot(j->l->n_rows, column, column));
    size_t at = i;
    for (; at > 0 && values[at - 1] < value; at--) {
      values[at] = values[at - 1];
      order[at] = order[at - 1];
    }
    values[at] = value;
    order[at] = i;
  }
}

/* The vectors from what Jacobi has left: A = Q V Σ (P U)ᵀ. */
static void
read_vectors(const struct jacobi *j, const struct ec_qr *qr, const double *values,
             const size_t *order, struct ec_matrix *u, struct ec_matrix *v)
{
  size_t k = j->l->n_columns;
  const size_t *pivots = ec_qr_get_pivots(qr);
  for (size_t c = 0; c < k; c++) {
    const double *from = ec_matrix_column(j->l, order[c]);
    for (size_t i = 0; v != NULL && values[c] > 0.0 && i < k; i++)
      ec_matrix_set(v, pivots[i], c, from[i] / values[c]);
    if (v != NULL && values[c] == 0.0)
      complete(v, c);
    if (u == NULL)
      continue;
    memset(ec_matrix_column(u, c), 0, u->n_rows * sizeof(double));
    memcpy(ec_matrix_column(u, c), ec_matrix_column(j->v, order[c]), k * sizeof(double));
    ec_qr_apply(qr, ec_matrix_column(u, c));
  }
}

/* What the decomposition works in. */
struct work {
  struct ec_matrix copy, l, rotations;
  struct ec_qr *qr;
  double *squares;
  size_t *order;
};

static void
clear(struct work *work)
{
  ec_qr_free(work->qr);
  ec_matrix_clear(&work->copy);
  ec_matrix_clear(&work->l);
  ec_matrix_clear(&work->rotations);
  ec_free(work->squares);
  ec_free(work->order);
}

/* QR of the copy, and L = Rᵀ. */
static ec_status
reduce(struct work *work, bool rotations, const struct ec_job *job, struct ec_error *error)
{
  struct ec_qr_options options = EC_QR_OPTIONS_INIT;
  size_t k = work->copy.n_columns;
  ec_status status = ec_qr_factor(&work->copy, &options, job, &work->qr, error);
  if (status == EC_OK)
    status = ec_matrix_new(k, k, &work->l, error);
  if (status == EC_OK && rotations)
    status = ec_matrix_new(k, k, &work->rotations, error);
  if (status != EC_OK)
    return status;
  work->squares = ec_alloc(k, sizeof *work->squares);
  work->order = ec_alloc(k, sizeof *work->order);
  if (work->squares == NULL || work->order == NULL)
    return ec_error_no_memory(error, "the singular values");
  for (size_t i = 0; i < k; i++)
    for (size_t j = i; j < k; j++)
      ec_matrix_set(&work->l, j, i, ec_qr_get_r(work->qr, i, j));
  for (size_t i = 0; rotations && i < k; i++)
    ec_matrix_set(&work->rotations, i, i, 1.0);
  return EC_OK;
}

/* For at least as many rows as columns. */
static ec_status
decompose(struct work *work, const struct ec_job *job, double *values, struct ec_matrix *u,
          struct ec_matrix *v, struct ec_error *error)
{
  size_t k = work->copy.n_columns;
  struct jacobi jacobi = {&work->l, u != NULL ? &work->rotations : NULL, NULL,
                          DBL_EPSILON * sqrt((double)k)};
  ec_status status = reduce(work, u != NULL, job, error);
  jacobi.squares = work->squares;
  if (status == EC_OK)
    status = run_jacobi(&jacobi, job, error);
  if (status != EC_OK)
    return status;
  sort_values(&jacobi, values, work->order);
  read_vectors(&jacobi, work->qr, values, work->order, u, v);
  return EC_OK;
}

/* Copies A, or Aᵀ where it is wide, scaled by a power of two so that no square overflows. */
static ec_status
copy_scaled(const struct ec_matrix *a, struct ec_matrix *copy, int *exponent,
            struct ec_error *error)
{
  bool wide = a->n_rows < a->n_columns;
  double largest = 0.0;
  ec_status status;
  for (size_t j = 0; j < a->n_columns; j++)
    for (size_t i = 0; i < a->n_rows; i++) {
      if (!isfinite(ec_matrix_get(a, i, j)))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, j + 1,
                               "row %zu, column %zu of the matrix is not a finite number", i + 1,
                               j + 1);
      largest = fmax(largest, fabs(ec_matrix_get(a, i, j)));
    }
  status =
      ec_matrix_new(wide ? a->n_columns : a->n_rows, wide ? a->n_rows : a->n_columns, copy, error);
  if (status != EC_OK)
    return status;
  *exponent = 0;
  if (largest > 0.0)
    frexp(largest, exponent);
  for (size_t j = 0; j < a->n_columns; j++)
    for (size_t i = 0; i < a->n_rows; i++)
      ec_matrix_set(copy, wide ? j : i, wide ? i : j, ldexp(ec_matrix_get(a, i, j), -*exponent));
  return EC_OK;
}

ec_status
ec_svd(const struct ec_matrix *a, const struct ec_job *job, double *values, struct ec_matrix *u,
       struct ec_matrix *v, struct ec_error *error)
{
  size_t k = a->n_rows < a->n_columns ? a->n_rows : a->n_columns;
  bool wide = a->n_rows < a->n_columns;
  struct work work = {EC_MATRIX_INIT, EC_MATRIX_INIT, EC_MATRIX_INIT, NULL, NULL, NULL};
  int exponent = 0;
  ec_status status;
  if ((u != NULL && (u->n_rows != a->n_rows || u->n_columns != k)) ||
      (v != NULL && (v->n_rows != a->n_columns || v->n_columns != k)))
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the vectors of a matrix of %zu by %zu are asked for in other shapes",
                        a->n_rows, a->n_columns);
  if (k == 0)
    return EC_OK;
  status = copy_scaled(a, &work.copy, &exponent, error);
  if (status == EC_OK)
    status = decompose(&work, job, values, wide ? v : u, wide ? u : v, error);
  for (size_t i = 0; i < k && status == EC_OK; i++)
    values[i] = ldexp(values[i], exponent);
  clear(&work);
  return status;
}
