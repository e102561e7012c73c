#include "config.h"

#include "linear-rows.h"
#include "model/logistic.h"

/* scikit-learn 1.4.2, LogisticRegression on the rows of linear-rows.h, 120 by 4: intercept, then
 * coefficients. L2 and none: solver="newton-cg", tol=1e-14; L1 and elastic: solver="saga",
 * tol=1e-15, max_iter=1000000. */
static const double l2_two[] = {-0.16711471645358117, 1.215575679834879, -0.4879393366871093,
                                0.1903649373123299, 0.0416812337776771};
static const double none_two[] = {-0.1738866915920236, 1.6309366945094343, -0.5350648919796831,
                                  0.21895762849302267, 0.04837642208959285};
static const double l1_two[] = {-0.161118806490349, 0.18290367209980332, -0.2646716652428359,
                                0.022974490445814132, 0.0};
static const double elastic_two[] = {-0.15763061115203703, 0.5638650160723033, -0.3589366222527388,
                                     0.11426877867442099, 0.009323390410969636};
static const double without_two[] = {0.0, 1.2183234142207722, -0.4840869243011516,
                                     0.19165605363320007, 0.03317471973042133};
static const double l2_three[] = {
    0.14377585361335563,  -0.7961896909832119,   0.41291330285279493,  -0.11057879250673659,
    -0.00712515441964846, -0.05116638330306608,  0.15194633040593583,  -0.040129249387292176,
    0.03983889902164273,  -0.058467203096472624, -0.09260947031028842, 0.6442433605772762,
    -0.3727840534655037,  0.07073989348509353,   0.06559235751611951};
static const double none_three[] = {
    0.12780419432069756,   -0.988842688538655,   0.4439539633839984,   -0.12244854226018494,
    -0.010266058311516784, -0.02219279215888784, 0.17588685855271197,  -0.042441086882081,
    0.04300699897029364,   -0.05871302737213792, -0.10561140216181067, 0.8129558299859421,
    -0.40151287650191836,  0.0794415432898913,   0.06897908568365484};
static const double l1_three[] = {0.19915947980486018,
                                  -0.004730918201944299,
                                  0.3181735814708415,
                                  0.0,
                                  0.0,
                                  -0.15890530962922506,
                                  0.0,
                                  0.0,
                                  0.0,
                                  -0.005222858986016021,
                                  -0.04025417017563126,
                                  0.0,
                                  -0.10800973972047292,
                                  0.0,
                                  0.0};
static const double elastic_three[] = {0.18005094422551166,
                                       -0.41806642033960006,
                                       0.34892539131830286,
                                       -0.0887859649016149,
                                       0.0,
                                       -0.11697573372727212,
                                       0.0,
                                       0.0,
                                       0.0,
                                       -0.04228642164720366,
                                       -0.06307521049824395,
                                       0.21919943911405368,
                                       -0.2408324149053394,
                                       0.0,
                                       0.040830612758954624};
static const double without_three[] = {
    0.0, -0.8342163693592011, 0.43006534856307777,  -0.11773079682802014, 0.00018531577286801383,
    0.0, 0.1858878458109176,  -0.06109138445682649, 0.044375965519646995, -0.057857793656968415,
    0.0, 0.6483285235482833,  -0.3689739641062513,  0.07335483130837465,  0.05767247788409928};

static const struct {
  size_t n_classes;
  enum ec_logistic_penalty penalty;
  double c, l1_ratio;
  bool intercept;
  const double *expected;
} references[] = {
    {2, EC_LOGISTIC_L2, 0.5, 0, true, l2_two},
    {2, EC_LOGISTIC_NONE, 1, 0, true, none_two},
    {2, EC_LOGISTIC_L1, 0.1, 0, true, l1_two},
    {2, EC_LOGISTIC_ELASTIC, 0.1, 0.3, true, elastic_two},
    {2, EC_LOGISTIC_L2, 0.5, 0, false, without_two},
    {3, EC_LOGISTIC_L2, 0.5, 0, true, l2_three},
    {3, EC_LOGISTIC_NONE, 1, 0, true, none_three},
    {3, EC_LOGISTIC_L1, 0.1, 0, true, l1_three},
    {3, EC_LOGISTIC_ELASTIC, 0.1, 0.3, true, elastic_three},
    {3, EC_LOGISTIC_L2, 0.5, 0, false, without_three},
};

static struct ec_model *
fit(const struct ec_data *data, enum ec_logistic_penalty penalty, double c, double l1_ratio,
    bool intercept)
{
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  options.penalty = penalty;
  options.c = c;
  options.l1_ratio = l1_ratio;
  options.intercept = intercept;
  options.tolerance = 1e-12;
  assert_ok(ec_logistic_new(&options, &model, &error));
  assert_ok(ec_model_fit(model, data, NULL, &error));
  return model;
}

static void
test_references(void)
{
  for (size_t r = 0; r < G_N_ELEMENTS(references); r++) {
    struct linear_rows *rows = linear_rows_new(120, 4, references[r].n_classes);
    struct ec_model *model = fit(&rows->data, references[r].penalty, references[r].c,
                                 references[r].l1_ratio, references[r].intercept);
    const struct ec_logistic_result *result = ec_logistic_get_result(model);
    g_assert_true(result->converged);
    g_assert_cmpuint(result->n_outputs, ==, references[r].n_classes == 2 ? 1 : 3);
    for (size_t k = 0; k < result->n_outputs; k++) {
      const double *expected = references[r].expected + 5 * k;
      assert_near(result->intercepts[k], expected[0], 1e-7);
      for (size_t j = 0; j < 4; j++) {
        double found = result->coefficients[4 * k + j];
        assert_near(found, expected[1 + j], 1e-7);
        /* What is zero is exactly zero. */
        g_assert_cmpint(found == 0.0, ==, expected[1 + j] == 0.0);
      }
    }
    g_assert_cmpfloat(result->losses[result->n_iterations], ==, result->loss);
    for (size_t i = 1; i <= result->n_iterations; i++)
      g_assert_cmpfloat(result->losses[i], <=, result->losses[i - 1] * (1 + 1e-10));
    assert_near(result->losses[0], log((double)references[r].n_classes), 1e-14);
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* scikit-learn 1.4.2: LogisticRegression(C=0.5, solver="newton-cg", tol=1e-14).predict_proba. */
static void
test_probabilities(void)
{
  static const double expected[2][2][3] = {
      {{0.4176607578520777, 0.5823392421479223}, {0.8339138116576011, 0.16608618834239885}},
      {{0.2527285807206358, 0.28555074190767404, 0.4617206773716901},
       {0.7367254556573458, 0.20397322098376564, 0.05930132335888857}}};
  for (size_t c = 0; c < 2; c++) {
    struct linear_rows *rows = linear_rows_new(120, 4, c + 2);
    struct ec_model *model = fit(&rows->data, EC_LOGISTIC_L2, 0.5, 0, true);
    struct ec_error error = EC_ERROR_INIT;
    struct ec_matrix p, narrow;
    double predictions[120];
    assert_ok(ec_matrix_new(120, c + 2, &p, &error));
    assert_ok(ec_model_predict_probabilities(model, &rows->data.x, NULL, &p, &error));
    assert_ok(ec_model_predict(model, &rows->data.x, NULL, predictions, &error));
    for (size_t i = 0; i < 120; i++) {
      double sum = 0.0, best = 0.0;
      for (size_t k = 0; k < c + 2; k++) {
        sum += ec_matrix_get(&p, i, k);
        best = fmax(best, ec_matrix_get(&p, i, k));
        if (i < 2)
          assert_near(ec_matrix_get(&p, i, k), expected[c][i][k], 1e-8);
      }
      assert_near(sum, 1.0, 1e-15);
      g_assert_cmpfloat(ec_matrix_get(&p, i, (size_t)predictions[i]), ==, best);
    }
    narrow = p;
    narrow.n_columns--;
    assert_status(ec_model_predict_probabilities(model, &rows->data.x, NULL, &narrow, &error),
                  EC_ERROR_SHAPE);
    /* A row with a gap gives no class, and no other row minds. */
    ec_matrix_set(&rows->data.x, 7, 1, NAN);
    assert_ok(ec_model_predict_probabilities(model, &rows->data.x, NULL, &p, &error));
    assert_ok(ec_model_predict(model, &rows->data.x, NULL, predictions, &error));
    g_assert_true(isnan(predictions[7]) && !isnan(predictions[6]) && !isnan(predictions[8]));
    for (size_t k = 0; k < c + 2; k++)
      g_assert_true(isnan(ec_matrix_get(&p, 7, k)) && !isnan(ec_matrix_get(&p, 8, k)));
    ec_matrix_clear(&p);
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* The gradient of the objective of a model at its solution, computed with plain loops. */
static void
find_gradient(const struct linear_rows *rows, const struct ec_logistic_result *result,
              double *gradient)
{
  size_t d = result->n_features, n_outputs = result->n_outputs;
  memset(gradient, 0, n_outputs * d * sizeof *gradient);
  for (size_t i = 0; i < rows->data.x.n_rows; i++) {
    double z[64], sum = 0.0;
    for (size_t k = 0; k < n_outputs; k++) {
      z[k] = result->intercepts[k];
      for (size_t j = 0; j < d; j++)
        z[k] += result->coefficients[k * d + j] * ec_matrix_get(&rows->data.x, i, j);
      sum += z[k] = exp(z[k]);
    }
    if (n_outputs == 1)
      sum += 1.0;
    for (size_t k = 0; k < n_outputs; k++) {
      size_t class = n_outputs == 1 ? 1 : k;
      double r = z[k] / sum - (rows->y[i] == (double)class);
      for (size_t j = 0; j < d; j++)
        gradient[k * d + j] += r * ec_matrix_get(&rows->data.x, i, j);
    }
  }
}

/* More rows than the Hessian looks at, and sizes off every block: the conditions of optimality hold
 * whatever way was taken. */
static void
test_optimality(void)
{
  static const struct {
    size_t n, d, n_classes;
    enum ec_logistic_penalty penalty;
    double c;
  } cases[] = {
      {13001, 5, 2, EC_LOGISTIC_L2, 0.01},   {13001, 5, 2, EC_LOGISTIC_L1, 0.002},
      {9999, 6, 7, EC_LOGISTIC_L2, 0.1},     {999, 6, 7, EC_LOGISTIC_L1, 0.05},
      {257, 61, 2, EC_LOGISTIC_L2, 1},       {257, 61, 2, EC_LOGISTIC_L1, 0.3},
      {40, 1100, 2, EC_LOGISTIC_L2, 0.001},  {40, 300, 3, EC_LOGISTIC_L1, 0.01},
      {100, 520, 3, EC_LOGISTIC_L1, 0.0005}, {80, 2500, 2, EC_LOGISTIC_L1, 0.001},
      {5, 3, 2, EC_LOGISTIC_L2, 1},
  };
  for (size_t t = 0; t < G_N_ELEMENTS(cases); t++) {
    struct linear_rows *rows = linear_rows_new(cases[t].n, cases[t].d, cases[t].n_classes);
    struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    const struct ec_logistic_result *result;
    struct ec_model *model;
    double *gradient, most = 0.0;
    options.penalty = cases[t].penalty;
    options.c = cases[t].c;
    options.tolerance = 1e-10;
    assert_ok(ec_logistic_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
    result = ec_logistic_get_result(model);
    g_test_message("case %zu: %zu iterations", t, result->n_iterations);
    g_assert_true(result->converged);
    gradient = g_new(double, result->n_outputs *cases[t].d);
    find_gradient(rows, result, gradient);
    for (size_t i = 0; i < result->n_outputs * cases[t].d; i++) {
      double w = result->coefficients[i], violation;
      if (cases[t].penalty == EC_LOGISTIC_L2)
        violation = fabs(gradient[i] + w / cases[t].c);
      else if (w != 0.0)
        violation = fabs(gradient[i] + copysign(1.0, w) / cases[t].c);
      else
        violation = fmax(0.0, fabs(gradient[i]) - 1.0 / cases[t].c);
      most = fmax(most, violation / (double)cases[t].n);
    }
    g_assert_cmpfloat(most, <, 2e-10);
    g_free(gradient);
    ec_model_free(model);
    linear_rows_free(rows);
  }
}

/* Columns in units a million times apart, far from zero, one of them twice: Newton's steps do not
 * mind. Dividing a column by s and multiplying its weight by s is the same model without a penalty. */
static void
test_units(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 2), *other = linear_rows_new(120, 4, 2);
  struct ec_model *model = fit(&rows->data, EC_LOGISTIC_NONE, 1, 0, true), *scaled;
  const struct ec_logistic_result *a = ec_logistic_get_result(model), *b;
  for (size_t i = 0; i < 120; i++) {
    ec_matrix_set(&other->data.x, i, 0, ec_matrix_get(&rows->data.x, i, 0) * 1e6);
    ec_matrix_set(&other->data.x, i, 1, ec_matrix_get(&rows->data.x, i, 1) * 1e-6);
    ec_matrix_set(&other->data.x, i, 2, ec_matrix_get(&rows->data.x, i, 2) + 2000.0);
  }
  scaled = fit(&other->data, EC_LOGISTIC_NONE, 1, 0, true);
  b = ec_logistic_get_result(scaled);
  assert_digits(b->coefficients[0] * 1e6, a->coefficients[0], 6);
  assert_digits(b->coefficients[1] * 1e-6, a->coefficients[1], 6);
  assert_digits(b->coefficients[2], a->coefficients[2], 6);
  assert_digits(b->loss, a->loss, 12);
  ec_model_free(scaled);
  ec_model_free(model);
  linear_rows_free(rows);
  linear_rows_free(other);
}

/* Rows whose classes do not overlap have no finite answer without a penalty, and say so; with one
 * they have. So have rows that only share a border. */
static void
test_separation(void)
{
  static const double whole[8] = {1, 2, 3, 4, 5, 6, 7, 8}, classes[8] = {0, 0, 0, 0, 1, 1, 1, 1};
  static const double touching[8] = {1, 2, 3, 4, 4, 6, 7, 8};
  const double *columns[2] = {whole, touching};
  struct ec_error error = EC_ERROR_INIT;
  struct ec_data data = {.y = classes, .n_classes = 2};
  assert_ok(ec_matrix_new(8, 1, &data.x, &error));
  for (size_t t = 0; t < 2; t++) {
    struct ec_model *model;
    const struct ec_logistic_result *result;
    double predictions[8];
    char text[2000];
    memcpy(data.x.data, columns[t], sizeof whole);
    model = fit(&data, EC_LOGISTIC_NONE, 1, 0, true);
    result = ec_logistic_get_result(model);
    g_assert_cmpint(result->outcome, ==, EC_LOGISTIC_SEPARATED);
    g_assert_false(result->converged);
    g_assert_cmpuint(result->n_iterations, <, 100);
    g_assert_true(isfinite(result->coefficients[0]) && isfinite(result->intercepts[0]));
    assert_ok(ec_model_predict(model, &data.x, NULL, predictions, &error));
    for (size_t i = 0; i < 8 && t == 0; i++)
      g_assert_cmpfloat(predictions[i], ==, classes[i]);
    ec_model_describe(model, text, sizeof text);
    assert_contains(text, "separated perfectly");
    ec_model_free(model);
    model = fit(&data, EC_LOGISTIC_L2, 1, 0, true);
    g_assert_true(ec_logistic_get_result(model)->converged);
    ec_model_free(model);
    model = fit(&data, EC_LOGISTIC_L1, 1, 0, true);
    g_assert_true(ec_logistic_get_result(model)->converged);
    ec_model_free(model);
  }
  ec_matrix_clear(&data.x);
}

/* Three classes, one of which lies apart from the two others, which overlap. */
static void
test_separated_class(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 2);
  struct ec_model *model;
  for (size_t i = 0; i < 120; i += 4) {
    rows->y[i] = 2.0;
    ec_matrix_set(&rows->data.x, i, 3, 10.0);
  }
  rows->data.n_classes = 3;
  model = fit(&rows->data, EC_LOGISTIC_NONE, 1, 0, true);
  g_assert_cmpint(ec_logistic_get_result(model)->outcome, ==, EC_LOGISTIC_SEPARATED);
  ec_model_free(model);
  linear_rows_free(rows);
}

/* A class without rows has the probability 0, and the others are as if it were not named. */
static void
test_absent_class(void)
{
  struct linear_rows *rows = linear_rows_new(120, 4, 3);
  struct ec_model *plain = fit(&rows->data, EC_LOGISTIC_L2, 1, 0, true), *model, *loaded;
  struct ec_error error = EC_ERROR_INIT;
  struct ec_matrix p, q;
  double predictions[120], again[120];
  assert_ok(ec_matrix_new(120, 3, &p, &error));
  assert_ok(ec_matrix_new(120, 5, &q, &error));
  assert_ok(ec_model_predict_probabilities(plain, &rows->data.x, NULL, &p, &error));
  for (size_t i = 0; i < 120; i++)
    rows->y[i] += rows->y[i] > 0 ? 2 : 0;
  rows->data.n_classes = 5;
  model = fit(&rows->data, EC_LOGISTIC_L2, 1, 0, true);
  loaded = reload(model);
  g_assert_cmpuint(loaded->n_classes, ==, 5);
  assert_ok(ec_model_predict_probabilities(loaded, &rows->data.x, NULL, &q, &error));
  assert_ok(ec_model_predict(model, &rows->data.x, NULL, predictions, &error));
  assert_ok(ec_model_predict(loaded, &rows->data.x, NULL, again, &error));
  g_assert_cmpmem(predictions, sizeof predictions, again, sizeof again);
  for (size_t i = 0; i < 120; i++) {
    static const size_t places[3] = {0, 3, 4};
    for (size_t k = 0; k < 3; k++)
      g_assert_cmpfloat(ec_matrix_get(&q, i, places[k]), ==, ec_matrix_get(&p, i, k));
    g_assert_cmpfloat(ec_matrix_get(&q, i, 1) + ec_matrix_get(&q, i, 2), ==, 0.0);
    g_assert_true(predictions[i] == 0 || predictions[i] == 3 || predictions[i] == 4);
  }
  for (size_t i = 0; i < 120; i++)
    rows->y[i] = 3;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "all rows are of class 3");
  ec_model_free(plain);
  ec_model_free(model);
  ec_model_free(loaded);
  ec_matrix_clear(&p);
  ec_matrix_clear(&q);
  linear_rows_free(rows);
}

static void
test_refused(void)
{
  static const char *const names[] = {"age", "fare", "sex", "class"};
  struct linear_rows *rows = linear_rows_new(120, 4, 2);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
  struct ec_model *model = NULL;
  struct ec_job job = EC_JOB_INIT;
  const struct ec_logistic_result *result;
  double before;
  options.c = 0.0;
  assert_status(ec_logistic_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_logistic_options)EC_LOGISTIC_OPTIONS_INIT;
  options.l1_ratio = 1.5;
  assert_status(ec_logistic_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_logistic_options)EC_LOGISTIC_OPTIONS_INIT;
  options.tolerance = NAN;
  assert_status(ec_logistic_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  options = (struct ec_logistic_options)EC_LOGISTIC_OPTIONS_INIT;
  options.max_iterations = 0;
  assert_status(ec_logistic_new(&options, &model, &error), EC_ERROR_ARGUMENT);
  g_assert_null(model);
  model = fit(&rows->data, EC_LOGISTIC_L2, 1, 0, true);
  before = ec_logistic_get_result(model)->intercepts[0];
  rows->data.names = names;
  ec_matrix_set(&rows->data.x, 4, 2, NAN);
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "row 5 has no value in feature 3 (\"sex\")");
  ec_matrix_set(&rows->data.x, 4, 2, -INFINITY);
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "infinite");
  for (size_t i = 0; i < 120; i++)
    ec_matrix_set(&rows->data.x, i, 2, 1.7e308);
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "too large");
  for (size_t i = 0; i < 120; i++)
    ec_matrix_set(&rows->data.x, i, 2, 1.0);
  rows->y[3] = 0.5;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  assert_contains(error.message, "class of row 4");
  rows->y[3] = 2;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  rows->y[3] = 1;
  rows->data.n_classes = 0;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_UNSUPPORTED);
  rows->data.n_classes = 2;
  rows->data.x.n_rows = 0;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_EMPTY);
  rows->data.x.n_rows = 1;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_VALUE);
  rows->data.x.n_rows = 120;
  rows->data.x.n_columns = 0;
  assert_status(ec_model_fit(model, &rows->data, NULL, &error), EC_ERROR_EMPTY);
  rows->data.x.n_columns = 4;
  job.cancelled = always;
  assert_status(ec_model_fit(model, &rows->data, &job, &error), EC_ERROR_CANCELLED);
  /* A fit that fails leaves the model as it was. */
  result = ec_logistic_get_result(model);
  g_assert_cmpfloat(result->intercepts[0], ==, before);
  /* A constant column does no harm. */
  assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
  g_assert_true(ec_logistic_get_result(model)->converged);
  ec_model_free(model);
  linear_rows_free(rows);
}

static void
count_step(void *data, size_t iteration, double loss)
{
  GArray *losses = data;
  g_assert_cmpuint(iteration, ==, losses->len);
  g_array_append_val(losses, loss);
}

/* The losses are told as they come, and a limit of iterations is kept and said. */
static void
test_steps(void)
{
  for (int penalty = EC_LOGISTIC_NONE; penalty <= EC_LOGISTIC_ELASTIC; penalty++) {
    struct linear_rows *rows = linear_rows_new(120, 4, 3);
    struct ec_logistic_options options = EC_LOGISTIC_OPTIONS_INIT;
    struct ec_error error = EC_ERROR_INIT;
    GArray *losses = g_array_new(FALSE, FALSE, sizeof(double));
    const struct ec_logistic_result *result;
    struct ec_model *model;
    char text[2000];
    options.penalty = (enum ec_logistic_penalty)penalty;
    options.max_iterations = 2;
    options.step = count_step;
    options.step_data = losses;
    assert_ok(ec_logistic_new(&options, &model, &error));
    assert_ok(ec_model_fit(model, &rows->data, NULL, &error));
    result = ec_logistic_get_result(model);
    g_assert_cmpuint(result->n_iterations, ==, 2);
    g_assert_cmpint(result->outcome, ==, EC_LOGISTIC_LIMIT);
    g_assert_false(result->converged);
    g_assert_cmpmem(result->losses, 3 * sizeof(double), losses->data, losses->len * sizeof(double));
    ec_model_describe(model, text, sizeof text);
    assert_contains(text, "allow more iterations");
    ec_model_free(model);
    g_array_unref(losses);
    linear_rows_free(rows);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/logistic/references", test_references);
  g_test_add_func("/logistic/probabilities", test_probabilities);
  g_test_add_func("/logistic/optimality", test_optimality);
  g_test_add_func("/logistic/units", test_units);
  g_test_add_func("/logistic/separation", test_separation);
  g_test_add_func("/logistic/separated-class", test_separated_class);
  g_test_add_func("/logistic/absent-class", test_absent_class);
  g_test_add_func("/logistic/refused", test_refused);
  g_test_add_func("/logistic/steps", test_steps);
  return g_test_run();
}
