#include "config.h"

#include "base/epoch-amount.h"

#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#define MINUS "\342\210\222"
#define NARROW_SPACE "\342\200\257"

/* A share that is not 0 or 1 is not shown as if it were, down to this many decimals. */
#define DECIMALS_MAX 6

/* What a locale puts between whole and fraction, and between thousands. */
typedef struct {
  char point[8];
  char group[8];
} Marks;

static void
copy_mark(char *mark, gsize size, const char *text, const char *otherwise)
{
  gboolean usable =
      text != NULL && *text != '\0' && strlen(text) < size && g_utf8_validate(text, -1, NULL);

  g_strlcpy(mark, usable ? text : otherwise, size);
}

/* Where a locale has no mark for thousands, as the plain "C" has none, they are grouped all the
 * same, with what can not be taken for the other mark. */
static void
read_marks(Marks *marks, locale_t locale)
{
  copy_mark(marks->point, sizeof marks->point, nl_langinfo_l(RADIXCHAR, locale), ".");
  copy_mark(marks->group, sizeof marks->group, nl_langinfo_l(THOUSEP, locale),
            g_str_equal(marks->point, ".") ? "," : NARROW_SPACE);
}

/* The marks of the learner's locale. epoch-lab keeps LC_NUMERIC at "C" for the sake of what
 * programs read, so the environment is asked and not the process; a thread with a locale of its
 * own, as a test has one, is taken at its word. */
static Marks
get_marks(void)
{
  static gsize once = 0;
  static Marks marks;
  locale_t own = uselocale((locale_t)0);

  if (own != LC_GLOBAL_LOCALE) {
    Marks of_thread;

    read_marks(&of_thread, own);
    return of_thread;
  }
  if (g_once_init_enter(&once)) {
    locale_t locale = newlocale(LC_NUMERIC_MASK, "", (locale_t)0);

    if (locale == (locale_t)0) {
      locale = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    }
    read_marks(&marks, locale);
    freelocale(locale);
    g_once_init_leave(&once, 1);
  }
  return marks;
}

/* A number as C writes it, in the marks of the locale. */
static char *
dress(const char *plain)
{
  const Marks marks = get_marks();
  gsize whole = strspn(plain, "0123456789");
  GString *text = g_string_new(NULL);

  for (gsize i = 0; i < whole; i++) {
    if (i > 0 && (whole - i) % 3 == 0) {
      g_string_append(text, marks.group);
    }
    g_string_append_c(text, plain[i]);
  }
  if (plain[whole] == '.') {
    g_string_append(text, marks.point);
    whole++;
  }
  g_string_append(text, plain + whole);
  return g_string_free(text, FALSE);
}

/* Takes the zeros at the end of a fraction away. */
static void
trim_zeros(char *plain)
{
  gsize length = strlen(plain);

  if (strchr(plain, '.') == NULL) {
    return;
  }
  while (plain[length - 1] == '0') {
    length--;
  }
  plain[plain[length - 1] == '.' ? length - 1 : length] = '\0';
}

static char *
print_fixed(double value, int decimals)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE + 320];
  char format[16];

  g_snprintf(format, sizeof format, "%%.%df", decimals);
  return g_strdup(g_ascii_formatd(buffer, sizeof buffer, format, value));
}

/* "1.23 × 10¹²". `plain` is what "%.2e" writes. */
static char *
dress_power(const char *plain, gboolean trim)
{
  static const char *const superscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  const char *e = strchr(plain, 'e');
  g_autofree char *mantissa = g_strndup(plain, (gsize)(e - plain));
  g_autofree char *exponent = g_strdup_printf("%d", (int)g_ascii_strtoll(e + 1, NULL, 10));
  g_autofree char *dressed = NULL;
  GString *text;

  if (trim) {
    trim_zeros(mantissa);
  }
  dressed = dress(mantissa);
  text = g_string_new(dressed);
  g_string_append(text, " × 10");
  for (const char *c = exponent; *c != '\0'; c++) {
    g_string_append(text, *c == '-' ? "⁻" : superscripts[*c - '0']);
  }
  return g_string_free(text, FALSE);
}

/* The digits of a magnitude, thousands grouped. */
static char *
magnitude(double value, int digits, gboolean trim)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char format[16];
  g_autofree char *plain = NULL;
  int exponent;

  if (!isfinite(value)) {
    return g_strdup(isnan(value) ? "?" : "∞");
  }
  /* Rounded once, here, so that 9.996 is 10.0 and not 10.00. */
  g_snprintf(format, sizeof format, "%%.%de", digits - 1);
  g_ascii_formatd(buffer, sizeof buffer, format, value);
  exponent = (int)g_ascii_strtoll(strchr(buffer, 'e') + 1, NULL, 10);
  if (exponent >= 12 || exponent < -6) {
    return dress_power(buffer, trim);
  }
  plain = print_fixed(g_ascii_strtod(buffer, NULL), MAX(digits - 1 - exponent, 0));
  if (trim) {
    trim_zeros(plain);
  }
  return dress(plain);
}

char *
epoch_amount_round(double value, int digits)
{
  g_autofree char *text = magnitude(fabs(value), digits, FALSE);

  return g_strconcat(value < 0 ? MINUS : "", text, NULL);
}

char *
epoch_amount_trim(double value, int digits)
{
  g_autofree char *text = magnitude(fabs(value), digits, TRUE);

  return g_strconcat(value < 0 ? MINUS : "", text, NULL);
}

char *
epoch_amount_fixed(double value, int decimals)
{
  g_autofree char *plain = NULL;
  g_autofree char *text = NULL;

  if (!isfinite(value)) {
    return epoch_amount_round(value, 1);
  }
  plain = print_fixed(fabs(value), decimals);
  text = dress(plain);
  return g_strconcat(value < 0 && strpbrk(plain, "123456789") != NULL ? MINUS : "", text, NULL);
}

/* A number of hundredths with that many decimals, and more where it would else be shown as 0, or as
 * @whole, without being so. */
static char *
print_hundredths(double share, int decimals, double whole)
{
  double hundredths = fabs(share) * 100;
  g_autofree char *plain = NULL;
  g_autofree char *text = NULL;

  for (;; decimals++) {
    double shown;

    g_free(plain);
    plain = print_fixed(hundredths, decimals);
    shown = g_ascii_strtod(plain, NULL);
    if (decimals >= DECIMALS_MAX ||
        ((shown != 0 || hundredths == 0) && (shown != whole || hundredths == whole))) {
      break;
    }
  }
  text = dress(plain);
  return g_strconcat(share < 0 ? MINUS : "", text, NULL);
}

static char *
print_share(double share, int decimals)
{
  g_autofree char *number = NULL;

  if (!isfinite(share)) {
    return g_strdup("?");
  }
  number = print_hundredths(share, fabs(share) == 0 || fabs(share) == 1 ? 0 : decimals, 100);
  /* Translators: a share in percent, such as “87.4%”. */
  return g_strdup_printf(C_("share", "%s%%"), number);
}

char *
epoch_amount_share(double share)
{
  return print_share(share, 1);
}

char *
epoch_amount_percent(double share)
{
  return print_share(share, 0);
}

char *
epoch_amount_points(double change)
{
  g_autofree char *number = NULL;

  if (!isfinite(change)) {
    return g_strdup("?");
  }
  number = print_hundredths(change, 1, -1);
  /* Translators: by how many percentage points two shares differ: “2.0 points” from 81% to 83%. */
  return g_strdup_printf(C_("difference of shares", "%s points"), number);
}

static char *
format(double value, const char *unit, const char *sign)
{
  gboolean thousands = g_strcmp0(unit, "$1000") == 0;
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;

  if (!isfinite(value)) {
    return g_strdup("?");
  }
  text = magnitude(fabs(value) * (thousands ? 1000 : 1), 3, FALSE);
  if (thousands || g_strcmp0(unit, "$") == 0) {
    /* Translators: an amount in dollars, such as “$4,930”. */
    number = g_strdup_printf(C_("amount", "$%s"), text);
  } else if (unit != NULL && *unit != '\0') {
    /* Translators: an amount and its unit, such as “54.2 points”. */
    number = g_strdup_printf(C_("amount", "%s %s"), text, unit);
  } else {
    number = g_strdup(text);
  }
  return g_strconcat(sign, number, NULL);
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
