#include "config.h"

#include "store/epoch-store-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/epoch-store-error.h"

#define LOCK_SECONDS 5
#define POLL_MICROSECONDS 50000

int
epoch_store_files_lock(const char *path, gboolean exclusive, GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *name = g_strconcat(path, ".lock", NULL);
  g_autofd int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  gint64 end = g_get_monotonic_time() + LOCK_SECONDS * G_USEC_PER_SEC;

  if (fd < 0) {
    epoch_store_set_errno(error, errno, path);
    return -1;
  }
  while (flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    /* A file system without locks is used without one. */
    if (errno != EWOULDBLOCK && errno != EINTR)
      break;
    if (g_cancellable_set_error_if_cancelled(cancellable, error))
      return -1;
    if (g_get_monotonic_time() > end) {
      epoch_store_set_error(error, NULL, 5 /* SQLITE_BUSY */, path);
      return -1;
    }
    g_usleep(POLL_MICROSECONDS);
  }
  return g_steal_fd(&fd);
}

gboolean
epoch_store_files_sync(const char *path, GError **error)
{
  g_autofd int fd = open(path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 && fsync(fd) == 0)
    return TRUE;
  epoch_store_set_errno(error, errno, path);
  return FALSE;
}

static gboolean
sync_folder_of(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);

  return epoch_store_files_sync(folder, error);
}

/* A name beside the store that nothing has, not even with the endings of its companions. */
static char *
dup_free_name(const char *path)
{
  g_autoptr(GDateTime) date = g_date_time_new_now_local();

  for (;;) {
    g_autofree char *stamp = g_date_time_format(date, "%Y%m%d-%H%M%S");
    g_autofree char *name = g_strdup_printf("%s.damaged-%s", path, stamp);
    g_autofree char *wal = g_strconcat(name, "-wal", NULL);
    g_autofree char *shm = g_strconcat(name, "-shm", NULL);
    GDateTime *next;

    if (!g_file_test(name, G_FILE_TEST_EXISTS) && !g_file_test(wal, G_FILE_TEST_EXISTS) &&
        !g_file_test(shm, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&name);
    next = g_date_time_add_seconds(date, 1);
    g_date_time_unref(date);
    date = next;
  }
}

/* Gives a file a second name, where it exists. File systems without links rename it instead. */
static gboolean
link_file(const char *from, const char *to, GError **error)
{
  if (link(from, to) == 0 || errno == ENOENT)
    return TRUE;
  if ((errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK) &&
      renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  epoch_store_set_errno(error, errno, to);
  return FALSE;
}

static gboolean
unlink_file(const char *path, GError **error)
{
  if (g_unlink(path) == 0 || errno == ENOENT)
    return TRUE;
  epoch_store_set_errno(error, errno, path);
  return FALSE;
}

static const char *const endings[] = {"", "-wal", "-shm"};

/* All three get their second name before any loses its first: a crash in between loses nothing. */
static char *
link_aside(const char *path, GError **error)
{
  g_autofree char *name = dup_free_name(path);

  for (gsize k = 0; k < G_N_ELEMENTS(endings); k++) {
    g_autofree char *from = g_strconcat(path, endings[k], NULL);
    g_autofree char *to = g_strconcat(name, endings[k], NULL);

    if (!link_file(from, to, error))
      return NULL;
  }
  return sync_folder_of(path, error) ? g_steal_pointer(&name) : NULL;
}

static gboolean
unlink_from(const char *path, gsize first, GError **error)
{
  for (gsize k = first; k < G_N_ELEMENTS(endings); k++) {
    g_autofree char *name = g_strconcat(path, endings[k], NULL);

    if (!unlink_file(name, error))
      return FALSE;
  }
  return TRUE;
}

char *
epoch_store_files_set_aside(const char *path, GError **error)
{
  g_autofree char *name = link_aside(path, error);

  if (name == NULL || !unlink_from(path, 0, error) || !sync_folder_of(path, error))
    return NULL;
  return g_steal_pointer(&name);
}

static gboolean
copy_file(const char *from, const char *to, GError **error)
{
  g_autoptr(GFile) source = g_file_new_for_path(from);
  g_autoptr(GFile) target = g_file_new_for_path(to);
  g_autoptr(GError) failure = NULL;

  if (g_file_copy(source, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL,
                  NULL, NULL, &failure))
    return epoch_store_files_sync(to, error);
  if (g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    epoch_store_set_errno(error, ENOSPC, to);
  else
    epoch_store_set_refused(error, failure->message);
  return FALSE;
}

static char *
dup_pending_name(const char *path)
{
  return g_strconcat(path, ".restoring", NULL);
}

gboolean
epoch_store_files_restore_is_pending(const char *path)
{
  g_autofree char *pending = dup_pending_name(path);

  return g_file_test(pending, G_FILE_TEST_IS_REGULAR);
}

/* The pending file decides: once it has its name, the restore is as good as made, and whoever
 * opens the store next ends it. */
gboolean
epoch_store_files_restore(const char *path, const char *backup, GError **error)
{
  g_autofree char *pending = dup_pending_name(path);
  g_autofree char *partial = g_strconcat(pending, ".partial", NULL);

  if (!copy_file(backup, partial, error)) {
    g_unlink(partial);
    return FALSE;
  }
  if (g_rename(partial, pending) != 0) {
    epoch_store_set_errno(error, errno, pending);
    return FALSE;
  }
  return sync_folder_of(path, error) && epoch_store_files_finish_restore(path, error);
}

/* The -wal of the old file must be gone before the new file has its name: it would be applied to
 * it. The old file stays until it is replaced. */
gboolean
epoch_store_files_finish_restore(const char *path, GError **error)
{
  g_autofree char *pending = dup_pending_name(path);
  g_autofree char *aside = NULL;

  if (g_file_test(path, G_FILE_TEST_EXISTS)) {
    aside = link_aside(path, error);
    if (aside == NULL)
      return FALSE;
  }
  if (!unlink_from(path, 1, error) || !sync_folder_of(path, error))
    return FALSE;
  if (g_rename(pending, path) != 0) {
    epoch_store_set_errno(error, errno, path);
    return FALSE;
  }
  return sync_folder_of(path, error);
}
