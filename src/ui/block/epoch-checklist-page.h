#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_CHECKLIST_PAGE (epoch_checklist_page_get_type())
G_DECLARE_FINAL_TYPE(EpochChecklistPage, epoch_checklist_page, EPOCH, CHECKLIST_PAGE,
                     AdwNavigationPage)

/**
 * EpochChecklistPage:
 *
 * A page of prose and check lists that is not a week's: what the course says of a block, with
 * its self-assessment and interview questions, or the final thirty tasks.
 */
GtkWidget *epoch_block_page_new(EpochSession *session, EpochBlock *block);
GtkWidget *epoch_final_page_new(EpochSession *session);

/* Shows an item of the page. */
void epoch_checklist_page_show(EpochChecklistPage *self, const char *item);

G_END_DECLS
