/* A logistic model in a file and in words. The members of the file, beside "model" and "features":
 *   n_classes      number, K
 *   classes        numbers: those that had rows; only where some had none
 *   penalty        text: "none", "l2", "l1", "elastic"
 *   c, l1_ratio    numbers
 *   intercepts     numbers, one an output: one for two classes, else one a class
 *   coefficients   numbers, outputs by features, row by row, in the units of the input */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "model/linear-private.h"
#include "model/logistic-private.h"
#include "model/model-private.h"

static const char *const penalties[] = {"none", "l2", "l1", "elastic"};

static ec_status
save_classes(const struct ec_logistic_result *result, struct ec_record *record,
             struct ec_error *error)
{
  double *classes;
  ec_status status;
  if (result->n_present == result->n_classes)
    return EC_OK;
  classes = ec_alloc(result->n_present, sizeof *classes);
  if (classes == NULL)
    return ec_error_no_memory(error, "the model's file");
  for (size_t c = 0; c < result->n_present; c++)
    classes[c] = (double)result->classes[c];
  status = ec_record_add_numbers(record, "classes", classes, result->n_present, error);
  ec_free(classes);
  return status;
}

ec_status
ec_logistic_save(const struct ec_model *model, struct ec_record *record, struct ec_error *error)
{
  const struct ec_logistic *logistic = (const struct ec_logistic *)model;
  const struct ec_logistic_result *result = &logistic->result;
  const struct ec_logistic_options *options = &logistic->options;
  ec_status status = ec_record_add_number(record, "n_classes", (double)result->n_classes, error);
  if (status == EC_OK)
    status = save_classes(result, record, error);
  if (status == EC_OK)
    status = ec_record_add_text(record, "penalty", penalties[options->penalty], error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "c", options->c, error);
  if (status == EC_OK)
    status = ec_record_add_number(record, "l1_ratio", options->l1_ratio, error);
  if (status == EC_OK)
    status =
        ec_record_add_numbers(record, "intercepts", result->intercepts, result->n_outputs, error);
  if (status == EC_OK)
    status = ec_record_add_numbers(record, "coefficients", result->coefficients,
                                   result->n_outputs * result->n_features, error);
  return status;
}

/* What stands in a file; the arrays are borrowed from the record. */
struct file {
  size_t n_classes, n_present, n_outputs, n_features;
  const double *classes; /* NULL: all */
  const double *intercepts, *coefficients;
  struct ec_logistic_options options;
  char **names;
};

static ec_status
read_finite(const struct ec_record *record, const char *key, const double **values,
            size_t *n_values, struct ec_error *error)
{
  ec_status status = ec_record_get_numbers(record, key, values, n_values, error);
  for (size_t i = 0; status == EC_OK && i < *n_values; i++)
    if (!isfinite((*values)[i]))
      return ec_error_set(error, EC_ERROR_VALUE, "number %zu of \"%s\" is not a finite number",
                          i + 1, key);
  return status;
}

static ec_status
read_options(const struct ec_record *record, struct file *file, struct ec_error *error)
{
  const char *penalty;
  ec_status status = ec_record_get_text(record, "penalty", &penalty, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "c", &file->options.c, error);
  if (status == EC_OK)
    status = ec_record_get_number(record, "l1_ratio", &file->options.l1_ratio, error);
  if (status != EC_OK)
    return status;
  if (!(file->options.c > 0.0) || isinf(file->options.c))
    return ec_error_set(error, EC_ERROR_VALUE, "\"c\" is %g; it must be a number above 0",
                        file->options.c);
  if (!(file->options.l1_ratio >= 0.0 && file->options.l1_ratio <= 1.0))
    return ec_error_set(error, EC_ERROR_VALUE, "\"l1_ratio\" is %g; it must be from 0 to 1",
                        file->options.l1_ratio);
  for (size_t i = 0; i < sizeof penalties / sizeof *penalties; i++)
    if (strcmp(penalty, penalties[i]) == 0) {
      file->options.penalty = (enum ec_logistic_penalty)i;
      return EC_OK;
    }
  return ec_error_set(error, EC_ERROR_VALUE,
                      "\"penalty\" should be \"none\", \"l2\", \"l1\" or \"elastic\"");
}

static ec_status
read_classes(const struct ec_record *record, struct file *file, struct ec_error *error)
{
  double n_classes;
  ec_status status = ec_record_get_number(record, "n_classes", &n_classes, error);
  if (status != EC_OK)
    return status;
  if (!(n_classes >= 2.0 && n_classes <= 1e6) || n_classes != floor(n_classes))
    return ec_error_set(error, EC_ERROR_VALUE,
                        "\"n_classes\" is %g; it must be a whole number from 2 to 1000000",
                        n_classes);
  file->n_classes = file->n_present = (size_t)n_classes;
  if (!ec_record_has(record, "classes"))
    return EC_OK;
  status = ec_record_get_numbers(record, "classes", &file->classes, &file->n_present, error);
  if (status != EC_OK)
    return status;
  for (size_t c = 0; c < file->n_present; c++) {
    double class = file->classes[c];
    if (!(class >= 0.0 && class < n_classes) || class != floor(class) ||
        (c > 0 && class <= file->classes[c - 1]))
      return ec_error_set(error, EC_ERROR_VALUE,
                          "number %zu of \"classes\" should be a class below %zu, above the one "
                          "before it",
                          c + 1, file->n_classes);
  }
  return EC_OK;
}

static ec_status
read_weights(const struct ec_record *record, struct file *file, struct ec_error *error)
{
  size_t n, wanted = file->n_present == 2 ? 1 : file->n_present;
  ec_status status = read_finite(record, "intercepts", &file->intercepts, &file->n_outputs, error);
  if (status == EC_OK)
    status = read_finite(record, "coefficients", &file->coefficients, &n, error);
  if (status != EC_OK)
    return status;
  if (file->n_present < 2 || file->n_outputs != wanted)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"intercepts\" has %zu numbers, which does not fit %zu classes",
                        file->n_outputs, file->n_present);
  if (n == 0 || n % file->n_outputs != 0)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"coefficients\" has %zu numbers, which is not a number for each of %zu "
                        "outputs and each feature",
                        n, file->n_outputs);
  file->n_features = n / file->n_outputs;
  return EC_OK;
}

static ec_status
read_names(const struct ec_record *record, struct file *file, struct ec_error *error)
{
  const char *const *texts = NULL;
  size_t n_texts = file->n_features;
  ec_status status = EC_OK;
  if (ec_record_has(record, "features"))
    status = ec_record_get_texts(record, "features", &texts, &n_texts, error);
  if (status != EC_OK)
    return status;
  if (n_texts != file->n_features)
    return ec_error_set(error, EC_ERROR_SHAPE,
                        "\"features\" has %zu names, and \"coefficients\" are for %zu", n_texts,
                        file->n_features);
  return ec_names_copy(texts, n_texts, &file->names, error);
}

static ec_status
build_result(const struct file *file, struct ec_arena *arena, struct ec_logistic_result *result,
             struct ec_error *error)
{
  size_t n = file->n_outputs * file->n_features;
  double *coefficients = ec_arena_alloc(arena, n, sizeof *coefficients);
  double *intercepts = ec_arena_alloc(arena, file->n_outputs, sizeof *intercepts);
  size_t *classes = ec_arena_alloc(arena, file->n_present, sizeof *classes);
  size_t n_zeros = 0;
  if (coefficients == NULL || intercepts == NULL || classes == NULL)
    return ec_error_no_memory(error, "the model");
  memcpy(coefficients, file->coefficients, n * sizeof *coefficients);
  memcpy(intercepts, file->intercepts, file->n_outputs * sizeof *intercepts);
  for (size_t c = 0; c < file->n_present; c++)
    classes[c] = file->classes != NULL ? (size_t)file->classes[c] : c;
  for (size_t i = 0; i < n; i++)
    n_zeros += coefficients[i] == 0.0;
  *result = (struct ec_logistic_result){
      .n_features = file->n_features,
      .n_classes = file->n_classes,
      .n_outputs = file->n_outputs,
      .coefficients = coefficients,
      .intercepts = intercepts,
      .classes = classes,
      .n_present = file->n_present,
      .n_zeros = n_zeros,
      .loss = NAN,
      .log_loss = NAN,
      .gradient = NAN,
  };
  return EC_OK;
}

ec_status
ec_logistic_load(struct ec_model *model, const struct ec_record *record, struct ec_error *error)
{
  struct ec_logistic *logistic = (struct ec_logistic *)model;
  struct file file = {.options = logistic->options};
  struct ec_arena *arena = NULL;
  struct ec_logistic_result result;
  ec_status status = read_options(record, &file, error);
  if (status == EC_OK)
    status = read_classes(record, &file, error);
  if (status == EC_OK)
    status = read_weights(record, &file, error);
  if (status == EC_OK)
    status = read_names(record, &file, error);
  if (status == EC_OK && (arena = ec_arena_new(0)) == NULL)
    status = ec_error_no_memory(error, "the model");
  if (status == EC_OK)
    status = build_result(&file, arena, &result, error);
  if (status != EC_OK) {
    ec_names_free(file.names, file.n_features);
    ec_arena_free(arena);
    return status;
  }
  ec_arena_free(logistic->arena);
  logistic->arena = arena;
  logistic->result = result;
  logistic->options = file.options;
  model->task = EC_TASK_CLASSIFICATION;
  model->n_classes = file.n_classes;
  ec_model_take_names(model, file.names, file.n_features);
  return EC_OK;
}

static size_t
describe_output(const struct ec_model *model, size_t k, char *text, size_t size, size_t length)
{
  const struct ec_logistic_result *result = &((const struct ec_logistic *)model)->result;
  const double *coefficients = result->coefficients + k * result->n_features;
  if (result->n_outputs == 1)
    length = ec_text_append(text, size, length, "  log odds of class %zu:\n", result->classes[1]);
  else
    length = ec_text_append(text, size, length, "  logit of class %zu:\n", result->classes[k]);
  length = ec_text_append(text, size, length, "    intercept: %.6g\n", result->intercepts[k]);
  for (size_t j = 0; j < result->n_features; j++) {
    char quoted[64];
    if (model->names != NULL)
      length = ec_text_append(
          text, size, length, "    \"%s\": %.6g\n",
          ec_error_quote(quoted, sizeof quoted, model->names[j], strlen(model->names[j])),
          coefficients[j]);
    else
      length =
          ec_text_append(text, size, length, "    feature %zu: %.6g\n", j + 1, coefficients[j]);
  }
  return length;
}

static size_t
describe_outcome(const struct ec_logistic_result *result, char *text, size_t size, size_t length)
{
  static const char *const outcomes[] = {
      [EC_LOGISTIC_CONVERGED] = "converged",
      [EC_LOGISTIC_LIMIT] = "stopped before it converged; allow more iterations",
      [EC_LOGISTIC_STALLED] = "as close as double precision allows, and not to the tolerance",
      [EC_LOGISTIC_SEPARATED] =
          "the classes, or some rows of them, are separated perfectly, so that larger coefficients "
          "always fit better and these mean nothing in themselves; use a penalty",
  };
  if (result->n_rows == 0)
    return length;
  length = ec_text_append(text, size, length, "  log loss %.6f on the %zu rows it was fitted on\n",
                          result->log_loss, result->n_rows);
  return ec_text_append(text, size, length, "  after %zu iterations: %s\n", result->n_iterations,
                        outcomes[result->outcome]);
}

size_t
ec_logistic_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_logistic *logistic = (const struct ec_logistic *)model;
  const struct ec_logistic_options *options = &logistic->options;
  size_t length =
      ec_text_append(text, size, 0, "logistic regression, penalty %s", penalties[options->penalty]);
  if (options->penalty != EC_LOGISTIC_NONE)
    length = ec_text_append(text, size, length, ", C %.6g", options->c);
  if (options->penalty == EC_LOGISTIC_ELASTIC)
    length = ec_text_append(text, size, length, ", share of L1 %.6g", options->l1_ratio);
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length = ec_text_append(text, size, length, ", %zu classes, %zu features\n",
                          logistic->result.n_classes, model->n_features);
  for (size_t k = 0; k < logistic->result.n_outputs; k++)
    length = describe_output(model, k, text, size, length);
  return describe_outcome(&logistic->result, text, size, length);
}
