#include "config.h"

#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

/* How often a thread looks whether there is something to do before it sleeps: for some dozen
 * microseconds, which is what waking it takes. Loops that follow one another closely need not wait
 * for that. */
enum { LOOKS = 1500 };

/* How often a thread that waits for the others asks whether to stop. */
enum { ASK_EVERY_NS = 10000000 };

/* One loop: what its pieces need, and what they report back. */
struct loop {
  ec_piece_func func;
  void *data;
  size_t n_pieces;
  atomic_size_t next;   /* the first piece that nobody has taken */
  atomic_size_t n_done; /* for the progress */
  atomic_bool stop;
  pthread_mutex_t lock; /* for the three below */
  ec_status status;
  size_t failed_piece;
  struct ec_error error;
};

struct worker {
  struct ec_pool *pool;
  unsigned number;
  pthread_t thread;
};

struct ec_pool {
  pthread_mutex_t lock; /* for all below */
  pthread_cond_t work, idle;
  struct loop *loop;  /* the one being run, or NULL */
  atomic_ulong turn;  /* counts the loops, so that a worker joins each one once */
  atomic_uint n_busy; /* workers inside the loop */
  bool ending;
  bool looks; /* there is a processor for each thread, so one may look before it sleeps */
  unsigned n_workers;
  struct worker workers[EC_POOL_MAX_THREADS - 1];
};

/* Does one piece and keeps its error where no earlier piece failed. Pieces are taken in their
 * order, so all before a failed one are done too, and which error is first does not depend on
 * timing. */
static void
do_piece(struct loop *loop, size_t piece, unsigned worker)
{
  struct ec_error error = EC_ERROR_INIT;
  ec_status status = loop->func(loop->data, piece, worker, &error);
  atomic_fetch_add(&loop->n_done, 1);
  if (status == EC_OK)
    return;
  pthread_mutex_lock(&loop->lock);
  if (loop->status == EC_OK || piece < loop->failed_piece) {
    loop->status = status;
    loop->failed_piece = piece;
    loop->error = error;
  }
  pthread_mutex_unlock(&loop->lock);
  atomic_store(&loop->stop, true);
}

static bool
take_piece(struct loop *loop, size_t *piece)
{
  if (atomic_load(&loop->stop))
    return false;
  *piece = atomic_fetch_add(&loop->next, 1);
  return *piece < loop->n_pieces;
}

static void
pause_briefly(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
  __builtin_ia32_pause();
#endif
}

/* Looks for a new loop, without the lock. */
static void
look_for_turn(struct ec_pool *pool, unsigned long turn)
{
  for (int i = 0; pool->looks && i < LOOKS && atomic_load(&pool->turn) == turn; i++)
    pause_briefly();
}

static void *
work(void *data)
{
  struct worker *self = data;
  struct ec_pool *pool = self->pool;
  unsigned long turn = 0;
  pthread_mutex_lock(&pool->lock);
  for (;;) {
    struct loop *loop;
    size_t piece;
    while (!pool->ending && (pool->loop == NULL || pool->turn == turn))
      pthread_cond_wait(&pool->work, &pool->lock);
    if (pool->ending)
      break;
    loop = pool->loop;
    turn = pool->turn;
    atomic_fetch_add(&pool->n_busy, 1);
    pthread_mutex_unlock(&pool->lock);
    while (take_piece(loop, &piece))
      do_piece(loop, piece, self->number);
    pthread_mutex_lock(&pool->lock);
    if (atomic_fetch_sub(&pool->n_busy, 1) == 1)
      pthread_cond_signal(&pool->idle);
    pthread_mutex_unlock(&pool->lock);
    look_for_turn(pool, turn);
    pthread_mutex_lock(&pool->lock);
  }
  pthread_mutex_unlock(&pool->lock);
  return NULL;
}

ec_status
ec_pool_new(unsigned n_threads, struct ec_pool **pool, struct ec_error *error)
{
  struct ec_pool *made;
  long n_processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (n_threads == 0) {
    n_threads = n_processors < 1 ? 1 : (unsigned)n_processors;
  }
  if (n_threads > EC_POOL_MAX_THREADS)
    n_threads = EC_POOL_MAX_THREADS;
  made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a pool of threads");
  made->looks = (long)n_threads <= n_processors;
  pthread_mutex_init(&made->lock, NULL);
  pthread_cond_init(&made->work, NULL);
  pthread_cond_init(&made->idle, NULL);
  for (unsigned i = 0; i + 1 < n_threads; i++) {
    struct worker *worker = &made->workers[i];
    worker->pool = made;
    worker->number = i + 1;
    if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
      ec_pool_free(made);
      return ec_error_set(error, EC_ERROR_NO_MEMORY,
                          "the system allows only %u of %u threads; ask for fewer", i + 1,
                          n_threads);
    }
    made->n_workers++;
  }
  *pool = made;
  return EC_OK;
}

void
ec_pool_free(struct ec_pool *pool)
{
  if (pool == NULL)
    return;
  pthread_mutex_lock(&pool->lock);
  pool->ending = true;
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
  for (unsigned i = 0; i < pool->n_workers; i++)
    pthread_join(pool->workers[i].thread, NULL);
  pthread_cond_destroy(&pool->idle);
  pthread_cond_destroy(&pool->work);
  pthread_mutex_destroy(&pool->lock);
  ec_free(pool);
}

unsigned
ec_pool_n_threads(const struct ec_pool *pool)
{
  return pool == NULL ? 1 : pool->n_workers + 1;
}

static void
begin(struct ec_pool *pool, struct loop *loop)
{
  pthread_mutex_lock(&pool->lock);
  pool->loop = loop;
  atomic_fetch_add(&pool->turn, 1);
  pthread_cond_broadcast(&pool->work);
  pthread_mutex_unlock(&pool->lock);
}

/* Waits a little for the workers to leave the loop; the lock is held. */
static void
wait_briefly(struct ec_pool *pool)
{
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += ASK_EVERY_NS;
  if (until.tv_nsec >= 1000000000) {
    until.tv_nsec -= 1000000000;
    until.tv_sec++;
  }
  pthread_cond_timedwait(&pool->idle, &pool->lock, &until);
}

/* Takes the loop away, so that no worker joins any more, and waits for those that are inside. It
 * goes on asking whether to stop, for they can not; returns whether they were told to. */
static bool
finish(struct ec_pool *pool, struct loop *loop, const struct ec_job *job)
{
  bool cancelled = false;
  for (int i = 0; pool->looks && i < LOOKS && atomic_load(&pool->n_busy) > 0; i++)
    pause_briefly();
  pthread_mutex_lock(&pool->lock);
  pool->loop = NULL;
  while (pool->n_busy > 0) {
    wait_briefly(pool);
    pthread_mutex_unlock(&pool->lock);
    if (!cancelled && ec_job_is_cancelled(job)) {
      cancelled = true;
      atomic_store(&loop->stop, true);
    }
    pthread_mutex_lock(&pool->lock);
  }
  pthread_mutex_unlock(&pool->lock);
  return cancelled;
}

ec_status
ec_parallel_for(const struct ec_job *job, const char *stage, size_t n_pieces, ec_piece_func func,
                void *data, struct ec_error *error)
{
  struct loop loop = {.func = func, .data = data, .n_pieces = n_pieces};
  struct ec_pool *pool = job != NULL ? job->pool : NULL;
  bool shared = pool != NULL && pool->n_workers > 0 && n_pieces > 1;
  bool cancelled = false;
  size_t piece;

  pthread_mutex_init(&loop.lock, NULL);
  if (shared)
    begin(pool, &loop);
  while (!(cancelled = ec_job_is_cancelled(job)) && take_piece(&loop, &piece)) {
    do_piece(&loop, piece, 0);
    if (stage != NULL)
      ec_job_report(job, (double)atomic_load(&loop.n_done) / (double)n_pieces, stage);
  }
  if (cancelled)
    atomic_store(&loop.stop, true);
  if (shared)
    cancelled |= finish(pool, &loop, job);
  pthread_mutex_destroy(&loop.lock);

  if (loop.status != EC_OK) {
    if (error != NULL)
      *error = loop.error;
    return loop.status;
  }
  /* A request that came after the last piece was done is the next loop's to obey. */
  if (cancelled && atomic_load(&loop.n_done) < n_pieces)
    return ec_error_set(error, EC_ERROR_CANCELLED, "stopped on request");
  return EC_OK;
}

void
ec_piece_range(size_t n, size_t n_pieces, size_t piece, size_t *begin_item, size_t *end_item)
{
  size_t size = n / n_pieces, larger = n % n_pieces;
  *begin_item = piece * size + (piece < larger ? piece : larger);
  *end_item = *begin_item + size + (piece < larger ? 1 : 0);
}
