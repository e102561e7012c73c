/* Elementary functions of a vector of single-precision numbers. Included by vector-lanes.h for each
 * kind of processor, and by nothing else; hence no #pragma once.
 *
 * NaN goes through all of them by itself: a bound is put on x as MAX(bound, x), which gives x where
 * that is no number.
 *
 * Sources: W. Cody, W. Waite, "Software manual for the elementary functions", 1980, for the
 * reduction; S. Moshier, Cephes, logf.c, for the polynomial of the logarithm; The
 * others are minimax ones, made for here, with coefficients that are single-precision numbers. */

/* (exp(r) - 1 - r) / r for |r| <= ½ ln 2, so that exp(r) - 1 is within 1.4e-8 of itself. */
LANE V
NAME(exp_rest)(V r)
{
  V p = ALL(0x1.6d7228p-10f);
  p = FMA(p, r, ALL(0x1.12267ap-7f));
  p = FMA(p, r, ALL(0x1.5554c8p-5f));
  p = FMA(p, r, ALL(0x1.5554b2p-3f));
  p = FMA(p, r, ALL(0.5f));
  return p * r;
}

/* x = n ln 2 + r; n as a number is returned, and in the low bits of `*count`. |x| is below 2^20. */
LANE V
NAME(reduce)(V x, V *count, V *r)
{
  *count = FMA(x, ALL(0x1.715476p0f), ALL(0x1.8p23f));
  V n = *count - ALL(0x1.8p23f);
  *r = FMA(n, ALL(-0x1.7f7d1cp-20f), FMA(n, ALL(-0x1.62e4p-1f), x));
  return n;
}

/* exp(x), subnormal results included. */
LANE V
NAME(exp_of)(V x)
{
  V count, r;
  x = MIN(ALL(90.0f), MAX(ALL(-105.0f), x));
  V n = NAME(reduce)(x, &count, &r);
  return TIMES_POWER(1.0f + FMA(NAME(exp_rest)(r), r, r), n, count);
}

/* exp(x) for x <= 0, 0 where that is not a normal number. */
LANE V
NAME(exp_below_0)(V x)
{
  V count, r, bounded = MAX(ALL(-88.0f), x);
  V n = NAME(reduce)(bounded, &count, &r);
  V e = TIMES_NORMAL_POWER(1.0f + FMA(NAME(exp_rest)(r), r, r), n, count);
  return IF_LESS(x, ALL(-87.0f), ALL(0.0f), e);
}

/* log(x): x = 2^k m with m from √½ to √2. */
LANE V
NAME(log_of)(V x)
{
  V small = IF_LESS(x, ALL(0x1p-126f), ALL(1.0f), ALL(0.0f));
  V y = IF_LESS(x, ALL(0x1p-126f), x * ALL(0x1p23f), x);
  I k = (I)((U)y - 0x3f3504f3u) >> 23;
  V f = (V)((U)y - ((U)k << 23)) - 1.0f;
  V n = FMA(small, ALL(-23.0f), __builtin_convertvector(k, V)), z = f * f, p;
  p = ALL(7.0376836292e-2f);
  p = FMA(p, f, ALL(-1.1514610310e-1f));
  p = FMA(p, f, ALL(1.1676998740e-1f));
  p = FMA(p, f, ALL(-1.2420140846e-1f));
  p = FMA(p, f, ALL(1.4249322787e-1f));
  p = FMA(p, f, ALL(-1.6668057665e-1f));
  p = FMA(p, f, ALL(2.0000714765e-1f));
  p = FMA(p, f, ALL(-2.4999993993e-1f));
  p = FMA(p, f, ALL(3.3333331174e-1f));
  p = FMA(n, ALL(-2.12194440e-4f), p * (f * z));
  p = f + FMA(z, ALL(-0.5f), p);
  p = FMA(n, ALL(0.693359375f), p);
  p = IF_LESS(x, ALL(INFINITY), p, x);
  V edge = IF_LESS(x, ALL(0.0f), ALL(NAN), IF_LESS(ALL(-1.0f), x, ALL(-INFINITY), x));
  return IF_LESS(ALL(0.0f), x, p, edge);
}

/* tanh(x): x + x³ P(x²) for |x| < 0.6, then (1 - e) / (1 + e) with e = exp(-2 |x|). */
LANE V
NAME(tanh_of)(V x)
{
  V z = x * x, e = NAME(exp_below_0)(-2.0f * ABS(x)), p = ALL(-0x1.828776p-8f);
  p = FMA(p, z, ALL(0x1.54c3c2p-6f));
  p = FMA(p, z, ALL(-0x1.b89abap-5f));
  p = FMA(p, z, ALL(0x1.1109bep-3f));
  p = FMA(p, z, ALL(-0x1.55553ep-2f));
  V near = FMA(p * z, x, x), far = (1.0f - e) / (1.0f + e);
  return WITH_SIGN(IF_LESS(ABS(x), ALL(0.6f), near, far), x);
}

/* 1 / (1 + exp(-x)), from t = exp(-|x|), which neither overflows nor leaves small results without
 * digits; what is lost of t where 1 + t is rounded is put back, to first order. */
LANE V
NAME(sigmoid_of)(V x)
{
  V t = NAME(exp_of)(-ABS(x)), sum = 1.0f + t, lost = t - (sum - 1.0f);
  V y = IF_LESS(x, ALL(0.0f), t, ALL(1.0f)) / sum;
  return FMA(-y, lost, y);
}

/* Φ(x) within 7e-8: ½ + x P(x²) for |x| < 2.25; what lies beyond |x| is a polynomial to 5.5, and
 * nothing after it. Two polynomials are as quick as one quotient, and keep more digits. */
LANE V
NAME(normal)(V x)
{
  V t = ABS(x), z = x * x, s = MIN(ALL(5.5f), t) - 3.875f, near, far;
  near = FMA(z, ALL(-0x1.c61fa0p-27f), ALL(0x1.f655f8p-22f));
  near = FMA(near, z, ALL(-0x1.21360ap-17f));
  near = FMA(near, z, ALL(0x1.db9cb2p-14f));
  near = FMA(near, z, ALL(-0x1.367ddep-10f));
  near = FMA(near, z, ALL(0x1.46be26p-7f));
  near = FMA(near, z, ALL(-0x1.105780p-4f));
  near = FMA(near, z, ALL(0x1.988450p-2f));
  far = FMA(s, ALL(-0x1.6bdaacp-21f), ALL(0x1.47d0e6p-19f));
  far = FMA(far, s, ALL(0x1.e95814p-20f));
  far = FMA(far, s, ALL(-0x1.fd7886p-16f));
  far = FMA(far, s, ALL(0x1.c323e4p-14f));
  far = FMA(far, s, ALL(-0x1.072cd8p-12f));
  far = FMA(far, s, ALL(0x1.bc8e34p-12f));
  far = FMA(far, s, ALL(-0x1.0c720ep-11f));
  far = FMA(far, s, ALL(0x1.bcfb58p-12f));
  far = FMA(far, s, ALL(-0x1.cafb90p-13f));
  far = FMA(far, s, ALL(0x1.bf279ep-15f));
  far = IF_LESS(t, ALL(5.5f), far, ALL(0.0f));
  far = IF_LESS(x, ALL(0.0f), far, 1.0f - far);
  return IF_LESS(t, ALL(2.25f), FMA(x, near, ALL(0.5f)), far);
}

/* The slope of x Φ(x): Φ(x) + x φ(x); x is bounded where φ(x) is 0, so that infinities have one. */
LANE V
NAME(gelu_slope)(V x)
{
  V t = MIN(ALL(20.0f), MAX(ALL(-20.0f), x));
  V e = NAME(exp_below_0)(t * t * ALL(-0.5f));
  return FMA(t * ALL(0x1.988454p-2f), e, NAME(normal)(x));
}
