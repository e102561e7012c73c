/* What each feature has contributed to what trees say of a row: exact Shapley values.
 *
 * What an ensemble expects when only the features in a set S are known is defined by the way
 * down: at a question about a known feature a row goes as it does, at one about an unknown feature
 * it goes both ways, by the shares of the training rows (cover). The contribution of feature j is
 * the Shapley value of that game, so that
 *
 *     base value + sum of contributions = the ensemble's output for the row.
 *
 * Each leaf's share of the game is a product over the features on its way, so its multilinear
 * extension along the diagonal is a polynomial, and the Shapley value is the integral of its
 * derivative (Owen); Gauss-Legendre quadrature of half the degree gives that integral exactly.
 * Sums are made once a node on the way up, so a row costs O(nodes * depth) in place of O(leaves *
 * depth²), and nothing cancels however deep the tree.
 *
 * Sources: S. Lundberg, G. Erion, S. Lee, "Consistent individualized feature attribution for tree
 * ensembles", 2018, section 3 (the same values as its algorithm 2, path dependent); S. Lundberg
 * et al., Nature Machine Intelligence 2 (2020); G. Owen, "Multilinear extensions of games",
 * Management Science 18 (1972). */
#pragma once

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"
#include "model/tree-ensemble.h"

/* Fills `contributions`, N rows by D features, made by the caller, with what each feature adds to
 * output `output` of each row of `x` (N by D, missing values and codes as the trees take them),
 * and `*base` with what the ensemble says where nothing is known. Rows are done in parallel, with
 * the same bits for any number of threads. `outputs` are as tree-ensemble.h says: probabilities of
 * a tree or forest, log odds of boosting. SHAPE, ARGUMENT where there is no such output;
 * CANCELLED, NO_MEMORY. */
ec_status ec_tree_shap(const struct ec_tree_ensemble *ensemble, const struct ec_matrix *x,
                       size_t output, const struct ec_job *job, struct ec_matrix *contributions,
                       double *base, struct ec_error *error);

/* How much each feature matters over all rows: `importance` gets D numbers, the mean of the
 * absolute contributions (N by D, as above); 0 where there are no rows. */
void ec_tree_shap_importance(const struct ec_matrix *contributions, double *importance);
