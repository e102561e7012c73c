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
  search->n_pairs = 0;
  search->total = total;
  search->g = ec_boosting_pair_g(total, &rules->units);
  search->h = ec_boosting_pair_h(total, &rules->units);
  search->n = (double)ec_boosting_pair_n(total, &rules->units);
  search->score =
      search->h + rules->l2 > 0.0 ? search->g * search->g / (search->h + rules->l2) : 0.0;
}

/* For each cut the score of both sides, or -1 where a side would be too small, and for some behind
 * the last, so that vectors are full. Numbers are made of the sums first, for a compiler takes no
 * loop with jumps for a vector. */
EC_BOOSTING_BODY
score_body(struct ec_boosting_search *search, const int64_t *sums, size_t n_cuts,
           ec_boosting_pair extra)
{
  const struct ec_boosting_units units = search->rules->units;
  double *left_g = search->left_g, *left_h = search->left_h, *left_n = search->left_n;
  double *gains = search->gains;
  double g = search->g, h = search->h, n = search->n, l2 = search->rules->l2;
  double least_n = (double)search->rules->min_samples;
  double least_h = fmax(search->rules->min_hessian, DBL_MIN);
  int64_t extra_g = extra[0], extra_h = extra[1], mask = ((int64_t)1 << units.shift) - 1;
  n_cuts = (n_cuts + EC_BOOSTING_LANES - 1) / EC_BOOSTING_LANES * EC_BOOSTING_LANES;
  for (size_t i = 0; i < n_cuts; i++) {
    int64_t packed = sums[2 * i + 1] + extra_h;
    left_g[i] = (double)(sums[2 * i] + extra_g) * units.g;
    left_h[i] = (double)(packed >> units.shift) * units.h;
    left_n[i] = (double)(packed & mask);
  }
  for (size_t i = 0; i < n_cuts; i++) {
    double right_g = g - left_g[i], right_h = h - left_h[i], right_n = n - left_n[i];
    double score = left_g[i] * left_g[i] / (left_h[i] + l2) + right_g * right_g / (right_h + l2);
    bool allowed = (left_n[i] >= least_n) & (right_n >= least_n) & (left_h[i] >= least_h) &
                   (right_h >= least_h);
    gains[i] = allowed ? score : -1.0;
  }
}

EC_BOOSTING_WIDE(score,
                 (struct ec_boosting_search * search, const int64_t *sums, size_t n_cuts,
                  ec_boosting_pair extra),
                 (search, sums, n_cuts, extra))

/* The first of the largest gains: by lanes, which a compiler makes a vector of, and then the place
 * of what they found. */
static size_t
find_highest(double *gains, size_t n)
{
  double lanes[8] = {-1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0};
  size_t place = 0;
  for (size_t i = 0; i + 8 <= n; i += 8)
    for (size_t k = 0; k < 8; k++)
      lanes[k] = gains[i + k] > lanes[k] ? gains[i + k] : lanes[k];
  for (size_t i = n - n % 8; i < n; i++)
    lanes[0] = gains[i] > lanes[0] ? gains[i] : lanes[0];
  for (size_t k = 1; k < 8; k++)
    lanes[0] = lanes[k] > lanes[0] ? lanes[k] : lanes[0];
  while (place < n && gains[place] < lanes[0])
    place++;
  return place;
}

/* Below this a score is no better than that of the whole leaf. */
static double
get_least_score(const struct ec_boosting_search *search)
{
  return search->score * (1.0 + LEAST_SHARE) + 2.0 * search->rules->min_gain;
}

/* Of equal splits that of the first feature is kept, in whatever order they are looked at. */
static bool
is_better(double gain, size_t feature, const struct ec_boosting_split *best)
{
  return gain > best->gain ||
         (gain == best->gain && gain > 0.0 && (int32_t)feature < best->feature);
}

size_t
ec_boosting_search_cuts(struct ec_boosting_search *search, size_t feature, size_t n,
                        ec_boosting_pair extra, struct ec_boosting_split *best)
{
  size_t found;
  double gain;
  score(search, (const int64_t *)search->sums, n, extra);
  found = find_highest(search->gains, n);
  if (found == n || !(search->gains[found] > get_least_score(search)))
    return n;
  /* Compared as such, lest which of two features is better depend on what came between. */
  gain = (search->gains[found] - search->score) / 2.0;
  if (!is_better(gain, feature, best))
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
  bin = ec_boosting_search_cuts(search, number, n_cuts, none, best);
  if (bin < n_cuts)
    keep_cut(best, number, find_middle(search, bin, n_values),
             !some_missing && is_left_larger(search, best));
  if (!some_missing)
    return;
  bin = ec_boosting_search_cuts(search, number, n_values - 1, missing, best);
  if (bin < n_values - 1)
    keep_cut(best, number, find_middle(search, bin, n_values), true);
}

/* The one cut of a feature of two bins is put with those of others, to be scored together. */
static void
put_off(struct ec_boosting_search *search, const struct ec_boosting_feature *feature, size_t number,
        const ec_boosting_pair *values, struct ec_boosting_split *best)
{
  ec_boosting_pair sum = {0, 0};
  if (search->n_pairs == EC_BOOSTING_BINS)
    ec_boosting_search_end(search, best);
  if (feature->group_bins == NULL)
    sum = values[0];
  for (unsigned i = 0; i < feature->n_few; i++)
    sum += values[feature->few[i]];
  if (feature->group_bins != NULL && !feature->few_left)
    sum = search->total - sum;
  search->pair_features[search->n_pairs] = (uint32_t)number;
  search->pair_sums[search->n_pairs++] = sum;
}

void
ec_boosting_search_end(struct ec_boosting_search *search, struct ec_boosting_split *best)
{
  ec_boosting_pair none = {0, 0};
  double least = get_least_score(search);
  score(search, (const int64_t *)search->pair_sums, search->n_pairs, none);
  for (size_t i = 0; i < search->n_pairs; i++) {
    double gain = (search->gains[i] - search->score) / 2.0;
    if (!(search->gains[i] > least) || !is_better(gain, search->pair_features[i], best))
      continue;
    best->gain = gain;
    best->left = search->pair_sums[i];
    keep_cut(best, search->pair_features[i], 0, is_left_larger(search, best));
  }
  search->n_pairs = 0;
}

/* The bins of a feature of which there are the sums by the byte of its group. */
static const ec_boosting_pair *
get_bins(struct ec_boosting_search *search, const struct ec_boosting_feature *feature,
         const struct ec_boosting_group *group, const ec_boosting_pair *values)
{
  if (feature->group_bins == NULL)
    return values;
  memset(search->bins, 0, feature->n_bins * sizeof *search->bins);
  for (unsigned v = 0; v < group->n_values; v++)
    search->bins[feature->group_bins[v]] += values[v];
  return search->bins;
}

void
ec_boosting_search_feature(struct ec_boosting_search *search, const struct ec_boosting_table *table,
                           size_t feature, const ec_boosting_pair *histogram,
                           struct ec_boosting_split *best)
{
  const struct ec_boosting_feature *asked = &table->features[feature];
  const ec_boosting_pair *values = histogram + table->offsets[asked->group];
  if (!asked->categorical && !asked->has_missing && asked->n_bins == 2) {
    put_off(search, asked, feature, values, best);
    return;
  }
  values = get_bins(search, asked, &table->groups[asked->group], values);
  if (asked->categorical)
    ec_boosting_search_categories(search, asked, feature, values, best);
  else
    search_amounts(search, asked, feature, values, best);
}

static uint8_t
get_side(const struct ec_boosting_split *split, const struct ec_boosting_feature *feature,
         unsigned bin)
{
  if (split->categorical)
    return (split->set[bin / 32] >> (bin % 32)) & 1;
  if (feature->has_missing && bin + 1 == feature->n_bins)
    return split->missing_left;
  return bin <= split->bin;
}

void
ec_boosting_split_sides(const struct ec_boosting_split *split,
                        const struct ec_boosting_table *table, uint8_t sides[EC_BOOSTING_BINS])
{
  const struct ec_boosting_feature *feature = &table->features[split->feature];
  unsigned n_values = table->groups[feature->group].n_values;
  memset(sides, 0, EC_BOOSTING_BINS);
  for (unsigned v = 0; v < n_values; v++)
    sides[v] = get_side(split, feature, feature->group_bins == NULL ? v : feature->group_bins[v]);
}
