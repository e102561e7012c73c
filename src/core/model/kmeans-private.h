/* The steps of k-means. They work on a copy of the rows that lies row by row, with the mean taken
 * off, so that sums of squares keep their digits. */
#pragma once

#include "base/arena.h"
#include "base/random.h"
#include "model/kmeans-nearest.h"
#include "model/kmeans.h"

struct ec_kmeans {
  struct ec_model model;
  struct ec_kmeans_options options; /* `start` is not used */
  struct ec_matrix start;           /* owned; empty without given centres */
  struct ec_arena *arena;           /* owns the result; NULL before the first fit */
  struct ec_kmeans_result result;
};

struct ec_kmeans_rows {
  size_t n, n_features, n_pieces;
  double *values;  /* n by n_features, row by row */
  double *squares; /* n: ||x||² */
  double *mean;    /* n_features: what was taken off */
  double sum_of_squares;
  double variance; /* the mean over the features of their variances */
};

/* Copies the rows of `x` for k centres; to be freed with ec_kmeans_rows_clear(), also on failure.
 * NO_MEMORY, CANCELLED. */
ec_status ec_kmeans_rows_new(const struct ec_matrix *x, size_t k, const struct ec_job *job,
                             struct ec_kmeans_rows *rows, struct ec_error *error);
void ec_kmeans_rows_clear(struct ec_kmeans_rows *rows);

/* How far ||x||² - 2 s may be off by rounding, for a row with these squares. */
static inline double
ec_kmeans_slack(const struct ec_nearest *nearest, double squares)
{
  return 0x1p-51 * (double)(nearest->n_features + 8) * (squares + nearest->largest);
}

/* Chooses k rows as centres, k by n_features row by row, by greedy k-means++. */
ec_status ec_kmeans_start(const struct ec_kmeans_rows *rows, size_t k, struct ec_random *random,
                          const struct ec_job *job, double *centres, struct ec_error *error);

/* What Lloyd's iteration begins with, and ends with; the arrays are the caller's. */
struct ec_kmeans_run {
  size_t k, max_iterations;
  double tolerance;
  double *centres;  /* k by n_features, row by row; moved */
  double *inertias; /* max_iterations */
  size_t n_iterations;
  bool converged;
  struct ec_arena *path_arena; /* NULL where the path is not kept */
  const double **path;         /* where so, max_iterations + 1 sets of centres, as they were */
};

ec_status ec_kmeans_lloyd(const struct ec_kmeans_rows *rows, struct ec_kmeans_run *run,
                          const struct ec_job *job, struct ec_error *error);

/* The nearest centre of each row of `x`, for centres k by D; see ec_kmeans_new(). */
ec_status ec_kmeans_assign(const struct ec_matrix *centres, const struct ec_matrix *x,
                           const struct ec_job *job, double *labels, struct ec_error *error);

/* The functions of the class that are in files of their own. */
ec_status ec_kmeans_fit(struct ec_model *model, const struct ec_data *data,
                        const struct ec_job *job, struct ec_error *error);
ec_status ec_kmeans_predict(const struct ec_model *model, const struct ec_matrix *x,
                            const struct ec_job *job, double *predictions, struct ec_error *error);
ec_status ec_kmeans_transform(const struct ec_model *model, const struct ec_matrix *x,
                              const struct ec_job *job, struct ec_matrix *transformed,
                              struct ec_error *error);
ec_status ec_kmeans_save(const struct ec_model *model, struct ec_record *record,
                         struct ec_error *error);
ec_status ec_kmeans_load(struct ec_model *model, const struct ec_record *record,
                         struct ec_error *error);
size_t ec_kmeans_describe(const struct ec_model *model, char *text, size_t size);
