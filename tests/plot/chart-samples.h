#pragma once

#include "ep-chart.h"

/* Charts for the tests, from a seed: random kinds, sizes, names and values, mild or hostile. */
struct ep_chart *sample_random(unsigned seed, bool hostile);

/* A scatter chart of n points around a line, as of a prediction. */
struct ep_chart *sample_scatter(size_t n);

/* The next number of a small generator (xorshift), 0 … 1. */
double sample_number(unsigned *state);
