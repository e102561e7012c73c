/* The best split of a leaf by one feature of amounts, from the sums of its bins. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "model/boosting-private.h"

/* What a split gains is a difference of sums; below this share of them it is rounding. */
static const double LEAST_SHARE = 1e-12;

void
ec_boosting_search_begin(struct ec_boosting_search *search, const struct ec_boosting_rules *rules,
                         ec_boosting_pair total)
{
  search->rules = rules;
  search->total = total;
  search->g = ec_boosting_pair_g(total, &rules->units);
  search->h = ec_boosting_pair_h(total, &rules->units);
  search->n = (double)ec_boosting_pair_n(total, &rules->units);
  search->score =
      search->h + rules->l2 > 0.0 ? search->g * search->g / (search->h + rules->l2) : 0.0;
}

/* For each cut the score of both sides, or -1 where a side would be too small. */
EC_BOOSTING_BODY
score_body(struct ec_boosting_search *search, size_t n_cuts)
{
  const double *left_g = search->left_g, *left_h = search->left_h, *left_n = search->left_n;
  double *gains = search->gains;
  double g = search->g, h = search->h, n = search->n, l2 = search->rules->l2;
  double least_n = (double)search->rules->min_samples;
  double least_h = fmax(search->rules->min_hessian, DBL_MIN);
  for (size_t i = 0; i < n_cuts; i++) {
    double right_g = g - left_g[i], right_h = h - left_h[i], right_n = n - left_n[i];
    double score = left_g[i] * left_g[i] / (left_h[i] + l2) + right_g * right_g / (right_h + l2);
    bool allowed = (left_n[i] >= least_n) & (right_n >= least_n) & (left_h[i] >= least_h) &
                   (right_h >= least_h);
    gains[i] = allowed ? score : -1.0;
  }
}

EC_BOOSTING_WIDE(score, (struct ec_boosting_search * search, size_t n_cuts), (search, n_cuts))

static void
read_sums(struct ec_boosting_search *search, size_t n, ec_boosting_pair extra)
{
  const struct ec_boosting_units units = search->rules->units;
  for (size_t i = 0; i < n; i++) {
    ec_boosting_pair left = search->sums[i] + extra;
    search->left_g[i] = ec_boosting_pair_g(left, &units);
    search->left_h[i] = ec_boosting_pair_h(left, &units);
    search->left_n[i] = (double)ec_boosting_pair_n(left, &units);
  }
}

size_t
ec_boosting_search_cuts(struct ec_boosting_search *search, size_t n, ec_boosting_pair extra,
                        struct ec_boosting_split *best)
{
  size_t found = n;
  double highest = search->score * (1.0 + LEAST_SHARE) + 2.0 * search->rules->min_gain, gain;
  read_sums(search, n, extra);
  score(search, n);
  for (size_t i = 0; i < n; i++) {
    if (search->gains[i] > highest) {
      highest = search->gains[i];
      found = i;
    }
  }
  /* Compared as such, lest which of two features is better depend on what came between. */
  gain = (highest - search->score) / 2.0;
  if (found == n || !(gain > best->gain))
    return n;
  best->gain = gain;
  best->left = search->sums[found] + extra;
  return found;
}

static void
keep_cut(struct ec_boosting_split *best, size_t feature, size_t bin, bool missing_left)
{
  best->feature = (int32_t)feature;
  best->bin = (uint32_t)bin;
  best->categorical = false;
  best->missing_left = missing_left;
}

/* Which side has more rows: where missing values go that nothing was learnt of. */
static bool
is_left_larger(const struct ec_boosting_search *search, const struct ec_boosting_split *split)
{
  return 2.0 * (double)ec_boosting_pair_n(split->left, &search->rules->units) >= search->n;
}

/* Of bins that have no rows here, half go with each side: the middle of the gap is the best guess
 * of where the two sides part. */
static size_t
find_middle(const struct ec_boosting_search *search, size_t bin, size_t n_values)
{
  size_t last = bin;
  while (last + 2 < n_values && search->sums[last + 1][1] == search->sums[bin][1] &&
         search->sums[last + 1][0] == search->sums[bin][0])
    last++;
  return bin + (last - bin) / 2;
}

static void
search_amounts(struct ec_boosting_search *search, const struct ec_boosting_feature *feature,
               size_t number, const ec_boosting_pair *bins, struct ec_boosting_split *best)
{
  size_t n_values = feature->n_bins - (feature->has_missing ? 1 : 0), bin;
  ec_boosting_pair none = {0, 0}, missing = feature->has_missing ? bins[n_values] : none;
  ec_boosting_pair sum = {0, 0};
  bool some_missing = ec_boosting_pair_n(missing, &search->rules->units) > 0;
  size_t n_cuts = n_values - (some_missing ? 0 : 1);
  for (size_t b = 0; b < n_values; b++) {
    sum += bins[b];
    search->sums[b] = sum;
  }
  bin = ec_boosting_search_cuts(search, n_cuts, none, best);
  if (bin < n_cuts)
    keep_cut(best, number, find_middle(search, bin, n_values),
             !some_missing && is_left_larger(search, best));
  if (!some_missing)
    return;
  bin = ec_boosting_search_cuts(search, n_values - 1, missing, best);
  if (bin < n_values - 1)
    keep_cut(best, number, find_middle(search, bin, n_values), true);
}

void
ec_boosting_search_feature(struct ec_boosting_search *search, const struct ec_boosting_table *table,
                           size_t feature, const ec_boosting_pair *histogram,
                           struct ec_boosting_split *best)
{
  const struct ec_boosting_feature *asked = &table->features[feature];
  const ec_boosting_pair *bins = histogram + table->offsets[feature];
  double gain = best->gain;
  if (!asked->categorical) {
    search_amounts(search, asked, feature, bins, best);
    return;
  }
  ec_boosting_search_categories(search, asked, bins, best);
  if (best->gain > gain)
    best->feature = (int32_t)feature;
}

void
ec_boosting_split_sides(const struct ec_boosting_split *split,
                        const struct ec_boosting_feature *feature, uint8_t sides[EC_BOOSTING_BINS])
{
  memset(sides, 0, EC_BOOSTING_BINS);
  for (unsigned b = 0; b < feature->n_bins; b++) {
    if (split->categorical)
      sides[b] = (split->set[b / 32] >> (b % 32)) & 1;
    else if (feature->has_missing && b + 1 == feature->n_bins)
      sides[b] = split->missing_left;
    else
      sides[b] = b <= split->bin;
  }
}
