#include "config.h"

#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* 10^-40 … 10^40 as the sum of two doubles, good to about 2^-106. Made with exact rational
 * arithmetic: the first is the power rounded, the second what is left, rounded. */
enum { MAX_POWER = 40 };
static const double POWERS[2 * MAX_POWER + 1][2] = {
    {0x1.16c262777579cp-133, 0x1.631191d6259dap-187},  /* 1e-40 */
    {0x1.5c72fb1552d83p-130, 0x1.bbd5f64baf050p-184},  /* 1e-39 */
    {0x1.b38fb9daa78e4p-127, 0x1.2acb73de9ac65p-181},  /* 1e-38 */
    {0x1.1039d428a8b8fp-123, -0x1.4540d794df441p-177}, /* 1e-37 */
    {0x1.54484932d2e72p-120, 0x1.696ef285e8eafp-174},  /* 1e-36 */
    {0x1.a95a5b7f87a0fp-117, -0x1.e1aa86c4e6d2fp-174}, /* 1e-35 */
    {0x1.09d8792fb4c49p-113, 0x1.5a5ead789df78p-167},  /* 1e-34 */
    {0x1.4c4e977ba1f5cp-110, -0x1.4f09a7293a8aap-164}, /* 1e-33 */
    {0x1.9f623d5a8a733p-107, -0x1.a2cc10f3892d4p-161}, /* 1e-32 */
    {0x1.039d665896880p-103, -0x1.85bf8a9835bc4p-157}, /* 1e-31 */
    {0x1.4484bfeebc2a0p-100, -0x1.e72f6d3e432b6p-154}, /* 1e-30 */
    {0x1.95a5efea6b347p-97, 0x1.9f04b7722c09dp-151},   /* 1e-29 */
    {0x1.fb0f6be506019p-94, 0x1.06c5e54eb70c4p-148},   /* 1e-28 */
    {0x1.3ce9a36f23c10p-90, -0x1.b788a15d9b30bp-145},  /* 1e-27 */
    {0x1.8c240c4aecb14p-87, -0x1.12b564da80fe7p-141},  /* 1e-26 */
    {0x1.ef2d0f5da7dd9p-84, -0x1.5762be11213e0p-138},  /* 1e-25 */
    {0x1.357c299a88ea7p-80, 0x1.a96249354b394p-134},   /* 1e-24 */
    {0x1.82db34012b251p-77, 0x1.13badb829e079p-131},   /* 1e-23 */
    {0x1.e392010175ee6p-74, -0x1.a7566d9cba769p-128},  /* 1e-22 */
    {0x1.2e3b40a0e9b4fp-70, 0x1.f769fb7e0b75ep-124},   /* 1e-21 */
    {0x1.79ca10c924223p-67, 0x1.75447a5d8e536p-121},   /* 1e-20 */
    {0x1.d83c94fb6d2acp-64, 0x1.a52b31e9e3d07p-119},   /* 1e-19 */
    {0x1.2725dd1d243acp-60, -0x1.7c628066e8ceep-114},  /* 1e-18 */
    {0x1.70ef54646d497p-57, -0x1.db7b2080a3029p-111},  /* 1e-17 */
    {0x1.cd2b297d889bcp-54, 0x1.5b4c2ebe68799p-109},   /* 1e-16 */
    {0x1.203af9ee75616p-50, -0x1.937831647f5a0p-104},  /* 1e-15 */
    {0x1.6849b86a12b9bp-47, 0x1.ea70909833de7p-107},   /* 1e-14 */
    {0x1.c25c268497682p-44, -0x1.ecd79a5a0df95p-99},   /* 1e-13 */
    {0x1.19799812dea11p-40, 0x1.97f27f0f6e886p-96},    /* 1e-12 */
    {0x1.5fd7fe1796495p-37, 0x1.7f7bc7b4d28aap-91},    /* 1e-11 */
    {0x1.b7cdfd9d7bdbbp-34, -0x1.20a5465df8d2cp-88},   /* 1e-10 */
    {0x1.12e0be826d695p-30, -0x1.34674bfabb83bp-84},   /* 1e-9 */
    {0x1.5798ee2308c3ap-27, -0x1.03023df2d4c94p-82},   /* 1e-8 */
    {0x1.ad7f29abcaf48p-24, 0x1.5e1e99483b023p-78},    /* 1e-7 */
    {0x1.0c6f7a0b5ed8dp-20, 0x1.b5a63f9a49c2cp-75},    /* 1e-6 */
    {0x1.4f8b588e368f1p-17, -0x1.ee78183f91e64p-71},   /* 1e-5 */
    {0x1.a36e2eb1c432dp-14, -0x1.6a161e4f765fep-68},   /* 1e-4 */
    {0x1.0624dd2f1a9fcp-10, -0x1.89374bc6a7efap-66},   /* 1e-3 */
    {0x1.47ae147ae147bp-7, -0x1.eb851eb851eb8p-63},    /* 1e-2 */
    {0x1.999999999999ap-4, -0x1.999999999999ap-58},    /* 1e-1 */
    {0x1.0000000000000p+0, 0x0.0p+0},                  /* 1e0 */
    {0x1.4000000000000p+3, 0x0.0p+0},                  /* 1e1 */
    {0x1.9000000000000p+6, 0x0.0p+0},                  /* 1e2 */
    {0x1.f400000000000p+9, 0x0.0p+0},                  /* 1e3 */
    {0x1.3880000000000p+13, 0x0.0p+0},                 /* 1e4 */
    {0x1.86a0000000000p+16, 0x0.0p+0},                 /* 1e5 */
    {0x1.e848000000000p+19, 0x0.0p+0},                 /* 1e6 */
    {0x1.312d000000000p+23, 0x0.0p+0},                 /* 1e7 */
    {0x1.7d78400000000p+26, 0x0.0p+0},                 /* 1e8 */
    {0x1.dcd6500000000p+29, 0x0.0p+0},                 /* 1e9 */
    {0x1.2a05f20000000p+33, 0x0.0p+0},                 /* 1e10 */
    {0x1.74876e8000000p+36, 0x0.0p+0},                 /* 1e11 */
    {0x1.d1a94a2000000p+39, 0x0.0p+0},                 /* 1e12 */
    {0x1.2309ce5400000p+43, 0x0.0p+0},                 /* 1e13 */
    {0x1.6bcc41e900000p+46, 0x0.0p+0},                 /* 1e14 */
    {0x1.c6bf526340000p+49, 0x0.0p+0},                 /* 1e15 */
    {0x1.1c37937e08000p+53, 0x0.0p+0},                 /* 1e16 */
    {0x1.6345785d8a000p+56, 0x0.0p+0},                 /* 1e17 */
    {0x1.bc16d674ec800p+59, 0x0.0p+0},                 /* 1e18 */
    {0x1.158e460913d00p+63, 0x0.0p+0},                 /* 1e19 */
    {0x1.5af1d78b58c40p+66, 0x0.0p+0},                 /* 1e20 */
    {0x1.b1ae4d6e2ef50p+69, 0x0.0p+0},                 /* 1e21 */
    {0x1.0f0cf064dd592p+73, 0x0.0p+0},                 /* 1e22 */
    {0x1.52d02c7e14af6p+76, 0x1.0000000000000p+23},    /* 1e23 */
    {0x1.a784379d99db4p+79, 0x1.0000000000000p+24},    /* 1e24 */
    {0x1.08b2a2c280291p+83, -0x1.b000000000000p+29},   /* 1e25 */
    {0x1.4adf4b7320335p+86, -0x1.1c00000000000p+32},   /* 1e26 */
    {0x1.9d971e4fe8402p+89, -0x1.8c00000000000p+33},   /* 1e27 */
    {0x1.027e72f1f1281p+93, 0x1.8440000000000p+38},    /* 1e28 */
    {0x1.431e0fae6d721p+96, 0x1.f2a8000000000p+42},    /* 1e29 */
    {0x1.93e5939a08ceap+99, -0x1.215c000000000p+44},   /* 1e30 */
    {0x1.f8def8808b024p+102, 0x1.4b26800000000p+48},   /* 1e31 */
    {0x1.3b8b5b5056e17p+106, -0x1.3107f00000000p+52},  /* 1e32 */
    {0x1.8a6e32246c99cp+109, 0x1.82b6140000000p+55},   /* 1e33 */
    {0x1.ed09bead87c03p+112, 0x1.e363990000000p+58},   /* 1e34 */
    {0x1.3426172c74d82p+116, 0x1.5c3c7f4000000p+61},   /* 1e35 */
    {0x1.812f9cf7920e3p+119, -0x1.265a307800000p+65},  /* 1e36 */
    {0x1.e17b84357691bp+122, 0x1.900f436a00000p+68},   /* 1e37 */
    {0x1.2ced32a16a1b1p+126, 0x1.e826288900000p+70},   /* 1e38 */
    {0x1.78287f49c4a1dp+129, 0x1.988becaad0000p+75},   /* 1e39 */
    {0x1.d6329f1c35ca5p+132, -0x1.0151182a7c000p+78},  /* 1e40 */
};

/* A number as it is written: digits * 10^exponent. */
struct decimal {
  bool negative;
  uint64_t mantissa;        /* of the first digits, as many as fit */
  bool exact;               /* whether that was all of them */
  long exponent;            /* of the last digit in the mantissa */
  const char *digits, *end; /* the digits as they stand, with the point among them */
};

enum {
  MAX_MANTISSA_DIGITS = 19, /* 10^19 - 1 fits into 64 bits */
  MAX_EXPONENT = 100000,
  /* More digits than this can not change how a double is rounded, but for being zero or not
   * (the longest exact midpoint between two doubles has 768). */
  MAX_DIGITS = 800,
};

static bool
is_space(char c)
{
  return c == ' ' || c == '\t';
}

static bool
is_digit(char c)
{
  return (unsigned)(c - '0') < 10;
}

/* Reads "e", a sign, and digits, which must be all that is left, into `*exponent`. */
static bool
read_exponent(const char *at, const char *end, long *exponent)
{
  bool negative = false;
  long value = 0;
  if (at < end && (*at == '+' || *at == '-'))
    negative = *at++ == '-';
  if (at == end)
    return false;
  for (; at < end; at++) {
    if (!is_digit(*at))
      return false;
    if (value < MAX_EXPONENT)
      value = value * 10 + (*at - '0');
  }
  *exponent = negative ? -value : value;
  return true;
}

/* Takes the text apart; false where it is not of the form of a number. */
static bool
read_decimal(const char *at, const char *end, struct decimal *decimal)
{
  const char *point = NULL;
  int n_significant = 0;
  long n_dropped = 0, n_fraction = 0, written = 0;
  uint64_t mantissa = 0;
  bool exact = true;
  decimal->negative = false;
  if (at < end && (*at == '+' || *at == '-'))
    decimal->negative = *at++ == '-';
  decimal->digits = at;
  for (; at < end; at++) {
    if (is_digit(*at)) {
      if (n_significant < MAX_MANTISSA_DIGITS) {
        mantissa = mantissa * 10 + (uint64_t)(*at - '0');
        n_significant += mantissa != 0;
      } else {
        n_dropped++;
        exact = exact && *at == '0';
      }
    } else if (*at == '.' && point == NULL) {
      point = at;
    } else {
      break;
    }
  }
  decimal->end = at;
  if (at - decimal->digits - (point != NULL) < 1)
    return false;
  if (point != NULL)
    n_fraction = (long)(at - point) - 1;
  if (at < end && ((*at != 'e' && *at != 'E') || !read_exponent(at + 1, end, &written)))
    return false;
  decimal->mantissa = mantissa;
  decimal->exact = exact;
  decimal->exponent = written - n_fraction + n_dropped;
  return true;
}

/* The exact product of two doubles as the sum of two.
 * Source: T. Dekker, Numerische Mathematik 18 (1971). */
static void
two_product(double a, double b, double *product, double *rest)
{
  double t = 134217729.0 * a, a_high = t - (t - a), a_low = a - a_high;
  double u = 134217729.0 * b, b_high = u - (u - b), b_low = b - b_high;
  *product = a * b;
  *rest = ((a_high * b_high - *product) + a_high * b_low + a_low * b_high) + a_low * b_low;
}

/* mantissa * 10^exponent in twice the precision; false where that is too close to the middle
 * between two doubles to be sure of the rounding, or the power is not in the table. */
static bool
round_quickly(uint64_t mantissa, long exponent, double *value)
{
  double high, low, product, rest, sum, margin;
  const double *power;
  if (exponent < -MAX_POWER || exponent > MAX_POWER)
    return false;
  /* Up to 2^53 and 10^22 both are exact, and one operation rounds once (W. Clinger, "How to read
   * floating point numbers accurately", PLDI 1990). */
  if (mantissa <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22) {
    *value = exponent < 0 ? (double)mantissa / POWERS[MAX_POWER - exponent][0]
                          : (double)mantissa * POWERS[MAX_POWER + exponent][0];
    return true;
  }
  power = POWERS[MAX_POWER + exponent];
  high = (double)(mantissa >> 32) * 0x1p32;
  low = (double)(mantissa & UINT32_MAX);
  sum = high + low;
  low -= sum - high;
  two_product(sum, power[0], &product, &rest);
  rest += sum * power[1] + low * power[0];
  sum = product + rest;
  rest -= sum - product;
  /* The error is below 2^-100; the rounding is sure where it does not matter. */
  margin = sum * 0x1p-98;
  if (sum + (rest + margin) != sum || sum + (rest - margin) != sum)
    return false;
  *value = sum;
  return true;
}

/* Hands the digits to the C library in a form that no locale changes. */
static double
round_slowly(const struct decimal *decimal)
{
  char text[MAX_DIGITS + 32];
  size_t length = 0;
  long exponent = decimal->exponent;
  bool sticky = false;
  locale_t locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  double value;
  /* The exponent is that of the last digit in the mantissa; here more digits are kept. */
  int n_in_mantissa = 0;
  for (const char *at = decimal->digits; at < decimal->end; at++) {
    if (*at == '.' || (*at == '0' && length == 0))
      continue;
    if (length < MAX_DIGITS) {
      text[length++] = *at;
      if (n_in_mantissa < MAX_MANTISSA_DIGITS)
        n_in_mantissa++;
      else
        exponent--;
    } else {
      sticky = sticky || *at != '0';
    }
  }
  if (length == 0)
    return 0.0;
  if (sticky) {
    text[length++] = '1';
    exponent--;
  }
  snprintf(text + length, sizeof text - length, "e%ld", exponent);
  value = locale == (locale_t)0 ? strtod(text, NULL) : strtod_l(text, NULL, locale);
  if (locale != (locale_t)0)
    freelocale(locale);
  return value;
}

bool
ec_number_parse(const char *text, size_t length, double *value)
{
  const char *end = text + length;
  struct decimal decimal;
  double magnitude;
  while (text < end && is_space(*text))
    text++;
  while (end > text && is_space(end[-1]))
    end--;
  if (!read_decimal(text, end, &decimal))
    return false;
  if (decimal.mantissa == 0)
    magnitude = 0.0;
  else if (!decimal.exact || !round_quickly(decimal.mantissa, decimal.exponent, &magnitude))
    magnitude = round_slowly(&decimal);
  if (isinf(magnitude))
    return false;
  *value = decimal.negative ? -magnitude : magnitude;
  return true;
}
