/* One node of a growing tree: its rows laid out, its features tried, its rows parted. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/tree-grow-private.h"

/* From so many values to look at, it pays to share the features of a node among threads. */
enum { PARALLEL_VALUES = 100000 };

static double
find_class_impurity(const struct ec_tree_plan *plan, const struct ec_tree_node *node, size_t k)
{
  double sum = 0.0;
  if (plan->criterion == EC_TREE_GINI) {
    for (size_t c = 0; c < k; c++)
      sum += (double)node->counts[c] * node->counts[c];
    return 1.0 - sum / (node->weight * node->weight);
  }
  for (size_t c = 0; c < k; c++)
    if (node->counts[c] > 0) {
      double share = node->counts[c] / node->weight;
      sum -= share * log2(share);
    }
  return sum;
}

static void
load_classes(struct ec_tree_grower *g)
{
  struct ec_tree_node *node = &g->node;
  size_t k = g->growth->data->n_classes;
  uint64_t total = 0;
  memset(node->counts, 0, g->scratch->n_padded * sizeof *node->counts);
  if (k == 2) {
    for (size_t i = 0; i < node->n_rows; i++)
      total += node->pairs[i] = g->payload[node->rows[i]];
    node->counts[1] = (uint32_t)(total >> 32);
    node->counts[0] = (uint32_t)total - node->counts[1];
    node->weight = (double)(uint32_t)total;
  } else {
    for (size_t i = 0; i < node->n_rows; i++) {
      uint64_t pair = node->pairs[i] = g->payload[node->rows[i]];
      node->counts[(uint32_t)pair] += (uint32_t)(pair >> 32);
      total += pair >> 32;
    }
    node->weight = (double)total;
  }
  node->pure = false;
  for (size_t c = 0; c < k; c++)
    node->pure |= node->counts[c] == node->weight;
  node->impurity = node->pure ? 0.0 : find_class_impurity(&g->growth->plan, node, k);
}

static void
load_numbers(struct ec_tree_grower *g)
{
  struct ec_tree_node *node = &g->node;
  const double *y = g->growth->data->targets;
  double low = INFINITY, high = -INFINITY, sum = 0.0, squares = 0.0, rest = 0.0, first;
  node->weight = 0.0;
  first = y[node->rows[0]];
  for (size_t i = 0; i < node->n_rows; i++) {
    uint32_t row = node->rows[i];
    double weight = g->row_weights == NULL ? 1.0 : g->row_weights[row];
    node->weights[i] = weight;
    node->weight += weight;
    /* Sums are made from the first target on, so that a large common part does not cost digits. */
    sum += weight * (y[row] - first);
    low = y[row] < low ? y[row] : low;
    high = y[row] > high ? y[row] : high;
  }
  node->pure = low == high;
  node->mean = node->pure ? low : first + sum / node->weight;
  for (size_t i = 0; i < node->n_rows; i++) {
    double distance = y[node->rows[i]] - node->mean;
    node->targets[i] = node->weights[i] * distance;
    rest += node->targets[i];
    squares += node->targets[i] * distance;
  }
  /* The mean is rounded; what that adds to the squares is taken off again. */
  squares -= rest * rest / node->weight;
  node->impurity = node->pure || squares < 0.0 ? 0.0 : squares / node->weight;
}

void
ec_tree_grower_load(struct ec_tree_grower *g, const struct ec_open_node *open)
{
  g->node.rows = g->rows + open->begin;
  g->node.n_rows = open->end - open->begin;
  g->node.mean = 0.0;
  if (g->growth->data->n_classes > 0)
    load_classes(g);
  else
    load_numbers(g);
}

static bool
is_known(const struct ec_tree_grower *g, size_t slot, uint32_t feature)
{
  return g->constants[slot * g->n_constant_words + feature / 64] >> (feature % 64) & 1;
}

static void
make_known(struct ec_tree_grower *g, size_t slot, uint32_t feature)
{
  g->constants[slot * g->n_constant_words + feature / 64] |= (uint64_t)1 << (feature % 64);
}

/* The next feature to try: in their order where all are tried, else by lot. */
static uint32_t
draw_feature(struct ec_tree_grower *g, size_t n_drawn)
{
  size_t n = g->growth->data->n_features, chosen;
  uint32_t feature;
  if (g->growth->plan.n_tried >= n)
    return (uint32_t)n_drawn;
  chosen = n_drawn + ec_tree_random_below(&g->random, (uint32_t)(n - n_drawn));
  feature = g->order[chosen];
  g->order[chosen] = g->order[n_drawn];
  g->order[n_drawn] = feature;
  return feature;
}

static int
compare_standing(const void *a, const void *b)
{
  const struct ec_feature_rank *x = a, *y = b;
  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;
  return x->feature < y->feature ? -1 : x->feature > y->feature;
}

/* Of equal splits, deep down where rows are few, the one is taken whose feature says more of all
 * rows: it is the more likely to hold for rows to come. */
static void
rank_features(struct ec_tree_grower *g)
{
  size_t n = g->growth->data->n_features;
  qsort(g->standing, n, sizeof *g->standing, compare_standing);
  for (size_t r = 0; r < n; r++)
    g->ranks[g->standing[r].feature] = (uint32_t)r;
}

/* Notes how a feature does, and takes its split where it is the best so far. */
static bool
consider(struct ec_tree_grower *g, struct ec_open_node *open, const struct ec_tree_candidate *found,
         const uint32_t *ranks)
{
  if (open->parent < 0)
    g->standing[found->feature] = (struct ec_feature_rank){found->score, found->feature};
  if (found->constant)
    make_known(g, open->slot, found->feature);
  if (found->constant || !ec_tree_candidate_is_better(found, &open->split, ranks))
    return false;
  open->split = *found;
  return true;
}

static void
search_alone(struct ec_tree_grower *g, struct ec_open_node *open)
{
  const struct ec_tree_data *data = g->growth->data;
  size_t n = data->n_features, n_drawn = 0, n_constant = 0, n_words = data->n_category_words;
  uint32_t *set = n_words > 0 ? g->sets + open->slot * n_words : NULL;
  bool all = g->growth->plan.n_tried >= n;
  while (n_drawn < n && (n_drawn < g->growth->plan.n_tried || n_drawn == n_constant)) {
    uint32_t feature = draw_feature(g, n_drawn++);
    struct ec_tree_candidate found;
    if (is_known(g, open->slot, feature)) {
      n_constant++;
      continue;
    }
    found = ec_tree_split_find(g->scratch, &g->node, feature, &g->random, g->trial_set);
    n_constant += found.constant;
    if (consider(g, open, &found, all ? g->ranks : NULL) && data->features[feature].categorical)
      memcpy(set, g->trial_set, n_words * sizeof *set);
  }
}

struct search {
  struct ec_tree_grower *grower;
  size_t slot;
};

static ec_status
try_feature(void *context, size_t feature, unsigned worker, struct ec_error *error)
{
  struct search *search = context;
  struct ec_tree_grower *g = search->grower;
  if (!is_known(g, search->slot, (uint32_t)feature))
    g->parallel[feature] =
        ec_tree_split_find(&g->scratch[worker], &g->node, (uint32_t)feature, NULL, NULL);
  return EC_OK;
}

/* The same with a feature a piece; the results are compared in the same order. */
static ec_status
search_together(struct ec_tree_grower *g, struct ec_open_node *open, struct ec_error *error)
{
  const struct ec_tree_data *data = g->growth->data;
  struct search search = {g, open->slot};
  ec_status status = ec_parallel_for(g->job, NULL, data->n_features, try_feature, &search, error);
  if (status != EC_OK)
    return status;
  for (uint32_t j = 0; j < data->n_features; j++)
    if (!is_known(g, open->slot, j))
      consider(g, open, &g->parallel[j], g->ranks);
  if (open->split.score > EC_TREE_NO_SCORE && data->features[open->split.feature].categorical)
    ec_tree_split_find(g->scratch, &g->node, open->split.feature, NULL,
                       g->sets + open->slot * data->n_category_words);
  return EC_OK;
}

/* By how much the split lowers the impurity of the whole tree. */
static double
find_decrease(const struct ec_tree_grower *g, const struct ec_open_node *open)
{
  const struct ec_tree_node *node = &g->node;
  const struct ec_tree_plan *plan = &g->growth->plan;
  size_t k = g->growth->data->n_classes;
  double score = open->split.score, now = 0.0;
  if (k == 0)
    return score * node->weight / g->weight;
  if (k == 2 && plan->criterion == EC_TREE_GINI)
    return 2.0 * score / node->weight / g->weight;
  for (size_t c = 0; c < k; c++)
    now += plan->criterion == EC_TREE_GINI ? (double)node->counts[c] * node->counts[c]
                                           : ec_tree_log(g->scratch, node->counts[c]);
  if (plan->criterion == EC_TREE_GINI)
    now /= node->weight;
  else
    now -= ec_tree_log(g->scratch, node->weight);
  return (score - now) / g->weight;
}

ec_status
ec_tree_grower_search(struct ec_tree_grower *g, struct ec_open_node *open, struct ec_error *error)
{
  const struct ec_tree_plan *plan = &g->growth->plan;
  size_t n = g->growth->data->n_features;
  ec_status status = EC_OK;
  open->split = (struct ec_tree_candidate){.score = EC_TREE_NO_SCORE, .feature = UINT32_MAX};
  if (g->n_workers > 1 && plan->n_tried >= n && !plan->random_threshold &&
      n * g->node.n_rows >= PARALLEL_VALUES)
    status = search_together(g, open, error);
  else
    search_alone(g, open);
  if (open->parent < 0 && plan->n_tried >= n && status == EC_OK)
    rank_features(g);
  if (status == EC_OK && open->split.score > EC_TREE_NO_SCORE)
    open->decrease = find_decrease(g, open);
  return status;
}

/* Whether a code goes left, as 0 or 1. */
static inline size_t
goes_left(uint32_t code, uint32_t n_values, const struct ec_tree_candidate *split,
          const uint32_t *set)
{
  if (code >= n_values)
    return split->missing_left;
  if (set != NULL)
    return set[code / 32] >> (code % 32) & 1;
  return code <= split->cut;
}

static inline __attribute__((always_inline)) size_t
part_codes(struct ec_tree_grower *g, uint32_t *rows, size_t n, const uint16_t *narrow,
           const uint32_t *wide, uint32_t cut)
{
  size_t n_left = 0, n_right = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t row = rows[i], code = narrow != NULL ? narrow[row] : wide[row];
    size_t left = code <= cut;
    rows[n_left] = row;
    g->spare[n_right] = row;
    n_left += left;
    n_right += 1 - left;
  }
  return n_left;
}

size_t
ec_tree_grower_part(struct ec_tree_grower *g, const struct ec_open_node *open)
{
  const struct ec_tree_data *data = g->growth->data;
  const struct ec_tree_feature *feature = &data->features[open->split.feature];
  const uint32_t *set = feature->categorical ? g->sets + open->slot * data->n_category_words : NULL;
  uint32_t *rows = g->rows + open->begin;
  size_t n = open->end - open->begin, n_left = 0, n_right = 0;
  if (set == NULL && !(open->split.has_missing && open->split.missing_left)) {
    n_left = feature->narrow != NULL
                 ? part_codes(g, rows, n, feature->narrow, NULL, open->split.cut)
                 : part_codes(g, rows, n, NULL, feature->wide, open->split.cut);
    n_right = n - n_left;
  } else {
    for (size_t i = 0; i < n; i++) {
      uint32_t row = rows[i];
      size_t left =
          goes_left(ec_tree_feature_code(feature, row), feature->n_values, &open->split, set);
      rows[n_left] = row;
      g->spare[n_right] = row;
      n_left += left;
      n_right += 1 - left;
    }
  }
  memcpy(rows + n_left, g->spare, n_right * sizeof *rows);
  return n_left;
}
