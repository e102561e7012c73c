#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_FILE_BUTTON (epoch_file_button_get_type())
G_DECLARE_FINAL_TYPE(EpochFileButton, epoch_file_button, EPOCH, FILE_BUTTON, AdwBin)

/**
 * EpochFileButton:
 *
 * A button that shows which table is chosen and opens a file chooser. Property: "path", "" where
 * none is chosen.
 */
GtkWidget *epoch_file_button_new(void);
const char *epoch_file_button_get_path(EpochFileButton *self);
void epoch_file_button_set_path(EpochFileButton *self, const char *path);

/* (transfer full): the file chooser's filters: tables first, then all files. */
GListModel *epoch_file_button_new_filters(void);

G_END_DECLS
