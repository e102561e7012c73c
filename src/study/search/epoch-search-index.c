#include "config.h"

#include <string.h>

#include "search/epoch-search-private.h"

#define MAX_WORDS 16
#define MAX_QUERY_BYTES 1024

sqlite3 *
epoch_search_index_open(void)
{
  sqlite3 *index = NULL;

  if (sqlite3_open_v2(":memory:", &index, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
          SQLITE_OK ||
      sqlite3_exec(index,
                   "CREATE VIRTUAL TABLE texts USING fts5 (title, body, kind UNINDEXED, "
                   "week UNINDEXED, id UNINDEXED, page UNINDEXED, "
                   "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');"
                   "INSERT INTO texts (texts, rank) VALUES ('rank', 'bm25(8.0, 1.0)');"
                   "CREATE TABLE places (kind INTEGER, id TEXT, entry INTEGER, "
                   "PRIMARY KEY (kind, id)) WITHOUT ROWID;",
                   NULL, NULL, NULL) != SQLITE_OK) {
    g_warning("The search index could not be made: %s", sqlite3_errmsg(index));
    sqlite3_close_v2(index);
    return NULL;
  }
  return index;
}

/* (transfer full): The text on one line, without the characters that mark a match. */
static char *
dup_line(const char *text)
{
  char *line = g_utf8_make_valid(text, -1);

  for (char *c = line; *c != '\0'; c++)
    if ((guchar)*c < ' ')
      *c = ' ';
  return g_strstrip(line);
}

static sqlite3_stmt *
prepare(sqlite3 *index, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2(index, sql, -1, &statement, NULL) != SQLITE_OK)
    g_warning("The search index could not be used: %s", sqlite3_errmsg(index));
  return statement;
}

static void
run_with_place(sqlite3 *index, const char *sql, EpochSearchKind kind, const char *id)
{
  sqlite3_stmt *statement = prepare(index, sql);

  sqlite3_bind_int(statement, 1, (int)kind);
  sqlite3_bind_text(statement, 2, id, -1, SQLITE_TRANSIENT);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
}

void
epoch_search_index_remove(sqlite3 *index, EpochSearchKind kind, const char *id)
{
  run_with_place(index,
                 "DELETE FROM texts WHERE rowid = "
                 "(SELECT entry FROM places WHERE kind = ?1 AND id = ?2)",
                 kind, id);
  run_with_place(index, "DELETE FROM places WHERE kind = ?1 AND id = ?2", kind, id);
}

void
epoch_search_index_add(sqlite3 *index, const EpochSearchEntry *entry)
{
  g_autofree char *title = dup_line(entry->title);
  g_autofree char *body = dup_line(entry->body);
  sqlite3_stmt *statement;

  if (*entry->id != '\0')
    epoch_search_index_remove(index, entry->kind, entry->id);
  statement = prepare(index, "INSERT INTO texts (title, body, kind, week, id, page) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  sqlite3_bind_text(statement, 1, title, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(statement, 2, body, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int(statement, 3, (int)entry->kind);
  sqlite3_bind_int(statement, 4, entry->week);
  sqlite3_bind_text(statement, 5, entry->id, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text(statement, 6, entry->page, -1, SQLITE_TRANSIENT);
  sqlite3_step(statement);
  sqlite3_finalize(statement);
  /* Only what has an id can be replaced or taken away. */
  if (*entry->id != '\0')
    run_with_place(index, "INSERT INTO places VALUES (?1, ?2, last_insert_rowid())", entry->kind,
                   entry->id);
}

/* Whether the tokenizer would find anything in a word: it takes letters, digits and characters of
 * private use. */
static gboolean
has_token(const char *word)
{
  for (const char *c = word; *c != '\0'; c = g_utf8_next_char(c)) {
    gunichar character = g_utf8_get_char(c);

    if (g_unichar_isalnum(character) || g_unichar_type(character) == G_UNICODE_PRIVATE_USE)
      return TRUE;
  }
  return FALSE;
}

char *
epoch_search_dup_expression(const char *text)
{
  g_autofree char *cut = g_strndup(text, MAX_QUERY_BYTES);
  g_autofree char *valid = g_utf8_make_valid(cut, -1);
  g_auto(GStrv) words = NULL;
  g_autoptr(GString) expression = g_string_new(NULL);
  guint n = 0;

  for (char *c = valid; *c != '\0'; c++)
    if ((guchar)*c <= ' ' || *c == '"')
      *c = ' ';
  words = g_strsplit(valid, " ", -1);
  for (guint k = 0; words[k] != NULL && n < MAX_WORDS; k++) {
    if (!has_token(words[k]))
      continue;
    g_string_append_printf(expression, "%s\"%s\"", n > 0 ? " " : "", words[k]);
    n++;
  }
  if (n == 0)
    return NULL;
  g_string_append_c(expression, '*');
  return g_string_free_and_steal(g_steal_pointer(&expression));
}

static const char *
column_text(sqlite3_stmt *row, int column)
{
  const char *text = (const char *)sqlite3_column_text(row, column);

  return text != NULL ? text : "";
}

GPtrArray *
epoch_search_index_query(sqlite3 *index, const char *text, guint limit)
{
  GPtrArray *results = g_ptr_array_new_with_free_func(g_object_unref);
  g_autofree char *expression = epoch_search_dup_expression(text);
  sqlite3_stmt *rows;

  if (expression == NULL)
    return results;
  rows = prepare(index, "SELECT kind, week, id, page, "
                        "highlight(texts, 0, '" EPOCH_SEARCH_MATCH_START
                        "', '" EPOCH_SEARCH_MATCH_END "'), "
                        "snippet(texts, 1, '" EPOCH_SEARCH_MATCH_START "', '" EPOCH_SEARCH_MATCH_END
                        "', '…', 16) "
                        "FROM texts WHERE texts MATCH ?1 ORDER BY rank LIMIT ?2");
  sqlite3_bind_text(rows, 1, expression, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64(rows, 2, limit);
  while (sqlite3_step(rows) == SQLITE_ROW)
    g_ptr_array_add(results, epoch_search_result_new((EpochSearchKind)sqlite3_column_int(rows, 0),
                                                     sqlite3_column_int(rows, 1),
                                                     column_text(rows, 2), column_text(rows, 3),
                                                     column_text(rows, 4), column_text(rows, 5)));
  sqlite3_finalize(rows);
  return results;
}
