/* A model that a run kept, to be asked about one row that somebody makes up: what it says, how sure
 * it is of it, and what moved it. Any thread may ask, and several may at once. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _EpochPredictor EpochPredictor;

/* What the contributions of a prediction mean. */
typedef enum {
  EPOCH_PREDICTOR_SHAPLEY,  /* exact Shapley values of trees: against the average training row */
  EPOCH_PREDICTOR_TERMS,    /* the terms of a weighted sum: coefficient times what the value is
                               above the average, or above nought where nothing was centred */
  EPOCH_PREDICTOR_REPLACED, /* what would be otherwise were that value alone the typical one */
} EpochPredictorReasons;

typedef struct {
  gsize n_classes;       /* 0 where an amount is predicted */
  double amount;         /* the amount; NaN of classes */
  double *probabilities; /* one a class; %NULL of amounts */
  gsize said;            /* the class that is said: the most probable one */
  gsize spoken_of;       /* the class that the contributions are for: of two the second */
  EpochPredictorReasons reasons;
  gboolean log_odds; /* whether contributions are of log odds, else of probability or amount */
  gsize n_columns;
  double *contributions; /* one a column */
} EpochPrediction;

void epoch_prediction_free(EpochPrediction *self);

/**
 * epoch_predictor_new:
 * @path: a "model.json"
 * @dataset: (nullable): the id of the table that it learnt from, whose card names the columns
 *
 * Reads a model. The file may have come from anywhere; whatever is wrong with it gives a sentence.
 * So does a model that predicts nothing, such as one of clusters, with
 * %G_IO_ERROR_NOT_SUPPORTED.
 *
 * Returns: (transfer full) (nullable): the model
 */
EpochPredictor *epoch_predictor_new(const char *path, const char *dataset, GError **error);
EpochPredictor *epoch_predictor_ref(EpochPredictor *self);
void epoch_predictor_unref(EpochPredictor *self);

/* The same in another thread. */
void epoch_predictor_new_async(const char *path, const char *dataset, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
EpochPredictor *epoch_predictor_new_finish(GAsyncResult *result, GError **error);

/* What it predicts: the name and the unit of the target, empty where there is none. */
const char *epoch_predictor_get_target(const EpochPredictor *self);
const char *epoch_predictor_get_target_unit(const EpochPredictor *self);
/* The classes by name, %NULL-terminated; none of a model of amounts. */
const char *const *epoch_predictor_get_classes(const EpochPredictor *self);

/* The columns that it looks at, as people call them, with their units. */
gsize epoch_predictor_n_columns(const EpochPredictor *self);
const char *epoch_predictor_get_name(const EpochPredictor *self, gsize column);
const char *epoch_predictor_get_unit(const EpochPredictor *self, gsize column);
/* (nullable): the categories of a column, %NULL-terminated; %NULL of one of numbers. */
const char *const *epoch_predictor_get_choices(const EpochPredictor *self, gsize column);
/* A typical value to begin with, as text: the number that gaps were filled with, the average, or the
 * middle of what trees ask about; the first category. Empty where the model tells of none. */
const char *epoch_predictor_get_typical(const EpochPredictor *self, gsize column);

/**
 * epoch_predictor_predict:
 * @values: one text a column: a number, a category, or "" where it is not known
 *
 * Returns: (transfer full) (nullable): what the model says of such a row; %NULL with @error, which
 *   names the column and what it takes
 */
EpochPrediction *epoch_predictor_predict(EpochPredictor *self, const char *const *values,
                                         GError **error);

/* The same in another thread. */
void epoch_predictor_predict_async(EpochPredictor *self, const char *const *values,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
EpochPrediction *epoch_predictor_predict_finish(GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPrediction, epoch_prediction_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPredictor, epoch_predictor_unref)

G_END_DECLS
