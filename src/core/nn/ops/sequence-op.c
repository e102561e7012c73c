#include "config.h"

#include "nn/ops/sequence-op.h"

#include "base/memory.h"

size_t *
ec_sequence_lengths(struct ec_tape *tape, const int32_t *lengths, size_t n, size_t time)
{
  size_t *sizes = ec_tape_alloc(tape, n, sizeof *sizes);
  for (size_t i = 0; sizes && i < n; i++) {
    if (lengths && (lengths[i] < 0 || (size_t)lengths[i] > time)) {
      ec_tape_fail(tape, EC_ERROR_VALUE,
                   "row %zu of the batch is said to be %d places long; it has to be 0 to %zu", i,
                   (int)lengths[i], time);
      return NULL;
    }
    sizes[i] = lengths ? (size_t)lengths[i] : time;
  }
  return sizes;
}

ec_status
ec_sequence_reserve(struct ec_tape *tape, size_t n_floats, struct ec_error *error)
{
  struct ec_compute *compute = ec_tape_compute(tape);
  size_t size;
  if (!ec_size_multiply(n_floats, sizeof(float), &size))
    return ec_error_no_memory(error, "a sequence's scratch");
  for (unsigned worker = 0; worker < ec_compute_n_workers(compute); worker++)
    if (!ec_compute_scratch(compute, worker, size))
      return ec_error_no_memory(error, "a sequence's scratch");
  return EC_OK;
}
