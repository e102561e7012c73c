#include "config.h"

#include "model/model-file.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "model/model-private.h"

ec_status
ec_file_add_matrix(struct ec_record *record, const char *key, const struct ec_matrix *matrix,
                   struct ec_error *error)
{
  size_t n = matrix->n_rows * matrix->n_columns;
  double *list = ec_alloc(n, sizeof *list);
  ec_status status;
  if (list == NULL)
    return ec_error_no_memory(error, "the model's file");
  for (size_t j = 0; j < matrix->n_columns; j++)
    memcpy(list + j * matrix->n_rows, ec_matrix_column(matrix, j), matrix->n_rows * sizeof *list);
  status = ec_record_add_numbers(record, key, list, n, error);
  ec_free(list);
  return status;
}

ec_status
ec_file_add_sizes(struct ec_record *record, const char *key, const size_t *sizes, size_t n_sizes,
                  struct ec_error *error)
{
  double *list = ec_alloc(n_sizes, sizeof *list);
  ec_status status;
  if (list == NULL)
    return ec_error_no_memory(error, "the model's file");
  for (size_t i = 0; i < n_sizes; i++)
    list[i] = (double)sizes[i];
  status = ec_record_add_numbers(record, key, list, n_sizes, error);
  ec_free(list);
  return status;
}

/* Whether a number of a file is a whole one from `least` to `most`. */
static bool
is_count(double number, size_t least, size_t most)
{
  return number >= (double)least && number <= (double)most && number <= 0x1p53 &&
         number == floor(number);
}

ec_status
ec_file_get_count(const struct ec_record *record, const char *key, size_t least, size_t most,
                  size_t *value, struct ec_error *error)
{
  double number;
  ec_status status = ec_record_get_number(record, key, &number, error);
  if (status != EC_OK)
    return status;
  if (!is_count(number, least, most)) {
    if (most == SIZE_MAX)
      return ec_error_set(error, EC_ERROR_VALUE,
                          "\"%s\" is %g; it must be a whole number of at least %zu", key, number,
                          least);
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"%s\" is %g; it must be a whole number from %zu to %zu", key, number,
                        least, most);
  }
  *value = (size_t)number;
  return EC_OK;
}

ec_status
ec_file_get_number(const struct ec_record *record, const char *key, double least, double *value,
                   struct ec_error *error)
{
  double number;
  ec_status status = ec_record_get_number(record, key, &number, error);
  if (status != EC_OK)
    return status;
  if (!(number >= least) || isinf(number))
    return ec_error_set(error, EC_ERROR_VALUE, "\"%s\" is %g; it must be a number of at least %g",
                        key, number, least);
  *value = number;
  return EC_OK;
}

ec_status
ec_file_get_list(const struct ec_record *record, const char *key, size_t n, struct ec_arena *arena,
                 double **list, struct ec_error *error)
{
  const double *numbers;
  double *made;
  size_t n_numbers;
  ec_status status = ec_record_get_numbers(record, key, &numbers, &n_numbers, error);
  if (status != EC_OK)
    return status;
  if (n_numbers != n)
    return ec_error_set(error, EC_ERROR_SHAPE, "\"%s\" has %zu numbers, and should have %zu", key,
                        n_numbers, n);
  for (size_t i = 0; i < n; i++)
    if (!isfinite(numbers[i]))
      return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"%s\" is not a finite number",
                          i + 1, key);
  made = ec_arena_alloc(arena, n, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the model");
  if (n > 0)
    memcpy(made, numbers, n * sizeof *made);
  *list = made;
  return EC_OK;
}

ec_status
ec_file_get_sizes(const struct ec_record *record, const char *key, size_t n, struct ec_arena *arena,
                  size_t **sizes, struct ec_error *error)
{
  double *list;
  size_t *made;
  ec_status status = ec_file_get_list(record, key, n, arena, &list, error);
  if (status != EC_OK)
    return status;
  made = ec_arena_alloc(arena, n, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "the model");
  for (size_t i = 0; i < n; i++) {
    if (!is_count(list[i], 0, SIZE_MAX))
      return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"%s\" is %g, which is no count",
                          i + 1, key, list[i]);
    made[i] = (size_t)list[i];
  }
  *sizes = made;
  return EC_OK;
}

ec_status
ec_file_get_matrix(const struct ec_record *record, const char *key, size_t n_rows, size_t n_columns,
                   struct ec_arena *arena, struct ec_matrix *matrix, struct ec_error *error)
{
  double *list;
  size_t n;
  ec_status status;
  if (!ec_size_multiply(n_rows, n_columns, &n))
    return ec_error_set(error, EC_ERROR_SHAPE, "\"%s\" can not have %zu by %zu numbers", key,
                        n_rows, n_columns);
  status = ec_file_get_list(record, key, n, arena, &list, error);
  if (status == EC_OK)
    *matrix = (struct ec_matrix){list, n_rows, n_columns, n_rows};
  return status;
}

ec_status
ec_file_get_names(const struct ec_record *record, size_t n_features, char ***names,
                  struct ec_error *error)
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
                        "\"features\" has %zu names, and the model %zu features", n_texts,
                        n_features);
  return ec_names_copy(texts, n_features, names, error);
}

bool
ec_arena_matrix(struct ec_arena *arena, size_t n_rows, size_t n_columns, struct ec_matrix *matrix)
{
  size_t n;
  double *data;
  if (!ec_size_multiply(n_rows, n_columns, &n))
    return false;
  data = ec_arena_alloc(arena, n, sizeof *data);
  if (data == NULL)
    return false;
  *matrix = (struct ec_matrix){data, n_rows, n_columns, n_rows};
  return true;
}
