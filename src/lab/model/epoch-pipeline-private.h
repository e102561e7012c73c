/* From a table to a fitted model and its predictions: text becomes columns of 0 and 1 or codes,
 * gaps are filled, products of columns made, columns scaled; then the model learns; and on the way
 * back classes get their names and coefficients the units of the table.
 *
 * Everything is learnt from the training rows, and from them alone. A pipeline is written as
 * "model.json" and read back, and then predicts the same bits. */
#pragma once

#include <glib.h>

#include "base/job.h"
#include "linalg/matrix.h"
#include "model/epoch-recipe-private.h"
#include "model/epoch-target-private.h"
#include "model/model.h"
#include "table/table.h"

G_BEGIN_DECLS

typedef struct _EpochPipeline EpochPipeline;

/**
 * epoch_pipeline_fit:
 * @recipe: which model, and how the columns are prepared
 * @train: the training rows
 * @columns: which of its columns are features
 * @target: (nullable): what to predict, one value a row of @train, none missing; %NULL for a
 *   model that needs none
 * @job: (nullable): progress, cancelling, threads
 * @place: (nullable): what errors call the table, such as a file name
 * @error: where to put an error
 *
 * Returns: (transfer full) (nullable): the fitted pipeline
 */
EpochPipeline *epoch_pipeline_fit(const EpochRecipe *recipe, const struct ec_table *train,
                                  const size_t *columns, gsize n_columns, const EpochTarget *target,
                                  const struct ec_job *job, const char *place, GError **error);

void epoch_pipeline_free(EpochPipeline *self);

/* What it is. */
const EpochModelKind *epoch_pipeline_get_kind(const EpochPipeline *self);
EpochTask epoch_pipeline_get_task(const EpochPipeline *self);
/* The name of the target; empty where there is none. */
const char *epoch_pipeline_get_target(const EpochPipeline *self);
/* The classes by name, %NULL-terminated, in the order of codes and of probabilities; none where
 * it does not classify. */
gsize epoch_pipeline_n_classes(const EpochPipeline *self);
const char *const *epoch_pipeline_get_classes(const EpochPipeline *self);
/* How many columns a transformation makes. */
gsize epoch_pipeline_n_outputs(const EpochPipeline *self);
/* The columns of a table that it looks at, by name, %NULL-terminated. */
const char *const *epoch_pipeline_get_columns(const EpochPipeline *self);
/* (nullable): the texts that a column of text had in training rows, %NULL-terminated; %NULL of a
 * column of numbers. */
const char *const *epoch_pipeline_get_levels(const EpochPipeline *self, gsize column);
/* (transfer none): the fitted model of the core, which works on what epoch_pipeline_prepare()
 * makes: for TreeSHAP, drawings of trees, k-means' centres, out-of-bag scores. */
const struct ec_model *epoch_pipeline_get_model(const EpochPipeline *self);

/**
 * epoch_pipeline_predict:
 * @table: rows with columns of the same names, in any order, and maybe others
 * @predictions: room for one a row: the amount, the class's code, or the cluster (-1: none)
 *
 * Returns: whether that went well; else @error says what is wrong with the table, and where
 */
gboolean epoch_pipeline_predict(const EpochPipeline *self, const struct ec_table *table,
                                const struct ec_job *job, const char *place, double *predictions,
                                GError **error);

/* The same for probabilities: makes @probabilities, rows by classes, for ec_matrix_clear(). */
gboolean epoch_pipeline_predict_probabilities(const EpochPipeline *self,
                                              const struct ec_table *table,
                                              const struct ec_job *job, const char *place,
                                              struct ec_matrix *probabilities, GError **error);

/* And for what a transformation makes of the rows. */
gboolean epoch_pipeline_transform(const EpochPipeline *self, const struct ec_table *table,
                                  const struct ec_job *job, const char *place,
                                  struct ec_matrix *transformed, GError **error);

/* Makes the matrix that the model sees of a table, rows by features: encoded, filled, multiplied
 * out and scaled. ec_matrix_clear() frees it. */
gboolean epoch_pipeline_prepare(const EpochPipeline *self, const struct ec_table *table,
                                const char *place, struct ec_matrix *x, GError **error);

/* The same steps after a matrix was made, for what is computed row by row (permutation importance,
 * LIME, decision boundaries): predictions of prepared rows. */
gboolean epoch_pipeline_predict_matrix(const EpochPipeline *self, const struct ec_matrix *x,
                                       const struct ec_job *job, double *predictions,
                                       GError **error);
gboolean epoch_pipeline_predict_matrix_probabilities(const EpochPipeline *self,
                                                     const struct ec_matrix *x,
                                                     const struct ec_job *job,
                                                     struct ec_matrix *probabilities,
                                                     GError **error);

/* One feature that the model sees: a column of numbers, one category of a column
 * ("style=One_Story"), a column of codes, or a product of such ("rm lstat", "rm^2"). */
typedef struct {
  const char *name;
  const char *category; /* (nullable): of one category of a column: that one, the end of the name.
                           Either part may hold an equals sign of its own */
  size_t source;        /* which of the columns given to epoch_pipeline_fit(); of a product the
                         first of its columns */
  double centre;        /* what the model sees is (value - centre) / scale */
  double scale;         /* 1 where nothing is scaled */
  double coefficient;   /* of a linear model, in the units of the table (of two classes: of the log
                         odds of the second); 0 where aliased or constant, NaN where there is none */
  double spread;        /* standard deviation on the training rows */
  double error;         /* standard error of the coefficient, NaN where it is not known */
  gboolean aliased;     /* left out, as other columns make it up */
  gboolean constant;    /* has one value only, and so says nothing */
  gsize n_filled;       /* missing values that were filled in training rows */
  double fill;          /* with what; NaN where gaps are left */
} EpochFeature;

gsize epoch_pipeline_n_features(const EpochPipeline *self);
const EpochFeature *epoch_pipeline_get_feature(const EpochPipeline *self, gsize index);
/* The names of all, as the core takes them. */
const char *const *epoch_pipeline_get_feature_names(const EpochPipeline *self);

/* Of a linear model in the units of the table. A model of K > 2 classes has K of each (the logits
 * before the softmax): epoch_pipeline_get_class_coefficient(). */
double epoch_pipeline_get_intercept(const EpochPipeline *self);
gsize epoch_pipeline_n_coefficient_rows(const EpochPipeline *self);
double epoch_pipeline_get_class_intercept(const EpochPipeline *self, gsize row);
double epoch_pipeline_get_class_coefficient(const EpochPipeline *self, gsize row, gsize feature);

/* (nullable): the category that stands behind a code of a feature of codes; %NULL where the feature
 * is none of codes, or there is no such category. */
const char *epoch_pipeline_get_level(const EpochPipeline *self, gsize feature, gsize code);

/* Whether a column (an index into those given to epoch_pipeline_fit()) became a column of 0 and 1
 * for each of its categories, and, where one of them has none as the others are compared with it,
 * @compared (out) (optional) (nullable): that one. */
gboolean epoch_pipeline_is_one_hot(const EpochPipeline *self, gsize column, const char **compared);

/* How the feature's values go into the model: for texts such as "age > 30" where a tree asks about
 * a scaled value. */
double epoch_pipeline_unscale(const EpochPipeline *self, gsize feature, double value);

/* Sentences on what does not show in the numbers: columns that depend on others or never vary,
 * gaps that were filled, categories that became columns. %NULL-terminated; none of a pipeline that
 * was read from a file. */
const char *const *epoch_pipeline_get_notes(const EpochPipeline *self);

/**
 * epoch_pipeline_write:
 *
 * The model as JSON with 17 digits and a final newline: flat, "model" first. A linear model has
 * the documented form {"model","features","intercept","coefficients",…} in the units of the table.
 * See epoch-pipeline-file.c for the members.
 *
 * Returns: (transfer full) (nullable): the text
 */
GString *epoch_pipeline_write(const EpochPipeline *self, GError **error);

/**
 * epoch_pipeline_read:
 * @text: what epoch_pipeline_write() wrote, or what came out of a stranger's hands
 * @place: what errors call it
 *
 * Returns: (transfer full) (nullable): a pipeline that predicts the same bits; %NULL with a
 *   sentence on what is wrong with the file
 */
EpochPipeline *epoch_pipeline_read(const char *text, gsize length, const char *place,
                                   GError **error);

/* The texts and types of columns with which a CSV file is to be read for this pipeline: a column
 * of text stays one, even where the new rows happen to hold digits only. @types has room for all
 * columns (epoch_pipeline_get_columns()). The names are borrowed. */
struct ec_csv_column;
gsize epoch_pipeline_get_types(const EpochPipeline *self, struct ec_csv_column *types);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPipeline, epoch_pipeline_free)

G_END_DECLS
