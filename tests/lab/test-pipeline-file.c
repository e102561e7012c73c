/* Files of pipelines: the same bits out of one, and files out of a stranger's hands. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-error.h"
#include "base/parallel.h"
#include "lab-helper.h"
#include "pipeline-helper.h"
#include "validate/epoch-score-private.h"

/* All numbers that a pipeline gives for a table, one after another. */
static GArray *
predict_all(const EpochPipeline *pipeline, const struct ec_table *table)
{
  GArray *numbers = g_array_new(FALSE, TRUE, sizeof(double));
  gsize n = ec_table_n_rows(table);
  struct ec_matrix made = EC_MATRIX_INIT;
  g_autoptr(GError) error = NULL;

  if (epoch_pipeline_get_task(pipeline) == EPOCH_TASK_TRANSFORMATION) {
    epoch_pipeline_transform(pipeline, table, NULL, NULL, &made, &error);
  } else {
    g_array_set_size(numbers, (guint)n);
    epoch_pipeline_predict(pipeline, table, NULL, NULL, (double *)(void *)numbers->data, &error);
  }
  g_assert_no_error(error);
  if (epoch_pipeline_n_classes(pipeline) > 0) {
    epoch_pipeline_predict_probabilities(pipeline, table, NULL, NULL, &made, &error);
    g_assert_no_error(error);
  }
  g_array_append_vals(numbers, made.data, (guint)(n * made.n_columns));
  ec_matrix_clear(&made);
  return numbers;
}

/* Out of the file comes a pipeline that gives the same bits, and writes the same file. */
static void
test_round_trip(void)
{
  static const char *const scales[] = {"none", "standard", "minmax"};
  g_auto(GStrv) ids = epoch_model_kind_dup_ids();

  for (gsize i = 0; ids[i] != NULL; i++) {
    for (gsize k = 0; k < G_N_ELEMENTS(scales); k++) {
      const EpochModelKind *kind = epoch_model_kind_find(ids[i], NULL);
      g_auto(Sample) sample = {0};
      EpochTask task = sample_init_for(&sample, kind);
      g_autoptr(EpochRecipe) recipe = sample_new_recipe(ids[i], task, NULL);
      g_autoptr(EpochPipeline) pipeline = NULL;
      g_autoptr(EpochPipeline) again = NULL;
      g_autoptr(GString) text = NULL;
      g_autoptr(GString) text_again = NULL;
      g_autoptr(GArray) numbers = NULL;
      g_autoptr(GArray) numbers_again = NULL;
      g_autoptr(GError) error = NULL;

      if (epoch_recipe_has(recipe, "scale")) {
        g_assert_true(epoch_recipe_set_text(recipe, "scale", scales[k], NULL));
      }
      if (epoch_recipe_has(recipe, "degree") && k == 1) {
        g_assert_true(epoch_recipe_set_text(recipe, "degree", "2", NULL));
      }
      pipeline = sample_fit(&sample, recipe, NULL);
      text = epoch_pipeline_write(pipeline, &error);
      g_assert_no_error(error);
      again = epoch_pipeline_read(text->str, text->len, "model.json", &error);
      g_assert_no_error(error);
      text_again = epoch_pipeline_write(again, &error);
      g_assert_cmpstr(text->str, ==, text_again->str);
      numbers = predict_all(pipeline, sample.table);
      numbers_again = predict_all(again, sample.table);
      g_assert_cmpmem(numbers->data, numbers->len * sizeof(double), numbers_again->data,
                      numbers_again->len * sizeof(double));
      g_assert_cmpstr(epoch_pipeline_get_target(again), ==, epoch_pipeline_get_target(pipeline));
    }
  }
}

/* Thousands of damaged files: a pipeline that can be used, or one sentence. */
static void
test_damaged(void)
{
  g_auto(GStrv) ids = epoch_model_kind_dup_ids();
  g_autoptr(GRand) random = g_rand_new_with_seed(11);
  guint n_well = 0, n_refused = 0;

  for (gsize i = 0; ids[i] != NULL; i++) {
    const EpochModelKind *kind = epoch_model_kind_find(ids[i], NULL);
    g_auto(Sample) sample = {0};
    EpochTask task = sample_init_for(&sample, kind);
    g_autoptr(EpochRecipe) recipe = sample_new_recipe(ids[i], task, NULL);
    g_autoptr(EpochPipeline) pipeline = NULL;
    g_autoptr(GString) text = NULL;

    if (epoch_recipe_has(recipe, "trees")) {
      g_assert_true(epoch_recipe_set_text(recipe, "trees", "2", NULL));
    }
    if (epoch_recipe_has(recipe, "rounds")) {
      g_assert_true(epoch_recipe_set_text(recipe, "rounds", "2", NULL));
    }
    pipeline = sample_fit(&sample, recipe, NULL);
    text = epoch_pipeline_write(pipeline, NULL);
    for (guint k = 0; k < 200; k++) {
      g_autoptr(GString) damaged = helper_damage(random, text->str, text->len, 1 + k % 3);
      g_autoptr(GError) error = NULL;
      g_autoptr(EpochPipeline) read =
          epoch_pipeline_read(damaged->str, damaged->len, "model.json", &error);

      if (read == NULL) {
        g_assert_nonnull(error);
        g_assert_nonnull(strstr(error->message, "model.json"));
        n_refused++;
      } else {
        g_autofree double *predictions = g_new(double, ec_table_n_rows(sample.table));

        /* It may lack a column of the table by now; it must not do worse than say so. */
        epoch_pipeline_predict(read, sample.table, NULL, NULL, predictions, NULL);
        n_well++;
      }
    }
  }
  g_test_message("%u could be read, %u not", n_well, n_refused);
  g_assert_cmpuint(n_refused, >, 500);
}

/* A sentence for each way in which a file can be wrong. */
static void
test_file_messages(void)
{
  static const struct {
    const char *text;
    const char *sentence;
  } cases[] = {
      {"", "begins with {"},
      {"[1]", "begins with {"},
      {"{\"model\":\"oracle\"}", "there is no model “oracle”"},
      {"{\"features\":[\"a\"]}", "\"model\""},
      {"{\"model\":\"linear\",\"features\":[\"a\"],\"intercept\":1}", "\"coefficients\""},
      {"{\"model\":\"linear\",\"features\":[\"a\",\"b\"],\"intercept\":1,\"coefficients\":[1]}",
       "2 names"},
      {"{\"model\":\"linear\",\"features\":[\"a\"],\"intercept\":1,\"coefficients\":[null]}",
       "not a finite number"},
      {"{\"model\":\"logistic\",\"columns\":[\"a\"],\"task\":\"regression\",\"target\":\"y\"}",
       "can do"},
      {"{\"model\":\"linear\",\"columns\":[],\"column_types\":[],\"task\":\"regression\","
       "\"target\":\"y\"}",
       "0 names"},
      {"{\"model\":\"linear\",\"columns\":[\"a\"],\"column_types\":[\"date\"],"
       "\"task\":\"regression\",\"target\":\"y\"}",
       "neither \"number\" nor \"text\""},
      {"{\"model\":\"linear\",\"columns\":[\"a\"],\"column_types\":[\"number\"],"
       "\"task\":\"regression\",\"target\":\"y\",\"encode\":\"one-hot\",\"unknown\":\"ignore\","
       "\"drop_first\":true,\"degree\":1e9}",
       "\"degree\""},
      {"{\"model\":\"linear\",\"columns\":[\"a\"],\"column_types\":[\"number\"],"
       "\"task\":\"regression\",\"target\":\"y\",\"encode\":\"one-hot\",\"unknown\":\"ignore\","
       "\"drop_first\":true,\"degree\":1,\"levels\":[\"x\"],\"n_levels\":[1],"
       "\"missing_levels\":[0]}",
       "\"n_levels\""},
  };

  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GError) error = NULL;

    g_assert_null(epoch_pipeline_read(cases[i].text, strlen(cases[i].text), "model.json", &error));
    if (strstr(error->message, cases[i].sentence) == NULL ||
        strstr(error->message, "model.json") == NULL) {
      g_error("“%s” is not part of “%s”", cases[i].sentence, error->message);
    }
  }
}

/* A linear model as somebody would write it down. */
static void
test_plain_file(void)
{
  static const char text[] = "{\"model\":\"linear\",\"features\":[\"a\",\"b\"],\"intercept\":1,"
                             "\"coefficients\":[2,-3]}";
  g_auto(Sample) sample = {0};
  g_autoptr(EpochPipeline) pipeline = epoch_pipeline_read(text, strlen(text), "model.json", NULL);
  double predictions[2];

  sample_init_text(&sample, "b,c,a\n1,x,10\n2,y,20\n", NULL);
  g_assert_true(epoch_pipeline_predict(pipeline, sample.table, NULL, NULL, predictions, NULL));
  g_assert_cmpfloat(predictions[0], ==, 18);
  g_assert_cmpfloat(predictions[1], ==, 35);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pipeline/round-trip", test_round_trip);
  g_test_add_func("/pipeline/damaged", test_damaged);
  g_test_add_func("/pipeline/file-messages", test_file_messages);
  g_test_add_func("/pipeline/plain-file", test_plain_file);
  return g_test_run();
}
