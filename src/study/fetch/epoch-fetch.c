#include "config.h"

#include "fetch/epoch-fetch.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "fetch/epoch-fetch-private.h"

G_DEFINE_QUARK(epoch - fetch - error - quark, epoch_fetch_error)

/* Tells the caller's main context how far it is: at most one call waits there at a time. */
typedef struct {
  gatomicrefcount count;
  GMutex mutex;
  GMainContext *context;
  EpochFetchProgress callback; /* NULL once the fetch has ended */
  gpointer data;
  gint64 done, all;
  gboolean waiting;
} Teller;

static Teller *
teller_new(EpochFetchProgress callback, gpointer data, gint64 all)
{
  Teller *self = g_new0(Teller, 1);

  g_atomic_ref_count_init(&self->count);
  g_mutex_init(&self->mutex);
  self->context = g_main_context_ref_thread_default();
  self->callback = callback;
  self->data = data;
  self->all = all;
  return self;
}

static void
teller_unref(gpointer data)
{
  Teller *self = data;

  if (g_atomic_ref_count_dec(&self->count)) {
    g_mutex_clear(&self->mutex);
    g_main_context_unref(self->context);
    g_free(self);
  }
}

static gboolean
tell_cb(gpointer data)
{
  Teller *self = data;
  gint64 done;

  g_mutex_lock(&self->mutex);
  self->waiting = FALSE;
  done = self->done;
  g_mutex_unlock(&self->mutex);
  /* Only the thread that runs this one ends the fetch. */
  if (self->callback != NULL) {
    self->callback(done, self->all, self->data);
  }
  return G_SOURCE_REMOVE;
}

static void
teller_tell(Teller *self, gint64 done)
{
  gboolean waiting;

  g_mutex_lock(&self->mutex);
  waiting = self->waiting;
  self->waiting = TRUE;
  self->done = done;
  g_mutex_unlock(&self->mutex);
  if (!waiting) {
    g_autoptr(GSource) source = g_idle_source_new();

    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_atomic_ref_count_inc(&self->count);
    g_source_set_callback(source, tell_cb, self, teller_unref);
    g_source_attach(source, self->context);
  }
}

typedef struct {
  EpochDataset *dataset;
  EpochFetchOptions options;
  Teller *teller;
  EpochFetchPart part;
} Fetch;

static void
fetch_free(gpointer data)
{
  Fetch *self = data;

  epoch_fetch_part_close(&self->part);
  g_clear_object(&self->dataset);
  teller_unref(self->teller);
  g_free(self);
}

static void
progress_cb(gpointer data)
{
  Fetch *self = data;

  teller_tell(self->teller, self->part.size);
}

/* Whether the right file has its name already. */
static gboolean
is_in_place(Fetch *self, const char *path)
{
  g_autoptr(GMappedFile) file = NULL;
  g_autofree char *sha256 = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
    return FALSE;
  }
  file = g_mapped_file_new(path, FALSE, NULL);
  if (file == NULL ||
      (gint64)g_mapped_file_get_length(file) != epoch_dataset_get_bytes(self->dataset)) {
    return FALSE;
  }
  bytes = g_mapped_file_get_bytes(file);
  sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
  return g_str_equal(sha256, epoch_dataset_get_pinned_sha256(self->dataset));
}

/* Sleeps before the next attempt; %FALSE where it is cancelled meanwhile. */
static gboolean
pause_for(guint ms, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time() + (gint64)ms * 1000;

  while (g_get_monotonic_time() < end) {
    if (g_cancellable_is_cancelled(cancellable)) {
      break;
    }
    g_usleep((gulong)MIN(end - g_get_monotonic_time(), 50 * 1000) + 1);
  }
  return !g_cancellable_set_error_if_cancelled(cancellable, error);
}

/* Fetches what is missing; where the connection breaks off after it had brought something, it is
 * taken up again. */
static gboolean
fetch_rest(Fetch *self, EpochFetchTransfer *transfer, GError **error)
{
  guint ms = self->options.pause_ms;

  for (guint i = 1; self->part.size < transfer->bytes; i++) {
    g_autoptr(GError) cause = NULL;
    gint64 before = self->part.size;

    if (epoch_fetch_transfer_run(transfer, &cause)) {
      return TRUE;
    }
    if (i >= self->options.n_attempts || self->part.size == before ||
        !g_error_matches(cause, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_NETWORK)) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    if (!pause_for(ms, transfer->cancellable, error)) {
      return FALSE;
    }
    ms *= 2;
  }
  return TRUE;
}

/* Whether the part is the file; a part that is complete and is not, is removed. */
static gboolean
verify(Fetch *self, GCancellable *cancellable, GError **error)
{
  const char *expected = epoch_dataset_get_pinned_sha256(self->dataset);
  g_autofree char *sha256 = epoch_fetch_part_dup_sha256(&self->part, cancellable, error);

  if (sha256 == NULL) {
    return FALSE;
  }
  if (g_str_equal(sha256, expected)) {
    return TRUE;
  }
  epoch_fetch_part_restart(&self->part, NULL, NULL);
  g_set_error(
      error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_CHECKSUM,
      /* Translators: a server and two checksums */
      _("What %s sent is not the file that the card describes: its SHA-256 is %s, but %s is "
        "expected. Nothing of it is kept."),
      epoch_dataset_get_home(self->dataset), sha256, expected);
  return FALSE;
}

static gboolean
fetch(Fetch *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = epoch_dataset_dup_path(self->dataset);
  EpochFetchTransfer transfer = {
      .address = epoch_dataset_get_url(self->dataset),
      .bytes = epoch_dataset_get_bytes(self->dataset),
      .options = self->options,
      .part = &self->part,
      .cancellable = cancellable,
      .progress = progress_cb,
      .data = self,
  };
  g_autoptr(GError) cause = NULL;
  gboolean had_part;

  if (g_cancellable_set_error_if_cancelled(cancellable, error)) {
    return FALSE;
  }
  if (is_in_place(self, path)) {
    return epoch_dataset_write_note(self->dataset, NULL, NULL, error);
  }
  if (!epoch_fetch_part_open(&self->part, path, transfer.bytes, error)) {
    return FALSE;
  }
  had_part = self->part.size > 0;
  if (!fetch_rest(self, &transfer, error)) {
    return FALSE;
  }
  if (!verify(self, cancellable, &cause)) {
    /* What was there before may have been part of another version: then all is fetched once. */
    if (!had_part || !g_error_matches(cause, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_CHECKSUM)) {
      g_propagate_error(error, g_steal_pointer(&cause));
      return FALSE;
    }
    if (!fetch_rest(self, &transfer, error) || !verify(self, cancellable, error)) {
      return FALSE;
    }
  }
  return epoch_dataset_write_note(self->dataset, NULL, NULL, error) &&
         epoch_fetch_part_place(&self->part, error);
}

static void
fetch_in_thread(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetch *self = data;
  GError *error = NULL;
  gboolean well = fetch(self, cancellable, &error);

  /* Another fetch may begin as soon as this one has ended. */
  epoch_fetch_part_close(&self->part);
  if (well) {
    g_task_return_boolean(task, TRUE);
  } else {
    g_task_return_error(task, error);
  }
}

/* What stands between the thread and the caller: after it nothing is told any more. */
static void
fetched_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) outer = data;
  Teller *teller = g_task_get_task_data(outer);
  GError *error = NULL;

  teller->callback = NULL;
  if (g_task_propagate_boolean(G_TASK(result), &error)) {
    g_task_return_boolean(outer, TRUE);
  } else {
    g_task_return_error(outer, error);
  }
}

void
epoch_fetch_async(EpochDataset *dataset, const EpochFetchOptions *options,
                  GCancellable *cancellable, EpochFetchProgress progress, gpointer progress_data,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  const EpochFetchOptions usual = EPOCH_FETCH_OPTIONS_INIT;
  GTask *outer = g_task_new(NULL, NULL, callback, user_data);
  g_autoptr(GTask) inner = g_task_new(NULL, cancellable, fetched_cb, outer);
  Fetch *self = g_new0(Fetch, 1);

  g_return_if_fail(epoch_dataset_is_remote(dataset));
  self->dataset = g_object_ref(dataset);
  self->options = options != NULL ? *options : usual;
  self->part = (EpochFetchPart)EPOCH_FETCH_PART_INIT;
  self->teller = teller_new(progress, progress_data, epoch_dataset_get_bytes(dataset));
  g_atomic_ref_count_inc(&self->teller->count);
  g_task_set_source_tag(outer, epoch_fetch_async);
  g_task_set_task_data(outer, self->teller, teller_unref);
  /* What has been fetched is there, even where it was cancelled at the last moment. */
  g_task_set_check_cancellable(inner, FALSE);
  g_task_set_task_data(inner, self, fetch_free);
  g_task_run_in_thread(inner, fetch_in_thread);
}

gboolean
epoch_fetch_finish(GAsyncResult *result, GError **error)
{
  g_return_val_if_fail(g_task_is_valid(result, NULL), FALSE);
  return g_task_propagate_boolean(G_TASK(result), error);
}
