/* What can be set for a model, declared in the same form as the parameters of an experiment. */
#include "config.h"

#include "fit/epoch-fit.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json.h"
#include "experiment/epoch-parameter-private.h"

static const char *const models[] = {"linear", "ridge", NULL};

static const char declarations[] =
    "{\"parameters\":["
    "{\"key\":\"alpha\",\"label\":\"Ridge penalty\",\"type\":\"number\",\"default\":1,\"min\":0,"
    "\"help\":\"How much large coefficients cost; 0 is least squares.\"},"
    "{\"key\":\"intercept\",\"label\":\"Intercept\",\"type\":\"boolean\",\"default\":true,"
    "\"help\":\"Whether the line may miss the origin.\"},"
    "{\"key\":\"scale\",\"label\":\"Scaling\",\"type\":\"choice\",\"default\":\"none\","
    "\"choices\":[{\"value\":\"none\",\"label\":\"None\"},"
    "{\"value\":\"standard\",\"label\":\"Standardise\"},"
    "{\"value\":\"minmax\",\"label\":\"0 to 1\"}],"
    "\"help\":\"Whether columns are brought to a common size first.\"},"
    "{\"key\":\"impute\",\"label\":\"Missing numbers\",\"type\":\"choice\",\"default\":\"median\","
    "\"choices\":[{\"value\":\"median\",\"label\":\"Median\"},"
    "{\"value\":\"mean\",\"label\":\"Mean\"}],"
    "\"help\":\"What is put where a number is missing.\"}]}";

const char *const *
epoch_fit_get_models(void)
{
  return models;
}

GListModel *
epoch_fit_new_parameters(const char *model, GError **error)
{
  g_autoptr(GListStore) list = g_list_store_new(EPOCH_TYPE_PARAMETER);
  g_autoptr(JsonObject) root = NULL;
  JsonArray *array = NULL;

  if (!g_strv_contains(models, model)) {
    g_autofree char *known = g_strjoinv(", ", (char **)models);

    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
                "there is no model “%s”; there are %s", model, known);
    return NULL;
  }
  root = epoch_json_parse(declarations, strlen(declarations), "fit", error);
  if (root == NULL || !epoch_json_get_array(root, "fit", "parameters", TRUE, &array, error)) {
    return NULL;
  }
  for (guint i = 0; i < json_array_get_length(array); i++) {
    g_autoptr(EpochParameter) parameter =
        epoch_parameter_new_from_json(json_array_get_object_element(array, i), NULL, "fit", error);

    if (parameter == NULL) {
      return NULL;
    }
    if (!g_str_equal(epoch_parameter_get_key(parameter), "alpha") || g_str_equal(model, "ridge")) {
      g_list_store_append(list, parameter);
    }
  }
  return G_LIST_MODEL(g_steal_pointer(&list));
}
