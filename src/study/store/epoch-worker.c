#include "config.h"

#include "store/epoch-worker.h"

typedef struct {
  GTask *task;
  GTaskThreadFunc func; /* NULL ends the thread */
} Job;

/* The thread holds a reference too, since it may be the one that drops the last other. */
struct _EpochWorker {
  gatomicrefcount references;
  GAsyncQueue *queue;
  GThread *thread;
};

static void
unref(EpochWorker *self)
{
  if (!g_atomic_ref_count_dec(&self->references))
    return;
  g_async_queue_unref(self->queue);
  g_free(self);
}

static void
do_job(const Job *job)
{
  if (!g_task_return_error_if_cancelled(job->task))
    job->func(job->task, g_task_get_source_object(job->task), g_task_get_task_data(job->task),
              g_task_get_cancellable(job->task));
}

static gpointer
work(gpointer data)
{
  EpochWorker *self = data;
  gboolean at_work = TRUE;

  while (at_work) {
    g_autofree Job *job = g_async_queue_pop(self->queue);

    at_work = job->func != NULL;
    if (at_work)
      do_job(job);
    g_clear_object(&job->task);
  }
  unref(self);
  return NULL;
}

EpochWorker *
epoch_worker_new(const char *name)
{
  EpochWorker *self = g_new0(EpochWorker, 1);

  g_atomic_ref_count_init(&self->references);
  g_atomic_ref_count_inc(&self->references);
  self->queue = g_async_queue_new();
  self->thread = g_thread_new(name, work, self);
  return self;
}

static void
push(EpochWorker *self, GTask *task, GTaskThreadFunc func)
{
  Job *job = g_new0(Job, 1);

  job->task = task != NULL ? g_object_ref(task) : NULL;
  job->func = func;
  g_async_queue_push(self->queue, job);
}

void
epoch_worker_push(EpochWorker *self, GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail(func != NULL);
  push(self, task, func);
}

gboolean
epoch_worker_is_current(EpochWorker *self)
{
  return g_thread_self() == self->thread;
}

void
epoch_worker_stop(EpochWorker *self)
{
  push(self, NULL, NULL);
  if (epoch_worker_is_current(self))
    g_thread_unref(self->thread);
  else
    g_thread_join(self->thread);
  unref(self);
}
