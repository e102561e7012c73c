#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>

#include "fetch/epoch-fetch-private.h"

/* A copy may be written more broadly than the published file, but not without end. */
#define LEAST_LIMIT (1024 * 1024)
#define TIMES_AS_LARGE 8

typedef struct {
  EpochDataset *dataset;
  GFile *file;
  char *name;
  gboolean exact;
} Import;

static void
import_free(gpointer data)
{
  Import *self = data;

  g_clear_object(&self->dataset);
  g_clear_object(&self->file);
  g_free(self->name);
  g_free(self);
}

/* All bytes of the file, of which there may be no more than @limit. A GFile need not be a file on
 * this computer, nor one that ends. */
static GBytes *
read_all(Import *self, gsize limit, GCancellable *cancellable, GError **error)
{
  g_autoptr(GFileInputStream) stream = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr(GError) cause = NULL;
  gsize length = 0;

  if (g_file_query_file_type(self->file, G_FILE_QUERY_INFO_NONE, cancellable) ==
      G_FILE_TYPE_SPECIAL) {
    g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE, _("%s is not a file."),
                self->name);
    return NULL;
  }
  stream = g_file_read(self->file, cancellable, &cause);
  bytes = stream != NULL ? g_try_malloc(limit + 1) : NULL;
  if (bytes == NULL || !g_input_stream_read_all(G_INPUT_STREAM(stream), bytes, limit + 1, &length,
                                                cancellable, &cause)) {
    if (g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_propagate_error(error, g_steal_pointer(&cause));
    } else {
      g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE, _("%s can not be read: %s"),
                  self->name, cause != NULL ? cause->message : g_strerror(ENOMEM));
    }
    return NULL;
  }
  if (length > limit) {
    g_autofree char *size = g_format_size(limit);

    g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_REFUSED,
                _("%s is larger than this table can be (%s)."), self->name, size);
    return NULL;
  }
  return g_bytes_new_take(g_steal_pointer(&bytes), length);
}

/* Puts bytes in the place of the card's file. It goes by way of the part, so that a fetch and an
 * import do not meet. */
static gboolean
keep(Import *self, GBytes *bytes, GError **error)
{
  g_autofree char *path = epoch_dataset_dup_path(self->dataset);
  g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  g_auto(EpochFetchPart) part = EPOCH_FETCH_PART_INIT;
  gsize length = 0;
  const void *data = g_bytes_get_data(bytes, &length);

  if (!epoch_fetch_part_open(&part, path, G_MAXINT64, error)) {
    return FALSE;
  }
  if (!epoch_fetch_part_restart(&part, NULL, error) ||
      !epoch_fetch_part_append(&part, data, length, error) ||
      !epoch_dataset_write_note(self->dataset, self->exact ? NULL : self->name, sha256, error) ||
      !epoch_fetch_part_place(&part, error)) {
    epoch_fetch_part_remove(&part);
    return FALSE;
  }
  return TRUE;
}

static gboolean
take(Import *self, GCancellable *cancellable, GError **error)
{
  gsize limit = (gsize)MAX(LEAST_LIMIT, TIMES_AS_LARGE * epoch_dataset_get_bytes(self->dataset));
  g_autoptr(GBytes) given = read_all(self, limit, cancellable, error);
  g_autoptr(GBytes) canonical = NULL;
  g_autoptr(GError) cause = NULL;

  if (given == NULL) {
    return FALSE;
  }
  if (!epoch_dataset_recognise(self->dataset, given, self->name, &canonical, &cause)) {
    g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_REFUSED,
                /* Translators: a data set, and what differs */
                _("This is not the table “%s”. %s"), epoch_dataset_get_title(self->dataset),
                cause->message);
    return FALSE;
  }
  if (g_cancellable_set_error_if_cancelled(cancellable, error)) {
    return FALSE;
  }
  self->exact = canonical != NULL;
  return keep(self, canonical != NULL ? canonical : given, error);
}

static void
take_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (take(data, cancellable, &error)) {
    g_task_return_boolean(task, TRUE);
  } else {
    g_task_return_error(task, error);
  }
}

void
epoch_fetch_import_async(EpochDataset *dataset, GFile *file, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new(NULL, cancellable, callback, user_data);
  Import *self = g_new0(Import, 1);
  g_autofree char *base = g_file_get_basename(file);

  g_return_if_fail(epoch_dataset_is_remote(dataset));
  self->dataset = g_object_ref(dataset);
  self->file = g_object_ref(file);
  self->name = g_filename_display_name(base != NULL ? base : "?");
  g_task_set_source_tag(task, epoch_fetch_import_async);
  g_task_set_check_cancellable(task, FALSE);
  g_task_set_task_data(task, self, import_free);
  g_task_run_in_thread(task, take_in_thread);
}

gboolean
epoch_fetch_import_finish(GAsyncResult *result, gboolean *exact, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), FALSE);
  if (!g_task_propagate_boolean(G_TASK(result), error)) {
    return FALSE;
  }
  if (exact != NULL) {
    *exact = ((Import *)g_task_get_task_data(G_TASK(result)))->exact;
  }
  return TRUE;
}
