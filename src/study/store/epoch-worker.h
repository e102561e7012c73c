/* EpochWorker: one thread with a queue. Jobs are done one at a time in the order in which they
 * were pushed; each is a GTask, so that its result arrives in the main context it came from. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _EpochWorker EpochWorker;

/* Starts the thread; the name is for debuggers, 15 characters at most. */
EpochWorker *epoch_worker_new(const char *name);

/* Queues a job. func must return the task; it is not called for a task cancelled before its turn,
 * which then fails with G_IO_ERROR_CANCELLED. */
void epoch_worker_push(EpochWorker *self, GTask *task, GTaskThreadFunc func);

/* Whether the calling thread is the worker's. */
gboolean epoch_worker_is_current(EpochWorker *self);

/* Does what is queued, ends the thread and frees the worker. Waits for that, unless called by
 * the worker's own thread. */
void epoch_worker_stop(EpochWorker *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochWorker, epoch_worker_stop)

G_END_DECLS
