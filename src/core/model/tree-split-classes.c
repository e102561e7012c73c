/* Splits of more than two classes.
 *
 * The sum over both sides of (squares of the classes' weights) / (weight of the side) is what
 * Gini's impurity leaves to be made large. With l of the node's t rows of a class on the left,
 *
 *     sum l²    and    sum (t - l)² = sum t² - 2 sum t l + sum l²
 *
 * come out of whole vectors of counts, one row of the table after the other. */
#include "config.h"

#include <string.h>

#include "model/tree-split.h"

#define INLINE static inline __attribute__((always_inline))

/* Up to this weight of a node, squares of counts and their sums fit in 32 bits. */
#define NARROW_WEIGHT 65535.0

struct pass {
  const uint32_t *table, *total;
  uint32_t *left;
  uint64_t *squares, *crosses, *row_weights;
  const struct ec_tree_bucket *order;
  uint32_t low;
  size_t n_rows, n_padded;
};

/* Adds row after row of the table to the left, and notes the sums that the scores are made of. */
INLINE void
add_rows_narrow(const struct pass *pass)
{
  uint32_t *restrict left = pass->left;
  const uint32_t *restrict total = pass->total;
  for (size_t r = 0; r < pass->n_rows; r++) {
    const uint32_t *restrict row =
        pass->table + (size_t)(pass->order[r].code - pass->low) * pass->n_padded;
    uint32_t squares = 0, crosses = 0, weight = 0;
    for (size_t c = 0; c < pass->n_padded; c++) {
      uint32_t l = left[c] + row[c];
      left[c] = l;
      squares += l * l;
      crosses += l * total[c];
      weight += row[c];
    }
    pass->squares[r] = squares;
    pass->crosses[r] = crosses;
    pass->row_weights[r] = weight;
  }
}

INLINE void
add_rows_wide(const struct pass *pass)
{
  uint32_t *restrict left = pass->left;
  const uint32_t *restrict total = pass->total;
  for (size_t r = 0; r < pass->n_rows; r++) {
    const uint32_t *restrict row =
        pass->table + (size_t)(pass->order[r].code - pass->low) * pass->n_padded;
    uint64_t squares = 0, crosses = 0, weight = 0;
    for (size_t c = 0; c < pass->n_padded; c++) {
      uint64_t l = left[c] + row[c];
      left[c] = (uint32_t)l;
      squares += l * l;
      crosses += l * total[c];
      weight += row[c];
    }
    pass->squares[r] = squares;
    pass->crosses[r] = crosses;
    pass->row_weights[r] = weight;
  }
}

INLINE void
add_rows(const struct pass *pass, bool narrow)
{
  /* The usual widths are spelled out, so that the counts stay in registers. */
  struct pass fixed = *pass;
  if (!narrow) {
    add_rows_wide(pass);
    return;
  }
  if (pass->n_padded == 16)
    fixed.n_padded = 16, add_rows_narrow(&fixed);
  else if (pass->n_padded == 32)
    fixed.n_padded = 32, add_rows_narrow(&fixed);
  else
    add_rows_narrow(pass);
}

/* All counts are whole numbers, so these give the same result on every processor. */
static void
add_rows_plain(const struct pass *pass, bool narrow)
{
  add_rows(pass, narrow);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
add_rows_avx2(const struct pass *pass, bool narrow)
{
  add_rows(pass, narrow);
}

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512"))) static void
add_rows_avx512(const struct pass *pass, bool narrow)
{
  add_rows(pass, narrow);
}
#endif

static void
add_rows_here(const struct pass *pass, bool narrow)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    add_rows_avx512(pass, narrow);
  else if (__builtin_cpu_supports("avx2"))
    add_rows_avx2(pass, narrow);
  else
    add_rows_plain(pass, narrow);
#else
  add_rows_plain(pass, narrow);
#endif
}

/* Counts the classes of each code; true where the table is worth it. Leaves the codes that there
 * are in the buckets, ascending. */
static bool
fill_table(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, bool needed)
{
  size_t range = scratch->high - scratch->low + (size_t)1, k = scratch->n_padded, n = 0;
  uint32_t *table = scratch->table;
  if (range * k > scratch->n_table || (!needed && range * k > node->n_rows * 16))
    return false;
  memset(table, 0, range * k * sizeof *table);
  for (size_t i = 0; i < node->n_rows; i++)
    table[(scratch->codes[i] - scratch->low) * k + (uint32_t)node->pairs[i]] +=
        (uint32_t)(node->pairs[i] >> 32);
  if (range > 64) {
    ec_tree_find_codes(scratch, node->n_rows);
    return true;
  }
  {
    uint64_t present = 0;
    for (size_t i = 0; i < node->n_rows; i++)
      present |= (uint64_t)1 << (scratch->codes[i] - scratch->low);
    for (; present != 0; present &= present - 1)
      scratch->buckets[n++].code = scratch->low + (uint32_t)__builtin_ctzll(present);
    scratch->n_buckets = n;
  }
  return true;
}

/* The score of Gini's impurity as one fraction, whose parts are whole: equal splits score equal. */
static inline double
score_gini(double left_squares, double left_weight, double right_squares, double right_weight)
{
  return (left_squares * right_weight + right_squares * left_weight) / (left_weight * right_weight);
}

static inline void
consider(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, double score,
         double left_weight, size_t place, bool missing_left, struct ec_tree_candidate *best)
{
  if (left_weight < scratch->plan->min_leaf ||
      node->weight - left_weight < scratch->plan->min_leaf ||
      !ec_tree_score_beats(score, best->score))
    return;
  best->score = score;
  best->cut = (uint32_t)place;
  best->left_weight = left_weight;
  best->missing_left = missing_left;
}

static double
sum_squares(const uint32_t *counts, size_t n)
{
  uint64_t sum = 0;
  for (size_t c = 0; c < n; c++)
    sum += (uint64_t)counts[c] * counts[c];
  return (double)sum;
}

/* Gini by the table. `missing` is the bucket that begins on the left, or none. */
static void
scan_table(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, size_t n,
           bool missing_left, struct ec_tree_candidate *best)
{
  size_t k = scratch->n_padded;
  double total_squares = sum_squares(node->counts, k), left_weight = 0.0;
  struct pass pass = {scratch->table,
                      node->counts,
                      scratch->left,
                      scratch->squares,
                      scratch->crosses,
                      scratch->row_weights,
                      scratch->buckets,
                      scratch->low,
                      n,
                      k};
  memset(scratch->left, 0, k * sizeof *scratch->left);
  if (missing_left) {
    memcpy(scratch->left, scratch->table + (size_t)(scratch->high - scratch->low) * k,
           k * sizeof *scratch->left);
    for (size_t c = 0; c < k; c++)
      left_weight += scratch->left[c];
  }
  add_rows_here(&pass, node->weight <= NARROW_WEIGHT);
  for (size_t r = 0; r < n; r++) {
    double squares = (double)scratch->squares[r];
    double right_squares = total_squares - 2.0 * (double)scratch->crosses[r] + squares;
    left_weight += (double)scratch->row_weights[r];
    consider(scratch, node,
             score_gini(squares, left_weight, right_squares, node->weight - left_weight),
             left_weight, r, missing_left, best);
  }
}

/* What changes as one class after the other moves to the left. */
struct balance {
  double left_weight;
  int64_t left_squares, right_squares;
  double left_logs, right_logs;
};

/* Moves `weight` of a class to the left. */
static inline void
move(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, uint32_t class,
     uint32_t weight, bool entropy, struct balance *balance)
{
  int64_t left = scratch->left[class], right = (int64_t)node->counts[class] - left, w = weight;
  scratch->left[class] += weight;
  balance->left_weight += weight;
  if (entropy) {
    balance->left_logs +=
        ec_tree_log(scratch, (double)(left + w)) - ec_tree_log(scratch, (double)left);
    balance->right_logs +=
        ec_tree_log(scratch, (double)(right - w)) - ec_tree_log(scratch, (double)right);
  } else {
    balance->left_squares += w * (2 * left + w);
    balance->right_squares -= w * (2 * right - w);
  }
}

/* Moves all that has a code, from its chain or its row of the table. */
static void
move_code(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node, uint32_t code,
          bool chained, bool entropy, struct balance *balance)
{
  size_t k = scratch->n_padded;
  if (!chained) {
    const uint32_t *row = scratch->table + (size_t)(code - scratch->low) * k;
    for (uint32_t c = 0; c < k; c++)
      if (row[c] != 0)
        move(scratch, node, c, row[c], entropy, balance);
    return;
  }
  for (uint32_t i = scratch->heads[code]; i != UINT32_MAX; i = scratch->nexts[i])
    move(scratch, node, (uint32_t)node->pairs[i], (uint32_t)(node->pairs[i] >> 32), entropy,
         balance);
}

static double
score_balance(const struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
              const struct balance *balance, bool entropy)
{
  double left = balance->left_weight, right = node->weight - left;
  if (entropy)
    return balance->left_logs - ec_tree_log(scratch, left) + balance->right_logs -
           ec_tree_log(scratch, right);
  return score_gini((double)balance->left_squares, left, (double)balance->right_squares, right);
}

/* Either impurity, one class of one code at a time. */
static void
scan_moving(struct ec_tree_scratch *scratch, const struct ec_tree_node *node, size_t n,
            bool missing_left, bool chained, struct ec_tree_candidate *best)
{
  bool entropy = scratch->plan->criterion == EC_TREE_ENTROPY;
  struct balance balance = {0};
  memset(scratch->left, 0, scratch->n_padded * sizeof *scratch->left);
  if (entropy)
    for (size_t c = 0; c < scratch->data->n_classes; c++)
      balance.right_logs += ec_tree_log(scratch, node->counts[c]);
  else
    balance.right_squares = (int64_t)sum_squares(node->counts, scratch->n_padded);
  if (missing_left)
    move_code(scratch, node, scratch->high, chained, entropy, &balance);
  for (size_t b = 0; b < n; b++) {
    move_code(scratch, node, scratch->buckets[b].code, chained, entropy, &balance);
    consider(scratch, node, score_balance(scratch, node, &balance, entropy), balance.left_weight, b,
             missing_left, best);
  }
}

/* Threads the rows of each code on a chain. A code's head is only looked at once it has one. */
static void
fill_chains(struct ec_tree_scratch *scratch, const struct ec_tree_node *node)
{
  ec_tree_find_codes(scratch, node->n_rows);
  for (size_t b = 0; b < scratch->n_buckets; b++)
    scratch->heads[scratch->buckets[b].code] = UINT32_MAX;
  for (size_t i = node->n_rows; i-- > 0;) {
    scratch->nexts[i] = scratch->heads[scratch->codes[i]];
    scratch->heads[scratch->codes[i]] = (uint32_t)i;
  }
}

void
ec_tree_split_classes(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                      const struct ec_tree_feature *feature, struct ec_tree_candidate *candidate)
{
  bool gini = scratch->plan->criterion == EC_TREE_GINI;
  bool chained = !fill_table(scratch, node, feature->categorical);
  if (chained)
    fill_chains(scratch, node);
  if (feature->categorical)
    ec_tree_order_categories(scratch, node, scratch->n_buckets - candidate->has_missing);
  for (int pass = 0; pass < 1 + candidate->has_missing; pass++) {
    size_t n = scratch->n_buckets - 1 - (size_t)pass;
    if (gini && !chained)
      scan_table(scratch, node, n, pass == 1, candidate);
    else
      scan_moving(scratch, node, n, pass == 1, chained, candidate);
  }
  if (candidate->score <= EC_TREE_NO_SCORE || feature->categorical)
    return;
  candidate->next = scratch->buckets[candidate->cut + 1].code;
  candidate->cut = scratch->buckets[candidate->cut].code;
}
