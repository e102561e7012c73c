#include "config.h"

#include "metric/silhouette.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/sum.h"
#include "linalg/product-kernels.h"
#include "metric/silhouette-clusters.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Whether the scores are defined: finite rows, and fewer clusters than rows. */
static ec_status
check(const struct ec_matrix *x, const struct ec_clusters *clusters, struct ec_error *error)
{
  if (clusters->k < 2)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "all rows are in one cluster; at least 2 are needed to compare them");
  if (clusters->k >= clusters->n)
    return ec_error_set(
        error, EC_ERROR_VALUE,
        "each of the %zu rows is a cluster of its own; there must be fewer clusters "
        "than rows",
        clusters->n);
  for (size_t j = 0; j < x->n_columns; j++)
    for (size_t i = 0; i < x->n_rows; i++)
      if (!isfinite(ec_matrix_get(x, i, j)))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, j + 1,
                               "row %zu has a value in feature %zu that is not a finite number",
                               i + 1, j + 1);
  return EC_OK;
}

static ec_status
prepare(const struct ec_matrix *x, const double *labels, struct ec_clusters *clusters,
        struct ec_error *error)
{
  ec_status status = ec_clusters_new(labels, x->n_rows, clusters, error);
  if (status != EC_OK)
    return status;
  status = check(x, clusters, error);
  if (status != EC_OK)
    ec_clusters_clear(clusters);
  return status;
}

struct silhouette {
  const struct ec_clusters *clusters;
  const struct ec_kernel *kernel;
  struct ec_panels panels; /* of the rows, cluster by cluster */
  double *sums;            /* a worker: k by width, distances to each cluster */
  double *values;          /* n */
};

/* Adds the distances to one row, whose squares are given, to the sums of its cluster. The compiler
 * does not make vectors of roots by itself, for a root may set errno. */
static void
add_roots_plain(size_t width, const double *squares, double *sums)
{
  for (size_t i = 0; i < width; i++)
    sums[i] += sqrt(squares[i]);
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void
add_roots_avx512(size_t width, const double *squares, double *sums)
{
  for (size_t i = 0; i < width; i += 8) {
    __m512d sum = _mm512_load_pd(sums + i);
    _mm512_store_pd(sums + i, _mm512_add_pd(sum, _mm512_sqrt_pd(_mm512_load_pd(squares + i))));
  }
}
#endif

static void
add_roots(size_t width, const double *squares, double *sums)
{
#if defined(__x86_64__)
  /* The width of the panels of AVX-512, which are aligned. */
  if (width == 24) {
    add_roots_avx512(width, squares, sums);
    return;
  }
#endif
  add_roots_plain(width, squares, sums);
}

/* s = (b - a) / max(a, b) of the row at place `i` of a panel, in its own cluster `own`. */
static double
score(const struct silhouette *s, const double *sums, size_t i, size_t own)
{
  const size_t *begins = s->clusters->begins;
  size_t size = begins[own + 1] - begins[own], width = s->kernel->width;
  double a, b = INFINITY;
  if (size == 1)
    return 0.0;
  a = sums[own * width + i] / (double)(size - 1);
  for (size_t c = 0; c < s->clusters->k; c++)
    if (c != own)
      b = fmin(b, sums[c * width + i] / (double)(begins[c + 1] - begins[c]));
  return a == b ? 0.0 : (b - a) / fmax(a, b);
}

static ec_status
score_panel(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  _Alignas(64) double tile[EC_TILE_MAX];
  const struct silhouette *s = data;
  const struct ec_clusters *clusters = s->clusters;
  size_t width = s->kernel->width, n = s->panels.n, first = piece * width, c = 0;
  double *sums = s->sums + worker * clusters->k * width;
  memset(sums, 0, clusters->k * width * sizeof *sums);
  for (size_t row = 0; row < clusters->n; row += s->kernel->narrow) {
    const double *others = s->panels.data + row / width * width * n + row % width;
    s->kernel->squares(n, s->panels.data + first * n, others, tile);
    for (size_t j = 0; j < s->kernel->narrow && row + j < clusters->n; j++) {
      while (row + j >= clusters->begins[c + 1])
        c++;
      add_roots(width, tile + j * width, sums + c * width);
    }
  }
  for (size_t i = 0; i < width && first + i < clusters->n; i++) {
    size_t place = clusters->rows[first + i];
    s->values[place] = score(s, sums, i, clusters->cluster[place]);
  }
  return EC_OK;
}

ec_status
ec_silhouette(const struct ec_matrix *x, const double *labels, const struct ec_job *job,
              double *values, double *mean, struct ec_error *error)
{
  struct ec_clusters clusters;
  struct silhouette s = {.clusters = &clusters, .kernel = ec_kernel_best()};
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  struct ec_sum sum = {0.0, 0.0};
  ec_status status = prepare(x, labels, &clusters, error);
  if (status != EC_OK)
    return status;
  status = ec_panels_new(x, clusters.rows, x->n_rows, s.kernel, &s.panels, error);
  s.sums = ec_alloc(n_workers * clusters.k, s.kernel->width * sizeof *s.sums);
  s.values = ec_alloc(x->n_rows, sizeof *s.values);
  if (status == EC_OK && (s.sums == NULL || s.values == NULL))
    status = ec_error_no_memory(error, "the silhouettes");
  if (status == EC_OK)
    status = ec_parallel_for(job, "silhouettes", s.panels.n_panels, score_panel, &s, error);
  for (size_t i = 0; i < x->n_rows && status == EC_OK; i++)
    ec_sum_add(&sum, s.values[i]);
  if (status == EC_OK)
    *mean = ec_sum_get(&sum) / (double)x->n_rows;
  if (status == EC_OK && values != NULL)
    memcpy(values, s.values, x->n_rows * sizeof *values);
  ec_clusters_clear(&clusters);
  ec_free(s.panels.data);
  ec_free(s.sums);
  ec_free(s.values);
  return status;
}

/* The means of the clusters, k by D. */
static ec_status
find_centres(const struct ec_matrix *x, const struct ec_clusters *clusters,
             struct ec_matrix *centres, struct ec_error *error)
{
  ec_status status = ec_matrix_new(clusters->k, x->n_columns, centres, error);
  for (size_t j = 0; j < x->n_columns && status == EC_OK; j++)
    for (size_t c = 0; c < clusters->k; c++) {
      struct ec_sum sum = {0.0, 0.0};
      for (size_t i = clusters->begins[c]; i < clusters->begins[c + 1]; i++)
        ec_sum_add(&sum, ec_matrix_get(x, clusters->rows[i], j));
      ec_matrix_set(centres, c, j,
                    ec_sum_get(&sum) / (double)(clusters->begins[c + 1] - clusters->begins[c]));
    }
  return status;
}

ec_status
ec_calinski_harabasz(const struct ec_matrix *x, const double *labels, double *found,
                     struct ec_error *error)
{
  struct ec_clusters clusters;
  struct ec_matrix centres;
  struct ec_sum within = {0.0, 0.0}, between = {0.0, 0.0};
  double k, n = (double)x->n_rows;
  ec_status status = prepare(x, labels, &clusters, error);
  if (status != EC_OK)
    return status;
  status = find_centres(x, &clusters, &centres, error);
  for (size_t j = 0; j < x->n_columns && status == EC_OK; j++) {
    struct ec_sum sum = {0.0, 0.0};
    double mean;
    for (size_t i = 0; i < x->n_rows; i++) {
      double value = ec_matrix_get(x, i, j);
      double difference = value - ec_matrix_get(&centres, clusters.cluster[i], j);
      ec_sum_add(&sum, value);
      ec_sum_add(&within, difference * difference);
    }
    mean = ec_sum_get(&sum) / n;
    for (size_t c = 0; c < clusters.k; c++) {
      double difference = ec_matrix_get(&centres, c, j) - mean;
      ec_sum_add(&between,
                 (double)(clusters.begins[c + 1] - clusters.begins[c]) * difference * difference);
    }
  }
  k = (double)clusters.k;
  if (status == EC_OK)
    *found = ec_sum_get(&within) == 0.0
                 ? 1.0
                 : ec_sum_get(&between) * (n - k) / (ec_sum_get(&within) * (k - 1.0));
  ec_clusters_clear(&clusters);
  if (status == EC_OK)
    ec_matrix_clear(&centres);
  return status;
}

/* The distance of rows a of one matrix and b of another with as many columns. */
static double
distance(const struct ec_matrix *x, size_t a, const struct ec_matrix *y, size_t b)
{
  double squares = 0.0;
  for (size_t j = 0; j < x->n_columns; j++) {
    double difference = ec_matrix_get(x, a, j) - ec_matrix_get(y, b, j);
    squares += difference * difference;
  }
  return sqrt(squares);
}

/* The mean over clusters of the worst overlap with another one; `spreads` are the mean distances to
 * the centres. */
static double
find_overlap(const struct ec_matrix *centres, const double *spreads)
{
  struct ec_sum sum = {0.0, 0.0};
  for (size_t a = 0; a < centres->n_rows; a++) {
    double worst = 0.0;
    for (size_t b = 0; b < centres->n_rows; b++) {
      double apart = distance(centres, a, centres, b);
      if (apart > 0.0)
        worst = fmax(worst, (spreads[a] + spreads[b]) / apart);
    }
    ec_sum_add(&sum, worst);
  }
  return ec_sum_get(&sum) / (double)centres->n_rows;
}

ec_status
ec_davies_bouldin(const struct ec_matrix *x, const double *labels, double *found,
                  struct ec_error *error)
{
  struct ec_clusters clusters;
  struct ec_matrix centres = EC_MATRIX_INIT;
  double *spreads;
  ec_status status = prepare(x, labels, &clusters, error);
  if (status != EC_OK)
    return status;
  spreads = ec_alloc(clusters.k, sizeof *spreads);
  status = spreads == NULL ? ec_error_no_memory(error, "the clusters")
                           : find_centres(x, &clusters, &centres, error);
  for (size_t c = 0; c < clusters.k && status == EC_OK; c++) {
    struct ec_sum sum = {0.0, 0.0};
    for (size_t i = clusters.begins[c]; i < clusters.begins[c + 1]; i++)
      ec_sum_add(&sum, distance(x, clusters.rows[i], &centres, c));
    spreads[c] = ec_sum_get(&sum) / (double)(clusters.begins[c + 1] - clusters.begins[c]);
  }
  if (status == EC_OK)
    *found = find_overlap(&centres, spreads);
  ec_clusters_clear(&clusters);
  ec_matrix_clear(&centres);
  ec_free(spreads);
  return status;
}

/* How many pairs of rows are in one cluster, in one of both partitions, and in both at once. */
struct pairs {
  double a, b, both;
};

static double
choose_two(double n)
{
  return n * (n - 1.0) / 2.0;
}

/* `counts` has an entry for each cluster of b, and is zero. */
static void
count_pairs(const struct ec_clusters *a, const struct ec_clusters *b, size_t *counts,
            struct pairs *pairs)
{
  for (size_t c = 0; c < b->k; c++)
    pairs->b += choose_two((double)(b->begins[c + 1] - b->begins[c]));
  for (size_t c = 0; c < a->k; c++) {
    size_t begin = a->begins[c], end = a->begins[c + 1];
    pairs->a += choose_two((double)(end - begin));
    for (size_t i = begin; i < end; i++)
      counts[b->cluster[a->rows[i]]]++;
    /* Only what was counted is looked at, and cleared for the next cluster. */
    for (size_t i = begin; i < end; i++) {
      size_t *count = &counts[b->cluster[a->rows[i]]];
      pairs->both += choose_two((double)*count);
      *count = 0;
    }
  }
}

ec_status
ec_adjusted_rand(const double *a, const double *b, size_t n, double *index, struct ec_error *error)
{
  struct ec_clusters first, second = {0};
  struct pairs pairs = {0.0, 0.0, 0.0};
  size_t *counts = NULL;
  ec_status status = ec_clusters_new(a, n, &first, error);
  if (status != EC_OK)
    return status;
  status = ec_clusters_new(b, n, &second, error);
  if (status == EC_OK && (counts = ec_alloc_zero(second.k, sizeof *counts)) == NULL)
    status = ec_error_no_memory(error, "the clusters");
  if (status == EC_OK) {
    double expected, most;
    count_pairs(&first, &second, counts, &pairs);
    expected = n > 1 ? pairs.a * pairs.b / choose_two((double)n) : 0.0;
    most = 0.5 * (pairs.a + pairs.b);
    /* Equal partitions, also those for which both are 0: one cluster, or n. */
    *index = pairs.a == pairs.both && pairs.b == pairs.both
                 ? 1.0
                 : (pairs.both - expected) / (most - expected);
  }
  ec_clusters_clear(&first);
  ec_clusters_clear(&second);
  ec_free(counts);
  return status;
}
