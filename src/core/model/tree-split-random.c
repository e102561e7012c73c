/* Splits of extra trees: one random place a feature. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "model/tree-split.h"

/* The lowest code whose value is above `threshold`, between the two given codes. */
static uint32_t
find_next(const double *values, uint32_t low, uint32_t high, double threshold)
{
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (values[middle] <= threshold)
      low = middle;
    else
      high = middle;
  }
  return high;
}

/* The highest code of the node that is not that of a missing value. */
static uint32_t
find_highest(const struct ec_tree_scratch *scratch, size_t n_rows, uint32_t n_values)
{
  uint32_t highest = scratch->low;
  if (scratch->high < n_values)
    return scratch->high;
  for (size_t i = 0; i < n_rows; i++)
    if (scratch->codes[i] < n_values && scratch->codes[i] > highest)
      highest = scratch->codes[i];
  return highest;
}

/* What is on the left. */
struct side {
  double weight, sum;
  uint64_t pair;
};

/* Adds a row where `goes` is 1, and nothing where it is 0: which of the two it is can not be
 * foretold, so there is no branch. */
static inline void
add(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, size_t i, uint32_t goes,
    struct side *left)
{
  if (node->pairs == NULL) {
    left->weight += goes * node->weights[i];
    left->sum += goes * node->targets[i];
  } else if (scratch->data->n_classes == 2) {
    left->pair += node->pairs[i] & -(uint64_t)goes;
  } else {
    uint32_t weight = (uint32_t)(node->pairs[i] >> 32) & -goes;
    scratch->left[(uint32_t)node->pairs[i]] += weight;
    left->pair += weight;
  }
}

/* Of classes: counts on the left, to be weighed against the rest. */
static double
score_counts(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
             double left_weight)
{
  double right_weight = node->weight - left_weight;
  double left = 0.0, right = 0.0;
  bool entropy = scratch->plan->criterion == EC_TREE_ENTROPY;
  for (size_t c = 0; c < scratch->data->n_classes; c++) {
    double l = scratch->left[c], r = (double)node->counts[c] - l;
    left += entropy ? ec_tree_log(scratch, l) : l * l;
    right += entropy ? ec_tree_log(scratch, r) : r * r;
  }
  if (entropy)
    return left - ec_tree_log(scratch, left_weight) + right - ec_tree_log(scratch, right_weight);
  return left / left_weight + right / right_weight;
}

/* In the unit of the other splits: see tree-split-sums.c for two classes. */
static double
score(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, struct side *left)
{
  if (node->pairs != NULL && scratch->data->n_classes == 2) {
    double ones = (double)(left->pair >> 32);
    left->weight = (double)(left->pair & UINT32_MAX);
    if (scratch->plan->criterion != EC_TREE_ENTROPY) {
      double sum = ones * node->weight - node->counts[1] * left->weight;
      return sum * sum / (left->weight * (node->weight - left->weight));
    }
    scratch->left[0] = (uint32_t)(left->weight - ones);
    scratch->left[1] = (uint32_t)ones;
  } else if (node->pairs == NULL) {
    return left->sum * left->sum / (left->weight * (node->weight - left->weight));
  }
  return score_counts(scratch, node, left->weight);
}

/* Adds up the rows whose codes have drawn the left side. */
static void
add_by_lot(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
           uint32_t n_values, bool missing_left, struct side *left)
{
  for (size_t i = 0; i < node->n_rows; i++) {
    uint32_t code = scratch->codes[i];
    bool goes = code >= n_values ? missing_left : scratch->bits[code >> 6] >> (code & 63) & 1;
    add(scratch, node, i, goes, left);
  }
}

/* Adds up the rows whose codes are not above the cut. */
static void
add_by_cut(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
           uint32_t n_values, uint32_t cut, bool missing_left, struct side *left)
{
  uint32_t from = missing_left ? n_values : UINT32_MAX;
  for (size_t i = 0; i < node->n_rows; i++) {
    uint32_t code = scratch->codes[i];
    add(scratch, node, i, (uint32_t)(code <= cut) | (uint32_t)(code >= from), left);
  }
}

static void
consider(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, uint32_t n_values,
         uint32_t cut, bool missing_left, bool by_lot, struct ec_tree_candidate *best)
{
  struct side left = {0};
  double found;
  memset(scratch->left, 0, scratch->n_padded * sizeof *scratch->left);
  if (by_lot)
    add_by_lot(scratch, node, n_values, missing_left, &left);
  else
    add_by_cut(scratch, node, n_values, cut, missing_left, &left);
  if (scratch->data->n_classes > 2)
    left.weight = (double)left.pair;
  found = score(scratch, node, &left);
  if (left.weight < scratch->plan->min_leaf ||
      node->weight - left.weight < scratch->plan->min_leaf ||
      !ec_tree_score_beats(found, best->score))
    return;
  best->score = found;
  best->cut = cut;
  best->left_weight = left.weight;
  best->missing_left = missing_left;
}

static void
split_amounts(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
              const struct ec_tree_feature *feature, struct ec_random *random,
              struct ec_tree_candidate *best)
{
  uint32_t highest = find_highest(scratch, node->n_rows, feature->n_values);
  double low = feature->values[scratch->low], high = feature->values[highest], threshold;
  if (highest == scratch->low) {
    /* Nothing but this value and missing ones: the question is which of the two. */
    best->threshold = __DBL_MAX__;
    consider(scratch, node, feature->n_values, highest, false, false, best);
    best->next = feature->n_values;
    return;
  }
  threshold = low + ec_random_uniform(random) * (high - low);
  if (!(threshold < high) || isinf(high - low))
    threshold = low / 2.0 + high / 2.0;
  if (!(threshold >= low && threshold < high))
    threshold = low;
  best->threshold = threshold;
  best->next = find_next(feature->values, scratch->low, highest, threshold);
  consider(scratch, node, feature->n_values, best->next - 1, false, false, best);
  if (best->has_missing)
    consider(scratch, node, feature->n_values, best->next - 1, true, false, best);
}

/* Each category that is here draws a side; where all draw the same, one of them changes over. */
static void
split_categories(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                 const struct ec_tree_feature *feature, struct ec_random *random,
                 struct ec_tree_candidate *best)
{
  size_t n, n_left = 0;
  ec_tree_find_codes(scratch, node->n_rows);
  n = scratch->n_buckets - best->has_missing;
  /* Those on the left are moved to the front, as the set is read off from there. */
  for (size_t b = 0; b < n; b++)
    if (ec_random_u32(random) >> 31) {
      uint32_t code = scratch->buckets[b].code;
      scratch->buckets[b].code = scratch->buckets[n_left].code;
      scratch->buckets[n_left++].code = code;
    }
  if (n_left == 0 || (n_left == n && !best->has_missing)) {
    size_t chosen = ec_tree_random_below(random, (uint32_t)n);
    size_t end = n_left == 0 ? 0 : n - 1;
    uint32_t code = scratch->buckets[chosen].code;
    scratch->buckets[chosen].code = scratch->buckets[end].code;
    scratch->buckets[end].code = code;
    n_left = n_left == 0 ? 1 : n - 1;
  }
  for (size_t b = 0; b < n_left; b++)
    scratch->bits[scratch->buckets[b].code >> 6] |= (uint64_t)1 << (scratch->buckets[b].code & 63);
  if (n_left < n || best->has_missing)
    consider(scratch, node, feature->n_values, (uint32_t)n_left - 1, false, true, best);
  if (n_left < n && best->has_missing)
    consider(scratch, node, feature->n_values, (uint32_t)n_left - 1, true, true, best);
  for (size_t b = 0; b < n_left; b++)
    scratch->bits[scratch->buckets[b].code >> 6] = 0;
}

void
ec_tree_split_random(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                     const struct ec_tree_feature *feature, struct ec_random *random,
                     struct ec_tree_candidate *candidate)
{
  if (feature->categorical)
    split_categories(scratch, node, feature, random, candidate);
  else
    split_amounts(scratch, node, feature, random, candidate);
}
