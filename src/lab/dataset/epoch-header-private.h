/* The first record of a text, for whoever has the text already. */
#pragma once

#include "dataset/epoch-header.h"

/* (transfer full) (nullable): The fields of the first record without the spaces around them, at
 * least one. @text begins after a byte order mark, @cut says whether it goes on after @length;
 * @where is what errors call it. */
char **epoch_header_scan(const char *where, const char *text, gsize length, gboolean cut,
                         GError **error);
