#pragma once

#include <cairo.h>
#include <stdbool.h>
#include <stddef.h>

struct ep_font {
  double size; /* logical pixels */
  bool bold;
  bool tabular; /* digits of one width */
};

struct ep_extents {
  double width;
  double ascent; /* from the top of the line to the baseline */
  double height; /* of the line */
};

/* How text is measured and drawn: by Pango in the window, by cairo alone elsewhere. */
struct ep_text {
  void (*measure)(void *user, const char *text, const struct ep_font *font,
                  struct ep_extents *extents);
  /* Draws one line in the current source of cr, its baseline beginning at (x, y). */
  void (*draw)(void *user, cairo_t *cr, const char *text, const struct ep_font *font, double x,
               double y);
  void *user;
};

/* Text by cairo's own simple interface in a sans-serif face: no shaping, no fall-back fonts;
 * for pictures made without a display. */
extern const struct ep_text EP_TEXT_PLAIN;

struct ep_extents ep_text_measure(const struct ep_text *text, const char *string,
                                  const struct ep_font *font);

/* (transfer full) The string, or as much of its beginning as fits in width with "…" after it,
 * "" where not even that fits, cut between characters of UTF-8; NULL without memory. */
char *ep_text_ellipsize(const struct ep_text *text, const char *string, const struct ep_font *font,
                        double width);
