/* The values of all parameters of a run, from what was set and from the defaults. */
#pragma once

#include <gio/gio.h>

/**
 * epoch_settings_parse:
 * @parameters: a list model of #EpochParameter
 * @settings: (nullable): "KEY=VALUE", %NULL-terminated; a later one wins
 * @values: where to put a value for each key; takes copies
 * @error: where to put an error that names the parameter and what it takes
 *
 * Returns: whether all settings make sense
 */
gboolean epoch_settings_parse(GListModel *parameters, const char *const *settings,
                              GHashTable *values, GError **error);

/**
 * epoch_settings_to_json:
 *
 * Returns: (transfer full): the values as a JSON object, in the order of the parameters
 */
char *epoch_settings_to_json(GListModel *parameters, GHashTable *values);
