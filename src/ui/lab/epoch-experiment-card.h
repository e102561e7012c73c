#pragma once

#include <gtk/gtk.h>

#include "app/epoch-session.h"

G_BEGIN_DECLS

/* (transfer floating): an experiment as a card: its title, the question that it answers, its
 * data set, and the last result, which follows the runs. A click opens it. */
GtkWidget *epoch_experiment_card_new(EpochSession *session, EpochExperiment *experiment);

G_END_DECLS
