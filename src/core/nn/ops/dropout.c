#include "config.h"

#include "nn/ops/basic.h"
#include "nn/ops/dropout-private.h"
#include "nn/ops/op-private.h"

struct dropout {
  struct ec_tensor *x, *y;
  double rate;
  struct ec_random random;
  const struct ec_kernels *kernels;
  float *mask;
};

void
ec_dropout_mask(const struct ec_random *random, double rate, size_t begin, size_t end, float *mask)
{
  const uint32_t threshold = (uint32_t)(rate * 0x1p32);
  const float kept = (float)(1.0 / (1.0 - rate));
  while (begin < end) {
    uint64_t block = begin / 4;
    uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), random->counter[2],
                           random->counter[3]};
    uint32_t drawn[4];
    ec_philox(counter, random->key, drawn);
    for (size_t i = begin % 4; i < 4 && begin < end; i++, begin++)
      *mask++ = drawn[i] < threshold ? 0.0f : kept;
  }
}

static void
compute_range(void *data, size_t begin, size_t end)
{
  struct dropout *d = data;
  ec_dropout_mask(&d->random, d->rate, begin, end, d->mask + begin);
  d->kernels->multiply(end - begin, d->x->data + begin, d->mask + begin, d->y->data + begin);
}

static void
back_range(void *data, size_t begin, size_t end)
{
  const struct dropout *d = data;
  d->kernels->multiply_add(end - begin, d->y->gradient + begin, d->mask + begin,
                           d->x->gradient + begin);
}

static ec_status
go_back(struct ec_tape *tape, void *node, struct ec_error *error)
{
  struct dropout *d = node;
  return ec_op_each(tape, d->x->n, 1, back_range, d, error);
}

struct ec_tensor *
ec_dropout(struct ec_tape *tape, struct ec_tensor *x, double rate)
{
  const struct ec_tensor *inputs[] = {x};
  struct dropout *d;
  if (x == NULL)
    return NULL;
  if (!(rate >= 0.0 && rate < 1.0))
    return ec_tape_fail(tape, EC_ERROR_ARGUMENT,
                        "a dropout of %g is asked for; it should be from 0 to less than 1", rate);
  if (rate == 0.0 || ec_tape_get_mode(tape) == EC_TAPE_PREDICT)
    return x;
  d = ec_tape_alloc(tape, 1, sizeof *d);
  if (d == NULL)
    return NULL;
  *d = (struct dropout){.x = x, .rate = rate, .kernels = ec_tape_kernels(tape)};
  d->random = ec_tape_split_random(tape);
  d->mask = ec_tape_alloc(tape, x->n, sizeof *d->mask);
  d->y = ec_op_output_like(tape, x, ec_tape_wants(tape, 1, inputs));
  if (ec_tape_failed(tape) || !ec_op_each_forward(tape, x->n, 1, compute_range, d))
    return NULL;
  if (d->y->gradient != NULL)
    ec_tape_record(tape, go_back, d);
  return d->y;
}
