/* Measures the compute core on fixed pieces of work, the same that peers are measured on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EPOCH_BENCH_MAX_QUALITIES 6

typedef struct {
  const char *data; /* (nullable): a folder of matrices, as peers write them; else made here */
  guint n_threads;  /* 0: as many as there are processors */
  guint n_repeats;  /* the best of so many is told */
} EpochBenchOptions;

/* What a case reached. */
typedef struct {
  const char *name;
  double seconds; /* of the fit alone */
  gsize n_qualities;
  struct {
    const char *name; /* what shows that the work was done right: "r2", "auc", "inertia" */
    double value;
  } qualities[EPOCH_BENCH_MAX_QUALITIES];
} EpochBenchResult;

/* The names of the cases, %NULL-terminated, and a sentence on each. */
const char *const *epoch_bench_get_cases(void);
const char *epoch_bench_describe(const char *name);

/**
 * epoch_bench_run:
 * @name: one of the cases
 * @options: how
 * @result: (out): what was measured
 * @error: where to put an error
 *
 * Does a case and measures it; what it needs is made or read before the clock starts.
 *
 * Returns: whether that went well
 */
gboolean epoch_bench_run(const char *name, const EpochBenchOptions *options,
                         EpochBenchResult *result, GError **error);

G_END_DECLS
