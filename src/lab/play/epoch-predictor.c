#include "config.h"

#include "play/epoch-predictor.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "dataset/epoch-dataset.h"
#include "play/predictor-private.h"
#include "report/epoch-explain-private.h"

/* The largest file of a model that a window reads. */
#define MAX_MODEL_BYTES ((gsize)1 << 30)

static void
predictor_clear(gpointer data)
{
  EpochPredictor *self = data;

  g_clear_pointer(&self->pipeline, epoch_pipeline_free);
  g_free(self->unit);
  g_strfreev(self->names);
  g_strfreev(self->units);
  g_strfreev(self->typical);
}

EpochPredictor *
epoch_predictor_ref(EpochPredictor *self)
{
  return g_atomic_rc_box_acquire(self);
}

void
epoch_predictor_unref(EpochPredictor *self)
{
  g_atomic_rc_box_release_full(self, predictor_clear);
}

static char *
dup_unit(EpochDataset *card, const char *name)
{
  EpochColumn *column = card != NULL ? epoch_dataset_find_column(card, name) : NULL;
  const char *unit = column != NULL ? epoch_column_get_unit(column) : NULL;

  return g_strdup(unit != NULL ? unit : "");
}

static gboolean
check_task(const EpochPipeline *pipeline, const char *path, GError **error)
{
  EpochTask task = epoch_pipeline_get_task(pipeline);

  if (task == EPOCH_TASK_REGRESSION || task == EPOCH_TASK_CLASSIFICATION) {
    return TRUE;
  }
  g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
              _("%s holds a model that predicts neither amounts nor classes"), path);
  return FALSE;
}

EpochPredictor *
epoch_predictor_new(const char *path, const char *dataset, GError **error)
{
  gsize length = 0;
  g_autofree char *text = NULL;
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochDataset) card = dataset != NULL ? epoch_dataset_load(dataset, NULL) : NULL;
  EpochPredictor *self;

  g_return_val_if_fail(path != NULL, NULL);
  text = epoch_file_read(path, MAX_MODEL_BYTES, &length, error);
  pipeline = text != NULL ? epoch_pipeline_read(text, length, path, error) : NULL;
  if (pipeline == NULL || !check_task(pipeline, path, error)) {
    return NULL;
  }
  self = g_atomic_rc_box_new0(EpochPredictor);
  self->n_columns = g_strv_length((char **)epoch_pipeline_get_columns(pipeline));
  self->names = epoch_explain_name_columns(pipeline, card);
  self->units = g_new0(char *, self->n_columns + 1);
  for (gsize i = 0; i < self->n_columns; i++) {
    self->units[i] = dup_unit(card, epoch_pipeline_get_columns(pipeline)[i]);
  }
  self->unit = dup_unit(card, epoch_pipeline_get_target(pipeline));
  self->typical = predictor_find_typical(pipeline);
  self->pipeline = g_steal_pointer(&pipeline);
  return self;
}

typedef struct {
  char *path;
  char *dataset;
} Loading;

static void
loading_free(gpointer data)
{
  Loading *loading = data;

  g_free(loading->path);
  g_free(loading->dataset);
  g_free(loading);
}

static void
load_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;
  GError *error = NULL;
  EpochPredictor *self = epoch_predictor_new(loading->path, loading->dataset, &error);

  if (self != NULL) {
    g_task_return_pointer(task, self, (GDestroyNotify)epoch_predictor_unref);
  } else {
    g_task_return_error(task, error);
  }
}

void
epoch_predictor_new_async(const char *path, const char *dataset, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
  Loading *loading = g_new0(Loading, 1);

  loading->path = g_strdup(path);
  loading->dataset = g_strdup(dataset);
  g_task_set_source_tag(task, epoch_predictor_new_async);
  g_task_set_task_data(task, loading, loading_free);
  g_task_run_in_thread(task, load_in_thread);
}

EpochPredictor *
epoch_predictor_new_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), NULL);
  return g_task_propagate_pointer(G_TASK(result), error);
}

const char *
epoch_predictor_get_target(const EpochPredictor *self)
{
  return epoch_pipeline_get_target(self->pipeline);
}

const char *
epoch_predictor_get_target_unit(const EpochPredictor *self)
{
  return self->unit;
}

const char *const *
epoch_predictor_get_classes(const EpochPredictor *self)
{
  return epoch_pipeline_get_classes(self->pipeline);
}

gsize
epoch_predictor_n_columns(const EpochPredictor *self)
{
  return self->n_columns;
}

const char *
epoch_predictor_get_name(const EpochPredictor *self, gsize column)
{
  return self->names[column];
}

const char *
epoch_predictor_get_unit(const EpochPredictor *self, gsize column)
{
  return self->units[column];
}

const char *const *
epoch_predictor_get_choices(const EpochPredictor *self, gsize column)
{
  return epoch_pipeline_get_levels(self->pipeline, column);
}

const char *
epoch_predictor_get_typical(const EpochPredictor *self, gsize column)
{
  return self->typical[column];
}
