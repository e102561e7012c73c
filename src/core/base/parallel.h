/* Work in parallel with the same bits for any number of threads.
 *
 * A loop is cut into a number of pieces that depends on the work alone, never on the number of
 * threads. A piece writes only what is its own; the caller then combines the pieces' results in
 * the order of the pieces. So it does not matter who ran which piece, and when. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"

/* A pool of threads, kept while it is alive. */
struct ec_pool;

enum { EC_POOL_MAX_THREADS = 256 };

/* A pool in which `n_threads` threads work, the calling one included; 0: as many as there are
 * processors. At most EC_POOL_MAX_THREADS. EC_ERROR_NO_MEMORY where a thread can not be made. */
ec_status ec_pool_new(unsigned n_threads, struct ec_pool **pool, struct ec_error *error);

/* Ends the threads and frees the pool; NULL is allowed. Not to be called while it works. */
void ec_pool_free(struct ec_pool *pool);

/* The number of threads that work in the pool, the calling one included; 1 for NULL. */
unsigned ec_pool_n_threads(const struct ec_pool *pool);

/* Does one piece of a loop. `worker` is below ec_pool_n_threads() and names the buffer that the
 * piece may scribble on; it must have no influence on the result. */
typedef ec_status (*ec_piece_func)(void *data, size_t piece, unsigned worker,
                                   struct ec_error *error);

/* Calls `func` once for each piece from 0 to `n_pieces` - 1, on the threads of the job's pool,
 * and returns when all are done. Progress is reported with `stage` where that is not NULL.
 * Where pieces fail, no further ones are begun, and the error is that of the first of them in
 * the order of pieces, whatever the number of threads. EC_ERROR_CANCELLED where the job is
 * stopped. Pieces must not call it on the same pool. */
ec_status ec_parallel_for(const struct ec_job *job, const char *stage, size_t n_pieces,
                          ec_piece_func func, void *data, struct ec_error *error);

/* The items from `*begin_item` to before `*end_item` are those of `piece`, where `n` items are cut
 * into `n_pieces` pieces whose sizes differ by one at most. */
void ec_piece_range(size_t n, size_t n_pieces, size_t piece, size_t *begin_item, size_t *end_item);
