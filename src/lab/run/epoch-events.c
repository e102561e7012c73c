#include "config.h"

#include "run/epoch-events.h"

#include <math.h>

#include "base/epoch-json-writer.h"

/* Between two lines of progress in one stage, in microseconds. */
#define PROGRESS_INTERVAL 33000

struct _EpochEvents {
  const EpochEventsClass *klass;
  gpointer data;
  gint64 began;
  gint64 last_progress;
  char *stage;
};

/* Writes what has been put together as one line. */
static void
flush_line(FILE *stream, GString *line)
{
  g_string_append_c(line, '\n');
  fwrite(line->str, 1, line->len, stream);
  fflush(stream);
}

static void
begin_line(EpochJsonWriter *writer, GString *line, const char *event)
{
  epoch_json_writer_init(writer, line);
  epoch_json_writer_begin(writer, '{');
  epoch_json_writer_add_string(writer, "event", event);
}

static void
json_start(gpointer data, const EpochRunStart *start)
{
  g_autoptr(GString) line = g_string_new(NULL);
  g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, start->seed);
  EpochJsonWriter writer;

  begin_line(&writer, line, "start");
  epoch_json_writer_add_string(&writer, "experiment", start->experiment);
  epoch_json_writer_add_string(&writer, "run", start->run);
  epoch_json_writer_name(&writer, "seed");
  epoch_json_writer_raw(&writer, seed);
  epoch_json_writer_name(&writer, "params");
  epoch_json_writer_raw(&writer, start->params);
  epoch_json_writer_name(&writer, "dataset");
  if (start->dataset_id != NULL) {
    epoch_json_writer_begin(&writer, '{');
    epoch_json_writer_add_string(&writer, "id", start->dataset_id);
    epoch_json_writer_add_integer(&writer, "rows", start->rows);
    epoch_json_writer_add_string(&writer, "sha256", start->sha256);
    epoch_json_writer_end(&writer, '}');
  } else {
    epoch_json_writer_raw(&writer, "null");
  }
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_progress(gpointer data, double done, const char *stage, double eta_s)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "progress");
  epoch_json_writer_add_number(&writer, "done", round(done * 1e4) / 1e4);
  epoch_json_writer_add_string(&writer, "stage", stage);
  if (eta_s >= 0) {
    epoch_json_writer_add_number(&writer, "eta_s", round(eta_s * 100) / 100);
  }
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_metric(gpointer data, const char *name, gint64 step, double value, const char *split)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "metric");
  epoch_json_writer_add_string(&writer, "name", name);
  if (step >= 0) {
    epoch_json_writer_add_integer(&writer, "step", step);
  }
  epoch_json_writer_add_number(&writer, "value", value);
  if (*split != '\0') {
    epoch_json_writer_add_string(&writer, "split", split);
  }
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_artifact(gpointer data, const char *kind, const char *title, const char *path)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "artifact");
  epoch_json_writer_add_string(&writer, "kind", kind);
  epoch_json_writer_add_string(&writer, "title", title);
  epoch_json_writer_add_string(&writer, "path", path);
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_note(gpointer data, const char *text)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "note");
  epoch_json_writer_add_string(&writer, "text", text);
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_model(gpointer data, const char *json)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "model");
  epoch_json_writer_name(&writer, "model");
  epoch_json_writer_raw(&writer, json);
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

static void
json_end(gpointer data, const EpochRunEnd *end)
{
  g_autoptr(GString) line = g_string_new(NULL);
  EpochJsonWriter writer;

  begin_line(&writer, line, "end");
  epoch_json_writer_add_string(&writer, "status", end->status);
  epoch_json_writer_name(&writer, "metrics");
  epoch_json_writer_begin(&writer, '{');
  for (gsize i = 0; i < end->n_metrics; i++) {
    epoch_json_writer_add_number(&writer, end->metrics[i].name, end->metrics[i].value);
  }
  epoch_json_writer_end(&writer, '}');
  epoch_json_writer_add_number(&writer, "wall_s", round(end->wall_s * 1e6) / 1e6);
  if (end->message != NULL) {
    epoch_json_writer_add_string(&writer, "message", end->message);
  }
  epoch_json_writer_end(&writer, '}');
  flush_line(data, line);
}

EpochEvents *
epoch_events_new(const EpochEventsClass *klass, gpointer data)
{
  EpochEvents *self = g_new0(EpochEvents, 1);

  self->klass = klass;
  self->data = data;
  self->began = g_get_monotonic_time();
  return self;
}

EpochEvents *
epoch_events_new_json(FILE *stream)
{
  static const EpochEventsClass json = {
      json_start, json_progress, json_metric, json_artifact, json_note, json_model, json_end,
  };

  return epoch_events_new(&json, stream);
}

void
epoch_events_free(EpochEvents *self)
{
  g_free(self->stage);
  g_free(self);
}

void
epoch_events_start(EpochEvents *self, const EpochRunStart *start)
{
  self->began = g_get_monotonic_time();
  if (self->klass->start != NULL) {
    self->klass->start(self->data, start);
  }
}

void
epoch_events_progress(EpochEvents *self, double done, const char *stage)
{
  gint64 now = g_get_monotonic_time();
  gboolean is_new = stage != NULL && g_strcmp0(stage, self->stage) != 0;
  double gone = (double)(now - self->began) / G_USEC_PER_SEC;
  /* Before a twentieth is done, or a fifth of a second gone, a forecast would be a guess. */
  double eta = done >= 0.05 && gone > 0.2 ? gone * (1 - done) / done : -1;

  if (self->klass->progress == NULL || (!is_new && now - self->last_progress < PROGRESS_INTERVAL)) {
    return;
  }
  if (is_new) {
    g_set_str(&self->stage, stage);
  }
  self->last_progress = now;
  self->klass->progress(self->data, CLAMP(done, 0, 1), self->stage != NULL ? self->stage : "", eta);
}

void
epoch_events_metric(EpochEvents *self, const char *name, gint64 step, double value,
                    const char *split)
{
  if (self->klass->metric != NULL) {
    self->klass->metric(self->data, name, step, value, split);
  }
}

void
epoch_events_artifact(EpochEvents *self, const char *kind, const char *title, const char *path)
{
  if (self->klass->artifact != NULL) {
    self->klass->artifact(self->data, kind, title, path);
  }
}

void
epoch_events_note(EpochEvents *self, const char *text)
{
  if (self->klass->note != NULL) {
    self->klass->note(self->data, text);
  }
}

void
epoch_events_model(EpochEvents *self, const char *json)
{
  if (self->klass->model != NULL) {
    self->klass->model(self->data, json);
  }
}

void
epoch_events_end(EpochEvents *self, const EpochRunEnd *end)
{
  if (self->klass->end != NULL) {
    self->klass->end(self->data, end);
  }
}
