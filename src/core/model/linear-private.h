/* What linear and ridge regression share: everything but their options and their name. */
#pragma once

#include "base/arena.h"
#include "model/linear.h"

struct ec_linear {
  struct ec_model model;
  bool intercept;
  enum ec_rank_policy rank_policy;
  double tolerance;
  double lambda;
  struct ec_arena *arena;            /* owns the result; NULL before the first fit */
  struct ec_least_squares *solution; /* of the last fit, which the result borrows from; or NULL */
  struct ec_linear_result result;
};

/* A model of the given class, all options zero. NULL where memory runs out. */
struct ec_linear *ec_linear_alloc(const struct ec_model_class *model_class);

/* The functions of the class; save() and load() are for the members that both have. */
ec_status ec_linear_fit(struct ec_model *model, const struct ec_data *data,
                        const struct ec_job *job, struct ec_error *error);
ec_status ec_linear_predict(const struct ec_model *model, const struct ec_matrix *x,
                            const struct ec_job *job, double *predictions, struct ec_error *error);
ec_status ec_linear_save(const struct ec_model *model, struct ec_record *record,
                         struct ec_error *error);
ec_status ec_linear_load(struct ec_model *model, const struct ec_record *record,
                         struct ec_error *error);
size_t ec_linear_describe(const struct ec_model *model, char *text, size_t size);
void ec_linear_free(struct ec_model *model);

/* Writes like snprintf() behind the `length` bytes that are there already; returns the new length
 * of the whole, which may be beyond `size`. */
size_t ec_text_append(char *text, size_t size, size_t length, const char *format, ...)
    EC_PRINTF(4, 5);

/* A dependency with the given names, which may be NULL; see ec_linear_describe_dependency(). */
size_t ec_dependency_describe(const struct ec_dependency *dependency, const char *const *names,
                              char *text, size_t size);
