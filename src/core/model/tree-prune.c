/* The weakest link of a tree is the inner node t whose branch T_t earns the least a leaf,
 *
 *     g(t) = (R(t) - R(T_t)) / (leaves of T_t - 1),
 *
 * where R is impurity times share of the rows. It becomes a leaf, then the next one, until the
 * root alone is left: Breiman, Friedman, Olshen, Stone 1984, section 3.3. */
#include "config.h"

#include "model/tree-prune.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/tree-store.h"
#include "model/tree.h"

struct pruning {
  const struct ec_tree *tree;
  int32_t *parent, *stack;
  size_t *n_leaves;
  double *node_risk, *branch_risk;
  bool *ends;     /* whether the node is a leaf by now */
  double *lowest; /* a tournament for the smallest g: lowest[size + t] is g(t), and each inner entry
                     the smaller of the two below it */
  size_t size;
};

static void
clear(struct pruning *p)
{
  ec_free(p->parent);
  ec_free(p->stack);
  ec_free(p->n_leaves);
  ec_free(p->node_risk);
  ec_free(p->branch_risk);
  ec_free(p->ends);
  ec_free(p->lowest);
}

static void
set_link(struct pruning *p, size_t node, double g)
{
  size_t at = p->size + node;
  p->lowest[at] = g;
  for (at /= 2; at > 0; at /= 2) {
    double lower = fmin(p->lowest[2 * at], p->lowest[2 * at + 1]);
    if (p->lowest[at] == lower)
      break; /* and so does nothing above */
    p->lowest[at] = lower;
  }
}

static double
find_link(const struct pruning *p, size_t node)
{
  return (p->node_risk[node] - p->branch_risk[node]) / (double)(p->n_leaves[node] - 1);
}

/* The inner node with the smallest g; of equal ones the first. */
static size_t
find_weakest(const struct pruning *p)
{
  size_t at = 1;
  while (at < p->size)
    at = p->lowest[2 * at] <= p->lowest[2 * at + 1] ? 2 * at : 2 * at + 1;
  return at - p->size;
}

/* Risks and leaves of all branches; children come after their parents, so from the end. */
static void
measure(struct pruning *p)
{
  const struct ec_tree *tree = p->tree;
  double total = tree->cover[0];
  for (size_t i = tree->n_nodes; i-- > 0;) {
    p->node_risk[i] = tree->impurity[i] * tree->cover[i] / total;
    p->ends[i] = tree->feature[i] == EC_TREE_LEAF;
    if (p->ends[i]) {
      p->branch_risk[i] = p->node_risk[i];
      p->n_leaves[i] = 1;
    } else {
      size_t l = (size_t)tree->left[i], r = (size_t)tree->right[i];
      p->parent[l] = p->parent[r] = (int32_t)i;
      p->branch_risk[i] = p->branch_risk[l] + p->branch_risk[r];
      p->n_leaves[i] = p->n_leaves[l] + p->n_leaves[r];
    }
  }
  p->parent[0] = -1;
  for (size_t i = 0; i < 2 * p->size; i++)
    p->lowest[i] = INFINITY;
  for (size_t i = 0; i < tree->n_nodes; i++)
    if (!p->ends[i])
      p->lowest[p->size + i] = find_link(p, i);
  for (size_t i = p->size - 1; i > 0; i--)
    p->lowest[i] = fmin(p->lowest[2 * i], p->lowest[2 * i + 1]);
}

static ec_status
init(struct pruning *p, const struct ec_tree *tree, struct ec_error *error)
{
  size_t n = tree->n_nodes;
  *p = (struct pruning){.tree = tree, .size = 1};
  while (p->size < n)
    p->size *= 2;
  p->parent = ec_alloc(n, sizeof *p->parent);
  p->stack = ec_alloc(n, sizeof *p->stack);
  p->n_leaves = ec_alloc(n, sizeof *p->n_leaves);
  p->node_risk = ec_alloc(n, sizeof *p->node_risk);
  p->branch_risk = ec_alloc(n, sizeof *p->branch_risk);
  p->ends = ec_alloc(n, sizeof *p->ends);
  p->lowest = ec_alloc(2 * p->size, sizeof *p->lowest);
  if (p->parent == NULL || p->stack == NULL || p->n_leaves == NULL || p->node_risk == NULL ||
      p->branch_risk == NULL || p->ends == NULL || p->lowest == NULL) {
    clear(p);
    return ec_error_no_memory(error, "pruning a tree");
  }
  measure(p);
  return EC_OK;
}

/* Makes an inner node a leaf: takes its branch out, and tells all nodes above. */
static void
cut(struct pruning *p, size_t node)
{
  double risk = p->node_risk[node] - p->branch_risk[node];
  size_t n_fewer = p->n_leaves[node] - 1, n_waiting = 0;
  p->stack[n_waiting++] = (int32_t)node;
  while (n_waiting > 0) {
    size_t at = (size_t)p->stack[--n_waiting];
    if (p->ends[at])
      continue;
    p->ends[at] = true;
    set_link(p, at, INFINITY);
    p->stack[n_waiting++] = p->tree->left[at];
    p->stack[n_waiting++] = p->tree->right[at];
  }
  p->branch_risk[node] = p->node_risk[node];
  p->n_leaves[node] = 1;
  for (int32_t above = p->parent[node]; above >= 0; above = p->parent[above]) {
    p->n_leaves[above] -= n_fewer;
    p->branch_risk[above] += risk;
    set_link(p, (size_t)above, find_link(p, (size_t)above));
  }
}

ec_status
ec_tree_prune(const struct ec_tree *tree, double alpha, const struct ec_job *job,
              struct ec_tree *pruned, struct ec_error *error)
{
  struct pruning p;
  ec_status status = init(&p, tree, error);
  if (status != EC_OK)
    return status;
  while (status == EC_OK && !p.ends[0]) {
    size_t weakest = find_weakest(&p);
    if (find_link(&p, weakest) > alpha)
      break;
    cut(&p, weakest);
    status = ec_job_check(job, error);
  }
  if (status == EC_OK)
    status = ec_tree_copy(tree, p.ends, pruned, error);
  clear(&p);
  return status;
}

static ec_status
follow(struct pruning *p, size_t n_inner, const struct ec_job *job,
       struct ec_tree_pruning_path *path, struct ec_error *error)
{
  struct ec_tree_pruning_path made = {1, NULL, NULL, NULL};
  ec_status status = EC_OK;
  made.alphas = ec_alloc(n_inner + 1, sizeof *made.alphas);
  made.impurities = ec_alloc(n_inner + 1, sizeof *made.impurities);
  made.n_leaves = ec_alloc(n_inner + 1, sizeof *made.n_leaves);
  if (made.alphas == NULL || made.impurities == NULL || made.n_leaves == NULL) {
    ec_tree_pruning_path_clear(&made);
    return ec_error_no_memory(error, "the path of a pruned tree");
  }
  made.alphas[0] = 0.0;
  made.impurities[0] = p->branch_risk[0];
  made.n_leaves[0] = p->n_leaves[0];
  for (; status == EC_OK && !p->ends[0]; made.n_steps++) {
    size_t weakest = find_weakest(p);
    made.alphas[made.n_steps] = find_link(p, weakest);
    cut(p, weakest);
    made.impurities[made.n_steps] = p->branch_risk[0];
    made.n_leaves[made.n_steps] = p->n_leaves[0];
    status = ec_job_check(job, error);
  }
  if (status == EC_OK)
    *path = made;
  else
    ec_tree_pruning_path_clear(&made);
  return status;
}

ec_status
ec_tree_pruning_path_find(const struct ec_tree *tree, const struct ec_job *job,
                          struct ec_tree_pruning_path *path, struct ec_error *error)
{
  struct pruning p;
  size_t n_inner = 0;
  ec_status status;
  if (tree->impurity == NULL)
    return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                        "the tree does not know the impurity of its nodes, and can not be pruned");
  for (size_t i = 0; i < tree->n_nodes; i++)
    n_inner += tree->feature[i] != EC_TREE_LEAF;
  status = init(&p, tree, error);
  if (status != EC_OK)
    return status;
  status = follow(&p, n_inner, job, path, error);
  clear(&p);
  return status;
}

void
ec_tree_pruning_path_clear(struct ec_tree_pruning_path *path)
{
  ec_free(path->alphas);
  ec_free(path->impurities);
  ec_free(path->n_leaves);
  *path = (struct ec_tree_pruning_path){0};
}
