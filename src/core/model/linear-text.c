#include "config.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/linear-private.h"

size_t
ec_text_append(char *text, size_t size, size_t length, const char *format, ...)
{
  va_list arguments;
  int written;
  size_t at = length < size ? length : size;
  va_start(arguments, format);
  written = vsnprintf(at < size ? text + at : NULL, size - at, format, arguments);
  va_end(arguments);
  return length + (written > 0 ? (size_t)written : 0);
}

/* The name of a feature in quotes, or its number where it has no name. */
static size_t
append_name(char *text, size_t size, size_t length, const char *const *names, size_t column)
{
  char quoted[64];
  if (names == NULL)
    return ec_text_append(text, size, length, "feature %zu", column + 1);
  ec_error_quote(quoted, sizeof quoted, names[column], strlen(names[column]));
  return ec_text_append(text, size, length, "\"%s\"", quoted);
}

size_t
ec_dependency_describe(const struct ec_dependency *dependency, const char *const *names, char *text,
                       size_t size)
{
  size_t length = append_name(text, size, 0, names, dependency->column);
  if (dependency->n_terms == 0)
    return ec_text_append(text, size, length, " is %.6g in every row", dependency->constant);
  length = ec_text_append(text, size, length, " = ");
  if (dependency->constant != 0.0)
    length = ec_text_append(text, size, length, "%.6g", dependency->constant);
  for (size_t i = 0; i < dependency->n_terms; i++) {
    double weight = dependency->weights[i];
    const char *sign = weight < 0.0 ? "- " : "+ ";
    bool first = i == 0 && dependency->constant == 0.0;
    if (first)
      sign = weight < 0.0 ? "-" : "";
    length = ec_text_append(text, size, length, "%s%s", first ? "" : " ", sign);
    length = ec_text_append(text, size, length, "%.6g × ", fabs(weight));
    length = append_name(text, size, length, names, dependency->columns[i]);
  }
  return length;
}

size_t
ec_linear_describe_dependency(const struct ec_model *model, const struct ec_dependency *dependency,
                              char *text, size_t size)
{
  return ec_dependency_describe(dependency, (const char *const *)model->names, text, size);
}

static size_t
describe_coefficient(const struct ec_linear *linear, size_t j, char *text, size_t size,
                     size_t length)
{
  const struct ec_linear_result *result = &linear->result;
  length = ec_text_append(text, size, length, "  ");
  length = append_name(text, size, length, (const char *const *)linear->model.names, j);
  if (result->aliased[j])
    return ec_text_append(text, size, length, ": left out, for it depends on other columns\n");
  length = ec_text_append(text, size, length, ": %.6g", result->coefficients[j]);
  if (!isnan(result->errors[j]))
    length = ec_text_append(text, size, length, " (standard error %.3g, t %.2f)", result->errors[j],
                            result->t[j]);
  return ec_text_append(text, size, length, "\n");
}

size_t
ec_linear_describe(const struct ec_model *model, char *text, size_t size)
{
  const struct ec_linear *linear = (const struct ec_linear *)model;
  const struct ec_linear_result *result = &linear->result;
  size_t length = ec_text_append(text, size, 0, "%s regression", model->model_class->name);
  if (linear->lambda > 0.0)
    length = ec_text_append(text, size, length, ", lambda %.6g", linear->lambda);
  if (!model->fitted)
    return ec_text_append(text, size, length, ", not fitted yet\n");
  length = ec_text_append(text, size, length, ", %zu features\n", model->n_features);
  length = ec_text_append(text, size, length, "  intercept: %.6g\n", result->intercept);
  for (size_t j = 0; j < model->n_features; j++)
    length = describe_coefficient(linear, j, text, size, length);
  if (!isnan(result->r_squared))
    length = ec_text_append(text, size, length, "  R² %.6f on the %zu rows it was fitted on\n",
                            result->r_squared, result->n_rows);
  return length;
}
