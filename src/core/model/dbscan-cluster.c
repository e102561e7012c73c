/* The clusters of DBSCAN: first which rows are core, then which core rows are connected, last whom the
 * rows at the border belong to. The searches run in parallel; the connecting is done in the order
 * of rows. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/dbscan-private.h"
#include "model/model-file.h"

enum {
  /* Rows whose neighbours are listed at a time, so that the lists stay small; and how many times at
   * most, for after each the roots of all rows are found. */
  LEAST_BLOCK = 512,
  MAX_BLOCKS = 64,
  /* A tree of features leaves out little where eps is wide, and comparing so few rows with all
   * others takes a fraction of a second at worst. */
  FEW_ROWS = 16384,
  LOOK_BACK = 4, /* entries of a list that are compared with a new one */
};

static const size_t NO_CLUSTER = (size_t)-1;

/* A list of rows that grows; `full` tells that memory ran out. */
struct list {
  size_t *rows, n, size;
  bool full;
};

struct clustering {
  const struct ec_dbscan_options *options;
  const struct ec_matrix *x;
  const struct ec_search *search;
  size_t *counts;     /* N: neighbours, as far as they were counted */
  bool *core;         /* N */
  bool *border;       /* N: those that are not core */
  size_t *parents;    /* N: the forest of connected core rows; a root is its own parent */
  size_t *clusters;   /* N */
  size_t first;       /* the first row of the block */
  size_t block;       /* rows of it */
  struct list *lists; /* of the block */
};

static bool
count_neighbour(void *data, size_t query, size_t row)
{
  struct clustering *c = data;
  return ++c->counts[query] < c->options->min_samples;
}

/* Lists core rows before a core row that are near it. Of those that are known to be connected one is
 * enough: before a block is searched, each row before it has its root for a parent. */
static bool
list_neighbour(void *data, size_t query, size_t row)
{
  struct clustering *c = data;
  struct list *list = &c->lists[query - c->first];
  if (row >= query || !c->core[row])
    return true;
  row = c->parents[row];
  for (size_t i = 0; i < list->n && i < LOOK_BACK; i++)
    if (list->rows[list->n - 1 - i] == row)
      return true;
  if (list->n == list->size) {
    size_t size = list->size == 0 ? 16 : 2 * list->size;
    size_t *rows = ec_resize(list->rows, list->size, size, sizeof *rows);
    if (rows == NULL) {
      list->full = true;
      return false;
    }
    list->rows = rows;
    list->size = size;
  }
  list->rows[list->n++] = row;
  return true;
}

/* The first cluster that has a core row near a row that is not core. */
static bool
join_cluster(void *data, size_t query, size_t row)
{
  struct clustering *c = data;
  if (c->core[row] && c->clusters[row] < c->clusters[query])
    c->clusters[query] = c->clusters[row];
  return true;
}

/* The root of a row, with the path to it cut in half (R. Tarjan, J. van Leeuwen, JACM 31, 1984). */
static size_t
find_root(size_t *parents, size_t row)
{
  while (parents[row] != row) {
    parents[row] = parents[parents[row]];
    row = parents[row];
  }
  return row;
}

/* Connects the listed pairs; the root of two is the earlier row. */
static ec_status
connect_block(struct clustering *c, size_t n, struct ec_error *error)
{
  for (size_t i = 0; i < n; i++) {
    struct list *list = &c->lists[i];
    if (list->full)
      return ec_error_no_memory(error, "the neighbours of the rows");
    for (size_t j = 0; j < list->n; j++) {
      size_t a = find_root(c->parents, c->first + i), b = find_root(c->parents, list->rows[j]);
      if (a < b)
        c->parents[b] = a;
      else
        c->parents[a] = b;
    }
    list->n = 0;
  }
  for (size_t i = 0; i < c->first + n; i++)
    c->parents[i] = find_root(c->parents, i);
  return EC_OK;
}

static ec_status
connect(struct clustering *c, double limit, const struct ec_job *job, struct ec_error *error)
{
  size_t n_rows = c->x->n_rows;
  ec_status status = EC_OK;
  for (c->first = 0; c->first < n_rows && status == EC_OK; c->first += c->block) {
    size_t n = n_rows - c->first < c->block ? n_rows - c->first : c->block;
    status = ec_search_before(c->search, c->x, c->first, n, c->core, limit, list_neighbour, c, job,
                              error);
    if (status == EC_OK)
      status = connect_block(c, n, error);
    ec_job_report(job, 0.5 + 0.4 * (double)c->first / (double)n_rows, "DBSCAN");
  }
  return status;
}

/* Numbers the clusters by their first core rows, which are the roots. */
static size_t
number_clusters(struct clustering *c)
{
  size_t n_clusters = 0;
  for (size_t i = 0; i < c->x->n_rows; i++) {
    size_t root;
    c->clusters[i] = NO_CLUSTER;
    if (!c->core[i])
      continue;
    root = find_root(c->parents, i);
    c->clusters[i] = root == i ? n_clusters++ : c->clusters[root];
  }
  return n_clusters;
}

static ec_status
find_clusters(struct clustering *c, const struct ec_job *job, size_t *n_clusters,
              struct ec_error *error)
{
  double limit = c->options->eps * c->options->eps;
  size_t n = c->x->n_rows;
  ec_status status =
      ec_search_within(c->search, c->x, 0, n, NULL, limit, count_neighbour, c, job, error);
  for (size_t i = 0; i < n; i++) {
    c->core[i] = c->counts[i] >= c->options->min_samples;
    c->border[i] = !c->core[i];
    c->parents[i] = i;
  }
  ec_job_report(job, 0.5, "DBSCAN");
  if (status == EC_OK)
    status = connect(c, limit, job, error);
  if (status != EC_OK)
    return status;
  *n_clusters = number_clusters(c);
  return ec_search_within(c->search, c->x, 0, n, c->border, limit, join_cluster, c, job, error);
}

static ec_status
build_result(const struct clustering *c, size_t n_clusters, struct ec_dbscan *made,
             struct ec_error *error)
{
  size_t n = c->x->n_rows, d = c->x->n_columns, n_core = 0, at = 0;
  struct ec_dbscan_result *r = &made->result;
  double *labels = ec_arena_alloc(made->arena, n, sizeof *labels);
  bool *core = ec_arena_alloc(made->arena, n, sizeof *core);
  size_t *sizes = ec_arena_alloc(made->arena, n_clusters, sizeof *sizes);
  for (size_t i = 0; i < n; i++)
    n_core += c->core[i];
  made->core_labels = ec_arena_alloc(made->arena, n_core, sizeof *made->core_labels);
  if (labels == NULL || core == NULL || sizes == NULL || made->core_labels == NULL ||
      !ec_arena_matrix(made->arena, n_core, d, &made->core))
    return ec_error_no_memory(error, "the clusters");
  *r = (struct ec_dbscan_result){n, n_clusters, n_core, 0, labels, core, sizes};
  for (size_t i = 0; i < n; i++) {
    bool noise = c->clusters[i] == NO_CLUSTER;
    labels[i] = noise ? -1.0 : (double)c->clusters[i];
    core[i] = c->core[i];
    r->n_noise += noise;
    if (!noise)
      sizes[c->clusters[i]]++;
    if (!core[i])
      continue;
    for (size_t j = 0; j < d; j++)
      ec_matrix_set(&made->core, at, j, ec_matrix_get(c->x, i, j));
    made->core_labels[at++] = labels[i];
  }
  if (n_core == 0)
    return EC_OK;
  return ec_search_new(&made->core, EC_NEIGHBOURS_EUCLIDEAN, EC_NEIGHBOURS_AUTO, &made->search,
                       error);
}

static ec_status
allocate(struct clustering *c, struct ec_arena *scratch, struct ec_error *error)
{
  size_t n = c->x->n_rows;
  c->counts = ec_arena_alloc(scratch, n, sizeof *c->counts);
  c->core = ec_arena_alloc(scratch, n, sizeof *c->core);
  c->border = ec_arena_alloc(scratch, n, sizeof *c->border);
  c->parents = ec_arena_alloc(scratch, n, sizeof *c->parents);
  c->clusters = ec_arena_alloc(scratch, n, sizeof *c->clusters);
  c->block = n / MAX_BLOCKS > LEAST_BLOCK ? n / MAX_BLOCKS : LEAST_BLOCK;
  c->lists = ec_arena_alloc(scratch, c->block, sizeof *c->lists);
  if (c->counts == NULL || c->core == NULL || c->border == NULL || c->parents == NULL ||
      c->clusters == NULL || c->lists == NULL)
    return ec_error_no_memory(error, "the clusters");
  return EC_OK;
}

ec_status
ec_dbscan_cluster(struct ec_dbscan *made, const struct ec_matrix *x, const struct ec_job *job,
                  struct ec_error *error)
{
  struct clustering c = {.options = &made->options, .x = x};
  struct ec_search *search = NULL;
  struct ec_arena *scratch = ec_arena_new(0);
  size_t n_clusters;
  ec_status status = EC_OK;
  made->arena = ec_arena_new(0);
  if (scratch == NULL || made->arena == NULL)
    status = ec_error_no_memory(error, "the clusters");
  if (status == EC_OK)
    status = allocate(&c, scratch, error);
  if (status == EC_OK)
    status = ec_search_new(x, EC_NEIGHBOURS_EUCLIDEAN,
                           x->n_rows <= FEW_ROWS ? EC_NEIGHBOURS_BRUTE : EC_NEIGHBOURS_AUTO,
                           &search, error);
  c.search = search;
  if (status == EC_OK)
    status = find_clusters(&c, job, &n_clusters, error);
  if (status == EC_OK)
    status = build_result(&c, n_clusters, made, error);
  for (size_t i = 0; c.lists != NULL && i < c.block; i++)
    ec_free(c.lists[i].rows);
  ec_search_free(search);
  ec_arena_free(scratch);
  return status;
}

void
ec_dbscan_take(struct ec_dbscan *dbscan, const struct ec_dbscan *made)
{
  ec_search_free(dbscan->search);
  ec_arena_free(dbscan->arena);
  dbscan->options = made->options;
  dbscan->arena = made->arena;
  dbscan->result = made->result;
  dbscan->core = made->core;
  dbscan->core_labels = made->core_labels;
  dbscan->search = made->search;
}

static int
compare(const void *a, const void *b)
{
  double u = *(const double *)a, v = *(const double *)b;
  return (u > v) - (u < v);
}

static ec_status
check_distances(const struct ec_matrix *x, size_t k, struct ec_error *error)
{
  if (x->n_rows == 0 || x->n_columns == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to measure distances between");
  if (k < 1 || k > x->n_rows)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the distance to row %zu in the order of nearness is asked for; it must be "
                        "from 1 to %zu",
                        k, x->n_rows);
  for (size_t j = 0; j < x->n_columns; j++)
    for (size_t i = 0; i < x->n_rows; i++)
      if (!isfinite(ec_matrix_get(x, i, j)))
        return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, j + 1,
                               "row %zu has a value in feature %zu that is not a finite number",
                               i + 1, j + 1);
  return EC_OK;
}

ec_status
ec_dbscan_distances(const struct ec_matrix *x, size_t k, const struct ec_job *job,
                    double *distances, struct ec_error *error)
{
  struct ec_search *search = NULL;
  struct ec_neighbour *found = NULL;
  size_t n;
  ec_status status = check_distances(x, k, error);
  if (status != EC_OK)
    return status;
  if (ec_size_multiply(x->n_rows, k, &n))
    found = ec_alloc(n, sizeof *found);
  if (found == NULL)
    return ec_error_no_memory(error, "the distances");
  status = ec_search_new(x, EC_NEIGHBOURS_EUCLIDEAN, EC_NEIGHBOURS_AUTO, &search, error);
  if (status == EC_OK)
    status = ec_search_nearest(search, x, k, job, found, error);
  for (size_t i = 0; i < x->n_rows && status == EC_OK; i++)
    distances[i] = sqrt(found[i * k + k - 1].distance);
  if (status == EC_OK)
    qsort(distances, x->n_rows, sizeof *distances, compare);
  ec_search_free(search);
  ec_free(found);
  return status;
}
