#include "config.h"

#include "store/epoch-statement.h"

#include <stdarg.h>

#include "store/epoch-store-error.h"
#include "store/epoch-store-private.h"

/* The statement of a text, prepared at its first use; NULL and an error where it can not be. */
static EpochStatement *
prepare(EpochStore *store, const char *sql, GError **error)
{
  EpochConnection *connection = epoch_store_get_connection(store, error);
  EpochStatement *statement = NULL;
  int code;

  if (connection == NULL)
    return NULL;
  statement = g_hash_table_lookup(connection->statements, sql);
  if (statement != NULL) {
    g_assert(!sqlite3_stmt_busy(statement));
    return statement;
  }
  code = sqlite3_prepare_v3(connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (code != SQLITE_OK) {
    epoch_store_set_error(error, connection->db, code, epoch_store_get_path(store));
    return NULL;
  }
  g_hash_table_insert(connection->statements, (gpointer)sql, statement);
  return statement;
}

/* Texts are copied, so that a statement may outlive its arguments. */
static int
bind_one(EpochStatement *statement, int index, char type, va_list *args)
{
  switch (type) {
  case 's':
    return sqlite3_bind_text(statement, index, va_arg(*args, const char *), -1, SQLITE_TRANSIENT);
  case 'i':
    return sqlite3_bind_int64(statement, index, va_arg(*args, gint64));
  case 'd':
    return sqlite3_bind_double(statement, index, va_arg(*args, double));
  default:
    g_assert_not_reached();
  }
}

static EpochStatement *
query(EpochStore *store, GError **error, const char *sql, const char *types, va_list *args)
{
  EpochStatement *statement = prepare(store, sql, error);
  int code = SQLITE_OK;

  if (statement == NULL)
    return NULL;
  for (int k = 0; types[k] != '\0' && code == SQLITE_OK; k++)
    code = bind_one(statement, k + 1, types[k], args);
  if (code != SQLITE_OK) {
    epoch_store_set_error(error, sqlite3_db_handle(statement), code, epoch_store_get_path(store));
    epoch_statement_release(statement);
    return NULL;
  }
  return statement;
}

EpochStatement *
epoch_store_query(EpochStore *store, GError **error, const char *sql, const char *types, ...)
{
  EpochStatement *statement;
  va_list args;

  va_start(args, types);
  statement = query(store, error, sql, types, &args);
  va_end(args);
  return statement;
}

gboolean
epoch_store_next(EpochStore *store, EpochStatement *statement, GError **error)
{
  int code = sqlite3_step(statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    epoch_store_set_error(error, sqlite3_db_handle(statement), code, epoch_store_get_path(store));
  return FALSE;
}

gboolean
epoch_store_execute(EpochStore *store, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr(EpochStatement) statement = NULL;
  g_autoptr(GError) failure = NULL;
  va_list args;

  va_start(args, types);
  statement = query(store, &failure, sql, types, &args);
  va_end(args);
  if (statement != NULL)
    epoch_store_next(store, statement, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}

void
epoch_statement_release(EpochStatement *self)
{
  sqlite3_reset(self);
  sqlite3_clear_bindings(self);
}

const char *
epoch_statement_get_text(EpochStatement *self, int column)
{
  return (const char *)sqlite3_column_text(self, column);
}

gboolean
epoch_store_begin(EpochStore *store, GError **error)
{
  return epoch_store_execute(store, error, "BEGIN IMMEDIATE", "");
}

gboolean
epoch_store_end(EpochStore *store, gboolean succeeded, GError **error)
{
  EpochConnection *connection;

  if (succeeded && epoch_store_execute(store, error, "COMMIT", ""))
    return TRUE;
  /* Some failures have rolled back already; a second time would be an error of its own. */
  connection = epoch_store_get_connection(store, NULL);
  if (connection != NULL && !sqlite3_get_autocommit(connection->db))
    epoch_store_execute(store, NULL, "ROLLBACK", "");
  return FALSE;
}
