/* A data set's card: what it holds, where it is from, and what harm it may do. */
#pragma once

#include <gio/gio.h>

#include "dataset/epoch-column.h"

G_BEGIN_DECLS

#define EPOCH_TYPE_DATASET (epoch_dataset_get_type())
G_DECLARE_FINAL_TYPE(EpochDataset, epoch_dataset, EPOCH, DATASET, GObject)

/**
 * epoch_dataset_load:
 * @id: a data set's id, such as "boston-housing"
 * @error: where to put an error
 *
 * Reads the card data/datasets/@id.json; not the data.
 *
 * Returns: (transfer full) (nullable): the card, or %NULL with @error set
 */
EpochDataset *epoch_dataset_load(const char *id, GError **error);

const char *epoch_dataset_get_id(EpochDataset *self);
/* Also the property "title". */
const char *epoch_dataset_get_title(EpochDataset *self);
/* A sentence on what a row is. Also "description". */
const char *epoch_dataset_get_description(EpochDataset *self);
/* Who collected it, when, and by which way it came here (Markdown). */
const char *epoch_dataset_get_source(EpochDataset *self);
const char *epoch_dataset_get_licence(EpochDataset *self);
/* Who may be harmed, and how (Markdown). */
const char *epoch_dataset_get_harms(EpochDataset *self);
gint64 epoch_dataset_get_rows(EpochDataset *self);
/* The pinned SHA-256 of the file, 64 hexadecimal digits. */
const char *epoch_dataset_get_sha256(EpochDataset *self);
/* (nullable): the name of the column that is predicted; %NULL where none is singled out. */
const char *epoch_dataset_get_target(EpochDataset *self);

/**
 * epoch_dataset_get_columns:
 *
 * Returns: (transfer none): a list model of #EpochColumn in the order of the file
 */
GListModel *epoch_dataset_get_columns(EpochDataset *self);

/**
 * epoch_dataset_find_column:
 *
 * Returns: (transfer none) (nullable): the column of that name
 */
EpochColumn *epoch_dataset_find_column(EpochDataset *self, const char *name);

/**
 * epoch_dataset_dup_path:
 *
 * Returns: (transfer full): the path of the CSV file
 */
char *epoch_dataset_dup_path(EpochDataset *self);

G_END_DECLS
