/* Numbers of about 32 digits: the sum of two doubles, the second at most half a unit in the last
 * place of the first. Used inside core/linalg alone.
 *
 * Sources: T. Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18 (1971); T. Ogita, S. Rump, S. Oishi, "Accurate sum and dot product",
 * SIAM J. Sci. Comput. 26 (2005). */
#pragma once

struct ec_dd {
  double high, low;
};

/* a + b exactly, where |a| >= |b|. */
static inline struct ec_dd
ec_dd_quick_sum(double a, double b)
{
  double sum = a + b;
  return (struct ec_dd){sum, b - (sum - a)};
}

/* a + b exactly. */
static inline struct ec_dd
ec_dd_sum(double a, double b)
{
  double sum = a + b, t = sum - a;
  return (struct ec_dd){sum, (a - (sum - t)) + (b - t)};
}

/* a * b exactly, as long as it neither overflows beyond 2^996 nor underflows. */
static inline struct ec_dd
ec_dd_product(double a, double b)
{
  double t = 134217729.0 * a, a_high = t - (t - a), a_low = a - a_high;
  double u = 134217729.0 * b, b_high = u - (u - b), b_low = b - b_high;
  double product = a * b;
  double rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
  return (struct ec_dd){product, rest};
}

static inline struct ec_dd
ec_dd_add(struct ec_dd a, struct ec_dd b)
{
  struct ec_dd s = ec_dd_sum(a.high, b.high), t = ec_dd_sum(a.low, b.low);
  s = ec_dd_quick_sum(s.high, s.low + t.high);
  return ec_dd_quick_sum(s.high, s.low + t.low);
}

static inline struct ec_dd
ec_dd_multiply(struct ec_dd a, double b)
{
  struct ec_dd p = ec_dd_product(a.high, b);
  return ec_dd_quick_sum(p.high, p.low + a.low * b);
}
