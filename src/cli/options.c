#include "config.h"

#include "options.h"

#include <stdarg.h>
#include <string.h>

GOptionContext *
options_new(const char *usage, const char *summary, const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new(usage);

  g_option_context_set_summary(context, summary);
  g_option_context_add_main_entries(context, entries, EPOCH_GETTEXT_PACKAGE);
  return context;
}

gboolean
options_parse(GOptionContext *context, const char *usage, int *argc, char ***argv)
{
  g_autoptr(GError) error = NULL;

  if (g_option_context_parse(context, argc, argv, &error)) {
    return TRUE;
  }
  options_refuse(usage, "%s", error->message);
  return FALSE;
}

int
options_refuse(const char *usage, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start(arguments, format);
  message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_printerr("epoch-lab: %s\nUsage: epoch-lab %s\n", message, usage);
  return 2;
}

gboolean
options_parse_number(const char *text, guint64 most, guint64 *number)
{
  return g_ascii_string_to_unsigned(text, 10, 0, most, number, NULL);
}
