#include "config.h"

#include "ep-hit.h"

#include <math.h>
#include <stdlib.h>

#include "ep-layout-private.h"

/* About the reach of a pointer: a search then looks into nine cells. */
#define CELL 24.0

struct point {
  double x;
  double y;
  struct ep_datum datum;
};

struct ep_hit {
  struct ep_rect area;
  int columns;
  int rows;
  size_t *first; /* the place in points at which each cell begins, and the end */
  struct point *points;
};

static int
cell_at(double offset, int n)
{
  double cell = floor(offset / CELL);

  return cell < 0 ? 0 : cell >= n ? n - 1 : (int)cell;
}

static size_t
cell_of(const struct ep_hit *hit, double x, double y)
{
  return (size_t)cell_at(y - hit->area.y, hit->rows) * hit->columns +
         cell_at(x - hit->area.x, hit->columns);
}

/* Calls for each point in sight: counts the cells on the first pass, fills them on the second. */
static void
sort_points(struct ep_hit *hit, const struct ep_layout *layout, size_t *next, bool fill)
{
  const struct ep_chart *chart = layout->chart;

  for (size_t s = 0; s < chart->n_series; s++) {
    for (size_t i = 0; i < chart->series[s].n; i++) {
      struct point point = {.datum = {s, i}};
      size_t cell;
      if (!ep_layout_position(layout, point.datum, &point.x, &point.y)) {
        continue;
      }
      cell = cell_of(hit, point.x, point.y);
      if (fill) {
        hit->points[next[cell]] = point;
      }
      next[cell]++;
    }
  }
}

struct ep_hit *
ep_hit_new(const struct ep_layout *layout)
{
  struct ep_hit *hit = calloc(1, sizeof *hit);
  size_t cells;
  size_t *next;

  if (hit == NULL) {
    return NULL;
  }
  hit->area = layout->area;
  hit->columns = (int)fmin(fmax(ceil(layout->area.width / CELL), 1), 4096);
  hit->rows = (int)fmin(fmax(ceil(layout->area.height / CELL), 1), 4096);
  cells = (size_t)hit->columns * hit->rows;
  hit->first = calloc(cells + 1, sizeof *hit->first);
  next = calloc(cells + 1, sizeof *next);
  if (hit->first != NULL && next != NULL) {
    sort_points(hit, layout, next, false);
    for (size_t i = 0; i < cells; i++) {
      hit->first[i + 1] = hit->first[i] + next[i];
      next[i] = hit->first[i];
    }
    hit->points = malloc((hit->first[cells] + 1) * sizeof *hit->points);
  }
  if (hit->points == NULL) {
    free(next);
    ep_hit_free(hit);
    return NULL;
  }
  sort_points(hit, layout, next, true);
  free(next);
  return hit;
}

void
ep_hit_free(struct ep_hit *hit)
{
  if (hit != NULL) {
    free(hit->first);
    free(hit->points);
    free(hit);
  }
}

/* Points are kept in the order of drawing, so that a later one of equals lies on top. */
static bool
later(struct ep_datum a, struct ep_datum b)
{
  return a.series > b.series || (a.series == b.series && a.index > b.index);
}

bool
ep_hit_nearest(const struct ep_hit *hit, double x, double y, double reach, struct ep_datum *datum)
{
  int left = cell_at(x - reach - hit->area.x, hit->columns);
  int right = cell_at(x + reach - hit->area.x, hit->columns);
  int top = cell_at(y - reach - hit->area.y, hit->rows);
  int bottom = cell_at(y + reach - hit->area.y, hit->rows);
  double best = reach;
  bool found = false;

  for (int row = top; row <= bottom; row++) {
    size_t cell = (size_t)row * hit->columns;
    for (size_t i = hit->first[cell + left]; i < hit->first[cell + right + 1]; i++) {
      const struct point *point = &hit->points[i];
      double distance = hypot(point->x - x, point->y - y);
      if (distance < best || (distance == best && (!found || later(point->datum, *datum)))) {
        best = distance;
        *datum = point->datum;
        found = true;
      }
    }
  }
  return found;
}
