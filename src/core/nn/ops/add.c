#include "config.h"

#include <string.h>

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

/* z = f(x + y). */
struct add {
  struct ec_tensor *x, *y, *z;
  enum ec_activation activation;
  const struct ec_kernels *kernels;
  float *sum;  /* x + y, where it is not z itself */
  float *dsum; /* its gradient; without an activation z's own */
  size_t n_y;  /* numbers of y, which is repeated */
};

/* Adds y to numbers `begin` … of a sum, y starting anew as often as it has to. */
static void
add_repeated(const struct add *a, size_t begin, size_t end, float *sum)
{
  while (begin < end) {
    size_t from = begin % a->n_y, n = a->n_y - from;
    if (n > end - begin)
      n = end - begin;
    a->kernels->add(n, a->y->data + from, sum + begin);
    begin += n;
  }
}

static void
compute_range(void *data, size_t begin, size_t end)
{
  const struct add *a = data;
  memcpy(a->sum + begin, a->x->data + begin, (end - begin) * sizeof *a->sum);
  add_repeated(a, begin, end, a->sum);
  if (a->activation != EC_ACTIVATION_NONE)
    a->kernels->activate(a->activation, end - begin, a->sum + begin, a->z->data + begin);
}

/* Back to the sum, and to x. */
static void
back_range(void *data, size_t begin, size_t end)
{
  const struct add *a = data;
  size_t n = end - begin;
  if (a->activation != EC_ACTIVATION_NONE) {
    a->kernels->fill(n, 0.0f, a->dsum + begin);
    a->kernels->activate_backward(a->activation, n, a->sum + begin, a->z->data + begin,
                                  a->z->gradient + begin, a->dsum + begin);
  }
  if (a->x->gradient != NULL)
    a->kernels->add(n, a->dsum + begin, a->x->gradient + begin);
}

/* Back to some numbers of y, from each of its repetitions in their order. */
static void
back_range_to_y(void *data, size_t begin, size_t end)
{
  const struct add *a = data;
  for (size_t i = 0; i < a->z->n; i += a->n_y)
    a->kernels->add(end - begin, a->dsum + i + begin, a->y->gradient + begin);
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct add *a = node;
  ec_status status = ec_op_each(tape, a->z->n, 1, back_range, a, error);
  if (status == EC_OK && a->y->gradient != NULL && a->n_y > 0)
    status = ec_op_each(tape, a->n_y, a->z->n / a->n_y, back_range_to_y, a, error);
  return status;
}

/* Whether y has the shape of x's last dimensions. */
static bool
is_repeatable(const struct ec_tensor *x, const struct ec_tensor *y)
{
  if (y->rank > x->rank)
    return false;
  for (size_t i = 0; i < y->rank; i++) {
    if (ec_tensor_last(y, i) != ec_tensor_last(x, i))
      return false;
  }
  return true;
}

static struct ec_tensor *
add(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *y, enum ec_activation activation)
{
  const struct ec_tensor *inputs[] = {x, y};
  bool wants = ec_tape_wants(tape, 2, inputs), apart = activation != EC_ACTIVATION_NONE;
  struct add *a = ec_tape_alloc(tape, 1, sizeof *a);
  if (a == NULL)
    return NULL;
  *a = (struct add){.x = x, .y = y, .activation = activation, .n_y = y->n};
  a->kernels = ec_tape_kernels(tape);
  a->z = ec_op_output_like(tape, x, wants);
  if (a->z == NULL)
    return NULL;
  a->sum = apart && wants && activation == EC_ACTIVATION_GELU
               ? ec_tape_alloc(tape, x->n, sizeof *a->sum)
               : a->z->data;
  a->dsum = apart && wants ? ec_tape_alloc(tape, x->n, sizeof *a->dsum) : a->z->gradient;
  if (ec_tape_failed(tape) || !ec_op_each_forward(tape, x->n, 1, compute_range, a))
    return NULL;
  if (wants)
    ec_tape_record(tape, go_back, a);
  return a->z;
}

struct ec_tensor *
ec_add(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *y)
{
  char a[EC_SHAPE_TEXT_SIZE], b[EC_SHAPE_TEXT_SIZE];
  if (x == NULL || y == NULL)
    return NULL;
  if (!is_repeatable(x, y))
    return ec_tape_fail(tape, EC_ERROR_SHAPE,
                        "%s can not be added to %s; it should have the same shape, or that of the "
                        "last dimensions",
                        ec_op_shape_text(y, b), ec_op_shape_text(x, a));
  return add(tape, x, y, EC_ACTIVATION_NONE);
}

struct ec_tensor *
ec_add_activate(struct ec_tape *tape, struct ec_tensor *x, struct ec_tensor *y,
                enum ec_activation activation)
{
  char a[EC_SHAPE_TEXT_SIZE], b[EC_SHAPE_TEXT_SIZE];
  if (x == NULL || y == NULL)
    return NULL;
  if (!ec_tensor_same_shape(x, y))
    return ec_tape_fail(tape, EC_ERROR_SHAPE, "%s can not be added to %s; the shapes should be one",
                        ec_op_shape_text(y, b), ec_op_shape_text(x, a));
  return add(tape, x, y, activation);
}
