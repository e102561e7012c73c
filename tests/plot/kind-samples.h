#pragma once

#include "ep-chart.h"

/* Charts of the kinds that are not series, from a seed: sizes from nothing to many, names short,
 * long and in other scripts, values mild or hostile (missing, huge, all the same). */
struct ep_chart *sample_kind(enum ep_kind kind, unsigned seed, bool hostile);

/* A small chart of each kind whose contents the tests know. */
struct ep_chart *sample_boxes(void);
struct ep_chart *sample_heatmap(void);
struct ep_chart *sample_tree(void);
struct ep_chart *sample_field(void);
struct ep_chart *sample_silhouette(void);
struct ep_chart *sample_matrix(void);
