#pragma once

#include <adwaita.h>

#include "store/epoch-store.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_STORE_PAGE (epoch_store_page_get_type())
G_DECLARE_FINAL_TYPE(EpochStorePage, epoch_store_page, EPOCH, STORE_PAGE, AdwBin)

/**
 * EpochStorePage:
 *
 * What is shown when Epoch can not start: why, and what the learner can do. For a damaged store
 * it offers the newest sound backup, or to begin anew with the damaged file set aside.
 *
 * Signal "try-again" (): start once more.
 */
GtkWidget *epoch_store_page_new(EpochStore *store, const GError *error);

G_END_DECLS
