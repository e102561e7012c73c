/* What must hold for every model, whatever it is. */
#pragma once

#include "base/parallel.h"
#include "io/json.h"
#include "model/model.h"
#include "support.h"

/* The file of a model, to be freed with ec_free(). */
static inline char *
model_text(const struct ec_model *model)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new();
  char *text;
  size_t length;
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, &length, &error));
  ec_record_free(record);
  return text;
}

static inline ec_status
model_load(const char *text, struct ec_model **model, struct ec_error *error)
{
  struct ec_record *record;
  ec_status status = ec_json_read(text, strlen(text), &record, error);
  if (status != EC_OK)
    return status;
  status = ec_model_load(record, model, error);
  ec_record_free(record);
  return status;
}

/* All that a model makes of rows, one number after the other; to be freed with g_free(). */
static inline double *
model_answers(const struct ec_model *model, const struct ec_matrix *x, size_t *n)
{
  struct ec_error error = EC_ERROR_INIT;
  size_t width = model->n_classes + model->n_outputs + 1;
  double *answers = g_new0(double, x->n_rows *width);
  struct ec_matrix part = {answers, x->n_rows, 0, x->n_rows};
  *n = x->n_rows * width;
  if (model->model_class->predict != NULL)
    assert_ok(ec_model_predict(model, x, NULL, answers, &error));
  part.data += x->n_rows;
  part.n_columns = model->n_classes;
  if (model->n_classes > 0)
    assert_ok(ec_model_predict_probabilities(model, x, NULL, &part, &error));
  part.data += x->n_rows * model->n_classes;
  part.n_columns = model->n_outputs;
  if (model->n_outputs > 0)
    assert_ok(ec_model_transform(model, x, NULL, &part, &error));
  return answers;
}

/* A loaded model answers with the bits of the saved one, and saves the same text; a file that lacks
 * a member, or has an empty list in its place, is refused. */
static inline void
check_file(const struct ec_model *model, const struct ec_matrix *x)
{
  struct ec_error error = EC_ERROR_INIT;
  char *text = model_text(model), *again, description[4096];
  struct ec_model *loaded = NULL;
  size_t n, m;
  double *answers = model_answers(model, x, &n), *loaded_answers;
  char **lines;
  assert_ok(model_load(text, &loaded, &error));
  loaded_answers = model_answers(loaded, x, &m);
  g_assert_cmpmem(answers, n * sizeof(double), loaded_answers, m * sizeof(double));
  g_assert_cmpint(loaded->task, ==, model->task);
  again = model_text(loaded);
  g_assert_cmpstr(again, ==, text);
  g_assert_cmpuint(ec_model_describe(loaded, description, sizeof description), >, 10);
  lines = g_strsplit(text, "\n", -1);
  for (size_t i = 1; lines[i + 1] != NULL && lines[i + 1][0] != '\0'; i++) {
    char *line = lines[i], *bracket = strchr(line, '['), *broken, *fixed;
    struct ec_model *none = NULL;
    bool last = lines[i + 1][0] == '}';
    lines[i] = g_strdup(last ? "  \"unknown\": 0" : "  \"unknown\": 0,");
    broken = g_strjoinv("\n", lines);
    if (strstr(line, "\"features\"") == NULL)
      g_assert_cmpint(model_load(broken, &none, &error), !=, EC_OK);
    g_free(broken);
    g_free(lines[i]);
    if (bracket != NULL && strncmp(bracket, "[]", 2) != 0) {
      fixed = g_strdup_printf("%.*s[]%s", (int)(bracket - line), line, last ? "" : ",");
      lines[i] = fixed;
      broken = g_strjoinv("\n", lines);
      g_assert_cmpint(model_load(broken, &none, &error), !=, EC_OK);
      g_free(broken);
      g_free(fixed);
    }
    lines[i] = line;
  }
  g_strfreev(lines);
  ec_free(text);
  ec_free(again);
  g_free(answers);
  g_free(loaded_answers);
  ec_model_free(loaded);
}

typedef ec_status (*model_maker)(const void *options, struct ec_model **model,
                                 struct ec_error *error);

/* Fitted with 1, 2 and 4 threads, a model has the same file and gives the same answers. */
static inline void
check_threads(model_maker make, const void *options, const struct ec_data *data)
{
  static const unsigned counts[] = {1, 2, 4};
  char *expected = NULL;
  double *predictions = g_new0(double, data->x.n_rows), *first = g_new0(double, data->x.n_rows);
  for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    struct ec_model *model;
    char *text;
    assert_ok(ec_pool_new(counts[i], &job.pool, &error));
    assert_ok(make(options, &model, &error));
    assert_ok(ec_model_fit(model, data, &job, &error));
    text = model_text(model);
    if (model->model_class->predict != NULL)
      assert_ok(ec_model_predict(model, &data->x, &job, predictions, &error));
    if (i == 0) {
      expected = text;
      memcpy(first, predictions, data->x.n_rows * sizeof *first);
    } else {
      g_assert_cmpstr(text, ==, expected);
      g_assert_cmpmem(predictions, data->x.n_rows * sizeof *first, first,
                      data->x.n_rows * sizeof *first);
      ec_free(text);
    }
    ec_model_free(model);
    ec_pool_free(job.pool);
  }
  ec_free(expected);
  g_free(predictions);
  g_free(first);
}

/* What a fit has to refuse, and where it has to fail when memory does. */
struct fit_case {
  model_maker make;
  const void *options;
  const struct ec_data *data;
};

static inline ec_status
fit_save_load(void *context, struct ec_error *error)
{
  const struct fit_case *c = context;
  struct ec_model *model = NULL, *loaded = NULL;
  struct ec_record *record = NULL;
  double *predictions = g_new0(double, c->data->x.n_rows);
  ec_status status = c->make(c->options, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, c->data, NULL, error);
  if (status == EC_OK && model->model_class->predict != NULL)
    status = ec_model_predict(model, &c->data->x, NULL, predictions, error);
  if (status == EC_OK && (record = ec_record_new()) == NULL)
    status = ec_error_set(error, EC_ERROR_NO_MEMORY, "a record");
  if (status == EC_OK)
    status = ec_model_save(model, record, error);
  if (status == EC_OK)
    status = ec_model_load(record, &loaded, error);
  ec_record_free(record);
  ec_model_free(model);
  ec_model_free(loaded);
  g_free(predictions);
  return status;
}

static inline void
check_memory(model_maker make, const void *options, const struct ec_data *data)
{
  struct fit_case c = {make, options, data};
  g_assert_cmpint(fail_each_allocation(fit_save_load, &c), >, 5);
}

static inline bool
always_cancelled(void *data)
{
  return true;
}

/* NaN and infinity are refused with their place, no rows and no columns with a sentence, another
 * number of features at prediction; a job that is stopped stops. */
static inline void
check_refusals(model_maker make, const void *options, const struct ec_data *data)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data wrong = *data;
  struct ec_job job = EC_JOB_INIT;
  struct ec_model *model;
  double *cell = ec_matrix_column(&wrong.x, 1) + 2, kept = *cell, prediction[4];
  assert_ok(make(options, &model, &error));
  *cell = NAN;
  assert_status(ec_model_fit(model, &wrong, NULL, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 3);
  g_assert_cmpuint(error.column, ==, 2);
  *cell = -INFINITY;
  assert_status(ec_model_fit(model, &wrong, NULL, &error), EC_ERROR_VALUE);
  *cell = kept;
  wrong.x.n_rows = 0;
  assert_status(ec_model_fit(model, &wrong, NULL, &error), EC_ERROR_EMPTY);
  wrong = *data;
  wrong.x.n_columns = 0;
  assert_status(ec_model_fit(model, &wrong, NULL, &error), EC_ERROR_EMPTY);
  job.cancelled = always_cancelled;
  assert_status(ec_model_fit(model, data, &job, &error), EC_ERROR_CANCELLED);
  g_assert_false(model->fitted);
  assert_ok(ec_model_fit(model, data, NULL, &error));
  wrong = *data;
  wrong.x.n_rows = 2;
  wrong.x.n_columns--;
  if (model->model_class->predict != NULL)
    assert_status(ec_model_predict(model, &wrong.x, NULL, prediction, &error), EC_ERROR_SHAPE);
  ec_model_free(model);
}
