#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_COLUMN_CHOICE (epoch_column_choice_get_type())
G_DECLARE_FINAL_TYPE(EpochColumnChoice, epoch_column_choice, EPOCH, COLUMN_CHOICE, AdwBin)

/**
 * EpochColumnChoice:
 *
 * A list of the columns of a learner's own table to choose one from. They are read from the
 * file's first line in another thread; what is wrong with the file is said below. Property:
 * "column", "" where none is chosen.
 */
GtkWidget *epoch_column_choice_new(void);
const char *epoch_column_choice_get_column(EpochColumnChoice *self);
/* What is not a column of the table becomes no column, once the table is read. */
void epoch_column_choice_set_column(EpochColumnChoice *self, const char *column);
/* The table to choose from; "" for none. */
void epoch_column_choice_set_file(EpochColumnChoice *self, const char *path);
/* The list itself, to be named. */
GtkDropDown *epoch_column_choice_get_drop_down(EpochColumnChoice *self);

G_END_DECLS
