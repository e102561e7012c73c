/* The home of a data set's file that does not come with Epoch, as its card declares it:
 *
 *   "remote": {"url": …, "bytes": 18461, "sha256": …, "header": false, "missing": "?",
 *              "whole": ["num"]}
 *
 * "header" says whether the file begins with a line of names. The last two say how the published
 * file is written, so that its bytes can be made again from a copy with the same values: numbers
 * as the shortest text that reads back as they are, with a point ("63.0") but in the columns that
 * "whole" names, and what is missing as "missing". */
#pragma once

#include <json-glib/json-glib.h>

#include "dataset/epoch-dataset.h"
#include "table/table.h"

typedef struct {
  char *url;
  char *home; /* the host of the address */
  char *sha256;
  gint64 bytes;
  gboolean header;
  char *missing;
  char **whole;
} EpochRemote;

EpochRemote *epoch_remote_new_from_json(JsonObject *object, const char *where, GError **error);
void epoch_remote_free(EpochRemote *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochRemote, epoch_remote_free)

/* Whether a text is a SHA-256 in small hexadecimal digits. */
gboolean epoch_remote_is_sha256(const char *text);

/* (nullable): The home of a data set's file; %NULL where it comes with Epoch. */
const EpochRemote *epoch_dataset_get_remote(EpochDataset *self);

/* The path of a file that was fetched: among the learner's own data, never in the installation. */
char *epoch_remote_dup_path(const char *file);

/* The note of a file: the checksum and the name of the learner's own copy; %FALSE where there is
 * none that can be read. */
gboolean epoch_remote_read_note(const char *file, char **sha256, char **name);

/* (transfer full): The bytes of a table as its publisher writes it; see above. @table is as it was
 * read, the columns with codes as text. */
GBytes *epoch_remote_write(EpochDataset *dataset, const struct ec_table *table);
