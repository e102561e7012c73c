/* Ranks of the values of a feature: by counting where they are whole numbers close together, else by
 * sorting their bits. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/tree-data.h"

enum { DIGIT_BITS = 11, N_DIGITS = 6, N_BUCKETS = 1 << DIGIT_BITS };

/* Counting costs a pass over the range, so it has to be small beside the rows. */
enum { COUNTING_RANGE = 4096, COUNTING_FACTOR = 4 };

bool
ec_tree_feature_make_codes(struct ec_tree_feature *feature, size_t n_rows)
{
  if (feature->n_values < UINT16_MAX)
    feature->narrow = ec_alloc(n_rows, sizeof *feature->narrow);
  else
    feature->wide = ec_alloc(n_rows, sizeof *feature->wide);
  return feature->narrow != NULL || feature->wide != NULL;
}

static inline void
set_code(struct ec_tree_feature *feature, size_t row, uint32_t code)
{
  if (feature->narrow != NULL)
    feature->narrow[row] = (uint16_t)code;
  else
    feature->wide[row] = code;
}

/* The smallest and largest value; false where there is none. */
static bool
find_range(const double *column, size_t n_rows, double *low, double *high)
{
  *low = INFINITY;
  *high = -INFINITY;
  for (size_t i = 0; i < n_rows; i++) {
    *low = column[i] < *low ? column[i] : *low;
    *high = column[i] > *high ? column[i] : *high;
  }
  return *low <= *high;
}

/* Whether all values are whole numbers in a range that is worth counting. */
static bool
can_count(const double *column, size_t n_rows, double low, double high)
{
  double limit = (double)n_rows * COUNTING_FACTOR + COUNTING_RANGE;
  bool whole = true;
  if (!(high - low < limit) || fabs(low) > 1e9 || fabs(high) > 1e9)
    return false;
  for (size_t i = 0; i < n_rows && whole; i++)
    whole = isnan(column[i]) || (double)(int64_t)column[i] == column[i];
  return whole;
}

static ec_status
rank_by_counting(const double *column, size_t n_rows, double low, double high,
                 struct ec_tree_feature *feature, struct ec_error *error)
{
  size_t range = (size_t)(high - low) + 1;
  uint32_t *ranks = ec_alloc_zero(range, sizeof *ranks);
  uint32_t n = 0;
  if (ranks == NULL)
    return ec_error_no_memory(error, "the ranks of a feature");
  for (size_t i = 0; i < n_rows; i++) {
    if (isnan(column[i]))
      feature->missing = true;
    else
      ranks[(size_t)(column[i] - low)] = 1;
  }
  for (size_t v = 0; v < range; v++)
    n += ranks[v];
  feature->n_values = n;
  feature->values = ec_alloc(n, sizeof *feature->values);
  if (feature->values == NULL || !ec_tree_feature_make_codes(feature, n_rows)) {
    ec_free(ranks);
    return ec_error_no_memory(error, "the ranks of a feature");
  }
  n = 0;
  for (size_t v = 0; v < range; v++)
    if (ranks[v] != 0) {
      feature->values[n] = low + (double)v;
      ranks[v] = n++;
    }
  for (size_t i = 0; i < n_rows; i++)
    set_code(feature, i, isnan(column[i]) ? n : ranks[(size_t)(column[i] - low)]);
  ec_free(ranks);
  return EC_OK;
}

struct item {
  uint64_t key;
  uint32_t row;
};

/* The bits of a double, turned so that they sort as it does; -0 counts as 0. */
static inline uint64_t
make_key(double value)
{
  uint64_t bits;
  value += 0.0;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static inline double
key_value(uint64_t key)
{
  uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/* Sorts by key, lowest digit first; a digit that all keys share is passed over. `items` and `other`
 * have n each; returns which of the two holds the result. */
static struct item *
sort_items(struct item *items, struct item *other, size_t n, uint32_t *counts)
{
  memset(counts, 0, (size_t)N_DIGITS * N_BUCKETS * sizeof *counts);
  for (size_t i = 0; i < n; i++)
    for (int d = 0; d < N_DIGITS; d++)
      counts[d * N_BUCKETS + (int)(items[i].key >> (d * DIGIT_BITS) & (N_BUCKETS - 1))]++;
  for (int d = 0; d < N_DIGITS && n > 0; d++) {
    uint32_t *count = counts + d * N_BUCKETS, sum = 0;
    struct item *swap = other;
    if (count[items[0].key >> (d * DIGIT_BITS) & (N_BUCKETS - 1)] == n)
      continue;
    for (int b = 0; b < N_BUCKETS; b++) {
      uint32_t size = count[b];
      count[b] = sum;
      sum += size;
    }
    for (size_t i = 0; i < n; i++)
      other[count[items[i].key >> (d * DIGIT_BITS) & (N_BUCKETS - 1)]++] = items[i];
    other = items;
    items = swap;
  }
  return items;
}

/* Numbers the different keys of the sorted items, and gives each row its number. */
static ec_status
number_items(const struct item *items, size_t n, const double *column, size_t n_rows,
             struct ec_tree_feature *feature, struct ec_error *error)
{
  uint32_t rank = 0;
  for (size_t i = 0; i < n; i++)
    rank += i == 0 || items[i].key != items[i - 1].key;
  feature->n_values = rank;
  feature->values = ec_alloc(rank, sizeof *feature->values);
  if (feature->values == NULL || !ec_tree_feature_make_codes(feature, n_rows))
    return ec_error_no_memory(error, "the ranks of a feature");
  rank = 0;
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && items[i].key != items[i - 1].key)
      rank++;
    feature->values[rank] = key_value(items[i].key);
    set_code(feature, items[i].row, rank);
  }
  for (size_t i = 0; n < n_rows && i < n_rows; i++)
    if (isnan(column[i]))
      set_code(feature, i, feature->n_values);
  feature->missing = n < n_rows;
  return EC_OK;
}

static ec_status
rank_by_sorting(const double *column, size_t n_rows, struct ec_tree_feature *feature,
                struct ec_error *error)
{
  struct item *items = ec_alloc(n_rows, sizeof *items), *other = ec_alloc(n_rows, sizeof *other);
  uint32_t *counts = ec_alloc((size_t)N_DIGITS * N_BUCKETS, sizeof *counts);
  size_t n = 0;
  ec_status status;
  if (items == NULL || other == NULL || counts == NULL) {
    status = ec_error_no_memory(error, "the ranks of a feature");
  } else {
    for (size_t i = 0; i < n_rows; i++)
      if (!isnan(column[i]))
        items[n++] = (struct item){make_key(column[i]), (uint32_t)i};
    status = number_items(sort_items(items, other, n, counts), n, column, n_rows, feature, error);
  }
  ec_free(items);
  ec_free(other);
  ec_free(counts);
  return status;
}

ec_status
ec_tree_rank(const double *column, size_t n_rows, struct ec_tree_feature *feature,
             struct ec_error *error)
{
  double low, high;
  if (find_range(column, n_rows, &low, &high) && can_count(column, n_rows, low, high))
    return rank_by_counting(column, n_rows, low, high, feature, error);
  return rank_by_sorting(column, n_rows, feature, error);
}
