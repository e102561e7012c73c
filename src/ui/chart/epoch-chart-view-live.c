#include "config.h"

#include "epoch-chart-view-private.h"

#include <adwaita.h>
#include <math.h>

/* How fast the axes close in on what they are to show: the share of the way that is left after
 * a second is e to the minus this. */
#define EASE 9.0

/* Nearer than this share of the range is there. */
#define SETTLED 5e-4

/* A live axis is widened by this share of its range at once, so that it moves rarely. */
#define AHEAD_X 0.5
#define AHEAD_Y 0.15

/* A frame that comes later than this, in seconds, moves the axes no further. */
#define FRAME_MAX 0.1

static double
span_of(struct ep_range range)
{
  return range.hi - range.lo;
}

/* Widens target until it holds extent, by more than is needed; it never narrows, for axes that
 * breathe can not be read. */
static void
widen(struct ep_range *target, struct ep_range extent, double ahead)
{
  double more = ahead * (fmax(target->hi, extent.hi) - fmin(target->lo, extent.lo));

  if (extent.hi > target->hi) {
    target->hi = extent.hi + more;
  }
  if (extent.lo < target->lo) {
    /* Zero is an end of its own: what begins there has nothing below it. */
    target->lo = extent.lo == 0 ? 0 : extent.lo - more;
  }
}

/* Says where the axes are to go, now that points have come. */
static void
aim(EpochChartView *self)
{
  struct ep_live *live = &self->live;
  struct ep_range extent[2];

  ep_layout_extent(epoch_chart_document_get_chart(self->document), extent);
  if (!epoch_chart_document_get_live(self->document)) {
    live->target[EP_X] = extent[EP_X];
    live->target[EP_Y] = extent[EP_Y];
  } else if (live->started) {
    widen(&live->target[EP_X], extent[EP_X], AHEAD_X);
    widen(&live->target[EP_Y], extent[EP_Y], AHEAD_Y);
  } else {
    live->target[EP_X] = live->shown[EP_X] = extent[EP_X];
    live->target[EP_Y] = live->shown[EP_Y] = extent[EP_Y];
    live->started = ep_chart_get_n_series(epoch_chart_document_get_chart(self->document)) > 0;
  }
}

/* Moves what is shown towards the target; returns whether it is there. */
static gboolean
ease(struct ep_range *shown, struct ep_range target, double share)
{
  double span = span_of(target);

  shown->lo += (target.lo - shown->lo) * share;
  shown->hi += (target.hi - shown->hi) * share;
  if (fabs(shown->lo - target.lo) + fabs(shown->hi - target.hi) > SETTLED * span) {
    return FALSE;
  }
  *shown = target;
  return TRUE;
}

static gboolean
is_animated(EpochChartView *self)
{
  return adw_get_enable_animations(GTK_WIDGET(self));
}

/* Once a frame, while there is something to show: points that came since the last one are drawn
 * together, however many they are. */
static gboolean
tick_cb(GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EpochChartView *self = EPOCH_CHART_VIEW(widget);
  struct ep_live *live = &self->live;
  gint64 now = gdk_frame_clock_get_frame_time(clock);
  double passed = live->last > 0 ? (double)(now - live->last) / G_USEC_PER_SEC : 0;
  double share = is_animated(self) ? 1 - exp(-EASE * fmin(passed, FRAME_MAX)) : 1;
  gboolean there;

  live->last = now;
  if (live->dirty) {
    aim(self);
  }
  there = ease(&live->shown[EP_X], live->target[EP_X], share);
  there = ease(&live->shown[EP_Y], live->target[EP_Y], share) && there;
  live->dirty = FALSE;
  live->frames++;
  epoch_chart_view_redraw(self);
  if (!there) {
    return G_SOURCE_CONTINUE;
  }
  live->tick = 0;
  live->last = 0;
  return G_SOURCE_REMOVE;
}

static void
changed_cb(EpochChartView *self)
{
  self->live.dirty = TRUE;
  /* The layout in hand speaks of points that may have moved in memory, never of their number:
   * it may still be asked where the pointer is, and looks at the chart itself. */
  if (self->live.tick == 0) {
    self->live.tick = gtk_widget_add_tick_callback(GTK_WIDGET(self), tick_cb, NULL, NULL);
  }
}

void
epoch_chart_view_follow(EpochChartView *self, EpochChartDocument *document)
{
  if (self->live.tick != 0) {
    gtk_widget_remove_tick_callback(GTK_WIDGET(self), self->live.tick);
  }
  if (self->live.document != NULL) {
    g_signal_handlers_disconnect_by_func(self->live.document, changed_cb, self);
  }
  g_clear_object(&self->live.document);
  self->live = (struct ep_live){0};
  if (document != NULL && epoch_chart_document_get_live(document)) {
    self->live.document = g_object_ref(document);
    g_signal_connect_object(document, "changed", G_CALLBACK(changed_cb), self, G_CONNECT_SWAPPED);
    changed_cb(self);
  }
}

void
epoch_chart_view_apply_live(EpochChartView *self, struct ep_layout_options *options)
{
  if (!self->live.started) {
    return;
  }
  options->least_left = self->live.left;
  for (int dimension = EP_X; dimension <= EP_Y; dimension++) {
    if (!(self->view[dimension].lo < self->view[dimension].hi)) {
      options->view[dimension] = self->live.shown[dimension];
    }
  }
}

void
epoch_chart_view_note_live(EpochChartView *self)
{
  if (self->live.started && self->layout != NULL) {
    /* Numbers that grow a digit push the axis once, and never back. */
    self->live.left = fmax(self->live.left, ep_layout_get_area(self->layout).x);
  }
}

guint
epoch_chart_view_get_frames(EpochChartView *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_VIEW(self), 0);
  return self->live.frames;
}
