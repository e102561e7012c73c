/* What the files of the experiment with vectors, matrices and derivatives share. */
#pragma once

#include "run/epoch-run-context-private.h"

/* The eigenvalues of a 2 by 2 matrix, row by row: real ones in falling order, or a pair
 * re ± i im. */
typedef struct {
  gboolean real;
  double first, second; /* real ones */
  double re, im;        /* of a pair that is not */
} EpochEigenvalues;

EpochEigenvalues epoch_algebra_eigenvalues(const double a[4]);

/* A unit eigenvector of a real eigenvalue. */
void epoch_algebra_eigenvector(const double a[4], double value, double vector[2]);

/* One of the functions that can be chosen, with its derivative worked out by hand. */
typedef struct {
  const char *id;
  const char *text;       /* "x³ − 3x" */
  const char *derivative; /* "3x² − 3" */
  double (*f)(double x);
  double (*slope)(double x);
} EpochFunction;

const EpochFunction *epoch_algebra_function(const char *id);

/* The part of the run about derivatives: charts, findings and steps of the calculation, which are
 * appended to @found and to @steps. */
typedef struct _EpochCalculation EpochCalculation;

gboolean epoch_algebra_differentiate(EpochRunContext *context, GPtrArray *found,
                                     EpochCalculation *steps, GError **error);
