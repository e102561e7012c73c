#include "config.h"

#include "kernels/kernels-private.h"
#include "kernels/vector-private.h"

#if defined(__x86_64__)
const struct ec_kernels ec_kernels_avx2 = {
    .name = "avx2",
    .lanes = 8,
    .tile_m = 6,
    .tile_n = 16,
    .slab = 256,
    .tile = ec_tile_avx2,
    .pack = ec_panel_avx2,
    EC_VECTOR_KERNELS(avx2),
};
#endif
