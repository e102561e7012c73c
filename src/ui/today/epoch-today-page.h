#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_TODAY_PAGE (epoch_today_page_get_type())
G_DECLARE_FINAL_TYPE(EpochTodayPage, epoch_today_page, EPOCH, TODAY_PAGE, AdwNavigationPage)

/**
 * EpochTodayPage:
 *
 * Where one is, what comes next and how far one has come.
 */
GtkWidget *epoch_today_page_new(EpochSession *session);

G_END_DECLS
