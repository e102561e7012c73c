#include "config.h"

#include "ep-layer.h"

const struct ep_layer *
ep_layer_for(enum ep_kind kind)
{
  static const struct ep_layer *const layers[] = {
      [EP_KIND_SCATTER] = &EP_LAYER_POINTS,
      [EP_KIND_LINE] = &EP_LAYER_LINE,
      [EP_KIND_BARS] = &EP_LAYER_BARS,
      [EP_KIND_HISTOGRAM] = &EP_LAYER_HISTOGRAM,
      [EP_KIND_BOX] = &EP_LAYER_BOX,
      [EP_KIND_HEATMAP] = &EP_LAYER_HEATMAP,
      [EP_KIND_TREE] = &EP_LAYER_TREE,
      [EP_KIND_FIELD] = &EP_LAYER_FIELD,
      [EP_KIND_SILHOUETTE] = &EP_LAYER_SILHOUETTE,
      [EP_KIND_SCATTER_MATRIX] = &EP_LAYER_MATRIX,
      [EP_KIND_IMAGES] = &EP_LAYER_IMAGES,
  };

  return layers[kind];
}
