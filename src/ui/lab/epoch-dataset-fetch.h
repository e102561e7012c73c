#pragma once

#include <adwaita.h>

#include "experiment/epoch-experiment.h"
#include "lab/epoch-parameter-form.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_DATASET_FETCH (epoch_dataset_fetch_get_type())
G_DECLARE_FINAL_TYPE(EpochDatasetFetch, epoch_dataset_fetch, EPOCH, DATASET_FETCH, AdwBin)

/**
 * EpochDatasetFetch:
 *
 * Says that the data set which is chosen in a form is not on this computer, and brings it here:
 * fetched from its home, or from a copy that the learner has. Not visible where it is here.
 *
 * Property "here": whether the chosen data set can be read.
 */
GtkWidget *epoch_dataset_fetch_new(EpochExperiment *experiment, EpochParameterForm *form);

gboolean epoch_dataset_fetch_is_here(EpochDatasetFetch *self);

G_END_DECLS
