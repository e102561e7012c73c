/* Reading a file whose size is not known to be sane. */
#pragma once

#include <glib.h>

/**
 * epoch_file_read:
 * @path: a file
 * @limit: the most bytes it may have
 * @length: (out): its bytes
 * @error: where to put an error that names @path
 *
 * Reads a whole regular file; pipes and devices are refused.
 *
 * Returns: (transfer full) (nullable): its bytes, and a zero after them
 */
char *epoch_file_read(const char *path, gsize limit, gsize *length, GError **error);

/* Removes a folder that has no folders in it, with its files, as far as that can be done. */
void epoch_file_remove_folder(const char *path);
