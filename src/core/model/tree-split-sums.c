/* Splits of two classes and of numbers, both by sums alone.
 *
 * For numbers, measured from the mean of the node, the left side has the sum S and the right one
 * -S, and the split takes
 *
 *     S² W / (w (W - w))
 *
 * off the sum of squares, where w of W rows go left. With a row's distance from the mean for a
 * class taken as W if it is of class 1, less the weight of that class, all sums are whole numbers,
 * and twice the same over W² is the decrease of Gini's impurity: both are found by one loop. */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "model/tree-split.h"

/* Looking through codes that no row has is cheaper than a bitmap while there are few of them. */
enum { CODES_PER_ROW = 4, CODES_MORE = 64 };

static inline struct ec_tree_bucket
open_pair(uint32_t code, uint64_t pair, const struct ec_tree_node *node, bool entropy)
{
  double weight = (double)(pair & UINT32_MAX), ones = (double)(pair >> 32);
  double sum = entropy ? ones : ones * node->weight - node->counts[1] * weight;
  return (struct ec_tree_bucket){code, weight, sum};
}

/* Two codes, as of a one-hot column: the sum of the upper one is all there is to find. */
static void
fill_two(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, bool entropy)
{
  uint64_t total = (uint64_t)node->weight | (uint64_t)node->counts[1] << 32, upper = 0;
  uint32_t low = scratch->low;
  for (size_t i = 0; i < node->n_rows; i++)
    upper += node->pairs[i] & -(uint64_t)(scratch->codes[i] - low);
  scratch->buckets[0] = open_pair(low, total - upper, node, entropy);
  scratch->buckets[1] = open_pair(scratch->high, upper, node, entropy);
  scratch->n_buckets = 2;
}

static void
fill_pairs(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, bool few)
{
  uint64_t *sums = scratch->sums;
  bool entropy = scratch->plan->criterion == EC_TREE_ENTROPY;
  size_t n = 0;
  if (scratch->high - scratch->low == 1) {
    fill_two(scratch, node, entropy);
    return;
  }
  for (size_t i = 0; i < node->n_rows; i++)
    sums[scratch->codes[i]] += node->pairs[i];
  if (!few) {
    ec_tree_find_codes(scratch, node->n_rows);
    for (; n < scratch->n_buckets; n++) {
      uint32_t code = scratch->buckets[n].code;
      scratch->buckets[n] = open_pair(code, sums[code], node, entropy);
      sums[code] = 0;
    }
    return;
  }
  for (uint32_t code = scratch->low; code <= scratch->high; code++)
    if (sums[code] != 0) {
      scratch->buckets[n++] = open_pair(code, sums[code], node, entropy);
      sums[code] = 0;
    }
  scratch->n_buckets = n;
}

struct moments {
  double weight, sum;
};

static void
fill_moments(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, bool few)
{
  struct moments *sums = scratch->sums;
  size_t n = 0;
  for (size_t i = 0; i < node->n_rows; i++) {
    struct moments *at = &sums[scratch->codes[i]];
    at->weight += node->weights[i];
    at->sum += node->targets[i];
  }
  if (few) {
    for (uint32_t code = scratch->low; code <= scratch->high; code++)
      if (sums[code].weight > 0.0)
        scratch->buckets[n++].code = code;
    scratch->n_buckets = n;
  } else {
    ec_tree_find_codes(scratch, node->n_rows);
  }
  for (n = 0; n < scratch->n_buckets; n++) {
    struct moments *at = &sums[scratch->buckets[n].code];
    scratch->buckets[n].weight = at->weight;
    scratch->buckets[n].sum = at->sum;
    *at = (struct moments){0};
  }
}

void
ec_tree_fill_buckets(struct ec_tree_scratch *scratch, const struct ec_tree_node *node)
{
  bool few = scratch->high - scratch->low < node->n_rows * CODES_PER_ROW + CODES_MORE;
  if (node->pairs != NULL)
    fill_pairs(scratch, node, few);
  else
    fill_moments(scratch, node, few);
}

static int
compare_means(const void *a, const void *b)
{
  const struct ec_tree_bucket *x = a, *y = b;
  double left = x->sum / x->weight, right = y->sum / y->weight;
  if (left != right)
    return left < right ? -1 : 1;
  return x->code < y->code ? -1 : x->code > y->code;
}

struct side {
  double weight, sum;
};

/* How good it is to have this on the left. */
static inline double
score_sum(const struct ec_tree_node *node, struct side left)
{
  return left.sum * left.sum / (left.weight * (node->weight - left.weight));
}

static double
score_entropy(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
              struct side left)
{
  double right = node->weight - left.weight, right_ones = node->counts[1] - left.sum;
  return ec_tree_log(scratch, left.sum) + ec_tree_log(scratch, left.weight - left.sum) -
         ec_tree_log(scratch, left.weight) + ec_tree_log(scratch, right_ones) +
         ec_tree_log(scratch, right - right_ones) - ec_tree_log(scratch, right);
}

/* Moves the first `n` buckets to the left, one after the other, beginning with `left` there. The
 * last of them stays on the right. */
static inline __attribute__((always_inline)) void
scan(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, size_t n,
     struct side left, bool missing_left, bool entropy, struct ec_tree_candidate *best)
{
  double least = scratch->plan->min_leaf;
  for (size_t b = 0; b < n; b++) {
    double score;
    left.weight += scratch->buckets[b].weight;
    left.sum += scratch->buckets[b].sum;
    if (left.weight < least || node->weight - left.weight < least)
      continue;
    score = entropy ? score_entropy(scratch, node, left) : score_sum(node, left);
    if (ec_tree_score_beats(score, best->score)) {
      best->score = score;
      best->cut = (uint32_t)b;
      best->left_weight = left.weight;
      best->missing_left = missing_left;
    }
  }
}

static void
scan_both(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, bool entropy,
          struct ec_tree_candidate *best)
{
  const struct ec_tree_bucket *last = &scratch->buckets[scratch->n_buckets - 1];
  struct side none = {0.0, 0.0};
  if (entropy)
    scan(scratch, node, scratch->n_buckets - 1, none, false, true, best);
  else
    scan(scratch, node, scratch->n_buckets - 1, none, false, false, best);
  if (best->has_missing && scratch->n_buckets > 2)
    scan(scratch, node, scratch->n_buckets - 2, (struct side){last->weight, last->sum}, true,
         entropy, best);
}

void
ec_tree_split_sums(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                   const struct ec_tree_feature *feature, struct ec_tree_candidate *candidate)
{
  bool entropy = scratch->plan->criterion == EC_TREE_ENTROPY && node->pairs != NULL;
  ec_tree_fill_buckets(scratch, node);
  if (feature->categorical)
    qsort(scratch->buckets, scratch->n_buckets - candidate->has_missing, sizeof *scratch->buckets,
          compare_means);
  scan_both(scratch, node, entropy, candidate);
  if (candidate->score <= EC_TREE_NO_SCORE || feature->categorical)
    return;
  candidate->next = scratch->buckets[candidate->cut + 1].code;
  candidate->cut = scratch->buckets[candidate->cut].code;
}
