#pragma once

#include "ep-chart.h"

/* Charts of the kinds that are not series, from a seed: sizes from nothing to many, names short,
 * long and in other scripts, values mild or hostile (missing, huge, all the same). */
struct ep_chart *sample_kind(enum ep_kind kind, unsigned seed, bool hostile);

/* A small chart of a kind whose contents the tests know. */
struct ep_chart *sample_known(enum ep_kind kind);

/* Gives an empty chart those contents; false where memory was lacking. */
bool sample_fill(struct ep_chart *chart);
