#include "config.h"

#include "base/epoch-amount.h"

#include <math.h>
#include <string.h>

#define MINUS "\342\210\222"

/* The digits of a magnitude, thousands grouped. */
static char *
magnitude(double value, int digits)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[16];
  int exponent = value > 0 ? (int)floor(log10(value)) : 0;
  int decimals = CLAMP(digits - 1 - exponent, 0, 12);
  double unit = pow(10, exponent - digits + 1);
  gsize whole;
  GString *text;

  if (value >= 1e12 || (value > 0 && value < 1e-6)) {
    g_snprintf(format, sizeof format, "%%.%dg", digits);
    return g_strdup(g_ascii_formatd(buffer, sizeof buffer, format, value));
  }
  if (decimals == 0 && unit > 1) {
    value = round(value / unit) * unit;
  }
  g_snprintf(format, sizeof format, "%%.%df", decimals);
  text = g_string_new(g_ascii_formatd(buffer, sizeof buffer, format, value));
  whole = strcspn(text->str, ".");
  for (gsize i = whole; i > 3; i -= 3) {
    g_string_insert_c(text, (gssize)(i - 3), ',');
  }
  return g_string_free(text, FALSE);
}

char *
epoch_amount_round(double value, int digits)
{
  g_autofree char *text = magnitude(fabs(value), digits);

  return g_strconcat(value < 0 ? MINUS : "", text, NULL);
}

char *
epoch_amount_trim(double value, int digits)
{
  char *text = epoch_amount_round(value, digits);

  if (strchr(text, '.') != NULL && strchr(text, 'e') == NULL) {
    gsize length = strlen(text);

    while (text[length - 1] == '0') {
      length--;
    }
    text[text[length - 1] == '.' ? length - 1 : length] = '\0';
  }
  return text;
}

static char *
format(double value, const char *unit, const char *sign)
{
  gboolean thousands = g_strcmp0(unit, "$1000") == 0;
  g_autofree char *text = NULL;

  if (!isfinite(value)) {
    return g_strdup("?");
  }
  text = magnitude(fabs(value) * (thousands ? 1000 : 1), 3);
  if (thousands || g_strcmp0(unit, "$") == 0) {
    return g_strconcat(sign, "$", text, NULL);
  }
  return g_strconcat(sign, text, unit != NULL && *unit != '\0' ? " " : "", unit, NULL);
}

char *
epoch_amount_format(double value, const char *unit)
{
  return format(value, unit, value < 0 ? MINUS : "");
}

char *
epoch_amount_format_signed(double value, const char *unit)
{
  return format(value, unit, value < 0 ? MINUS : "+");
}
