#include "config.h"

#include "nn/ops/basic.h"
#include "nn/ops/op-private.h"

/* A sum or a mean of x: its gradient is the same linear function of x everywhere, so forward leaves
 * what each number of x counts. */
struct loss {
  struct ec_tensor *x, *y;
  const float *counts; /* the derivative by each number of x */
  const struct ec_kernels *kernels;
};

static void
back_range(void *data, size_t begin, size_t end)
{
  const struct loss *l = data;
  l->kernels->add_scaled(end - begin, l->y->gradient[0], l->counts + begin, l->x->gradient + begin);
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct loss *l = node;
  return ec_op_each(tape, l->x->n, 1, back_range, l, error);
}

/* A tensor of one number whose derivatives by x's are `counts`. */
static struct ec_tensor *
finish(struct ec_tape *tape, struct ec_tensor *x, double value, const float *counts)
{
  const struct ec_tensor *inputs[] = {x};
  const size_t shape[] = {1};
  bool wants = ec_tape_wants(tape, 1, inputs);
  struct ec_tensor *y = ec_tape_tensor(tape, 1, shape, wants);
  struct loss *l;
  if (y == NULL || (l = ec_tape_alloc(tape, 1, sizeof *l)) == NULL)
    return NULL;
  y->data[0] = (float)value;
  *l = (struct loss){x, y, counts, ec_tape_kernels(tape)};
  if (wants)
    ec_tape_record(tape, go_back, l);
  return y;
}

struct ec_tensor *
ec_squared_error(struct ec_tape *tape, struct ec_tensor *x, const float *target)
{
  float *counts;
  double sum = 0.0;
  if (x == NULL)
    return NULL;
  if (x->n == 0)
    return ec_tape_fail(tape, EC_ERROR_EMPTY, "there are no numbers to take an error of");
  counts = ec_tape_alloc(tape, x->n, sizeof *counts);
  if (counts == NULL)
    return NULL;
  for (size_t i = 0; i < x->n; i++) {
    double difference = (double)x->data[i] - (double)target[i];
    sum += difference * difference;
    counts[i] = (float)(2.0 * difference / (double)x->n);
  }
  return finish(tape, x, sum / (double)x->n, counts);
}

struct ec_tensor *
ec_weighted_sum(struct ec_tape *tape, struct ec_tensor *x, const float *weights)
{
  double sum = 0.0;
  if (x == NULL)
    return NULL;
  for (size_t i = 0; i < x->n; i++)
    sum += (double)x->data[i] * (double)weights[i];
  return finish(tape, x, sum, weights);
}
