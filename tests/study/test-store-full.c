/* A disk that is full: nothing that was acknowledged is lost, and the store works again once there
 * is room. */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "store/epoch-notes.h"
#include "store/epoch-store-private.h"
#include "support.h"

static gboolean
save(EpochStore *store, const char *id, const char *body, GError **error)
{
  g_auto(Wait) wait = {0};
  g_autoptr(EpochNote) note = NULL;

  epoch_notes_save_async(store, id, "", body, NULL, support_wait_cb, &wait);
  note = epoch_notes_save_finish(store, support_wait(&wait), error);
  return note != NULL;
}

/* Saves notes until the store is full; how many were acknowledged. */
static guint
fill(EpochStore *store, const char *body)
{
  for (guint k = 0; k < 1000; k++) {
    g_autofree char *id = g_strdup_printf("note:%u", k);
    g_autoptr(GError) error = NULL;

    if (!save(store, id, body, &error)) {
      g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FULL);
      return k;
    }
  }
  g_assert_not_reached();
}

static void
expect_notes(EpochStore *store, guint n, const char *body)
{
  for (guint k = 0; k < n; k++) {
    g_autofree char *id = g_strdup_printf("note:%u", k);
    g_autofree char *found = support_note_body(store, id);

    g_assert_cmpstr(found, ==, body);
  }
}

static void
test_max_page_count(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  g_autofree char *body = g_strnfill(20000, 'b');
  EpochStore *store = support_open(path);
  guint n;

  g_assert_true(epoch_store_run_sql(store, "PRAGMA max_page_count = 100", NULL));
  n = fill(store, body);
  g_assert_cmpuint(n, >, 2);
  expect_notes(store, n, body);
  g_assert_true(epoch_store_run_sql(store, "PRAGMA max_page_count = 10000", NULL));
  g_assert_true(save(store, "after", body, NULL));
  support_close(store);
  store = support_open(path);
  expect_notes(store, n, body);
  support_close(store);
  support_remove(folder);
}

/* A true full disk: a small file system in memory, in a mount namespace of this thread's own. */
static void
test_small_disk(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  g_autofree char *ballast = g_build_filename(folder, "ballast", NULL);
  g_autofree char *room = g_malloc0(400 * 1024);
  g_autofree char *body = g_strnfill(20000, 'b');
  g_autoptr(GError) error = NULL;
  EpochStore *store;
  guint n;

  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount("tmpfs", folder, "tmpfs", 0, "size=1200k") != 0) {
    g_autofree char *why =
        g_strdup_printf("no file system can be mounted here: %s", g_strerror(errno));
    g_test_skip(why);
    support_remove(folder);
    return;
  }
  support_write(ballast, room, 400 * 1024);
  store = support_open(path);
  n = fill(store, body);
  g_assert_cmpuint(n, >, 2);
  expect_notes(store, n, body);
  g_unlink(ballast);
  g_assert_true(save(store, "after", body, &error));
  g_assert_no_error(error);
  expect_notes(store, n, body);
  support_close(store);
  store = support_open(path);
  expect_notes(store, n, body);
  support_close(store);
  g_assert_cmpint(umount2(folder, MNT_DETACH), ==, 0);
  support_remove(folder);
}

/* No room even to begin. */
static void
test_no_room_to_open(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  g_autofree char *ballast = g_build_filename(folder, "ballast", NULL);
  g_autofree char *room = g_malloc0(64 * 1024);
  g_autoptr(GError) error = NULL;
  EpochStore *store;

  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount("tmpfs", folder, "tmpfs", 0, "size=64k") != 0) {
    g_test_skip("no file system can be mounted here");
    support_remove(folder);
    return;
  }
  support_write(ballast, room, 60 * 1024);
  store = epoch_store_new(path);
  g_assert_false(epoch_store_open(store, NULL, &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_FULL);
  g_assert_cmpint(mount("tmpfs", folder, "tmpfs", MS_REMOUNT, "size=4m"), ==, 0);
  g_assert_true(epoch_store_open(store, NULL, NULL));
  support_close(store);
  g_assert_cmpint(umount2(folder, MNT_DETACH), ==, 0);
  support_remove(folder);
}

static void
test_read_only_disk(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  g_autoptr(GError) error = NULL;
  EpochStore *store;

  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount("tmpfs", folder, "tmpfs", 0, "size=4m") != 0) {
    g_test_skip("no file system can be mounted here");
    support_remove(folder);
    return;
  }
  support_close(support_open(path));
  g_assert_cmpint(mount("tmpfs", folder, "tmpfs", MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  store = epoch_store_new(path);
  g_assert_false(epoch_store_open(store, NULL, &error));
  g_assert_error(error, EPOCH_STORE_ERROR, EPOCH_STORE_ERROR_READ_ONLY);
  support_close(store);
  g_assert_cmpint(umount2(folder, MNT_DETACH), ==, 0);
  support_remove(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store-full/max-page-count", test_max_page_count);
  g_test_add_func("/store-full/small-disk", test_small_disk);
  g_test_add_func("/store-full/no-room-to-open", test_no_room_to_open);
  g_test_add_func("/store-full/read-only-disk", test_read_only_disk);
  return g_test_run();
}
