#include "config.h"

#include "validate/epoch-search-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "validate/fold-private.h"
#include "validate/search-space-private.h"

/* The share of the whole that the last fit is shown as. */
#define DONE_SEARCH 0.95

static void
candidate_free(gpointer data)
{
  EpochCandidate *candidate = data;

  for (gsize i = 0; candidate->values[i] != NULL; i++) {
    g_variant_unref(candidate->values[i]);
  }
  g_free(candidate->values);
  g_free(candidate->folds);
  g_free(candidate->failure);
  g_free(candidate);
}

void
epoch_search_free(EpochSearch *self)
{
  g_strfreev(self->keys);
  g_clear_pointer(&self->candidates, g_ptr_array_unref);
  g_clear_pointer(&self->recipe, epoch_recipe_free);
  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
  g_free(self);
}

/* What a search goes by. */
typedef struct {
  EpochSearch *search;
  const EpochSearchSpace *space;
  const EpochSearchOptions *options;
  FoldInput input;
  const struct ec_job *job;
  gsize n_fits; /* that were done */
  gsize score;  /* its place among the scores of the target */
} Search;

static EpochCandidate *
candidate_new(const Search *self, gsize index)
{
  EpochCandidate *candidate = g_new0(EpochCandidate, 1);

  candidate->index = index;
  candidate->values = self->options->n_candidates > 0
                          ? search_space_draw(self->space, self->options->seed, index)
                          : search_space_get_grid(self->space, index);
  candidate->folds = g_new(double, MAX(self->input.folds->n_folds, 1));
  return candidate;
}

static gboolean
measure_folds(Search *self, EpochCandidate *candidate, const EpochRecipe *recipe, GError **error)
{
  gsize n_folds = self->input.folds->n_folds;
  gsize n_all = self->search->n_asked * n_folds;
  FoldInput input = self->input;

  input.recipe = recipe;
  for (gsize fold = 0; fold < n_folds; fold++) {
    g_auto(Fold) done = {0};
    struct ec_job part = fold_job(self->job, self->n_fits, n_all);

    if (!fold_run(&done, &input, fold, &part, error)) {
      return FALSE;
    }
    candidate->folds[fold] = done.test.scores[self->score];
    candidate->seconds += done.seconds;
    self->n_fits++;
    if (self->options->fit_done != NULL) {
      self->options->fit_done(self->options->data, self->n_fits, n_all);
    }
  }
  return TRUE;
}

/* %FALSE where it was stopped; a candidate that can not be fitted keeps the reason. */
static gboolean
measure(Search *self, EpochCandidate *candidate, GError **error)
{
  g_autoptr(GError) cause = NULL;
  g_autoptr(EpochRecipe) recipe = search_space_new_recipe(self->space, candidate->values, &cause);
  gsize n_folds = self->input.folds->n_folds;

  if (recipe != NULL && measure_folds(self, candidate, recipe, &cause)) {
    fold_average(candidate->folds, n_folds, 1, &candidate->mean, &candidate->deviation);
    return TRUE;
  }
  if (g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED) ||
      g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_MEMORY)) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  for (gsize fold = 0; fold < n_folds; fold++) {
    candidate->folds[fold] = NAN;
  }
  candidate->mean = NAN;
  candidate->deviation = NAN;
  candidate->failure = g_strdup(cause->message);
  /* The fits that it would have had count as done. */
  self->n_fits = (self->search->candidates->len + 1) * n_folds;
  return TRUE;
}

static const EpochCandidate *
get_best(const EpochSearch *search)
{
  return search->best >= 0 ? search->candidates->pdata[search->best] : NULL;
}

static void
take_candidate(Search *self, EpochCandidate *candidate)
{
  EpochSearch *search = self->search;
  const EpochCandidate *best = get_best(search);
  gboolean higher = epoch_score_is_higher_better(search->score);

  g_ptr_array_add(search->candidates, candidate);
  if (!isnan(candidate->mean) &&
      (best == NULL || (higher ? candidate->mean > best->mean : candidate->mean < best->mean))) {
    search->best = (gssize)search->candidates->len - 1;
  }
  if (self->options->candidate_done != NULL) {
    self->options->candidate_done(self->options->data, candidate, search->candidates->len,
                                  search->n_asked, get_best(search));
  }
}

static gboolean
measure_all(Search *self, GError **error)
{
  for (gsize i = 0; i < self->search->n_asked; i++) {
    EpochCandidate *candidate = candidate_new(self, i);

    if (!measure(self, candidate, error)) {
      candidate_free(candidate);
      return FALSE;
    }
    take_candidate(self, candidate);
  }
  return TRUE;
}

/* Sets what the best candidate was, and fits it on all rows where that is asked for. */
static gboolean
take_best(Search *self, const struct ec_job *job, GError **error)
{
  EpochSearch *search = self->search;
  const EpochCandidate *best = get_best(search);

  if (best == NULL) {
    const EpochCandidate *first = search->candidates->len > 0 ? search->candidates->pdata[0] : NULL;

    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("none of the candidates could be fitted and measured%s%s"),
                first != NULL && first->failure != NULL ? ": " : "",
                first != NULL && first->failure != NULL ? first->failure : "");
    return FALSE;
  }
  search->recipe = search_space_new_recipe(self->space, best->values, error);
  if (search->recipe == NULL || !self->options->refit || search->stopped) {
    return search->recipe != NULL;
  }
  search->pipeline =
      epoch_pipeline_fit(search->recipe, self->input.table, self->input.columns,
                         self->input.n_columns, self->input.target, job, NULL, error);
  return search->pipeline != NULL;
}

static gboolean
begin(Search *self, GError **error)
{
  EpochSearch *search = self->search;
  const char *const *names = epoch_score_get_names(self->input.target);

  search->candidates = g_ptr_array_new_with_free_func(candidate_free);
  search->best = -1;
  search->n_axes = epoch_search_space_n_axes(self->space);
  search->keys = g_new0(char *, search->n_axes + 1);
  for (gsize i = 0; i < search->n_axes; i++) {
    search->keys[i] = g_strdup(epoch_search_space_get_key(self->space, i));
  }
  search->n_asked = self->options->n_candidates > 0 ? self->options->n_candidates
                                                    : epoch_search_space_n_candidates(self->space);
  search->score = epoch_score_find(self->input.target, self->options->score, error);
  if (search->score == NULL) {
    return FALSE;
  }
  while (names[self->score] != search->score) {
    self->score++;
  }
  if (search->n_asked == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("there is nothing to search: a grid needs at least one setting, given values of "
                  "each and at most a million candidates"));
    return FALSE;
  }
  return fold_check_input(&self->input, error);
}

EpochSearch *
epoch_search_run(const EpochSearchSpace *space, const struct ec_table *table, const size_t *columns,
                 gsize n_columns, const EpochTarget *target, const EpochFolds *folds,
                 const EpochSearchOptions *options, const struct ec_job *job, GError **error)
{
  static const struct ec_job none = EC_JOB_INIT;
  struct ec_job search_job = ec_job_part(job != NULL ? job : &none, 0, DONE_SEARCH);
  struct ec_job refit_job = ec_job_part(job != NULL ? job : &none, DONE_SEARCH, 1);
  g_autoptr(EpochSearchSpace) lenient = epoch_search_space_copy(space);
  g_autoptr(EpochSearch) search = g_new0(EpochSearch, 1);
  g_autoptr(GError) cause = NULL;
  Search self = {.search = search,
                 .space = lenient,
                 .options = options,
                 .input = {lenient->recipe, table, columns, n_columns, target, folds, FALSE, 0, 0},
                 .job = &search_job};

  if (!epoch_recipe_set_text(lenient->recipe, "unknown", "ignore", error) || !begin(&self, error)) {
    return NULL;
  }
  if (!measure_all(&self, &cause)) {
    search->stopped = g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED);
    if (!search->stopped || search->best < 0) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return NULL;
    }
  }
  if (take_best(&self, &refit_job, &cause)) {
    return g_steal_pointer(&search);
  }
  /* Stopped at the last fit: what was measured stays. */
  search->stopped = g_error_matches(cause, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED);
  if (search->stopped) {
    return g_steal_pointer(&search);
  }
  g_propagate_error(error, g_steal_pointer(&cause));
  return NULL;
}

/* A value as people write it. */
static char *
format_value(GVariant *value)
{
  if (g_variant_is_of_type(value, G_VARIANT_TYPE_DOUBLE)) {
    return epoch_json_format_number(g_variant_get_double(value));
  }
  return g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)
             ? g_strdup(g_variant_get_string(value, NULL))
             : g_variant_print(value, FALSE);
}

char *
epoch_search_describe(const EpochSearch *self, const EpochCandidate *candidate)
{
  GString *text = g_string_new(NULL);

  for (gsize i = 0; i < self->n_axes; i++) {
    GVariant *drawn = candidate->values[i];
    g_autofree char *value = g_variant_is_of_type(drawn, G_VARIANT_TYPE_DOUBLE)
                                 ? epoch_amount_trim(g_variant_get_double(drawn), 3)
                                 : format_value(drawn);

    g_string_append_printf(text, "%s%s=%s", i > 0 ? ", " : "", self->keys[i], value);
  }
  return g_string_free(text, FALSE);
}

static int
compare_candidates(gconstpointer a, gconstpointer b, gpointer data)
{
  const EpochCandidate *first = *(const EpochCandidate *const *)a;
  const EpochCandidate *second = *(const EpochCandidate *const *)b;
  double sign = epoch_score_is_higher_better(data) ? -1 : 1;
  double x = isnan(first->mean) ? INFINITY : sign * first->mean;
  double y = isnan(second->mean) ? INFINITY : sign * second->mean;

  if (x != y) {
    return x < y ? -1 : 1;
  }
  return (first->index > second->index) - (first->index < second->index);
}

GString *
epoch_search_write_csv(const EpochSearch *self)
{
  GString *text = g_string_new("rank,");
  g_autoptr(GPtrArray) sorted = g_ptr_array_new();

  for (gsize i = 0; i < self->n_axes; i++) {
    g_string_append_printf(text, "%s,", self->keys[i]);
  }
  g_string_append_printf(text, "%s,%s_sd,seconds\n", self->score, self->score);
  for (guint i = 0; i < self->candidates->len; i++) {
    g_ptr_array_add(sorted, self->candidates->pdata[i]);
  }
  g_ptr_array_sort_with_data(sorted, compare_candidates, (gpointer)self->score);
  for (guint i = 0; i < sorted->len; i++) {
    const EpochCandidate *candidate = sorted->pdata[i];
    g_autofree char *mean = epoch_json_format_number(candidate->mean);
    g_autofree char *deviation = epoch_json_format_number(candidate->deviation);

    g_string_append_printf(text, "%u,", i + 1);
    for (gsize k = 0; k < self->n_axes; k++) {
      g_autofree char *value = format_value(candidate->values[k]);

      g_string_append_printf(text, "%s,", value);
    }
    g_string_append_printf(text, "%s,%s,%.3f\n", isnan(candidate->mean) ? "" : mean,
                           isnan(candidate->deviation) ? "" : deviation, candidate->seconds);
  }
  return text;
}
