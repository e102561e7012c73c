#include "config.h"

#include "model/neighbours-tree.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

enum { LEAF_ROWS = 16, NO_CHILD = 0 };

struct node {
  size_t begin, end;  /* of the rows, in the order of the tree */
  size_t left, right; /* the children; NO_CHILD of a leaf */
};

struct ec_kd_tree {
  enum ec_neighbours_metric metric;
  size_t n_features, n_nodes;
  struct node *nodes; /* the root first */
  double *boxes;      /* a node: the least and the largest of each feature */
  double *values;     /* rows by n_features, row by row, in the order of the tree */
  size_t *rows;       /* which row that is */
};

/* Rows of equal value are in the order of their numbers, so that there is one order. */
static bool
before(const double *column, size_t a, size_t b)
{
  return column[a] < column[b] || (column[a] == column[b] && a < b);
}

static size_t
median_of_three(const double *column, size_t a, size_t b, size_t c)
{
  if (before(column, a, b))
    return before(column, b, c) ? b : before(column, a, c) ? c : a;
  return before(column, a, c) ? a : before(column, b, c) ? c : b;
}

/* Brings the row that belongs at `middle` there, and those before it to its left. Source: C. Hoare,
 * "Algorithm 65: Find", Communications of the ACM 4 (1961). */
static void
select_middle(const double *column, size_t *rows, size_t n, size_t middle)
{
  ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, wanted = (ptrdiff_t)middle;
  while (low < high) {
    size_t pivot = median_of_three(column, rows[low], rows[(low + high) / 2], rows[high]);
    ptrdiff_t i = low, j = high;
    while (i <= j) {
      size_t swapped;
      while (before(column, rows[i], pivot))
        i++;
      while (before(column, pivot, rows[j]))
        j--;
      if (i > j)
        break;
      swapped = rows[i];
      rows[i++] = rows[j];
      rows[j--] = swapped;
    }
    if (j < wanted)
      low = i;
    if (wanted < i)
      high = j;
  }
}

/* Makes the box of a node; returns its widest side, or n_features where it has no width. */
static size_t
make_box(struct ec_kd_tree *tree, const struct ec_matrix *x, const struct node *node, double *box)
{
  size_t widest = tree->n_features;
  double width = 0.0;
  for (size_t j = 0; j < tree->n_features; j++) {
    const double *column = ec_matrix_column(x, j);
    double low = INFINITY, high = -INFINITY;
    for (size_t i = node->begin; i < node->end; i++) {
      double value = column[tree->rows[i]];
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
    box[2 * j] = low;
    box[2 * j + 1] = high;
    if (high - low > width) {
      width = high - low;
      widest = j;
    }
  }
  return widest;
}

/* Splits a node at the median of its widest side. The depth is the logarithm of the rows. */
static void
split(struct ec_kd_tree *tree, const struct ec_matrix *x, size_t place)
{
  struct node *node = &tree->nodes[place];
  size_t n = node->end - node->begin, middle = node->begin + n / 2;
  size_t widest = make_box(tree, x, node, tree->boxes + place * 2 * tree->n_features);
  if (n <= LEAF_ROWS || widest == tree->n_features)
    return;
  select_middle(ec_matrix_column(x, widest), tree->rows + node->begin, n, n / 2);
  node->left = tree->n_nodes++;
  node->right = tree->n_nodes++;
  tree->nodes[node->left] = (struct node){node->begin, middle, NO_CHILD, NO_CHILD};
  tree->nodes[node->right] = (struct node){middle, node->end, NO_CHILD, NO_CHILD};
  split(tree, x, node->left);
  split(tree, x, node->right);
}

static bool
allocate(struct ec_kd_tree *tree, const struct ec_matrix *x)
{
  size_t n = x->n_rows, size, n_nodes = 2 * (n / (LEAF_ROWS / 2) + 1);
  if (!ec_size_multiply(n, x->n_columns, &size))
    return false;
  tree->nodes = ec_alloc(n_nodes, sizeof *tree->nodes);
  tree->boxes = ec_alloc(n_nodes * x->n_columns, 2 * sizeof *tree->boxes);
  tree->values = ec_alloc(size, sizeof *tree->values);
  tree->rows = ec_alloc(n, sizeof *tree->rows);
  return tree->nodes != NULL && tree->boxes != NULL && tree->values != NULL && tree->rows != NULL;
}

ec_status
ec_kd_tree_new(const struct ec_matrix *x, enum ec_neighbours_metric metric,
               struct ec_kd_tree **tree, struct ec_error *error)
{
  struct ec_kd_tree *made = ec_alloc_zero(1, sizeof *made);
  size_t d = x->n_columns;
  if (made == NULL || !allocate(made, x)) {
    ec_kd_tree_free(made);
    return ec_error_no_memory(error, "the search tree");
  }
  made->metric = metric;
  made->n_features = d;
  for (size_t i = 0; i < x->n_rows; i++)
    made->rows[i] = i;
  made->nodes[0] = (struct node){0, x->n_rows, NO_CHILD, NO_CHILD};
  made->n_nodes = 1;
  split(made, x, 0);
  for (size_t i = 0; i < x->n_rows; i++)
    for (size_t j = 0; j < d; j++)
      made->values[i * d + j] = ec_matrix_get(x, made->rows[i], j);
  *tree = made;
  return EC_OK;
}

void
ec_kd_tree_free(struct ec_kd_tree *tree)
{
  if (tree == NULL)
    return;
  ec_free(tree->nodes);
  ec_free(tree->boxes);
  ec_free(tree->values);
  ec_free(tree->rows);
  ec_free(tree);
}

static double
distance(const struct ec_kd_tree *tree, const double *point, const double *row)
{
  double sum = 0.0;
  if (tree->metric == EC_NEIGHBOURS_MANHATTAN) {
    for (size_t j = 0; j < tree->n_features; j++)
      sum += fabs(point[j] - row[j]);
    return sum;
  }
  for (size_t j = 0; j < tree->n_features; j++)
    sum += (point[j] - row[j]) * (point[j] - row[j]);
  return sum;
}

static double
box_distance(const struct ec_kd_tree *tree, const double *point, size_t node)
{
  const double *box = tree->boxes + node * 2 * tree->n_features;
  bool manhattan = tree->metric == EC_NEIGHBOURS_MANHATTAN;
  double sum = 0.0;
  for (size_t j = 0; j < tree->n_features; j++) {
    double below = box[2 * j] - point[j], above = point[j] - box[2 * j + 1];
    double out = below > 0.0 ? below : above > 0.0 ? above : 0.0;
    sum += manhattan ? out : out * out;
  }
  return sum;
}

void
ec_neighbours_push(struct ec_neighbour *heap, size_t k, size_t *n, struct ec_neighbour next)
{
  size_t at;
  if (*n < k) {
    at = (*n)++;
    for (; at > 0 && ec_neighbour_before(heap[(at - 1) / 2], next); at = (at - 1) / 2)
      heap[at] = heap[(at - 1) / 2];
    heap[at] = next;
    return;
  }
  if (!ec_neighbour_before(next, heap[0]))
    return;
  for (at = 0;;) {
    size_t child = 2 * at + 1;
    if (child >= k)
      break;
    if (child + 1 < k && ec_neighbour_before(heap[child], heap[child + 1]))
      child++;
    if (!ec_neighbour_before(next, heap[child]))
      break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = next;
}

void
ec_neighbours_sort(struct ec_neighbour *heap, size_t n)
{
  while (n > 1) {
    struct ec_neighbour last = heap[0], next = heap[--n];
    size_t rest = n;
    /* The top goes to the end, and what was there sinks from the top of what is left. */
    heap[0] = (struct ec_neighbour){INFINITY, (size_t)-1};
    ec_neighbours_push(heap, rest, &rest, next);
    heap[n] = last;
  }
}

struct query {
  const struct ec_kd_tree *tree;
  const double *point;
  size_t k, n;
  struct ec_neighbour *heap;
};

/* Looks into a node, the nearer child first, unless it is farther than all that has been found. */
static void
look_into(struct query *q, size_t place, double away)
{
  const struct ec_kd_tree *tree = q->tree;
  const struct node *node = &tree->nodes[place];
  double left, right;
  if (q->n == q->k && away > q->heap[0].distance)
    return;
  if (node->left == NO_CHILD) {
    for (size_t i = node->begin; i < node->end; i++) {
      double found = distance(tree, q->point, tree->values + i * tree->n_features);
      if (q->n < q->k || found <= q->heap[0].distance)
        ec_neighbours_push(q->heap, q->k, &q->n, (struct ec_neighbour){found, tree->rows[i]});
    }
    return;
  }
  left = box_distance(tree, q->point, node->left);
  right = box_distance(tree, q->point, node->right);
  if (left <= right) {
    look_into(q, node->left, left);
    look_into(q, node->right, right);
  } else {
    look_into(q, node->right, right);
    look_into(q, node->left, left);
  }
}

void
ec_kd_tree_nearest(const struct ec_kd_tree *tree, const double *point, size_t k,
                   struct ec_neighbour *found)
{
  struct query query = {tree, point, k, 0, found};
  look_into(&query, 0, 0.0);
  ec_neighbours_sort(found, query.n);
}

struct range {
  const struct ec_kd_tree *tree;
  const double *point;
  double limit;
  ec_search_visitor visit;
  void *data;
  size_t query;
};

static bool
visit_node(const struct range *r, size_t place)
{
  const struct ec_kd_tree *tree = r->tree;
  const struct node *node = &tree->nodes[place];
  if (box_distance(tree, r->point, place) > r->limit)
    return true;
  if (node->left != NO_CHILD)
    return visit_node(r, node->left) && visit_node(r, node->right);
  for (size_t i = node->begin; i < node->end; i++)
    if (distance(tree, r->point, tree->values + i * tree->n_features) <= r->limit &&
        !r->visit(r->data, r->query, tree->rows[i]))
      return false;
  return true;
}

void
ec_kd_tree_within(const struct ec_kd_tree *tree, const double *point, double limit,
                  ec_search_visitor visit, void *data, size_t query)
{
  struct range range = {tree, point, limit, visit, data, query};
  visit_node(&range, 0);
}
