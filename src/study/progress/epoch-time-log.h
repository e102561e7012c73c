/* EpochTimeLog: the logged time in memory, summed by day and by item. For one thread. */
#pragma once

#include "store/epoch-time-entries.h"

G_BEGIN_DECLS

typedef struct _EpochTimeLog EpochTimeLog;

EpochTimeLog *epoch_time_log_new(void);
void epoch_time_log_free(EpochTimeLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTimeLog, epoch_time_log_free)

void epoch_time_log_add(EpochTimeLog *self, const EpochTimeEntry *entry);
void epoch_time_log_remove(EpochTimeLog *self, gint64 id);

/* Seconds on the local days from first to last, both counted, as Julian days of GDate. */
gint64 epoch_time_log_sum_days(EpochTimeLog *self, guint32 first, guint32 last);
gint64 epoch_time_log_sum_item(EpochTimeLog *self, const char *item);

G_END_DECLS
