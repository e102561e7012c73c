/* What the parts of gradient descent share. Weights are those of the features, then the intercept
 * where there is one, as a column of ones. */
#pragma once

#include "base/random.h"
#include "model/descent.h"
#include "model/linear-kernel.h"
#include "model/linear-private.h"

struct ec_descent {
  struct ec_linear linear; /* its arena owns all results */
  struct ec_descent_options options;
  double *start; /* a copy of options.start, or NULL */
  struct ec_descent_result result;
  bool known; /* whether `result` is, which it is not after loading */
};

/* The rows, and the buffers for passes over them. */
struct ec_descent_rows {
  const struct ec_matrix *x;
  const double *y;
  size_t n, d; /* d: weights */
  bool intercept, logistic;
  const struct ec_job *job;
  const struct ec_linear_kernel *kernel;
  size_t n_pieces;
  double *partials, *scratch, *ones;
  const double **columns;
  double *gathered; /* a batch of rows in an order of their own: d columns, then y; or NULL */
};

/* Prepares the passes. `rows` has all members down to `job` set. NO_MEMORY. */
ec_status ec_descent_rows_init(struct ec_descent_rows *rows, bool with_batches,
                               struct ec_error *error);
void ec_descent_rows_clear(struct ec_descent_rows *rows);

/* The loss over all rows and its gradient (d). CANCELLED. */
ec_status ec_descent_pass(struct ec_descent_rows *rows, const double *w, double *loss,
                          double *gradient, struct ec_error *error);

/* The gradient of the loss over a batch: the rows whose places are given. */
void ec_descent_batch(struct ec_descent_rows *rows, const double *w, const size_t *batch,
                      size_t n_batch, double *gradient);

/* The largest eigenvalue of AᵀA/n, and that over the smallest that is not zero; NaN for more than
 * 512 weights. CANCELLED, NO_MEMORY. */
ec_status ec_descent_spectrum(struct ec_descent_rows *rows, double *largest, double *condition,
                              struct ec_error *error);

/* The rest of the class; descent-file.c. */
ec_status ec_descent_predict(const struct ec_model *model, const struct ec_matrix *x,
                             const struct ec_job *job, double *predictions, struct ec_error *error);
ec_status ec_descent_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                           const struct ec_job *job,
                                           struct ec_matrix *probabilities, struct ec_error *error);
ec_status ec_descent_save(const struct ec_model *model, struct ec_record *record,
                          struct ec_error *error);
ec_status ec_descent_load(struct ec_model *model, const struct ec_record *record,
                          struct ec_error *error);
size_t ec_descent_describe(const struct ec_model *model, char *text, size_t size);
