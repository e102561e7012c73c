#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>

#include "base/epoch-file.h"
#include "base/epoch-error.h"
#include "base/random.h"
#include "bench/bench-private.h"
#include "bench/epoch-bench-stop.h"
#include "run/epoch-runner.h"

/* A run is left alone for so long at most; moments are drawn from that time. */
#define LIMIT_S 8.0
/* The table of one's own: numbers, texts, an amount and a class. */
#define OWN_ROWS 20000
#define OWN_COLUMNS 12

/* The settings that take longest, and those that come to the later stages within the limit. */
static const struct {
  const char *experiment;
  const char *settings;
} runs[] = {
    {"guessing-game", "games=1000000 largest=100000"},
    {"titanic-explore", "group=title second=sex fill=group"},
    {"linear-algebra", "steps=100000 rate=0.0001"},
    {"iris-explore", "dataset=penguins shuffles=100000 correlation=spearman"},
    {"boston-linear", "dataset=ames-housing model=elastic-net degree=2 repeats=100"},
    {"boston-linear", "dataset=ames-housing model=descent degree=2 epochs=100000"},
    {"boston-linear", "dataset=ames-housing model=linear degree=2"},
    {"boston-linear", "dataset=boston-housing model=ridge degree=3 repeats=1000"},
    {"bias-variance", "truth=boston degree=15 rows=300 sets=5000"},
    {"bias-variance", "truth=wave degree=15 rows=300 sets=5000"},
    {"titanic-logistic", "folds=50 penalty=l1 C=1000000 title=true family=true"},
    {"titanic-logistic", "folds=50 penalty=none title=true family=true"},
    {"heart-forest", "trees=5000 depth=30 candidates=2000 folds=20"},
    {"heart-forest", "trees=1000 candidates=3"},
    {"mall-segments", "method=kmeans choose=silhouette most=30 starts=200 shuffles=100"},
    {"mall-segments", "method=dbscan categories=true shuffles=100"},
    {"churn-compare", "tune=boosting candidates=1000 folds=20"},
    {"churn-compare", "tune=forest candidates=1000 folds=20"},
    {"churn-compare", "tune=logistic candidates=1000 folds=20"},
    {"churn-compare", "tune=boosting candidates=3 folds=3"},
    {"network-by-hand", "data=moons points=2000 hidden=8 epochs=100000 batch=1"},
    {"network-by-hand", "data=iris hidden=8 epochs=100000 batch=0"},
    {"own-table", "target=y model=boosting trees=2000"},
    {"own-table", "target=k model=boosting trees=100 folds=3"},
    {"own-table", "target=k model=forest trees=2000"},
    {"own-table", "target=y model=forest trees=20 folds=0"},
    {"own-table", "target=y model=extra-trees trees=2000"},
    {"own-table", "target=k model=tree folds=20"},
    {"own-table", "target=k model=neighbours neighbours=500 folds=20"},
    {"own-table", "target=k model=naive-bayes folds=20"},
    {"own-table", "target=k model=logistic folds=20"},
    {"own-table", "target=y model=elastic-net folds=20 alpha=0"},
    {"own-table", "target=y model=descent folds=20"},
    {"own-table", "target=y model=linear folds=20"},
    {"own-table", "model=kmeans clusters=0"},
    {"own-table", "model=kmeans clusters=50"},
    {"own-table", "model=dbscan reach=0"},
    {"own-table", "model=dbscan reach=1000"},
    {"own-table", "model=pca"},
};

/* One run that is going on. */
typedef struct {
  EpochRunner *runner;
  GMainLoop *loop;
  double began;
  double stopped; /* when it was asked to stop; NAN as long as it was not */
  double ended;
  char *stage; /* what was being done then */
} Watch;

gsize
epoch_bench_stop_count(void)
{
  return G_N_ELEMENTS(runs);
}

const char *
epoch_bench_stop_get_experiment(gsize index)
{
  return runs[index].experiment;
}

static gboolean
stop_cb(gpointer data)
{
  Watch *self = data;

  self->stage = g_strdup(epoch_runner_get_stage(self->runner));
  self->stopped = bench_now();
  epoch_runner_stop(self->runner);
  return G_SOURCE_REMOVE;
}

static void
ended_cb(EpochRunner *runner, int state, gpointer data)
{
  Watch *self = data;

  self->ended = bench_now();
  g_main_loop_quit(self->loop);
}

static void
watch_clear(Watch *self)
{
  g_clear_object(&self->runner);
  g_clear_pointer(&self->loop, g_main_loop_unref);
  g_free(self->stage);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Watch, watch_clear)

/* Runs until the end, or until it is stopped @after_s seconds after its start. */
static gboolean
run_once(Watch *self, gsize index, const char *folder, double after_s, GError **error)
{
  g_autofree char *out = g_build_filename(folder, "run", NULL);
  g_autofree char *file = g_strdup_printf("file=%s/own.csv", folder);
  g_autofree char *text = g_strdup(runs[index].settings);
  g_auto(GStrv) settings = g_strsplit(text, " ", -1);
  g_autoptr(GPtrArray) all = g_ptr_array_new();
  guint timer;

  for (gsize i = 0; settings[i] != NULL; i++) {
    g_ptr_array_add(all, settings[i]);
  }
  if (g_str_equal(runs[index].experiment, "own-table")) {
    g_ptr_array_add(all, file);
  }
  g_ptr_array_add(all, NULL);
  self->runner = epoch_runner_new();
  self->loop = g_main_loop_new(NULL, FALSE);
  self->stopped = NAN;
  g_signal_connect(self->runner, "ended", G_CALLBACK(ended_cb), self);
  self->began = bench_now();
  if (!epoch_runner_start(self->runner, runs[index].experiment, (const char *const *)all->pdata, 1,
                          out, error)) {
    return FALSE;
  }
  timer = g_timeout_add((guint)(1000 * after_s), stop_cb, self);
  g_main_loop_run(self->loop);
  if (isnan(self->stopped)) {
    g_source_remove(timer);
  }
  epoch_file_remove_folder(out);
  if (epoch_runner_get_state(self->runner) == EPOCH_RUN_FAILED) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_CHILD, "%s: %s", runs[index].experiment,
                epoch_runner_get_message(self->runner));
    return FALSE;
  }
  return TRUE;
}

static void
take(EpochBenchStop *result, double *times, const Watch *watch)
{
  double seconds = watch->ended - watch->stopped;

  if (isnan(watch->stopped)) {
    return;
  }
  times[result->n_stops++] = seconds;
  result->n_killed += epoch_runner_get_end_event(watch->runner) == NULL;
  if (result->n_stops == 1 || seconds > result->worst_s) {
    result->worst_s = seconds;
    result->worst_at_s = watch->stopped - watch->began;
    g_strlcpy(result->worst_stage, watch->stage, sizeof result->worst_stage);
  }
}

static int
compare(const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Columns n0… are numbers, t0… texts; "y" and "k" depend on them. */
static GString *
make_own_table(void)
{
  static const char *const words[] = {"red", "green", "blue", "amber", "grey"};
  GString *text = g_string_new(NULL);
  struct ec_random random = ec_random_new(11);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize j = 0; j < OWN_COLUMNS; j++) {
    g_string_append_printf(text, "%s%zu,", j % 4 == 3 ? "t" : "n", j);
  }
  g_string_append(text, "y,k\n");
  for (gsize i = 0; i < OWN_ROWS; i++) {
    double sum = ec_random_normal(&random);

    for (gsize j = 0; j < OWN_COLUMNS; j++) {
      double x = ec_random_normal(&random);
      gsize word = (gsize)(fabs(x) * 2) % G_N_ELEMENTS(words);

      sum += j % 4 == 3 ? (double)word : x;
      g_string_append(text, j % 4 == 3 ? words[word] : g_ascii_formatd(number, 32, "%.5g", x));
      g_string_append_c(text, ',');
    }
    g_string_append_printf(text, "%s,%s\n", g_ascii_formatd(number, 32, "%.5g", sum),
                           sum < 1   ? "low"
                           : sum < 4 ? "middle"
                                     : "high");
  }
  return text;
}

static gboolean
measure(gsize index, guint n_stops, const char *folder, EpochBenchStop *result, GError **error)
{
  struct ec_random random = ec_random_new(index + 1);
  g_autofree double *times = g_new(double, n_stops + 1);

  for (guint k = 0; k <= n_stops; k++) {
    g_auto(Watch) watch = {0};
    /* The first tells how long the run takes; the moments of the others are spread over that. */
    double share = (k - 1 + ec_random_uniform(&random)) / n_stops;

    if (!run_once(&watch, index, folder, k == 0 ? LIMIT_S : share * result->run_s, error)) {
      return FALSE;
    }
    if (k == 0) {
      result->run_s = MIN(watch.ended - watch.began, LIMIT_S);
    }
    take(result, times, &watch);
  }
  qsort(times, result->n_stops, sizeof *times, compare);
  result->median_s = result->n_stops > 0 ? times[result->n_stops / 2] : NAN;
  return TRUE;
}

gboolean
epoch_bench_stop(gsize index, guint n_stops, EpochBenchStop *result, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp("epoch-stop-XXXXXX", error);
  g_autofree char *csv = folder != NULL ? g_build_filename(folder, "own.csv", NULL) : NULL;
  g_autoptr(GString) table = make_own_table();
  gboolean well;

  *result =
      (EpochBenchStop){.experiment = runs[index].experiment, .settings = runs[index].settings};
  well = csv != NULL && g_file_set_contents(csv, table->str, (gssize)table->len, error) &&
         measure(index, n_stops, folder, result, error);
  if (folder != NULL) {
    epoch_file_remove_folder(folder);
  }
  return well;
}
