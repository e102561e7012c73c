#include "config.h"

#include "experiment/contest/epoch-contest-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-error.h"
#include "dataset/epoch-table-private.h"

gboolean
epoch_contest_init(EpochContest *self, EpochRunContext *context, const char *score, GError **error)
{
  g_autofree const char **columns = epoch_run_context_get_columns(context, "columns");
  struct ec_table *table;

  epoch_events_progress(context->events, 0, _("Reading the data"));
  table = epoch_table_read_dataset(context->dataset, &context->job, error);
  if (table == NULL) {
    return FALSE;
  }
  *self = (EpochContest){
      .context = context,
      .score = score,
      .entries = g_ptr_array_new_with_free_func((GDestroyNotify)epoch_trial_entry_free),
      .found = g_ptr_array_new_with_free_func(g_free),
  };
  self->trial = epoch_trial_new(context, table, epoch_dataset_get_target(context->dataset), columns,
                                EPOCH_TASK_CLASSIFICATION,
                                epoch_run_context_get_number(context, "test_share"),
                                (gsize)epoch_run_context_get_integer(context, "folds"), error);
  return self->trial != NULL;
}

void
epoch_contest_clear(EpochContest *self)
{
  g_clear_pointer(&self->entries, g_ptr_array_unref);
  g_clear_pointer(&self->found, g_ptr_array_unref);
  g_clear_pointer(&self->search, epoch_search_free);
  g_clear_pointer(&self->trial, epoch_trial_free);
}

void
epoch_contest_set_stage(EpochContest *self, double begin, double end)
{
  self->stage_begin = begin;
  self->stage_end = end;
  self->n_entered = 0;
}

EpochRecipe *
epoch_contest_new_recipe(EpochContest *self, const char *kind, GError **error)
{
  return epoch_recipe_new(kind, EPOCH_TASK_CLASSIFICATION, self->context->seed, error);
}

static void
fold_cb(gpointer data, gsize fold, const double *scores, gsize n_scores)
{
  EpochContest *self = data;
  const char *const *names = epoch_score_get_names(self->trial->target);

  for (gsize i = 0; i < n_scores; i++) {
    if (g_str_equal(names[i], self->score)) {
      /* The folds of each model are a line of their own. */
      epoch_events_metric(self->context->events, self->score, (gint64)fold + 1, scores[i],
                          self->entering);
    }
  }
}

gboolean
epoch_contest_enter(EpochContest *self, const char *name, EpochRecipe *recipe, GError **error)
{
  const EpochCrossValidationOptions options = {.fold_done = fold_cb, .data = self};
  double width = (self->stage_end - self->stage_begin) / (double)MAX(self->n_expected, 1);
  double begin = self->stage_begin + width * (double)self->n_entered;
  struct ec_job job = ec_job_part(&self->context->job, begin, begin + width);
  g_autoptr(GError) cause = NULL;
  EpochTrialEntry *entry;

  if (epoch_run_context_is_stopped(self->context)) {
    epoch_recipe_free(recipe);
    return TRUE;
  }
  epoch_events_progress(self->context->events, begin, name);
  self->entering = epoch_recipe_get_kind(recipe)->id;
  entry = epoch_trial_enter(self->trial, name, recipe, TRUE, &options, &job, &cause);
  self->n_entered++;
  if (entry != NULL) {
    g_ptr_array_add(self->entries, entry);
    return TRUE;
  }
  /* What was stopped keeps the models that were there before. */
  if (self->entries->len > 0 &&
      g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
    return TRUE;
  }
  g_propagate_error(error, g_steal_pointer(&cause));
  return FALSE;
}

static void
candidate_cb(gpointer data, const EpochCandidate *candidate, gsize n_done, gsize n_all,
             const EpochCandidate *best)
{
  EpochContest *self = data;
  g_autofree char *stage = g_strdup_printf(_("Settings %zu of %zu"), n_done, n_all);

  if (isfinite(candidate->mean)) {
    epoch_events_metric(self->context->events, self->score, (gint64)n_done, candidate->mean,
                        "tried");
  }
  if (best != NULL) {
    epoch_events_metric(self->context->events, self->score, (gint64)n_done, best->mean, "best");
  }
  epoch_events_progress(self->context->events,
                        self->stage_begin +
                            (self->stage_end - self->stage_begin) * (double)n_done / (double)n_all,
                        stage);
}

static gboolean
enter_tuned(EpochContest *self, const char *name, GError **error)
{
  const EpochCandidate *best =
      g_ptr_array_index(self->search->candidates, (guint)self->search->best);
  g_autofree char *settings = epoch_search_describe(self->search, best);
  guint n_before = self->entries->len;

  g_ptr_array_add(self->found, g_strdup_printf(ngettext("Of %u draw of settings the best is: %s.",
                                                        "Of %u draws of settings the best is: %s.",
                                                        self->search->candidates->len),
                                               self->search->candidates->len, settings));
  self->stage_begin = self->stage_end;
  if (!epoch_contest_enter(self, name, epoch_recipe_copy(self->search->recipe), error)) {
    return FALSE;
  }
  if (self->entries->len > n_before) {
    self->tuned = g_ptr_array_index(self->entries, n_before);
  }
  return TRUE;
}

gboolean
epoch_contest_search(EpochContest *self, EpochSearchSpace *space, gsize n_candidates,
                     const char *name, GError **error)
{
  const EpochSearchOptions options = {.n_candidates = n_candidates,
                                      .score = self->score,
                                      .seed = self->context->seed,
                                      .candidate_done = candidate_cb,
                                      .data = self};
  EpochTrial *trial = self->trial;
  struct ec_job quiet = self->context->job;
  g_autoptr(GError) cause = NULL;

  quiet.progress = NULL;
  self->search = epoch_search_run(space, trial->train.table,
                                  (const size_t *)(void *)trial->columns->data, trial->columns->len,
                                  trial->train.target, trial->folds, &options, &quiet, &cause);
  if (self->search == NULL) {
    if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED)) {
      return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  return self->search->best < 0 || epoch_run_context_is_stopped(self->context) ||
         enter_tuned(self, name, error);
}

EpochTrialEntry *
epoch_contest_get(const EpochContest *self, gsize number)
{
  return g_ptr_array_index(self->entries, number);
}

EpochTrialEntry *
epoch_contest_find(const EpochContest *self, const char *kind)
{
  for (guint i = 0; i < self->entries->len; i++) {
    EpochTrialEntry *entry = g_ptr_array_index(self->entries, i);

    if (g_str_equal(epoch_recipe_get_kind(entry->recipe)->id, kind)) {
      return entry;
    }
  }
  return NULL;
}

double
epoch_contest_score(const EpochContest *self, const EpochTrialEntry *entry)
{
  EpochReport test = epoch_trial_report_test(self->trial, entry);

  if (entry->cv != NULL && isfinite(epoch_cross_validation_get_mean(entry->cv, self->score))) {
    return epoch_cross_validation_get_mean(entry->cv, self->score);
  }
  return epoch_score_compute(self->score, self->trial->target, test.y, test.predictions,
                             test.probabilities, test.n);
}

void
epoch_contest_rank(EpochContest *self)
{
  double sign = epoch_score_is_higher_better(self->score) ? 1 : -1;

  self->best = 0;
  for (guint i = 1; i < self->entries->len; i++) {
    if (sign * epoch_contest_score(self, epoch_contest_get(self, i)) >
        sign * epoch_contest_score(self, epoch_contest_get(self, self->best))) {
      self->best = i;
    }
  }
}
