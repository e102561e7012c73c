#include "config.h"

#include "run/epoch-settings.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-json-writer.h"
#include "experiment/epoch-parameter.h"

static EpochParameter *
find_parameter(GListModel *parameters, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    if (g_str_equal(epoch_parameter_get_key(parameter), key)) {
      /* The list keeps it alive. */
      return parameter;
    }
  }
  return NULL;
}

static void
refuse_key(GListModel *parameters, const char *key, GError **error)
{
  g_autoptr(GString) known = g_string_new(NULL);

  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    g_string_append_printf(known, "%s%s", i > 0 ? ", " : "", epoch_parameter_get_key(parameter));
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND,
              "there is no parameter “%s”; there are %s", key, known->str);
}

gboolean
epoch_settings_parse(GListModel *parameters, const char *const *settings, GHashTable *values,
                     GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    g_hash_table_insert(values, g_strdup(epoch_parameter_get_key(parameter)),
                        g_variant_ref(epoch_parameter_get_default(parameter)));
  }
  for (gsize i = 0; settings != NULL && settings[i] != NULL; i++) {
    const char *equals = strchr(settings[i], '=');
    g_autofree char *key = NULL;
    EpochParameter *parameter;
    GVariant *value;

    if (equals == NULL) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  "“%s” sets nothing; write KEY=VALUE, such as test_share=0.3", settings[i]);
      return FALSE;
    }
    key = g_strndup(settings[i], (gsize)(equals - settings[i]));
    parameter = find_parameter(parameters, key);
    if (parameter == NULL) {
      refuse_key(parameters, key, error);
      return FALSE;
    }
    value = epoch_parameter_parse(parameter, equals + 1, error);
    if (value == NULL) {
      return FALSE;
    }
    g_hash_table_insert(values, g_steal_pointer(&key), value);
  }
  return TRUE;
}

char *
epoch_settings_to_json(GListModel *parameters, GHashTable *values)
{
  GString *text = g_string_new(NULL);
  EpochJsonWriter writer;

  epoch_json_writer_init(&writer, text);
  epoch_json_writer_begin(&writer, '{');
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    const char *key = epoch_parameter_get_key(parameter);
    GVariant *value = g_hash_table_lookup(values, key);
    g_autofree const char **names = NULL;

    epoch_json_writer_name(&writer, key);
    switch (epoch_parameter_get_kind(parameter)) {
    case EPOCH_PARAMETER_INTEGER:
      epoch_json_writer_integer(&writer, g_variant_get_int64(value));
      break;
    case EPOCH_PARAMETER_NUMBER:
      epoch_json_writer_number(&writer, g_variant_get_double(value));
      break;
    case EPOCH_PARAMETER_BOOLEAN:
      epoch_json_writer_boolean(&writer, g_variant_get_boolean(value));
      break;
    case EPOCH_PARAMETER_CHOICE:
    case EPOCH_PARAMETER_FILE:
    case EPOCH_PARAMETER_COLUMN:
      epoch_json_writer_string(&writer, g_variant_get_string(value, NULL));
      break;
    case EPOCH_PARAMETER_COLUMNS:
      names = g_variant_get_strv(value, NULL);
      epoch_json_writer_begin(&writer, '[');
      for (gsize j = 0; names[j] != NULL; j++) {
        epoch_json_writer_string(&writer, names[j]);
      }
      epoch_json_writer_end(&writer, ']');
      break;
    default:
      g_assert_not_reached();
    }
  }
  epoch_json_writer_end(&writer, '}');
  return g_string_free(text, FALSE);
}
