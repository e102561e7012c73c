#include "config.h"

#include "model/neighbours-search.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/product-kernels.h"
#include "model/neighbours-tree.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* A tree pays where it can leave out most rows, which takes many rows and few features; between few
 * and many features the more rows the better. Measured on letters (20000 by 16) and noise. */
enum { TREE_MIN_ROWS = 64, FEW_FEATURES = 10, MANY_FEATURES = 20, ROWS_A_FEATURE = 2000 };

struct ec_search {
  size_t n_rows, n_features;
  struct ec_kd_tree *tree; /* or, where that is NULL, all rows: */
  const struct ec_kernel *kernel;
  ec_kernel_func distances;
  struct ec_panels panels;
};

bool
ec_search_prefers_tree(size_t n_rows, size_t n_features)
{
  if (n_features <= FEW_FEATURES)
    return n_rows >= TREE_MIN_ROWS;
  return n_features <= MANY_FEATURES && n_rows / n_features >= ROWS_A_FEATURE;
}

ec_status
ec_search_new(const struct ec_matrix *x, enum ec_neighbours_metric metric,
              enum ec_neighbours_search how, struct ec_search **search, struct ec_error *error)
{
  struct ec_search *made = ec_alloc_zero(1, sizeof *made);
  ec_status status;
  if (made == NULL)
    return ec_error_no_memory(error, "the search");
  made->n_rows = x->n_rows;
  made->n_features = x->n_columns;
  made->kernel = ec_kernel_best();
  made->distances =
      metric == EC_NEIGHBOURS_MANHATTAN ? made->kernel->manhattan : made->kernel->squares;
  if (how == EC_NEIGHBOURS_TREE ||
      (how == EC_NEIGHBOURS_AUTO && ec_search_prefers_tree(x->n_rows, x->n_columns)))
    status = ec_kd_tree_new(x, metric, &made->tree, error);
  else
    status = ec_panels_new(x, NULL, x->n_rows, made->kernel, &made->panels, error);
  if (status != EC_OK) {
    ec_search_free(made);
    return status;
  }
  *search = made;
  return EC_OK;
}

void
ec_search_free(struct ec_search *search)
{
  if (search == NULL)
    return;
  ec_kd_tree_free(search->tree);
  ec_free(search->panels.data);
  ec_free(search);
}

/* One loop over the queries, in groups as wide as a panel. */
struct task {
  const struct ec_search *search;
  const struct ec_matrix *queries;
  size_t first, n;
  double *buffers; /* a worker: a panel of queries, or one query */
  size_t buffer_size;
  size_t k; /* the nearest, or: */
  struct ec_neighbour *found;
  const bool *selected;
  double limit;
  ec_search_visitor visit;
  void *data;
  bool before; /* rows after the queries need not be looked at */
};

static void
copy_query(const struct task *task, size_t query, double *point)
{
  for (size_t j = 0; j < task->queries->n_columns; j++)
    point[j] = ec_matrix_get(task->queries, query, j);
}

static void
ask_tree(const struct task *task, size_t query, double *point)
{
  const struct ec_kd_tree *tree = task->search->tree;
  if (task->selected != NULL && !task->selected[query])
    return;
  copy_query(task, query, point);
  if (task->found != NULL)
    ec_kd_tree_nearest(tree, point, task->k, task->found + query * task->k);
  else
    ec_kd_tree_within(tree, point, task->limit, task->visit, task->data, query);
}

/* Whether any of the distances is within its bound. Of most tiles none is, so this is what is asked
 * first. */
static bool
any_within_plain(size_t width, const double *distances, const double *bounds)
{
  int any = 0;
  for (size_t i = 0; i < width; i++)
    any |= distances[i] <= bounds[i];
  return any != 0;
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static bool
any_within_avx512(size_t width, const double *distances, const double *bounds)
{
  unsigned int any = 0;
  for (size_t i = 0; i < width; i += 8)
    any |=
        _mm512_cmp_pd_mask(_mm512_load_pd(distances + i), _mm512_load_pd(bounds + i), _CMP_LE_OQ);
  return any != 0;
}
#endif

static bool
any_within(size_t width, const double *distances, const double *bounds)
{
#if defined(__x86_64__)
  /* The width of the panels of AVX-512, which are aligned. */
  if (width == 24)
    return any_within_avx512(width, distances, bounds);
#endif
  return any_within_plain(width, distances, bounds);
}

/* A panel of queries that is compared with all rows. */
struct panel {
  size_t first, n;            /* the queries */
  size_t n_open;              /* those that still ask */
  size_t counts[EC_TILE_MAX]; /* what each has found, where the nearest are asked for */
  _Alignas(64) double bounds[EC_TILE_MAX]; /* the distance within which a row is of interest */
};

/* Tells one query of a row within its bound. */
static void
tell(const struct task *task, struct panel *panel, size_t i, size_t row, double distance)
{
  size_t query = panel->first + i;
  struct ec_neighbour *heap = task->found + query * task->k;
  if (task->found == NULL) {
    if (!task->visit(task->data, query, row)) {
      panel->bounds[i] = -INFINITY;
      panel->n_open--;
    }
    return;
  }
  ec_neighbours_push(heap, task->k, &panel->counts[i], (struct ec_neighbour){distance, row});
  if (panel->counts[i] == task->k)
    panel->bounds[i] = heap[0].distance;
}

static void
tell_tile(const struct task *task, struct panel *panel, size_t column, const double *tile)
{
  size_t width = task->search->kernel->width, n_columns = task->search->n_rows - column;
  if (n_columns > task->search->kernel->narrow)
    n_columns = task->search->kernel->narrow;
  for (size_t j = 0; j < n_columns; j++, tile += width)
    if (any_within(width, tile, panel->bounds))
      for (size_t i = 0; i < panel->n; i++)
        if (tile[i] <= panel->bounds[i])
          tell(task, panel, i, column + j, tile[i]);
}

static void
ask_all_rows(const struct task *task, size_t query, size_t n_queries, double *packed)
{
  _Alignas(64) double tile[EC_TILE_MAX];
  const struct ec_search *search = task->search;
  struct ec_factor factor = {task->queries, false, NULL};
  struct panel panel = {.first = query, .n = n_queries};
  size_t width = search->kernel->width, n = search->n_features, n_rows = search->n_rows;
  if (task->before && query + n_queries < n_rows)
    n_rows = query + n_queries;
  for (size_t i = 0; i < width; i++) {
    bool open = i < n_queries && (task->selected == NULL || task->selected[query + i]);
    double bound = task->found != NULL ? INFINITY : task->limit;
    panel.bounds[i] = open ? bound : -INFINITY;
    panel.n_open += open;
  }
  ec_panels_pack(&factor, query, query + n_queries, 0, n, width, packed);
  for (size_t column = 0; panel.n_open > 0 && column < n_rows; column += search->kernel->narrow) {
    const double *rows = search->panels.data + column / width * width * n + column % width;
    search->distances(n, packed, rows, tile);
    tell_tile(task, &panel, column, tile);
  }
  for (size_t i = 0; task->found != NULL && i < n_queries; i++)
    ec_neighbours_sort(task->found + (query + i) * task->k, panel.counts[i]);
}

static ec_status
ask_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct task *task = data;
  size_t width = task->search->kernel->width, begin = piece * width;
  size_t n = task->n - begin < width ? task->n - begin : width;
  double *buffer = task->buffers + worker * task->buffer_size;
  if (task->search->tree == NULL)
    ask_all_rows(task, task->first + begin, n, buffer);
  for (size_t i = 0; task->search->tree != NULL && i < n; i++)
    ask_tree(task, task->first + begin + i, buffer);
  return EC_OK;
}

static ec_status
run(struct task *task, const struct ec_job *job, struct ec_error *error)
{
  size_t width = task->search->kernel->width, n_pieces = task->n / width + (task->n % width != 0);
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  ec_status status;
  /* A panel is a multiple of 32 bytes long; rounded up to a cache line, each worker's is aligned. */
  task->buffer_size = (width * task->search->n_features + 7) / 8 * 8;
  task->buffers = ec_alloc(n_workers * task->buffer_size, sizeof *task->buffers);
  if (task->buffers == NULL)
    return ec_error_no_memory(error, "the search");
  status = ec_parallel_for(job, NULL, n_pieces, ask_piece, task, error);
  ec_free(task->buffers);
  return status;
}

ec_status
ec_search_nearest(const struct ec_search *search, const struct ec_matrix *queries, size_t k,
                  const struct ec_job *job, struct ec_neighbour *found, struct ec_error *error)
{
  struct task task = {
      .search = search, .queries = queries, .n = queries->n_rows, .k = k, .found = found};
  return run(&task, job, error);
}

ec_status
ec_search_within(const struct ec_search *search, const struct ec_matrix *queries, size_t first,
                 size_t n, const bool *selected, double limit, ec_search_visitor visit, void *data,
                 const struct ec_job *job, struct ec_error *error)
{
  struct task task = {search, queries,  first, n,     NULL, 0,    0,
                      NULL,   selected, limit, visit, data, false};
  return run(&task, job, error);
}

ec_status
ec_search_before(const struct ec_search *search, const struct ec_matrix *queries, size_t first,
                 size_t n, const bool *selected, double limit, ec_search_visitor visit, void *data,
                 const struct ec_job *job, struct ec_error *error)
{
  struct task task = {search, queries,  first, n,     NULL, 0,   0,
                      NULL,   selected, limit, visit, data, true};
  return run(&task, job, error);
}
