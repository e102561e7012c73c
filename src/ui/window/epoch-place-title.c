#include "config.h"

#include "window/epoch-place-title.h"

#include <glib/gi18n.h>

#include "markdown/epoch-markdown.h"
#include "window/epoch-place.h"

static const struct {
  const char *view;
  const char *title;
  const char *icon;
} views[] = {
    {"learn", N_("Learn"), "epoch-learn-symbolic"},
    {"tasks", N_("Tasks"), "epoch-tasks-symbolic"},
    {"resources", N_("Resources"), "epoch-resources-symbolic"},
    {"lab", N_("Lab"), "epoch-lab-symbolic"},
    {"project", N_("Project"), "epoch-project-symbolic"},
    {"notes", N_("Notes"), "epoch-notes-symbolic"},
};

static gboolean
describe_week(EpochSession *session, const EpochPlace *place, char **title, char **subtitle,
              const char **icon)
{
  EpochWeek *week = epoch_course_get_week(epoch_session_get_course(session), place->number);

  if (!week)
    return FALSE;
  *title = g_strdup(epoch_week_get_title(week));
  *icon = "epoch-week-symbolic";
  for (gsize i = 0; i < G_N_ELEMENTS(views); i++) {
    if (g_strcmp0(place->view, views[i].view) != 0)
      continue;
    *icon = views[i].icon;
    /* Translators: a week and one of its views: "Week 4 · Tasks". */
    *subtitle = g_strdup_printf(_("Week %d · %s"), place->number, _(views[i].title));
    return TRUE;
  }
  *subtitle = g_strdup_printf(_("Week %d"), place->number);
  return TRUE;
}

static gboolean
describe_resource(EpochSession *session, const EpochPlace *place, char **title, char **subtitle,
                  const char **icon)
{
  EpochItem *item = epoch_course_get_item(epoch_session_get_course(session), place->item);

  if (!item || !epoch_item_get_url(item))
    return FALSE;
  *title = EPOCH_IS_RESOURCE(item) ? g_strdup(epoch_resource_get_title(EPOCH_RESOURCE(item)))
                                   : epoch_markdown_inline_to_plain(epoch_item_get_text(item));
  *subtitle = g_strdup_printf(_("Week %d · %s"), epoch_item_get_week(item), _("Resources"));
  *icon = "epoch-resources-symbolic";
  return TRUE;
}

static gboolean
describe_parsed(EpochSession *session, const EpochPlace *place, char **title, char **subtitle,
                const char **icon)
{
  EpochBlock *block;
  EpochExperiment *experiment;

  switch (place->kind) {
  case EPOCH_PLACE_TODAY:
    *title = g_strdup(_("Today"));
    *icon = "epoch-today-symbolic";
    break;
  case EPOCH_PLACE_WEEK:
    return describe_week(session, place, title, subtitle, icon);
  case EPOCH_PLACE_BLOCK:
    block = epoch_course_get_block(epoch_session_get_course(session), place->number);
    if (!block)
      return FALSE;
    *title = g_strdup(epoch_block_get_title(block));
    *subtitle = g_strdup_printf(_("Block %d"), place->number);
    *icon = "epoch-course-symbolic";
    return TRUE;
  case EPOCH_PLACE_FINAL:
    *title = g_strdup(_("Final Checklist"));
    *icon = "epoch-assessment-symbolic";
    break;
  case EPOCH_PLACE_LAB:
    *title = g_strdup(_("Lab"));
    *icon = "epoch-lab-symbolic";
    break;
  case EPOCH_PLACE_EXPERIMENT:
    experiment = epoch_session_get_experiment(session, place->item);
    if (!experiment)
      return FALSE;
    *title = g_strdup(epoch_experiment_get_title(experiment));
    *subtitle = g_strdup_printf(_("Lab · Week %d"), epoch_experiment_get_week(experiment));
    *icon = "epoch-lab-symbolic";
    return TRUE;
  case EPOCH_PLACE_RUNS:
    *title = g_strdup(_("Runs"));
    *icon = "epoch-runs-symbolic";
    break;
  case EPOCH_PLACE_COMPARE:
    *title = g_strdup(_("Runs Compared"));
    *icon = "epoch-compare-symbolic";
    break;
  case EPOCH_PLACE_RESOURCE:
    return describe_resource(session, place, title, subtitle, icon);
  }
  *subtitle = g_strdup("");
  return TRUE;
}

gboolean
epoch_place_describe(EpochSession *session, const char *text, char **title, char **subtitle,
                     const char **icon)
{
  g_autoptr(EpochPlace) place = epoch_place_parse(text);

  return place && describe_parsed(session, place, title, subtitle, icon);
}
