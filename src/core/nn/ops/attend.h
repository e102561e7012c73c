/* What attention's kernels are given: a piece is one head of one row. A block of queries at a time
 * meets all keys, so that its scores stay in the cache; for the way back only the logarithm of each
 * query's sum is kept, and the scores are made anew.
 *
 * Source: T. Dao et al., "FlashAttention", NeurIPS 2022, algorithms 2 and 4, without the cutting of
 * the keys. */
#pragma once

#include "base/random.h"
#include "nn/ops/sequence.h"

enum {
  EC_ATTEND_BLOCK = 24,         /* queries of a block */
  EC_ATTEND_CHUNK = 128,        /* keys that are dropped or kept by one vector of random blocks */
  EC_ATTEND_TIME_MAX = 1 << 16, /* places, so that those blocks can be counted */
};

struct ec_attend_run {
  size_t n, time, width, heads, depth; /* width = heads × depth */
  float scale;                         /* 1 / √depth */
  const float *x;                      /* [n][time][3 × width] */
  const size_t *length;
  float *y;       /* [n][time][width] */
  float *log_sum; /* [n][heads][time], or NULL where nothing goes back */
  float *weights; /* [n][heads][time][time], or NULL */
  /* A weight is dropped where its 16 random bits are below this; 0: none is. Key j of query i has
   * half (j / 16) % 2 of word (j % 128) / 32 of block number (i × ⌈time / 128⌉ + j / 128) × 16 + j %
   * 16 of the generator's split number n × heads + head. */
  uint32_t threshold;
  float kept_scale; /* what those that stay are multiplied by */
  struct ec_random random;
  /* Going back: */
  const float *dy;
  float *dx; /* as x */
};

/* Numbers that a piece scribbles on, forwards and backwards. */
size_t ec_attend_scratch_size(const struct ec_attend_run *run, bool backward);
