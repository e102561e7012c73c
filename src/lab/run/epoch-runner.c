#include "config.h"

#include "run/epoch-runner.h"

#include "run/epoch-runner-private.h"

/* Stop means within 0.2 s, and what remains of that is for the end to be heard and shown. Files are
 * written whole or not at all, so that a child that is killed leaves no half ones. */
#define DEFAULT_PATIENCE 150

G_DEFINE_FINAL_TYPE(EpochRunner, epoch_runner, G_TYPE_OBJECT)

enum { PROP_STATE = 1, PROP_RUNNING, PROP_STAGE, PROP_FRACTION, PROP_ETA, PROP_MESSAGE, N_PROPS };
enum { SIGNAL_METRIC, SIGNAL_ARTIFACT, SIGNAL_ENDED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

gboolean
epoch_runner_is_running(EpochRunner *self)
{
  return self->state == EPOCH_RUN_RUNNING || self->state == EPOCH_RUN_STOPPING;
}

void
epoch_runner_set_state(EpochRunner *self, EpochRunState state)
{
  gboolean was_running = epoch_runner_is_running(self);

  if (self->state == state) {
    return;
  }
  self->state = state;
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STATE]);
  if (was_running != epoch_runner_is_running(self)) {
    g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_RUNNING]);
  }
}

void
epoch_runner_notify_progress(EpochRunner *self)
{
  g_object_freeze_notify(G_OBJECT(self));
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_STAGE]);
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_FRACTION]);
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_ETA]);
  g_object_thaw_notify(G_OBJECT(self));
}

void
epoch_runner_notify_message(EpochRunner *self)
{
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_MESSAGE]);
}

void
epoch_runner_emit_metric(EpochRunner *self, const char *name, const char *split, gint64 step,
                         double value)
{
  g_signal_emit(self, signals[SIGNAL_METRIC], 0, name, split, step, value);
}

void
epoch_runner_emit_artifact(EpochRunner *self, const char *kind, const char *title, const char *path)
{
  g_signal_emit(self, signals[SIGNAL_ARTIFACT], 0, kind, title, path);
}

void
epoch_runner_emit_ended(EpochRunner *self, EpochRunState state)
{
  g_signal_emit(self, signals[SIGNAL_ENDED], 0, state);
}

void
epoch_runner_forget_run(EpochRunner *self)
{
  g_clear_pointer(&self->start_event, json_object_unref);
  g_clear_pointer(&self->end_event, json_object_unref);
  g_clear_pointer(&self->broken, g_free);
  g_queue_clear_full(&self->last_words, g_free);
  g_set_str(&self->message, "");
  g_set_str(&self->stage, "");
  self->fraction = 0;
  self->eta = -1;
}

static void
epoch_runner_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochRunner *self = EPOCH_RUNNER(object);

  switch (id) {
  case PROP_STATE:
    g_value_set_int(value, (int)self->state);
    break;
  case PROP_RUNNING:
    g_value_set_boolean(value, epoch_runner_is_running(self));
    break;
  case PROP_STAGE:
    g_value_set_string(value, self->stage);
    break;
  case PROP_FRACTION:
    g_value_set_double(value, self->fraction);
    break;
  case PROP_ETA:
    g_value_set_double(value, self->eta);
    break;
  case PROP_MESSAGE:
    g_value_set_string(value, self->message);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_runner_dispose(GObject *object)
{
  EpochRunner *self = EPOCH_RUNNER(object);

  epoch_runner_drop_child(self);
  G_OBJECT_CLASS(epoch_runner_parent_class)->dispose(object);
}

static void
epoch_runner_finalize(GObject *object)
{
  EpochRunner *self = EPOCH_RUNNER(object);

  epoch_runner_forget_run(self);
  g_free(self->stage);
  g_free(self->message);
  g_free(self->out_dir);
  G_OBJECT_CLASS(epoch_runner_parent_class)->finalize(object);
}

static void
epoch_runner_class_init(EpochRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GType type = G_TYPE_FROM_CLASS(klass);

  object_class->get_property = epoch_runner_get_property;
  object_class->dispose = epoch_runner_dispose;
  object_class->finalize = epoch_runner_finalize;
  properties[PROP_STATE] = g_param_spec_int("state", NULL, NULL, EPOCH_RUN_IDLE, EPOCH_RUN_FAILED,
                                            EPOCH_RUN_IDLE, flags);
  properties[PROP_RUNNING] = g_param_spec_boolean("running", NULL, NULL, FALSE, flags);
  properties[PROP_STAGE] = g_param_spec_string("stage", NULL, NULL, "", flags);
  properties[PROP_FRACTION] = g_param_spec_double("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_ETA] = g_param_spec_double("eta", NULL, NULL, -1, G_MAXDOUBLE, -1, flags);
  properties[PROP_MESSAGE] = g_param_spec_string("message", NULL, NULL, "", flags);
  g_object_class_install_properties(object_class, N_PROPS, properties);
  signals[SIGNAL_METRIC] =
      g_signal_new("metric", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4,
                   G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_DOUBLE);
  signals[SIGNAL_ARTIFACT] =
      g_signal_new("artifact", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                   G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_ENDED] = g_signal_new("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
epoch_runner_init(EpochRunner *self)
{
  g_queue_init(&self->last_words);
  self->eta = -1;
  self->patience = DEFAULT_PATIENCE;
  self->stage = g_strdup("");
  self->message = g_strdup("");
}

EpochRunner *
epoch_runner_new(void)
{
  return g_object_new(EPOCH_TYPE_RUNNER, NULL);
}

EpochRunState
epoch_runner_get_state(EpochRunner *self)
{
  return self->state;
}

const char *
epoch_runner_get_stage(EpochRunner *self)
{
  return self->stage;
}

double
epoch_runner_get_fraction(EpochRunner *self)
{
  return self->fraction;
}

double
epoch_runner_get_eta(EpochRunner *self)
{
  return self->eta;
}

const char *
epoch_runner_get_message(EpochRunner *self)
{
  return self->message;
}

const char *
epoch_runner_get_out_dir(EpochRunner *self)
{
  return self->out_dir;
}

JsonObject *
epoch_runner_get_start_event(EpochRunner *self)
{
  return self->start_event;
}

JsonObject *
epoch_runner_get_end_event(EpochRunner *self)
{
  return self->end_event;
}

void
epoch_runner_set_patience(EpochRunner *self, guint milliseconds)
{
  g_return_if_fail(EPOCH_IS_RUNNER(self));
  self->patience = milliseconds;
}
