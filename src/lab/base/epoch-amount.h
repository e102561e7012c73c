/* Numbers as people write them, in the marks of the learner's locale: 3,809.87 in English is
 * 3.809,87 in German. For texts that people read, and never for what a program reads: files have
 * g_ascii_dtostr(), json-glib, or the JSON writer. */
#pragma once

#include <glib.h>

/**
 * epoch_amount_round:
 * @value: a number
 * @digits: how many significant digits
 *
 * Writes a number with grouped thousands: 3809.87 with 3 digits is "3,810", 0.0412 is "0.0412".
 * The minus is U+2212. From 10¹² on and below 10⁻⁶ it is written as "1.23 × 10¹²".
 *
 * Returns: (transfer full): text
 */
char *epoch_amount_round(double value, int digits);

/* The same without zeros at the end: 6 is "6", not "6.00". */
char *epoch_amount_trim(double value, int digits);

/**
 * epoch_amount_share:
 * @share: a share of a whole, 1 for all of it
 *
 * Writes a share in percent with one decimal: 0.8741 is "87.4%". All is "100%", nothing "0%", and
 * what is nearly so has as many decimals as it takes to be told from it: 0.9998 is "99.98%".
 *
 * Returns: (transfer full): text
 */
char *epoch_amount_share(double share);

/* The same in whole percent: 0.8741 is "87%", 0.9998 is "99.98%". */
char *epoch_amount_percent(double share);

/**
 * epoch_amount_points:
 * @change: of a share: 0.02 where 81% became 83%
 *
 * Writes the difference of two shares in percentage points, which is not a percentage: "2.0
 * points". A small one has as many decimals as it takes not to be 0.
 *
 * Returns: (transfer full): text
 */
char *epoch_amount_points(double change);

/* With that many decimals, thousands grouped: 1234.56 with 1 is "1,234.6". */
char *epoch_amount_fixed(double value, int decimals);

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
