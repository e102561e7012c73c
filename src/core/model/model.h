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
struct ec_tree_ensemble;

/* What a model is fitted on; borrowed during the call. */
struct ec_data {
  struct ec_matrix x;       /* N rows by D features, all finite unless the model says otherwise */
  const double *y;          /* N targets; for a classifier the class, 0 … K - 1; NULL where the
                               model learns without a teacher */
  const char *const *names; /* D names of the features, for messages and files; may be NULL */
  size_t n_classes;         /* K, at least 2, where y holds classes; 0 where it holds numbers */
  /* D flags: whether a feature holds the codes 0, 1, … of categories rather than amounts. NULL:
   * none does. Only a model with EC_TRAIT_CATEGORIES heeds them. */
  const bool *categorical;
};

/* What a fitted model does. */
enum ec_task {
  EC_TASK_REGRESSION,     /* predicts a number */
  EC_TASK_CLASSIFICATION, /* predicts a class, 0 … K - 1, with a probability for each */
  EC_TASK_CLUSTERING,     /* predicts a cluster, 0, 1, …; -1 where a row belongs to none */
  EC_TASK_TRANSFORMATION, /* turns a row into another one */
};

/* What a class of models can do; see ec_model_class.traits. */
enum ec_trait {
  EC_TRAIT_REGRESSION = 1 << 0,     /* can learn numbers */
  EC_TRAIT_CLASSIFICATION = 1 << 1, /* can learn classes */
  EC_TRAIT_TEACHERLESS = 1 << 2,    /* needs no targets */
  EC_TRAIT_MISSING = 1 << 3,        /* takes missing values (NaN) as they are */
  EC_TRAIT_CATEGORIES = 1 << 4,     /* takes codes of categories as they are */
  EC_TRAIT_SCALE = 1 << 5,          /* depends on the units of its features: scale them first */
  EC_TRAIT_OWN_CHECK = 1 << 6,      /* looks for values that are not finite by itself */
};

struct ec_model_class {
  const char *name;    /* as it stands in files: "linear", "ridge" */
  unsigned int traits; /* of enum ec_trait */
  /* Makes a model with the default options, for ec_model_load(). */
  ec_status (*create)(struct ec_model **model, struct ec_error *error);
  ec_status (*fit)(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
                   struct ec_error *error);
  ec_status (*predict)(const struct ec_model *model, const struct ec_matrix *x,
                       const struct ec_job *job, double *predictions, struct ec_error *error);
  /* NULL unless it classifies: fills N rows by K columns, each row adding up to 1. */
  ec_status (*predict_probabilities)(const struct ec_model *model, const struct ec_matrix *x,
                                     const struct ec_job *job, struct ec_matrix *probabilities,
                                     struct ec_error *error);
  /* NULL unless it transforms: fills N rows by n_outputs columns. */
  ec_status (*transform)(const struct ec_model *model, const struct ec_matrix *x,
                         const struct ec_job *job, struct ec_matrix *transformed,
                         struct ec_error *error);
  /* NULL unless it is made of trees; see model/tree-ensemble.h. */
  void (*get_trees)(const struct ec_model *model, struct ec_tree_ensemble *ensemble);
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
  enum ec_task task; /* of the last fit or load, set by the class where it is not regression */
  size_t n_classes;  /* of a classifier: K; else 0. Set by the class */
  size_t
      n_outputs; /* of a transformation: the columns of what it makes; else 0. Set by the class */
};

/* Fits the model, or fits it anew. A model that was fitted before keeps its old state where the
 * fit fails. Checked here for every model: that there are rows and features (EMPTY), that all
 * features are finite, or missing where the class has EC_TRAIT_MISSING (VALUE, naming row and
 * feature, both from 1; a class with EC_TRAIT_OWN_CHECK does this itself), that targets are finite and classes whole numbers below n_classes (VALUE),
 * and that the class can learn what it is given (UNSUPPORTED). Errors: these, those of the model,
 * and CANCELLED, NO_MEMORY. */
ec_status ec_model_fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
                       struct ec_error *error);

/* Writes one prediction a row of `x` (as many features as it was fitted with) into `predictions`.
 * NOT_FITTED, SHAPE; a missing value in a row gives NaN for that row unless the model can do
 * better. */
ec_status ec_model_predict(const struct ec_model *model, const struct ec_matrix *x,
                           const struct ec_job *job, double *predictions, struct ec_error *error);

/* Writes the probability of each class for each row of `x` into `probabilities`, N rows by
 * n_classes columns, made by the caller. Each row adds up to 1. Errors as above, and UNSUPPORTED
 * where the model does not classify. */
ec_status ec_model_predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                                         const struct ec_job *job, struct ec_matrix *probabilities,
                                         struct ec_error *error);

/* Writes what the model makes of each row of `x` into `transformed`, N rows by n_outputs columns,
 * made by the caller. Errors as above, and UNSUPPORTED where the model does not transform. */
ec_status ec_model_transform(const struct ec_model *model, const struct ec_matrix *x,
                             const struct ec_job *job, struct ec_matrix *transformed,
                             struct ec_error *error);

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
