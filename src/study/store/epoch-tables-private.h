/* The synchronous functions of the tables that other tables or the plan use. They assert that the
 * caller is the owner thread. */
#pragma once

#include "store/epoch-run.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

gboolean epoch_settings_set(EpochStore *store, const char *key, const char *value, GError **error);

/* (transfer full) (nullable): NULL without an error where the key is not set. */
char *epoch_settings_get(EpochStore *store, const char *key, GError **error);

/* Store the artifacts and tags of a run, over those that are stored. */
gboolean epoch_run_artifacts_store(EpochStore *store, EpochRun *run, GError **error);
gboolean epoch_run_tags_store(EpochStore *store, EpochRun *run, GError **error);

/* Add what is stored to runs; the table is id → EpochRun. run is one id, or NULL for all. */
gboolean epoch_run_artifacts_load(EpochStore *store, GHashTable *runs, const char *run,
                                  GError **error);
gboolean epoch_run_tags_load(EpochStore *store, GHashTable *runs, const char *run, GError **error);

/* (transfer full): A copy that nothing else changes. */
EpochRun *epoch_run_copy(EpochRun *self);

G_END_DECLS
