#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * epoch_metric_tile_new:
 * @name: a metric's name, such as "rmse"
 * @value: its value
 * @before: its value in the run before; NaN where there is none
 * @unit: (nullable): the unit of what is predicted
 * @facts: (nullable): the run's own numbers, for the explanation
 *
 * Makes the tile of a metric: its name, its value, how it changed since the run before, and a
 * button that explains it with the run's own numbers.
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *epoch_metric_tile_new(const char *name, double value, double before, const char *unit,
                                 JsonObject *facts);

G_END_DECLS
