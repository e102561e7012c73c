/* Reads numbers as people write them into files, whatever the locale. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Parses the `length` bytes at `text` as a number: digits with an optional sign, point and
 * exponent, as in -6.5, +.5, 5., 1e-3, 007. Spaces and tabs around it are allowed; "inf", "nan",
 * hexadecimal and "1,000" are no numbers. The result is rounded correctly. False, with `*value`
 * untouched, where the text is no number, or one too large for a double; one too small becomes
 * denormal or zero. */
bool ec_number_parse(const char *text, size_t length, double *value);
