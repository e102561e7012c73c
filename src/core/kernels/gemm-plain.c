#include "config.h"

#include <math.h>

#include "kernels/gemm-private.h"

/* f(x), as exactly as the C library can. */
static double
activate(enum ec_activation activation, double x)
{
  switch (activation) {
  case EC_ACTIVATION_RELU:
    return x < 0.0 ? 0.0 : x;
  case EC_ACTIVATION_GELU:
    return 0.5 * x * erfc(-x * M_SQRT1_2);
  case EC_ACTIVATION_TANH:
    return tanh(x);
  case EC_ACTIVATION_SIGMOID:
    return 1.0 / (1.0 + exp(-x));
  case EC_ACTIVATION_NONE:
  case EC_N_ACTIVATIONS:
    break;
  }
  return x;
}

/* Number (i, j) of a factor, through its callback where it has one: then as number j of item i in a
 * panel of one. */
static float
number_of_a(const struct ec_gemm *gemm, size_t batch, size_t i, size_t p)
{
  float x;
  if (gemm->pack_a == NULL)
    return gemm->a.data[batch * gemm->a.batch + i * gemm->a.row + p * gemm->a.column];
  gemm->pack_a(gemm->pack_a_data, i, 1, p, 1, 1, &x);
  return x;
}

static float
number_of_b(const struct ec_gemm *gemm, size_t batch, size_t p, size_t j)
{
  float x;
  if (gemm->pack_b == NULL)
    return gemm->b.data[batch * gemm->b.batch + p * gemm->b.row + j * gemm->b.column];
  gemm->pack_b(gemm->pack_b_data, j, 1, p, 1, 1, &x);
  return x;
}

static void
compute_number(const struct ec_gemm *gemm, size_t batch, size_t i, size_t j)
{
  float *c = &gemm->c[batch * gemm->c_batch + i * gemm->c_row + j];
  double sum = 0.0;
  for (size_t p = 0; p < gemm->k; p++)
    sum += (double)number_of_a(gemm, batch, i, p) * (double)number_of_b(gemm, batch, p, j);
  if (gemm->alpha != 0.0f)
    sum *= (double)gemm->alpha;
  if (gemm->accumulate) {
    *c = (float)((double)*c + sum);
    return;
  }
  if (gemm->row_bias != NULL)
    sum += (double)gemm->row_bias[i];
  if (gemm->column_bias != NULL)
    sum += (double)gemm->column_bias[j];
  *c = (float)activate(gemm->activation, sum);
}

void
ec_gemm_plain(const struct ec_gemm *gemm)
{
  size_t n_batch = gemm->n_batch == 0 ? 1 : gemm->n_batch;
  for (size_t batch = 0; batch < n_batch; batch++)
    for (size_t i = 0; i < gemm->m; i++)
      for (size_t j = 0; j < gemm->n; j++)
        compute_number(gemm, batch, i, j);
}
