/* How much the splits on each feature have lowered the impurity: the importance that comes for free
 * with a tree. It favours features with many values and is measured on the training rows;
 * permutation importance does not have these two faults. */
#pragma once

#include "base/status.h"
#include "model/tree-ensemble.h"

/* Fills `importance` with n_features numbers that add up to 1, or with zeros where no tree has a
 * split that gains. A tree's importance of a feature is the sum of the gains of its splits, made
 * to add up to 1; an ensemble's is the mean over its trees. Of boosting, whose trees are a sum
 * and not an average, gains are added over all trees and then made to add up to 1.
 * Source: Breiman et al. 1984, section 5.3; Breiman 2001; scikit-learn's feature_importances_. */
void ec_importance_impurity(const struct ec_tree_ensemble *ensemble, double *importance);
