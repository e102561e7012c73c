/* epoch-lab run: an experiment, from the command line or as the window's child. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "commands.h"
#include "human.h"
#include "options.h"
#include "run/epoch-run.h"

static const char usage[] = "run ID [--set KEY=VALUE]… [--seed N] [--threads N] [--out DIR] "
                            "[--resume FILE] [--json]";

int
cmd_run(int argc, char **argv)
{
  g_auto(GStrv) settings = NULL;
  g_autofree char *seed = NULL;
  g_autofree char *threads = NULL;
  g_autofree char *out = NULL;
  g_autofree char *resume = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &settings,
       N_("Set a parameter (epoch-lab list ID shows them); may be given several times"),
       N_("KEY=VALUE")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &seed, N_("Seed of all random numbers (1)"), "N"},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &threads,
       N_("Threads to compute on; 0 for all processors (1)"), "N"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
       N_("Keep charts, model and predictions in this folder"), N_("DIR")},
      {"resume", 0, 0, G_OPTION_ARG_FILENAME, &resume,
       N_("Go on from this checkpoint of a run with the same settings and seed"), N_("FILE")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print events as JSON, one a line"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context =
      options_new("ID",
                  _("Runs an experiment. Without --out nothing is written to disk.\n"
                    "Exit status: 0 well or stopped, 1 failed, 2 wrong usage."),
                  entries);
  g_autoptr(GError) error = NULL;
  g_autoptr(Human) human = NULL;
  g_autoptr(EpochEvents) events = NULL;
  guint64 seed_value = 1, n_threads = 1;
  EpochRunRequest request = {0};
  EpochRunStatus status;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 2) {
    return options_refuse(usage, "one experiment is expected; epoch-lab list shows them all");
  }
  if (seed != NULL && !options_parse_number(seed, G_MAXUINT64, &seed_value)) {
    return options_refuse(usage, "--seed takes a whole number from 0 on, not “%s”", seed);
  }
  if (threads != NULL && !options_parse_number(threads, 256, &n_threads)) {
    return options_refuse(usage, "--threads takes a whole number from 0 to 256, not “%s”", threads);
  }
  human = human_new(out);
  events = json ? epoch_events_new_json(stdout) : human_new_events(human);
  request.experiment_id = argv[1];
  request.settings = (const char *const *)settings;
  request.seed = seed_value;
  request.n_threads = (guint)n_threads;
  request.out = out;
  request.resume = resume;
  status = epoch_run(&request, events, &error);
  if (status == EPOCH_RUN_STATUS_USAGE) {
    return options_refuse(usage, "%s", error->message);
  }
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_printerr("epoch-lab: %s\n", error->message);
  }
  return (int)status;
}
