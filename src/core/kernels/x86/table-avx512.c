#include "config.h"

#include "kernels/kernels-private.h"

#if defined(__x86_64__)
const struct ec_kernels ec_kernels_avx512 = {
    .name = "avx512",
    .lanes = 16,
    .tile_m = 4,
    .tile_n = 8,
    .slab = 256,
    .tile = ec_tile_plain,
    .pack = ec_panel_plain,
};
#endif
