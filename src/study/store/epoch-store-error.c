#include "config.h"

#include "store/epoch-store-error.h"

#include <errno.h>
#include <glib/gi18n.h>

G_DEFINE_QUARK(epoch - store - error, epoch_store_error)

static EpochStoreError
code_of_errno(int number)
{
  switch (number) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return EPOCH_STORE_ERROR_FULL;
  case EROFS:
    return EPOCH_STORE_ERROR_READ_ONLY;
  case EACCES:
  case EPERM:
    return EPOCH_STORE_ERROR_PERMISSION;
  default:
    return EPOCH_STORE_ERROR_FAILED;
  }
}

/* SQLite reports some failures of the system as input and output errors: the errno decides. */
static EpochStoreError
code_of_sqlite(sqlite3 *db, int code)
{
  switch (code & 0xff) {
  case SQLITE_FULL:
    return EPOCH_STORE_ERROR_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
  case SQLITE_PROTOCOL:
    return EPOCH_STORE_ERROR_LOCKED;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return EPOCH_STORE_ERROR_DAMAGED;
  case SQLITE_READONLY:
    return code == SQLITE_READONLY_DBMOVED ? EPOCH_STORE_ERROR_FAILED : EPOCH_STORE_ERROR_READ_ONLY;
  case SQLITE_PERM:
    return EPOCH_STORE_ERROR_PERMISSION;
  case SQLITE_CANTOPEN:
  case SQLITE_IOERR:
    return db != NULL ? code_of_errno(sqlite3_system_errno(db)) : EPOCH_STORE_ERROR_FAILED;
  default:
    return EPOCH_STORE_ERROR_FAILED;
  }
}

static void
set_error(GError **error, EpochStoreError code, const char *path, const char *detail)
{
  g_autofree char *shown = g_filename_display_name(path);

  switch (code) {
  case EPOCH_STORE_ERROR_FULL:
    g_set_error_literal(error, EPOCH_STORE_ERROR, code,
                        _("There is no room left on the disk, so this was not saved. Free some "
                          "space, then try again."));
    break;
  case EPOCH_STORE_ERROR_LOCKED:
    g_set_error(error, EPOCH_STORE_ERROR, code,
                _("Another program is using the file %s. Close other windows of Epoch and try "
                  "again."),
                shown);
    break;
  case EPOCH_STORE_ERROR_READ_ONLY:
    g_set_error(error, EPOCH_STORE_ERROR, code,
                _("The file %s can only be read, so nothing can be saved in it. Make the file "
                  "and its disk writable, then try again."),
                shown);
    break;
  case EPOCH_STORE_ERROR_PERMISSION:
    g_set_error(error, EPOCH_STORE_ERROR, code,
                _("Epoch may not open the file %s. See to it that the file and its folder "
                  "belong to you, then try again."),
                shown);
    break;
  case EPOCH_STORE_ERROR_DAMAGED:
    epoch_store_set_damaged(error, path, detail);
    break;
  case EPOCH_STORE_ERROR_NEWER:
  case EPOCH_STORE_ERROR_FAILED:
    g_set_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED,
                _("The file %s could not be used: %s. Try again, and start Epoch anew if it "
                  "happens again."),
                shown, detail);
    break;
  }
}

void
epoch_store_set_error(GError **error, sqlite3 *db, int code, const char *path)
{
  /* The connection's own message is about its latest call; only then does it fit the code. */
  const char *detail = db != NULL && sqlite3_extended_errcode(db) == code ? sqlite3_errmsg(db)
                                                                          : sqlite3_errstr(code);

  set_error(error, code_of_sqlite(db, code), path, detail);
}

void
epoch_store_set_errno(GError **error, int number, const char *path)
{
  set_error(error, code_of_errno(number), path, g_strerror(number));
}

void
epoch_store_set_damaged(GError **error, const char *path, const char *what)
{
  g_autofree char *shown = g_filename_display_name(path);

  g_set_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_DAMAGED,
              _("The file %s is damaged: %s. Restore a backup, or set the file aside and begin "
                "anew; it is not deleted."),
              shown, what);
}

void
epoch_store_set_newer(GError **error, const char *path, int version, int known)
{
  g_autofree char *shown = g_filename_display_name(path);

  g_set_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_NEWER,
              _("The file %s was written by a newer version of Epoch (format %d, this version "
                "knows up to %d). Update Epoch to open it; nothing in it was changed."),
              shown, version, known);
}

void
epoch_store_set_refused(GError **error, const char *what)
{
  g_set_error_literal(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FAILED, what);
}
