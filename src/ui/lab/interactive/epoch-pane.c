#include "config.h"

#include "lab/interactive/epoch-pane.h"

#include "lab/interactive/epoch-panes-private.h"

static const struct {
  const char *name;
  GtkWidget *(*make)(void);
} panes[] = {
    {"algebra", epoch_algebra_pane_new},
    {"game", epoch_game_pane_new},
    {NULL, NULL},
};

static const struct {
  const char *kind;
  GtkWidget *(*make)(EpochRun *run, const char *kind);
} kinds[] = {
    {"calculation", epoch_calculation_pane_new},
    {"table", epoch_table_pane_new},
    {"scores", epoch_scores_pane_new},
    {"model", epoch_predict_pane_new},
    {NULL, NULL},
};

GtkWidget *
epoch_pane_new(const char *name)
{
  for (gsize i = 0; panes[i].name; i++)
    if (g_str_equal(panes[i].name, name))
      return panes[i].make();
  return NULL;
}

gboolean
epoch_pane_shows_kind(const char *kind)
{
  for (gsize i = 0; kinds[i].kind; i++)
    if (g_str_equal(kinds[i].kind, kind))
      return TRUE;
  return FALSE;
}

GtkWidget *
epoch_pane_new_for_run(EpochRun *run, const char *kind)
{
  for (gsize i = 0; kinds[i].kind; i++)
    if (g_str_equal(kinds[i].kind, kind))
      return kinds[i].make(run, kind);
  return NULL;
}
