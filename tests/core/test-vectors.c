#include "config.h"

#include "support.h"
#include "text/vectors.h"

/* Numbers 2, 3 and 4 are the, cat and sat. */
static struct ec_vocabulary *
vocabulary_new(void)
{
  struct ec_vocabulary *vocabulary;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_vocabulary_read("the\ncat\nsat\n", 12, &vocabulary, &error));
  return vocabulary;
}

static void
assert_row(const struct ec_vectors *vectors, size_t id, float a, float b)
{
  g_assert_cmpfloat(vectors->table[id * vectors->width], ==, a);
  g_assert_cmpfloat(vectors->table[id * vectors->width + 1], ==, b);
}

static void
assert_expected(const struct ec_vectors *vectors)
{
  g_assert_cmpuint(vectors->n, ==, 5);
  g_assert_cmpuint(vectors->width, ==, 2);
  g_assert_cmpuint(vectors->n_found, ==, 2);
  g_assert_true(vectors->found[2] && !vectors->found[3] && vectors->found[4]);
  g_assert_false(vectors->found[0] || vectors->found[1]);
  assert_row(vectors, 0, 0.0f, 0.0f);
  assert_row(vectors, 2, 0.5f, -0.25f);
  assert_row(vectors, 3, 0.0f, 0.0f);
  assert_row(vectors, 4, 2.0f, 1000.0f);
}

/* In the usual form, with the line of word2vec's form before it, with other ends of lines. */
static void
test_text(void)
{
  static const char *const files[] = {
      "the 0.5 -0.25\nwith blanks in it 1 2\nsat 2 1e3\nsat 7 7\n",
      "4 2\nthe 0.5 -0.25\ndog 1 2\nsat 2 1e3",
      "the 0.5 -0.25 \r\nsat 2 1000\r\n",
  };
  struct ec_vocabulary *vocabulary = vocabulary_new();
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    struct ec_vectors *vectors;
    struct ec_error error = EC_ERROR_INIT;
    assert_ok(ec_vectors_read_text(vocabulary, files[i], strlen(files[i]), &vectors, &error));
    assert_expected(vectors);
    ec_vectors_free(vectors);
  }
  ec_vocabulary_free(vocabulary);
}

/* 0.5 is 0x3800, -0.25 0xb400, 2 0x4000, 1000 0x63d0 in IEEE 754's binary16. */
static const uint8_t halves[] = {0, 0x38, 0, 0xb4, 1, 2, 3, 4, 0, 0x40, 0xd0, 0x63};

static void
test_halves(void)
{
  struct ec_vocabulary *vocabulary = vocabulary_new();
  struct ec_vectors *vectors;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_vectors_read_half(vocabulary, halves, sizeof halves, "the\n.\nsat\n", 10, &vectors,
                                 &error));
  assert_expected(vectors);
  ec_vectors_free(vectors);
  ec_vocabulary_free(vocabulary);
}

static void
test_damaged_text(void)
{
  static const struct {
    const char *text;
    ec_status status;
    size_t line;
  } files[] = {
      {"", EC_ERROR_EMPTY, 0},
      {"the\n", EC_ERROR_LIMIT, 0},
      {"the 1 2\ncat 1\n", EC_ERROR_SYNTAX, 2},
      {"the 1 2\n\nsat 1 2\n", EC_ERROR_SYNTAX, 2},
      {"the 1 2\ncat 1 two\n", EC_ERROR_VALUE, 2},
      {"the 1 2\ncat 1 nan\n", EC_ERROR_VALUE, 2},
      {"the 1 2\ncat 1e39 2\n", EC_ERROR_VALUE, 2},
      {"the 1 2\ncat  2\n", EC_ERROR_VALUE, 2},
      {"the 1 2\nc\xff 1 2\n", EC_ERROR_ENCODING, 2},
      {"the 1 2\n 1 2\n", EC_ERROR_SYNTAX, 2},
  };
  struct ec_vocabulary *vocabulary = vocabulary_new();
  struct ec_vectors *vectors = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    struct ec_error error = EC_ERROR_INIT;
    assert_status(
        ec_vectors_read_text(vocabulary, files[i].text, strlen(files[i].text), &vectors, &error),
        files[i].status);
    g_assert_cmpuint(error.line, ==, files[i].line);
    g_assert_null(vectors);
  }
  ec_vocabulary_free(vocabulary);
}

static void
assert_refused(const uint8_t *numbers, size_t size, const char *words, ec_status status,
               size_t line)
{
  struct ec_vocabulary *vocabulary = vocabulary_new();
  struct ec_vectors *vectors = NULL;
  struct ec_error error = EC_ERROR_INIT;
  assert_status(
      ec_vectors_read_half(vocabulary, numbers, size, words, strlen(words), &vectors, &error),
      status);
  g_assert_cmpuint(error.line, ==, line);
  g_assert_null(vectors);
  ec_vocabulary_free(vocabulary);
}

static void
test_damaged_halves(void)
{
  static const uint8_t infinite[] = {0, 0x38, 0, 0xb4, 0, 0x7c, 0, 0};
  assert_refused(halves, 12, "", EC_ERROR_EMPTY, 0);
  assert_refused(halves, 11, "the\na\nsat\n", EC_ERROR_SHAPE, 0);
  assert_refused(halves, 10, "the\na\nsat\n", EC_ERROR_SHAPE, 0);
  assert_refused(halves, 0, "the\na\nsat\n", EC_ERROR_LIMIT, 0);
  assert_refused(halves, 12, "the\n\nsat\n", EC_ERROR_SYNTAX, 2);
  assert_refused(halves, 12, "the\n\xc3\nsat\n", EC_ERROR_ENCODING, 2);
  assert_refused(infinite, 8, "the\na\n", EC_ERROR_VALUE, 2);
}

static ec_status
read_all(void *data, struct ec_error *error)
{
  struct ec_vectors *text = NULL, *half = NULL;
  ec_status status = ec_vectors_read_text(data, "the 1 2\n", 8, &text, error);
  if (status == EC_OK)
    status = ec_vectors_read_half(data, halves, 12, "a\nb\nsat", 7, &half, error);
  ec_vectors_free(text);
  ec_vectors_free(half);
  return status;
}

static void
test_failing_allocations(void)
{
  struct ec_vocabulary *vocabulary = vocabulary_new();
  g_assert_cmpint(fail_each_allocation(read_all, vocabulary), >, 5);
  ec_vocabulary_free(vocabulary);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vectors/text", test_text);
  g_test_add_func("/vectors/halves", test_halves);
  g_test_add_func("/vectors/damaged-text", test_damaged_text);
  g_test_add_func("/vectors/damaged-halves", test_damaged_halves);
  g_test_add_func("/vectors/failing-allocations", test_failing_allocations);
  return g_test_run();
}
