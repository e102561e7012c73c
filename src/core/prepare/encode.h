/* Turns columns of a table into the features of a matrix: numbers as they are, text one-hot.
 *
 * A text column becomes one feature for each level that the training rows have, in the order of
 * the levels' bytes, 1 where the row has the level and 0 elsewhere. Named "column=level". */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "linalg/matrix.h"
#include "table/table.h"

struct ec_encoder;

/* What to do with a missing text. */
enum ec_missing_text {
  EC_MISSING_TEXT_REFUSE, /* an error that names row and column */
  EC_MISSING_TEXT_LEVEL,  /* a level of its own, "(missing)", last, where training rows miss it */
  /* The level that most training rows have; of several the first by its bytes. EMPTY where no
   * training row has a text. */
  EC_MISSING_TEXT_MOST_FREQUENT,
  EC_MISSING_TEXT_CONSTANT, /* the text options.fill, a level like any other */
};

/* What to do with a text that the training rows did not have. */
enum ec_unknown_text {
  EC_UNKNOWN_TEXT_REFUSE, /* an error that names row, column, and text */
  EC_UNKNOWN_TEXT_ZEROS,  /* 0 in all features of the column */
};

struct ec_encoder_options {
  bool drop_first; /* leave the first level out: its rows have 0 in all features of the column. For
                      a model with an intercept, which the features would else add up to */
  enum ec_missing_text missing;
  enum ec_unknown_text unknown;
  size_t max_levels; /* of one column; more is a LIMIT error: such a column is a name, not a kind */
  const char *fill;  /* for EC_MISSING_TEXT_CONSTANT, not empty; copied */
};

#define EC_ENCODER_OPTIONS_INIT                                                                    \
  {                                                                                                \
    true, EC_MISSING_TEXT_LEVEL, EC_UNKNOWN_TEXT_ZEROS, 1000, NULL                                 \
  }

/* Learns the levels of the given columns of `table`, whose rows are the training rows. Errors:
 * EMPTY (no rows), ARGUMENT, LIMIT, VALUE (missing text, refused), NO_MEMORY. */
ec_status ec_encoder_fit(const struct ec_table *table, const size_t *columns, size_t n_columns,
                         const struct ec_encoder_options *options, struct ec_encoder **encoder,
                         struct ec_error *error);
void ec_encoder_free(struct ec_encoder *encoder);

/* The features: how many, their names (as ec_data wants them), and which of the `columns` given to
 * ec_encoder_fit() (an index into them) each comes from. */
size_t ec_encoder_n_features(const struct ec_encoder *encoder);
const char *const *ec_encoder_get_names(const struct ec_encoder *encoder);
size_t ec_encoder_get_source(const struct ec_encoder *encoder, size_t feature);

/* Of a text column that misses texts in training rows: in how many, and the text that stands for
 * them; NULL where none does. `source` is an index into the `columns` of ec_encoder_fit(). */
size_t ec_encoder_n_missing(const struct ec_encoder *encoder, size_t source);
const char *ec_encoder_get_fill(const struct ec_encoder *encoder, size_t source);

/* Encodes a table that has columns of the same names and types, in whatever order, into a new
 * matrix, rows by features; NaN where a number is missing. NOT_FOUND where a column is not there,
 * VALUE where its type is another or its text is refused. ec_matrix_clear() frees the matrix. */
ec_status ec_encoder_apply(const struct ec_encoder *encoder, const struct ec_table *table,
                           struct ec_matrix *x, struct ec_error *error);
