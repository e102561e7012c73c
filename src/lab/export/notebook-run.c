#include "config.h"

#include "export/notebook-run-private.h"

#include <glib/gi18n.h>

#include "base/epoch-error.h"
#include "run/epoch-run.h"

typedef struct {
  NotebookValues *values;
  GHashTable *traces; /* "NAME.SPLIT" → GArray of double */
  gboolean cancelled;
} Listener;

static void
metric_cb(gpointer data, const char *name, gint64 step, double value, const char *split)
{
  Listener *self = data;
  g_autofree char *key = g_strconcat(name, *split != '\0' ? "." : "", split, NULL);
  GArray *trace = g_hash_table_lookup(self->traces, key);

  if (step < 0) {
    return;
  }
  if (trace == NULL) {
    trace = g_array_new(FALSE, FALSE, sizeof(double));
    g_hash_table_insert(self->traces, g_steal_pointer(&key), trace);
  }
  g_array_append_val(trace, value);
}

static void
end_cb(gpointer data, const EpochRunEnd *end)
{
  Listener *self = data;
  g_autoptr(GString) expected = g_string_new("{\n");

  self->cancelled = g_str_equal(end->status, "cancelled");
  for (gsize i = 0; i < end->n_metrics; i++) {
    const EpochRunMetric *metric = &end->metrics[i];
    g_autofree char *literal = notebook_literal_number(metric->value);
    g_autofree char *name = g_strconcat("expected.", metric->name, NULL);

    g_string_append_printf(expected, "    \"%s\": %s,\n", metric->name, literal);
    notebook_values_set_number(self->values, name, metric->value);
  }
  g_string_append_c(expected, '}');
  notebook_values_set_code(self->values, "expected", expected->str, end->n_metrics > 0);
}

static void
keep_traces(Listener *self)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init(&iter, self->traces);
  while (g_hash_table_iter_next(&iter, &key, &value)) {
    const GArray *trace = value;
    g_autofree char *name = g_strconcat("trace.", key, NULL);

    notebook_values_set_numbers(self->values, name, (const double *)(void *)trace->data,
                                trace->len);
  }
}

gboolean
notebook_run(const char *experiment_id, const char *const *settings, guint64 seed, const char *out,
             NotebookValues *values, GError **error)
{
  static const EpochEventsClass klass = {.metric = metric_cb, .end = end_cb};
  const EpochRunRequest request = {experiment_id, settings, seed, 1, out};
  g_autoptr(GHashTable) traces =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  Listener listener = {.values = values, .traces = traces};
  g_autoptr(EpochEvents) events = epoch_events_new(&klass, &listener);

  if (epoch_run(&request, events, error) != EPOCH_RUN_STATUS_OK) {
    return FALSE;
  }
  if (listener.cancelled) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED,
                _("stopped before the run had its numbers, so that there is no notebook"));
    return FALSE;
  }
  keep_traces(&listener);
  return TRUE;
}
