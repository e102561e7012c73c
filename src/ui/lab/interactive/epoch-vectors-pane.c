/* Two vectors in the plane: their sum, dot product, angle and projection. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-plane.h"
#include "play/epoch-algebra.h"

#define REACHED 5.0
#define STEP 0.1

enum { SUM, DOT, LENGTHS, ANGLE, PROJECTION, N_LINES };
/* The colours of the charts that the parts are drawn in. */
enum { COLOR_U, COLOR_V, COLOR_SUM, COLOR_PROJECTION };

typedef struct {
  EpochPlane *plane;
  GtkRange *ranges[4]; /* u₁, u₂, v₁, v₂ */
  GtkLabel *lines[N_LINES];
} Pane;

static void
get_vectors(Pane *self, EpochVector *u, EpochVector *v)
{
  *u = (EpochVector){gtk_range_get_value(self->ranges[0]), gtk_range_get_value(self->ranges[1])};
  *v = (EpochVector){gtk_range_get_value(self->ranges[2]), gtk_range_get_value(self->ranges[3])};
}

static void
draw_projection(Pane *self, cairo_t *cr, EpochVector u, EpochVector v)
{
  const struct ep_theme *theme = epoch_plane_get_theme(self->plane);
  EpochVector p;

  if (!epoch_vector_project(u, v, &p))
    return;
  cairo_set_dash(cr, (const double[]){4, 4}, 2, 0);
  epoch_plane_draw_line(self->plane, cr, u.x, u.y, p.x, p.y, theme->dim, 1.5);
  cairo_set_dash(cr, NULL, 0, 0);
  epoch_plane_draw_arrow(self->plane, cr, 0, 0, p.x, p.y,
                         ep_theme_series_color(theme, COLOR_PROJECTION));
}

static void
draw(EpochPlane *plane, cairo_t *cr, gpointer data)
{
  Pane *self = data;
  const struct ep_theme *theme = epoch_plane_get_theme(plane);
  EpochVector u, v, sum;

  get_vectors(self, &u, &v);
  sum = epoch_vector_add(u, v);
  epoch_plane_draw_line(plane, cr, u.x, u.y, sum.x, sum.y, theme->dim, 1);
  epoch_plane_draw_line(plane, cr, v.x, v.y, sum.x, sum.y, theme->dim, 1);
  epoch_plane_draw_arrow(plane, cr, 0, 0, sum.x, sum.y, ep_theme_series_color(theme, COLOR_SUM));
  draw_projection(self, cr, u, v);
  epoch_plane_draw_arrow(plane, cr, 0, 0, u.x, u.y, ep_theme_series_color(theme, COLOR_U));
  epoch_plane_draw_arrow(plane, cr, 0, 0, v.x, v.y, ep_theme_series_color(theme, COLOR_V));
  epoch_plane_draw_handle(plane, cr, u.x, u.y, ep_theme_series_color(theme, COLOR_U));
  epoch_plane_draw_handle(plane, cr, v.x, v.y, ep_theme_series_color(theme, COLOR_V));
  epoch_plane_draw_text(plane, cr, u.x, u.y, 0, 0, "u", theme->foreground);
  epoch_plane_draw_text(plane, cr, v.x, v.y, 0, 0, "v", theme->foreground);
  epoch_plane_draw_text(plane, cr, sum.x, sum.y, 0, 0, "u + v", theme->foreground);
}

static int
find(EpochPlane *plane, double x, double y, const double reach[2], gpointer data)
{
  EpochVector u, v;
  double to_u, to_v;

  get_vectors(data, &u, &v);
  to_u = hypot(x - u.x, y - u.y);
  to_v = hypot(x - v.x, y - v.y);
  if (fmin(to_u, to_v) > reach[0])
    return -1;
  return to_u <= to_v ? 0 : 1;
}

static void
dragged_cb(EpochPlane *plane, int handle, double x, double y, Pane *self)
{
  gtk_range_set_value(self->ranges[2 * handle], round(x / STEP) * STEP);
  gtk_range_set_value(self->ranges[2 * handle + 1], round(y / STEP) * STEP);
}

static void
set_line(Pane *self, int line, char *text)
{
  gtk_label_set_label(self->lines[line], text);
  g_free(text);
}

static void
show_angle(Pane *self, EpochVector u, EpochVector v)
{
  double radians;
  g_autofree char *dot = epoch_pane_format(epoch_vector_dot(u, v), 3);
  g_autofree char *length_u = epoch_pane_format(epoch_vector_length(u), 3);
  g_autofree char *length_v = epoch_pane_format(epoch_vector_length(v), 3);

  if (!epoch_vector_angle(u, v, &radians)) {
    set_line(self, ANGLE, g_strdup(_("A vector without length has no direction, and no angle.")));
    return;
  }
  g_autofree char *cosine = epoch_pane_format(cos(radians), 3);
  /* Translators: the angle between two vectors, with its formula. */
  set_line(self, ANGLE,
           g_strdup_printf(_("cos φ = u · v / (|u| |v|) = %s / (%s · %s) = %s, so φ = %.1f°"), dot,
                           length_u, length_v, cosine, radians * 180 / G_PI));
}

static void
show_projection(Pane *self, EpochVector u, EpochVector v)
{
  EpochVector p;

  if (!epoch_vector_project(u, v, &p)) {
    set_line(self, PROJECTION,
             g_strdup(_("Onto a vector without length nothing can be projected.")));
    return;
  }
  g_autofree char *dot = epoch_pane_format(epoch_vector_dot(u, v), 3);
  g_autofree char *square = epoch_pane_format(epoch_vector_dot(v, v), 3);
  g_autofree char *x = epoch_pane_format(p.x, 3);
  g_autofree char *y = epoch_pane_format(p.y, 3);
  /* Translators: the projection of u onto v, with its formula. */
  set_line(self, PROJECTION,
           g_strdup_printf(_("u onto v = (u · v / v · v) v = %s / %s · v = (%s, %s)"), dot, square,
                           x, y));
}

static void
update(Pane *self)
{
  EpochVector u, v, sum;
  char *n[4];

  get_vectors(self, &u, &v);
  sum = epoch_vector_add(u, v);
  for (int i = 0; i < 4; i++)
    n[i] = epoch_pane_format_fixed(gtk_range_get_value(self->ranges[i]), 1);
  g_autofree char *sum_x = epoch_pane_format(sum.x, 3);
  g_autofree char *sum_y = epoch_pane_format(sum.y, 3);
  g_autofree char *dot = epoch_pane_format(epoch_vector_dot(u, v), 3);
  g_autofree char *length_u = epoch_pane_format(epoch_vector_length(u), 3);
  g_autofree char *length_v = epoch_pane_format(epoch_vector_length(v), 3);
  set_line(self, SUM,
           g_strdup_printf("u + v = (%s + %s, %s + %s) = (%s, %s)", n[0], n[2], n[1], n[3], sum_x,
                           sum_y));
  set_line(
      self, DOT,
      g_strdup_printf("u · v = u₁v₁ + u₂v₂ = %s · %s + %s · %s = %s", n[0], n[2], n[1], n[3], dot));
  set_line(self, LENGTHS, g_strdup_printf("|u| = √(u₁² + u₂²) = %s, |v| = %s", length_u, length_v));
  show_angle(self, u, v);
  show_projection(self, u, v);
  epoch_plane_set_description(self->plane, gtk_label_get_label(self->lines[SUM]));
  for (int i = 0; i < 4; i++)
    g_free(n[i]);
}

GtkWidget *
epoch_vectors_pane_new(void)
{
  const char *const names[4] = {"u₁", "u₂", "v₁", "v₂"};
  const double values[4] = {1, 3, 3, 1};
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *sliders = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  Pane *self = g_new0(Pane, 1);

  self->plane = EPOCH_PLANE(epoch_plane_new(_("Two vectors"), draw, find, self));
  epoch_plane_set_range(self->plane, -REACHED, REACHED, -REACHED, REACHED, TRUE);
  gtk_widget_set_size_request(GTK_WIDGET(self->plane), -1, 320);
  g_signal_connect(self->plane, "dragged", G_CALLBACK(dragged_cb), self);
  for (int i = 0; i < 4; i++)
    gtk_box_append(GTK_BOX(sliders),
                   epoch_pane_slider_new(names[i], -REACHED, REACHED, STEP, 0, 1,
                                         G_CALLBACK(update), self, &self->ranges[i]));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->plane));
  gtk_box_append(GTK_BOX(box), sliders);
  for (int i = 0; i < N_LINES; i++) {
    self->lines[i] = GTK_LABEL(epoch_pane_label_new("", "numeric"));
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->lines[i]));
  }
  g_object_set_data_full(G_OBJECT(box), "pane", self, g_free);
  for (int i = 0; i < 4; i++)
    gtk_range_set_value(self->ranges[i], values[i]);
  return box;
}
