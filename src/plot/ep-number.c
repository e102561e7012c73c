#include "config.h"

#include "ep-number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this a number in plain notation would outgrow both the eye and the buffer. */
#define PLAIN_MAX 1e15

/* The exponent that asks for each number's own. */
enum { OWN_EXPONENT = 1000 };

enum { DECIMALS_MAX = 12 };

/* The fewest decimals with which the multiples of step are exact. */
static int
decimals_of_step(double step)
{
  double scaled = fabs(step);

  for (int decimals = 0; decimals < DECIMALS_MAX; decimals++, scaled *= 10) {
    if (scaled >= 0.5 && fabs(scaled - round(scaled)) < 1e-6 * scaled) {
      return decimals;
    }
  }
  return DECIMALS_MAX;
}

struct ep_number_format
ep_number_format_for_ticks(double largest, double step, bool brief)
{
  struct ep_number_format format = {EP_NOTATION_PLAIN, 0, 0};

  largest = fabs(largest);
  if (!(largest > 0) || !(step > 0)) {
    return format;
  }
  if (largest >= 1e9 || largest < 1e-3) {
    int exponent = (int)floor(log10(largest) + 1e-9);
    /* Dividing twice keeps powers below 1e-308 out of the way. */
    double scaled = step / pow(10, exponent / 2) / pow(10, exponent - exponent / 2);
    int decimals = decimals_of_step(scaled);
    if (decimals <= 6 || largest >= PLAIN_MAX || largest < 1e-3) {
      return (struct ep_number_format){EP_NOTATION_SCIENTIFIC, decimals, exponent};
    }
  } else if (largest >= 1e6) {
    int decimals = decimals_of_step(step / 1e6);
    if (decimals <= 3) {
      return (struct ep_number_format){EP_NOTATION_MILLIONS, decimals, 0};
    }
  } else if (brief && largest >= 1e4) {
    int decimals = decimals_of_step(step / 1e3);
    if (decimals <= 2) {
      return (struct ep_number_format){EP_NOTATION_THOUSANDS, decimals, 0};
    }
  }
  format.decimals = decimals_of_step(step);
  return format;
}

/* Whether every value is written exactly, to a millionth of the last digit, so. */
static bool
decimals_suffice(const double *values, size_t n, int decimals)
{
  double scale = pow(10, decimals);

  for (size_t i = 0; i < n; i++) {
    double scaled = values[i] * scale;
    if (isfinite(values[i]) && fabs(scaled - round(scaled)) > 1e-6 * fmax(1, fabs(scaled) * 1e-6)) {
      return false;
    }
  }
  return true;
}

struct ep_number_format
ep_number_format_for_data(const double *values, size_t n)
{
  struct ep_number_format format = {EP_NOTATION_PLAIN, 0, 0};
  double lo = INFINITY;
  double hi = -INFINITY;
  double span;
  int most = 6;

  for (size_t i = 0; i < n; i++) {
    if (isfinite(values[i])) {
      lo = fmin(lo, values[i]);
      hi = fmax(hi, values[i]);
    }
  }
  if (!(lo <= hi)) {
    return format;
  }
  span = hi - lo;
  if (fmax(fabs(lo), fabs(hi)) >= PLAIN_MAX ||
      (fmax(fabs(lo), fabs(hi)) < 1e-4 && (lo != 0 || hi != 0))) {
    return (struct ep_number_format){EP_NOTATION_SCIENTIFIC, 4, OWN_EXPONENT};
  }
  if (span > 0) {
    most = 3 - (int)floor(log10(span));
    most = most < 0 ? 0 : most > DECIMALS_MAX ? DECIMALS_MAX : most;
  }
  while (format.decimals < most && !decimals_suffice(values, n, format.decimals)) {
    format.decimals++;
  }
  return format;
}

/* Appends at most what EP_NUMBER_SIZE leaves room for. */
static void
append(char *text, size_t *length, const char *piece, size_t n)
{
  if (*length + n < EP_NUMBER_SIZE) {
    memcpy(text + *length, piece, n);
    *length += n;
    text[*length] = '\0';
  }
}

static void
append_string(char *text, size_t *length, const char *piece)
{
  append(text, length, piece, strlen(piece));
}

/* Appends a non-negative number below PLAIN_MAX with its thousands set apart. Four digits
 * stay together, so that years are not torn. */
static void
append_plain(char *text, size_t *length, double value, int decimals, const struct ep_locale *locale)
{
  char digits[EP_NUMBER_SIZE];
  size_t whole;

  snprintf(digits, sizeof digits, "%.*f", decimals, value);
  whole = strspn(digits, "0123456789");
  for (size_t i = 0; i < whole; i++) {
    if (i > 0 && whole > 4 && (whole - i) % 3 == 0) {
      append_string(text, length, locale->group_separator);
    }
    append(text, length, digits + i, 1);
  }
  if (decimals > 0) {
    append_string(text, length, locale->decimal_point);
    append_string(text, length, digits + strlen(digits) - decimals);
  }
}

static void
append_exponent(char *text, size_t *length, int exponent)
{
  static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  char digits[16];

  append_string(text, length, "×10");
  if (exponent < 0) {
    append_string(text, length, "⁻");
  }
  snprintf(digits, sizeof digits, "%d", abs(exponent));
  for (const char *digit = digits; *digit != '\0'; digit++) {
    append_string(text, length, raised[*digit - '0']);
  }
}

static void
append_scientific(char *text, size_t *length, double value, struct ep_number_format format,
                  const struct ep_locale *locale)
{
  int exponent = format.exponent;
  double mantissa;

  if (exponent == OWN_EXPONENT) {
    exponent = (int)floor(log10(value));
  }
  mantissa = value / pow(10, exponent / 2) / pow(10, exponent - exponent / 2);
  if (format.exponent == OWN_EXPONENT && mantissa + 0.5 * pow(10, -format.decimals) >= 10) {
    mantissa /= 10;
    exponent++;
  }
  append_plain(text, length, mantissa, format.decimals, locale);
  append_exponent(text, length, exponent);
}

/* Whether value, once rounded, shows a digit other than zero. */
static bool
shows(double value, int decimals)
{
  return value * pow(10, decimals) >= 0.5;
}

char *
ep_number_write(char *text, double value, struct ep_number_format format,
                const struct ep_locale *locale)
{
  size_t length = 0;
  double size = fabs(value);
  bool scientific = format.notation == EP_NOTATION_SCIENTIFIC;

  text[0] = '\0';
  if (!isfinite(value)) {
    append_string(text, &length, "–");
    return text;
  }
  if (!scientific && size >= PLAIN_MAX) {
    scientific = true;
    format = (struct ep_number_format){EP_NOTATION_SCIENTIFIC, 4, OWN_EXPONENT};
  }
  if (scientific && size == 0) {
    append_string(text, &length, "0");
    return text;
  }
  if (format.notation == EP_NOTATION_THOUSANDS) {
    size /= 1e3;
  } else if (format.notation == EP_NOTATION_MILLIONS) {
    size /= 1e6;
  }
  if (value < 0 && (scientific || shows(size, format.decimals))) {
    append_string(text, &length, "−");
  }
  if (scientific) {
    append_scientific(text, &length, size, format, locale);
    return text;
  }
  if (format.notation != EP_NOTATION_PLAIN && !shows(size, format.decimals)) {
    append_string(text, &length, "0");
    return text;
  }
  append_plain(text, &length, size, format.decimals, locale);
  if (format.notation == EP_NOTATION_THOUSANDS) {
    append_string(text, &length, "\u00a0k");
  } else if (format.notation == EP_NOTATION_MILLIONS) {
    append_string(text, &length, "\u00a0M");
  }
  return text;
}

char *
ep_number_write_exact(char *text, double value)
{
  const char *point = localeconv()->decimal_point;
  char *found;

  text[0] = '\0';
  if (!isfinite(value)) {
    return text;
  }
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, EP_NUMBER_SIZE, "%.*g", digits, value);
    if (strtod(text, NULL) == value) {
      break;
    }
  }
  found = strstr(text, point);
  if (found != NULL && strcmp(point, ".") != 0) {
    found[0] = '.';
    memmove(found + 1, found + strlen(point), strlen(found + strlen(point)) + 1);
  }
  return text;
}
