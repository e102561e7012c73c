#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* (transfer floating): the card of a data set: what a row is, where it comes from, its licence,
 * whom it may harm, and its columns with those that are left out and why. */
AdwDialog *epoch_dataset_dialog_new(const char *id);

G_END_DECLS
