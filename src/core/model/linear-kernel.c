#include "config.h"

#include "model/linear-kernel.h"

#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LANES 2
#define FMA(a, b, c) ((a) * (b) + (c))
#define FMA_ONE(a, b, c) ((a) * (b) + (c))
#define NAME(name) plain_##name
#define TARGET
#include "model/linear-lanes.h"

#if defined(__x86_64__)
#define LANES 4
#define FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
#define FMA_ONE(a, b, c) __builtin_fma(a, b, c)
#define NAME(name) avx2_##name
#define TARGET __attribute__((target("avx2,fma")))
#include "model/linear-lanes.h"

#define LANES 8
#define FMA(a, b, c) _mm512_fmadd_pd(a, b, c)
#define FMA_ONE(a, b, c) __builtin_fma(a, b, c)
#define NAME(name) avx512_##name
#define TARGET __attribute__((target("avx512f,avx512dq,fma")))
#include "model/linear-lanes.h"
#endif

size_t
ec_linear_kernel_list(const struct ec_linear_kernel *kernels[3])
{
  size_t n = 0;
  kernels[n++] = &plain_kernel;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    kernels[n++] = &avx2_kernel;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"))
    kernels[n++] = &avx512_kernel;
#endif
  return n;
}

const struct ec_linear_kernel *
ec_linear_kernel_get(void)
{
  const struct ec_linear_kernel *kernels[3];
  size_t n = ec_linear_kernel_list(kernels);
  return kernels[n - 1];
}
