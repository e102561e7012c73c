#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_LAB_PAGE (epoch_lab_page_get_type())
G_DECLARE_FINAL_TYPE(EpochLabPage, epoch_lab_page, EPOCH, LAB_PAGE, AdwNavigationPage)

/* EpochLabPage: the gallery of experiments, by week. */
GtkWidget *epoch_lab_page_new(EpochSession *session);

G_END_DECLS
