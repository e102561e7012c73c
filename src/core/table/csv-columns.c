#include "config.h"

#include "table/csv-columns.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/table-private.h"

struct column {
  char *name;
  enum ec_column_type type; /* as far as the values so far tell */
  bool forced;
  double *numbers;
  int32_t *codes;
  struct ec_dictionary *dictionary;
  size_t text_from; /* the row from which on codes are there */
};

struct ec_csv_columns {
  const struct ec_csv_options *options;
  struct column *columns;
  size_t n_columns, n_allocated;
  size_t max_rows;
  struct ec_dictionary *names; /* finds a name that comes twice */
  bool marker_begins[256];     /* the bytes with which a marker of missing values begins */
  size_t *marker_lengths;
};

struct ec_csv_columns *
ec_csv_columns_new(const struct ec_csv_options *options)
{
  struct ec_csv_columns *columns = ec_alloc_zero(1, sizeof *columns);
  if (columns == NULL)
    return NULL;
  columns->options = options;
  columns->names = ec_dictionary_new();
  columns->marker_lengths = ec_alloc(options->n_missing, sizeof *columns->marker_lengths);
  if (columns->names == NULL || columns->marker_lengths == NULL) {
    ec_csv_columns_free(columns);
    return NULL;
  }
  for (size_t i = 0; i < options->n_missing; i++) {
    columns->marker_lengths[i] = strlen(options->missing[i]);
    columns->marker_begins[(unsigned char)options->missing[i][0]] = true;
  }
  return columns;
}

static void
clear_column(struct column *column)
{
  ec_free(column->name);
  ec_free(column->numbers);
  ec_free(column->codes);
  ec_dictionary_free(column->dictionary);
}

void
ec_csv_columns_free(struct ec_csv_columns *columns)
{
  if (columns == NULL)
    return;
  for (size_t c = 0; c < columns->n_columns; c++)
    clear_column(&columns->columns[c]);
  ec_free(columns->columns);
  ec_dictionary_free(columns->names);
  ec_free(columns->marker_lengths);
  ec_free(columns);
}

size_t
ec_csv_columns_count(const struct ec_csv_columns *columns)
{
  return columns->n_columns;
}

const char *
ec_csv_columns_get_name(const struct ec_csv_columns *columns, size_t column)
{
  return columns->columns[column].name;
}

static void
trim(const char **text, size_t *length)
{
  while (*length > 0 && (**text == ' ' || **text == '\t')) {
    ++*text;
    --*length;
  }
  while (*length > 0 && ((*text)[*length - 1] == ' ' || (*text)[*length - 1] == '\t'))
    --*length;
}

/* Checks the next name of the header: `number` is its place, from 1. */
static ec_status
check_name(struct ec_csv_columns *columns, const char *text, size_t length, size_t line,
           size_t number, struct ec_error *error)
{
  char quoted[80];
  int32_t code;
  ec_status status;
  if (number > columns->options->max_columns)
    return ec_error_set_at(error, EC_ERROR_LIMIT, line, number,
                           "line %zu: the header has more than %zu columns", line,
                           columns->options->max_columns);
  if (length == 0)
    return ec_error_set_at(error, EC_ERROR_SYNTAX, line, number,
                           "line %zu, column %zu: the name of the column is empty; every column "
                           "needs a name in the header",
                           line, number);
  status = ec_dictionary_add(columns->names, text, length, &code, error);
  if (status != EC_OK)
    return status;
  if ((size_t)code + 1 < number)
    return ec_error_set_at(error, EC_ERROR_SYNTAX, line, number,
                           "line %zu, column %zu: the name \"%s\" is that of column %d already; "
                           "give each column a name of its own",
                           line, number, ec_error_quote(quoted, sizeof quoted, text, length),
                           (int)code + 1);
  return EC_OK;
}

ec_status
ec_csv_columns_add_name(struct ec_csv_columns *columns, const struct ec_csv_field *field,
                        struct ec_error *error)
{
  const char *text = field->text;
  size_t length = field->length;
  struct column *column;
  ec_status status;
  trim(&text, &length);
  status = check_name(columns, text, length, field->line, columns->n_columns + 1, error);
  if (status != EC_OK)
    return status;
  if (columns->n_columns == columns->n_allocated) {
    size_t n = columns->n_allocated == 0 ? 32 : columns->n_allocated * 2;
    struct column *grown = ec_resize(columns->columns, columns->n_columns, n, sizeof *grown);
    if (grown == NULL)
      return ec_error_no_memory(error, "the header");
    columns->columns = grown;
    columns->n_allocated = n;
  }
  column = &columns->columns[columns->n_columns];
  memset(column, 0, sizeof *column);
  column->name = ec_copy_text(text, length);
  if (column->name == NULL)
    return ec_error_no_memory(error, "the header");
  columns->n_columns++;
  return EC_OK;
}

/* Gives the column of that name the type that the caller wants. */
static ec_status
force(struct ec_csv_columns *columns, const struct ec_csv_column *wanted, struct ec_error *error)
{
  char quoted[80];
  for (size_t c = 0; c < columns->n_columns; c++) {
    if (strcmp(columns->columns[c].name, wanted->name) == 0) {
      columns->columns[c].type = wanted->type;
      columns->columns[c].forced = true;
      return EC_OK;
    }
  }
  return ec_error_set_at(error, EC_ERROR_NOT_FOUND, 1, 0, "line 1: the header has no column \"%s\"",
                         ec_error_quote(quoted, sizeof quoted, wanted->name, strlen(wanted->name)));
}

/* Lets the column hold text from `row` on. */
static ec_status
turn_to_text(struct ec_csv_columns *columns, struct column *column, size_t row,
             struct ec_error *error)
{
  column->type = EC_COLUMN_TEXT;
  column->text_from = row;
  ec_free(column->numbers);
  column->numbers = NULL;
  column->codes = ec_alloc(columns->max_rows, sizeof *column->codes);
  column->dictionary = ec_dictionary_new();
  if (column->codes == NULL || column->dictionary == NULL)
    return ec_error_no_memory(error, "a column of text");
  return EC_OK;
}

ec_status
ec_csv_columns_begin(struct ec_csv_columns *columns, size_t max_rows, struct ec_error *error)
{
  ec_status status = EC_OK;
  columns->max_rows = max_rows;
  for (size_t i = 0; status == EC_OK && i < columns->options->n_columns; i++)
    status = force(columns, &columns->options->columns[i], error);
  for (size_t c = 0; status == EC_OK && c < columns->n_columns; c++) {
    struct column *column = &columns->columns[c];
    if (column->type == EC_COLUMN_TEXT) {
      status = turn_to_text(columns, column, 0, error);
      continue;
    }
    column->numbers = ec_alloc(max_rows, sizeof *column->numbers);
    if (column->numbers == NULL)
      status = ec_error_no_memory(error, "the rows");
  }
  return status;
}

static bool
is_missing(const struct ec_csv_columns *columns, const struct ec_csv_field *field)
{
  const char *text = field->text;
  size_t length = field->length;
  trim(&text, &length);
  if (length == 0)
    return true;
  if (!columns->marker_begins[(unsigned char)*text])
    return false;
  for (size_t i = 0; i < columns->options->n_missing; i++) {
    if (columns->marker_lengths[i] == length &&
        memcmp(columns->options->missing[i], text, length) == 0)
      return true;
  }
  return false;
}

static ec_status
no_number(const struct column *column, size_t number, const struct ec_csv_field *field,
          struct ec_error *error)
{
  char name[80], value[80];
  return ec_error_set_at(error, EC_ERROR_VALUE, field->line, number,
                         "line %zu, column %zu (\"%s\"): \"%s\" is not a number; write a number "
                         "such as 6.5, or leave the field empty",
                         field->line, number,
                         ec_error_quote(name, sizeof name, column->name, strlen(column->name)),
                         ec_error_quote(value, sizeof value, field->text, field->length));
}

static ec_status
take_text(const struct ec_csv_columns *columns, struct column *column, size_t row,
          const struct ec_csv_field *field, struct ec_error *error)
{
  if (is_missing(columns, field)) {
    column->codes[row] = EC_MISSING_CODE;
    return EC_OK;
  }
  return ec_dictionary_add(column->dictionary, field->text, field->length, &column->codes[row],
                           error);
}

ec_status
ec_csv_columns_take(struct ec_csv_columns *columns, size_t column, size_t row,
                    const struct ec_csv_field *field, struct ec_error *error)
{
  struct column *c = &columns->columns[column];
  ec_status status;
  if (c->type == EC_COLUMN_TEXT)
    return take_text(columns, c, row, field, error);
  if (is_missing(columns, field)) {
    c->numbers[row] = NAN;
    return EC_OK;
  }
  if (ec_number_parse(field->text, field->length, &c->numbers[row]))
    return EC_OK;
  if (c->forced)
    return no_number(c, column + 1, field, error);
  status = turn_to_text(columns, c, row, error);
  return status == EC_OK ? take_text(columns, c, row, field, error) : status;
}

size_t
ec_csv_columns_rows_again(const struct ec_csv_columns *columns)
{
  size_t n_rows = 0;
  for (size_t c = 0; c < columns->n_columns; c++) {
    const struct column *column = &columns->columns[c];
    if (column->type == EC_COLUMN_TEXT && column->text_from > n_rows)
      n_rows = column->text_from;
  }
  return n_rows;
}

ec_status
ec_csv_columns_take_again(struct ec_csv_columns *columns, size_t column, size_t row,
                          const struct ec_csv_field *field, struct ec_error *error)
{
  struct column *c = &columns->columns[column];
  if (c->type != EC_COLUMN_TEXT || row >= c->text_from)
    return EC_OK;
  return take_text(columns, c, row, field, error);
}

/* Moves one column into the table, which owns its memory then. */
static ec_status
move(struct column *column, struct ec_table *table, size_t n_rows, struct ec_error *error)
{
  struct ec_levels *levels = NULL;
  ec_status status;
  if (column->type == EC_COLUMN_NUMBER) {
    status = ec_table_take_numbers(table, column->name, column->numbers, error);
    if (status == EC_OK)
      column->numbers = NULL;
    return status;
  }
  status = ec_dictionary_finish(column->dictionary, column->codes, n_rows, &levels, error);
  if (status == EC_OK)
    status = ec_table_take_codes(table, column->name, column->codes, levels, error);
  if (status == EC_OK)
    column->codes = NULL;
  else
    ec_levels_unref(levels);
  return status;
}

ec_status
ec_csv_columns_finish(struct ec_csv_columns *columns, size_t n_rows, struct ec_table **table,
                      struct ec_error *error)
{
  struct ec_table *made;
  ec_status status = ec_table_new(n_rows, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t c = 0; status == EC_OK && c < columns->n_columns; c++)
    status = move(&columns->columns[c], made, n_rows, error);
  if (status == EC_OK)
    *table = made;
  else
    ec_table_free(made);
  return status;
}
