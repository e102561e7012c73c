#include "config.h"

#include "lab/interactive/epoch-range-bar.h"

#define HEIGHT 28
#define BAR_HEIGHT 16
#define RADIUS 5
#define LEAST_WIDTH 3

struct _EpochRangeBar {
  GtkWidget parent_instance;
  gint64 largest;
  gint64 low;
  gint64 high;
  GArray *guesses; /* of gint64 */
};

G_DEFINE_FINAL_TYPE(EpochRangeBar, epoch_range_bar, GTK_TYPE_WIDGET)

/* Where a number ends, as a share of the whole: 0 ends at 0, the largest at 1. */
static double
to_share(EpochRangeBar *self, gint64 number)
{
  return (double)number / (double)MAX(self->largest, 1);
}

static void
fill(GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *color)
{
  graphene_rect_t rect = GRAPHENE_RECT_INIT(x, y, width, height);
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect(&round, &rect, MIN(RADIUS, width / 2));
  gtk_snapshot_push_rounded_clip(snapshot, &round);
  gtk_snapshot_append_color(snapshot, color, &rect);
  gtk_snapshot_pop(snapshot);
}

static void
epoch_range_bar_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochRangeBar *self = EPOCH_RANGE_BAR(widget);
  float width = (float)gtk_widget_get_width(widget);
  float top = (float)(gtk_widget_get_height(widget) - BAR_HEIGHT) / 2;
  float from, to;
  GdkRGBA color, faint, line;

  gtk_widget_get_color(widget, &color);
  faint = line = color;
  faint.alpha *= 0.2f;
  fill(snapshot, 0, top, width, BAR_HEIGHT, &faint);
  from = (float)(to_share(self, self->low - 1) * width);
  to = (float)(to_share(self, self->high) * width);
  /* A single number of a million is to be seen as well. */
  if (to - from < LEAST_WIDTH) {
    from = CLAMP((from + to - LEAST_WIDTH) / 2, 0, width - LEAST_WIDTH);
    to = from + LEAST_WIDTH;
  }
  fill(snapshot, from, top, to - from, BAR_HEIGHT, &color);
  for (guint i = 0; i < self->guesses->len; i++) {
    gint64 guess = g_array_index(self->guesses, gint64, i);
    float x = (float)((to_share(self, guess - 1) + to_share(self, guess)) / 2 * width);
    gtk_snapshot_append_color(
        snapshot, &line,
        &GRAPHENE_RECT_INIT(CLAMP(x - 1, 0, width - 2), top - 5, 2, BAR_HEIGHT + 10));
  }
}

static void
epoch_range_bar_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 400 : HEIGHT;
}

void
epoch_range_bar_set(EpochRangeBar *self, gint64 largest, gint64 low, gint64 high)
{
  g_return_if_fail(EPOCH_IS_RANGE_BAR(self));
  self->largest = largest;
  self->low = low;
  self->high = high;
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
epoch_range_bar_add_guess(EpochRangeBar *self, gint64 guess)
{
  g_return_if_fail(EPOCH_IS_RANGE_BAR(self));
  g_array_append_val(self->guesses, guess);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

void
epoch_range_bar_clear_guesses(EpochRangeBar *self)
{
  g_return_if_fail(EPOCH_IS_RANGE_BAR(self));
  g_array_set_size(self->guesses, 0);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
epoch_range_bar_finalize(GObject *object)
{
  g_array_unref(EPOCH_RANGE_BAR(object)->guesses);
  G_OBJECT_CLASS(epoch_range_bar_parent_class)->finalize(object);
}

static void
epoch_range_bar_class_init(EpochRangeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->finalize = epoch_range_bar_finalize;
  widget_class->snapshot = epoch_range_bar_snapshot;
  widget_class->measure = epoch_range_bar_measure;
  gtk_widget_class_set_css_name(widget_class, "range-bar");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
epoch_range_bar_init(EpochRangeBar *self)
{
  self->guesses = g_array_new(FALSE, FALSE, sizeof(gint64));
  self->largest = self->high = 1;
  self->low = 1;
}

GtkWidget *
epoch_range_bar_new(void)
{
  return g_object_new(EPOCH_TYPE_RANGE_BAR, NULL);
}
