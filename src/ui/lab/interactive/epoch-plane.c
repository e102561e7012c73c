#include "config.h"

#include "lab/interactive/epoch-plane.h"

#include <adwaita.h>
#include <math.h>

#include "chart/epoch-chart-text.h"
#include "chart/epoch-chart-theme.h"
#include "lab/interactive/epoch-pane-base.h"
#include "lab/interactive/epoch-plane-private.h"

#define NATURAL_WIDTH 420
#define NATURAL_HEIGHT 300
#define LEAST_WIDTH 160
#define LEAST_HEIGHT 220
/* How near, in pixels, a press has to be to something to take hold of it. */
#define REACH 24.0
/* What stands on the edge is seen whole. */
#define EDGE 8.0
/* At least so many pixels lie between two lines of the grid. */
#define LEAST_GAP 48.0

enum { DRAGGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE(EpochPlane, epoch_plane, GTK_TYPE_WIDGET)

/* Lays the plane into the widget: where the ticks stand, and how long a unit is. */
static void
lay_out(EpochPlane *self)
{
  double size = self->theme.font_size;
  double width = gtk_widget_get_width(GTK_WIDGET(self));
  double height = gtk_widget_get_height(GTK_WIDGET(self));

  self->left = 3.2 * size;
  self->right = width - size;
  self->top = *self->y_label ? 2.2 * size : size;
  self->bottom = height - (*self->x_label ? 3.6 : 2.0) * size;
  for (int i = 0; i < 4; i++)
    self->seen[i] = self->asked[i];
  if (!self->equal)
    return;
  double across = (self->right - self->left) / (self->asked[1] - self->asked[0]);
  double up = (self->bottom - self->top) / (self->asked[3] - self->asked[2]);
  double unit = fmax(fmin(across, up), 1e-6);
  double more_x = ((self->right - self->left) / unit - (self->asked[1] - self->asked[0])) / 2;
  double more_y = ((self->bottom - self->top) / unit - (self->asked[3] - self->asked[2])) / 2;
  self->seen[0] -= more_x;
  self->seen[1] += more_x;
  self->seen[2] -= more_y;
  self->seen[3] += more_y;
}

void
epoch_plane_to_screen(EpochPlane *self, double x, double y, double *screen_x, double *screen_y)
{
  const double *seen = self->seen;

  *screen_x = self->left + (x - seen[0]) / (seen[1] - seen[0]) * (self->right - self->left);
  *screen_y = self->bottom - (y - seen[2]) / (seen[3] - seen[2]) * (self->bottom - self->top);
}

static void
from_screen(EpochPlane *self, double screen_x, double screen_y, double *x, double *y)
{
  const double *seen = self->seen;

  *x = seen[0] + (screen_x - self->left) / (self->right - self->left) * (seen[1] - seen[0]);
  *y = seen[2] + (self->bottom - screen_y) / (self->bottom - self->top) * (seen[3] - seen[2]);
}

/* The step of a grid: 1, 2 or 5 times a power of ten, not denser than the eye likes. */
static double
get_step(double range, double pixels)
{
  double least = range * LEAST_GAP / fmax(pixels, 1);
  double power = pow(10, floor(log10(least)));

  for (double factor = 1; factor < 10; factor = factor == 1 ? 2 : factor == 2 ? 5 : 10)
    if (factor * power >= least)
      return factor * power;
  return 10 * power;
}

static int
get_decimals(double step)
{
  return CLAMP((int)ceil(-log10(step) - 1e-9), 0, 6);
}

static void
draw_tick(EpochPlane *self, cairo_t *cr, double value, double step, gboolean across)
{
  g_autofree char *text = epoch_pane_format_fixed(value, get_decimals(step));
  gboolean axis = fabs(value) < step / 1e6;
  double x, y;

  epoch_plane_to_screen(self, across ? value : self->seen[0], across ? self->seen[2] : value, &x,
                        &y);
  epoch_plane_set_color(cr, axis ? self->theme.dim : self->theme.grid, 1);
  cairo_set_line_width(cr, 1);
  /* On the middle of a pixel a thin line is sharp. */
  cairo_move_to(cr, across ? floor(x) + 0.5 : self->left, across ? self->top : floor(y) + 0.5);
  cairo_line_to(cr, across ? floor(x) + 0.5 : self->right, across ? self->bottom : floor(y) + 0.5);
  cairo_stroke(cr);
  if (across)
    epoch_plane_put_text(self, cr, text, x, self->bottom + self->theme.font_size * 0.35, 0.5, 0);
  else
    epoch_plane_put_text(self, cr, text, self->left - self->theme.font_size * 0.5, y, 1, 0.5);
}

static void
draw_grid(EpochPlane *self, cairo_t *cr)
{
  double step_x = get_step(self->seen[1] - self->seen[0], self->right - self->left);
  double step_y =
      self->equal ? step_x : get_step(self->seen[3] - self->seen[2], self->bottom - self->top);

  for (double x = ceil(self->seen[0] / step_x - 1e-9) * step_x; x <= self->seen[1] + step_x * 1e-9;
       x += step_x)
    draw_tick(self, cr, x, step_x, TRUE);
  for (double y = ceil(self->seen[2] / step_y - 1e-9) * step_y; y <= self->seen[3] + step_y * 1e-9;
       y += step_y)
    draw_tick(self, cr, y, step_y, FALSE);
  epoch_plane_put_text(self, cr, self->x_label, (self->left + self->right) / 2,
                       gtk_widget_get_height(GTK_WIDGET(self)), 0.5, 1);
  epoch_plane_put_text(self, cr, self->y_label, 0, 0, 0, 0);
}

static void
update_theme(EpochPlane *self)
{
  g_autoptr(EpochChartText) text = epoch_chart_text_new(GTK_WIDGET(self));

  epoch_chart_theme_init(&self->theme, GTK_WIDGET(self), epoch_chart_text_get_size(text));
}

static void
epoch_plane_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochPlane *self = EPOCH_PLANE(widget);
  int width = gtk_widget_get_width(widget), height = gtk_widget_get_height(widget);
  cairo_t *cr =
      gtk_snapshot_append_cairo(snapshot, &GRAPHENE_RECT_INIT(0, 0, (float)width, (float)height));

  update_theme(self);
  lay_out(self);
  if (self->right > self->left && self->bottom > self->top) {
    draw_grid(self, cr);
    cairo_save(cr);
    cairo_rectangle(cr, self->left - EDGE, self->top - EDGE, self->right - self->left + 2 * EDGE,
                    self->bottom - self->top + 2 * EDGE);
    cairo_clip(cr);
    self->draw(self, cr, self->data);
    cairo_restore(cr);
  }
  cairo_destroy(cr);
}

static void
epoch_plane_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : NATURAL_HEIGHT;
}

static int
find_handle(EpochPlane *self, double screen_x, double screen_y)
{
  double x, y, reach[2];

  if (!self->find || self->right <= self->left)
    return -1;
  from_screen(self, screen_x, screen_y, &x, &y);
  reach[0] = REACH * (self->seen[1] - self->seen[0]) / (self->right - self->left);
  reach[1] = REACH * (self->seen[3] - self->seen[2]) / (self->bottom - self->top);
  return self->find(self, x, y, reach, self->data);
}

static void
drag_begin_cb(GtkGestureDrag *gesture, double x, double y, EpochPlane *self)
{
  self->handle = find_handle(self, x, y);
  gtk_gesture_set_state(GTK_GESTURE(gesture),
                        self->handle >= 0 ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
  if (self->handle >= 0)
    gtk_widget_set_cursor_from_name(GTK_WIDGET(self), "grabbing");
}

static void
drag_update_cb(GtkGestureDrag *gesture, double offset_x, double offset_y, EpochPlane *self)
{
  double start_x, start_y, x, y;

  if (self->handle < 0 || !gtk_gesture_drag_get_start_point(gesture, &start_x, &start_y))
    return;
  from_screen(self, start_x + offset_x, start_y + offset_y, &x, &y);
  g_signal_emit(self, signals[DRAGGED], 0, self->handle, x, y);
}

static void
drag_end_cb(GtkGestureDrag *gesture, double offset_x, double offset_y, EpochPlane *self)
{
  self->handle = -1;
  gtk_widget_set_cursor(GTK_WIDGET(self), NULL);
}

static void
motion_cb(GtkEventControllerMotion *controller, double x, double y, EpochPlane *self)
{
  if (self->handle < 0)
    gtk_widget_set_cursor_from_name(GTK_WIDGET(self), find_handle(self, x, y) >= 0 ? "grab" : NULL);
}

void
epoch_plane_set_range(EpochPlane *self, double x0, double x1, double y0, double y1, gboolean equal)
{
  g_return_if_fail(EPOCH_IS_PLANE(self) && x0 < x1 && y0 < y1);
  self->asked[0] = x0;
  self->asked[1] = x1;
  self->asked[2] = y0;
  self->asked[3] = y1;
  self->equal = equal;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
epoch_plane_set_labels(EpochPlane *self, const char *x, const char *y)
{
  g_return_if_fail(EPOCH_IS_PLANE(self) && x && y);
  g_set_str(&self->x_label, x);
  g_set_str(&self->y_label, y);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
epoch_plane_set_description(EpochPlane *self, const char *description)
{
  g_return_if_fail(EPOCH_IS_PLANE(self));
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 description, -1);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

const struct ep_theme *
epoch_plane_get_theme(EpochPlane *self)
{
  g_return_val_if_fail(EPOCH_IS_PLANE(self), NULL);
  return &self->theme;
}

void
epoch_plane_get_seen(EpochPlane *self, double seen[4])
{
  g_return_if_fail(EPOCH_IS_PLANE(self));
  for (int i = 0; i < 4; i++)
    seen[i] = self->seen[i];
}

static void
epoch_plane_finalize(GObject *object)
{
  EpochPlane *self = EPOCH_PLANE(object);

  g_free(self->x_label);
  g_free(self->y_label);
  G_OBJECT_CLASS(epoch_plane_parent_class)->finalize(object);
}

static void
epoch_plane_class_init(EpochPlaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->finalize = epoch_plane_finalize;
  widget_class->snapshot = epoch_plane_snapshot;
  widget_class->measure = epoch_plane_measure;
  signals[DRAGGED] = g_signal_new("dragged", EPOCH_TYPE_PLANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
epoch_plane_init(EpochPlane *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default();
  GtkGesture *drag = gtk_gesture_drag_new();
  GtkEventController *motion = gtk_event_controller_motion_new();

  self->handle = -1;
  self->asked[1] = self->asked[3] = 1;
  self->x_label = g_strdup("");
  self->y_label = g_strdup("");
  g_signal_connect(drag, "drag-begin", G_CALLBACK(drag_begin_cb), self);
  g_signal_connect(drag, "drag-update", G_CALLBACK(drag_update_cb), self);
  g_signal_connect(drag, "drag-end", G_CALLBACK(drag_end_cb), self);
  g_signal_connect(motion, "motion", G_CALLBACK(motion_cb), self);
  gtk_widget_add_controller(GTK_WIDGET(self), GTK_EVENT_CONTROLLER(drag));
  gtk_widget_add_controller(GTK_WIDGET(self), motion);
  for (const char *const *name = (const char *const[]){"notify::dark", "notify::high-contrast",
                                                       "notify::accent-color", NULL};
       *name; name++)
    g_signal_connect_object(manager, *name, G_CALLBACK(gtk_widget_queue_draw), self,
                            G_CONNECT_SWAPPED);
}

GtkWidget *
epoch_plane_new(const char *name, EpochPlaneDraw draw, EpochPlaneFind find, gpointer data)
{
  EpochPlane *self = g_object_new(EPOCH_TYPE_PLANE, NULL);

  self->draw = draw;
  self->find = find;
  self->data = data;
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET(self);
}
