#pragma once

#include <adwaita.h>

#include "experiment/epoch-parameter.h"

G_BEGIN_DECLS

/**
 * epoch_parameter_row_new:
 * @parameter: what is to be set
 *
 * Makes the row of a form for a parameter: a number to spin, a switch, a choice, or a list of
 * columns to tick, with its sentence of help and a button that brings back the default.
 *
 * Returns: (transfer floating): an #AdwPreferencesRow that the functions below take
 */
GtkWidget *epoch_parameter_row_new(EpochParameter *parameter);

EpochParameter *epoch_parameter_row_get_parameter(GtkWidget *row);

/* (transfer full): the value that the row stands at. */
GVariant *epoch_parameter_row_dup_value(GtkWidget *row);

/* A value that does not fit the parameter leaves the row as it is. */
void epoch_parameter_row_set_value(GtkWidget *row, GVariant *value);

/* The table that a row of kind "column" chooses from; nothing to rows of another kind. */
void epoch_parameter_row_set_file(GtkWidget *row, const char *path);

/* @changed is called after each change, with @row first. */
void epoch_parameter_row_connect(GtkWidget *row, GCallback changed, gpointer user_data);

G_END_DECLS
