#include "config.h"

#include <string.h>

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

/* A view: the numbers are x's own, and so is the gradient. */
struct ec_tensor *
ec_reshape(struct ec_tape *tape, struct ec_tensor *x, size_t rank, const size_t *shape)
{
  char from[EC_SHAPE_TEXT_SIZE], to[EC_SHAPE_TEXT_SIZE];
  struct ec_tensor *y;
  if (x == NULL || (y = ec_tape_input(tape, x->data, rank, shape)) == NULL)
    return NULL;
  if (y->n != x->n)
    return ec_tape_fail(tape, EC_ERROR_SHAPE,
                        "%s can not become %s; it should have as many numbers, %zu",
                        ec_op_shape_text(x, from), ec_op_shape_text(y, to), x->n);
  y->gradient = ec_tape_get_mode(tape) == EC_TAPE_TRAIN ? x->gradient : NULL;
  return y;
}

struct mean {
  struct ec_tensor *x, *y;
  const int32_t *lengths;
  size_t time, width;
  const struct ec_kernels *kernels;
};

static size_t
get_length(const struct mean *m, size_t row)
{
  return m->lengths == NULL ? m->time : (size_t)m->lengths[row];
}

static void
compute_rows(void *data, size_t begin, size_t end)
{
  const struct mean *m = data;
  for (size_t i = begin; i < end; i++) {
    const float *x = m->x->data + i * m->time * m->width;
    float *y = m->y->data + i * m->width;
    size_t length = get_length(m, i);
    m->kernels->fill(m->width, 0.0f, y);
    for (size_t t = 0; t < length; t++)
      m->kernels->add(m->width, x + t * m->width, y);
    m->kernels->scale(m->width, 1.0f / (float)length, y, y);
  }
}

static void
back_rows(void *data, size_t begin, size_t end)
{
  const struct mean *m = data;
  for (size_t i = begin; i < end; i++) {
    float *dx = m->x->gradient + i * m->time * m->width;
    const float *dy = m->y->gradient + i * m->width;
    size_t length = get_length(m, i);
    for (size_t t = 0; t < length; t++)
      m->kernels->add_scaled(m->width, 1.0f / (float)length, dy, dx + t * m->width);
  }
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct mean *m = node;
  return ec_op_each(tape, m->x->shape[0], m->time * m->width, back_rows, m, error);
}

static bool
check(struct ec_tape *tape, const struct ec_tensor *x, const int32_t *lengths)
{
  char text[EC_SHAPE_TEXT_SIZE];
  if (x->rank != 3 || x->shape[1] == 0) {
    ec_tape_fail(tape, EC_ERROR_SHAPE,
                 "a mean over time is taken of rows × time × width, at least one time, not of %s",
                 ec_op_shape_text(x, text));
    return false;
  }
  for (size_t i = 0; lengths != NULL && i < x->shape[0]; i++) {
    if (lengths[i] < 1 || (size_t)lengths[i] > x->shape[1]) {
      ec_tape_fail(tape, EC_ERROR_VALUE, "row %zu is %d long; it should be 1 to %zu", i, lengths[i],
                   x->shape[1]);
      return false;
    }
  }
  return true;
}

struct ec_tensor *
ec_mean_over_time(struct ec_tape *tape, struct ec_tensor *x, const int32_t *lengths)
{
  const struct ec_tensor *inputs[] = {x};
  struct mean *m;
  if (x == NULL || !check(tape, x, lengths) || (m = ec_tape_alloc(tape, 1, sizeof *m)) == NULL)
    return NULL;
  *m = (struct mean){.x = x, .lengths = lengths, .time = x->shape[1], .width = x->shape[2]};
  m->kernels = ec_tape_kernels(tape);
  m->y = ec_tape_tensor(tape, 2, (const size_t[]){x->shape[0], m->width},
                        ec_tape_wants(tape, 1, inputs));
  if (m->y == NULL || !ec_op_each_forward(tape, x->shape[0], m->time * m->width, compute_rows, m))
    return NULL;
  if (m->y->gradient != NULL)
    ec_tape_record(tape, go_back, m);
  return m->y;
}
