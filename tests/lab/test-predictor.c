/* The model that a run kept, asked about one row: it says what the model says of that row in a
 * table, the reasons add up, and what is wrong with a file or a value is a sentence. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "lab-helper.h"
#include "pipeline-helper.h"
#include "play/epoch-predictor.h"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up(Fixture *fixture, gconstpointer data)
{
  fixture->folder = helper_make_folder();
  fixture->path = g_build_filename(fixture->folder, "model.json", NULL);
}

static void
tear_down(Fixture *fixture, gconstpointer data)
{
  helper_remove_folder(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
}

/* Fits a model and keeps it as a run does. */
static EpochPipeline *
keep(Fixture *fixture, Sample *sample, const char *kind, EpochTask task, const char *setting)
{
  g_autoptr(EpochRecipe) recipe = sample_new_recipe(kind, task, setting, NULL);
  EpochPipeline *pipeline = sample_fit(sample, recipe, NULL);
  g_autoptr(GString) text = epoch_pipeline_write(pipeline, NULL);

  g_assert_nonnull(text);
  g_assert_true(g_file_set_contents(fixture->path, text->str, (gssize)text->len, NULL));
  return pipeline;
}

static EpochPredictor *
load(Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  EpochPredictor *predictor = epoch_predictor_new(fixture->path, NULL, &error);

  g_assert_no_error(error);
  return predictor;
}

/* A row of the table as texts, one a column of the model. */
static char **
row_texts(const EpochPredictor *predictor, const struct ec_table *table, size_t row)
{
  gsize n = epoch_predictor_n_columns(predictor);
  char **values = g_new0(char *, n + 1);

  for (gsize i = 0; i < n; i++) {
    size_t column = 0;
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_assert_cmpint(
        ec_table_find_column(table, epoch_predictor_get_name(predictor, i), &column, NULL), ==,
        EC_OK);
    if (ec_table_get_numbers(table, column) == NULL) {
      const char *text = ec_table_get_text(table, column, row);

      values[i] = g_strdup(text != NULL ? text : "");
    } else if (isnan(ec_table_get_numbers(table, column)[row])) {
      values[i] = g_strdup("");
    } else {
      values[i] =
          g_strdup(g_ascii_dtostr(number, sizeof number, ec_table_get_numbers(table, column)[row]));
    }
  }
  return values;
}

/* What is said of a row of the table is what the pipeline says of it, bit by bit. */
static void
assert_same(Fixture *fixture, const char *table, const char *target, const char *kind,
            EpochTask task, const char *setting, EpochPredictorReasons reasons)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochPredictor) predictor = NULL;
  gsize n_classes;

  sample_init(&sample, table, target);
  pipeline = keep(fixture, &sample, kind, task, setting);
  predictor = load(fixture);
  n_classes = epoch_pipeline_n_classes(pipeline);
  g_assert_cmpstr(epoch_predictor_get_target(predictor), ==, target);
  for (size_t row = 0; row < 20; row++) {
    g_auto(GStrv) values = row_texts(predictor, sample.table, row);
    g_autoptr(GError) error = NULL;
    g_autoptr(EpochPrediction) it =
        epoch_predictor_predict(predictor, (const char *const *)values, &error);
    struct ec_table *one = NULL;
    struct ec_matrix shares = EC_MATRIX_INIT;
    double amount = NAN;

    g_assert_no_error(error);
    g_assert_cmpint(it->reasons, ==, reasons);
    g_assert_cmpuint(it->n_classes, ==, n_classes);
    g_assert_cmpint(ec_table_select_rows(sample.table, &row, 1, &one, NULL), ==, EC_OK);
    if (n_classes == 0) {
      g_assert_true(epoch_pipeline_predict(pipeline, one, NULL, NULL, &amount, NULL));
      g_assert_cmpfloat(it->amount, ==, amount);
    } else {
      g_assert_true(epoch_pipeline_predict_probabilities(pipeline, one, NULL, NULL, &shares, NULL));
      g_assert_cmpmem(it->probabilities, n_classes * sizeof(double), shares.data,
                      n_classes * sizeof(double));
    }
    ec_matrix_clear(&shares);
    ec_table_free(one);
  }
}

static void
test_same(Fixture *fixture, gconstpointer data)
{
  assert_same(fixture, "passengers.csv", "survived", "forest", EPOCH_TASK_CLASSIFICATION,
              "trees=20", EPOCH_PREDICTOR_SHAPLEY);
  assert_same(fixture, "passengers.csv", "survived", "logistic", EPOCH_TASK_CLASSIFICATION, NULL,
              EPOCH_PREDICTOR_TERMS);
  assert_same(fixture, "passengers.csv", "survived", "naive-bayes", EPOCH_TASK_CLASSIFICATION, NULL,
              EPOCH_PREDICTOR_REPLACED);
  assert_same(fixture, "diabetes.csv", "progression", "boosting", EPOCH_TASK_REGRESSION,
              "rounds=20", EPOCH_PREDICTOR_SHAPLEY);
  assert_same(fixture, "diabetes.csv", "progression", "ridge", EPOCH_TASK_REGRESSION, NULL,
              EPOCH_PREDICTOR_TERMS);
}

/* y = 3 a − 2 b + 10 exactly, so the reasons have to be 3 (a − ā) and −2 (b − b̄) with the averages
 * ā = 3 and b̄ = 2 of this table, and the typical row is the average one. */
static void
test_terms(Fixture *fixture, gconstpointer data)
{
  static const char csv[] = "a,b,y\n1,1,11\n2,4,8\n3,0,19\n4,3,16\n5,2,21\n";
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochPredictor) predictor = NULL;
  g_autoptr(EpochPrediction) it = NULL;

  sample_init_text(&sample, csv, "y");
  pipeline = keep(fixture, &sample, "linear", EPOCH_TASK_REGRESSION, "scale=standard");
  predictor = load(fixture);
  g_assert_cmpstr(epoch_predictor_get_typical(predictor, 0), ==, "3");
  g_assert_cmpstr(epoch_predictor_get_typical(predictor, 1), ==, "2");
  it = epoch_predictor_predict(predictor, (const char *const[]){"7", "-1", NULL}, NULL);
  g_assert_nonnull(it);
  sample_assert_near(it->amount, 33, 1e-12);
  sample_assert_near(it->contributions[0], 12, 1e-12);
  sample_assert_near(it->contributions[1], 6, 1e-12);
}

/* Shapley values are what lies between the average and what is said: two rows differ by the
 * difference of their sums. */
static void
test_shapley(Fixture *fixture, gconstpointer data)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochPredictor) predictor = NULL;
  double base = NAN;

  sample_init(&sample, "diabetes.csv", "progression");
  pipeline = keep(fixture, &sample, "forest", EPOCH_TASK_REGRESSION, "trees=10");
  predictor = load(fixture);
  for (size_t row = 0; row < 10; row++) {
    g_auto(GStrv) values = row_texts(predictor, sample.table, row);
    g_autoptr(EpochPrediction) it =
        epoch_predictor_predict(predictor, (const char *const *)values, NULL);
    double sum = 0;

    for (gsize i = 0; i < it->n_columns; i++) {
      sum += it->contributions[i];
    }
    if (row == 0) {
      base = it->amount - sum;
    }
    sample_assert_near(it->amount - sum, base, 1e-9);
  }
}

/* Replacing a value by the typical one is asked of the model itself. */
static void
test_replaced(Fixture *fixture, gconstpointer data)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochPredictor) predictor = NULL;
  g_auto(GStrv) values = NULL;
  g_autoptr(EpochPrediction) it = NULL;

  sample_init(&sample, "passengers.csv", "survived");
  pipeline = keep(fixture, &sample, "naive-bayes", EPOCH_TASK_CLASSIFICATION, NULL);
  predictor = load(fixture);
  values = row_texts(predictor, sample.table, 1);
  it = epoch_predictor_predict(predictor, (const char *const *)values, NULL);
  for (gsize i = 0; i < it->n_columns; i++) {
    g_auto(GStrv) other = g_strdupv(values);
    g_autoptr(EpochPrediction) there = NULL;

    g_set_str(&other[i], epoch_predictor_get_typical(predictor, i));
    there = epoch_predictor_predict(predictor, (const char *const *)other, NULL);
    sample_assert_near(it->contributions[i],
                       it->probabilities[it->spoken_of] - there->probabilities[it->spoken_of],
                       1e-15);
  }
}

static void
assert_refused(EpochPredictor *predictor, gsize column, const char *value, const char *words)
{
  gsize n = epoch_predictor_n_columns(predictor);
  g_auto(GStrv) values = g_new0(char *, n + 1);
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < n; i++) {
    values[i] = g_strdup(i == column ? value : epoch_predictor_get_typical(predictor, i));
  }
  g_assert_null(epoch_predictor_predict(predictor, (const char *const *)values, &error));
  g_assert_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT);
  g_assert_nonnull(strstr(error->message, words));
}

/* A column of text has its categories, one of numbers none; a wrong value is said by its column. */
static void
test_values(Fixture *fixture, gconstpointer data)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(EpochPredictor) predictor = NULL;

  sample_init(&sample, "passengers.csv", "survived");
  pipeline = keep(fixture, &sample, "forest", EPOCH_TASK_CLASSIFICATION, "trees=5");
  predictor = load(fixture);
  g_assert_cmpstr(epoch_predictor_get_name(predictor, 1), ==, "sex");
  g_assert_true(g_strv_contains(epoch_predictor_get_choices(predictor, 1), "female"));
  g_assert_null(epoch_predictor_get_choices(predictor, 2));
  assert_refused(predictor, 2, "old", "“age” takes a number such as 6.5, not “old”");
  assert_refused(predictor, 2, "1,000", "“age”");
  assert_refused(predictor, 1, "robot", "“sex” has no category “robot”");
}

/* Cuts and damages of a real file, and things that are none: a sentence each, never a crash. */
static void
test_damaged(Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
      "", "{", "[]", "{\"model\":\"forest\"}", "{\"model\":\"no such\"}", "{\"model\":7}"};
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autofree char *whole = NULL;
  gsize length = 0;

  sample_init(&sample, "passengers.csv", "survived");
  pipeline = keep(fixture, &sample, "forest", EPOCH_TASK_CLASSIFICATION, "trees=3");
  g_assert_true(g_file_get_contents(fixture->path, &whole, &length, NULL));
  for (gsize cut = 0; cut + 2 < length; cut += 1 + length / 60) {
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(fixture->path, whole, (gssize)cut, NULL));
    g_assert_null(epoch_predictor_new(fixture->path, NULL, &error));
    g_assert_nonnull(strstr(error->message, "model.json"));
  }
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(fixture->path, texts[i], -1, NULL));
    g_assert_null(epoch_predictor_new(fixture->path, NULL, &error));
    g_assert_nonnull(strstr(error->message, "model.json"));
  }
}

/* Clusters predict nothing, which is told from a damaged file. */
static void
test_clusters(Fixture *fixture, gconstpointer data)
{
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = NULL;
  g_autoptr(GError) error = NULL;

  sample_init_text(&sample, "a,b\n1,1\n1,2\n9,9\n9,8\n", NULL);
  pipeline = keep(fixture, &sample, "kmeans", EPOCH_TASK_CLUSTERING, "clusters=2");
  g_assert_null(epoch_predictor_new(fixture->path, NULL, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD("/predictor/same", test_same);
  ADD("/predictor/terms", test_terms);
  ADD("/predictor/shapley", test_shapley);
  ADD("/predictor/replaced", test_replaced);
  ADD("/predictor/values", test_values);
  ADD("/predictor/damaged", test_damaged);
  ADD("/predictor/clusters", test_clusters);
  return g_test_run();
}
