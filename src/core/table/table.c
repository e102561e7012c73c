#include "config.h"

#include "table/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "table/table-private.h"

struct column {
  char *name;
  enum ec_column_type type;
  double *numbers;          /* of a number column */
  int32_t *codes;           /* of a text column */
  struct ec_levels *levels; /* of a text column */
};

struct ec_table {
  size_t n_rows, n_columns, n_allocated;
  struct column *columns;
};

ec_status
ec_table_new(size_t n_rows, struct ec_table **table, struct ec_error *error)
{
  struct ec_table *made = ec_alloc_zero(1, sizeof *made);
  if (made == NULL)
    return ec_error_no_memory(error, "a table");
  made->n_rows = n_rows;
  *table = made;
  return EC_OK;
}

void
ec_table_free(struct ec_table *table)
{
  if (table == NULL)
    return;
  for (size_t c = 0; c < table->n_columns; c++) {
    ec_free(table->columns[c].name);
    ec_free(table->columns[c].numbers);
    ec_free(table->columns[c].codes);
    ec_levels_unref(table->columns[c].levels);
  }
  ec_free(table->columns);
  ec_free(table);
}

static bool
find(const struct ec_table *table, const char *name, size_t *column)
{
  for (size_t c = 0; c < table->n_columns; c++) {
    if (strcmp(table->columns[c].name, name) == 0) {
      *column = c;
      return true;
    }
  }
  return false;
}

static ec_status
append(struct ec_table *table, const char *name, struct column column, struct ec_error *error)
{
  char quoted[80];
  size_t taken;
  if (name[0] == '\0')
    return ec_error_set(error, EC_ERROR_ARGUMENT, "a column needs a name");
  if (find(table, name, &taken))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the table already has a column \"%s\"",
                        ec_error_quote(quoted, sizeof quoted, name, strlen(name)));
  if (table->n_columns == table->n_allocated) {
    size_t n = table->n_allocated == 0 ? 16 : table->n_allocated * 2;
    struct column *columns = ec_resize(table->columns, table->n_columns, n, sizeof *columns);
    if (columns == NULL)
      return ec_error_no_memory(error, "a table");
    table->columns = columns;
    table->n_allocated = n;
  }
  column.name = ec_copy_text(name, strlen(name));
  if (column.name == NULL)
    return ec_error_no_memory(error, "a table");
  table->columns[table->n_columns++] = column;
  return EC_OK;
}

ec_status
ec_table_take_numbers(struct ec_table *table, const char *name, double *values,
                      struct ec_error *error)
{
  struct column column = {.type = EC_COLUMN_NUMBER, .numbers = values};
  return append(table, name, column, error);
}

ec_status
ec_table_take_codes(struct ec_table *table, const char *name, int32_t *codes,
                    struct ec_levels *levels, struct ec_error *error)
{
  struct column column = {.type = EC_COLUMN_TEXT, .codes = codes, .levels = levels};
  return append(table, name, column, error);
}

ec_status
ec_table_add_numbers(struct ec_table *table, const char *name, const double *values,
                     struct ec_error *error)
{
  ec_status status;
  double *copy = ec_alloc(table->n_rows, sizeof *copy);
  if (copy == NULL)
    return ec_error_no_memory(error, "a column of numbers");
  if (table->n_rows > 0)
    memcpy(copy, values, table->n_rows * sizeof *copy);
  status = ec_table_take_numbers(table, name, copy, error);
  if (status != EC_OK)
    ec_free(copy);
  return status;
}

static ec_status
encode(struct ec_dictionary *dictionary, const char *const *values, int32_t *codes, size_t n,
       struct ec_levels **levels, struct ec_error *error)
{
  for (size_t i = 0; i < n; i++) {
    ec_status status;
    if (values[i] == NULL) {
      codes[i] = EC_MISSING_CODE;
      continue;
    }
    status = ec_dictionary_add(dictionary, values[i], strlen(values[i]), &codes[i], error);
    if (status != EC_OK)
      return status;
  }
  return ec_dictionary_finish(dictionary, codes, n, levels, error);
}

ec_status
ec_table_add_text(struct ec_table *table, const char *name, const char *const *values,
                  struct ec_error *error)
{
  struct ec_dictionary *dictionary = ec_dictionary_new();
  int32_t *codes = ec_alloc(table->n_rows, sizeof *codes);
  struct ec_levels *levels = NULL;
  ec_status status;
  if (dictionary == NULL || codes == NULL)
    status = ec_error_no_memory(error, "a column of text");
  else
    status = encode(dictionary, values, codes, table->n_rows, &levels, error);
  if (status == EC_OK)
    status = ec_table_take_codes(table, name, codes, levels, error);
  ec_dictionary_free(dictionary);
  if (status != EC_OK) {
    ec_free(codes);
    ec_levels_unref(levels);
  }
  return status;
}

size_t
ec_table_n_rows(const struct ec_table *table)
{
  return table->n_rows;
}

size_t
ec_table_n_columns(const struct ec_table *table)
{
  return table->n_columns;
}

static const struct column *
get(const struct ec_table *table, size_t column)
{
  assert(column < table->n_columns);
  return &table->columns[column];
}

const char *
ec_table_get_name(const struct ec_table *table, size_t column)
{
  return get(table, column)->name;
}

enum ec_column_type
ec_table_get_type(const struct ec_table *table, size_t column)
{
  return get(table, column)->type;
}

static bool
is_missing(const struct column *column, size_t row)
{
  if (column->type == EC_COLUMN_NUMBER)
    return isnan(column->numbers[row]);
  return column->codes[row] == EC_MISSING_CODE;
}

size_t
ec_table_n_missing(const struct ec_table *table, size_t column)
{
  const struct column *c = get(table, column);
  size_t n = 0;
  for (size_t row = 0; row < table->n_rows; row++)
    n += is_missing(c, row);
  return n;
}

const double *
ec_table_get_numbers(const struct ec_table *table, size_t column)
{
  return get(table, column)->numbers;
}

const int32_t *
ec_table_get_codes(const struct ec_table *table, size_t column)
{
  return get(table, column)->codes;
}

size_t
ec_table_n_levels(const struct ec_table *table, size_t column)
{
  const struct ec_levels *levels = get(table, column)->levels;
  return levels == NULL ? 0 : ec_levels_count(levels);
}

const char *
ec_table_get_level(const struct ec_table *table, size_t column, int32_t code)
{
  const struct ec_levels *levels = get(table, column)->levels;
  if (levels == NULL || code < 0)
    return NULL;
  return ec_levels_get(levels, (size_t)code);
}

const char *
ec_table_get_text(const struct ec_table *table, size_t column, size_t row)
{
  const struct column *c = get(table, column);
  assert(row < table->n_rows);
  return c->codes == NULL ? NULL : ec_table_get_level(table, column, c->codes[row]);
}

/* Lists the columns' names in `text`, as many as fit into it. */
static void
list_names(const struct ec_table *table, char *text, size_t size)
{
  size_t length = 0;
  text[0] = '\0';
  for (size_t c = 0; c < table->n_columns; c++) {
    char quoted[48];
    const char *name = table->columns[c].name;
    int written;
    ec_error_quote(quoted, sizeof quoted, name, strlen(name));
    if (length + strlen(quoted) + sizeof ", , …" > size) {
      snprintf(text + length, size - length, ", …");
      return;
    }
    written = snprintf(text + length, size - length, "%s%s", c == 0 ? "" : ", ", quoted);
    length += (size_t)written;
  }
}

ec_status
ec_table_find_column(const struct ec_table *table, const char *name, size_t *column,
                     struct ec_error *error)
{
  char quoted[80], names[300];
  if (find(table, name, column))
    return EC_OK;
  list_names(table, names, sizeof names);
  return ec_error_set(error, EC_ERROR_NOT_FOUND, "there is no column \"%s\"; the columns are: %s",
                      ec_error_quote(quoted, sizeof quoted, name, strlen(name)), names);
}

/* Appends the given rows of a column to another table. */
static ec_status
select_column(const struct column *from, const size_t *rows, struct ec_table *to,
              struct ec_error *error)
{
  size_t n = to->n_rows;
  struct column column = {.type = from->type};
  ec_status status;
  if (from->type == EC_COLUMN_NUMBER) {
    if ((column.numbers = ec_alloc(n, sizeof(double))) == NULL)
      return ec_error_no_memory(error, "the selected rows");
    for (size_t i = 0; i < n; i++)
      column.numbers[i] = from->numbers[rows != NULL ? rows[i] : i];
  } else {
    if ((column.codes = ec_alloc(n, sizeof(int32_t))) == NULL)
      return ec_error_no_memory(error, "the selected rows");
    for (size_t i = 0; i < n; i++)
      column.codes[i] = from->codes[rows != NULL ? rows[i] : i];
    column.levels = ec_levels_ref(from->levels);
  }
  status = append(to, from->name, column, error);
  if (status != EC_OK) {
    ec_free(column.numbers);
    ec_free(column.codes);
    ec_levels_unref(column.levels);
  }
  return status;
}

ec_status
ec_table_select_rows(const struct ec_table *table, const size_t *rows, size_t n_rows,
                     struct ec_table **selected, struct ec_error *error)
{
  struct ec_table *made;
  ec_status status;
  for (size_t i = 0; i < n_rows; i++) {
    if (rows[i] >= table->n_rows)
      return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no row %zu; the table has %zu rows",
                          rows[i] + 1, table->n_rows);
  }
  status = ec_table_new(n_rows, &made, error);
  for (size_t c = 0; status == EC_OK && c < table->n_columns; c++) {
    status = select_column(&table->columns[c], rows, made, error);
    if (status != EC_OK)
      ec_table_free(made);
  }
  if (status == EC_OK)
    *selected = made;
  return status;
}

ec_status
ec_table_select_columns(const struct ec_table *table, const size_t *columns, size_t n_columns,
                        struct ec_table **selected, struct ec_error *error)
{
  struct ec_table *made;
  ec_status status;
  for (size_t i = 0; i < n_columns; i++) {
    if (columns[i] >= table->n_columns)
      return ec_error_set(error, EC_ERROR_ARGUMENT,
                          "there is no column %zu; the table has %zu columns", columns[i] + 1,
                          table->n_columns);
  }
  status = ec_table_new(table->n_rows, &made, error);
  for (size_t i = 0; status == EC_OK && i < n_columns; i++) {
    status = select_column(&table->columns[columns[i]], NULL, made, error);
    if (status != EC_OK)
      ec_table_free(made);
  }
  if (status == EC_OK)
    *selected = made;
  return status;
}

void
ec_table_complete_rows(const struct ec_table *table, const size_t *columns, size_t n_columns,
                       size_t *rows, size_t *n_complete)
{
  size_t n = 0;
  for (size_t row = 0; row < table->n_rows; row++) {
    bool complete = true;
    for (size_t i = 0; i < n_columns && complete; i++)
      complete = !is_missing(get(table, columns[i]), row);
    if (complete)
      rows[n++] = row;
  }
  *n_complete = n;
}
