/* How a file is fetched: the part of it that is there, and one transfer from one address.
 *
 * All of this blocks, and runs in the thread of a fetch. */
#pragma once

#include "fetch/epoch-fetch.h"

G_BEGIN_DECLS

/* The part of a file that is there: NAME.part, locked as long as this is open, and NAME.part.tag,
 * which holds what the server called the version that it is a part of (its ETag, or the time of its
 * last change). */
typedef struct {
  char *path; /* of the whole file, once it is there */
  char *part;
  char *tag_path;
  char *tag; /* (nullable) */
  int fd;
  gint64 size;
} EpochFetchPart;

#define EPOCH_FETCH_PART_INIT                                                                      \
  {                                                                                                \
    NULL, NULL, NULL, NULL, -1, 0                                                                  \
  }

/* Opens the part of the file at @path, and makes its folder. More than @limit bytes are no part of
 * it and are dropped. */
gboolean epoch_fetch_part_open(EpochFetchPart *self, const char *path, gint64 limit,
                               GError **error);
/* Lets go of it; what is there stays. */
void epoch_fetch_part_close(EpochFetchPart *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochFetchPart, epoch_fetch_part_close)

/* Begins again from nothing, with a new tag (nullable). */
gboolean epoch_fetch_part_restart(EpochFetchPart *self, const char *tag, GError **error);
gboolean epoch_fetch_part_append(EpochFetchPart *self, const void *bytes, gsize length,
                                 GError **error);
/* The SHA-256 of what is there; NULL with @error set, also where it was cancelled. */
char *epoch_fetch_part_dup_sha256(EpochFetchPart *self, GCancellable *cancellable, GError **error);
/* Removes the part. */
void epoch_fetch_part_remove(EpochFetchPart *self);
/* Gives it its name, once it is on the disk. */
gboolean epoch_fetch_part_place(EpochFetchPart *self, GError **error);

/* Sets an error of FULL or FILE for an errno. */
void epoch_fetch_set_errno(GError **error, int number, const char *path);

/* One transfer. */
typedef struct {
  const char *address;
  gint64 bytes; /* of the whole file */
  EpochFetchOptions options;
  EpochFetchPart *part;
  GCancellable *cancellable; /* (nullable) */
  void (*progress)(gpointer data);
  gpointer data;
  gboolean resumed; /* (out): whether it went on from what was there */
} EpochFetchTransfer;

/**
 * epoch_fetch_transfer_run:
 *
 * Appends to the part what the address has more of it, or begins again where the server has another
 * version, or can not begin in the middle. Follows redirects to allowed addresses.
 *
 * Returns: whether all bytes are there; otherwise @error is set, and what came is kept
 */
gboolean epoch_fetch_transfer_run(EpochFetchTransfer *self, GError **error);

G_END_DECLS
