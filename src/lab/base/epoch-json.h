/* Reading JSON files with errors that name the place: "boston-linear.json: parameters[2].min
 * is text, but a number is expected". */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * epoch_json_load:
 * @path: a file
 * @limit: the most bytes it may have
 * @error: where to put an error
 *
 * Reads a JSON file whose root is an object. Refused, with the file, line and what would be
 * right: more than @limit bytes, text that is not UTF-8, more than 64 levels of nesting,
 * anything that is not JSON.
 *
 * Returns: (transfer full) (nullable): the root, or %NULL with @error set
 */
JsonObject *epoch_json_load(const char *path, gsize limit, GError **error);

/**
 * epoch_json_parse:
 * @text: JSON; need not end with a zero
 * @length: its bytes
 * @where: what errors call it, such as a file name
 * @error: where to put an error
 *
 * Does to a text in memory what epoch_json_load() does to a file.
 *
 * Returns: (transfer full) (nullable): the root object
 */
JsonObject *epoch_json_parse(const char *text, gsize length, const char *where, GError **error);

/**
 * epoch_json_get_string:
 * @object: an object
 * @where: its place for errors, such as "iris.json: columns[3]"
 * @name: the member
 * @fallback: (nullable): what an absent member means; %NULL where it must be present
 * @error: where to put an error
 *
 * Returns: (transfer none) (nullable): the text, or %NULL with @error set
 */
const char *epoch_json_get_string(JsonObject *object, const char *where, const char *name,
                                  const char *fallback, GError **error);

/**
 * epoch_json_get_number:
 * @value: (inout): what an absent member means; then the member's value
 * @required: whether an absent member is an error
 *
 * Reads a finite number.
 *
 * Returns: whether that went well; otherwise @error is set and @value untouched
 */
gboolean epoch_json_get_number(JsonObject *object, const char *where, const char *name,
                               gboolean required, double *value, GError **error);

/** epoch_json_get_integer: as epoch_json_get_number(), for whole numbers. */
gboolean epoch_json_get_integer(JsonObject *object, const char *where, const char *name,
                                gboolean required, gint64 *value, GError **error);

/** epoch_json_get_boolean: as epoch_json_get_number(), for true and false. */
gboolean epoch_json_get_boolean(JsonObject *object, const char *where, const char *name,
                                gboolean required, gboolean *value, GError **error);

/**
 * epoch_json_get_array:
 * @array: (out) (transfer none) (nullable): the array; %NULL where absent and not @required
 *
 * Returns: whether that went well
 */
gboolean epoch_json_get_array(JsonObject *object, const char *where, const char *name,
                              gboolean required, JsonArray **array, GError **error);

/**
 * epoch_json_dup_strings:
 *
 * Reads an array of texts; an absent one gives an empty list unless @required.
 *
 * Returns: (transfer full) (nullable): a %NULL-terminated list, or %NULL with @error set
 */
char **epoch_json_dup_strings(JsonObject *object, const char *where, const char *name,
                              gboolean required, GError **error);

/**
 * epoch_json_get_element_object:
 * @array: an array
 * @index: an index within it
 *
 * Returns: (transfer none) (nullable): the object there, or %NULL with @error set
 */
JsonObject *epoch_json_get_element_object(JsonArray *array, const char *where, const char *name,
                                          guint index, GError **error);

G_END_DECLS
