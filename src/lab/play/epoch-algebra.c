#include "config.h"

#include "play/epoch-algebra.h"

#include <math.h>

/* Below this share of the size of its terms a difference is rounding, and taken for nought. */
#define NOUGHT 1e-12

EpochVector
epoch_vector_add(EpochVector u, EpochVector v)
{
  return (EpochVector){u.x + v.x, u.y + v.y};
}

EpochVector
epoch_vector_scale(EpochVector v, double factor)
{
  return (EpochVector){v.x * factor, v.y * factor};
}

double
epoch_vector_dot(EpochVector u, EpochVector v)
{
  return u.x * v.x + u.y * v.y;
}

double
epoch_vector_length(EpochVector v)
{
  return hypot(v.x, v.y);
}

static gboolean
is_nought(EpochVector v)
{
  return v.x == 0 && v.y == 0;
}

gboolean
epoch_vector_angle(EpochVector u, EpochVector v, double *radians)
{
  if (is_nought(u) || is_nought(v)) {
    return FALSE;
  }
  *radians = atan2(fabs(u.x * v.y - u.y * v.x), epoch_vector_dot(u, v));
  return TRUE;
}

gboolean
epoch_vector_project(EpochVector u, EpochVector v, EpochVector *projection)
{
  double length = epoch_vector_length(v);
  EpochVector unit;

  if (length == 0) {
    return FALSE;
  }
  unit = (EpochVector){v.x / length, v.y / length};
  *projection = epoch_vector_scale(unit, epoch_vector_dot(u, unit));
  return TRUE;
}

EpochVector
epoch_matrix_apply(EpochMatrix m, EpochVector v)
{
  return (EpochVector){m.a * v.x + m.b * v.y, m.c * v.x + m.d * v.y};
}

double
epoch_matrix_determinant(EpochMatrix m)
{
  return m.a * m.d - m.b * m.c;
}

/* A direction that m only stretches by value: at right angles to a row of m − value·1, the longer
 * of the two, as the other one may be nought. */
static EpochVector
find_direction(EpochMatrix m, double value)
{
  EpochVector first = {m.a - value, m.b};
  EpochVector second = {m.c, m.d - value};
  EpochVector row = epoch_vector_length(first) >= epoch_vector_length(second) ? first : second;
  double length = epoch_vector_length(row);
  EpochVector direction = {-row.y / length, row.x / length};

  if (direction.x < 0 || (direction.x == 0 && direction.y < 0)) {
    direction = epoch_vector_scale(direction, -1);
  }
  /* Adding nought turns −0 into 0, which is what is shown. */
  return epoch_vector_add(direction, (EpochVector){0, 0});
}

EpochEigen
epoch_matrix_get_eigen(EpochMatrix m)
{
  /* λ = mean ± √(half² + bc), where half is half of a − d: no cancelling of (a + d)² with 4 det. */
  double mean = (m.a + m.d) / 2;
  double half = (m.a - m.d) / 2;
  double inside = half * half + m.b * m.c;
  double size = half * half + fabs(m.b * m.c);
  EpochEigen eigen = {.values = {mean, mean}};

  if (m.b == 0 && m.c == 0 && half == 0) {
    eigen.kind = EPOCH_EIGEN_EVERY;
    eigen.vectors[0] = (EpochVector){1, 0};
    eigen.vectors[1] = (EpochVector){0, 1};
  } else if (fabs(inside) <= NOUGHT * size) {
    eigen.kind = EPOCH_EIGEN_ONE;
    eigen.vectors[0] = eigen.vectors[1] = find_direction(m, mean);
  } else if (inside < 0) {
    eigen.kind = EPOCH_EIGEN_COMPLEX;
    eigen.values[1] = sqrt(-inside);
  } else {
    eigen.kind = EPOCH_EIGEN_TWO;
    eigen.values[0] = mean + sqrt(inside);
    eigen.values[1] = mean - sqrt(inside);
    eigen.vectors[0] = find_direction(m, eigen.values[0]);
    eigen.vectors[1] = find_direction(m, eigen.values[1]);
  }
  return eigen;
}

static double
sigmoid(double x)
{
  /* Either way the exponential is of a number below nought, and can not overflow. */
  double small = exp(-fabs(x));

  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

double
epoch_function_get_value(EpochFunction function, double x)
{
  switch (function) {
  case EPOCH_FUNCTION_SQUARE:
    return x * x;
  case EPOCH_FUNCTION_CUBIC:
    return x * x * x - x;
  case EPOCH_FUNCTION_SINE:
    return sin(x);
  case EPOCH_FUNCTION_EXPONENTIAL:
    return exp(x);
  case EPOCH_FUNCTION_SIGMOID:
    return sigmoid(x);
  }
  g_assert_not_reached();
}

double
epoch_function_get_derivative(EpochFunction function, double x)
{
  switch (function) {
  case EPOCH_FUNCTION_SQUARE:
    return 2 * x;
  case EPOCH_FUNCTION_CUBIC:
    return 3 * x * x - 1;
  case EPOCH_FUNCTION_SINE:
    return cos(x);
  case EPOCH_FUNCTION_EXPONENTIAL:
    return exp(x);
  case EPOCH_FUNCTION_SIGMOID:
    return sigmoid(x) * sigmoid(-x);
  }
  g_assert_not_reached();
}

double
epoch_function_get_quotient(EpochFunction function, double x, double h)
{
  return (epoch_function_get_value(function, x + h) - epoch_function_get_value(function, x)) / h;
}

const char *
epoch_function_get_formula(EpochFunction function)
{
  static const char *const formulas[EPOCH_FUNCTION_N] = {"x²", "x³ − x", "sin x", "eˣ",
                                                         "1 / (1 + e⁻ˣ)"};

  g_return_val_if_fail((guint)function < EPOCH_FUNCTION_N, NULL);
  return formulas[function];
}

const char *
epoch_function_get_derivative_formula(EpochFunction function)
{
  static const char *const formulas[EPOCH_FUNCTION_N] = {"2x", "3x² − 1", "cos x", "eˣ",
                                                         "σ(x) · (1 − σ(x))"};

  g_return_val_if_fail((guint)function < EPOCH_FUNCTION_N, NULL);
  return formulas[function];
}
