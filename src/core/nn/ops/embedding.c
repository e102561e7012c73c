#include "config.h"

#include <string.h>

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

/* Columns that one thread goes back to at a time: two lines of the cache, which no other touches. */
enum { BLOCK = 32 };

struct embedding {
  struct ec_tensor *table, *y;
  const int32_t *ids;
  size_t n, width;
  int32_t padding;
  const struct ec_kernels *kernels;
};

static void
compute_rows(void *data, size_t begin, size_t end)
{
  const struct embedding *e = data;
  for (size_t i = begin; i < end; i++)
    memcpy(e->y->data + i * e->width, e->table->data + (size_t)e->ids[i] * e->width,
           e->width * sizeof(float));
}

/* Rows may be asked for more than once, so the columns are what is cut between threads, and each
 * row gets its gradients in the order of the ids. */
static void
back_blocks(void *data, size_t begin, size_t end)
{
  const struct embedding *e = data;
  size_t first = begin * BLOCK, last = end * BLOCK < e->width ? end * BLOCK : e->width;
  for (size_t i = 0; i < e->n; i++) {
    if (e->ids[i] != e->padding)
      e->kernels->add(last - first, e->y->gradient + i * e->width + first,
                      e->table->gradient + (size_t)e->ids[i] * e->width + first);
  }
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct embedding *e = node;
  size_t n_blocks = e->width / BLOCK + (e->width % BLOCK > 0);
  return ec_op_each(tape, n_blocks, e->n * BLOCK, back_blocks, e, error);
}

static bool
check(struct ec_tape *tape, const struct ec_tensor *table, const int32_t *ids, size_t n,
      size_t time)
{
  char text[EC_SHAPE_TEXT_SIZE];
  if (table->rank != 2) {
    ec_tape_fail(tape, EC_ERROR_SHAPE, "an embedding's table is entries × width, not %s",
                 ec_op_shape_text(table, text));
    return false;
  }
  if (time > 0 && n % time != 0) {
    ec_tape_fail(tape, EC_ERROR_SHAPE, "%zu ids can not be rows of %zu each", n, time);
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    if (ids[i] < 0 || (size_t)ids[i] >= table->shape[0]) {
      ec_tape_fail(tape, EC_ERROR_VALUE, "id %zu is %d, but the table has %zu entries, from 0", i,
                   ids[i], table->shape[0]);
      return false;
    }
  }
  return true;
}

struct ec_tensor *
ec_embedding(struct ec_tape *tape, struct ec_tensor *table, const int32_t *ids, size_t n,
             size_t time, int32_t padding)
{
  const struct ec_tensor *inputs[] = {table};
  struct embedding *e;
  size_t rank = 0, shape[3];
  if (table == NULL || !check(tape, table, ids, n, time) ||
      (e = ec_tape_alloc(tape, 1, sizeof *e)) == NULL)
    return NULL;
  *e = (struct embedding){.table = table, .ids = ids, .n = n, .padding = padding};
  e->width = table->shape[1];
  e->kernels = ec_tape_kernels(tape);
  shape[rank++] = time > 0 ? n / time : n;
  if (time > 0)
    shape[rank++] = time;
  shape[rank++] = e->width;
  e->y = ec_tape_tensor(tape, rank, shape, ec_tape_wants(tape, 1, inputs));
  if (e->y == NULL || !ec_op_each_forward(tape, n, e->width, compute_rows, e))
    return NULL;
  if (e->y->gradient != NULL)
    ec_tape_record(tape, go_back, e);
  return e->y;
}
