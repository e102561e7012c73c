/* A model that predicts a column of a learner's own table. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "experiment/own-table/own-table-private.h"
#include "model/tree-ensemble.h"
#include "report/epoch-report-charts-private.h"
#include "report/epoch-report-regression-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_LOOKED 0.15
#define DONE_TRAINED 0.8
#define DONE_REPORTED 0.85

/* From so many rows on boosting is the default: it needs a fraction of a forest's time. */
#define MANY_ROWS 5000

#define TREE_DEPTH 6

/* Leaves of single rows make a forest surer of itself than it should be. */
#define LEAF_ROWS 3

static const EpochTask tasks[] = {EPOCH_TASK_REGRESSION, EPOCH_TASK_CLASSIFICATION};

const char *
epoch_own_table_choose_model(const EpochOwnTable *self)
{
  return !g_str_equal(self->model, "auto") ? self->model
         : self->n_rows < MANY_ROWS        ? "forest"
                                           : "boosting";
}

unsigned
epoch_own_table_choose_tasks(const EpochOwnTable *self, GError **error)
{
  const char *task = epoch_run_context_get_choice(self->context, "task");
  unsigned allowed = g_str_equal(task, "regression")       ? EPOCH_TASK_REGRESSION
                     : g_str_equal(task, "classification") ? EPOCH_TASK_CLASSIFICATION
                                                           : EPOCH_TASK_WITH_TARGET;
  const EpochModelKind *kind =
      g_str_equal(self->model, "auto") ? NULL : epoch_model_kind_find(self->model, NULL);

  if (kind != NULL && (allowed & kind->tasks) == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                allowed == EPOCH_TASK_REGRESSION
                    ? _("“%s” predicts classes and no amounts; choose another model, or another "
                        "task")
                    : _("“%s” predicts amounts and no classes; choose another model, or another "
                        "task"),
                epoch_model_kind_get_title(kind));
    return 0;
  }
  return kind != NULL ? allowed & kind->tasks : allowed;
}

/* A cut into more folds than there are rows, or rows of the rarest class, is none. */
gsize
epoch_own_table_choose_folds(const EpochOwnTable *self)
{
  gsize asked = (gsize)epoch_run_context_get_integer(self->context, "folds");
  gsize n = MIN(asked, self->n_rows / 4);

  return n < 2 ? 0 : n;
}

static void
find_too_few(EpochOwnTable *self)
{
  if (epoch_run_context_get_integer(self->context, "folds") >= 2 &&
      epoch_own_table_choose_folds(self) == 0) {
    g_ptr_array_add(self->found, g_strdup(_("There are too few rows for folds, so that nothing "
                                            "says how far the numbers can be trusted.")));
  }
}

/* A constant can be predicted, and nothing is learnt from it. */
static gboolean
check_target(const EpochOwnTable *self, const EpochTrial *trial, GError **error)
{
  const EpochTarget *target = trial->target;

  for (gsize i = 1; i < target->n_rows; i++) {
    if (target->y[i] != target->y[0]) {
      return TRUE;
    }
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              target->n_rows == 1
                  ? _("%s: one row only has a “%s”, and a model needs at least two to learn from")
                  : _("%s: the target “%s” is the same in every row; there is nothing to predict"),
              self->path, target->name);
  return FALSE;
}

static EpochTrial *
new_trial(EpochOwnTable *self, GError **error)
{
  unsigned allowed = epoch_own_table_choose_tasks(self, error);
  const char *target = ec_table_get_name(self->table, self->target);
  g_autoptr(EpochTarget) checked = NULL;
  g_autofree char *name = g_strdup(target);
  struct ec_table *table = self->table;
  g_autoptr(EpochTrial) trial = NULL;

  if (allowed == 0) {
    return NULL;
  }
  /* Once more here, where the file can be named. */
  checked = epoch_target_new(self->table, self->target, allowed, self->path, error);
  if (checked == NULL) {
    return NULL;
  }
  find_too_few(self);
  self->table = NULL;
  trial = epoch_trial_new(self->context, table, name, (const char *const *)self->columns, allowed,
                          epoch_run_context_get_number(self->context, "test_share"),
                          epoch_own_table_choose_folds(self), error);
  if (trial == NULL || !check_target(self, trial, error)) {
    return NULL;
  }
  return g_steal_pointer(&trial);
}

/* What the target was taken for, and by which model. */
static void
find_choice(EpochOwnTable *self, const EpochTrial *trial, const EpochModelKind *kind)
{
  const EpochTarget *target = trial->target;
  const char *task = epoch_run_context_get_choice(self->context, "task");

  if (target->n_classes > 0) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("“%s” has %zu classes."), target->name, target->n_classes));
  }
  if (target->of_numbers && g_str_equal(task, "auto") &&
      (g_str_equal(self->model, "auto") || (kind->tasks & EPOCH_TASK_REGRESSION) != 0)) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("Its values are few whole numbers, so they are taken for "
                                      "classes. Set *Task* to amounts if “%s” is one."),
                                    target->name));
  }
  if (g_str_equal(self->model, "auto")) {
    g_ptr_array_add(
        self->found,
        g_str_equal(kind->id, "forest")
            ? g_strdup(_("A random forest was chosen: it takes any columns as they are, and is "
                         "seldom far from the best."))
            : g_strdup(_("Gradient boosting was chosen: with many rows it is fast, and seldom far "
                         "from the best.")));
  }
}

EpochRecipe *
epoch_own_table_new_recipe(EpochOwnTable *self, EpochTask task, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new(epoch_own_table_choose_model(self), task, self->context->seed, error);

  if (recipe == NULL || !epoch_own_table_apply_settings(self, recipe, error) ||
      (g_str_equal(self->model, "auto") && epoch_recipe_has(recipe, "min_samples_leaf") &&
       !epoch_recipe_set_number(recipe, "min_samples_leaf", LEAF_ROWS, error))) {
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

/* The losses while it trains, as curves. */
static void
step_cb(gpointer data, gsize step, double train_loss, double validation_loss)
{
  EpochOwnTable *self = data;

  epoch_events_metric(self->context->events, "loss", (gint64)step, train_loss, "train");
  if (!isnan(validation_loss)) {
    epoch_events_metric(self->context->events, "loss", (gint64)step, validation_loss, "validation");
  }
}

typedef struct {
  EpochOwnTable *self;
  const EpochTarget *target;
} Folds;

static void
fold_cb(gpointer data, gsize fold, const double *scores, gsize n_scores)
{
  Folds *folds = data;
  const char *const *names = epoch_score_get_names(folds->target);

  if (n_scores > 0 && isfinite(scores[0])) {
    epoch_events_metric(folds->self->context->events, names[0], (gint64)fold + 1, scores[0],
                        "folds");
  }
}

static EpochTrialEntry *
train(EpochOwnTable *self, EpochTrial *trial, GError **error)
{
  EpochRunContext *context = self->context;
  struct ec_job job = ec_job_part(&context->job, DONE_LOOKED, DONE_TRAINED);
  EpochRecipe *recipe =
      epoch_own_table_new_recipe(self, tasks[trial->target->n_classes > 0], error);
  Folds folds = {self, trial->target};
  const EpochCrossValidationOptions options = {.fold_done = fold_cb, .data = &folds};
  const EpochModelKind *kind;

  if (recipe == NULL) {
    return NULL;
  }
  kind = epoch_recipe_get_kind(recipe);
  find_choice(self, trial, kind);
  epoch_recipe_set_step(recipe, step_cb, self);
  epoch_events_progress(context->events, DONE_LOOKED, epoch_model_kind_get_title(kind));
  return epoch_trial_enter(trial, epoch_model_kind_get_title(kind), recipe, trial->folds != NULL,
                           &options, &job, error);
}

/* The mean over the folds, with its spread. */
static void
find_folds(EpochOwnTable *self, const EpochTrial *trial, const EpochTrialEntry *entry)
{
  const char *score = epoch_score_get_names(trial->target)[0];
  g_autofree char *mean = NULL;
  g_autofree char *spread = NULL;

  if (entry->cv == NULL || !isfinite(epoch_cross_validation_get_mean(entry->cv, score))) {
    return;
  }
  mean = epoch_amount_round(epoch_cross_validation_get_mean(entry->cv, score), 3);
  spread = epoch_amount_round(epoch_cross_validation_get_deviation(entry->cv, score), 2);
  epoch_trial_tell_cv(trial, entry, score);
  g_ptr_array_add(self->found,
                  g_strdup_printf(trial->target->n_classes > 0
                                      ? _("Over %zu folds of the training rows the accuracy is %s "
                                          "± %s: the spread says how far one number can be "
                                          "trusted.")
                                      : _("Over %zu folds of the training rows the RMSE is %s ± "
                                          "%s: the spread says how far one number can be "
                                          "trusted."),
                                  entry->cv->n_folds, mean, spread));
}

static double
score_right(const EpochReport *report)
{
  gsize n_right = 0;

  for (gsize i = 0; i < report->n; i++) {
    n_right += report->y[i] == report->predictions[i];
  }
  return (double)n_right / (double)report->n;
}

/* Whether the model knows the training rows far better than others. */
static void
find_heart(EpochOwnTable *self, double train_error, double test_error)
{
  if (train_error < 1e-12 && test_error > 1e-9) {
    g_ptr_array_add(self->found,
                    g_strdup(_("It makes no mistake at all on the rows that it has learnt from: it "
                               "knows them by heart. Only the test says what it is worth.")));
  } else if (test_error > 2 * train_error) {
    g_ptr_array_add(self->found,
                    g_strdup(_("Its error on the rows that it has learnt from is less than half as "
                               "large: much of what it knows of them holds for them alone.")));
  }
}

static void
find_right(EpochOwnTable *self, const EpochReport *test, const EpochReport *train)
{
  const EpochTarget *target = test->target;
  g_autofree gsize *counts = g_new0(gsize, target->n_classes + 1);
  double right = score_right(test);
  gsize most = 0, n_guess = 0;
  g_autofree char *share = NULL;
  g_autofree char *guess = NULL;

  for (gsize i = 0; i < train->n; i++) {
    counts[(gsize)train->y[i]]++;
  }
  for (gsize k = 1; k < target->n_classes; k++) {
    most = counts[k] > counts[most] ? k : most;
  }
  for (gsize i = 0; i < test->n; i++) {
    n_guess += test->y[i] == (double)most;
  }
  share = epoch_amount_share(right);
  guess = epoch_amount_share((double)n_guess / (double)test->n);
  g_ptr_array_add(self->found,
                  g_strdup_printf(_("Of %zu test rows it tells %s right. Always saying “%s” would "
                                    "be right for %s."),
                                  test->n, share, target->classes[most], guess));
  find_heart(self, 1 - score_right(train), 1 - right);
  if (right * (double)test->n <= (double)n_guess) {
    g_ptr_array_add(self->found, g_strdup(_("So it has learnt nothing that the most frequent "
                                            "class alone does not say.")));
  }
}

static gboolean
report_classes(EpochOwnTable *self, const EpochTrial *trial, const EpochTrialEntry *entry,
               GError **error)
{
  EpochRunContext *context = self->context;
  const EpochReport test = epoch_trial_report_test(trial, entry);
  const EpochReport train = epoch_trial_report_train(trial, entry);
  const EpochReport *list[] = {&test};

  epoch_report_tell_scores(&test, context);
  epoch_report_tell_scores(&train, context);
  find_right(self, &test, &train);
  find_folds(self, trial, entry);
  return epoch_report_write_confusion(&test, context, "confusion", error) &&
         epoch_report_write_roc(list, 1, context, "roc", error) &&
         epoch_report_write_precision_recall(list, 1, context, "precision-recall", error) &&
         epoch_report_write_calibration(list, 1, context, "calibration", error) &&
         epoch_report_write_score_histogram(&test, context, "score-histogram", error) &&
         epoch_report_write_scores(&test, context, error) &&
         epoch_report_write_facts(&test, &train, test.target->name, context, error);
}

static void
find_error(EpochOwnTable *self, const EpochReport *test, const EpochReport *train)
{
  double mean = epoch_report_get_mean(train), squares = 0, guess = 0, train_squares = 0;
  g_autofree char *rmse = NULL;
  g_autofree char *base = NULL;

  for (gsize i = 0; i < test->n; i++) {
    squares += pow(test->y[i] - test->predictions[i], 2);
    guess += pow(test->y[i] - mean, 2);
  }
  rmse = epoch_amount_round(sqrt(squares / (double)test->n), 3);
  base = epoch_amount_round(sqrt(guess / (double)test->n), 3);
  g_ptr_array_add(self->found,
                  g_strdup_printf(_("On the %zu test rows the predictions of “%s” are off by %s "
                                    "(RMSE). Always guessing the training rows’ mean would be "
                                    "off by %s."),
                                  test->n, test->target->name, rmse, base));
  for (gsize i = 0; i < train->n; i++) {
    train_squares += pow(train->y[i] - train->predictions[i], 2);
  }
  find_heart(self, sqrt(train_squares / (double)train->n), sqrt(squares / (double)test->n));
  if (squares >= guess) {
    g_ptr_array_add(self->found, g_strdup(_("So it has learnt nothing that the mean alone does "
                                            "not say.")));
  }
}

static gboolean
report_amounts(EpochOwnTable *self, const EpochTrial *trial, const EpochTrialEntry *entry,
               GError **error)
{
  EpochRunContext *context = self->context;
  const EpochAmounts amounts = {
      .train = epoch_trial_report_train(trial, entry),
      .test = epoch_trial_report_test(trial, entry),
      .name = trial->target->name,
      .label = trial->target->name,
      .unit = "",
  };

  epoch_report_tell_scores(&amounts.test, context);
  epoch_report_tell_scores(&amounts.train, context);
  find_error(self, &amounts.test, &amounts.train);
  find_folds(self, trial, entry);
  return epoch_report_write_predicted_actual(&amounts, context, "predicted-actual", error) &&
         epoch_report_write_residuals(&amounts, context, "residuals", error) &&
         epoch_report_write_residual_histogram(&amounts, context, "residual-histogram", error) &&
         epoch_report_write_amount_facts(&amounts, context, error);
}

static gboolean
draw_tree(EpochOwnTable *self, const EpochTrialEntry *entry, GError **error)
{
  struct ec_tree_ensemble ensemble;

  return !g_str_equal(epoch_pipeline_get_kind(entry->pipeline)->id, "tree") ||
         !ec_model_get_trees(epoch_pipeline_get_model(entry->pipeline), &ensemble) ||
         epoch_report_write_tree(entry->pipeline, &ensemble, 0, TREE_DEPTH, NULL, self->context,
                                 "tree", error);
}

gboolean
epoch_own_table_predict(EpochOwnTable *self, GError **error)
{
  g_autoptr(EpochTrial) trial = new_trial(self, error);
  g_autoptr(EpochTrialEntry) entry = trial != NULL ? train(self, trial, error) : NULL;
  const char *const *notes;

  if (entry == NULL) {
    return FALSE;
  }
  epoch_events_progress(self->context->events, DONE_TRAINED, _("Drawing charts"));
  if (!(trial->target->n_classes > 0 ? report_classes(self, trial, entry, error)
                                     : report_amounts(self, trial, entry, error)) ||
      !draw_tree(self, entry, error)) {
    return FALSE;
  }
  epoch_events_progress(self->context->events, DONE_REPORTED, _("Asking for reasons"));
  if (!epoch_own_table_explain(self, trial, entry, error)) {
    return FALSE;
  }
  notes = epoch_pipeline_get_notes(entry->pipeline);
  for (gsize i = 0; notes[i] != NULL; i++) {
    g_ptr_array_add(self->found, g_strdup(notes[i]));
  }
  return epoch_trial_write_tables(trial, entry, error);
}
