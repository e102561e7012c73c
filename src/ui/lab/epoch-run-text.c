#include "config.h"

#include "lab/epoch-run-text.h"

#include <glib/gi18n.h>
#include <math.h>

#include "metric/epoch-metric.h"

GListModel *
epoch_run_text_dup_parameters(EpochRun *run, EpochExperiment *experiment)
{
  GListModel *parameters =
      epoch_experiment_new_parameters(experiment, epoch_run_get_dataset(run), NULL);

  return parameters ? parameters : epoch_experiment_new_parameters(experiment, NULL, NULL);
}

static const char *
find_choice_label(EpochParameter *parameter, const char *value)
{
  GListModel *choices = epoch_parameter_get_choices(parameter);

  for (guint i = 0; i < g_list_model_get_n_items(choices); i++) {
    g_autoptr(EpochChoice) choice = g_list_model_get_item(choices, i);
    /* The list keeps the choice alive. */
    if (g_strcmp0(epoch_choice_get_value(choice), value) == 0)
      return epoch_choice_get_label(choice);
  }
  return value;
}

static GVariant *
dup_value(EpochRun *run, EpochParameter *parameter)
{
  JsonNode *node =
      json_object_get_member(epoch_run_get_params(run), epoch_parameter_get_key(parameter));

  return node ? epoch_parameter_from_json(parameter, node, NULL) : NULL;
}

static char *
format_value(EpochParameter *parameter, GVariant *value)
{
  switch (epoch_parameter_get_kind(parameter)) {
  case EPOCH_PARAMETER_CHOICE:
    return g_strdup(find_choice_label(parameter, g_variant_get_string(value, NULL)));
  case EPOCH_PARAMETER_COLUMNS:
    /* Translators: how many columns were used, of how many there are. */
    return g_strdup_printf(_("%zu of %u"), g_variant_n_children(value),
                           g_list_model_get_n_items(epoch_parameter_get_choices(parameter)));
  case EPOCH_PARAMETER_BOOLEAN:
    return g_strdup(g_variant_get_boolean(value) ? _("Yes") : _("No"));
  case EPOCH_PARAMETER_FILE:
    /* The folders before it would fill the line. */
    return g_path_get_basename(g_variant_get_string(value, NULL));
  default:
    return epoch_parameter_format(parameter, value);
  }
}

char *
epoch_run_text_dup_param(EpochRun *run, EpochParameter *parameter)
{
  g_autoptr(GVariant) value = dup_value(run, parameter);

  return value ? format_value(parameter, value) : g_strdup("–");
}

char *
epoch_run_text_dup_settings(EpochRun *run, EpochExperiment *experiment)
{
  g_autoptr(GListModel) parameters = epoch_run_text_dup_parameters(run, experiment);
  g_autoptr(GString) text = g_string_new(NULL);

  for (guint i = 0; parameters && i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);
    g_autoptr(GVariant) value = dup_value(run, parameter);
    g_autofree char *formatted = NULL;
    if (!value || g_variant_equal(value, epoch_parameter_get_default(parameter)))
      continue;
    formatted = format_value(parameter, value);
    g_string_append_printf(text, "%s%s: %s", text->len ? ", " : "",
                           epoch_parameter_get_label(parameter), formatted);
  }
  return g_strdup(text->len ? text->str : _("Defaults"));
}

char *
epoch_run_text_dup_metric(EpochSession *session, EpochRun *run, const char *name)
{
  const char *unit = epoch_session_get_target_unit(session, epoch_run_get_dataset(run));
  double value;

  return epoch_run_get_metric(run, name, &value) ? epoch_metric_format(name, value, unit)
                                                 : g_strdup("–");
}

const char *
epoch_run_text_get_main_metric(EpochRun *run, EpochExperiment *experiment)
{
  for (const char *const *name = epoch_experiment_get_metrics(experiment); *name; name++)
    if (epoch_run_get_metric(run, *name, NULL))
      return *name;
  return NULL;
}

gboolean
epoch_run_text_same_table(EpochRun *run, EpochRun *other)
{
  const char *file =
      json_object_get_string_member_with_default(epoch_run_get_params(run), "file", "");
  const char *other_file =
      json_object_get_string_member_with_default(epoch_run_get_params(other), "file", "");

  return g_strcmp0(epoch_run_get_dataset(run), epoch_run_get_dataset(other)) == 0 &&
         g_strcmp0(file, other_file) == 0;
}

char *
epoch_run_text_dup_change(EpochSession *session, EpochRun *run, EpochRun *before, const char *name,
                          int *better)
{
  const char *unit = epoch_session_get_target_unit(session, epoch_run_get_dataset(run));
  const EpochMetricInfo *info = epoch_metric_info_find(name);
  double value, old, change;
  g_autofree char *number = NULL;
  gboolean good;

  if (!info || !epoch_run_get_metric(run, name, &value) ||
      !epoch_run_get_metric(before, name, &old))
    return NULL;
  change = value - old;
  good = (change > 0) == epoch_metric_info_get_higher_is_better(info);
  if (fabs(change) <= 1e-12 * fmax(fabs(value), fabs(old))) {
    if (better)
      *better = 0;
    return g_strdup(_("as before"));
  }
  if (better)
    *better = good ? 1 : -1;
  number = epoch_metric_format_change(name, fabs(change), unit);
  /* Translators: by how much a metric changed since the run before. */
  return g_strdup_printf(good ? _("%s %s better") : _("%s %s worse"), change > 0 ? "▲" : "▼",
                         number);
}

const char *
epoch_run_text_get_status(EpochRun *run)
{
  switch (epoch_run_get_status(run)) {
  case EPOCH_RUN_STATUS_RUNNING:
    return _("Running");
  case EPOCH_RUN_STATUS_OK:
    return _("Done");
  case EPOCH_RUN_STATUS_CANCELLED:
    return _("Stopped");
  case EPOCH_RUN_STATUS_FAILED:
    return _("Failed");
  case EPOCH_RUN_STATUS_INTERRUPTED:
    return _("Interrupted");
  }
  return "";
}
