/* Turns columns of a table into the features of a matrix: numbers as they are, and each text column
 * into one feature of codes 0, 1, …, for models that take codes (EC_TRAIT_CATEGORIES) or split
 * them as amounts. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"
#include "prepare/encode.h"
#include "table/table.h"

struct ec_ordinal;

/* What becomes of a text that has no code. */
enum ec_ordinal_text {
  EC_ORDINAL_TEXT_NAN,    /* NaN: missing, for models with EC_TRAIT_MISSING */
  EC_ORDINAL_TEXT_REFUSE, /* an error that names row, column, and text */
};

/* The order of one column's levels, from the lowest: "never", "sometimes", "often". */
struct ec_level_order {
  const char *column;
  const char *const *levels;
  size_t n_levels;
};

struct ec_ordinal_options {
  enum ec_ordinal_text missing, unknown;
  size_t max_levels; /* of one column; more is a LIMIT error */
  const struct ec_level_order *orders;
  size_t n_orders;
};

#define EC_ORDINAL_OPTIONS_INIT                                                                    \
  {                                                                                                \
    EC_ORDINAL_TEXT_NAN, EC_ORDINAL_TEXT_NAN, 1000, NULL, 0                                        \
  }

/* Learns the codes of the given columns of `table`, whose rows are the training rows. A column with
 * an order of its own has its levels' places in it as codes, also of those that no row has; the
 * others have the levels that rows have, by their bytes. Errors: EMPTY (no rows), ARGUMENT (no such
 * column; an order with a level twice, or of a column that is not among `columns` or not text),
 * LIMIT, VALUE (a text that the order lacks, or a missing one that is refused), NO_MEMORY. */
ec_status ec_ordinal_fit(const struct ec_table *table, const size_t *columns, size_t n_columns,
                         const struct ec_ordinal_options *options, struct ec_ordinal **ordinal,
                         struct ec_error *error);
void ec_ordinal_free(struct ec_ordinal *ordinal);

/* The features, one a column: how many, their names, and which hold codes, as ec_data wants it. */
size_t ec_ordinal_n_features(const struct ec_ordinal *ordinal);
const char *const *ec_ordinal_get_names(const struct ec_ordinal *ordinal);
const bool *ec_ordinal_get_categorical(const struct ec_ordinal *ordinal);

/* The number of codes of a feature (0 for numbers), and the text of one. */
size_t ec_ordinal_n_levels(const struct ec_ordinal *ordinal, size_t feature);
const char *ec_ordinal_get_level(const struct ec_ordinal *ordinal, size_t feature, size_t code);

/* Encodes a table that has columns of the same names and types, in whatever order, into a new
 * matrix, rows by features. NOT_FOUND where a column is not there, VALUE where its type is another
 * or its text is refused. ec_matrix_clear() frees the matrix. */
ec_status ec_ordinal_apply(const struct ec_ordinal *ordinal, const struct ec_table *table,
                           struct ec_matrix *x, struct ec_error *error);
