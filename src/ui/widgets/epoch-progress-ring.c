#include "config.h"

#include "widgets/epoch-progress-ring.h"

#include <glib/gi18n.h>
#include <math.h>

#define RING_SIZE 16
#define RING_LINE 2.5f
/* The part not yet done is drawn in the same colour, this much fainter. */
#define TRACK_ALPHA 0.22f

struct _EpochProgressRing {
  GtkWidget parent_instance;
  double fraction;
  int size;
};

enum { PROP_FRACTION = 1, PROP_SIZE, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

/* Without the interface a screen reader is told that there is a meter, but not its value. */
G_DEFINE_FINAL_TYPE_WITH_CODE(EpochProgressRing, epoch_progress_ring, GTK_TYPE_WIDGET,
                              G_IMPLEMENT_INTERFACE(GTK_TYPE_ACCESSIBLE_RANGE, NULL))

static void
append_arc(GtkSnapshot *snapshot, const graphene_point_t *centre, float radius, double fraction,
           const GdkRGBA *colour)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new();
  g_autoptr(GskStroke) stroke = gsk_stroke_new(RING_LINE * radius / (RING_SIZE / 2.0f));
  g_autoptr(GskPath) path = NULL;

  if (fraction >= 1.0) {
    gsk_path_builder_add_circle(builder, centre, radius);
  } else {
    double angle = 2 * G_PI * fraction;
    gsk_path_builder_move_to(builder, centre->x, centre->y - radius);
    gsk_path_builder_svg_arc_to(builder, radius, radius, 0, fraction > 0.5, TRUE,
                                centre->x + radius * (float)sin(angle),
                                centre->y - radius * (float)cos(angle));
    gsk_stroke_set_line_cap(stroke, GSK_LINE_CAP_ROUND);
  }
  path = gsk_path_builder_free_to_path(g_steal_pointer(&builder));
  gtk_snapshot_append_stroke(snapshot, path, stroke, colour);
}

static void
append_check(GtkSnapshot *snapshot, const graphene_point_t *centre, float radius,
             const GdkRGBA *colour)
{
  g_autoptr(GskPathBuilder) builder = gsk_path_builder_new();
  g_autoptr(GskStroke) stroke = gsk_stroke_new(RING_LINE * radius / (RING_SIZE / 2.0f) * 0.8f);
  g_autoptr(GskPath) path = NULL;

  gsk_path_builder_move_to(builder, centre->x - 0.42f * radius, centre->y + 0.02f * radius);
  gsk_path_builder_line_to(builder, centre->x - 0.10f * radius, centre->y + 0.34f * radius);
  gsk_path_builder_line_to(builder, centre->x + 0.44f * radius, centre->y - 0.32f * radius);
  gsk_stroke_set_line_cap(stroke, GSK_LINE_CAP_ROUND);
  gsk_stroke_set_line_join(stroke, GSK_LINE_JOIN_ROUND);
  path = gsk_path_builder_free_to_path(g_steal_pointer(&builder));
  gtk_snapshot_append_stroke(snapshot, path, stroke, colour);
}

static void
epoch_progress_ring_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochProgressRing *self = EPOCH_PROGRESS_RING(widget);
  int size = MIN(gtk_widget_get_width(widget), gtk_widget_get_height(widget));
  float radius = size / 2.0f - RING_LINE * size / RING_SIZE / 2;
  graphene_point_t centre = GRAPHENE_POINT_INIT(gtk_widget_get_width(widget) / 2.0f,
                                                gtk_widget_get_height(widget) / 2.0f);
  GdkRGBA colour, track;

  if (size <= 0)
    return;
  gtk_widget_get_color(widget, &colour);
  track = colour;
  track.alpha *= TRACK_ALPHA;
  append_arc(snapshot, &centre, radius, 1.0, self->fraction >= 1.0 ? &colour : &track);
  if (self->fraction >= 1.0)
    append_check(snapshot, &centre, radius, &colour);
  else if (self->fraction > 0.0)
    append_arc(snapshot, &centre, radius, self->fraction, &colour);
}

static void
epoch_progress_ring_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = *natural = EPOCH_PROGRESS_RING(widget)->size;
  *minimum_baseline = *natural_baseline = -1;
}

static void
epoch_progress_ring_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EpochProgressRing *self = EPOCH_PROGRESS_RING(object);

  switch (id) {
  case PROP_FRACTION:
    g_value_set_double(value, self->fraction);
    break;
  case PROP_SIZE:
    g_value_set_int(value, self->size);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_progress_ring_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EpochProgressRing *self = EPOCH_PROGRESS_RING(object);

  switch (id) {
  case PROP_FRACTION:
    epoch_progress_ring_set_fraction(self, g_value_get_double(value));
    break;
  case PROP_SIZE:
    self->size = g_value_get_int(value);
    gtk_widget_queue_resize(GTK_WIDGET(self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_progress_ring_class_init(EpochProgressRingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS(klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  object_class->get_property = epoch_progress_ring_get_property;
  object_class->set_property = epoch_progress_ring_set_property;
  widget_class->snapshot = epoch_progress_ring_snapshot;
  widget_class->measure = epoch_progress_ring_measure;
  gtk_widget_class_set_css_name(widget_class, "progress-ring");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_METER);

  properties[PROP_FRACTION] =
      g_param_spec_double("fraction", NULL, NULL, 0, 1, 0,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SIZE] = g_param_spec_int("size", NULL, NULL, 8, 256, RING_SIZE,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
describe(EpochProgressRing *self)
{
  g_autofree char *text = g_strdup_printf(_("%d%% done"), (int)(self->fraction * 100));

  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress"),
                                 GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                 GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                 GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->fraction * 100,
                                 GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
epoch_progress_ring_init(EpochProgressRing *self)
{
  self->size = RING_SIZE;
  describe(self);
}

GtkWidget *
epoch_progress_ring_new(void)
{
  return g_object_new(EPOCH_TYPE_PROGRESS_RING, NULL);
}

double
epoch_progress_ring_get_fraction(EpochProgressRing *self)
{
  g_return_val_if_fail(EPOCH_IS_PROGRESS_RING(self), 0);
  return self->fraction;
}

void
epoch_progress_ring_set_fraction(EpochProgressRing *self, double fraction)
{
  g_return_if_fail(EPOCH_IS_PROGRESS_RING(self));
  /* What is not a number is no progress. */
  fraction = isnan(fraction) ? 0 : CLAMP(fraction, 0, 1);
  if (fabs(fraction - self->fraction) < 1e-9)
    return;
  self->fraction = fraction;
  describe(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_FRACTION]);
}
