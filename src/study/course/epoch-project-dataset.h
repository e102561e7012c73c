/* EpochProjectDataset: a data set that a project names, with where it is found. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_PROJECT_DATASET (epoch_project_dataset_get_type())
G_DECLARE_FINAL_TYPE(EpochProjectDataset, epoch_project_dataset, EPOCH, PROJECT_DATASET, GObject)

const char *epoch_project_dataset_get_title(EpochProjectDataset *self);

/* (nullable) */
const char *epoch_project_dataset_get_url(EpochProjectDataset *self);

/* (nullable): A remark, in inline Markdown. */
const char *epoch_project_dataset_get_note(EpochProjectDataset *self);

/* The part of the project that uses it, from 1; 0 for none. */
int epoch_project_dataset_get_part(EpochProjectDataset *self);

G_END_DECLS
