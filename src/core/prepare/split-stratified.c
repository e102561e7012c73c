/* A split that keeps the shares of classes. */
#include "config.h"

#include <math.h>
#include <stdbool.h>

#include "base/memory.h"
#include "metric/classes-private.h"
#include "prepare/split.h"

/* What one class gives to the test rows. */
struct quota {
  size_t n_rows;
  size_t n_test;    /* so far */
  size_t n_allowed; /* at most: one row is left for training */
  double remainder; /* what the whole rows leave of its due */
  size_t lot;       /* decides between equal remainders */
};

static bool
comes_before(const struct quota *a, const struct quota *b)
{
  if (a->remainder != b->remainder)
    return a->remainder > b->remainder;
  return a->lot < b->lot;
}

/* The class with the strongest claim to one more test row; n_classes where none may have one. */
static size_t
find_next(const struct quota *quotas, size_t n_classes)
{
  size_t next = n_classes;
  for (size_t k = 0; k < n_classes; k++)
    if (quotas[k].n_test < quotas[k].n_allowed &&
        (next == n_classes || comes_before(&quotas[k], &quotas[next])))
      next = k;
  return next;
}

/* Whole rows first, then by largest remainder. */
static ec_status
share_out(struct quota *quotas, size_t n_classes, size_t n_rows, size_t n_test,
          struct ec_error *error)
{
  size_t n_given = 0;
  for (size_t k = 0; k < n_classes; k++) {
    struct quota *quota = &quotas[k];
    double due = (double)quota->n_rows * ((double)n_test / (double)n_rows);
    quota->n_allowed = quota->n_rows > 0 ? quota->n_rows - 1 : 0;
    quota->n_test = (size_t)floor(due);
    if (quota->n_test > quota->n_allowed)
      quota->n_test = quota->n_allowed;
    quota->remainder = due - (double)quota->n_test;
    n_given += quota->n_test;
  }
  while (n_given < n_test) {
    size_t k = find_next(quotas, n_classes);
    if (k == n_classes)
      return ec_error_set(error, EC_ERROR_EMPTY,
                          "%zu of %zu rows are to be test rows, which leaves too few for every "
                          "class to be learnt from; take a smaller share",
                          n_test, n_rows);
    quotas[k].n_test++;
    quotas[k].remainder -= 1.0;
    n_given++;
  }
  return EC_OK;
}

/* Goes through the rows in random order; a row is a test row while its class has any to give. */
static void
choose(const double *y, const size_t *order, size_t n_rows, struct quota *quotas, bool *is_test)
{
  for (size_t i = 0; i < n_rows; i++) {
    struct quota *quota = &quotas[(size_t)y[order[i]]];
    is_test[order[i]] = quota->n_test > 0;
    quota->n_test -= is_test[order[i]];
  }
}

static ec_status
check(const double *y, size_t n_rows, size_t n_classes, double test_share, struct ec_error *error)
{
  if (!(test_share > 0.0 && test_share < 1.0))
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "the share of test rows is %g; it must be between 0 and 1", test_share);
  if (n_rows < 2)
    return ec_error_set(error, EC_ERROR_EMPTY,
                        "there %s %zu row%s; at least 2 are needed, one for each side",
                        n_rows == 1 ? "is" : "are", n_rows, n_rows == 1 ? "" : "s");
  return ec_classes_check(y, n_rows, n_classes, error);
}

/* `order` has room for n_rows and for n_classes. */
static ec_status
mark(struct ec_random random, const double *y, size_t n_rows, size_t n_classes, double test_share,
     struct quota *quotas, size_t *order, bool *is_test, struct ec_error *error)
{
  struct ec_random lots = ec_random_split(&random, 0);
  ec_status status;
  ec_random_permutation(&lots, order, n_classes);
  for (size_t k = 0; k < n_classes; k++)
    quotas[k].lot = order[k];
  for (size_t i = 0; i < n_rows; i++)
    quotas[(size_t)y[i]].n_rows++;
  status = share_out(quotas, n_classes, n_rows, ec_split_n_test(n_rows, test_share), error);
  if (status != EC_OK)
    return status;
  ec_random_permutation(&random, order, n_rows);
  choose(y, order, n_rows, quotas, is_test);
  return EC_OK;
}

ec_status
ec_split_rows_stratified(struct ec_random random, const double *y, size_t n_rows, size_t n_classes,
                         double test_share, size_t *train, size_t *test, struct ec_error *error)
{
  struct quota *quotas;
  size_t *order;
  bool *is_test;
  ec_status status = check(y, n_rows, n_classes, test_share, error);
  if (status != EC_OK)
    return status;
  quotas = ec_alloc_zero(n_classes, sizeof *quotas);
  order = ec_alloc(n_rows > n_classes ? n_rows : n_classes, sizeof *order);
  is_test = ec_alloc(n_rows, sizeof *is_test);
  if (quotas == NULL || order == NULL || is_test == NULL)
    status = ec_error_no_memory(error, "the order of rows");
  else
    status = mark(random, y, n_rows, n_classes, test_share, quotas, order, is_test, error);
  for (size_t row = 0; status == EC_OK && row < n_rows; row++) {
    if (is_test[row])
      *test++ = row;
    else
      *train++ = row;
  }
  ec_free(is_test);
  ec_free(order);
  ec_free(quotas);
  return status;
}

ec_status
ec_shuffle_split(struct ec_random random, size_t split, const double *y, size_t n_rows,
                 size_t n_classes, double test_share, size_t *train, size_t *test,
                 struct ec_error *error)
{
  struct ec_random own = ec_random_split(&random, split);
  if (y == NULL)
    return ec_split_rows(own, n_rows, test_share, train, test, error);
  return ec_split_rows_stratified(own, y, n_rows, n_classes, test_share, train, test, error);
}
