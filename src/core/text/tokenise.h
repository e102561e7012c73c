/* Text cut into words: runs of letters and of apostrophes between letters, in small letters. Of
 * scripts that put no spaces between words each letter with its marks is a word. All else is
 * between words, bytes that are not UTF-8 too. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Room for a word with its final NUL; what is longer is cut at the end of a character. */
enum { EC_WORD_SIZE = 64 };

struct ec_tokeniser {
  const char *text; /* borrowed */
  size_t length, at;
  /* The word that was found: */
  char word[EC_WORD_SIZE];
  size_t word_length; /* in bytes, without the NUL */
  size_t begin, end;  /* where in the text it stands */
};

/* Begins with `length` bytes of text. */
void ec_tokeniser_begin(struct ec_tokeniser *tokeniser, const char *text, size_t length);

/* Finds the next word: false where there is none any more. */
bool ec_tokeniser_next(struct ec_tokeniser *tokeniser);
