/* The rows of a leaf that is split become those of its two children. */
#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "model/boosting-private.h"

enum {
  PIECE = 8192,         /* rows of a piece */
  LEAST_SHARED = 32768, /* fewer rows are done sooner by one thread than by waking others */
  MAX_PIECES = 512,
};

struct partition {
  const uint8_t *bins; /* of the rows, by the group that is asked, `step` bytes apart */
  size_t step;
  const uint8_t *sides;
  uint32_t *rows, *spare;
  size_t n_rows, n_pieces, n_left;
  size_t left[MAX_PIECES]; /* of a piece; then of all before it */
};

/* Those that go left stay in front, which never overtakes the reading; the others wait aside. */
static size_t
partition_here(const struct partition *p)
{
  const uint8_t *bins = p->bins;
  size_t step = p->step, n_left = 0, n_right = 0;
  for (size_t i = 0; i < p->n_rows; i++) {
    uint32_t row = p->rows[i];
    uint8_t left = p->sides[bins[row * step]];
    p->rows[n_left] = row;
    p->spare[n_right] = row;
    n_left += left;
    n_right += (uint8_t)(1 - left);
  }
  memcpy(p->rows + n_left, p->spare, n_right * sizeof *p->rows);
  return n_left;
}

/* A piece goes into the same part of `spare`: left rows from its front, right ones from its end. */
static ec_status
part_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct partition *p = data;
  const uint8_t *bins = p->bins;
  size_t step = p->step, begin, end, front, back;
  ec_piece_range(p->n_rows, p->n_pieces, piece, &begin, &end);
  front = begin;
  back = end - 1;
  for (size_t i = begin; i < end; i++) {
    uint32_t row = p->rows[i];
    uint8_t left = p->sides[bins[row * step]];
    p->spare[left ? front : back] = row;
    front += left;
    back -= (uint8_t)(1 - left);
  }
  p->left[piece] = front - begin;
  return EC_OK;
}

/* Brings a piece to where it belongs, its right rows back into their order. */
static ec_status
place_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  struct partition *p = data;
  size_t begin, end, before = p->left[piece];
  size_t n_left = (piece + 1 < p->n_pieces ? p->left[piece + 1] : p->n_left) - before;
  uint32_t *right;
  ec_piece_range(p->n_rows, p->n_pieces, piece, &begin, &end);
  right = p->rows + p->n_left + (begin - before);
  memcpy(p->rows + before, p->spare + begin, n_left * sizeof *p->rows);
  for (size_t i = 0; i < end - begin - n_left; i++)
    right[i] = p->spare[end - 1 - i];
  return EC_OK;
}

static ec_status
partition_shared(struct partition *p, const struct ec_job *job, struct ec_error *error)
{
  ec_status status;
  p->n_pieces = p->n_rows / PIECE;
  if (p->n_pieces > MAX_PIECES)
    p->n_pieces = MAX_PIECES;
  status = ec_parallel_for(job, NULL, p->n_pieces, part_piece, p, error);
  if (status != EC_OK)
    return status;
  for (size_t i = 0; i < p->n_pieces; i++) {
    size_t n = p->left[i];
    p->left[i] = p->n_left;
    p->n_left += n;
  }
  return ec_parallel_for(job, NULL, p->n_pieces, place_piece, p, error);
}

ec_status
ec_boosting_partition(const struct ec_boosting_table *table, size_t group,
                      const uint8_t sides[EC_BOOSTING_BINS], uint32_t *rows, uint32_t *spare,
                      size_t n_rows, const struct ec_job *job, size_t *n_left,
                      struct ec_error *error)
{
  bool twice = table->columns != NULL;
  struct partition p = {.bins =
                            twice ? table->columns + group * table->n_rows : table->bins + group,
                        .step = twice ? 1 : table->n_groups,
                        .sides = sides,
                        .rows = rows,
                        .spare = spare,
                        .n_rows = n_rows};
  ec_status status = EC_OK;
  if (n_rows < LEAST_SHARED || job == NULL || ec_pool_n_threads(job->pool) == 1)
    p.n_left = partition_here(&p);
  else
    status = partition_shared(&p, job, error);
  if (status == EC_OK)
    *n_left = p.n_left;
  return status;
}
