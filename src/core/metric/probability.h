/* How good probabilities are: whether what is said with 80 % comes true in 80 of 100 cases.
 *
 * Probabilities must be between 0 and 1, and actual classes whole numbers; VALUE names the row
 * otherwise. EMPTY for no rows. Sums are compensated. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"

/* Log loss, the mean over rows of -ln p(actual class). `probabilities` is N by K, and `y` holds
 * classes 0 … K - 1. As in scikit-learn each p is first brought into eps … 1 - eps with
 * eps = 2^-52, so that one certain mistake costs 36 and not infinity, and each row is divided by
 * its sum. SHAPE for fewer than 2 columns. */
ec_status ec_log_loss(const double *y, const struct ec_matrix *probabilities, double *loss,
                      struct ec_error *error);

/* The same for two classes from the probability of class 1 alone, n of each. */
ec_status ec_log_loss_binary(const double *y, const double *p, size_t n, double *loss,
                             struct ec_error *error);

/* One row's part of it: -ln of `p`, clipped as above. */
double ec_log_loss_term(double p);

/* The Brier score of two classes, mean (p - y)²: 0 … 1, and 0.25 for saying ½ always. */
ec_status ec_brier(const double *y, const double *p, size_t n, double *score,
                   struct ec_error *error);

/* Brier's own score for K classes, the mean over rows of sum_k (p_k - [y = k])²: 0 … 2. With two
 * classes it is twice the score above. Source: G. Brier, Monthly Weather Review 78 (1950). */
ec_status ec_brier_multiclass(const double *y, const struct ec_matrix *probabilities, double *score,
                              struct ec_error *error);

enum ec_binning {
  EC_BINNING_UNIFORM,  /* bins of equal width from 0 to 1 */
  EC_BINNING_QUANTILE, /* bins of about equally many rows: the edges are quantiles of p, linearly
                          interpolated as numpy does */
};

/* One bin that has rows. */
struct ec_calibration_bin {
  size_t n_rows;
  double mean_predicted; /* the mean p of its rows: what was promised */
  double share_true;     /* the share of its rows that are of class 1: what was kept */
};

struct ec_calibration {
  size_t n_bins;         /* those with rows, at most as many as were asked for */
  double expected_error; /* ECE: the mean of |share_true - mean_predicted| over rows */
  double maximum_error;  /* the largest of them */
};

/* Sorts rows into `n_bins` bins by their `p`, the probability of class 1, and compares. `bins` has
 * room for n_bins; the first calibration->n_bins are filled, by rising p. A p on an edge belongs
 * to the bin below it. ARGUMENT for n_bins = 0, NO_MEMORY. For K classes give the largest
 * probability of each row as `p` and whether that class was right as `y`.
 * Sources: scikit-learn's calibration_curve; the error is that of M. Naeini, G. Cooper,
 * M. Hauskrecht, AAAI 2015. */
ec_status ec_calibration(const double *y, const double *p, size_t n, size_t n_bins,
                         enum ec_binning binning, struct ec_calibration *calibration,
                         struct ec_calibration_bin *bins, struct ec_error *error);
