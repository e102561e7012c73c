/* Random numbers that are counted, not chained: Philox4x32-10.
 *
 * A generator is a key and a counter; the numbers are a keyed scrambling of the counter. So a
 * generator is a small value that is copied freely, and any number of independent ones can be
 * split from it, by index, in any order and on any thread, with the same result each time.
 *
 * Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011; the known answers are those of the authors' Random123 library. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ec_random {
  uint32_t key[2];
  uint32_t counter[4]; /* the two low words count the blocks, the two high ones name the stream */
  uint32_t block[4];   /* the numbers of the current block */
  uint32_t n_used;     /* how many of them have been drawn */
};

/* One block: ten rounds of Philox4x32 on `counter` with `key`. `out` may be `counter`. */
void ec_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* The generator of a seed. Equal seeds give equal numbers. */
struct ec_random ec_random_new(uint64_t seed);

/* The generator with the given index below `parent`. It depends on which generator the parent is
 * and on the index, not on how much has been drawn from the parent, which stays as it is.
 * Splits of splits are independent as well. */
struct ec_random ec_random_split(const struct ec_random *parent, uint64_t index);

/* 32 or 64 random bits. */
uint32_t ec_random_u32(struct ec_random *random);
uint64_t ec_random_u64(struct ec_random *random);

/* A number from 0 (included) to 1 (excluded): a multiple of 2^-53, each equally likely. */
double ec_random_uniform(struct ec_random *random);

/* A standard normal number, by the Box-Muller transform (two uniform numbers are used up).
 * Source: G. Box, M. Muller, Annals of Mathematical Statistics 29 (1958). */
double ec_random_normal(struct ec_random *random);

/* An integer from 0 to `bound` - 1, each exactly equally likely. `bound` is at least 1.
 * Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019). */
uint64_t ec_random_below(struct ec_random *random, uint64_t bound);

/* Brings `items` into a random order, each order equally likely (Fisher-Yates; Knuth, The Art of
 * Computer Programming 2, algorithm 3.4.2P). */
void ec_random_shuffle(struct ec_random *random, size_t *items, size_t n_items);

/* Fills `items` with 0 … `n_items` - 1 in a random order. */
void ec_random_permutation(struct ec_random *random, size_t *items, size_t n_items);
