#include "config.h"

#include <stdint.h>

#include "base/memory.h"
#include "model/kmeans-private.h"
#include "model/linear-private.h"
#include "model/model-file.h"
#include "model/model-private.h"

/* The members of the file, beside "model" and "features":
 *   clusters, dimensions  numbers: k and D
 *   centres               numbers, k by D, column by column
 *   sizes                 numbers, k
 *   inertia, iterations, converged */

ec_status
ec_kmeans_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_kmeans_result *result = &((const struct ec_kmeans *)model)->result;
  size_t k = result->centres.n_rows;
  ec_status status = ec_record_add_number(record, "clusters", (double)k, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "dimensions", (double)model->n_features, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "centres", &result->centres, error);
  if (status == EC_OK)
    status = ec_file_add_sizes(record, "sizes", result->sizes, k, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "inertia", result->inertia, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "iterations", (double)result->n_iterations, error);
  if (status == EC_OK)
    status = ec_record_add_boolean(record, "converged", result->converged, error);
  return status;
}

static ec_status
read_result(const struct ec_record *record, struct ec_arena *arena, struct ec_kmeans_result *result,
            struct ec_error *error)
{
  size_t k, d, *sizes;
  ec_status status = ec_file_get_count(record, "clusters", 1, INT32_MAX, &k, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "dimensions", 1, SIZE_MAX, &d, error);
  if (status == EC_OK)
    status = ec_file_get_matrix(record, "centres", k, d, arena, &result->centres, error);
  if (status == EC_OK)
    status = ec_file_get_sizes(record, "sizes", k, arena, &sizes, error);
  if (status == EC_OK)
    status = ec_file_get_number(record, "inertia", 0.0, &result->inertia, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "iterations", 0, SIZE_MAX, &result->n_iterations, error);
  if (status == EC_OK)
    status = ec_record_get_boolean(record, "converged", &result->converged, error);
  if (status == EC_OK)
    result->sizes = sizes;
  return status;
}

ec_status
ec_kmeans_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_kmeans *kmeans = (struct ec_kmeans *)model;
  struct ec_kmeans_result result = {.n_rows = 0};
  struct ec_arena *arena = ec_arena_new(0);
  char **names = NULL;
  ec_status status = EC_OK;
  if (arena == NULL)
    return ec_error_no_memory(error, "the model");
  status = read_result(record, arena, &result, error);
  if (status == EC_OK)
    status = ec_file_get_names(record, result.centres.n_columns, &names, error);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(kmeans->arena);
  kmeans->arena = arena;
  kmeans->result = result;
  kmeans->options.n_clusters = result.centres.n_rows;
  ec_model_take_names(model, names, result.centres.n_columns);
  model->n_outputs = result.centres.n_rows;
  return EC_OK;
}

size_t
ec_kmeans_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_kmeans *kmeans = (const struct ec_kmeans *)model;
  const struct ec_kmeans_result *result = &kmeans->result;
  size_t k = kmeans->options.n_clusters;
  size_t length = ec_text_append(text, size, 0, "k-means, %zu cluster%s", k, k == 1 ? "" : "s");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length = ec_text_append(text, size, length, ", %zu features\n", model->n_features);
  length = ec_text_append(text, size, length, "  inertia %.6g after %zu iterations%s\n",
                          result->inertia, result->n_iterations,
                          result->converged ? "" : ", which were not enough to settle");
  for (size_t c = 0; c < k; c++) {
    length = ec_text_append(text, size, length, "  cluster %zu: %zu row%s at (", c,
                            result->sizes[c], result->sizes[c] == 1 ? "" : "s");
    for (size_t j = 0; j < model->n_features && j < 8; j++)
      length = ec_text_append(text, size, length, "%s%.4g", j > 0 ? ", " : "",
                              ec_matrix_get(&result->centres, c, j));
    length = ec_text_append(text, size, length, "%s)\n", model->n_features > 8 ? ", …" : "");
  }
  return length;
}
