#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_SEARCH_DIALOG (epoch_search_dialog_get_type())
G_DECLARE_FINAL_TYPE(EpochSearchDialog, epoch_search_dialog, EPOCH, SEARCH_DIALOG, AdwDialog)

/**
 * EpochSearchDialog:
 *
 * Finds any place of the course, experiment or note as one types, and goes there. As the
 * palette it also finds commands, and shows them before anything is typed.
 */
AdwDialog *epoch_search_dialog_new(EpochSession *session, gboolean palette);

G_END_DECLS
