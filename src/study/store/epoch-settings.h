/* The table of settings that belong to the learner's data: key → text, often JSON. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

/* Sets a value; NULL takes the key away. */
void epoch_settings_set_async(EpochStore *store, const char *key, const char *value,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean epoch_settings_set_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* (transfer full) (nullable): The value of a key; NULL without an error where it is not set. */
void epoch_settings_get_async(EpochStore *store, const char *key, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
char *epoch_settings_get_finish(EpochStore *store, GAsyncResult *result, GError **error);

/* (transfer full) (element-type utf8 utf8): All settings. */
void epoch_settings_load_async(EpochStore *store, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
GHashTable *epoch_settings_load_finish(EpochStore *store, GAsyncResult *result, GError **error);

G_END_DECLS
