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

/* The columns of the table of metrics, by how the names of their metrics end. */
static const struct {
  const char *suffix;
  const char *title;
} columns[] = {
    {"", N_("Test")},
    {"_train", N_("Training")},
    {"_oob", N_("Out of bag")},
    {"_cv", N_("Left-out folds")},
    {"_baseline", N_("Baseline")},
};

/* The value of a metric in a column; %FALSE where it has none. */
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

/* The names of metrics without the endings of columns, each once, in the order in which they were
 * told; those that would only repeat others are left out. */
static char **
list_metrics(const EpochRunEnd *end)
{
  static const char *const left_out[] = {"_mean", "_sd"};
  g_autoptr(GStrvBuilder) names = g_strv_builder_new();
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < end->n_metrics; i++) {
    g_autofree char *name = g_strdup(end->metrics[i].name);
    gboolean shown;

    for (guint j = 1; j < G_N_ELEMENTS(columns); j++) {
      if (g_str_has_suffix(name, columns[j].suffix)) {
        name[strlen(name) - strlen(columns[j].suffix)] = '\0';
        break;
      }
    }
    shown = !g_str_equal(name, "mse");
    for (guint j = 0; j < G_N_ELEMENTS(left_out); j++) {
      shown = shown && !g_str_has_suffix(name, left_out[j]);
    }
    if (shown && !g_hash_table_contains(seen, name)) {
      g_strv_builder_add(names, name);
      g_hash_table_add(seen, g_steal_pointer(&name));
    }
  }
  return g_strv_builder_end(names);
}

/* How a metric is called; by its own name where nothing is known of it. */
static const char *
label_of(const char *name)
{
  const EpochMetricInfo *info = epoch_metric_info_find(name);

  return info != NULL ? epoch_metric_info_get_label(info) : name;
}

static void
print_cell(const char *text)
{
  int width = 18 - (int)g_utf8_strlen(text, -1);

  g_print("%*s%s", MAX(width, 1), "", text);
}

/* Whether any metric has a value in the column. */
static gboolean
is_used(const EpochRunEnd *end, char **names, guint column)
{
  double value;

  for (gsize i = 0; names[i] != NULL; i++) {
    if (find_metric(end, names[i], columns[column].suffix, &value)) {
      return TRUE;
    }
  }
  return FALSE;
}

/* Whether predictions were measured, and not only the model described. */
static gboolean
is_measured(const EpochRunEnd *end)
{
  double value;

  return find_metric(end, "rmse", "", &value) || find_metric(end, "accuracy", "", &value);
}

static void
print_row(Human *self, const EpochRunEnd *end, char **names, const char *name, int width)
{
  const char *label = label_of(name);

  g_print("\n%s%*s", label, (int)(width - g_utf8_strlen(label, -1)), "");
  for (guint j = 0; j < G_N_ELEMENTS(columns); j++) {
    g_autofree char *text = NULL;
    double value = 0;

    if (!is_used(end, names, j)) {
      continue;
    }
    if (find_metric(end, name, columns[j].suffix, &value)) {
      text = epoch_metric_format(name, value, self->unit);
    }
    print_cell(text != NULL ? text : "");
  }
}

static void
print_metrics(Human *self, const EpochRunEnd *end)
{
  g_auto(GStrv) names = list_metrics(end);
  glong width = 6;

  if (names[0] == NULL) {
    return;
  }
  for (gsize i = 0; names[i] != NULL; i++) {
    width = MAX(width, g_utf8_strlen(label_of(names[i]), -1));
  }
  g_print("\n%*s", (int)width, "");
  for (guint j = 0; j < G_N_ELEMENTS(columns); j++) {
    if (is_used(end, names, j)) {
      print_cell(j > 0 || is_measured(end) ? _(columns[j].title) : "");
    }
  }
  for (gsize i = 0; names[i] != NULL; i++) {
    print_row(self, end, names, names[i], (int)width);
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
