#include "config.h"

#include <math.h>

#include "chart/epoch-chart-theme.h"
#include "lab/interactive/epoch-plane-private.h"

#define LINE_WIDTH 2.5
#define HEAD 11.0
#define DOT 6.0
/* How far a text stands from its point. */
#define GAP 9.0

void
epoch_plane_set_color(cairo_t *cr, struct ep_color color, double opacity)
{
  cairo_set_source_rgba(cr, color.red, color.green, color.blue, color.alpha * opacity);
}

static PangoLayout *
new_layout(EpochPlane *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout(GTK_WIDGET(self), text);
  PangoFontDescription *font = pango_font_description_copy(
      pango_context_get_font_description(pango_layout_get_context(layout)));

  pango_font_description_set_absolute_size(font, self->theme.font_size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  return layout;
}

void
epoch_plane_put_text(EpochPlane *self, cairo_t *cr, const char *text, double x, double y,
                     double align_x, double align_y)
{
  g_autoptr(PangoLayout) layout = new_layout(self, text);
  int width, height;

  pango_layout_get_pixel_size(layout, &width, &height);
  epoch_plane_set_color(cr, self->theme.dim, 1);
  cairo_move_to(cr, x - align_x * width, y - align_y * height);
  pango_cairo_show_layout(cr, layout);
}

void
epoch_plane_draw_line(EpochPlane *self, cairo_t *cr, double x0, double y0, double x1, double y1,
                      struct ep_color color, double width)
{
  double from_x, from_y, to_x, to_y;

  epoch_plane_to_screen(self, x0, y0, &from_x, &from_y);
  epoch_plane_to_screen(self, x1, y1, &to_x, &to_y);
  epoch_plane_set_color(cr, color, 1);
  cairo_set_line_width(cr, width);
  cairo_move_to(cr, from_x, from_y);
  cairo_line_to(cr, to_x, to_y);
  cairo_stroke(cr);
}

void
epoch_plane_draw_arrow(EpochPlane *self, cairo_t *cr, double x0, double y0, double x1, double y1,
                       struct ep_color color)
{
  double from_x, from_y, to_x, to_y, length, head, across, up;

  epoch_plane_to_screen(self, x0, y0, &from_x, &from_y);
  epoch_plane_to_screen(self, x1, y1, &to_x, &to_y);
  length = hypot(to_x - from_x, to_y - from_y);
  if (length < 0.5)
    return;
  head = fmin(HEAD, length);
  across = (to_x - from_x) / length;
  up = (to_y - from_y) / length;
  epoch_plane_set_color(cr, color, 1);
  cairo_set_line_width(cr, LINE_WIDTH);
  cairo_move_to(cr, from_x, from_y);
  cairo_line_to(cr, to_x - across * head * 0.8, to_y - up * head * 0.8);
  cairo_stroke(cr);
  cairo_move_to(cr, to_x, to_y);
  cairo_line_to(cr, to_x - across * head - up * head * 0.45,
                to_y - up * head + across * head * 0.45);
  cairo_line_to(cr, to_x - across * head + up * head * 0.45,
                to_y - up * head - across * head * 0.45);
  cairo_close_path(cr);
  cairo_fill(cr);
}

void
epoch_plane_draw_handle(EpochPlane *self, cairo_t *cr, double x, double y, struct ep_color color)
{
  double screen_x, screen_y;

  epoch_plane_to_screen(self, x, y, &screen_x, &screen_y);
  cairo_new_path(cr);
  cairo_arc(cr, screen_x, screen_y, DOT, 0, 2 * G_PI);
  epoch_plane_set_color(cr, color, 1);
  cairo_fill_preserve(cr);
  epoch_plane_set_color(cr, self->theme.surface, 1);
  cairo_set_line_width(cr, 2);
  cairo_stroke(cr);
}

void
epoch_plane_draw_polygon(EpochPlane *self, cairo_t *cr, const double (*points)[2], gsize n,
                         struct ep_color color, double opacity)
{
  cairo_new_path(cr);
  for (gsize i = 0; i < n; i++) {
    double x, y;
    epoch_plane_to_screen(self, points[i][0], points[i][1], &x, &y);
    cairo_line_to(cr, x, y);
  }
  cairo_close_path(cr);
  epoch_plane_set_color(cr, color, opacity);
  cairo_fill_preserve(cr);
  epoch_plane_set_color(cr, color, 1);
  cairo_set_line_width(cr, 1.5);
  cairo_stroke(cr);
}

void
epoch_plane_draw_text(EpochPlane *self, cairo_t *cr, double x, double y, double from_x,
                      double from_y, const char *text, struct ep_color color)
{
  g_autoptr(PangoLayout) layout = new_layout(self, text);
  double at_x, at_y, away_x, away_y, length;
  int width, height;

  pango_layout_get_pixel_size(layout, &width, &height);
  epoch_plane_to_screen(self, x, y, &at_x, &at_y);
  epoch_plane_to_screen(self, from_x, from_y, &away_x, &away_y);
  length = hypot(at_x - away_x, at_y - away_y);
  away_x = length > 0 ? (at_x - away_x) / length : 0.7;
  away_y = length > 0 ? (at_y - away_y) / length : -0.7;
  /* The nearest side of the text's box stands a gap away; it is kept inside what is seen. */
  at_x += away_x * (GAP + width / 2.0) - width / 2.0;
  at_y += away_y * (GAP + height / 2.0) - height / 2.0;
  at_x = CLAMP(at_x, self->left, fmax(self->left, self->right - width));
  at_y = CLAMP(at_y, self->top, fmax(self->top, self->bottom - height));
  cairo_move_to(cr, at_x, at_y);
  pango_cairo_layout_path(cr, layout);
  /* A halo, so that it can be read on a line. */
  epoch_plane_set_color(cr, self->theme.surface, 1);
  cairo_set_line_width(cr, 3);
  cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke_preserve(cr);
  epoch_plane_set_color(cr, color, 1);
  cairo_fill(cr);
}

static void
draw_key(GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  struct ep_theme theme;

  epoch_chart_theme_init(&theme, GTK_WIDGET(area), height);
  epoch_plane_set_color(cr, ep_theme_series_color(&theme, GPOINTER_TO_SIZE(data)), 1);
  cairo_rectangle(cr, 0, 0, width, height);
  cairo_fill(cr);
}

GtkWidget *
epoch_plane_key_new(const char *name, size_t series)
{
  GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *patch = gtk_drawing_area_new();
  GtkWidget *label = gtk_label_new(name);

  gtk_widget_set_size_request(patch, 12, 12);
  gtk_widget_set_valign(patch, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func(GTK_DRAWING_AREA(patch), draw_key, GSIZE_TO_POINTER(series), NULL);
  gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class(label, "caption");
  gtk_box_append(GTK_BOX(box), patch);
  gtk_box_append(GTK_BOX(box), label);
  return box;
}
