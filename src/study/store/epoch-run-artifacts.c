/* The table of what runs have written. */
#include "config.h"

#include "store/epoch-store-task.h"
#include "store/epoch-tables-private.h"

#define MAX_TEXT 4096

static gboolean
store_one(EpochStore *store, EpochRun *run, guint position, const EpochRunArtifact *artifact,
          GError **error)
{
  return epoch_store_accept_text(artifact->kind, MAX_TEXT, "a kind", error) &&
         epoch_store_accept_text(artifact->title, MAX_TEXT, "a title", error) &&
         epoch_store_accept_text(artifact->path, MAX_TEXT, "a path", error) &&
         epoch_store_execute(store, error,
                             "INSERT INTO run_artifacts (run, position, kind, title, path) "
                             "VALUES (?1, ?2, ?3, ?4, ?5)",
                             "sisss", epoch_run_get_id(run), (gint64)position, artifact->kind,
                             artifact->title, artifact->path);
}

gboolean
epoch_run_artifacts_store(EpochStore *store, EpochRun *run, GError **error)
{
  GPtrArray *artifacts = epoch_run_get_artifacts(run);

  if (!epoch_store_execute(store, error, "DELETE FROM run_artifacts WHERE run = ?1", "s",
                           epoch_run_get_id(run)))
    return FALSE;
  for (guint k = 0; k < artifacts->len; k++)
    if (!store_one(store, run, k, g_ptr_array_index(artifacts, k), error))
      return FALSE;
  return TRUE;
}

gboolean
epoch_run_artifacts_load(EpochStore *store, GHashTable *runs, const char *run, GError **error)
{
  g_autoptr(GError) failure = NULL;
  g_autoptr(EpochStatement) rows =
      epoch_store_query(store, &failure,
                        "SELECT run, kind, title, path FROM run_artifacts "
                        "WHERE ?1 IS NULL OR run = ?1 ORDER BY run, position",
                        "s", run);

  while (rows != NULL && epoch_store_next(store, rows, &failure)) {
    EpochRun *found = g_hash_table_lookup(runs, epoch_statement_get_text(rows, 0));

    if (found != NULL)
      epoch_run_add_artifact(found, epoch_statement_get_text(rows, 1),
                             epoch_statement_get_text(rows, 2), epoch_statement_get_text(rows, 3));
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error(error, g_steal_pointer(&failure));
  return FALSE;
}
