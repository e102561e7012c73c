#include "config.h"

#include "explain/importance-impurity.h"
#include "tree-reference.h"
#include "tree-table.h"

/* Trees node by node against the reference. Impurities are sums in another order. */
static void
check_tree(struct ec_model *model, size_t n, const int *feature, const double *threshold,
           const double *impurity, const double *cover, const int *missing_left,
           const double *importances)
{
  const struct ec_tree *tree = get_tree(model);
  struct ec_tree_ensemble ensemble;
  double found[TABLE_FEATURES];
  g_assert_cmpuint(tree->n_nodes, ==, n);
  for (size_t i = 0; i < n; i++) {
    g_assert_cmpint(tree->feature[i], ==, feature[i]);
    assert_digits(tree->threshold[i], threshold[i], 15);
    g_assert_cmpfloat_with_epsilon(tree->impurity[i], impurity[i], 1e-12);
    g_assert_cmpfloat(tree->cover[i], ==, cover[i]);
    /* What is missing only later goes to the larger side in both, but scikit-learn notes that in
     * nodes that saw none of their feature's gaps as well. */
    if (feature[i] != EC_TREE_LEAF)
      g_assert_cmpint(tree->missing_left[i], ==, missing_left[i]);
  }
  g_assert_true(ec_model_get_trees(model, &ensemble));
  ec_importance_impurity(&ensemble, found);
  for (size_t j = 0; j < TABLE_FEATURES; j++)
    g_assert_cmpfloat_with_epsilon(found[j], importances[j], 1e-12);
}

#define CHECK_TREE(model, NAME)                                                                    \
  check_tree(model, G_N_ELEMENTS(NAME##_FEATURE), NAME##_FEATURE, NAME##_THRESHOLD,                \
             NAME##_IMPURITY, NAME##_COVER, NAME##_MISSING_LEFT, NAME##_IMPORTANCE)

static void
test_classes(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data three = {.x = table->x, .y = table->three, .n_classes = 3};
  struct ec_data two = {.x = table->x, .y = table->two, .n_classes = 2};
  struct ec_model *model;
  options.max_depth = 4;
  options.min_samples_leaf = 8;
  model = fit_tree(&options, &three);
  CHECK_TREE(model, GINI3);
  ec_model_free(model);
  options.criterion = EC_TREE_ENTROPY;
  model = fit_tree(&options, &three);
  CHECK_TREE(model, ENTROPY3);
  ec_model_free(model);
  options.max_depth = 3;
  options.criterion = EC_TREE_GINI;
  model = fit_tree(&options, &two);
  CHECK_TREE(model, GINI2);
  ec_model_free(model);
  options.criterion = EC_TREE_ENTROPY;
  model = fit_tree(&options, &two);
  CHECK_TREE(model, ENTROPY2);
  ec_model_free(model);
  tree_table_free(table);
}

static void
test_numbers(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data data = {.x = table->x, .y = table->y};
  struct ec_tree_ensemble ensemble;
  struct ec_error error = EC_ERROR_INIT;
  double predictions[TABLE_ROWS], importances[TABLE_FEATURES];
  struct ec_tree_size size;
  struct ec_model *model;
  options.max_depth = 6;
  options.min_samples_leaf = 4;
  model = fit_tree(&options, &data);
  CHECK_TREE(model, NUMBERS);
  ec_model_free(model);
  options.ccp_alpha = PRUNED_ALPHA;
  model = fit_tree(&options, &data);
  CHECK_TREE(model, PRUNED);
  ec_model_free(model);
  options = (struct ec_tree_options)EC_TREE_OPTIONS_INIT;
  options.max_leaf_nodes = 9;
  model = fit_tree(&options, &data);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  for (size_t i = 0; i < G_N_ELEMENTS(BEST_PREDICTIONS); i++)
    assert_digits(predictions[i], BEST_PREDICTIONS[i], 13);
  g_assert_true(ec_model_get_trees(model, &ensemble));
  ec_importance_impurity(&ensemble, importances);
  for (size_t j = 0; j < TABLE_FEATURES; j++)
    g_assert_cmpfloat_with_epsilon(importances[j], BEST_IMPORTANCE[j], 1e-12);
  assert_ok(ec_tree_measure(get_tree(model), &size, &error));
  g_assert_cmpuint(size.n_leaves, ==, 9);
  ec_model_free(model);
  options.max_leaf_nodes = 0;
  options.min_impurity_decrease = 0.004;
  model = fit_tree(&options, &data);
  assert_ok(ec_tree_measure(get_tree(model), &size, &error));
  g_assert_cmpuint(size.n_leaves, ==, DECREASE_LEAVES);
  ec_model_free(model);
  tree_table_free(table);
}

static void
test_missing(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data data = {.x = table->gaps, .y = table->y};
  struct ec_data three = {.x = table->gaps, .y = table->three, .n_classes = 3};
  struct ec_error error = EC_ERROR_INIT;
  double predictions[TABLE_ROWS];
  struct ec_model *model;
  options.max_depth = 5;
  options.min_samples_leaf = 6;
  model = fit_tree(&options, &data);
  CHECK_TREE(model, MISSING);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  for (size_t i = 0; i < G_N_ELEMENTS(MISSING_PREDICTIONS); i++)
    assert_digits(predictions[i], MISSING_PREDICTIONS[i], 13);
  ec_matrix_set(&table->gaps, 3, 1, NAN);
  ec_matrix_set(&table->gaps, 5, 2, NAN);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  for (size_t i = 0; i < G_N_ELEMENTS(LATER_PREDICTIONS); i++)
    assert_digits(predictions[i], LATER_PREDICTIONS[i], 13);
  assert_round_trip(model, &data.x);
  ec_model_free(model);
  tree_table_free(table);
  table = tree_table_new();
  options.max_depth = 3;
  options.min_samples_leaf = 8;
  three.x = table->gaps;
  three.y = table->three;
  model = fit_tree(&options, &three);
  CHECK_TREE(model, MISSING3);
  ec_model_free(model);
  tree_table_free(table);
}

/* Whether a value is missing can be the best question of all, at either kind of target. */
static void
test_missing_alone(void)
{
  double values[8] = {1, NAN, 2, NAN, 3, NAN, 4, 5}, y[8] = {0, 1, 0, 1, 0, 1, 0, 0};
  struct ec_data data = {.x = {values, 8, 1, 8}, .y = y};
  for (size_t n_classes = 0; n_classes <= 3; n_classes++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
    double later[2] = {NAN, 1e300}, said[2];
    struct ec_matrix x = {later, 2, 1, 2};
    struct ec_model *model;
    if (n_classes == 1)
      continue;
    data.n_classes = n_classes;
    model = fit_tree(&options, &data);
    g_assert_cmpuint(get_tree(model)->n_nodes, ==, 3);
    assert_ok(ec_model_predict(model, &x, NULL, said, &error));
    g_assert_cmpfloat(said[0], ==, 1);
    g_assert_cmpfloat(said[1], ==, 0);
    assert_round_trip(model, &data.x);
    ec_model_free(model);
  }
}

static void
check_path(const struct ec_data *data, const struct ec_tree_options *options, size_t n,
           const double *alphas, const double *impurities)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model = fit_tree(options, data);
  struct ec_tree_pruning_path path;
  struct ec_tree_size size;
  assert_ok(ec_tree_pruning_path_find(get_tree(model), NULL, &path, &error));
  g_assert_cmpuint(path.n_steps, ==, n);
  for (size_t i = 0; i < n; i++) {
    g_assert_cmpfloat_with_epsilon(path.alphas[i], alphas[i], 1e-12);
    g_assert_cmpfloat_with_epsilon(path.impurities[i], impurities[i], 1e-12);
  }
  g_assert_cmpuint(path.n_leaves[n - 1], ==, 1);
  /* Between two alphas the pruned tree is the one of the first. */
  for (size_t i = 0; i + 1 < n; i++) {
    struct ec_tree_options pruned = *options;
    struct ec_model *smaller;
    pruned.ccp_alpha = (path.alphas[i] + path.alphas[i + 1]) / 2;
    if (!(path.alphas[i + 1] > path.alphas[i] * (1 + 1e-9)))
      continue;
    smaller = fit_tree(&pruned, data);
    assert_ok(ec_tree_measure(get_tree(smaller), &size, &error));
    g_assert_cmpuint(size.n_leaves, ==, path.n_leaves[i]);
    ec_model_free(smaller);
  }
  ec_tree_pruning_path_clear(&path);
  ec_model_free(model);
}

static void
test_pruning_path(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
  struct ec_data numbers = {.x = table->x, .y = table->y};
  struct ec_data three = {.x = table->x, .y = table->three, .n_classes = 3};
  options.max_depth = 6;
  options.min_samples_leaf = 4;
  check_path(&numbers, &options, G_N_ELEMENTS(PATH_ALPHAS), PATH_ALPHAS, PATH_IMPURITIES);
  options.max_depth = 4;
  options.min_samples_leaf = 8;
  check_path(&three, &options, G_N_ELEMENTS(PATH3_ALPHAS), PATH3_ALPHAS, PATH3_IMPURITIES);
  tree_table_free(table);
}

/* The impurity that two subsets leave, by the definition. */
static double
leave_impurity(const struct ec_data *data, const bool *left)
{
  size_t k = data->n_classes > 0 ? data->n_classes : 1;
  double sums[2][8] = {{0}}, squares[2] = {0}, weights[2] = {0}, impurity = 0;
  for (size_t i = 0; i < data->x.n_rows; i++) {
    int side = left[(size_t)data->x.data[i]];
    weights[side]++;
    sums[side][data->n_classes > 0 ? (size_t)data->y[i] : 0] +=
        data->n_classes > 0 ? 1 : data->y[i];
    squares[side] += data->n_classes > 0 ? 0 : data->y[i] * data->y[i];
  }
  for (int side = 0; side < 2; side++) {
    double sum = 0;
    if (weights[side] == 0)
      return INFINITY;
    for (size_t c = 0; c < k; c++)
      sum += sums[side][c] * sums[side][c] / weights[side];
    impurity += (data->n_classes > 0 ? weights[side] : squares[side]) - sum;
  }
  return impurity;
}

/* The best split of categories among all subsets: for numbers and two classes it has to be found;
 * for three, the order by the principal component may miss it, but not by much. */
static void
check_categories(size_t n_classes)
{
  enum { ROWS = 120, CATEGORIES = 7 };
  double x[ROWS], y[ROWS];
  bool categorical = true;
  uint32_t state = 99;
  struct ec_data data = {
      .x = {x, ROWS, 1, ROWS}, .y = y, .n_classes = n_classes, .categorical = &categorical};
  for (int repeat = 0; repeat < 20; repeat++) {
    struct ec_tree_options options = EC_TREE_OPTIONS_INIT;
    struct ec_model *model;
    const struct ec_tree *tree;
    double best = INFINITY, found, shift[CATEGORIES];
    for (int c = 0; c < CATEGORIES; c++)
      shift[c] = table_uniform(&state);
    for (int i = 0; i < ROWS; i++) {
      x[i] = floor(CATEGORIES * table_uniform(&state));
      y[i] = shift[(int)x[i]] + table_uniform(&state);
      if (n_classes > 0)
        y[i] = floor(y[i] / 2 * (double)n_classes);
    }
    options.max_depth = 1;
    model = fit_tree(&options, &data);
    tree = get_tree(model);
    g_assert_true(tree->category_set != NULL && tree->category_set[0] == 0);
    for (uint32_t set = 1; set < 1 << CATEGORIES; set++) {
      bool left[CATEGORIES];
      for (int c = 0; c < CATEGORIES; c++)
        left[c] = set >> c & 1;
      best = fmin(best, leave_impurity(&data, left));
    }
    found = tree->cover[1] * tree->impurity[1] + tree->cover[2] * tree->impurity[2];
    g_assert_cmpfloat(found, <=, n_classes == 3 ? best * 1.01 : best * (1 + 1e-12));
    assert_round_trip(model, &data.x);
    ec_model_free(model);
  }
}

static void
test_categories(void)
{
  check_categories(0);
  check_categories(2);
  check_categories(3);
}

static void
test_odd_categories(void)
{
  double x[] = {0, 0, 3, 3, NAN, NAN, 40, 40}, y[] = {0, 0, 1, 1, 1, 1, 0, 0};
  double later[] = {1, 3, 40, NAN, -1, 0.5, 64, 1e300}, said[8];
  double expected[] = {1, 1, 0, 1, 1, 1, 1, 1};
  bool categorical = true;
  struct ec_data data = {.x = {x, 8, 1, 8}, .y = y, .n_classes = 2, .categorical = &categorical};
  struct ec_matrix rows = {later, 8, 1, 8};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model = fit_tree(NULL, &data);
  char text[400];
  /* One split tells 3 and missing from 0 and 40; codes that training never had go with the missing
   * ones. */
  g_assert_cmpuint(get_tree(model)->n_nodes, ==, 3);
  assert_ok(ec_model_predict(model, &rows, NULL, said, &error));
  for (int i = 0; i < 8; i++)
    g_assert_cmpfloat(said[i], ==, expected[i]);
  assert_round_trip(model, &rows);
  ec_model_describe(model, text, sizeof text);
  assert_contains(text, "feature 1 in {0, 40}");
  x[1] = 1.5;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 2 has 1.5 in feature 1, which holds categories");
  x[1] = -1;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  x[1] = 1e6;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_LIMIT);
  /* A fit that fails leaves the tree as it was. */
  assert_ok(ec_model_predict(model, &rows, NULL, said, &error));
  g_assert_cmpfloat(said[0], ==, 1);
  ec_model_free(model);
}

/* Two features that help only together: nothing is gained at the root, and yet it is split. */
static void
test_exclusive_or(void)
{
  double x[8] = {0, 0, 1, 1, 0, 1, 0, 1}, y[4] = {0, 1, 1, 0}, said[4];
  for (size_t n_classes = 0; n_classes <= 4; n_classes += 2) {
    struct ec_data data = {.x = {x, 4, 2, 4}, .y = y, .n_classes = n_classes};
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model = fit_tree(NULL, &data);
    g_assert_cmpuint(get_tree(model)->n_nodes, ==, 7);
    g_assert_cmpint(get_tree(model)->feature[0], ==, 0);
    g_assert_cmpfloat(get_tree(model)->threshold[0], ==, 0.5);
    assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
    g_assert_cmpmem(said, sizeof said, y, sizeof y);
    ec_model_free(model);
  }
}

/* Rows whose features say nothing: one row, equal targets, constant and empty features. */
static void
test_nothing_to_split(void)
{
  double one[2] = {3, NAN}, constant[8] = {1, 1, 1, 1, NAN, NAN, NAN, NAN};
  double y[4] = {1, 0, 1, 1}, equal[4] = {1, 1, 1, 1}, said[4];
  double various[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  struct ec_error error = EC_ERROR_INIT;
  for (size_t n_classes = 0; n_classes <= 3; n_classes++) {
    struct ec_data single = {.x = {one, 1, 2, 1}, .y = y, .n_classes = n_classes};
    struct ec_data flat = {.x = {constant, 4, 2, 4}, .y = y, .n_classes = n_classes};
    struct ec_data alike = {.x = {various, 4, 2, 4}, .y = equal, .n_classes = n_classes};
    const struct ec_data *all[] = {&single, &flat, &alike};
    const double expected[] = {1, n_classes == 0 ? 0.75 : 1, 1};
    if (n_classes == 1)
      continue;
    for (int i = 0; i < 3; i++) {
      struct ec_model *model = fit_tree(NULL, all[i]);
      g_assert_cmpuint(get_tree(model)->n_nodes, ==, 1);
      assert_ok(ec_model_predict(model, &all[i]->x, NULL, said, &error));
      g_assert_cmpfloat(said[0], ==, expected[i]);
      assert_round_trip(model, &all[i]->x);
      ec_model_free(model);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tree/classes", test_classes);
  g_test_add_func("/tree/numbers", test_numbers);
  g_test_add_func("/tree/missing", test_missing);
  g_test_add_func("/tree/missing-alone", test_missing_alone);
  g_test_add_func("/tree/pruning-path", test_pruning_path);
  g_test_add_func("/tree/categories", test_categories);
  g_test_add_func("/tree/odd-categories", test_odd_categories);
  g_test_add_func("/tree/exclusive-or", test_exclusive_or);
  g_test_add_func("/tree/nothing-to-split", test_nothing_to_split);
  return g_test_run();
}
