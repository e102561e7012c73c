/* Week 8: who will leave, and why? Three models compared and one of them tuned, and the reasons for
 * a single customer. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "experiment/contest/epoch-contest-private.h"
#include "experiment/registry-private.h"
#include "report/epoch-explain-private.h"
#include "report/epoch-report-charts-private.h"
#include "run/epoch-run-files-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.02
#define DONE_MODELS 0.35
#define DONE_SEARCH 0.9

#define N_SHUFFLES 5

static gboolean
enter(EpochContest *self, const char *kind, const char *name, GError **error)
{
  EpochRecipe *recipe = epoch_contest_new_recipe(self, kind, error);

  if (recipe == NULL) {
    return FALSE;
  }
  if (g_str_equal(kind, "forest") &&
      (!epoch_recipe_set_number(recipe, "trees", 200, error) ||
       !epoch_recipe_set_number(recipe, "min_samples_leaf", 5, error))) {
    epoch_recipe_free(recipe);
    return FALSE;
  }
  return epoch_contest_enter(self, name, recipe, error);
}

static gboolean
add_boosting_axes(EpochSearchSpace *space, GError **error)
{
  return epoch_search_space_add_range(space, "rounds", 30, 300, TRUE, error) &&
         epoch_search_space_add_range(space, "learning_rate", 0.02, 0.3, TRUE, error) &&
         epoch_search_space_add_range(space, "max_leaves", 4, 40, TRUE, error) &&
         epoch_search_space_add_range(space, "l2", 0.01, 30, TRUE, error);
}

static gboolean
add_forest_axes(EpochSearchSpace *space, GError **error)
{
  return epoch_search_space_add_range(space, "min_samples_leaf", 1, 40, TRUE, error) &&
         epoch_search_space_add_range(space, "max_depth", 3, 25, TRUE, error);
}

/* What is drawn for the model that is to be tuned. */
static EpochSearchSpace *
make_space(EpochContest *self, const char *kind, GError **error)
{
  static const char *const penalties[] = {"l2", "l1", NULL};
  g_autoptr(EpochRecipe) recipe = epoch_contest_new_recipe(self, kind, error);
  g_autoptr(EpochSearchSpace) space = recipe != NULL ? epoch_search_space_new(recipe) : NULL;
  gboolean well;

  if (space == NULL) {
    return NULL;
  }
  if (g_str_equal(kind, "boosting")) {
    well = add_boosting_axes(space, error);
  } else if (g_str_equal(kind, "forest")) {
    well = add_forest_axes(space, error);
  } else {
    well = epoch_search_space_add_range(space, "c", 0.001, 100, TRUE, error) &&
           epoch_search_space_add_values(space, "penalty", penalties, error);
  }
  return well ? g_steal_pointer(&space) : NULL;
}

static const char *
name_tuned(const char *kind)
{
  return g_str_equal(kind, "boosting") ? _("Tuned boosting")
         : g_str_equal(kind, "forest") ? _("Tuned forest")
                                       : _("Tuned logistic regression");
}

/* Which of the test rows is explained: the one that was asked for, or the surest leaver. */
static gsize
choose_customer(EpochContest *self, const EpochTrialEntry *entry)
{
  const EpochTrialPart *part = &self->trial->test;
  gint64 asked = epoch_run_context_get_integer(self->context, "customer");
  gsize chosen = 0;

  for (gsize i = 1; i < part->n; i++) {
    if (ec_matrix_get(&entry->test.probabilities, i, 1) >
        ec_matrix_get(&entry->test.probabilities, chosen, 1)) {
      chosen = i;
    }
  }
  for (gsize i = 0; i < part->n && asked > 0; i++) {
    if (part->rows[i] + 1 == (gsize)asked) {
      return i;
    }
  }
  return chosen;
}

/* The sentence on what the reasons come to. */
static char *
describe_reasons(const EpochReasons *reasons, const char *const *names, const char *const *values,
                 double p, gsize row)
{
  gsize most = 0;
  g_autofree char *amount = NULL;
  g_autofree char *share = epoch_amount_percent(p);

  for (gsize i = 1; i < reasons->n; i++) {
    if (fabs(reasons->contributions[i]) > fabs(reasons->contributions[most])) {
      most = i;
    }
  }
  amount = epoch_amount_format_signed(reasons->contributions[most], "");
  return g_strdup_printf(_("Customer %zu is said to leave with %s. What counts most is “%s = %s” "
                           "(%s)."),
                         row, share, names[most], values[most], amount);
}

static gboolean
write_shapley(EpochContest *self, const EpochTrialEntry *trees, gsize row, const char *const *names,
              const char *const *values, GError **error)
{
  const EpochTrialPart *part = &self->trial->test;
  g_auto(EpochReasons) reasons = {0};
  g_autofree char *told = NULL;
  g_autofree char *base = NULL;
  g_autofree char *summary = NULL;

  if (!epoch_explain_shapley(trees->pipeline, part->table, row, 1, NULL, &reasons, error)) {
    return FALSE;
  }
  told = describe_reasons(&reasons, names, values,
                          ec_matrix_get(&trees->test.probabilities, row, 1), part->rows[row] + 1);
  g_ptr_array_add(self->found, g_strdup(told));
  base = epoch_amount_round(reasons.base, 3);
  summary = g_strdup_printf(reasons.log_odds
                                ? _("%s Each bar is what a column adds to the log odds of leaving; "
                                    "together with the average, %s, they make up what the model "
                                    "says. These are exact Shapley values.")
                                : _("%s Each bar is what a column adds to the probability of "
                                    "leaving; together with the average, %s, they make up what the "
                                    "model says. These are exact Shapley values."),
                            told, base);
  return epoch_report_write_reasons(
      names, values, reasons.contributions, reasons.n, reasons.base, _("Why this customer?"),
      summary, reasons.log_odds ? _("Change of the log odds") : _("Change of the probability"),
      self->context, "shap", error);
}

static gboolean
write_lime(EpochContest *self, const EpochTrialEntry *entry, gsize row, const char *const *names,
           const char *const *values, GError **error)
{
  g_auto(EpochReasons) reasons = {0};
  struct ec_job quiet = self->context->job;
  g_autofree char *trust = NULL;
  g_autofree char *summary = NULL;

  quiet.progress = NULL;
  if (!epoch_explain_lime(entry->pipeline, self->trial->train.table, self->trial->test.table, row,
                          1, self->context->seed, &quiet, &reasons, error)) {
    return FALSE;
  }
  trust = epoch_amount_round(reasons.r_squared, 2);
  summary = g_strdup_printf(_("A straight model that was fitted to what “%s” says of made-up "
                              "customers near this one. It describes them with R² %s: the lower, "
                              "the less it can be trusted."),
                            entry->name, trust);
  return epoch_report_write_reasons(names, values, reasons.contributions, reasons.n, reasons.base,
                                    _("The same customer, by a straight model nearby"), summary,
                                    _("Change of the probability"), self->context, "lime", error);
}

/* The reasons for one customer: exact ones of the trees, and LIME's of the best model. */
static gboolean
write_customer(EpochContest *self, const EpochTrialEntry *trees, GError **error)
{
  const EpochTrialEntry *best = epoch_contest_get(self, self->best);
  gsize row = choose_customer(self, trees);
  g_auto(GStrv) names = epoch_explain_name_columns(trees->pipeline, self->context->dataset);
  g_auto(GStrv) values = epoch_explain_show_row(trees->pipeline, self->trial->test.table, row);

  return write_shapley(self, trees, row, (const char *const *)names, (const char *const *)values,
                       error) &&
         write_lime(self, best, row, (const char *const *)names, (const char *const *)values,
                    error);
}

static gboolean
write_importance(EpochContest *self, const EpochTrialEntry *trees, GError **error)
{
  EpochRunContext *context = self->context;
  const EpochTrialEntry *best = epoch_contest_get(self, self->best);
  g_auto(GStrv) names = epoch_explain_name_columns(best->pipeline, context->dataset);
  gsize n = g_strv_length(names), first = 0;
  g_autofree double *means = g_new0(double, n + 1);
  g_autofree double *deviations = g_new0(double, n + 1);
  g_autofree double *shapley = g_new0(double, n + 1);
  struct ec_job quiet = context->job;

  quiet.progress = NULL;
  if (!epoch_explain_permutation(best->pipeline, self->trial->test.table, self->trial->test.target,
                                 "auc", N_SHUFFLES, context->seed, &quiet, means, deviations,
                                 error) ||
      !epoch_explain_shapley_importance(trees->pipeline, self->trial->test.table, 1, &quiet,
                                        shapley, error)) {
    return FALSE;
  }
  for (gsize i = 1; i < n; i++) {
    first = means[i] > means[first] ? i : first;
  }
  g_ptr_array_add(self->found,
                  g_strdup_printf(_("“%s” would miss “%s” most."), best->name, names[first]));
  return epoch_report_write_importance(
             (const char *const *)names, means, deviations, n, _("What the best model would miss"),
             _("How far the area under the ROC curve falls on the test rows when a column is "
               "shuffled."),
             _("Loss of AUC"), context, "permutation", error) &&
         epoch_report_write_importance(
             (const char *const *)names, shapley, NULL, n, _("What moves the predictions"),
             _("The mean size of each column’s Shapley value over the test rows: how far it pushes "
               "a prediction, one way or the other."),
             _("Mean size of the Shapley value"), context, "shap-importance", error) &&
         epoch_explain_write_dependence(best->pipeline, self->trial->test.table, first, 1,
                                        context->dataset, context, "dependence", error);
}

static gboolean
write_all(EpochContest *self, GError **error)
{
  const EpochTrialEntry *trees = self->tuned;

  epoch_events_progress(self->context->events, DONE_SEARCH, _("Drawing charts"));
  epoch_contest_rank(self);
  if (trees == NULL || epoch_pipeline_get_kind(trees->pipeline)->is_linear) {
    trees = epoch_contest_find(self, "boosting");
  }
  return epoch_contest_write_models(self, "models", error) &&
         epoch_contest_write_curves(self, error) &&
         (trees == NULL ||
          (write_importance(self, trees, error) && write_customer(self, trees, error))) &&
         epoch_contest_write_best(self, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

gboolean
epoch_churn_compare_run(EpochRunContext *context, GError **error)
{
  g_auto(EpochContest) self = EPOCH_CONTEST_INIT;
  gsize n_candidates = (gsize)epoch_run_context_get_integer(context, "candidates");

  if (!epoch_contest_init(&self, context, "auc", error)) {
    return FALSE;
  }
  self.n_expected = 3;
  epoch_contest_set_stage(&self, DONE_READ, DONE_MODELS);
  if (!enter(&self, "logistic", _("Logistic regression"), error) ||
      !enter(&self, "forest", _("Random forest"), error) ||
      !enter(&self, "boosting", _("Gradient boosting"), error)) {
    return FALSE;
  }
  if (n_candidates > 0 && !epoch_run_context_is_stopped(context)) {
    g_autoptr(EpochSearchSpace) space =
        make_space(&self, epoch_run_context_get_choice(context, "tune"), error);

    epoch_contest_set_stage(&self, DONE_MODELS, DONE_SEARCH);
    if (space == NULL ||
        !epoch_contest_search(&self, space, n_candidates,
                              name_tuned(epoch_run_context_get_choice(context, "tune")), error)) {
      return FALSE;
    }
  }
  if (!write_all(&self, error)) {
    return FALSE;
  }
  if (!context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  return TRUE;
}
