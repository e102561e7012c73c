/* Tensors: blocks of single-precision numbers with a shape, stored row by row without gaps. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { EC_TENSOR_RANK_MAX = 5 };

struct ec_tensor {
  size_t rank;
  size_t shape[EC_TENSOR_RANK_MAX]; /* ones after the rank */
  size_t n;                         /* numbers in all */
  float *data;
  /* The gradient of the loss by each number, or NULL where none is wanted. Operations add to it. */
  float *gradient;
};

/* The size along a dimension counted from the last one, 0: ec_tensor_last(x, 0) is the width. */
static inline size_t
ec_tensor_last(const struct ec_tensor *tensor, size_t from_last)
{
  return from_last < tensor->rank ? tensor->shape[tensor->rank - 1 - from_last] : 1;
}

/* Whether two tensors have the same shape. */
bool ec_tensor_same_shape(const struct ec_tensor *a, const struct ec_tensor *b);
