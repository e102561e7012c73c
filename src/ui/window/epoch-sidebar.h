#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_SIDEBAR (epoch_sidebar_get_type())
G_DECLARE_FINAL_TYPE(EpochSidebar, epoch_sidebar, EPOCH, SIDEBAR, AdwBin)

/**
 * EpochSidebar:
 *
 * Today, the four blocks with their weeks and a ring of progress each, the lab.
 *
 * Signal "place-activated" (const char *place): a row was chosen.
 */

/* Fills the sidebar; to be called once, when there is a course. */
void epoch_sidebar_set_session(EpochSidebar *self, EpochSession *session);

/* Marks the row of a place, such as "week/4", without telling; none where it has no row. */
void epoch_sidebar_select(EpochSidebar *self, const char *place);

G_END_DECLS
