/* How the best split of a node is found, one feature at a time. Of the core alone.
 *
 * The rows of a node are laid side by side once (struct ec_tree_node); a feature then brings its
 * codes, and the rows are gathered into buckets of equal codes: counted where the codes are few,
 * else through a bitmap, whose set bits come out in order, so that nothing is ever sorted. For two
 * classes and numbers a bucket is a weight and a sum; for more classes it is a row of a table of
 * counts, or a chain of rows where the table would be mostly empty. */
#pragma once

#include "base/random.h"
#include "model/tree-data.h"
#include "model/tree.h"

/* What the options come to for a data set. */
struct ec_tree_plan {
  enum ec_tree_criterion criterion;
  size_t max_depth, max_leaf_nodes; /* SIZE_MAX: no limit */
  double min_split, min_leaf;       /* in rows */
  double min_decrease;
  double ccp_alpha;
  size_t n_tried;        /* features a node */
  bool random_threshold; /* extra trees */
  const double *logs;    /* n log2 n for n below n_logs, of entropy alone; borrowed */
  size_t n_logs;
};

/* The rows of a node. Weights are how often a row counts. */
struct ec_tree_node {
  size_t n_rows;
  const uint32_t *rows; /* ascending */
  uint64_t *pairs;      /* of two classes: weight | weight if it is of class 1 << 32;
                           of more: class | weight << 32; of numbers NULL */
  double *weights;      /* of numbers */
  double *targets;      /* of numbers: weight times distance from the mean of the node */
  uint32_t *counts;     /* of classes: the weight of each, n_padded of them */
  double weight;        /* of all rows */
  double mean, impurity;
  bool pure;
};

struct ec_tree_bucket {
  uint32_t code;
  double weight;
  double sum; /* of numbers: of the targets above; of two classes: see tree-split.c */
};

/* Below any score; finite, so that ec_tree_score_beats() needs no exception. */
#define EC_TREE_NO_SCORE (-1e300)

struct ec_tree_candidate {
  double
      score; /* the larger, the better, in the same unit for all features; EC_TREE_NO_SCORE: none */
  uint32_t feature;
  bool constant;     /* whether the feature has one value alone here */
  bool missing_left; /* where missing values go, of those that there are here */
  bool has_missing;
  uint32_t cut;     /* of amounts: codes up to this one go left */
  uint32_t next;    /* and this is the lowest one that does not */
  double threshold; /* of extra trees; else NAN */
  double left_weight;
};

/* Room to work in for one thread. */
struct ec_tree_scratch {
  const struct ec_tree_data *data;
  const struct ec_tree_plan *plan;
  size_t n_padded;    /* classes, rounded up for vectors */
  uint32_t *codes;    /* n_rows: of the feature at hand */
  uint32_t low, high; /* of those codes */
  void *sums;         /* max_values + 1, all zero between calls: uint64_t or two doubles each */
  uint64_t *bits, *upper_bits; /* of codes, all zero between calls */
  struct ec_tree_bucket *buckets;
  size_t n_buckets;
  uint32_t *table; /* n_table counts, n_padded a code */
  size_t n_table;
  uint32_t *heads, *nexts; /* chains: the first row of a code, the next one of a row */
  uint32_t *left;          /* n_padded counts */
  uint64_t *squares, *crosses, *row_weights; /* of the rows of the table */
  double *shares, *matrix, *axis;            /* for the principal component */
};

/* Makes room for the given data. NO_MEMORY, and then nothing is left behind. */
ec_status ec_tree_scratch_init(struct ec_tree_scratch *scratch, const struct ec_tree_data *data,
                               const struct ec_tree_plan *plan, struct ec_error *error);
void ec_tree_scratch_clear(struct ec_tree_scratch *scratch);

/* Finds the best split of the node on a feature. Where `set` is not NULL and the feature is
 * categorical, the codes that go left are written to it, n_category_words words, of which those
 * that no row of the node has go where missing values go. `random` is for extra trees. */
struct ec_tree_candidate ec_tree_split_find(struct ec_tree_scratch *scratch,
                                            const struct ec_tree_node *node, uint32_t feature,
                                            struct ec_random *random, uint32_t *set);

/* Whether `a` is to be taken rather than `b`, which came before it. Of equal ones the feature with
 * the lower rank is taken; where ranks are NULL, the one that came first. */
bool ec_tree_candidate_is_better(const struct ec_tree_candidate *a,
                                 const struct ec_tree_candidate *b, const uint32_t *ranks);

/* ---- the parts of it ---- */

/* Splits into buckets (two classes and numbers). */
void ec_tree_split_sums(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                        const struct ec_tree_feature *feature, struct ec_tree_candidate *candidate);
/* Splits of more than two classes. */
void ec_tree_split_classes(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                           const struct ec_tree_feature *feature,
                           struct ec_tree_candidate *candidate);
/* A split at a random place. */
void ec_tree_split_random(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                          const struct ec_tree_feature *feature, struct ec_random *random,
                          struct ec_tree_candidate *candidate);

/* Fills the codes of the buckets with those that rows of the node have, ascending. */
void ec_tree_find_codes(struct ec_tree_scratch *scratch, size_t n_rows);

/* The buckets, with their weights and sums. */
void ec_tree_fill_buckets(struct ec_tree_scratch *scratch, const struct ec_tree_node *node);

/* Orders the first `n` codes of the buckets, whose counts are rows of the table, by the first
 * principal component of their shares of the classes. */
void ec_tree_order_categories(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                              size_t n);

/* n log2 n. */
static inline double
ec_tree_log(const struct ec_tree_scratch *scratch, double n)
{
  if (n < (double)scratch->plan->n_logs)
    return scratch->plan->logs[(size_t)n];
  return n > 0.0 ? n * __builtin_log2(n) : 0.0;
}

/* Whether `score` is larger than `best` by more than rounding. */
static inline bool
ec_tree_score_beats(double score, double best)
{
  return score > best + 1e-12 * __builtin_fabs(best);
}

/* An integer below `bound`, at least 1, from one draw of 32 bits (Lemire 2019). */
static inline uint32_t
ec_tree_random_below(struct ec_random *random, uint32_t bound)
{
  uint64_t product = (uint64_t)ec_random_u32(random) * bound;
  if ((uint32_t)product < bound) {
    uint32_t surplus = -bound % bound;
    while ((uint32_t)product < surplus)
      product = (uint64_t)ec_random_u32(random) * bound;
  }
  return (uint32_t)(product >> 32);
}
