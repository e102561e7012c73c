/* Solutions of lasso and elastic net over a grid of penalties. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "model/elastic-net-private.h"
#include "model/model-private.h"

/* The path as it is made; the arrays live in the arena. */
struct path {
  struct ec_elastic_net_path path;
  struct ec_arena *arena;
  double *alphas, *intercepts, *coefficients, *r_squared;
  struct ec_elastic_net_fit *fits;
};

static ec_status
check_alphas(const double *alphas, size_t n_alphas, double l1_ratio, struct ec_error *error)
{
  if (n_alphas == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a path needs at least one alpha");
  if (alphas == NULL && l1_ratio < 0.01)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "l1_ratio is %g; below 0.01 no alpha makes all coefficients zero, so give "
                        "the alphas",
                        l1_ratio);
  if (l1_ratio == 0.0)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "l1_ratio is 0; that is ridge regression, which has no sparse path");
  for (size_t i = 0; alphas != NULL && i < n_alphas; i++)
    if (!(alphas[i] > 0.0) || isinf(alphas[i]) || (i > 0 && !(alphas[i] < alphas[i - 1])))
      return ec_error_set(error, EC_ERROR_ARGUMENT,
                          "alpha %zu is %g; alphas are numbers above 0, each below the one before",
                          i + 1, alphas[i]);
  return EC_OK;
}

static void
choose_alphas(const struct ec_elastic_problem *p, double l1_ratio, double *alphas, size_t n)
{
  double most = 0.0;
  for (size_t j = 0; j < p->d; j++)
    most = fmax(most, fabs(p->products[j]));
  /* Where nothing is to be explained, any grid shows it. */
  most = most > 0.0 ? most / l1_ratio : 1.0;
  for (size_t i = 0; i < n; i++)
    alphas[i] = most * pow(1e-3, n > 1 ? (double)i / (double)(n - 1) : 0.0);
}

static ec_status
alloc(struct path *path, size_t n, size_t d, struct ec_error *error)
{
  size_t size;
  path->alphas = ec_arena_alloc(path->arena, n, sizeof *path->alphas);
  path->intercepts = ec_arena_alloc(path->arena, n, sizeof *path->intercepts);
  path->r_squared = ec_arena_alloc(path->arena, n, sizeof *path->r_squared);
  path->fits = ec_arena_alloc(path->arena, n, sizeof *path->fits);
  if (ec_size_multiply(n, d, &size))
    path->coefficients = ec_arena_alloc(path->arena, size, sizeof *path->coefficients);
  if (path->alphas == NULL || path->intercepts == NULL || path->r_squared == NULL ||
      path->fits == NULL || path->coefficients == NULL)
    return ec_error_no_memory(error, "the path");
  path->path = (struct ec_elastic_net_path){
      n, d, path->alphas, path->intercepts, path->coefficients, path->r_squared, path->fits};
  return EC_OK;
}

static ec_status
follow(struct path *path, struct ec_elastic_problem *p,
       const struct ec_elastic_net_options *options, struct ec_error *error)
{
  for (size_t i = 0; i < path->path.n_alphas; i++) {
    double alpha = path->alphas[i];
    ec_status status =
        ec_elastic_solve(p, alpha * options->l1_ratio, alpha * (1.0 - options->l1_ratio), options,
                         &path->fits[i], error);
    if (status != EC_OK)
      return status;
    memcpy(path->coefficients + i * p->d, p->w, p->d * sizeof *p->w);
    path->intercepts[i] = ec_elastic_intercept(p);
    path->r_squared[i] = ec_elastic_r_squared(p);
    ec_job_report(p->job, (double)(i + 1) / (double)path->path.n_alphas, "path");
  }
  return EC_OK;
}

ec_status
ec_elastic_net_path(const struct ec_data *data, const struct ec_elastic_net_options *options,
                    const double *alphas, size_t n_alphas, const struct ec_job *job,
                    struct ec_elastic_net_path **result, struct ec_error *error)
{
  static const struct ec_elastic_net_options defaults = EC_ELASTIC_NET_OPTIONS_INIT;
  struct ec_elastic_problem problem = {&data->x,          data->y, data->x.n_rows,
                                       data->x.n_columns, true,    job};
  struct path *path = NULL;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  problem.intercept = options->intercept;
  status = ec_elastic_check_options(options, error);
  if (status == EC_OK)
    status = check_alphas(alphas, n_alphas, options->l1_ratio, error);
  if (status == EC_OK)
    status = ec_data_check(&ec_elastic_net_class, data, job, error);
  if (status == EC_OK)
    status = ec_elastic_problem_init(&problem, error);
  if (status != EC_OK)
    return status;
  path = ec_alloc_zero(1, sizeof *path);
  if (path == NULL || (path->arena = ec_arena_new(0)) == NULL)
    status = ec_error_no_memory(error, "the path");
  if (status == EC_OK)
    status = alloc(path, n_alphas, problem.d, error);
  if (status == EC_OK) {
    if (alphas != NULL)
      memcpy(path->alphas, alphas, n_alphas * sizeof *alphas);
    else
      choose_alphas(&problem, options->l1_ratio, path->alphas, n_alphas);
    status = follow(path, &problem, options, error);
  }
  ec_elastic_problem_clear(&problem);
  if (status == EC_OK)
    *result = &path->path;
  else if (path != NULL)
    ec_elastic_net_path_free(&path->path);
  return status;
}

void
ec_elastic_net_path_free(struct ec_elastic_net_path *result)
{
  struct path *path = (struct path *)result;
  if (path == NULL)
    return;
  ec_arena_free(path->arena);
  ec_free(path);
}
