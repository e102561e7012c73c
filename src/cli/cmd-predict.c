/* epoch-lab predict: the predictions of a model that was fitted before. */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "fit/epoch-predict.h"
#include "human.h"
#include "options.h"

static const char usage[] = "predict --model FILE --csv FILE [--out FILE] [--json]";

/* Without a file, people get the predictions on standard output, and nothing else. */
static EpochEvents *
new_events(Human *human, const char *out, gboolean json)
{
  static const EpochEventsClass silent = {0};

  if (json) {
    return epoch_events_new_json(stdout);
  }
  return out != NULL ? human_new_events(human) : epoch_events_new(&silent, NULL);
}

static int
predict(const EpochPredictRequest *request, gboolean json)
{
  g_autoptr(Human) human = human_new(NULL);
  g_autoptr(EpochEvents) events = new_events(human, request->out, json);
  g_autoptr(GString) predictions = NULL;
  g_autoptr(GError) error = NULL;
  EpochRunStatus status = epoch_predict(request, events, &predictions, &error);

  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_printerr("epoch-lab: %s\n", error->message);
  } else if (request->out == NULL && !json && predictions != NULL) {
    /* Past GLib's conversion to the encoding of the terminal: this is a file. */
    fwrite(predictions->str, 1, predictions->len, stdout);
  }
  return (int)status;
}

int
cmd_predict(int argc, char **argv)
{
  g_autofree char *model = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *threads = NULL;
  g_autofree char *out = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"model", 'm', 0, G_OPTION_ARG_FILENAME, &model, N_("The model.json of a fit"), N_("FILE")},
      {"csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("The table to predict"), N_("FILE")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &threads,
       N_("Threads to compute on; 0 for all processors (0)"), "N"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
       N_("Write the predictions into this file instead of standard output"), N_("FILE")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json,
       N_("Print events as JSON, one a line; the predictions go to --out alone"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(
      NULL,
      _("Predicts a CSV file with a model that “epoch-lab fit” has written. The table needs the\n"
        "columns that the model was trained on, in any order; where it has the target too, the\n"
        "predictions are measured.\n"
        "Exit status: 0 well or stopped, 1 failed, 2 wrong usage."),
      entries);
  guint64 n_threads = 0;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 1) {
    return options_refuse(usage, "“%s” is not expected", argv[1]);
  }
  if (model == NULL || csv == NULL) {
    return options_refuse(usage, "%s is missing", model == NULL ? "--model" : "--csv");
  }
  if (threads != NULL && !options_parse_number(threads, 256, &n_threads)) {
    return options_refuse(usage, "--threads takes a whole number from 0 to 256, not “%s”", threads);
  }
  return predict(&(EpochPredictRequest){model, csv, (guint)n_threads, out}, json);
}
