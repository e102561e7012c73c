/* What the two halves of the backups share. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): The folder of the backups of a store. */
char *epoch_backups_dup_folder(const char *store_path);

/* (transfer full): The path of a backup made at that time. */
char *epoch_backups_dup_name(const char *folder, GDateTime *date);

/* Takes away the backups that are no longer kept. */
void epoch_backups_rotate(const char *store_path);

G_END_DECLS
