/* What a run says while it goes: the JSON lines of the command line, or another form of them. */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

typedef struct _EpochEvents EpochEvents;

/* What a run is: the facts of its start event. */
typedef struct {
  const char *experiment;
  const char *run;
  guint64 seed;
  gboolean has_seed;      /* whether there is anything random about it */
  const char *params;     /* a JSON object */
  const char *dataset_id; /* (nullable): with the next two, NULL where there is no data set */
  const char *dataset_title;
  const char *target_unit; /* of what is predicted; may be empty */
  gint64 rows;
  const char *sha256;
} EpochRunStart;

/* One number of the end event. */
typedef struct {
  char name[48];
  double value;
} EpochRunMetric;

/* How a run ended: the facts of its end event. */
typedef struct {
  const char *status; /* "ok", "cancelled" or "failed" */
  const EpochRunMetric *metrics;
  gsize n_metrics;
  double wall_s;
  const char *message; /* (nullable) */
} EpochRunEnd;

/* A form of the events; any function may be %NULL. */
typedef struct {
  void (*start)(gpointer data, const EpochRunStart *start);
  void (*progress)(gpointer data, double done, const char *stage, double eta_s);
  void (*metric)(gpointer data, const char *name, gint64 step, double value, const char *split);
  void (*artifact)(gpointer data, const char *kind, const char *title, const char *path);
  void (*note)(gpointer data, const char *text);
  void (*model)(gpointer data, const char *json);
  void (*end)(gpointer data, const EpochRunEnd *end);
} EpochEventsClass;

/* Makes a writer of another form, such as the one for people; @data stays the caller's. */
EpochEvents *epoch_events_new(const EpochEventsClass *klass, gpointer data);

/* Makes a writer of JSON lines, each flushed as it is written; @stream stays the caller's. */
EpochEvents *epoch_events_new_json(FILE *stream);

void epoch_events_free(EpochEvents *self);

void epoch_events_start(EpochEvents *self, const EpochRunStart *start);
/* Tells that @done (0 to 1) of the run is done. Called as often as one likes: what is told goes
 * out about thirty times a second, and whenever the stage is another one; the time left is
 * reckoned from the time gone. A @stage of %NULL means the same as before. */
void epoch_events_progress(EpochEvents *self, double done, const char *stage);
/* @step is -1 and @split "" where there is none. */
void epoch_events_metric(EpochEvents *self, const char *name, gint64 step, double value,
                         const char *split);
void epoch_events_artifact(EpochEvents *self, const char *kind, const char *title,
                           const char *path);
/* A sentence on what was found. */
void epoch_events_note(EpochEvents *self, const char *text);
/* The model itself, as JSON on one line. */
void epoch_events_model(EpochEvents *self, const char *json);
void epoch_events_end(EpochEvents *self, const EpochRunEnd *end);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochEvents, epoch_events_free)

G_END_DECLS
