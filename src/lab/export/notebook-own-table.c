/* What the notebook of "own-table" is told: what Epoch took the columns for, which model it chose,
 * and the rows that it drew. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/epoch-error.h"
#include "experiment/own-table/own-table-private.h"
#include "export/notebook-rows-private.h"

/* As many bytes decide on the delimiter. */
#define MAX_HEAD ((gsize)1 << 20)

static void
own_table_clear(EpochOwnTable *self)
{
  ec_table_free(self->table);
  g_strfreev(self->columns);
  g_ptr_array_unref(self->found);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochOwnTable, own_table_clear)

static void
keep_delimiter(const EpochOwnTable *self, NotebookValues *values)
{
  g_autofree char *head = g_new(char, MAX_HEAD);
  FILE *file = fopen(self->path, "rb");
  gsize length = file != NULL ? fread(head, 1, MAX_HEAD, file) : 0;
  const char delimiter[2] = {ec_csv_sniff_delimiter(head, length), '\0'};

  if (file != NULL) {
    fclose(file);
  }
  notebook_values_set_text(values, "own.delimiter", delimiter);
}

/* The names of those columns of the table that are of a type; of all, or of those learnt from. */
static void
keep_names(const EpochOwnTable *self, NotebookValues *values, const char *name,
           enum ec_column_type type, gboolean all)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) names = NULL;

  for (size_t i = 0; i < ec_table_n_columns(self->table); i++) {
    const char *column = ec_table_get_name(self->table, i);

    if (ec_table_get_type(self->table, i) == type &&
        (all || g_strv_contains((const char *const *)self->columns, column))) {
      g_strv_builder_add(builder, column);
    }
  }
  names = g_strv_builder_end(builder);
  notebook_values_set_texts(values, name, (const char *const *)names);
}

static gboolean
read_table(EpochOwnTable *self, GError **error)
{
  const char *target = epoch_run_context_get_choice(self->context, "target");
  size_t column = 0;

  self->path = epoch_run_context_get_choice(self->context, "file");
  self->table = epoch_table_read_csv(self->path, NULL, 0, &self->context->job, NULL, error);
  if (self->table == NULL) {
    return FALSE;
  }
  self->n_rows = ec_table_n_rows(self->table);
  self->target =
      ec_table_find_column(self->table, target, &column, NULL) == EC_OK ? column : G_MAXSIZE;
  self->model = epoch_run_context_get_choice(self->context, "model");
  return epoch_own_table_choose_columns(self, error);
}

/* Whether a model has one answer that any library comes to. */
static gboolean
is_exact(const char *id)
{
  static const char *const exact[] = {"linear",  "ridge",    "lasso",       "elastic-net",
                                      "descent", "logistic", "naive-bayes", NULL};

  return g_strv_contains(exact, id);
}

static double
get_number(const EpochRecipe *recipe, const char *key)
{
  return epoch_recipe_has(recipe, key) ? epoch_recipe_get_number(recipe, key) : 0;
}

/* How columns are prepared for a model, and those of its settings that the form does not have. */
static void
keep_recipe(NotebookValues *values, const EpochRecipe *recipe)
{
  const char *id = epoch_recipe_get_kind(recipe)->id;

  notebook_values_set_text(values, "own.model", id);
  notebook_values_set_boolean(values, "own.exact", is_exact(id));
  notebook_values_set_integer(values, "own.leaf", (guint64)get_number(recipe, "min_samples_leaf"));
  notebook_values_set_number(values, "own.l1_ratio", get_number(recipe, "l1_ratio"));
  notebook_values_set_number(values, "own.l2", get_number(recipe, "l2"));
  notebook_values_set_number(values, "own.rate", get_number(recipe, "rate"));
  notebook_values_set_integer(values, "own.epochs", (guint64)get_number(recipe, "epochs"));
  notebook_values_set_integer(values, "own.sample", EPOCH_OWN_TABLE_MAX_SAMPLE);
  notebook_values_set_text(
      values, "own.scale",
      epoch_recipe_has(recipe, "scale") ? epoch_recipe_get_choice(recipe, "scale") : "none");
  notebook_values_set_boolean(values, "own.drop", epoch_recipe_get_kind(recipe)->is_linear);
}

static gboolean
collect_predicting(EpochOwnTable *self, NotebookValues *values, GError **error)
{
  unsigned tasks = epoch_own_table_choose_tasks(self, error);
  const char *target = epoch_run_context_get_choice(self->context, "target");
  g_autoptr(EpochTrial) trial = NULL;
  g_autoptr(EpochRecipe) recipe = NULL;

  if (tasks == 0) {
    return FALSE;
  }
  trial = epoch_trial_new(self->context, g_steal_pointer(&self->table), target,
                          (const char *const *)self->columns, tasks,
                          epoch_run_context_get_number(self->context, "test_share"),
                          epoch_own_table_choose_folds(self), error);
  recipe = trial != NULL ? epoch_own_table_new_recipe(self, trial->target->task, error) : NULL;
  if (recipe == NULL) {
    return FALSE;
  }
  keep_recipe(values, recipe);
  notebook_values_set_rows(values, "test_rows", trial->test.rows, trial->test.n);
  notebook_values_set_rows(values, "folds", trial->folds != NULL ? trial->folds->fold : NULL,
                           trial->folds != NULL ? trial->folds->n_rows : 0);
  notebook_values_set_text(values, "own.task",
                           trial->target->n_classes > 2    ? "classes"
                           : trial->target->n_classes == 2 ? "binary"
                                                           : "amounts");
  return TRUE;
}

/* The centres of as many clusters as the run came to. */
static gboolean
collect_centres(EpochOwnTable *self, NotebookValues *values, GError **error)
{
  g_autoptr(EpochRecipe) recipe =
      epoch_recipe_new("kmeans", EPOCH_TASK_CLUSTERING, self->context->seed, error);
  const NotebookValue *clusters = notebook_values_get(values, "expected.clusters");
  g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(size_t));
  g_autoptr(EpochPipeline) pipeline = NULL;

  if (recipe == NULL || clusters == NULL ||
      !epoch_recipe_set_text(recipe, "clusters", clusters->text, error)) {
    return FALSE;
  }
  for (gsize i = 0; self->columns[i] != NULL; i++) {
    size_t column = 0;

    ec_table_find_column(self->table, self->columns[i], &column, NULL);
    g_array_append_val(columns, column);
  }
  pipeline = epoch_pipeline_fit(recipe, self->table, (const size_t *)(void *)columns->data,
                                columns->len, NULL, &self->context->job, self->path, error);
  if (pipeline == NULL) {
    return FALSE;
  }
  notebook_rows_keep_centres(values, pipeline);
  return TRUE;
}

static gboolean
collect_grouping(EpochOwnTable *self, const EpochModelKind *kind, NotebookValues *values,
                 GError **error)
{
  const char *id = kind != NULL ? kind->id : "kmeans";
  g_autoptr(EpochRecipe) recipe = epoch_recipe_new(
      id, g_str_equal(id, "pca") ? EPOCH_TASK_TRANSFORMATION : EPOCH_TASK_CLUSTERING,
      self->context->seed, error);

  if (recipe == NULL) {
    return FALSE;
  }
  keep_recipe(values, recipe);
  notebook_values_set_text(values, "own.task", "none");
  notebook_values_set_rows(values, "folds", NULL, 0);
  return !g_str_equal(id, "kmeans") || collect_centres(self, values, error);
}

gboolean
notebook_own_table_collect(EpochRunContext *context, NotebookValues *values, GError **error)
{
  g_auto(EpochOwnTable)
      self = {.context = context, .found = g_ptr_array_new_with_free_func(g_free)};
  const EpochModelKind *kind = NULL;

  if (!read_table(&self, error)) {
    return FALSE;
  }
  if (!g_str_equal(self.model, "auto")) {
    kind = epoch_model_kind_find(self.model, error);
    if (kind == NULL) {
      return FALSE;
    }
  }
  keep_delimiter(&self, values);
  keep_names(&self, values, "own.all_numbers", EC_COLUMN_NUMBER, TRUE);
  keep_names(&self, values, "own.numbers", EC_COLUMN_NUMBER, FALSE);
  keep_names(&self, values, "own.words", EC_COLUMN_TEXT, FALSE);
  return self.target != G_MAXSIZE && (kind == NULL || epoch_model_kind_needs_target(kind))
             ? collect_predicting(&self, values, error)
             : collect_grouping(&self, kind, values, error);
}
