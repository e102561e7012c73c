/* Files that are kept compressed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * epoch_gzip_unpack:
 * @packed: the bytes of a gzip file
 * @length: how many
 * @where: what errors call it
 * @limit: the most that it may unpack to, in bytes
 * @error: where to put an error
 *
 * Unpacks a file in memory. A few bytes can be made to unpack to more than any computer holds, so
 * it ends at the limit.
 *
 * Returns: (transfer full) (nullable): what was packed, or %NULL with @error set
 */
GBytes *epoch_gzip_unpack(const void *packed, gsize length, const char *where, gsize limit,
                          GError **error);

G_END_DECLS
