/* A 2 × 2 matrix at work on the plane: where the unit square goes, the determinant, and the
 * directions that it only stretches. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-panes-private.h"
#include "lab/interactive/epoch-plane.h"
#include "play/epoch-algebra.h"

#define REACHED 4.0
#define MOST 3.0
#define STEP 0.1
#define GRID_LINES 6

enum { COLOR_FIRST, COLOR_SECOND, COLOR_SQUARE, COLOR_EIGEN };

typedef struct {
  EpochPlane *plane;
  GtkRange *ranges[4]; /* a, b, c, d */
  GtkLabel *determinant;
  GtkLabel *eigen;
} Pane;

static EpochMatrix
get_matrix(Pane *self)
{
  return (EpochMatrix){gtk_range_get_value(self->ranges[0]), gtk_range_get_value(self->ranges[1]),
                       gtk_range_get_value(self->ranges[2]), gtk_range_get_value(self->ranges[3])};
}

/* Where the lines of the grid go. */
static void
draw_grid(Pane *self, cairo_t *cr, EpochMatrix m)
{
  struct ep_color color = ep_theme_series_color(epoch_plane_get_theme(self->plane), COLOR_SQUARE);

  color.alpha *= 0.35;
  for (int i = -GRID_LINES; i <= GRID_LINES; i++) {
    EpochVector ends[4] = {epoch_matrix_apply(m, (EpochVector){i, -GRID_LINES}),
                           epoch_matrix_apply(m, (EpochVector){i, GRID_LINES}),
                           epoch_matrix_apply(m, (EpochVector){-GRID_LINES, i}),
                           epoch_matrix_apply(m, (EpochVector){GRID_LINES, i})};
    for (int j = 0; j < 4; j += 2)
      epoch_plane_draw_line(self->plane, cr, ends[j].x, ends[j].y, ends[j + 1].x, ends[j + 1].y,
                            color, 1);
  }
}

static void
draw_eigen(Pane *self, cairo_t *cr, EpochMatrix m)
{
  const struct ep_theme *theme = epoch_plane_get_theme(self->plane);
  EpochEigen eigen = epoch_matrix_get_eigen(m);
  int n = eigen.kind == EPOCH_EIGEN_TWO ? 2 : eigen.kind == EPOCH_EIGEN_ONE ? 1 : 0;

  for (int i = 0; i < n; i++) {
    EpochVector end = epoch_vector_scale(eigen.vectors[i], 2 * REACHED);
    EpochVector image = epoch_vector_scale(eigen.vectors[i], eigen.values[i]);
    cairo_set_dash(cr, (const double[]){5, 4}, 2, 0);
    epoch_plane_draw_line(self->plane, cr, -end.x, -end.y, end.x, end.y,
                          ep_theme_series_color(theme, COLOR_EIGEN), 1.5);
    cairo_set_dash(cr, NULL, 0, 0);
    epoch_plane_draw_arrow(self->plane, cr, 0, 0, image.x, image.y,
                           ep_theme_series_color(theme, COLOR_EIGEN));
  }
}

static void
draw(EpochPlane *plane, cairo_t *cr, gpointer data)
{
  Pane *self = data;
  const struct ep_theme *theme = epoch_plane_get_theme(plane);
  EpochMatrix m = get_matrix(self);
  const double image[4][2] = {{0, 0}, {m.a, m.c}, {m.a + m.b, m.c + m.d}, {m.b, m.d}};
  const double square[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

  draw_grid(self, cr, m);
  epoch_plane_draw_polygon(plane, cr, square, 4, theme->dim, 0.15);
  epoch_plane_draw_polygon(plane, cr, image, 4, ep_theme_series_color(theme, COLOR_SQUARE), 0.3);
  draw_eigen(self, cr, m);
  epoch_plane_draw_arrow(plane, cr, 0, 0, m.a, m.c, ep_theme_series_color(theme, COLOR_FIRST));
  epoch_plane_draw_arrow(plane, cr, 0, 0, m.b, m.d, ep_theme_series_color(theme, COLOR_SECOND));
  epoch_plane_draw_handle(plane, cr, m.a, m.c, ep_theme_series_color(theme, COLOR_FIRST));
  epoch_plane_draw_handle(plane, cr, m.b, m.d, ep_theme_series_color(theme, COLOR_SECOND));
  epoch_plane_draw_text(plane, cr, m.a, m.c, 0, 0, "(a, c)", theme->foreground);
  epoch_plane_draw_text(plane, cr, m.b, m.d, 0, 0, "(b, d)", theme->foreground);
}

static int
find(EpochPlane *plane, double x, double y, const double reach[2], gpointer data)
{
  EpochMatrix m = get_matrix(data);
  double to_first = hypot(x - m.a, y - m.c);
  double to_second = hypot(x - m.b, y - m.d);

  if (fmin(to_first, to_second) > reach[0])
    return -1;
  return to_first <= to_second ? 0 : 1;
}

/* The handles are the columns: where (1, 0) and (0, 1) go. */
static void
dragged_cb(EpochPlane *plane, int handle, double x, double y, Pane *self)
{
  gtk_range_set_value(self->ranges[handle], round(x / STEP) * STEP);
  gtk_range_set_value(self->ranges[2 + handle], round(y / STEP) * STEP);
}

static char *
dup_determinant(EpochMatrix m)
{
  double value = epoch_matrix_determinant(m);
  g_autofree char *a = epoch_pane_format_fixed(m.a, 1);
  g_autofree char *b = epoch_pane_format_fixed(m.b, 1);
  g_autofree char *c = epoch_pane_format_fixed(m.c, 1);
  g_autofree char *d = epoch_pane_format_fixed(m.d, 1);
  g_autofree char *result = epoch_pane_format(value, 3);
  g_autofree char *size = epoch_pane_format(fabs(value), 3);
  g_autofree char *meaning = NULL;

  if (fabs(value) < 1e-9)
    meaning = g_strdup(_("The plane is pressed onto a line, and there is no way back."));
  else if (value < 0)
    meaning =
        g_strdup_printf(_("Areas become %s times as large, and the plane is turned over."), size);
  else
    meaning = g_strdup_printf(_("Areas become %s times as large."), size);
  return g_strdup_printf("det = ad − bc = %s · %s − %s · %s = %s. %s", a, d, b, c, result, meaning);
}

static char *
dup_eigen(EpochMatrix m)
{
  EpochEigen eigen = epoch_matrix_get_eigen(m);
  g_autofree char *first = epoch_pane_format(eigen.values[0], 3);
  g_autofree char *second = epoch_pane_format(eigen.values[1], 3);
  g_autofree char *x = epoch_pane_format(eigen.vectors[0].x, 2);
  g_autofree char *y = epoch_pane_format(eigen.vectors[0].y, 2);
  g_autofree char *other_x = epoch_pane_format(eigen.vectors[1].x, 2);
  g_autofree char *other_y = epoch_pane_format(eigen.vectors[1].y, 2);

  switch (eigen.kind) {
  case EPOCH_EIGEN_TWO:
    /* Translators: eigenvalues and the directions of their eigenvectors. */
    return g_strdup_printf(_("Eigenvalues %s along (%s, %s) and %s along (%s, %s): in these "
                             "directions it only stretches."),
                           first, x, y, second, other_x, other_y);
  case EPOCH_EIGEN_ONE:
    return g_strdup_printf(
        _("One eigenvalue, %s, along (%s, %s): only in this direction it just stretches."), first,
        x, y);
  case EPOCH_EIGEN_EVERY:
    return g_strdup_printf(
        _("One eigenvalue, %s, and every direction is an eigenvector: all is stretched alike."),
        first);
  default:
    return g_strdup_printf(
        _("No real eigenvalue: every direction is turned. The complex ones are %s ± %si."), first,
        second);
  }
}

static void
update(Pane *self)
{
  EpochMatrix m = get_matrix(self);
  g_autofree char *determinant = dup_determinant(m);
  g_autofree char *eigen = dup_eigen(m);
  g_autofree char *both = g_strdup_printf("%s %s", determinant, eigen);

  gtk_label_set_label(self->determinant, determinant);
  gtk_label_set_label(self->eigen, eigen);
  epoch_plane_set_description(self->plane, both);
}

GtkWidget *
epoch_matrix_pane_new(void)
{
  const char *const names[4] = {"a", "b", "c", "d"};
  const double values[4] = {2, 1, 1, 2};
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *sliders = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);
  Pane *self = g_new0(Pane, 1);

  self->plane = EPOCH_PLANE(epoch_plane_new(_("A matrix at work"), draw, find, self));
  self->determinant = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  self->eigen = GTK_LABEL(epoch_pane_label_new("", "numeric"));
  epoch_plane_set_range(self->plane, -REACHED, REACHED, -REACHED, REACHED, TRUE);
  gtk_widget_set_size_request(GTK_WIDGET(self->plane), -1, 320);
  g_signal_connect(self->plane, "dragged", G_CALLBACK(dragged_cb), self);
  for (int i = 0; i < 4; i++)
    gtk_box_append(GTK_BOX(sliders),
                   epoch_pane_slider_new(names[i], -MOST, MOST, STEP, 0, 1, G_CALLBACK(update),
                                         self, &self->ranges[i]));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->plane));
  gtk_box_append(GTK_BOX(box), sliders);
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->determinant));
  gtk_box_append(GTK_BOX(box), GTK_WIDGET(self->eigen));
  g_object_set_data_full(G_OBJECT(box), "pane", self, g_free);
  for (int i = 0; i < 4; i++)
    gtk_range_set_value(self->ranges[i], values[i]);
  return box;
}
