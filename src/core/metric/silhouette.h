/* How good clusters are, without knowing the truth (silhouette, Calinski-Harabasz, Davies-Bouldin)
 * and against it (adjusted Rand index).
 *
 * `labels` hold one whole number a row of `x`, in any numbering; rows with the same number are one
 * cluster, those with -1 among them (leave noise out first if it should not count as one). All
 * numbers must be finite. EMPTY where there are no rows; VALUE where a label is no whole number,
 * where a value of x is not finite, or where there are not at least 2 clusters and, for the first
 * three, more rows than clusters. NO_MEMORY, CANCELLED. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"

/* The silhouette of each row, s = (b - a) / max(a, b): a is the mean Euclidean distance to the
 * other rows of its cluster, b that to the rows of the nearest other cluster. From -1 to 1; 0 for a
 * row that is alone in its cluster, and where a = b = 0. `values` has one entry a row and may be
 * NULL; `*mean` is their mean. N² D operations.
 * Source: P. Rousseeuw, "Silhouettes", J. Computational and Applied Mathematics 20 (1987). */
ec_status ec_silhouette(const struct ec_matrix *x, const double *labels, const struct ec_job *job,
                        double *values, double *mean, struct ec_error *error);

/* The Calinski-Harabasz score, (between / (k - 1)) / (within / (N - k)) of the sums of squares
 * between and within k clusters; higher is better; 1 where within is 0, as scikit-learn has it.
 * Source: T. Caliński, J. Harabasz, "A dendrite method for cluster analysis", Communications in
 * Statistics 3 (1974). */
ec_status ec_calinski_harabasz(const struct ec_matrix *x, const double *labels, double *score,
                               struct ec_error *error);

/* The Davies-Bouldin score: the mean over clusters i of max_j (s_i + s_j) / d_ij, with s the mean
 * distance of rows to their centre and d the distance of centres; at least 0, lower is better. As
 * in scikit-learn, pairs with d_ij = 0 are passed over, and the score is 0 where all s or all d are.
 * Source: D. Davies, D. Bouldin, "A cluster separation measure", IEEE Trans. PAMI 1 (1979). */
ec_status ec_davies_bouldin(const struct ec_matrix *x, const double *labels, double *score,
                            struct ec_error *error);

/* The adjusted Rand index of two partitions of n rows: 1 where they are the same but for the
 * numbering, about 0 for partitions that have nothing to do with each other. Counts are exact up to
 * 2^32 rows. One cluster, or n clusters, on both sides counts as equal.
 * Source: L. Hubert, P. Arabie, "Comparing partitions", J. Classification 2 (1985). */
ec_status ec_adjusted_rand(const double *a, const double *b, size_t n, double *index,
                           struct ec_error *error);
