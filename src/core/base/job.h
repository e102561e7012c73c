/* What a long computation is given: whom to tell how far it is, whom to ask whether to stop, and
 * the threads to run on. Every long loop takes a `const struct ec_job *job`, which may be NULL:
 * then it tells nobody, is never stopped and runs on the calling thread.
 *
 * Both callbacks are called on the thread that called the core, and on no other. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

struct ec_pool;

struct ec_job {
  /* `done` goes from 0 to 1; `stage` says in a few words what is being done ("fold 3 of 5"), and
   * is valid during the call alone. May be NULL. */
  void (*progress)(void *data, double done, const char *stage);
  /* Whether to stop. Asked often, so it should be cheap (an atomic flag). May be NULL. */
  bool (*cancelled)(void *data);
  void *data;
  struct ec_pool *pool; /* borrowed; NULL: the calling thread alone */
  double begin, end;    /* the part of the whole that this job is; see ec_job_part() */
  atomic_bool *stop;    /* borrowed, may be NULL: see ec_job_watch() */
};

#define EC_JOB_INIT                                                                                \
  {                                                                                                \
    NULL, NULL, NULL, NULL, 0.0, 1.0, NULL                                                         \
  }

/* Tells that the job is `done` (0 … 1) through with `stage`. */
void ec_job_report(const struct ec_job *job, double done, const char *stage);

/* Whether the job has been asked to stop. */
bool ec_job_is_cancelled(const struct ec_job *job);

/* EC_ERROR_CANCELLED with its error where the job has been asked to stop, else EC_OK. */
ec_status ec_job_check(const struct ec_job *job, struct ec_error *error);

/* The job of one part of a larger one: its 0 … 1 is shown as `begin` … `end` of `job`'s own. */
struct ec_job ec_job_part(const struct ec_job *job, double begin, double end);

/* The job (NULL is allowed) with a flag that is set as soon as somebody sees that it has been asked
 * to stop. While a loop over it runs, the calling thread asks at least every hundredth of a second,
 * also where it has nothing left to do; so pieces that take long can watch the flag. */
struct ec_job ec_job_watch(const struct ec_job *job, atomic_bool *stop);

/* The job of a piece of a loop over a watched job, on a worker's own thread: without progress and
 * pool; only worker 0, which is the calling thread, asks, the others look at the flag. */
struct ec_job ec_job_of_worker(const struct ec_job *job, unsigned worker);
