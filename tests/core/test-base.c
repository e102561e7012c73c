#include "config.h"

#include <math.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/job.h"
#include "base/order.h"
#include "base/sum.h"
#include "base/utf8.h"
#include "support.h"

static void
test_names(void)
{
  for (int status = 0; status < EC_N_STATUS; status++) {
    const char *name = ec_status_name((ec_status)status);
    g_assert_true(name != NULL && name[0] != '\0');
    for (int other = 0; other < status; other++)
      g_assert_cmpstr(name, !=, ec_status_name((ec_status)other));
  }
  g_assert_cmpstr(ec_status_name((ec_status)EC_N_STATUS), ==, "unknown");
  g_assert_cmpstr(ec_status_name((ec_status)-1), ==, "unknown");
}

static void
test_error(void)
{
  struct ec_error error = EC_ERROR_INIT;
  g_assert_cmpint(ec_error_set(NULL, EC_ERROR_VALUE, "%d", 1), ==, EC_ERROR_VALUE);
  g_assert_cmpint(ec_error_set_at(&error, EC_ERROR_SYNTAX, 3, 4, "a %s", "b"), ==, EC_ERROR_SYNTAX);
  g_assert_cmpuint(error.line, ==, 3);
  g_assert_cmpuint(error.column, ==, 4);
  g_assert_cmpstr(error.message, ==, "a b");
  ec_error_set(&error, EC_ERROR_VALUE, "c");
  g_assert_cmpuint(error.line, ==, 0);
}

/* However long a message is, and wherever a character straddles its end, it stays valid UTF-8. */
static void
test_long_message(void)
{
  for (size_t n = 480; n < 530; n++) {
    struct ec_error error = EC_ERROR_INIT;
    g_autofree char *text = g_strnfill(n, 'x');
    ec_error_set(&error, EC_ERROR_VALUE, "%s%s", text, "äöü€𝄞äöü€𝄞äöü€𝄞");
    g_assert_true(g_utf8_validate(error.message, -1, NULL));
    g_assert_cmpuint(strlen(error.message), <, sizeof error.message);
    g_assert_cmpint(g_str_has_suffix(error.message, "…"), ==,
                    n + strlen("äöü€𝄞äöü€𝄞äöü€𝄞") >= sizeof error.message);
  }
}

static void
test_quote(void)
{
  char buffer[16];
  g_assert_cmpstr(ec_error_quote(buffer, sizeof buffer, "a\nb\0c", 5), ==, "a?b?c");
  g_assert_cmpstr(ec_error_quote(buffer, sizeof buffer, "\xff\xc3", 2), ==, "??");
  g_assert_cmpstr(ec_error_quote(buffer, sizeof buffer, "", 0), ==, "");
  g_assert_cmpstr(ec_error_quote(buffer, sizeof buffer, "123456789012345", 15), ==,
                  "123456789012345");
  g_assert_cmpstr(ec_error_quote(buffer, sizeof buffer, "1234567890123456", 16), ==,
                  "123456789012…");
  for (size_t size = 8; size < 16; size++) {
    ec_error_quote(buffer, size, "äöü€äöü€", strlen("äöü€äöü€"));
    g_assert_true(g_utf8_validate(buffer, -1, NULL));
    g_assert_cmpuint(strlen(buffer), <, size);
  }
}

static void
test_sizes(void)
{
  size_t size = 7;
  g_assert_true(ec_size_multiply(6, 7, &size));
  g_assert_cmpuint(size, ==, 42);
  g_assert_false(ec_size_multiply(SIZE_MAX / 2, 3, &size));
  g_assert_false(ec_size_add(SIZE_MAX, 1, &size));
  g_assert_cmpuint(size, ==, 42);
  g_assert_null(ec_alloc(SIZE_MAX / 4, 8));
  g_assert_null(ec_alloc(SIZE_MAX, 1));
}

static void
test_memory(void)
{
  char *block = ec_alloc(0, 8);
  g_assert_nonnull(block);
  ec_free(block);
  block = ec_alloc_zero(3, 5);
  g_assert_cmpuint((uintptr_t)block % 64, ==, 0);
  for (int i = 0; i < 15; i++)
    g_assert_cmpint(block[i], ==, 0);
  memcpy(block, "abcdefghijklmno", 15);
  block = ec_resize(block, 3, 100, 5);
  g_assert_cmpmem(block, 15, "abcdefghijklmno", 15);
  block = ec_resize(block, 100, 1, 5);
  g_assert_cmpmem(block, 5, "abcde", 5);
  ec_free(block);
  ec_free(NULL);
}

static void
test_arena(void)
{
  struct ec_arena *arena = ec_arena_new(0);
  unsigned char *blocks[200];
  for (size_t i = 0; i < 200; i++) {
    blocks[i] = ec_arena_alloc(arena, i, 37);
    g_assert_cmpuint((uintptr_t)blocks[i] % 16, ==, 0);
    for (size_t k = 0; k < i * 37; k++)
      g_assert_cmpint(blocks[i][k], ==, 0);
    memset(blocks[i], (int)i, i * 37);
  }
  for (size_t i = 0; i < 200; i++) {
    for (size_t k = 0; k < i * 37; k++)
      g_assert_cmpint(blocks[i][k], ==, (int)i);
  }
  g_assert_cmpstr(ec_arena_copy_text(arena, "text and more", 4), ==, "text");
  g_assert_null(ec_arena_alloc(arena, SIZE_MAX / 2, 3));
  g_assert_null(ec_arena_alloc(arena, SIZE_MAX, 1));
  ec_arena_free(arena);
  ec_arena_free(NULL);
}

static void
test_arena_limit(void)
{
  struct ec_arena *arena = ec_arena_new(100);
  g_assert_nonnull(ec_arena_alloc(arena, 1, 60));
  g_assert_null(ec_arena_alloc(arena, 1, 60));
  g_assert_nonnull(ec_arena_alloc(arena, 1, 30));
  g_assert_cmpuint(ec_arena_used(arena), <=, 100);
  ec_arena_free(arena);
}

/* GLib's validator is the reference, over all sequences of two bytes and many of four. */
static void
test_utf8(void)
{
  GRand *random = g_rand_new_with_seed(1);
  for (int i = 0; i < 65536 * 4; i++) {
    unsigned char text[4] = {(unsigned char)(i >> 8), (unsigned char)i};
    size_t length = i < 65536 ? 2 : 4;
    const char *end;
    if (length == 4) {
      text[2] = (unsigned char)g_rand_int_range(random, 0x70, 0xd0);
      text[3] = (unsigned char)g_rand_int_range(random, 0x70, 0xd0);
    }
    g_utf8_validate_len((const char *)text, length, &end);
    /* GLib stops at NUL, which is a character like any other here. */
    if (memchr(text, 0, length) != NULL)
      continue;
    g_assert_cmpuint(ec_utf8_valid_length((const char *)text, length), ==,
                     (size_t)(end - (const char *)text));
  }
  g_assert_cmpuint(ec_utf8_valid_length("ascii ascii ascii \xff", 19), ==, 18);
  g_assert_cmpuint(ec_utf8_next("", 0), ==, 0);
  g_rand_free(random);
}

static void
test_sum(void)
{
  struct ec_sum sum = {0, 0};
  ec_sum_add(&sum, 1.0);
  ec_sum_add(&sum, 1e100);
  ec_sum_add(&sum, 1.0);
  ec_sum_add(&sum, -1e100);
  g_assert_cmpfloat(ec_sum_get(&sum), ==, 2.0);
  ec_sum_add(&sum, INFINITY);
  ec_sum_add(&sum, 1.0);
  g_assert_cmpfloat(ec_sum_get(&sum), ==, INFINITY);
}

static void
record_progress(void *data, double done, const char *stage)
{
  *(double *)data = done;
}

static void
test_job(void)
{
  double done = -1.0;
  struct ec_job job = EC_JOB_INIT, part, inner;
  struct ec_error error = EC_ERROR_INIT;
  job.progress = record_progress;
  job.data = &done;
  part = ec_job_part(&job, 0.5, 1.0);
  inner = ec_job_part(&part, 0.5, 1.0);
  ec_job_report(&inner, 0.5, "stage");
  g_assert_cmpfloat(done, ==, 0.875);
  assert_ok(ec_job_check(&job, &error));
  assert_ok(ec_job_check(NULL, &error));
  ec_job_report(NULL, 1.0, "stage");
  part = ec_job_part(NULL, 0.0, 0.5);
  ec_job_report(&part, 1.0, "stage");
}

/* numpy.quantile([1, 2, 4, 8], [0, .25, .5, .9, 1]) */
static void
test_order(void)
{
  static const double shares[] = {0, 0.25, 0.5, 0.9, 1}, expected[] = {1, 1.75, 3, 6.8, 8};
  const double values[] = {NAN, 4, 1, NAN, 8, 2, NAN};
  double sorted[7] = {0}, one = -3;
  g_assert_cmpuint(ec_sort_known(values, 7, sorted), ==, 4);
  for (size_t i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon(ec_quantile(sorted, 4, shares[i]), expected[i], 1e-14);
  g_assert_cmpuint(ec_sort_known(values, 0, sorted), ==, 0);
  g_assert_cmpuint(ec_sort_known(values, 1, sorted), ==, 0);
  /* In place, and of one value. */
  g_assert_cmpuint(ec_sort_known(&one, 1, &one), ==, 1);
  g_assert_cmpfloat(ec_quantile(&one, 1, 0.7), ==, -3);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/base/status/names", test_names);
  g_test_add_func("/base/status/error", test_error);
  g_test_add_func("/base/status/long-message", test_long_message);
  g_test_add_func("/base/status/quote", test_quote);
  g_test_add_func("/base/memory/sizes", test_sizes);
  g_test_add_func("/base/memory/blocks", test_memory);
  g_test_add_func("/base/arena/blocks", test_arena);
  g_test_add_func("/base/arena/limit", test_arena_limit);
  g_test_add_func("/base/utf8", test_utf8);
  g_test_add_func("/base/sum", test_sum);
  g_test_add_func("/base/job", test_job);
  g_test_add_func("/base/order", test_order);
  return g_test_run();
}
