#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ep-locale.h"

/* Room for every number that these functions write, with its terminating zero. */
enum { EP_NUMBER_SIZE = 64 };

/* How the numbers of one axis or column are written, so that all of them agree. */
enum ep_notation {
  EP_NOTATION_PLAIN,      /* 1,250,000 */
  EP_NOTATION_THOUSANDS,  /* 1,250 k */
  EP_NOTATION_MILLIONS,   /* 1.25 M */
  EP_NOTATION_SCIENTIFIC, /* 1.25×10⁶, one exponent for the whole axis */
};

struct ep_number_format {
  enum ep_notation notation;
  int decimals; /* after the point, of the mantissa where there is one */
  int exponent; /* of ten; used by EP_NOTATION_SCIENTIFIC alone */
};

/* The format in which the multiples of step up to largest in magnitude are all told apart
 * with as few characters as can be; brief asks for k and M from ten thousand on. */
struct ep_number_format ep_number_format_for_ticks(double largest, double step, bool brief);

/* The format for single values of data: four digits over their range, never more decimals
 * than the values have. Values that are not finite are passed over. */
struct ep_number_format ep_number_format_for_data(const double *values, size_t n);

/* Writes value into text (EP_NUMBER_SIZE bytes) with a true minus sign (U+2212), never as
 * minus zero; "–" where it is not finite. Returns text. */
char *ep_number_write(char *text, double value, struct ep_number_format format,
                      const struct ep_locale *locale);

/* Writes the shortest decimal that reads back as the same double, with "." and "-" whatever
 * the C locale, as files want it; nothing where value is not finite. Returns text. */
char *ep_number_write_exact(char *text, double value);
