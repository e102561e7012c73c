#include "config.h"

#include "base/epoch-core-error-private.h"

#include <string.h>

#include "base/epoch-error.h"

static EpochLabError
code_of(ec_status status)
{
  switch (status) {
  case EC_ERROR_NO_MEMORY:
    return EPOCH_LAB_ERROR_MEMORY;
  case EC_ERROR_CANCELLED:
    return EPOCH_LAB_ERROR_CANCELLED;
  case EC_ERROR_LIMIT:
    return EPOCH_LAB_ERROR_LIMIT;
  case EC_ERROR_NOT_FOUND:
    return EPOCH_LAB_ERROR_NOT_FOUND;
  case EC_ERROR_RANK:
    return EPOCH_LAB_ERROR_NUMERIC;
  default:
    return EPOCH_LAB_ERROR_INPUT;
  }
}

/* The message without the place that it may begin with: 'line 7, column 3 ("rm"): bad' becomes
 * 'column "rm": bad', as the place is put before it in the form that editors understand. */
static char *
without_place(const struct ec_error *core_error)
{
  const char *message = core_error->message;
  g_autofree char *both =
      g_strdup_printf("line %zu, column %zu", core_error->line, core_error->column);
  g_autofree char *line = g_strdup_printf("line %zu", core_error->line);
  const char *end;

  if (g_str_has_prefix(message, both)) {
    message += strlen(both);
  } else if (g_str_has_prefix(message, line)) {
    message += strlen(line);
  } else {
    return g_strdup(message);
  }
  end = strstr(message, "): ");
  if (g_str_has_prefix(message, " (") && end != NULL) {
    return g_strdup_printf("column %.*s: %s", (int)(end - message - 2), message + 2, end + 3);
  }
  return g_strdup(message + strspn(message, ":, "));
}

gboolean
epoch_core_error_propagate(ec_status status, const struct ec_error *core_error, const char *place,
                           GError **error)
{
  g_autofree char *message = NULL;

  if (status == EC_OK) {
    return TRUE;
  }
  if (place == NULL) {
    g_set_error_literal(error, EPOCH_LAB_ERROR, (int)code_of(status), core_error->message);
    return FALSE;
  }
  message = without_place(core_error);
  if (core_error->line > 0 && core_error->column > 0) {
    g_set_error(error, EPOCH_LAB_ERROR, (int)code_of(status), "%s:%zu:%zu: %s", place,
                core_error->line, core_error->column, message);
  } else if (core_error->line > 0) {
    g_set_error(error, EPOCH_LAB_ERROR, (int)code_of(status), "%s:%zu: %s", place, core_error->line,
                message);
  } else {
    g_set_error(error, EPOCH_LAB_ERROR, (int)code_of(status), "%s: %s", place, message);
  }
  return FALSE;
}
