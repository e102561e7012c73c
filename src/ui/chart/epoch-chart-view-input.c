#include "config.h"

#include "epoch-chart-view-private.h"

#include <math.h>

/* How far from a datum the pointer may be to mean it. */
#define REACH 24.0

/* By how much one step of the wheel or one key press zooms. */
#define ZOOM_STEP 1.25

static const struct ep_chart *
chart_of(EpochChartView *self)
{
  return epoch_chart_document_get_chart(self->document);
}

static void
motion_cb(GtkEventControllerMotion *controller, double x, double y, EpochChartView *self)
{
  struct ep_datum datum;

  /* A pointer that rests is told anew after each layout; the keyboard's cursor is not its. */
  if (self->by_keyboard && x == self->pointer_x && y == self->pointer_y) {
    return;
  }
  self->pointer_x = x;
  self->pointer_y = y;
  if (!epoch_chart_view_ensure_layout(self)) {
    return;
  }
  epoch_chart_view_update_pointer(self, x, y);
  if (ep_layout_nearest(self->layout, x, y, REACH, &datum)) {
    epoch_chart_view_set_datum(self, &datum, FALSE);
    epoch_chart_view_update_pixel(self, x, y);
  } else if (!self->by_keyboard) {
    epoch_chart_view_set_datum(self, NULL, FALSE);
  }
}

static void
leave_cb(GtkEventControllerMotion *controller, EpochChartView *self)
{
  if (!self->by_keyboard) {
    epoch_chart_view_set_datum(self, NULL, FALSE);
  }
}

/* Moves what is shown so that the cursor is in sight. */
static void
follow_datum(EpochChartView *self)
{
  struct ep_range view[2] = {self->view[EP_X], self->view[EP_Y]};
  double x;
  double y;

  epoch_chart_view_unfold_to(self, self->datum.index);
  if (epoch_chart_view_reveal(self, self->datum)) {
    return;
  }
  if (!epoch_chart_view_ensure_layout(self) ||
      ep_layout_position(self->layout, self->datum, &x, &y)) {
    return;
  }
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    double value =
        ep_chart_get_value(chart_of(self), self->datum.series, self->datum.index, dimension);
    double half = (view[dimension].hi - view[dimension].lo) / 2;
    if (half > 0 && !(value >= view[dimension].lo && value <= view[dimension].hi)) {
      view[dimension] = (struct ep_range){value - half, value + half};
    }
  }
  epoch_chart_view_set_range(self, view);
  /* A bin has no x of its own to follow; then all of the chart is shown. */
  if (epoch_chart_view_ensure_layout(self) &&
      !ep_layout_position(self->layout, self->datum, &x, &y)) {
    epoch_chart_view_reset_zoom(self);
  }
}

static gboolean
step(EpochChartView *self, enum ep_step where)
{
  struct ep_datum datum = self->has_datum ? self->datum : (struct ep_datum){0, 0};

  if (!self->has_datum && where != EP_STEP_LAST) {
    where = EP_STEP_FIRST;
  }
  if (epoch_chart_view_ensure_layout(self) ? ep_layout_step(self->layout, &datum, where)
                                           : ep_datum_step(chart_of(self), &datum, where)) {
    epoch_chart_view_set_datum(self, &datum, TRUE);
    follow_datum(self);
    epoch_chart_view_scroll_to_picture(self);
  } else if (self->has_datum) {
    /* At the end the cursor stays, and is said again. */
    epoch_chart_view_set_datum(self, &datum, TRUE);
  }
  return TRUE;
}

/* Where a key moves the cursor; false for keys that do not. */
static gboolean
step_of_key(EpochChartView *self, guint key, enum ep_step *where)
{
  gboolean lies = ep_chart_get_horizontal(chart_of(self));
  /* Kinds that are not series say themselves where up and down lead. */
  gboolean several =
      ep_chart_get_n_series(chart_of(self)) > 1 || ep_chart_get_kind(chart_of(self)) >= EP_KIND_BOX;

  switch (key) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    *where = lies && several ? EP_STEP_SERIES_PREVIOUS : EP_STEP_PREVIOUS;
    return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    *where = lies && several ? EP_STEP_SERIES_NEXT : EP_STEP_NEXT;
    return TRUE;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    *where = !lies && several ? EP_STEP_SERIES_PREVIOUS : EP_STEP_PREVIOUS;
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    *where = !lies && several ? EP_STEP_SERIES_NEXT : EP_STEP_NEXT;
    return TRUE;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    *where = EP_STEP_FIRST;
    return TRUE;
  case GDK_KEY_End:
  case GDK_KEY_KP_End:
    *where = EP_STEP_LAST;
    return TRUE;
  case GDK_KEY_Page_Up:
  case GDK_KEY_KP_Page_Up:
    *where = EP_STEP_PAGE_PREVIOUS;
    return TRUE;
  case GDK_KEY_Page_Down:
  case GDK_KEY_KP_Page_Down:
    *where = EP_STEP_PAGE_NEXT;
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
zoom_key(EpochChartView *self, guint key)
{
  switch (key) {
  case GDK_KEY_plus:
  case GDK_KEY_KP_Add:
  case GDK_KEY_equal:
    epoch_chart_view_zoom(self, ZOOM_STEP);
    return TRUE;
  case GDK_KEY_minus:
  case GDK_KEY_KP_Subtract:
    epoch_chart_view_zoom(self, 1 / ZOOM_STEP);
    return TRUE;
  case GDK_KEY_0:
  case GDK_KEY_KP_0:
    epoch_chart_view_reset_zoom(self);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
key_pressed_cb(GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
               EpochChartView *self)
{
  enum ep_step where;

  if (self->document == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0) {
    return FALSE;
  }
  if (step_of_key(self, key, &where)) {
    return step(self, where);
  }
  if (key == GDK_KEY_Escape && (self->has_datum || epoch_chart_view_get_zoomed(self))) {
    if (self->has_datum) {
      epoch_chart_view_set_datum(self, NULL, TRUE);
    } else {
      epoch_chart_view_reset_zoom(self);
    }
    return TRUE;
  }
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space) &&
      self->has_datum) {
    return epoch_chart_view_toggle_node(self, self->datum.index);
  }
  return zoom_key(self, key);
}

static void
focus_out_cb(GtkEventControllerFocus *controller, EpochChartView *self)
{
  epoch_chart_view_set_datum(self, NULL, FALSE);
}

/* The wheel scrolls the page; with Ctrl it zooms the chart. */
static gboolean
scroll_cb(GtkEventControllerScroll *controller, double dx, double dy, EpochChartView *self)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state(GTK_EVENT_CONTROLLER(controller));

  if ((state & GDK_CONTROL_MASK) == 0) {
    return GDK_EVENT_PROPAGATE;
  }
  epoch_chart_view_zoom_at(self, pow(ZOOM_STEP, -dy), self->pointer_x, self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb(GtkGestureDrag *gesture, double x, double y, EpochChartView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self));
  if (!epoch_chart_view_can_pan(self) || !epoch_chart_view_ensure_layout(self)) {
    gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  self->drag_from[EP_X] = ep_layout_get_range(self->layout, EP_X);
  self->drag_from[EP_Y] = ep_layout_get_range(self->layout, EP_Y);
  if (ep_layout_is_partial(self->layout)) {
    self->whole[EP_X] = ep_layout_get_whole(self->layout, EP_X);
    self->whole[EP_Y] = ep_layout_get_whole(self->layout, EP_Y);
  }
}

/* The range moved by an offset, as far as there is something to see. */
static struct ep_range
moved(struct ep_range range, struct ep_range whole, double by)
{
  by = CLAMP(by, whole.lo - range.lo, whole.hi - range.hi);
  return (struct ep_range){range.lo + by, range.hi + by};
}

static void
drag_update_cb(GtkGestureDrag *gesture, double dx, double dy, EpochChartView *self)
{
  struct ep_range view[2] = {self->view[EP_X], self->view[EP_Y]};
  struct ep_rect area;

  if (!epoch_chart_view_ensure_layout(self) || hypot(dx, dy) < 3) {
    return;
  }
  gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  area = ep_layout_get_area(self->layout);
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    struct ep_range from = self->drag_from[dimension];
    double share = dimension == EP_X ? -dx / MAX(area.width, 1) : dy / MAX(area.height, 1);
    if (view[dimension].lo < view[dimension].hi || ep_layout_is_partial(self->layout)) {
      view[dimension] = moved(from, self->whole[dimension], share * (from.hi - from.lo));
    }
  }
  epoch_chart_view_set_range(self, view);
}

static void
pressed_cb(GtkGestureClick *gesture, int presses, double x, double y, EpochChartView *self)
{
  gtk_widget_grab_focus(GTK_WIDGET(self));
  if (epoch_chart_view_click_at(self, x, y)) {
    gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    return;
  }
  if (presses == 2 && epoch_chart_view_get_zoomed(self)) {
    epoch_chart_view_reset_zoom(self);
    gtk_gesture_set_state(GTK_GESTURE(gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  }
}

static void
pinch_begin_cb(GtkGesture *gesture, GdkEventSequence *sequence, EpochChartView *self)
{
  self->pinch_from = 1;
}

static void
pinch_cb(GtkGestureZoom *gesture, double scale, EpochChartView *self)
{
  double x;
  double y;

  if (gtk_gesture_get_bounding_box_center(GTK_GESTURE(gesture), &x, &y) && scale > 0) {
    epoch_chart_view_zoom_at(self, scale / self->pinch_from, x, y);
    self->pinch_from = scale;
  }
}

void
epoch_chart_view_add_controllers(EpochChartView *self)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GtkEventController *motion = gtk_event_controller_motion_new();
  GtkEventController *key = gtk_event_controller_key_new();
  GtkEventController *focus = gtk_event_controller_focus_new();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new();
  GtkGesture *click = gtk_gesture_click_new();
  GtkGesture *pinch = gtk_gesture_zoom_new();

  g_signal_connect(motion, "enter", G_CALLBACK(motion_cb), self);
  g_signal_connect(motion, "motion", G_CALLBACK(motion_cb), self);
  g_signal_connect(motion, "leave", G_CALLBACK(leave_cb), self);
  g_signal_connect(key, "key-pressed", G_CALLBACK(key_pressed_cb), self);
  g_signal_connect(focus, "leave", G_CALLBACK(focus_out_cb), self);
  g_signal_connect(scroll, "scroll", G_CALLBACK(scroll_cb), self);
  g_signal_connect(drag, "drag-begin", G_CALLBACK(drag_begin_cb), self);
  g_signal_connect(drag, "drag-update", G_CALLBACK(drag_update_cb), self);
  g_signal_connect(click, "pressed", G_CALLBACK(pressed_cb), self);
  g_signal_connect(pinch, "begin", G_CALLBACK(pinch_begin_cb), self);
  g_signal_connect(pinch, "scale-changed", G_CALLBACK(pinch_cb), self);
  gtk_widget_add_controller(widget, motion);
  gtk_widget_add_controller(widget, key);
  gtk_widget_add_controller(widget, focus);
  gtk_widget_add_controller(widget, scroll);
  gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(drag));
  gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(click));
  gtk_widget_add_controller(widget, GTK_EVENT_CONTROLLER(pinch));
  gtk_gesture_group(drag, click);
}
