/* Gradient boosting where rows are not plain: missing values, categories, edges, early stopping,
 * hostile input, files. */
#include "config.h"

#include "test-boosting.h"

static struct ec_boosting_options
small_options(void)
{
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
  options.n_rounds = 1;
  options.learning_rate = 1.0;
  options.min_samples_leaf = 1;
  options.l2 = 0.0;
  options.categorical_smoothing = 0.0;
  return options;
}

/* Missing values go to the side they are like, whichever it is; alone, too. */
static void
test_missing_direction(void)
{
  static const double targets[3][6] = {
      {0, 0, 0, 9, 9, 9}, /* like the high values: the last one is missing */
      {9, 9, 9, 0, 0, 9}, /* like the low ones */
      {0, 0, 0, 0, 0, 9}, /* like none */
  };
  static const double asked[] = {0.5, 4.5, 100.0, NAN};
  static const double expected[3][4] = {{0, 9, 9, 9}, {9, 0, 0, 9}, {0, 0, 0, 9}};
  for (size_t c = 0; c < 3; c++) {
    double x[] = {1, 2, 3, 4, 5, NAN}, y[6], rows[4], predictions[4];
    struct ec_data data = {.x = {x, 6, 1, 6}, .y = y};
    struct ec_matrix given = {rows, 4, 1, 4};
    struct ec_boosting_options options = small_options();
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model;
    memcpy(y, targets[c], sizeof y);
    memcpy(rows, asked, sizeof rows);
    options.max_leaves = 2;
    model = boosting_fit(&options, &data, NULL);
    assert_ok(ec_model_predict(model, &given, NULL, predictions, &error));
    for (size_t i = 0; i < 4; i++)
      g_assert_cmpfloat_with_epsilon(predictions[i], expected[c][i], 1e-12);
    ec_model_free(model);
  }
}

/* Where training had no missing value, one goes with the larger part. */
static void
test_missing_later(void)
{
  double x[] = {1, 2, 3, 4, 5}, y[] = {0, 0, 0, 0, 9}, row = NAN, prediction;
  struct ec_data data = {.x = {x, 5, 1, 5}, .y = y};
  struct ec_matrix given = {&row, 1, 1, 1};
  struct ec_boosting_options options = small_options();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &given, NULL, &prediction, &error));
  g_assert_cmpfloat_with_epsilon(prediction, 0.0, 1e-12);
  ec_model_free(model);
}

enum { N_CODES = 12, PER_CODE = 10 };

/* Every third category has the rare target: one split by set, whereas no cut of the codes in their
 * order parts them. A code that was never seen, or is missing, goes with the larger part, be it
 * left (a lower -G / H comes right) or right. */
static void
check_categories(double common, double rare)
{
  double x[N_CODES * PER_CODE], y[N_CODES * PER_CODE], predictions[N_CODES * PER_CODE];
  double strange[] = {N_CODES, 31, 32, 1e9, -1, 0.5, NAN}, found[7];
  bool categorical = true;
  struct ec_data data = {
      .x = {x, N_CODES * PER_CODE, 1, N_CODES * PER_CODE}, .y = y, .categorical = &categorical};
  struct ec_matrix given = {strange, 7, 1, 7};
  struct ec_boosting_options options = small_options();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_tree_ensemble trees;
  struct ec_model *model;
  options.max_leaves = 2;
  for (size_t i = 0; i < N_CODES * PER_CODE; i++) {
    x[i] = (double)(i % N_CODES);
    y[i] = i % N_CODES % 3 == 1 ? rare : common;
  }
  model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  for (size_t i = 0; i < N_CODES * PER_CODE; i++)
    assert_digits(predictions[i], y[i], 12);
  assert_ok(ec_model_predict(model, &given, NULL, found, &error));
  for (size_t i = 0; i < 7; i++)
    assert_digits(found[i], common, 12);
  g_assert_true(ec_model_get_trees(model, &trees));
  g_assert_cmpuint(trees.trees->n_nodes, ==, 3);
  g_assert_cmpint(trees.trees->category_set[0], ==, 0);
  g_assert_cmpuint(trees.trees->n_category_words, ==, 1);
  g_assert_cmpint(trees.trees->missing_left[0], ==, common > rare);
  ec_model_free(model);
  data.categorical = NULL;
  model = boosting_fit(&options, &data, NULL);
  g_assert_cmpfloat(ec_boosting_get_result(model)->train_loss[0], >, 0.5);
  ec_model_free(model);
}

static void
test_categories(void)
{
  check_categories(2.0, 5.0);
  check_categories(5.0, 2.0);
}

/* More categories than bins: the frequent ones keep theirs, the others are one. Here the 400 codes
 * below 400 have one row each, and 1000 and 2000 have a hundred. */
static void
test_rare_categories(void)
{
  double x[600], y[600], rows[] = {1000, 2000, 7, 300}, predictions[4];
  bool categorical = true;
  struct ec_data data = {.x = {x, 600, 1, 600}, .y = y, .categorical = &categorical};
  struct ec_matrix given = {rows, 4, 1, 4};
  struct ec_boosting_options options = small_options();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  options.max_bins = 3;
  for (size_t i = 0; i < 600; i++) {
    x[i] = i < 400 ? (double)i : i < 500 ? 1000.0 : 2000.0;
    y[i] = i < 400 ? 1.0 : i < 500 ? 5.0 : 9.0;
  }
  model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &given, NULL, predictions, &error));
  assert_digits(predictions[0], 5.0, 12);
  assert_digits(predictions[1], 9.0, 12);
  assert_digits(predictions[2], 1.0, 12);
  assert_digits(predictions[3], 1.0, 12);
  ec_model_free(model);
  /* All equally rare: as many as fit still have bins of their own. */
  for (size_t i = 0; i < 600; i++) {
    x[i] = (double)(i / 2);
    y[i] = i < 4 ? 1.0 : 0.0;
  }
  options.max_bins = 255;
  model = boosting_fit(&options, &data, NULL);
  g_assert_cmpfloat(ec_boosting_get_result(model)->train_loss[0], <, 1e-12);
  ec_model_free(model);
}

static void
test_bad_codes(void)
{
  static const double bad[] = {-1.0, 0.5, 65536.0};
  static const char *const names[] = {"age", "town"};
  bool categorical[] = {false, true};
  for (size_t c = 0; c < G_N_ELEMENTS(bad); c++) {
    double x[] = {1, 2, 3, 0, bad[c], 1}, y[] = {1, 2, 3};
    struct ec_data data = {.x = {x, 3, 2, 3}, .y = y, .names = names, .categorical = categorical};
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model;
    assert_ok(ec_boosting_new(NULL, &model, &error));
    assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
    assert_contains(error.message, "row 2");
    assert_contains(error.message, "\"town\"");
    g_assert_cmpuint(error.line, ==, 2);
    ec_model_free(model);
  }
}

/* The target is noise in four rounds of five, so that learning it does not help others. */
static void
test_early_stopping(void)
{
  struct sample sample = sample_new(600, TWO_CLASSES);
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct numbers numbers = {99};
  struct ec_model *model;
  const struct ec_boosting_result *result;
  struct ec_tree_ensemble trees;
  size_t lowest = 0;
  for (size_t i = 0; i < 600; i++)
    sample.y[i] = next_number(&numbers) < 0.6 ? sample.y[i] : next_number(&numbers) < 0.5;
  options.n_rounds = 300;
  options.patience = 7;
  g_assert_cmpint(ec_boosting_new(&options, &model, &error), ==, EC_ERROR_ARGUMENT);
  options.validation_share = 0.25;
  model = boosting_fit(&options, &sample.data, NULL);
  result = ec_boosting_get_result(model);
  g_assert_true(result->stopped_early);
  g_assert_cmpuint(result->n_rounds, <, 300);
  g_assert_cmpuint(result->n_rounds, ==, result->best_round + 7);
  g_assert_cmpuint(result->n_validation_rows, ==, 150);
  g_assert_cmpuint(result->n_train_rows, ==, 450);
  for (size_t r = 0; r < result->n_rounds; r++)
    lowest = result->validation_loss[r] < result->validation_loss[lowest] ? r : lowest;
  g_assert_cmpuint(result->best_round, ==, lowest + 1);
  g_assert_true(ec_model_get_trees(model, &trees));
  g_assert_cmpuint(trees.n_trees, ==, result->best_round);
  ec_model_free(model);
  sample_clear(&sample);
}

struct steps {
  size_t n;
  double train, validation;
};

static void
note_step(void *data, size_t round, double train_loss, double validation_loss)
{
  struct steps *steps = data;
  g_assert_cmpuint(round, ==, ++steps->n);
  steps->train = train_loss;
  steps->validation = validation_loss;
}

/* A validation set that is the training set has its losses. */
static void
test_given_validation(void)
{
  for (enum target target = NUMBER; target <= THREE_CLASSES; target++) {
    struct sample sample = sample_new(300, target);
    struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_data narrow = sample.data;
    struct steps steps = {0};
    struct ec_model *model;
    const struct ec_boosting_result *result;
    options.n_rounds = 12;
    options.validation = &sample.data;
    options.step = note_step;
    options.step_data = &steps;
    model = boosting_fit(&options, &sample.data, NULL);
    result = ec_boosting_get_result(model);
    for (size_t r = 0; r < 12; r++)
      assert_digits(result->validation_loss[r], result->train_loss[r], 10);
    g_assert_cmpuint(steps.n, ==, 12);
    g_assert_cmpfloat(steps.train, ==, result->train_loss[11]);
    g_assert_cmpfloat(steps.validation, ==, result->validation_loss[11]);
    ec_model_free(model);
    narrow.x.n_columns = 3;
    options.validation = &narrow;
    assert_ok(ec_boosting_new(&options, &model, &error));
    assert_status(ec_model_fit(model, &sample.data, NULL, &error), EC_ERROR_SHAPE);
    narrow.x.n_columns = 4;
    narrow.x.n_rows = 0;
    assert_status(ec_model_fit(model, &sample.data, NULL, &error), EC_ERROR_EMPTY);
    assert_contains(error.message, "in the validation set");
    ec_model_free(model);
    sample_clear(&sample);
  }
}

/* Columns that can not be split are no harm; a row of its own predicts itself. */
static void
test_edges(void)
{
  double x[40], y[20], predictions[20];
  struct ec_data data = {.x = {x, 20, 2, 20}, .y = y};
  struct ec_boosting_options options = small_options();
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  for (size_t i = 0; i < 20; i++) {
    x[i] = NAN;
    x[20 + i] = 3.0;
    y[i] = (double)i;
  }
  model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  assert_digits(predictions[7], 9.5, 15);
  ec_model_free(model);
  data.x.n_rows = 1;
  y[0] = 4.0;
  model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  assert_digits(predictions[0], 4.0, 15);
  ec_model_free(model);
  data.n_classes = 2;
  y[0] = 1.0;
  model = boosting_fit(&options, &data, NULL);
  assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
  assert_digits(predictions[0], 1.0, 16);
  ec_model_free(model);
  options.validation_share = 0.5;
  assert_ok(ec_boosting_new(&options, &model, &error));
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_EMPTY);
  data.n_classes = 1;
  y[0] = 0.0;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  ec_model_free(model);
}

static void
test_refused(void)
{
  double x[] = {1, 2, INFINITY, 4}, y[] = {1, 2, 3, 1e200};
  struct ec_data data = {.x = {x, 4, 1, 4}, .y = y};
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_boosting_new(NULL, &model, &error));
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 3");
  g_assert_null(ec_boosting_get_result(model));
  x[2] = 3;
  assert_status(ec_model_fit(model, &data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "overflows");
  ec_model_free(model);
  model = NULL;
  options.learning_rate = NAN;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.learning_rate = 0.1;
  options.max_bins = 256;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  assert_contains(error.message, "255");
  options.max_bins = 1;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.max_bins = 255;
  options.row_share = 0.0;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.row_share = 1.0;
  options.max_leaves = 1;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options.max_leaves = 31;
  options.l2 = -1.0;
  assert_status(ec_boosting_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  g_assert_null(model);
}

static bool
stop_soon(void *data)
{
  int *n = data;
  return ++*n > 200;
}

static void
test_cancelled(void)
{
  for (enum target target = TWO_CLASSES; target <= THREE_CLASSES; target++) {
    struct sample sample = sample_new(2000, target);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct ec_model *model;
    int n = 0;
    job.cancelled = stop_soon;
    job.data = &n;
    assert_ok(ec_pool_new(2, &job.pool, &error));
    assert_ok(ec_boosting_new(NULL, &model, &error));
    assert_status(ec_model_fit(model, &sample.data, &job, &error), EC_ERROR_CANCELLED);
    g_assert_null(ec_boosting_get_result(model));
    ec_model_free(model);
    ec_pool_free(job.pool);
    sample_clear(&sample);
  }
}

/* Rows of both kinds, with gaps. */
static struct sample
mixed_new(size_t n_rows, enum target target)
{
  struct sample sample = sample_new(n_rows, target);
  static const bool categorical[] = {false, false, false, true};
  for (size_t i = 0; i < n_rows; i++) {
    double code = floor(40.0 * ec_matrix_get(&sample.data.x, i, 3));
    ec_matrix_set(&sample.data.x, i, 3, i % 11 == 0 ? NAN : code);
    if (i % 7 == 0)
      ec_matrix_set(&sample.data.x, i, 0, NAN);
    if (target == NUMBER)
      sample.y[i] += fmod(code, 3.0);
    else
      sample.y[i] = fmod(code, 3.0) == 1.0 ? 1.0 : sample.y[i];
  }
  sample.data.categorical = categorical;
  return sample;
}

static ec_status
load_text(const char *text, struct ec_model **model, struct ec_error *error)
{
  struct ec_record *record = NULL;
  ec_status status = ec_json_read(text, strlen(text), &record, error);
  if (status == EC_OK)
    status = ec_model_load(record, model, error);
  ec_record_free(record);
  return status;
}

static void
test_file(void)
{
  for (enum target target = NUMBER; target <= THREE_CLASSES; target++) {
    struct sample sample = mixed_new(400, target);
    struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model, *loaded;
    double before[400], after[400];
    char *text, *again;
    options.n_rounds = 9;
    options.validation_share = 0.2;
    model = boosting_fit(&options, &sample.data, NULL);
    text = boosting_text(model);
    assert_contains(text, "\"sets\"");
    assert_ok(load_text(text, &loaded, &error));
    again = boosting_text(loaded);
    g_assert_cmpstr(text, ==, again);
    assert_ok(ec_model_predict(model, &sample.data.x, NULL, before, &error));
    assert_ok(ec_model_predict(loaded, &sample.data.x, NULL, after, &error));
    g_assert_cmpmem(before, sizeof before, after, sizeof after);
    g_assert_cmpint(loaded->task, ==, model->task);
    g_assert_cmpuint(loaded->n_classes, ==, model->n_classes);
    g_assert_cmpfloat(ec_boosting_get_result(loaded)->gain[0], ==,
                      ec_boosting_get_result(model)->gain[0]);
    g_free(text);
    g_free(again);
    ec_model_free(model);
    ec_model_free(loaded);
    sample_clear(&sample);
  }
}

/* A good file of one split by amount and one by category, and what is made of it. */
static const char FILE_TEXT[] =
    "{\"model\": \"boosting\", \"n_features\": 2, \"n_classes\": 0, \"learning_rate\": 0.5, "
    "\"base\": [1], \"tree_nodes\": [5], \"feature\": [0, 1, -1, -1, -1], "
    "\"threshold\": [2.5, 0, 0, 0, 0], \"left\": [1, 3, -1, -1, -1], "
    "\"missing_left\": [0, 1, 0, 0, 0], \"cover\": [9, 5, 4, 3, 2], \"gain\": [7, 1, 0, 0, 0], "
    "\"value\": [0, 0, 6, -4, 2], \"set_nodes\": [1], \"set_words\": 1, \"sets\": [4], "
    "\"best_round\": 1, \"stopped_early\": false, \"start_loss\": 3, \"train_loss\": [2]}";

static void
test_hostile_files(void)
{
  static const struct {
    const char *from, *to;
    ec_status status;
  } changes[] = {
      {"\"left\": [1, 3", "\"left\": [0, 3", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [1, 1", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [3, 3", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [1, 4", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [1, 2", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [1, 1e300", EC_ERROR_VALUE},
      {"\"left\": [1, 3", "\"left\": [1, null", EC_ERROR_VALUE},
      {"\"left\": [1, 3, -1", "\"left\": [1, 3, 3", EC_ERROR_VALUE},
      {"\"left\": [1, 3, -1, ", "\"left\": [1, 3, ", EC_ERROR_SHAPE},
      {"\"feature\": [0, 1", "\"feature\": [0, 2", EC_ERROR_VALUE},
      {"\"feature\": [0, 1", "\"feature\": [0, -2", EC_ERROR_VALUE},
      {"\"feature\": [0, 1", "\"feature\": [0, -1", EC_ERROR_VALUE},
      {"\"tree_nodes\": [5]", "\"tree_nodes\": [4]", EC_ERROR_SHAPE},
      {"\"tree_nodes\": [5]", "\"tree_nodes\": [3, 2]", EC_ERROR_VALUE},
      {"\"tree_nodes\": [5]", "\"tree_nodes\": [0]", EC_ERROR_VALUE},
      {"\"tree_nodes\": [5]", "\"tree_nodes\": []", EC_ERROR_SHAPE},
      {"\"threshold\": [2.5", "\"threshold\": [null", EC_ERROR_VALUE},
      {"\"value\": [0", "\"value\": [null", EC_ERROR_VALUE},
      {"\"gain\": [7", "\"gain\": [-7", EC_ERROR_VALUE},
      {"\"cover\": [9", "\"cover\": [-9", EC_ERROR_VALUE},
      {"\"set_nodes\": [1]", "\"set_nodes\": [5]", EC_ERROR_VALUE},
      {"\"set_nodes\": [1]", "\"set_nodes\": [1, 1]", EC_ERROR_SHAPE},
      {"\"set_words\": 1", "\"set_words\": 0", EC_ERROR_VALUE},
      {"\"set_words\": 1", "\"set_words\": 1e18", EC_ERROR_VALUE},
      {"\"sets\": [4]", "\"sets\": [4294967296]", EC_ERROR_VALUE},
      {"\"sets\": [4]", "\"sets\": []", EC_ERROR_SHAPE},
      {"\"base\": [1]", "\"base\": [1, 2]", EC_ERROR_SHAPE},
      {"\"base\": [1]", "\"base\": [null]", EC_ERROR_VALUE},
      {"\"n_classes\": 0", "\"n_classes\": 1", EC_ERROR_VALUE},
      {"\"n_classes\": 0", "\"n_classes\": 3", EC_ERROR_SHAPE},
      {"\"n_classes\": 0", "\"n_classes\": 0.5", EC_ERROR_VALUE},
      {"\"n_features\": 2", "\"n_features\": 0", EC_ERROR_VALUE},
      {"\"n_features\": 2", "\"n_features\": 2, \"features\": [\"a\"]", EC_ERROR_SHAPE},
      {"\"learning_rate\": 0.5", "\"learning_rate\": 0", EC_ERROR_VALUE},
      {"\"best_round\": 1", "\"best_round\": 2", EC_ERROR_VALUE},
      {"\"train_loss\": [2]", "\"train_loss\": [2, 1], \"validation_loss\": [1]", EC_ERROR_SHAPE},
      {"\"start_loss\": 3, ", "", EC_ERROR_NOT_FOUND},
  };
  double x[] = {3, 1, 1, NAN, 0, 2, 3, NAN}, predictions[4];
  struct ec_matrix given = {x, 4, 2, 4};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(load_text(FILE_TEXT, &model, &error));
  assert_ok(ec_model_predict(model, &given, NULL, predictions, &error));
  assert_digits(predictions[0], 1 + 0.5 * 6, 16);
  assert_digits(predictions[1], 1 - 0.5 * 4, 16);
  assert_digits(predictions[2], 1 + 0.5 * 2, 16);
  assert_digits(predictions[3], 1 + 0.5 * 6, 16);
  ec_model_free(model);
  for (size_t c = 0; c < G_N_ELEMENTS(changes); c++) {
    g_auto(GStrv) parts = g_strsplit(FILE_TEXT, changes[c].from, 2);
    g_autofree char *text = NULL;
    g_assert_nonnull(parts[1]);
    text = g_strjoinv(changes[c].to, parts);
    model = NULL;
    g_test_message("%s", changes[c].to);
    assert_status(load_text(text, &model, &error), changes[c].status);
    g_assert_null(model);
  }
}

static ec_status
fit_and_save(void *data, struct ec_error *error)
{
  struct sample *sample = data;
  struct ec_boosting_options options = EC_BOOSTING_OPTIONS_INIT;
  struct ec_model *model = NULL, *loaded = NULL;
  struct ec_record *record = NULL;
  struct ec_job job = EC_JOB_INIT;
  double predictions[60];
  ec_status status;
  options.n_rounds = 2;
  options.min_samples_leaf = 5;
  options.validation_share = 0.2;
  options.row_share = 0.9;
  status = ec_pool_new(2, &job.pool, error);
  if (status == EC_OK)
    status = ec_boosting_new(&options, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, &sample->data, &job, error);
  if (status == EC_OK && (record = ec_record_new()) == NULL)
    status = ec_error_no_memory(error, "a record");
  if (status == EC_OK)
    status = ec_model_save(model, record, error);
  if (status == EC_OK)
    status = ec_model_load(record, &loaded, error);
  if (status == EC_OK)
    status = ec_model_predict(loaded, &sample->data.x, &job, predictions, error);
  ec_record_free(record);
  ec_model_free(model);
  ec_model_free(loaded);
  ec_pool_free(job.pool);
  return status;
}

static void
test_no_memory(void)
{
  for (enum target target = TWO_CLASSES; target <= THREE_CLASSES; target++) {
    struct sample sample = mixed_new(60, target);
    g_assert_cmpint(fail_each_allocation(fit_and_save, &sample), >, 40);
    sample_clear(&sample);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/boosting/missing-direction", test_missing_direction);
  g_test_add_func("/boosting/missing-later", test_missing_later);
  g_test_add_func("/boosting/categories", test_categories);
  g_test_add_func("/boosting/rare-categories", test_rare_categories);
  g_test_add_func("/boosting/bad-codes", test_bad_codes);
  g_test_add_func("/boosting/early-stopping", test_early_stopping);
  g_test_add_func("/boosting/given-validation", test_given_validation);
  g_test_add_func("/boosting/edges", test_edges);
  g_test_add_func("/boosting/refused", test_refused);
  g_test_add_func("/boosting/cancelled", test_cancelled);
  g_test_add_func("/boosting/file", test_file);
  g_test_add_func("/boosting/hostile-files", test_hostile_files);
  g_test_add_func("/boosting/no-memory", test_no_memory);
  return g_test_run();
}
