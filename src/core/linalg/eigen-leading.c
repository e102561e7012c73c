/* The largest eigenvalues of a tridiagonal matrix by bisection, eight at a time, and their vectors
 * by inverse iteration. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "linalg/eigen-private.h"
#include "linalg/vector.h"

enum { LANES = 8, MAX_HALVINGS = 120, MAX_TURNS = 8 };

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t counts __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

/* What bisection reads: T with its off-diagonal squared, and an interval that holds all. */
struct sturm {
  size_t n;
  const double *diagonal, *squares;
  double low, high, pivot; /* the smallest magnitude that a pivot may have */
};

/* How many eigenvalues are below each x: the negative pivots of T - x (Sylvester's law). */
INLINE void
count_below(const struct sturm *t, const lanes *x, counts *below)
{
  lanes q = t->diagonal[0] - *x, tiny = {0};
  counts n = {0};
  tiny -= t->pivot;
  for (size_t i = 0;; i++) {
    counts small = (q < t->pivot) & (q > tiny);
    q = (lanes)(((counts)q & ~small) | ((counts)tiny & small));
    n -= q < 0.0;
    if (i + 1 == t->n)
      break;
    q = (t->diagonal[i + 1] - *x) - t->squares[i] / q;
  }
  *below = n;
}

/* Halves the intervals of the eigenvalues that are `first`, `first` + 1, … from the top. */
INLINE void
bisect(const struct sturm *t, size_t first, double *values)
{
  lanes low = {0}, high = {0};
  counts wanted = {0};
  for (size_t i = 0; i < LANES; i++)
    wanted[i] = (int64_t)t->n - 1 - (int64_t)(first + i);
  low += t->low;
  high += t->high;
  for (int halving = 0; halving < MAX_HALVINGS; halving++) {
    lanes middle = 0.5 * low + 0.5 * high, before = high - low;
    counts below, up;
    count_below(t, &middle, &below);
    up = below <= wanted;
    low = (lanes)(((counts)middle & up) | ((counts)low & ~up));
    high = (lanes)(((counts)middle & ~up) | ((counts)high & up));
    up = (high - low) < before;
    if ((up[0] | up[1] | up[2] | up[3] | up[4] | up[5] | up[6] | up[7]) == 0)
      break;
  }
  for (size_t i = 0; i < LANES; i++)
    values[i] = 0.5 * low[i] + 0.5 * high[i];
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512dq"))) static void
bisect_avx512(const struct sturm *t, size_t first, double *values)
{
  bisect(t, first, values);
}

__attribute__((target("avx2"))) static void
bisect_avx2(const struct sturm *t, size_t first, double *values)
{
  bisect(t, first, values);
}
#endif

static void
bisect_best(const struct sturm *t, size_t first, double *values)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    bisect_avx512(t, first, values);
    return;
  }
  if (__builtin_cpu_supports("avx2")) {
    bisect_avx2(t, first, values);
    return;
  }
#endif
  bisect(t, first, values);
}

struct bisection {
  const struct sturm *t;
  size_t n_values;
  double *values;
};

static ec_status
bisect_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct bisection *b = data;
  size_t first = piece * LANES;
  double found[LANES];
  bisect_best(b->t, first, found);
  for (size_t i = 0; i < LANES && first + i < b->n_values; i++)
    b->values[first + i] = found[i];
  return EC_OK;
}

/* Gershgorin's bounds, a little wider; returns ||T|| or a bound of it. */
static double
bound(const struct ec_tridiagonal *t, double *squares, struct sturm *sturm)
{
  double norm = 0.0, low = INFINITY, high = -INFINITY, largest = 0.0;
  for (size_t i = 0; i < t->n; i++) {
    double left = i > 0 ? fabs(t->beside[i - 1]) : 0.0;
    double right = i + 1 < t->n ? fabs(t->beside[i]) : 0.0;
    low = fmin(low, t->diagonal[i] - left - right);
    high = fmax(high, t->diagonal[i] + left + right);
    if (i + 1 < t->n)
      largest = fmax(largest, squares[i] = right * right);
  }
  norm = fmax(fabs(low), fabs(high));
  *sturm = (struct sturm){t->n,
                          t->diagonal,
                          squares,
                          low - 4.0 * DBL_EPSILON * norm,
                          high + 4.0 * DBL_EPSILON * norm,
                          fmax(DBL_MIN, DBL_MIN * largest * 4.0)};
  return norm;
}

/* T - λ = P L U by elimination with pivoting: U has two diagonals above its own. */
struct factors {
  double *pivots, *first, *second, *multipliers;
  bool *swapped;
};

static void
factor(const struct ec_tridiagonal *t, double value, double tiny, struct factors *f)
{
  double pivot = t->diagonal[0] - value, next = t->n > 1 ? t->beside[0] : 0.0;
  for (size_t i = 0; i + 1 < t->n; i++) {
    double below = t->beside[i], diagonal = t->diagonal[i + 1] - value;
    double after = i + 2 < t->n ? t->beside[i + 1] : 0.0;
    f->swapped[i] = fabs(below) > fabs(pivot);
    if (f->swapped[i]) {
      f->pivots[i] = below;
      f->first[i] = diagonal;
      f->second[i] = after;
      f->multipliers[i] = pivot / below;
      pivot = next - f->multipliers[i] * diagonal;
      next = -f->multipliers[i] * after;
    } else {
      if (fabs(pivot) < tiny)
        pivot = copysign(tiny, pivot);
      f->pivots[i] = pivot;
      f->first[i] = next;
      f->second[i] = 0.0;
      f->multipliers[i] = below / pivot;
      pivot = diagonal - f->multipliers[i] * next;
      next = after;
    }
  }
  f->pivots[t->n - 1] = fabs(pivot) < tiny ? copysign(tiny, pivot) : pivot;
}

static void
solve(size_t n, const struct factors *f, double *x)
{
  for (size_t i = 0; i + 1 < n; i++) {
    if (f->swapped[i]) {
      double swapped = x[i];
      x[i] = x[i + 1];
      x[i + 1] = swapped;
    }
    x[i + 1] -= f->multipliers[i] * x[i];
  }
  for (size_t i = n; i-- > 0;) {
    double sum = x[i];
    if (i + 1 < n)
      sum -= f->first[i] * x[i + 1];
    if (i + 2 < n)
      sum -= f->second[i] * x[i + 2];
    x[i] = sum / f->pivots[i];
  }
}

static double
largest_magnitude(size_t n, const double *x)
{
  double largest = 0.0;
  for (size_t i = 0; i < n; i++)
    largest = fmax(largest, fabs(x[i]));
  return largest;
}

/* Scales x to length 1; false where it has none. */
static bool
normalise(size_t n, double *x)
{
  double scale = largest_magnitude(n, x), length;
  if (!(scale > 0.0) || isinf(scale))
    return false;
  for (size_t i = 0; i < n; i++)
    x[i] /= scale;
  length = sqrt(ec_dot(n, x, x));
  for (size_t i = 0; i < n; i++)
    x[i] /= length;
  return true;
}

/* max |T x - λ x|. */
static double
residual(const struct ec_tridiagonal *t, double value, const double *x)
{
  double largest = 0.0;
  for (size_t i = 0; i < t->n; i++) {
    double r = (t->diagonal[i] - value) * x[i];
    if (i > 0)
      r += t->beside[i - 1] * x[i - 1];
    if (i + 1 < t->n)
      r += t->beside[i] * x[i + 1];
    largest = fmax(largest, fabs(r));
  }
  return largest;
}

/* Takes off x what it shares with the vectors before it, twice, for once is not always enough. */
static void
orthogonalise(const struct ec_matrix *z, size_t n_before, double *x)
{
  for (int turn = 0; turn < 2; turn++)
    for (size_t j = 0; j < n_before; j++) {
      const double *before = ec_matrix_column(z, j);
      double along = ec_dot(z->n_rows, before, x);
      for (size_t i = 0; i < z->n_rows; i++)
        x[i] -= along * before[i];
    }
}

/* Inverse iteration from a random vector, which shares something with every eigenvector. One more
 * turn than the residual asks for makes up for an unlucky start. */
static bool
find_vector(const struct ec_tridiagonal *t, double value, double norm, struct factors *f,
            struct ec_matrix *z, size_t j)
{
  struct ec_random root = ec_random_new(0), random = ec_random_split(&root, j);
  double *x = ec_matrix_column(z, j), small = 4.0 * DBL_EPSILON * norm;
  bool done = false;
  for (size_t i = 0; i < t->n; i++)
    x[i] = ec_random_uniform(&random) - 0.5;
  factor(t, value, DBL_EPSILON * norm, f);
  for (int turn = 0; turn < MAX_TURNS; turn++) {
    bool good;
    solve(t->n, f, x);
    if (!normalise(t->n, x))
      return false;
    orthogonalise(z, j, x);
    if (!normalise(t->n, x))
      return false;
    good = residual(t, value, x) <= small;
    if (good && done)
      return true;
    done = good;
  }
  return residual(t, value, x) <= 16.0 * small;
}

static bool
allocate(size_t n, double **squares, struct factors *f)
{
  *squares = ec_alloc(n, sizeof **squares);
  f->pivots = ec_alloc(4 * n, sizeof *f->pivots);
  f->swapped = ec_alloc(n, sizeof *f->swapped);
  if (*squares == NULL || f->pivots == NULL || f->swapped == NULL)
    return false;
  f->first = f->pivots + n;
  f->second = f->first + n;
  f->multipliers = f->second + n;
  return true;
}

ec_status
ec_tridiagonal_leading(const struct ec_tridiagonal *t, const struct ec_job *job, double *values,
                       struct ec_matrix *z, bool *good, struct ec_error *error)
{
  struct sturm sturm;
  struct bisection bisection = {&sturm, z->n_columns, values};
  struct factors factors = {0};
  double *squares = NULL, norm;
  ec_status status = EC_OK;
  bool all = true;
  if (!allocate(t->n, &squares, &factors)) {
    status = ec_error_no_memory(error, "the eigenvectors");
  } else {
    size_t n_pieces = z->n_columns / LANES + (z->n_columns % LANES != 0);
    norm = bound(t, squares, &sturm);
    status = ec_parallel_for(job, NULL, n_pieces, bisect_piece, &bisection, error);
    for (size_t j = 0; j < z->n_columns && all && status == EC_OK; j++) {
      all = find_vector(t, values[j], norm, &factors, z, j);
      status = ec_job_check(job, error);
    }
  }
  ec_free(squares);
  ec_free(factors.pivots);
  ec_free(factors.swapped);
  if (status == EC_OK)
    *good = all;
  return status;
}
