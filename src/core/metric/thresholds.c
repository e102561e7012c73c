/* The table of thresholds, from one sort. */
#include "config.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "metric/ranking.h"

enum {
  DIGIT_BITS = 11,
  N_DIGITS = 6, /* of 64 bits */
  RADIX = 1 << DIGIT_BITS,
  SMALL = 64, /* so many keys are sorted by insertion */
};

/* A key whose order as an unsigned number is the falling order of scores. -0 is 0. */
static uint64_t
key_of(double score)
{
  uint64_t bits;
  score += 0.0;
  memcpy(&bits, &score, sizeof bits);
  return bits >> 63 ? bits : ~bits & ~(UINT64_C(1) << 63);
}

static double
score_of(uint64_t key)
{
  uint64_t bits = key >> 63 ? key : ~key & ~(UINT64_C(1) << 63);
  double score;
  memcpy(&score, &bits, sizeof score);
  return score;
}

static void
insertion_sort(uint64_t *keys, size_t n)
{
  for (size_t i = 1; i < n; i++) {
    uint64_t key = keys[i];
    size_t j = i;
    for (; j > 0 && keys[j - 1] > key; j--)
      keys[j] = keys[j - 1];
    keys[j] = key;
  }
}

/* Sorts by one digit after the other, from the lowest; a digit in which all agree is passed over.
 * Returns the one of the two arrays that holds the result. */
static uint64_t *
radix_sort(uint64_t *keys, uint64_t *spare, size_t n, size_t (*counts)[RADIX])
{
  memset(counts, 0, N_DIGITS * sizeof *counts);
  for (size_t i = 0; i < n; i++)
    for (unsigned d = 0; d < N_DIGITS; d++)
      counts[d][keys[i] >> (d * DIGIT_BITS) & (RADIX - 1)]++;
  for (unsigned d = 0; d < N_DIGITS; d++) {
    size_t *count = counts[d], begin = 0;
    uint64_t *other = spare;
    if (count[keys[0] >> (d * DIGIT_BITS) & (RADIX - 1)] == n)
      continue;
    for (size_t v = 0; v < RADIX; v++) {
      size_t n_keys = count[v];
      count[v] = begin;
      begin += n_keys;
    }
    for (size_t i = 0; i < n; i++)
      spare[count[keys[i] >> (d * DIGIT_BITS) & (RADIX - 1)]++] = keys[i];
    spare = keys;
    keys = other;
  }
  return keys;
}

/* Sorts `n` keys in place; `spare` has room for as many. */
static ec_status
sort_keys(uint64_t *keys, uint64_t *spare, size_t n, struct ec_error *error)
{
  size_t(*counts)[RADIX];
  uint64_t *sorted;
  if (n <= SMALL) {
    insertion_sort(keys, n);
    return EC_OK;
  }
  counts = ec_alloc(N_DIGITS, sizeof *counts);
  if (counts == NULL)
    return ec_error_no_memory(error, "the order of scores");
  sorted = radix_sort(keys, spare, n, counts);
  if (sorted != keys)
    memcpy(keys, sorted, n * sizeof *keys);
  ec_free(counts);
  return EC_OK;
}

/* Those of the class from the front of `keys`, the others from its back; returns how many the first
 * are. */
static size_t
part(const double *y, const double *scores, size_t n, double positive, uint64_t *keys)
{
  size_t n_positive = 0, end = n;
  for (size_t i = 0; i < n; i++) {
    if (y[i] == positive)
      keys[n_positive++] = key_of(scores[i]);
    else
      keys[--end] = key_of(scores[i]);
  }
  return n_positive;
}

/* Goes through both sorted lists at once, and writes a line for each distinct score, or only counts
 * them where `table` has no room yet. */
static size_t
merge(const uint64_t *positive, size_t n_positive, const uint64_t *negative, size_t n_negative,
      struct ec_thresholds *table)
{
  size_t i = 0, j = 0, n = 0;
  while (i < n_positive || j < n_negative) {
    uint64_t key = i < n_positive ? positive[i] : negative[j];
    if (j < n_negative && negative[j] < key)
      key = negative[j];
    while (i < n_positive && positive[i] == key)
      i++;
    while (j < n_negative && negative[j] == key)
      j++;
    if (table != NULL) {
      table->values[n] = score_of(key);
      table->true_positives[n] = i;
      table->false_positives[n] = j;
    }
    n++;
  }
  return n;
}

static ec_status
check_rows(const double *y, const double *scores, size_t n, struct ec_error *error)
{
  if (n == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to measure on");
  for (size_t i = 0; i < n; i++) {
    if (isnan(y[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0, "row %zu: the class is missing",
                             i + 1);
    if (!isfinite(scores[i]))
      return ec_error_set_at(error, EC_ERROR_VALUE, i + 1, 0,
                             "row %zu: the score is %s, so that rows can not be put in order",
                             i + 1, isnan(scores[i]) ? "missing" : "infinite");
  }
  return EC_OK;
}

static ec_status
make_table(const uint64_t *keys, size_t n, size_t n_positive, struct ec_thresholds *thresholds,
           struct ec_error *error)
{
  const uint64_t *others = keys + n_positive;
  struct ec_thresholds made = EC_THRESHOLDS_INIT;
  made.n_positive = n_positive;
  made.n_negative = n - n_positive;
  made.n = merge(keys, n_positive, others, made.n_negative, NULL);
  made.values = ec_alloc(made.n, sizeof *made.values);
  made.true_positives = ec_alloc(made.n, sizeof *made.true_positives);
  made.false_positives = ec_alloc(made.n, sizeof *made.false_positives);
  if (made.values == NULL || made.true_positives == NULL || made.false_positives == NULL) {
    ec_thresholds_clear(&made);
    return ec_error_no_memory(error, "a table of thresholds");
  }
  merge(keys, n_positive, others, made.n_negative, &made);
  *thresholds = made;
  return EC_OK;
}

ec_status
ec_thresholds_new(const double *y, const double *scores, size_t n, size_t positive,
                  struct ec_thresholds *thresholds, struct ec_error *error)
{
  uint64_t *keys, *spare;
  ec_status status = check_rows(y, scores, n, error);
  if (status != EC_OK)
    return status;
  keys = ec_alloc(n, sizeof *keys);
  spare = ec_alloc(n, sizeof *spare);
  if (keys == NULL || spare == NULL) {
    status = ec_error_no_memory(error, "the order of scores");
  } else {
    size_t n_positive = part(y, scores, n, (double)positive, keys);
    status = sort_keys(keys, spare, n_positive, error);
    if (status == EC_OK)
      status = sort_keys(keys + n_positive, spare, n - n_positive, error);
    if (status == EC_OK)
      status = make_table(keys, n, n_positive, thresholds, error);
  }
  ec_free(spare);
  ec_free(keys);
  return status;
}

void
ec_thresholds_clear(struct ec_thresholds *thresholds)
{
  ec_free(thresholds->values);
  ec_free(thresholds->true_positives);
  ec_free(thresholds->false_positives);
  *thresholds = (struct ec_thresholds)EC_THRESHOLDS_INIT;
}
