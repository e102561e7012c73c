#include "config.h"

#include <stdio.h>

#include "nn/ops/op-private.h"

struct each {
  ec_range_func func;
  void *data;
  size_t n, n_at_once;
};

static ec_status
do_range(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct each *each = data;
  size_t begin = piece * each->n_at_once, left = each->n - begin;
  (void)worker;
  (void)error;
  each->func(each->data, begin, begin + (left < each->n_at_once ? left : each->n_at_once));
  return EC_OK;
}

ec_status
ec_op_each(struct ec_tape *tape, size_t n, size_t floats, ec_range_func func, void *data,
           struct ec_error *error)
{
  struct each each = {func, data, n, floats < EC_OP_PIECE ? EC_OP_PIECE / (floats + !floats) : 1};
  if (n > each.n_at_once)
    return ec_parallel_for(ec_compute_job(ec_tape_compute(tape)), NULL,
                           n / each.n_at_once + (n % each.n_at_once > 0), do_range, &each, error);
  if (n > 0)
    func(data, 0, n);
  return EC_OK;
}

bool
ec_op_each_forward(struct ec_tape *tape, size_t n, size_t floats, ec_range_func func, void *data)
{
  struct ec_error error = EC_ERROR_INIT;
  return ec_op_check(tape, ec_op_each(tape, n, floats, func, data, &error), &error);
}

bool
ec_op_check(struct ec_tape *tape, ec_status status, const struct ec_error *error)
{
  if (status != EC_OK)
    ec_tape_fail(tape, status, "%s", error->message);
  return status == EC_OK;
}

struct ec_tensor *
ec_op_output_like(struct ec_tape *tape, const struct ec_tensor *like, bool wants_gradient)
{
  return ec_tape_tensor(tape, like->rank, like->shape, wants_gradient);
}

const char *
ec_op_shape_text(const struct ec_tensor *tensor, char text[EC_SHAPE_TEXT_SIZE])
{
  size_t length = 0;
  text[0] = '\0';
  for (size_t i = 0; i < tensor->rank; i++) {
    int n = snprintf(text + length, EC_SHAPE_TEXT_SIZE - length, "%s%zu", i > 0 ? " × " : "",
                     tensor->shape[i]);
    if (n < 0 || (size_t)n >= EC_SHAPE_TEXT_SIZE - length)
      break;
    length += (size_t)n;
  }
  return text;
}
