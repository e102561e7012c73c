#include "config.h"

#include "nn/tape.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "kernels/kernels.h"

enum {
  ALIGNMENT = 64,
  FIRST_CHUNK = 1 << 16,
  CLEAR_AT_ONCE = 1 << 16, /* floats in a piece of clearing: 256 KiB, a share of the cache */
};

static const size_t default_limit = (size_t)1 << 30;

/* A part of the region. There is one of them but in the step that grows it. */
struct chunk {
  struct chunk *previous;
  size_t size, used; /* of the bytes after the head */
};

/* The head takes a whole line, so that what follows is aligned as the chunk is. */
enum { HEAD = ALIGNMENT };
_Static_assert(sizeof(struct chunk) <= HEAD, "the head of a chunk takes one line");

/* How to undo one operation. */
struct record {
  struct record *previous;
  ec_backward_func backward;
  void *node;
};

/* A tensor whose gradient has to be cleared before going back. */
struct wanted {
  struct wanted *previous;
  struct ec_tensor *tensor;
};

struct ec_tape {
  struct ec_compute *compute;
  size_t limit;
  struct chunk *chunk; /* the newest; memory is cut from it alone */
  size_t used, peak, n_grown;
  enum ec_tape_mode mode;
  struct record *last_record;
  struct wanted *last_wanted;
  struct ec_random random;
  uint64_t n_splits; /* generators given away since it was set */
  bool went_back;
  struct ec_error error; /* the first of the step */
};

ec_status
ec_tape_new(struct ec_compute *compute, size_t limit, struct ec_tape **tape, struct ec_error *error)
{
  struct ec_tape *made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a tape");
  made->compute = compute;
  made->limit = limit == 0 ? default_limit : limit;
  made->random = ec_random_new(0);
  *tape = made;
  return EC_OK;
}

static void
free_chunks(struct ec_tape *tape)
{
  while (tape->chunk != NULL) {
    struct chunk *previous = tape->chunk->previous;
    ec_free(tape->chunk);
    tape->chunk = previous;
  }
}

void
ec_tape_free(struct ec_tape *tape)
{
  if (tape == NULL)
    return;
  free_chunks(tape);
  ec_free(tape);
}

/* Adds a chunk of `size` bytes. */
static bool
add_chunk(struct ec_tape *tape, size_t size)
{
  struct chunk *chunk;
  size_t bytes;
  if (!ec_size_add(size, HEAD, &bytes) || (chunk = ec_alloc(bytes, 1)) == NULL)
    return false;
  chunk->previous = tape->chunk;
  chunk->size = size;
  chunk->used = 0;
  tape->chunk = chunk;
  tape->n_grown++;
  return true;
}

/* Puts one chunk in the place of several, so that the next step as large as the largest fits into
 * it. Where that fails, the step begins with none and grows as the first one did. */
static void
join_chunks(struct ec_tape *tape)
{
  if (tape->chunk != NULL && tape->chunk->previous != NULL) {
    free_chunks(tape);
    add_chunk(tape, tape->peak);
  }
  if (tape->chunk != NULL)
    tape->chunk->used = 0;
}

void
ec_tape_begin(struct ec_tape *tape, enum ec_tape_mode mode)
{
  join_chunks(tape);
  tape->used = 0;
  tape->mode = mode;
  tape->last_record = NULL;
  tape->last_wanted = NULL;
  tape->went_back = false;
  tape->error = (struct ec_error)EC_ERROR_INIT;
}

void
ec_tape_set_random(struct ec_tape *tape, const struct ec_random *random)
{
  tape->random = *random;
  tape->n_splits = 0;
}

struct ec_random
ec_tape_split_random(struct ec_tape *tape)
{
  return ec_random_split(&tape->random, tape->n_splits++);
}

enum ec_tape_mode
ec_tape_get_mode(const struct ec_tape *tape)
{
  return tape->mode;
}

struct ec_compute *
ec_tape_compute(const struct ec_tape *tape)
{
  return tape->compute;
}

const struct ec_kernels *
ec_tape_kernels(const struct ec_tape *tape)
{
  return ec_compute_kernels(tape->compute);
}

size_t
ec_tape_peak(const struct ec_tape *tape)
{
  return tape->peak;
}

size_t
ec_tape_n_grown(const struct ec_tape *tape)
{
  return tape->n_grown;
}

bool
ec_tape_failed(const struct ec_tape *tape)
{
  return tape->error.status != EC_OK;
}

struct ec_tensor *
ec_tape_fail(struct ec_tape *tape, ec_status status, const char *format, ...)
{
  char message[EC_ERROR_MESSAGE_SIZE];
  va_list arguments;
  if (ec_tape_failed(tape))
    return NULL;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  ec_error_set(&tape->error, status, "%s", message);
  return NULL;
}

ec_status
ec_tape_finish(struct ec_tape *tape, struct ec_error *error)
{
  if (ec_tape_failed(tape) && error != NULL)
    *error = tape->error;
  return tape->error.status;
}

/* Makes room for `bytes` more. Chunks double what there is, so that there are few of them. */
static bool
grow(struct ec_tape *tape, size_t bytes)
{
  size_t size = tape->used > FIRST_CHUNK ? tape->used : FIRST_CHUNK;
  if (size > tape->limit - tape->used)
    size = tape->limit - tape->used;
  if (size < bytes)
    size = bytes;
  return add_chunk(tape, size);
}

void *
ec_tape_alloc(struct ec_tape *tape, size_t count, size_t size)
{
  struct chunk *chunk = tape->chunk;
  size_t bytes;
  void *block;
  if (ec_tape_failed(tape))
    return NULL;
  if (!ec_size_multiply(count, size, &bytes) || bytes > SIZE_MAX - ALIGNMENT)
    return ec_tape_fail(tape, EC_ERROR_LIMIT, "a step needs more memory than can be counted");
  bytes = bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (bytes > tape->limit - tape->used)
    return ec_tape_fail(tape, EC_ERROR_LIMIT,
                        "a step needs %zu bytes and %zu more, but is limited to %zu; a smaller "
                        "batch needs less",
                        tape->used, bytes, tape->limit);
  if ((chunk == NULL || bytes > chunk->size - chunk->used) && !grow(tape, bytes))
    return ec_tape_fail(tape, EC_ERROR_NO_MEMORY, "there is not enough memory for a step");
  chunk = tape->chunk;
  block = (char *)chunk + HEAD + chunk->used;
  chunk->used += bytes;
  tape->used += bytes;
  if (tape->used > tape->peak)
    tape->peak = tape->used;
  return block;
}

/* A tensor without memory for its numbers. */
static struct ec_tensor *
new_tensor(struct ec_tape *tape, size_t rank, const size_t *shape)
{
  struct ec_tensor *tensor;
  size_t n = 1;
  if (rank < 1 || rank > EC_TENSOR_RANK_MAX)
    return ec_tape_fail(tape, EC_ERROR_SHAPE, "a tensor has 1 to %d dimensions, not %zu",
                        EC_TENSOR_RANK_MAX, rank);
  for (size_t i = 0; i < rank; i++) {
    if (!ec_size_multiply(n, shape[i], &n))
      return ec_tape_fail(tape, EC_ERROR_LIMIT, "a tensor has more numbers than can be counted");
  }
  tensor = ec_tape_alloc(tape, 1, sizeof *tensor);
  if (tensor == NULL)
    return NULL;
  *tensor = (struct ec_tensor){.rank = rank, .n = n};
  for (size_t i = 0; i < EC_TENSOR_RANK_MAX; i++)
    tensor->shape[i] = i < rank ? shape[i] : 1;
  return tensor;
}

struct ec_tensor *
ec_tape_input(struct ec_tape *tape, const float *data, size_t rank, const size_t *shape)
{
  struct ec_tensor *tensor = new_tensor(tape, rank, shape);
  /* Nothing writes to the numbers of an operation's input. */
  if (tensor != NULL)
    tensor->data = (float *)data;
  return tensor;
}

/* Gives a tensor a gradient, which is cleared when the step goes back. */
static bool
add_gradient(struct ec_tape *tape, struct ec_tensor *tensor)
{
  struct wanted *wanted = ec_tape_alloc(tape, 1, sizeof *wanted);
  tensor->gradient = ec_tape_alloc(tape, tensor->n, sizeof(float));
  if (tensor->gradient == NULL)
    return false;
  *wanted = (struct wanted){tape->last_wanted, tensor};
  tape->last_wanted = wanted;
  return true;
}

struct ec_tensor *
ec_tape_tensor(struct ec_tape *tape, size_t rank, const size_t *shape, bool wants_gradient)
{
  struct ec_tensor *tensor = new_tensor(tape, rank, shape);
  if (tensor == NULL || (tensor->data = ec_tape_alloc(tape, tensor->n, sizeof(float))) == NULL)
    return NULL;
  if (wants_gradient && tape->mode == EC_TAPE_TRAIN && !add_gradient(tape, tensor))
    return NULL;
  return tensor;
}

void
ec_tape_record(struct ec_tape *tape, ec_backward_func backward, void *node)
{
  struct record *record;
  if (tape->mode != EC_TAPE_TRAIN || node == NULL)
    return;
  record = ec_tape_alloc(tape, 1, sizeof *record);
  if (record == NULL)
    return;
  *record = (struct record){tape->last_record, backward, node};
  tape->last_record = record;
}

bool
ec_tape_wants(const struct ec_tape *tape, size_t n_inputs, const struct ec_tensor *const *inputs)
{
  if (tape->mode != EC_TAPE_TRAIN)
    return false;
  for (size_t i = 0; i < n_inputs; i++) {
    if (inputs[i] != NULL && inputs[i]->gradient != NULL)
      return true;
  }
  return false;
}

struct clearing {
  const struct ec_kernels *kernels;
  struct ec_tensor *tensor;
};

static ec_status
clear_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct clearing *clearing = data;
  size_t begin = piece * CLEAR_AT_ONCE, n = clearing->tensor->n - begin;
  (void)worker;
  (void)error;
  clearing->kernels->fill(n < CLEAR_AT_ONCE ? n : CLEAR_AT_ONCE, 0.0f,
                          clearing->tensor->gradient + begin);
  return EC_OK;
}

static ec_status
clear_gradients(struct ec_tape *tape, struct ec_error *error)
{
  struct clearing clearing = {ec_tape_kernels(tape), NULL};
  ec_status status = EC_OK;
  for (struct wanted *w = tape->last_wanted; w != NULL && status == EC_OK; w = w->previous) {
    clearing.tensor = w->tensor;
    status = ec_parallel_for(ec_compute_job(tape->compute), NULL,
                             w->tensor->n / CLEAR_AT_ONCE + (w->tensor->n % CLEAR_AT_ONCE > 0),
                             clear_piece, &clearing, error);
  }
  return status;
}

static ec_status
go_back(struct ec_tape *tape, struct ec_tensor *loss, struct ec_error *error)
{
  const struct ec_job *job = ec_compute_job(tape->compute);
  ec_status status = clear_gradients(tape, error);
  if (status != EC_OK)
    return status;
  loss->gradient[0] = 1.0f;
  for (struct record *r = tape->last_record; r != NULL && status == EC_OK; r = r->previous) {
    status = ec_job_check(job, error);
    if (status == EC_OK)
      status = r->backward(tape, r->node, error);
  }
  return status;
}

ec_status
ec_tape_backward(struct ec_tape *tape, struct ec_tensor *loss, struct ec_error *error)
{
  struct ec_error own = EC_ERROR_INIT;
  ec_status status;
  if (!ec_tape_failed(tape) && (loss == NULL || loss->n != 1))
    ec_tape_fail(tape, EC_ERROR_SHAPE, "a step goes back from one number, not from %zu",
                 loss == NULL ? 0 : loss->n);
  if (tape->mode != EC_TAPE_TRAIN || tape->went_back)
    ec_tape_fail(tape, EC_ERROR_ARGUMENT, "a step that %s can not go back",
                 tape->went_back ? "went back already" : "predicts");
  /* Where all is frozen, there is nothing to go back to. */
  if (ec_tape_failed(tape) || loss->gradient == NULL)
    return ec_tape_finish(tape, error);
  tape->went_back = true;
  status = go_back(tape, loss, &own);
  /* A lack of the tape's own memory has been noted already, and is not noted twice. */
  if (status != EC_OK)
    ec_tape_fail(tape, status, "%s", own.message);
  return ec_tape_finish(tape, error);
}
