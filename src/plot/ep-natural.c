#include "config.h"

#include <math.h>

#include "ep-chart-private.h"
#include "ep-content.h"
#include "ep-layout.h"
#include "kinds/ep-tree-private.h"

/* No chart wants to be higher than this many lines of text. */
#define LINES_MAX 100.0

/* What is wider than high: the share of the width, and the most in pixels. */
#define WIDE_SHARE 0.6
#define WIDE_MAX 420.0

/* Rows of a table of cells, side by side with their names. */
static double
rows_height(double rows, double width, double line)
{
  double low = fmin(rows, LINES_MAX) * line * 1.15 + 4 * line;

  return fmin(fmax(low, fmin(width * WIDE_SHARE, 300)), fmax(width * 1.1, 300));
}

/* A few levels of a tree; the rest is a matter of moving it. */
static double
tree_height(const struct ep_tree *tree, double line)
{
  size_t deepest = tree->nodes[tree->levels[tree->n - 1]].depth;

  return line * (4 + 8.5 * fmin((double)deepest + 1, 5));
}

double
ep_chart_natural_height(const struct ep_chart *chart, double width, double font_size)
{
  double line = font_size * 1.5;
  /* Large text needs its room beside the data. */
  double least = 17 * font_size;
  double wide = fmax(fmin(width * WIDE_SHARE, WIDE_MAX), least);

  if (!ep_chart_has_content(chart)) {
    return wide;
  }
  switch (chart->kind) {
  case EP_KIND_HEATMAP:
    return fmax(rows_height((double)ep_chart_n_names(chart, EP_Y), width, line), least);
  case EP_KIND_SCATTER_MATRIX:
    return fmax(fmin(width * 0.9, 900), least);
  case EP_KIND_FIELD:
    return fmax(fmin(width * 0.75, 520), least);
  case EP_KIND_TREE:
    return fmax(tree_height(chart->data, line), least);
  default:
    break;
  }
  if (ep_chart_get_horizontal(chart)) {
    double bars = (double)fmax((double)ep_chart_n_names(chart, EP_X),
                               chart->n_series > 0 ? (double)chart->series[0].n : 0);
    return fmax(wide, line * (fmin(bars, LINES_MAX) + 4));
  }
  return wide;
}
