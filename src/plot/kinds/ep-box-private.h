#pragma once

#include "kinds/ep-box.h"

struct ep_boxes {
  char **categories;
  size_t n_categories;
  char **groups;
  size_t n_groups; /* 1 at least */
  bool grouped;    /* the groups have names */
  struct ep_box *boxes;
  double *outliers; /* of all boxes, which point into it */
};

/* Datum {category × groups + group, 0} is a box, {…, i} its outlier i - 1. */
const struct ep_box *ep_boxes_get(const struct ep_boxes *boxes, size_t category, size_t group);
bool ep_box_there(const struct ep_box *box);
