/* One setting of an experiment: what the form, the command line and the checks know of it. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One thing to choose from. Properties: "value", "label", "description", "chosen" (whether it
 * is part of the default). */
#define EPOCH_TYPE_CHOICE (epoch_choice_get_type())
G_DECLARE_FINAL_TYPE(EpochChoice, epoch_choice, EPOCH, CHOICE, GObject)

EpochChoice *epoch_choice_new(const char *value, const char *label, const char *description,
                              gboolean chosen);
const char *epoch_choice_get_value(EpochChoice *self);
const char *epoch_choice_get_label(EpochChoice *self);
/* Markdown: what the column or choice means, and why it is left out where it is. */
const char *epoch_choice_get_description(EpochChoice *self);
gboolean epoch_choice_get_chosen(EpochChoice *self);

/**
 * EpochParameterType:
 * @EPOCH_PARAMETER_INTEGER: values are GVariants of type "x"
 * @EPOCH_PARAMETER_NUMBER: of type "d"
 * @EPOCH_PARAMETER_BOOLEAN: of type "b"
 * @EPOCH_PARAMETER_CHOICE: of type "s", the value of one of the choices
 * @EPOCH_PARAMETER_COLUMNS: of type "as", the values of one or more of the choices
 * @EPOCH_PARAMETER_FILE: of type "s", the path of a table; "" where none is chosen yet
 * @EPOCH_PARAMETER_COLUMN: of type "s", the name of one column of the table that the parameter
 *   epoch_parameter_get_of() names; "" where none is chosen yet. Which columns there are is known
 *   to whoever reads the file: see epoch_header_read_async().
 */
typedef enum {
  EPOCH_PARAMETER_INTEGER,
  EPOCH_PARAMETER_NUMBER,
  EPOCH_PARAMETER_BOOLEAN,
  EPOCH_PARAMETER_CHOICE,
  EPOCH_PARAMETER_COLUMNS,
  EPOCH_PARAMETER_FILE,
  EPOCH_PARAMETER_COLUMN,
} EpochParameterType;

/* Properties, all read-only: "key", "label", "help", "unit", "advanced". */
#define EPOCH_TYPE_PARAMETER (epoch_parameter_get_type())
G_DECLARE_FINAL_TYPE(EpochParameter, epoch_parameter, EPOCH, PARAMETER, GObject)

const char *epoch_parameter_get_key(EpochParameter *self);
const char *epoch_parameter_get_label(EpochParameter *self);
EpochParameterType epoch_parameter_get_kind(EpochParameter *self);
/* One sentence. */
const char *epoch_parameter_get_help(EpochParameter *self);
/* Empty where it has none. */
const char *epoch_parameter_get_unit(EpochParameter *self);
/* Whether the form folds it away. */
gboolean epoch_parameter_get_advanced(EpochParameter *self);
/* The range and step of integers and numbers; always set, -DBL_MAX and DBL_MAX at the widest. */
double epoch_parameter_get_minimum(EpochParameter *self);
double epoch_parameter_get_maximum(EpochParameter *self);
double epoch_parameter_get_step(EpochParameter *self);

/**
 * epoch_parameter_get_default:
 *
 * Returns: (transfer none): the value where nothing is set
 */
GVariant *epoch_parameter_get_default(EpochParameter *self);

/**
 * epoch_parameter_get_choices:
 *
 * Returns: (transfer none): a list model of #EpochChoice; empty for other kinds
 */
GListModel *epoch_parameter_get_choices(EpochParameter *self);

/* Of a "column" parameter the key of the "file" parameter that it belongs to, "file" where the
 * declaration has no "of"; else "". */
const char *epoch_parameter_get_of(EpochParameter *self);

/**
 * EpochParameterLookup:
 * @key: the key of a parameter
 *
 * Returns: (transfer full) (nullable): the value that it has, as epoch_parameter_format() writes
 *   it; %NULL where there is no such parameter
 */
typedef char *(*EpochParameterLookup)(const char *key, gpointer data);

/**
 * epoch_parameter_has_say:
 * @lookup: tells the values of the others
 *
 * Tells whether the parameter changes anything where the others have these values, as alpha does
 * where model is "ridge" and not where it is "linear". A form makes it insensitive otherwise.
 * The declaration says so under "needs": see epoch-condition-private.h.
 */
gboolean epoch_parameter_has_say(EpochParameter *self, EpochParameterLookup lookup, gpointer data);

/**
 * epoch_parameter_parse:
 * @text: as after the "=" of --set; columns are separated by commas
 *
 * Makes a value of a text and checks it. Errors say what the parameter takes.
 *
 * Returns: (transfer full) (nullable): a value that is not floating, or %NULL with @error set
 */
GVariant *epoch_parameter_parse(EpochParameter *self, const char *text, GError **error);

/**
 * epoch_parameter_check:
 * @value: a value; a floating reference is sunk
 *
 * Checks type, range and choices; an integer is taken where a number is expected.
 *
 * Returns: (transfer full) (nullable): the value in the parameter's own type, or %NULL with
 *   @error set
 */
GVariant *epoch_parameter_check(EpochParameter *self, GVariant *value, GError **error);

/**
 * epoch_parameter_from_json:
 *
 * Does the same for a value of a stored run or an experiment file.
 *
 * Returns: (transfer full) (nullable): a checked value
 */
GVariant *epoch_parameter_from_json(EpochParameter *self, JsonNode *node, GError **error);

/**
 * epoch_parameter_to_json:
 *
 * Returns: (transfer full): the value as it stands in the start event
 */
JsonNode *epoch_parameter_to_json(EpochParameter *self, GVariant *value);

/**
 * epoch_parameter_format:
 *
 * Returns: (transfer full): the text that epoch_parameter_parse() reads back as @value
 */
char *epoch_parameter_format(EpochParameter *self, GVariant *value);

G_END_DECLS
