/* The panes that there are; epoch-pane.c finds them by name and by kind of file. */
#pragma once

#include <gtk/gtk.h>

#include "store/epoch-run.h"

G_BEGIN_DECLS

/* (transfer floating) */
GtkWidget *epoch_game_pane_new(void);
GtkWidget *epoch_algebra_pane_new(void);

/* (transfer floating): the parts of the algebra pane. */
GtkWidget *epoch_vectors_pane_new(void);
GtkWidget *epoch_matrix_pane_new(void);
GtkWidget *epoch_slope_pane_new(void);

/* (transfer floating) (nullable) */
GtkWidget *epoch_scores_pane_new(EpochRun *run, const char *kind);
GtkWidget *epoch_calculation_pane_new(EpochRun *run, const char *kind);
GtkWidget *epoch_table_pane_new(EpochRun *run, const char *kind);
GtkWidget *epoch_predict_pane_new(EpochRun *run, const char *kind);

G_END_DECLS
