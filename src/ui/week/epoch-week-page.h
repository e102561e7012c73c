#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_WEEK_PAGE (epoch_week_page_get_type())
G_DECLARE_FINAL_TYPE(EpochWeekPage, epoch_week_page, EPOCH, WEEK_PAGE, AdwNavigationPage)

/**
 * EpochWeekPage:
 *
 * All that the course says of a week, in six views: learn, tasks, resources, lab, project and
 * notes. A view is made when it is first shown.
 */
GtkWidget *epoch_week_page_new(EpochSession *session, EpochWeek *week);
EpochWeek *epoch_week_page_get_week(EpochWeekPage *self);

/* Shows a view, "learn" … "notes", and in it an item; either may be NULL. */
void epoch_week_page_show(EpochWeekPage *self, const char *view, const char *item);
/* The view that is shown. */
const char *epoch_week_page_get_view(EpochWeekPage *self);

/* Stores what the learner has typed and is not stored yet. */
void epoch_week_page_flush(EpochWeekPage *self);

G_END_DECLS
