/* Vectors in the plane, 2 × 2 matrices and functions of one number, in plain doubles: what week 2
 * lets a learner touch. Nothing here fails; where something has no answer, the function says so. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double x;
  double y;
} EpochVector;

/* (a b)
 * (c d): its columns are where (1, 0) and (0, 1) go. */
typedef struct {
  double a;
  double b;
  double c;
  double d;
} EpochMatrix;

EpochVector epoch_vector_add(EpochVector u, EpochVector v);
EpochVector epoch_vector_scale(EpochVector v, double factor);
/* u · v = u₁v₁ + u₂v₂ */
double epoch_vector_dot(EpochVector u, EpochVector v);
/* |v| = √(v₁² + v₂²), without overflow on the way */
double epoch_vector_length(EpochVector v);
/* The angle between two vectors, 0 … π radians; FALSE where one of them is nought. Computed as
 * atan2(|u × v|, u · v), which stays exact where acos() of nearly 1 does not. */
gboolean epoch_vector_angle(EpochVector u, EpochVector v, double *radians);
/* The projection of u onto v: (u · v / v · v) v; FALSE where v is nought. */
gboolean epoch_vector_project(EpochVector u, EpochVector v, EpochVector *projection);

EpochVector epoch_matrix_apply(EpochMatrix m, EpochVector v);
/* ad − bc: by how much areas grow; below 0 where the plane is turned over. */
double epoch_matrix_determinant(EpochMatrix m);

typedef enum {
  EPOCH_EIGEN_TWO,     /* two real values, each with its direction */
  EPOCH_EIGEN_ONE,     /* one value twice, and one direction */
  EPOCH_EIGEN_EVERY,   /* one value twice, and every direction: m is a multiple of the identity */
  EPOCH_EIGEN_COMPLEX, /* values re ± im·i: every direction is turned */
} EpochEigenKind;

typedef struct {
  EpochEigenKind kind;
  double values[2];       /* the larger first; of EPOCH_EIGEN_COMPLEX the real part and im > 0 */
  EpochVector vectors[2]; /* of length 1, pointing right, or up where upright */
} EpochEigen;

/* The eigenvalues λ² − (a + d)λ + (ad − bc) = 0 and the directions that only grow or shrink. */
EpochEigen epoch_matrix_get_eigen(EpochMatrix m);

typedef enum {
  EPOCH_FUNCTION_SQUARE,      /* x² */
  EPOCH_FUNCTION_CUBIC,       /* x³ − x */
  EPOCH_FUNCTION_SINE,        /* sin x */
  EPOCH_FUNCTION_EXPONENTIAL, /* eˣ */
  EPOCH_FUNCTION_SIGMOID,     /* σ(x) = 1 / (1 + e⁻ˣ) */
} EpochFunction;

#define EPOCH_FUNCTION_N 5

double epoch_function_get_value(EpochFunction function, double x);
/* f′(x), by its formula. */
double epoch_function_get_derivative(EpochFunction function, double x);
/* (f(x + h) − f(x)) / h; h is not 0. */
double epoch_function_get_quotient(EpochFunction function, double x, double h);
/* "x²" and "2x", as they are written. */
const char *epoch_function_get_formula(EpochFunction function);
const char *epoch_function_get_derivative_formula(EpochFunction function);

G_END_DECLS
