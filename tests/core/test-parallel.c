#include "config.h"

#include <stdatomic.h>

#include "base/parallel.h"
#include "base/random.h"
#include "support.h"

enum { N_PIECES = 100 };

struct work {
  double sums[N_PIECES];
  int n_calls[N_PIECES];
  unsigned n_workers;
  size_t first_failure, second_failure;
};

static ec_status
do_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct work *work = data;
  struct ec_random root = ec_random_new(1), random = ec_random_split(&root, piece);
  g_assert_cmpuint(worker, <, work->n_workers);
  work->n_calls[piece]++;
  for (int i = 0; i < 2000; i++)
    work->sums[piece] += ec_random_normal(&random);
  if (piece == work->first_failure || piece == work->second_failure)
    return ec_error_set(error, EC_ERROR_VALUE, "piece %zu", piece);
  return EC_OK;
}

/* Each piece is done once, and the results have the same bits for 1 to 5 threads. */
static void
test_same_bits(void)
{
  double expected[N_PIECES];
  for (unsigned n_threads = 1; n_threads <= 5; n_threads++) {
    struct work work = {.n_workers = n_threads, .first_failure = 1000, .second_failure = 1000};
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    g_assert_cmpuint(ec_pool_n_threads(job.pool), ==, n_threads);
    assert_ok(ec_parallel_for(&job, NULL, N_PIECES, do_piece, &work, &error));
    for (int i = 0; i < N_PIECES; i++)
      g_assert_cmpint(work.n_calls[i], ==, 1);
    if (n_threads == 1)
      memcpy(expected, work.sums, sizeof expected);
    g_assert_cmpmem(work.sums, sizeof expected, expected, sizeof expected);
    ec_pool_free(job.pool);
  }
}

/* The error is that of the first failing piece, however threads race. */
static void
test_first_error(void)
{
  for (int repeat = 0; repeat < 50; repeat++) {
    struct work work = {.n_workers = 4, .first_failure = 31, .second_failure = 33};
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    assert_ok(ec_pool_new(4, &job.pool, &error));
    assert_status(ec_parallel_for(&job, NULL, N_PIECES, do_piece, &work, &error), EC_ERROR_VALUE);
    g_assert_cmpstr(error.message, ==, "piece 31");
    for (int i = 0; i <= 31; i++)
      g_assert_cmpint(work.n_calls[i], ==, 1);
    g_assert_cmpint(work.n_calls[N_PIECES - 1], ==, 0);
    ec_pool_free(job.pool);
  }
}

struct watcher {
  GThread *thread;
  double last;
  int n_reports, n_polls_allowed;
  atomic_int n_polls;
};

static void
watch(void *data, double done, const char *stage)
{
  struct watcher *watcher = data;
  g_assert_true(g_thread_self() == watcher->thread);
  g_assert_cmpstr(stage, ==, "working");
  g_assert_true(done >= watcher->last && done <= 1.0);
  watcher->last = done;
  watcher->n_reports++;
}

static bool
stop_later(void *data)
{
  struct watcher *watcher = data;
  g_assert_true(g_thread_self() == watcher->thread);
  return atomic_fetch_add(&watcher->n_polls, 1) >= watcher->n_polls_allowed;
}

struct stopped {
  struct work work;
  struct watcher watcher;
};

/* Other threads leave the last pieces to a calling thread that has not asked yet. */
static ec_status
do_stopped_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct stopped *stopped = data;
  while (worker != 0 && atomic_load(&stopped->watcher.n_polls) <= stopped->watcher.n_polls_allowed)
    g_thread_yield();
  return do_piece(&stopped->work, piece, worker, error);
}

static void
test_progress_and_stop(void)
{
  for (unsigned n_threads = 1; n_threads <= 3; n_threads++) {
    struct work work = {.n_workers = n_threads, .first_failure = 1000, .second_failure = 1000};
    struct watcher watcher = {g_thread_self(), 0.0, 0, 1000000, 0};
    struct stopped stopped;
    struct ec_job job = EC_JOB_INIT;
    struct ec_error error = EC_ERROR_INIT;
    job.progress = watch;
    job.cancelled = stop_later;
    job.data = &watcher;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_parallel_for(&job, "working", N_PIECES, do_piece, &work, &error));
    g_assert_cmpint(watcher.n_reports, >, 0);
    stopped = (struct stopped){work, {g_thread_self(), 0.0, 0, 2, 0}};
    memset(stopped.work.n_calls, 0, sizeof stopped.work.n_calls);
    job.data = &stopped.watcher;
    assert_status(ec_parallel_for(&job, "working", N_PIECES, do_stopped_piece, &stopped, &error),
                  EC_ERROR_CANCELLED);
    g_assert_cmpint(stopped.work.n_calls[N_PIECES - 1], ==, 0);
    ec_pool_free(job.pool);
  }
}

static void
test_small(void)
{
  struct work work = {.n_workers = 8, .first_failure = 1000, .second_failure = 1000};
  struct ec_job job = EC_JOB_INIT;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_parallel_for(NULL, NULL, 0, do_piece, &work, &error));
  assert_ok(ec_parallel_for(NULL, NULL, 1, do_piece, &work, &error));
  assert_ok(ec_pool_new(8, &job.pool, &error));
  for (int i = 0; i < 300; i++)
    assert_ok(ec_parallel_for(&job, NULL, (size_t)i % 4, do_piece, &work, &error));
  ec_pool_free(job.pool);
  ec_pool_free(NULL);
  g_assert_cmpuint(ec_pool_n_threads(NULL), ==, 1);
  assert_ok(ec_pool_new(0, &job.pool, &error));
  g_assert_cmpuint(ec_pool_n_threads(job.pool), ==, MIN(g_get_num_processors(), 256));
  ec_pool_free(job.pool);
}

/* A piece that would take long, on a thread that may not ask whether to stop. */
struct watched {
  struct ec_job job;
  atomic_bool stop;
  atomic_int n_begun, n_asked;
  bool ended; /* by the flag, not by the clock */
};

static bool
is_cancelled_later(void *data)
{
  struct watched *watched = data;
  return atomic_fetch_add(&watched->n_asked, 1) >= 4;
}

static ec_status
wait_for_stop(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct watched *watched = data;
  struct ec_job own = ec_job_of_worker(&watched->job, worker);
  gint64 end = g_get_monotonic_time() + 20 * G_TIME_SPAN_SECOND;
  atomic_fetch_add(&watched->n_begun, 1);
  while (g_get_monotonic_time() < end) {
    /* The calling thread waits for the other to begin, and has nothing left to do. */
    if (worker == 0 && atomic_load(&watched->n_begun) == 2)
      return EC_OK;
    if (worker != 0 && ec_job_is_cancelled(&own)) {
      watched->ended = true;
      return ec_job_check(&own, error);
    }
  }
  return EC_OK;
}

static void
test_watched(void)
{
  struct watched watched = {.ended = false};
  struct ec_job job = EC_JOB_INIT;
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_pool_new(2, &job.pool, &error));
  job.cancelled = is_cancelled_later;
  job.data = &watched;
  watched.job = ec_job_watch(&job, &watched.stop);
  assert_status(ec_parallel_for(&watched.job, NULL, 2, wait_for_stop, &watched, &error),
                EC_ERROR_CANCELLED);
  g_assert_true(watched.ended);
  g_assert_true(ec_job_is_cancelled(&watched.job));
  ec_pool_free(job.pool);
}

static void
test_ranges(void)
{
  for (size_t n = 0; n < 70; n++) {
    for (size_t n_pieces = 1; n_pieces < 12; n_pieces++) {
      size_t expected = 0;
      for (size_t piece = 0; piece < n_pieces; piece++) {
        size_t begin, end;
        ec_piece_range(n, n_pieces, piece, &begin, &end);
        g_assert_cmpuint(begin, ==, expected);
        g_assert_true(end - begin == n / n_pieces || end - begin == n / n_pieces + 1);
        expected = end;
      }
      g_assert_cmpuint(expected, ==, n);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/parallel/same-bits", test_same_bits);
  g_test_add_func("/parallel/first-error", test_first_error);
  g_test_add_func("/parallel/progress-and-stop", test_progress_and_stop);
  g_test_add_func("/parallel/small", test_small);
  g_test_add_func("/parallel/watched", test_watched);
  g_test_add_func("/parallel/ranges", test_ranges);
  return g_test_run();
}
