#include "config.h"

#include "model/tree-data.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"

static ec_status
refuse_code(const struct ec_data *data, size_t row, size_t feature, struct ec_error *error)
{
  char quoted[80], where[128];
  double code = ec_matrix_get(&data->x, row, feature);
  snprintf(where, sizeof where, "feature %zu", feature + 1);
  if (data->names != NULL)
    snprintf(
        where, sizeof where, "feature %zu (\"%s\")", feature + 1,
        ec_error_quote(quoted, sizeof quoted, data->names[feature], strlen(data->names[feature])));
  if (code == floor(code) && code >= EC_TREE_MAX_CATEGORIES)
    return ec_error_set_at(error, EC_ERROR_LIMIT, row + 1, feature + 1,
                           "row %zu has the category %.17g in %s; a tree takes codes up to %d",
                           row + 1, code, where, EC_TREE_MAX_CATEGORIES - 1);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, feature + 1,
                         "row %zu has %.17g in %s, which holds categories; their codes are whole "
                         "numbers from 0",
                         row + 1, code, where);
}

/* Categories come as codes already; all there is to do is to see that they are. */
static ec_status
take_codes(const struct ec_data *data, size_t j, struct ec_tree_feature *feature,
           struct ec_error *error)
{
  const double *column = ec_matrix_column(&data->x, j);
  uint32_t n_values = 0;
  for (size_t i = 0; i < data->x.n_rows; i++) {
    if (isnan(column[i])) {
      feature->missing = true;
      continue;
    }
    if (!(column[i] >= 0.0 && column[i] < EC_TREE_MAX_CATEGORIES) || column[i] != floor(column[i]))
      return refuse_code(data, i, j, error);
    if ((uint32_t)column[i] >= n_values)
      n_values = (uint32_t)column[i] + 1;
  }
  feature->categorical = true;
  feature->n_values = n_values;
  if (!ec_tree_feature_make_codes(feature, data->x.n_rows))
    return ec_error_no_memory(error, "the codes of a feature");
  for (size_t i = 0; i < data->x.n_rows; i++) {
    uint32_t code = isnan(column[i]) ? n_values : (uint32_t)column[i];
    if (feature->narrow != NULL)
      feature->narrow[i] = (uint16_t)code;
    else
      feature->wide[i] = code;
  }
  return EC_OK;
}

struct ranking {
  const struct ec_data *data;
  struct ec_tree_data *ranked;
};

static ec_status
rank_feature(void *context, size_t j, unsigned worker, struct ec_error *error)
{
  const struct ranking *ranking = context;
  const struct ec_data *data = ranking->data;
  struct ec_tree_feature *feature = &ranking->ranked->features[j];
  if (data->categorical != NULL && data->categorical[j])
    return take_codes(data, j, feature, error);
  return ec_tree_rank(ec_matrix_column(&data->x, j), data->x.n_rows, feature, error);
}

static void
measure(struct ec_tree_data *ranked)
{
  for (size_t j = 0; j < ranked->n_features; j++) {
    const struct ec_tree_feature *feature = &ranked->features[j];
    size_t n_words = ((size_t)feature->n_values + 31) / 32;
    if (feature->n_values > ranked->max_values)
      ranked->max_values = feature->n_values;
    if (feature->categorical && n_words > ranked->n_category_words)
      ranked->n_category_words = n_words;
  }
}

static ec_status
fill(const struct ec_data *data, const struct ec_job *job, struct ec_tree_data *ranked,
     struct ec_error *error)
{
  struct ranking ranking = {data, ranked};
  ec_status status;
  ranked->n_rows = data->x.n_rows;
  ranked->n_features = data->x.n_columns;
  ranked->n_classes = data->n_classes;
  ranked->targets = data->y;
  ranked->features = ec_alloc_zero(data->x.n_columns, sizeof *ranked->features);
  if (ranked->features == NULL)
    return ec_error_no_memory(error, "the ranks of the features");
  if (data->n_classes > 0) {
    ranked->classes = ec_alloc(data->x.n_rows, sizeof *ranked->classes);
    if (ranked->classes == NULL)
      return ec_error_no_memory(error, "the classes");
    for (size_t i = 0; i < data->x.n_rows; i++)
      ranked->classes[i] = (uint32_t)data->y[i];
  }
  status = ec_parallel_for(job, NULL, data->x.n_columns, rank_feature, &ranking, error);
  if (status == EC_OK)
    measure(ranked);
  return status;
}

ec_status
ec_tree_data_new(const struct ec_data *data, const struct ec_job *job, struct ec_tree_data **ranked,
                 struct ec_error *error)
{
  struct ec_tree_data *made;
  ec_status status;
  if (data->x.n_rows > INT32_MAX || data->x.n_columns > INT32_MAX)
    return ec_error_set(error, EC_ERROR_LIMIT,
                        "%zu rows by %zu features are more than a tree can number; give it at most "
                        "%d of each",
                        data->x.n_rows, data->x.n_columns, INT32_MAX);
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the ranks of the features");
  status = fill(data, job, made, error);
  if (status == EC_OK)
    *ranked = made;
  else
    ec_tree_data_free(made);
  return status;
}

void
ec_tree_data_free(struct ec_tree_data *ranked)
{
  if (ranked == NULL)
    return;
  for (size_t j = 0; ranked->features != NULL && j < ranked->n_features; j++) {
    ec_free(ranked->features[j].narrow);
    ec_free(ranked->features[j].wide);
    ec_free(ranked->features[j].values);
  }
  ec_free(ranked->features);
  ec_free(ranked->classes);
  ec_free(ranked);
}
