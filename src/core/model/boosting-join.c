/* Features of few bins share a byte: the columns that a category became, flags, small counts.
 *
 * The combinations of their bins that there are in the rows are numbered, and a row holds the
 * number. A histogram by that number holds the sums by the bins of each of the features: those of
 * the numbers that stand for the bin, added. Sums are exact, so nothing changes but the time. It is
 * the bundling of exclusive features (Ke et al., "LightGBM", NeurIPS 2017, section 4), without the
 * need that they exclude one another. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "model/boosting-private.h"

enum {
  MAX_BINS = 16,   /* of a feature that may be joined */
  MAX_VALUES = 32, /* of a byte: as long as it is cheap to go over them for each feature */
  MAX_FEATURES = 32,
};

/* The group that is being made. */
struct joining {
  struct ec_boosting_table *table;
  const struct ec_data *data;
  const struct ec_boosting_rows *rows;
  struct ec_boosting_group *group;
  uint8_t *column;                         /* of the group */
  uint8_t *bins;                           /* of the feature that may join, of each row */
  uint8_t numbers[MAX_VALUES * MAX_BINS];  /* of a value of the group and a bin: the new value */
  uint8_t known[MAX_FEATURES][MAX_VALUES]; /* of a feature of the group and a value: the bin */
};

/* Without room for columns, where combinations are found, every feature is alone. */
static bool
may_join(const struct joining *joining, const struct ec_boosting_feature *feature)
{
  return joining->table->columns != NULL && feature->n_bins <= MAX_BINS;
}

/* Marks the combinations of a block of rows; returns how many of all are marked. */
static unsigned
mark_block(struct joining *joining, size_t begin, size_t n)
{
  const uint8_t *column = joining->column + begin, *bins = joining->bins + begin;
  unsigned n_marked = 0;
  for (size_t i = 0; i < n; i++)
    joining->numbers[column[i] * MAX_BINS + bins[i]] = 1;
  for (size_t k = 0; k < sizeof joining->numbers; k++)
    n_marked += joining->numbers[k];
  return n_marked;
}

/* Reads the bins of a feature, and whether the group still has few enough values with it. */
static ec_status
try_feature(struct joining *joining, const struct ec_boosting_feature *feature,
            const struct ec_job *job, bool *fits, struct ec_error *error)
{
  size_t n_rows = joining->table->n_rows;
  memset(joining->numbers, 0, sizeof joining->numbers);
  *fits = true;
  for (size_t begin = 0; *fits && begin < n_rows; begin += EC_BOOSTING_BLOCK) {
    size_t n = n_rows - begin < EC_BOOSTING_BLOCK ? n_rows - begin : EC_BOOSTING_BLOCK;
    ec_status status = ec_job_check(job, error);
    if (status != EC_OK)
      return status;
    ec_boosting_translate(feature, joining->data, joining->rows, begin, n, joining->bins + begin);
    *fits = mark_block(joining, begin, n) <= MAX_VALUES;
  }
  return EC_OK;
}

static void
begin_group(struct joining *joining, uint32_t feature)
{
  struct ec_boosting_table *table = joining->table;
  joining->group = &table->groups[table->n_groups];
  *joining->group = (struct ec_boosting_group){feature, feature, 1};
  if (table->columns != NULL) {
    joining->column = table->columns + table->n_groups * table->n_rows;
    memset(joining->column, 0, table->n_rows);
  }
  table->n_groups++;
}

/* Numbers the combinations that were marked, in their order; tells the features of the group which
 * of their bins each stands for. */
static void
add_feature(struct joining *joining)
{
  struct ec_boosting_table *table = joining->table;
  struct ec_boosting_group *group = joining->group;
  size_t n_before = group->end - group->begin;
  uint8_t value = 0, old[MAX_FEATURES][MAX_VALUES];
  memcpy(old, joining->known, sizeof old);
  for (unsigned k = 0; k < sizeof joining->numbers; k++) {
    if (joining->numbers[k] == 0)
      continue;
    for (size_t f = 0; f < n_before; f++)
      joining->known[f][value] = old[f][k / MAX_BINS];
    joining->known[n_before][value] = k % MAX_BINS;
    joining->numbers[k] = value++;
  }
  for (size_t i = 0; i < table->n_rows; i++)
    joining->column[i] = joining->numbers[joining->column[i] * MAX_BINS + joining->bins[i]];
  group->n_values = value;
  group->end++;
}

/* Of a feature of two bins the values of the rarer one are enough, for the sum of all is known. */
static void
keep_few(struct ec_boosting_feature *feature, const uint8_t *bins, unsigned n_values, uint8_t *few)
{
  unsigned n_ones = 0;
  for (unsigned v = 0; v < n_values; v++)
    n_ones += bins[v] == 1;
  feature->few_left = 2 * n_ones > n_values;
  feature->few = few;
  for (unsigned v = 0; v < n_values; v++)
    if ((bins[v] == 0) == feature->few_left)
      few[feature->n_few++] = (uint8_t)v;
}

/* Keeps what the features of the group have to know of it. One that is alone keeps its bins. */
static ec_status
end_group(struct joining *joining, struct ec_error *error)
{
  struct ec_boosting_table *table = joining->table;
  struct ec_boosting_group *group = joining->group;
  unsigned n_values = group->n_values;
  if (group->end - group->begin == 1) {
    group->n_values = table->features[group->begin].n_bins;
    return EC_OK;
  }
  for (uint32_t f = group->begin; f < group->end; f++) {
    struct ec_boosting_feature *feature = &table->features[f];
    uint8_t *bins = ec_arena_alloc(table->arena, 2 * MAX_VALUES, 1);
    if (bins == NULL)
      return ec_error_no_memory(error, "the bins");
    memcpy(bins, joining->known[f - group->begin], n_values);
    feature->group_bins = bins;
    if (feature->n_bins == 2)
      keep_few(feature, bins, n_values, bins + MAX_VALUES);
  }
  return EC_OK;
}

/* Puts the feature into the group, or into a new one. */
static ec_status
place_feature(struct joining *joining, uint32_t number, const struct ec_job *job,
              struct ec_error *error)
{
  struct ec_boosting_feature *feature = &joining->table->features[number];
  struct ec_boosting_group *group = joining->group;
  bool fits = group != NULL && may_join(joining, feature) && may_join(joining, feature - 1) &&
              group->end - group->begin < MAX_FEATURES;
  ec_status status = EC_OK;
  if (fits)
    status = try_feature(joining, feature, job, &fits, error);
  if (status == EC_OK && !fits && group != NULL)
    status = end_group(joining, error);
  if (status == EC_OK && !fits) {
    begin_group(joining, number);
    if (may_join(joining, feature))
      status = try_feature(joining, feature, job, &fits, error);
  }
  if (status != EC_OK)
    return status;
  if (fits)
    add_feature(joining);
  else
    joining->group->end++;
  feature->group = (uint32_t)joining->table->n_groups - 1;
  return EC_OK;
}

ec_status
ec_boosting_join(struct ec_boosting_table *table, const struct ec_data *data,
                 const struct ec_boosting_rows *rows, const struct ec_job *job,
                 struct ec_error *error)
{
  struct joining joining = {.table = table, .data = data, .rows = rows};
  ec_status status = EC_OK;
  joining.bins = ec_alloc(table->n_rows, 1);
  if (joining.bins == NULL)
    return ec_error_no_memory(error, "the bins");
  for (uint32_t f = 0; status == EC_OK && f < table->n_features; f++)
    status = place_feature(&joining, f, job, error);
  if (status == EC_OK && joining.group != NULL)
    status = end_group(&joining, error);
  ec_free(joining.bins);
  return status;
}
