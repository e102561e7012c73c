#include "config.h"

#include "nn/tensor.h"

#include <string.h>

bool
ec_tensor_same_shape(const struct ec_tensor *a, const struct ec_tensor *b)
{
  return a->rank == b->rank && memcmp(a->shape, b->shape, a->rank * sizeof a->shape[0]) == 0;
}
