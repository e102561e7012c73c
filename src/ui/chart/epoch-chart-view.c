#include "config.h"

#include "epoch-chart-view-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ep-chart.h"
#include "epoch-chart-theme.h"

enum { PROP_0, PROP_DOCUMENT, N_PROPERTIES };

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE(EpochChartView, epoch_chart_view, GTK_TYPE_WIDGET)

static void
drop_layout(EpochChartView *self)
{
  g_clear_pointer(&self->layout, ep_layout_free);
  g_clear_object(&self->texture);
}

void
epoch_chart_view_redraw(EpochChartView *self)
{
  drop_layout(self);
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

static void
style_changed_cb(EpochChartView *self)
{
  AdwStyleManager *manager =
      adw_style_manager_get_for_display(gtk_widget_get_display(GTK_WIDGET(self)));

  if (adw_style_manager_get_high_contrast(manager)) {
    gtk_widget_add_css_class(GTK_WIDGET(self), "high-contrast");
  } else {
    gtk_widget_remove_css_class(GTK_WIDGET(self), "high-contrast");
  }
  epoch_chart_view_redraw(self);
}

static EpochChartText *
ensure_text(EpochChartView *self)
{
  if (self->text == NULL) {
    self->text = epoch_chart_text_new(GTK_WIDGET(self));
  }
  return self->text;
}

gboolean
epoch_chart_view_ensure_layout(EpochChartView *self)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  struct ep_theme theme;

  options.width = gtk_widget_get_width(GTK_WIDGET(self));
  options.height = gtk_widget_get_height(GTK_WIDGET(self));
  if (self->layout == NULL && self->document != NULL && options.width > 0 && options.height > 0) {
    EpochChartText *text = ensure_text(self);
    epoch_chart_theme_init(&theme, GTK_WIDGET(self), epoch_chart_text_get_size(text));
    options.theme = &theme;
    options.text = epoch_chart_text_get_interface(text);
    options.view[EP_X] = self->view[EP_X];
    options.view[EP_Y] = self->view[EP_Y];
    options.open = self->open;
    epoch_chart_view_apply_live(self, &options);
    self->layout = ep_layout_new(epoch_chart_document_get_chart(self->document), &options);
    epoch_chart_view_note_live(self);
  }
  return self->layout != NULL;
}

/* Draws all but the cursor into a texture of the target's own pixels, once. */
static void
ensure_texture(EpochChartView *self, double scale)
{
  int width = (int)ceil(gtk_widget_get_width(GTK_WIDGET(self)) * scale);
  int height = (int)ceil(gtk_widget_get_height(GTK_WIDGET(self)) * scale);
  cairo_surface_t *surface;
  cairo_t *cr;
  g_autoptr(GBytes) bytes = NULL;

  if (self->texture != NULL && self->texture_scale == scale) {
    return;
  }
  g_clear_object(&self->texture);
  surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create(surface);
  cairo_scale(cr, scale, scale);
  ep_layout_draw(self->layout, cr);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
    gsize stride = (gsize)cairo_image_surface_get_stride(surface);
    bytes = g_bytes_new_with_free_func(cairo_image_surface_get_data(surface), stride * height,
                                       (GDestroyNotify)cairo_surface_destroy, surface);
    self->texture = gdk_memory_texture_new(width, height, GDK_MEMORY_DEFAULT, bytes, stride);
    self->texture_scale = scale;
  } else {
    cairo_surface_destroy(surface);
  }
}

static double
scale_of(GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native(widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface(native) : NULL;

  return surface != NULL ? gdk_surface_get_scale(surface) : gtk_widget_get_scale_factor(widget);
}

/* The cursor's own small picture, so that a moving pointer redraws no more than that. */
static void
snapshot_datum(EpochChartView *self, GtkSnapshot *snapshot)
{
  struct ep_rect area = ep_layout_get_area(self->layout);
  enum ep_kind kind = ep_chart_get_kind(epoch_chart_document_get_chart(self->document));
  graphene_rect_t bounds =
      GRAPHENE_RECT_INIT(area.x - 10, area.y - 10, area.width + 20, area.height + 20);
  cairo_t *cr;
  double x;
  double y;

  if (!ep_layout_position(self->layout, self->datum, &x, &y)) {
    return;
  }
  if (ep_layout_bounds(self->layout, self->datum, &area)) {
    bounds = GRAPHENE_RECT_INIT(area.x - 10, area.y - 10, area.width + 20, area.height + 20);
  } else if (kind == EP_KIND_SCATTER) {
    bounds = GRAPHENE_RECT_INIT(x - 20, y - 20, 40, 40);
  } else if (kind == EP_KIND_LINE) {
    bounds = GRAPHENE_RECT_INIT(x - 20, area.y - 10, 40, area.height + 20);
  }
  cr = gtk_snapshot_append_cairo(snapshot, &bounds);
  ep_layout_draw_datum(self->layout, cr, self->datum, self->by_keyboard);
  cairo_destroy(cr);
}

static void
epoch_chart_view_snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
  EpochChartView *self = EPOCH_CHART_VIEW(widget);
  double scale = scale_of(widget);
  graphene_rect_t bounds;

  if (!epoch_chart_view_ensure_layout(self)) {
    return;
  }
  ensure_texture(self, scale);
  if (self->texture != NULL) {
    graphene_rect_init(&bounds, 0, 0, gdk_texture_get_width(self->texture) / scale,
                       gdk_texture_get_height(self->texture) / scale);
    gtk_snapshot_append_texture(snapshot, self->texture, &bounds);
  }
  if (self->has_datum) {
    snapshot_datum(self, snapshot);
    gtk_widget_snapshot_child(widget, GTK_WIDGET(self->bubble), snapshot);
  }
}

static int
find_height(EpochChartView *self, int width)
{
  struct ep_layout_options options = EP_LAYOUT_OPTIONS_INIT;
  EpochChartText *text = ensure_text(self);
  double size = epoch_chart_text_get_size(text);
  struct ep_theme theme;

  if (self->document == NULL) {
    return (int)MAX(MIN(width * 0.6, 420), 17 * size);
  }
  epoch_chart_theme_init(&theme, GTK_WIDGET(self), size);
  options.width = width;
  options.theme = &theme;
  options.text = epoch_chart_text_get_interface(text);
  return (int)ceil(ep_layout_fit_height(epoch_chart_document_get_chart(self->document), &options));
}

/* The height is found once for a width: it does not change with what is unfolded, zoomed or
 * added, and the page stays as it is. */
static int
ensure_height(EpochChartView *self, int width)
{
  if (self->fitted_width != width) {
    self->fitted_height = find_height(self, width);
    self->fitted_width = width;
  }
  return self->fitted_height;
}

static void
epoch_chart_view_measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  EpochChartView *self = EPOCH_CHART_VIEW(widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 120;
    *natural = 480;
    return;
  }
  *natural = ensure_height(self, for_size > 0 ? for_size : 480);
  *minimum = self->whole_height ? *natural : MIN(*natural, 160);
}

static GtkSizeRequestMode
epoch_chart_view_get_request_mode(GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* In trees and matrices what is next to a datum belongs to it; there the bubble keeps to the corner
 * that is empty. */
static gboolean
keeps_to_corner(EpochChartView *self)
{
  enum ep_kind kind = ep_chart_get_kind(epoch_chart_document_get_chart(self->document));

  return kind == EP_KIND_TREE || kind == EP_KIND_SCATTER_MATRIX;
}

static void
allocate_bubble(EpochChartView *self, int width, int height)
{
  struct ep_rect bounds;
  double x = 0;
  double y = 0;

  if (!gtk_widget_should_layout(GTK_WIDGET(self->bubble))) {
    return;
  }
  if (!self->has_datum || !epoch_chart_view_ensure_layout(self)) {
    epoch_chart_bubble_allocate(self->bubble, x, y, width, height);
    return;
  }
  ep_layout_position(self->layout, self->datum, &x, &y);
  if (ep_layout_bounds(self->layout, self->datum, &bounds)) {
    epoch_chart_bubble_allocate_beside(self->bubble, &bounds, width, height);
  } else if (keeps_to_corner(self)) {
    struct ep_rect area = ep_layout_get_area(self->layout);
    epoch_chart_bubble_allocate_corner(self->bubble, x > area.x + area.width * 0.7, area.y, width,
                                       height);
  } else {
    epoch_chart_bubble_allocate(self->bubble, x, y, width, height);
  }
}

static void
epoch_chart_view_size_allocate(GtkWidget *widget, int width, int height, int baseline)
{
  EpochChartView *self = EPOCH_CHART_VIEW(widget);

  /* A layout is for one size; that of the bubble alone must not cost a new one. */
  if (self->layout != NULL && (self->laid_out_width != width || self->laid_out_height != height)) {
    drop_layout(self);
  }
  self->laid_out_width = width;
  self->laid_out_height = height;
  allocate_bubble(self, width, height);
}

static void
epoch_chart_view_css_changed(GtkWidget *widget, GtkCssStyleChange *change)
{
  EpochChartView *self = EPOCH_CHART_VIEW(widget);
  PangoContext *context = gtk_widget_get_pango_context(widget);
  const PangoFontDescription *font = pango_context_get_font_description(context);
  GdkRGBA ink;

  GTK_WIDGET_CLASS(epoch_chart_view_parent_class)->css_changed(widget, change);
  gtk_widget_get_color(widget, &ink);
  /* Focus and hover change the style too, but nothing that the chart is made of. */
  if (self->font != NULL && pango_font_description_equal(font, self->font) &&
      gdk_rgba_equal(&ink, &self->ink)) {
    return;
  }
  g_clear_pointer(&self->font, pango_font_description_free);
  self->font = pango_font_description_copy(font);
  self->ink = ink;
  epoch_chart_view_redraw(self);
  g_clear_pointer(&self->text, epoch_chart_text_free);
  self->fitted_width = 0;
  gtk_widget_queue_resize(widget);
}

static void
epoch_chart_view_system_setting_changed(GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS(epoch_chart_view_parent_class)->system_setting_changed(widget, setting);
  drop_layout(EPOCH_CHART_VIEW(widget));
  g_clear_pointer(&EPOCH_CHART_VIEW(widget)->text, epoch_chart_text_free);
  EPOCH_CHART_VIEW(widget)->fitted_width = 0;
  gtk_widget_queue_resize(widget);
}

void
epoch_chart_view_set_range(EpochChartView *self, const struct ep_range view[2])
{
  self->view[EP_X] = view[EP_X];
  self->view[EP_Y] = view[EP_Y];
  epoch_chart_view_redraw(self);
  gtk_widget_queue_allocate(GTK_WIDGET(self));
}

static void
show_value(EpochChartView *self)
{
  g_autofree char *text = epoch_chart_view_dup_value_text(self);

  if (text != NULL) {
    gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                   -1);
    gtk_accessible_announce(GTK_ACCESSIBLE(self), text,
                            GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  } else {
    gtk_accessible_reset_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT);
  }
}

void
epoch_chart_view_set_datum(EpochChartView *self, const struct ep_datum *datum, gboolean by_keyboard)
{
  gboolean same = datum != NULL && self->has_datum && self->by_keyboard == by_keyboard &&
                  self->datum.series == datum->series && self->datum.index == datum->index;

  if (same || (datum == NULL && !self->has_datum)) {
    return;
  }
  self->has_datum = datum != NULL;
  self->by_keyboard = by_keyboard;
  if (datum != NULL) {
    self->datum = *datum;
    epoch_chart_bubble_set_datum(self->bubble, epoch_chart_document_get_chart(self->document),
                                 *datum);
  }
  gtk_widget_set_child_visible(GTK_WIDGET(self->bubble), self->has_datum);
  if (by_keyboard || datum == NULL) {
    show_value(self);
  }
  gtk_widget_queue_allocate(GTK_WIDGET(self));
  gtk_widget_queue_draw(GTK_WIDGET(self));
}

char *
epoch_chart_view_dup_value_text(EpochChartView *self)
{
  char text[1024];

  g_return_val_if_fail(EPOCH_IS_CHART_VIEW(self), NULL);
  if (!self->has_datum || self->document == NULL) {
    return NULL;
  }
  ep_datum_describe(epoch_chart_document_get_chart(self->document), self->datum, text, sizeof text);
  return g_utf8_make_valid(text, -1);
}

void
epoch_chart_view_set_document(EpochChartView *self, EpochChartDocument *document)
{
  g_return_if_fail(EPOCH_IS_CHART_VIEW(self));
  g_return_if_fail(document == NULL || EPOCH_IS_CHART_DOCUMENT(document));
  if (document == self->document) {
    return;
  }
  epoch_chart_view_set_datum(self, NULL, FALSE);
  /* The layout borrows the chart, so it goes first. */
  drop_layout(self);
  self->fitted_width = 0;
  g_clear_pointer(&self->open, g_free);
  g_set_object(&self->document, document);
  epoch_chart_view_follow(self, document);
  self->view[EP_X] = self->view[EP_Y] = (struct ep_range){0, 0};
  gtk_accessible_update_property(GTK_ACCESSIBLE(self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                 document != NULL ? epoch_chart_document_get_title(document) : "",
                                 GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                 document != NULL ? epoch_chart_document_get_summary(document) : "",
                                 -1);
  gtk_widget_queue_resize(GTK_WIDGET(self));
  g_object_notify_by_pspec(G_OBJECT(self), properties[PROP_DOCUMENT]);
}

void
epoch_chart_view_set_whole_height(EpochChartView *self, gboolean whole_height)
{
  g_return_if_fail(EPOCH_IS_CHART_VIEW(self));
  self->whole_height = whole_height;
  gtk_widget_queue_resize(GTK_WIDGET(self));
}

EpochChartDocument *
epoch_chart_view_get_document(EpochChartView *self)
{
  g_return_val_if_fail(EPOCH_IS_CHART_VIEW(self), NULL);
  return self->document;
}

static void
epoch_chart_view_get_property(GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DOCUMENT) {
    g_value_set_object(value, EPOCH_CHART_VIEW(object)->document);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_chart_view_set_property(GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_DOCUMENT) {
    epoch_chart_view_set_document(EPOCH_CHART_VIEW(object), g_value_get_object(value));
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID(object, id, pspec);
  }
}

static void
epoch_chart_view_dispose(GObject *object)
{
  EpochChartView *self = EPOCH_CHART_VIEW(object);

  epoch_chart_view_follow(self, NULL);
  drop_layout(self);
  if (self->bubble != NULL) {
    gtk_widget_unparent(GTK_WIDGET(g_steal_pointer(&self->bubble)));
  }
  g_clear_pointer(&self->text, epoch_chart_text_free);
  g_clear_pointer(&self->open, g_free);
  g_clear_pointer(&self->font, pango_font_description_free);
  g_clear_object(&self->document);
  G_OBJECT_CLASS(epoch_chart_view_parent_class)->dispose(object);
}

/* The rules of style.css, added to a display once. */
static void
add_style(GdkDisplay *display)
{
  g_autoptr(GtkCssProvider) provider = NULL;

  if (g_object_get_data(G_OBJECT(display), "epoch-chart-style") != NULL) {
    return;
  }
  provider = gtk_css_provider_new();
  gtk_css_provider_load_from_resource(provider, "/io/github/epochstudy/Epoch/ui/chart/style.css");
  gtk_style_context_add_provider_for_display(display, GTK_STYLE_PROVIDER(provider),
                                             GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_set_data(G_OBJECT(display), "epoch-chart-style", GINT_TO_POINTER(1));
}

static void
epoch_chart_view_class_init(EpochChartViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS(class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS(class);

  object_class->get_property = epoch_chart_view_get_property;
  object_class->set_property = epoch_chart_view_set_property;
  object_class->dispose = epoch_chart_view_dispose;
  widget_class->snapshot = epoch_chart_view_snapshot;
  widget_class->measure = epoch_chart_view_measure;
  widget_class->get_request_mode = epoch_chart_view_get_request_mode;
  widget_class->size_allocate = epoch_chart_view_size_allocate;
  widget_class->css_changed = epoch_chart_view_css_changed;
  widget_class->system_setting_changed = epoch_chart_view_system_setting_changed;
  gtk_widget_class_set_css_name(widget_class, "chartview");
  gtk_widget_class_set_accessible_role(widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  properties[PROP_DOCUMENT] =
      g_param_spec_object("document", NULL, NULL, EPOCH_TYPE_CHART_DOCUMENT,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties(object_class, N_PROPERTIES, properties);
}

static void
epoch_chart_view_init(EpochChartView *self)
{
  GtkWidget *widget = GTK_WIDGET(self);
  GdkDisplay *display = gtk_widget_get_display(widget);
  AdwStyleManager *manager = adw_style_manager_get_for_display(display);

  add_style(display);
  gtk_widget_set_focusable(widget, TRUE);
  gtk_widget_set_overflow(widget, GTK_OVERFLOW_VISIBLE);
  self->bubble = epoch_chart_bubble_new();
  gtk_widget_set_child_visible(GTK_WIDGET(self->bubble), FALSE);
  gtk_widget_set_parent(GTK_WIDGET(self->bubble), widget);
  g_signal_connect_object(manager, "notify::dark", G_CALLBACK(style_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(manager, "notify::high-contrast", G_CALLBACK(style_changed_cb), self,
                          G_CONNECT_SWAPPED);
  g_signal_connect_object(manager, "notify::accent-color", G_CALLBACK(style_changed_cb), self,
                          G_CONNECT_SWAPPED);
  style_changed_cb(self);
  epoch_chart_view_add_controllers(self);
}

GtkWidget *
epoch_chart_view_new(EpochChartDocument *document)
{
  return g_object_new(EPOCH_TYPE_CHART_VIEW, "document", document, NULL);
}
