/* EpochStatement: a prepared statement of a store, kept for the next time.
 *
 * Values are bound by a string of types: "s" const char * (NULL is null), "i" gint64, "d" double.
 * A literal 64-bit argument has to be cast: variable arguments carry no type. For the owner
 * thread. */
#pragma once

#include <sqlite3.h>

#include "store/epoch-store.h"

G_BEGIN_DECLS

typedef sqlite3_stmt EpochStatement;

/* Gives a statement back to the store; the rows that it has not given are dropped. */
void epoch_statement_release(EpochStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochStatement, epoch_statement_release)

/* Prepares a query, binds its values, and gives it back before its first row; NULL on error. The
 * same text may not be in use twice at a time. sql must live as long as the store. */
EpochStatement *epoch_store_query(EpochStore *store, GError **error, const char *sql,
                                  const char *types, ...);

/* Goes to the next row. FALSE at the end and on error: only then is error set. */
gboolean epoch_store_next(EpochStore *store, EpochStatement *statement, GError **error);

/* Does a statement that gives no rows. */
gboolean epoch_store_execute(EpochStore *store, GError **error, const char *sql, const char *types,
                             ...);

/* The text of a column, never NULL but where the value is null. */
const char *epoch_statement_get_text(EpochStatement *self, int column);

/* A transaction of several statements; end commits where succeeded, else rolls back. end returns
 * whether all was committed, and sets no error where succeeded is FALSE. */
gboolean epoch_store_begin(EpochStore *store, GError **error);
gboolean epoch_store_end(EpochStore *store, gboolean succeeded, GError **error);

G_END_DECLS
