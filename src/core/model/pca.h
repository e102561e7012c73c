/* Principal component analysis: the directions in which rows differ most.
 *
 * With the means taken off, X = U diag(σ) Vᵀ; the rows of Vᵀ are the components, and
 * σ_j² / (N - 1) is the variance along component j. Features should be on one scale unless their
 * units are the same. Each component has the sign that makes its largest entry (the first of
 * equals, by magnitude) positive.
 *
 * EC_PCA_FULL takes the eigenvectors of XᵀX (or of XXᵀ where there are more features than rows) as
 * long as the wanted variances are large enough against the largest one to have at least 7 digits,
 * and else the singular values of X itself. EC_PCA_RANDOMISED multiplies X with random directions,
 * a few times over, and analyses what that spans; good for few components of large data.
 *
 * Sources: K. Pearson, Philosophical Magazine 2 (1901); N. Halko, P. Martinsson, J. Tropp, "Finding
 * structure with randomness", SIAM Review 53 (2011), algorithms 4.4 and 5.1; the noise variance
 * by M. Tipping, C. Bishop, "Probabilistic principal component analysis", J. R. Stat. Soc. B 61
 * (1999). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

extern const struct ec_model_class ec_pca_class;

enum ec_pca_solver {
  EC_PCA_FULL,
  EC_PCA_RANDOMISED,
};

struct ec_pca_options {
  size_t n_components; /* at most min(N, D); 0: as many as that, or as `share` asks for */
  /* Where in (0, 1) and n_components is 0: the fewest components that together explain more than
   * this share of the variance. EC_PCA_FULL alone. */
  double share;
  enum ec_pca_solver solver;
  bool whiten;         /* whether transform() divides by the deviations, so that all become 1 */
  size_t oversampling; /* EC_PCA_RANDOMISED: so many more directions than components */
  size_t n_powers;     /* EC_PCA_RANDOMISED: so many power iterations; 0 is allowed */
  uint64_t seed;       /* EC_PCA_RANDOMISED */
};

#define EC_PCA_OPTIONS_INIT                                                                        \
  {                                                                                                \
    0, 0.0, EC_PCA_FULL, false, 10, 5, 0                                                           \
  }

/* What a fit found, owned by the model and valid until its next fit. */
struct ec_pca_result {
  size_t n_rows, n_components, n_features;
  struct ec_matrix components; /* D by n_components: a component is a column, of length 1 */
  const double *means;         /* D */
  const double *variances;     /* n_components, descending: σ_j² / (N - 1) */
  const double *shares;        /* n_components: of the total variance; 0 where that is 0 */
  const double *singular;      /* n_components: σ_j */
  double total_variance;       /* the sum of the variances of the features */
  double noise_variance;       /* the mean of the variances of the components left out, or 0 */
};

/* A model that is still to be fitted; owned by the caller. `options` may be NULL. Fitting needs no
 * targets, and at least 2 rows. ec_model_transform() gives the n_components coordinates of a row
 * (NaN where a value is missing); ec_model_predict() is UNSUPPORTED. ARGUMENT. */
ec_status ec_pca_new(const struct ec_pca_options *options, struct ec_model **model,
                     struct ec_error *error);

/* The result of a fitted model; NULL before that, and for models of another class. */
const struct ec_pca_result *ec_pca_get_result(const struct ec_model *model);

/* The rows (N by D, in `x`, made by the caller) that belong to the coordinates in `transformed` (N
 * by n_components): of a row that was transformed, its nearest point in the space that the
 * components span. NOT_FITTED, SHAPE, UNSUPPORTED for other classes, NO_MEMORY, CANCELLED. */
ec_status ec_pca_inverse_transform(const struct ec_model *model,
                                   const struct ec_matrix *transformed, const struct ec_job *job,
                                   struct ec_matrix *x, struct ec_error *error);
