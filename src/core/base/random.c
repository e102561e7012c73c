#include "config.h"

#include "base/random.h"

#include <assert.h>
#include <math.h>

/* The multipliers and the Weyl increments of Philox4x32, and its rounds. */
static const uint32_t MULTIPLIER_0 = 0xD2511F53, MULTIPLIER_1 = 0xCD9E8D57;
static const uint32_t WEYL_0 = 0x9E3779B9, WEYL_1 = 0xBB67AE85;
enum { N_ROUNDS = 10 };

/* Counters with this bit in their highest word are used for splitting, the others for drawing, so
 * that a child's name never coincides with a number that the parent draws. */
static const uint32_t SPLIT_BIT = 0x80000000;

void
ec_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < N_ROUNDS; round++) {
    uint64_t product_0 = (uint64_t)MULTIPLIER_0 * c0, product_1 = (uint64_t)MULTIPLIER_1 * c2;
    c0 = (uint32_t)(product_1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)product_1;
    c2 = (uint32_t)(product_0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)product_0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

struct ec_random
ec_random_new(uint64_t seed)
{
  struct ec_random random = {{(uint32_t)seed, (uint32_t)(seed >> 32)}, {0}, {0}, 4};
  return random;
}

struct ec_random
ec_random_split(const struct ec_random *parent, uint64_t index)
{
  /* The child's key and stream are a block that the parent itself can never draw. */
  uint32_t counter[4] = {(uint32_t)index, (uint32_t)(index >> 32), parent->counter[2],
                         parent->counter[3] | SPLIT_BIT};
  uint32_t block[4];
  struct ec_random child = {{0}, {0}, {0}, 4};
  ec_philox(counter, parent->key, block);
  child.key[0] = block[0];
  child.key[1] = block[1];
  child.counter[2] = block[2];
  child.counter[3] = block[3] & ~SPLIT_BIT;
  return child;
}

uint32_t
ec_random_u32(struct ec_random *random)
{
  if (random->n_used >= 4) {
    ec_philox(random->counter, random->key, random->block);
    if (++random->counter[0] == 0)
      random->counter[1]++;
    random->n_used = 0;
  }
  return random->block[random->n_used++];
}

uint64_t
ec_random_u64(struct ec_random *random)
{
  uint64_t low = ec_random_u32(random);
  return (uint64_t)ec_random_u32(random) << 32 | low;
}

double
ec_random_uniform(struct ec_random *random)
{
  return (double)(ec_random_u64(random) >> 11) * 0x1p-53;
}

double
ec_random_normal(struct ec_random *random)
{
  /* The first number is taken from 2^-53 … 1, so that the logarithm is finite. */
  double u = 1.0 - ec_random_uniform(random), v = ec_random_uniform(random);
  return sqrt(-2.0 * log(u)) * cos(6.283185307179586476925 * v);
}

uint64_t
ec_random_below(struct ec_random *random, uint64_t bound)
{
  unsigned __int128 product;
  assert(bound > 0);
  product = (unsigned __int128)ec_random_u64(random) * bound;
  if ((uint64_t)product < bound) {
    /* The first 2^64 mod bound values of the low half would be hit once too often. */
    uint64_t surplus = -bound % bound;
    while ((uint64_t)product < surplus)
      product = (unsigned __int128)ec_random_u64(random) * bound;
  }
  return (uint64_t)(product >> 64);
}

void
ec_random_shuffle(struct ec_random *random, size_t *items, size_t n_items)
{
  for (size_t i = n_items; i > 1; i--) {
    size_t j = (size_t)ec_random_below(random, i);
    size_t item = items[i - 1];
    items[i - 1] = items[j];
    items[j] = item;
  }
}

void
ec_random_permutation(struct ec_random *random, size_t *items, size_t n_items)
{
  for (size_t i = 0; i < n_items; i++)
    items[i] = i;
  ec_random_shuffle(random, items, n_items);
}
