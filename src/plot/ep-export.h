#pragma once

#include <stdbool.h>

#include "ep-chart.h"
#include "ep-layout.h"

/* Takes a piece of a file; returns false where it could not be written. */
typedef bool (*ep_write_func)(void *user, const unsigned char *data, unsigned int length);

struct ep_export_error {
  char message[256];
};

/* Draws the chart as a PNG picture of options.width × options.height times scale pixels and
 * hands it to write. A scale out of 0.1 … 16 or more than 16384 pixels a side is refused.
 * False, and error (may be NULL) filled, where it failed. */
bool ep_export_png(const struct ep_chart *chart, const struct ep_layout_options *options,
                   double scale, ep_write_func write, void *user, struct ep_export_error *error);

/* Draws the chart as an SVG document, all of it vectors but the colours of a field or of very many
 * cells, and pictures. */
bool ep_export_svg(const struct ep_chart *chart, const struct ep_layout_options *options,
                   ep_write_func write, void *user, struct ep_export_error *error);

/* The same, into a file, which is replaced only once the whole has been written. */
bool ep_export_png_file(const struct ep_chart *chart, const struct ep_layout_options *options,
                        double scale, const char *path, struct ep_export_error *error);
bool ep_export_svg_file(const struct ep_chart *chart, const struct ep_layout_options *options,
                        const char *path, struct ep_export_error *error);
