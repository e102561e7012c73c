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

/* The area's share of the width: what is compared along both axes is nearly square. */
#define AREA_SHARE 0.4
#define AREA_SHARE_SQUARE 0.68

/* The area's least and most, in lines of text. */
#define AREA_LINES_MIN 8.0
#define AREA_LINES_MAX 20.0

/* A lying bar, and each more of its group, in lines of text. */
#define BAR_LINES 1.35
#define BAR_MORE_LINES 0.35

/* The most that pictures take: pixels, and the height; and the least. */
#define IMAGES_PIXELS 4e6
#define IMAGES_MIN 1500.0
#define IMAGES_MAX 8000.0
#define IMAGES_LEAST 100.0

static bool
both_alike(const struct ep_chart *chart)
{
  const struct ep_range *x = &chart->fixed[EP_X];
  const struct ep_range *y = &chart->fixed[EP_Y];

  return chart->equal || chart->kind == EP_KIND_SCATTER || chart->kind == EP_KIND_FIELD ||
         (x->lo < x->hi && x->lo == y->lo && x->hi == y->hi);
}

/* How high the area inside the axes wants to be. */
static double
area_height(const struct ep_chart *chart, double width, double line)
{
  double share = both_alike(chart) ? AREA_SHARE_SQUARE : AREA_SHARE;

  if (ep_chart_get_horizontal(chart)) {
    double bars = (double)ep_chart_n_places(chart);
    double group = BAR_LINES + BAR_MORE_LINES * fmax((double)chart->n_series - 1, 0);
    return line * fmax(fmin(bars, LINES_MAX) * group, 3);
  }
  return fmin(fmax(width * share, AREA_LINES_MIN * line), AREA_LINES_MAX * line);
}

/* Pictures have the rows that they need; very many of them get smaller before the chart gets too
 * large to be kept as a texture. */
static double
images_height(const struct ep_chart *chart, const struct ep_layout_options *options)
{
  struct ep_layout_options trial = *options;
  double shown = 0;
  struct ep_layout *layout;
  double width;

  trial.height = fmin(fmax(IMAGES_PIXELS / options->width, IMAGES_MIN), IMAGES_MAX);
  layout = ep_layout_new(chart, &trial);
  if (layout == NULL || !ep_layout_natural_size(layout, &width, &shown)) {
    shown = 0;
  }
  ep_layout_free(layout);
  return ceil(fmax(shown, IMAGES_LEAST));
}

double
ep_layout_fit_height(const struct ep_chart *chart, const struct ep_layout_options *options)
{
  double size = options->theme != NULL ? options->theme->font_size : 12;
  struct ep_layout_options trial = *options;
  struct ep_layout *layout;
  double natural;
  double width;

  if (chart->kind == EP_KIND_IMAGES && ep_chart_has_content(chart)) {
    return images_height(chart, options);
  }
  trial.height = natural = ep_chart_natural_height(chart, options->width, size);
  if (chart->content != NULL && chart->kind != EP_KIND_TREE && chart->kind != EP_KIND_FIELD) {
    return natural;
  }
  layout = ep_layout_new(chart, &trial);
  if (layout != NULL && chart->kind == EP_KIND_TREE) {
    double shown;
    natural = ep_layout_natural_size(layout, &width, &shown) ? fmin(natural, shown) : natural;
  } else if (layout != NULL) {
    double taken = trial.height - ep_layout_get_area(layout).height;
    natural = area_height(chart, ep_layout_get_area(layout).width, size * 1.5) + taken;
  }
  ep_layout_free(layout);
  return natural;
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
  case EP_KIND_IMAGES: {
    struct ep_layout_options options = {.width = width};
    struct ep_theme theme;
    ep_theme_init(&theme, false, false);
    theme.font_size = font_size;
    options.theme = &theme;
    return images_height(chart, &options);
  }
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
