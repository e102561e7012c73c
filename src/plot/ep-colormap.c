#include "config.h"

#include "ep-colormap.h"

#include <math.h>

enum { STOPS = 5 };

/* Even steps of lightness in OKLab, at the hues of the palette's blue and vermillion. */
static const unsigned SCALES[2][2][STOPS] = {
    {{0xf1f5fa, 0xb3d0e9, 0x6aa6d6, 0x1f74b1, 0x083a6b},
     {0x3a3d43, 0x2b5379, 0x3a7fb8, 0x79b5e6, 0xd9edff}},
    {{0x0b4f8a, 0x7fb1da, 0xf3f3f3, 0xf0b083, 0xa04a0c},
     {0x9fd3ff, 0x4484b8, 0x3d3d41, 0xb0703c, 0xffc08f}},
};

struct lab {
  double l;
  double a;
  double b;
};

static double
to_linear(double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double
from_linear(double channel)
{
  channel = fmin(fmax(channel, 0), 1);
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * pow(channel, 1 / 2.4) - 0.055;
}

static struct lab
to_lab(struct ep_color color)
{
  double r = to_linear(color.red);
  double g = to_linear(color.green);
  double b = to_linear(color.blue);
  double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  return (struct lab){0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

static struct ep_color
from_lab(struct lab lab)
{
  double l = pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
  double m = pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
  double s = pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);

  return (struct ep_color){from_linear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                           from_linear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                           from_linear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 1};
}

static struct ep_color
from_hex(unsigned hex)
{
  return (struct ep_color){((hex >> 16) & 255) / 255.0, ((hex >> 8) & 255) / 255.0,
                           (hex & 255) / 255.0, 1};
}

struct ep_color
ep_color_mix(struct ep_color from, struct ep_color to, double share)
{
  struct lab a = to_lab(from);
  struct lab b = to_lab(to);

  share = fmin(fmax(share, 0), 1);
  return from_lab((struct lab){a.l + (b.l - a.l) * share, a.a + (b.a - a.a) * share,
                               a.b + (b.b - a.b) * share});
}

struct ep_color
ep_class_color(const struct ep_theme *theme, size_t number)
{
  struct ep_color color = ep_theme_series_color(theme, number);
  struct ep_color text = ep_color_over(theme->foreground, theme->surface);

  switch (number / EP_PALETTE_SIZE % 3) {
  case 0:
    return color;
  case 1:
    return ep_color_mix(color, theme->surface, 0.5);
  default:
    return ep_color_mix(color, text, 0.45);
  }
}

struct ep_color
ep_colormap_at(enum ep_colormap map, const struct ep_theme *theme, double share)
{
  const unsigned *stops = SCALES[map][theme->dark ? 1 : 0];
  double place = fmin(fmax(share, 0), 1) * (STOPS - 1);
  int stop = (int)fmin(floor(place), STOPS - 2);

  return ep_color_mix(from_hex(stops[stop]), from_hex(stops[stop + 1]), place - stop);
}

struct ep_color
ep_color_on(struct ep_color ground)
{
  struct ep_color black = {0, 0, 0, 1};
  struct ep_color white = {1, 1, 1, 1};

  return ep_color_contrast(ground, white) > ep_color_contrast(ground, black) ? white : black;
}

unsigned
ep_color_pixel(struct ep_color color)
{
  unsigned red = (unsigned)lround(color.red * 255);
  unsigned green = (unsigned)lround(color.green * 255);
  unsigned blue = (unsigned)lround(color.blue * 255);

  return 0xff000000u | red << 16 | green << 8 | blue;
}
