/* epoch-lab fit: a model on a table of one's own. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "commands.h"
#include "experiment/epoch-parameter.h"
#include "fit/epoch-fit.h"
#include "human.h"
#include "options.h"

static const char usage[] = "fit MODEL --csv FILE --target COLUMN [--test FILE] "
                            "[--set KEY=VALUE]… [--out DIR] [--json]";

static void
print_terms(const GArray *terms)
{
  glong width = g_utf8_strlen(_("Intercept"), -1);

  for (guint i = 0; i < terms->len; i++) {
    const EpochFitTerm *term = &g_array_index(terms, EpochFitTerm, i);

    width = term->name != NULL ? MAX(width, g_utf8_strlen(term->name, -1)) : width;
  }
  g_print("\n%*s  %22s  %14s\n", (int)width, "", _("Coefficient"), _("Standard error"));
  for (guint i = 0; i < terms->len; i++) {
    const EpochFitTerm *term = &g_array_index(terms, EpochFitTerm, i);
    const char *name = term->name != NULL ? term->name : _("Intercept");

    g_print("%s%*s  %22.12g", name, (int)(width - g_utf8_strlen(name, -1)), "", term->coefficient);
    if (isnan(term->error)) {
      g_print("\n");
    } else {
      g_print("  %14.4g\n", term->error);
    }
  }
}

/* What can be set, for --help. */
static char *
describe_settings(void)
{
  g_autoptr(GListModel) parameters = epoch_fit_new_parameters("ridge", NULL);
  GString *text = g_string_new(_("--set takes, with its default:"));

  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    g_autofree char *value =
        epoch_parameter_format(parameter, epoch_parameter_get_default(parameter));
    g_autofree char *setting = g_strdup_printf("%s=%s", epoch_parameter_get_key(parameter), value);

    g_string_append_printf(
        text, "\n  %-18s %s%s", setting, epoch_parameter_get_help(parameter),
        g_str_equal(epoch_parameter_get_key(parameter), "alpha") ? _(" Ridge alone.") : "");
  }
  return g_string_free(text, FALSE);
}

static int
fit(const EpochFitRequest *request, gboolean json)
{
  g_autoptr(Human) human = human_new(request->out);
  g_autoptr(EpochEvents) events = json ? epoch_events_new_json(stdout) : human_new_events(human);
  g_autoptr(GArray) terms = NULL;
  g_autoptr(GError) error = NULL;
  EpochRunStatus status = epoch_fit(request, events, &terms, &error);

  if (status == EPOCH_RUN_STATUS_USAGE) {
    return options_refuse(usage, "%s", error->message);
  }
  if (status == EPOCH_RUN_STATUS_FAILED) {
    g_printerr("epoch-lab: %s\n", error->message);
  } else if (!json && terms != NULL) {
    print_terms(terms);
  }
  return (int)status;
}

int
cmd_fit(int argc, char **argv)
{
  g_auto(GStrv) settings = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *target = NULL;
  g_autofree char *test = NULL;
  g_autofree char *threads = NULL;
  g_autofree char *out = NULL;
  g_autofree char *description = describe_settings();
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("The table to learn from"), N_("FILE")},
      {"target", 0, 0, G_OPTION_ARG_STRING, &target, N_("The column to predict"), N_("COLUMN")},
      {"test", 0, 0, G_OPTION_ARG_FILENAME, &test, N_("Another table, to predict and measure on"),
       N_("FILE")},
      {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &settings,
       N_("Set a parameter; may be given several times"), N_("KEY=VALUE")},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &threads,
       N_("Threads to compute on; 0 for all processors (1)"), "N"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
       N_("Write model.json and predictions.csv into this folder"), N_("DIR")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print events as JSON, one a line"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(
      "MODEL",
      _("Trains a model, linear or ridge, on a CSV file. Types are inferred, gaps in numbers are\n"
        "filled, and text becomes columns of 0 and 1.\n"
        "Exit status: 0 well or stopped, 1 failed, 2 wrong usage."),
      entries);
  guint64 n_threads = 1;

  g_option_context_set_description(context, description);
  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 2) {
    return options_refuse(usage, "one model is expected: linear or ridge");
  }
  if (csv == NULL || target == NULL) {
    return options_refuse(usage, "%s is missing", csv == NULL ? "--csv" : "--target");
  }
  if (threads != NULL && !options_parse_number(threads, 256, &n_threads)) {
    return options_refuse(usage, "--threads takes a whole number from 0 to 256, not “%s”", threads);
  }
  return fit(&(EpochFitRequest){argv[1], csv, target, test, (const char *const *)settings,
                                (guint)n_threads, out},
             json);
}
