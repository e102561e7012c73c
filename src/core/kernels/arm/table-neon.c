#include "config.h"

#include "kernels/kernels-private.h"
#include "kernels/vector-private.h"

#if defined(__aarch64__)
const struct ec_kernels ec_kernels_neon = {
    .name = "neon",
    .lanes = 4,
    .tile_m = 7,
    .tile_n = 12,
    .slab = 256,
    .tile = ec_tile_neon,
    .pack = ec_panel_neon,
    EC_VECTOR_KERNELS(neon),
};
#endif
