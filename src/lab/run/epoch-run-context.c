#include "config.h"

#include "run/epoch-run-context-private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/parallel.h"

static void
progress_cb(void *data, double done, const char *stage)
{
  EpochRunContext *context = data;

  /* The core's words for its steps are for those who work on it; a learner sees the experiment's. */
  epoch_events_progress(context->events, done, NULL);
}

static bool
cancelled_cb(void *data)
{
  return epoch_run_context_is_stopped(data);
}

void
epoch_run_context_init(EpochRunContext *context, EpochEvents *events, const char *out, guint64 seed)
{
  *context = (EpochRunContext){
      .values =
          g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_variant_unref),
      .seed = seed,
      .out = g_strdup(out),
      .events = events,
      .metrics = g_array_new(FALSE, FALSE, sizeof(EpochRunMetric)),
      .job = EC_JOB_INIT,
  };
  context->job.progress = progress_cb;
  context->job.cancelled = cancelled_cb;
  context->job.data = context;
}

void
epoch_run_context_clear(EpochRunContext *self)
{
  g_clear_object(&self->dataset);
  g_clear_object(&self->parameters);
  g_clear_pointer(&self->values, g_hash_table_unref);
  g_clear_pointer(&self->metrics, g_array_unref);
  g_clear_pointer(&self->out, g_free);
  g_clear_pointer(&self->resume, g_free);
  ec_pool_free(self->job.pool);
}

gint64
epoch_run_context_get_integer(EpochRunContext *self, const char *key)
{
  return g_variant_get_int64(g_hash_table_lookup(self->values, key));
}

gboolean
epoch_run_context_get_boolean(EpochRunContext *self, const char *key)
{
  return g_variant_get_boolean(g_hash_table_lookup(self->values, key));
}

double
epoch_run_context_get_number(EpochRunContext *self, const char *key)
{
  return g_variant_get_double(g_hash_table_lookup(self->values, key));
}

const char *
epoch_run_context_get_choice(EpochRunContext *self, const char *key)
{
  return g_variant_get_string(g_hash_table_lookup(self->values, key), NULL);
}

const char **
epoch_run_context_get_columns(EpochRunContext *self, const char *key)
{
  return g_variant_get_strv(g_hash_table_lookup(self->values, key), NULL);
}

static void
stop_signals(sigset_t *set)
{
  sigemptyset(set);
  sigaddset(set, SIGTERM);
  sigaddset(set, SIGINT);
}

void
epoch_run_context_block_signals(void)
{
  sigset_t set;

  stop_signals(&set);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
}

gboolean
epoch_run_context_is_stopped(EpochRunContext *self)
{
  const struct timespec at_once = {0, 0};
  sigset_t set;

  if (!self->stopped) {
    /* The signals are blocked, so that they wait to be taken here instead of interrupting; no
     * handler is needed, nor a global variable for it to write to. */
    stop_signals(&set);
    self->stopped = sigtimedwait(&set, NULL, &at_once) > 0;
  }
  return self->stopped;
}

void
epoch_run_context_metric(EpochRunContext *self, const char *name, const char *split, double value)
{
  EpochRunMetric metric = {"", value};

  if (g_str_equal(split, "test") || *split == '\0') {
    g_strlcpy(metric.name, name, sizeof metric.name);
  } else {
    g_snprintf(metric.name, sizeof metric.name, "%s_%s", name, split);
  }
  g_array_append_val(self->metrics, metric);
  epoch_events_metric(self->events, name, -1, value, split);
}

gboolean
epoch_run_context_write(EpochRunContext *self, const char *kind, const char *title,
                        const char *file, GString *text, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) cause = NULL;

  if (self->out == NULL) {
    return TRUE;
  }
  path = g_build_filename(self->out, file, NULL);
  if (!g_file_set_contents(path, text->str, (gssize)text->len, &cause)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s can not be written: %s", path,
                cause->message);
    return FALSE;
  }
  epoch_events_artifact(self->events, kind, title, file);
  return TRUE;
}

gboolean
epoch_run_context_make_folder(EpochRunContext *self, GError **error)
{
  if (self->out != NULL &&
      (g_mkdir_with_parents(self->out, 0755) != 0 || !g_file_test(self->out, G_FILE_TEST_IS_DIR))) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "the folder %s can not be made: %s",
                self->out, g_strerror(errno));
    return FALSE;
  }
  return TRUE;
}

gboolean
epoch_run_context_start_threads(EpochRunContext *self, guint n_threads, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = EC_OK;

  if (n_threads != 1) {
    status = ec_pool_new(n_threads, &self->job.pool, &core_error);
  }
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}

EpochRunStatus
epoch_run_context_finish(EpochRunContext *context, gboolean well, gint64 began, const GError *error)
{
  gboolean cancelled = context->stopped &&
                       (well || g_error_matches(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CANCELLED));
  const EpochRunEnd end = {
      .status = cancelled ? "cancelled"
                : well    ? "ok"
                          : "failed",
      .metrics = (const EpochRunMetric *)(void *)context->metrics->data,
      .n_metrics = context->metrics->len,
      .wall_s = (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC,
      .message = !well && !cancelled ? error->message : NULL,
  };

  epoch_events_end(context->events, &end);
  return well || cancelled ? EPOCH_RUN_STATUS_OK : EPOCH_RUN_STATUS_FAILED;
}
