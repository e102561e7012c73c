#include "config.h"

#include "run/epoch-run-files-private.h"

#include <glib/gi18n.h>

gboolean
epoch_run_files_write_reading(EpochRunContext *context, GPtrArray *found, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_strings(&json, "found", (const char *const *)found->pdata, found->len);
  epoch_json_writer_end(&json, '}');
  g_string_append_c(text, '\n');
  for (guint i = 0; i < found->len; i++) {
    epoch_events_note(context->events, g_ptr_array_index(found, i));
  }
  return epoch_run_context_write(context, "reading", _("What was found"), "reading.json", text,
                                 error);
}

gboolean
epoch_run_files_write_facts(EpochRunContext *context, GString *text, GError **error)
{
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "facts", _("Facts"), "facts.json", text, error);
}

gboolean
epoch_run_files_write_scores(EpochRunContext *context, const char *positive, const char *negative,
                             const double *y, const double *p, gsize n, GError **error)
{
  g_autoptr(GString) text = g_string_new(NULL);
  EpochJsonWriter json;

  epoch_json_writer_init(&json, text);
  epoch_json_writer_begin(&json, '{');
  epoch_json_writer_add_string(&json, "positive", positive);
  epoch_json_writer_add_string(&json, "negative", negative);
  epoch_json_writer_add_numbers(&json, "y", y, n);
  epoch_json_writer_add_numbers(&json, "p", p, n);
  epoch_json_writer_end(&json, '}');
  g_string_append_c(text, '\n');
  return epoch_run_context_write(context, "scores", _("Scores"), "scores.json", text, error);
}
