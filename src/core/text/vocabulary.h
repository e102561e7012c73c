/* A vocabulary: the words that a network knows, by number. 0 is padding, 1 stands for all words that
 * it does not know, words begin with 2, the most frequent first, equally frequent ones in the
 * order of their bytes. */
#pragma once

#include <stdint.h>

#include "base/status.h"
#include "text/tokenise.h"

enum {
  EC_VOCABULARY_PADDING = 0,
  EC_VOCABULARY_UNKNOWN = 1,
  EC_VOCABULARY_FIRST = 2,
  EC_VOCABULARY_MAX = 1 << 20, /* numbers, the two special ones included */
};

struct ec_word_counts;
struct ec_vocabulary;

/* Counts words, of the texts for training alone: words of the others are not known to begin with. */
ec_status ec_word_counts_new(struct ec_word_counts **counts, struct ec_error *error);
void ec_word_counts_free(struct ec_word_counts *counts);

/* Counts the words of a text. LIMIT beyond 16 million different words; NO_MEMORY. */
ec_status ec_word_counts_add(struct ec_word_counts *counts, const char *text, size_t length,
                             struct ec_error *error);

/* The vocabulary of the most frequent words that were counted at least `least` times: at most `size`
 * numbers, the two special ones included. ARGUMENT for a size that is not 2 to
 * EC_VOCABULARY_MAX; NO_MEMORY. */
ec_status ec_vocabulary_new(const struct ec_word_counts *counts, size_t size, uint64_t least,
                            struct ec_vocabulary **vocabulary, struct ec_error *error);

/* Reads words, one a line, as ec_vocabulary_text() gives them. SYNTAX, ENCODING with the line for an
 * empty or too long line, blanks and control characters, a word twice; LIMIT for too many. */
ec_status ec_vocabulary_read(const char *text, size_t length, struct ec_vocabulary **vocabulary,
                             struct ec_error *error);
void ec_vocabulary_free(struct ec_vocabulary *vocabulary);

/* All words, each followed by a newline, to be freed with ec_free(); their bytes in `*length`. */
ec_status ec_vocabulary_text(const struct ec_vocabulary *vocabulary, char **text, size_t *length,
                             struct ec_error *error);

/* Numbers in use, the two special ones included. */
size_t ec_vocabulary_size(const struct ec_vocabulary *vocabulary);

/* The number of a word as the tokeniser gives it; EC_VOCABULARY_UNKNOWN where it is not known. */
int32_t ec_vocabulary_id(const struct ec_vocabulary *vocabulary, const char *word, size_t length);

/* The word with a number; NULL for the special ones and those out of range. */
const char *ec_vocabulary_word(const struct ec_vocabulary *vocabulary, int32_t id);

/* The numbers of a text's first `max` words; returns how many there are. */
size_t ec_vocabulary_encode(const struct ec_vocabulary *vocabulary, const char *text, size_t length,
                            size_t max, int32_t *ids);
