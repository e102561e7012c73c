#include "config.h"

#include "prepare/folds.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "metric/classes-private.h"

static ec_status
check_folds(size_t n_rows, size_t n_folds, struct ec_error *error)
{
  if (n_folds < 2)
    return ec_error_set(error, EC_ERROR_ARGUMENT,
                        "%zu fold%s can not be tested; at least 2 are "
                        "needed, so that some rows are left to learn from",
                        n_folds, n_folds == 1 ? "" : "s");
  if (n_rows < n_folds)
    return ec_error_set(error, EC_ERROR_EMPTY,
                        "there %s %zu row%s for %zu folds; each fold needs at least one",
                        n_rows == 1 ? "is" : "are", n_rows, n_rows == 1 ? "" : "s", n_folds);
  return EC_OK;
}

ec_status
ec_folds_plain(struct ec_random random, size_t n_rows, size_t n_folds, bool shuffle, size_t *folds,
               struct ec_error *error)
{
  ec_status status = check_folds(n_rows, n_folds, error);
  size_t *order;
  if (status != EC_OK)
    return status;
  order = ec_alloc(n_rows, sizeof *order);
  if (order == NULL)
    return ec_error_no_memory(error, "the order of rows");
  for (size_t i = 0; i < n_rows; i++)
    order[i] = i;
  if (shuffle)
    ec_random_shuffle(&random, order, n_rows);
  for (size_t fold = 0; fold < n_folds; fold++) {
    size_t begin, end;
    ec_piece_range(n_rows, n_folds, fold, &begin, &end);
    for (size_t i = begin; i < end; i++)
      folds[order[i]] = fold;
  }
  ec_free(order);
  return EC_OK;
}

/* Which class is scarcest, and whether there is one that every fold can have. */
static ec_status
check_counts(const size_t *counts, size_t n_classes, size_t n_folds, struct ec_scarce *scarce,
             struct ec_error *error)
{
  struct ec_scarce found = {0, 0, 0};
  size_t most = 0;
  for (size_t k = 0; k < n_classes; k++) {
    most = counts[k] > most ? counts[k] : most;
    if (counts[k] == 0 || counts[k] >= n_folds)
      continue;
    if (found.n_classes++ == 0 || counts[k] < found.n_rows) {
      found.scarcest = k;
      found.n_rows = counts[k];
    }
  }
  if (most < n_folds)
    return ec_error_set(error, EC_ERROR_VALUE,
                        "no class has more than %zu row%s, so none can be in each of %zu folds; "
                        "use fewer folds",
                        most, most == 1 ? "" : "s", n_folds);
  if (scarce != NULL)
    *scarce = found;
  return EC_OK;
}

/* Brings rows into the order of their classes, as they come within each; `begins` has room for
 * n_classes + 1 and becomes where each class begins. */
static void
sort_by_class(const double *y, size_t n_rows, size_t n_classes, size_t *begins, size_t *order)
{
  for (size_t k = 0; k <= n_classes; k++)
    begins[k] = 0;
  for (size_t i = 0; i < n_rows; i++)
    begins[(size_t)y[i] + 1]++;
  for (size_t k = 0; k < n_classes; k++)
    begins[k + 1] += begins[k];
  for (size_t i = 0; i < n_rows; i++)
    order[begins[(size_t)y[i]]++] = i;
  for (size_t k = n_classes; k > 0; k--)
    begins[k] = begins[k - 1];
  begins[0] = 0;
}

/* Deals the rows out one by one, class after class, as cards are: so each class is spread evenly,
 * and so are the rows. Without shuffling a class's rows go to its folds in runs, as the rows of
 * plain folds do. */
static void
deal(struct ec_random random, size_t *order, const size_t *begins, size_t n_classes, size_t n_folds,
     bool shuffle, size_t *folds)
{
  for (size_t k = 0; k < n_classes; k++) {
    size_t *rows = order + begins[k], n = begins[k + 1] - begins[k], next = 0;
    if (shuffle)
      ec_random_shuffle(&random, rows, n);
    for (size_t fold = 0; fold < n_folds; fold++) {
      /* How many of the places begins[k], begins[k] + 1, … fall to this fold. */
      size_t first = (fold + n_folds - begins[k] % n_folds) % n_folds;
      size_t count = first < n ? (n - first - 1) / n_folds + 1 : 0;
      for (size_t i = 0; i < count; i++)
        folds[rows[next++]] = fold;
    }
  }
}

ec_status
ec_folds_stratified(struct ec_random random, const double *y, size_t n_rows, size_t n_classes,
                    size_t n_folds, bool shuffle, size_t *folds, struct ec_scarce *scarce,
                    struct ec_error *error)
{
  size_t *order, *begins;
  ec_status status = check_folds(n_rows, n_folds, error);
  if (status == EC_OK)
    status = ec_classes_check(y, n_rows, n_classes, error);
  if (status != EC_OK)
    return status;
  order = ec_alloc(n_rows, sizeof *order);
  begins = ec_alloc(n_classes + 1, 2 * sizeof *begins);
  if (order == NULL || begins == NULL) {
    status = ec_error_no_memory(error, "the order of rows");
  } else {
    size_t *counts = begins + n_classes + 1;
    sort_by_class(y, n_rows, n_classes, begins, order);
    for (size_t k = 0; k < n_classes; k++)
      counts[k] = begins[k + 1] - begins[k];
    status = check_counts(counts, n_classes, n_folds, scarce, error);
    if (status == EC_OK)
      deal(random, order, begins, n_classes, n_folds, shuffle, folds);
  }
  ec_free(begins);
  ec_free(order);
  return status;
}

size_t
ec_folds_n_test(const size_t *folds, size_t n_rows, size_t fold)
{
  size_t n = 0;
  for (size_t i = 0; i < n_rows; i++)
    n += folds[i] == fold;
  return n;
}

void
ec_folds_get_rows(const size_t *folds, size_t n_rows, size_t fold, size_t *train, size_t *test)
{
  for (size_t i = 0; i < n_rows; i++) {
    if (folds[i] == fold)
      *test++ = i;
    else
      *train++ = i;
  }
}
