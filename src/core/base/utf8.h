/* Checks UTF-8 text: what the readers of files must refuse before they store a byte of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The length of the character that starts `text`, 1 to 4 bytes; 0 where its bytes are not valid
 * UTF-8 (overlong, a surrogate, beyond U+10FFFF, cut off) or `length` is 0.
 * Source: RFC 3629, section 4. */
size_t ec_utf8_next(const char *text, size_t length);

/* The number of leading bytes of `text` that are whole, valid characters: `length` if all are. */
size_t ec_utf8_valid_length(const char *text, size_t length);
