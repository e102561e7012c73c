#pragma once

#include "ep-chart.h"

/* What a box shows of its values: five numbers that do not fall, how many values there are, and
 * those that lie past the whiskers (Tukey: further than 1.5 times the box from it). */
struct ep_box {
  double low;
  double q1;
  double median;
  double q3;
  double high;
  size_t n;
  const double *outliers;
  size_t n_outliers;
};

/* Gives an EP_KIND_BOX its boxes, one for each group of each category: those of the first
 * category first. No groups are one group without a name. NaN in all five numbers is a box that
 * is not there. False, and nothing changed, without memory or where the five numbers of a box
 * are not finite or fall. */
bool ep_chart_set_boxes(struct ep_chart *chart, const char *const *categories, size_t n_categories,
                        const char *const *groups, size_t n_groups, const struct ep_box *boxes);
