#include "config.h"

#include "ep-chart-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 64 };

/* Grows one array of a series; what it held stays where memory is lacking. */
static bool
grow(void **place, size_t room, size_t size)
{
  void *grown = realloc(*place, room * size);

  if (grown != NULL) {
    *place = grown;
  }
  return grown != NULL;
}

/* Makes room for one point more, doubling, so that n points cost no more than 2 n copies. */
static bool
make_room(struct ep_series *series)
{
  size_t room = series->room > 0 ? series->room : series->n;

  if (series->n < room) {
    return true;
  }
  room = room < ROOM_FIRST ? ROOM_FIRST : room * 2;
  if (!grow((void **)&series->x, room, sizeof *series->x) ||
      !grow((void **)&series->y, room, sizeof *series->y) ||
      (series->order != NULL && !grow((void **)&series->order, room, sizeof *series->order)) ||
      (series->labels != NULL && !grow((void **)&series->labels, room, sizeof *series->labels))) {
    return false;
  }
  series->room = room;
  return true;
}

/* Gives a series that rose so far an order of its own, for one that does not follows. */
static bool
begin_order(struct ep_series *series)
{
  series->order = malloc(series->room * sizeof *series->order);
  for (size_t i = 0; series->order != NULL && i < series->n; i++) {
    series->order[i] = (uint32_t)i;
  }
  return series->order != NULL;
}

/* The place of x in rising order behind all that are no larger, by halving. */
static size_t
place_for(const struct ep_series *series, double x)
{
  size_t lo = 0;
  size_t hi = series->n;

  while (lo < hi) {
    size_t middle = lo + (hi - lo) / 2;
    double at = series->x[ep_series_at(series, middle)];
    if (at <= x) {
      lo = middle + 1;
    } else {
      hi = middle;
    }
  }
  return lo;
}

bool
ep_chart_append(struct ep_chart *chart, size_t number, double x, double y)
{
  struct ep_series *series = number < chart->n_series ? &chart->series[number] : NULL;
  size_t place;

  if (series == NULL || series->n >= UINT32_MAX || !isfinite(x) ||
      (series->x == NULL && series->n > 0) || series->lower != NULL || !make_room(series)) {
    return false;
  }
  place = place_for(series, x);
  if (place < series->n && series->order == NULL && !begin_order(series)) {
    return false;
  }
  if (series->order != NULL) {
    memmove(series->order + place + 1, series->order + place,
            (series->n - place) * sizeof *series->order);
    series->order[place] = (uint32_t)series->n;
  }
  if (series->labels != NULL) {
    series->labels[series->n] = NULL;
  }
  series->x[series->n] = x;
  series->y[series->n++] = y;
  /* Looked at again whenever the series has doubled, which costs no more than the points. */
  if ((series->n & (series->n - 1)) == 0) {
    ep_chart_update_format(chart, series);
  }
  return true;
}

/* Of the four points from `from` on, those with the lowest and the highest y, in their order. */
static void
find_extremes(const struct ep_series *series, size_t from, size_t *first, size_t *second)
{
  size_t lowest = from;
  size_t highest = from;

  for (size_t i = from; i < from + 4; i++) {
    double y = series->y[i];
    lowest = isnan(series->y[lowest]) || y < series->y[lowest] ? i : lowest;
    highest = isnan(series->y[highest]) || y >= series->y[highest] ? i : highest;
  }
  /* Where all four are missing or equal, two of them still stand for their x. */
  highest = highest != lowest ? highest : lowest < from + 3 ? from + 3 : from;
  *first = lowest < highest ? lowest : highest;
  *second = lowest < highest ? highest : lowest;
}

static void
move_point(struct ep_series *series, size_t to, size_t from)
{
  char *label;

  series->x[to] = series->x[from];
  series->y[to] = series->y[from];
  if (series->labels != NULL && to != from) {
    label = series->labels[to];
    series->labels[to] = series->labels[from];
    series->labels[from] = label;
  }
}

void
ep_chart_thin(struct ep_chart *chart, size_t number)
{
  struct ep_series *series = number < chart->n_series ? &chart->series[number] : NULL;
  size_t kept = 0;
  size_t i;

  if (series == NULL || series->x == NULL || series->order != NULL || series->lower != NULL) {
    return;
  }
  for (i = 0; i + 4 <= series->n; i += 4) {
    size_t first;
    size_t second;
    find_extremes(series, i, &first, &second);
    move_point(series, kept++, first);
    move_point(series, kept++, second);
  }
  for (; i < series->n; i++) {
    move_point(series, kept++, i);
  }
  for (i = kept; series->labels != NULL && i < series->n; i++) {
    free(series->labels[i]);
  }
  series->room = series->room > 0 ? series->room : series->n;
  series->n = kept;
}
