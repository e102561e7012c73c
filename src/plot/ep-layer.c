#include "config.h"

#include "ep-layer.h"

const struct ep_layer *
ep_layer_for(enum ep_kind kind)
{
  switch (kind) {
  case EP_KIND_LINE:
    return &EP_LAYER_LINE;
  case EP_KIND_BARS:
    return &EP_LAYER_BARS;
  case EP_KIND_HISTOGRAM:
    return &EP_LAYER_HISTOGRAM;
  default:
    return &EP_LAYER_POINTS;
  }
}
