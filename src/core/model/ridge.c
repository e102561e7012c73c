#include "config.h"

#include "model/ridge.h"

#include <math.h>

#include "model/linear-private.h"

/* "lambda" stands in the file beside the members of a linear model. */
static ec_status
save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_linear *ridge = (const struct ec_linear *)model;
  ec_status status = ec_linear_save(model, record, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "lambda", ridge->lambda, error);
  return status;
}

static ec_status
check_lambda(double lambda, ec_status wrong, struct ec_error *error)
{
  if (!(lambda >= 0.0) || isinf(lambda))
    return ec_error_set(error, wrong, "lambda is %g; it must be a number of at least 0", lambda);
  return EC_OK;
}

static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_linear *ridge = (struct ec_linear *)model;
  double lambda;
  ec_status status = ec_record_get_number(record, "lambda", &lambda, error);
  if (status == EC_OK)
    status = check_lambda(lambda, EC_ERROR_VALUE, error);
  if (status == EC_OK)
    status = ec_linear_load(model, record, error);
  if (status == EC_OK)
    ridge->lambda = lambda;
  return status;
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_ridge_new(NULL, model, error);
}

const struct ec_model_class ec_ridge_class = {
    .name = "ridge",
    .traits = EC_TRAIT_REGRESSION | EC_TRAIT_OWN_CHECK | EC_TRAIT_SCALE,
    .create = create,
    .fit = ec_linear_fit,
    .predict = ec_linear_predict,
    .save = save,
    .load = load,
    .describe = ec_linear_describe,
    .free = ec_linear_free,
};

ec_status
ec_ridge_new(const struct ec_ridge_options *options, struct ec_model **model,
             struct ec_error *error)
{
  static const struct ec_ridge_options defaults = EC_RIDGE_OPTIONS_INIT;
  struct ec_linear *ridge;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_lambda(options->lambda, EC_ERROR_ARGUMENT, error);
  if (status != EC_OK)
    return status;
  ridge = ec_linear_alloc(&ec_ridge_class);
  if (ridge == NULL)
    return ec_error_no_memory(error, "a ridge model");
  ridge->lambda = options->lambda;
  ridge->intercept = options->intercept;
  ridge->rank_policy = EC_RANK_DROP;
  *model = &ridge->model;
  return EC_OK;
}
