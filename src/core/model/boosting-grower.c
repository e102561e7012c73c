/* One tree, grown leaf by leaf: the leaf whose split gains most is split next.
 *
 * A leaf is a run of the list of rows, and a histogram. When it is split, the rows of the smaller
 * child are added up, and those of the larger are what that leaves of the parent's; so each row is
 * looked at about half as often as the tree is deep. Nothing is allocated while a tree grows. */
#include "config.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-private.h"

enum {
  GROUP = 64,                /* features of a piece at most: a row's fit one cache line */
  LEAST_SHARED = 256 * 1024, /* additions that are worth waking other threads for */
  MAX_GROUPS = 256,
  LEAST_SLOTS = 4,
  POOL_BYTES = 128 << 20, /* of histograms that are kept for the leaves of a tree */
};

enum { NO_SLOT = -1 };

struct leaf {
  size_t begin, n_rows;
  size_t node, depth;
  int slot; /* of its histogram; NO_SLOT where it has none */
  ec_boosting_pair total;
  struct ec_boosting_split split; /* the best one; its gain is 0 where there is none */
};

/* What one piece of the work on two children finds. */
struct found {
  struct ec_boosting_split small, large;
};

struct ec_boosting_grower {
  const struct ec_boosting_table *table;
  const struct ec_boosting_options *options;
  struct ec_boosting_rules rules;
  struct ec_arena *arena;
  ec_boosting_pair *pairs;
  uint32_t *rows, *spare, *columns; /* `columns`: the features that this tree may ask */
  size_t n_rows, n_columns;
  struct leaf *leaves;
  size_t n_leaves;
  ec_boosting_pair *pool;
  bool *slot_used;
  size_t n_slots;
  struct ec_boosting_search *searches; /* one for each worker */
  struct ec_boosting_draft draft;
  struct found found[MAX_GROUPS];
};

/* The two children of a leaf, while their histograms are made. Of the root there is `small` alone;
 * `from_parent` says that the slot of `large` holds the sums of both. */
struct work {
  struct ec_boosting_grower *grower;
  struct leaf *small, *large;
  bool from_parent;
  size_t n_groups;
};

static ec_boosting_pair *
get_histogram(const struct ec_boosting_grower *grower, int slot)
{
  const struct ec_boosting_table *table = grower->table;
  return grower->pool + (size_t)slot * table->offsets[table->n_features];
}

/* All features side by side go by a shorter way than some of them. */
static const uint32_t *
get_columns(const struct ec_boosting_grower *grower)
{
  return grower->n_columns == grower->table->n_features ? NULL : grower->columns;
}

static void
fill_histogram(const struct ec_boosting_grower *grower, const struct leaf *leaf, size_t first,
               size_t last)
{
  const struct ec_boosting_table *table = grower->table;
  ec_boosting_pair *histogram = get_histogram(grower, leaf->slot);
  for (size_t c = first; c < last; c++) {
    uint32_t f = grower->columns[c];
    memset(histogram + table->offsets[f], 0, table->features[f].n_bins * sizeof *histogram);
  }
  ec_boosting_histogram_add(table, get_columns(grower), first, last, grower->rows + leaf->begin,
                            leaf->n_rows, grower->pairs, histogram);
}

static void
subtract_small(const struct work *work, size_t first, size_t last)
{
  const struct ec_boosting_grower *grower = work->grower;
  const uint32_t *offsets = grower->table->offsets;
  ec_boosting_pair *large = get_histogram(grower, work->large->slot);
  const ec_boosting_pair *small = get_histogram(grower, work->small->slot);
  for (size_t c = first; c < last; c++) {
    uint32_t f = grower->columns[c];
    ec_boosting_histogram_subtract(large + offsets[f], small + offsets[f],
                                   grower->table->features[f].n_bins);
  }
}

/* Whether a leaf may be split at all. */
static bool
is_open(const struct ec_boosting_grower *grower, const struct leaf *leaf)
{
  const struct ec_boosting_options *options = grower->options;
  return leaf->n_rows >= 2 * options->min_samples_leaf && leaf->n_rows >= 2 &&
         (options->max_depth == 0 || leaf->depth < options->max_depth);
}

static void
search_group(struct ec_boosting_grower *grower, const struct leaf *leaf, size_t first, size_t last,
             struct ec_boosting_search *search, struct ec_boosting_split *best)
{
  const ec_boosting_pair *histogram = get_histogram(grower, leaf->slot);
  best->gain = 0.0;
  if (!is_open(grower, leaf))
    return;
  ec_boosting_search_begin(search, &grower->rules, leaf->total);
  for (size_t c = first; c < last; c++)
    ec_boosting_search_feature(search, grower->table, grower->columns[c], histogram, best);
}

static ec_status
do_group(void *data, size_t group, unsigned worker, struct ec_error *error)
{
  struct work *work = data;
  struct ec_boosting_grower *grower = work->grower;
  struct found *found = &grower->found[group];
  size_t first, last;
  ec_piece_range(grower->n_columns, work->n_groups, group, &first, &last);
  fill_histogram(grower, work->small, first, last);
  search_group(grower, work->small, first, last, &grower->searches[worker], &found->small);
  if (work->large == NULL)
    return EC_OK;
  if (work->from_parent)
    subtract_small(work, first, last);
  else
    fill_histogram(grower, work->large, first, last);
  search_group(grower, work->large, first, last, &grower->searches[worker], &found->large);
  return EC_OK;
}

/* Groups of features are the pieces of the work, more than one for each thread, lest all wait for a
 * slow one. How many there are does not change what is found:
 * the sums are exact, and of equal splits the one of the first feature is kept. */
static size_t
count_groups(const struct ec_boosting_grower *grower, size_t n_rows, const struct ec_job *job)
{
  size_t n = (grower->n_columns + GROUP - 1) / GROUP;
  size_t n_threads = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  if (n_threads > 1 && n_rows * grower->n_columns >= LEAST_SHARED && n < 2 * n_threads)
    n = 2 * n_threads;
  n = n < grower->n_columns ? n : grower->n_columns;
  return n < MAX_GROUPS ? n : MAX_GROUPS;
}

static ec_status
work_on(struct work *work, const struct ec_job *job, struct ec_error *error)
{
  struct ec_boosting_grower *grower = work->grower;
  size_t n_rows = work->small->n_rows;
  ec_status status = EC_OK;
  work->n_groups = count_groups(grower, n_rows, job);
  if (n_rows * grower->n_columns >= LEAST_SHARED)
    status = ec_parallel_for(job, NULL, work->n_groups, do_group, work, error);
  else
    for (size_t g = 0; g < work->n_groups; g++)
      do_group(work, g, 0, NULL);
  work->small->split.gain = 0.0;
  for (size_t g = 0; status == EC_OK && g < work->n_groups; g++) {
    if (grower->found[g].small.gain > work->small->split.gain)
      work->small->split = grower->found[g].small;
    if (work->large != NULL && grower->found[g].large.gain > work->large->split.gain)
      work->large->split = grower->found[g].large;
  }
  return status;
}

static void
release_slot(struct ec_boosting_grower *grower, struct leaf *leaf)
{
  if (leaf->slot != NO_SLOT)
    grower->slot_used[leaf->slot] = false;
  leaf->slot = NO_SLOT;
}

/* A slot for a histogram. Where all are taken, that of the leaf which is least likely to be split
 * soon is; its histogram is made anew from its rows if need be. */
static int
take_slot(struct ec_boosting_grower *grower, const struct leaf *except, const struct leaf *also)
{
  struct leaf *least = NULL;
  int slot;
  for (size_t s = 0; s < grower->n_slots; s++) {
    if (!grower->slot_used[s]) {
      grower->slot_used[s] = true;
      return (int)s;
    }
  }
  for (size_t i = 0; i < grower->n_leaves; i++) {
    struct leaf *leaf = &grower->leaves[i];
    if (leaf->slot == NO_SLOT || leaf == except || leaf == also)
      continue;
    if (least == NULL || leaf->split.gain < least->split.gain)
      least = leaf;
  }
  slot = least->slot;
  least->slot = NO_SLOT;
  return slot;
}

static void
write_node(struct ec_boosting_grower *grower, const struct leaf *leaf)
{
  struct ec_boosting_draft *draft = &grower->draft;
  const struct ec_boosting_units *units = &grower->rules.units;
  double g = ec_boosting_pair_g(leaf->total, units), h = ec_boosting_pair_h(leaf->total, units);
  size_t node = leaf->node;
  draft->feature[node] = draft->left[node] = draft->right[node] = EC_TREE_LEAF;
  draft->threshold[node] = draft->gain[node] = 0.0;
  draft->missing_left[node] = false;
  if (draft->category_set != NULL)
    draft->category_set[node] = EC_TREE_LEAF;
  draft->cover[node] = (double)leaf->n_rows;
  draft->values[node] = h + grower->rules.l2 > 0.0 ? -g / (h + grower->rules.l2) + 0.0 : 0.0;
}

/* The set holds the codes that go left, and those that were never seen if missing values do. */
static void
write_set(struct ec_boosting_draft *draft, size_t node, const struct ec_boosting_feature *feature,
          const struct ec_boosting_split *split)
{
  size_t begin = draft->n_sets++ * draft->n_words;
  uint32_t *set = draft->categories + begin;
  draft->category_set[node] = (int32_t)begin;
  memset(set, 0, draft->n_words * sizeof *set);
  for (size_t code = 0; code < 32 * draft->n_words; code++) {
    int bin = code < feature->n_codes ? feature->code_bins[code] : -1;
    bool left = bin < 0 ? split->missing_left : (split->set[bin / 32] >> (bin % 32)) & 1;
    set[code / 32] |= (uint32_t)left << (code % 32);
  }
}

static void
write_split(struct ec_boosting_grower *grower, const struct leaf *leaf)
{
  struct ec_boosting_draft *draft = &grower->draft;
  const struct ec_boosting_split *split = &leaf->split;
  const struct ec_boosting_feature *feature = &grower->table->features[split->feature];
  size_t node = leaf->node;
  draft->feature[node] = (int32_t)feature->column;
  draft->left[node] = (int32_t)draft->n_nodes;
  draft->right[node] = (int32_t)draft->n_nodes + 1;
  draft->n_nodes += 2;
  draft->missing_left[node] = split->missing_left;
  draft->gain[node] = split->gain;
  if (split->categorical)
    write_set(draft, node, feature, split);
  else /* missing values against all others: no number is larger than the threshold */
    draft->threshold[node] = fmin(feature->thresholds[split->bin], DBL_MAX);
}

/* Makes two leaves of one: `leaf` becomes the left one, the last of the list the right one. */
static ec_status
part_leaf(struct ec_boosting_grower *grower, struct leaf *leaf, const struct ec_job *job,
          struct ec_error *error)
{
  const struct ec_boosting_split split = leaf->split;
  struct leaf *right = &grower->leaves[grower->n_leaves];
  uint8_t sides[EC_BOOSTING_BINS];
  size_t n_left;
  ec_status status;
  ec_boosting_split_sides(&split, &grower->table->features[split.feature], sides);
  status =
      ec_boosting_partition(grower->table, (size_t)split.feature, sides, grower->rows + leaf->begin,
                            grower->spare + leaf->begin, leaf->n_rows, job, &n_left, error);
  if (status != EC_OK)
    return status;
  write_split(grower, leaf);
  *right = *leaf;
  right->slot = NO_SLOT;
  right->split.gain = leaf->split.gain = 0.0;
  right->begin += n_left;
  right->n_rows -= n_left;
  leaf->n_rows = n_left;
  leaf->depth = ++right->depth;
  right->node = grower->draft.n_nodes - 1;
  leaf->node = grower->draft.n_nodes - 2;
  right->total -= split.left;
  leaf->total = split.left;
  grower->n_leaves++;
  write_node(grower, leaf);
  write_node(grower, right);
  return EC_OK;
}

/* Finds the splits of the two leaves that were made of one; `left` has its histogram, if kept. */
static ec_status
search_children(struct ec_boosting_grower *grower, struct leaf *left, struct leaf *right,
                const struct ec_job *job, struct ec_error *error)
{
  struct work work = {.grower = grower, .small = left, .large = right};
  ec_status status;
  if (!is_open(grower, left) && !is_open(grower, right)) {
    release_slot(grower, left);
    return EC_OK;
  }
  if (left->n_rows > right->n_rows) {
    work.small = right;
    work.large = left;
  }
  work.from_parent = left->slot != NO_SLOT;
  if (work.from_parent && work.large == right) {
    right->slot = left->slot;
    left->slot = NO_SLOT;
  }
  if (!work.from_parent)
    work.large->slot = take_slot(grower, left, right);
  work.small->slot = take_slot(grower, left, right);
  status = work_on(&work, job, error);
  if (left->split.gain <= 0.0)
    release_slot(grower, left);
  if (right->split.gain <= 0.0)
    release_slot(grower, right);
  return status;
}

static struct leaf *
find_best_leaf(const struct ec_boosting_grower *grower)
{
  struct leaf *best = NULL;
  for (size_t i = 0; i < grower->n_leaves; i++) {
    struct leaf *leaf = &grower->leaves[i];
    if (leaf->split.gain > (best == NULL ? 0.0 : best->split.gain))
      best = leaf;
  }
  return best;
}

static ec_status
check_stop(const struct ec_job *job, const atomic_bool *stop, struct ec_error *error)
{
  if (stop != NULL && atomic_load(stop))
    return ec_error_set(error, EC_ERROR_CANCELLED, "stopped on request");
  return ec_job_check(job, error);
}

/* Draws the features that the tree may ask. */
static void
draw_columns(struct ec_boosting_grower *grower, struct ec_random random)
{
  size_t n = grower->table->n_features, chosen = 0;
  size_t wanted = (size_t)ceil(grower->options->column_share * (double)n);
  for (size_t f = 0; f < n; f++) {
    if (wanted == n || ec_random_below(&random, n - f) < wanted - chosen)
      grower->columns[chosen++] = (uint32_t)f;
  }
  grower->n_columns = chosen;
}

static void
start(struct ec_boosting_grower *grower, const struct ec_boosting_units *units,
      const uint32_t *rows, size_t n_rows, struct ec_random random)
{
  struct leaf *root = &grower->leaves[0];
  grower->rules.units = *units;
  grower->n_rows = n_rows;
  for (size_t i = 0; i < n_rows; i++)
    grower->rows[i] = rows == NULL ? (uint32_t)i : rows[i];
  draw_columns(grower, random);
  memset(grower->slot_used, 0, grower->n_slots * sizeof *grower->slot_used);
  *root = (struct leaf){.n_rows = n_rows, .slot = NO_SLOT};
  for (size_t i = 0; i < n_rows; i++)
    root->total += grower->pairs[grower->rows[i]];
  grower->n_leaves = 1;
  grower->draft.n_nodes = 1;
  grower->draft.n_sets = 0;
  write_node(grower, root);
}

ec_status
ec_boosting_grower_grow(struct ec_boosting_grower *grower, const struct ec_boosting_units *units,
                        const uint32_t *rows, size_t n_rows, struct ec_random random,
                        const struct ec_job *job, const atomic_bool *stop, struct ec_error *error)
{
  struct work work = {.grower = grower, .small = &grower->leaves[0]};
  struct leaf *leaf;
  ec_status status = EC_OK;
  start(grower, units, rows, n_rows, random);
  if (grower->n_columns > 0 && is_open(grower, &grower->leaves[0])) {
    grower->leaves[0].slot = take_slot(grower, NULL, NULL);
    status = work_on(&work, job, error);
  }
  while (status == EC_OK && grower->n_leaves < grower->options->max_leaves &&
         (leaf = find_best_leaf(grower)) != NULL) {
    status = check_stop(job, stop, error);
    if (status == EC_OK)
      status = part_leaf(grower, leaf, job, error);
    if (status == EC_OK && grower->n_leaves < grower->options->max_leaves)
      status = search_children(grower, leaf, &grower->leaves[grower->n_leaves - 1], job, error);
  }
  return status;
}

struct scoring {
  const struct ec_boosting_grower *grower;
  double rate;
  double *scores;
};

static ec_status
score_leaf(void *data, size_t number, unsigned worker, struct ec_error *error)
{
  const struct scoring *scoring = data;
  const struct leaf *leaf = &scoring->grower->leaves[number];
  const uint32_t *rows = scoring->grower->rows + leaf->begin;
  double step = scoring->rate * scoring->grower->draft.values[leaf->node];
  for (size_t i = 0; i < leaf->n_rows; i++)
    scoring->scores[rows[i]] += step;
  return EC_OK;
}

ec_status
ec_boosting_grower_add_scores(const struct ec_boosting_grower *grower, double rate, double *scores,
                              const struct ec_job *job, struct ec_error *error)
{
  struct scoring scoring = {grower, rate, scores};
  if (grower->n_rows >= LEAST_SHARED)
    return ec_parallel_for(job, NULL, grower->n_leaves, score_leaf, &scoring, error);
  for (size_t i = 0; i < grower->n_leaves; i++)
    score_leaf(&scoring, i, 0, NULL);
  return EC_OK;
}

ec_boosting_pair *
ec_boosting_grower_get_pairs(struct ec_boosting_grower *grower)
{
  return grower->pairs;
}

const struct ec_boosting_draft *
ec_boosting_grower_get_draft(const struct ec_boosting_grower *grower)
{
  return &grower->draft;
}

static ec_status
make_room(struct ec_boosting_grower *grower, unsigned n_threads, struct ec_error *error)
{
  const struct ec_boosting_table *table = grower->table;
  size_t n_bins = table->offsets[table->n_features], n_rows = table->n_rows, n_pool;
  size_t max_leaves = grower->options->max_leaves;
  if (n_rows / grower->options->min_samples_leaf + 1 < max_leaves)
    max_leaves = n_rows / grower->options->min_samples_leaf + 1;
  grower->n_slots = POOL_BYTES / ((n_bins + 1) * sizeof(ec_boosting_pair));
  grower->n_slots = grower->n_slots < max_leaves ? grower->n_slots : max_leaves;
  grower->n_slots = grower->n_slots > LEAST_SLOTS ? grower->n_slots : LEAST_SLOTS;
  grower->pairs = ec_alloc(n_rows, sizeof *grower->pairs);
  grower->rows = ec_alloc(n_rows, sizeof *grower->rows);
  grower->spare = ec_alloc(n_rows, sizeof *grower->spare);
  grower->columns = ec_alloc(table->n_features, sizeof *grower->columns);
  grower->leaves = ec_alloc(max_leaves + 1, sizeof *grower->leaves);
  grower->searches = ec_alloc(n_threads, sizeof *grower->searches);
  grower->slot_used = ec_alloc(grower->n_slots, sizeof *grower->slot_used);
  if (ec_size_multiply(grower->n_slots, n_bins, &n_pool))
    grower->pool = ec_alloc(n_pool, sizeof *grower->pool);
  if (grower->pairs == NULL || grower->rows == NULL || grower->spare == NULL ||
      grower->columns == NULL || grower->leaves == NULL || grower->searches == NULL ||
      grower->slot_used == NULL || grower->pool == NULL)
    return ec_error_no_memory(error, "the histograms");
  return ec_boosting_draft_init(&grower->draft, grower->arena, 2 * max_leaves + 1, max_leaves,
                                table->n_words, error);
}

ec_status
ec_boosting_grower_new(const struct ec_boosting_table *table,
                       const struct ec_boosting_options *options, unsigned n_threads,
                       struct ec_boosting_grower **grower, struct ec_error *error)
{
  struct ec_boosting_grower *made = ec_alloc_zero(1, sizeof *made);
  ec_status status;
  if (made == NULL || (made->arena = ec_arena_new(0)) == NULL) {
    ec_free(made);
    return ec_error_no_memory(error, "the histograms");
  }
  made->table = table;
  made->options = options;
  made->rules = (struct ec_boosting_rules){
      .l2 = options->l2,
      .min_gain = options->min_gain,
      .min_hessian = options->min_hessian,
      .smoothing = options->categorical_smoothing,
      .min_samples = options->min_samples_leaf,
  };
  status = make_room(made, n_threads, error);
  if (status == EC_OK)
    *grower = made;
  else
    ec_boosting_grower_free(made);
  return status;
}

void
ec_boosting_grower_free(struct ec_boosting_grower *grower)
{
  if (grower == NULL)
    return;
  ec_arena_free(grower->arena);
  ec_free(grower->pairs);
  ec_free(grower->rows);
  ec_free(grower->spare);
  ec_free(grower->columns);
  ec_free(grower->leaves);
  ec_free(grower->searches);
  ec_free(grower->slot_used);
  ec_free(grower->pool);
  ec_free(grower);
}
