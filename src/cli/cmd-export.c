/* epoch-lab export: an experiment as a notebook. */
#include "config.h"

#include <glib/gi18n.h>

#include "base/epoch-error.h"
#include "commands.h"
#include "export/epoch-notebook.h"
#include "options.h"

static const char usage[] = "export ID [--set KEY=VALUE]… [--seed N] --out FILE.ipynb";

/* Whether what was asked for makes no sense, as against what could not be done. */
static gboolean
is_usage(const GError *error)
{
  return g_error_matches(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT) ||
         g_error_matches(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND);
}

int
cmd_export(int argc, char **argv)
{
  g_auto(GStrv) settings = NULL;
  g_autofree char *seed = NULL;
  g_autofree char *out = NULL;
  const GOptionEntry entries[] = {
      {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, &settings,
       N_("Set a parameter (epoch-lab list ID shows them); may be given several times"),
       N_("KEY=VALUE")},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &seed, N_("Seed of all random numbers (1)"), "N"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out, N_("Write the notebook into this file"),
       N_("FILE.ipynb")},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr(GOptionContext) context = options_new(
      "ID",
      _("Runs an experiment, and writes a Jupyter notebook that does the same in Python, with\n"
        "pandas and scikit-learn, and checks that it comes to the same result.\n"
        "Exit status: 0 well, 1 failed, 2 wrong usage."),
      entries);
  g_autoptr(GError) error = NULL;
  guint64 seed_value = 1;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc != 2) {
    return options_refuse(usage, "one experiment is expected; epoch-lab list shows them all");
  }
  if (out == NULL) {
    return options_refuse(usage, "--out is missing: the file to write, such as %s.ipynb", argv[1]);
  }
  if (seed != NULL && !options_parse_number(seed, G_MAXUINT64, &seed_value)) {
    return options_refuse(usage, "--seed takes a whole number from 0 on, not “%s”", seed);
  }
  if (epoch_notebook_export(argv[1], (const char *const *)settings, seed_value, out, &error)) {
    return EXIT_WELL;
  }
  if (is_usage(error)) {
    return options_refuse(usage, "%s", error->message);
  }
  g_printerr("epoch-lab: %s\n", error->message);
  return EXIT_FAILED;
}
