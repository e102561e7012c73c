/* What the metrics of classes check alike. */
#pragma once

#include <math.h>
#include <stdbool.h>

#include "base/status.h"

/* Whether `value` is one of the classes 0 … n_classes - 1. */
static inline bool
ec_is_class(double value, size_t n_classes)
{
  return value >= 0.0 && value < (double)n_classes && value == floor(value);
}

/* VALUE for row `row`, from 0, whose `what` ("class", "prediction") is no class. */
ec_status ec_class_refuse(double value, size_t row, size_t n_classes, const char *what,
                          struct ec_error *error);

/* EMPTY where there are no rows, VALUE where an entry of `y` is no class. */
ec_status ec_classes_check(const double *y, size_t n, size_t n_classes, struct ec_error *error);
