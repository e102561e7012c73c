#pragma once

#include <gtk/gtk.h>

#include "play/epoch-predictor.h"

G_BEGIN_DECLS

/**
 * epoch_predict_form_new:
 * @predictor: the model whose columns are asked for
 * @controls: (out) (transfer container): the entries and drop-downs, one a column, for
 *   epoch_predict_form_dup_values()
 * @changed: called with @data, swapped, whenever a value is changed
 *
 * The columns of a model as a form, filled with typical values: a drop-down for categories, an entry
 * for numbers. The first dozen are in sight, the others folded.
 *
 * Returns: (transfer floating): the form
 */
GtkWidget *epoch_predict_form_new(EpochPredictor *predictor, GPtrArray **controls,
                                  GCallback changed, gpointer data);

/* (transfer full): the values, one a column, as epoch_predictor_predict() takes them. */
char **epoch_predict_form_dup_values(EpochPredictor *predictor, GPtrArray *controls);

/* Sets the typical values again. */
void epoch_predict_form_reset(EpochPredictor *predictor, GPtrArray *controls);

G_END_DECLS
