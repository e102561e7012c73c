#include "config.h"

#include "kernels/kernels-private.h"
#include "kernels/vector-private.h"

const struct ec_kernels ec_kernels_plain = {
    .name = "plain",
    .lanes = 4,
    .tile_m = 4,
    .tile_n = 8,
    .slab = 256,
    .tile = ec_tile_plain,
    .pack = ec_panel_plain,
    EC_VECTOR_KERNELS(plain),
};
