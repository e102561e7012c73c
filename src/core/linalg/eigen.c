#include "config.h"

#include "linalg/eigen.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "linalg/eigen-private.h"

/* Where fewer than one in so many vectors is wanted, they are found one by one. */
enum { FEW = 4 };

/* Scales A by a power of two so that its largest magnitude is near 1 and no square overflows; the
 * exponent goes to `*exponent`. */
static ec_status
scale(struct ec_matrix *a, int *exponent, struct ec_error *error)
{
  double largest = 0.0;
  for (size_t j = 0; j < a->n_columns; j++)
    for (size_t i = j; i < a->n_rows; i++) {
      double value = fabs(ec_matrix_get(a, i, j));
      if (!isfinite(value))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, j + 1,
                               "row %zu, column %zu of the matrix is not a finite number", i + 1,
                               j + 1);
      largest = fmax(largest, value);
    }
  *exponent = 0;
  if (largest > 0.0)
    frexp(largest, exponent);
  for (size_t j = 0; j < a->n_columns && *exponent != 0; j++)
    for (size_t i = j; i < a->n_rows; i++)
      ec_matrix_set(a, i, j, ldexp(ec_matrix_get(a, i, j), -*exponent));
  return EC_OK;
}

/* What is computed before it is handed over, since out-parameters are untouched on failure. */
struct work {
  struct ec_tridiagonal t;
  double *tau, *values;
  struct ec_matrix z;
};

static ec_status
allocate(size_t n, size_t n_vectors, struct work *work, struct ec_error *error)
{
  double *numbers = ec_alloc_zero(n, 4 * sizeof *numbers);
  if (numbers == NULL)
    return ec_error_no_memory(error, "the eigenvalues");
  work->values = numbers;
  work->tau = numbers + n;
  work->t = (struct ec_tridiagonal){n, numbers + 2 * n, numbers + 3 * n};
  return n_vectors > 0 ? ec_matrix_new(n, n_vectors, &work->z, error) : EC_OK;
}

static ec_status
find(struct work *work, size_t n_values, bool vectors, const struct ec_job *job,
     struct ec_error *error)
{
  size_t n = work->t.n;
  bool good = false;
  ec_status status = EC_OK;
  if (vectors && n_values < n / FEW) {
    status = ec_tridiagonal_leading(&work->t, job, work->values, &work->z, &good, error);
    if (status != EC_OK || good)
      return status;
  }
  if (vectors) {
    ec_matrix_clear(&work->z);
    status = ec_matrix_new(n, n, &work->z, error);
  }
  if (status == EC_OK)
    status = ec_tridiagonal_all(&work->t, job, work->values, vectors ? &work->z : NULL, error);
  if (status == EC_OK && vectors)
    work->z.n_columns = n_values;
  return status;
}

static ec_status
compute(struct ec_matrix *a, size_t n_values, bool vectors, const struct ec_job *job,
        struct work *work, struct ec_error *error)
{
  ec_status status =
      allocate(a->n_rows, vectors && n_values < a->n_rows / FEW ? n_values : 0, work, error);
  if (status == EC_OK)
    status = ec_tridiagonalise(a, job, &work->t, work->tau, error);
  if (status == EC_OK)
    status = find(work, n_values, vectors, job, error);
  if (status == EC_OK && vectors)
    status = ec_tridiagonal_apply(a, work->tau, job, &work->z, error);
  return status;
}

ec_status
ec_eigen_symmetric(struct ec_matrix *a, size_t n_values, const struct ec_job *job, double *values,
                   struct ec_matrix *vectors, struct ec_error *error)
{
  struct work work = {0};
  int exponent;
  ec_status status;
  if (a->n_rows != a->n_columns || n_values > a->n_rows ||
      (vectors != NULL && (vectors->n_rows != a->n_rows || vectors->n_columns != n_values)))
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "%zu eigenvalues are asked of a matrix of %zu by %zu, or the matrix of "
                        "vectors has another shape",
                        n_values, a->n_rows, a->n_columns);
  if (a->n_rows == 0)
    return EC_OK;
  status = scale(a, &exponent, error);
  if (status == EC_OK)
    status = compute(a, n_values, vectors != NULL, job, &work, error);
  for (size_t i = 0; status == EC_OK && i < n_values; i++)
    values[i] = ldexp(work.values[i], exponent);
  for (size_t j = 0; status == EC_OK && vectors != NULL && j < n_values; j++)
    memcpy(ec_matrix_column(vectors, j), ec_matrix_column(&work.z, j), a->n_rows * sizeof(double));
  ec_free(work.values);
  ec_matrix_clear(&work.z);
  return status;
}
