/* Which rows are learnt from, and which are held out to watch the loss. */
#include "config.h"

#include <math.h>

#include "base/memory.h"
#include "model/boosting-private.h"
#include "model/model-private.h"

enum { STREAM = 1 }; /* of the seed */

static ec_status
use_given(struct ec_boosting_holdout *holdout, const struct ec_data *data,
          const struct ec_data *given, const struct ec_job *job, struct ec_error *error)
{
  struct ec_data checked = *given;
  struct ec_error inner = EC_ERROR_INIT;
  ec_status status;
  checked.n_classes = data->n_classes;
  if (given->x.n_columns != data->x.n_columns)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "the validation set has %zu features, and the training set %zu",
                        given->x.n_columns, data->x.n_columns);
  status = ec_data_check(&ec_boosting_class, &checked, job, &inner);
  if (status != EC_OK)
    return ec_error_set_at(error, status, inner.line, inner.column, "in the validation set: %s",
                           inner.message);
  holdout->validation = (struct ec_boosting_rows){&given->x, NULL, given->x.n_rows};
  holdout->validation_y = given->y;
  return EC_OK;
}

/* Marks the share of each class, in a random order of the rows; returns how many are marked. */
static size_t
mark(const struct ec_data *data, struct ec_random random, double share, size_t *order,
     size_t *quotas, bool *held)
{
  size_t n = data->x.n_rows, n_strata = data->n_classes > 0 ? data->n_classes : 1, n_held = 0;
  for (size_t i = 0; i < n; i++)
    quotas[data->n_classes > 0 ? (size_t)data->y[i] : 0]++;
  for (size_t k = 0; k < n_strata; k++)
    quotas[k] = (size_t)floor(share * (double)quotas[k] + 0.5);
  ec_random_permutation(&random, order, n);
  for (size_t i = 0; i < n; i++) {
    size_t *quota = &quotas[data->n_classes > 0 ? (size_t)data->y[order[i]] : 0];
    if (*quota == 0)
      continue;
    held[order[i]] = true;
    --*quota;
    n_held++;
  }
  return n_held;
}

static void
part(struct ec_boosting_holdout *holdout, const struct ec_data *data, const bool *held,
     size_t n_held)
{
  size_t n = data->x.n_rows, next[2] = {0, n - n_held};
  for (size_t i = 0; i < n; i++) {
    size_t at = next[held[i]]++;
    holdout->places[at] = (uint32_t)i;
    holdout->targets[at] = data->y[i];
  }
  holdout->train = (struct ec_boosting_rows){&data->x, holdout->places, n - n_held};
  holdout->validation = (struct ec_boosting_rows){&data->x, holdout->places + n - n_held, n_held};
  holdout->train_y = holdout->targets;
  holdout->validation_y = holdout->targets + n - n_held;
}

static ec_status
draw(struct ec_boosting_holdout *holdout, const struct ec_data *data, double share, uint64_t seed,
     struct ec_error *error)
{
  size_t n = data->x.n_rows, n_held = 0;
  struct ec_random root = ec_random_new(seed);
  size_t *order = ec_alloc(n, sizeof *order);
  size_t *quotas = ec_alloc_zero(data->n_classes + 1, sizeof *quotas);
  bool *held = ec_alloc_zero(n, sizeof *held);
  ec_status status = EC_OK;
  holdout->places = ec_alloc(n, sizeof *holdout->places);
  holdout->targets = ec_alloc(n, sizeof *holdout->targets);
  if (order == NULL || quotas == NULL || held == NULL || holdout->places == NULL ||
      holdout->targets == NULL)
    status = ec_error_no_memory(error, "the rows that are held out");
  else
    n_held = mark(data, ec_random_split(&root, STREAM), share, order, quotas, held);
  if (status == EC_OK && (n_held == 0 || n_held == n))
    status = ec_error_set(error, EC_ERROR_EMPTY,
                          "holding out %g of %zu rows leaves no row %s; give more rows, or "
                          "another share",
                          share, n, n_held == 0 ? "to validate on" : "to learn from");
  if (status == EC_OK)
    part(holdout, data, held, n_held);
  ec_free(order);
  ec_free(quotas);
  ec_free(held);
  return status;
}

ec_status
ec_boosting_holdout_init(struct ec_boosting_holdout *holdout, const struct ec_data *data,
                         const struct ec_boosting_options *options, const struct ec_job *job,
                         struct ec_error *error)
{
  ec_status status = EC_OK;
  *holdout = (struct ec_boosting_holdout){
      .train = {&data->x, NULL, data->x.n_rows},
      .train_y = data->y,
  };
  if (options->validation != NULL)
    status = use_given(holdout, data, options->validation, job, error);
  else if (options->validation_share > 0.0)
    status = draw(holdout, data, options->validation_share, options->seed, error);
  if (status != EC_OK)
    ec_boosting_holdout_clear(holdout);
  return status;
}

void
ec_boosting_holdout_clear(struct ec_boosting_holdout *holdout)
{
  ec_free(holdout->places);
  ec_free(holdout->targets);
  holdout->places = NULL;
  holdout->targets = NULL;
}
