/* The best split of a leaf by categories.
 *
 * Of all ways to part K categories in two, the best is among the K - 1 that cut them in the order
 * of G / H. Each ratio is smoothed with that of the whole leaf, as if `smoothing` average rows were
 * added to the category, so that rare ones do not stand at the ends by chance.
 *
 * Source: W. Fisher, "On grouping for maximum homogeneity", JASA 53 (1958); G. Ke et al., NeurIPS
 * 2017, for boosting. */
#include "config.h"

#include <string.h>

#include "model/boosting-private.h"

struct place {
  double ratio;
  unsigned bin;
};

/* By ratio, then by bin. Shell's sort, with the gaps of M. Ciura (2001): there are 256 at most. */
static void
sort_places(struct place *places, size_t n)
{
  static const size_t gaps[] = {132, 57, 23, 10, 4, 1};
  for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++)
    for (size_t i = gaps[k]; i < n; i++) {
      struct place place = places[i];
      size_t j = i;
      for (; j >= gaps[k]; j -= gaps[k]) {
        const struct place *before = &places[j - gaps[k]];
        if (before->ratio < place.ratio ||
            (before->ratio == place.ratio && before->bin < place.bin))
          break;
        places[j] = *before;
      }
      places[j] = place;
    }
}

/* The bins that have rows, in the order of their ratios. */
static size_t
order_bins(const struct ec_boosting_search *search, unsigned n_bins, const ec_boosting_pair *bins,
           struct place *places)
{
  const struct ec_boosting_rules *rules = search->rules;
  double rows = rules->smoothing / search->n;
  size_t n = 0;
  for (unsigned b = 0; b < n_bins; b++) {
    double g, h;
    if (ec_boosting_pair_n(bins[b], &rules->units) == 0)
      continue;
    g = ec_boosting_pair_g(bins[b], &rules->units) + rows * search->g;
    h = ec_boosting_pair_h(bins[b], &rules->units) + rows * search->h;
    places[n++] = (struct place){h > 0.0 ? g / h : 0.0, b};
  }
  sort_places(places, n);
  return n;
}

static void
add_to_set(uint32_t *set, unsigned bin)
{
  set[bin / 32] |= (uint32_t)1 << (bin % 32);
}

/* The first `n_left` places go left, the others right, and bins without rows with the larger
 * part. So do missing values where there are none here. */
static void
keep_set(const struct ec_boosting_search *search, const struct ec_boosting_feature *feature,
         const ec_boosting_pair *bins, const struct place *places, size_t n_left,
         struct ec_boosting_split *best)
{
  const struct ec_boosting_units *units = &search->rules->units;
  bool larger = 2.0 * (double)ec_boosting_pair_n(best->left, units) >= search->n;
  unsigned last = feature->n_bins - 1;
  memset(best->set, 0, sizeof best->set);
  for (size_t i = 0; i < n_left; i++)
    add_to_set(best->set, places[i].bin);
  for (unsigned b = 0; larger && b < feature->n_bins; b++) {
    if (ec_boosting_pair_n(bins[b], units) == 0)
      add_to_set(best->set, b);
  }
  best->categorical = true;
  best->missing_left = larger;
  if (feature->has_missing)
    best->missing_left = (best->set[last / 32] >> (last % 32)) & 1;
}

void
ec_boosting_search_categories(struct ec_boosting_search *search,
                              const struct ec_boosting_feature *feature, size_t number,
                              const ec_boosting_pair *bins, struct ec_boosting_split *best)
{
  struct place places[EC_BOOSTING_BINS];
  ec_boosting_pair sum = {0, 0}, none = {0, 0};
  size_t n = order_bins(search, feature->n_bins, bins, places), cut;
  if (n < 2)
    return;
  for (size_t i = 0; i < n; i++) {
    sum += bins[places[i].bin];
    search->sums[i] = sum;
  }
  cut = ec_boosting_search_cuts(search, number, n - 1, none, best);
  if (cut == n - 1)
    return;
  best->feature = (int32_t)number;
  keep_set(search, feature, bins, places, cut + 1, best);
}
