/* What a preparation knows, for those who ask, and as members of a file. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "model/preparation-private.h"

/* Limits of what is read, so that a hostile file can not ask for a matrix beyond all memory. */
#define MAX_COLUMNS 100000
#define MAX_DEGREE 20

gsize
epoch_preparation_n_columns(const EpochPreparation *self)
{
  return self->n_columns;
}

const char *const *
epoch_preparation_get_columns(const EpochPreparation *self)
{
  return (const char *const *)self->columns;
}

enum ec_column_type
epoch_preparation_get_type(const EpochPreparation *self, gsize column)
{
  return self->types[column];
}

const char *const *
epoch_preparation_get_levels(const EpochPreparation *self, gsize column)
{
  return (const char *const *)self->levels[column];
}

/* The encoder leaves out the first one by its bytes. */
const char *
epoch_preparation_get_compared(const EpochPreparation *self, gsize column)
{
  const char *first = self->levels[column][0];

  if (self->codes || !self->drop_first || self->types[column] != EC_COLUMN_TEXT) {
    return NULL;
  }
  for (gsize i = 1; first != NULL && self->levels[column][i] != NULL; i++) {
    first = strcmp(self->levels[column][i], first) < 0 ? self->levels[column][i] : first;
  }
  return first;
}

gsize
epoch_preparation_n_features(const EpochPreparation *self)
{
  return self->polynomial != NULL ? ec_polynomial_n_outputs(self->polynomial)
                                  : preparation_n_base(self);
}

const char *const *
epoch_preparation_get_names(const EpochPreparation *self)
{
  return self->polynomial != NULL ? ec_polynomial_get_names(self->polynomial)
         : self->codes            ? ec_ordinal_get_names(self->ordinal)
                                  : ec_encoder_get_names(self->encoder);
}

const bool *
epoch_preparation_get_categorical(const EpochPreparation *self)
{
  return self->codes ? ec_ordinal_get_categorical(self->ordinal) : NULL;
}

const double *
epoch_preparation_get_centres(const EpochPreparation *self)
{
  return self->centres;
}

const double *
epoch_preparation_get_scales(const EpochPreparation *self)
{
  return self->scales;
}

gsize
preparation_feature_source(const EpochPreparation *self, gsize feature)
{
  if (self->polynomial == NULL) {
    return preparation_base_source(self, feature);
  }
  for (gsize j = 0; j < preparation_n_base(self); j++) {
    if (ec_polynomial_get_power(self->polynomial, feature, j) > 0) {
      return preparation_base_source(self, j);
    }
  }
  return 0;
}

double
epoch_preparation_get_fill(const EpochPreparation *self, gsize feature)
{
  /* The products begin with the features themselves; a product of more is never filled as such. */
  return feature < preparation_n_base(self) ? self->fills[feature] : NAN;
}

const EpochPreparedFeature *
epoch_preparation_get_feature(const EpochPreparation *self, gsize feature)
{
  return self->features != NULL ? &self->features[feature] : NULL;
}

static ec_status
save_columns(const EpochPreparation *self, struct ec_record *record, struct ec_error *error)
{
  g_autofree const char **types = g_new0(const char *, self->n_columns);
  g_autofree double *counts = g_new0(double, self->n_columns);
  g_autofree double *missing = g_new0(double, self->n_columns);
  g_autoptr(GPtrArray) levels = g_ptr_array_new();
  ec_status status;

  for (gsize i = 0; i < self->n_columns; i++) {
    types[i] = self->types[i] == EC_COLUMN_TEXT ? "text" : "number";
    missing[i] = self->missing_levels[i] && self->types[i] == EC_COLUMN_TEXT ? 1 : 0;
    counts[i] = (double)g_strv_length(self->levels[i]);
    for (char **level = self->levels[i]; *level != NULL; level++) {
      g_ptr_array_add(levels, *level);
    }
  }
  status = ec_record_add_texts(record, "columns", (const char *const *)self->columns,
                               self->n_columns, error);
  if (status == EC_OK) {
    status = ec_record_add_texts(record, "column_types", types, self->n_columns, error);
  }
  if (status == EC_OK) {
    status = ec_record_add_texts(record, "levels", (const char *const *)levels->pdata, levels->len,
                                 error);
  }
  if (status == EC_OK) {
    status = ec_record_add_numbers(record, "n_levels", counts, self->n_columns, error);
  }
  if (status == EC_OK) {
    status = ec_record_add_numbers(record, "missing_levels", missing, self->n_columns, error);
  }
  return status;
}

ec_status
epoch_preparation_save(const EpochPreparation *self, struct ec_record *record,
                       struct ec_error *error)
{
  gsize n = epoch_preparation_n_features(self);
  ec_status status = save_columns(self, record, error);

  if (status == EC_OK) {
    status = ec_record_add_text(record, "encode", self->codes ? "codes" : "one-hot", error);
  }
  if (status == EC_OK) {
    status = ec_record_add_boolean(record, "drop_first", self->drop_first, error);
  }
  if (status == EC_OK) {
    status =
        ec_record_add_text(record, "unknown", self->refuse_unknown ? "refuse" : "ignore", error);
  }
  if (status == EC_OK) {
    status = ec_record_add_numbers(record, "fills", self->fills, preparation_n_base(self), error);
  }
  if (status == EC_OK) {
    status = ec_record_add_number(record, "degree", self->degree, error);
  }
  if (status == EC_OK && self->centres != NULL) {
    status = ec_record_add_numbers(record, "centres", self->centres, n, error);
  }
  if (status == EC_OK && self->centres != NULL) {
    status = ec_record_add_numbers(record, "scales", self->scales, n, error);
  }
  return status;
}

static ec_status
wrong_count(const char *key, size_t n, size_t expected, struct ec_error *error)
{
  return ec_error_set(error, EC_ERROR_SHAPE, "\"%s\" has %zu entries, and should have %zu", key, n,
                      expected);
}

/* Reads a list that has to have @n entries, all finite unless they @may_miss. */
static ec_status
read_numbers(const struct ec_record *record, const char *key, gsize n, gboolean may_miss,
             double **values, struct ec_error *error)
{
  const double *found = NULL;
  size_t n_found = 0;
  ec_status status = ec_record_get_numbers(record, key, &found, &n_found, error);

  if (status != EC_OK) {
    return status;
  }
  if (n_found != n) {
    return wrong_count(key, n_found, n, error);
  }
  for (size_t i = 0; i < n; i++) {
    if (isinf(found[i]) || (isnan(found[i]) && !may_miss)) {
      return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"%s\" is not a finite number",
                          i + 1, key);
    }
  }
  g_free(*values);
  *values = g_new(double, MAX(n, 1));
  if (n > 0) {
    memcpy(*values, found, n * sizeof(double));
  }
  return EC_OK;
}

static ec_status
read_names(EpochPreparation *self, const struct ec_record *record, struct ec_error *error)
{
  const char *const *names = NULL;
  const char *const *types = NULL;
  size_t n_names = 0, n_types = 0;
  ec_status status = ec_record_get_texts(record, "columns", &names, &n_names, error);

  if (status == EC_OK) {
    status = ec_record_get_texts(record, "column_types", &types, &n_types, error);
  }
  if (status != EC_OK) {
    return status;
  }
  if (n_names == 0 || n_names > MAX_COLUMNS) {
    return ec_error_set(error, EC_ERROR_LIMIT, "\"columns\" has %zu names, and may have 1 to %d",
                        n_names, MAX_COLUMNS);
  }
  if (n_types != n_names) {
    return wrong_count("column_types", n_types, n_names, error);
  }
  self->n_columns = n_names;
  self->columns = g_new0(char *, n_names + 1);
  self->types = g_new0(enum ec_column_type, n_names);
  self->levels = g_new0(char **, n_names);
  self->missing_levels = g_new0(gboolean, n_names);
  for (size_t i = 0; i < n_names; i++) {
    self->columns[i] = g_strdup(names[i]);
    self->types[i] = strcmp(types[i], "text") == 0 ? EC_COLUMN_TEXT : EC_COLUMN_NUMBER;
    if (self->types[i] == EC_COLUMN_NUMBER && strcmp(types[i], "number") != 0) {
      return ec_error_set(error, EC_ERROR_VALUE,
                          "entry %zu of \"column_types\" is neither \"number\" nor \"text\"",
                          i + 1);
    }
  }
  return EC_OK;
}

static ec_status
read_levels(EpochPreparation *self, const struct ec_record *record, struct ec_error *error)
{
  const char *const *levels = NULL;
  g_autofree double *counts = NULL;
  g_autofree double *missing = NULL;
  size_t n_levels = 0, n_taken = 0;
  ec_status status = ec_record_get_texts(record, "levels", &levels, &n_levels, error);

  if (status == EC_OK) {
    status = read_numbers(record, "n_levels", self->n_columns, FALSE, &counts, error);
  }
  if (status == EC_OK) {
    status = read_numbers(record, "missing_levels", self->n_columns, FALSE, &missing, error);
  }
  for (gsize i = 0; status == EC_OK && i < self->n_columns; i++) {
    gboolean text = self->types[i] == EC_COLUMN_TEXT;

    if (!(counts[i] >= 0 && counts[i] <= (text ? (double)(n_levels - n_taken) : 0)) ||
        counts[i] != floor(counts[i])) {
      return ec_error_set(error, EC_ERROR_VALUE,
                          "number %zu of \"n_levels\" does not fit \"levels\"", i + 1);
    }
    self->levels[i] = g_new0(char *, (gsize)counts[i] + 1);
    for (gsize k = 0; k < (gsize)counts[i]; k++) {
      self->levels[i][k] = g_strdup(levels[n_taken++]);
    }
    self->missing_levels[i] = text && missing[i] != 0;
  }
  if (status == EC_OK && n_taken != n_levels) {
    status = wrong_count("levels", n_levels, n_taken, error);
  }
  return status;
}

static ec_status
read_settings(EpochPreparation *self, const struct ec_record *record, struct ec_error *error)
{
  const char *encode = NULL;
  const char *unknown = NULL;
  bool drop_first = false;
  double degree = 0;
  ec_status status = ec_record_get_text(record, "encode", &encode, error);

  if (status == EC_OK) {
    status = ec_record_get_text(record, "unknown", &unknown, error);
  }
  if (status == EC_OK) {
    status = ec_record_get_boolean(record, "drop_first", &drop_first, error);
  }
  if (status == EC_OK) {
    status = ec_record_get_number(record, "degree", &degree, error);
  }
  if (status != EC_OK) {
    return status;
  }
  self->codes = strcmp(encode, "codes") == 0;
  self->refuse_unknown = strcmp(unknown, "refuse") == 0;
  self->drop_first = drop_first;
  if (!(degree >= 1 && degree <= (self->codes ? 1 : MAX_DEGREE)) || degree != floor(degree)) {
    return ec_error_set(error, EC_ERROR_VALUE, "\"degree\" is not a whole number from 1 to %d",
                        self->codes ? 1 : MAX_DEGREE);
  }
  self->degree = (unsigned)degree;
  return EC_OK;
}

/* A table with a row for each text of each column: an encoder that learns from it knows the same
 * texts as the one that learnt from the training rows. */
static ec_status
make_table(const EpochPreparation *self, struct ec_table **table, struct ec_error *error)
{
  gsize n_rows = 1;
  g_autofree double *zeros = NULL;
  g_autofree const char **texts = NULL;
  ec_status status;

  for (gsize i = 0; i < self->n_columns; i++) {
    n_rows = MAX(n_rows, g_strv_length(self->levels[i]) + (self->missing_levels[i] ? 1 : 0));
  }
  zeros = g_new0(double, n_rows);
  texts = g_new0(const char *, n_rows);
  status = ec_table_new(n_rows, table, error);
  for (gsize i = 0; status == EC_OK && i < self->n_columns; i++) {
    gsize n_levels = g_strv_length(self->levels[i]);

    if (self->types[i] == EC_COLUMN_NUMBER) {
      status = ec_table_add_numbers(*table, self->columns[i], zeros, error);
      continue;
    }
    /* A column that is shorter than others repeats a text; one without any has gaps alone. */
    for (gsize row = 0; row < n_rows; row++) {
      texts[row] = row < n_levels                             ? self->levels[i][row]
                   : self->missing_levels[i] || n_levels == 0 ? NULL
                                                              : self->levels[i][0];
    }
    status = ec_table_add_text(*table, self->columns[i], texts, error);
  }
  return status;
}

static ec_status
learn_again(EpochPreparation *self, struct ec_error *error)
{
  g_autofree size_t *columns = g_new(size_t, self->n_columns);
  struct ec_table *table = NULL;
  ec_status status = make_table(self, &table, error);

  for (gsize i = 0; i < self->n_columns; i++) {
    columns[i] = i;
  }
  if (status == EC_OK) {
    status = preparation_learn_texts(self, table, columns, error);
  }
  ec_table_free(table);
  return status == EC_OK ? preparation_make_products(self, error) : status;
}

static ec_status
read_scales(EpochPreparation *self, const struct ec_record *record, struct ec_error *error)
{
  gsize n = epoch_preparation_n_features(self);
  ec_status status;

  if (!ec_record_has(record, "centres") && !ec_record_has(record, "scales")) {
    return EC_OK;
  }
  status = read_numbers(record, "centres", n, FALSE, &self->centres, error);
  if (status == EC_OK) {
    status = read_numbers(record, "scales", n, FALSE, &self->scales, error);
  }
  for (gsize j = 0; status == EC_OK && j < n; j++) {
    if (!(self->scales[j] > 0)) {
      return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"scales\" is not above 0", j + 1);
    }
  }
  return status;
}

EpochPreparation *
epoch_preparation_load(const struct ec_record *record, const char *place, GError **error)
{
  g_autoptr(EpochPreparation) self = g_new0(EpochPreparation, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = read_names(self, record, &core_error);

  if (status == EC_OK) {
    status = read_settings(self, record, &core_error);
  }
  if (status == EC_OK) {
    status = read_levels(self, record, &core_error);
  }
  if (status == EC_OK) {
    status = learn_again(self, &core_error);
  }
  if (status == EC_OK) {
    status =
        read_numbers(record, "fills", preparation_n_base(self), TRUE, &self->fills, &core_error);
  }
  if (status == EC_OK) {
    status = read_scales(self, record, &core_error);
  }
  return preparation_propagate(status, &core_error, place, error) ? g_steal_pointer(&self) : NULL;
}

EpochPreparation *
preparation_new_plain(const char *const *names, gsize n_names, const char *place, GError **error)
{
  g_autoptr(EpochPreparation) self = g_new0(EpochPreparation, 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  self->n_columns = n_names;
  self->columns = g_new0(char *, n_names + 1);
  self->types = g_new0(enum ec_column_type, n_names);
  self->levels = g_new0(char **, n_names);
  self->missing_levels = g_new0(gboolean, n_names);
  self->fills = g_new(double, MAX(n_names, 1));
  self->degree = 1;
  for (gsize i = 0; i < n_names; i++) {
    self->columns[i] = g_strdup(names[i]);
    self->types[i] = EC_COLUMN_NUMBER;
    self->levels[i] = g_new0(char *, 1);
    self->fills[i] = NAN;
  }
  status = learn_again(self, &core_error);
  return preparation_propagate(status, &core_error, place, error) ? g_steal_pointer(&self) : NULL;
}
