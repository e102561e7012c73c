#include "config.h"

#include "explain/partial-dependence.h"

#include "base/parallel.h"
#include "base/sum.h"
#include "explain/copies-private.h"

struct work {
  const size_t *features;
  const struct ec_matrix *points;
  ec_output_func output;
  void *data;
  const size_t *rows;
  size_t n_rows;
  double *means, *curves;
  struct ec_copies copies;
};

/* Sets all rows to one point and asks. */
static ec_status
do_point(void *data, size_t point, unsigned worker, struct ec_error *error)
{
  struct work *work = data;
  struct ec_matrix *copy = &work->copies.matrices[worker];
  double *outputs = work->copies.outputs[worker];
  struct ec_sum sum = {0, 0};
  ec_status status;
  for (size_t c = 0; c < work->points->n_columns; c++) {
    double *column = ec_matrix_column(copy, work->features[c]);
    for (size_t i = 0; i < copy->n_rows; i++)
      column[i] = ec_matrix_get(work->points, point, c);
  }
  status = work->output(work->data, copy, outputs, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < copy->n_rows; i++)
    ec_sum_add(&sum, outputs[i]);
  work->means[point] = ec_sum_get(&sum) / (double)copy->n_rows;
  for (size_t r = 0; work->curves != NULL && r < work->n_rows; r++)
    work->curves[r * work->points->n_rows + point] =
        outputs[work->rows != NULL ? work->rows[r] : r];
  return EC_OK;
}

static ec_status
check(const struct ec_matrix *x, const struct work *work, struct ec_error *error)
{
  if (x->n_rows == 0 || work->points->n_rows == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no %s to ask about",
                        x->n_rows == 0 ? "rows" : "points");
  for (size_t c = 0; c < work->points->n_columns; c++)
    if (work->features[c] >= x->n_columns)
      return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no feature %zu; there are %zu",
                          work->features[c] + 1, x->n_columns);
  if (work->curves != NULL && work->rows == NULL && work->n_rows != x->n_rows)
    return ec_error_set(error, EC_ERROR_SHAPE, "curves of %zu rows are wanted, and there are %zu",
                        work->n_rows, x->n_rows);
  for (size_t r = 0; work->curves != NULL && work->rows != NULL && r < work->n_rows; r++)
    if (work->rows[r] >= x->n_rows)
      return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no row %zu; there are %zu",
                          work->rows[r] + 1, x->n_rows);
  return EC_OK;
}

ec_status
ec_partial_dependence(const struct ec_matrix *x, const size_t *features,
                      const struct ec_matrix *points, ec_output_func output, void *data,
                      const size_t *rows, size_t n_rows, const struct ec_job *job, double *means,
                      double *curves, struct ec_error *error)
{
  struct work work = {features, points, output, data, rows, n_rows, means, curves, EC_COPIES_INIT};
  ec_status status = check(x, &work, error);
  if (status == EC_OK)
    status =
        ec_copies_make(x, ec_pool_n_threads(job != NULL ? job->pool : NULL), &work.copies, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, "partial dependence", points->n_rows, do_point, &work, error);
  ec_copies_clear(&work.copies);
  return status;
}
