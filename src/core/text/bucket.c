#include "config.h"

#include "text/bucket.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Batches of a pool: more are of more like lengths, fewer are more random. */
enum { POOL_BATCHES = 32 };

struct ec_buckets {
  size_t n, n_batches;
  size_t *rows;          /* [n] */
  size_t *begins, *ends; /* [n_batches]: of a batch in rows */
  int32_t *longest;      /* [n_batches] */
};

void
ec_buckets_free(struct ec_buckets *buckets)
{
  if (!buckets)
    return;
  ec_free(buckets->rows);
  ec_free(buckets->begins);
  ec_free(buckets->ends);
  ec_free(buckets->longest);
  ec_free(buckets);
}

struct keyed {
  int32_t length;
  size_t rank, row;
};

/* Equally long rows stay in their order. */
static int
compare_keyed(const void *a, const void *b)
{
  const struct keyed *first = a, *second = b;
  if (first->length != second->length)
    return first->length < second->length ? -1 : 1;
  return first->rank < second->rank ? -1 : first->rank > second->rank;
}

static void
sort_pool(const int32_t *lengths, size_t *rows, size_t n, struct keyed *keyed)
{
  for (size_t i = 0; i < n; i++)
    keyed[i] = (struct keyed){lengths[rows[i]], i, rows[i]};
  qsort(keyed, n, sizeof *keyed, compare_keyed);
  for (size_t i = 0; i < n; i++)
    rows[i] = keyed[i].row;
}

static ec_status
sort_pools(struct ec_buckets *buckets, const int32_t *lengths, size_t batch, struct ec_error *error)
{
  size_t pool = batch > SIZE_MAX / POOL_BATCHES ? SIZE_MAX : batch * POOL_BATCHES;
  size_t most = pool < buckets->n ? pool : buckets->n;
  struct keyed *keyed = ec_alloc(most, sizeof *keyed);
  if (!keyed)
    return ec_error_no_memory(error, "the batches");
  for (size_t begin = 0; begin < buckets->n; begin += most)
    sort_pool(lengths, buckets->rows + begin, buckets->n - begin < most ? buckets->n - begin : most,
              keyed);
  ec_free(keyed);
  return EC_OK;
}

/* Cuts rows into batches, and says how long the longest of each is. */
static void
cut(struct ec_buckets *buckets, const int32_t *lengths, size_t batch, const size_t *order)
{
  for (size_t i = 0; i < buckets->n_batches; i++) {
    size_t begin = order[i] * batch, end = buckets->n - begin < batch ? buckets->n : begin + batch;
    int32_t longest = 0;
    for (size_t r = begin; r < end; r++)
      longest = lengths[buckets->rows[r]] > longest ? lengths[buckets->rows[r]] : longest;
    buckets->begins[i] = begin;
    buckets->ends[i] = end;
    buckets->longest[i] = longest;
  }
}

static ec_status
arrange(struct ec_buckets *buckets, const int32_t *lengths, size_t batch,
        const struct ec_random *random, struct ec_error *error)
{
  size_t *order = ec_alloc(buckets->n_batches, sizeof *order);
  ec_status status = EC_OK;
  if (!order)
    return ec_error_no_memory(error, "the batches");
  for (size_t i = 0; i < buckets->n; i++)
    buckets->rows[i] = i;
  for (size_t i = 0; i < buckets->n_batches; i++)
    order[i] = i;
  if (random) {
    struct ec_random of_rows = ec_random_split(random, 0), of_batches = ec_random_split(random, 1);
    ec_random_shuffle(&of_rows, buckets->rows, buckets->n);
    ec_random_shuffle(&of_batches, order, buckets->n_batches);
    status = sort_pools(buckets, lengths, batch, error);
  }
  if (status == EC_OK)
    cut(buckets, lengths, batch, order);
  ec_free(order);
  return status;
}

static ec_status
new_buckets(size_t n, size_t batch, struct ec_buckets **buckets, struct ec_error *error)
{
  struct ec_buckets *made = ec_alloc_zero(1, sizeof *made);
  if (!made)
    return ec_error_no_memory(error, "the batches");
  made->n = n;
  made->n_batches = n / batch + (n % batch > 0);
  made->rows = ec_alloc(n, sizeof *made->rows);
  made->begins = ec_alloc(made->n_batches, sizeof *made->begins);
  made->ends = ec_alloc(made->n_batches, sizeof *made->ends);
  made->longest = ec_alloc(made->n_batches, sizeof *made->longest);
  if (!made->rows || !made->begins || !made->ends || !made->longest) {
    ec_buckets_free(made);
    return ec_error_no_memory(error, "the batches");
  }
  *buckets = made;
  return EC_OK;
}

ec_status
ec_buckets_new(const int32_t *lengths, size_t n, size_t batch, const struct ec_random *random,
               struct ec_buckets **buckets, struct ec_error *error)
{
  struct ec_buckets *made = NULL;
  ec_status status;
  if (batch == 0)
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a batch has at least one row");
  for (size_t i = 0; i < n; i++)
    if (lengths[i] < 0)
      return ec_error_set(error, EC_ERROR_ARGUMENT, "row %zu is said to be %d places long", i,
                          (int)lengths[i]);
  status = new_buckets(n, batch, &made, error);
  if (status == EC_OK)
    status = arrange(made, lengths, batch, random, error);
  if (status == EC_OK)
    *buckets = made;
  else
    ec_buckets_free(made);
  return status;
}

size_t
ec_buckets_count(const struct ec_buckets *buckets)
{
  return buckets->n_batches;
}

size_t
ec_buckets_get(const struct ec_buckets *buckets, size_t index, const size_t **rows, size_t *n_rows)
{
  *rows = buckets->rows + buckets->begins[index];
  *n_rows = buckets->ends[index] - buckets->begins[index];
  return (size_t)buckets->longest[index];
}

void
ec_buckets_fill(const int32_t *words, const size_t *offsets, const int32_t *lengths,
                const size_t *rows, size_t n_rows, size_t time, int32_t *ids,
                int32_t *batch_lengths)
{
  for (size_t i = 0; i < n_rows; i++, ids += time) {
    size_t length = (size_t)lengths[rows[i]];
    length = length < time ? length : time;
    if (length > 0)
      memcpy(ids, words + offsets[rows[i]], length * sizeof *ids);
    for (size_t t = length; t < time; t++)
      ids[t] = 0;
    batch_lengths[i] = (int32_t)length;
  }
}
