#include "config.h"

#include "model/tree-split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A table of counts costs time for its empty cells, so they may not be many more than the rows; and
 * memory, so they have a limit as well. */
enum { TABLE_CELLS_PER_ROW = 16, TABLE_CELLS_MAX = 1 << 18 };

/* The width that sums of a code's counts are made in. */
static size_t
pad(size_t n_classes)
{
  if (n_classes <= 4)
    return 4;
  return n_classes <= 8 ? 8 : (n_classes + 15) / 16 * 16;
}

/* The cells that the table needs: all codes of any categorical feature, and of amounts as many as
 * are worth it. */
static size_t
count_cells(const struct ec_tree_data *data, size_t n_padded)
{
  size_t n_codes = data->max_values + 1, limit = data->n_rows * TABLE_CELLS_PER_ROW;
  size_t cells;
  if (!ec_size_multiply(n_codes, n_padded, &cells))
    return SIZE_MAX;
  limit = limit > TABLE_CELLS_MAX ? TABLE_CELLS_MAX : limit;
  if (data->n_category_words == 0)
    return cells < limit ? cells : limit;
  for (size_t j = 0; j < data->n_features; j++) {
    size_t of_feature = ((size_t)data->features[j].n_values + 1) * n_padded;
    if (data->features[j].categorical && of_feature > limit)
      limit = of_feature;
  }
  return cells < limit ? cells : limit;
}

static bool
make_class_room(struct ec_tree_scratch *s)
{
  size_t n_codes = s->data->max_values + 1, k = s->n_padded;
  s->n_table = count_cells(s->data, k);
  s->table = ec_alloc_zero(s->n_table, sizeof *s->table);
  s->heads = ec_alloc(n_codes, sizeof *s->heads);
  s->nexts = ec_alloc(s->data->n_rows, sizeof *s->nexts);
  s->left = ec_alloc(k, sizeof *s->left);
  s->squares = ec_alloc(s->n_table / k + 1, sizeof *s->squares);
  s->crosses = ec_alloc(s->n_table / k + 1, sizeof *s->crosses);
  s->row_weights = ec_alloc(s->n_table / k + 1, sizeof *s->row_weights);
  if (s->data->n_category_words > 0) {
    s->shares = ec_alloc(k, sizeof *s->shares);
    s->matrix = ec_alloc(k * k, sizeof *s->matrix);
    s->axis = ec_alloc(2 * k, sizeof *s->axis);
    if (s->shares == NULL || s->matrix == NULL || s->axis == NULL)
      return false;
  }
  return s->table != NULL && s->heads != NULL && s->nexts != NULL && s->left != NULL &&
         s->squares != NULL && s->crosses != NULL && s->row_weights != NULL;
}

ec_status
ec_tree_scratch_init(struct ec_tree_scratch *scratch, const struct ec_tree_data *data,
                     const struct ec_tree_plan *plan, struct ec_error *error)
{
  size_t n_codes = data->max_values + 1, n_bits = n_codes / 64 + 1, n_upper = n_bits / 64 + 1;
  size_t n_buckets = n_codes < data->n_rows + 1 ? n_codes : data->n_rows + 1;
  size_t sum_size = data->n_classes > 0 ? sizeof(uint64_t) : 2 * sizeof(double);
  bool well;
  *scratch = (struct ec_tree_scratch){.data = data, .plan = plan, .n_padded = pad(data->n_classes)};
  scratch->codes = ec_alloc(data->n_rows, sizeof *scratch->codes);
  scratch->bits = ec_alloc_zero(n_bits, sizeof *scratch->bits);
  scratch->upper_bits = ec_alloc_zero(n_upper, sizeof *scratch->upper_bits);
  scratch->buckets = ec_alloc(n_buckets, sizeof *scratch->buckets);
  well = scratch->codes != NULL && scratch->bits != NULL && scratch->upper_bits != NULL &&
         scratch->buckets != NULL;
  if (data->n_classes <= 2) {
    scratch->sums = ec_alloc_zero(n_codes, sum_size);
    scratch->left = ec_alloc(scratch->n_padded, sizeof *scratch->left);
    well = well && scratch->sums != NULL && scratch->left != NULL;
  } else {
    well = make_class_room(scratch) && well;
  }
  if (well)
    return EC_OK;
  ec_tree_scratch_clear(scratch);
  return ec_error_no_memory(error, "growing a tree");
}

void
ec_tree_scratch_clear(struct ec_tree_scratch *scratch)
{
  void *const blocks[] = {scratch->codes,      scratch->sums,    scratch->bits,
                          scratch->upper_bits, scratch->buckets, scratch->table,
                          scratch->heads,      scratch->nexts,   scratch->left,
                          scratch->squares,    scratch->crosses, scratch->row_weights,
                          scratch->shares,     scratch->matrix,  scratch->axis};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
    ec_free(blocks[i]);
  *scratch = (struct ec_tree_scratch){0};
}

/* Brings in the codes of the node's rows, and their range. */
static void
gather(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
       const struct ec_tree_feature *feature)
{
  uint32_t *restrict codes = scratch->codes;
  const uint32_t *restrict rows = node->rows;
  uint32_t low = UINT32_MAX, high = 0;
  if (feature->narrow != NULL)
    for (size_t i = 0; i < node->n_rows; i++)
      codes[i] = feature->narrow[rows[i]];
  else
    for (size_t i = 0; i < node->n_rows; i++)
      codes[i] = feature->wide[rows[i]];
  for (size_t i = 0; i < node->n_rows; i++) {
    low = codes[i] < low ? codes[i] : low;
    high = codes[i] > high ? codes[i] : high;
  }
  scratch->low = low;
  scratch->high = high;
}

void
ec_tree_find_codes(struct ec_tree_scratch *scratch, size_t n_rows)
{
  uint64_t *bits = scratch->bits, *upper = scratch->upper_bits;
  const uint32_t *codes = scratch->codes;
  size_t n = 0;
  for (size_t i = 0; i < n_rows; i++) {
    bits[codes[i] >> 6] |= (uint64_t)1 << (codes[i] & 63);
    upper[codes[i] >> 12] |= (uint64_t)1 << (codes[i] >> 6 & 63);
  }
  for (uint32_t u = scratch->low >> 12; u <= scratch->high >> 12; u++) {
    for (uint64_t rest = upper[u]; rest != 0; rest &= rest - 1) {
      uint32_t word = u << 6 | (uint32_t)__builtin_ctzll(rest);
      for (uint64_t word_bits = bits[word]; word_bits != 0; word_bits &= word_bits - 1)
        scratch->buckets[n++].code = word << 6 | (uint32_t)__builtin_ctzll(word_bits);
      bits[word] = 0;
    }
    upper[u] = 0;
  }
  scratch->n_buckets = n;
}

bool
ec_tree_candidate_is_better(const struct ec_tree_candidate *a, const struct ec_tree_candidate *b,
                            const uint32_t *ranks)
{
  if (a->score <= EC_TREE_NO_SCORE)
    return false;
  if (b->score <= EC_TREE_NO_SCORE || ec_tree_score_beats(a->score, b->score))
    return true;
  return ranks != NULL && ranks[a->feature] < ranks[b->feature] &&
         !ec_tree_score_beats(b->score, a->score);
}

/* The middle between two neighbours, and the lower one where there is nothing between them. */
static double
find_threshold(const struct ec_tree_feature *feature, const struct ec_tree_candidate *candidate)
{
  double below, above, middle;
  /* What parts the missing values from the rest has all the others on its left. */
  if (candidate->next >= feature->n_values)
    return __DBL_MAX__;
  below = feature->values[candidate->cut];
  above = feature->values[candidate->next];
  middle = below / 2.0 + above / 2.0;
  return middle >= above || middle < below ? below : middle;
}

/* Turns what the parts found of the order of the buckets into a set of codes. */
static void
fill_set(const struct ec_tree_scratch *scratch, const struct ec_tree_candidate *candidate,
         uint32_t n_values, uint32_t *set)
{
  size_t n_words = scratch->data->n_category_words;
  memset(set, candidate->missing_left ? 0xFF : 0, n_words * sizeof *set);
  for (size_t b = 0; b < scratch->n_buckets; b++) {
    uint32_t code = scratch->buckets[b].code;
    if (code >= n_values)
      continue;
    if (b <= candidate->cut)
      set[code / 32] |= (uint32_t)1 << (code % 32);
    else
      set[code / 32] &= ~((uint32_t)1 << (code % 32));
  }
}

struct ec_tree_candidate
ec_tree_split_find(struct ec_tree_scratch *scratch, const struct ec_tree_node *node,
                   uint32_t feature_index, struct ec_random *random, uint32_t *set)
{
  const struct ec_tree_feature *feature = &scratch->data->features[feature_index];
  struct ec_tree_candidate found = {
      .score = EC_TREE_NO_SCORE, .feature = feature_index, .threshold = NAN};
  gather(scratch, node, feature);
  found.has_missing = scratch->high == feature->n_values;
  found.constant = scratch->low == scratch->high;
  if (found.constant)
    return found;
  if (scratch->plan->random_threshold)
    ec_tree_split_random(scratch, node, feature, random, &found);
  else if (scratch->data->n_classes > 2)
    ec_tree_split_classes(scratch, node, feature, &found);
  else
    ec_tree_split_sums(scratch, node, feature, &found);
  if (found.score <= EC_TREE_NO_SCORE)
    return found;
  /* A value that is missing only later is one of many: it goes where most rows go. */
  if (!found.has_missing)
    found.missing_left = found.left_weight > node->weight - found.left_weight;
  if (feature->categorical) {
    if (set != NULL)
      fill_set(scratch, &found, feature->n_values, set);
  } else if (isnan(found.threshold)) {
    found.threshold = find_threshold(feature, &found);
  }
  return found;
}
