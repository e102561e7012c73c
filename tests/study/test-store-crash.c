/* A writer is killed in the middle of its work, a hundred times: whatever it had been told was
 * stored is there, and the file is sound.
 *
 * The writer is this program itself, started anew. It writes a line "KEY NUMBER" to its output for
 * each write that was acknowledged, and only then goes on. The kinds of work take turns: ticks,
 * notes, runs, notes while backups are made, migrations. */
#include "config.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/epoch-backups.h"
#include "store/epoch-migrations.h"
#include "store/epoch-notes.h"
#include "store/epoch-runs.h"
#include "store/epoch-store-private.h"
#include "support.h"

#define ROUNDS 100
#define MAX_MIGRATIONS 64
#define MIGRATED_ROWS 3000

static const char *const kinds[] = {"ticks", "notes", "runs", "backups", "migrations"};

/* The migrations of this version and n more, each of which has something to do. */
static EpochMigrations
make_migrations(int n)
{
  static const char *texts[MAX_MIGRATIONS + 1];

  texts[0] = epoch_migrations_get_default()->texts[0];
  for (int k = 1; k <= n; k++)
    if (texts[k] == NULL)
      texts[k] = g_strdup_printf(
          "CREATE TABLE extra_%d (x TEXT) STRICT;"
          "INSERT INTO extra_%d WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
          "WHERE i < %d) SELECT 'row ' || i FROM n;",
          k, k, MIGRATED_ROWS);
  return (EpochMigrations){texts, n + 1};
}

static void
acknowledge(const char *key, guint number)
{
  g_autofree char *line = g_strdup_printf("%s %u\n", key, number);

  if (write(STDOUT_FILENO, line, strlen(line)) < 0)
    _exit(1);
}

static void
write_run(EpochStore *store, const char *key, guint number)
{
  g_autofree char *id = g_strconcat("run-", key, NULL);
  g_autofree char *note = g_strdup_printf("%u", number);
  g_autofree char *tag = g_strdup_printf("tag-%u", number);
  g_autoptr(EpochRun) run = epoch_run_new(id, "experiment", number);
  g_auto(Wait) wait = {0};

  epoch_run_set_note(run, note);
  epoch_run_set_tags(run, (const char *const[]){tag, NULL});
  for (guint k = 0; k < 5; k++)
    epoch_run_add_artifact(run, "chart", note, "chart.json");
  epoch_runs_save_async(store, run, NULL, support_wait_cb, &wait);
  if (!epoch_runs_save_finish(store, support_wait(&wait), NULL))
    _exit(1);
}

/* The body is long, so that a note takes several pages, and says its number at both its ends. */
static void
write_note(EpochStore *store, const char *key, guint number)
{
  g_autofree char *id = g_strconcat("note-", key, NULL);
  g_autofree char *filler = g_strnfill(3000 + number % 7000, 'n');
  g_autofree char *body = g_strdup_printf("%u %s %u", number, filler, number);

  support_note(store, id, body);
}

static void
start_backup(EpochStore *store)
{
  epoch_store_back_up_async(store, NULL, NULL, NULL);
}

/* The writer: works until it is killed. */
static int
run_writer(const char *path, const char *kind, guint first, int n_migrations)
{
  EpochStore *store = epoch_store_new(path);
  EpochMigrations migrations = make_migrations(n_migrations);

  epoch_store_set_migrations(store, &migrations);
  acknowledge("start", 0);
  if (!epoch_store_open(store, NULL, NULL))
    return 1;
  acknowledge("version", (guint)migrations.n_texts);
  for (guint number = first;; number++) {
    g_autofree char *key = g_strdup_printf("%u", number % 17);

    if (g_str_equal(kind, "ticks")) {
      g_autofree char *item = g_strdup_printf("item.%u", number);

      support_tick(store, item, TRUE);
      acknowledge(item, 1);
      continue;
    }
    if (g_str_equal(kind, "backups") && number % 4 == 0)
      start_backup(store);
    if (g_str_equal(kind, "runs"))
      write_run(store, key, number);
    else
      write_note(store, key, number);
    g_free(key);
    key = g_strdup_printf("%s-%u", g_str_equal(kind, "runs") ? "run" : "note", number % 17);
    acknowledge(key, number);
  }
}

/* Takes the writer's lines into what is known to be stored: key → the last number. */
static guint
take_lines(FILE *lines, GHashTable *stored, int *version)
{
  char line[256];
  char key[128];
  guint number;
  guint n = 0;

  while (fgets(line, sizeof line, lines) != NULL) {
    /* The last line may have been cut off: what it said is not known to have been said. */
    if (strchr(line, '\n') == NULL || sscanf(line, "%127s %u", key, &number) != 2)
      break;
    if (g_str_equal(key, "version"))
      *version = MAX(*version, (int)number);
    else if (!g_str_equal(key, "start"))
      g_hash_table_replace(stored, g_strdup(key), GUINT_TO_POINTER(number));
    n++;
  }
  return n;
}

static gint64
read_number(sqlite3 *db, const char *sql, const char *argument)
{
  sqlite3_stmt *statement = NULL;
  gint64 number = -1;

  g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (argument != NULL)
    sqlite3_bind_text(statement, 1, argument, -1, SQLITE_TRANSIENT);
  if (sqlite3_step(statement) == SQLITE_ROW)
    number = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return number;
}

static void
expect_stored(sqlite3 *db, const char *key, guint number)
{
  const char *sql;
  gint64 found;

  if (g_str_has_prefix(key, "item."))
    sql = "SELECT ticked FROM ticks WHERE item = ?1";
  else if (g_str_has_prefix(key, "run-"))
    sql = "SELECT CAST(note AS INTEGER) FROM runs WHERE id = ?1";
  else
    sql = "SELECT CAST(body AS INTEGER) FROM notes WHERE id = ?1";
  found = read_number(db, sql, key);
  if (found < (gint64)number)
    g_test_message("%s: %" G_GINT64_FORMAT " is stored, %u was acknowledged", key, found, number);
  g_assert_cmpint(found, >=, number);
}

/* Every note and run is whole: its parts are of one and the same write. */
static void
expect_whole(sqlite3 *db)
{
  g_assert_cmpint(read_number(db,
                              "SELECT count(*) FROM notes WHERE "
                              "CAST(body AS INTEGER) || '' <> "
                              "substr(body, length(body) - length(CAST(body AS INTEGER)) + 1)",
                              NULL),
                  ==, 0);
  g_assert_cmpint(read_number(db,
                              "SELECT count(*) FROM runs r WHERE "
                              "(SELECT count(*) FROM run_artifacts WHERE run = r.id AND "
                              "title = r.note) <> 5 OR "
                              "(SELECT tag FROM run_tags WHERE run = r.id) <> "
                              "'tag-' || r.note",
                              NULL),
                  ==, 0);
}

/* The version in the file is at least the acknowledged one, and its tables are those of it. */
static int
expect_version(sqlite3 *db, int acknowledged)
{
  int version = (int)read_number(db, "PRAGMA user_version", NULL);

  g_assert_cmpint(version, >=, acknowledged);
  g_assert_cmpint(
      read_number(db, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'extra_%'", NULL), ==,
      MAX(version - 1, 0));
  for (int k = 1; k < version; k++) {
    g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM extra_%d", k);

    g_assert_cmpint(read_number(db, sql, NULL), ==, MIGRATED_ROWS);
  }
  return version;
}

static int
check(const char *path, GHashTable *stored, int acknowledged, int n_migrations)
{
  EpochStore *store = epoch_store_new(path);
  EpochMigrations migrations = make_migrations(n_migrations);
  g_autoptr(GPtrArray) backups = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer key, number;
  sqlite3 *db;
  int version;

  /* First as it was left, by SQLite alone: opening it with Epoch would go on with its work. */
  g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
  g_assert_cmpint(
      read_number(db, "SELECT integrity_check = 'ok' FROM pragma_integrity_check", NULL), ==, 1);
  version = expect_version(db, acknowledged);
  if (version > 0) {
    g_hash_table_iter_init(&iter, stored);
    while (g_hash_table_iter_next(&iter, &key, &number))
      expect_stored(db, key, GPOINTER_TO_UINT(number));
    expect_whole(db);
  }
  g_assert_cmpint(sqlite3_close(db), ==, SQLITE_OK);
  backups = epoch_backups_list(path, TRUE, G_MAXINT, NULL);
  for (guint k = 0; k < backups->len; k++)
    g_assert_true(epoch_backup_is_verified(g_ptr_array_index(backups, k)));
  epoch_store_set_migrations(store, &migrations);
  g_assert_true(epoch_store_open(store, NULL, &error));
  g_assert_no_error(error);
  support_close(store);
  return MAX(version, migrations.n_texts);
}

/* Starts a writer, lets it work for a random while, and kills it. */
static guint
run_round(const char *path, const char *kind, guint first, int n_migrations, GHashTable *stored,
          int *version)
{
  g_autofree char *first_text = g_strdup_printf("%u", first);
  g_autofree char *n_text = g_strdup_printf("%d", n_migrations);
  const char *argv[] = {"/proc/self/exe", "--write", path, kind, first_text, n_text, NULL};
  g_autoptr(GError) error = NULL;
  FILE *lines;
  GPid pid;
  int out;
  guint n;
  char byte;

  g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                           NULL, &out, NULL, &error);
  g_assert_no_error(error);
  /* Its first line says that it is about to open the store. */
  while (read(out, &byte, 1) == 1 && byte != '\n')
    ;
  g_usleep((gulong)g_test_rand_int_range(0, g_str_equal(kind, "migrations") ? 60000 : 120000));
  g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
  lines = fdopen(out, "r");
  n = take_lines(lines, stored, version);
  fclose(lines);
  g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
  g_spawn_close_pid(pid);
  return n;
}

static void
test_kill(void)
{
  char *folder = support_make_folder();
  g_autofree char *path = g_build_filename(folder, "epoch.db", NULL);
  g_autoptr(GHashTable) stored = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  int n_migrations = 0;
  int version = 0;
  guint n_lines = 0;
  guint n_cut = 0;

  for (guint round = 0; round < ROUNDS; round++) {
    const char *kind = kinds[round % G_N_ELEMENTS(kinds)];
    int version_before = version;

    if (g_str_equal(kind, "migrations"))
      n_migrations++;
    n_lines += run_round(path, kind, 1 + round * 100000, n_migrations, stored, &version);
    n_cut += g_str_equal(kind, "migrations") && version == version_before;
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      version = check(path, stored, version, n_migrations);
  }
  g_test_message("%u kills, %u acknowledged writes, %u migrations cut off", ROUNDS, n_lines, n_cut);
  /* Kills that hit nothing would prove nothing. */
  g_assert_cmpuint(n_lines, >, 500);
  g_assert_cmpuint(n_cut, >, 0);
  support_remove(folder);
}

int
main(int argc, char **argv)
{
  if (argc == 6 && g_str_equal(argv[1], "--write"))
    return run_writer(argv[2], argv[3], (guint)strtoul(argv[4], NULL, 10), atoi(argv[5]));
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/store-crash/kill", test_kill);
  return g_test_run();
}
