#include "config.h"

#include "model/epoch-preparation-private.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "model/preparation-private.h"
#include "prepare/impute.h"
#include "prepare/scale.h"

void
epoch_preparation_free(EpochPreparation *self)
{
  ec_encoder_free(self->encoder);
  ec_ordinal_free(self->ordinal);
  ec_polynomial_free(self->polynomial);
  g_strfreev(self->columns);
  for (gsize i = 0; i < self->n_columns; i++) {
    g_strfreev(self->levels[i]);
  }
  g_free(self->levels);
  g_free(self->types);
  g_free(self->missing_levels);
  g_free(self->fills);
  g_free(self->centres);
  g_free(self->scales);
  g_free(self->features);
  g_free(self);
}

gboolean
preparation_propagate(ec_status status, struct ec_error *core_error, const char *place,
                      GError **error)
{
  /* The line is a row of a table, which the message names; behind a file's name it would be taken
   * for a line of the file. */
  core_error->line = 0;
  core_error->column = 0;
  return epoch_core_error_propagate(status, core_error, place, error);
}

/* Makes the encoder, which learns the texts that the rows of the table have. */
ec_status
preparation_learn_texts(EpochPreparation *self, const struct ec_table *table, const size_t *columns,
                        struct ec_error *error)
{
  struct ec_encoder_options options = EC_ENCODER_OPTIONS_INIT;
  struct ec_ordinal_options ordinal = EC_ORDINAL_OPTIONS_INIT;

  if (self->codes) {
    ordinal.unknown = self->refuse_unknown ? EC_ORDINAL_TEXT_REFUSE : EC_ORDINAL_TEXT_NAN;
    return ec_ordinal_fit(table, columns, self->n_columns, &ordinal, &self->ordinal, error);
  }
  options.drop_first = self->drop_first;
  options.unknown = self->refuse_unknown ? EC_UNKNOWN_TEXT_REFUSE : EC_UNKNOWN_TEXT_ZEROS;
  return ec_encoder_fit(table, columns, self->n_columns, &options, &self->encoder, error);
}

static ec_status
encode(const EpochPreparation *self, const struct ec_table *table, struct ec_matrix *x,
       struct ec_error *error)
{
  return self->codes ? ec_ordinal_apply(self->ordinal, table, x, error)
                     : ec_encoder_apply(self->encoder, table, x, error);
}

gsize
preparation_n_base(const EpochPreparation *self)
{
  return self->codes ? ec_ordinal_n_features(self->ordinal) : ec_encoder_n_features(self->encoder);
}

gsize
preparation_base_source(const EpochPreparation *self, gsize feature)
{
  return self->codes ? feature : ec_encoder_get_source(self->encoder, feature);
}

static void
fill(const EpochPreparation *self, struct ec_matrix *x)
{
  for (size_t j = 0; j < x->n_columns; j++) {
    double *values = ec_matrix_column(x, j);

    if (isnan(self->fills[j])) {
      continue;
    }
    for (size_t i = 0; i < x->n_rows; i++) {
      if (isnan(values[i])) {
        values[i] = self->fills[j];
      }
    }
  }
}

static ec_status
multiply(const EpochPreparation *self, struct ec_matrix *x, struct ec_error *error)
{
  struct ec_matrix products = EC_MATRIX_INIT;
  ec_status status;

  if (self->polynomial == NULL) {
    return EC_OK;
  }
  status = ec_polynomial_apply(self->polynomial, x, &products, error);
  if (status == EC_OK) {
    ec_matrix_clear(x);
    *x = products;
  }
  return status;
}

static void
scale(const EpochPreparation *self, struct ec_matrix *x)
{
  for (size_t j = 0; self->centres != NULL && j < x->n_columns; j++) {
    double *values = ec_matrix_column(x, j);

    for (size_t i = 0; i < x->n_rows; i++) {
      values[i] = (values[i] - self->centres[j]) / self->scales[j];
    }
  }
}

/* Mean and standard deviation of a feature by two passes, and how many values it lacks. */
static void
survey(EpochPreparedFeature *feature, const double *values, gsize n)
{
  double sum = 0, squares = 0, least = INFINITY, most = -INFINITY;
  gsize n_known = 0;

  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      sum += values[i];
      least = MIN(least, values[i]);
      most = MAX(most, values[i]);
      n_known++;
    }
  }
  for (gsize i = 0; i < n; i++) {
    if (!isnan(values[i])) {
      double deviation = values[i] - sum / (double)n_known;

      squares += deviation * deviation;
    }
  }
  feature->n_filled = n - n_known;
  feature->empty = n_known == 0;
  feature->constant = !(least < most);
  feature->spread = n_known > 0 ? sqrt(squares / (double)n_known) : 0;
}

static void
survey_all(EpochPreparation *self, const struct ec_matrix *x)
{
  g_free(self->features);
  self->features = g_new0(EpochPreparedFeature, x->n_columns);
  for (gsize j = 0; j < x->n_columns; j++) {
    survey(&self->features[j], ec_matrix_column(x, j), x->n_rows);
    self->features[j].source = preparation_feature_source(self, j);
  }
}

static enum ec_imputation
imputation_of(const char *choice)
{
  return g_str_equal(choice, "mean")            ? EC_IMPUTATION_MEAN
         : g_str_equal(choice, "most-frequent") ? EC_IMPUTATION_MOST_FREQUENT
         : g_str_equal(choice, "constant")      ? EC_IMPUTATION_CONSTANT
                                                : EC_IMPUTATION_MEDIAN;
}

/* The median or mean of codes is no category: a text that is missing stays so, unless the most
 * frequent one is asked for. Models that take codes take gaps as well. */
static void
keep_code_gaps(EpochPreparation *self, enum ec_imputation imputation)
{
  const bool *categorical = epoch_preparation_get_categorical(self);

  if (categorical == NULL || imputation == EC_IMPUTATION_MOST_FREQUENT) {
    return;
  }
  for (gsize j = 0; j < preparation_n_base(self); j++) {
    if (categorical[j]) {
      self->fills[j] = NAN;
    }
  }
}

static ec_status
learn_fills(EpochPreparation *self, const EpochRecipe *recipe, const struct ec_matrix *x,
            struct ec_error *error)
{
  const char *choice = epoch_recipe_get_choice(recipe, "impute");
  struct ec_imputer_options options = EC_IMPUTER_OPTIONS_INIT;
  struct ec_imputer *imputer = NULL;
  ec_status status;

  self->fills = g_new(double, MAX(x->n_columns, 1));
  for (gsize j = 0; j < x->n_columns; j++) {
    self->fills[j] = NAN;
  }
  if (g_str_equal(choice, "leave") || x->n_columns == 0) {
    return EC_OK;
  }
  options.imputation = imputation_of(choice);
  options.constant = epoch_recipe_get_number(recipe, "fill");
  options.all_missing = EC_ALL_MISSING_ZERO;
  status = ec_imputer_fit_options(x, &options, &imputer, error);
  if (status == EC_OK) {
    memcpy(self->fills, ec_imputer_get_values(imputer), x->n_columns * sizeof(double));
    keep_code_gaps(self, options.imputation);
  }
  ec_imputer_free(imputer);
  return status;
}

ec_status
preparation_make_products(EpochPreparation *self, struct ec_error *error)
{
  struct ec_polynomial_options options = EC_POLYNOMIAL_OPTIONS_INIT;

  if (self->degree <= 1 || preparation_n_base(self) == 0) {
    return EC_OK;
  }
  options.degree = self->degree;
  return ec_polynomial_new(preparation_n_base(self), ec_encoder_get_names(self->encoder), &options,
                           &self->polynomial, error);
}

static ec_status
learn_scales(EpochPreparation *self, const char *choice, const struct ec_matrix *x,
             struct ec_error *error)
{
  struct ec_scaler *scaler = NULL;
  ec_status status;

  if (g_str_equal(choice, "none") || x->n_columns == 0) {
    return EC_OK;
  }
  status =
      ec_scaler_fit(x, g_str_equal(choice, "standard") ? EC_SCALING_STANDARD : EC_SCALING_MIN_MAX,
                    &scaler, error);
  if (status == EC_OK) {
    gsize size = x->n_columns * sizeof(double);

    self->centres = g_memdup2(ec_scaler_get_centres(scaler), size);
    self->scales = g_memdup2(ec_scaler_get_scales(scaler), size);
  }
  ec_scaler_free(scaler);
  return status;
}

/* Takes what the recipe says about all but numbers to be learnt. */
static void
take_recipe(EpochPreparation *self, const EpochRecipe *recipe)
{
  GHashTable *values = epoch_recipe_get_values(recipe);

  self->codes = epoch_recipe_has(recipe, "encode") &&
                g_str_equal(epoch_recipe_get_choice(recipe, "encode"), "codes");
  /* Only an intercept can stand for the first category; without one it must stay. Models that
   * measure distances or ask one feature at a time are better off with all of them. */
  self->drop_first =
      epoch_recipe_get_kind(recipe)->is_linear &&
      (!epoch_recipe_has(recipe, "intercept") || epoch_values_get_boolean(values, "intercept"));
  self->refuse_unknown = g_str_equal(epoch_recipe_get_choice(recipe, "unknown"), "refuse");
  self->degree =
      epoch_recipe_has(recipe, "degree") ? (unsigned)epoch_recipe_get_number(recipe, "degree") : 1;
}

static void
take_columns(EpochPreparation *self, const struct ec_table *train, const size_t *columns)
{
  self->columns = g_new0(char *, self->n_columns + 1);
  self->types = g_new0(enum ec_column_type, self->n_columns);
  self->levels = g_new0(char **, self->n_columns);
  self->missing_levels = g_new0(gboolean, self->n_columns);
  for (gsize i = 0; i < self->n_columns; i++) {
    g_autoptr(GStrvBuilder) texts = g_strv_builder_new();
    size_t n_levels = ec_table_n_levels(train, columns[i]);
    const int32_t *codes = ec_table_get_codes(train, columns[i]);
    g_autofree gboolean *seen = g_new0(gboolean, n_levels + 1);

    /* The table may have been cut out of a larger one, and still know texts of other rows. */
    for (size_t row = 0; codes != NULL && row < ec_table_n_rows(train); row++) {
      seen[codes[row] == EC_MISSING_CODE ? n_levels : (size_t)codes[row]] = TRUE;
    }
    for (size_t code = 0; code < n_levels; code++) {
      if (seen[code]) {
        g_strv_builder_add(texts, ec_table_get_level(train, columns[i], (int32_t)code));
      }
    }
    self->columns[i] = g_strdup(ec_table_get_name(train, columns[i]));
    self->types[i] = ec_table_get_type(train, columns[i]);
    self->levels[i] = g_strv_builder_end(texts);
    self->missing_levels[i] = seen[n_levels];
  }
}

static ec_status
learn(EpochPreparation *self, const EpochRecipe *recipe, const struct ec_table *train,
      const size_t *columns, struct ec_matrix *x, struct ec_error *error)
{
  ec_status status = preparation_learn_texts(self, train, columns, error);

  if (status == EC_OK) {
    status = encode(self, train, x, error);
  }
  if (status != EC_OK) {
    return status;
  }
  survey_all(self, x);
  status = learn_fills(self, recipe, x, error);
  if (status == EC_OK) {
    fill(self, x);
    status = preparation_make_products(self, error);
  }
  if (status == EC_OK && self->polynomial != NULL) {
    status = multiply(self, x, error);
    if (status == EC_OK) {
      survey_all(self, x);
    }
  }
  if (status == EC_OK && epoch_recipe_has(recipe, "scale")) {
    status = learn_scales(self, epoch_recipe_get_choice(recipe, "scale"), x, error);
  }
  if (status == EC_OK) {
    scale(self, x);
  }
  return status;
}

EpochPreparation *
epoch_preparation_fit(const EpochRecipe *recipe, const struct ec_table *train,
                      const size_t *columns, gsize n_columns, struct ec_matrix *x,
                      const char *place, GError **error)
{
  g_autoptr(EpochPreparation) self = g_new0(EpochPreparation, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix made = EC_MATRIX_INIT;
  ec_status status;

  self->n_columns = n_columns;
  take_recipe(self, recipe);
  take_columns(self, train, columns);
  status = learn(self, recipe, train, columns, &made, &core_error);
  if (!preparation_propagate(status, &core_error, place, error)) {
    ec_matrix_clear(&made);
    return NULL;
  }
  *x = made;
  return g_steal_pointer(&self);
}

gboolean
epoch_preparation_apply(const EpochPreparation *self, const struct ec_table *table,
                        struct ec_matrix *x, const char *place, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_matrix made = EC_MATRIX_INIT;
  ec_status status = encode(self, table, &made, &core_error);

  if (status == EC_OK) {
    fill(self, &made);
    status = multiply(self, &made, &core_error);
  }
  if (!preparation_propagate(status, &core_error, place, error)) {
    ec_matrix_clear(&made);
    return FALSE;
  }
  scale(self, &made);
  *x = made;
  return TRUE;
}
