#include "config.h"

#include "base/random.h"
#include "support.h"

/* The known answers of Philox4x32-10 in the authors' library: Random123, tests/kat_vectors. */
static void
test_known_answers(void)
{
  static const struct {
    uint32_t counter[4], key[2], expected[4];
  } answers[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
    uint32_t out[4];
    ec_philox(answers[i].counter, answers[i].key, out);
    g_assert_cmpmem(out, sizeof out, answers[i].expected, sizeof out);
    memcpy(out, answers[i].counter, sizeof out);
    ec_philox(out, answers[i].key, out);
    g_assert_cmpmem(out, sizeof out, answers[i].expected, sizeof out);
  }
}

/* The first numbers of a seed are the block of the counter 0 with the seed as key. */
static void
test_seed(void)
{
  struct ec_random random = ec_random_new(0);
  g_assert_cmphex(ec_random_u32(&random), ==, 0x6627e8d5);
  g_assert_cmphex(ec_random_u64(&random), ==, G_GUINT64_CONSTANT(0xbc57ac4ce169c58d));
  g_assert_cmphex(ec_random_u32(&random), ==, 0x9b00dbd8);
  for (int i = 0; i < 100; i++)
    ec_random_u32(&random);
  g_assert_cmphex(ec_random_u32(&random), !=, 0x6627e8d5);
}

static void
test_split(void)
{
  struct ec_random parent = ec_random_new(42), before = parent, child, again;
  g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
  for (uint64_t i = 0; i < 1000; i++) {
    struct ec_random grandchild;
    child = ec_random_split(&parent, i);
    grandchild = ec_random_split(&child, 0);
    g_assert_true(g_hash_table_add(seen, (gpointer)ec_random_u64(&child)));
    g_assert_true(g_hash_table_add(seen, (gpointer)ec_random_u64(&grandchild)));
  }
  g_assert_cmpmem(&parent, sizeof parent, &before, sizeof before);
  /* What has been drawn from the parent makes no difference. */
  child = ec_random_split(&parent, 7);
  for (int i = 0; i < 13; i++)
    ec_random_u32(&parent);
  again = ec_random_split(&parent, 7);
  g_assert_cmpmem(&child, sizeof child, &again, sizeof again);
  /* A parent of another seed has other children. */
  parent = ec_random_new(43);
  again = ec_random_split(&parent, 7);
  g_assert_cmphex(ec_random_u64(&child), !=, ec_random_u64(&again));
}

/* Children must not be shifted copies or complements of each other: neighbouring streams are
 * uncorrelated within five standard deviations. */
static void
test_streams_are_independent(void)
{
  struct ec_random parent = ec_random_new(5);
  for (uint64_t i = 0; i < 20; i++) {
    struct ec_random a = ec_random_split(&parent, i), b = ec_random_split(&parent, i + 1);
    double sum = 0.0;
    int n = 20000;
    for (int k = 0; k < n; k++)
      sum += (ec_random_uniform(&a) - 0.5) * (ec_random_uniform(&b) - 0.5) * 12.0;
    g_assert_cmpfloat(fabs(sum / sqrt(n)), <, 5.0);
  }
}

static void
test_uniform(void)
{
  struct ec_random random = ec_random_new(3);
  double sum = 0.0, squares = 0.0, minimum = 1.0, maximum = 0.0;
  int n = 200000;
  for (int i = 0; i < n; i++) {
    double u = ec_random_uniform(&random);
    g_assert_true(u >= 0.0 && u < 1.0);
    sum += u;
    squares += u * u;
    minimum = fmin(minimum, u);
    maximum = fmax(maximum, u);
  }
  g_assert_cmpfloat(fabs(sum / n - 0.5), <, 5.0 * sqrt(1.0 / 12.0 / n));
  g_assert_cmpfloat(fabs(squares / n - 1.0 / 3.0), <, 5.0 * sqrt(4.0 / 45.0 / n));
  g_assert_cmpfloat(minimum, <, 1e-4);
  g_assert_cmpfloat(maximum, >, 1.0 - 1e-4);
}

/* The first four moments of the normal distribution, and the share beyond 1.96. */
static void
test_normal(void)
{
  struct ec_random random = ec_random_new(4);
  double moments[5] = {0};
  int n = 200000, n_beyond = 0;
  for (int i = 0; i < n; i++) {
    double x = ec_random_normal(&random);
    for (int k = 1; k <= 4; k++)
      moments[k] += pow(x, k) / n;
    n_beyond += fabs(x) > 1.959963984540054;
  }
  g_assert_cmpfloat(fabs(moments[1]), <, 5.0 / sqrt(n));
  g_assert_cmpfloat(fabs(moments[2] - 1.0), <, 5.0 * sqrt(2.0 / n));
  g_assert_cmpfloat(fabs(moments[3]), <, 5.0 * sqrt(15.0 / n));
  g_assert_cmpfloat(fabs(moments[4] - 3.0), <, 5.0 * sqrt(96.0 / n));
  g_assert_cmpfloat(fabs((double)n_beyond / n - 0.05), <, 5.0 * sqrt(0.05 * 0.95 / n));
}

/* Without the rejection a bound of 3 · 2^62 would be hit unevenly: of four neighbouring words two
 * give the same multiple of three, so that these would come twice as often as other numbers. */
static void
test_below(void)
{
  struct ec_random random = ec_random_new(6);
  uint64_t bound = (uint64_t)3 << 62;
  int n = 60000, counts[7] = {0};
  for (int i = 0; i < n; i++) {
    uint64_t value = ec_random_below(&random, bound);
    g_assert_true(value < bound);
    counts[value % 3]++;
  }
  for (int k = 0; k < 3; k++)
    g_assert_cmpfloat(fabs(counts[k] - n / 3.0), <, 5.0 * sqrt(n * 2.0 / 9.0));
  memset(counts, 0, sizeof counts);
  for (int i = 0; i < n; i++)
    counts[ec_random_below(&random, 7)]++;
  for (int k = 0; k < 7; k++)
    g_assert_cmpfloat(fabs(counts[k] - n / 7.0), <, 5.0 * sqrt(n * 6.0 / 49.0));
  for (int i = 0; i < 100; i++)
    g_assert_cmpuint(ec_random_below(&random, 1), ==, 0);
}

static void
test_permutation(void)
{
  struct ec_random random = ec_random_new(8);
  int counts[24] = {0}, n = 48000;
  for (int i = 0; i < n; i++) {
    size_t items[4];
    ec_random_permutation(&random, items, 4);
    /* The place of the order in the dictionary of orders. */
    size_t rank = 0;
    for (int a = 0; a < 4; a++) {
      size_t smaller = 0;
      for (int b = a + 1; b < 4; b++) {
        g_assert_cmpuint(items[a], !=, items[b]);
        smaller += items[b] < items[a];
      }
      rank = rank * (size_t)(4 - a) + smaller;
    }
    counts[rank]++;
  }
  for (int k = 0; k < 24; k++)
    g_assert_cmpfloat(fabs(counts[k] - n / 24.0), <, 5.0 * sqrt(n / 24.0));
  ec_random_permutation(&random, NULL, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/random/known-answers", test_known_answers);
  g_test_add_func("/random/seed", test_seed);
  g_test_add_func("/random/split", test_split);
  g_test_add_func("/random/independent-streams", test_streams_are_independent);
  g_test_add_func("/random/uniform", test_uniform);
  g_test_add_func("/random/normal", test_normal);
  g_test_add_func("/random/below", test_below);
  g_test_add_func("/random/permutation", test_permutation);
  return g_test_run();
}
