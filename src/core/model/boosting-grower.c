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
#include "model/boosting-grower-private.h"

enum {
  LEAST_SHARED = 64 * 1024, /* rows whose scores are worth waking other threads for */
  LEAST_SLOTS = 4,
  POOL_BYTES = 128 << 20, /* of histograms that are kept for the leaves of a tree */
};

static void
release_slot(struct ec_boosting_grower *grower, struct ec_boosting_leaf *leaf)
{
  if (leaf->slot != EC_BOOSTING_NO_SLOT)
    grower->slot_used[leaf->slot] = false;
  leaf->slot = EC_BOOSTING_NO_SLOT;
}

/* A slot for a histogram. Where all are taken, that of the leaf which is least likely to be split
 * soon is; its histogram is made anew from its rows if need be. */
static int
take_slot(struct ec_boosting_grower *grower, const struct ec_boosting_leaf *except,
          const struct ec_boosting_leaf *also)
{
  struct ec_boosting_leaf *least = NULL;
  int slot;
  for (size_t s = 0; s < grower->n_slots; s++) {
    if (!grower->slot_used[s]) {
      grower->slot_used[s] = true;
      return (int)s;
    }
  }
  for (size_t i = 0; i < grower->n_leaves; i++) {
    struct ec_boosting_leaf *leaf = &grower->leaves[i];
    if (leaf->slot == EC_BOOSTING_NO_SLOT || leaf == except || leaf == also)
      continue;
    if (least == NULL || leaf->split.gain < least->split.gain)
      least = leaf;
  }
  slot = least->slot;
  least->slot = EC_BOOSTING_NO_SLOT;
  return slot;
}

static void
write_node(struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf)
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
write_split(struct ec_boosting_grower *grower, const struct ec_boosting_leaf *leaf)
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
part_leaf(struct ec_boosting_grower *grower, struct ec_boosting_leaf *leaf,
          const struct ec_job *job, struct ec_error *error)
{
  const struct ec_boosting_split split = leaf->split;
  struct ec_boosting_leaf *right = &grower->leaves[grower->n_leaves];
  uint8_t sides[EC_BOOSTING_BINS];
  size_t group = grower->table->features[split.feature].group, n_left;
  ec_status status;
  ec_boosting_split_sides(&split, grower->table, sides);
  status = ec_boosting_partition(grower->table, group, sides, grower->rows + leaf->begin,
                                 grower->spare + leaf->begin, leaf->n_rows, job, &n_left, error);
  if (status != EC_OK)
    return status;
  write_split(grower, leaf);
  *right = *leaf;
  right->slot = EC_BOOSTING_NO_SLOT;
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
search_children(struct ec_boosting_grower *grower, struct ec_boosting_leaf *left,
                struct ec_boosting_leaf *right, const struct ec_job *job, struct ec_error *error)
{
  struct ec_boosting_work work = {.grower = grower, .small = left, .large = right};
  ec_status status;
  if (!ec_boosting_is_open(grower, left) && !ec_boosting_is_open(grower, right)) {
    release_slot(grower, left);
    return EC_OK;
  }
  if (left->n_rows > right->n_rows) {
    work.small = right;
    work.large = left;
  }
  work.from_parent = left->slot != EC_BOOSTING_NO_SLOT;
  if (work.from_parent && work.large == right) {
    right->slot = left->slot;
    left->slot = EC_BOOSTING_NO_SLOT;
  }
  if (!work.from_parent)
    work.large->slot = take_slot(grower, left, right);
  work.small->slot = take_slot(grower, left, right);
  status = ec_boosting_work_on(&work, job, error);
  if (left->split.gain <= 0.0)
    release_slot(grower, left);
  if (right->split.gain <= 0.0)
    release_slot(grower, right);
  return status;
}

static struct ec_boosting_leaf *
find_best_leaf(const struct ec_boosting_grower *grower)
{
  struct ec_boosting_leaf *best = NULL;
  for (size_t i = 0; i < grower->n_leaves; i++) {
    struct ec_boosting_leaf *leaf = &grower->leaves[i];
    if (leaf->split.gain > (best == NULL ? 0.0 : best->split.gain))
      best = leaf;
  }
  return best;
}

/* Draws the features that the tree may ask. */
static void
draw_features(struct ec_boosting_grower *grower, struct ec_random random)
{
  const struct ec_boosting_table *table = grower->table;
  size_t n = table->n_features, n_chosen = 0;
  size_t wanted = (size_t)ceil(grower->options->column_share * (double)n);
  grower->n_groups = 0;
  for (size_t k = 0; k < table->n_groups; k++) {
    size_t before = n_chosen;
    for (size_t f = table->groups[k].begin; f < table->groups[k].end; f++) {
      grower->drawn[f] = wanted == n || ec_random_below(&random, n - f) < wanted - n_chosen;
      n_chosen += grower->drawn[f];
    }
    if (n_chosen > before)
      grower->groups[grower->n_groups++] = (uint32_t)k;
  }
}

static void
start(struct ec_boosting_grower *grower, const struct ec_boosting_units *units,
      const uint32_t *rows, size_t n_rows, struct ec_random random)
{
  struct ec_boosting_leaf *root = &grower->leaves[0];
  grower->rules.units = *units;
  grower->n_rows = n_rows;
  for (size_t i = 0; i < n_rows; i++)
    grower->rows[i] = rows == NULL ? (uint32_t)i : rows[i];
  draw_features(grower, random);
  memset(grower->slot_used, 0, grower->n_slots * sizeof *grower->slot_used);
  *root = (struct ec_boosting_leaf){.n_rows = n_rows, .slot = EC_BOOSTING_NO_SLOT};
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
                        const struct ec_job *job, struct ec_error *error)
{
  struct ec_boosting_work work = {.grower = grower, .small = &grower->leaves[0]};
  struct ec_boosting_leaf *leaf;
  ec_status status = EC_OK;
  start(grower, units, rows, n_rows, random);
  if (grower->n_groups > 0 && ec_boosting_is_open(grower, &grower->leaves[0])) {
    grower->leaves[0].slot = take_slot(grower, NULL, NULL);
    status = ec_boosting_work_on(&work, job, error);
  }
  while (status == EC_OK && grower->n_leaves < grower->options->max_leaves &&
         (leaf = find_best_leaf(grower)) != NULL) {
    status = ec_job_check(job, error);
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
  const struct ec_boosting_leaf *leaf = &scoring->grower->leaves[number];
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
  size_t n_bins = table->offsets[table->n_groups], n_rows = table->n_rows, n_pool;
  size_t max_leaves = grower->options->max_leaves;
  if (n_rows / grower->options->min_samples_leaf + 1 < max_leaves)
    max_leaves = n_rows / grower->options->min_samples_leaf + 1;
  grower->n_slots = POOL_BYTES / ((n_bins + 1) * sizeof(ec_boosting_pair));
  grower->n_slots = grower->n_slots < max_leaves ? grower->n_slots : max_leaves;
  grower->n_slots = grower->n_slots > LEAST_SLOTS ? grower->n_slots : LEAST_SLOTS;
  grower->pairs = ec_alloc(n_rows, sizeof *grower->pairs);
  grower->rows = ec_alloc(n_rows, sizeof *grower->rows);
  grower->spare = ec_alloc(n_rows, sizeof *grower->spare);
  grower->drawn = ec_alloc(table->n_features, sizeof *grower->drawn);
  grower->groups = ec_alloc(table->n_groups, sizeof *grower->groups);
  grower->shared = ec_alloc(n_threads, sizeof *grower->shared);
  grower->leaves = ec_alloc(max_leaves + 1, sizeof *grower->leaves);
  grower->searches = ec_alloc_zero(n_threads, sizeof *grower->searches);
  grower->slot_used = ec_alloc(grower->n_slots, sizeof *grower->slot_used);
  grower->n_threads = n_threads;
  if (ec_size_multiply(grower->n_slots, n_bins, &n_pool))
    grower->pool = ec_alloc(n_pool, sizeof *grower->pool);
  if (ec_size_multiply(n_threads - 1, n_bins, &n_pool))
    grower->shares = ec_alloc(n_pool, sizeof *grower->shares);
  if (grower->pairs == NULL || grower->rows == NULL || grower->spare == NULL ||
      grower->drawn == NULL || grower->groups == NULL || grower->shared == NULL ||
      grower->shares == NULL || grower->leaves == NULL || grower->searches == NULL ||
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
  ec_free(grower->drawn);
  ec_free(grower->groups);
  ec_free(grower->shared);
  ec_free(grower->shares);
  ec_free(grower->leaves);
  ec_free(grower->searches);
  ec_free(grower->slot_used);
  ec_free(grower->pool);
  ec_free(grower);
}
