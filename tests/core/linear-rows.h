/* Rows for the tests of linear models, the same bits in C and in Python:
 *
 *   s = 7
 *   def draw():
 *       global s; s = (s * 1103515245 + 12345) % 2**31; return s / 2**30 - 1
 *   for i in range(n):
 *       for j in range(d): X[i, j] = draw() * (j + 1)
 *       z = X[i, 0] - 0.5 * X[i, 1] + 2 * draw()
 *       y[i] = min(k - 1, max(0, floor((z + 2) * k / 4)))
 *
 * and as numbers to predict   t = 3 * X[:, 0] - X[:, 2] + 0.25 * y + 5. */
#pragma once

#include <stdint.h>

#include "base/parallel.h"
#include "io/json.h"
#include "model/model.h"
#include "support.h"

struct linear_rows {
  struct ec_data data;
  double *y;
};

static inline double
draw(uint64_t *s)
{
  *s = (*s * 1103515245u + 12345u) % (UINT64_C(1) << 31);
  return (double)*s / 1073741824.0 - 1.0;
}

static inline double
linear_rows_get(const struct linear_rows *rows, size_t i, size_t j)
{
  return j < rows->data.x.n_columns ? ec_matrix_get(&rows->data.x, i, j) : 0.0;
}

/* Columns that there are not count as zero. With `n_classes` 0 the targets are the numbers t, made from two classes. */
static inline struct linear_rows *
linear_rows_new(size_t n, size_t d, size_t n_classes)
{
  struct linear_rows *rows = g_new0(struct linear_rows, 1);
  struct ec_error error = EC_ERROR_INIT;
  double k = n_classes > 0 ? (double)n_classes : 2.0;
  uint64_t s = 7;
  assert_ok(ec_matrix_new(n, d, &rows->data.x, &error));
  rows->y = g_new(double, MAX(n, 1));
  for (size_t i = 0; i < n; i++) {
    double z, y;
    for (size_t j = 0; j < d; j++)
      ec_matrix_set(&rows->data.x, i, j, draw(&s) * (double)(j + 1));
    z = linear_rows_get(rows, i, 0) - 0.5 * linear_rows_get(rows, i, 1) + 2 * draw(&s);
    y = fmin(k - 1, fmax(0, floor((z + 2) * k / 4)));
    if (n_classes == 0)
      y = 3 * linear_rows_get(rows, i, 0) - linear_rows_get(rows, i, 2) + 0.25 * y + 5;
    rows->y[i] = y;
  }
  rows->data.y = rows->y;
  rows->data.n_classes = n_classes;
  return rows;
}

static inline void
linear_rows_free(struct linear_rows *rows)
{
  ec_matrix_clear(&rows->data.x);
  g_free(rows->y);
  g_free(rows);
}

#define assert_near(found, expected, within)                                                       \
  do {                                                                                             \
    double assert_f = (found), assert_e = (expected);                                              \
    if (!(fabs(assert_f - assert_e) <= (within)))                                                  \
      g_error("%s:%d: %s is %.17g, not %.17g within %g", __FILE__, __LINE__, #found, assert_f,     \
              assert_e, (double)(within));                                                         \
  } while (0)

/* Saves a fitted model to JSON and loads it again. */
static inline struct ec_model *
reload(const struct ec_model *model)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new(), *read;
  struct ec_model *loaded;
  char *text;
  size_t length;
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, &length, &error));
  assert_ok(ec_json_read(text, length, &read, &error));
  assert_ok(ec_model_load(read, &loaded, &error));
  ec_record_free(record);
  ec_record_free(read);
  ec_free(text);
  return loaded;
}

/* The file of a model that `make` makes, fitted with so many threads. */
static inline char *
fit_to_text(ec_status (*make)(struct ec_model **model, struct ec_error *error),
            const struct ec_data *data, unsigned n_threads, size_t *length)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_job job = EC_JOB_INIT;
  struct ec_record *record = ec_record_new();
  struct ec_model *model;
  char *text;
  assert_ok(ec_pool_new(n_threads, &job.pool, &error));
  assert_ok(make(&model, &error));
  assert_ok(ec_model_fit(model, data, &job, &error));
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, length, &error));
  ec_model_free(model);
  ec_record_free(record);
  ec_pool_free(job.pool);
  return text;
}

/* The file is the same, byte for byte, with 1, 2 and 4 threads. */
static inline void
check_same_bits(ec_status (*make)(struct ec_model **model, struct ec_error *error),
                const struct ec_data *data)
{
  size_t length, other_length;
  char *text = fit_to_text(make, data, 1, &length);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
    char *other = fit_to_text(make, data, n_threads, &other_length);
    g_assert_cmpmem(other, other_length, text, length);
    ec_free(other);
  }
  ec_free(text);
}

static inline bool
always(void *data)
{
  return true;
}

/* Loading each text fails with the status, a message that contains the part, and no model. */
struct damaged {
  const char *text;
  ec_status status;
  const char *part;
};

static inline void
check_damaged(const struct damaged *cases, size_t n)
{
  for (size_t i = 0; i < n; i++) {
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
