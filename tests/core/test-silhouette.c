#include "config.h"

#include "base/parallel.h"
#include "fractions.h"
#include "metric/silhouette.h"

/* scikit-learn 1.4.2, X = 60 by 4 of fractions.h, lab = np.arange(60) % 3:
 * silhouette_samples(X, lab)[:12] */
static const double SAMPLES[] = {0.51329870915559661, 0.48571963390502593, 0.57127538073786799,
                                 0.44154375846185867, 0.49948911221288378, 0.6199227380670701,
                                 0.41487616472892275, 0.61538960410543353, 0.49286793989406524,
                                 0.37658841249482444, 0.60366241571112833, 0.63128997490683969};

struct case_data {
  struct ec_matrix x;
  double labels[60];
};

static struct case_data
case_new(void)
{
  struct case_data c = {fractions_new(60, 4), {0.0}};
  for (size_t i = 0; i < 60; i++)
    c.labels[i] = (double)(i % 3);
  return c;
}

/* silhouette_score, calinski_harabasz_score and davies_bouldin_score of the same, and of the same
 * with lab[7] = 9, a cluster of one row. */
static void
test_reference(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct case_data c = case_new();
  double values[60], mean, score;
  assert_ok(ec_silhouette(&c.x, c.labels, NULL, values, &mean, &error));
  assert_digits(mean, 0.515957494292692, 12.0);
  for (size_t i = 0; i < 12; i++)
    assert_digits(values[i], SAMPLES[i], 12.0);
  assert_ok(ec_calinski_harabasz(&c.x, c.labels, &score, &error));
  assert_digits(score, 144.82707834268493, 12.0);
  assert_ok(ec_davies_bouldin(&c.x, c.labels, &score, &error));
  assert_digits(score, 0.7164338487684176, 12.0);
  c.labels[7] = 9.0;
  assert_ok(ec_silhouette(&c.x, c.labels, NULL, values, &mean, &error));
  assert_digits(mean, 0.36134098433518186, 12.0);
  g_assert_cmpfloat(values[7], ==, 0.0);
  assert_ok(ec_calinski_harabasz(&c.x, c.labels, &score, &error));
  assert_digits(score, 97.82688297806479, 12.0);
  assert_ok(ec_davies_bouldin(&c.x, c.labels, &score, &error));
  assert_digits(score, 0.7541367220037987, 12.0);
  ec_matrix_clear(&c.x);
}

/* By the definition, for sizes around the width of a panel; labels are any whole numbers. */
static void
test_definition(void)
{
  static const size_t sizes[] = {6, 7, 24, 25, 49, 100};
  for (size_t s = 0; s < G_N_ELEMENTS(sizes); s++) {
    struct ec_error error = EC_ERROR_INIT;
    size_t n = sizes[s];
    struct ec_matrix x = fractions_new(n, 5);
    double labels[100], values[100], mean, sum = 0.0;
    for (size_t i = 0; i < n; i++)
      labels[i] = (double)(i * i % 5) * 3.0 - 4.0;
    assert_ok(ec_silhouette(&x, labels, NULL, values, &mean, &error));
    for (size_t i = 0; i < n; i++) {
      double a = 0.0, b = INFINITY, own = -1.0;
      for (double label = -4.0; label < 10.0; label++) {
        double total = 0.0, count = 0.0;
        for (size_t r = 0; r < n; r++) {
          double squares = 0.0;
          for (size_t j = 0; j < 5; j++)
            squares += pow(ec_matrix_get(&x, i, j) - ec_matrix_get(&x, r, j), 2.0);
          if (labels[r] == label) {
            total += sqrt(squares);
            count++;
          }
        }
        if (label == labels[i]) {
          a = total / (count - 1.0);
          own = count;
        } else if (count > 0.0)
          b = fmin(b, total / count);
      }
      g_assert_cmpfloat(fabs(values[i] - (own == 1.0 ? 0.0 : (b - a) / fmax(a, b))), <=, 1e-13);
      sum += values[i];
    }
    assert_digits(mean, sum / (double)n, 13.0);
    ec_matrix_clear(&x);
  }
}

/* adjusted_rand_score(lab, np.floor(X[:, 0] * 2)) of X = 60 by 1; and what must hold. */
static void
test_adjusted_rand(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct case_data c = case_new();
  struct ec_matrix one = fractions_new(60, 1);
  double other[60], index, same[] = {1.0, 1.0, 1.0, 1.0}, apart[] = {4.0, 3.0, -2.0, 1.0};
  double halves[] = {0.0, 0.0, 1.0, 1.0}, crossed[] = {0.0, 1.0, 0.0, 1.0};
  for (size_t i = 0; i < 60; i++)
    other[i] = floor(2.0 * ec_matrix_get(&one, i, 0));
  assert_ok(ec_adjusted_rand(c.labels, other, 60, &index, &error));
  assert_digits(index, 0.5857930097380539, 13.0);
  for (size_t i = 0; i < 60; i++)
    other[i] = 7.0 - c.labels[i];
  assert_ok(ec_adjusted_rand(c.labels, other, 60, &index, &error));
  g_assert_cmpfloat(index, ==, 1.0);
  assert_ok(ec_adjusted_rand(same, same, 4, &index, &error));
  g_assert_cmpfloat(index, ==, 1.0);
  assert_ok(ec_adjusted_rand(apart, apart, 4, &index, &error));
  g_assert_cmpfloat(index, ==, 1.0);
  assert_ok(ec_adjusted_rand(same, apart, 4, &index, &error));
  g_assert_cmpfloat(index, ==, 0.0);
  assert_ok(ec_adjusted_rand(halves, crossed, 4, &index, &error));
  assert_digits(index, -0.5, 14.0);
  assert_ok(ec_adjusted_rand(halves, crossed, 1, &index, &error));
  g_assert_cmpfloat(index, ==, 1.0);
  assert_status(ec_adjusted_rand(halves, crossed, 0, &index, &error), EC_ERROR_EMPTY);
  ec_matrix_clear(&one);
  ec_matrix_clear(&c.x);
}

static void
test_threads(void)
{
  struct ec_matrix x = fractions_new(700, 6);
  double labels[700], values[700], first[700], mean;
  for (size_t i = 0; i < 700; i++)
    labels[i] = (double)(i % 7 % 4);
  for (unsigned t = 0; t < 3; t++) {
    struct ec_error error = EC_ERROR_INIT;
    struct ec_job job = EC_JOB_INIT;
    assert_ok(ec_pool_new(1u << t, &job.pool, &error));
    assert_ok(ec_silhouette(&x, labels, &job, values, &mean, &error));
    if (t == 0)
      memcpy(first, values, sizeof first);
    g_assert_cmpmem(values, sizeof values, first, sizeof first);
    ec_pool_free(job.pool);
  }
  ec_matrix_clear(&x);
}

static ec_status
score_all(void *data, struct ec_error *error)
{
  struct case_data *c = data;
  double found;
  ec_status status = ec_silhouette(&c->x, c->labels, NULL, NULL, &found, error);
  if (status == EC_OK)
    status = ec_calinski_harabasz(&c->x, c->labels, &found, error);
  if (status == EC_OK)
    status = ec_davies_bouldin(&c->x, c->labels, &found, error);
  if (status == EC_OK)
    status = ec_adjusted_rand(c->labels, c->labels, 60, &found, error);
  return status;
}

static void
test_errors(void)
{
  struct ec_error error = EC_ERROR_INIT;
  struct case_data c = case_new();
  struct ec_matrix none = rows_from(&c.x, 0, 0);
  double score = 7.0;
  g_assert_cmpint(fail_each_allocation(score_all, &c), >, 10);
  assert_status(ec_silhouette(&none, c.labels, NULL, NULL, &score, &error), EC_ERROR_EMPTY);
  c.labels[5] = 0.5;
  assert_status(ec_calinski_harabasz(&c.x, c.labels, &score, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 6);
  for (size_t i = 0; i < 60; i++)
    c.labels[i] = 3.0;
  assert_status(ec_davies_bouldin(&c.x, c.labels, &score, &error), EC_ERROR_VALUE);
  for (size_t i = 0; i < 60; i++)
    c.labels[i] = (double)i;
  assert_status(ec_silhouette(&c.x, c.labels, NULL, NULL, &score, &error), EC_ERROR_VALUE);
  c.labels[0] = 1.0;
  assert_ok(ec_silhouette(&c.x, c.labels, NULL, NULL, &score, &error));
  ec_matrix_set(&c.x, 4, 1, NAN);
  score = 7.0;
  assert_status(ec_silhouette(&c.x, c.labels, NULL, NULL, &score, &error), EC_ERROR_VALUE);
  g_assert_cmpuint(error.line, ==, 5);
  g_assert_cmpfloat(score, ==, 7.0);
  ec_matrix_clear(&c.x);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/silhouette/reference", test_reference);
  g_test_add_func("/silhouette/definition", test_definition);
  g_test_add_func("/silhouette/adjusted-rand", test_adjusted_rand);
  g_test_add_func("/silhouette/threads", test_threads);
  g_test_add_func("/silhouette/errors", test_errors);
  return g_test_run();
}
