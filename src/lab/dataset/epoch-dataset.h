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
/* The SHA-256 that the file must have, 64 hexadecimal digits: the one that the card pins, or that
 * of the learner's own copy where one was taken in its place. */
const char *epoch_dataset_get_sha256(EpochDataset *self);
/* Whether the bytes of a file are those of the card; @path is what the error calls it. */
gboolean epoch_dataset_check_sha256(EpochDataset *self, const void *bytes, gsize length,
                                    const char *path, GError **error);
/* The SHA-256 that the card pins. */
const char *epoch_dataset_get_pinned_sha256(EpochDataset *self);
/* (nullable): the name of the column that is predicted; %NULL where none is singled out. */
const char *epoch_dataset_get_target(EpochDataset *self);

/* (nullable): of pictures the names of the classes, in the order of their numbers; %NULL of a table. */
const char *const *epoch_dataset_get_classes(EpochDataset *self);

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

/* Whether the file does not come with Epoch, but from a home of its own. */
gboolean epoch_dataset_is_remote(EpochDataset *self);
/* Whether the file is on this computer; whether it is the right one is seen when it is read. */
gboolean epoch_dataset_is_here(EpochDataset *self);
/* (nullable): the address of the file, and the name of the computer that has it
 * ("archive.ics.uci.edu"); %NULL of a file that comes with Epoch. */
const char *epoch_dataset_get_url(EpochDataset *self);
const char *epoch_dataset_get_home(EpochDataset *self);
/* The size of a file that is fetched; 0 of one that comes with Epoch. */
gint64 epoch_dataset_get_bytes(EpochDataset *self);
/* (nullable): a sentence where the file is the learner's own copy, which is not the published one
 * to the last byte. */
const char *epoch_dataset_get_note(EpochDataset *self);

/**
 * epoch_dataset_recognise:
 * @given: the bytes of a file that is said to hold the table
 * @where: what errors call it, such as its name
 * @canonical: (out) (transfer full) (nullable): the bytes that the card pins, where they are those
 *   given or can be made of them; else %NULL
 * @error: where to put an error that says what differs
 *
 * Tells whether a file holds the table of a card that is remote: the same columns in any order,
 * with or without a line of names, as many rows, and no value that the card does not know.
 */
gboolean epoch_dataset_recognise(EpochDataset *self, GBytes *given, const char *where,
                                 GBytes **canonical, GError **error);

/**
 * epoch_dataset_write_note:
 * @name: (nullable): the name of the learner's own copy; %NULL where the file is the published one
 * @sha256: its SHA-256
 *
 * Writes beside a remote card's file that a copy of that checksum stands in for it, or takes such
 * a note away. Cards that are loaded later know of it.
 */
gboolean epoch_dataset_write_note(EpochDataset *self, const char *name, const char *sha256,
                                  GError **error);

G_END_DECLS
