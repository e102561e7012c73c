/* When a setting has a say: as the experiments declare it, as runs show it, and as damaged
 * declarations put it. */
#include "config.h"

#include <string.h>

#include "base/epoch-error.h"
#include "base/epoch-paths.h"
#include "experiment/epoch-experiment.h"
#include "lab-helper.h"

/* A table with an amount ("price"), a class ("sort") and columns that tell of both. */
#define N_ROWS 80

static void
write_table(const char *path)
{
  g_autoptr(GRand) random = g_rand_new_with_seed(3);
  g_autoptr(GString) csv = g_string_new("size,age,kind,price,sort\n");

  for (guint i = 0; i < N_ROWS; i++) {
    int size = g_rand_int_range(random, 20, 200), age = g_rand_int_range(random, 0, 60);
    int kind = g_rand_int_range(random, 0, 3), luck = g_rand_int_range(random, -30, 30);

    g_string_append_printf(
        csv, "%d,%d,%c,%d.5,%s\n", size, age, 'a' + kind, 2 * size - age + 10 * kind + luck,
        2 * size + luck - g_rand_int_range(random, 0, 50) > 180 ? "high" : "low");
  }
  g_assert_true(g_file_set_contents(path, csv->str, (gssize)csv->len, NULL));
}

/* The form as it stands: the values of all parameters, by key. */
static GHashTable *
make_form(GListModel *parameters, const char *settings)
{
  GHashTable *form = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) list = g_strsplit(settings, " ", -1);

  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    g_hash_table_insert(form, g_strdup(epoch_parameter_get_key(parameter)),
                        epoch_parameter_format(parameter, epoch_parameter_get_default(parameter)));
  }
  for (gsize i = 0; list[i] != NULL && *list[i] != '\0'; i++) {
    g_auto(GStrv) pair = g_strsplit(list[i], "=", 2);

    if (!g_hash_table_contains(form, pair[0])) {
      g_error("there is no parameter “%s”", pair[0]);
    }
    g_hash_table_insert(form, g_strdup(pair[0]), g_strdup(pair[1]));
  }
  return form;
}

static char *
lookup_cb(const char *key, gpointer data)
{
  return g_strdup(g_hash_table_lookup(data, key));
}

/* The keys of all parameters that have no say, in their order, separated by blanks. */
static char *
dup_silent(const char *id, const char *settings)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochExperiment) experiment = epoch_experiment_load(id, &error);
  g_autoptr(GListModel) parameters = NULL;
  g_autoptr(GHashTable) form = NULL;
  GString *silent = g_string_new(NULL);

  g_assert_no_error(error);
  parameters = epoch_experiment_new_parameters(experiment, NULL, &error);
  g_assert_no_error(error);
  form = make_form(parameters, settings);
  for (guint i = 0; i < g_list_model_get_n_items(parameters); i++) {
    g_autoptr(EpochParameter) parameter = g_list_model_get_item(parameters, i);

    if (!epoch_parameter_has_say(parameter, lookup_cb, form)) {
      g_string_append_printf(silent, "%s%s", silent->len > 0 ? " " : "",
                             epoch_parameter_get_key(parameter));
    }
  }
  return g_string_free(silent, FALSE);
}

/* Every choice of a model, and what is silent with it. */
static const struct {
  const char *id;
  const char *settings;
  const char *silent;
} states[] = {
    {"boston-linear", "model=linear", "alpha penalty l1_ratio rate epochs"},
    {"boston-linear", "model=ridge", "penalty l1_ratio rate epochs"},
    {"boston-linear", "model=lasso", "alpha l1_ratio rate epochs"},
    {"boston-linear", "model=elastic-net", "alpha rate epochs"},
    {"boston-linear", "model=descent", "alpha penalty l1_ratio"},
    {"titanic-logistic", "penalty=l2", ""},
    {"titanic-logistic", "penalty=l1", ""},
    {"titanic-logistic", "penalty=none", "C"},
    {"churn-compare", "candidates=12", ""},
    {"churn-compare", "candidates=0", "tune"},
    /* All its models are trained whatever is chosen, so that each setting has a say. */
    {"heart-forest", "candidates=0", ""},
    {"mall-segments", "method=kmeans", "k eps min_samples"},
    {"mall-segments", "method=kmeans choose=own", "eps min_samples"},
    {"mall-segments", "method=dbscan", "choose k most starts"},
    {"mall-segments", "method=dbscan choose=own", "choose k most starts"},
    {"bias-variance", "truth=wave", ""},
    {"bias-variance", "truth=boston", "noise"},
    {"network-by-hand", "data=xor", ""},
    {"network-by-hand", "data=iris", "points noise"},
    {"network-by-hand", "hidden=0", "activation"},
    {"own-table", "", "task test_share folds max_depth trees alpha neighbours reach"},
    {"own-table", "model=kmeans", "task test_share folds max_depth trees alpha neighbours reach"},
    {"own-table", "model=dbscan", "task test_share folds max_depth trees alpha clusters"},
    {"own-table", "model=pca",
     "task test_share folds max_depth trees alpha neighbours clusters reach"},
    {"own-table", "target=price model=kmeans",
     "task test_share folds max_depth trees alpha neighbours reach"},
    {"own-table", "target=price model=dbscan",
     "task test_share folds max_depth trees alpha clusters"},
    {"own-table", "target=price", "alpha neighbours clusters reach"},
    {"own-table", "target=price model=linear", "max_depth trees alpha neighbours clusters reach"},
    {"own-table", "target=price model=ridge", "max_depth trees neighbours clusters reach"},
    {"own-table", "target=price model=lasso", "max_depth trees neighbours clusters reach"},
    {"own-table", "target=price model=elastic-net", "max_depth trees neighbours clusters reach"},
    {"own-table", "target=price model=descent", "max_depth trees alpha neighbours clusters reach"},
    {"own-table", "target=sort model=logistic", "max_depth trees alpha neighbours clusters reach"},
    {"own-table", "target=sort model=tree", "trees alpha neighbours clusters reach"},
    {"own-table", "target=price model=forest", "alpha neighbours clusters reach"},
    {"own-table", "target=price model=extra-trees", "alpha neighbours clusters reach"},
    {"own-table", "target=price model=boosting", "alpha neighbours clusters reach"},
    {"own-table", "target=price model=neighbours", "max_depth trees alpha clusters reach"},
    {"own-table", "target=sort model=naive-bayes",
     "max_depth trees alpha neighbours clusters reach"},
};

static void
test_states(void)
{
  for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
    g_autofree char *silent = dup_silent(states[i].id, states[i].settings);

    if (!g_str_equal(silent, states[i].silent)) {
      g_error("%s %s: “%s” are silent, not “%s”", states[i].id, states[i].settings, silent,
              states[i].silent);
    }
  }
}

/* All that a run leaves but its model, which repeats settings that it does not use. */
static char *
dup_files(const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  GString *all = g_string_new(NULL);
  const char *name;

  while ((name = g_dir_read_name(dir)) != NULL) {
    if (!g_str_equal(name, "model.json")) {
      g_ptr_array_add(names, g_strdup(name));
    }
  }
  g_ptr_array_sort_values(names, (GCompareFunc)(void (*)(void))strcmp);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_string_append_printf(all, "%s\n%s\n", (char *)names->pdata[i], text);
  }
  return g_string_free(all, FALSE);
}

/* What a run tells, for comparing: its message where it fails, else its metrics and files. */
static char *
dup_outcome(const char *id, const char *settings, const char *table)
{
  g_autofree char *folder = helper_make_folder();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
  g_auto(GStrv) list = g_strsplit(settings, " ", -1);
  g_auto(GStrv) argv = NULL;
  g_autofree char *out = NULL, *err = NULL, *files = NULL;
  g_autoptr(JsonObject) end = NULL;
  char *outcome;

  g_strv_builder_add_many(builder, "run", id, "--json", "--out", folder, NULL);
  for (gsize i = 0; list[i] != NULL; i++) {
    if (*list[i] != '\0') {
      g_strv_builder_add_many(builder, "--set", list[i], NULL);
    }
  }
  if (g_str_equal(id, "own-table")) {
    g_strv_builder_add(builder, "--set");
    g_strv_builder_take(builder, g_strconcat("file=", table, NULL));
  }
  argv = g_strv_builder_end(builder);
  if (helper_run_list(&out, &err, (const char *const *)argv) == 0) {
    g_autoptr(JsonNode) node = NULL;
    g_autofree char *metrics = NULL;

    end = helper_last_line(out);
    node = json_node_init_object(json_node_alloc(), json_object_get_object_member(end, "metrics"));
    metrics = json_to_string(node, FALSE);
    files = dup_files(folder);
    outcome = g_strconcat(metrics, files, NULL);
  } else {
    end = helper_last_line(out);
    outcome = g_strconcat("failed: ", json_object_get_string_member(end, "message"), NULL);
  }
  helper_remove_folder(folder);
  return outcome;
}

/* Settings that runs are made with, and the other values that each parameter is given in turn. */
static const struct {
  const char *id;
  const char *settings;
  const char *others;
} trials[] = {
    {"boston-linear", "model=linear", "alpha=3 penalty=2 l1_ratio=0.2 rate=0.05 epochs=20"},
    {"boston-linear", "model=ridge", "alpha=3 penalty=2 l1_ratio=0.2 rate=0.05 epochs=20"},
    {"boston-linear", "model=lasso", "alpha=3 penalty=2 l1_ratio=0.2 rate=0.05 epochs=20"},
    {"boston-linear", "model=elastic-net", "alpha=3 penalty=2 l1_ratio=0.2 rate=0.05 epochs=20"},
    {"boston-linear", "model=descent", "alpha=3 penalty=2 l1_ratio=0.2 rate=0.05 epochs=20"},
    {"titanic-logistic", "penalty=l2", "C=0.01"},
    {"titanic-logistic", "penalty=l1", "C=0.01"},
    {"titanic-logistic", "penalty=none", "C=0.01"},
    {"bias-variance", "sets=10 truth=bell", "noise=0.6"},
    {"bias-variance", "sets=10 truth=boston", "noise=0.6"},
    {"network-by-hand", "epochs=10", "activation=relu points=100 noise=0.5"},
    {"network-by-hand", "epochs=10 data=iris", "activation=relu points=100 noise=0.5"},
    {"network-by-hand", "epochs=10 hidden=0", "activation=relu points=100 noise=0.5"},
    {"mall-segments", "shuffles=0 most=6 starts=1 columns=income,age",
     "k=3 eps=0.7 min_samples=5 most=5 starts=9 choose=own"},
    {"mall-segments", "shuffles=0 most=6 starts=1 columns=income,age choose=own k=4",
     "k=3 eps=0.7 min_samples=5 most=5 starts=9 choose=elbow"},
    {"mall-segments", "shuffles=0 columns=income,age method=dbscan",
     "k=3 eps=0.7 min_samples=5 most=5 starts=9 choose=own"},
#define OWN_REST                                                                                   \
  " test_share=0.4 folds=3 max_depth=1 trees=7 alpha=5 neighbours=3 clusters=3 reach=0.7"
/* Taken for classes where amounts are found, and for amounts where classes are. */
#define OWN "task=classification" OWN_REST
#define OWN_CLASSES "task=regression" OWN_REST
    {"own-table", "", OWN},
    {"own-table", "model=kmeans", OWN},
    {"own-table", "model=dbscan", OWN},
    {"own-table", "model=pca", OWN},
    {"own-table", "target=price model=kmeans", OWN},
    {"own-table", "target=price trees=20", OWN},
    {"own-table", "target=price model=linear", OWN},
    {"own-table", "target=price model=ridge", OWN},
    {"own-table", "target=price model=lasso", OWN},
    {"own-table", "target=price model=elastic-net", OWN},
    {"own-table", "target=price model=descent", OWN},
    {"own-table", "target=sort model=logistic", OWN_CLASSES},
    {"own-table", "target=price model=tree", OWN},
    {"own-table", "target=price model=forest trees=20", OWN},
    {"own-table", "target=price model=extra-trees trees=20", OWN},
    {"own-table", "target=price model=boosting trees=20", OWN},
    {"own-table", "target=price model=neighbours", OWN},
    {"own-table", "target=sort model=naive-bayes", OWN_CLASSES},
};

/* A silent setting changes nothing of a run, and one that is not silent changes something. */
static void
test_runs(void)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *table = g_build_filename(folder, "table.csv", NULL);

  write_table(table);
  for (guint i = 0; i < G_N_ELEMENTS(trials); i++) {
    g_autofree char *list = dup_silent(trials[i].id, trials[i].settings);
    g_auto(GStrv) silent = g_strsplit(list, " ", -1);
    g_auto(GStrv) others = g_strsplit(trials[i].others, " ", -1);
    g_autofree char *usual = dup_outcome(trials[i].id, trials[i].settings, table);

    for (gsize j = 0; others[j] != NULL; j++) {
      g_autofree char *key = g_strndup(others[j], strcspn(others[j], "="));
      g_autofree char *settings = g_strconcat(trials[i].settings, " ", others[j], NULL);
      g_autofree char *outcome = dup_outcome(trials[i].id, settings, table);
      gboolean is_silent = g_strv_contains((const char *const *)silent, key);

      if (g_str_equal(outcome, usual) != is_silent) {
        g_error("%s %s: “%s” is %s, but the run says otherwise", trials[i].id, trials[i].settings,
                others[j], is_silent ? "silent" : "not silent");
      }
    }
  }
  helper_remove_folder(folder);
}

/* The error of an experiment whose one condition is as given; NULL where it opens. */
static char *
dup_refusal(const char *folder, const char *needs)
{
  g_autofree char *dir = g_build_filename(folder, "experiments", NULL);
  g_autofree char *path = g_build_filename(dir, "guessing-game.json", NULL);
  g_autofree char *text = g_strdup_printf(
      "{\"id\":\"guessing-game\",\"week\":1,\"title\":\"T\",\"question\":\"Q\",\"teaches\":\"T\","
      "\"task\":\"game\",\"happens\":\"H\",\"try\":[],\"charts\":[],\"metrics\":[],"
      "\"parameters\":["
      "{\"key\":\"a\",\"label\":\"A\",\"type\":\"choice\",\"default\":\"x\",\"help\":\"H\","
      "\"choices\":[{\"value\":\"x\",\"label\":\"X\"},{\"value\":\"y\",\"label\":\"Y\"}]},"
      "{\"key\":\"b\",\"label\":\"B\",\"type\":\"integer\",\"default\":1,\"help\":\"H\","
      "\"needs\":%s},"
      "{\"key\":\"c\",\"label\":\"C\",\"type\":\"boolean\",\"default\":true,\"help\":\"H\"}]}",
      needs);
  g_autoptr(GError) error = NULL;
  g_autoptr(EpochExperiment) experiment = NULL;
  g_autoptr(GListModel) parameters = NULL;

  g_assert_cmpint(g_mkdir_with_parents(dir, 0700), ==, 0);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
  experiment = epoch_experiment_load("guessing-game", &error);
  g_assert_no_error(error);
  parameters = epoch_experiment_new_parameters(experiment, NULL, &error);
  g_assert_true((parameters == NULL) == (error != NULL));
  return error != NULL ? g_strdup(error->message) : NULL;
}

#define SHAPE "an object is expected, with \"key\" and one of"
#define PLACE "guessing-game.json: parameters[1].needs"

static const struct {
  const char *needs;
  const char *place;
  const char *problem; /* (nullable): it is well formed */
} forms[] = {
    {"{\"key\":\"a\",\"value\":\"x\"}", NULL, NULL},
    {"{\"key\":\"a\",\"values\":[\"x\",\"y\"]}", NULL, NULL},
    {"{\"key\":\"c\",\"except\":[\"false\"]}", NULL, NULL},
    {"{\"any\":[{\"key\":\"a\",\"value\":\"x\"},{\"all\":[{\"key\":\"c\",\"value\":\"true\"}]}]}",
     NULL, NULL},
    {"1", PLACE, SHAPE},
    {"null", PLACE, SHAPE},
    {"[]", PLACE, SHAPE},
    {"{}", PLACE, SHAPE},
    {"{\"key\":\"a\"}", PLACE, SHAPE},
    {"{\"value\":\"x\"}", PLACE, SHAPE},
    {"{\"key\":\"a\",\"value\":\"x\",\"except\":[\"y\"]}", PLACE, SHAPE},
    {"{\"key\":\"a\",\"value\":\"x\",\"unless\":1}", PLACE, SHAPE},
    {"{\"key\":\"a\",\"all\":[{\"key\":\"a\",\"value\":\"x\"}]}", PLACE, SHAPE},
    {"{\"all\":[7]}", PLACE ".all[0]", SHAPE},
    {"{\"any\":[{\"key\":\"a\",\"value\":\"x\"},{}]}", PLACE ".any[1]", SHAPE},
    {"{\"any\":[]}", PLACE, "takes one condition at least"},
    {"{\"any\":{}}", PLACE, "any"},
    {"{\"all\":[{\"all\":[{\"all\":[{\"all\":[{\"key\":\"a\",\"value\":\"x\"}]}]}]}]}",
     PLACE ".all[0].all[0].all[0]", "no more than 4 levels"},
    {"{\"key\":1,\"value\":\"x\"}", PLACE, "key"},
    {"{\"key\":\"a\",\"value\":1}", PLACE, "value"},
    {"{\"key\":\"a\",\"values\":\"x\"}", PLACE, "values"},
    {"{\"key\":\"a\",\"values\":[]}", PLACE, "at least one value"},
    {"{\"key\":\"a\",\"except\":[]}", PLACE, "at least one value"},
    {"{\"key\":\"a\",\"values\":[\"x\",2]}", PLACE, "values"},
    {"{\"key\":\"nothing\",\"value\":\"x\"}", PLACE, "no parameter of that name"},
    {"{\"key\":\"a\",\"values\":[\"x\",\"z\"]}", PLACE, "one of x, y"},
    {"{\"all\":[{\"key\":\"a\",\"value\":\"z\"}]}", PLACE, "one of x, y"},
    {"{\"key\":\"c\",\"value\":\"yes\"}", PLACE, "is written \"true\""},
};

static void
test_forms(void)
{
  g_autofree char *folder = helper_make_folder();
  g_autofree char *real = g_strdup(g_getenv("EPOCH_DATA_DIR"));

  g_setenv("EPOCH_DATA_DIR", folder, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *message = dup_refusal(folder, forms[i].needs);
    gboolean as_meant = forms[i].problem == NULL
                            ? message == NULL
                            : message != NULL && strstr(message, forms[i].place) != NULL &&
                                  strstr(message, forms[i].problem) != NULL;

    if (!as_meant) {
      g_error("%s: “%s”", forms[i].needs, message != NULL ? message : "nothing wrong");
    }
  }
  g_setenv("EPOCH_DATA_DIR", real, TRUE);
  helper_remove_folder(folder);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/needs/states", test_states);
  g_test_add_func("/needs/runs", test_runs);
  g_test_add_func("/needs/forms", test_forms);
  return g_test_run();
}
