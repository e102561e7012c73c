/* What the files of the experiment on bias and variance share. */
#pragma once

#include "base/random.h"
#include "run/epoch-run-context-private.h"

#define BIAS_MAX_DEGREE 15
#define BIAS_N_TERMS (BIAS_MAX_DEGREE + 1)

/* So many places at which curves are compared where the truth is a function. */
#define BIAS_N_PLACES 101

/* The share of real rows that curves are measured on. */
#define BIAS_TEST_SHARE 0.3

/* One training set, brought into the form in which each degree is read off it: R and Qᵀy of the
 * matrix of orthogonal polynomials. */
typedef struct {
  double r[BIAS_N_TERMS][BIAS_N_TERMS];
  double qty[BIAS_N_TERMS];
  double total; /* sum of y² */
  gsize n;
} BiasSet;

/* The errors of one degree, mean over all places and training sets. */
typedef struct {
  double bias;     /* squared; of a real column with the noise, which can not be told from it */
  double variance; /* of the fits around their mean */
  double test;     /* squared error on values that no fit has seen */
  double test_sd;  /* of the training sets' own test errors */
  double train;    /* squared error on the rows that were fitted */
  double train_sd;
} BiasErrors;

typedef struct {
  EpochRunContext *context;
  EpochDataset *dataset; /* (nullable): the card of the column */
  gboolean real;         /* whether the data are a column, of which the truth is not known */
  const char *shape;     /* of the truth */
  double noise;          /* standard deviation */
  gsize n_train;
  gsize n_sets;
  gsize degree; /* whose curves are drawn */
  struct ec_random random;
  /* Where fits are compared: of a function places at even distances, of a column its test rows. */
  gsize n_places;
  double *places;   /* from −1 to 1 */
  double *truth;    /* of a function its value; of a column what stands in the row */
  double low, high; /* what −1 and 1 are in the units of the column */
  gsize n_pool;     /* rows of a column that training sets are drawn from */
  double *pool_x, *pool_y;
  const char *x_label, *y_label, *y_unit, *x_unit;
  BiasSet *sets;                   /* n_sets */
  gsize n_done;                    /* of them, where it was stopped */
  BiasErrors errors[BIAS_N_TERMS]; /* by degree, from 1 */
  double sampling; /* standard error of the difference of the chosen degree's error and its parts */
  double noise_part; /* the noise's variance; 0 where it is not known */
  GPtrArray *found;
} BiasVariance;

/* The value of the true function, x from −1 to 1. */
double bias_truth(const BiasVariance *self, double x);

/* The columns of a polynomial at x: Legendre's polynomials, which are orthogonal on [−1, 1], so
 * that degree 15 is as easily solved for as degree 1. */
void bias_fill_terms(double x, double *terms);

/* Cuts n real rows in two as the seed has it: room for n each; gives how many are in @test. */
gboolean bias_split_rows(const struct ec_random *root, gsize n, size_t *train, size_t *test,
                         gsize *n_test, GError **error);

/* Reads the column or prepares the function. */
gboolean bias_prepare(BiasVariance *self, GError **error);
void bias_clear(BiasVariance *self);

/* Draws training set number @set with @n rows. */
void bias_draw(const BiasVariance *self, gsize set, gsize n, double *x, double *y);

/* Factors a training set. */
gboolean bias_factor(const double *x, const double *y, gsize n, BiasSet *set, GError **error);

/* The coefficients of a polynomial of that degree with the least squared error; with a penalty on
 * all but the constant, with the least sum of both. */
void bias_solve(const BiasSet *set, gsize degree, double penalty, double *coefficients);

double bias_evaluate(const double *coefficients, gsize degree, double x);

/* The mean squared error on the rows that a set was made of. */
double bias_train_error(const BiasSet *set, gsize degree, const double *coefficients);

/* The errors of a degree over all training sets that are done. @sampling (nullable): the standard
 * error of how far the parts may add up to something else than the test error. */
void bias_measure(const BiasVariance *self, gsize degree, double penalty, BiasErrors *errors,
                  double *sampling);

gboolean bias_write_charts(BiasVariance *self, GError **error);
