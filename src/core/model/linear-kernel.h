/* The loops in which linear models spend their time, over blocks of rows that stay in the cache.
 * Used inside core/model alone.
 *
 * One set of functions for each kind of processor, chosen at run time. On one machine the same
 * arguments always give the same bits; another kind of processor may round differently. Columns are
 * given by pointers, so that a column of ones or a choice of columns is nothing special. */
#pragma once

#include <stddef.h>

struct ec_linear_kernel {
  /* z_k += sum_j w_kj x_j for n rows: d columns, `w` n_outputs by d, z_k at z + k * stride. */
  void (*forward)(size_t n, const double *const *columns, size_t d, const double *w,
                  size_t n_outputs, double *z, size_t stride);
  /* gradient_kj += sum_i r_ki x_ij: r_k at r + k * stride, `gradient` n_outputs by d. */
  void (*backward)(size_t n, const double *const *columns, size_t d, const double *r, size_t stride,
                   size_t n_outputs, double *gradient);
  /* g_jl += sum_i a_ij b_il for l <= j < d, row by row with the given stride. */
  void (*gram)(size_t n, const double *const *a, const double *const *b, size_t d, double *g,
               size_t stride);
  /* scaled_i = x_i * weights_i. */
  void (*scale)(size_t n, const double *x, const double *weights, double *scaled);
  /* For z the log odds and y 0 or 1: returns the sum of the log loss, turns z into p - y, and writes
   * p (1 - p) to `weights` where that is not NULL. Error of p and of each loss: about 1 ulp. */
  double (*logistic)(size_t n, const double *y, double *z, double *weights);
  /* Turns z, the logits of n_classes classes (z_k at z + k * stride), into probabilities, and writes
   * log sum_k exp z_k to `logs`. All have room for n rounded up to a multiple of
   * EC_KERNEL_LANES, filled with numbers. */
  void (*softmax)(size_t n, size_t n_classes, double *z, size_t stride, double *logs);
};

enum { EC_KERNEL_LANES = 8 };

/* The kernel for this processor. */
const struct ec_linear_kernel *ec_linear_kernel_get(void);

/* The kernels that can run here, the plain one first; returns how many, at most 3. For tests. */
size_t ec_linear_kernel_list(const struct ec_linear_kernel *kernels[3]);
