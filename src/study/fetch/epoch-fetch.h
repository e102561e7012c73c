/* Tables that Epoch may not ship: fetched from their own homes, or taken from the learner.
 *
 * What is fetched is written beside its final name as NAME.part, goes on from there where it was
 * cut off, and takes its name only when its SHA-256 is that of the card. What went wrong is a
 * sentence for the learner. */
#pragma once

#include <gio/gio.h>

#include "dataset/epoch-dataset.h"

G_BEGIN_DECLS

/**
 * EpochFetchError:
 * @EPOCH_FETCH_ERROR_NETWORK: the server could not be reached, or the connection broke off
 * @EPOCH_FETCH_ERROR_TIMEOUT: the server said nothing for too long
 * @EPOCH_FETCH_ERROR_SERVER: the server refused, or sent something else than a file
 * @EPOCH_FETCH_ERROR_REDIRECT: the server led to an address that is not followed
 * @EPOCH_FETCH_ERROR_CHECKSUM: what came is not the file that the card describes
 * @EPOCH_FETCH_ERROR_FULL: there is no room for it
 * @EPOCH_FETCH_ERROR_FILE: a file could not be read or written
 * @EPOCH_FETCH_ERROR_BUSY: another window or program is fetching the same file
 * @EPOCH_FETCH_ERROR_REFUSED: the learner's file is not the table of the card
 */
typedef enum {
  EPOCH_FETCH_ERROR_NETWORK,
  EPOCH_FETCH_ERROR_TIMEOUT,
  EPOCH_FETCH_ERROR_SERVER,
  EPOCH_FETCH_ERROR_REDIRECT,
  EPOCH_FETCH_ERROR_CHECKSUM,
  EPOCH_FETCH_ERROR_FULL,
  EPOCH_FETCH_ERROR_FILE,
  EPOCH_FETCH_ERROR_BUSY,
  EPOCH_FETCH_ERROR_REFUSED,
} EpochFetchError;

#define EPOCH_FETCH_ERROR (epoch_fetch_error_quark())

GQuark epoch_fetch_error_quark(void);

/**
 * EpochFetchOptions:
 * @connect_ms: how long to wait for a connection
 * @stall_ms: how long to wait for the next byte
 * @n_attempts: how often to try where the connection breaks off; each goes on where the last ended
 * @pause_ms: the pause before the second attempt; it doubles with each further one
 */
typedef struct {
  guint connect_ms;
  guint stall_ms;
  guint n_attempts;
  guint pause_ms;
} EpochFetchOptions;

#define EPOCH_FETCH_OPTIONS_INIT                                                                   \
  {                                                                                                \
    20 * 1000, 30 * 1000, 4, 1000                                                                  \
  }

/* Told on the main context of the caller, never after the call has ended: bytes that are there,
 * bytes that there will be. */
typedef void (*EpochFetchProgress)(gint64 done, gint64 all, gpointer data);

/**
 * epoch_fetch_async:
 * @dataset: a card with a home, see epoch_dataset_is_remote()
 * @options: (nullable): limits; %NULL for the usual ones
 * @progress: (nullable): whom to tell how far it is
 *
 * Fetches the file of a card. Where it is there already, and right, nothing is fetched. A
 * cancelled fetch leaves what it has, and the next one goes on from there.
 */
void epoch_fetch_async(EpochDataset *dataset, const EpochFetchOptions *options,
                       GCancellable *cancellable, EpochFetchProgress progress,
                       gpointer progress_data, GAsyncReadyCallback callback, gpointer user_data);

/* %FALSE with @error set: %EPOCH_FETCH_ERROR or %G_IO_ERROR_CANCELLED. */
gboolean epoch_fetch_finish(GAsyncResult *result, GError **error);

/**
 * epoch_fetch_import_async:
 * @file: the learner's own copy of the table
 *
 * Takes a copy of a card's table that the learner has. It is taken where it is the very file, or
 * where it holds the same columns, in any order, with or without a line of names, and as many
 * rows. Where the published bytes can be made of it they are kept; else the copy is kept as it is,
 * and the card says so from then on: see epoch_dataset_get_note().
 */
void epoch_fetch_import_async(EpochDataset *dataset, GFile *file, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * epoch_fetch_import_finish:
 * @exact: (out) (optional): whether what is kept is the very file that the card describes
 *
 * %FALSE with @error set: %EPOCH_FETCH_ERROR_REFUSED says what differs.
 */
gboolean epoch_fetch_import_finish(GAsyncResult *result, gboolean *exact, GError **error);

/* Whether an address may be fetched from: https, and http on this computer's own 127.0.0.1 and
 * [::1] alone. */
gboolean epoch_fetch_address_is_allowed(const char *address);

G_END_DECLS
