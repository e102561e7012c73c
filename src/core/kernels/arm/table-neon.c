#include "config.h"

#include "kernels/kernels-private.h"

#if defined(__aarch64__)
const struct ec_kernels ec_kernels_neon = {
    .name = "neon",
    .lanes = 4,
    .tile_m = 4,
    .tile_n = 8,
    .slab = 256,
    .tile = ec_tile_plain,
    .pack = ec_panel_plain,
};
#endif
