/* What the files of this folder, and the tests, use of the store. */
#pragma once

#include "store/epoch-connection.h"
#include "store/epoch-store.h"

G_BEGIN_DECLS

/* (nullable): The open connection; asserts that the caller is the owner thread. NULL and an
 * error where the store is not open. */
EpochConnection *epoch_store_get_connection(EpochStore *self, GError **error);

/* Queues a task for the owner thread. A write must still be told as made where it was cancelled
 * after it had begun, so the task does not look at its cancellable again when it returns. */
void epoch_store_push(EpochStore *self, GTask *task, GTaskThreadFunc func);

/* Emits "warning" in the main context of the store; for any thread. */
void epoch_store_warn(EpochStore *self, const char *message);

const EpochMigrations *epoch_store_get_migrations(EpochStore *self);

/* Tests: other migrations than those of this version, before the store is opened. The texts must
 * outlive the store. */
void epoch_store_set_migrations(EpochStore *self, const EpochMigrations *migrations);

/* Tests: does SQL on the owner thread and waits for it. */
gboolean epoch_store_run_sql(EpochStore *self, const char *sql, GError **error);

G_END_DECLS
