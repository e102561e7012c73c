/* The histograms of the two children of a leaf, and their best splits: what threads share of the
 * work on a tree. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-grower-private.h"

enum {
  GROUP = 64,               /* groups of a piece at most: a row's fit one cache line */
  LEAST_SHARED = 64 * 1024, /* additions that are worth waking other threads for */
  SHARED_PIECE = 1024,      /* rows */
};

static ec_boosting_pair *
get_histogram(const struct ec_boosting_grower *grower, int slot)
{
  const struct ec_boosting_table *table = grower->table;
  return grower->pool + (size_t)slot * table->offsets[table->n_groups];
}

static ec_boosting_pair *
get_share(const struct ec_boosting_grower *grower, unsigned worker)
{
  const struct ec_boosting_table *table = grower->table;
  return grower->shares + (size_t)(worker - 1) * table->offsets[table->n_groups];
}

/* All groups side by side go by a shorter way than some of them. */
static const uint32_t *
get_groups(const struct ec_boosting_grower *grower)
{
  return grower->n_groups == grower->table->n_groups ? NULL : grower->groups;
}

static void
clear_histogram(const struct ec_boosting_grower *grower, ec_boosting_pair *histogram, size_t first,
                size_t last)
{
  const struct ec_boosting_table *table = grower->table;
  for (size_t i = first; i < last; i++) {
    uint32_t k = grower->groups[i];
    memset(histogram + table->offsets[k], 0, table->groups[k].n_values * sizeof *histogram);
  }
}

static void
fill_histogram(const struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf,
               size_t first, size_t last)
{
  ec_boosting_pair *histogram = get_histogram(grower, leaf->slot);
  clear_histogram(grower, histogram, first, last);
  ec_boosting_histogram_add(grower->table, get_groups(grower), first, last,
                            grower->rows + leaf->begin, leaf->n_rows, grower->pairs, histogram);
}

/* Adds up some rows of a leaf, where the worker adds up what it does. The sums are exact, so it
 * does not matter which rows are whose. */
static ec_status
fill_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct ec_boosting_work *work = data;
  struct ec_boosting_grower *grower = work->grower;
  const struct ec_boosting_leaf *leaf = work->filled;
  ec_boosting_pair *histogram =
      worker == 0 ? get_histogram(grower, leaf->slot) : get_share(grower, worker);
  size_t begin, end;
  ec_piece_range(leaf->n_rows, work->n_pieces, piece, &begin, &end);
  if (worker > 0 && !grower->shared[worker])
    clear_histogram(grower, histogram, 0, grower->n_groups);
  grower->shared[worker] = true;
  for (size_t first = 0, last; first < grower->n_groups; first = last) {
    last = grower->n_groups - first < GROUP ? grower->n_groups : first + GROUP;
    ec_boosting_histogram_add(grower->table, get_groups(grower), first, last,
                              grower->rows + leaf->begin + begin, end - begin, grower->pairs,
                              histogram);
  }
  return EC_OK;
}

/* Several threads add up the rows of a leaf. */
static ec_status
fill_shared(struct ec_boosting_work *work, const struct ec_boosting_leaf *leaf,
            const struct ec_job *job, struct ec_error *error)
{
  struct ec_boosting_grower *grower = work->grower;
  memset(grower->shared, 0, grower->n_threads * sizeof *grower->shared);
  clear_histogram(grower, get_histogram(grower, leaf->slot), 0, grower->n_groups);
  work->filled = leaf;
  work->n_pieces = leaf->n_rows / SHARED_PIECE;
  return ec_parallel_for(job, NULL, work->n_pieces, fill_piece, work, error);
}

static void
merge_shares(const struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf,
             size_t first, size_t last)
{
  const struct ec_boosting_table *table = grower->table;
  ec_boosting_pair *histogram = get_histogram(grower, leaf->slot);
  for (unsigned w = 1; w < grower->n_threads; w++)
    for (size_t i = first; grower->shared[w] && i < last; i++) {
      uint32_t k = grower->groups[i], at = table->offsets[k];
      ec_boosting_histogram_merge(histogram + at, get_share(grower, w) + at,
                                  table->groups[k].n_values);
    }
}

static void
subtract_small(const struct ec_boosting_work *work, size_t first, size_t last)
{
  const struct ec_boosting_grower *grower = work->grower;
  const struct ec_boosting_table *table = grower->table;
  ec_boosting_pair *large = get_histogram(grower, work->large->slot);
  const ec_boosting_pair *small = get_histogram(grower, work->small->slot);
  for (size_t i = first; i < last; i++) {
    uint32_t k = grower->groups[i], at = table->offsets[k];
    ec_boosting_histogram_subtract(large + at, small + at, table->groups[k].n_values);
  }
}

static void
search_groups(struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf, size_t first,
              size_t last, struct ec_boosting_search *search, struct ec_boosting_split *best)
{
  const struct ec_boosting_table *table = grower->table;
  const ec_boosting_pair *histogram = get_histogram(grower, leaf->slot);
  best->gain = 0.0;
  if (!ec_boosting_is_open(grower, leaf))
    return;
  ec_boosting_search_begin(search, &grower->rules, leaf->total);
  for (size_t i = first; i < last; i++) {
    const struct ec_boosting_group *group = &table->groups[grower->groups[i]];
    for (size_t f = group->begin; f < group->end; f++)
      if (grower->drawn[f])
        ec_boosting_search_feature(search, table, f, histogram, best);
  }
  ec_boosting_search_end(search, best);
}

static ec_status
do_groups(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct ec_boosting_work *work = data;
  struct ec_boosting_grower *grower = work->grower;
  struct ec_boosting_found *found = &grower->found[piece];
  size_t first, last;
  ec_piece_range(grower->n_groups, work->n_pieces, piece, &first, &last);
  if (work->filled == work->small)
    merge_shares(grower, work->small, first, last);
  else
    fill_histogram(grower, work->small, first, last);
  search_groups(grower, work->small, first, last, &grower->searches[worker], &found->small);
  if (work->large == NULL)
    return EC_OK;
  if (work->from_parent)
    subtract_small(work, first, last);
  else
    fill_histogram(grower, work->large, first, last);
  search_groups(grower, work->large, first, last, &grower->searches[worker], &found->large);
  return EC_OK;
}

/* Groups are the pieces of the work, more than one for each thread, lest all wait for a slow one.
 * How many there are does not change what is found:
 * the sums are exact, and of equal splits the one of the first feature is kept. */
static size_t
count_pieces(const struct ec_boosting_grower *grower, bool shared)
{
  size_t n = (grower->n_groups + GROUP - 1) / GROUP;
  if (shared && n < 2 * (size_t)grower->n_threads)
    n = 2 * (size_t)grower->n_threads;
  n = n < grower->n_groups ? n : grower->n_groups;
  return n < EC_BOOSTING_PIECES ? n : EC_BOOSTING_PIECES;
}

ec_status
ec_boosting_work_on(struct ec_boosting_work *work, const struct ec_job *job, struct ec_error *error)
{
  struct ec_boosting_grower *grower = work->grower;
  size_t n_rows = work->small->n_rows;
  bool shared = grower->n_threads > 1 && n_rows * grower->n_groups >= LEAST_SHARED;
  ec_status status = EC_OK;
  if (shared && n_rows >= 2 * SHARED_PIECE)
    status = fill_shared(work, work->small, job, error);
  work->n_pieces = count_pieces(grower, shared);
  if (status == EC_OK && shared)
    status = ec_parallel_for(job, NULL, work->n_pieces, do_groups, work, error);
  else
    for (size_t k = 0; status == EC_OK && k < work->n_pieces; k++)
      do_groups(work, k, 0, NULL);
  work->small->split.gain = 0.0;
  for (size_t k = 0; status == EC_OK && k < work->n_pieces; k++) {
    if (grower->found[k].small.gain > work->small->split.gain)
      work->small->split = grower->found[k].small;
    if (work->large != NULL && grower->found[k].large.gain > work->large->split.gain)
      work->large->split = grower->found[k].large;
  }
  return status;
}
