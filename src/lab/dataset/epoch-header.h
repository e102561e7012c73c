/* The names of the columns of a learner's own table, read without reading the table. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * epoch_header_read_async:
 * @path: a CSV file
 *
 * Reads the first record of a file in another thread; its delimiter is found out. However large
 * the file is, no more than its first megabyte is read.
 */
void epoch_header_read_async(const char *path, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * epoch_header_read_finish:
 *
 * Returns: (transfer full) (nullable): the names in their order, at least one; or %NULL with
 *   @error set, that says what is wrong with the file
 */
char **epoch_header_read_finish(GAsyncResult *result, GError **error);

G_END_DECLS
