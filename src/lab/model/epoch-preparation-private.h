/* From a table to the matrix that a model sees, in four steps, each learnt from the training rows
 * alone:
 *   encode   text becomes columns of 0 and 1, or codes (core: prepare/encode.h, ordinal.h)
 *   fill     gaps get a typical value, or stay (prepare/impute.h)
 *   multiply products of columns up to a degree (prepare/polynomial.h)
 *   scale    (value - centre) / scale (prepare/scale.h)
 * What was learnt can be saved and loaded, and then gives the same bits. */
#pragma once

#include <glib.h>

#include "io/record.h"
#include "linalg/matrix.h"
#include "model/epoch-recipe-private.h"
#include "table/csv.h"
#include "table/table.h"

G_BEGIN_DECLS

typedef struct _EpochPreparation EpochPreparation;

/* What is known of one feature after the last step. */
typedef struct {
  gsize source;      /* the column; of a product its first factor's */
  double spread;     /* standard deviation on the training rows, before scaling */
  gboolean constant; /* one value only, or none */
  gboolean empty;    /* no training row had a value */
  gsize n_filled;    /* gaps in the training rows */
} EpochPreparedFeature;

/**
 * epoch_preparation_fit:
 * @recipe: says how
 * @train: the training rows
 * @columns: which of its columns
 * @x: (out): the prepared training rows, for ec_matrix_clear()
 *
 * Returns: (transfer full) (nullable): what was learnt
 */
EpochPreparation *epoch_preparation_fit(const EpochRecipe *recipe, const struct ec_table *train,
                                        const size_t *columns, gsize n_columns, struct ec_matrix *x,
                                        const char *place, GError **error);
void epoch_preparation_free(EpochPreparation *self);

/* Prepares other rows; the table has columns of the same names. */
gboolean epoch_preparation_apply(const EpochPreparation *self, const struct ec_table *table,
                                 struct ec_matrix *x, const char *place, GError **error);

/* The columns: names and types, and the texts of one that were known in training (none of a column
 * of numbers). */
gsize epoch_preparation_n_columns(const EpochPreparation *self);
const char *const *epoch_preparation_get_columns(const EpochPreparation *self);
enum ec_column_type epoch_preparation_get_type(const EpochPreparation *self, gsize column);
const char *const *epoch_preparation_get_levels(const EpochPreparation *self, gsize column);
/* (nullable): of a column of texts that became columns of 0 and 1: the text that has none, as the
 * others are compared with it; %NULL where each has one. */
const char *epoch_preparation_get_compared(const EpochPreparation *self, gsize column);

/* The features. Centres and scales are %NULL where nothing is scaled. @fills has a number a base
 * feature, NaN where gaps stay. */
gsize epoch_preparation_n_features(const EpochPreparation *self);
const char *const *epoch_preparation_get_names(const EpochPreparation *self);
/* Which hold codes of categories; %NULL where none does. */
const bool *epoch_preparation_get_categorical(const EpochPreparation *self);
const double *epoch_preparation_get_centres(const EpochPreparation *self);
const double *epoch_preparation_get_scales(const EpochPreparation *self);
double epoch_preparation_get_fill(const EpochPreparation *self, gsize feature);
/* %NULL of a preparation that was loaded. */
const EpochPreparedFeature *epoch_preparation_get_feature(const EpochPreparation *self,
                                                          gsize feature);

/* Members: "columns", "column_types" ("number" or "text"), "levels" and "n_levels" (the texts of
 * all columns one after another, and how many each has), "missing_levels" (0 or 1 a column: whether
 * a missing text has a feature of its own), "encode", "drop_first", "unknown", "fills", "degree",
 * "centres", "scales". */
ec_status epoch_preparation_save(const EpochPreparation *self, struct ec_record *record,
                                 struct ec_error *error);

/* Reads them. Whatever a file may hold, what comes back is safe to apply, or there is an error. */
EpochPreparation *epoch_preparation_load(const struct ec_record *record, const char *place,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochPreparation, epoch_preparation_free)

G_END_DECLS
