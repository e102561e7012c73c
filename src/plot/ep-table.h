#pragma once

#include <stddef.h>
#include <stdio.h>

#include "ep-chart.h"

/* The numbers behind a chart as columns and rows. Cells are written when asked for, so that
 * a table of 200,000 rows costs next to nothing. */
struct ep_table;

/* (transfer full) (nullable) The chart must not change or go before the table does. */
struct ep_table *ep_table_new(const struct ep_chart *chart);
void ep_table_free(struct ep_table *table);

size_t ep_table_get_n_columns(const struct ep_table *table);
size_t ep_table_get_n_rows(const struct ep_table *table);

/* The heading of a column, with its unit; borrowed. */
const char *ep_table_get_heading(const struct ep_table *table, size_t column);
bool ep_table_is_numeric(const struct ep_table *table, size_t column);

/* Writes a cell as people read it; returns the length as snprintf does. */
size_t ep_table_write_cell(const struct ep_table *table, size_t row, size_t column, char *text,
                           size_t size);

/* The number in a cell; NaN where it is missing or the column is of words. */
double ep_table_get_number(const struct ep_table *table, size_t row, size_t column);

/* (transfer full) (nullable) The table as CSV (RFC 4180, UTF-8, CRLF), numbers exact and with
 * "." whatever the locale, missing ones empty; length without the terminating zero. */
char *ep_table_to_csv(const struct ep_table *table, size_t *length);
