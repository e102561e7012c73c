/* All eigenvalues of a tridiagonal matrix by implicit QL with Wilkinson's shift.
 *
 * The rotations are collected, and applied to the eigenvectors many at a time: a strip of rows of
 * them stays in the cache, and strips are independent of each other.
 * Source: EISPACK's imtql2 (A. Dubrulle, R. Martin, J. Wilkinson, Numerische Mathematik 12, 1968);
 * the strips after F. Van Zee, R. van de Geijn, G. Quintana-Ortí, ACM TOMS 40 (2014). */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/eigen-private.h"

enum { MAX_TURNS = 60, STRIP = 64, MAX_ROTATIONS = 1 << 15 };

/* Columns `column` and `column` + 1 become s z_{+1} … as in rotate_strip(). */
struct rotation {
  size_t column;
  double c, s;
};

struct rotations {
  struct ec_matrix *z; /* NULL where no vectors are wanted */
  struct rotation *list;
  size_t n;
};

static ec_status
rotate_strip(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct rotations *r = data;
  size_t first = piece * STRIP;
  size_t n = r->z->n_rows - first < STRIP ? r->z->n_rows - first : STRIP;
  for (size_t k = 0; k < r->n; k++) {
    double *restrict u = ec_matrix_column(r->z, r->list[k].column) + first;
    double *restrict v = u + r->z->stride;
    double c = r->list[k].c, s = r->list[k].s;
    for (size_t i = 0; i < n; i++) {
      double f = v[i];
      v[i] = s * u[i] + c * f;
      u[i] = c * u[i] - s * f;
    }
  }
  return EC_OK;
}

static ec_status
apply_rotations(struct rotations *r, const struct ec_job *job, struct ec_error *error)
{
  size_t n_strips = r->z->n_rows / STRIP + (r->z->n_rows % STRIP != 0);
  ec_status status = ec_parallel_for(job, NULL, n_strips, rotate_strip, r, error);
  r->n = 0;
  return status;
}

/* Half a rounding error of the whole; what is smaller beside the diagonal does not matter. */
static double
find_negligible(const struct ec_tridiagonal *t)
{
  double largest = 0.0;
  for (size_t i = 0; i < t->n; i++)
    largest = fmax(largest, fabs(t->diagonal[i]) + (i + 1 < t->n ? fabs(t->beside[i]) : 0.0));
  return 0x1p-54 * largest;
}

/* QL finds the eigenvalues at the top first, and quickly where those are the small ones; so T is
 * turned around where they stand at its end. The reduction tends to leave it so. */
static bool
turn_around(struct ec_tridiagonal *t)
{
  double *d = t->diagonal, *e = t->beside;
  if (t->n == 0 || fabs(d[0]) <= fabs(d[t->n - 1]))
    return false;
  for (size_t i = 0, j = t->n - 1; i < j; i++, j--) {
    double swapped = d[i];
    d[i] = d[j];
    d[j] = swapped;
  }
  for (size_t i = 0, j = t->n - 2; t->n > 1 && i < j; i++, j--) {
    double swapped = e[i];
    e[i] = e[j];
    e[j] = swapped;
  }
  return true;
}

/* The first place from `l` on where T falls apart. */
static size_t
find_split(const struct ec_tridiagonal *t, size_t l, double negligible)
{
  const double *d = t->diagonal, *e = t->beside;
  size_t m = l;
  for (; m + 1 < t->n; m++)
    if (fabs(e[m]) <= fmax(negligible, 0x1p-53 * (fabs(d[m]) + fabs(d[m + 1]))))
      break;
  return m;
}

/* One sweep of rotations from m - 1 up to l, which chases the shift out at l. */
static void
sweep(struct ec_tridiagonal *t, size_t l, size_t m, struct rotations *rotations)
{
  double *d = t->diagonal, *e = t->beside;
  double g = (d[l + 1] - d[l]) / (2.0 * e[l]), r = hypot(g, 1.0), s = 1.0, c = 1.0, p = 0.0;
  size_t i = m;
  g = d[m] - d[l] + e[l] / (g + copysign(r, g));
  while (i-- > l) {
    double f = s * e[i], b = c * e[i];
    r = hypot(f, g);
    if (i + 1 < m)
      e[i + 1] = r;
    if (r == 0.0) {
      d[i + 1] -= p;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    r = (d[i] - g) * s + 2.0 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    if (rotations->z != NULL)
      rotations->list[rotations->n++] = (struct rotation){i, c, s};
  }
  d[l] -= p;
  e[l] = g;
}

static ec_status
find_all(struct ec_tridiagonal *t, const struct ec_job *job, struct rotations *rotations,
         struct ec_error *error)
{
  double negligible = find_negligible(t);
  for (size_t l = 0; l < t->n; l++) {
    for (int turn = 0;; turn++) {
      size_t m = find_split(t, l, negligible);
      ec_status status = EC_OK;
      if (m == l)
        break;
      if (turn == MAX_TURNS)
        return ec_error_set(error, EC_ERROR_VALUE, "eigenvalue %zu was not found in %d steps",
                            l + 1, MAX_TURNS);
      sweep(t, l, m, rotations);
      if (m + 1 < t->n)
        t->beside[m] = 0.0;
      if (rotations->z != NULL && rotations->n > MAX_ROTATIONS)
        status = apply_rotations(rotations, job, error);
      if (status == EC_OK)
        status = ec_job_check(job, error);
      if (status != EC_OK)
        return status;
    }
  }
  return rotations->z != NULL ? apply_rotations(rotations, job, error) : EC_OK;
}

/* Brings the eigenvalues, and the columns of z with them, into descending order: each is swapped
 * once at most. */
static void
sort_descending(struct ec_tridiagonal *t, struct ec_matrix *z)
{
  double *d = t->diagonal;
  for (size_t i = 0; i + 1 < t->n; i++) {
    size_t best = i;
    double value = d[i];
    for (size_t j = i + 1; j < t->n; j++)
      if (d[j] > d[best])
        best = j;
    if (best == i)
      continue;
    d[i] = d[best];
    d[best] = value;
    for (size_t r = 0; z != NULL && r < z->n_rows; r++) {
      double swapped = ec_matrix_get(z, r, i);
      ec_matrix_set(z, r, i, ec_matrix_get(z, r, best));
      ec_matrix_set(z, r, best, swapped);
    }
  }
}

ec_status
ec_tridiagonal_all(struct ec_tridiagonal *t, const struct ec_job *job, double *values,
                   struct ec_matrix *z, struct ec_error *error)
{
  struct rotations rotations = {.z = z};
  ec_status status;
  bool turned = turn_around(t);
  for (size_t i = 0; z != NULL && i < t->n; i++)
    ec_matrix_set(z, turned ? t->n - 1 - i : i, i, 1.0);
  if (z != NULL) {
    rotations.list = ec_alloc(MAX_ROTATIONS + t->n + 1, sizeof *rotations.list);
    if (rotations.list == NULL)
      return ec_error_no_memory(error, "the eigenvectors");
  }
  status = find_all(t, job, &rotations, error);
  ec_free(rotations.list);
  if (status != EC_OK)
    return status;
  sort_descending(t, z);
  memcpy(values, t->diagonal, t->n * sizeof *values);
  return EC_OK;
}
