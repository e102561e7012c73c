#pragma once

#include "ep-layout.h"

/* Fails where two labels of a layout overlap, two ticks of one axis read the same, or a label leaves
 * the picture (but for those of a tree, which is moved like a map); seed is for the message. */
void check_labels(const struct ep_layout *layout, double width, double height, unsigned seed);
