#include "config.h"

#include "lab/epoch-chart-thumbnail.h"

#include <adwaita.h>

#include "chart/epoch-chart-theme.h"
#include "ep-layout.h"

#define WIDTH 168
#define HEIGHT 112
/* The chart is laid out so much larger than it is shown, as marks and lines want room. */
#define ENLARGED 1.6

struct _EpochChartThumbnail {
  GtkWidget parent_instance;
  EpochChartDocument *document; /* (nullable) */
  struct ep_layout *layout;     /* (nullable): of this width and height */
  int width;
  int height;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE(EpochChartThumbnail, epoch_chart_thumbnail, GTK_TYPE_WIDGET)

static void
drop_layout(EpochChartThumbnail *self)
{
  g_clear_pointer(&self->layout, ep_layout_free);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
measure_nothing(void *user, const char *text, const struct ep_font *font,
                struct ep_extents *extents)
{
  *extents = (struct ep_extents){1, 1, 1};
}

static void
draw_nothing(void *user, cairo_t *cr, const char *text, const struct ep_font *font, double x,
             double y)
{
}

/* Words that take no room and are not drawn. */
static const struct ep_text no_text = {measure_nothing, draw_nothing, NULL};

static void
ensure_layout(EpochChartThumbnail *self)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_theme theme;
  int width = gtk_widget_get_width(GTK_WIDGET(self));
  int height = gtk_widget_get_height(GTK_WIDGET(self));

  if (self->layout && self->width == width && self->height == height)
    return;
  g_clear_pointer(&self->layout, ep_layout_free);
  self->width = width;
  self->height = height;
  epoch_chart_theme_init(&theme, GTK_WIDGET(self), 12);
  theme.grid.alpha = 0;
  options.width = width * ENLARGED;
  options.height = height * ENLARGED;
  options.theme = &theme;
  options.text = &no_text;
  self->layout = ep_layout_new(epoch_chart_document_get_chart(self->document), &options);
}

/* What is inside the axes alone, as large as there is room; a legend without words says nothing. */
static void
draw_area(EpochChartThumbnail *self, cairo_t *cr)
{
  struct ep_rect area = ep_layout_get_area(self->layout);
  double scale = MIN(self->width / MAX(area.width, 1), self->height / MAX(area.height, 1));

  cairo_translate(cr, (self->width - area.width * scale) / 2,
                  (self->height - area.height * scale) / 2);
  cairo_scale(cr, scale, scale);
  cairo_translate(cr, -area.x, -area.y);
  cairo_rectangle(cr, area.x, area.y, area.width, area.height);
  cairo_clip(cr);
  ep_layout_draw(self->layout, cr);
}

static void
epoch_chart_thumbnail_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochChartThumbnail *self = EPOCH_CHART_THUMBNAIL(widget);
  cairo_t *cr;

  if (!self->document) {
    gtk_widget_snapshot_child(widget, self->none, snapshot);
    return;
  }
  ensure_layout(self);
  if (!self->layout)
    return;
  cr = gtk_snapshot_append_cairo(
      snapshot, &GRAPHENE_RECT_INIT(0, 0, (float)self->width, (float)self->height));
  draw_area(self, cr);
  cairo_destroy(cr);
}

static void
epoch_chart_thumbnail_measure(GtkWidget *widget, GtkOrientation orientation, int for_size,
                              int *minimum, int *natural, int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
epoch_chart_thumbnail_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate(EPOCH_CHART_THUMBNAIL(widget)->none, width, height, -1, NULL);
}

static void
epoch_chart_thumbnail_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS(epoch_chart_thumbnail_parent_class)->css_changed(widget, change);
  drop_layout(EPOCH_CHART_THUMBNAIL(widget));
}

void
epoch_chart_thumbnail_set_document(EpochChartThumbnail *self, EpochChartDocument *document)
{
  g_return_if_fail(EPOCH_IS_CHART_THUMBNAIL(self));
  /* The layout borrows the chart, so it goes first. */
  drop_layout(self);
  g_set_object(&self->document, document);
}

static void
epoch_chart_thumbnail_dispose(GObject *object)
{
  EpochChartThumbnail *self = EPOCH_CHART_THUMBNAIL(object);

  g_clear_pointer(&self->layout, ep_layout_free);
  g_clear_pointer(&self->none, gtk_widget_unparent);
  g_clear_object(&self->document);
  G_OBJECT_CLASS(epoch_chart_thumbnail_parent_class)->dispose(object);
}

static void
epoch_chart_thumbnail_class_init(EpochChartThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(klass);

  G_OBJECT_CLASS(klass)->dispose = epoch_chart_thumbnail_dispose;
  widget_class->snapshot = epoch_chart_thumbnail_snapshot;
  widget_class->measure = epoch_chart_thumbnail_measure;
  widget_class->size_allocate = epoch_chart_thumbnail_size_allocate;
  widget_class->css_changed = epoch_chart_thumbnail_css_changed;
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
epoch_chart_thumbnail_init(EpochChartThumbnail *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default();

  self->none = gtk_image_new_from_icon_name("epoch-chart-scatter-symbolic");
  gtk_image_set_pixel_size(GTK_IMAGE(self->none), 48);
  gtk_widget_set_opacity(self->none, 0.25);
  gtk_widget_set_parent(self->none, GTK_WIDGET(self));
  gtk_widget_set_can_target(GTK_WIDGET(self), FALSE);
  for (const char *const *name = (const char *const[]){"notify::dark", "notify::high-contrast",
                                                       "notify::accent-color", NULL};
       *name; name++)
    g_signal_connect_object(manager, *name, G_CALLBACK(drop_layout), self, G_CONNECT_SWAPPED);
}

GtkWidget *
epoch_chart_thumbnail_new(void)
{
  return g_object_new(EPOCH_TYPE_CHART_THUMBNAIL, NULL);
}
