/* The check of a -wal file; its format is in epoch-inspection.h. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (nullable): What is wrong with a -wal of length bytes, or NULL where all that was committed can
 * be read from it. */
const char *epoch_wal_check(const guint8 *wal, gsize length);

G_END_DECLS
