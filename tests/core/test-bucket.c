#include "config.h"

#include "support.h"
#include "text/bucket.h"

enum { N = 1000, BATCH = 16 };

static void
fill_lengths(int32_t *lengths, size_t n)
{
  for (size_t i = 0; i < n; i++)
    lengths[i] = (int32_t)(i * 7919 % 201);
}

static struct ec_buckets *
make(const int32_t *lengths, size_t n, size_t batch, guint64 seed)
{
  struct ec_random random = ec_random_new(seed);
  struct ec_buckets *buckets;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_buckets_new(lengths, n, batch, seed > 0 ? &random : NULL, &buckets, &error));
  return buckets;
}

/* The places that are no padding, as a share of all; each row is met once. */
static double
assert_whole(const struct ec_buckets *buckets, const int32_t *lengths, size_t n, size_t batch)
{
  g_autofree gboolean *met = g_new0(gboolean, n + 1);
  size_t n_met = 0, n_short = 0, used = 0, all = 0;
  for (size_t i = 0; i < ec_buckets_count(buckets); i++) {
    const size_t *rows;
    size_t n_rows, longest = ec_buckets_get(buckets, i, &rows, &n_rows), most = 0;
    g_assert_cmpuint(n_rows, >, 0);
    g_assert_cmpuint(n_rows, <=, batch);
    n_short += n_rows < batch;
    for (size_t r = 0; r < n_rows; r++) {
      g_assert_cmpuint(rows[r], <, n);
      g_assert_false(met[rows[r]]);
      met[rows[r]] = TRUE;
      most = MAX(most, (size_t)lengths[rows[r]]);
      used += (size_t)lengths[rows[r]];
    }
    g_assert_cmpuint(longest, ==, most);
    n_met += n_rows;
    all += n_rows * longest;
  }
  g_assert_cmpuint(n_met, ==, n);
  g_assert_cmpuint(n_short, <=, 1);
  return all > 0 ? (double)used / (double)all : 1.0;
}

static void
test_whole(void)
{
  static const size_t sizes[][2] = {{0, 4}, {1, 1}, {1, 8}, {7, 3}, {N, BATCH}, {N, 2000}};
  int32_t lengths[N];
  fill_lengths(lengths, N);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
    for (guint64 seed = 0; seed < 3; seed++) {
      struct ec_buckets *buckets = make(lengths, sizes[i][0], sizes[i][1], seed);
      assert_whole(buckets, lengths, sizes[i][0], sizes[i][1]);
      ec_buckets_free(buckets);
    }
}

/* Little is padding, where half would be without buckets. */
static void
test_like_lengths(void)
{
  int32_t lengths[N];
  struct ec_buckets *plain, *sorted;
  fill_lengths(lengths, N);
  plain = make(lengths, N, BATCH, 0);
  sorted = make(lengths, N, BATCH, 1);
  g_assert_cmpfloat(assert_whole(plain, lengths, N, BATCH), <, 0.6);
  g_assert_cmpfloat(assert_whole(sorted, lengths, N, BATCH), >, 0.93);
  ec_buckets_free(plain);
  ec_buckets_free(sorted);
}

static GArray *
order_of(const struct ec_buckets *buckets)
{
  GArray *order = g_array_new(FALSE, FALSE, sizeof(size_t));
  for (size_t i = 0; i < ec_buckets_count(buckets); i++) {
    const size_t *rows;
    size_t n;
    ec_buckets_get(buckets, i, &rows, &n);
    g_array_append_vals(order, rows, (guint)n);
  }
  return order;
}

static gboolean
same_order(guint64 a, guint64 b)
{
  int32_t lengths[N];
  struct ec_buckets *first, *second;
  g_autoptr(GArray) one = NULL, two = NULL;
  fill_lengths(lengths, N);
  first = make(lengths, N, BATCH, a);
  second = make(lengths, N, BATCH, b);
  one = order_of(first);
  two = order_of(second);
  ec_buckets_free(first);
  ec_buckets_free(second);
  return memcmp(one->data, two->data, N * sizeof(size_t)) == 0;
}

static void
test_seeds(void)
{
  g_assert_true(same_order(1, 1));
  g_assert_true(same_order(0, 0));
  g_assert_false(same_order(1, 2));
}

static void
test_fill(void)
{
  static const int32_t words[] = {5, 6, 7, 8, 9, 10}, lengths[] = {3, 0, 2, 1};
  static const size_t offsets[] = {0, 3, 3, 5}, rows[] = {2, 1, 0};
  int32_t ids[6], batch_lengths[3];
  ec_buckets_fill(words, offsets, lengths, rows, 3, 2, ids, batch_lengths);
  g_assert_cmpmem(ids, sizeof ids, ((int32_t[]){8, 9, 0, 0, 5, 6}), sizeof ids);
  g_assert_cmpmem(batch_lengths, sizeof batch_lengths, ((int32_t[]){2, 0, 2}),
                  sizeof batch_lengths);
}

static void
test_refusals(void)
{
  static const int32_t lengths[] = {3, -1};
  struct ec_buckets *buckets = NULL;
  struct ec_error error = EC_ERROR_INIT;
  assert_status(ec_buckets_new(lengths, 1, 0, NULL, &buckets, &error), EC_ERROR_ARGUMENT);
  assert_status(ec_buckets_new(lengths, 2, 2, NULL, &buckets, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "row 1");
  g_assert_null(buckets);
}

static ec_status
all(void *data, struct ec_error *error)
{
  struct ec_random random = ec_random_new(1);
  struct ec_buckets *buckets = NULL;
  ec_status status = ec_buckets_new(data, N, BATCH, &random, &buckets, error);
  ec_buckets_free(buckets);
  return status;
}

static void
test_failing_allocations(void)
{
  int32_t lengths[N];
  fill_lengths(lengths, N);
  g_assert_cmpint(fail_each_allocation(all, lengths), >, 5);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bucket/whole", test_whole);
  g_test_add_func("/bucket/like-lengths", test_like_lengths);
  g_test_add_func("/bucket/seeds", test_seeds);
  g_test_add_func("/bucket/fill", test_fill);
  g_test_add_func("/bucket/refusals", test_refusals);
  g_test_add_func("/bucket/failing-allocations", test_failing_allocations);
  return g_test_run();
}
