/* Why a model of a learner's own table says what it says. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-core-error-private.h"
#include "experiment/own-table/own-table-private.h"
#include "model/tree-ensemble.h"
#include "report/epoch-explain-private.h"
#include "report/epoch-report-charts-private.h"
#include "report/epoch-report-regression-private.h"

#define N_SHUFFLES 5

/* Explanations predict each row many times over; so many rows tell as much as all. */
#define MAX_ROWS 2000

typedef struct {
  EpochOwnTable *self;
  const EpochTrial *trial;
  const EpochTrialEntry *entry;
  char **names;           /* of the pipeline's columns */
  struct ec_table *table; /* test rows, maybe not all */
  EpochTarget *target;    /* of these */
  gsize class_;           /* that is spoken of */
} Explaining;

static void
explaining_clear(Explaining *it)
{
  g_strfreev(it->names);
  ec_table_free(it->table);
  g_clear_pointer(&it->target, epoch_target_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Explaining, explaining_clear)

/* Test rows at even distances, as many as are worth the time. */
static gboolean
take_rows(Explaining *it, const EpochTrialPart *part, GError **error)
{
  gsize n = MIN(part->n, MAX_ROWS);
  g_autofree size_t *rows = g_new(size_t, n + 1);
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status;

  for (gsize k = 0; k < n; k++) {
    rows[k] = (size_t)((double)k * (double)part->n / (double)n);
  }
  status = ec_table_select_rows(part->table, rows, n, &it->table, &core_error);
  it->target = epoch_target_select(part->target, rows, n);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

/* The class that partial dependence is drawn of: of two the second, of more the most frequent. */
static gsize
choose_class(const EpochTrial *trial)
{
  g_autofree gsize *counts = g_new0(gsize, trial->target->n_classes + 1);
  gsize most = 0;

  if (trial->target->n_classes <= 2) {
    return trial->target->n_classes == 2 ? 1 : 0;
  }
  for (gsize i = 0; i < trial->train.n; i++) {
    counts[(gsize)trial->train.target->y[i]]++;
  }
  for (gsize k = 1; k < trial->target->n_classes; k++) {
    most = counts[k] > counts[most] ? k : most;
  }
  return most;
}

/* The score that shuffling is measured by, and what its loss is called. */
static const char *
name_loss(const EpochTrial *trial)
{
  return trial->target->n_classes > 0 ? _("Loss of accuracy") : _("Rise of the RMSE");
}

static gboolean
write_importance(Explaining *it, gsize *strongest, GError **error)
{
  EpochRunContext *context = it->self->context;
  gsize n = g_strv_length(it->names);
  g_autofree double *means = g_new0(double, n + 1);
  g_autofree double *deviations = g_new0(double, n + 1);
  struct ec_job quiet = context->job;

  quiet.progress = NULL;
  if (!epoch_explain_permutation(it->entry->pipeline, it->table, it->target,
                                 epoch_score_get_names(it->target)[0], N_SHUFFLES, context->seed,
                                 &quiet, means, deviations, error)) {
    return FALSE;
  }
  for (gsize i = 1; i < n; i++) {
    *strongest = means[i] > means[*strongest] ? i : *strongest;
  }
  g_ptr_array_add(
      it->self->found,
      means[*strongest] > deviations[*strongest]
          ? g_strdup_printf(_("It would miss “%s” most: shuffling that column does the most harm."),
                            it->names[*strongest])
          : g_strdup(_("Shuffling any one column does it no harm beyond chance: either columns "
                       "stand in for each other, or there is little to learn from them.")));
  return epoch_report_write_importance(
      (const char *const *)it->names, means, deviations, n, _("What the model would miss"),
      _("How much worse the test rows are predicted when a column is shuffled. Columns that say "
        "the same stand in for each other, so that each looks as if it did not matter."),
      name_loss(it->trial), context, "permutation", error);
}

/* What the reasons are called, and what they add up to. */
static char *
describe(const Explaining *it, const EpochReport *test, gsize row, const EpochReasons *reasons,
         gboolean exact)
{
  const EpochTarget *target = test->target;
  gsize number = test->rows[row] + 1;
  g_autofree char *trust = NULL;
  g_autofree char *told = NULL;
  g_autofree char *truth = NULL;

  if (target->n_classes > 0) {
    gsize said = (gsize)test->predictions[row];
    g_autofree char *share = epoch_amount_share(ec_matrix_get(test->probabilities, row, said));

    /* Translators: a share in percent stands before “sure”. */
    told = g_strdup_printf(_("Row %zu is said to be “%s” (%s sure); in truth it is “%s”."), number,
                           target->classes[said], share, target->classes[(gsize)test->y[row]]);
  } else {
    g_autofree char *predicted = epoch_amount_round(test->predictions[row], 4);

    truth = epoch_amount_round(test->y[row], 4);
    told = g_strdup_printf(_("Row %zu is predicted as %s; in truth it is %s."), number, predicted,
                           truth);
  }
  g_ptr_array_add(it->self->found, g_strdup_printf(_("The worst miss: %s"), told));
  if (exact) {
    return g_strdup_printf(_("%s Each bar is what a column adds to what the model says of it, "
                             "against the average row. These are exact Shapley values."),
                           told);
  }
  trust = epoch_amount_round(reasons->r_squared, 2);
  return g_strdup_printf(_("%s A straight model was fitted to what the model says of made-up rows "
                           "near this one (LIME). It describes them with R² %s: the lower, the "
                           "less it can be trusted."),
                         told, trust);
}

/* What the bars of the reasons add to. */
static char *
name_output(const Explaining *it, const EpochReasons *reasons, gsize class_)
{
  const EpochTarget *target = it->trial->target;

  if (target->n_classes == 0) {
    return g_strdup_printf(_("Change of “%s”"), target->name);
  }
  return g_strdup_printf(reasons->log_odds ? _("Change of the log odds of “%s”")
                                           : _("Change of the probability of “%s”"),
                         target->classes[class_]);
}

/* The reasons for the row that was missed by most: why did it say that? */
static gboolean
write_worst(Explaining *it, GError **error)
{
  EpochRunContext *context = it->self->context;
  const EpochTrialPart *part = &it->trial->test;
  const EpochReport test = epoch_trial_report_test(it->trial, it->entry);
  gboolean classes = test.target->n_classes > 0;
  gsize row = classes ? epoch_report_find_worst(&test) : epoch_report_find_farthest(&test);
  gsize class_ = classes ? (gsize)test.predictions[row] : 0;
  g_auto(GStrv) values = epoch_explain_show_row(it->entry->pipeline, part->table, row);
  g_auto(EpochReasons) reasons = {0};
  g_autofree char *summary = NULL;
  g_autofree char *output = NULL;
  struct ec_tree_ensemble ensemble;
  struct ec_job quiet = context->job;
  gboolean exact = ec_model_get_trees(epoch_pipeline_get_model(it->entry->pipeline), &ensemble);

  quiet.progress = NULL;
  if (!(exact ? epoch_explain_shapley(it->entry->pipeline, part->table, row, class_, &quiet,
                                      &reasons, error)
              : epoch_explain_lime(it->entry->pipeline, it->trial->train.table, part->table, row,
                                   class_, context->seed, &quiet, &reasons, error))) {
    return FALSE;
  }
  summary = describe(it, &test, row, &reasons, exact);
  output = name_output(it, &reasons, class_);
  return epoch_report_write_reasons((const char *const *)it->names, (const char *const *)values,
                                    reasons.contributions, reasons.n, reasons.base,
                                    _("Why it got this row most wrong"), summary, output, context,
                                    "reasons", error);
}

gboolean
epoch_own_table_explain(EpochOwnTable *self, const EpochTrial *trial, const EpochTrialEntry *entry,
                        GError **error)
{
  g_auto(Explaining) it = {.self = self, .trial = trial, .entry = entry};
  gsize strongest = 0;

  it.names = epoch_explain_name_columns(entry->pipeline, NULL);
  it.class_ = choose_class(trial);
  return take_rows(&it, &trial->test, error) && write_importance(&it, &strongest, error) &&
         epoch_explain_write_dependence(entry->pipeline, it.table, strongest, it.class_, NULL,
                                        self->context, "dependence", error) &&
         write_worst(&it, error);
}
