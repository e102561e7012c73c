/* epoch-lab list: the experiments, or what one of them can be set to. */
#include "config.h"

#include <glib/gi18n.h>

#include "commands.h"
#include "dataset/epoch-dataset.h"
#include "experiment/epoch-experiment.h"
#include "options.h"

static const char usage[] = "list [ID]";

static void
print_parameter(EpochParameter *parameter)
{
  GListModel *choices = epoch_parameter_get_choices(parameter);
  g_autofree char *value =
      epoch_parameter_format(parameter, epoch_parameter_get_default(parameter));

  g_print("\n  %s=%s\n      %s\n", epoch_parameter_get_key(parameter), value,
          epoch_parameter_get_help(parameter));
  for (guint i = 0; i < g_list_model_get_n_items(choices); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(choices, i);

    g_print("        %-16s %s%s\n", epoch_choice_get_value(choice), epoch_choice_get_label(choice),
            epoch_parameter_get_kind(parameter) == EPOCH_PARAMETER_COLUMNS &&
                    !epoch_choice_get_chosen(choice)
                ? _(" (left out unless chosen)")
                : "");
  }
}

/* A line for a data set whose file does not come with Epoch and has not been fetched. */
static void
print_missing(const char *id)
{
  g_autoptr(EpochDataset) dataset = id != NULL ? epoch_dataset_load(id, NULL) : NULL;
  g_autofree char *size = NULL;

  if (dataset == NULL || !epoch_dataset_is_remote(dataset) || epoch_dataset_is_here(dataset)) {
    return;
  }
  size = g_format_size((guint64)epoch_dataset_get_bytes(dataset));
  /* Translators: a data set, a size, the name of a server, the id of the data set */
  g_print(_("                 %s is not here yet (%s from %s): epoch-lab fetch %s\n"),
          epoch_dataset_get_title(dataset), size, epoch_dataset_get_home(dataset), id);
}

static void
print_all_missing(EpochExperiment *experiment)
{
  const char *const *ids = epoch_experiment_get_alternatives(experiment);

  print_missing(epoch_experiment_get_dataset_id(experiment));
  for (gsize i = 0; ids[i] != NULL; i++) {
    print_missing(ids[i]);
  }
}

static int
print_one(const char *id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochExperiment) experiment = epoch_experiment_load(id, &error);
  g_autoptr(GListModel) parameters =
      experiment != NULL ? epoch_experiment_new_parameters(experiment, NULL, &error) : NULL;

  if (parameters == NULL) {
    return options_refuse(usage, "%s", error->message);
  }
  g_print("%s: %s\n%s\n\n%s\n", id, epoch_experiment_get_title(experiment),
          epoch_experiment_get_question(experiment), _("--set takes, with its default:"));
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    print_parameter(parameter);
  }
  print_all_missing(experiment);
  return EXIT_WELL;
}

int
cmd_list(int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context =
      options_new("[ID]", _("Shows the experiments, or what one of them can be set to."), entries);
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(GPtrArray) experiments = NULL;

  if (!options_parse(context, usage, &argc, &argv)) {
    return EXIT_USAGE;
  }
  if (argc > 2) {
    return options_refuse(usage, "“%s” is one argument too many", argv[2]);
  }
  if (argc == 2) {
    return print_one(argv[1]);
  }
  experiments = epoch_experiment_list(&problems);
  for (guint i = 0; i < experiments->len; i++) {
    EpochExperiment *experiment = experiments->pdata[i];

    g_print(_("%-16s week %-2d  %s\n"), epoch_experiment_get_id(experiment),
            epoch_experiment_get_week(experiment), epoch_experiment_get_question(experiment));
    print_all_missing(experiment);
  }
  for (guint i = 0; i < problems->len; i++) {
    g_printerr("epoch-lab: %s\n", (const char *)problems->pdata[i]);
  }
  return problems->len > 0 ? EXIT_FAILED : EXIT_WELL;
}
