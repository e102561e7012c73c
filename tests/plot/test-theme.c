#include <glib.h>
#include <math.h>

#include "ep-theme.h"

/* The grounds of libadwaita 1.7 on which a chart may lie, light and dark. */
static const unsigned LIGHT[] = {0xffffff, 0xfafafb, 0xf3f3f5, 0xebebed};
static const unsigned DARK[] = {0x1d1d20, 0x222226, 0x2e2e32, 0x36363a};

static struct ep_color
from_hex(unsigned hex)
{
  return (struct ep_color){(hex >> 16) / 255.0, ((hex >> 8) & 255) / 255.0, (hex & 255) / 255.0, 1};
}

static double
worst_contrast(struct ep_color color, gboolean dark)
{
  double worst = 21;

  for (int i = 0; i < 4; i++) {
    struct ep_color ground = from_hex(dark ? DARK[i] : LIGHT[i]);
    worst = fmin(worst, ep_color_contrast(ep_color_over(color, ground), ground));
  }
  return worst;
}

static void
test_contrast(void)
{
  for (int look = 0; look < 4; look++) {
    gboolean dark = look & 1;
    gboolean high = look & 2;
    struct ep_theme theme;
    ep_theme_init(&theme, dark, high);
    for (int i = 0; i < EP_PALETTE_SIZE; i++) {
      g_assert_cmpfloat(worst_contrast(theme.palette[i], dark), >=, high ? 4.5 : 3);
    }
    g_assert_cmpfloat(worst_contrast(theme.dim, dark), >=, high ? 7 : 4.5);
    g_assert_cmpfloat(worst_contrast(theme.foreground, dark), >=, 7);
  }
}

/* The example of WCAG 2: black on white is 21:1, #777777 on white 4.48:1. */
static void
test_known_contrast(void)
{
  g_assert_cmpfloat_with_epsilon(ep_color_contrast(from_hex(0), from_hex(0xffffff)), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon(ep_color_contrast(from_hex(0x777777), from_hex(0xffffff)), 4.48,
                                 0.005);
}

static double
linear(double c)
{
  return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Machado, Oliveira and Fernandes 2009, table 1, severity 1: protan, deutan, tritan. */
static const double VISION[4][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

/* A colour in OKLab (Ottosson 2020) as it is seen with one of the visions. */
static void
seen(struct ep_color color, int vision, double lab[3])
{
  double rgb[3] = {linear(color.red), linear(color.green), linear(color.blue)};
  double s[3];
  double lms[3];

  for (int i = 0; i < 3; i++) {
    const double *row = VISION[vision][i];
    s[i] = fmin(1, fmax(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]));
  }
  lms[0] = cbrt(0.4122214708 * s[0] + 0.5363325363 * s[1] + 0.0514459929 * s[2]);
  lms[1] = cbrt(0.2119034982 * s[0] + 0.6806995451 * s[1] + 0.1073969566 * s[2]);
  lms[2] = cbrt(0.0883024619 * s[0] + 0.2817188376 * s[1] + 0.6299787005 * s[2]);
  lab[0] = 0.2104542553 * lms[0] + 0.7936177850 * lms[1] - 0.0040720468 * lms[2];
  lab[1] = 1.9779984951 * lms[0] - 2.4285922050 * lms[1] + 0.4505937099 * lms[2];
  lab[2] = 0.0259040371 * lms[0] + 0.7827717662 * lms[1] - 0.8086757660 * lms[2];
}

static void
test_color_blindness(void)
{
  for (int look = 0; look < 4; look++) {
    struct ep_theme theme;
    ep_theme_init(&theme, look & 1, look & 2);
    for (int vision = 0; vision < 4; vision++) {
      for (int i = 0; i < EP_PALETTE_SIZE; i++) {
        for (int k = 0; k < i; k++) {
          double a[3];
          double b[3];
          seen(theme.palette[i], vision, a);
          seen(theme.palette[k], vision, b);
          g_assert_cmpfloat(hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]), >=,
                            look & 2 ? 0.03 : 0.055);
        }
      }
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/theme/contrast", test_contrast);
  g_test_add_func("/theme/contrast/known", test_known_contrast);
  g_test_add_func("/theme/colour-blindness", test_color_blindness);
  return g_test_run();
}
