/* The linear models, as they are offered: what can be set, and how each is made. */
#include "config.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>

#include "model/descent.h"
#include "model/elastic-net.h"
#include "model/epoch-model-kinds-private.h"
#include "model/linear.h"
#include "model/logistic.h"
#include "model/ridge.h"

#define INTERCEPT                                                                                  \
  {                                                                                                \
    .key = "intercept", .label = N_("Intercept"),                                                  \
    .help = N_("Whether the line may miss the origin."), .type = EPOCH_PARAMETER_BOOLEAN,          \
    .fallback = "true"                                                                             \
  }

#define MAX_ITERATIONS(number)                                                                     \
  {                                                                                                \
    .key = "max_iterations", .label = N_("Most iterations"),                                       \
    .help = N_("The search ends after so many rounds, also where it has not arrived."),            \
    .type = EPOCH_PARAMETER_INTEGER, .fallback = number, .minimum = 1, .maximum = 1000000,         \
    .advanced = TRUE                                                                               \
  }

#define TOLERANCE(number)                                                                          \
  {                                                                                                \
    .key = "tolerance", .label = N_("Tolerance"),                                                  \
    .help = N_("How near to the best coefficients the search has to come before it ends."),        \
    .type = EPOCH_PARAMETER_NUMBER, .fallback = number, .minimum = 1e-15, .maximum = 1,            \
    .advanced = TRUE                                                                               \
  }

static const EpochParameterSpec linear_parameters[] = {INTERCEPT};

static ec_status
create_linear(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_linear_options options = EC_LINEAR_OPTIONS_INIT;

  options.intercept = epoch_values_get_boolean(request->values, "intercept");
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
create_ridge(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_ridge_options options = EC_RIDGE_OPTIONS_INIT;

  options.lambda = epoch_values_get_number(request->values, "alpha");
  options.intercept = epoch_values_get_boolean(request->values, "intercept");
  return ec_ridge_new(&options, model, error);
}

#define LASSO_ALPHA                                                                                \
  {                                                                                                \
    .key = "alpha", .label = N_("Penalty"),                                                        \
    .help =                                                                                        \
        N_("How much coefficients cost; the larger the number, the more of them are exactly 0."),  \
    .type = EPOCH_PARAMETER_NUMBER, .fallback = "1", .minimum = 0, .maximum = DBL_MAX              \
  }

static const EpochParameterSpec lasso_parameters[] = {
    LASSO_ALPHA,
    INTERCEPT,
    MAX_ITERATIONS("10000"),
    TOLERANCE("1e-10"),
};

static const EpochParameterSpec elastic_net_parameters[] = {
    LASSO_ALPHA,
    {.key = "l1_ratio",
     .label = N_("Share of the lasso"),
     .help = N_("1 is the lasso, which sets coefficients to 0; 0 is ridge, which makes all of them "
                "small."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.5",
     .minimum = 0,
     .maximum = 1},
    INTERCEPT,
    MAX_ITERATIONS("10000"),
    TOLERANCE("1e-10"),
};

static struct ec_elastic_net_options
elastic_net_options(GHashTable *values)
{
  struct ec_elastic_net_options options = EC_ELASTIC_NET_OPTIONS_INIT;

  options.alpha = epoch_values_get_number(values, "alpha");
  options.intercept = epoch_values_get_boolean(values, "intercept");
  options.max_iterations = (size_t)epoch_values_get_integer(values, "max_iterations");
  options.tolerance = epoch_values_get_number(values, "tolerance");
  return options;
}

static ec_status
create_lasso(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  const struct ec_elastic_net_options options = elastic_net_options(request->values);

  return ec_lasso_new(&options, model, error);
}

static ec_status
create_elastic_net(const EpochModelRequest *request, struct ec_model **model,
                   struct ec_error *error)
{
  struct ec_elastic_net_options options = elastic_net_options(request->values);

  options.l1_ratio = epoch_values_get_number(request->values, "l1_ratio");
  return ec_elastic_net_new(&options, model, error);
}

static const EpochParameterSpec descent_parameters[] = {
    {.key = "rate",
     .label = N_("Learning rate"),
     .help = N_("How far each step goes down the slope; too far, and it never arrives."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.1",
     .minimum = 1e-12,
     .maximum = 1e6,
     .step = 0.01},
    {.key = "epochs",
     .label = N_("Epochs"),
     .help = N_("How often all rows are gone through."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "100",
     .minimum = 1,
     .maximum = 1000000},
    {.key = "batch_size",
     .label = N_("Rows a step"),
     .help = N_("How many rows each step looks at; 0 means all of them."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "0",
     .minimum = 0,
     .maximum = 1e9},
    {.key = "momentum",
     .label = N_("Momentum"),
     .help = N_("How much of the last step each step keeps."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0",
     .minimum = 0,
     .maximum = 0.999999,
     .step = 0.05},
    INTERCEPT,
};

static void
tell_step(void *data, size_t step, double loss)
{
  const EpochModelRequest *request = data;

  request->step(request->step_data, step, loss, NAN);
}

static ec_status
create_descent(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_descent_options options = EC_DESCENT_OPTIONS_INIT;

  options.rate = epoch_values_get_number(request->values, "rate");
  options.n_epochs = (size_t)epoch_values_get_integer(request->values, "epochs");
  options.batch_size = (size_t)epoch_values_get_integer(request->values, "batch_size");
  options.momentum = epoch_values_get_number(request->values, "momentum");
  options.intercept = epoch_values_get_boolean(request->values, "intercept");
  options.seed = request->seed;
  if (request->step != NULL) {
    options.step = tell_step;
    options.step_data = (void *)request;
  }
  return ec_descent_new(&options, model, error);
}

static const EpochParameterSpec logistic_parameters[] = {
    {.key = "penalty",
     .label = N_("Penalty"),
     .help = N_("What large coefficients cost: their squares, their sizes, a mixture, or nothing."),
     .type = EPOCH_PARAMETER_CHOICE,
     .fallback = "l2",
     .choices = {{"l2", N_("Squares (L2)")},
                 {"l1", N_("Sizes (L1)")},
                 {"elastic", N_("Both")},
                 {"none", N_("None")}}},
    {.key = "c",
     .label = N_("Freedom C"),
     .help = N_("The inverse of the penalty: the larger the number, the freer the coefficients."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1",
     .minimum = 1e-10,
     .maximum = 1e10},
    {.key = "l1_ratio",
     .label = N_("Share of sizes"),
     .help = N_("Of the penalty of both: 1 is sizes alone, 0 squares alone."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.5",
     .minimum = 0,
     .maximum = 1,
     .needs = {"penalty", "elastic"}},
    INTERCEPT,
    MAX_ITERATIONS("1000"),
    TOLERANCE("1e-6"),
};

static enum ec_logistic_penalty
penalty_of(const char *choice)
{
  return g_str_equal(choice, "none")      ? EC_LOGISTIC_NONE
         : g_str_equal(choice, "l1")      ? EC_LOGISTIC_L1
         : g_str_equal(choice, "elastic") ? EC_LOGISTIC_ELASTIC
                                          : EC_LOGISTIC_L2;
}

static ec_status
create_logistic(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;

  options.penalty = penalty_of(epoch_values_get_choice(request->values, "penalty"));
  options.c = epoch_values_get_number(request->values, "c");
  options.l1_ratio = epoch_values_get_number(request->values, "l1_ratio");
  options.tolerance = epoch_values_get_number(request->values, "tolerance");
  options.max_iterations = (size_t)epoch_values_get_integer(request->values, "max_iterations");
  options.intercept = epoch_values_get_boolean(request->values, "intercept");
  if (request->step != NULL) {
    options.step = tell_step;
    options.step_data = (void *)request;
  }
  return ec_logistic_new(&options, model, error);
}

#define PARAMETERS(list) .parameters = list, .n_parameters = G_N_ELEMENTS(list)

const EpochModelKind epoch_model_kinds_linear[] = {
    {.id = "linear",
     .title = N_("Linear regression"),
     .summary = N_("Multiplies each column by a number and adds up; the squared error on the "
                   "training rows is as small as it can be."),
     .tasks = EPOCH_TASK_REGRESSION,
     .is_linear = TRUE,
     .model_class = &ec_linear_class,
     PARAMETERS(linear_parameters),
     .create = create_linear},
    {.id = "ridge",
     .title = N_("Ridge regression"),
     .summary = N_("Linear regression in which large coefficients cost something, so that they "
                   "stay small."),
     .tasks = EPOCH_TASK_REGRESSION,
     .is_linear = TRUE,
     .model_class = &ec_ridge_class,
     PARAMETERS(ridge_parameters),
     .create = create_ridge},
    {.id = "lasso",
     .title = N_("Lasso"),
     .summary = N_("Linear regression that sets the coefficients of columns of little use to "
                   "exactly 0."),
     .tasks = EPOCH_TASK_REGRESSION,
     .is_linear = TRUE,
     .model_class = &ec_lasso_class,
     PARAMETERS(lasso_parameters),
     .create = create_lasso},
    {.id = "elastic-net",
     .title = N_("Elastic net"),
     .summary = N_("Between the lasso and ridge: sets some coefficients to 0 and keeps the others "
                   "small."),
     .tasks = EPOCH_TASK_REGRESSION,
     .is_linear = TRUE,
     .model_class = &ec_elastic_net_class,
     PARAMETERS(elastic_net_parameters),
     .create = create_elastic_net},
    {.id = "descent",
     .title = N_("Gradient descent"),
     .summary = N_("Finds the coefficients of a linear model step by step down the slope of its "
                   "error."),
     .tasks = EPOCH_TASK_REGRESSION | EPOCH_TASK_CLASSIFICATION,
     .is_linear = TRUE,
     .is_random = TRUE,
     .model_class = &ec_descent_class,
     PARAMETERS(descent_parameters),
     .create = create_descent},
    {.id = "logistic",
     .title = N_("Logistic regression"),
     .summary = N_("Turns a weighted sum of the columns into a probability for each class."),
     .tasks = EPOCH_TASK_CLASSIFICATION,
     .is_linear = TRUE,
     .model_class = &ec_logistic_class,
     PARAMETERS(logistic_parameters),
     .create = create_logistic},
};
const gsize epoch_model_kinds_n_linear = G_N_ELEMENTS(epoch_model_kinds_linear);
