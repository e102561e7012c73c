#include "config.h"

#include "model/epoch-recipe-private.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"

struct _EpochRecipe {
  const EpochModelKind *kind;
  EpochTask task;
  guint64 seed;
  GListStore *parameters; /* shared by copies, as it never changes */
  GHashTable *values;
  EpochStepFunc step;
  gpointer step_data;
};

static const EpochParameterSpec scale_spec = {
    .key = "scale",
    .label = N_("Scaling"),
    .help = N_("Whether columns are brought to a common size first."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "none",
    .choices = {{"none", N_("None")}, {"standard", N_("Standardise")}, {"minmax", N_("0 to 1")}},
};

static const EpochParameterSpec degree_spec = {
    .key = "degree",
    .label = N_("Degree"),
    .help = N_("1 takes columns as they are; 2 adds their squares and products, and so on."),
    .type = EPOCH_PARAMETER_INTEGER,
    .fallback = "1",
    .minimum = 1,
    .maximum = 20,
};

static const EpochParameterSpec encode_spec = {
    .key = "encode",
    .label = N_("Text"),
    .help = N_("Whether a column of text goes in as it is, as codes of categories, or as a column "
               "of 0 and 1 for each category."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "codes",
    .choices = {{"codes", N_("Categories")}, {"one-hot", N_("Columns of 0 and 1")}},
    .advanced = TRUE,
};

static const EpochParameterSpec impute_spec = {
    .key = "impute",
    .label = N_("Missing numbers"),
    .help = N_("What is put where a number is missing."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "median",
    .choices = {{"median", N_("Median")},
                {"mean", N_("Mean")},
                {"most-frequent", N_("Most frequent")},
                {"constant", N_("A number of choice")}},
};

/* The same for a model that can do without. */
static const EpochParameterSpec impute_or_leave_spec = {
    .key = "impute",
    .label = N_("Missing numbers"),
    .help = N_("What is put where a number is missing; this model can also do with the gaps."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "leave",
    .choices = {{"leave", N_("Leave missing")},
                {"median", N_("Median")},
                {"mean", N_("Mean")},
                {"most-frequent", N_("Most frequent")},
                {"constant", N_("A number of choice")}},
};

static const EpochParameterSpec fill_spec = {
    .key = "fill",
    .label = N_("Number for gaps"),
    .help = N_("The number that is put where one is missing."),
    .type = EPOCH_PARAMETER_NUMBER,
    .fallback = "0",
    .minimum = -DBL_MAX,
    .maximum = DBL_MAX,
    .needs = {"impute", "constant"},
    .advanced = TRUE,
};

static const EpochParameterSpec unknown_spec = {
    .key = "unknown",
    .label = N_("Unknown categories"),
    .help = N_("What to do with a category that no training row had: go on without it, or refuse "
               "the row."),
    .type = EPOCH_PARAMETER_CHOICE,
    .fallback = "ignore",
    .choices = {{"ignore", N_("Ignore")}, {"refuse", N_("Refuse")}},
    .advanced = TRUE,
};

static gboolean
add_parameter(EpochRecipe *self, const EpochParameterSpec *spec, const char *fallback,
              GError **error)
{
  g_autoptr(EpochParameter) parameter = epoch_parameter_new_from_spec(spec, fallback, error);

  if (parameter == NULL) {
    return FALSE;
  }
  g_list_store_append(self->parameters, parameter);
  g_hash_table_insert(self->values, g_strdup(spec->key),
                      g_variant_ref(epoch_parameter_get_default(parameter)));
  return TRUE;
}

static gboolean
add_model_parameters(EpochRecipe *self, GError **error)
{
  for (gsize i = 0; i < self->kind->n_parameters; i++) {
    const EpochParameterSpec *spec = &self->kind->parameters[i];

    if ((spec->tasks == 0 || (spec->tasks & self->task) != 0) &&
        !add_parameter(self, spec, NULL, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

/* What can be set of the preparation depends on what the model takes as it is. */
static gboolean
add_preparation_parameters(EpochRecipe *self, GError **error)
{
  unsigned int traits = self->kind->model_class->traits;
  gboolean by_scale = (traits & EC_TRAIT_SCALE) != 0;

  if ((by_scale || self->kind->is_linear) &&
      !add_parameter(self, &scale_spec, by_scale ? "standard" : NULL, error)) {
    return FALSE;
  }
  if (self->kind->is_linear && !add_parameter(self, &degree_spec, NULL, error)) {
    return FALSE;
  }
  if ((traits & EC_TRAIT_CATEGORIES) != 0 && !add_parameter(self, &encode_spec, NULL, error)) {
    return FALSE;
  }
  return add_parameter(self,
                       (traits & EC_TRAIT_MISSING) != 0 ? &impute_or_leave_spec : &impute_spec,
                       NULL, error) &&
         add_parameter(self, &fill_spec, NULL, error) &&
         add_parameter(self, &unknown_spec, NULL, error);
}

EpochRecipe *
epoch_recipe_new(const char *kind, EpochTask task, guint64 seed, GError **error)
{
  const EpochModelKind *found = epoch_model_kind_find(kind, error);
  g_autoptr(EpochRecipe) self = NULL;

  if (found == NULL) {
    return NULL;
  }
  if ((found->tasks & task) == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                task == EPOCH_TASK_REGRESSION ? _("the model “%s” does not predict amounts")
                : task == EPOCH_TASK_CLASSIFICATION ? _("the model “%s” does not predict classes")
                : task == EPOCH_TASK_CLUSTERING     ? _("the model “%s” does not find groups")
                                                : _("the model “%s” does not make new columns"),
                kind);
    return NULL;
  }
  self = g_new0(EpochRecipe, 1);
  self->kind = found;
  self->task = task;
  self->seed = seed;
  self->parameters = g_list_store_new(EPOCH_TYPE_PARAMETER);
  self->values =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
  if (!add_model_parameters(self, error) || !add_preparation_parameters(self, error)) {
    return NULL;
  }
  return g_steal_pointer(&self);
}

EpochRecipe *
epoch_recipe_copy(const EpochRecipe *self)
{
  EpochRecipe *copy = g_new0(EpochRecipe, 1);
  GHashTableIter iter;
  gpointer key, value;

  *copy = *self;
  copy->step = NULL;
  copy->step_data = NULL;
  copy->parameters = g_object_ref(self->parameters);
  copy->values =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref);
  g_hash_table_iter_init(&iter, self->values);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    g_hash_table_insert(copy->values, g_strdup(key), g_variant_ref(value));
  }
  return copy;
}

void
epoch_recipe_free(EpochRecipe *self)
{
  g_object_unref(self->parameters);
  g_hash_table_unref(self->values);
  g_free(self);
}

static char *
list_keys(const EpochRecipe *self)
{
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->parameters)); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(G_LIST_MODEL(self->parameters), i);

    g_string_append_printf(text, "%s%s", i > 0 ? ", " : "", epoch_parameter_get_key(parameter));
  }
  return g_string_free(text, FALSE);
}

EpochParameter *
epoch_recipe_find_parameter(const EpochRecipe *self, const char *key, GError **error)
{
  g_autofree char *known = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->parameters)); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(G_LIST_MODEL(self->parameters), i);

    if (g_str_equal(epoch_parameter_get_key(parameter), key)) {
      /* The list keeps it alive. */
      return parameter;
    }
  }
  known = list_keys(self);
  shown = g_utf8_make_valid(key, (gssize)MIN(strlen(key), 80));
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
              _("there is no parameter “%s”; there are %s"), shown, known);
  return NULL;
}

/* Puts a checked value in; takes it over. */
static gboolean
take_value(EpochRecipe *self, const char *key, GVariant *value)
{
  if (value != NULL) {
    g_hash_table_insert(self->values, g_strdup(key), value);
  }
  return value != NULL;
}

gboolean
epoch_recipe_set_text(EpochRecipe *self, const char *key, const char *text, GError **error)
{
  EpochParameter *parameter = epoch_recipe_find_parameter(self, key, error);

  return parameter != NULL && take_value(self, key, epoch_parameter_parse(parameter, text, error));
}

gboolean
epoch_recipe_set_value(EpochRecipe *self, const char *key, GVariant *value, GError **error)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink(value);
  EpochParameter *parameter = epoch_recipe_find_parameter(self, key, error);

  return parameter != NULL && take_value(self, key, epoch_parameter_check(parameter, owned, error));
}

gboolean
epoch_recipe_set_number(EpochRecipe *self, const char *key, double value, GError **error)
{
  EpochParameter *parameter = epoch_recipe_find_parameter(self, key, error);
  gboolean is_integer;

  if (parameter == NULL) {
    return FALSE;
  }
  is_integer = epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_INTEGER &&
               fabs(value) < (double)G_MAXINT32;
  return take_value(self, key,
                    epoch_parameter_check(parameter,
                                          is_integer ? g_variant_new_int64(llround(value))
                                                     : g_variant_new_double(value),
                                          error));
}

gboolean
epoch_recipe_set_all(EpochRecipe *self, const char *const *settings, GError **error)
{
  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    const char *equals = strchr(settings[i], '=');
    g_autofree char *key = NULL;

    if (equals == NULL) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("“%s” sets nothing; write KEY=VALUE, such as impute=mean"), settings[i]);
      return FALSE;
    }
    key = g_strndup(settings[i], (gsize)(equals - settings[i]));
    if (!epoch_recipe_set_text(self, key, equals + 1, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
epoch_recipe_has(const EpochRecipe *self, const char *key)
{
  return g_hash_table_contains(self->values, key);
}

GVariant *
epoch_recipe_get(const EpochRecipe *self, const char *key)
{
  return g_hash_table_lookup(self->values, key);
}

double
epoch_recipe_get_number(const EpochRecipe *self, const char *key)
{
  GVariant *value = g_hash_table_lookup(self->values, key);

  return g_variant_is_of_type(value, G_VARIANT_TYPE_INT64) ? (double)g_variant_get_int64(value)
                                                           : g_variant_get_double(value);
}

const char *
epoch_recipe_get_choice(const EpochRecipe *self, const char *key)
{
  return epoch_values_get_choice(self->values, key);
}

const EpochModelKind *
epoch_recipe_get_kind(const EpochRecipe *self)
{
  return self->kind;
}

EpochTask
epoch_recipe_get_task(const EpochRecipe *self)
{
  return self->task;
}

guint64
epoch_recipe_get_seed(const EpochRecipe *self)
{
  return self->seed;
}

void
epoch_recipe_set_seed(EpochRecipe *self, guint64 seed)
{
  self->seed = seed;
}

GListModel *
epoch_recipe_get_parameters(const EpochRecipe *self)
{
  return G_LIST_MODEL(self->parameters);
}

GHashTable *
epoch_recipe_get_values(const EpochRecipe *self)
{
  return self->values;
}

char **
epoch_recipe_dup_settings(const EpochRecipe *self)
{
  g_autoptr(GStrvBuilder) settings = g_strv_builder_new();

  for (guint i = 0; i < g_list_model_get_n_items(G_LIST_MODEL(self->parameters)); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(G_LIST_MODEL(self->parameters), i);
    const char *key = epoch_parameter_get_key(parameter);
    g_autofree char *text =
        epoch_parameter_format(parameter, g_hash_table_lookup(self->values, key));

    g_strv_builder_take(settings, g_strconcat(key, "=", text, NULL));
  }
  return g_strv_builder_end(settings);
}

void
epoch_recipe_set_step(EpochRecipe *self, EpochStepFunc step, gpointer data)
{
  self->step = step;
  self->step_data = data;
}

EpochModelRequest
epoch_recipe_get_request(const EpochRecipe *self)
{
  return (EpochModelRequest){self->values, self->task, self->seed, self->step, self->step_data};
}
