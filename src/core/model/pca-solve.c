/* The singular value decomposition of the centred rows, as far as it is asked for. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "linalg/eigen.h"
#include "linalg/product.h"
#include "linalg/qr.h"
#include "linalg/svd.h"
#include "model/pca-private.h"

/* An eigenvalue of XᵀX has an error of a few eps times the largest one, so this share of that leaves
 * more than six digits. */
static const double SMALLEST_SHARE = 1e-9;

/* Below this share of the largest standard deviation, and for so many rows or columns, there is
 * nothing but rounding. */
static const double ROUNDING = 0x1p-53;
enum { MAX_LEVELS = 4 };

/* How many of the components will be kept, which have to be exact. */
static size_t
count_kept(const struct ec_pca_problem *p)
{
  double share = 0.0;
  size_t n = 0;
  if (p->options->share == 0.0)
    return p->n_wanted;
  while (n < p->n_wanted && share <= p->options->share) {
    share += p->singular[n] * p->singular[n] / p->total;
    n++;
  }
  return n;
}

/* Eigenvalues to singular values; whether the smallest that counts is large enough. */
static bool
take_roots(struct ec_pca_problem *p)
{
  double largest = p->singular[0];
  size_t n_kept;
  for (size_t i = 0; i < p->n_wanted; i++)
    p->singular[i] = sqrt(fmax(0.0, p->singular[i]));
  n_kept = count_kept(p);
  return p->singular[n_kept - 1] * p->singular[n_kept - 1] > SMALLEST_SHARE * largest;
}

/* The last columns of a matrix, or those before them. */
static struct ec_matrix
get_columns(const struct ec_matrix *m, size_t first, size_t end)
{
  return (struct ec_matrix){m->data + first * m->stride, m->n_rows, end - first, m->stride};
}

static void
add(struct ec_matrix *to, const struct ec_matrix *other, double sign)
{
  for (size_t j = 0; j < to->n_columns; j++)
    for (size_t i = 0; i < to->n_rows; i++)
      to->data[i + j * to->stride] += sign * other->data[i + j * other->stride];
}

/* Turns the small vectors S away from the large ones L, of which rounding has left a share in them:
 * to first order that is Λ⁻¹ Lᵀ Xᵀ X S. `spread` (n by columns of S) becomes X S. */
static ec_status
part(const struct ec_pca_problem *p, size_t n_large, struct ec_matrix *spread,
     const struct ec_job *job, struct ec_error *error)
{
  struct ec_matrix large = get_columns(&p->components, 0, n_large);
  struct ec_matrix small = get_columns(&p->components, n_large, p->n_wanted);
  struct ec_matrix back = EC_MATRIX_INIT, share = EC_MATRIX_INIT, moved = EC_MATRIX_INIT;
  struct ec_factor x = {p->x, false, p->means}, transposed = {p->x, true, p->means};
  struct ec_factor s = {&small, false, NULL}, b = {spread, false, NULL}, t = {&back, false, NULL};
  struct ec_factor l = {&large, false, NULL}, lt = {&large, true, NULL};
  struct ec_factor c = {&share, false, NULL}, ct = {&share, true, NULL};
  ec_status status = ec_matrix_new(small.n_rows, small.n_columns, &back, error);
  if (status == EC_OK)
    status = ec_matrix_new(n_large, small.n_columns, &share, error);
  if (status == EC_OK)
    status = ec_matrix_new(large.n_rows, n_large, &moved, error);
  if (status == EC_OK)
    status = ec_product(&x, &s, job, spread, error);
  if (status == EC_OK)
    status = ec_product(&transposed, &b, job, &back, error);
  if (status == EC_OK)
    status = ec_product(&lt, &t, job, &share, error);
  for (size_t j = 0; j < share.n_columns && status == EC_OK; j++)
    for (size_t i = 0; i < n_large; i++)
      share.data[i + j * share.stride] /= p->singular[i] * p->singular[i];
  if (status == EC_OK)
    status = ec_product(&s, &ct, job, &moved, error);
  if (status == EC_OK)
    status = ec_product(&l, &c, job, &back, error);
  if (status == EC_OK) {
    add(&large, &moved, 1.0);
    add(&small, &back, -1.0);
    status = ec_product(&x, &s, job, spread, error);
  }
  ec_matrix_clear(&back);
  ec_matrix_clear(&share);
  ec_matrix_clear(&moved);
  return status;
}

/* The components from `n_large` on, once more: of their own Gram matrix, beside which the large ones
 * do not drown them. */
static ec_status
solve_small(struct ec_pca_problem *p, size_t n_large, const struct ec_job *job,
            struct ec_error *error)
{
  struct ec_matrix small = get_columns(&p->components, n_large, p->n_wanted);
  struct ec_matrix spread = EC_MATRIX_INIT, gram = EC_MATRIX_INIT, turn = EC_MATRIX_INIT;
  struct ec_matrix turned = EC_MATRIX_INIT;
  struct ec_factor transposed = {&spread, true, NULL};
  struct ec_factor s = {&small, false, NULL}, u = {&turn, false, NULL};
  double *values = p->singular + n_large;
  size_t k = small.n_columns;
  ec_status status = ec_matrix_new(p->x->n_rows, k, &spread, error);
  if (status == EC_OK)
    status = ec_matrix_new(k, k, &gram, error);
  if (status == EC_OK)
    status = ec_matrix_new(k, k, &turn, error);
  if (status == EC_OK)
    status = ec_matrix_new(small.n_rows, k, &turned, error);
  if (status == EC_OK)
    status = part(p, n_large, &spread, job, error);
  if (status == EC_OK)
    status = ec_product_gram(&transposed, job, &gram, error);
  if (status == EC_OK)
    status = ec_eigen_symmetric(&gram, k, job, values, &turn, error);
  if (status == EC_OK)
    status = ec_product(&s, &u, job, &turned, error);
  for (size_t j = 0; j < k && status == EC_OK; j++) {
    memcpy(ec_matrix_column(&small, j), ec_matrix_column(&turned, j),
           turned.n_rows * sizeof(double));
    values[j] = sqrt(fmax(0.0, values[j]));
  }
  ec_matrix_clear(&spread);
  ec_matrix_clear(&gram);
  ec_matrix_clear(&turn);
  ec_matrix_clear(&turned);
  return status;
}

/* Where all components are wanted, the small ones are solved for level by level: at each those stay
 * that are large enough beside the largest of the level. */
static ec_status
solve_levels(struct ec_pca_problem *p, const struct ec_job *job, bool *good, struct ec_error *error)
{
  size_t n_rows = p->x->n_rows, first = 0;
  double noise = p->singular[0] * ROUNDING * sqrt((double)n_rows);
  for (int level = 0; level < MAX_LEVELS; level++) {
    double least = p->singular[first] * sqrt(SMALLEST_SHARE);
    size_t n_large = first;
    ec_status status;
    while (n_large < p->n_wanted && p->singular[n_large] > least)
      n_large++;
    *good = n_large == p->n_wanted || n_large == first || p->singular[first] <= noise;
    if (*good)
      return EC_OK;
    status = solve_small(p, n_large, job, error);
    if (status != EC_OK)
      return status;
    first = n_large;
  }
  *good = true;
  return EC_OK;
}

/* At least as many rows as features: XᵀX = V Λ Vᵀ. */
static ec_status
solve_tall(struct ec_pca_problem *p, const struct ec_job *job, bool *good, struct ec_error *error)
{
  struct ec_factor factor = {p->x, true, p->means};
  struct ec_matrix gram = EC_MATRIX_INIT;
  ec_status status = ec_matrix_new(p->x->n_columns, p->x->n_columns, &gram, error);
  if (status == EC_OK)
    status = ec_product_gram(&factor, job, &gram, error);
  if (status == EC_OK)
    status = ec_eigen_symmetric(&gram, p->n_wanted, job, p->singular, &p->components, error);
  if (status == EC_OK)
    *good = take_roots(p);
  if (status == EC_OK && !*good && p->n_wanted == p->x->n_columns && p->singular[0] > 0.0)
    status = solve_levels(p, job, good, error);
  ec_matrix_clear(&gram);
  return status;
}

/* More features than rows: XXᵀ = U Λ Uᵀ, and V = Xᵀ U / σ. */
static ec_status
solve_wide(struct ec_pca_problem *p, const struct ec_job *job, bool *good, struct ec_error *error)
{
  struct ec_factor rows = {p->x, false, p->means}, columns = {p->x, true, p->means};
  struct ec_matrix gram = EC_MATRIX_INIT, u = EC_MATRIX_INIT;
  struct ec_factor left = {&u, false, NULL};
  ec_status status = ec_matrix_new(p->x->n_rows, p->x->n_rows, &gram, error);
  if (status == EC_OK)
    status = ec_matrix_new(p->x->n_rows, p->n_wanted, &u, error);
  if (status == EC_OK)
    status = ec_product_gram(&rows, job, &gram, error);
  if (status == EC_OK)
    status = ec_eigen_symmetric(&gram, p->n_wanted, job, p->singular, &u, error);
  if (status == EC_OK)
    *good = take_roots(p);
  if (status == EC_OK && *good)
    status = ec_product(&columns, &left, job, &p->components, error);
  for (size_t j = 0; j < p->n_wanted && status == EC_OK && *good; j++)
    for (size_t i = 0; i < p->components.n_rows; i++)
      p->components.data[i + j * p->components.stride] /= p->singular[j];
  ec_matrix_clear(&gram);
  ec_matrix_clear(&u);
  return status;
}

/* Singular values of the rows themselves, all of them. */
static ec_status
solve_exactly(struct ec_pca_problem *p, const struct ec_job *job, struct ec_error *error)
{
  size_t d = p->x->n_columns, k = p->x->n_rows < d ? p->x->n_rows : d;
  struct ec_matrix v = EC_MATRIX_INIT;
  double *values = ec_alloc(k, sizeof *values);
  ec_status status = ec_matrix_new(d, k, &v, error);
  if (status == EC_OK && values == NULL)
    status = ec_error_no_memory(error, "the singular values");
  if (status == EC_OK)
    status = ec_svd_centred(p->x, job, values, &v, error);
  for (size_t j = 0; j < p->n_wanted && status == EC_OK; j++) {
    p->singular[j] = values[j];
    memcpy(ec_matrix_column(&p->components, j), ec_matrix_column(&v, j), d * sizeof(double));
  }
  ec_matrix_clear(&v);
  ec_free(values);
  return status;
}

ec_status
ec_pca_solve_full(struct ec_pca_problem *p, const struct ec_job *job, struct ec_error *error)
{
  bool good = false;
  ec_status status;
  if (p->x->n_rows >= p->x->n_columns)
    status = solve_tall(p, job, &good, error);
  else
    status = solve_wide(p, job, &good, error);
  if (status == EC_OK && !good)
    status = solve_exactly(p, job, error);
  return status;
}

/* Replaces the columns of `a`, no more than its rows, by an orthonormal basis of what they span. */
static ec_status
orthonormalise(struct ec_matrix *a, const struct ec_job *job, struct ec_error *error)
{
  struct ec_qr_options options = EC_QR_OPTIONS_INIT;
  struct ec_matrix copy = EC_MATRIX_INIT;
  struct ec_qr *qr = NULL;
  ec_status status = ec_matrix_new(a->n_rows, a->n_columns, &copy, error);
  double largest = 0.0;
  if (status != EC_OK)
    return status;
  for (size_t j = 0; j < a->n_columns; j++)
    for (size_t i = 0; i < a->n_rows; i++)
      largest = fmax(largest, fabs(ec_matrix_get(a, i, j)));
  /* Powers of X grow quickly, and QR squares what it is given. */
  for (size_t j = 0; j < a->n_columns; j++)
    for (size_t i = 0; i < a->n_rows; i++)
      ec_matrix_set(&copy, i, j, largest > 0.0 ? ec_matrix_get(a, i, j) / largest : 0.0);
  status = ec_qr_factor(&copy, &options, job, &qr, error);
  for (size_t j = 0; j < a->n_columns && status == EC_OK; j++) {
    double *column = ec_matrix_column(a, j);
    memset(column, 0, a->n_rows * sizeof *column);
    column[j] = 1.0;
    ec_qr_apply(qr, column);
  }
  ec_qr_free(qr);
  ec_matrix_clear(&copy);
  return status;
}

/* What random directions become: `left` spans X (XᵀX)^powers times them. */
static ec_status
iterate(struct ec_pca_problem *p, struct ec_matrix *left, struct ec_matrix *right,
        const struct ec_job *job, struct ec_error *error)
{
  struct ec_factor x = {p->x, false, p->means}, transposed = {p->x, true, p->means};
  struct ec_factor l = {left, false, NULL}, r = {right, false, NULL};
  ec_status status = ec_product(&x, &r, job, left, error);
  for (size_t power = 0; power < p->options->n_powers && status == EC_OK; power++) {
    status = orthonormalise(left, job, error);
    if (status == EC_OK)
      status = ec_product(&transposed, &l, job, right, error);
    if (status == EC_OK)
      status = orthonormalise(right, job, error);
    if (status == EC_OK)
      status = ec_product(&x, &r, job, left, error);
  }
  return status == EC_OK ? orthonormalise(left, job, error) : status;
}

/* X ≈ Q Qᵀ X, and Qᵀ X = (W Σ Vᵀ): the components are the left vectors of (Qᵀ X)ᵀ. */
static ec_status
analyse(struct ec_pca_problem *p, const struct ec_matrix *left, struct ec_matrix *right,
        const struct ec_job *job, struct ec_error *error)
{
  struct ec_factor transposed = {p->x, true, p->means}, l = {left, false, NULL};
  struct ec_matrix v = EC_MATRIX_INIT;
  double *values = ec_alloc(right->n_columns, sizeof *values);
  ec_status status = ec_matrix_new(right->n_rows, right->n_columns, &v, error);
  if (status == EC_OK && values == NULL)
    status = ec_error_no_memory(error, "the singular values");
  if (status == EC_OK)
    status = ec_product(&transposed, &l, job, right, error);
  if (status == EC_OK)
    status = ec_svd(right, job, values, &v, NULL, error);
  for (size_t j = 0; j < p->n_wanted && status == EC_OK; j++) {
    p->singular[j] = values[j];
    memcpy(ec_matrix_column(&p->components, j), ec_matrix_column(&v, j), v.n_rows * sizeof(double));
  }
  ec_matrix_clear(&v);
  ec_free(values);
  return status;
}

ec_status
ec_pca_solve_randomised(struct ec_pca_problem *p, const struct ec_job *job, struct ec_error *error)
{
  size_t n = p->x->n_rows, d = p->x->n_columns, smaller = n < d ? n : d;
  size_t n_directions = smaller - p->n_wanted > p->options->oversampling
                            ? p->n_wanted + p->options->oversampling
                            : smaller;
  struct ec_matrix left = EC_MATRIX_INIT, right = EC_MATRIX_INIT;
  struct ec_random random = ec_random_new(p->options->seed);
  ec_status status = ec_matrix_new(n, n_directions, &left, error);
  if (status == EC_OK)
    status = ec_matrix_new(d, n_directions, &right, error);
  for (size_t j = 0; j < n_directions && status == EC_OK; j++)
    for (size_t i = 0; i < d; i++)
      ec_matrix_set(&right, i, j, ec_random_normal(&random));
  if (status == EC_OK)
    status = iterate(p, &left, &right, job, error);
  if (status == EC_OK)
    status = analyse(p, &left, &right, job, error);
  ec_matrix_clear(&left);
  ec_matrix_clear(&right);
  return status;
}
