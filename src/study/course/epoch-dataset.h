/* EpochDataset: a data set that a project names, with where it is found. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_DATASET (epoch_dataset_get_type())
G_DECLARE_FINAL_TYPE(EpochDataset, epoch_dataset, EPOCH, DATASET, GObject)

const char *epoch_dataset_get_title(EpochDataset *self);

/* (nullable) */
const char *epoch_dataset_get_url(EpochDataset *self);

/* (nullable): A remark, in inline Markdown. */
const char *epoch_dataset_get_note(EpochDataset *self);

/* (nullable): The part of the project that uses it. */
const char *epoch_dataset_get_part(EpochDataset *self);

G_END_DECLS
