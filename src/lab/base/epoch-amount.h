/* Numbers as people write them. The point and the comma are those of English, whatever the
 * locale, as the sentences around them are. */
#pragma once

#include <glib.h>

/**
 * epoch_amount_round:
 * @value: a number
 * @digits: how many significant digits
 *
 * Writes a number with grouped thousands: 3809.87 with 3 digits is "3,810", 0.0412 is "0.0412".
 * The minus is U+2212.
 *
 * Returns: (transfer full): text
 */
char *epoch_amount_round(double value, int digits);

/* The same without zeros at the end: 6 is "6", not "6.00". */
char *epoch_amount_trim(double value, int digits);

/**
 * epoch_amount_format:
 * @value: an amount
 * @unit: its unit; "$" and "$1000" are written as dollars
 *
 * Returns: (transfer full): the amount with three significant digits and its unit: "$4,930",
 *   "54.2 points"
 */
char *epoch_amount_format(double value, const char *unit);

/* The same with a sign before it in any case: "+$3,810", "−$17,800". */
char *epoch_amount_format_signed(double value, const char *unit);
