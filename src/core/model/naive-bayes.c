#include "config.h"

#include "model/naive-bayes.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "model/linear-private.h"
#include "model/model-file.h"
#include "model/model-private.h"

struct naive_bayes {
  struct ec_model model;
  double var_smoothing;
  double *priors; /* the given ones, owned; or NULL */
  size_t n_priors;
  struct ec_arena *arena; /* owns the result and the sums; NULL before the first fit */
  struct ec_naive_bayes_result result;
};

enum { BLOCK = 512 };

static const double TWO_PI = 6.283185307179586476925;

struct moments {
  const struct ec_data *data;
  const size_t *counts; /* K */
  struct ec_matrix *means, *variances;
  double *spreads; /* D: the variance over all rows */
};

/* Means and variances of a feature, each by a second look. */
static ec_status
measure_feature(void *context, size_t j, unsigned worker, struct ec_error *error)
{
  const struct moments *m = context;
  const double *x = ec_matrix_column(&m->data->x, j), *y = m->data->y;
  double *means = ec_matrix_column(m->means, j), *variances = ec_matrix_column(m->variances, j);
  size_t n = m->data->x.n_rows, n_classes = m->data->n_classes;
  double mean = 0.0, spread = 0.0;
  for (size_t i = 0; i < n; i++) {
    means[(size_t)y[i]] += x[i];
    mean += x[i];
  }
  mean /= (double)n;
  for (size_t c = 0; c < n_classes; c++)
    means[c] /= (double)m->counts[c];
  for (size_t i = 0; i < n; i++) {
    size_t c = (size_t)y[i];
    variances[c] += (x[i] - means[c]) * (x[i] - means[c]);
    spread += (x[i] - mean) * (x[i] - mean);
  }
  for (size_t c = 0; c < n_classes; c++)
    variances[c] /= (double)m->counts[c];
  m->spreads[j] = spread / (double)n;
  return EC_OK;
}

/* Makes each variance larger by the smoothing; a variance of 0 would tell nothing but that. */
static ec_status
smooth(const struct naive_bayes *nb, const struct moments *m, struct ec_error *error)
{
  double largest = 0.0;
  for (size_t j = 0; j < m->means->n_columns; j++)
    largest = fmax(largest, m->spreads[j]);
  if (!isfinite(largest))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "the features are so large that their squares overflow; scale them first");
  for (size_t j = 0; j < m->means->n_columns; j++)
    for (size_t c = 0; c < m->means->n_rows; c++) {
      double *variance = ec_matrix_column(m->variances, j) + c;
      *variance += nb->var_smoothing * largest;
      if (*variance == 0.0)
        return ec_error_set_at(error, EC_ERROR_VALUE, 0, j + 1,
                               "feature %zu has the same value in all rows of class %zu, and "
                               "nothing is added to its variance; leave it out or use a "
                               "var_smoothing above 0",
                               j + 1, c);
    }
  return EC_OK;
}

static ec_status
count_classes(const struct ec_data *data, size_t *counts, struct ec_error *error)
{
  for (size_t i = 0; i < data->x.n_rows; i++)
    counts[(size_t)data->y[i]]++;
  for (size_t c = 0; c < data->n_classes; c++)
    if (counts[c] == 0)
      return ec_error_set(error, EC_ERROR_VALUE,
                          "no row is of class %zu of %zu; each class needs a row to learn from", c,
                          data->n_classes);
  return EC_OK;
}

static ec_status
learn(const struct naive_bayes *nb, const struct ec_data *data, const struct ec_job *job,
      struct ec_arena *arena, struct ec_naive_bayes_result *r, struct ec_error *error)
{
  size_t n_classes = data->n_classes, d = data->x.n_columns;
  size_t *counts = ec_arena_alloc(arena, n_classes, sizeof *counts);
  double *priors = ec_arena_alloc(arena, n_classes, sizeof *priors);
  struct moments moments = {data, counts, &r->means, &r->variances,
                            ec_arena_alloc(arena, d, sizeof(double))};
  ec_status status;
  if (counts == NULL || priors == NULL || moments.spreads == NULL ||
      !ec_arena_matrix(arena, n_classes, d, &r->means) ||
      !ec_arena_matrix(arena, n_classes, d, &r->variances))
    return ec_error_no_memory(error, "a naive Bayes model");
  r->n_classes = n_classes;
  r->n_features = d;
  r->priors = priors;
  status = count_classes(data, counts, error);
  if (status == EC_OK)
    status = ec_parallel_for(job, NULL, d, measure_feature, &moments, error);
  if (status == EC_OK)
    status = smooth(nb, &moments, error);
  for (size_t c = 0; c < n_classes; c++)
    priors[c] = nb->priors != NULL ? nb->priors[c] : (double)counts[c] / (double)data->x.n_rows;
  return status;
}

/* Takes over a result and the arena that owns it. */
static void
take_result(struct naive_bayes *nb, struct ec_arena *arena, const struct ec_naive_bayes_result *r)
{
  ec_arena_free(nb->arena);
  nb->arena = arena;
  nb->result = *r;
  nb->model.task = EC_TASK_CLASSIFICATION;
  nb->model.n_classes = r->n_classes;
}

static ec_status
fit(struct ec_model *model, const struct ec_data *data, const struct ec_job *job,
    struct ec_error *error)
{
  struct naive_bayes *nb = (struct naive_bayes *)model;
  struct ec_naive_bayes_result result;
  struct ec_arena *arena;
  ec_status status;
  if (nb->priors != NULL && nb->n_priors != data->n_classes)
    return ec_error_set(error, EC_ERROR_SHAPE, "%zu priors are given for %zu classes", nb->n_priors,
                        data->n_classes);
  arena = ec_arena_new(0);
  if (arena == NULL)
    return ec_error_no_memory(error, "a naive Bayes model");
  status = learn(nb, data, job, arena, &result, error);
  if (status == EC_OK)
    take_result(nb, arena, &result);
  else
    ec_arena_free(arena);
  return status;
}

struct prediction {
  const struct ec_naive_bayes_result *r;
  const struct ec_matrix *x;
  const double *constants; /* K by D: log(2 pi v) */
  double *predictions;
  struct ec_matrix *probabilities;
  double *logs; /* a worker: BLOCK by K */
};

/* The joint log likelihoods of a block of rows, class by class. */
static void
find_logs(const struct prediction *p, size_t first, size_t n, double *logs)
{
  size_t n_classes = p->r->n_classes;
  for (size_t c = 0; c < n_classes; c++, logs += BLOCK) {
    for (size_t i = 0; i < n; i++)
      logs[i] = log(p->r->priors[c]);
    for (size_t j = 0; j < p->x->n_columns; j++) {
      const double *x = ec_matrix_column(p->x, j) + first;
      double mean = ec_matrix_get(&p->r->means, c, j);
      double variance = ec_matrix_get(&p->r->variances, c, j);
      double constant = p->constants[c + j * n_classes];
      for (size_t i = 0; i < n; i++) {
        double difference = x[i] - mean;
        double term = 0.5 * (constant + difference * difference / variance);
        logs[i] -= isnan(x[i]) ? 0.0 : term;
      }
    }
  }
}

/* Turns the logs of a row into probabilities: the largest is taken off first, so that at least one
 * exponential does not vanish. A row infinitely far from all classes is like the priors. */
static void
answer_row(const struct prediction *p, const double *logs, size_t row)
{
  size_t n_classes = p->r->n_classes, best = 0;
  double sum = 0.0;
  for (size_t c = 1; c < n_classes; c++)
    if (logs[c * BLOCK] > logs[best * BLOCK])
      best = c;
  if (p->predictions != NULL) {
    p->predictions[row] = (double)best;
    return;
  }
  for (size_t c = 0; c < n_classes; c++) {
    double share =
        isinf(logs[best * BLOCK]) ? p->r->priors[c] : exp(logs[c * BLOCK] - logs[best * BLOCK]);
    ec_matrix_set(p->probabilities, row, c, share);
    sum += share;
  }
  for (size_t c = 0; c < n_classes; c++)
    ec_matrix_set(p->probabilities, row, c, ec_matrix_get(p->probabilities, row, c) / sum);
}

static ec_status
predict_block(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct prediction *p = data;
  size_t first = piece * BLOCK, n = p->x->n_rows - first < BLOCK ? p->x->n_rows - first : BLOCK;
  double *logs = p->logs + worker * BLOCK * p->r->n_classes;
  find_logs(p, first, n, logs);
  for (size_t i = 0; i < n; i++)
    answer_row(p, logs + i, first + i);
  return EC_OK;
}

static ec_status
answer_all(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
           double *predictions, struct ec_matrix *probabilities, struct ec_error *error)
{
  const struct naive_bayes *nb = (const struct naive_bayes *)model;
  size_t n_blocks = x->n_rows / BLOCK + (x->n_rows % BLOCK != 0), n_classes = model->n_classes;
  unsigned n_workers = ec_pool_n_threads(job != NULL ? job->pool : NULL);
  double *constants = ec_alloc(n_classes * x->n_columns, sizeof *constants);
  struct prediction p = {&nb->result,   x,
                         constants,     predictions,
                         probabilities, ec_alloc(n_workers * n_classes, BLOCK * sizeof(double))};
  ec_status status;
  if (constants == NULL || p.logs == NULL) {
    status = ec_error_no_memory(error, "the predictions");
  } else {
    for (size_t j = 0; j < x->n_columns; j++)
      for (size_t c = 0; c < n_classes; c++)
        constants[c + j * n_classes] = log(TWO_PI * ec_matrix_get(&nb->result.variances, c, j));
    status = ec_parallel_for(job, NULL, n_blocks, predict_block, &p, error);
  }
  ec_free(constants);
  ec_free(p.logs);
  return status;
}

static ec_status
predict(const struct ec_model *model, const struct ec_matrix *x, const struct ec_job *job,
        double *predictions, struct ec_error *error)
{
  return answer_all(model, x, job, predictions, NULL, error);
}

static ec_status
predict_probabilities(const struct ec_model *model, const struct ec_matrix *x,
                      const struct ec_job *job, struct ec_matrix *probabilities,
                      struct ec_error *error)
{
  return answer_all(model, x, job, NULL, probabilities, error);
}

/* The members of the file, beside "model" and "features":
 *   classes, dimensions   numbers: K and D
 *   priors                numbers, K
 *   means, variances      numbers, K by D, column by column; the variances with the smoothing */
static ec_status
save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_naive_bayes_result *r = &((const struct naive_bayes *)model)->result;
  ec_status status = ec_record_add_number(record, "classes", (double)r->n_classes, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "dimensions", (double)r->n_features, error);
  if (status == EC_OK)
    status = ec_record_add_numbers(record, "priors", r->priors, r->n_classes, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "means", &r->means, error);
  if (status == EC_OK)
    status = ec_file_add_matrix(record, "variances", &r->variances, error);
  return status;
}

static ec_status
read_result(const struct ec_record *record, struct ec_arena *arena, struct ec_naive_bayes_result *r,
            struct ec_error *error)
{
  double *priors = NULL;
  ec_status status = ec_file_get_count(record, "classes", 2, INT32_MAX, &r->n_classes, error);
  if (status == EC_OK)
    status = ec_file_get_count(record, "dimensions", 1, SIZE_MAX, &r->n_features, error);
  if (status == EC_OK)
    status = ec_file_get_list(record, "priors", r->n_classes, arena, &priors, error);
  if (status == EC_OK)
    status =
        ec_file_get_matrix(record, "means", r->n_classes, r->n_features, arena, &r->means, error);
  if (status == EC_OK)
    status = ec_file_get_matrix(record, "variances", r->n_classes, r->n_features, arena,
                                &r->variances, error);
  for (size_t i = 0; status == EC_OK && i < r->n_classes * r->n_features; i++)
    if (!(r->variances.data[i] > 0.0))
      status = ec_error_set(error, EC_ERROR_VALUE,
                            "number %zu of \"variances\" is %g; it must be above 0", i + 1,
                            r->variances.data[i]);
  for (size_t c = 0; status == EC_OK && c < r->n_classes; c++)
    if (!(priors[c] >= 0.0 && priors[c] <= 1.0))
      status =
          ec_error_set(error, EC_ERROR_VALUE,
                       "number %zu of \"priors\" is %g; it must be from 0 to 1", c + 1, priors[c]);
  r->priors = priors;
  return status;
}

static ec_status
load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_naive_bayes_result result = {0};
  struct ec_arena *arena = ec_arena_new(0);
  char **names = NULL;
  ec_status status;
  if (arena == NULL)
    return ec_error_no_memory(error, "the model");
  status = read_result(record, arena, &result, error);
  if (status == EC_OK)
    status = ec_file_get_names(record, result.n_features, &names, error);
  if (status != EC_OK) {
    ec_arena_free(arena);
    return status;
  }
  ec_model_take_names(model, names, result.n_features);
  take_result((struct naive_bayes *)model, arena, &result);
  return EC_OK;
}

static size_t
describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_naive_bayes_result *r = &((const struct naive_bayes *)model)->result;
  size_t length = ec_text_append(text, size, 0, "Gaussian naive Bayes");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length = ec_text_append(text, size, length, ", %zu classes, %zu features\n", r->n_classes,
                          r->n_features);
  for (size_t c = 0; c < r->n_classes; c++)
    length = ec_text_append(text, size, length, "  class %zu: prior %.6g\n", c, r->priors[c]);
  return length;
}

static ec_status
create(struct ec_model **model, struct ec_error *error)
{
  return ec_naive_bayes_new(NULL, model, error);
}

static void
free_model(struct ec_model *model)
{
  struct naive_bayes *nb = (struct naive_bayes *)model;
  ec_free(nb->priors);
  ec_arena_free(nb->arena);
  ec_free(nb);
}

const struct ec_model_class ec_naive_bayes_class = {
    .name = "naive-bayes",
    .traits = EC_TRAIT_CLASSIFICATION,
    .create = create,
    .fit = fit,
    .predict = predict,
    .predict_probabilities = predict_probabilities,
    .save = save,
    .load = load,
    .describe = describe,
    .free = free_model,
};

static ec_status
check_options(const struct ec_naive_bayes_options *options, struct ec_error *error)
{
  double sum = 0.0;
  if (!(options->var_smoothing >= 0.0) || isinf(options->var_smoothing))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "var_smoothing is %g; it must be a number of at least 0",
                        options->var_smoothing);
  for (size_t c = 0; options->priors != NULL && c < options->n_priors; c++) {
    if (!(options->priors[c] >= 0.0))
      return ec_error_set(error, EC_ERROR_ARGUMENT, "prior %zu is %g; it must be at least 0", c + 1,
                          options->priors[c]);
    sum += options->priors[c];
  }
  if (options->priors != NULL && !(fabs(sum - 1.0) <= 1e-8))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the priors add up to %g, and should to 1", sum);
  return EC_OK;
}

ec_status
ec_naive_bayes_new(const struct ec_naive_bayes_options *options, struct ec_model **model,
                   struct ec_error *error)
{
  static const struct ec_naive_bayes_options defaults = EC_NAIVE_BAYES_OPTIONS_INIT;
  struct naive_bayes *nb;
  ec_status status;
  if (options == NULL)
    options = &defaults;
  status = check_options(options, error);
  if (status != EC_OK)
    return status;
  nb = ec_alloc_zero(1, sizeof *nb);
  if (nb != NULL && options->priors != NULL)
    nb->priors = ec_alloc(options->n_priors, sizeof *nb->priors);
  if (nb == NULL || (options->priors != NULL && nb->priors == NULL)) {
    ec_free(nb);
    return ec_error_no_memory(error, "a naive Bayes model");
  }
  if (options->priors != NULL)
    memcpy(nb->priors, options->priors, options->n_priors * sizeof *nb->priors);
  nb->n_priors = options->n_priors;
  nb->model.model_class = &ec_naive_bayes_class;
  nb->var_smoothing = options->var_smoothing;
  *model = &nb->model;
  return EC_OK;
}

const struct ec_naive_bayes_result *
ec_naive_bayes_get_result(const struct ec_model *model)
{
  const struct naive_bayes *nb = (const struct naive_bayes *)model;
  return model->model_class == &ec_naive_bayes_class && model->fitted ? &nb->result : NULL;
}
