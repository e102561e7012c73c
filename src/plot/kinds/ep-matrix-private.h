#pragma once

#include "ep-layout-private.h"
#include "kinds/ep-matrix.h"

enum { EP_MATRIX_BINS = 12 };

struct ep_matrix_variable {
  char *label;
  char *unit;
  double *values;
  uint32_t *order; /* rows in rising value, missing ones last */
  uint32_t *rank;  /* the place of each row there */
  struct ep_range range;
  struct ep_number_format format;
  double *counts; /* [group][bin] */
};

/* Panel {i, j} with j ≤ i is number i (i + 1) / 2 + j; where j = i it holds a histogram. Datum
 * {panel, row} is a point of it, or {panel, bin} a bin, of all groups together. */
struct ep_matrix {
  struct ep_matrix_variable *variables;
  size_t n_variables;
  size_t n;
  char **groups;
  size_t n_groups; /* 1 at least */
  bool grouped;
  uint32_t *group; /* NULL: all 0 */
};

const struct ep_matrix *ep_matrix_of(const struct ep_chart *chart);
size_t ep_matrix_group(const struct ep_matrix *matrix, size_t row);
void ep_matrix_panel(size_t number, size_t *i, size_t *j);
size_t ep_matrix_n_panels(const struct ep_matrix *matrix);

/* The lower edge of a bin; of bin EP_MATRIX_BINS the upper one of the last. */
double ep_matrix_edge(const struct ep_matrix_variable *variable, size_t bin);
double ep_matrix_count(const struct ep_matrix *matrix, size_t variable, size_t bin);

/* Lower panels than this many times the font have their name beside the histogram. */
#define EP_MATRIX_HEAD_FROM 3.4

/* The panels of a layout. */
struct ep_matrix_plan {
  struct ep_axis x[EP_MATRIX_VARIABLES_MAX]; /* of each column and row, with their ticks */
  struct ep_axis y[EP_MATRIX_VARIABLES_MAX];
  double width; /* of a panel */
  double height;
};

bool ep_matrix_plan_new(struct ep_layout *layout, const struct ep_layout_options *options);

/* Sets out the panels with their names and numbers. */
void ep_matrix_place(struct ep_layout *layout, struct ep_rect room);

/* Where the panel of row i and column j is. */
struct ep_rect ep_matrix_rect(const struct ep_layout *layout, size_t i, size_t j);
