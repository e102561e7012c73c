/* Sums by bin: where boosting spends its time. */
#include "config.h"

#include "model/boosting-private.h"

/* How many rows ahead their bins are asked for: deep in a tree the rows of a leaf lie apart. */
enum { AHEAD = 12 };

/* The bins of a row lie in one cache line or two, rarely in more. */
static inline void
ask_for(const uint8_t *row, size_t n_groups, const ec_boosting_pair *pair)
{
  __builtin_prefetch(row);
  __builtin_prefetch(row + n_groups - 1);
  __builtin_prefetch(pair);
}

/* One row after the other, so that additions to the same bin lie a whole row apart, and do not
 * wait for one another. */
static void
add_range(const uint8_t *bins, size_t width, const uint32_t *offsets, size_t n_groups,
          const uint32_t *rows, size_t n_rows, const ec_boosting_pair *pairs,
          ec_boosting_pair *histogram)
{
  for (size_t i = 0; i < n_rows; i++) {
    ec_boosting_pair pair = pairs[rows[i]];
    const uint8_t *row = bins + rows[i] * width;
    size_t f = 0;
    if (i + AHEAD < n_rows)
      ask_for(bins + rows[i + AHEAD] * width, n_groups, pairs + rows[i + AHEAD]);
    for (; f + 4 <= n_groups; f += 4) {
      histogram[offsets[f] + row[f]] += pair;
      histogram[offsets[f + 1] + row[f + 1]] += pair;
      histogram[offsets[f + 2] + row[f + 2]] += pair;
      histogram[offsets[f + 3] + row[f + 3]] += pair;
    }
    for (; f < n_groups; f++)
      histogram[offsets[f] + row[f]] += pair;
  }
}

/* The same where bins begin at known distances: about an eighth faster. */
static void
add_regular(const uint8_t *bins, size_t width, size_t n_groups, const uint32_t *rows, size_t n_rows,
            const ec_boosting_pair *pairs, ec_boosting_pair *histogram)
{
  enum { S = EC_BOOSTING_STRIDE };
  for (size_t i = 0; i < n_rows; i++) {
    ec_boosting_pair pair = pairs[rows[i]], *h = histogram;
    const uint8_t *row = bins + rows[i] * width;
    size_t f = 0;
    if (i + AHEAD < n_rows)
      ask_for(bins + rows[i + AHEAD] * width, n_groups, pairs + rows[i + AHEAD]);
    for (; f + 8 <= n_groups; f += 8, h += 8 * S) {
      h[row[f]] += pair;
      h[S + row[f + 1]] += pair;
      h[2 * S + row[f + 2]] += pair;
      h[3 * S + row[f + 3]] += pair;
      h[4 * S + row[f + 4]] += pair;
      h[5 * S + row[f + 5]] += pair;
      h[6 * S + row[f + 6]] += pair;
      h[7 * S + row[f + 7]] += pair;
    }
    for (; f < n_groups; f++, h += S)
      h[row[f]] += pair;
  }
}

/* The same for groups that do not lie side by side. */
static void
add_some(const struct ec_boosting_table *table, const uint32_t *groups, size_t n_groups,
         const uint32_t *rows, size_t n_rows, const ec_boosting_pair *pairs,
         ec_boosting_pair *histogram)
{
  for (size_t i = 0; i < n_rows; i++) {
    ec_boosting_pair pair = pairs[rows[i]];
    const uint8_t *row = table->bins + rows[i] * table->n_groups;
    for (size_t k = 0; k < n_groups; k++)
      histogram[table->offsets[groups[k]] + row[groups[k]]] += pair;
  }
}

void
ec_boosting_histogram_add(const struct ec_boosting_table *table, const uint32_t *groups,
                          size_t first, size_t last, const uint32_t *rows, size_t n_rows,
                          const ec_boosting_pair *pairs, ec_boosting_pair *histogram)
{
  if (groups != NULL)
    add_some(table, groups + first, last - first, rows, n_rows, pairs, histogram);
  else if (table->regular)
    add_regular(table->bins + first, table->n_groups, last - first, rows, n_rows, pairs,
                histogram + table->offsets[first]);
  else
    add_range(table->bins + first, table->n_groups, table->offsets + first, last - first, rows,
              n_rows, pairs, histogram);
}

EC_BOOSTING_BODY
merge_body(ec_boosting_pair *to, const ec_boosting_pair *other, size_t n)
{
  int64_t *numbers = (int64_t *)to;
  const int64_t *others = (const int64_t *)other;
  for (size_t i = 0; i < 2 * n; i++)
    numbers[i] += others[i];
}

EC_BOOSTING_WIDE(merge, (ec_boosting_pair * to, const ec_boosting_pair *other, size_t n),
                 (to, other, n))

void
ec_boosting_histogram_merge(ec_boosting_pair *to, const ec_boosting_pair *other, size_t n)
{
  merge(to, other, n);
}

EC_BOOSTING_BODY
subtract_body(ec_boosting_pair *from, const ec_boosting_pair *other, size_t n)
{
  int64_t *numbers = (int64_t *)from;
  const int64_t *others = (const int64_t *)other;
  for (size_t i = 0; i < 2 * n; i++)
    numbers[i] -= others[i];
}

EC_BOOSTING_WIDE(subtract, (ec_boosting_pair * from, const ec_boosting_pair *other, size_t n),
                 (from, other, n))

void
ec_boosting_histogram_subtract(ec_boosting_pair *from, const ec_boosting_pair *other, size_t n)
{
  subtract(from, other, n);
}
