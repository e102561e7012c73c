#include "config.h"

#include "base/epoch-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/epoch-error.h"

/* Opens a regular file; a pipe or device might never end, or block. */
static int
open_file(const char *path, gsize limit, gsize *length, GError **error)
{
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0 || fstat(fd, &status) != 0) {
    g_set_error(error, EPOCH_LAB_ERROR,
                errno == ENOENT ? EPOCH_LAB_ERROR_NOT_FOUND : EPOCH_LAB_ERROR_FILE,
                "%s can not be opened: %s", path, g_strerror(errno));
  } else if (!S_ISREG(status.st_mode)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s is not a file", path);
  } else if ((guint64)status.st_size > limit) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_LIMIT,
                "%s has %" G_GUINT64_FORMAT " bytes; at most %" G_GSIZE_FORMAT " are read", path,
                (guint64)status.st_size, limit);
  } else {
    *length = (gsize)status.st_size;
    return fd;
  }
  if (fd >= 0) {
    close(fd);
  }
  return -1;
}

char *
epoch_file_read(const char *path, gsize limit, gsize *length, GError **error)
{
  g_autofree char *text = NULL;
  gsize size = 0, done = 0;
  int fd = open_file(path, limit, &size, error);

  if (fd < 0) {
    return NULL;
  }
  text = g_try_malloc(size + 1);
  if (text == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_MEMORY, "%s: not enough memory to read it",
                path);
    close(fd);
    return NULL;
  }
  while (done < size) {
    gssize got = read(fd, text + done, size - done);

    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, "%s can not be read: %s", path,
                  g_strerror(errno));
      close(fd);
      return NULL;
    }
    if (got == 0) {
      break;
    }
    done += (gsize)got;
  }
  close(fd);
  text[done] = '\0';
  *length = done;
  return g_steal_pointer(&text);
}

void
epoch_file_remove_folder(const char *path)
{
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
    g_autofree char *file = g_build_filename(path, name, NULL);

    g_unlink(file);
  }
  g_rmdir(path);
}
