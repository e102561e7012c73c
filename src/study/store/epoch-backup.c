#include "config.h"

#include "store/epoch-backup.h"

#include "store/epoch-backups.h"

struct _EpochBackup {
  GObject parent_instance;
  char *path;
  GDateTime *date;
  gint64 size;
  gboolean verified;
};

G_DEFINE_FINAL_TYPE(EpochBackup, epoch_backup, G_TYPE_OBJECT)

static void
finalize(GObject *object)
{
  EpochBackup *self = EPOCH_BACKUP(object);

  g_free(self->path);
  g_clear_pointer(&self->date, g_date_time_unref);
  G_OBJECT_CLASS(epoch_backup_parent_class)->finalize(object);
}

static void
epoch_backup_class_init(EpochBackupClass *klass)
{
  G_OBJECT_CLASS(klass)->finalize = finalize;
}

static void
epoch_backup_init(EpochBackup *self)
{
}

EpochBackup *
epoch_backup_new(const char *path, GDateTime *date, gint64 size, gboolean verified)
{
  EpochBackup *self = g_object_new(EPOCH_TYPE_BACKUP, NULL);

  self->path = g_strdup(path);
  self->date = g_date_time_ref(date);
  self->size = size;
  self->verified = verified;
  return self;
}

const char *
epoch_backup_get_path(EpochBackup *self)
{
  g_return_val_if_fail(EPOCH_IS_BACKUP(self), NULL);
  return self->path;
}

GDateTime *
epoch_backup_get_date(EpochBackup *self)
{
  g_return_val_if_fail(EPOCH_IS_BACKUP(self), NULL);
  return self->date;
}

gint64
epoch_backup_get_size(EpochBackup *self)
{
  g_return_val_if_fail(EPOCH_IS_BACKUP(self), 0);
  return self->size;
}

gboolean
epoch_backup_is_verified(EpochBackup *self)
{
  g_return_val_if_fail(EPOCH_IS_BACKUP(self), FALSE);
  return self->verified;
}
