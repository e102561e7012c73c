#include "config.h"

#include "explain/importance-impurity.h"
#include "explain/tree-shap.h"
#include "tree-table.h"
#include "xgboost-reference.h"

/* What the ensemble expects of a row when the features in `known` are, by the definition. */
static double
expect(const struct ec_tree_ensemble *ensemble, size_t t, size_t node, const double *row,
       unsigned known, size_t output)
{
  const struct ec_tree *tree = &ensemble->trees[t];
  int32_t feature = tree->feature[node];
  size_t left, right;
  double total;
  if (feature == EC_TREE_LEAF)
    return tree->values[node * tree->n_outputs + (ensemble->outputs == NULL ? output : 0)];
  left = (size_t)tree->left[node];
  right = (size_t)tree->right[node];
  if (known >> feature & 1) {
    bool goes_left;
    double value = row[feature];
    if (isnan(value))
      goes_left = tree->missing_left[node];
    else if (tree->category_set == NULL || tree->category_set[node] < 0)
      goes_left = value <= tree->threshold[node];
    else
      goes_left =
          tree->categories[tree->category_set[node] + (int)value / 32] >> ((int)value % 32) & 1;
    return expect(ensemble, t, goes_left ? left : right, row, known, output);
  }
  total = tree->cover[left] + tree->cover[right];
  return tree->cover[left] / total * expect(ensemble, t, left, row, known, output) +
         tree->cover[right] / total * expect(ensemble, t, right, row, known, output);
}

static double
expect_all(const struct ec_tree_ensemble *ensemble, const double *row, unsigned known,
           size_t output)
{
  double sum = 0;
  for (size_t t = 0; t < ensemble->n_trees; t++)
    if (ensemble->outputs == NULL || (size_t)ensemble->outputs[t] == output)
      sum += expect(ensemble, t, 0, row, known, output);
  return ensemble->base[output] + ensemble->scale * sum;
}

/* Shapley's formula: the average over all orders in which features become known. */
static double
find_shapley(const struct ec_tree_ensemble *ensemble, const double *row, size_t j, size_t output)
{
  size_t d = ensemble->n_features;
  double sum = 0;
  for (unsigned set = 0; set < 1u << d; set++) {
    double n = __builtin_popcount(set);
    if (set >> j & 1)
      continue;
    sum +=
        tgamma(n + 1) * tgamma((double)d - n) / tgamma((double)d + 1) *
        (expect_all(ensemble, row, set | 1u << j, output) - expect_all(ensemble, row, set, output));
  }
  return sum;
}

/* Contributions against the formula, and their sum against what the ensemble says. */
static void
check_ensemble(const struct ec_tree_ensemble *ensemble, const struct ec_matrix *x)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix contributions;
  double *row = g_new(double, x->n_columns), base;
  assert_ok(ec_matrix_new(x->n_rows, x->n_columns, &contributions, &error));
  for (size_t output = 0; output < ensemble->n_outputs; output++) {
    assert_ok(ec_tree_shap(ensemble, x, output, NULL, &contributions, &base, &error));
    for (size_t i = 0; i < x->n_rows; i++) {
      double sum = base;
      for (size_t j = 0; j < x->n_columns; j++)
        row[j] = ec_matrix_get(x, i, j);
      for (size_t j = 0; j < x->n_columns; j++) {
        double found = ec_matrix_get(&contributions, i, j);
        sum += found;
        g_assert_cmpfloat_with_epsilon(found, find_shapley(ensemble, row, j, output), 1e-12);
      }
      g_assert_cmpfloat_with_epsilon(base, expect_all(ensemble, row, 0, output), 1e-12);
      g_assert_cmpfloat_with_epsilon(sum, expect_all(ensemble, row, 31, output), 1e-12);
    }
  }
  ec_matrix_clear(&contributions);
  g_free(row);
}

static void
check_model(struct ec_model *model, const struct ec_data *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tree_ensemble ensemble;
  struct ec_matrix some = data->x;
  some.n_rows = 7;
  assert_ok(ec_model_fit(model, data, NULL, &error));
  g_assert_true(ec_model_get_trees(model, &ensemble));
  check_ensemble(&ensemble, &some);
  ec_model_free(model);
}

static void
test_definition(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_forest_options options = EC_FOREST_OPTIONS_INIT;
  struct ec_data numbers = {.x = table->x, .y = table->y};
  struct ec_data three = {.x = table->gaps, .y = table->three, .n_classes = 3};
  bool categorical[TABLE_FEATURES] = {false, true, false, true, false};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_tree_new(NULL, &model, &error));
  check_model(model, &numbers);
  options.n_trees = 3;
  assert_ok(ec_forest_new(&options, &model, &error));
  check_model(model, &three);
  for (size_t i = 0; i < TABLE_ROWS; i++)
    for (size_t j = 1; j < 4; j += 2)
      ec_matrix_set(&table->gaps, i, j, floor(40 * ec_matrix_get(&table->gaps, i, j)));
  three.categorical = categorical;
  assert_ok(ec_extra_trees_new(&options, &model, &error));
  check_model(model, &three);
  assert_ok(ec_forest_new(&options, &model, &error));
  check_model(model, &three);
  tree_table_free(table);
}

static void
test_xgboost(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tree trees[XGB_TREES] = {{0}};
  double expected_base = 0.5, base;
  struct ec_tree_ensemble ensemble = {.n_trees = XGB_TREES,
                                      .n_outputs = 1,
                                      .n_features = TABLE_FEATURES,
                                      .trees = trees,
                                      .base = &expected_base,
                                      .scale = 1};
  struct ec_matrix contributions, x = table->gaps;
  size_t at = 0;
  for (size_t t = 0; t < XGB_TREES; t++) {
    trees[t] = (struct ec_tree){.n_nodes = (size_t)XGB_NODES[t],
                                .n_outputs = 1,
                                .feature = XGB_FEATURE + at,
                                .threshold = XGB_THRESHOLD + at,
                                .left = XGB_LEFT + at,
                                .right = XGB_RIGHT + at,
                                .missing_left = XGB_MISSING_LEFT + at,
                                .cover = XGB_COVER + at,
                                .values = XGB_VALUE + at};
    at += trees[t].n_nodes;
  }
  x.n_rows = XGB_ROWS;
  ec_matrix_set(&x, 3, 1, NAN);
  ec_matrix_set(&x, 5, 2, NAN);
  assert_ok(ec_matrix_new(XGB_ROWS, TABLE_FEATURES, &contributions, &error));
  assert_ok(ec_tree_shap(&ensemble, &x, 0, NULL, &contributions, &base, &error));
  /* xgboost computes in single precision. */
  for (size_t i = 0; i < XGB_ROWS; i++) {
    const double *expected = XGB_CONTRIBUTIONS + i * (TABLE_FEATURES + 1);
    double sum = base;
    for (size_t j = 0; j < TABLE_FEATURES; j++) {
      g_assert_cmpfloat_with_epsilon(ec_matrix_get(&contributions, i, j), expected[j], 2e-6);
      sum += ec_matrix_get(&contributions, i, j);
    }
    g_assert_cmpfloat_with_epsilon(base, expected[TABLE_FEATURES], 2e-6);
    g_assert_cmpfloat_with_epsilon(sum, XGB_PREDICTIONS[i], 2e-6);
  }
  ec_matrix_clear(&contributions);
  tree_table_free(table);
}

/* A deep forest of all features: contributions and base add up to what it predicts, in parallel
 * with the same bits. */
static void
test_sums(void)
{
  enum { ROWS = 400, FEATURES = 30 };
  struct ec_error error = EC_ERROR_INIT;
  struct ec_forest_options options = EC_FOREST_OPTIONS_INIT;
  struct ec_data data = {.n_classes = 0};
  struct ec_tree_ensemble ensemble;
  struct ec_matrix first, again;
  struct ec_model *model;
  double y[ROWS], said[ROWS], importance[FEATURES], base;
  uint32_t state = 7;
  assert_ok(ec_matrix_new(ROWS, FEATURES, &data.x, &error));
  assert_ok(ec_matrix_new(ROWS, FEATURES, &first, &error));
  assert_ok(ec_matrix_new(ROWS, FEATURES, &again, &error));
  for (size_t i = 0; i < ROWS; i++) {
    y[i] = 100;
    for (size_t j = 0; j < FEATURES; j++) {
      ec_matrix_set(&data.x, i, j, table_uniform(&state));
      y[i] += (double)j * ec_matrix_get(&data.x, i, j);
    }
  }
  data.y = y;
  options.n_trees = 20;
  options.tree.feature_rule = EC_FEATURES_SQRT;
  assert_ok(ec_extra_trees_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, &data, NULL, &error));
  assert_ok(ec_model_predict(model, &data.x, NULL, said, &error));
  g_assert_true(ec_model_get_trees(model, &ensemble));
  assert_ok(ec_tree_shap(&ensemble, &data.x, 0, NULL, &first, &base, &error));
  for (size_t i = 0; i < ROWS; i++) {
    double sum = base;
    for (size_t j = 0; j < FEATURES; j++)
      sum += ec_matrix_get(&first, i, j);
    g_assert_cmpfloat_with_epsilon(sum, said[i], 1e-9);
  }
  for (unsigned n_threads = 1; n_threads <= 4; n_threads *= 2) {
    struct ec_job job = EC_JOB_INIT;
    assert_ok(ec_pool_new(n_threads, &job.pool, &error));
    assert_ok(ec_tree_shap(&ensemble, &data.x, 0, &job, &again, &base, &error));
    g_assert_cmpmem(first.data, ROWS * FEATURES * 8, again.data, ROWS * FEATURES * 8);
    ec_pool_free(job.pool);
  }
  ec_tree_shap_importance(&first, importance);
  g_assert_cmpfloat(importance[29], >, importance[15]);
  g_assert_cmpfloat(importance[15], >, importance[0]);
  for (size_t j = 0; j < FEATURES; j++) {
    double sum = 0;
    for (size_t i = 0; i < ROWS; i++)
      sum += fabs(ec_matrix_get(&first, i, j)) / ROWS;
    assert_digits(importance[j], sum, 12);
  }
  first.n_rows = 0;
  ec_tree_shap_importance(&first, importance);
  g_assert_cmpfloat(importance[0], ==, 0);
  ec_model_free(model);
  ec_matrix_clear(&data.x);
  ec_matrix_clear(&first);
  ec_matrix_clear(&again);
}

/* A chain of 100,000 questions about two features: nothing recurses, and the sum still holds. */
static void
test_chain(void)
{
  enum { SPLITS = 100000, NODES = 2 * SPLITS + 1 };
  struct ec_error error = EC_ERROR_INIT;
  int32_t *feature = g_new(int32_t, NODES), *left = g_new0(int32_t, NODES),
          *right = g_new0(int32_t, NODES);
  double *threshold = g_new0(double, NODES), *cover = g_new(double, NODES),
         *values = g_new(double, NODES), base, zero = 0;
  bool *missing_left = g_new0(bool, NODES);
  struct ec_tree tree = {NODES, 1,    feature, threshold, left, right, missing_left,
                         cover, NULL, NULL,    values,    NULL, NULL,  0};
  struct ec_tree_ensemble ensemble = {1, 1, 2, &tree, NULL, &zero, 1};
  double row[2] = {SPLITS / 2 + 0.5, 7.5};
  struct ec_matrix x = {row, 1, 2, 1}, contributions;
  struct ec_tree_size size;
  for (int i = 0; i < SPLITS; i++) {
    feature[2 * i] = i % 2;
    threshold[2 * i] = SPLITS - i;
    left[2 * i] = 2 * i + 2;
    right[2 * i] = 2 * i + 1;
    feature[2 * i + 1] = EC_TREE_LEAF;
    cover[2 * i] = NODES - 2 * i;
    cover[2 * i + 1] = 1;
    values[2 * i + 1] = i;
  }
  feature[NODES - 1] = EC_TREE_LEAF;
  cover[NODES - 1] = 1;
  values[NODES - 1] = SPLITS;
  assert_ok(ec_matrix_new(1, 2, &contributions, &error));
  assert_ok(ec_tree_shap(&ensemble, &x, 0, NULL, &contributions, &base, &error));
  g_assert_cmpfloat_with_epsilon(base + contributions.data[0] + contributions.data[1],
                                 values[ec_tree_find_leaf(&tree, row, 1)], 1e-6);
  assert_ok(ec_tree_measure(&tree, &size, &error));
  g_assert_cmpuint(size.depth, ==, SPLITS);
  ec_matrix_clear(&contributions);
  g_free(feature);
  g_free(left);
  g_free(right);
  g_free(threshold);
  g_free(cover);
  g_free(values);
  g_free(missing_left);
}

static ec_status
explain(void *data, struct ec_error *error)
{
  const struct ec_model *model = data;
  struct ec_tree_ensemble ensemble;
  double row[TABLE_FEATURES] = {0.5, 0.5, NAN, 0.5, 0.5}, found[TABLE_FEATURES], base;
  struct ec_matrix x = {row, 1, TABLE_FEATURES, 1}, contributions = {found, 1, TABLE_FEATURES, 1};
  g_assert_true(ec_model_get_trees(model, &ensemble));
  return ec_tree_shap(&ensemble, &x, 0, NULL, &contributions, &base, error);
}

static void
test_errors(void)
{
  struct tree_table *table = tree_table_new();
  struct ec_data data = {.x = table->x, .y = table->y};
  struct ec_model *model = fit_tree(NULL, &data);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tree_ensemble ensemble;
  struct ec_matrix narrow = table->x, few = table->x, result = table->gaps;
  double base = 42;
  narrow.n_columns--;
  few.n_rows--;
  g_assert_true(ec_model_get_trees(model, &ensemble));
  assert_status(ec_tree_shap(&ensemble, &table->x, 1, NULL, &result, &base, &error),
                EC_ERROR_ARGUMENT);
  assert_status(ec_tree_shap(&ensemble, &narrow, 0, NULL, &result, &base, &error), EC_ERROR_SHAPE);
  assert_status(ec_tree_shap(&ensemble, &few, 0, NULL, &result, &base, &error), EC_ERROR_SHAPE);
  g_assert_cmpfloat(base, ==, 42);
  g_assert_cmpint(fail_each_allocation(explain, model), >, 5);
  few.n_rows = result.n_rows = 0;
  assert_ok(ec_tree_shap(&ensemble, &few, 0, NULL, &result, &base, &error));
  ec_model_free(model);
  tree_table_free(table);
}

/* A tree that is a leaf, and an ensemble whose trees know no impurity. */
static void
test_importance(void)
{
  static const int32_t feature[] = {0, EC_TREE_LEAF, 1, EC_TREE_LEAF, EC_TREE_LEAF};
  static const int32_t left[] = {1, -1, 3, -1, -1}, right[] = {2, -1, 4, -1, -1};
  static const double gain[] = {6, 0, 2, 0, 0}, larger[] = {0, 0, 8, 0, 0};
  struct ec_tree trees[3] = {
      {5, 1, feature, NULL, left, right, NULL, NULL, NULL, gain, NULL, NULL, NULL, 0},
      {5, 1, feature, NULL, left, right, NULL, NULL, NULL, larger, NULL, NULL, NULL, 0},
      {1, 1, feature + 1, NULL, left + 1, right + 1, NULL, NULL, NULL, gain + 1, NULL, NULL, NULL,
       0}};
  double found[3], zero = 0;
  struct ec_tree_ensemble ensemble = {3, 1, 3, trees, NULL, &zero, 1};
  ec_importance_impurity(&ensemble, found);
  assert_digits(found[0], 6.0 / 16, 15);
  assert_digits(found[1], 10.0 / 16, 15);
  g_assert_cmpfloat(found[2], ==, 0);
  for (int t = 0; t < 3; t++)
    trees[t].impurity = gain;
  ec_importance_impurity(&ensemble, found);
  assert_digits(found[0], 0.75 / 2, 15);
  assert_digits(found[1], 1.25 / 2, 15);
  ensemble.trees = trees + 2;
  ensemble.n_trees = 1;
  ec_importance_impurity(&ensemble, found);
  g_assert_cmpfloat(found[0], ==, 0);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/tree-shap/definition", test_definition);
  g_test_add_func("/tree-shap/xgboost", test_xgboost);
  g_test_add_func("/tree-shap/sums", test_sums);
  g_test_add_func("/tree-shap/chain", test_chain);
  g_test_add_func("/tree-shap/errors", test_errors);
  g_test_add_func("/tree-shap/importance", test_importance);
  return g_test_run();
}
