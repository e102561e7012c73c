#include "config.h"

#include "human.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "metric/epoch-metric.h"

#define WIDTH 92
/* Between two plain lines of progress, in microseconds. */
#define PLAIN_INTERVAL G_USEC_PER_SEC

struct _Human {
  gboolean is_terminal;
  char *out;
  char *unit;
  GPtrArray *notes;
  GPtrArray *files;
  gint64 last_line;
  gboolean line_open; /* whether a line of progress stands on the terminal */
};

static void
close_line(Human *self)
{
  if (self->line_open) {
    g_print("\r\033[K");
    self->line_open = FALSE;
  }
}

static void
start_cb(gpointer data, const EpochRunStart *start)
{
  Human *self = data;
  g_autofree char *rows = NULL;
  g_autofree char *seed = NULL;

  g_set_str(&self->unit, start->target_unit);
  rows = g_strdup_printf("%" G_GINT64_FORMAT, start->rows);
  seed = g_strdup_printf("%" G_GUINT64_FORMAT, start->seed);
  if (start->dataset_title != NULL && start->has_seed) {
    /* Translators: an experiment, a data set, a number of rows, a seed */
    g_print(_("%s on %s, %s rows, seed %s"), start->experiment, start->dataset_title, rows, seed);
  } else if (start->dataset_title != NULL) {
    g_print(_("%s on %s, %s rows"), start->experiment, start->dataset_title, rows);
  } else if (start->has_seed) {
    /* Translators: an experiment and a seed */
    g_print(_("%s, seed %s"), start->experiment, seed);
  } else {
    g_print("%s", start->experiment);
  }
  g_print("\n");
}

static void
progress_cb(gpointer data, double done, const char *stage, double eta_s)
{
  Human *self = data;
  g_autofree char *left = eta_s >= 3 ? g_strdup_printf(_(", %.0f s left"), eta_s) : g_strdup("");
  gint64 now = g_get_monotonic_time();

  if (self->is_terminal) {
    g_print("\r\033[K%3.0f%%  %s%s", done * 100, stage, left);
    self->line_open = TRUE;
  } else if (now - self->last_line >= PLAIN_INTERVAL) {
    g_print("%3.0f%%  %s%s\n", done * 100, stage, left);
    self->last_line = now;
  }
}

static void
artifact_cb(gpointer data, const char *kind, const char *title, const char *path)
{
  g_ptr_array_add(((Human *)data)->files, g_strdup(path));
}

static void
note_cb(gpointer data, const char *text)
{
  g_ptr_array_add(((Human *)data)->notes, g_strdup(text));
}

/* A paragraph after a bullet, broken between words. */
static void
print_wrapped(const char *text)
{
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  glong column = 1;

  g_print("\n •");
  for (gsize i = 0; words[i] != NULL; i++) {
    glong length = g_utf8_strlen(words[i], -1);

    if (column + 1 + length > WIDTH) {
      g_print("\n  ");
      column = 1;
    }
    g_print(" %s", words[i]);
    column += 1 + length;
  }
}

static gboolean
find_metric(const EpochRunEnd *end, const char *name, const char *suffix, double *value)
{
  g_autofree char *full = g_strconcat(name, suffix, NULL);

  for (gsize i = 0; i < end->n_metrics; i++) {
    if (g_str_equal(end->metrics[i].name, full)) {
      *value = end->metrics[i].value;
      return TRUE;
    }
  }
  return FALSE;
}

static void
print_cell(const char *text)
{
  int width = 18 - (int)g_utf8_strlen(text, -1);

  g_print("%*s%s", MAX(width, 1), "", text);
}

static void
print_metrics(Human *self, const EpochRunEnd *end)
{
  static const char *const names[] = {"rmse", "mae", "r2"};
  const struct {
    const char *suffix;
    const char *title;
  } columns[] = {
      {"", _("Test")},
      {"_train", _("Training")},
      {"_baseline", _("Guess the mean")},
  };
  double value = 0;

  if (end->n_metrics == 0) {
    return;
  }
  g_print("\n%-6s", "");
  for (guint j = 0; j < G_N_ELEMENTS(columns); j++) {
    if (find_metric(end, "rmse", columns[j].suffix, &value)) {
      print_cell(columns[j].title);
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
    const char *label = epoch_metric_info_get_label(epoch_metric_info_find(names[i]));

    g_print("\n%s%*s", label, (int)(6 - g_utf8_strlen(label, -1)), "");
    for (guint j = 0; j < G_N_ELEMENTS(columns); j++) {
      if (find_metric(end, names[i], columns[j].suffix, &value)) {
        g_autofree char *text = epoch_metric_format(names[i], value, self->unit);

        print_cell(text);
      }
    }
  }
  g_print("\n");
}

static void
end_cb(gpointer data, const EpochRunEnd *end)
{
  Human *self = data;
  g_autofree char *time = NULL;

  close_line(self);
  if (g_str_equal(end->status, "failed")) {
    /* The reason goes to standard error, by whoever started the run. */
    return;
  }
  print_metrics(self, end);
  for (guint i = 0; i < self->notes->len; i++) {
    print_wrapped(self->notes->pdata[i]);
  }
  if (self->notes->len > 0) {
    g_print("\n");
  }
  if (self->out != NULL) {
    g_autofree char *files = NULL;

    g_ptr_array_add(self->files, NULL);
    files = g_strjoinv(" ", (char **)self->files->pdata);
    g_print(_("\nFiles in %s: %s\n"), self->out, files);
  }
  time = end->wall_s < 1 ? g_strdup_printf(_("%.0f ms"), end->wall_s * 1000)
                         : g_strdup_printf(_("%.1f s"), end->wall_s);
  g_print(g_str_equal(end->status, "cancelled") ? _("\nStopped after %s.\n") : _("\nDone in %s.\n"),
          time);
}

Human *
human_new(const char *out)
{
  Human *self = g_new0(Human, 1);

  self->is_terminal = isatty(STDOUT_FILENO);
  self->out = g_strdup(out);
  self->unit = g_strdup("");
  self->notes = g_ptr_array_new_with_free_func(g_free);
  self->files = g_ptr_array_new_with_free_func(g_free);
  return self;
}

void
human_free(Human *self)
{
  g_free(self->out);
  g_free(self->unit);
  g_ptr_array_unref(self->notes);
  g_ptr_array_unref(self->files);
  g_free(self);
}

EpochEvents *
human_new_events(Human *self)
{
  static const EpochEventsClass human = {
      .start = start_cb,
      .progress = progress_cb,
      .artifact = artifact_cb,
      .note = note_cb,
      .end = end_cb,
  };

  return epoch_events_new(&human, self);
}
