#include "config.h"

#include "store/epoch-inspection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/epoch-backups.h"
#include "store/epoch-migrations.h"
#include "store/epoch-store-error.h"
#include "store/epoch-wal.h"

#define HEAD 100

static guint32
big(const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static gboolean
check_wal(const char *path, EpochInspection *inspection, GError **error)
{
  g_autofree char *wal = g_strconcat(path, "-wal", NULL);
  g_autoptr(GMappedFile) file = NULL;
  const char *wrong;
  GStatBuf status;

  if (g_stat(wal, &status) != 0 || status.st_size == 0)
    return TRUE;
  inspection->unclean = TRUE;
  /* What can not be mapped is for SQLite to judge. */
  file = g_mapped_file_new(wal, FALSE, NULL);
  if (file == NULL)
    return TRUE;
  wrong = epoch_wal_check((const guint8 *)g_mapped_file_get_contents(file),
                          g_mapped_file_get_length(file));
  if (wrong != NULL)
    epoch_store_set_damaged(error, path, wrong);
  return wrong == NULL;
}

static gboolean
check_head(const char *path, const guint8 *head, int known, const EpochInspection *inspection,
           GError **error)
{
  guint32 page_size = (guint32)head[16] << 8 | head[17];
  guint32 version = big(head + 60);
  guint32 application = big(head + 68);

  if (memcmp(head, "SQLite format 3", 16) != 0) {
    epoch_store_set_damaged(error, path, "it does not begin as a store does");
    return FALSE;
  }
  if (application != EPOCH_STORE_APPLICATION_ID && (application != 0 || version != 0)) {
    epoch_store_set_damaged(error, path, "it is a file of another program");
    return FALSE;
  }
  if (version > (guint32)known) {
    epoch_store_set_newer(error, path, (int)version, known);
    return FALSE;
  }
  /* While pages still are in the -wal the file itself may be shorter than it says. */
  if (page_size == 1)
    page_size = 65536;
  if (!inspection->unclean && big(head + 24) == big(head + 92) &&
      (guint64)inspection->size < (guint64)big(head + 28) * page_size) {
    epoch_store_set_damaged(error, path, "its end is missing");
    return FALSE;
  }
  return TRUE;
}

/* A file of no bytes is how a store begins; where there are backups it is what is left of one. */
static gboolean
inspect_empty(const char *path, EpochInspection *inspection, GError **error)
{
  inspection->fresh = TRUE;
  if (epoch_backups_exist(path)) {
    epoch_store_set_damaged(error, path, "it is empty");
    return FALSE;
  }
  return TRUE;
}

gboolean
epoch_inspection_make(const char *path, int known, EpochInspection *inspection, GError **error)
{
  g_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  guint8 head[HEAD];
  struct stat status;
  gssize n;

  *inspection = (EpochInspection){0};
  if (fd < 0 && errno == ENOENT) {
    inspection->fresh = TRUE;
    return TRUE;
  }
  if (fd < 0 || fstat(fd, &status) != 0) {
    epoch_store_set_errno(error, errno, path);
    return FALSE;
  }
  if (!S_ISREG(status.st_mode)) {
    epoch_store_set_damaged(error, path, "it is not a file");
    return FALSE;
  }
  inspection->size = status.st_size;
  if (status.st_size == 0)
    return inspect_empty(path, inspection, error);
  n = pread(fd, head, HEAD, 0);
  if (n < 0) {
    epoch_store_set_errno(error, errno, path);
    return FALSE;
  }
  if (n < HEAD) {
    epoch_store_set_damaged(error, path, "it is too short");
    return FALSE;
  }
  return check_wal(path, inspection, error) && check_head(path, head, known, inspection, error);
}
