#include "config.h"

#include "linear-rows.h"
#include "model/logistic.h"

static ec_status
make_l2(struct ec_model **model, struct ec_error *error)
{
  return ec_logistic_new(NULL, model, error);
}

static ec_status
make_l1(struct ec_model **model, struct ec_error *error)
{
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
  options.penalty = EC_LOGISTIC_L1;
  options.c = 0.01;
  return ec_logistic_new(&options, model, error);
}

static void
test_threads(void)
{
  for (size_t n_classes = 2; n_classes <= 5; n_classes += 3) {
    struct linear_rows *rows = linear_rows_new(20011, 7, n_classes);
    check_same_bits(make_l2, &rows->data);
    check_same_bits(make_l1, &rows->data);
    linear_rows_free(rows);
  }
}

static void
test_files(void)
{
  static const char *const names[] = {"age", "fare", "sex", "class"};
  static const struct damaged cases[] = {
      {"{\"model\": \"logistic\"}", EC_ERROR_NOT_FOUND, "penalty"},
#define HEAD "{\"model\": \"logistic\", \"penalty\": \"l2\", \"c\": 1, \"l1_ratio\": 0, "
      {HEAD "\"n_classes\": 1}", EC_ERROR_VALUE, "n_classes"},
      {HEAD "\"n_classes\": 2.5}", EC_ERROR_VALUE, "n_classes"},
      {HEAD "\"n_classes\": 3, \"intercepts\": [1, 2], \"coefficients\": [1, 2]}", EC_ERROR_SHAPE,
       "intercepts"},
      {HEAD "\"n_classes\": 2, \"intercepts\": [1], \"coefficients\": []}", EC_ERROR_SHAPE,
       "coefficients"},
      {HEAD "\"n_classes\": 3, \"intercepts\": [1, 2, 3], \"coefficients\": [1, 2, 3, 4]}",
       EC_ERROR_SHAPE, "coefficients"},
      {HEAD "\"n_classes\": 2, \"intercepts\": [null], \"coefficients\": [1]}", EC_ERROR_VALUE,
       "intercepts"},
      {HEAD "\"n_classes\": 4, \"classes\": [2, 1], \"intercepts\": [1], \"coefficients\": [1]}",
       EC_ERROR_VALUE, "classes"},
      {HEAD "\"n_classes\": 4, \"classes\": [1, 4], \"intercepts\": [1], \"coefficients\": [1]}",
       EC_ERROR_VALUE, "classes"},
      {HEAD "\"n_classes\": 4, \"classes\": [1], \"intercepts\": [1], \"coefficients\": [1]}",
       EC_ERROR_SHAPE, "classes"},
      {HEAD "\"n_classes\": 2, \"intercepts\": [1], \"coefficients\": [1], \"features\": []}",
       EC_ERROR_SHAPE, "features"},
      {"{\"model\": \"logistic\", \"penalty\": \"l3\", \"c\": 1, \"l1_ratio\": 0}", EC_ERROR_VALUE,
       "penalty"},
      {"{\"model\": \"logistic\", \"penalty\": \"l1\", \"c\": -1, \"l1_ratio\": 0}", EC_ERROR_VALUE,
       "\"c\""},
  };
  for (size_t n_classes = 2; n_classes <= 3; n_classes++) {
    struct linear_rows *rows = linear_rows_new(120, 4, n_classes);
    struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    struct ec_model *model, *loaded;
    struct ec_matrix p, q;
    char text[2000];
    rows->data.names = names;
    options.penalty = EC_LOGISTIC_ELASTIC;
    options.c = 0.2;
    assert_ok(ec_logistic_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
    loaded = reload(model);
    g_assert_cmpstr(loaded->names[1], ==, "fare");
    g_assert_cmpint(loaded->task, ==, EC_TASK_CLASSIFICATION);
    assert_ok(ec_matrix_new(120, n_classes, &p, &error));
    assert_ok(ec_matrix_new(120, n_classes, &q, &error));
    assert_ok(ec_model_predict_probabilities(model, &rows->data.x, NULL, &p, &error));
    assert_ok(ec_model_predict_probabilities(loaded, &rows->data.x, NULL, &q, &error));
    g_assert_cmpmem(p.data, 120 * n_classes * 8, q.data, 120 * n_classes * 8);
    ec_model_describe(loaded, text, sizeof text);
    assert_contains(text, "penalty elastic, C 0.2, share of L1 0.5");
    assert_contains(text, "\"fare\": ");
    ec_matrix_clear(&p);
    ec_matrix_clear(&q);
    ec_model_free(model);
    ec_model_free(loaded);
    linear_rows_free(rows);
  }
  check_damaged(cases, G_N_ELEMENTS(cases));
}

struct case_data {
  struct linear_rows *rows;
  enum ec_logistic_penalty penalty;
};

static ec_status
fit_once(void *data, struct ec_error *error)
{
  const struct case_data *c = data;
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
  struct ec_model *model = NULL;
  double predictions[50];
  ec_status status;
  options.penalty = c->penalty;
  status = ec_logistic_new(&options, &model, error);
  if (status == EC_OK)
    status = ec_model_fit(model, &c->rows->data, NULL, error);
  if (status == EC_OK)
    status = ec_model_predict(model, &c->rows->data.x, NULL, predictions, error);
  ec_model_free(model);
  return status;
}

static void
test_no_memory(void)
{
  struct case_data data = {linear_rows_new(50, 3, 3), EC_LOGISTIC_L2};
  g_assert_cmpint(fail_each_allocation(fit_once, &data), >, 20);
  data.penalty = EC_LOGISTIC_L1;
  g_assert_cmpint(fail_each_allocation(fit_once, &data), >, 20);
  linear_rows_free(data.rows);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/logistic-file/threads", test_threads);
  g_test_add_func("/logistic-file/files", test_files);
  g_test_add_func("/logistic-file/no-memory", test_no_memory);
  return g_test_run();
}
