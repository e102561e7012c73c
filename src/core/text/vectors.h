/* Word vectors that others have learnt, as GloVe's, for the words of a vocabulary.
 *
 * Two forms are read. Text: a line for each word, the word and its numbers with a blank between
 * them; a first line of two whole numbers (words and width), as word2vec writes it, is passed over.
 * Half precision: the matrix as little-endian 16-bit floats, row by row, and beside it a text of
 * the words, one a line. Of a word that comes twice the first one counts.
 *
 * Source: J. Pennington, R. Socher, C. Manning, "GloVe", EMNLP 2014, and its files' own form. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "text/vocabulary.h"

enum { EC_VECTORS_WIDTH_MAX = 4096 };

struct ec_vectors {
  size_t n, width; /* n is the vocabulary's size */
  float *table;    /* [n][width]; 0 where a word was not found */
  bool *found;     /* [n] */
  size_t n_found;
};

/* Reads text. SYNTAX, VALUE, ENCODING with the line; EMPTY; LIMIT; NO_MEMORY. */
ec_status ec_vectors_read_text(const struct ec_vocabulary *vocabulary, const char *text,
                               size_t length, struct ec_vectors **vectors, struct ec_error *error);

/* Reads half precision: `size` bytes of numbers and `length` of words. SHAPE where the one is not a
 * multiple of the other; VALUE with the line for a number that is not finite. */
ec_status ec_vectors_read_half(const struct ec_vocabulary *vocabulary, const uint8_t *numbers,
                               size_t size, const char *words, size_t length,
                               struct ec_vectors **vectors, struct ec_error *error);
void ec_vectors_free(struct ec_vectors *vectors);
