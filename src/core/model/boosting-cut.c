/* Where the values of a feature are cut into bins. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "model/boosting-private.h"

enum { DIGIT = 11, N_DIGITS = 6, RADIX = 1 << DIGIT };

static const uint64_t SIGN = (uint64_t)1 << 63;

/* Whole numbers in the order of the doubles; -0 is 0. */
uint64_t
ec_boosting_key(double value)
{
  uint64_t bits;
  value += 0.0;
  memcpy(&bits, &value, sizeof bits);
  return bits & SIGN ? ~bits : bits | SIGN;
}

static double
read_key(uint64_t key)
{
  double value;
  key = key & SIGN ? key & ~SIGN : ~key;
  memcpy(&value, &key, sizeof value);
  return value;
}

/* Sorts a few keys where they are. */
static void
sort_few(uint64_t *keys, size_t n)
{
  for (size_t i = 1; i < n; i++) {
    uint64_t key = keys[i];
    size_t j = i;
    for (; j > 0 && keys[j - 1] > key; j--)
      keys[j] = keys[j - 1];
    keys[j] = key;
  }
}

/* Radix sort from the lowest digit; a digit that all keys share costs nothing. Returns where the
 * sorted keys are. */
static uint64_t *
sort_many(uint64_t *keys, uint64_t *spare, size_t n)
{
  uint32_t counts[N_DIGITS][RADIX];
  memset(counts, 0, sizeof counts);
  for (size_t i = 0; i < n; i++)
    for (unsigned d = 0; d < N_DIGITS; d++)
      counts[d][(keys[i] >> (DIGIT * d)) & (RADIX - 1)]++;
  for (unsigned d = 0; d < N_DIGITS; d++) {
    unsigned shift = DIGIT * d;
    uint64_t *swap;
    uint32_t sum = 0;
    if (counts[d][(keys[0] >> shift) & (RADIX - 1)] == n)
      continue;
    for (size_t r = 0; r < RADIX; r++) {
      uint32_t count = counts[d][r];
      counts[d][r] = sum;
      sum += count;
    }
    for (size_t i = 0; i < n; i++)
      spare[counts[d][(keys[i] >> shift) & (RADIX - 1)]++] = keys[i];
    swap = keys;
    keys = spare;
    spare = swap;
  }
  return keys;
}

uint64_t *
ec_boosting_sort(uint64_t *keys, uint64_t *spare, size_t n)
{
  if (n >= 64)
    return sort_many(keys, spare, n);
  sort_few(keys, n);
  return keys;
}

/* A number with low <= it < high, the middle where there is room for it. */
static double
find_middle(double low, double high)
{
  double middle = low / 2.0 + high / 2.0;
  return middle >= low && middle < high ? middle : low;
}

static size_t
count_run(const uint64_t *keys, size_t n, size_t i)
{
  size_t end = i + 1;
  while (end < n && keys[end] == keys[i])
    end++;
  return end - i;
}

/* How many values differ; what is beyond `enough` is not looked at. */
static size_t
count_distinct(const uint64_t *keys, size_t n, size_t enough)
{
  size_t n_distinct = 0;
  for (size_t i = 0; i < n && n_distinct <= enough; n_distinct++)
    i += count_run(keys, n, i);
  return n_distinct;
}

/* Values so frequent that one alone fills a bin get theirs; the others share what is left
 * evenly. So did LightGBM's GreedyFindBin() show it to be good. */
struct shares {
  double heavy;  /* as many rows make a value heavy */
  size_t n_bins; /* that are left for the others */
  size_t n_rows; /* of the others, that have no bin yet */
};

static struct shares
find_shares(const uint64_t *keys, size_t n, size_t max_bins)
{
  struct shares shares = {(double)n / (double)max_bins, max_bins, n};
  for (size_t i = 0, run; i < n; i += run) {
    run = count_run(keys, n, i);
    if ((double)run >= shares.heavy && shares.n_bins > 1) {
      shares.n_bins--;
      shares.n_rows -= run;
    }
  }
  return shares;
}

static size_t
cut_evenly(const uint64_t *keys, size_t n, size_t max_bins, double *thresholds)
{
  struct shares shares = find_shares(keys, n, max_bins);
  double mean = (double)shares.n_rows / (double)shares.n_bins;
  size_t n_cuts = 0, filled = 0, run, next_run;
  run = count_run(keys, n, 0);
  for (size_t i = 0; i + run < n && n_cuts + 1 < max_bins; i += run, run = next_run) {
    bool heavy = (double)run >= shares.heavy, next_heavy;
    next_run = count_run(keys, n, i + run);
    next_heavy = (double)next_run >= shares.heavy;
    filled += run;
    if (!heavy)
      shares.n_rows -= run;
    if (!heavy && (double)filled < mean && !(next_heavy && (double)filled >= mean / 2.0))
      continue;
    thresholds[n_cuts++] = find_middle(read_key(keys[i]), read_key(keys[i + run]));
    filled = 0;
    if (!heavy && shares.n_bins > 1) {
      shares.n_bins--;
      mean = (double)shares.n_rows / (double)shares.n_bins;
    }
  }
  return n_cuts;
}

static size_t
cut_everywhere(const uint64_t *keys, size_t n, double *thresholds)
{
  size_t n_cuts = 0;
  for (size_t i = 0; i + 1 < n; i++) {
    if (keys[i] != keys[i + 1])
      thresholds[n_cuts++] = find_middle(read_key(keys[i]), read_key(keys[i + 1]));
  }
  return n_cuts;
}

size_t
ec_boosting_cut(uint64_t *keys, uint64_t *spare, size_t n, size_t max_bins, double *thresholds)
{
  if (n < 2)
    return 0;
  keys = ec_boosting_sort(keys, spare, n);
  if (count_distinct(keys, n, max_bins) <= max_bins)
    return cut_everywhere(keys, n, thresholds);
  return cut_evenly(keys, n, max_bins, thresholds);
}
