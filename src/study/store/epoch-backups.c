/* The folder of backups: what is in it, and what stays in it. */
#include "config.h"

#include "store/epoch-backups.h"

#include <glib/gstdio.h>
#include <string.h>

#include "store/epoch-backups-private.h"
#include "store/epoch-connection.h"
#include "store/epoch-migrations.h"
#include "store/epoch-store-error.h"

#define PREFIX "epoch-"
#define SUFFIX ".db"
#define STAMP "YYYYMMDD-HHMMSS"

char *
epoch_backups_dup_folder(const char *store_path)
{
  g_autofree char *folder = g_path_get_dirname(store_path);

  return g_build_filename(folder, "backups", NULL);
}

/* The number that stands in a text at [at, at + n); -1 where others than digits do. */
static int
read_digits(const char *text, int at, int n)
{
  int number = 0;

  for (int k = at; k < at + n; k++) {
    if (!g_ascii_isdigit(text[k]))
      return -1;
    number = number * 10 + (text[k] - '0');
  }
  return number;
}

/* (nullable): The date in the name of a backup; NULL for any other name. */
static GDateTime *
date_of_name(const char *name)
{
  const char *stamp = name + strlen(PREFIX);

  if (strlen(name) != strlen(PREFIX STAMP SUFFIX) || !g_str_has_prefix(name, PREFIX) ||
      !g_str_has_suffix(name, SUFFIX) || stamp[8] != '-')
    return NULL;
  return g_date_time_new_local(read_digits(stamp, 0, 4), read_digits(stamp, 4, 2),
                               read_digits(stamp, 6, 2), read_digits(stamp, 9, 2),
                               read_digits(stamp, 11, 2), read_digits(stamp, 13, 2));
}

char *
epoch_backups_dup_name(const char *folder, GDateTime *date)
{
  g_autofree char *stamp = g_date_time_format(date, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strconcat(PREFIX, stamp, SUFFIX, NULL);

  return g_build_filename(folder, name, NULL);
}

static int
compare_newest_first(gconstpointer a, gconstpointer b)
{
  return strcmp(epoch_backup_get_path(*(EpochBackup **)b),
                epoch_backup_get_path(*(EpochBackup **)a));
}

gboolean
epoch_backups_exist(const char *store_path)
{
  g_autofree char *folder = epoch_backups_dup_folder(store_path);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autoptr(GDateTime) date = date_of_name(name);

    if (date != NULL)
      return TRUE;
  }
  return FALSE;
}

gboolean
epoch_backups_verify(const char *path, int version, GCancellable *cancellable, GError **error)
{
  g_autofree char *uri = g_filename_to_uri(path, NULL, error);
  g_autofree char *immutable = uri != NULL ? g_strconcat(uri, "?immutable=1", NULL) : NULL;
  sqlite3 *db;
  gint64 found;
  gboolean sound;

  if (uri == NULL)
    return FALSE;
  db = epoch_connection_open_file(immutable, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
  if (db == NULL)
    return FALSE;
  sound = epoch_connection_check(db, path, "integrity_check", cancellable, error);
  found = sound ? epoch_connection_read_number(db, "PRAGMA user_version", 0) : 0;
  if (sound && (found < 1 || epoch_connection_read_number(db, "PRAGMA application_id", 0) !=
                                 EPOCH_STORE_APPLICATION_ID)) {
    epoch_store_set_damaged(error, path, "it is not a backup of Epoch");
    sound = FALSE;
  } else if (sound && found > version) {
    epoch_store_set_newer(error, path, (int)found, version);
    sound = FALSE;
  }
  sqlite3_close_v2(db);
  return sound;
}

GPtrArray *
epoch_backups_list(const char *store_path, gboolean checks, int version, GCancellable *cancellable)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func(g_object_unref);
  g_autofree char *folder = epoch_backups_dup_folder(store_path);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GDateTime) date = date_of_name(name);
    GStatBuf status;

    if (date == NULL || g_stat(path, &status) != 0 || !S_ISREG(status.st_mode))
      continue;
    g_ptr_array_add(backups, epoch_backup_new(
                                 path, date, status.st_size,
                                 checks && epoch_backups_verify(path, version, cancellable, NULL)));
  }
  g_ptr_array_sort(backups, compare_newest_first);
  return backups;
}

gboolean
epoch_backups_are_due(const char *store_path, GDateTime *now)
{
  g_autoptr(GPtrArray) backups = epoch_backups_list(store_path, FALSE, 0, NULL);
  GTimeSpan age;

  if (backups->len == 0)
    return TRUE;
  age = g_date_time_difference(now, epoch_backup_get_date(g_ptr_array_index(backups, 0)));
  /* A backup from the future is one from before the clock was set right. */
  return age >= G_TIME_SPAN_DAY || age < -G_TIME_SPAN_DAY;
}

static int
day_of(GDateTime *date)
{
  return g_date_time_get_year(date) * 1000 + g_date_time_get_day_of_year(date);
}

static int
week_of(GDateTime *date)
{
  return g_date_time_get_week_numbering_year(date) * 100 + g_date_time_get_week_of_year(date);
}

/* Keeps the newest of each of the last n periods that have any. */
static void
keep_periods(GDateTime *const *dates, guint n, gboolean *kept, int (*period_of)(GDateTime *),
             guint n_periods)
{
  int last = -1;

  for (guint k = 0; k < n && n_periods > 0; k++) {
    int period = period_of(dates[k]);

    if (period == last)
      continue;
    kept[k] = TRUE;
    last = period;
    n_periods--;
  }
}

void
epoch_backups_choose(GDateTime *const *dates, guint n, gboolean *kept)
{
  for (guint k = 0; k < n; k++)
    kept[k] = k < EPOCH_BACKUPS_KEPT;
  keep_periods(dates, n, kept, day_of, EPOCH_BACKUPS_KEPT_DAYS);
  keep_periods(dates, n, kept, week_of, EPOCH_BACKUPS_KEPT_WEEKS);
}

/* That an old one could not be taken away is no failure of the new one. */
void
epoch_backups_rotate(const char *store_path)
{
  g_autoptr(GPtrArray) backups = epoch_backups_list(store_path, FALSE, 0, NULL);
  g_autofree GDateTime **dates = g_new0(GDateTime *, backups->len);
  g_autofree gboolean *kept = g_new0(gboolean, backups->len);

  for (guint k = 0; k < backups->len; k++)
    dates[k] = epoch_backup_get_date(g_ptr_array_index(backups, k));
  epoch_backups_choose(dates, backups->len, kept);
  for (guint k = 0; k < backups->len; k++)
    if (!kept[k])
      g_unlink(epoch_backup_get_path(g_ptr_array_index(backups, k)));
}
