#include "config.h"

#include <math.h>
#include <string.h>

#include "model/boosting-private.h"
#include "model/linear-private.h"

enum { N_SHOWN = 10 }; /* features */

/* The feature with the largest gain below that of `before`, or after it among equal ones; the
 * number of features where there is none. */
static size_t
find_next(const struct ec_boosting_result *result, size_t before)
{
  size_t n = result->n_features, best = n;
  for (size_t j = 0; j < n; j++) {
    double gain = result->gain[j];
    bool left =
        before == n || gain < result->gain[before] || (gain == result->gain[before] && j > before);
    if (left && gain > 0.0 && (best == n || gain > result->gain[best]))
      best = j;
  }
  return best;
}

static size_t
describe_features(const struct ec_model *model, const struct ec_boosting_result *result, char *text,
                  size_t size, size_t length)
{
  size_t feature = result->n_features;
  double total = 0.0;
  char quoted[64];
  for (size_t j = 0; j < result->n_features; j++)
    total += result->gain[j];
  for (int i = 0; i < N_SHOWN; i++) {
    feature = find_next(result, feature);
    if (feature == result->n_features)
      break;
    if (model->names == NULL)
      length = ec_text_append(text, size, length, "  feature %zu", feature + 1);
    else
      length = ec_text_append(text, size, length, "  \"%s\"",
                              ec_error_quote(quoted, sizeof quoted, model->names[feature],
                                             strlen(model->names[feature])));
    length = ec_text_append(text, size, length, ": %.1f%% of the gain, in %.0f splits\n",
                            100.0 * result->gain[feature] / total, result->count[feature]);
  }
  return length;
}

size_t
ec_boosting_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_boosting *boosting = (const struct ec_boosting *)model;
  const struct ec_boosting_result *result = &boosting->fit.result;
  const char *loss = model->task == EC_TASK_CLASSIFICATION ? "log loss" : "mean squared error";
  size_t length = ec_text_append(text, size, 0, "gradient boosting");
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length = ec_text_append(text, size, length, ", %zu features", model->n_features);
  if (model->n_classes > 0)
    length = ec_text_append(text, size, length, ", %zu classes", model->n_classes);
  length = ec_text_append(text, size, length, ", %zu trees, learning rate %.6g\n",
                          boosting->fit.forest.n_trees, boosting->scale);
  length = ec_text_append(text, size, length, "  %s on the training rows: %.6g, from %.6g\n", loss,
                          result->train_loss[result->best_round - 1], result->start_loss);
  if (result->validation_loss != NULL)
    length = ec_text_append(
        text, size, length, "  %s on rows held out: %.6g after round %zu of %zu\n", loss,
        result->validation_loss[result->best_round - 1], result->best_round, result->n_rounds);
  return describe_features(model, result, text, size, length);
}
