/* Week 6: do many trees see more than one? A tree, a forest and boosting against a logistic
 * regression, and a randomised search for the forest's settings. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"
#include "experiment/contest/epoch-contest-private.h"
#include "experiment/registry-private.h"
#include "model/forest.h"
#include "report/epoch-explain-private.h"
#include "report/epoch-report-charts-private.h"
#include "run/epoch-run-files-private.h"
#include "validate/epoch-search-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.02
#define DONE_MODELS 0.3
#define DONE_SEARCH 0.9

#define N_SHUFFLES 10

static gboolean
set_integer(EpochContest *self, EpochRecipe *recipe, const char *setting, const char *key,
            GError **error)
{
  return epoch_recipe_set_number(recipe, setting,
                                 (double)epoch_run_context_get_integer(self->context, key), error);
}

/* The models of this week, each with the settings of the form that are its own. */
static gboolean
enter_models(EpochContest *self, GError **error)
{
  EpochRecipe *recipe = epoch_contest_new_recipe(self, "logistic", error);

  if (recipe == NULL || !epoch_contest_enter(self, _("Logistic regression"), recipe, error)) {
    return FALSE;
  }
  recipe = epoch_contest_new_recipe(self, "tree", error);
  if (recipe == NULL || !set_integer(self, recipe, "max_depth", "depth", error) ||
      !epoch_recipe_set_text(recipe, "criterion",
                             epoch_run_context_get_choice(self->context, "criterion"), error) ||
      !epoch_contest_enter(self, _("Decision tree"), recipe, error)) {
    return FALSE;
  }
  recipe = epoch_contest_new_recipe(self, "forest", error);
  if (recipe == NULL || !set_integer(self, recipe, "trees", "trees", error) ||
      !epoch_contest_enter(self, _("Random forest"), recipe, error)) {
    return FALSE;
  }
  recipe = epoch_contest_new_recipe(self, "boosting", error);
  return recipe != NULL && set_integer(self, recipe, "rounds", "trees", error) &&
         epoch_contest_enter(self, _("Gradient boosting"), recipe, error);
}

/* The space that the forest's settings are drawn from. */
static EpochSearchSpace *
make_space(EpochContest *self, GError **error)
{
  g_autoptr(EpochRecipe) recipe = epoch_contest_new_recipe(self, "forest", error);
  g_autoptr(EpochSearchSpace) space = NULL;
  static const char *const features[] = {"sqrt", "log2", "all", NULL};

  if (recipe == NULL || !set_integer(self, recipe, "trees", "trees", error)) {
    return NULL;
  }
  space = epoch_search_space_new(recipe);
  if (!epoch_search_space_add_range(space, "max_depth", 1, 20, TRUE, error) ||
      !epoch_search_space_add_range(space, "min_samples_leaf", 1, 30, TRUE, error) ||
      !epoch_search_space_add_values(space, "max_features", features, error)) {
    return NULL;
  }
  return g_steal_pointer(&space);
}

/* Errors while trees are added, on rows that they have not seen. */
static gboolean
write_trees_curve(EpochContest *self, EpochTrialEntry *forest, GError **error)
{
  size_t n = 0;
  const double *curve = ec_forest_oob_curve(epoch_pipeline_get_model(forest->pipeline), &n);
  g_autofree double *x = g_new(double, n + 1);
  g_autofree double *share = g_new(double, n + 1);
  g_autofree char *summary = NULL;
  g_autofree char *wrong = NULL;
  EpochChartSeries series = {.name = _("Out of bag"), .x = x, .y = share, .n = n};
  EpochChartWriter *chart;

  if (curve == NULL) {
    return TRUE;
  }
  for (size_t i = 0; i < n; i++) {
    x[i] = (double)i + 1;
    share[i] = 100 * curve[i];
  }
  wrong = epoch_amount_share(n > 0 ? curve[n - 1] : 0);
  summary = g_strdup_printf(_("Each tree is asked about the rows that it was not grown on. More "
                              "trees never harm, they only stop helping: at the end %s of the "
                              "rows are told wrong."),
                            wrong);
  chart = epoch_chart_writer_new("line", _("How many trees are enough?"), summary);
  epoch_chart_writer_set_axis(chart, "x", _("Trees"), NULL);
  epoch_chart_writer_set_axis(chart, "y", _("Told wrong"), "%");
  epoch_chart_writer_add_series(chart, &series);
  return epoch_chart_writer_write(chart, self->context, "trees", error);
}

/* The importance of columns in the forest, measured in two ways. */
static gboolean
write_importance(EpochContest *self, EpochTrialEntry *forest, GError **error)
{
  EpochRunContext *context = self->context;
  g_auto(GStrv) names = epoch_explain_name_columns(forest->pipeline, context->dataset);
  gsize n = g_strv_length(names), first = 0;
  g_autofree double *impurity = g_new0(double, n + 1);
  g_autofree double *means = g_new0(double, n + 1);
  g_autofree double *deviations = g_new0(double, n + 1);
  struct ec_job quiet = context->job;

  quiet.progress = NULL;
  if (!epoch_explain_permutation(forest->pipeline, self->trial->test.table,
                                 self->trial->test.target, "auc", N_SHUFFLES, context->seed, &quiet,
                                 means, deviations, error)) {
    return FALSE;
  }
  epoch_explain_impurity(forest->pipeline, impurity);
  for (gsize i = 1; i < n; i++) {
    first = means[i] > means[first] ? i : first;
  }
  g_ptr_array_add(self->found,
                  g_strdup_printf(_("Shuffling “%s” costs the forest most of all columns. Columns "
                                    "that say the same can stand in for each other, so that each "
                                    "alone looks as if it did not matter."),
                                  names[first]));
  return epoch_report_write_importance(
             (const char *const *)names, impurity, NULL, n, _("What the trees ask about"),
             _("Which share of the gain in purity came from questions about each column, on the "
               "rows that the forest was grown on."),
             _("Share of the gain"), context, "impurity", error) &&
         epoch_report_write_importance(
             (const char *const *)names, means, deviations, n, _("What the forest would miss"),
             _("How far the area under the ROC curve falls on the test rows when a column is "
               "shuffled."),
             _("Loss of AUC"), context, "permutation", error) &&
         epoch_explain_write_dependence(forest->pipeline, self->trial->test.table, first, 1,
                                        context->dataset, context, "dependence", error);
}

static void
find_gain(EpochContest *self)
{
  EpochTrialEntry *baseline = epoch_contest_get(self, 0);
  EpochTrialEntry *best = epoch_contest_get(self, self->best);
  double from = epoch_contest_score(self, baseline), to = epoch_contest_score(self, best);
  double spread = best->cv != NULL ? epoch_cross_validation_get_deviation(best->cv, "auc") : NAN;
  g_autofree char *before = epoch_amount_round(from, 3);
  g_autofree char *after = epoch_amount_round(to, 3);

  if (best == baseline) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Over the folds none of the trees beats the logistic "
                                      "regression (AUC %s). A simple model that is as good is the "
                                      "better one."),
                                    before));
  } else if (to - from < spread) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Over the folds “%s” is best (AUC %s), the logistic "
                                      "regression has %s. The folds differ by more than that, so "
                                      "nothing is decided."),
                                    best->name, after, before));
  } else {
    g_ptr_array_add(self->found, g_strdup_printf(_("Over the folds “%s” is best (AUC %s); the "
                                                   "logistic regression has %s."),
                                                 best->name, after, before));
  }
}

static gboolean
write_all(EpochContest *self, GError **error)
{
  EpochRunContext *context = self->context;
  EpochTrialEntry *tree = epoch_contest_find(self, "tree");
  EpochTrialEntry *forest = self->tuned != NULL ? self->tuned : epoch_contest_find(self, "forest");
  struct ec_tree_ensemble ensemble;

  epoch_events_progress(context->events, DONE_SEARCH, _("Drawing charts"));
  epoch_contest_rank(self);
  find_gain(self);
  if (tree != NULL && ec_model_get_trees(epoch_pipeline_get_model(tree->pipeline), &ensemble) &&
      !epoch_report_write_tree(tree->pipeline, &ensemble, 0, 0, context->dataset, context, "tree",
                               error)) {
    return FALSE;
  }
  return epoch_contest_write_models(self, "models", error) &&
         epoch_contest_write_curves(self, error) &&
         (forest == NULL ||
          (write_trees_curve(self, forest, error) && write_importance(self, forest, error))) &&
         epoch_contest_write_best(self, error) &&
         epoch_run_files_write_reading(context, self->found, error);
}

gboolean
epoch_heart_forest_run(EpochRunContext *context, GError **error)
{
  g_auto(EpochContest) self = EPOCH_CONTEST_INIT;
  gsize n_candidates = (gsize)epoch_run_context_get_integer(context, "candidates");

  if (!epoch_contest_init(&self, context, "auc", error)) {
    return FALSE;
  }
  self.n_expected = 4;
  epoch_contest_set_stage(&self, DONE_READ, DONE_MODELS);
  if (!enter_models(&self, error)) {
    return FALSE;
  }
  if (n_candidates > 0 && !epoch_run_context_is_stopped(context)) {
    g_autoptr(EpochSearchSpace) space = make_space(&self, error);

    epoch_contest_set_stage(&self, DONE_MODELS, DONE_SEARCH);
    if (space == NULL ||
        !epoch_contest_search(&self, space, n_candidates, _("Tuned forest"), error)) {
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
