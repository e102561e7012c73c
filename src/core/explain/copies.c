#include "config.h"

#include <string.h>

#include "base/memory.h"
#include "explain/copies-private.h"

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "a copy of the rows");
}

static ec_status
make_copy(const struct ec_matrix *x, struct ec_copies *copies, size_t i, struct ec_error *error)
{
  ec_status status = ec_matrix_new(x->n_rows, x->n_columns, &copies->matrices[i], error);
  if (status != EC_OK)
    return status;
  for (size_t c = 0; c < x->n_columns; c++)
    memcpy(ec_matrix_column(&copies->matrices[i], c), ec_matrix_column(x, c),
           x->n_rows * sizeof(double));
  copies->outputs[i] = ec_alloc(x->n_rows, sizeof(double));
  copies->orders[i] = ec_alloc(x->n_rows, sizeof(size_t));
  return copies->outputs[i] != NULL && copies->orders[i] != NULL ? EC_OK : no_memory(error);
}

ec_status
ec_copies_make(const struct ec_matrix *x, size_t n, struct ec_copies *copies,
               struct ec_error *error)
{
  ec_status status = EC_OK;
  copies->matrices = ec_alloc_zero(n, sizeof *copies->matrices);
  copies->outputs = ec_alloc_zero(n, sizeof *copies->outputs);
  copies->orders = ec_alloc_zero(n, sizeof *copies->orders);
  if (copies->matrices == NULL || copies->outputs == NULL || copies->orders == NULL)
    return no_memory(error);
  copies->n = n;
  for (size_t i = 0; status == EC_OK && i < n; i++)
    status = make_copy(x, copies, i, error);
  return status;
}

void
ec_copies_clear(struct ec_copies *copies)
{
  for (size_t i = 0; i < copies->n; i++) {
    ec_matrix_clear(&copies->matrices[i]);
    ec_free(copies->outputs[i]);
    ec_free(copies->orders[i]);
  }
  ec_free(copies->matrices);
  ec_free(copies->outputs);
  ec_free(copies->orders);
  *copies = (struct ec_copies)EC_COPIES_INIT;
}
