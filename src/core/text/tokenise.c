#include "config.h"

#include "text/tokenise.h"

#include <string.h>

#include "base/utf8.h"
#include "text/unicode.h"

enum { TYPOGRAPHIC_APOSTROPHE = 0x2019 };

/* The character at a place; 0 at the end and for a byte that is not UTF-8. */
static uint32_t
look(const struct ec_tokeniser *t, size_t at, size_t *n)
{
  *n = ec_utf8_next(t->text + at, t->length - at);
  if (*n > 0)
    return ec_unicode_decode(t->text + at, *n);
  *n = at < t->length;
  return 0;
}

/* Appends to the word unless it is full; then nothing more comes to it. */
static void
append(struct ec_tokeniser *t, uint32_t c, bool *full)
{
  char bytes[4];
  size_t n = ec_unicode_encode(c, bytes);
  *full = *full || t->word_length + n >= EC_WORD_SIZE;
  if (*full)
    return;
  memcpy(t->word + t->word_length, bytes, n);
  t->word_length += n;
  t->word[t->word_length] = '\0';
}

/* Whether the word goes on with the character at t->at: then `*n` bytes of text belong to it. */
static bool
goes_on(const struct ec_tokeniser *t, bool alone, uint32_t *c, size_t *n)
{
  size_t n_after;
  uint32_t after;
  *c = look(t, t->at, n);
  if (ec_unicode_is_mark(*c))
    return true;
  if (alone)
    return false;
  if (*c == '\'' || *c == TYPOGRAPHIC_APOSTROPHE) {
    after = look(t, t->at + *n, &n_after);
    *c = '\'';
    return ec_unicode_is_word(after) && !ec_unicode_is_spaceless(after);
  }
  return ec_unicode_is_word(*c) && !ec_unicode_is_spaceless(*c);
}

void
ec_tokeniser_begin(struct ec_tokeniser *tokeniser, const char *text, size_t length)
{
  *tokeniser = (struct ec_tokeniser){.text = text, .length = length};
}

bool
ec_tokeniser_next(struct ec_tokeniser *t)
{
  uint32_t c = 0;
  size_t n = 0;
  bool full = false, alone;
  for (; t->at < t->length; t->at += n) {
    c = look(t, t->at, &n);
    if (ec_unicode_is_word(c))
      break;
  }
  if (t->at >= t->length)
    return false;
  t->begin = t->at;
  t->word_length = 0;
  alone = ec_unicode_is_spaceless(c);
  do {
    append(t, ec_unicode_lower(c), &full);
    t->at += n;
  } while (t->at < t->length && goes_on(t, alone, &c, &n));
  t->end = t->at;
  return true;
}
