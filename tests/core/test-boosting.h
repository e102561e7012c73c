/* What the tests of gradient boosting share: rows that can be made the same way elsewhere. */
#pragma once

#include "base/parallel.h"
#include "io/json.h"
#include "model/boosting.h"
#include "model/tree-ensemble.h"
#include "support.h"

/* The numbers of the C library's old generator: s = (1103515245 s + 12345) mod 2^31, from 12345,
 * as s / 2^31. */
struct numbers {
  uint32_t state;
};

static inline double
next_number(struct numbers *numbers)
{
  numbers->state = (numbers->state * 1103515245u + 12345u) & 0x7fffffffu;
  return numbers->state / 2147483648.0;
}

enum { PEER_ROWS = 1200, PEER_TRAIN = 800 };

enum target { NUMBER, TWO_CLASSES, THREE_CLASSES };

/* f = sin(6 x0) + 2 x1 x2 with x uniform in four columns, e uniform in -1/2 … 1/2; the target is
 * f + e / 2, or f + e > 1, or the number of 0.3, 1.2 that are <= f + e / 2. */
struct sample {
  struct ec_data data;
  double *y;
};

static inline struct sample
sample_new(size_t n_rows, enum target target)
{
  struct sample sample = {{.n_classes = target == NUMBER        ? 0
                                        : target == TWO_CLASSES ? 2
                                                                : 3},
                          NULL};
  struct numbers numbers = {12345};
  struct ec_error error = EC_ERROR_INIT;
  assert_ok(ec_matrix_new(n_rows, 4, &sample.data.x, &error));
  sample.y = g_new(double, n_rows);
  for (size_t i = 0; i < n_rows; i++) {
    double x[4], f, noise;
    for (size_t j = 0; j < 4; j++) {
      x[j] = next_number(&numbers);
      ec_matrix_set(&sample.data.x, i, j, x[j]);
    }
    noise = next_number(&numbers) - 0.5;
    f = sin(6.0 * x[0]) + 2.0 * x[1] * x[2];
    if (target == NUMBER)
      sample.y[i] = f + 0.5 * noise;
    else if (target == TWO_CLASSES)
      sample.y[i] = f + noise > 1.0;
    else
      sample.y[i] = (f + 0.5 * noise >= 0.3) + (f + 0.5 * noise >= 1.2);
  }
  sample.data.y = sample.y;
  return sample;
}

static inline void
sample_clear(struct sample *sample)
{
  ec_matrix_clear(&sample->data.x);
  g_free(sample->y);
}

static inline struct ec_model *
boosting_fit(const struct ec_boosting_options *options, const struct ec_data *data,
             const struct ec_job *job)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_model *model;
  assert_ok(ec_boosting_new(options, &model, &error));
  assert_ok(ec_model_fit(model, data, job, &error));
  return model;
}

/* The model's file. */
static inline char *
boosting_text(const struct ec_model *model)
{
  struct ec_error error = EC_ERROR_INIT;
  struct ec_record *record = ec_record_new();
  char *text, *copy;
  size_t length;
  g_assert_nonnull(record);
  assert_ok(ec_model_save(model, record, &error));
  assert_ok(ec_json_write(record, &text, &length, &error));
  copy = g_strdup(text);
  ec_free(text);
  ec_record_free(record);
  return copy;
}
