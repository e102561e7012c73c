/* The small table of functions behind which every model stands: fit, predict, save, load, describe.
 *
 * A model begins with a struct ec_model, so that a pointer to it is a pointer to the model. It is
 * made by its own constructor (ec_linear_new(), …), which takes its own options; from there on it
 * is used through the functions below, whatever it is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "io/record.h"
#include "linalg/matrix.h"

struct ec_model;

/* What a supervised model is fitted on; borrowed during the call. */
struct ec_data {
  struct ec_matrix x;       /* N rows by D features, all finite unless the model says otherwise */
  const double *y;          /* N targets; for a classifier the class, 0 … K - 1 */
  const char *const *names; /* D names of the features, for messages and files; may be NULL */
};

struct ec_model_class {
  const char *name; /* as it stands in files: "linear", "ridge" */
  ec_status (*fit)(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
                   struct ec_error *error);
  ec_status (*predict)(const struct ec_model *model, const struct ec_matrix *x,
                       const struct ec_job *job, double *predictions, struct ec_error *error);
  ec_status (*save)(const struct ec_model *model, struct ec_record *record, struct ec_error *error);
  ec_status (*load)(struct ec_model *model, const struct ec_record *record, struct ec_error *error);
  size_t (*describe)(const struct ec_model *model, char *text, size_t size);
  void (*free)(struct ec_model *model);
};

struct ec_model {
  const struct ec_model_class *model_class;
  size_t n_features; /* of the last fit or load */
  char **names;      /* n_features names, owned; NULL where the data had none */
  bool fitted;       /* whether predict and save may be called */
};

/* Fits the model, or fits it anew. A model that was fitted before keeps its old state where the
 * fit fails. Errors: those of the model, and SHAPE, CANCELLED, NO_MEMORY. */
ec_status ec_model_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
                       struct ec_error *error);

/* Writes one prediction a row of `x` (as many features as it was fitted with) into `predictions`.
 * NOT_FITTED, SHAPE; a missing value in a row gives NaN for that row unless the model can do
 * better. */
ec_status ec_model_predict(const struct ec_model *model, const struct ec_matrix *x,
                           const struct ec_job *job, double *predictions, struct ec_error *error);

/* Adds all that is needed to predict to `record`: first "model", the name of the class. */
ec_status ec_model_save(const struct ec_model *model, struct ec_record *record,
                        struct ec_error *error);

/* Makes a model of any class from what ec_model_save() wrote. UNSUPPORTED where the class is not
 * known; else the errors of the record: NOT_FOUND, SHAPE, VALUE, naming the member. */
ec_status ec_model_load(const struct ec_record *record, struct ec_model **model,
                        struct ec_error *error);

/* Writes a description for people in English, a few lines, at most `size` bytes with the final
 * NUL, into `text`; returns the length that the whole has, as snprintf() does. */
size_t ec_model_describe(const struct ec_model *model, char *text, size_t size);

/* Frees the model; NULL is allowed. */
void ec_model_free(struct ec_model *model);
