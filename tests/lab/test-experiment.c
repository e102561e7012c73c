/* Experiments, parameters and data sets, as their files declare them and as damaged ones do. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-paths.h"
#include "dataset/epoch-dataset.h"
#include "experiment/epoch-experiment.h"
#include "lab-helper.h"

static EpochParameter *
find(GListModel *parameters, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    if (g_str_equal(epoch_parameter_get_key(parameter), key)) {
      return parameter;
    }
  }
  g_error("no parameter %s", key);
}

static void
test_list(void)
{
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(GPtrArray) experiments = epoch_experiment_list(&problems);
  gboolean has_boston = FALSE;

  g_assert_cmpuint(problems->len, ==, 0);
  for (guint i = 0; i < experiments->len; i++) {
    EpochExperiment *experiment = experiments->pdata[i];

    g_assert_true(i == 0 || epoch_experiment_get_week(experiments->pdata[i - 1]) <=
                                epoch_experiment_get_week(experiment));
    if (g_str_equal(epoch_experiment_get_id(experiment), "boston-linear")) {
      has_boston = TRUE;
      g_assert_cmpint(epoch_experiment_get_week(experiment), ==, 4);
      g_assert_cmpstr(epoch_experiment_get_question(experiment), ==,
                      "How well does a straight line predict house prices?");
    }
  }
  g_assert_true(has_boston);
}

/* Every experiment opens on each of its data sets, with parameters whose defaults they take. */
static void
test_parameters(void)
{
  g_autoptr(GPtrArray) experiments = epoch_experiment_list(NULL);

  for (guint i = 0; i < experiments->len; i++) {
    const char *const *alternatives = epoch_experiment_get_alternatives(experiments->pdata[i]);

    /* First the experiment's own data set, then the others. */
    for (gsize j = 0; j < 1 + g_strv_length((char **)alternatives); j++) {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) parameters = epoch_experiment_new_parameters(
          experiments->pdata[i], j == 0 ? NULL : alternatives[j - 1], &error);

      g_assert_no_error(error);
      for (guint k = 0; k < g_list_model_get_n_items(parameters); k++) {
        g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, k);
        GVariant *fallback = epoch_parameter_get_default(parameter);
        g_autofree char *text = epoch_parameter_format(parameter, fallback);
        g_autoptr(GVariant) parsed = epoch_parameter_parse(parameter, text, &error);
        JsonNode *node = epoch_parameter_to_json(parameter, fallback);
        g_autoptr(GVariant) stored = epoch_parameter_from_json(parameter, node, &error);

        g_assert_no_error(error);
        g_assert_true(g_variant_equal(parsed, fallback));
        g_assert_true(g_variant_equal(stored, fallback));
        json_node_unref(node);
      }
    }
  }
}

static void
assert_value(GListModel *parameters, const char *key, const char *text, const char *problem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = epoch_parameter_parse(find(parameters, key), text, &error);

  if (problem == NULL) {
    g_assert_no_error(error);
    return;
  }
  g_assert_null(value);
  if (strstr(error->message, problem) == NULL) {
    g_error("“%s” is not part of “%s”", problem, error->message);
  }
}

static void
test_values(void)
{
  g_autoptr(EpochExperiment) experiment = epoch_experiment_load("boston-linear", NULL);
  g_autoptr(GListModel) parameters = epoch_experiment_new_parameters(experiment, NULL, NULL);

  assert_value(parameters, "test_share", "0.3", NULL);
  assert_value(parameters, "test_share", "0.6", "a number from 0.05 to 0.5");
  assert_value(parameters, "test_share", "", "a number from");
  assert_value(parameters, "test_share", "0x1p-2", "a number from");
  assert_value(parameters, "test_share", "nan", "a number from");
  assert_value(parameters, "test_share", "0.3 ", "a number from");
  assert_value(parameters, "repeats", "20000", NULL);
  assert_value(parameters, "repeats", "20001", "a whole number from 1 to 20000");
  assert_value(parameters, "repeats", "1.5", "a whole number");
  assert_value(parameters, "repeats", "99999999999999999999", "a whole number");
  assert_value(parameters, "model", "ridge", NULL);
  assert_value(parameters, "model", "forest", "one of linear, ridge");
  assert_value(parameters, "columns", "rm,b", NULL);
  assert_value(parameters, "columns", "rm, lstat", NULL);
  assert_value(parameters, "columns", "rm,medv", "medv");
  assert_value(parameters, "columns", "", "none is chosen");
  assert_value(parameters, "model", "\xff", "is given");
}

/* The column with a known harm is there with its reason, and is not part of the default. */
static void
test_left_out(void)
{
  g_autoptr(EpochExperiment) experiment = epoch_experiment_load("boston-linear", NULL);
  g_autoptr(GListModel) parameters = epoch_experiment_new_parameters(experiment, NULL, NULL);
  EpochParameter *columns = find(parameters, "columns");
  g_autofree const char **chosen = g_variant_get_strv(epoch_parameter_get_default(columns), NULL);
  g_autoptr(EpochDataset) dataset = epoch_dataset_load("boston-housing", NULL);
  EpochColumn *b = epoch_dataset_find_column(dataset, "b");

  g_assert_cmpuint(g_strv_length((char **)chosen), ==, 12);
  g_assert_false(g_strv_contains(chosen, "b"));
  g_assert_false(g_strv_contains(chosen, "medv"));
  g_assert_cmpuint(g_list_model_get_n_items(epoch_parameter_get_choices(columns)), ==, 13);
  g_assert_cmpint(epoch_column_get_role(b), ==, EPOCH_COLUMN_LEFT_OUT);
  g_assert_nonnull(strstr(epoch_column_get_reason(b), "Black"));
  g_assert_nonnull(strstr(epoch_dataset_get_harms(dataset), "1000·(Bk − 0.63)²"));
}

static void
test_ids(void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null(epoch_experiment_load("../datasets/boston-housing", &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT);
  g_clear_error(&error);
  g_assert_null(epoch_dataset_load("no-such-table", &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_NOT_FOUND);
}

/* A data folder with one file copied from the real one. */
static void
copy_into(const char *folder, const char *kind, const char *name)
{
  g_autofree char *from = epoch_paths_dup_data_file(kind, name);
  g_autofree char *dir = g_build_filename(folder, kind, NULL);
  g_autofree char *to = g_build_filename(dir, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
  g_assert_true(g_file_get_contents(from, &text, &length, NULL));
  g_assert_true(g_file_set_contents(to, text, (gssize)length, NULL));
}

/* Hundreds of damaged files: each opens or gives an error, and none does more than that. */
static void
damage_files(const char *kind, const char *name, guint n)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *real = g_strdup(g_getenv("EPOCH_DATA_DIR"));
  g_autofree char *path = g_build_filename(folder, kind, name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  gsize length = 0;
  guint n_refused = 0;

  copy_into(folder, "datasets", "boston-housing.json");
  copy_into(folder, "experiments", "boston-linear.json");
  g_assert_true(g_file_get_contents(path, &text, &length, NULL));
  g_setenv("EPOCH_DATA_DIR", folder, TRUE);
  for (guint i = 0; i < n; i++) {
    g_autoptr(GString) damaged = helper_damage(random, text, length, 1 + i % 4);
    g_autoptr(GPtrArray) problems = NULL;
    g_autoptr(GPtrArray) experiments = NULL;

    g_assert_true(g_file_set_contents(path, damaged->str, (gssize)damaged->len, NULL));
    experiments = epoch_experiment_list(&problems);
    g_assert_cmpuint(experiments->len + problems->len, ==, 1);
    for (guint j = 0; j < experiments->len; j++) {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) parameters =
          epoch_experiment_new_parameters(experiments->pdata[j], NULL, &error);

      g_assert_true((parameters == NULL) == (error != NULL));
      n_refused += error != NULL && strlen(error->message) > 0;
    }
    n_refused += problems->len;
  }
  g_setenv("EPOCH_DATA_DIR", real, TRUE);
  helper_remove_folder(folder);
  /* Most changes can not be overlooked. */
  g_assert_cmpuint(n_refused, >, n / 3);
}

static void
test_damaged_experiment(void)
{
  damage_files("experiments", "boston-linear.json", 400);
}

static void
test_damaged_card(void)
{
  damage_files("datasets", "boston-housing.json", 400);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/experiment/list", test_list);
  g_test_add_func("/experiment/parameters", test_parameters);
  g_test_add_func("/experiment/values", test_values);
  g_test_add_func("/experiment/left-out", test_left_out);
  g_test_add_func("/experiment/ids", test_ids);
  g_test_add_func("/experiment/damaged-experiment", test_damaged_experiment);
  g_test_add_func("/experiment/damaged-card", test_damaged_card);
  return g_test_run();
}
