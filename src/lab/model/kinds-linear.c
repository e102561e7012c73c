/* The linear models, as they are offered: what can be set, and how each is made. */
#include "config.h"

#include <glib/gi18n.h>
#include <float.h>

#include "model/epoch-model-kinds-private.h"
#include "model/linear.h"
#include "model/ridge.h"

#define INTERCEPT                                                                                  \
  {                                                                                                \
    .key = "intercept", .label = N_("Intercept"),                                                  \
    .help = N_("Whether the line may miss the origin."), .type = EPOCH_PARAMETER_BOOLEAN,          \
    .fallback = "true"                                                                             \
  }

static const EpochParameterSpec linear_parameters[] = {INTERCEPT};

static ec_status
create_linear(GHashTable *values, EpochTask task, guint64 seed, struct ec_model **model,
              struct ec_error *error)
{
  struct ec_linear_options options = EC_LINEAR_OPTIONS_INIT;

  options.intercept = epoch_values_get_boolean(values, "intercept");
  return ec_linear_new(&options, model, error);
}

static const EpochParameterSpec ridge_parameters[] = {
    {.key = "alpha",
     .label = N_("Ridge penalty"),
     .help = N_("How much large coefficients cost; 0 is least squares."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1",
     .minimum = 0,
     .maximum = DBL_MAX},
    INTERCEPT,
};

static ec_status
create_ridge(GHashTable *values, EpochTask task, guint64 seed, struct ec_model **model,
             struct ec_error *error)
{
  struct ec_ridge_options options = EC_RIDGE_OPTIONS_INIT;

  options.lambda = epoch_values_get_number(values, "alpha");
  options.intercept = epoch_values_get_boolean(values, "intercept");
  return ec_ridge_new(&options, model, error);
}

const EpochModelKind epoch_model_kinds_linear[] = {
    {
        .id = "linear",
        .title = N_("Linear regression"),
        .summary = N_("Multiplies each column by a number and adds up; the squared error on the "
                      "training rows is as small as it can be."),
        .tasks = EPOCH_TASK_REGRESSION,
        .is_linear = TRUE,
        .model_class = &ec_linear_class,
        .parameters = linear_parameters,
        .n_parameters = G_N_ELEMENTS(linear_parameters),
        .create = create_linear,
    },
    {
        .id = "ridge",
        .title = N_("Ridge regression"),
        .summary = N_("Linear regression in which large coefficients cost something, so that they "
                      "stay small."),
        .tasks = EPOCH_TASK_REGRESSION,
        .is_linear = TRUE,
        .model_class = &ec_ridge_class,
        .parameters = ridge_parameters,
        .n_parameters = G_N_ELEMENTS(ridge_parameters),
        .create = create_ridge,
    },
};
const gsize epoch_model_kinds_n_linear = G_N_ELEMENTS(epoch_model_kinds_linear);
