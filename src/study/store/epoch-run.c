#include "config.h"

#include "store/epoch-run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/epoch-tables-private.h"

struct _EpochRun {
  GObject parent_instance;
  char *id;
  char *experiment;
  gint64 started;
  EpochRunStatus status;
  double wall_seconds;
  guint64 seed;
  char *dataset;
  char *dataset_sha256;
  char *folder;
  char *message;
  JsonObject *params;
  JsonObject *metrics;
  GPtrArray *artifacts;
  char *note;
  gboolean starred;
  char **tags;
};

G_DEFINE_FINAL_TYPE(EpochRun, epoch_run, G_TYPE_OBJECT)

static void
artifact_free(gpointer data)
{
  EpochRunArtifact *artifact = data;

  g_free(artifact->kind);
  g_free(artifact->title);
  g_free(artifact->path);
  g_free(artifact);
}

static void
finalize(GObject *object)
{
  EpochRun *self = EPOCH_RUN(object);

  g_free(self->id);
  g_free(self->experiment);
  g_free(self->dataset);
  g_free(self->dataset_sha256);
  g_free(self->folder);
  g_free(self->message);
  json_object_unref(self->params);
  json_object_unref(self->metrics);
  g_ptr_array_unref(self->artifacts);
  g_free(self->note);
  g_strfreev(self->tags);
  G_OBJECT_CLASS(epoch_run_parent_class)->finalize(object);
}

static void
epoch_run_class_init(EpochRunClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_run_init(EpochRun *self)
{
  self->params = json_object_new();
  self->metrics = json_object_new();
  self->artifacts = g_ptr_array_new_with_free_func(artifact_free);
  self->note = g_strdup("");
  self->tags = g_new0(char *, 1);
}

EpochRun *
epoch_run_new(const char *id, const char *experiment, gint64 started)
{
  EpochRun *self;

  g_return_val_if_fail(id != NULL && *id != '\0' && experiment != NULL, NULL);
  self = g_object_new(EPOCH_TYPE_RUN, NULL);
  self->id = g_strdup(id);
  self->experiment = g_strdup(experiment);
  self->started = started;
  return self;
}

/* The texts of the two objects could be changed by their holder, so the copy has its own. */
static JsonObject *
copy_object(JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_alloc();
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) copy = NULL;

  json_node_init_object(node, object);
  text = json_to_string(node, FALSE);
  copy = json_from_string(text, NULL);
  return copy != NULL ? json_node_dup_object(copy) : json_object_new();
}

EpochRun *
epoch_run_copy(EpochRun *self)
{
  EpochRun *copy = epoch_run_new(self->id, self->experiment, self->started);
  g_autoptr(JsonObject) params = copy_object(self->params);
  g_autoptr(JsonObject) metrics = copy_object(self->metrics);

  copy->status = self->status;
  copy->wall_seconds = self->wall_seconds;
  copy->seed = self->seed;
  copy->starred = self->starred;
  epoch_run_set_dataset(copy, self->dataset, self->dataset_sha256);
  epoch_run_set_folder(copy, self->folder);
  epoch_run_set_message(copy, self->message);
  epoch_run_set_note(copy, self->note);
  epoch_run_set_params(copy, params);
  epoch_run_set_metrics(copy, metrics);
  epoch_run_set_tags(copy, (const char *const *)self->tags);
  for (guint k = 0; k < self->artifacts->len; k++) {
    const EpochRunArtifact *artifact = g_ptr_array_index(self->artifacts, k);

    epoch_run_add_artifact(copy, artifact->kind, artifact->title, artifact->path);
  }
  return copy;
}

static const char *const status_names[] = {"running", "ok", "cancelled", "failed", "interrupted"};

const char *
epoch_run_status_to_string(EpochRunStatus status)
{
  g_return_val_if_fail((guint)status < G_N_ELEMENTS(status_names), NULL);
  return status_names[status];
}

const char *
epoch_run_get_id(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->id;
}

const char *
epoch_run_get_experiment(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->experiment;
}

gint64
epoch_run_get_started(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), 0);
  return self->started;
}

EpochRunStatus
epoch_run_get_status(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), EPOCH_RUN_STATUS_FAILED);
  return self->status;
}

void
epoch_run_set_status(EpochRun *self, EpochRunStatus status)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_return_if_fail((guint)status < G_N_ELEMENTS(status_names));
  self->status = status;
}

double
epoch_run_get_wall_seconds(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), 0);
  return self->wall_seconds;
}

void
epoch_run_set_wall_seconds(EpochRun *self, double seconds)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  self->wall_seconds = isfinite(seconds) ? MAX(seconds, 0) : 0;
}

guint64
epoch_run_get_seed(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), 0);
  return self->seed;
}

void
epoch_run_set_seed(EpochRun *self, guint64 seed)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  self->seed = seed;
}

const char *
epoch_run_get_dataset(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->dataset;
}

const char *
epoch_run_get_dataset_sha256(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->dataset_sha256;
}

void
epoch_run_set_dataset(EpochRun *self, const char *dataset, const char *sha256)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_set_str(&self->dataset, dataset);
  g_set_str(&self->dataset_sha256, sha256);
}

const char *
epoch_run_get_folder(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->folder;
}

void
epoch_run_set_folder(EpochRun *self, const char *folder)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_set_str(&self->folder, folder);
}

const char *
epoch_run_get_message(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->message;
}

void
epoch_run_set_message(EpochRun *self, const char *message)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_set_str(&self->message, message);
}

static void
replace_object(JsonObject **member, JsonObject *object)
{
  json_object_ref(object);
  json_object_unref(*member);
  *member = object;
}

JsonObject *
epoch_run_get_params(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->params;
}

void
epoch_run_set_params(EpochRun *self, JsonObject *params)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_return_if_fail(params != NULL);
  replace_object(&self->params, params);
}

JsonObject *
epoch_run_get_metrics(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->metrics;
}

void
epoch_run_set_metrics(EpochRun *self, JsonObject *metrics)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_return_if_fail(metrics != NULL);
  replace_object(&self->metrics, metrics);
}

gboolean
epoch_run_get_metric(EpochRun *self, const char *name, double *value)
{
  JsonNode *node;
  GType type;

  g_return_val_if_fail(EPOCH_IS_RUN(self), FALSE);
  g_return_val_if_fail(name != NULL, FALSE);
  node = json_object_get_member(self->metrics, name);
  type =
      node != NULL && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_value_type(node) : G_TYPE_INVALID;
  if ((type != G_TYPE_DOUBLE && type != G_TYPE_INT64) || !isfinite(json_node_get_double(node)))
    return FALSE;
  if (value != NULL)
    *value = json_node_get_double(node);
  return TRUE;
}

GPtrArray *
epoch_run_get_artifacts(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->artifacts;
}

void
epoch_run_add_artifact(EpochRun *self, const char *kind, const char *title, const char *path)
{
  EpochRunArtifact *artifact;

  g_return_if_fail(EPOCH_IS_RUN(self));
  g_return_if_fail(kind != NULL && title != NULL && path != NULL);
  artifact = g_new0(EpochRunArtifact, 1);
  artifact->kind = g_strdup(kind);
  artifact->title = g_strdup(title);
  artifact->path = g_strdup(path);
  g_ptr_array_add(self->artifacts, artifact);
}

const char *
epoch_run_get_note(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return self->note;
}

void
epoch_run_set_note(EpochRun *self, const char *note)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  g_set_str(&self->note, note != NULL ? note : "");
}

gboolean
epoch_run_get_starred(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), FALSE);
  return self->starred;
}

void
epoch_run_set_starred(EpochRun *self, gboolean starred)
{
  g_return_if_fail(EPOCH_IS_RUN(self));
  self->starred = starred ? TRUE : FALSE;
}

const char *const *
epoch_run_get_tags(EpochRun *self)
{
  g_return_val_if_fail(EPOCH_IS_RUN(self), NULL);
  return (const char *const *)self->tags;
}

static int
compare_tags(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
epoch_run_set_tags(EpochRun *self, const char *const *tags)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) sorted = g_strdupv((char **)tags);

  g_return_if_fail(EPOCH_IS_RUN(self));
  if (sorted != NULL)
    qsort(sorted, g_strv_length(sorted), sizeof *sorted, compare_tags);
  for (guint k = 0; sorted != NULL && sorted[k] != NULL; k++)
    if (*sorted[k] != '\0' && (k == 0 || !g_str_equal(sorted[k], sorted[k - 1])))
      g_strv_builder_add(builder, sorted[k]);
  g_strfreev(self->tags);
  self->tags = g_strv_builder_end(builder);
}
