#include "config.h"

#include <stdint.h>

#include "base/memory.h"
#include "model/linear-private.h"
#include "model/model-file.h"
#include "model/model-private.h"
#include "model/pca-private.h"

/* The members of the file, beside "model" and "features":
 *   rows, dimensions, components  numbers: N of the fit, D, and how many components
 *   directions                    numbers, D by components, column by column
 *   means                         numbers, D
 *   variances, shares, singular   numbers, one a component
 *   total_variance, noise_variance, whiten */

ec_status
ec_pca_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_pca *pca = (const struct ec_pca *)model;
  const struct ec_pca_result *r = &pca->result;
  const struct {
    const char *key;
    double number;
  } numbers[] = {{"rows", (double)r->n_rows},
                 {"dimensions", (double)r->n_features},
                 {"components", (double)r->n_components},
                 {"total_variance", r->total_variance},
                 {"noise_variance", r->noise_variance}};
  const struct {
    const char *key;
    const double *list;
    size_t n;
  } lists[] = {{"means", r->means, r->n_features},
               {"variances", r->variances, r->n_components},
               {"shares", r->shares, r->n_components},
               {"singular", r->singular, r->n_components}};
  ec_status status = EC_OK;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == EC_OK; i++)
    status = ec_record_add_number(record, numbers[i].key, numbers[i].number, error);
  for (size_t i = 0; i < sizeof lists / sizeof *lists && status == EC_OK; i++)
    status = ec_record_add_numbers(record, lists[i].key, lists[i].list, lists[i].n, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "directions", &r->components, error);
  if (status == EC_OK)
    status = ec_record_add_boolean(record, "whiten", pca->options.whiten, error);
  return status;
}

static ec_status
read_lists(const struct ec_record *record, struct ec_arena *arena, struct ec_pca_result *r,
           struct ec_error *error)
{
  double *means = NULL, *variances = NULL, *shares = NULL, *singular = NULL;
  size_t n = r->n_components;
  ec_status status = ec_file_get_list(record, "means", r->n_features, arena, &means, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "variances", n, arena, &variances, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "shares", n, arena, &shares, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "singular", n, arena, &singular, error);
  if (status == EC_OK)
    status =
        ec_file_get_matrix(record, "directions", r->n_features, n, arena, &r->components, error);
  r->means = means;
  r->variances = variances;
  r->shares = shares;
  r->singular = singular;
  return status;
}

static ec_status
read_result(const struct ec_record *record, struct ec_arena *arena, struct ec_pca_result *r,
            bool *whiten, struct ec_error *error)
{
  ec_status status = ec_file_get_count(record, "rows", 2, SIZE_MAX, &r->n_rows, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "dimensions", 1, SIZE_MAX, &r->n_features, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "components", 1, r->n_features, &r->n_components, error);
  if (status == EC_OK)
    status = ec_file_get_number(record, "total_variance", 0.0, &r->total_variance, error);
  if (status == EC_OK)
    status = ec_file_get_number(record, "noise_variance", 0.0, &r->noise_variance, error);
  if (status == EC_OK)
    status = ec_record_get_boolean(record, "whiten", whiten, error);
  return status == EC_OK ? read_lists(record, arena, r, error) : status;
}

ec_status
ec_pca_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_pca *pca = (struct ec_pca *)model;
  struct ec_pca_result result = {.n_rows = 0};
  struct ec_arena *arena = ec_arena_new(0);
  char **names = NULL;
  bool whiten = false;
  ec_status status;
  if (arena == NULL)
    return ec_error_no_memory(error, "the model");
  status = read_result(record, arena, &result, &whiten, error);
  if (status == EC_OK)
    status = ec_file_get_names(record, result.n_features, &names, error);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(pca->arena);
  pca->arena = arena;
  pca->result = result;
  pca->options.whiten = whiten;
  pca->options.n_components = result.n_components;
  ec_model_take_names(model, names, result.n_features);
  model->n_outputs = result.n_components;
  return EC_OK;
}

size_t
ec_pca_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_pca *pca = (const struct ec_pca *)model;
  const struct ec_pca_result *r = &pca->result;
  double explained = 0.0;
  size_t length = ec_text_append(text, size, 0, "principal component analysis");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  for (size_t j = 0; j < r->n_components; j++)
    explained += r->shares[j];
  length = ec_text_append(text, size, length,
                          ", %zu component%s of %zu features, %.2f%% of the variance%s\n",
                          r->n_components, r->n_components == 1 ? "" : "s", r->n_features,
                          100.0 * explained, pca->options.whiten ? ", whitened" : "");
  for (size_t j = 0; j < r->n_components; j++)
    length = ec_text_append(text, size, length, "  component %zu: variance %.6g, %.2f%%\n", j + 1,
                            r->variances[j], 100.0 * r->shares[j]);
  return length;
}
