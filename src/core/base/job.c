#include "config.h"

#include "base/job.h"

void
ec_job_report(const struct ec_job *job, double done, const char *stage)
{
  if (job == NULL || job->progress == NULL)
    return;
  job->progress(job->data, job->begin + done * (job->end - job->begin), stage);
}

bool
ec_job_is_cancelled(const struct ec_job *job)
{
  if (job == NULL)
    return false;
  if (job->stop != NULL && atomic_load_explicit(job->stop, memory_order_relaxed))
    return true;
  if (job->cancelled == NULL || !job->cancelled(job->data))
    return false;
  if (job->stop != NULL)
    atomic_store(job->stop, true);
  return true;
}

ec_status
ec_job_check(const struct ec_job *job, struct ec_error *error)
{
  if (ec_job_is_cancelled(job))
    return ec_error_set(error, EC_ERROR_CANCELLED, "stopped on request");
  return EC_OK;
}

struct ec_job
ec_job_part(const struct ec_job *job, double begin, double end)
{
  struct ec_job part = EC_JOB_INIT;
  double span;
  if (job == NULL)
    return part;
  part = *job;
  span = job->end - job->begin;
  part.begin = job->begin + begin * span;
  part.end = job->begin + end * span;
  return part;
}

struct ec_job
ec_job_watch(const struct ec_job *job, atomic_bool *stop)
{
  struct ec_job watched = EC_JOB_INIT;
  if (job != NULL)
    watched = *job;
  watched.stop = stop;
  return watched;
}

struct ec_job
ec_job_of_worker(const struct ec_job *job, unsigned worker)
{
  struct ec_job own = EC_JOB_INIT;
  if (job == NULL)
    return own;
  own.stop = job->stop;
  if (worker == 0) {
    own.cancelled = job->cancelled;
    own.data = job->data;
  }
  return own;
}
