/* The migrations of the store: numbered steps from an empty file to the tables of today.
 *
 * Each is one transaction with the file's user_version inside it. The text of a shipped one never
 * changes; a new one gets the next number and a file in migrations/. */
#pragma once

#include <sqlite3.h>

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* "Epoc": what tells a store from other files of SQLite. */
#define EPOCH_STORE_APPLICATION_ID 0x45706f63

typedef struct {
  const char *const *texts; /* the SQL of version 1, 2, … */
  int n_texts;
} EpochMigrations;

/* Those of this version of Epoch. */
const EpochMigrations *epoch_migrations_get_default(void);

/* Brings the tables of an open file to the newest version. */
gboolean epoch_migrations_run(const EpochMigrations *self, sqlite3 *db, const char *path,
                              GError **error);

G_END_DECLS
