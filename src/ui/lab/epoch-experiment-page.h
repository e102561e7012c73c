#pragma once

#include <adwaita.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_EXPERIMENT_PAGE (epoch_experiment_page_get_type())
G_DECLARE_FINAL_TYPE(EpochExperimentPage, epoch_experiment_page, EPOCH, EXPERIMENT_PAGE,
                     AdwNavigationPage)

/**
 * EpochExperimentPage:
 *
 * An experiment: the form, the results of the run that is shown, and what to read beside them.
 * It trains in a child process; while it does, the run's button stops it.
 */
GtkWidget *epoch_experiment_page_new(EpochSession *session, EpochExperiment *experiment);

G_END_DECLS
