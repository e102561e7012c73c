#include "config.h"

#include "experiment/epoch-experiment.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "base/epoch-paths.h"
#include "experiment/epoch-parameter-private.h"

#define MAX_FILE_BYTES (1024 * 1024)
#define MAX_PARAMETERS 200

struct _EpochExperiment {
  GObject parent_instance;

  char *id;
  char *title;
  char *question;
  char *teaches;
  char *happens;
  char *task;
  char *dataset_id;
  char **alternatives;
  char **try;
  char **charts;
  char **metrics;
  char **panes;
  gint64 week;
  JsonArray *parameters;
};

G_DEFINE_FINAL_TYPE(EpochExperiment, epoch_experiment, G_TYPE_OBJECT)

enum { PROP_ID = 1, PROP_WEEK, PROP_TITLE, PROP_QUESTION, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void
epoch_experiment_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochExperiment *self = EPOCH_EXPERIMENT(object);

  switch (id) {
  case PROP_ID:
    g_value_set_string(value, self->id);
    break;
  case PROP_WEEK:
    g_value_set_int(value, (int)self->week);
    break;
  case PROP_TITLE:
    g_value_set_string(value, self->title);
    break;
  case PROP_QUESTION:
    g_value_set_string(value, self->question);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_experiment_finalize(GObject *object)
{
  EpochExperiment *self = EPOCH_EXPERIMENT(object);

  g_free(self->id);
  g_free(self->title);
  g_free(self->question);
  g_free(self->teaches);
  g_free(self->happens);
  g_free(self->task);
  g_free(self->dataset_id);
  g_strfreev(self->alternatives);
  g_strfreev(self->try);
  g_strfreev(self->charts);
  g_strfreev(self->metrics);
  g_strfreev(self->panes);
  g_clear_pointer(&self->parameters, json_array_unref);
  G_OBJECT_CLASS(epoch_experiment_parent_class)->finalize(object);
}

static void
epoch_experiment_class_init(EpochExperimentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = epoch_experiment_get_property;
  object_class->finalize = epoch_experiment_finalize;
  properties[PROP_ID] = g_param_spec_string("id", NULL, NULL, "", flags);
  properties[PROP_WEEK] = g_param_spec_int("week", NULL, NULL, 0, G_MAXINT, 0, flags);
  properties[PROP_TITLE] = g_param_spec_string("title", NULL, NULL, "", flags);
  properties[PROP_QUESTION] = g_param_spec_string("question", NULL, NULL, "", flags);
  g_object_class_install_properties(object_class, N_PROPS, properties);
}

static void
epoch_experiment_init(EpochExperiment *self)
{
}

static gboolean
read_texts(EpochExperiment *self, JsonObject *object, const char *where, GError **error)
{
  const struct {
    const char *member;
    char **text;
  } texts[] = {
      {"id", &self->id},           {"title", &self->title},     {"question", &self->question},
      {"teaches", &self->teaches}, {"happens", &self->happens}, {"task", &self->task},
  };
  const struct {
    const char *member;
    gboolean required;
    char ***strings;
  } lists[] = {
      {"alternatives", FALSE, &self->alternatives},
      {"try", TRUE, &self->try},
      {"charts", TRUE, &self->charts},
      {"metrics", TRUE, &self->metrics},
      {"panes", FALSE, &self->panes},
  };

  for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
    const char *text = epoch_json_get_string(object, where, texts[i].member, NULL, error);

    if (text == NULL) {
      return FALSE;
    }
    *texts[i].text = g_strdup(text);
  }
  for (guint i = 0; i < G_N_ELEMENTS(lists); i++) {
    *lists[i].strings =
        epoch_json_dup_strings(object, where, lists[i].member, lists[i].required, error);
    if (*lists[i].strings == NULL) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_rest(EpochExperiment *self, JsonObject *object, const char *id, const char *where,
          GError **error)
{
  const char *dataset = epoch_json_get_string(object, where, "dataset", "", error);
  JsonArray *parameters = NULL;

  if (dataset == NULL) {
    return FALSE;
  }
  self->dataset_id = *dataset != '\0' ? g_strdup(dataset) : NULL;
  if (!epoch_json_get_integer(object, where, "week", TRUE, &self->week, error) ||
      !epoch_json_get_array(object, where, "parameters", TRUE, &parameters, error)) {
    return FALSE;
  }
  if (self->week < 1 || self->week > 16) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"week\" is %" G_GINT64_FORMAT ", but a week from 1 to 16 is expected", where,
                self->week);
    return FALSE;
  }
  if (!g_str_equal(self->id, id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s: \"id\" is \"%s\", but \"%s\" is expected, as the file is called", where,
                self->id, id);
    return FALSE;
  }
  if (json_array_get_length(parameters) > MAX_PARAMETERS) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT, "%s: more than %d parameters", where,
                MAX_PARAMETERS);
    return FALSE;
  }
  self->parameters = json_array_ref(parameters);
  return TRUE;
}

EpochExperiment *
epoch_experiment_load(const char *id, GError **error)
{
  g_autoptr(EpochExperiment) self = NULL;
  g_autoptr(JsonObject) object = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (!epoch_paths_id_is_valid(id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "“%s” can not be an experiment's id; an id has small letters, digits and “-”",
                id != NULL ? id : "");
    return NULL;
  }
  name = g_strconcat(id, ".json", NULL);
  path = epoch_paths_dup_data_file("experiments", name);
  object = epoch_json_load(path, MAX_FILE_BYTES, error);
  if (object == NULL) {
    return NULL;
  }
  self = g_object_new(EPOCH_TYPE_EXPERIMENT, NULL);
  if (!read_texts(self, object, name, error) || !read_rest(self, object, id, name, error)) {
    return NULL;
  }
  return g_steal_pointer(&self);
}

static int
compare(gconstpointer a, gconstpointer b)
{
  const EpochExperiment *first = *(EpochExperiment *const *)a;
  const EpochExperiment *second = *(EpochExperiment *const *)b;

  if (first->week != second->week) {
    return first->week < second->week ? -1 : 1;
  }
  return g_utf8_collate(first->title, second->title);
}

GPtrArray *
epoch_experiment_list(GPtrArray **problems)
{
  g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func(g_free);
  GPtrArray *list = g_ptr_array_new_with_free_func(g_object_unref);
  g_autofree char *path = g_build_filename(epoch_paths_get_data_dir(), "experiments", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open(path, 0, &error);
  const char *name;

  if (dir == NULL) {
    g_ptr_array_add(sentences, g_strdup(error->message));
  }
  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autoptr(GError) cause = NULL;
    g_autofree char *id = NULL;
    EpochExperiment *experiment;

    if (!g_str_has_suffix(name, ".json")) {
      continue;
    }
    id = g_strndup(name, strlen(name) - strlen(".json"));
    experiment = epoch_experiment_load(id, &cause);
    if (experiment != NULL) {
      g_ptr_array_add(list, experiment);
    } else {
      g_ptr_array_add(sentences, g_strdup(cause->message));
    }
  }
  g_ptr_array_sort(list, compare);
  if (problems != NULL) {
    *problems = g_steal_pointer(&sentences);
  }
  return list;
}

const char *
epoch_experiment_get_id(EpochExperiment *self)
{
  return self->id;
}

int
epoch_experiment_get_week(EpochExperiment *self)
{
  return (int)self->week;
}

const char *
epoch_experiment_get_title(EpochExperiment *self)
{
  return self->title;
}

const char *
epoch_experiment_get_question(EpochExperiment *self)
{
  return self->question;
}

const char *
epoch_experiment_get_teaches(EpochExperiment *self)
{
  return self->teaches;
}

const char *
epoch_experiment_get_happens(EpochExperiment *self)
{
  return self->happens;
}

const char *const *
epoch_experiment_get_try(EpochExperiment *self)
{
  return (const char *const *)self->try;
}

const char *
epoch_experiment_get_task(EpochExperiment *self)
{
  return self->task;
}

const char *
epoch_experiment_get_dataset_id(EpochExperiment *self)
{
  return self->dataset_id;
}

const char *const *
epoch_experiment_get_alternatives(EpochExperiment *self)
{
  return (const char *const *)self->alternatives;
}

const char *const *
epoch_experiment_get_charts(EpochExperiment *self)
{
  return (const char *const *)self->charts;
}

const char *const *
epoch_experiment_get_metrics(EpochExperiment *self)
{
  return (const char *const *)self->metrics;
}

const char *const *
epoch_experiment_get_panes(EpochExperiment *self)
{
  return (const char *const *)self->panes;
}

/* The data set that the parameters are for; NULL without an error where the experiment has none. */
static EpochDataset *
load_dataset(EpochExperiment *self, const char *id, GError **error)
{
  if (id == NULL) {
    return self->dataset_id != NULL ? epoch_dataset_load(self->dataset_id, error) : NULL;
  }
  if (g_strcmp0(id, self->dataset_id) != 0 &&
      !g_strv_contains((const char *const *)self->alternatives, id)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                "%s can not be run on the data set “%s”", self->id, id);
    return NULL;
  }
  return epoch_dataset_load(id, error);
}

/* A condition may speak of a parameter that is declared later, so that it waits for all. */
static gboolean
check_needs(EpochExperiment *self, GListModel *parameters, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    g_autofree char *where = g_strdup_printf("%s.json: parameters[%u]", self->id, i);

    if (!epoch_parameter_check_needs(parameter, parameters, where, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

GListModel *
epoch_experiment_new_parameters(EpochExperiment *self, const char *dataset_id, GError **error)
{
  g_autoptr(GListStore) list = g_list_store_new(EPOCH_TYPE_PARAMETER);
  g_autoptr(GError) cause = NULL;
  g_autoptr(EpochDataset) dataset = load_dataset(self, dataset_id, &cause);

  if (cause != NULL) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length(self->parameters); i++) {
    g_autofree char *where = g_strdup_printf("%s.json: parameters[%u]", self->id, i);
    g_autoptr(EpochParameter) parameter = NULL;
    JsonObject *object =
        epoch_json_get_element_object(self->parameters, where, "parameters", i, error);

    parameter =
        object != NULL ? epoch_parameter_new_from_json(object, dataset, where, error) : NULL;
    if (parameter == NULL) {
      return NULL;
    }
    g_list_store_append(list, parameter);
  }
  if (!check_needs(self, G_LIST_MODEL(list), error)) {
    return NULL;
  }
  return G_LIST_MODEL(g_steal_pointer(&list));
}
