/* The columns of a CSV file while it is read: their names, types and values so far. Used inside
 * core/table alone.
 *
 * A column holds numbers until a value turns up that is none; from there on it holds text. What its
 * earlier rows had as text is then read a second time, so that no field has to be remembered. In
 * most files that is a row or two. */
#pragma once

#include <stddef.h>

#include "base/status.h"
#include "table/csv-scan.h"
#include "table/csv.h"

struct ec_csv_columns;

/* The columns of the header whose fields are added next. Options are borrowed. NULL where memory
 * runs out. */
struct ec_csv_columns *ec_csv_columns_new(const struct ec_csv_options *options);
void ec_csv_columns_free(struct ec_csv_columns *columns); /* NULL is allowed */

/* Adds the name in the next field of the header: SYNTAX where it is empty or taken, LIMIT. */
ec_status ec_csv_columns_add_name(struct ec_csv_columns *columns, const struct ec_csv_field *field,
                                  struct ec_error *error);

/* Applies the forced types, and makes room for at most `max_rows` rows. NOT_FOUND, NO_MEMORY. */
ec_status ec_csv_columns_begin(struct ec_csv_columns *columns, size_t max_rows,
                               struct ec_error *error);

size_t ec_csv_columns_count(const struct ec_csv_columns *columns);
const char *ec_csv_columns_get_name(const struct ec_csv_columns *columns, size_t column);

/* First pass: stores the value in the field. VALUE where the column was forced to hold numbers,
 * and this is none. */
ec_status ec_csv_columns_take(struct ec_csv_columns *columns, size_t column, size_t row,
                              const struct ec_csv_field *field, struct ec_error *error);

/* How many of the first rows have to be read again. */
size_t ec_csv_columns_rows_again(const struct ec_csv_columns *columns);

/* Second pass, over those rows: stores the text of columns that turned to text further down. */
ec_status ec_csv_columns_take_again(struct ec_csv_columns *columns, size_t column, size_t row,
                                    const struct ec_csv_field *field, struct ec_error *error);

/* Moves all columns into a new table. */
ec_status ec_csv_columns_finish(struct ec_csv_columns *columns, size_t n_rows,
                                struct ec_table **table, struct ec_error *error);
