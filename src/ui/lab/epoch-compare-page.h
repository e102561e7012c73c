#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_COMPARE_PAGE (epoch_compare_page_get_type())
G_DECLARE_FINAL_TYPE(EpochComparePage, epoch_compare_page, EPOCH, COMPARE_PAGE, AdwNavigationPage)

/**
 * EpochComparePage:
 *
 * Two or more runs of an experiment side by side: the settings, those that differ in bold and
 * first; the metrics, the best of each marked; the charts of all runs, overlaid.
 */
GtkWidget *epoch_compare_page_new(EpochSession *session, const char *const *run_ids);

G_END_DECLS
