#include "config.h"

#include "support.h"
#include "text/vocabulary.h"

static struct ec_vocabulary *
make(const char *const *texts, size_t n_texts, size_t size, guint64 least)
{
  struct ec_word_counts *counts;
  struct ec_vocabulary *vocabulary;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_word_counts_new(&counts, &error));
  for (size_t i = 0; i < n_texts; i++)
    assert_ok(ec_word_counts_add(counts, texts[i], strlen(texts[i]), &error));
  assert_ok(ec_vocabulary_new(counts, size, least, &vocabulary, &error));
  ec_word_counts_free(counts);
  return vocabulary;
}

static const char *const texts[] = {"The cat and the dog", "A dog, a cat: THE end", "zebra"};

static int32_t
id_of(const struct ec_vocabulary *vocabulary, const char *word)
{
  return ec_vocabulary_id(vocabulary, word, strlen(word));
}

/* By frequency, equally frequent ones by their letters. */
static void
test_order(void)
{
  struct ec_vocabulary *vocabulary = make(texts, 3, 100, 1);
  static const char *const expected[] = {"the", "a", "cat", "dog", "and", "end", "zebra"};
  g_assert_cmpuint(ec_vocabulary_size(vocabulary), ==, 2 + G_N_ELEMENTS(expected));
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
    g_assert_cmpstr(ec_vocabulary_word(vocabulary, (int32_t)i + 2), ==, expected[i]);
    g_assert_cmpint(id_of(vocabulary, expected[i]), ==, (int32_t)i + 2);
  }
  g_assert_cmpint(id_of(vocabulary, "bird"), ==, EC_VOCABULARY_UNKNOWN);
  g_assert_null(ec_vocabulary_word(vocabulary, 0));
  g_assert_null(ec_vocabulary_word(vocabulary, 1));
  g_assert_null(ec_vocabulary_word(vocabulary, 9));
  g_assert_null(ec_vocabulary_word(vocabulary, -1));
  ec_vocabulary_free(vocabulary);
}

static void
test_limits(void)
{
  struct ec_vocabulary *vocabulary = make(texts, 3, 4, 1);
  g_assert_cmpuint(ec_vocabulary_size(vocabulary), ==, 4);
  g_assert_cmpint(id_of(vocabulary, "a"), ==, 3);
  g_assert_cmpint(id_of(vocabulary, "cat"), ==, EC_VOCABULARY_UNKNOWN);
  ec_vocabulary_free(vocabulary);
  vocabulary = make(texts, 3, 100, 2);
  g_assert_cmpuint(ec_vocabulary_size(vocabulary), ==, 6);
  ec_vocabulary_free(vocabulary);
  vocabulary = make(texts, 0, 2, 1);
  g_assert_cmpuint(ec_vocabulary_size(vocabulary), ==, 2);
  g_assert_cmpint(id_of(vocabulary, ""), ==, EC_VOCABULARY_UNKNOWN);
  ec_vocabulary_free(vocabulary);
}

static void
test_encode(void)
{
  struct ec_vocabulary *vocabulary = make(texts, 3, 100, 1);
  const char *text = "A bird, the cat.";
  int32_t ids[6] = {7, 7, 7, 7, 7, 7};
  g_assert_cmpuint(ec_vocabulary_encode(vocabulary, text, strlen(text), 6, ids), ==, 4);
  g_assert_cmpmem(ids, sizeof ids, ((int32_t[]){3, 1, 2, 4, 7, 7}), sizeof ids);
  g_assert_cmpuint(ec_vocabulary_encode(vocabulary, text, strlen(text), 2, ids), ==, 2);
  g_assert_cmpuint(ec_vocabulary_encode(vocabulary, "", 0, 2, ids), ==, 0);
  ec_vocabulary_free(vocabulary);
}

/* Many words, so that the table has to grow: each finds itself again. */
static void
test_many(void)
{
  struct ec_word_counts *counts;
  struct ec_vocabulary *vocabulary;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_word_counts_new(&counts, &error));
  for (int i = 0; i < 5000; i++) {
    char word[] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676), 0};
    for (int repeat = 0; repeat < 1 + i % 3; repeat++)
      assert_ok(ec_word_counts_add(counts, word, 3, &error));
  }
  assert_ok(ec_vocabulary_new(counts, EC_VOCABULARY_MAX, 1, &vocabulary, &error));
  g_assert_cmpuint(ec_vocabulary_size(vocabulary), ==, 5002);
  for (int32_t id = 2; id < 5002; id++)
    g_assert_cmpint(id_of(vocabulary, ec_vocabulary_word(vocabulary, id)), ==, id);
  assert_status(ec_vocabulary_new(counts, 1, 1, &vocabulary, &error), EC_ERROR_ARGUMENT);
  ec_vocabulary_free(vocabulary);
  ec_word_counts_free(counts);
}

static void
test_file(void)
{
  struct ec_vocabulary *vocabulary = make(texts, 3, 100, 1), *read;
  struct ec_error error = EC_ERROR_INIT;
  char *text;
  size_t length;
  assert_ok(ec_vocabulary_text(vocabulary, &text, &length, &error));
  g_assert_cmpmem(text, length, "the\na\ncat\ndog\nand\nend\nzebra\n", 28);
  assert_ok(ec_vocabulary_read(text, length, &read, &error));
  g_assert_cmpuint(ec_vocabulary_size(read), ==, 9);
  for (int32_t id = 2; id < 9; id++)
    g_assert_cmpstr(ec_vocabulary_word(read, id), ==, ec_vocabulary_word(vocabulary, id));
  ec_vocabulary_free(read);
  ec_free(text);
  assert_ok(ec_vocabulary_read("", 0, &read, &error));
  g_assert_cmpuint(ec_vocabulary_size(read), ==, 2);
  ec_vocabulary_free(read);
  ec_vocabulary_free(vocabulary);
}

static void
test_damaged(void)
{
  g_autofree char *letters = g_strnfill(64, 'x'), *long_line = g_strconcat("a\n", letters, NULL);
  const struct {
    const char *text;
    size_t length;
    ec_status status;
  } files[] = {
      {"a\n\nb\n", 5, EC_ERROR_SYNTAX},  {"a\nb c\n", 6, EC_ERROR_SYNTAX},
      {"a\na\n", 4, EC_ERROR_SYNTAX},    {"a\nb\r\n", 5, EC_ERROR_SYNTAX},
      {"a\nb\0c\n", 6, EC_ERROR_SYNTAX}, {"a\n\xff\n", 4, EC_ERROR_ENCODING},
      {long_line, 66, EC_ERROR_SYNTAX},
  };
  struct ec_vocabulary *vocabulary = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
    struct ec_error error = EC_ERROR_INIT;
    assert_status(ec_vocabulary_read(files[i].text, files[i].length, &vocabulary, &error),
                  files[i].status);
    g_assert_cmpuint(error.line, ==, 2);
    assert_contains(error.message, "line 2");
    g_assert_null(vocabulary);
  }
}

static ec_status
all(void *data, struct ec_error *error)
{
  struct ec_word_counts *counts = NULL;
  struct ec_vocabulary *vocabulary = NULL, *again = NULL;
  char *text = NULL;
  size_t length;
  ec_status status = ec_word_counts_new(&counts, error);
  for (int i = 0; i < 1100 && status == EC_OK; i++) {
    char word[] = {(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676), 0};
    status = ec_word_counts_add(counts, word, 3, error);
  }
  if (status == EC_OK)
    status = ec_vocabulary_new(counts, 2000, 1, &vocabulary, error);
  if (status == EC_OK)
    status = ec_vocabulary_text(vocabulary, &text, &length, error);
  if (status == EC_OK)
    status = ec_vocabulary_read(text, length, &again, error);
  ec_free(text);
  ec_vocabulary_free(again);
  ec_vocabulary_free(vocabulary);
  ec_word_counts_free(counts);
  return status;
}

static void
test_failing_allocations(void)
{
  g_assert_cmpint(fail_each_allocation(all, NULL), >, 10);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/vocabulary/order", test_order);
  g_test_add_func("/vocabulary/limits", test_limits);
  g_test_add_func("/vocabulary/encode", test_encode);
  g_test_add_func("/vocabulary/many", test_many);
  g_test_add_func("/vocabulary/file", test_file);
  g_test_add_func("/vocabulary/damaged", test_damaged);
  g_test_add_func("/vocabulary/failing-allocations", test_failing_allocations);
  return g_test_run();
}
