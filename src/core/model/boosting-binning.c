/* Numbers and categories become bins of one byte: once a fit, before the first round.
 *
 * First each feature is looked at by itself (where to cut it, on a sample of the rows; which codes
 * it has, on all of them). Features of few bins are joined. Then blocks of rows are translated,
 * group by group. Features with one bin can not be split and are left out. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-private.h"

enum { SAMPLE = 200000, BLOCK = EC_BOOSTING_BLOCK, PADDING = 8 };

/* Larger tables are kept once, so that memory grows with them and no faster. */
enum { TWICE_MAX = 32 << 20 };

/* What is found out about one column of the data. */
struct column {
  struct ec_boosting_feature feature;
  double *thresholds; /* EC_BOOSTING_BINS of them */
  int16_t *code_bins;
};

struct binning {
  const struct ec_data *data;
  const struct ec_boosting_rows *rows;
  const struct ec_boosting_options *options;
  struct ec_boosting_table *table;
  struct column *columns;
  const uint32_t *sample; /* places among the rows; NULL: all */
  size_t n_sample;
  uint64_t **keys; /* for each worker twice n_sample, and EC_BOOSTING_MAX_CODES counts */
};

static bool
is_categorical(const struct ec_data *data, size_t column)
{
  return data->categorical != NULL && data->categorical[column];
}

static bool
has_missing(const struct ec_boosting_rows *rows, const double *values)
{
  double sums[8] = {0.0};
  for (size_t i = 0; i < rows->n_rows; i++)
    sums[i % 8] += values[ec_boosting_rows_place(rows, i)] * 0.0;
  for (size_t k = 1; k < 8; k++)
    sums[0] += sums[k];
  return isnan(sums[0]);
}

static void
look_at_amounts(struct binning *binning, size_t column, uint64_t *keys)
{
  struct column *found = &binning->columns[column];
  const double *values = ec_matrix_column(&binning->data->x, column);
  size_t n = 0, n_cuts;
  for (size_t i = 0; i < binning->n_sample; i++) {
    size_t row = binning->sample == NULL ? i : binning->sample[i];
    double value = values[ec_boosting_rows_place(binning->rows, row)];
    if (!isnan(value))
      keys[n++] = ec_boosting_key(value);
  }
  n_cuts = ec_boosting_cut(keys, keys + binning->n_sample, n, binning->options->max_bins,
                           found->thresholds);
  for (size_t b = n_cuts; b < EC_BOOSTING_BINS; b++)
    found->thresholds[b] = INFINITY;
  found->feature.has_missing = has_missing(binning->rows, values);
  found->feature.n_bins = (unsigned)n_cuts + (n > 0 || !found->feature.has_missing);
}

static ec_status
refuse_code(const struct binning *binning, size_t row, size_t column, double value,
            struct ec_error *error)
{
  const char *const *names = binning->data->names;
  char name[80] = "", quoted[64];
  if (names != NULL)
    snprintf(name, sizeof name, " (\"%s\")",
             ec_error_quote(quoted, sizeof quoted, names[column], strlen(names[column])));
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, column + 1,
                         "row %zu has %g in feature %zu%s, which holds categories; their codes "
                         "are whole numbers from 0 to %d",
                         row + 1, value, column + 1, name, EC_BOOSTING_MAX_CODES - 1);
}

static ec_status
count_codes(const struct binning *binning, size_t column, uint32_t *counts, size_t *n_codes,
            bool *missing, struct ec_error *error)
{
  const double *values = ec_matrix_column(&binning->data->x, column);
  *n_codes = 0;
  *missing = false;
  for (size_t i = 0; i < binning->rows->n_rows; i++) {
    size_t row = ec_boosting_rows_place(binning->rows, i);
    double value = values[row];
    if (isnan(value)) {
      *missing = true;
      continue;
    }
    if (!(value >= 0.0 && value < EC_BOOSTING_MAX_CODES) || value != floor(value))
      return refuse_code(binning, row, column, value, error);
    counts[(size_t)value]++;
    if ((size_t)value >= *n_codes)
      *n_codes = (size_t)value + 1;
  }
  return EC_OK;
}

/* Which codes have a bin of their own: those more frequent than `count`, and the first `n_tied`
 * that are as frequent. Where there are more than fit, one bin is for all others. */
struct frequent {
  uint32_t count;
  size_t n_tied;
};

static struct frequent
find_frequent(const uint32_t *counts, size_t n_codes, size_t max_bins, uint64_t *keys)
{
  struct frequent frequent = {0, 0};
  size_t n = 0, n_own = max_bins - 1;
  for (size_t c = 0; c < n_codes; c++) {
    if (counts[c] > 0)
      keys[n++] = counts[c];
  }
  if (n <= max_bins)
    return frequent;
  keys = ec_boosting_sort(keys, keys + n, n);
  frequent.count = (uint32_t)keys[n - n_own];
  for (size_t i = n - n_own; i < n && keys[i] == frequent.count; i++)
    frequent.n_tied++;
  return frequent;
}

/* Gives each code its bin; returns how many bins there are. */
static unsigned
number_codes(const uint32_t *counts, size_t n_codes, struct frequent frequent, int16_t *code_bins)
{
  int16_t n_bins = 0;
  bool some_rare = false;
  for (size_t c = 0; c < n_codes; c++) {
    bool tied = counts[c] == frequent.count && frequent.n_tied > 0;
    code_bins[c] = -1;
    if (counts[c] > frequent.count || (counts[c] > 0 && tied))
      code_bins[c] = n_bins++;
    if (counts[c] > 0 && tied)
      frequent.n_tied--;
    some_rare = some_rare || (counts[c] > 0 && code_bins[c] < 0);
  }
  for (size_t c = 0; c < n_codes; c++) {
    if (counts[c] > 0 && code_bins[c] < 0)
      code_bins[c] = n_bins;
  }
  return (unsigned)n_bins + some_rare;
}

static ec_status
look_at_codes(struct binning *binning, size_t column, uint64_t *keys, struct ec_error *error)
{
  struct column *found = &binning->columns[column];
  uint32_t *counts = (uint32_t *)(keys + 2 * EC_BOOSTING_MAX_CODES);
  struct frequent frequent;
  size_t n_codes;
  ec_status status;
  memset(counts, 0, EC_BOOSTING_MAX_CODES * sizeof *counts);
  status = count_codes(binning, column, counts, &n_codes, &found->feature.has_missing, error);
  if (status != EC_OK)
    return status;
  frequent = find_frequent(counts, n_codes, binning->options->max_bins, keys);
  found->feature.n_codes = n_codes;
  found->feature.n_bins = number_codes(counts, n_codes, frequent, found->code_bins);
  return EC_OK;
}

static ec_status
look_at_column(void *data, size_t column, unsigned worker, struct ec_error *error)
{
  struct binning *binning = data;
  struct ec_boosting_feature *feature = &binning->columns[column].feature;
  ec_status status = EC_OK;
  feature->column = column;
  feature->categorical = is_categorical(binning->data, column);
  if (feature->categorical)
    status = look_at_codes(binning, column, binning->keys[worker], error);
  else
    look_at_amounts(binning, column, binning->keys[worker]);
  feature->n_bins += feature->has_missing;
  feature->thresholds = binning->columns[column].thresholds;
  feature->code_bins = binning->columns[column].code_bins;
  return status;
}

/* How many thresholds lie below each value, by halving; a power of two more than there are. */
EC_BOOSTING_BODY
find_bins_body(const double *values, size_t n, const double *thresholds, size_t n_steps,
               int missing, int32_t *bins)
{
  for (size_t i = 0; i < n; i++)
    bins[i] = 0;
  for (int32_t step = 1 << n_steps >> 1; step > 0; step >>= 1)
    for (size_t i = 0; i < n; i++)
      bins[i] += values[i] > thresholds[bins[i] + step - 1] ? step : 0;
  for (size_t i = 0; i < n; i++)
    bins[i] = values[i] != values[i] ? missing : bins[i];
}

EC_BOOSTING_WIDE(find_bins,
                 (const double *values, size_t n, const double *thresholds, size_t n_steps,
                  int missing, int32_t *bins),
                 (values, n, thresholds, n_steps, missing, bins))

static void
gather(const struct ec_matrix *x, size_t column, const struct ec_boosting_rows *rows, size_t begin,
       size_t n, double *gathered)
{
  const double *values = ec_matrix_column(x, column);
  for (size_t i = 0; i < n; i++)
    gathered[i] = values[ec_boosting_rows_place(rows, begin + i)];
}

void
ec_boosting_translate(const struct ec_boosting_feature *feature, const struct ec_data *data,
                      const struct ec_boosting_rows *rows, size_t begin, size_t n, uint8_t *bins)
{
  double values[EC_BOOSTING_BLOCK];
  int32_t found[EC_BOOSTING_BLOCK];
  int missing = (int)feature->n_bins - 1;
  size_t n_steps = 0;
  gather(&data->x, feature->column, rows, begin, n, values);
  while (((size_t)1 << n_steps) < feature->n_bins)
    n_steps++;
  if (!feature->categorical)
    find_bins(values, n, feature->thresholds, n_steps, missing, found);
  for (size_t i = 0; feature->categorical && i < n; i++)
    found[i] = isnan(values[i]) ? missing : feature->code_bins[(size_t)values[i]];
  for (size_t i = 0; i < n; i++)
    bins[i] = (uint8_t)found[i];
}

static ec_status
translate_block(void *data, size_t block, unsigned worker, struct ec_error *error)
{
  const struct binning *binning = data;
  struct ec_boosting_table *table = binning->table;
  size_t begin = block * BLOCK, n = table->n_rows - begin, width = table->n_groups;
  if (n > BLOCK)
    n = BLOCK;
  for (size_t k = 0; k < width; k++) {
    const struct ec_boosting_feature *feature = &table->features[table->groups[k].begin];
    uint8_t here[BLOCK];
    uint8_t *column = table->columns != NULL ? table->columns + k * table->n_rows + begin : here;
    uint8_t *to = table->bins + begin * width + k;
    if (feature->group_bins == NULL)
      ec_boosting_translate(feature, binning->data, binning->rows, begin, n, column);
    for (size_t i = 0; i < n; i++)
      to[i * width] = column[i];
  }
  return EC_OK;
}

/* One row of each of n_sample equal parts of all rows, in their order. */
static void
draw_sample(size_t n_rows, uint64_t seed, uint32_t *sample, size_t n_sample)
{
  struct ec_random random = ec_random_new(seed);
  for (size_t i = 0; i < n_sample; i++) {
    size_t begin, end;
    ec_piece_range(n_rows, n_sample, i, &begin, &end);
    sample[i] = (uint32_t)(begin + ec_random_below(&random, end - begin));
  }
}

static ec_status
make_columns(struct binning *binning, struct ec_arena *arena, struct ec_error *error)
{
  size_t n = binning->data->x.n_columns;
  binning->columns = ec_arena_alloc(arena, n, sizeof *binning->columns);
  for (size_t j = 0; binning->columns != NULL && j < n; j++) {
    struct column *column = &binning->columns[j];
    if (is_categorical(binning->data, j))
      column->code_bins = ec_arena_alloc(arena, EC_BOOSTING_MAX_CODES, sizeof *column->code_bins);
    else
      column->thresholds = ec_arena_alloc(arena, EC_BOOSTING_BINS, sizeof *column->thresholds);
    if (column->code_bins == NULL && column->thresholds == NULL)
      return ec_error_no_memory(error, "the bins");
  }
  return binning->columns == NULL ? ec_error_no_memory(error, "the bins") : EC_OK;
}

/* Looks at all columns; what is needed for that alone is freed again. */
static ec_status
look(struct binning *binning, const struct ec_job *job, struct ec_error *error)
{
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  size_t n_rows = binning->rows->n_rows, room;
  uint32_t *sample = NULL;
  ec_status status = EC_OK;
  binning->n_sample = n_rows < SAMPLE ? n_rows : SAMPLE;
  room = 2 * binning->n_sample;
  if (binning->data->categorical != NULL && room < 3 * EC_BOOSTING_MAX_CODES)
    room = 3 * EC_BOOSTING_MAX_CODES;
  binning->keys = ec_alloc_zero(n_workers, sizeof *binning->keys);
  sample = ec_alloc(n_rows > SAMPLE ? SAMPLE : 0, sizeof *sample);
  if (binning->keys == NULL || sample == NULL)
    status = ec_error_no_memory(error, "the bins");
  for (unsigned w = 0; status == EC_OK && w < n_workers; w++) {
    binning->keys[w] = ec_alloc(room, sizeof *binning->keys[w]);
    if (binning->keys[w] == NULL)
      status = ec_error_no_memory(error, "the bins");
  }
  if (status == EC_OK && n_rows > SAMPLE) {
    draw_sample(n_rows, binning->options->seed, sample, SAMPLE);
    binning->sample = sample;
  }
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, binning->data->x.n_columns, look_at_column, binning, error);
  for (unsigned w = 0; binning->keys != NULL && w < n_workers; w++)
    ec_free(binning->keys[w]);
  ec_free(binning->keys);
  ec_free(sample);
  return status;
}

/* Keeps the columns that can be split, and makes room for their bins. */
static ec_status
lay_out(struct binning *binning, struct ec_error *error)
{
  struct ec_boosting_table *table = binning->table;
  size_t n_columns = binning->data->x.n_columns, size;
  table->n_rows = binning->rows->n_rows;
  table->features = ec_arena_alloc(table->arena, n_columns, sizeof *table->features);
  table->groups = ec_arena_alloc(table->arena, n_columns, sizeof *table->groups);
  table->offsets = ec_arena_alloc(table->arena, n_columns + 1, sizeof *table->offsets);
  if (table->features == NULL || table->groups == NULL || table->offsets == NULL)
    return ec_error_no_memory(error, "the bins");
  for (size_t j = 0; j < n_columns; j++) {
    const struct ec_boosting_feature *feature = &binning->columns[j].feature;
    size_t n_words = (feature->n_codes + 31) / 32;
    if (feature->n_bins < 2)
      continue;
    table->features[table->n_features++] = *feature;
    table->n_words = n_words > table->n_words ? n_words : table->n_words;
  }
  if (!ec_size_multiply(table->n_rows, table->n_features, &size))
    return ec_error_no_memory(error, "the bins");
  if (size <= TWICE_MAX && (table->columns = ec_alloc(size, 1)) == NULL)
    return ec_error_no_memory(error, "the bins");
  return EC_OK;
}

/* Where the bins of each group begin in a histogram, and room for the rows. */
static ec_status
lay_out_groups(struct ec_boosting_table *table, struct ec_error *error)
{
  size_t n_bins = 0;
  for (size_t k = 0; k < table->n_groups; k++)
    n_bins += table->groups[k].n_values;
  table->regular = 2 * n_bins > table->n_groups * EC_BOOSTING_STRIDE;
  for (size_t k = 0; k < table->n_groups; k++)
    table->offsets[k + 1] =
        table->offsets[k] + (table->regular ? EC_BOOSTING_STRIDE : table->groups[k].n_values);
  table->bins = ec_alloc(table->n_rows * table->n_groups + PADDING, 1);
  return table->bins == NULL ? ec_error_no_memory(error, "the bins") : EC_OK;
}

ec_status
ec_boosting_table_new(const struct ec_data *data, const struct ec_boosting_rows *rows,
                      const struct ec_boosting_options *options, const struct ec_job *job,
                      struct ec_boosting_table **table, struct ec_error *error)
{
  struct ec_boosting_table *made = ec_alloc_zero(1, sizeof *made);
  struct binning binning = {data, rows, options, made, NULL, NULL, 0, NULL};
  ec_status status;
  if (made == NULL || (made->arena = ec_arena_new(0)) == NULL) {
    ec_free(made);
    return ec_error_no_memory(error, "the bins");
  }
  status = make_columns(&binning, made->arena, error);
  if (status == EC_OK)
    status = look(&binning, job, error);
  if (status == EC_OK)
    status = lay_out(&binning, error);
  if (status == EC_OK)
    status = ec_boosting_join(made, data, rows, job, error);
  if (status == EC_OK)
    status = lay_out_groups(made, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, (made->n_rows + BLOCK - 1) / BLOCK, translate_block,
                             &binning, error);
  if (status == EC_OK)
    *table = made;
  else
    ec_boosting_table_free(made);
  return status;
}

void
ec_boosting_table_free(struct ec_boosting_table *table)
{
  if (table == NULL)
    return;
  ec_arena_free(table->arena);
  ec_free(table->bins);
  ec_free(table->columns);
  ec_free(table);
}
