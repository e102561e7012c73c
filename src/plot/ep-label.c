#include "config.h"

#include <math.h>

#include "ep-layout.h"

struct corner {
  double x;
  double y;
};

static void
corners_of(const struct ep_label *label, struct corner corners[4])
{
  double cosine = cos(label->angle);
  double sine = sin(label->angle);

  for (int i = 0; i < 4; i++) {
    double along = i == 1 || i == 2 ? label->width : 0;
    double down = i >= 2 ? label->height : 0;
    corners[i].x = label->x + along * cosine - down * sine;
    corners[i].y = label->y + along * sine + down * cosine;
  }
}

/* Whether the shadows of both on a line of that direction are apart. */
static bool
apart_along(const struct corner *a, const struct corner *b, double direction)
{
  double bounds[2][2] = {{INFINITY, -INFINITY}, {INFINITY, -INFINITY}};
  const struct corner *boxes[] = {a, b};

  for (int box = 0; box < 2; box++) {
    for (int i = 0; i < 4; i++) {
      double shadow = boxes[box][i].x * cos(direction) + boxes[box][i].y * sin(direction);
      bounds[box][0] = fmin(bounds[box][0], shadow);
      bounds[box][1] = fmax(bounds[box][1], shadow);
    }
  }
  return bounds[0][1] <= bounds[1][0] + 1e-6 || bounds[1][1] <= bounds[0][0] + 1e-6;
}

/* Two convex figures are apart exactly where their shadows are apart along the normal of a
 * side of one of them (the separating axis theorem). */
bool
ep_label_overlap(const struct ep_label *a, const struct ep_label *b)
{
  struct corner one[4];
  struct corner two[4];

  corners_of(a, one);
  corners_of(b, two);
  return !apart_along(one, two, a->angle) && !apart_along(one, two, a->angle + M_PI / 2) &&
         !apart_along(one, two, b->angle) && !apart_along(one, two, b->angle + M_PI / 2);
}
