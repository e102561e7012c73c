/* The table of the tags of runs. */
#include "config.h"

#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define MAX_TAG 256

gboolean
epoch_run_tags_store(EpochStore *store, EpochRun *run, GError **error)
{
  const char *const *tags = epoch_run_get_tags(run);

  if (!epoch_store_execute(store, error, "DELETE FROM run_tags WHERE run = ?1", "s",
                           epoch_run_get_id(run)))
    return FALSE;
  for (guint k = 0; tags[k] != NULL; k++)
    if (!epoch_store_accept_text(tags[k], MAX_TAG, "a tag", error) ||
        !epoch_store_execute(store, error, "INSERT INTO run_tags (run, tag) VALUES (?1, ?2)", "ss",
                             epoch_run_get_id(run), tags[k]))
      return FALSE;
  return TRUE;
}

/* A run takes its tags all at once, so they are gathered first. */
gboolean
epoch_run_tags_load(EpochStore *store, GHashTable *runs, const char *run, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(GHashTable) gathered =
      g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &failure,
                        "SELECT run, tag FROM run_tags WHERE ?1 IS NULL OR run = ?1 "
                        "ORDER BY run, tag",
                        "s", run);
  GHashTableIter iter;
  gpointer found, tags;

  while (rows != NULL && epoch_store_next(store, rows, &failure)) {
    found = g_hash_table_lookup(runs, epoch_statement_get_text(rows, 0));
    if (found == NULL)
      continue;
    tags = g_hash_table_lookup(gathered, found);
    if (tags == NULL) {
      tags = g_ptr_array_new_null_terminated(4, g_free, TRUE);
      g_hash_table_insert(gathered, found, tags);
    }
    g_ptr_array_add(tags, g_strdup(epoch_statement_get_text(rows, 1)));
  }
  if (failure != NULL) {
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
  }
  g_hash_table_iter_init(&iter, gathered);
  while (g_hash_table_iter_next(&iter, &found, &tags))
    epoch_run_set_tags(found, (const char *const *)((GPtrArray *)tags)->pdata);
  return TRUE;
}
