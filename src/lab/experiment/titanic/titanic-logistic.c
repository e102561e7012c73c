/* Week 5: who would have survived? A whole pipeline, from gaps and words to probabilities, measured
 * by cross-validation, with a threshold to move by hand. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "experiment/epoch-trial-private.h"
#include "experiment/registry-private.h"
#include "experiment/titanic/titanic-private.h"
#include "report/epoch-report-charts-private.h"
#include "run/epoch-run-files-private.h"
#include "validate/epoch-curve-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.05
#define DONE_FIT 0.55
#define DONE_CURVE 0.9

static gboolean
add_titles(struct ec_table *table, GError **error)
{
  gsize n = ec_table_n_rows(table);
  g_autofree const char **titles = g_new0(const char *, n + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  size_t column = 0;
  ec_status status = ec_table_find_column(table, "name", &column, &core_error);

  for (gsize i = 0; i < n && status == EC_OK; i++) {
    guint title = epoch_titanic_find_title(ec_table_get_text(table, column, i));

    /* Those that are rare are one category together. */
    titles[i] = epoch_titanic_titles[title] != NULL ? epoch_titanic_titles[title] : "Other";
  }
  if (status == EC_OK) {
    status = ec_table_add_text(table, "title", titles, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

static gboolean
add_families(struct ec_table *table, GError **error)
{
  gsize n = ec_table_n_rows(table);
  g_autofree double *relatives = g_new(double, n + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  size_t siblings = 0, parents = 0;
  ec_status status = ec_table_find_column(table, "sibsp", &siblings, &core_error);

  if (status == EC_OK) {
    status = ec_table_find_column(table, "parch", &parents, &core_error);
  }
  for (gsize i = 0; i < n && status == EC_OK; i++) {
    relatives[i] =
        ec_table_get_numbers(table, siblings)[i] + ec_table_get_numbers(table, parents)[i];
  }
  if (status == EC_OK) {
    status = ec_table_add_numbers(table, "family", relatives, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* The table with the columns that are made of others, split for the trial. */
static EpochTrial *
prepare(EpochRunContext *context, GError **error)
{
  g_autofree const char **chosen = epoch_run_context_get_columns(context, "columns");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) columns = NULL;
  g_autoptr(EpochTable) table = NULL;

  table = epoch_table_read_dataset(context->dataset, &context->job, error);
  if (table == NULL) {
    return NULL;
  }
  g_strv_builder_addv(builder, chosen);
  if (epoch_run_context_get_boolean(context, "title")) {
    if (!add_titles(table, error)) {
      return NULL;
    }
    g_strv_builder_add(builder, "title");
  }
  if (epoch_run_context_get_boolean(context, "family")) {
    if (!add_families(table, error)) {
      return NULL;
    }
    g_strv_builder_add(builder, "family");
  }
  columns = g_strv_builder_end(builder);
  return epoch_trial_new(context, g_steal_pointer(&table),
                         epoch_dataset_get_target(context->dataset), (const char *const *)columns,
                         EPOCH_TASK_CLASSIFICATION,
                         epoch_run_context_get_number(context, "test_share"),
                         (gsize)epoch_run_context_get_integer(context, "folds"), error);
}

static void
step_cb(gpointer data, gsize step, double train_loss, double validation_loss)
{
  EpochRunContext *context = data;

  epoch_events_metric(context->events, "log_loss", (gint64)step, train_loss, "train");
}

static EpochRecipe *
make_recipe(EpochRunContext *context, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new("logistic", EPOCH_TASK_CLASSIFICATION, context->seed, error);

  if (recipe == NULL ||
      !epoch_recipe_set_text(recipe, "scale", epoch_run_context_get_choice(context, "scale"),
                             error) ||
      !epoch_recipe_set_text(recipe, "impute", epoch_run_context_get_choice(context, "impute"),
                             error) ||
      !epoch_recipe_set_text(recipe, "penalty", epoch_run_context_get_choice(context, "penalty"),
                             error) ||
      !epoch_recipe_set_number(recipe, "c", epoch_run_context_get_number(context, "C"), error)) {
    return NULL;
  }
  epoch_recipe_set_step(recipe, step_cb, context);
  return g_steal_pointer(&recipe);
}

static void
fold_cb(gpointer data, gsize fold, const double *scores, gsize n_scores)
{
  EpochTrial *trial = data;
  const char *const *names = epoch_score_get_names(trial->target);

  for (gsize i = 0; i < n_scores; i++) {
    if (g_str_equal(names[i], "accuracy") || g_str_equal(names[i], "auc")) {
      epoch_events_metric(trial->context->events, names[i], (gint64)fold + 1, scores[i], "cv");
    }
  }
}

static gboolean
write_curve(EpochTrial *trial, EpochTrialEntry *entry, GError **error)
{
  static const double shares[] = {0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1};
  const EpochCurveOptions options = {.score = "log_loss"};
  EpochRunContext *context = trial->context;
  struct ec_job job = ec_job_part(&context->job, DONE_FIT, DONE_CURVE);
  g_autoptr(EpochRecipe) recipe = epoch_recipe_copy(entry->recipe);
  g_autoptr(EpochCurve) curve = NULL;
  g_autoptr(GError) cause = NULL;
  g_autoptr(GString) text = NULL;

  epoch_events_progress(context->events, DONE_FIT, _("Learning from fewer rows"));
  curve =
      epoch_learning_curve(recipe, trial->train.table, (const size_t *)(void *)trial->columns->data,
                           trial->columns->len, trial->train.target, trial->folds, shares,
                           G_N_ELEMENTS(shares), context->seed, &options, &job, &cause);
  if (curve == NULL) {
    if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
      return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  text = epoch_curve_write_chart(
      curve, _("Would more rows help?"),
      _("The log loss on the rows learnt from and on those left out, for more and more rows. Where "
        "the two lines have met, more rows of the same kind will not help; a better column may."),
      _("Training rows"), _("Log loss"));
  return epoch_run_context_write(context, "learning-curve", _("Would more rows help?"),
                                 "learning-curve.json", text, error);
}

static void
find_scores(EpochTrial *trial, EpochTrialEntry *entry, GPtrArray *found)
{
  const EpochReport report = epoch_trial_report_test(trial, entry);
  double accuracy = epoch_score_compute("accuracy", trial->target, report.y, report.predictions,
                                        report.probabilities, report.n);
  double auc = epoch_score_compute("auc", trial->target, report.y, report.predictions,
                                   report.probabilities, report.n);
  g_autofree char *area = epoch_amount_round(auc, 3);
  g_autofree char *right = epoch_amount_share(accuracy);

  g_ptr_array_add(found, g_strdup_printf(_("Of the %zu test passengers %s are told right, at a "
                                           "threshold of one half. The area under the ROC curve "
                                           "is %s."),
                                         report.n, right, area));
  if (entry->cv != NULL && entry->cv->n_folds > 1) {
    g_autofree char *mean =
        epoch_amount_share(epoch_cross_validation_get_mean(entry->cv, "accuracy"));
    g_autofree char *spread =
        epoch_amount_points(epoch_cross_validation_get_deviation(entry->cv, "accuracy"));

    /* Translators: how many folds, a share in percent, and “1.2 points” */
    g_ptr_array_add(
        found, g_strdup_printf(_("Over %zu folds of the training rows the accuracy is %s ± %s: one "
                                 "split alone could have said any of these."),
                               entry->cv->n_folds, mean, spread));
  }
}

static void
find_worst(EpochTrial *trial, EpochTrialEntry *entry, GPtrArray *found)
{
  const EpochReport report = epoch_trial_report_test(trial, entry);
  gsize worst = epoch_report_find_worst(&report);
  size_t column = 0;
  double p = ec_matrix_get(report.probabilities, worst, 1);
  g_autofree char *share = epoch_amount_percent(p);

  if (ec_table_find_column(trial->test.table, "name", &column, NULL) != EC_OK) {
    return;
  }
  g_ptr_array_add(found, g_strdup_printf(_("The surest mistake: %s. The model said %s for "
                                           "“%s”; the truth is “%s”."),
                                         ec_table_get_text(trial->test.table, column, worst), share,
                                         trial->target->classes[1],
                                         trial->target->classes[(gsize)report.y[worst]]));
}

static gboolean
write_all(EpochTrial *trial, EpochTrialEntry *entry, GError **error)
{
  EpochRunContext *context = trial->context;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
  const EpochReport test = epoch_trial_report_test(trial, entry);
  const EpochReport train = epoch_trial_report_train(trial, entry);
  const EpochReport *reports[] = {&test};

  epoch_events_progress(context->events, DONE_CURVE, _("Drawing charts"));
  epoch_report_tell_scores(&test, context);
  epoch_report_tell_scores(&train, context);
  epoch_trial_tell_cv(trial, entry, "accuracy");
  epoch_trial_tell_cv(trial, entry, "auc");
  epoch_trial_tell_cv(trial, entry, "log_loss");
  find_scores(trial, entry, found);
  if (!epoch_report_write_confusion(&test, context, "confusion", error) ||
      !epoch_report_write_roc(reports, 1, context, "roc", error) ||
      !epoch_report_write_precision_recall(reports, 1, context, "precision-recall", error) ||
      !epoch_report_write_calibration(reports, 1, context, "calibration", error) ||
      !epoch_report_write_score_histogram(&test, context, "score-histogram", error) ||
      !epoch_report_write_odds(entry->pipeline, context->dataset, found, context, "odds", error)) {
    return FALSE;
  }
  find_worst(trial, entry, found);
  return epoch_report_write_scores(&test, context, error) &&
         epoch_report_write_facts(&test, &train, _("Survived"), context, error) &&
         epoch_trial_write_tables(trial, entry, error) &&
         epoch_run_files_write_reading(context, found, error);
}

gboolean
epoch_titanic_logistic_run(EpochRunContext *context, GError **error)
{
  g_autoptr(EpochTrial) trial = NULL;
  g_autoptr(EpochTrialEntry) entry = NULL;
  EpochCrossValidationOptions options = {.fold_done = fold_cb};
  struct ec_job job = ec_job_part(&context->job, DONE_READ, DONE_FIT);
  EpochRecipe *recipe;

  epoch_events_progress(context->events, 0, _("Reading the data"));
  trial = prepare(context, error);
  recipe = trial != NULL ? make_recipe(context, error) : NULL;
  if (recipe == NULL) {
    return FALSE;
  }
  epoch_events_progress(context->events, DONE_READ, _("Fitting and cross-validating"));
  options.data = trial;
  entry = epoch_trial_enter(trial, _("Logistic regression"), recipe, TRUE, &options, &job, error);
  if (entry == NULL ||
      (!epoch_run_context_is_stopped(context) && !write_curve(trial, entry, error)) ||
      !write_all(trial, entry, error)) {
    return FALSE;
  }
  if (!context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return TRUE;
}
