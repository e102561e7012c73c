/* A table of the learner's own: looked at, and then learnt from. */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "experiment/own-table/own-table-private.h"
#include "experiment/registry-private.h"
#include "run/epoch-run-files-private.h"

/* The shares of the whole at which the stages end. */
#define DONE_READ 0.05

/* Settings of the form, and the settings of models that they set. */
static const struct {
  const char *key;
  const char *settings[2];
} number_settings[] = {
    {"trees", {"trees", "rounds"}},
    {"alpha", {"alpha", NULL}},
    {"neighbours", {"neighbours", NULL}},
};

gboolean
epoch_own_table_apply_settings(EpochOwnTable *self, EpochRecipe *recipe, GError **error)
{
  gint64 depth = epoch_run_context_get_integer(self->context, "max_depth");

  for (guint i = 0; i < G_N_ELEMENTS(number_settings); i++) {
    const char *key = number_settings[i].key;
    GVariant *value = g_hash_table_lookup(self->context->values, key);

    for (guint j = 0; j < 2 && number_settings[i].settings[j] != NULL; j++) {
      if (epoch_recipe_has(recipe, number_settings[i].settings[j]) &&
          !epoch_recipe_set_value(recipe, number_settings[i].settings[j], value, error)) {
        return FALSE;
      }
    }
  }
  return depth == 0 || !epoch_recipe_has(recipe, "max_depth") ||
         epoch_recipe_set_number(recipe, "max_depth", (double)depth, error);
}

static gboolean
refuse(GError **error, char *sentence)
{
  g_autofree char *owned = sentence;

  g_set_error_literal(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, owned);
  return FALSE;
}

static gboolean
read_table(EpochOwnTable *self, GError **error)
{
  self->path = epoch_run_context_get_choice(self->context, "file");
  if (*self->path == '\0') {
    return refuse(error, g_strdup(_("No table is chosen yet. Choose a CSV file under “Table”, or "
                                    "drop one on the window.")));
  }
  self->place = g_path_get_basename(self->path);
  self->table = epoch_table_read_csv(self->path, NULL, 0, &self->context->job, NULL, error);
  if (self->table == NULL) {
    return FALSE;
  }
  self->n_rows = ec_table_n_rows(self->table);
  if (self->n_rows == 0) {
    return refuse(
        error, g_strdup_printf(_("%s: the table has a header and no rows below it"), self->path));
  }
  if (self->n_rows == 1) {
    return refuse(error, g_strdup_printf(_("%s: the table has one row only, and a model needs at "
                                           "least two to learn from"),
                                         self->path));
  }
  return epoch_own_table_check_texts(self, error);
}

static gboolean
find_target(EpochOwnTable *self, GError **error)
{
  const char *target = epoch_run_context_get_choice(self->context, "target");
  struct ec_error core_error = EC_ERROR_INIT;
  size_t column = 0;
  ec_status status;

  self->target = G_MAXSIZE;
  if (*target == '\0') {
    return TRUE;
  }
  status = ec_table_find_column(self->table, target, &column, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, self->path, error)) {
    return FALSE;
  }
  self->target = column;
  return TRUE;
}

/* Whether the model that was chosen fits the target, or its absence. */
static gboolean
check_model(EpochOwnTable *self, GError **error)
{
  const EpochModelKind *kind;

  self->model = epoch_run_context_get_choice(self->context, "model");
  if (g_str_equal(self->model, "auto")) {
    return TRUE;
  }
  kind = epoch_model_kind_find(self->model, error);
  if (kind == NULL) {
    return FALSE;
  }
  if (self->target == G_MAXSIZE && epoch_model_kind_needs_target(kind)) {
    return refuse(error,
                  g_strdup_printf(_("“%s” learns to predict a column, and none is chosen. Choose "
                                    "a target, or a model that needs none: k-means, DBSCAN or "
                                    "principal components."),
                                  epoch_model_kind_get_title(kind)));
  }
  return TRUE;
}

static gboolean
learn(EpochOwnTable *self, GError **error)
{
  const EpochModelKind *kind =
      g_str_equal(self->model, "auto") ? NULL : epoch_model_kind_find(self->model, NULL);

  if (self->target != G_MAXSIZE && (kind == NULL || epoch_model_kind_needs_target(kind))) {
    return epoch_own_table_predict(self, error);
  }
  if (self->target != G_MAXSIZE) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(_("“%s” is left out: “%s” learns without a target."),
                                    ec_table_get_name(self->table, self->target),
                                    epoch_model_kind_get_title(kind)));
  }
  return epoch_own_table_group(self, error);
}

static gboolean
work(EpochOwnTable *self, GError **error)
{
  EpochRunContext *context = self->context;

  epoch_events_progress(context->events, 0, _("Reading the data"));
  if (!read_table(self, error) || !find_target(self, error) || !check_model(self, error)) {
    return FALSE;
  }
  epoch_events_progress(context->events, DONE_READ, _("Looking at the columns"));
  /* What may be seen of the table is shown also where nothing can be learnt from it. */
  return epoch_own_table_profile(self, error) && epoch_own_table_choose_columns(self, error) &&
         learn(self, error) && epoch_run_files_write_reading(context, self->found, error);
}

gboolean
epoch_own_table_run(EpochRunContext *context, GError **error)
{
  EpochOwnTable self = {.context = context, .found = g_ptr_array_new_with_free_func(g_free)};
  gboolean well = work(&self, error);

  if (well && !epoch_run_context_is_stopped(context)) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  ec_table_free(self.table);
  g_strfreev(self.columns);
  g_ptr_array_unref(self.found);
  g_free(self.place);
  return well;
}
