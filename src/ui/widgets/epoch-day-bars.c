#include "config.h"

#include "widgets/epoch-day-bars.h"

#include <glib/gi18n.h>

#define BAR_HEIGHT 56
#define BAR_WIDTH 10
#define LABEL_GAP 6
/* The scale never ends below this many hours, so that a first quarter of an hour looks small. */
#define LEAST_SCALE 2.0

struct _EpochDayBars {
  GtkWidget parent_instance;
  double worked[EPOCH_DAY_BARS_DAYS];
  double planned[EPOCH_DAY_BARS_DAYS];
  PangoLayout *labels[EPOCH_DAY_BARS_DAYS];
  GDate first;
  int today;
};

G_DEFINE_FINAL_TYPE(EpochDayBars, epoch_day_bars, GTK_TYPE_WIDGET)

static void
make_labels(EpochDayBars *self)
{
  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++) {
    GDate day = self->first;
    char name[64] = "";

    if (g_date_valid(&day)) {
      g_date_add_days(&day, (guint)i);
      g_date_strftime(name, sizeof name, "%a", &day);
    }
    g_clear_object(&self->labels[i]);
    self->labels[i] = gtk_widget_create_pango_layout(GTK_WIDGET(self), name);
  }
}

static void
append_bar(GtkSnapshot *snapshot, float x, float height, const GdkRGBA *colour)
{
  GskRoundedRect bar;

  if (height <= 0)
    return;
  height = MAX(height, 2);
  gsk_rounded_rect_init_from_rect(
      &bar, &GRAPHENE_RECT_INIT(x, BAR_HEIGHT - height, BAR_WIDTH, height), MIN(3, height / 2));
  gtk_snapshot_push_rounded_clip(snapshot, &bar);
  gtk_snapshot_append_color(snapshot, colour, &bar.bounds);
  gtk_snapshot_pop(snapshot);
}

static double
get_scale(EpochDayBars *self)
{
  double most = LEAST_SCALE;

  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++)
    most = MAX(most, MAX(self->worked[i], self->planned[i]));
  return most;
}

static void
epoch_day_bars_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochDayBars *self = EPOCH_DAY_BARS(widget);
  double scale = get_scale(self);
  float step = gtk_widget_get_width(widget) / (float)EPOCH_DAY_BARS_DAYS;
  GdkRGBA colour, faint, text;

  gtk_widget_get_color(widget, &colour);
  faint = colour;
  faint.alpha *= 0.22f;
  gtk_widget_get_color(gtk_widget_get_parent(widget), &text);
  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++) {
    float centre = step * ((float)i + 0.5f);
    int width, height;
    GdkRGBA label = text;

    append_bar(snapshot, centre - BAR_WIDTH / 2.0f, (float)(self->planned[i] / scale * BAR_HEIGHT),
               &faint);
    append_bar(snapshot, centre - BAR_WIDTH / 2.0f, (float)(self->worked[i] / scale * BAR_HEIGHT),
               &colour);
    if (i != self->today)
      label.alpha *= 0.6f;
    pango_layout_get_pixel_size(self->labels[i], &width, &height);
    gtk_snapshot_save(snapshot);
    gtk_snapshot_translate(snapshot,
                           &GRAPHENE_POINT_INIT(centre - (float)width / 2, BAR_HEIGHT + LABEL_GAP));
    gtk_snapshot_append_layout(snapshot, self->labels[i], &label);
    gtk_snapshot_restore(snapshot);
  }
}

static void
epoch_day_bars_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  EpochDayBars *self = EPOCH_DAY_BARS(widget);
  int widest = BAR_WIDTH, tallest = 0;

  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++) {
    int width, height;
    pango_layout_get_pixel_size(self->labels[i], &width, &height);
    widest = MAX(widest, width);
    tallest = MAX(tallest, height);
  }
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = (widest + 4) * EPOCH_DAY_BARS_DAYS;
    *natural = (widest + 18) * EPOCH_DAY_BARS_DAYS;
  } else {
    *minimum = *natural = BAR_HEIGHT + LABEL_GAP + tallest;
  }
  *minimum_baseline = *natural_baseline = -1;
}

static void
epoch_day_bars_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(epoch_day_bars_parent_class)->css_changed(widget, change);
  make_labels(EPOCH_DAY_BARS(widget));
  gtk_widget_queue_resize(widget);
}

static void
epoch_day_bars_dispose(GObject *object)
{
  EpochDayBars *self = EPOCH_DAY_BARS(object);

  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++)
    g_clear_object(&self->labels[i]);
  G_OBJECT_CLASS(epoch_day_bars_parent_class)->dispose(object);
}

static void
epoch_day_bars_class_init(EpochDayBarsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_day_bars_dispose;
  widget_class->snapshot = epoch_day_bars_snapshot;
  widget_class->measure = epoch_day_bars_measure;
  widget_class->css_changed = epoch_day_bars_css_changed;
  gtk_widget_class_set_css_name(widget_class, "day-bars");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
epoch_day_bars_init(EpochDayBars *self)
{
  g_date_clear(&self->first, 1);
  self->today = -1;
  gtk_widget_add_css_class(GTK_WIDGET(self), "caption");
  make_labels(self);
}

GtkWidget *
epoch_day_bars_new(void)
{
  return g_object_new(EPOCH_TYPE_DAY_BARS, NULL);
}

/* What the bars say, for those who do not see them. */
static void
describe(EpochDayBars *self)
{
  g_autoptr(GString) text = g_string_new(NULL);

  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++)
    g_string_append_printf(text, _("%s: %.1f of %.1f hours. "),
                           pango_layout_get_text(self->labels[i]), self->worked[i],
                           self->planned[i]);
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 _("Hours this week"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 text->str, -1);
}

void
epoch_day_bars_set(EpochDayBars *self, const GDate *first, const double *worked,
                   const double *planned, int today)
{
  g_return_if_fail(EPOCH_IS_DAY_BARS(self));
  self->first = *first;
  self->today = today;
  for (int i = 0; i < EPOCH_DAY_BARS_DAYS; i++) {
    self->worked[i] = worked[i];
    self->planned[i] = planned[i];
  }
  make_labels(self);
  describe(self);
  gtk_widget_queue_resize(GTK_WIDGET(self));
}
