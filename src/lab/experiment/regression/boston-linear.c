/* Week 4: how well does a straight line predict house prices? */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "dataset/epoch-table-private.h"
#include "experiment/regression/epoch-regression-private.h"
#include "experiment/registry-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.02
#define DONE_FIT 0.05
#define DONE_REPEATS 0.9

/* With more the triangle alone takes minutes. */
#define MAX_PRODUCTS 1200

static gboolean
find_columns(EpochRunContext *context, const struct ec_table *table, GArray *columns,
             GError **error)
{
  g_autofree const char **names = epoch_run_context_get_columns(context, "columns");

  for (gsize i = 0; names[i] != NULL; i++) {
    struct ec_error core_error = EC_ERROR_INIT;
    size_t column = 0;
    ec_status status = ec_table_find_column(table, names[i], &column, &core_error);

    if (!epoch_core_error_propagate(status, &core_error, NULL, error)) {
      return FALSE;
    }
    g_array_append_val(columns, column);
  }
  return TRUE;
}

/* Settings of the form, and the settings of models that they set. */
static const struct {
  const char *model; /* (nullable): of any */
  const char *key;
  const char *setting;
} settings[] = {
    {"ridge", "alpha", "alpha"},         {"lasso", "penalty", "alpha"},
    {"elastic-net", "penalty", "alpha"}, {"elastic-net", "l1_ratio", "l1_ratio"},
    {"descent", "rate", "rate"},         {"descent", "epochs", "epochs"},
    {NULL, "degree", "degree"},          {NULL, "scale", "scale"},
};

static EpochRecipe *
new_recipe(EpochRunContext *context, GError **error)
{
  const char *model = epoch_run_context_get_choice(context, "model");
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new(model, EPOCH_TASK_REGRESSION, context->seed, error);

  for (guint i = 0; i < G_N_ELEMENTS(settings) && recipe != NULL; i++) {
    if ((settings[i].model == NULL || g_str_equal(settings[i].model, model)) &&
        !epoch_recipe_set_value(recipe, settings[i].setting,
                                g_hash_table_lookup(context->values, settings[i].key), error)) {
      return NULL;
    }
  }
  return g_steal_pointer(&recipe);
}

/* Whether so many products of columns can be solved for in a time that one waits. */
static gboolean
check_degree(EpochRunContext *context, const struct ec_table *table, GArray *columns,
             GError **error)
{
  gint64 degree = epoch_run_context_get_integer(context, "degree");
  double n = 0, n_products = 1;
  g_autofree char *made = NULL;

  for (guint i = 0; i < columns->len; i++) {
    size_t column = g_array_index(columns, size_t, i);
    size_t n_levels = ec_table_n_levels(table, column);

    n += ec_table_get_type(table, column) == EC_COLUMN_TEXT && n_levels > 1 ? (double)n_levels - 1
                                                                            : 1;
  }
  for (gint64 k = 1; k <= degree; k++) {
    n_products = n_products * (n + (double)k) / (double)k;
  }
  if (degree == 1 || n_products - 1 <= MAX_PRODUCTS) {
    return TRUE;
  }
  made = epoch_amount_fixed(n_products - 1, 0);
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("degree %d of these columns makes %s products, and at most %d are solved for; "
                "choose fewer columns or a lower degree"),
              (int)degree, made, MAX_PRODUCTS);
  return FALSE;
}

/* The loss of gradient descent, as a curve while it goes. */
static void
step_cb(gpointer data, gsize step, double train_loss, double validation_loss)
{
  EpochRunContext *context = data;

  if (isfinite(train_loss)) {
    epoch_events_metric(context->events, "loss", (gint64)step, train_loss, "train");
  }
}

static void
tell_metrics(EpochRunContext *context, const EpochRegression *regression)
{
  const struct {
    const char *split;
    const struct ec_regression_metrics *metrics;
  } parts[] = {
      {"test", &regression->test.metrics},
      {"train", &regression->train.metrics},
      {"baseline", &regression->baseline},
  };

  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    epoch_run_context_metric(context, "rmse", parts[i].split, parts[i].metrics->rmse);
    epoch_run_context_metric(context, "mae", parts[i].split, parts[i].metrics->mae);
    epoch_run_context_metric(context, "mse", parts[i].split, parts[i].metrics->mse);
    epoch_run_context_metric(context, "r2", parts[i].split, parts[i].metrics->r2);
  }
}

/* Fits again on other splits, each from its own stream of random numbers, so that split k is the
 * same however many are asked for. Ends early where somebody asks for it. */
static gboolean
repeat(EpochRunContext *context, const struct ec_table *table, GArray *columns,
       const EpochRecipe *recipe, GArray *errors, GError **error)
{
  gsize n_repeats = (gsize)epoch_run_context_get_integer(context, "repeats");
  double test_share = epoch_run_context_get_number(context, "test_share");
  gsize interval = MAX(n_repeats / 50, 1);

  for (gsize k = 1; k < n_repeats && !epoch_run_context_is_stopped(context); k++) {
    g_autoptr(EpochRegression) regression = NULL;
    g_autoptr(GError) cause = NULL;
    /* Progress within one fit would only flicker between the splits, so it tells none. */
    struct ec_job quiet = context->job;

    quiet.progress = NULL;
    if (k % interval == 0 || k == 1) {
      g_autofree char *stage = g_strdup_printf(_("Split %zu of %zu"), k + 1, n_repeats);

      epoch_events_progress(context->events,
                            DONE_FIT + (DONE_REPEATS - DONE_FIT) * (double)k / (double)n_repeats,
                            stage);
    }
    regression =
        epoch_regression_new(context->dataset, table, (const size_t *)(void *)columns->data,
                             columns->len, context->seed, k, test_share, recipe, &quiet, &cause);
    if (regression == NULL && g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
      break;
    }
    if (regression == NULL) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    g_array_append_val(errors, regression->test.metrics.rmse);
    epoch_events_metric(context->events, "rmse", (gint64)k + 1, regression->test.metrics.rmse,
                        "test");
  }
  return TRUE;
}

/* What a stopped run had found: the splits that were done. */
static gboolean
write_checkpoint(EpochRunContext *context, GArray *errors, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter writer;

  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  epoch_json_writer_add_integer(&writer, "splits_done", errors->len);
  epoch_json_writer_add_integer(&writer, "splits",
                                epoch_run_context_get_integer(context, "repeats"));
  epoch_json_writer_add_numbers(&writer, "rmse", (const double *)(void *)errors->data, errors->len);
  epoch_json_writer_end(&writer, '}');
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "checkpoint", _("Checkpoint"), "checkpoint.json", text,
                                 error);
}

static gboolean
write_results(EpochRunContext *context, EpochRegression *regression, GArray *errors,
              const EpochRegressionInput *input, GError **error)
{
  regression->n_repeats = errors->len;
  regression->repeats = (const double *)(void *)errors->data;
  if (errors->len > 1) {
    double mean = 0, deviation = 0;

    epoch_regression_spread(regression, &mean, &deviation);
    epoch_run_context_metric(context, "rmse", "mean", mean);
    epoch_run_context_metric(context, "rmse", "sd", deviation);
  }
  epoch_events_progress(context->events, DONE_REPEATS, _("Drawing charts"));
  return epoch_regression_write_charts(regression, context, error) &&
         epoch_regression_write_penalty(regression, input, error) &&
         epoch_regression_write_descent(regression, input, error) &&
         epoch_regression_write_reading(regression, context, error) &&
         epoch_regression_write_tables(regression, context, error) &&
         (!context->stopped || write_checkpoint(context, errors, error));
}

gboolean
epoch_boston_linear_run(EpochRunContext *context, GError **error)
{
  g_autoptr(EpochTable) table = NULL;
  g_autoptr(EpochRegression) regression = NULL;
  g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  g_autoptr(GArray) errors = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(EpochRecipe) recipe = new_recipe(context, error);
  struct ec_job job = ec_job_part(&context->job, DONE_READ, DONE_FIT);
  EpochRegressionInput input = {.context = context, .recipe = recipe};

  if (recipe == NULL) {
    return FALSE;
  }
  epoch_events_progress(context->events, 0, _("Reading the data"));
  table = epoch_table_read_dataset(context->dataset, &context->job, error);
  if (table == NULL || !find_columns(context, table, columns, error) ||
      !check_degree(context, table, columns, error)) {
    return FALSE;
  }
  input.table = table;
  input.columns = (const size_t *)(void *)columns->data;
  input.n_columns = columns->len;
  epoch_recipe_set_step(recipe, step_cb, context);
  epoch_events_progress(context->events, DONE_READ, _("Fitting the line"));
  regression = epoch_regression_new(
      context->dataset, table, (const size_t *)(void *)columns->data, columns->len, context->seed,
      0, epoch_run_context_get_number(context, "test_share"), recipe, &job, error);
  if (regression == NULL) {
    return FALSE;
  }
  /* The other splits and settings are not to be told of step by step. */
  epoch_recipe_set_step(recipe, NULL, NULL);
  tell_metrics(context, regression);
  g_array_append_val(errors, regression->test.metrics.rmse);
  if (epoch_run_context_get_integer(context, "repeats") > 1) {
    epoch_events_metric(context->events, "rmse", 1, regression->test.metrics.rmse, "test");
  }
  if (!repeat(context, table, columns, recipe, errors, error) ||
      !write_results(context, regression, errors, &input, error)) {
    return FALSE;
  }
  if (!context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return TRUE;
}
