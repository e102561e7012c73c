#include "config.h"

#include "kernels/kernels-private.h"
#include "kernels/vector-private.h"

#if defined(__x86_64__)
const struct ec_kernels ec_kernels_avx512 = {
    .name = "avx512",
    .lanes = 16,
    .tile_m = 14,
    .tile_n = 32,
    .slab = 256,
    .tile = ec_tile_avx512,
    .pack = ec_panel_avx512,
    EC_VECTOR_KERNELS(avx512),
};
#endif
