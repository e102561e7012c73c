/* Every chart that an experiment of the lab writes is one that the window can read. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "epoch-chart-document.h"
#include "experiment/epoch-experiment.h"

/* Settings that make the long ones short; their charts are the same. */
static const char *const *
get_settings(const char *id)
{
  static const char *const forest[] = {"trees=10", "candidates=2", "folds=2", NULL};
  static const char *const churn[] = {"candidates=1", "folds=2", NULL};
  static const char *const none[] = {NULL};

  return g_str_equal(id, "heart-forest") ? forest : g_str_equal(id, "churn-compare") ? churn : none;
}

static void
run(const char *id, const char *folder)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) arguments = NULL;
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  const char *const *settings = get_settings(id);
  int status = 0;

  g_strv_builder_add_many(builder, g_getenv("EPOCH_LAB"), "run", id, "--json", "--out", folder,
                          NULL);
  for (gsize i = 0; settings[i] != NULL; i++) {
    g_strv_builder_add_many(builder, "--set", settings[i], NULL);
  }
  arguments = g_strv_builder_end(builder);
  g_spawn_sync(NULL, arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &err, &status,
               &error);
  g_assert_no_error(error);
  if (!g_spawn_check_wait_status(status, NULL)) {
    g_error("%s: %s", id, err);
  }
}

static void
check_chart(const char *id, const char *folder, const char *kind)
{
  g_autofree char *name = g_strconcat(kind, ".json", NULL);
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochChartDocument) document = NULL;
  gsize length = 0;

  if (!g_file_get_contents(path, &text, &length, NULL)) {
    return;
  }
  document = epoch_chart_document_new_from_data(text, (gssize)length, &error);
  if (document == NULL) {
    g_error("%s: %s: %s", id, name, error->message);
  }
  g_assert_cmpstr(epoch_chart_document_get_title(document), !=, "");
  g_assert_cmpstr(epoch_chart_document_get_summary(document), !=, "");
}

static void
test_experiment(gconstpointer data)
{
  EpochExperiment *experiment = (EpochExperiment *)data;
  const char *id = epoch_experiment_get_id(experiment);
  const char *const *charts = epoch_experiment_get_charts(experiment);
  g_autofree char *folder = g_dir_make_tmp("epoch-charts-XXXXXX", NULL);
  g_autoptr(GDir) files = NULL;
  const char *name;

  run(id, folder);
  for (gsize i = 0; charts[i] != NULL; i++) {
    check_chart(id, folder, charts[i]);
  }
  files = g_dir_open(folder, 0, NULL);
  while ((name = g_dir_read_name(files)) != NULL) {
    g_autofree char *path = g_build_filename(folder, name, NULL);

    g_unlink(path);
  }
  g_rmdir(folder);
}

int
main(int argc, char **argv)
{
  g_autoptr(GPtrArray) experiments = NULL;

  g_test_init(&argc, &argv, NULL);
  experiments = epoch_experiment_list(NULL);
  for (guint i = 0; i < experiments->len; i++) {
    const char *id = epoch_experiment_get_id(experiments->pdata[i]);
    g_autofree char *path = g_strconcat("/experiment-charts/", id, NULL);

    /* It needs a table of the learner's; its charts are those of the others. */
    if (!g_str_equal(id, "own-table")) {
      g_test_add_data_func(path, experiments->pdata[i], test_experiment);
    }
  }
  return g_test_run();
}
