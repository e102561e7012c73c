/* The steps of principal component analysis. */
#pragma once

#include "base/arena.h"
#include "model/pca.h"

struct ec_pca {
  struct ec_model model;
  struct ec_pca_options options;
  struct ec_arena *arena; /* owns the result; NULL before the first fit */
  struct ec_pca_result result;
};

/* What a solver is given, and what it fills: n_found components and their singular values. */
struct ec_pca_problem {
  const struct ec_pca_options *options;
  const struct ec_matrix *x;
  const double *means;
  double total;                /* the sum of the squares of x - means */
  size_t n_wanted;             /* components; so many that the share is sure to be among them */
  struct ec_matrix components; /* D by n_wanted */
  double *singular;            /* n_wanted, descending */
};

ec_status ec_pca_solve_full(struct ec_pca_problem *problem, const struct ec_job *job,
                            struct ec_error *error);
ec_status ec_pca_solve_randomised(struct ec_pca_problem *problem, const struct ec_job *job,
                                  struct ec_error *error);

ec_status ec_pca_save(const struct ec_model *model, struct ec_record *record,
                      struct ec_error *error);
ec_status ec_pca_load(struct ec_model *model, const struct ec_record *record,
                      struct ec_error *error);
size_t ec_pca_describe(const struct ec_model *model, char *text, size_t size);
