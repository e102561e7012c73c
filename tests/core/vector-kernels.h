/* The kinds of vector kernels that this processor can run, without the products that a whole table
 * of kernels.h has. */
#pragma once

#include "kernels/vector-private.h"

static const struct ec_kernels vector_plain = {.name = "plain", EC_VECTOR_KERNELS(plain)};

#if defined(__x86_64__)
static const struct ec_kernels vector_avx2 = {.name = "avx2", EC_VECTOR_KERNELS(avx2)};
static const struct ec_kernels vector_avx512 = {.name = "avx512", EC_VECTOR_KERNELS(avx512)};
#elif defined(__aarch64__)
static const struct ec_kernels vector_neon = {.name = "neon", EC_VECTOR_KERNELS(neon)};
#endif

/* Ends in NULL; plain C is the first. */
static inline const struct ec_kernels *const *
vector_kinds(void)
{
  static const struct ec_kernels *kinds[4] = {&vector_plain};
  size_t n = 1;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("f16c"))
    kinds[n++] = &vector_avx2;
  if (n == 2 && __builtin_cpu_supports("avx512f"))
    kinds[n++] = &vector_avx512;
#elif defined(__aarch64__)
  kinds[n++] = &vector_neon;
#endif
  kinds[n] = NULL;
  return kinds;
}
