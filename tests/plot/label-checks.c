#include "label-checks.h"

#include <glib.h>
#include <math.h>

/* Whether a point lies inside a label's box, as turned, further than edge from its border. */
static gboolean
inside(const struct ep_label *label, double x, double y, double edge)
{
  double across = (x - label->x) * cos(label->angle) + (y - label->y) * sin(label->angle);
  double down = -(x - label->x) * sin(label->angle) + (y - label->y) * cos(label->angle);

  return across > edge && across < label->width - edge && down > edge &&
         down < label->height - edge;
}

/* Overlap found without the separating axes that the layout itself goes by: a fine raster of
 * points of one box is looked for in the other. */
static gboolean
overlap_by_raster(const struct ep_label *a, const struct ep_label *b)
{
  for (int i = 0; i <= 40; i++) {
    for (int k = 0; k <= 8; k++) {
      double along = a->width * i / 40;
      double down = a->height * k / 8;
      double x = a->x + along * cos(a->angle) - down * sin(a->angle);
      double y = a->y + along * sin(a->angle) + down * cos(a->angle);
      if (inside(b, x, y, 0.01)) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

void
check_labels(const struct ep_layout *layout, double width, double height, unsigned seed)
{
  size_t n;
  const struct ep_label *labels = ep_layout_get_labels(layout, &n);

  for (size_t i = 0; i < n; i++) {
    const struct ep_label *a = &labels[i];
    double right = a->x + a->width * cos(a->angle) - fmin(0, a->height * sin(a->angle));
    double bottom = a->y + a->height * cos(a->angle);
    gboolean moved = a->role == EP_ROLE_NODE || a->role == EP_ROLE_EDGE;
    if (moved && (right < 0 || a->x > width || bottom < 0 || a->y > height)) {
      continue;
    }
    if (!moved && (a->x < -1 || right > width + 1 || a->y < -1 || bottom > height + 1)) {
      g_error("seed %u, %g × %g: “%s” (role %d, %.1f, %.1f, %.1f × %.1f) leaves the picture", seed,
              width, height, a->text, a->role, a->x, a->y, a->width, a->height);
    }
    for (size_t k = 0; k < i; k++) {
      if (a->role == EP_ROLE_TICK && labels[k].role == EP_ROLE_TICK &&
          (a->y == labels[k].y || a->x + a->width == labels[k].x + labels[k].width)) {
        /* Two ticks of one axis that read the same say nothing. */
        g_assert_cmpstr(a->text, !=, labels[k].text);
      }
      if (overlap_by_raster(a, &labels[k]) || overlap_by_raster(&labels[k], a)) {
        g_error("seed %u, %g × %g: “%s” overlaps “%s”", seed, width, height, a->text,
                labels[k].text);
      }
    }
  }
}
