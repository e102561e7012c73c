/* epoch-lab fetch: a table that does not come with Epoch, from its home or from a copy. */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "commands.h"
#include "dataset/epoch-dataset.h"
#include "fetch/epoch-fetch.h"
#include "options.h"

static const char usage[] = "fetch DATASET [--import FILE]";

typedef struct {
  EpochDataset *dataset;
  GCancellable *cancellable;
  GMainLoop *loop;
  GAsyncResult *result;
  gboolean is_terminal;
  gboolean line_open; /* whether a line of progress stands on the terminal */
} Fetching;

static void
progress_cb(gint64 done, gint64 all, gpointer data)
{
  Fetching *self = data;
  g_autofree char *there = g_format_size((guint64)done);
  g_autofree char *whole = g_format_size((guint64)all);

  if (self->is_terminal) {
    g_print("\r\033[K%3.0f%%  ", 100.0 * (double)done / (double)all);
    /* Translators: two sizes, such as “12 kB of 18.5 kB” */
    g_print(_("%s of %s"), there, whole);
    self->line_open = TRUE;
  }
}

static void
ended_cb(GObject *source, GAsyncResult *result, gpointer data)
{
  Fetching *self = data;

  self->result = g_object_ref(result);
  g_main_loop_quit(self->loop);
}

static gboolean
signal_cb(gpointer data)
{
  g_cancellable_cancel(((Fetching *)data)->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
print_place(EpochDataset *dataset)
{
  g_autofree char *path = epoch_dataset_dup_path(dataset);
  /* Loaded again, since a copy of one's own may have come or gone. */
  g_autoptr(EpochDataset) now = epoch_dataset_load(epoch_dataset_get_id(dataset), NULL);

  g_print(_("%s is here: %s\n"), epoch_dataset_get_title(dataset), path);
  if (now != NULL && epoch_dataset_get_note(now) != NULL) {
    g_print("%s\n", epoch_dataset_get_note(now));
  }
}

static int
finish(Fetching *self, gboolean importing)
{
  g_autoptr(GError) error = NULL;
  gboolean well = importing ? epoch_fetch_import_finish(self->result, NULL, &error)
                            : epoch_fetch_finish(self->result, &error);

  if (self->line_open) {
    g_print("\r\033[K");
  }
  if (well) {
    print_place(self->dataset);
    return EXIT_WELL;
  }
  g_printerr("epoch-lab: %s\n", g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                                    ? _("stopped; the next fetch goes on from here")
                                    : error->message);
  return EXIT_FAILED;
}

static int
work(EpochDataset *dataset, const char *import)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new();
  Fetching self = {dataset, cancellable, loop, NULL, isatty(STDOUT_FILENO), FALSE};
  guint interrupt = g_unix_signal_add(SIGINT, signal_cb, &self);
  guint end = g_unix_signal_add(SIGTERM, signal_cb, &self);
  int status;

  if (import != NULL) {
    g_autoptr(GFile) file = g_file_new_for_commandline_arg(import);

    epoch_fetch_import_async(dataset, file, cancellable, ended_cb, &self);
  } else {
    epoch_fetch_async(dataset, NULL, cancellable, progress_cb, &self, ended_cb, &self);
  }
  g_main_loop_run(loop);
  status = finish(&self, import != NULL);
  g_object_unref(self.result);
  g_source_remove(interrupt);
  g_source_remove(end);
  return status;
}

int
cmd_fetch(int argc, char **argv)
{
  g_autofree char *import = NULL;
  const GOptionEntry entries[] = {
      {"import", 'i', 0, G_OPTION_ARG_FILENAME, &import,
       N_("Take a copy of the table that you have, instead of fetching it"), N_("FILE")},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(
      "DATASET",
      _("Fetches a table that does not come with Epoch; epoch-lab list names those that "
        "are not here.\nExit status: 0 the table is here, 1 it is not, 2 wrong usage."),
      entries);
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochDataset) dataset = NULL;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 2) {
    return options_refuse(usage, "one data set is expected");
  }
  dataset = epoch_dataset_load(argv[1], &error);
  if (dataset == NULL) {
    return options_refuse(usage, "%s", error->message);
  }
  if (!epoch_dataset_is_remote(dataset)) {
    if (import != NULL) {
      return options_refuse(usage, "%s comes with Epoch, and nothing is imported in its place",
                            epoch_dataset_get_title(dataset));
    }
    g_print(_("%s comes with Epoch; there is nothing to fetch.\n"),
            epoch_dataset_get_title(dataset));
    return EXIT_WELL;
  }
  return work(dataset, import);
}
