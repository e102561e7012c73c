#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/epoch-fetch-private.h"

/* No server's tag is longer, and a longer one is not worth keeping. */
#define MOST_TAG_BYTES 1024

void
epoch_fetch_set_errno(GError **error, int number, const char *path)
{
  g_autofree char *name = g_filename_display_name(path);

  if (number == ENOSPC || number == EDQUOT || number == EFBIG) {
    g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FULL,
                _("There is no room left for %s. Make some room and try again."), name);
  } else {
    g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE, _("%s can not be written: %s"),
                name, g_strerror(number));
  }
}

static gboolean
make_folder(const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(path);

  if (g_mkdir_with_parents(folder, 0700) == 0) {
    return TRUE;
  }
  epoch_fetch_set_errno(error, errno, folder);
  return FALSE;
}

/* Opens and locks the part. Whoever had the lock before may have given the file its name in the
 * meantime; then the lock is on a file that is no part any more, and the next one is opened. */
static gboolean
open_locked(EpochFetchPart *self, GError **error)
{
  for (;;) {
    g_autofd int fd = g_open(self->part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct stat opened, named;

    if (fd < 0 || fstat(fd, &opened) != 0) {
      epoch_fetch_set_errno(error, errno, self->part);
      return FALSE;
    }
    /* A file system without locks is used without one. */
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      g_set_error_literal(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_BUSY,
                          _("This file is being fetched already, by another window or program."));
      return FALSE;
    }
    if (stat(self->part, &named) == 0 && named.st_ino == opened.st_ino &&
        named.st_dev == opened.st_dev) {
      self->size = opened.st_size;
      self->fd = g_steal_fd(&fd);
      return TRUE;
    }
  }
}

static void
read_tag(EpochFetchPart *self)
{
  gsize length = 0;

  if (g_file_get_contents(self->tag_path, &self->tag, &length, NULL) &&
      (length == 0 || length > MOST_TAG_BYTES || strpbrk(self->tag, "\r\n") != NULL ||
       strlen(self->tag) != length)) {
    g_clear_pointer(&self->tag, g_free);
  }
}

gboolean
epoch_fetch_part_open(EpochFetchPart *self, const char *path, gint64 limit, GError **error)
{
  self->path = g_strdup(path);
  self->part = g_strconcat(path, ".part", NULL);
  self->tag_path = g_strconcat(path, ".part.tag", NULL);
  if (!make_folder(path, error) || !open_locked(self, error)) {
    return FALSE;
  }
  read_tag(self);
  if (self->size > limit) {
    return epoch_fetch_part_restart(self, NULL, error);
  }
  if (lseek(self->fd, 0, SEEK_END) < 0) {
    epoch_fetch_set_errno(error, errno, self->part);
    return FALSE;
  }
  return TRUE;
}

void
epoch_fetch_part_close(EpochFetchPart *self)
{
  /* A part of nothing needs no file. */
  if (self->fd >= 0 && self->size == 0) {
    epoch_fetch_part_remove(self);
  }
  g_clear_fd(&self->fd, NULL);
  g_clear_pointer(&self->path, g_free);
  g_clear_pointer(&self->part, g_free);
  g_clear_pointer(&self->tag_path, g_free);
  g_clear_pointer(&self->tag, g_free);
}

gboolean
epoch_fetch_part_restart(EpochFetchPart *self, const char *tag, GError **error)
{
  if (tag != NULL && (*tag == '\0' || strlen(tag) > MOST_TAG_BYTES)) {
    tag = NULL;
  }
  /* The old tag goes before the old bytes, so that no crash leaves it with new ones. */
  g_unlink(self->tag_path);
  g_clear_pointer(&self->tag, g_free);
  if (ftruncate(self->fd, 0) != 0 || lseek(self->fd, 0, SEEK_SET) < 0) {
    epoch_fetch_set_errno(error, errno, self->part);
    return FALSE;
  }
  self->size = 0;
  /* Without a tag the part is of as much use: the checksum finds out what does not fit. */
  if (tag != NULL && g_file_set_contents(self->tag_path, tag, -1, NULL)) {
    self->tag = g_strdup(tag);
  }
  return TRUE;
}

gboolean
epoch_fetch_part_append(EpochFetchPart *self, const void *bytes, gsize length, GError **error)
{
  const char *at = bytes;

  while (length > 0) {
    gssize written = write(self->fd, at, length);

    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      epoch_fetch_set_errno(error, errno, self->part);
      return FALSE;
    }
    at += written;
    length -= (gsize)written;
    self->size += written;
  }
  return TRUE;
}

char *
epoch_fetch_part_dup_sha256(EpochFetchPart *self, GCancellable *cancellable, GError **error)
{
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc(64 * 1024);
  gint64 place = 0;

  for (;;) {
    gssize got;

    if (g_cancellable_set_error_if_cancelled(cancellable, error)) {
      return NULL;
    }
    got = pread(self->fd, buffer, 64 * 1024, place);
    if (got < 0 && errno != EINTR) {
      g_set_error(error, EPOCH_FETCH_ERROR, EPOCH_FETCH_ERROR_FILE, _("%s can not be read: %s"),
                  self->part, g_strerror(errno));
      return NULL;
    }
    if (got == 0) {
      return g_strdup(g_checksum_get_string(sum));
    }
    if (got > 0) {
      g_checksum_update(sum, buffer, got);
      place += got;
    }
  }
}

void
epoch_fetch_part_remove(EpochFetchPart *self)
{
  g_unlink(self->tag_path);
  g_unlink(self->part);
  g_clear_pointer(&self->tag, g_free);
  g_clear_fd(&self->fd, NULL);
  self->size = 0;
}

gboolean
epoch_fetch_part_place(EpochFetchPart *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(self->path);
  g_autofd int folder_fd = -1;

  if (fsync(self->fd) != 0 || rename(self->part, self->path) != 0) {
    epoch_fetch_set_errno(error, errno, self->path);
    return FALSE;
  }
  g_unlink(self->tag_path);
  g_clear_fd(&self->fd, NULL);
  /* The name is in place; that it outlives a power cut is worth trying, not failing for. */
  folder_fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder_fd >= 0) {
    fsync(folder_fd);
  }
  return TRUE;
}
