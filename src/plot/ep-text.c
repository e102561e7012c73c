#include "config.h"

#include "ep-text-private.h"

#include <stdlib.h>
#include <string.h>

static void
plain_select(cairo_t *cr, const struct ep_font *font)
{
  cairo_select_font_face(cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                         font->bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, font->size);
}

static void
plain_measure(void *user, const char *text, const struct ep_font *font, struct ep_extents *extents)
{
  /* A recording surface has no pixels; fonts measure the same on it as anywhere unhinted. */
  cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create(surface);
  cairo_text_extents_t ink;
  cairo_font_extents_t face;

  plain_select(cr, font);
  cairo_text_extents(cr, text, &ink);
  cairo_font_extents(cr, &face);
  *extents = (struct ep_extents){ink.x_advance, face.ascent, face.ascent + face.descent};
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
}

static void
plain_draw(void *user, cairo_t *cr, const char *text, const struct ep_font *font, double x,
           double y)
{
  plain_select(cr, font);
  cairo_move_to(cr, x, y);
  cairo_show_text(cr, text);
}

const struct ep_text EP_TEXT_PLAIN = {plain_measure, plain_draw, NULL};

struct ep_extents
ep_text_measure(const struct ep_text *text, const char *string, const struct ep_font *font)
{
  struct ep_extents extents = {0};

  text->measure(text->user, string, font, &extents);
  return extents;
}

static double
width_of(const struct ep_text *text, const char *string, const struct ep_font *font)
{
  return ep_text_measure(text, string, font).width;
}

/* The last place at or before length where a character of UTF-8 begins. */
static size_t
character_before(const char *string, size_t length)
{
  while (length > 0 && ((unsigned char)string[length] & 0xc0) == 0x80) {
    length--;
  }
  return length;
}

char *
ep_text_ellipsize(const struct ep_text *text, const char *string, const struct ep_font *font,
                  double width)
{
  size_t lo = 0;
  size_t hi = strlen(string);
  /* No label is ever longer than this; the rest of a hostile string is not even measured. */
  const size_t longest = 512;
  char *cut;

  if (hi <= longest && width_of(text, string, font) <= width) {
    return strdup(string);
  }
  hi = character_before(string, hi < longest ? hi : longest);
  cut = malloc(hi + sizeof "…");
  if (cut == NULL) {
    return NULL;
  }
  while (lo < hi) {
    size_t middle = character_before(string, lo + (hi - lo + 1) / 2);
    if (middle <= lo) {
      /* One character of several bytes is all that is left between the two. */
      middle = hi;
    }
    memcpy(cut, string, middle);
    strcpy(cut + middle, "…");
    if (width_of(text, cut, font) <= width) {
      lo = middle;
    } else {
      hi = character_before(string, middle - 1);
    }
  }
  while (lo > 0 && string[lo - 1] == ' ') {
    lo--;
  }
  memcpy(cut, string, lo);
  /* A lone ellipsis says nothing. */
  strcpy(cut + lo, lo > 0 ? "…" : "");
  return cut;
}

/* How many bytes of string go on a line of that width, broken after a space; all where they
 * fit, and at least one word. */
static size_t
line_length(const struct ep_text *text, const char *string, const struct ep_font *font,
            double width, char *scratch)
{
  size_t fits = 0;
  size_t at = 0;

  while (string[at] != '\0') {
    size_t end = at + strcspn(string + at, " ");
    memcpy(scratch, string, end);
    scratch[end] = '\0';
    if (fits > 0 && width_of(text, scratch, font) > width) {
      return fits;
    }
    fits = end;
    at = end + strspn(string + end, " ");
  }
  return fits;
}

size_t
ep_text_wrap(const struct ep_text *text, const char *string, const struct ep_font *font,
             double width, size_t most, char **lines)
{
  size_t n = 0;
  char *scratch = malloc(strlen(string) + 1);

  string += strspn(string, " ");
  while (scratch != NULL && n < most && *string != '\0') {
    size_t length =
        n + 1 == most ? strlen(string) : line_length(text, string, font, width, scratch);
    memcpy(scratch, string, length);
    scratch[length] = '\0';
    lines[n] = ep_text_ellipsize(text, scratch, font, width);
    if (lines[n] == NULL) {
      break;
    }
    n++;
    string += length;
    string += strspn(string, " ");
  }
  free(scratch);
  return n;
}
