#include "config.h"

#include "progress/epoch-time-log.h"

struct _EpochTimeLog {
  GHashTable *entries; /* id → EpochTimeEntry */
  GHashTable *days;    /* Julian day → seconds */
  GHashTable *items;   /* id → seconds */
};

EpochTimeLog *
epoch_time_log_new(void)
{
  EpochTimeLog *self = g_new0(EpochTimeLog, 1);

  self->entries = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL,
                                        (GDestroyNotify)epoch_time_entry_free);
  self->days = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
  self->items = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
epoch_time_log_free(EpochTimeLog *self)
{
  g_hash_table_unref(self->entries);
  g_hash_table_unref(self->days);
  g_hash_table_unref(self->items);
  g_free(self);
}

/* The day on which a moment is, here. */
static guint32
day_of(gint64 time)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(time);
  GDate date;
  int year, month, day;

  if (local == NULL)
    return 0;
  g_date_time_get_ymd(local, &year, &month, &day);
  g_date_clear(&date, 1);
  g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  return g_date_get_julian(&date);
}

static void
add_seconds(GHashTable *sums, gpointer key, gboolean key_is_text, gint64 seconds)
{
  gint64 *sum = g_hash_table_lookup(sums, key);

  if (sum != NULL)
    *sum += seconds;
  else
    g_hash_table_insert(sums, key_is_text ? g_strdup(key) : key,
                        g_memdup2(&seconds, sizeof seconds));
}

static void
count(EpochTimeLog *self, const EpochTimeEntry *entry, gint64 seconds)
{
  add_seconds(self->days, GUINT_TO_POINTER(day_of(entry->started)), FALSE, seconds);
  add_seconds(self->items, entry->item, TRUE, seconds);
}

void
epoch_time_log_add(EpochTimeLog *self, const EpochTimeEntry *entry)
{
  EpochTimeEntry *copy;

  if (g_hash_table_contains(self->entries, &entry->id))
    return;
  copy = epoch_time_entry_copy(entry);
  g_hash_table_insert(self->entries, &copy->id, copy);
  count(self, copy, copy->seconds);
}

void
epoch_time_log_remove(EpochTimeLog *self, gint64 id)
{
  const EpochTimeEntry *entry = g_hash_table_lookup(self->entries, &id);

  if (entry == NULL)
    return;
  count(self, entry, -entry->seconds);
  g_hash_table_remove(self->entries, &id);
}

gint64
epoch_time_log_sum_days(EpochTimeLog *self, guint32 first, guint32 last)
{
  GHashTableIter iter;
  gpointer day, seconds;
  gint64 sum = 0;

  g_hash_table_iter_init(&iter, self->days);
  while (g_hash_table_iter_next(&iter, &day, &seconds))
    if (GPOINTER_TO_UINT(day) >= first && GPOINTER_TO_UINT(day) <= last)
      sum += *(gint64 *)seconds;
  return sum;
}

gint64
epoch_time_log_sum_item(EpochTimeLog *self, const char *item)
{
  const gint64 *seconds = g_hash_table_lookup(self->items, item);

  return seconds != NULL ? *seconds : 0;
}
