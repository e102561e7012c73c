/* What single-precision work runs on: the threads of a job, the kernels of this processor, and
 * memory for packing and scribbling that is taken once and kept, so that a step of training takes
 * none. One belongs to one calling thread at a time. */
#pragma once

#include <stddef.h>

#include "base/job.h"
#include "base/status.h"

struct ec_compute;
struct ec_kernels;

/* A context for the threads of `job`, which is copied (its pool is borrowed; NULL: no pool). The
 * kernels are the best that the processor can run. NO_MEMORY. */
ec_status ec_compute_new(const struct ec_job *job, struct ec_compute **compute,
                         struct ec_error *error);

/* As ec_compute_new(), with given kernels (of ec_kernels_all()), for tests and benchmarks. */
ec_status ec_compute_new_with(const struct ec_job *job, const struct ec_kernels *kernels,
                              struct ec_compute **compute, struct ec_error *error);

/* NULL is allowed. */
void ec_compute_free(struct ec_compute *compute);

/* The job, for loops of one's own: it must not be freed, and lives as long as the context. */
const struct ec_job *ec_compute_job(const struct ec_compute *compute);

const struct ec_kernels *ec_compute_kernels(const struct ec_compute *compute);

/* How many threads work: the bound of `worker` in ec_piece_func. */
unsigned ec_compute_n_workers(const struct ec_compute *compute);

/* A block of `size` bytes for one worker to scribble on, aligned to 64 bytes, kept until a larger
 * one is asked for or the context goes: what is in it does not last. Asked for outside of
 * ec_parallel_for() it never has to grow inside. NULL where memory runs out. */
void *ec_compute_scratch(struct ec_compute *compute, unsigned worker, size_t size);
