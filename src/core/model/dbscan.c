#include "config.h"

#include "model/dbscan.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"
#include "model/dbscan-private.h"
#include "model/linear-private.h"
#include "model/model-file.h"
#include "model/model-private.h"

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_dbscan *dbscan = (struct ec_dbscan *)model;
  struct ec_dbscan made = {.options = dbscan->options};
  ec_status status = ec_dbscan_cluster(&made, &data->x, job, error);
  if (status != EC_OK) {
    ec_search_free(made.search);
    ec_arena_free(made.arena);
    return status;
  }
  ec_dbscan_take(dbscan, &made);
  return EC_OK;
}

static bool
is_known(const struct ec_matrix *x, size_t row)
{
  for (size_t j = 0; j < x->n_columns; j++)
    if (isnan(ec_matrix_get(x, row, j)))
      return false;
  return true;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_error *error)
{
  const struct ec_dbscan *dbscan = (const struct ec_dbscan *)model;
  double limit = dbscan->options.eps * dbscan->options.eps;
  struct ec_neighbour *found = ec_alloc_zero(x->n_rows, sizeof *found);
  ec_status status = EC_OK;
  if (found == NULL)
    return ec_error_no_memory(error, "the predictions");
  if (dbscan->search != NULL)
    status = ec_search_nearest(dbscan->search, x, 1, job, found, error);
  for (size_t i = 0; i < x->n_rows && status == EC_OK; i++) {
    bool near = dbscan->search != NULL && found[i].distance <= limit;
    if (!is_known(x, i))
      predictions[i] = NAN;
    else
      predictions[i] = near ? dbscan->core_labels[found[i].row] : -1.0;
  }
  ec_free(found);
  return status;
}

/* The members of the file, beside "model" and "features":
 *   eps, min_samples             numbers
 *   rows, dimensions, clusters   numbers: N of the fit, D, and how many clusters
 *   core_rows                    number: how many core rows
 *   core                         numbers, core_rows by D, column by column
 *   labels                       numbers: the cluster of each core row
 *   sizes                        numbers, one a cluster
 *   noise                        number */
static ec_status
save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_dbscan *dbscan = (const struct ec_dbscan *)model;
  const struct ec_dbscan_result *r = &dbscan->result;
  const struct {
    const char *key;
    double number;
  } numbers[] = {
      {"eps", dbscan->options.eps},        {"min_samples", (double)dbscan->options.min_samples},
      {"rows", (double)r->n_rows},         {"dimensions", (double)model->n_features},
      {"clusters", (double)r->n_clusters}, {"core_rows", (double)r->n_core},
      {"noise", (double)r->n_noise}};
  ec_status status = EC_OK;
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == EC_OK; i++)
    status = ec_record_add_number(record, numbers[i].key, numbers[i].number, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "core", &dbscan->core, error);
  if (status == EC_OK)
    status = ec_record_add_numbers(record, "labels", dbscan->core_labels, r->n_core, error);
  if (status == EC_OK)
    status = ec_file_add_sizes(record, "sizes", r->sizes, r->n_clusters, error);
  return status;
}

static ec_status
read_core(const struct ec_record *record, struct ec_dbscan *made, struct ec_error *error)
{
  struct ec_dbscan_result *r = &made->result;
  size_t d, *sizes = NULL;
  ec_status status = ec_file_get_count(record, "dimensions", 1, SIZE_MAX, &d, error);
  if (status == EC_OK)
    status = ec_file_get_matrix(record, "core", r->n_core, d, made->arena, &made->core, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "labels", r->n_core, made->arena, &made->core_labels, error);
  if (status == EC_OK)
    status = ec_file_get_sizes(record, "sizes", r->n_clusters, made->arena, &sizes, error);
  for (size_t i = 0; status == EC_OK && i < r->n_core; i++) {
    double label = made->core_labels[i];
    if (!(label >= 0.0 && label < (double)r->n_clusters) || label != floor(label))
      status = ec_error_set(error, EC_ERROR_VALUE,
                            "number %zu of \"labels\" is %g, which is no "
                            "cluster",
                            i + 1, label);
  }
  r->sizes = sizes;
  return status;
}

static ec_status
read_model(const struct ec_record *record, struct ec_dbscan *made, struct ec_error *error)
{
  struct ec_dbscan_result *r = &made->result;
  ec_status status = ec_file_get_number(record, "eps", 0.0, &made->options.eps, error);
  if (status == EC_OK)
    status =
        ec_file_get_count(record, "min_samples", 1, SIZE_MAX, &made->options.min_samples, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "rows", 1, SIZE_MAX, &r->n_rows, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "core_rows", 0, r->n_rows, &r->n_core, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "clusters", 0, r->n_core, &r->n_clusters, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "noise", 0, r->n_rows, &r->n_noise, error);
  if (status == EC_OK)
    status = read_core(record, made, error);
  if (status == EC_OK && r->n_core > 0)
    status = ec_search_new(&made->core, EC_NEIGHBOURS_EUCLIDEAN, EC_NEIGHBOURS_AUTO, &made->search,
                           error);
  return status;
}

static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_dbscan made = {.arena = ec_arena_new(0)};
  char **names = NULL;
  ec_status status;
  if (made.arena == NULL)
    return ec_error_no_memory(error, "the model");
  status = read_model(record, &made, error);
  if (status == EC_OK)
    status = ec_file_get_names(record, made.core.n_columns, &names, error);
  if (status != EC_OK) {
    ec_search_free(made.search);
    ec_arena_free(made.arena);
    return status;
  }
  ec_model_take_names(model, names, made.core.n_columns);
  ec_dbscan_take((struct ec_dbscan *)model, &made);
  return EC_OK;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_dbscan *dbscan = (const struct ec_dbscan *)model;
  const struct ec_dbscan_result *r = &dbscan->result;
  size_t length = ec_text_append(text, size, 0, "DBSCAN, eps %.6g, %zu rows make a core",
                                 dbscan->options.eps, dbscan->options.min_samples);
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length =
      ec_text_append(text, size, length,
                     "\n  %zu rows of %zu features: %zu cluster%s, %zu core row%s, %zu row%s "
                     "of noise\n",
                     r->n_rows, model->n_features, r->n_clusters, r->n_clusters == 1 ? "" : "s",
                     r->n_core, r->n_core == 1 ? "" : "s", r->n_noise, r->n_noise == 1 ? "" : "s");
  for (size_t c = 0; c < r->n_clusters; c++)
    length = ec_text_append(text, size, length, "  cluster %zu: %zu row%s\n", c, r->sizes[c],
                            r->sizes[c] == 1 ? "" : "s");
  return length;
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_dbscan_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct ec_dbscan *dbscan = (struct ec_dbscan *)model;
  ec_search_free(dbscan->search);
  ec_arena_free(dbscan->arena);
  ec_free(dbscan);
}

const struct ec_model_class ec_dbscan_class = {
    .name = "dbscan",
    .traits = EC_TRAIT_TEACHERLESS | EC_TRAIT_SCALE,
    .create = create,
    .fit = fit,
    .predict = predict,
    .save = save,
    .load = load,
    .describe = describe,
    .free = free_model,
};

ec_status
ec_dbscan_new(const struct ec_dbscan_options *options, struct ec_model **model,
              struct ec_error *error)
{
  static const struct ec_dbscan_options defaults = EC_DBSCAN_OPTIONS_INIT;
  struct ec_dbscan *dbscan;
  if (options == NULL)
    options = &defaults;
  if (!(options->eps > 0.0) || isinf(options->eps))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "eps is %g; it must be a number above 0",
                        options->eps);
  if (options->min_samples < 1)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "0 rows are to make a core; at least 1 is needed");
  dbscan = ec_alloc_zero(1, sizeof *dbscan);
  if (dbscan == NULL)
    return ec_error_no_memory(error, "a DBSCAN model");
  dbscan->model.model_class = &ec_dbscan_class;
  dbscan->model.task = EC_TASK_CLUSTERING;
  dbscan->options = *options;
  *model = &dbscan->model;
  return EC_OK;
}

const struct ec_dbscan_result *
ec_dbscan_get_result(const struct ec_model *model)
{
  const struct ec_dbscan *dbscan = (const struct ec_dbscan *)model;
  return model->model_class == &ec_dbscan_class && model->fitted ? &dbscan->result : NULL;
}
