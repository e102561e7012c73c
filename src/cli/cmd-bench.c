/* epoch-lab bench: how fast the compute core is. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "bench/epoch-bench-stop.h"
#include "bench/epoch-bench.h"
#include "commands.h"
#include "options.h"

static const char usage[] =
    "bench [CASE… | stop [EXPERIMENT…]] [--data DIR] [--threads N] [--repeat K] [--json]";

static void
print_json(const EpochBenchResult *result, guint64 n_threads)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_print("{\"case\": \"%s\", \"lib\": \"epoch\", \"fit_s\": %s", result->name,
          g_ascii_formatd(number, sizeof number, "%.5f", result->seconds));
  for (gsize i = 0; i < result->n_qualities; i++) {
    g_print(", \"%s\": %s", result->qualities[i].name,
            g_ascii_formatd(number, sizeof number, "%.17g", result->qualities[i].value));
  }
  g_print(", \"threads\": %" G_GUINT64_FORMAT "}\n", n_threads);
}

/* A row of the table: the case, its time, what it reached. */
static void
print_row(const EpochBenchResult *result)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr(GString) qualities = g_string_new(NULL);

  for (gsize i = 0; i < result->n_qualities; i++) {
    g_string_append_printf(
        qualities, "%s%s %s", i > 0 ? ", " : "", result->qualities[i].name,
        g_ascii_formatd(number, sizeof number, "%.5g", result->qualities[i].value));
  }
  g_print("%-15s %9s s  %-32s  %s\n", result->name,
          g_ascii_formatd(number, sizeof number, "%.5f", result->seconds), qualities->str,
          epoch_bench_describe(result->name));
}

static void
print_result(const EpochBenchResult *result, guint64 n_threads, gboolean json)
{
  if (json) {
    print_json(result, n_threads);
  } else {
    print_row(result);
  }
  fflush(stdout);
}

static int
check_cases(char **names)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    if (epoch_bench_describe(names[i]) == NULL) {
      g_autofree char *known = g_strjoinv(", ", (char **)epoch_bench_get_cases());

      return options_refuse(usage, "there is no case “%s”; there are %s", names[i], known);
    }
  }
  return EXIT_WELL;
}

static void
print_stop(const EpochBenchStop *result, gboolean json)
{
  char run[32], median[32], worst[32], at[32];

  g_ascii_formatd(run, sizeof run, "%.2f", result->run_s);
  g_ascii_formatd(median, sizeof median, "%.3f", result->median_s);
  g_ascii_formatd(worst, sizeof worst, "%.3f", result->worst_s);
  g_ascii_formatd(at, sizeof at, "%.2f", result->worst_at_s);
  if (json) {
    g_print("{\"stop\": \"%s\", \"settings\": \"%s\", \"run_s\": %s, \"stops\": %u, "
            "\"killed\": %u, \"median_s\": %s, \"worst_s\": %s, \"worst_at_s\": %s}\n",
            result->experiment, result->settings, run, result->n_stops, result->n_killed,
            result->n_stops > 0 ? median : "null", result->n_stops > 0 ? worst : "null",
            result->n_stops > 0 ? at : "null");
  } else if (result->n_stops > 0) {
    g_print("%-17s %6s %3u %3u  %6s %6s  %s (%s s: %s)\n", result->experiment, run, result->n_stops,
            result->n_killed, median, worst, result->settings, at, result->worst_stage);
  } else {
    g_print("%-17s %6s   0   0       –      –  %s\n", result->experiment, run, result->settings);
  }
  fflush(stdout);
}

/* How soon runs stop: every experiment, or those named. */
static int
measure_stops(char **experiments, guint n_stops, gboolean json)
{
  gsize n_chosen = 0;

  if (!json) {
    g_print("%-17s %6s %3s %3s  %6s %6s  %s\n", "experiment", "run s", "n", "-9", "median", "worst",
            "settings (the worst: after, while)");
  }
  for (gsize i = 0; i < epoch_bench_stop_count(); i++) {
    const char *experiment = epoch_bench_stop_get_experiment(i);
    EpochBenchStop result;
    g_autoptr(GError) error = NULL;

    if (*experiments != NULL && !g_strv_contains((const char *const *)experiments, experiment)) {
      continue;
    }
    n_chosen++;
    if (!epoch_bench_stop(i, n_stops, &result, &error)) {
      g_printerr("epoch-lab: %s\n", error->message);
      return EXIT_FAILED;
    }
    print_stop(&result, json);
  }
  return n_chosen > 0 ? EXIT_WELL
                      : options_refuse(usage, "none of these is an experiment that can be stopped");
}

int
cmd_bench(int argc, char **argv)
{
  g_autofree char *data = NULL;
  g_autofree char *threads = NULL;
  g_autofree char *repeat = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"data", 0, 0, G_OPTION_ARG_FILENAME, &data,
       N_("Use the matrices in this folder instead of stand-ins of the same shape"), N_("DIR")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &threads,
       N_("Threads to compute on; 0 for all processors (0)"), "N"},
      {"repeat", 0, 0, G_OPTION_ARG_STRING, &repeat, N_("Tell the best of so many (3)"), "K"},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print a JSON object a case"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(

      "[CASE… | stop [EXPERIMENT…]]",
      _("Measures the compute core on all cases, or on those named; with “stop”, how soon the "
        "runs\n"
        "of all experiments, or of those named, stop at K moments of each."),
      entries);
  guint64 n_threads = 0, n_repeats = 3;
  char **names;
  int status;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (threads != NULL && !options_parse_number(threads, 256, &n_threads)) {
    return options_refuse(usage, "--threads takes a whole number from 0 to 256, not “%s”", threads);
  }
  if (repeat != NULL && (!options_parse_number(repeat, 1000, &n_repeats) || n_repeats == 0)) {
    return options_refuse(usage, "--repeat takes a whole number from 1 to 1000, not “%s”", repeat);
  }
  if (argc > 1 && g_str_equal(argv[1], "stop")) {
    return measure_stops(argv + 2, (guint)n_repeats, json);
  }
  names = argc > 1 ? argv + 1 : (char **)epoch_bench_get_cases();
  status = check_cases(names);
  for (gsize i = 0; names[i] != NULL && status == EXIT_WELL; i++) {
    const EpochBenchOptions options = {data, (guint)n_threads, (guint)n_repeats};
    EpochBenchResult result = {0};
    g_autoptr(GError) error = NULL;

    if (epoch_bench_run(names[i], &options, &result, &error)) {
      print_result(&result, n_threads != 0 ? n_threads : g_get_num_processors(), json);
    } else {
      g_printerr("epoch-lab: %s\n", error->message);
      status = EXIT_FAILED;
    }
  }
  return status;
}
