/* Looking at a store's file without SQLite, and so without touching it.
 *
 * The head of a file of SQLite (https://www.sqlite.org/fileformat2.html, 1.3):
 *   0   16 bytes "SQLite format 3\0"        28  4  size in pages
 *   16  2  page size, 1 is 65536            60  4  user_version
 *   24  4  change counter                   68  4  application_id
 *   92  4  the change counter at which the size in pages was true
 * The head of a -wal (4.1): 0 4 magic 0x377f0682 or …83 (checksums in big-endian words), 8 4 page
 * size, 16 8 salts, 24 8 checksum of the first 24 bytes. A frame: 0 4 page, 4 4 size of the file
 * after the commit or 0, 8 8 salts, 16 8 checksum so far; then the page. All big-endian.
 *
 * SQLite takes a -wal up to the first frame that does not fit and silently drops the rest, which is
 * right for a transaction that was cut off, but loses what had been committed where a frame in the
 * middle has been damaged. A second commit after a frame that does not fit shows the latter. */
#pragma once

#include "store/epoch-store.h"

G_BEGIN_DECLS

typedef struct {
  gboolean fresh;   /* There is no file yet, or one of no bytes and no backups. */
  gboolean unclean; /* There is a -wal: it was not closed, or is open elsewhere. */
  gint64 size;      /* in bytes */
} EpochInspection;

/* Looks at the file, its -wal and whether there are backups. Errors: NEWER for a version above
 * known, DAMAGED, PERMISSION. */
gboolean epoch_inspection_make(const char *path, int known, EpochInspection *inspection,
                               GError **error);

G_END_DECLS
