#include "config.h"

#include "model/neighbours-search.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "linalg/product-kernels.h"
#include "model/neighbours-tree.h"

/* A tree pays where it can leave out most rows, which takes many rows and few features. */
enum { TREE_MIN_ROWS = 64, TREE_MAX_FEATURES = 16 };

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
  return n_rows >= TREE_MIN_ROWS && n_features <= TREE_MAX_FEATURES;
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

/* Offers the distances of a tile to the queries, of which `column` is the first row. */
static void
offer_tile(const struct task *task, size_t query, size_t n_queries, size_t column,
           const double *tile, size_t *counts)
{
  const struct ec_search *search = task->search;
  size_t width = search->kernel->width, n_columns = search->n_rows - column;
  if (n_columns > search->kernel->narrow)
    n_columns = search->kernel->narrow;
  for (size_t i = 0; i < n_queries; i++) {
    struct ec_neighbour *heap = task->found + (query + i) * task->k;
    for (size_t j = 0; j < n_columns; j++) {
      double distance = tile[j * width + i];
      if (counts[i] < task->k || distance < heap[0].distance)
        ec_neighbours_push(heap, task->k, &counts[i], (struct ec_neighbour){distance, column + j});
    }
  }
}

/* Tells of those in a tile that are near enough; `open` of each query whether it goes on. */
static bool
visit_tile(const struct task *task, size_t query, size_t n_queries, size_t column,
           const double *tile, bool *open)
{
  const struct ec_search *search = task->search;
  size_t width = search->kernel->width, n_columns = search->n_rows - column;
  bool any = false;
  if (n_columns > search->kernel->narrow)
    n_columns = search->kernel->narrow;
  for (size_t i = 0; i < n_queries; i++) {
    for (size_t j = 0; open[i] && j < n_columns; j++)
      if (tile[j * width + i] <= task->limit)
        open[i] = task->visit(task->data, query + i, column + j);
    any = any || open[i];
  }
  return any;
}

static void
ask_all_rows(const struct task *task, size_t query, size_t n_queries, double *panel)
{
  _Alignas(64) double tile[EC_TILE_MAX];
  const struct ec_search *search = task->search;
  struct ec_factor factor = {task->queries, false, NULL};
  size_t width = search->kernel->width, n = search->n_features, counts[EC_TILE_MAX] = {0};
  bool open[EC_TILE_MAX], any = false;
  for (size_t i = 0; i < n_queries; i++) {
    open[i] = task->selected == NULL || task->selected[query + i];
    any = any || open[i];
  }
  ec_panels_pack(&factor, query, query + n_queries, 0, n, width, panel);
  for (size_t column = 0; any && column < search->n_rows; column += search->kernel->narrow) {
    const double *rows = search->panels.data + column / width * width * n + column % width;
    search->distances(n, panel, rows, tile);
    if (task->found != NULL)
      offer_tile(task, query, n_queries, column, tile, counts);
    else
      any = visit_tile(task, query, n_queries, column, tile, open);
  }
  for (size_t i = 0; task->found != NULL && i < n_queries; i++)
    ec_neighbours_sort(task->found + (query + i) * task->k, counts[i]);
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
  struct task task = {.search = search,
                      .queries = queries,
                      .first = first,
                      .n = n,
                      .selected = selected,
                      .limit = limit,
                      .visit = visit,
                      .data = data};
  return run(&task, job, error);
}
