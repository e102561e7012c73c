/* EpochBackup: a backup of the store, as it was found in the backups folder. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EPOCH_TYPE_BACKUP (epoch_backup_get_type())
G_DECLARE_FINAL_TYPE(EpochBackup, epoch_backup, EPOCH, BACKUP, GObject)

const char *epoch_backup_get_path(EpochBackup *self);

/* (transfer none): When it was made, in local time, from its name. */
GDateTime *epoch_backup_get_date(EpochBackup *self);

/* In bytes. */
gint64 epoch_backup_get_size(EpochBackup *self);

/* Whether it was opened and found sound when it was listed: only such a one can be restored. */
gboolean epoch_backup_is_verified(EpochBackup *self);

G_END_DECLS
