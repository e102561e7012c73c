#include "config.h"

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

struct activate {
  struct ec_tensor *x, *y;
  enum ec_activation activation;
  const struct ec_kernels *kernels;
};

static void
compute_range(void *data, size_t begin, size_t end)
{
  const struct activate *a = data;
  a->kernels->activate(a->activation, end - begin, a->x->data + begin, a->y->data + begin);
}

static void
back_range(void *data, size_t begin, size_t end)
{
  const struct activate *a = data;
  a->kernels->activate_backward(a->activation, end - begin, a->x->data + begin, a->y->data + begin,
                                a->y->gradient + begin, a->x->gradient + begin);
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct activate *a = node;
  return ec_op_each(tape, a->x->n, 1, back_range, a, error);
}

struct ec_tensor *
ec_activate(struct ec_tape *tape, struct ec_tensor *x, enum ec_activation activation)
{
  const struct ec_tensor *inputs[] = {x};
  struct activate *a;
  if (x == NULL || activation == EC_ACTIVATION_NONE)
    return x;
  a = ec_tape_alloc(tape, 1, sizeof *a);
  if (a == NULL)
    return NULL;
  *a = (struct activate){.x = x, .activation = activation, .kernels = ec_tape_kernels(tape)};
  a->y = ec_op_output_like(tape, x, ec_tape_wants(tape, 1, inputs));
  if (a->y == NULL || !ec_op_each_forward(tape, x->n, 1, compute_range, a))
    return NULL;
  if (a->y->gradient != NULL)
    ec_tape_record(tape, go_back, a);
  return a->y;
}
