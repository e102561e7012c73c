#include "config.h"

#include "base/processor.h"
#include "kernels/kernels-private.h"

const struct ec_kernels *const *
ec_kernels_all(void)
{
#if defined(__x86_64__)
  static const struct ec_kernels *const all[] = {&ec_kernels_avx512, &ec_kernels_avx2,
                                                 &ec_kernels_plain, NULL};
  struct ec_processor processor = ec_processor_get();
  if (processor.avx512)
    return all;
  return processor.avx2 ? all + 1 : all + 2;
#elif defined(__aarch64__)
  static const struct ec_kernels *const all[] = {&ec_kernels_neon, &ec_kernels_plain, NULL};
  return all;
#else
  static const struct ec_kernels *const all[] = {&ec_kernels_plain, NULL};
  return all;
#endif
}

const struct ec_kernels *
ec_kernels_best(void)
{
  return ec_kernels_all()[0];
}
