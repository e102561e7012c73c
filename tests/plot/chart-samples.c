#include "chart-samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double
sample_number(unsigned *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state / 4294967296.0;
}

static unsigned
pick(unsigned *state, unsigned n)
{
  return (unsigned)(sample_number(state) * n);
}

/* Values as a hostile file may hold them. */
static double
hostile_value(unsigned *state)
{
  static const double values[] = {NAN,    INFINITY, -INFINITY, 0,    -0.0,     1e-300, 1e300,
                                  -1e300, 1e308,    5e-324,    1e15, 1e15 + 1, -1,     1e-9};

  return values[pick(state, sizeof values / sizeof values[0])];
}

static double
mild_value(unsigned *state, double scale, double offset)
{
  return offset + scale * (sample_number(state) - 0.4);
}

static const char *
random_name(unsigned *state, char *name, size_t size)
{
  static const char *const words[] = {"Lower-status share",
                                      "Räume",
                                      "数値",
                                      "x",
                                      "",
                                      "NO₂ level",
                                      "A very long name of a category that goes on and on and on"};

  snprintf(name, size, "%s %u", words[pick(state, 7)], pick(state, 1000));
  return name;
}

static void
add_series(struct ep_chart *chart, unsigned *state, size_t n, bool hostile)
{
  double scale = pow(10, (int)pick(state, 14) - 6);
  double offset = pick(state, 3) == 0 ? scale * 50 * (sample_number(state) - 0.5) : 0;
  double *x = malloc((n + 1) * sizeof *x);
  double *y = malloc((n + 1) * sizeof *y);
  char name[96];

  for (size_t i = 0; i < n; i++) {
    x[i] = hostile && pick(state, 4) == 0 ? hostile_value(state) : mild_value(state, scale, offset);
    y[i] = hostile && pick(state, 3) == 0 ? hostile_value(state) : mild_value(state, scale, offset);
  }
  ep_chart_add_series(chart, random_name(state, name, sizeof name), pick(state, 4) == 0 ? NULL : x,
                      y, n, NULL);
  free(x);
  free(y);
}

static void
add_places(struct ep_chart *chart, unsigned *state, size_t n)
{
  char(*names)[96] = malloc((n + 1) * sizeof *names);
  const char **list = malloc((n + 1) * sizeof *list);
  double *edges = malloc((n + 1) * sizeof *edges);
  double at = mild_value(state, 100, 0);

  for (size_t i = 0; i <= n; i++) {
    list[i] = random_name(state, names[i], sizeof names[i]);
    edges[i] = at;
    at += 0.01 + sample_number(state);
  }
  if (ep_chart_get_kind(chart) == EP_KIND_BARS) {
    ep_chart_set_categories(chart, list, n);
    ep_chart_set_horizontal(chart, pick(state, 2) == 0);
  } else if (ep_chart_get_kind(chart) == EP_KIND_HISTOGRAM) {
    ep_chart_set_edges(chart, edges, n + 1);
  }
  free(names);
  free(list);
  free(edges);
}

struct ep_chart *
sample_random(unsigned seed, bool hostile)
{
  unsigned state = seed * 2654435761u + 1;
  struct ep_chart *chart;
  static const size_t sizes[] = {0, 1, 2, 3, 12, 30, 200, 3000};
  size_t n;
  unsigned n_series;
  char name[96];

  for (int i = 0; i < 8; i++) {
    sample_number(&state);
  }
  chart = ep_chart_new((enum ep_kind)pick(&state, 4));
  n = sizes[pick(&state, 8)];
  n_series = pick(&state, 3) == 0 ? pick(&state, 10) : 1;
  ep_chart_set_title(chart, random_name(&state, name, sizeof name));
  ep_chart_set_summary(chart, "What it shows, in a sentence that may well be a little long.");
  ep_chart_set_axis(chart, EP_X, random_name(&state, name, sizeof name),
                    pick(&state, 2) == 0 ? "thousand dollars" : NULL);
  ep_chart_set_axis(chart, EP_Y, random_name(&state, name, sizeof name),
                    pick(&state, 2) == 0 ? "%" : NULL);
  add_places(chart, &state, n);
  for (unsigned i = 0; i < n_series; i++) {
    add_series(chart, &state, n, hostile);
  }
  for (unsigned i = pick(&state, 4); i > 0; i--) {
    ep_chart_add_guide(chart, (enum ep_guide_kind)pick(&state, 3), mild_value(&state, 10, 0),
                       random_name(&state, name, sizeof name));
  }
  return chart;
}

struct ep_chart *
sample_scatter(size_t n)
{
  struct ep_chart *chart = ep_chart_new(EP_KIND_SCATTER);
  double *x = malloc((n + 1) * sizeof *x);
  double *y = malloc((n + 1) * sizeof *y);
  unsigned state = 7;

  for (size_t i = 0; i < n; i++) {
    double noise = sample_number(&state) + sample_number(&state) + sample_number(&state) - 1.5;
    x[i] = 50 * sample_number(&state);
    y[i] = x[i] + 8 * noise;
  }
  ep_chart_set_title(chart, "Predicted against actual");
  ep_chart_set_summary(chart, "Most predictions are near the truth.");
  ep_chart_set_axis(chart, EP_X, "Actual", "thousand dollars");
  ep_chart_set_axis(chart, EP_Y, "Predicted", "thousand dollars");
  ep_chart_add_series(chart, "Test", x, y, n, NULL);
  ep_chart_add_guide(chart, EP_GUIDE_IDENTITY, 0, "Perfect prediction");
  free(x);
  free(y);
  return chart;
}
