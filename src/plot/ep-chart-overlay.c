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

bool
ep_chart_overlay(struct ep_chart *chart, const struct ep_chart *other, const char *name)
{
  size_t before = chart->n_series;
  /* Counted once, for a chart can be laid over itself. */
  size_t n = other->n_series;
  bool fits = same_places(chart, other);

  for (size_t i = 0; fits && i < n; i++) {
    const struct ep_series *series = &other->series[i];
    char full[256];
    /* A run of one series is called by the run's name alone. */
    bool alone = n == 1 || series->name[0] == '\0';
    snprintf(full, sizeof full, "%s%s%s", name, alone ? "" : " · ", alone ? "" : series->name);
    fits = ep_chart_add_series(chart, full, series->x, series->y, series->n,
                               (const char *const *)series->labels);
  }
  while (!fits && chart->n_series > before) {
    ep_series_clear(&chart->series[--chart->n_series]);
  }
  return fits;
}
