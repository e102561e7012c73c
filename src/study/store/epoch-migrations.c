#include "config.h"

#include "store/epoch-migrations.h"

#include "store/epoch-connection.h"
#include "epoch-store-resource.h"

#define FOLDER "/io/github/epochstudy/Epoch/store/migrations/"

static const char *const files[] = {FOLDER "0001-study.sql"};

static gpointer
load_default(gpointer data)
{
  static const char *texts[G_N_ELEMENTS(files)];
  static const EpochMigrations migrations = {texts, G_N_ELEMENTS(files)};

  for (gsize k = 0; k < G_N_ELEMENTS(files); k++) {
    g_autoptr(GBytes) bytes = g_resource_lookup_data(epoch_store_get_resource(), files[k], 0, NULL);

    /* The resource is a part of the program: its text stays, and ends with a zero. */
    g_assert(bytes != NULL);
    texts[k] = g_bytes_get_data(bytes, NULL);
  }
  return (gpointer)&migrations;
}

const EpochMigrations *
epoch_migrations_get_default(void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once(&once, load_default, NULL);
}

/* One step, whole or not at all. Another process may have made it in the meantime, so the version
 * is read again once nobody else can write. */
static gboolean
run_one(const EpochMigrations *self, int number, sqlite3 *db, const char *path, GError **error)
{
  g_autofree char *mark =
      g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                      EPOCH_STORE_APPLICATION_ID, number);

  if (!epoch_connection_run(db, path, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (epoch_connection_read_number(db, "PRAGMA user_version", -1) != number - 1)
    return epoch_connection_run(db, path, "ROLLBACK", error);
  if (epoch_connection_run(db, path, self->texts[number - 1], error) &&
      epoch_connection_run(db, path, mark, error))
    return TRUE;
  if (!sqlite3_get_autocommit(db))
    epoch_connection_run(db, path, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
epoch_migrations_run(const EpochMigrations *self, sqlite3 *db, const char *path, GError **error)
{
  int version = (int)epoch_connection_read_number(db, "PRAGMA user_version", 0);

  for (int number = version + 1; number <= self->n_texts; number++)
    if (!run_one(self, number, db, path, error))
      return FALSE;
  return TRUE;
}
