#include "config.h"

#include "ep-theme.h"

#include <math.h>
#include <string.h>

/* Okabe and Ito's hues in the order blue, vermillion, green, purple, orange, sky blue, yellow,
 * black, at lightnesses chosen by a search over OKLCH: contrast as the header says, and no
 * two nearer than 0.055 (0.03 in high contrast) in OKLab, as seen with normal vision or with
 * protanopia, deuteranopia or tritanopia after Machado, Oliveira and Fernandes (2009). */
static const unsigned PALETTES[4][EP_PALETTE_SIZE] = {
    {0x0072b2, 0xd86108, 0x07946c, 0xbc6a98, 0x8b5f08, 0x03506f, 0x585201, 0x262626},
    {0x4ca6ea, 0xe2722a, 0x1fa67a, 0xd98bb6, 0xeca515, 0xb5e0ff, 0xefe341, 0xf6f5f4},
    {0x0067a6, 0x9a4302, 0x06664a, 0xa0487c, 0x4d3202, 0x023c5a, 0x4a4500, 0x1a1a1a},
    {0x56aef2, 0xf87d36, 0x2cc48f, 0xe595c1, 0xf5b335, 0xc0e5ff, 0xf3e74a, 0xffffff},
};

static struct ep_color
from_hex(unsigned hex, double alpha)
{
  return (struct ep_color){((hex >> 16) & 255) / 255.0, ((hex >> 8) & 255) / 255.0,
                           (hex & 255) / 255.0, alpha};
}

void
ep_theme_init(struct ep_theme *theme, bool dark, bool high_contrast)
{
  const unsigned *palette = PALETTES[(dark ? 1 : 0) + (high_contrast ? 2 : 0)];
  unsigned ink = dark ? 0xffffff : 0x000006;

  memset(theme, 0, sizeof *theme);
  theme->dark = dark;
  theme->high_contrast = high_contrast;
  theme->font_size = 12;
  theme->surface = from_hex(dark ? 0x2e2e32 : 0xffffff, 1);
  theme->background = theme->surface;
  theme->foreground = from_hex(ink, high_contrast ? 1 : dark ? 0.95 : 0.82);
  theme->dim = from_hex(ink, high_contrast ? 0.9 : dark ? 0.7 : 0.62);
  theme->grid = from_hex(ink, high_contrast ? 0.35 : dark ? 0.12 : 0.1);
  theme->focus = theme->foreground;
  for (int i = 0; i < EP_PALETTE_SIZE; i++) {
    theme->palette[i] = from_hex(palette[i], 1);
  }
}

static double
linear(double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double
luminance(struct ep_color color)
{
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

double
ep_color_contrast(struct ep_color a, struct ep_color b)
{
  double one = luminance(a) + 0.05;
  double two = luminance(b) + 0.05;

  return one > two ? one / two : two / one;
}

struct ep_color
ep_color_over(struct ep_color color, struct ep_color ground)
{
  double rest = 1 - color.alpha;

  return (struct ep_color){color.red * color.alpha + ground.red * rest,
                           color.green * color.alpha + ground.green * rest,
                           color.blue * color.alpha + ground.blue * rest, 1};
}

struct ep_color
ep_theme_series_color(const struct ep_theme *theme, size_t series)
{
  return theme->palette[series % EP_PALETTE_SIZE];
}
