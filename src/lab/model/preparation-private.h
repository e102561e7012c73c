/* What the files of the preparation share. */
#pragma once

#include "model/epoch-preparation-private.h"
#include "prepare/encode.h"
#include "prepare/ordinal.h"
#include "prepare/polynomial.h"

struct _EpochPreparation {
  gsize n_columns;
  char **columns; /* names, %NULL-terminated */
  enum ec_column_type *types;
  char ***levels; /* one list a column */
  gboolean *missing_levels;
  gboolean codes; /* else one-hot */
  gboolean drop_first;
  gboolean refuse_unknown;
  unsigned degree;
  struct ec_encoder *encoder; /* one of the two */
  struct ec_ordinal *ordinal;
  struct ec_polynomial *polynomial; /* NULL for degree 1 */
  double *fills;                    /* one a base feature; NaN where gaps stay */
  double *centres, *scales;         /* one a feature; NULL where nothing is scaled */
  EpochPreparedFeature *features;   /* NULL after loading */
};

/* Sets @error with the place of a file but without that of a row. */
gboolean preparation_propagate(ec_status status, struct ec_error *core_error, const char *place,
                               GError **error);

/* Makes the encoder, and the products of its features. */
ec_status preparation_learn_texts(EpochPreparation *self, const struct ec_table *table,
                                  const size_t *columns, struct ec_error *error);
ec_status preparation_make_products(EpochPreparation *self, struct ec_error *error);

/* The features before products are made of them, and the column of one. */
gsize preparation_n_base(const EpochPreparation *self);
gsize preparation_base_source(const EpochPreparation *self, gsize feature);

/* The column of a feature after that: of a product its first factor's. */
gsize preparation_feature_source(const EpochPreparation *self, gsize feature);

/* A preparation of columns of numbers that go in as they are. */
EpochPreparation *preparation_new_plain(const char *const *names, gsize n_names, const char *place,
                                        GError **error);
