/* A table: named columns of numbers or of text, all with the same number of rows.
 *
 * A number column holds doubles; NaN means that the value is missing. A text column holds codes
 * into its levels: the distinct texts of the column, sorted by their bytes, so that the codes
 * depend on the texts alone and not on the order of rows. EC_MISSING_CODE means missing.
 * Rows and columns count from 0 here; messages for people count from 1. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct ec_table;

enum ec_column_type {
  EC_COLUMN_NUMBER,
  EC_COLUMN_TEXT,
};

enum { EC_MISSING_CODE = -1 };

/* An empty table for columns of `n_rows` rows. Owned by the caller. */
ec_status ec_table_new(size_t n_rows, struct ec_table **table, struct ec_error *error);

/* Frees the table and all that was borrowed from it; NULL is allowed. */
void ec_table_free(struct ec_table *table);

/* Appends a column of numbers; `values` (one a row) is copied. EC_ERROR_ARGUMENT where the name
 * is empty or taken. */
ec_status ec_table_add_numbers(struct ec_table *table, const char *name, const double *values,
                               struct ec_error *error);

/* Appends a column of text; `values` (one a row, NULL: missing) is copied. Errors as above. */
ec_status ec_table_add_text(struct ec_table *table, const char *name, const char *const *values,
                            struct ec_error *error);

size_t ec_table_n_rows(const struct ec_table *table);
size_t ec_table_n_columns(const struct ec_table *table);

/* The name and the type of a column. */
const char *ec_table_get_name(const struct ec_table *table, size_t column);
enum ec_column_type ec_table_get_type(const struct ec_table *table, size_t column);

/* The number of rows in which the column's value is missing. */
size_t ec_table_n_missing(const struct ec_table *table, size_t column);

/* The values of a number column, one a row; NULL for a text column. */
const double *ec_table_get_numbers(const struct ec_table *table, size_t column);

/* The codes of a text column, one a row; NULL for a number column. */
const int32_t *ec_table_get_codes(const struct ec_table *table, size_t column);

/* The levels of a text column, and the text of one; 0 and NULL for a number column. */
size_t ec_table_n_levels(const struct ec_table *table, size_t column);
const char *ec_table_get_level(const struct ec_table *table, size_t column, int32_t code);

/* The text in one cell of a text column; NULL where it is missing or the column holds numbers. */
const char *ec_table_get_text(const struct ec_table *table, size_t column, size_t row);

/* The position of the column with that name. NOT_FOUND names those that are there. */
ec_status ec_table_find_column(const struct ec_table *table, const char *name, size_t *column,
                               struct ec_error *error);

/* A new table of the given rows, in the given order; a row may come more than once. Text columns
 * keep all their levels, also those that no row has any more. */
ec_status ec_table_select_rows(const struct ec_table *table, const size_t *rows, size_t n_rows,
                               struct ec_table **selected, struct ec_error *error);

/* A new table of the given columns, in the given order, none twice. */
ec_status ec_table_select_columns(const struct ec_table *table, const size_t *columns,
                                  size_t n_columns, struct ec_table **selected,
                                  struct ec_error *error);

/* The rows in which none of the given columns is missing, in their order: `rows` has room for all
 * rows of the table, and `*n_complete` is how many were written. */
void ec_table_complete_rows(const struct ec_table *table, const size_t *columns, size_t n_columns,
                            size_t *rows, size_t *n_complete);
