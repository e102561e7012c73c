#pragma once

#include "ep-datum.h"
#include "ep-layout.h"

/* The points of a layout by the cell of a grid in which they lie, to find the nearest one. */
struct ep_hit;

/* (transfer full) (nullable) NULL without memory, which makes the search slow and no more. */
struct ep_hit *ep_hit_new(const struct ep_layout *layout);
void ep_hit_free(struct ep_hit *hit);

/* The point nearest to (x, y) within reach; of equals the one drawn last, which is on top. */
bool ep_hit_nearest(const struct ep_hit *hit, double x, double y, double reach,
                    struct ep_datum *datum);
