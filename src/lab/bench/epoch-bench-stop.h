/* Measures how soon a run that is going on stops when it is asked to. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was measured on one experiment with one set of settings. */
typedef struct {
  const char *experiment;
  const char *settings; /* as on the command line, separated by blanks */
  double run_s;         /* how long the run takes when it is left alone, or LIMIT_S */
  guint n_stops;        /* how often it was stopped; runs that were over before do not count */
  guint n_killed;       /* how often the child did not end by itself, and was made to */
  double median_s;      /* from the call to "stopped" */
  double worst_s;
  double worst_at_s; /* how long the run had been going on when that was asked for */
  char worst_stage[64];
} EpochBenchStop;

/* How many runs there are to measure: every experiment, with the settings that take longest. */
gsize epoch_bench_stop_count(void);

/* The experiment of a run, for choosing some. */
const char *epoch_bench_stop_get_experiment(gsize index);

/**
 * epoch_bench_stop:
 * @index: below epoch_bench_stop_count()
 * @n_stops: how often to stop it, at moments spread over the run
 * @result: (out): what was measured
 * @error: where to put an error
 *
 * Starts the run by #EpochRunner, as the window does, and stops it; the time is that from
 * epoch_runner_stop() to "ended". Needs epoch-lab, see epoch_paths_get_lab().
 *
 * Returns: whether all runs could be started and ended stopped or well
 */
gboolean epoch_bench_stop(gsize index, guint n_stops, EpochBenchStop *result, GError **error);

G_END_DECLS
