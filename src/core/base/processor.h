/* What the processor can do, and how large its caches are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct ec_processor {
  bool avx2;   /* AVX2 and FMA, and the system keeps their registers */
  bool avx512; /* the same of AVX-512 F, BW, DQ and VL */
  bool neon;
  size_t l1, l2, l3; /* bytes of the data caches; what is usual where the system does not tell */
};

struct ec_processor ec_processor_get(void);
