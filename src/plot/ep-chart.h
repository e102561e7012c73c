#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ep-locale.h"

/* A chart: its series, its two axes, its guides and its words. It knows no size, no colour and
 * no font; ep-layout.h gives it those. Functions that return bool give false for lack of
 * memory or for arguments that break what their comment asks, and then change nothing.
 * All strings are UTF-8 and copied; NULL is as good as "". */
struct ep_chart;

enum ep_kind {
  EP_KIND_SCATTER,
  EP_KIND_LINE,
  EP_KIND_BARS,
  EP_KIND_HISTOGRAM,
  /* What these show is set by the headers of kinds/. */
  EP_KIND_BOX,
  EP_KIND_HEATMAP,
  EP_KIND_TREE,
  EP_KIND_FIELD,
  EP_KIND_SILHOUETTE,
  EP_KIND_SCATTER_MATRIX,
  EP_KIND_IMAGES,
};

enum ep_dimension { EP_X, EP_Y };

enum ep_guide_kind { EP_GUIDE_IDENTITY, EP_GUIDE_HORIZONTAL, EP_GUIDE_VERTICAL };

/* (transfer full) (nullable) An empty chart. */
struct ep_chart *ep_chart_new(enum ep_kind kind);
void ep_chart_free(struct ep_chart *chart);

bool ep_chart_set_title(struct ep_chart *chart, const char *title);
bool ep_chart_set_summary(struct ep_chart *chart, const char *summary);

/* What the axis shows ("Predicted") and in what unit ("thousand dollars", may be NULL). For
 * horizontal bars EP_X is still the categories' axis and EP_Y that of the values. */
bool ep_chart_set_axis(struct ep_chart *chart, enum ep_dimension dimension, const char *label,
                       const char *unit);

/* Fixes what an axis of the data shows, as 0 … 1 for rates; needs two finite numbers that rise. */
bool ep_chart_set_range(struct ep_chart *chart, enum ep_dimension dimension, double lo, double hi);

/* Adds a series of n points. x may be NULL: then the points stand at 0, 1, 2, … . NaN is a
 * missing value: a gap in a line, a bar that is not there. labels (n of them, each may be
 * NULL) name the single points; labels itself may be NULL. Several runs of one experiment
 * laid over each other are several series. */
bool ep_chart_add_series(struct ep_chart *chart, const char *name, const double *x, const double *y,
                         size_t n, const char *const *labels);

/* Gives a line a band from lower to upper, as many as it has points; NaN leaves a gap. */
bool ep_chart_set_band(struct ep_chart *chart, size_t series, const double *lower,
                       const double *upper);

/* Lets a line stay at its y until the next x, as a step. */
void ep_chart_set_steps(struct ep_chart *chart, size_t series, bool steps);

/* Draws a series of points, or on a field, as a way from point to point; a directed one has heads
 * that say which way it goes. */
void ep_chart_set_path(struct ep_chart *chart, size_t series, bool path, bool directed);

/* Adds a point at the end of a series whose x were given, or of which x is its number. */
bool ep_chart_append(struct ep_chart *chart, size_t series, double x, double y);

/* Halves a series in rising x: of each four neighbours the lowest and the highest stay. */
void ep_chart_thin(struct ep_chart *chart, size_t series);

/* Names the bars of EP_KIND_BARS, one for each y value of a series. */
bool ep_chart_set_categories(struct ep_chart *chart, const char *const *names, size_t n);

/* Edges of the bins of EP_KIND_HISTOGRAM: n finite numbers that rise, one more than counts. */
bool ep_chart_set_edges(struct ep_chart *chart, const double *edges, size_t n);

/* Whether bars lie, which leaves long category names room. */
void ep_chart_set_horizontal(struct ep_chart *chart, bool horizontal);

/* Whether one unit of x is drawn as long as one of y, so that a circle is round. */
void ep_chart_set_equal(struct ep_chart *chart, bool equal);

/* Adds a line to compare with: y = x, y = value or x = value; label may be NULL. */
bool ep_chart_add_guide(struct ep_chart *chart, enum ep_guide_kind kind, double value,
                        const char *label);

/* The words and signs; English at first. locale is borrowed. */
void ep_chart_set_locale(struct ep_chart *chart, const struct ep_locale *locale);

enum ep_kind ep_chart_get_kind(const struct ep_chart *chart);
const char *ep_chart_get_title(const struct ep_chart *chart);
const char *ep_chart_get_summary(const struct ep_chart *chart);
const char *ep_chart_get_axis_label(const struct ep_chart *chart, enum ep_dimension dimension);
const char *ep_chart_get_axis_unit(const struct ep_chart *chart, enum ep_dimension dimension);
const struct ep_locale *ep_chart_get_locale(const struct ep_chart *chart);
bool ep_chart_get_horizontal(const struct ep_chart *chart);
size_t ep_chart_get_n_series(const struct ep_chart *chart);
size_t ep_chart_get_n_points(const struct ep_chart *chart, size_t series);
const char *ep_chart_get_series_name(const struct ep_chart *chart, size_t series);
double ep_chart_get_value(const struct ep_chart *chart, size_t series, size_t index,
                          enum ep_dimension dimension);

/* (transfer full) (nullable) A chart with all of the original but its series and its summary,
 * to overlay runs on. */
struct ep_chart *ep_chart_new_like(const struct ep_chart *original);

/* Adds copies of the series of other, which must be of the same kind and, where it has
 * categories or edges, have the same; name stands before or in place of the names of its
 * series. For overlaying runs. False also where they do not fit together. */
bool ep_chart_overlay(struct ep_chart *chart, const struct ep_chart *other, const char *name);
