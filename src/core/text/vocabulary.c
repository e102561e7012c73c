#include "config.h"

#include "text/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "text/words.h"

enum { MOST_DIFFERENT = 1 << 24 };

struct ec_word_counts {
  struct ec_words words;
};

/* Word number i of the set has id i + 2. */
struct ec_vocabulary {
  struct ec_words words;
};

ec_status
ec_word_counts_new(struct ec_word_counts **counts, struct ec_error *error)
{
  struct ec_word_counts *made = ec_alloc(1, sizeof *made);
  if (!made || !ec_words_init(&made->words)) {
    ec_free(made);
    return ec_error_no_memory(error, "the words' counts");
  }
  *counts = made;
  return EC_OK;
}

void
ec_word_counts_free(struct ec_word_counts *counts)
{
  if (!counts)
    return;
  ec_words_clear(&counts->words);
  ec_free(counts);
}

ec_status
ec_word_counts_add(struct ec_word_counts *counts, const char *text, size_t length,
                   struct ec_error *error)
{
  struct ec_tokeniser tokeniser;
  ec_tokeniser_begin(&tokeniser, text, length);
  while (ec_tokeniser_next(&tokeniser)) {
    struct ec_word *word = ec_words_add(&counts->words, tokeniser.word, tokeniser.word_length);
    if (!word)
      return ec_error_no_memory(error, "the words' counts");
    if (counts->words.n > MOST_DIFFERENT)
      return ec_error_set(error, EC_ERROR_LIMIT, "the texts have more than %d different words",
                          MOST_DIFFERENT);
    word->count++;
  }
  return EC_OK;
}

/* The more frequent first, then by bytes, of which a NUL ends the shorter one. */
static int
compare_words(const void *a, const void *b)
{
  const struct ec_word *const *first = a, *const *second = b;
  if ((*first)->count != (*second)->count)
    return (*first)->count > (*second)->count ? -1 : 1;
  return strcmp((*first)->text, (*second)->text);
}

static ec_status
new_empty(struct ec_vocabulary **vocabulary, struct ec_error *error)
{
  struct ec_vocabulary *made = ec_alloc(1, sizeof *made);
  if (!made || !ec_words_init(&made->words)) {
    ec_free(made);
    return ec_error_no_memory(error, "the vocabulary");
  }
  *vocabulary = made;
  return EC_OK;
}

/* Adds the first words of a sorted list. */
static ec_status
take_words(struct ec_vocabulary *vocabulary, const struct ec_word *const *sorted, size_t n,
           uint64_t least, struct ec_error *error)
{
  for (size_t i = 0; i < n && sorted[i]->count >= least; i++)
    if (!ec_words_add(&vocabulary->words, sorted[i]->text, sorted[i]->length))
      return ec_error_no_memory(error, "the vocabulary");
  return EC_OK;
}

ec_status
ec_vocabulary_new(const struct ec_word_counts *counts, size_t size, uint64_t least,
                  struct ec_vocabulary **vocabulary, struct ec_error *error)
{
  const struct ec_word **sorted;
  struct ec_vocabulary *made = NULL;
  size_t n = counts->words.n;
  ec_status status;
  if (size < EC_VOCABULARY_FIRST || size > EC_VOCABULARY_MAX)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a vocabulary has %d to %d words, not %zu",
                        EC_VOCABULARY_FIRST, EC_VOCABULARY_MAX, size);
  sorted = ec_alloc(n, sizeof *sorted);
  status = sorted ? new_empty(&made, error) : ec_error_no_memory(error, "the vocabulary");
  for (size_t i = 0; sorted && i < n; i++)
    sorted[i] = &counts->words.words[i];
  if (status == EC_OK) {
    if (n > 0)
      qsort(sorted, n, sizeof *sorted, compare_words);
    size -= EC_VOCABULARY_FIRST;
    status = take_words(made, sorted, n < size ? n : size, least, error);
  }
  ec_free(sorted);
  if (status == EC_OK)
    *vocabulary = made;
  else
    ec_vocabulary_free(made);
  return status;
}

void
ec_vocabulary_free(struct ec_vocabulary *vocabulary)
{
  if (!vocabulary)
    return;
  ec_words_clear(&vocabulary->words);
  ec_free(vocabulary);
}

/* Adds a line as the next word, or says why it is none. */
static ec_status
read_line(struct ec_vocabulary *vocabulary, const char *line, size_t length, size_t number,
          struct ec_error *error)
{
  char quoted[80];
  size_t n_before = vocabulary->words.n;
  if (length == 0 || length >= EC_WORD_SIZE)
    return ec_error_set_at(error, EC_ERROR_SYNTAX, number, 0,
                           "line %zu of the vocabulary has %zu bytes; a word has 1 to %d", number,
                           length, EC_WORD_SIZE - 1);
  if (ec_utf8_valid_length(line, length) < length)
    return ec_error_set_at(error, EC_ERROR_ENCODING, number, 0,
                           "line %zu of the vocabulary is not UTF-8 text", number);
  for (size_t i = 0; i < length; i++)
    if ((unsigned char)line[i] <= ' ' || line[i] == 0x7f)
      return ec_error_set_at(error, EC_ERROR_SYNTAX, number, 0,
                             "line %zu of the vocabulary, \"%s\", has a blank or a control "
                             "character; there should be one word a line",
                             number, ec_error_quote(quoted, sizeof quoted, line, length));
  if (n_before + EC_VOCABULARY_FIRST >= EC_VOCABULARY_MAX)
    return ec_error_set_at(error, EC_ERROR_LIMIT, number, 0,
                           "the vocabulary has more than %d words",
                           EC_VOCABULARY_MAX - EC_VOCABULARY_FIRST);
  if (!ec_words_add(&vocabulary->words, line, length))
    return ec_error_no_memory(error, "the vocabulary");
  if (vocabulary->words.n == n_before)
    return ec_error_set_at(error, EC_ERROR_SYNTAX, number, 0,
                           "line %zu of the vocabulary has \"%s\" a second time", number,
                           ec_error_quote(quoted, sizeof quoted, line, length));
  return EC_OK;
}

ec_status
ec_vocabulary_read(const char *text, size_t length, struct ec_vocabulary **vocabulary,
                   struct ec_error *error)
{
  struct ec_vocabulary *made = NULL;
  ec_status status = new_empty(&made, error);
  for (size_t at = 0, number = 1; status == EC_OK && at < length; number++) {
    const char *newline = memchr(text + at, '\n', length - at);
    size_t n = newline ? (size_t)(newline - text) - at : length - at;
    status = read_line(made, text + at, n, number, error);
    at += n + 1;
  }
  if (status == EC_OK)
    *vocabulary = made;
  else
    ec_vocabulary_free(made);
  return status;
}

ec_status
ec_vocabulary_text(const struct ec_vocabulary *vocabulary, char **text, size_t *length,
                   struct ec_error *error)
{
  size_t n = 0;
  char *made, *to;
  for (size_t i = 0; i < vocabulary->words.n; i++)
    n += vocabulary->words.words[i].length + 1;
  made = to = ec_alloc(n + 1, 1);
  if (!made)
    return ec_error_no_memory(error, "the vocabulary's text");
  for (size_t i = 0; i < vocabulary->words.n; i++) {
    const struct ec_word *word = &vocabulary->words.words[i];
    memcpy(to, word->text, word->length);
    to += word->length;
    *to++ = '\n';
  }
  *to = '\0';
  *text = made;
  *length = n;
  return EC_OK;
}

size_t
ec_vocabulary_size(const struct ec_vocabulary *vocabulary)
{
  return vocabulary->words.n + EC_VOCABULARY_FIRST;
}

int32_t
ec_vocabulary_id(const struct ec_vocabulary *vocabulary, const char *word, size_t length)
{
  const struct ec_word *found = ec_words_find(&vocabulary->words, word, length);
  if (!found)
    return EC_VOCABULARY_UNKNOWN;
  return (int32_t)(found - vocabulary->words.words) + EC_VOCABULARY_FIRST;
}

const char *
ec_vocabulary_word(const struct ec_vocabulary *vocabulary, int32_t id)
{
  if (id < EC_VOCABULARY_FIRST || (size_t)id >= ec_vocabulary_size(vocabulary))
    return NULL;
  return vocabulary->words.words[id - EC_VOCABULARY_FIRST].text;
}

size_t
ec_vocabulary_encode(const struct ec_vocabulary *vocabulary, const char *text, size_t length,
                     size_t max, int32_t *ids)
{
  struct ec_tokeniser tokeniser;
  size_t n = 0;
  ec_tokeniser_begin(&tokeniser, text, length);
  while (n < max && ec_tokeniser_next(&tokeniser))
    ids[n++] = ec_vocabulary_id(vocabulary, tokeniser.word, tokeniser.word_length);
  return n;
}
