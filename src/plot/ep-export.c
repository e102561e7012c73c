#include "config.h"

#include "ep-export.h"

#include <cairo-svg.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE_MAX = 16384 };

#define SCALE_MIN 0.1
#define SCALE_MAX 16.0

/* Around a picture that stands alone. */
#define MARGIN 12.0

struct sink {
  ep_write_func write;
  void *user;
};

static cairo_status_t
write_piece(void *closure, const unsigned char *data, unsigned int length)
{
  struct sink *sink = closure;

  return sink->write(sink->user, data, length) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static bool
fail(struct ep_export_error *error, const char *message)
{
  if (error != NULL) {
    snprintf(error->message, sizeof error->message, "%s", message);
  }
  return false;
}

static bool
check_size(const struct ep_layout_options *options, double scale, struct ep_export_error *error)
{
  double longest = fmax(options->width, options->height) * scale;

  if (!(scale >= SCALE_MIN && scale <= SCALE_MAX)) {
    return fail(error, "The picture's scale must be between 0.1 and 16.");
  }
  if (!(options->width >= 1 && options->height >= 1 && longest <= SIDE_MAX)) {
    return fail(error, "The picture's sides must be between 1 and 16384 pixels.");
  }
  return true;
}

/* Draws the chart inside a margin on the whole of surface. */
static bool
draw_on(cairo_surface_t *surface, const struct ep_chart *chart,
        const struct ep_layout_options *options, double scale)
{
  struct ep_layout_options inner = *options;
  double margin = fmin(MARGIN, fmin(options->width, options->height) / 10);
  struct ep_layout *layout;
  struct ep_theme theme;
  cairo_t *cr;

  if (options->theme != NULL) {
    theme = *options->theme;
  } else {
    ep_theme_init(&theme, false, false);
  }
  inner.theme = &theme;
  inner.width -= 2 * margin;
  inner.height -= 2 * margin;
  layout = ep_layout_new(chart, &inner);
  if (layout == NULL) {
    return false;
  }
  cr = cairo_create(surface);
  cairo_scale(cr, scale, scale);
  cairo_set_source_rgba(cr, theme.background.red, theme.background.green, theme.background.blue,
                        theme.background.alpha);
  cairo_paint(cr);
  cairo_translate(cr, margin, margin);
  ep_layout_draw(layout, cr);
  cairo_destroy(cr);
  ep_layout_free(layout);
  return true;
}

/* What became of a surface, as an error where it is one. */
static bool
finish(cairo_surface_t *surface, bool drawn, cairo_status_t status, struct ep_export_error *error)
{
  if (status == CAIRO_STATUS_SUCCESS) {
    status = cairo_surface_status(surface);
  }
  cairo_surface_destroy(surface);
  if (!drawn) {
    return fail(error, "There is not enough memory to draw the chart.");
  }
  if (status != CAIRO_STATUS_SUCCESS) {
    if (error != NULL) {
      snprintf(error->message, sizeof error->message, "The picture could not be written: %s.",
               cairo_status_to_string(status));
    }
    return false;
  }
  return true;
}

bool
ep_export_png(const struct ep_chart *chart, const struct ep_layout_options *options, double scale,
              ep_write_func write, void *user, struct ep_export_error *error)
{
  struct sink sink = {write, user};
  cairo_status_t status = CAIRO_STATUS_SUCCESS;
  cairo_surface_t *surface;
  bool drawn;

  if (!check_size(options, scale, error)) {
    return false;
  }
  surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)ceil(options->width * scale - 1e-6),
                                 (int)ceil(options->height * scale - 1e-6));
  drawn = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
          draw_on(surface, chart, options, scale);
  if (drawn) {
    status = cairo_surface_write_to_png_stream(surface, write_piece, &sink);
  }
  return finish(surface, drawn, status, error);
}

bool
ep_export_svg(const struct ep_chart *chart, const struct ep_layout_options *options,
              ep_write_func write, void *user, struct ep_export_error *error)
{
  struct sink sink = {write, user};
  cairo_surface_t *surface;
  bool drawn;

  if (!check_size(options, 1, error)) {
    return false;
  }
  surface =
      cairo_svg_surface_create_for_stream(write_piece, &sink, options->width, options->height);
  cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
  drawn = draw_on(surface, chart, options, 1);
  cairo_surface_finish(surface);
  return finish(surface, drawn, CAIRO_STATUS_SUCCESS, error);
}

static bool
write_file(void *user, const unsigned char *data, unsigned int length)
{
  return fwrite(data, 1, length, user) == length;
}

/* Writes beside path and then takes its place, so that no half picture is ever left there. */
static bool
into_file(const struct ep_chart *chart, const struct ep_layout_options *options, double scale,
          bool vectors, const char *path, struct ep_export_error *error)
{
  char *beside = NULL;
  FILE *file = NULL;
  int fd = -1;
  bool whole = false;

  if (asprintf(&beside, "%s.%ld.part", path, (long)getpid()) < 0) {
    return fail(error, "There is not enough memory to draw the chart.");
  }
  fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  file = fd >= 0 ? fdopen(fd, "wb") : NULL;
  if (file != NULL) {
    whole = vectors ? ep_export_svg(chart, options, write_file, file, error)
                    : ep_export_png(chart, options, scale, write_file, file, error);
    if (fclose(file) != 0 || (whole && rename(beside, path) != 0)) {
      whole = fail(error, "");
    }
  }
  if (!whole && error != NULL && (file == NULL || error->message[0] == '\0')) {
    snprintf(error->message, sizeof error->message, "%s could not be written: %s.", path,
             strerror(errno));
  }
  if (!whole && fd >= 0) {
    unlink(beside);
  }
  free(beside);
  return whole;
}

bool
ep_export_png_file(const struct ep_chart *chart, const struct ep_layout_options *options,
                   double scale, const char *path, struct ep_export_error *error)
{
  return into_file(chart, options, scale, false, path, error);
}

bool
ep_export_svg_file(const struct ep_chart *chart, const struct ep_layout_options *options,
                   const char *path, struct ep_export_error *error)
{
  return into_file(chart, options, 1, true, path, error);
}
