#include "config.h"

#include "base/processor.h"

#include <unistd.h>

/* What sysconf() tells of a cache; 0 and -1 mean that it does not know. */
static size_t
cache_size(int name, size_t usual)
{
  long size = name >= 0 ? sysconf(name) : 0;
  return size > 0 ? (size_t)size : usual;
}

struct ec_processor
ec_processor_get(void)
{
  struct ec_processor processor = {false};
#if defined(__x86_64__)
  processor.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                   __builtin_cpu_supports("f16c");
  processor.avx512 = processor.avx2 && __builtin_cpu_supports("avx512f") &&
                     __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                     __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__)
  /* A part of the architecture. */
  processor.neon = true;
#endif
#if defined(_SC_LEVEL1_DCACHE_SIZE)
  processor.l1 = cache_size(_SC_LEVEL1_DCACHE_SIZE, 32 << 10);
  processor.l2 = cache_size(_SC_LEVEL2_CACHE_SIZE, 512 << 10);
  processor.l3 = cache_size(_SC_LEVEL3_CACHE_SIZE, 4 << 20);
#else
  processor.l1 = cache_size(-1, 32 << 10);
  processor.l2 = cache_size(-1, 512 << 10);
  processor.l3 = cache_size(-1, 4 << 20);
#endif
  return processor;
}
