/* epoch-lab fit: a model on a table of one's own. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "experiment/epoch-parameter.h"
#include "fit/epoch-fit.h"
#include "human.h"
#include "options.h"

static const char usage[] = "fit MODEL --csv FILE [--target COLUMN] [--test FILE] "
                            "[--set KEY=VALUE]… [--seed N] [--out DIR] [--json]";

static void
print_term(const EpochFitTerm *term, int width)
{
  const char *name = term->name != NULL ? term->name : _("Intercept");

  g_print("%s%*s  %22.12g", name, (int)(width - g_utf8_strlen(name, -1)), "", term->coefficient);
  if (!isnan(term->error)) {
    g_print("  %14.4g", term->error);
  }
  g_print("\n");
}

static void
print_terms(const GArray *terms)
{
  glong width = g_utf8_strlen(_("Intercept"), -1);
  gboolean has_errors = FALSE;

  for (guint i = 0; i < terms->len; i++) {
    const EpochFitTerm *term = &g_array_index(terms, EpochFitTerm, i);

    width = term->name != NULL ? MAX(width, g_utf8_strlen(term->name, -1)) : width;
    has_errors = has_errors || !isnan(term->error);
  }
  g_print("\n%*s  %22s", (int)width, "", _("Coefficient"));
  if (has_errors) {
    g_print("  %14s", _("Standard error"));
  }
  g_print("\n");
  for (guint i = 0; i < terms->len; i++) {
    print_term(&g_array_index(terms, EpochFitTerm, i), (int)width);
  }
}

/* All models with a sentence on each. */
static char *
describe_models(void)
{
  GString *text = g_string_new(_("Models:"));
  g_auto(GStrv) models = epoch_fit_dup_models();

  for (gsize i = 0; models[i] != NULL; i++) {
    g_string_append_printf(text, "\n  %-12s %s", models[i], epoch_fit_get_summary(models[i]));
  }
  g_string_append_printf(text, "\n\n%s",
                         _("epoch-lab fit MODEL --help tells what can be set for a model."));
  return g_string_free(text, FALSE);
}

/* What a parameter takes: its choices, or its default. */
static char *
describe_setting(EpochParameter *parameter)
{
  g_autofree char *value =
      epoch_parameter_format(parameter, epoch_parameter_get_default(parameter));
  GListModel *choices = epoch_parameter_get_choices(parameter);
  GString *text = g_string_new(epoch_parameter_get_help(parameter));

  for (guint i = 0; i < g_list_model_get_n_items(choices); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(choices, i);

    g_string_append_printf(text, "%s%s", i == 0 ? " (" : ", ", epoch_choice_get_value(choice));
  }
  g_string_append(text, g_list_model_get_n_items(choices) > 0 ? ")" : "");
  g_string_prepend(text, " ");
  for (gsize n = strlen(epoch_parameter_get_key(parameter)) + strlen(value) + 1; n < 24; n++) {
    g_string_prepend_c(text, ' ');
  }
  g_string_prepend(text, value);
  return g_string_free(text, FALSE);
}

/* What can be set for one model. */
static char *
describe_settings(const char *model)
{
  g_autoptr(GListModel) parameters = epoch_fit_new_parameters(model, NULL);
  GString *text = g_string_new(epoch_fit_get_title(model));

  g_string_append_printf(text, ": %s\n\n%s", epoch_fit_get_summary(model),
                         _("--set takes, with its default:"));
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    g_autofree char *setting = describe_setting(parameter);

    g_string_append_printf(text, "\n  %s=%s", epoch_parameter_get_key(parameter), setting);
  }
  return g_string_free(text, FALSE);
}

/* What --help tells at its end: of the model that is named, or of all. */
static char *
describe(int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    if (epoch_fit_get_title(argv[i]) != NULL) {
      return describe_settings(argv[i]);
    }
  }
  return describe_models();
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
  g_autofree char *seed = NULL;
  g_autofree char *threads = NULL;
  g_autofree char *out = NULL;
  g_autofree char *description = describe(argc, argv);
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
      {"csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("The table to learn from"), N_("FILE")},
      {"target", 0, 0, G_OPTION_ARG_STRING, &target,
       N_("The column to predict; kmeans, dbscan and pca need none"), N_("COLUMN")},
      {"test", 0, 0, G_OPTION_ARG_FILENAME, &test, N_("Another table, to predict and measure on"),
       N_("FILE")},
      {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &settings,
       N_("Set a parameter; may be given several times"), N_("KEY=VALUE")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &seed,
       N_("Where randomness begins; the same seed gives the same model (1)"), "N"},
      {"threads", 0, 0, G_OPTION_ARG_STRING, &threads,
       N_("Threads to compute on; 0 for all processors (0)"), "N"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
       N_("Write model.json and predictions.csv into this folder"), N_("DIR")},
      {"json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print events as JSON, one a line"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(
      "MODEL",
      _("Trains a model on a CSV file. Types are inferred, gaps are filled, and text becomes\n"
        "columns of 0 and 1, or categories where the model takes them.\n"
        "Exit status: 0 well or stopped, 1 failed, 2 wrong usage."),
      entries);
  guint64 n_threads = 0, seed_number = 1;

  g_option_context_set_description(context, description);
  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 2) {
    g_auto(GStrv) models = epoch_fit_dup_models();
    g_autofree char *known = g_strjoinv(", ", models);

    return options_refuse(usage, "one model is expected: %s", known);
  }
  if (threads != NULL && !options_parse_number(threads, 256, &n_threads)) {
    return options_refuse(usage, "--threads takes a whole number from 0 to 256, not “%s”", threads);
  }
  if (seed != NULL && !options_parse_number(seed, G_MAXUINT64, &seed_number)) {
    return options_refuse(usage, "--seed takes a whole number of at least 0, not “%s”", seed);
  }
  return fit(&(EpochFitRequest){argv[1], csv, target, test, (const char *const *)settings,
                                seed_number, (guint)n_threads, out},
             json);
}
