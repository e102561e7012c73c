/* All that one kind of processor does to sequences. Included by sequence-kernels.c once for each
 * kind, and by nothing else; hence no #pragma once. */
#include "nn/ops/sequence-lanes.h"

#include "nn/ops/recur-lanes.h"

#include "nn/ops/recur-backward-lanes.h"

#include "nn/ops/attend-lanes.h"

#include "nn/ops/layer-norm-lanes.h"

static const struct ec_sequence_kernels NAME(kernels) = {
    NAME(recur_pack),      NAME(recur_forward), NAME(recur_backward), NAME(attend_forward),
    NAME(attend_backward), NAME(norm_forward),  NAME(norm_backward),
};

#undef LANES
#undef FMA
#undef MAX
#undef MULTIPLY
#undef NAME
#undef TARGET
#undef V
#undef I
#undef U
#undef P
#undef LOAD
#undef STORE
#undef ALL
#undef SELECT
#undef LANE
#undef KERNEL
#undef TILE_BEGIN
#undef TILE_STEP
#undef TILE_END
#undef TILE_CASE
#undef TILE_CASES
