#include "config.h"

#include "prepare/ordinal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A column of the training table, and the codes of its texts. */
struct source {
  const char *name;
  enum ec_column_type type;
  size_t n_levels;
  const char **levels; /* by code */
  size_t *sorted;      /* the codes in the order of their levels' bytes, for the search */
};

struct ec_ordinal {
  struct ec_arena *arena; /* owns all, this struct too */
  enum ec_ordinal_text missing, unknown;
  size_t max_levels;
  size_t n_sources;
  struct source *sources;
  const char **names;
  bool *categorical;
};

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "the codes of texts");
}

static ec_status
refuse_text(const struct source *source, size_t row, const char *text, bool ordered,
            struct ec_error *error)
{
  char name[80], value[80];
  ec_error_quote(name, sizeof name, source->name, strlen(source->name));
  if (text == NULL)
    return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                           "row %zu, column \"%s\": the text is missing; fill it in, or leave the "
                           "row out",
                           row + 1, name);
  ec_error_quote(value, sizeof value, text, strlen(text));
  if (ordered)
    return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                           "row %zu, column \"%s\": the text \"%s\" is not in the order of levels "
                           "that the column was given",
                           row + 1, name, value);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                         "row %zu, column \"%s\": no training row had the text \"%s\"", row + 1,
                         name, value);
}

/* The code of a text; n_levels where it has none. */
static size_t
find_code(const struct source *source, const char *text)
{
  size_t low = 0, high = source->n_levels;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(source->levels[source->sorted[middle]], text);
    if (order == 0)
      return source->sorted[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return source->n_levels;
}

/* A level and its code, while they are sorted. */
struct entry {
  const char *level;
  size_t code;
};

static int
compare_entries(const void *a, const void *b)
{
  return strcmp(((const struct entry *)a)->level, ((const struct entry *)b)->level);
}

/* Prepares the search; the caller's order of levels may be any. */
static ec_status
sort_levels(struct ec_ordinal *self, struct source *source, struct ec_error *error)
{
  struct entry *entries = ec_arena_alloc(self->arena, source->n_levels, sizeof *entries);
  char name[80], level[80];
  source->sorted = ec_arena_alloc(self->arena, source->n_levels, sizeof *source->sorted);
  if (entries == NULL || source->sorted == NULL)
    return no_memory(error);
  for (size_t i = 0; i < source->n_levels; i++)
    entries[i] = (struct entry){source->levels[i], i};
  qsort(entries, source->n_levels, sizeof *entries, compare_entries);
  for (size_t i = 0; i < source->n_levels; i++) {
    if (i > 0 && strcmp(entries[i].level, entries[i - 1].level) == 0)
      return ec_error_set(
          error, EC_ERROR_ARGUMENT, "column \"%s\": the level \"%s\" is in its order twice",
          ec_error_quote(name, sizeof name, source->name, strlen(source->name)),
          ec_error_quote(level, sizeof level, entries[i].level, strlen(entries[i].level)));
    source->sorted[i] = entries[i].code;
  }
  return EC_OK;
}

static ec_status
copy_levels(struct ec_ordinal *self, struct source *source, const char *const *levels, size_t n,
            struct ec_error *error)
{
  char name[80];
  if (n > self->max_levels)
    return ec_error_set(
        error, EC_ERROR_LIMIT,
        "column \"%s\" has %zu different texts, more than %zu; it names rows rather "
        "than kinds of them: leave it out",
        ec_error_quote(name, sizeof name, source->name, strlen(source->name)), n, self->max_levels);
  source->levels = ec_arena_alloc(self->arena, n, sizeof *source->levels);
  if (source->levels == NULL)
    return no_memory(error);
  for (; source->n_levels < n; source->n_levels++) {
    const char *copy =
        ec_arena_copy_text(self->arena, levels[source->n_levels], strlen(levels[source->n_levels]));
    if (copy == NULL)
      return no_memory(error);
    source->levels[source->n_levels] = copy;
  }
  return sort_levels(self, source, error);
}

/* The levels that rows have; the table has them in the order of their bytes. */
static ec_status
learn_levels(struct ec_ordinal *self, const struct ec_table *table, size_t column,
             struct source *source, struct ec_error *error)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  size_t n = ec_table_n_levels(table, column), n_present = 0;
  bool *present = ec_arena_alloc(self->arena, n, sizeof *present);
  const char **levels = ec_arena_alloc(self->arena, n, sizeof *levels);
  if (present == NULL || levels == NULL)
    return no_memory(error);
  for (size_t row = 0; row < ec_table_n_rows(table); row++) {
    if (codes[row] != EC_MISSING_CODE)
      present[codes[row]] = true;
    else if (self->missing == EC_ORDINAL_TEXT_REFUSE)
      return refuse_text(source, row, NULL, false, error);
  }
  for (size_t code = 0; code < n; code++)
    if (present[code])
      levels[n_present++] = ec_table_get_level(table, column, (int32_t)code);
  return copy_levels(self, source, levels, n_present, error);
}

/* Takes the order as it is given, and checks that it has all texts of the training rows. */
static ec_status
take_order(struct ec_ordinal *self, const struct ec_table *table, size_t column,
           struct source *source, const struct ec_level_order *order, struct ec_error *error)
{
  ec_status status = copy_levels(self, source, order->levels, order->n_levels, error);
  for (size_t row = 0; status == EC_OK && row < ec_table_n_rows(table); row++) {
    const char *text = ec_table_get_text(table, column, row);
    if (text == NULL ? self->missing == EC_ORDINAL_TEXT_REFUSE
                     : find_code(source, text) == source->n_levels)
      return refuse_text(source, row, text, true, error);
  }
  return status;
}

static const struct ec_level_order *
find_order(const struct ec_ordinal_options *options, const char *name)
{
  for (size_t i = 0; i < options->n_orders; i++)
    if (strcmp(options->orders[i].column, name) == 0)
      return &options->orders[i];
  return NULL;
}

static ec_status
learn_source(struct ec_ordinal *self, const struct ec_table *table, size_t column,
             const struct ec_ordinal_options *options, size_t place, struct ec_error *error)
{
  struct source *source = &self->sources[place];
  const struct ec_level_order *order;
  const char *name;
  if (column >= ec_table_n_columns(table))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no column %zu; the table has %zu",
                        column + 1, ec_table_n_columns(table));
  name = ec_table_get_name(table, column);
  source->name = ec_arena_copy_text(self->arena, name, strlen(name));
  if (source->name == NULL)
    return no_memory(error);
  source->type = ec_table_get_type(table, column);
  self->names[place] = source->name;
  self->categorical[place] = source->type == EC_COLUMN_TEXT;
  if (source->type == EC_COLUMN_NUMBER)
    return EC_OK;
  order = find_order(options, name);
  return order != NULL ? take_order(self, table, column, source, order, error)
                       : learn_levels(self, table, column, source, error);
}

/* An order for a column that is not there is a mistake that would go unseen. */
static ec_status
check_orders(const struct ec_ordinal *self, const struct ec_ordinal_options *options,
             struct ec_error *error)
{
  char quoted[80];
  for (size_t i = 0; i < options->n_orders; i++) {
    const char *column = options->orders[i].column;
    bool found = false;
    for (size_t s = 0; s < self->n_sources; s++)
      found = found || (self->categorical[s] && strcmp(self->names[s], column) == 0);
    if (!found)
      return ec_error_set(error, EC_ERROR_ARGUMENT,
                          "there is an order of levels for \"%s\", which is no text column here",
                          ec_error_quote(quoted, sizeof quoted, column, strlen(column)));
  }
  return EC_OK;
}

static ec_status
learn(struct ec_ordinal *self, const struct ec_table *table, const size_t *columns,
      const struct ec_ordinal_options *options, struct ec_error *error)
{
  ec_status status = EC_OK;
  self->sources = ec_arena_alloc(self->arena, self->n_sources, sizeof *self->sources);
  self->names = ec_arena_alloc(self->arena, self->n_sources, sizeof *self->names);
  self->categorical = ec_arena_alloc(self->arena, self->n_sources, sizeof *self->categorical);
  if (self->sources == NULL || self->names == NULL || self->categorical == NULL)
    return no_memory(error);
  for (size_t i = 0; status == EC_OK && i < self->n_sources; i++)
    status = learn_source(self, table, columns[i], options, i, error);
  return status == EC_OK ? check_orders(self, options, error) : status;
}

ec_status
ec_ordinal_fit(const struct ec_table *table, const size_t *columns, size_t n_columns,
               const struct ec_ordinal_options *options, struct ec_ordinal **ordinal,
               struct ec_error *error)
{
  static const struct ec_ordinal_options defaults = EC_ORDINAL_OPTIONS_INIT;
  struct ec_arena *arena;
  struct ec_ordinal *made;
  ec_status status;
  if (ec_table_n_rows(table) == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to learn levels from");
  arena = ec_arena_new(0);
  made = arena != NULL ? ec_arena_alloc(arena, 1, sizeof *made) : NULL;
  if (made == NULL) {
    ec_arena_free(arena);
    return no_memory(error);
  }
  if (options == NULL)
    options = &defaults;
  made->arena = arena;
  made->missing = options->missing;
  made->unknown = options->unknown;
  made->max_levels = options->max_levels;
  made->n_sources = n_columns;
  status = learn(made, table, columns, options, error);
  if (status == EC_OK)
    *ordinal = made;
  else
    ec_arena_free(arena);
  return status;
}

void
ec_ordinal_free(struct ec_ordinal *ordinal)
{
  if (ordinal != NULL)
    ec_arena_free(ordinal->arena);
}

size_t
ec_ordinal_n_features(const struct ec_ordinal *ordinal)
{
  return ordinal->n_sources;
}

const char *const *
ec_ordinal_get_names(const struct ec_ordinal *ordinal)
{
  return ordinal->names;
}

const bool *
ec_ordinal_get_categorical(const struct ec_ordinal *ordinal)
{
  return ordinal->categorical;
}

size_t
ec_ordinal_n_levels(const struct ec_ordinal *ordinal, size_t feature)
{
  return ordinal->sources[feature].n_levels;
}

const char *
ec_ordinal_get_level(const struct ec_ordinal *ordinal, size_t feature, size_t code)
{
  return ordinal->sources[feature].levels[code];
}

static ec_status
encode_text(const struct ec_ordinal *self, const struct source *source,
            const struct ec_table *table, size_t column, double *codes, struct ec_error *error)
{
  for (size_t row = 0; row < ec_table_n_rows(table); row++) {
    const char *text = ec_table_get_text(table, column, row);
    size_t code = text != NULL ? find_code(source, text) : source->n_levels;
    enum ec_ordinal_text otherwise = text != NULL ? self->unknown : self->missing;
    if (code == source->n_levels && otherwise == EC_ORDINAL_TEXT_REFUSE)
      return refuse_text(source, row, text, false, error);
    codes[row] = code < source->n_levels ? (double)code : NAN;
  }
  return EC_OK;
}

static ec_status
encode_source(const struct ec_ordinal *self, size_t place, const struct ec_table *table,
              struct ec_matrix *x, struct ec_error *error)
{
  const struct source *source = &self->sources[place];
  char quoted[80];
  size_t column;
  ec_status status = ec_table_find_column(table, source->name, &column, error);
  if (status != EC_OK)
    return status;
  if (ec_table_get_type(table, column) != source->type)
    return ec_error_set_at(
        error, EC_ERROR_VALUE, 0, column + 1,
        "column \"%s\" holds %s here, and %s where the levels were learnt",
        ec_error_quote(quoted, sizeof quoted, source->name, strlen(source->name)),
        source->type == EC_COLUMN_NUMBER ? "text" : "numbers",
        source->type == EC_COLUMN_NUMBER ? "numbers" : "text");
  if (source->type == EC_COLUMN_TEXT)
    return encode_text(self, source, table, column, ec_matrix_column(x, place), error);
  if (x->n_rows > 0)
    memcpy(ec_matrix_column(x, place), ec_table_get_numbers(table, column),
           x->n_rows * sizeof(double));
  return EC_OK;
}

ec_status
ec_ordinal_apply(const struct ec_ordinal *ordinal, const struct ec_table *table,
                 struct ec_matrix *x, struct ec_error *error)
{
  struct ec_matrix made;
  ec_status status = ec_matrix_new(ec_table_n_rows(table), ordinal->n_sources, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t s = 0; status == EC_OK && s < ordinal->n_sources; s++)
    status = encode_source(ordinal, s, table, &made, error);
  if (status == EC_OK)
    *x = made;
  else
    ec_matrix_clear(&made);
  return status;
}
