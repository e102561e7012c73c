#include "config.h"

#include "model/elastic-net.h"

#include <math.h>

#include "base/memory.h"
#include "model/elastic-net-private.h"
#include "model/linear-private.h"

struct ec_elastic_net {
  struct ec_linear linear;
  struct ec_elastic_net_options options;
  struct ec_elastic_net_fit fit;
  bool known; /* whether `fit` is, which it is not after loading */
};

static ec_status
check_penalty(double alpha, double l1_ratio, ec_status wrong, struct ec_error *error)
{
  if (!(alpha >= 0.0) || isinf(alpha))
    return ec_error_set(error, wrong, "alpha is %g; it must be a number of at least 0", alpha);
  if (!(l1_ratio >= 0.0 && l1_ratio <= 1.0))
    return ec_error_set(error, wrong, "l1_ratio is %g; it must be from 0 to 1", l1_ratio);
  return EC_OK;
}

ec_status
ec_elastic_check_options(const struct ec_elastic_net_options *options, struct ec_error *error)
{
  if (!(options->tolerance > 0.0) || isinf(options->tolerance))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the tolerance is %g; it must be a number above 0", options->tolerance);
  if (options->max_iterations == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there must be at least one iteration");
  return check_penalty(options->alpha, options->l1_ratio, EC_ERROR_ARGUMENT, error);
}

/* Without an L1 part it is ridge regression, which needs no iterations. */
static ec_status
fit_ridge(struct ec_elastic_net *net, const struct ec_data *data, const struct ec_job *job,
          struct ec_error *error)
{
  double strength = net->options.alpha * (1.0 - net->options.l1_ratio), squares = 0.0;
  double n = (double)data->x.n_rows;
  ec_status status;
  net->linear.lambda = n * strength;
  status = ec_linear_fit(&net->linear.model, data, job, error);
  net->linear.lambda = 0.0;
  if (status != EC_OK)
    return status;
  for (size_t j = 0; j < data->x.n_columns; j++)
    squares += net->linear.result.coefficients[j] * net->linear.result.coefficients[j];
  net->known = true;
  net->fit = (struct ec_elastic_net_fit){
      1, true, 0.0, 0.5 * (net->linear.result.residual_squares / n + strength * squares)};
  return EC_OK;
}

static ec_status
build_result(const struct ec_elastic_problem *p, struct ec_arena *arena,
             struct ec_linear_result *result, struct ec_error *error)
{
  double *coefficients = ec_arena_alloc(arena, p->d, sizeof *coefficients);
  double *unknown = ec_arena_alloc(arena, p->d, sizeof *unknown);
  bool *aliased = ec_arena_alloc(arena, p->d, sizeof *aliased);
  double squares, total = p->y_squares * (double)p->n;
  size_t rank = 0;
  ec_status status;
  if (coefficients == NULL || unknown == NULL || aliased == NULL)
    return ec_error_no_memory(error, "the result of the fit");
  status = ec_elastic_residual_squares(p, &squares, error);
  if (status != EC_OK)
    return status;
  for (size_t j = 0; j < p->d; j++) {
    coefficients[j] = p->w[j];
    unknown[j] = NAN;
    rank += p->w[j] != 0.0;
  }
  *result = (struct ec_linear_result){
      .n_rows = p->n,
      .n_features = p->d,
      .rank = rank,
      .intercept = ec_elastic_intercept(p),
      .coefficients = coefficients,
      .aliased = aliased,
      .sigma = NAN,
      .degrees_of_freedom = NAN,
      .r_squared = total > 0.0 ? 1.0 - squares / total : squares == 0.0,
      .residual_squares = squares,
      .total_squares = total,
      .intercept_error = NAN,
      .intercept_t = NAN,
      .errors = unknown,
      .t = unknown,
  };
  return EC_OK;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct ec_elastic_net *net = (struct ec_elastic_net *)model;
  const struct ec_elastic_net_options *options = &net->options;
  struct ec_elastic_problem problem = {
      &data->x, data->y, data->x.n_rows, data->x.n_columns, options->intercept, job};
  double l1 = options->alpha * options->l1_ratio, l2 = options->alpha * (1.0 - options->l1_ratio);
  struct ec_elastic_net_fit found;
  struct ec_linear_result result;
  struct ec_arena *arena;
  ec_status status;
  if (l1 == 0.0)
    return fit_ridge(net, data, job, error);
  status = ec_elastic_problem_init(&problem, error);
  if (status != EC_OK)
    return status;
  arena = ec_arena_new(0);
  status = ec_elastic_solve(&problem, l1, l2, options, &found, error);
  if (status == EC_OK && arena == NULL)
    status = ec_error_no_memory(error, "the result of the fit");
  if (status == EC_OK)
    status = build_result(&problem, arena, &result, error);
  ec_elastic_problem_clear(&problem);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(net->linear.arena);
  ec_least_squares_free(net->linear.solution);
  net->linear.arena = arena;
  net->linear.solution = NULL;
  net->linear.result = result;
  net->fit = found;
  net->known = true;
  return EC_OK;
}

const struct ec_elastic_net_fit *
ec_elastic_net_get_fit(const struct ec_model *model)
{
  const struct ec_elastic_net *net = (const struct ec_elastic_net *)model;
  return model->fitted && net->known ? &net->fit : NULL;
}

/* "alpha" and "l1_ratio" stand in the file beside the members of a linear model. */
static ec_status
save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_elastic_net *net = (const struct ec_elastic_net *)model;
  ec_status status = ec_linear_save(model, record, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "alpha", net->options.alpha, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "l1_ratio", net->options.l1_ratio, error);
  return status;
}

static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_elastic_net *net = (struct ec_elastic_net *)model;
  double alpha, l1_ratio;
  ec_status status = ec_record_get_number(record, "alpha", &alpha, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "l1_ratio", &l1_ratio, error);
  if (status == EC_OK)
    status = check_penalty(alpha, l1_ratio, EC_ERROR_VALUE, error);
  if (status == EC_OK)
    status = ec_linear_load(model, record, error);
  if (status != EC_OK)
    return status;
  net->options.alpha = alpha;
  net->options.l1_ratio = l1_ratio;
  net->known = false;
  return EC_OK;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_elastic_net *net = (const struct ec_elastic_net *)model;
  size_t length = ec_linear_describe(model, text, size), n_used = 0;
  length = ec_text_append(text, size, length, "  alpha %.6g, share of the L1 penalty %.6g\n",
                          net->options.alpha, net->options.l1_ratio);
  if (!model->fitted)
    return length;
  for (size_t j = 0; j < model->n_features; j++)
    n_used += net->linear.result.coefficients[j] != 0.0;
  length = ec_text_append(text, size, length, "  %zu of %zu coefficients are not zero\n", n_used,
                          model->n_features);
  if (net->known && !net->fit.converged)
    length = ec_text_append(text, size, length,
                            "  not converged after %zu sweeps: the objective may be %.3g above its "
                            "minimum\n",
                            net->fit.n_iterations, net->fit.gap);
  return length;
}

static ec_status
make(const struct ec_model_class *model_class, const struct ec_elastic_net_options *options,
     double l1_ratio, struct ec_model **model, struct ec_error *error)
{
  static const struct ec_elastic_net_options defaults = EC_ELASTIC_NET_OPTIONS_INIT;
  struct ec_elastic_net_options chosen = options != NULL ? *options : defaults;
  struct ec_elastic_net *net;
  ec_status status;
  if (!isnan(l1_ratio))
    chosen.l1_ratio = l1_ratio;
  status = ec_elastic_check_options(&chosen, error);
  if (status != EC_OK)
    return status;
  net = ec_alloc_zero(1, sizeof *net);
  if (net == NULL)
    return ec_error_no_memory(error, "a linear model");
  net->linear.model.model_class = model_class;
  net->linear.intercept = chosen.intercept;
  net->linear.rank_policy = EC_RANK_DROP;
  net->options = chosen;
  *model = &net->linear.model;
  return EC_OK;
}

ec_status
ec_lasso_new(const struct ec_elastic_net_options *options, struct ec_model **model,
             struct ec_error *error)
{
  return make(&ec_lasso_class, options, 1.0, model, error);
}

ec_status
ec_elastic_net_new(const struct ec_elastic_net_options *options, struct ec_model **model,
                   struct ec_error *error)
{
  return make(&ec_elastic_net_class, options, NAN, model, error);
}

static ec_status
create_lasso(struct ec_model **model, struct ec_error *error)
{
  return ec_lasso_new(NULL, model, error);
}

static ec_status
create_elastic_net(struct ec_model **model, struct ec_error *error)
{
  return ec_elastic_net_new(NULL, model, error);
}

const struct ec_model_class ec_lasso_class = {
    .name = "lasso",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_SCALE,
    .create = create_lasso,
    .fit = fit,
    .predict = ec_linear_predict,
    .save = save,
    .load = load,
    .describe = describe,
    .free = ec_linear_free,
};

const struct ec_model_class ec_elastic_net_class = {
    .name = "elastic-net",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_SCALE,
    .create = create_elastic_net,
    .fit = fit,
    .predict = ec_linear_predict,
    .save = save,
    .load = load,
    .describe = describe,
    .free = ec_linear_free,
};
