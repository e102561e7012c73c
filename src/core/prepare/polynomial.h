/* Polynomial features: products of features up to a degree, so that a linear model can bend.
 *
 * From a, b and degree 2 come a, b, a², a b, b²: first by degree, then as scikit-learn's
 * PolynomialFeatures(include_bias=False) orders them. Names are "a", "b", "a^2", "a b", "b^2". The
 * constant 1 is not among them: that is the intercept of the model. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

struct ec_polynomial;

struct ec_polynomial_options {
  unsigned degree;       /* at least 1, which changes nothing */
  bool interaction_only; /* no feature more than once in a product: a b, but not a² */
  size_t max_features;   /* more would come out: LIMIT */
};

#define EC_POLYNOMIAL_OPTIONS_INIT                                                                 \
  {                                                                                                \
    2, false, 5000                                                                                 \
  }

/* Prepares the products of `n_features` features. `names` may be NULL: then they are x0, x1, ….
 * All is copied. ARGUMENT for degree 0, EMPTY for no features, LIMIT, NO_MEMORY. */
ec_status ec_polynomial_new(size_t n_features, const char *const *names,
                            const struct ec_polynomial_options *options,
                            struct ec_polynomial **polynomial, struct ec_error *error);
void ec_polynomial_free(struct ec_polynomial *polynomial);

/* What comes out: how many features, their names, and the power of an input in one of them. */
size_t ec_polynomial_n_outputs(const struct ec_polynomial *polynomial);
const char *const *ec_polynomial_get_names(const struct ec_polynomial *polynomial);
unsigned ec_polynomial_get_power(const struct ec_polynomial *polynomial, size_t output,
                                 size_t feature);

/* Makes a new matrix, rows by outputs; a missing factor makes a missing product. SHAPE where the
 * number of columns is another, VALUE where a product of finite factors is beyond all
 * doubles (scale the features first), NO_MEMORY. ec_matrix_clear() frees the matrix. */
ec_status ec_polynomial_apply(const struct ec_polynomial *polynomial, const struct ec_matrix *x,
                              struct ec_matrix *products, struct ec_error *error);
