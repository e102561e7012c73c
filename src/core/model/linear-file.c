#include "config.h"

#include <math.h>

#include "base/memory.h"
#include "model/linear-private.h"
#include "model/model-private.h"

/* The members of the file, beside "model" and "features":
 *   intercept      number
 *   coefficients   numbers, in the units of the input; 0 for a feature that was left out
 *   aliased        numbers, the places (from 0) of the features that were left out; only if any */

ec_status
ec_linear_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_linear *linear = (const struct ec_linear *)model;
  const struct ec_linear_result *result = &linear->result;
  size_t n_aliased = 0;
  double *aliased;
  ec_status status = ec_record_add_number(record, "intercept", result->intercept, error);
  if (status == EC_OK)
    status = ec_record_add_numbers(record, "coefficients", result->coefficients, model->n_features,
                                   error);
  if (status != EC_OK)
    return status;
  aliased = ec_alloc(model->n_features, sizeof *aliased);
  if (aliased == NULL)
    return ec_error_no_memory(error, "the model's file");
  for (size_t j = 0; j < model->n_features; j++) {
    if (result->aliased[j])
      aliased[n_aliased++] = (double)j;
  }
  if (n_aliased > 0)
    status = ec_record_add_numbers(record, "aliased", aliased, n_aliased, error);
  ec_free(aliased);
  return status;
}

static ec_status
check_numbers(double intercept, const double *coefficients, size_t n, struct ec_error *error)
{
  if (!isfinite(intercept))
    return ec_error_set(error, EC_ERROR_VALUE, "\"intercept\" is not a finite number");
  for (size_t j = 0; j < n; j++) {
    if (!isfinite(coefficients[j]))
      return ec_error_set(error, EC_ERROR_VALUE,
                          "number %zu of \"coefficients\" is not a finite number", j + 1);
  }
  return EC_OK;
}

static ec_status
read_aliased(const struct ec_record *record, size_t n_features, bool *aliased,
             struct ec_error *error)
{
  const double *places;
  size_t n_places;
  ec_status status;
  if (!ec_record_has(record, "aliased"))
    return EC_OK;
  status = ec_record_get_numbers(record, "aliased", &places, &n_places, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < n_places; i++) {
    if (!(places[i] >= 0.0 && places[i] < (double)n_features) || places[i] != floor(places[i]))
      return ec_error_set(error, EC_ERROR_VALUE,
                          "number %zu of \"aliased\" is not the place of a feature", i + 1);
    aliased[(size_t)places[i]] = true;
  }
  return EC_OK;
}

/* What is known of a model that was not fitted here: how it predicts, and nothing of the rows. */
static ec_status
build_result(const struct ec_record *record, double intercept, const double *coefficients, size_t n,
             struct ec_arena *arena, struct ec_linear_result *result, struct ec_error *error)
{
  double *kept = ec_arena_alloc(arena, n, sizeof *kept);
  double *unknown = ec_arena_alloc(arena, n, sizeof *unknown);
  bool *aliased = ec_arena_alloc(arena, n, sizeof *aliased);
  if (kept == NULL || unknown == NULL || aliased == NULL)
    return ec_error_no_memory(error, "the model");
  for (size_t j = 0; j < n; j++) {
    kept[j] = coefficients[j];
    unknown[j] = NAN;
  }
  *result = (struct ec_linear_result){
      .n_features = n,
      .intercept = intercept,
      .coefficients = kept,
      .aliased = aliased,
      .sigma = NAN,
      .degrees_of_freedom = NAN,
      .r_squared = NAN,
      .residual_squares = NAN,
      .total_squares = NAN,
      .intercept_error = NAN,
      .intercept_t = NAN,
      .errors = unknown,
      .t = unknown,
  };
  return read_aliased(record, n, aliased, error);
}

/* Reads the names, where the file has them, and checks that there is one for each feature. */
static ec_status
read_names(const struct ec_record *record, size_t n_features, char ***names, struct ec_error *error)
{
  const char *const *texts = NULL;
  size_t n_texts = n_features;
  ec_status status = EC_OK;
  if (ec_record_has(record, "features"))
    status = ec_record_get_texts(record, "features", &texts, &n_texts, error);
  if (status != EC_OK)
    return status;
  if (n_texts != n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"features\" has %zu names, and \"coefficients\" %zu numbers", n_texts,
                        n_features);
  return ec_names_copy(texts, n_features, names, error);
}

ec_status
ec_linear_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_linear *linear = (struct ec_linear *)model;
  const double *coefficients = NULL;
  size_t n = 0;
  double intercept = 0.0;
  char **names = NULL;
  struct ec_arena *arena = NULL;
  struct ec_linear_result result;
  ec_status status = ec_record_get_number(record, "intercept", &intercept, error);
  if (status == EC_OK)
    status = ec_record_get_numbers(record, "coefficients", &coefficients, &n, error);
  if (status == EC_OK)
    status = check_numbers(intercept, coefficients, n, error);
  if (status == EC_OK)
    status = read_names(record, n, &names, error);
  if (status == EC_OK && (arena = ec_arena_new(0)) == NULL)
    status = ec_error_no_memory(error, "the model");
  if (status == EC_OK)
    status = build_result(record, intercept, coefficients, n, arena, &result, error);
  if (status != EC_OK) {
    ec_names_free(names, n);
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(linear->arena);
  ec_least_squares_free(linear->solution);
  linear->arena = arena;
  linear->solution = NULL;
  linear->result = result;
  ec_model_take_names(model, names, n);
  return EC_OK;
}
