/* Trees as models: files, descriptions, what they refuse, and sizes at which recursion would end. */
#include "config.h"

#include "tree-table.h"

static void
test_round_trips(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data all[] = {{.x = table->gaps, .y = table->three, .n_classes = 3},
                          {.x = table->x, .y = table->two, .n_classes = 2},
                          {.x = table->gaps, .y = table->y}};
  static const char *const names[] = {"a", "b", "c", "d", "the \"fifth\""};
  for (size_t k = 0; k < G_N_ELEMENTS(all); k++)
    for (size_t leaves = 0; leaves <= 10; leaves += 10) {
      struct ec_model *model;
      options.max_leaf_nodes = leaves;
      options.criterion = k == 1 ? EC_TREE_ENTROPY : EC_TREE_GINI;
      all[k].names = leaves > 0 ? names : NULL;
      model = fit_tree(&options, &all[k]);
      assert_round_trip(model, &all[k].x);
      ec_model_free(model);
    }
  tree_table_free(table);
}

static void
test_probabilities(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data data = {.x = table->x, .y = table->three, .n_classes = 3};
  struct ec_data numbers = {.x = table->x, .y = table->y};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix probabilities;
  double said[TABLE_ROWS];
  struct ec_model *model;
  options.max_depth = 3;
  model = fit_tree(&options, &data);
  assert_ok(ec_matrix_new(TABLE_ROWS, 3, &probabilities, &error));
  assert_ok(ec_model_predict_probabilities(model, &data.x, NULL, &probabilities, &error));
  assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
  for (size_t i = 0; i < TABLE_ROWS; i++) {
    const double *p = probabilities.data + i;
    assert_digits(p[0] + p[TABLE_ROWS] + p[2 * TABLE_ROWS], 1, 15);
    for (size_t c = 0; c < 3; c++)
      g_assert_cmpfloat(p[c * TABLE_ROWS], <=, p[(size_t)said[i] * TABLE_ROWS]);
  }
  ec_model_free(model);
  model = fit_tree(&options, &numbers);
  assert_status(ec_model_predict_probabilities(model, &data.x, NULL, &probabilities, &error),
                EC_ERROR_UNSUPPORTED);
  ec_model_free(model);
  ec_matrix_clear(&probabilities);
  tree_table_free(table);
}

static void
test_describe(void)
{
  double x[] = {1, 2, 3, 4, 5, 6, 0, 0, NAN, 1, 1, 1}, y[] = {0, 0, 1, 1, 1, 1};
  static const char *const names[] = {"age", "fare"};
  struct ec_data data = {.x = {x, 6, 2, 6}, .y = y, .names = names, .n_classes = 2};
  struct ec_error error = EC_ERROR_INIT;
  char text[400], cut[40];
  struct ec_model *model;
  assert_ok(ec_tree_new(NULL, &model, &error));
  ec_model_describe(model, text, sizeof text);
  g_assert_cmpstr(text, ==, "decision tree, not fitted yet\n");
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  ec_model_describe(model, text, sizeof text);
  g_assert_cmpstr(text, ==,
                  "decision tree, 2 features, 2 leaves, depth 1\n"
                  "  \"age\" <= 2.5\n"
                  "    class 0 (1 of 2 rows)\n"
                  "    class 1 (1 of 4 rows)\n");
  g_assert_cmpuint(ec_model_describe(model, cut, sizeof cut), ==, strlen(text));
  g_assert_cmpmem(cut, 39, text, 39);
  g_assert_cmpint(cut[39], ==, '\0');
  data.n_classes = 0;
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  ec_model_describe(model, text, sizeof text);
  assert_contains(text, "    1 (4 rows)\n");
  ec_model_free(model);
  assert_ok(ec_forest_new(NULL, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  ec_model_describe(model, text, sizeof text);
  assert_contains(text, "random forest, 2 features, 100 trees with ");
  ec_model_free(model);
}

static void
test_refused(void)
{
  double x[] = {1, 2, 3, 4}, y[] = {0, 1, 0, 1};
  struct ec_data data = {.x = {x, 4, 1, 4}, .y = y};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_tree_new(NULL, &model, &error));
  data.n_classes = 1;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "one class only");
  data.n_classes = 0;
  y[2] = 1e200;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "the target of row 3 is 1e+200");
  y[2] = 0;
  x[1] = INFINITY;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  x[1] = 2;
  data.x.n_rows = 0;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_EMPTY);
  assert_status(ec_model_predict(model, &data.x, NULL, y, &error), EC_ERROR_NOT_FITTED);
  ec_model_free(model);
}

/* Values as far apart as can be, so that no middle overflows and none equals the upper one. */
static void
test_extreme_values(void)
{
  double x[] = {-1.7e308, 1.7e308, 1, 1 + 0x1p-52, 0.0, -0.0}, y[] = {0, 1, 2, 3, 4, 4}, said[6];
  struct ec_data data = {.x = {x, 6, 1, 6}, .y = y};
  struct ec_error error = EC_ERROR_INIT;
  for (size_t n_classes = 0; n_classes <= 5; n_classes += 5) {
    struct ec_model *model;
    data.n_classes = n_classes;
    model = fit_tree(NULL, &data);
    assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
    g_assert_cmpmem(said, sizeof said, y, sizeof y);
    assert_round_trip(model, &data.x);
    ec_model_free(model);
    assert_ok(ec_extra_trees_new(NULL, &model, &error));
    assert_ok(ec_model_fit(model, &data, NULL, &error));
    assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
    for (size_t i = 0; i < 6; i++)
      assert_digits(said[i] + 1, y[i] + 1, 14);
    ec_model_free(model);
  }
}

/* Classes that change from row to row peel off one row a split. */
static void
test_long_chain_grown(void)
{
  enum { ROWS = 2000 };
  struct ec_error error = EC_ERROR_INIT;
  double *x = g_new(double, ROWS), *y = g_new(double, ROWS), *said = g_new(double, ROWS);
  struct ec_data data = {.x = {x, ROWS, 1, ROWS}, .y = y, .n_classes = 2};
  struct ec_tree_pruning_path path;
  struct ec_tree_size size;
  struct ec_model *model;
  for (size_t i = 0; i < ROWS; i++) {
    x[i] = (double)i;
    y[i] = (double)(i % 2);
  }
  model = fit_tree(NULL, &data);
  assert_ok(ec_tree_measure(get_tree(model), &size, &error));
  g_assert_cmpuint(size.n_leaves, ==, ROWS);
  g_assert_cmpuint(size.depth, >, ROWS / 4);
  assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
  g_assert_cmpmem(said, ROWS * 8, y, ROWS * 8);
  assert_ok(ec_tree_pruning_path_find(get_tree(model), NULL, &path, &error));
  g_assert_cmpuint(path.n_leaves[path.n_steps - 1], ==, 1);
  ec_tree_pruning_path_clear(&path);
  ec_model_free(model);
  g_free(x);
  g_free(y);
  g_free(said);
}

/* A file with a chain of 100,000 questions: read, described, asked and written without recursion. */
static void
test_long_chain_read(void)
{
  enum { SPLITS = 100000 };
  struct ec_error error = EC_ERROR_INIT;
  GString *text = g_string_new("{\"model\": \"tree\", \"n_features\": 1, \"n_classes\": 2, "
                               "\"criterion\": \"gini\", \"nodes\": [200001], \"feature\": [");
  double row = 0.5, said;
  struct ec_matrix x = {&row, 1, 1, 1};
  struct ec_tree_size size;
  struct ec_model *model;
  for (int i = 0; i < SPLITS; i++)
    g_string_append(text, "0,");
  for (int i = 0; i <= SPLITS; i++)
    g_string_append(text, i == 0 ? "-1" : ",-1");
  g_string_append(text, "], \"threshold\": [");
  for (int i = 0; i < SPLITS; i++)
    g_string_append_printf(text, "%s%d", i == 0 ? "" : ",", SPLITS - i);
  g_string_append(text, "], \"counts\": [");
  for (int i = 0; i <= SPLITS; i++)
    g_string_append_printf(text, "%s1,%d,1", i == 0 ? "" : ",", i % 2);
  g_string_append(text, "]}");
  model = read_model(text->str, text->len);
  assert_ok(ec_tree_measure(get_tree(model), &size, &error));
  g_assert_cmpuint(size.depth, ==, SPLITS);
  assert_ok(ec_model_predict(model, &x, NULL, &said, &error));
  g_assert_cmpfloat(said, ==, 0);
  g_assert_cmpuint(ec_model_describe(model, NULL, 0), >, SPLITS);
  assert_round_trip(model, &x);
  ec_model_free(model);
  g_string_free(text, TRUE);
}

#define HEAD "{\"model\": \"tree\", \"n_features\": 2, \"n_classes\": 2, \"criterion\": \"gini\", "
#define NUMBERS                                                                                    \
  "{\"model\": \"forest\", \"n_features\": 1, \"n_classes\": 0, \"criterion\": "                   \
  "\"squared-error\", "

static void
test_damaged_files(void)
{
  static const struct {
    const char *text;
    ec_status status;
    const char *part;
  } cases[] = {
      {"{\"model\": \"tree\"}", EC_ERROR_NOT_FOUND, "\"n_features\""},
      {"{\"model\": \"tree\", \"n_features\": 0}", EC_ERROR_VALUE, "\"n_features\""},
      {"{\"model\": \"tree\", \"n_features\": 2, \"n_classes\": -1}", EC_ERROR_VALUE, "n_classes"},
      {"{\"model\": \"tree\", \"n_features\": 2, \"n_classes\": 2, \"criterion\": \"luck\"}",
       EC_ERROR_VALUE, "criterion"},
      {HEAD "\"nodes\": [1]}", EC_ERROR_NOT_FOUND, "\"feature\""},
      {HEAD "\"nodes\": [], \"feature\": [], \"threshold\": [], \"counts\": []}", EC_ERROR_SHAPE,
       "\"nodes\""},
      {HEAD "\"nodes\": [2], \"feature\": [-1], \"threshold\": [], \"counts\": []}", EC_ERROR_VALUE,
       "\"nodes\""},
      {HEAD "\"nodes\": [1], \"feature\": [0], \"threshold\": [1], \"counts\": []}", EC_ERROR_SHAPE,
       "no children"},
      {HEAD "\"nodes\": [2], \"feature\": [-1, -1], \"threshold\": [], \"counts\": []}",
       EC_ERROR_SHAPE, "\"feature\""},
      {HEAD "\"nodes\": [3], \"feature\": [2, -1, -1], \"threshold\": [1], \"counts\": []}",
       EC_ERROR_VALUE, "\"feature\""},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [], \"counts\": []}",
       EC_ERROR_SHAPE, "\"threshold\""},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [null], \"counts\": []}",
       EC_ERROR_VALUE, "\"threshold\""},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [1], \"counts\": [1, 2, 1]}",
       EC_ERROR_VALUE, "\"counts\""},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [1], \"counts\": [1, 0, 1]}",
       EC_ERROR_SHAPE, "\"counts\""},
      {HEAD "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"counts\": [0]}",
       EC_ERROR_VALUE, "\"counts\""},
      {HEAD "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"counts\": [1, 0, 4, 7]}",
       EC_ERROR_SHAPE, "\"counts\" has 4 numbers"},
      {HEAD "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"counts\": [1, 0, 4], "
            "\"missing_left\": [7]}",
       EC_ERROR_SHAPE, "\"missing_left\""},
      {HEAD "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"counts\": [1, 0, 4], "
            "\"features\": [\"a\"]}",
       EC_ERROR_SHAPE, "1 names"},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [], \"category_nodes\": [0], "
            "\"categories\": [1], \"counts\": [1, 0, 1, 1, 1, 1]}",
       EC_ERROR_NOT_FOUND, "\"category_words\""},
      {HEAD "\"nodes\": [3], \"feature\": [0, -1, -1], \"threshold\": [], \"category_nodes\": [0], "
            "\"category_words\": 2, \"categories\": [1], \"counts\": [1, 0, 1, 1, 1, 1]}",
       EC_ERROR_SHAPE, "\"categories\""},
      {NUMBERS "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"values\": [null], "
               "\"cover\": [1], \"impurity\": [0]}",
       EC_ERROR_VALUE, "\"values\""},
      {NUMBERS "\"nodes\": [1], \"feature\": [-1], \"threshold\": [], \"values\": [1], "
               "\"cover\": [-1], \"impurity\": [0]}",
       EC_ERROR_VALUE, "\"cover\""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_record *record;
    struct ec_model *model = NULL;
    assert_ok(ec_json_read(cases[i].text, strlen(cases[i].text), &record, &error));
    assert_status(ec_model_load(record, &model, &error), cases[i].status);
    assert_contains(error.message, cases[i].part);
    g_assert_null(model);
    ec_record_free(record);
  }
}

static ec_status
fit_save_load(void *context, struct ec_error *error)
{
  const struct ec_data *data = context;
  struct ec_model *model = NULL, *loaded = NULL;
  struct ec_record *record = ec_record_new();
  struct ec_tree_pruning_path path = {0};
  struct ec_matrix said = EC_MATRIX_INIT;
  ec_status status = record != NULL ? EC_OK : ec_error_no_memory(error, "a record");
  if (status == EC_OK)
    status = ec_tree_new(NULL, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, data, NULL, error);
  if (status == EC_OK)
    status = ec_tree_pruning_path_find(get_tree(model), NULL, &path, error);
  if (status == EC_OK)
    status = ec_model_save(model, record, error);
  if (status == EC_OK)
    status = ec_model_load(record, &loaded, error);
  if (status == EC_OK)
    status = ec_matrix_new(data->x.n_rows, data->n_classes, &said, error);
  if (status == EC_OK && data->n_classes > 0)
    status = ec_model_predict_probabilities(loaded, &data->x, NULL, &said, error);
  ec_matrix_clear(&said);
  ec_tree_pruning_path_clear(&path);
  ec_model_free(loaded);
  ec_model_free(model);
  ec_record_free(record);
  return status;
}

static void
test_no_memory(void)
{
  struct tree_table *table = tree_table_new();
  static const char *const names[] = {"a", "b", "c", "d", "e"};
  bool categorical[TABLE_FEATURES] = {false, false, true, false, false};
  struct ec_data three = {.x = table->gaps,
                          .y = table->three,
                          .names = names,
                          .n_classes = 3,
                          .categorical = categorical};
  struct ec_data numbers = {.x = table->gaps, .y = table->y};
  for (size_t i = 0; i < TABLE_ROWS; i++)
    ec_matrix_set(&table->gaps, i, 2, floor(ec_matrix_get(&table->gaps, i, 2) * 50));
  g_assert_cmpint(fail_each_allocation(fit_save_load, &three), >, 50);
  g_assert_cmpint(fail_each_allocation(fit_save_load, &numbers), >, 50);
  tree_table_free(table);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tree-model/round-trips", test_round_trips);
  g_test_add_func("/tree-model/probabilities", test_probabilities);
  g_test_add_func("/tree-model/describe", test_describe);
  g_test_add_func("/tree-model/refused", test_refused);
  g_test_add_func("/tree-model/extreme-values", test_extreme_values);
  g_test_add_func("/tree-model/long-chain-grown", test_long_chain_grown);
  g_test_add_func("/tree-model/long-chain-read", test_long_chain_read);
  g_test_add_func("/tree-model/damaged-files", test_damaged_files);
  g_test_add_func("/tree-model/no-memory", test_no_memory);
  return g_test_run();
}
