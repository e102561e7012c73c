#include "config.h"

#include "epoch-chart-theme.h"

#include <adwaita.h>

/* The size of Adwaita's captions against its body. */
#define CAPTION 0.85

static struct ep_color
from_rgba(const GdkRGBA *color, double alpha)
{
  return (struct ep_color){color->red, color->green, color->blue, color->alpha * alpha};
}

void
epoch_chart_theme_init(struct ep_theme *theme, GtkWidget *widget, double body_size)
{
  AdwStyleManager *manager = adw_style_manager_get_for_display(gtk_widget_get_display(widget));
  gboolean dark = adw_style_manager_get_dark(manager);
  gboolean high_contrast = adw_style_manager_get_high_contrast(manager);
  g_autofree GdkRGBA *accent = NULL;
  GdkRGBA ink;

  ep_theme_init(theme, dark, high_contrast);
  gtk_widget_get_color(widget, &ink);
  if (!high_contrast) {
    theme->foreground = from_rgba(&ink, 1);
    accent = adw_style_manager_get_accent_color_rgba(manager);
    theme->focus = from_rgba(accent, 1);
  }
  theme->background.alpha = 0;
  theme->font_size = body_size * CAPTION;
}

void
epoch_chart_theme_init_for_file(struct ep_theme *theme)
{
  ep_theme_init(theme, FALSE, FALSE);
  theme->font_size = 13;
}
