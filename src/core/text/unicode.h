/* What tokenising has to know of characters, by tables made from the Unicode character database,
 * since the C library knows other letters in each locale. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point of the valid UTF-8 character that starts `text`, `length` bytes long. */
uint32_t ec_unicode_decode(const char *text, size_t length);

/* Writes a code point as UTF-8; returns its bytes, 1 to 4. */
size_t ec_unicode_encode(uint32_t c, char text[4]);

/* Whether words are made of it: a letter, or a mark on one. */
bool ec_unicode_is_word(uint32_t c);

/* Whether it belongs to the letter before it, as an accent that is written apart does. */
bool ec_unicode_is_mark(uint32_t c);

/* Whether it is of a script that puts no spaces between words: Han, kana, Thai, Lao, Burmese,
 * Khmer. */
bool ec_unicode_is_spaceless(uint32_t c);

/* The small letter, or `c` itself. */
uint32_t ec_unicode_lower(uint32_t c);
