#include "config.h"

#include "prepare/split.h"

#include <math.h>
#include <stdbool.h>

#include "base/memory.h"

size_t
ec_split_n_test(size_t n_rows, double test_share)
{
  double n_test = floor((double)n_rows * test_share + 0.5);
  if (n_rows < 2)
    return 0;
  if (!(n_test >= 1.0))
    return 1;
  return n_test > (double)(n_rows - 1) ? n_rows - 1 : (size_t)n_test;
}

ec_status
ec_split_rows(struct ec_random random, size_t n_rows, double test_share, size_t *train,
              size_t *test, struct ec_error *error)
{
  size_t n_test = ec_split_n_test(n_rows, test_share), n_written = 0;
  size_t *order;
  bool *is_test;
  if (!(test_share > 0.0 && test_share < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the share of test rows is %g; it must be between 0 and 1", test_share);
  if (n_rows < 2)
    return ec_error_set(error, EC_ERROR_EMPTY,
                        "there %s %zu row%s; at least 2 are needed, one for each side",
                        n_rows == 1 ? "is" : "are", n_rows, n_rows == 1 ? "" : "s");
  order = ec_alloc(n_rows, sizeof *order);
  is_test = ec_alloc_zero(n_rows, sizeof *is_test);
  if (order == NULL || is_test == NULL) {
    ec_free(is_test);
    ec_free(order);
    return ec_error_no_memory(error, "the order of rows");
  }
  ec_random_permutation(&random, order, n_rows);
  for (size_t i = 0; i < n_test; i++)
    is_test[order[i]] = true;
  for (size_t row = 0; row < n_rows; row++) {
    if (is_test[row])
      test[n_written++] = row;
    else
      train[row - n_written] = row;
  }
  ec_free(is_test);
  ec_free(order);
  return EC_OK;
}
