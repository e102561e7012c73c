#include "config.h"

#include "ep-chart-private.h"

#include <stdio.h>
#include <string.h>

static bool
copy_guides(struct ep_chart *chart, const struct ep_chart *original)
{
  for (size_t i = 0; i < original->n_guides; i++) {
    const struct ep_guide *guide = &original->guides[i];
    if (!ep_chart_add_guide(chart, guide->kind, guide->value, guide->label)) {
      return false;
    }
  }
  return true;
}

static bool
copy_axis(struct ep_chart *chart, const struct ep_chart *original, enum ep_dimension dimension)
{
  return ep_chart_set_axis(chart, dimension, original->axis[dimension].label,
                           original->axis[dimension].unit);
}

struct ep_chart *
ep_chart_new_like(const struct ep_chart *original)
{
  struct ep_chart *chart = ep_chart_new(original->kind);
  bool whole = chart != NULL && ep_chart_set_title(chart, original->title) &&
               copy_axis(chart, original, EP_X) && copy_axis(chart, original, EP_Y) &&
               ep_chart_set_categories(chart, (const char *const *)original->categories,
                                       original->n_categories) &&
               ep_chart_set_edges(chart, original->edges, original->n_edges) &&
               copy_guides(chart, original);

  if (!whole) {
    ep_chart_free(chart);
    return NULL;
  }
  chart->horizontal = original->horizontal;
  chart->fixed[EP_X] = original->fixed[EP_X];
  chart->fixed[EP_Y] = original->fixed[EP_Y];
  chart->locale = original->locale;
  return chart;
}

/* Whether the categories and the edges of both are the same. */
static bool
same_places(const struct ep_chart *a, const struct ep_chart *b)
{
  if (a->kind != b->kind || a->n_categories != b->n_categories || a->n_edges != b->n_edges) {
    return false;
  }
  for (size_t i = 0; i < a->n_categories; i++) {
    if (strcmp(ep_chart_get_category(a, i), ep_chart_get_category(b, i)) != 0) {
      return false;
    }
  }
  return a->n_edges == 0 || memcmp(a->edges, b->edges, a->n_edges * sizeof *a->edges) == 0;
}

/* Gives the last series of the chart the band and the steps of another. */
static bool
copy_looks(struct ep_chart *chart, const struct ep_series *series)
{
  size_t last = chart->n_series - 1;

  ep_chart_set_steps(chart, last, series->steps);
  ep_chart_set_path(chart, last, series->path, series->directed);
  return series->lower == NULL || ep_chart_set_band(chart, last, series->lower, series->upper);
}

bool
ep_chart_overlay(struct ep_chart *chart, const struct ep_chart *other, const char *name)
{
  size_t before = chart->n_series;
  /* Counted once, for a chart can be laid over itself. */
  size_t n = other->n_series;
  /* What is not made of series can not be laid over anything. */
  bool fits = chart->content == NULL && other->content == NULL && same_places(chart, other);

  for (size_t i = 0; fits && i < n; i++) {
    /* A copy, for the list of series moves as it grows, and a chart may be laid over itself. */
    const struct ep_series copy = other->series[i];
    const struct ep_series *series = &copy;
    char full[256];
    /* A run of one series is called by the run's name alone. */
    bool alone = n == 1 || series->name[0] == '\0';
    snprintf(full, sizeof full, "%s%s%s", name, alone ? "" : " · ", alone ? "" : series->name);
    fits = ep_chart_add_series(chart, full, series->x, series->y, series->n,
                               (const char *const *)series->labels) &&
           copy_looks(chart, series);
  }
  while (!fits && chart->n_series > before) {
    ep_series_clear(&chart->series[--chart->n_series]);
  }
  return fits;
}
