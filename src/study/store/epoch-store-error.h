/* From the codes of SQLite and the system to errors that a learner can act on. */
#pragma once

#include <sqlite3.h>

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Sets an error for a result code of SQLite; db may be NULL. path is the file that it is about. */
void epoch_store_set_error(GError **error, sqlite3 *db, int code, const char *path);

/* Sets an error for an errno. */
void epoch_store_set_errno(GError **error, int number, const char *path);

/* Sets an error of DAMAGED that says what was found. */
void epoch_store_set_damaged(GError **error, const char *path, const char *what);

/* Sets an error of NEWER for a file of that version where only up to known is understood. */
void epoch_store_set_newer(GError **error, const char *path, int version, int known);

/* Sets an error of FAILED for a value that may not be stored; what is a whole sentence. */
void epoch_store_set_refused(GError **error, const char *what);

G_END_DECLS
