/* What the parts of logistic regression share.
 *
 * Weights stand in one array of n_outputs rows; a row has one number a feature, and then the
 * intercept where there is one: a column of ones that is not penalised. All objectives are divided
 * by the number of rows. */
#pragma once

#include "base/arena.h"
#include "model/linear-kernel.h"
#include "model/logistic.h"

struct ec_logistic {
  struct ec_model model;
  struct ec_logistic_options options;
  struct ec_arena *arena; /* owns the result; NULL before the first fit */
  struct ec_logistic_result result;
};

/* The rows, and the buffers for passes over them. */
struct ec_logistic_problem {
  const struct ec_matrix *x;
  const double *y; /* with one output 0 or 1, else the output of the row's class */
  size_t n, n_features, d, n_outputs; /* d: n_features, and 1 with an intercept */
  bool intercept;
  double l1, l2; /* λ: the penalty is l1 ||w||₁ + l2/2 ||w||² */
  const struct ec_job *job;
  const struct ec_linear_kernel *kernel;
  size_t block_rows, n_pieces;
  double *partials; /* a loss and a gradient for each piece */
  size_t partial_size;
  double *scratch; /* for each worker: logits, logs */
  size_t scratch_size;
  const double **columns; /* for each worker: d pointers */
  double *ones;           /* at least EC_HESSIAN_CHUNK of them, and block_rows */
};

enum { EC_HESSIAN_CHUNK = 256 }; /* rows that the Hessian takes at a time */

/* Prepares the passes. `problem` has all members down to `job` set. NO_MEMORY. */
ec_status ec_logistic_problem_init(struct ec_logistic_problem *problem, struct ec_error *error);
void ec_logistic_problem_clear(struct ec_logistic_problem *problem);

/* The mean log loss and its gradient, without any penalty. */
ec_status ec_logistic_log_loss(const struct ec_logistic_problem *problem, const double *w,
                               double *loss, double *gradient, struct ec_error *error);

/* Adds l2/2 ||w||² and its gradient. */
void ec_logistic_add_l2(const struct ec_logistic_problem *problem, const double *w, double *loss,
                        double *gradient);

/* By how much a step moves rows towards their class and away from it: the least and the largest
 * over the rows of (logit of the row's class - the largest other one) of X times the step. */
ec_status ec_logistic_margins(const struct ec_logistic_problem *problem, const double *step,
                              double *least, double *most, struct ec_error *error);

/* Which blocks of the Hessian of the mean log loss are computed. */
enum ec_hessian_blocks {
  EC_HESSIAN_DIAGONAL, /* the diagonal of each output's own block */
  EC_HESSIAN_OWN,      /* each output with itself */
  EC_HESSIAN_ALL,      /* each output with each: K (K + 1) / 2 blocks (0,0) (1,0) (1,1) (2,0) … */
};

/* Fills `hessian` with the blocks, over the c columns of which the places stand in `columns` (d for
 * all of them where that is NULL): each c by c, row by row, the lower triangle; of a diagonal c
 * numbers. Only about n_sample rows are looked at, evenly spread over all. */
ec_status ec_logistic_hessian(const struct ec_logistic_problem *problem, const double *w,
                              const size_t *columns, size_t n_columns,
                              enum ec_hessian_blocks blocks, size_t n_sample, double *hessian,
                              struct ec_error *error);

/* What a fit leaves behind; `w` is the caller's. */
struct ec_logistic_solution {
  double *w;
  size_t n_iterations;
  enum ec_logistic_outcome outcome;
  double loss, gradient;
  bool finite; /* false where the rows are not, or are too large; then nothing else counts */
};

/* Told each iterate. */
typedef ec_status (*ec_logistic_step_func)(void *data, size_t iteration, double loss, bool *enough,
                                           struct ec_error *error);

/* Minimise the objective from solution->w on, without and with an L1 part. */
ec_status ec_logistic_fit_smooth(const struct ec_logistic_problem *problem,
                                 const struct ec_logistic_options *options,
                                 ec_logistic_step_func step, void *step_data,
                                 struct ec_logistic_solution *solution, struct ec_error *error);
ec_status ec_logistic_fit_sparse(const struct ec_logistic_problem *problem,
                                 const struct ec_logistic_options *options,
                                 ec_logistic_step_func step, void *step_data,
                                 struct ec_logistic_solution *solution, struct ec_error *error);

/* The rest of the class; logistic-predict.c and logistic-file.c. */
ec_status ec_logistic_predict(const struct ec_model *model, const struct ec_matrix *x,
                              const struct ec_job *job, double *predictions,
                              struct ec_error *error);
ec_status ec_logistic_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                            const struct ec_job *job,
                                            struct ec_matrix *probabilities,
                                            struct ec_error *error);
ec_status ec_logistic_save(const struct ec_model *model, struct ec_record *record,
                           struct ec_error *error);
ec_status ec_logistic_load(struct ec_model *model, const struct ec_record *record,
                           struct ec_error *error);
size_t ec_logistic_describe(const struct ec_model *model, char *text, size_t size);
