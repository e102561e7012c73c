#include "config.h"

#include "prepare/encode.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

/* A column of the training table, and the features made of it. */
struct source {
  const char *name;
  enum ec_column_type type;
  size_t first_feature, n_features;
  size_t n_levels;     /* of a text column: those that training rows had, in their order, with */
  const char **levels; /* "(missing)" last, where that is one, as NULL */
  size_t n_missing;    /* training rows in which its text is missing */
  const char *fill;    /* what stands for a missing text; NULL where nothing does */
};

struct ec_encoder {
  struct ec_arena *arena; /* owns all, this struct too */
  struct ec_encoder_options options;
  size_t n_sources, n_features;
  struct source *sources;
  const char **names;
  size_t *feature_sources;
};

static const char MISSING_LEVEL[] = "(missing)";

static ec_status
no_memory(struct ec_error *error)
{
  return ec_error_no_memory(error, "the features");
}

static ec_status
missing_text(const char *name, size_t row, struct ec_error *error)
{
  char quoted[80];
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                         "row %zu, column \"%s\": the text is missing; fill it in, or leave the "
                         "row out",
                         row + 1, ec_error_quote(quoted, sizeof quoted, name, strlen(name)));
}

/* Counts how many rows have each level, and how many have none. */
static ec_status
count_codes(const struct ec_encoder *encoder, const struct ec_table *table, size_t column,
            size_t *counts, size_t *n_missing, struct ec_error *error)
{
  const int32_t *codes = ec_table_get_codes(table, column);
  for (size_t row = 0; row < ec_table_n_rows(table); row++) {
    if (codes[row] != EC_MISSING_CODE) {
      counts[codes[row]]++;
      continue;
    }
    if (encoder->options.missing == EC_MISSING_TEXT_REFUSE)
      return missing_text(ec_table_get_name(table, column), row, error);
    (*n_missing)++;
  }
  return EC_OK;
}

static ec_status
too_many_levels(const struct ec_encoder *encoder, const struct source *source,
                struct ec_error *error)
{
  char quoted[80];
  return ec_error_set(error, EC_ERROR_LIMIT,
                      "column \"%s\" has %zu different texts, more than %zu; it names rows rather "
                      "than kinds of them: leave it out",
                      ec_error_quote(quoted, sizeof quoted, source->name, strlen(source->name)),
                      source->n_levels, encoder->options.max_levels);
}

static ec_status
no_text(const struct source *source, struct ec_error *error)
{
  char quoted[80];
  return ec_error_set(error, EC_ERROR_EMPTY,
                      "column \"%s\": no row has a text, so none is the most frequent; leave the "
                      "column out",
                      ec_error_quote(quoted, sizeof quoted, source->name, strlen(source->name)));
}

/* Puts `text` where it belongs among the levels, unless it is there; there is room for it. */
static void
insert_level(struct source *source, const char *text)
{
  size_t place = 0;
  while (place < source->n_levels && strcmp(source->levels[place], text) < 0)
    place++;
  if (place < source->n_levels && strcmp(source->levels[place], text) == 0)
    return;
  memmove(source->levels + place + 1, source->levels + place,
          (source->n_levels - place) * sizeof *source->levels);
  source->levels[place] = text;
  source->n_levels++;
}

/* Decides what stands for a missing text; `most_frequent` may be NULL where no row has a text. */
static ec_status
learn_fill(struct ec_encoder *encoder, struct source *source, const char *most_frequent,
           struct ec_error *error)
{
  switch (encoder->options.missing) {
  case EC_MISSING_TEXT_REFUSE:
    break;
  case EC_MISSING_TEXT_LEVEL:
    if (source->n_missing > 0)
      source->levels[source->n_levels++] = NULL;
    break;
  case EC_MISSING_TEXT_MOST_FREQUENT:
    if (most_frequent == NULL)
      return no_text(source, error);
    source->fill = most_frequent;
    break;
  case EC_MISSING_TEXT_CONSTANT:
    source->fill = encoder->options.fill;
    if (source->n_missing > 0)
      insert_level(source, source->fill);
    break;
  }
  return EC_OK;
}

/* Copies the levels that rows have; `*most_frequent` becomes the one of most rows. */
static ec_status
copy_levels(struct ec_encoder *encoder, const struct ec_table *table, size_t column,
            const size_t *counts, struct source *source, const char **most_frequent,
            struct ec_error *error)
{
  size_t n = ec_table_n_levels(table, column), most = 0;
  for (size_t code = 0; code < n; code++) {
    const char *level = ec_table_get_level(table, column, (int32_t)code);
    if (counts[code] == 0)
      continue;
    level = ec_arena_copy_text(encoder->arena, level, strlen(level));
    if (level == NULL)
      return no_memory(error);
    source->levels[source->n_levels++] = level;
    if (counts[code] > most) {
      most = counts[code];
      *most_frequent = level;
    }
  }
  return EC_OK;
}

static ec_status
learn_levels(struct ec_encoder *encoder, const struct ec_table *table, size_t column,
             struct source *source, struct ec_error *error)
{
  size_t n = ec_table_n_levels(table, column);
  size_t *counts = ec_arena_alloc(encoder->arena, n, sizeof *counts);
  const char *most_frequent = NULL;
  ec_status status;
  source->levels = ec_arena_alloc(encoder->arena, n + 1, sizeof *source->levels);
  if (counts == NULL || source->levels == NULL)
    return no_memory(error);
  status = count_codes(encoder, table, column, counts, &source->n_missing, error);
  if (status == EC_OK)
    status = copy_levels(encoder, table, column, counts, source, &most_frequent, error);
  if (status == EC_OK)
    status = learn_fill(encoder, source, most_frequent, error);
  if (status != EC_OK)
    return status;
  if (source->n_levels > encoder->options.max_levels)
    return too_many_levels(encoder, source, error);
  source->n_features = source->n_levels;
  if (encoder->options.drop_first && source->n_features > 0)
    source->n_features--;
  return EC_OK;
}

static ec_status
learn_source(struct ec_encoder *encoder, const struct ec_table *table, size_t column,
             struct source *source, struct ec_error *error)
{
  const char *name;
  ec_status status = EC_OK;
  if (column >= ec_table_n_columns(table))
    return ec_error_set(error, EC_ERROR_ARGUMENT, "there is no column %zu; the table has %zu",
                        column + 1, ec_table_n_columns(table));
  name = ec_table_get_name(table, column);
  source->name = ec_arena_copy_text(encoder->arena, name, strlen(name));
  if (source->name == NULL)
    return no_memory(error);
  source->type = ec_table_get_type(table, column);
  source->first_feature = encoder->n_features;
  source->n_features = 1;
  if (source->type == EC_COLUMN_TEXT)
    status = learn_levels(encoder, table, column, source, error);
  encoder->n_features += source->n_features;
  return status;
}

/* "column=level", or the column's name alone for numbers. */
static const char *
make_name(struct ec_encoder *encoder, const struct source *source, size_t feature)
{
  size_t n_dropped = source->n_levels - source->n_features, name_length, level_length;
  const char *level;
  char *name;
  if (source->type == EC_COLUMN_NUMBER)
    return source->name;
  level = source->levels[feature + n_dropped];
  if (level == NULL)
    level = MISSING_LEVEL;
  name_length = strlen(source->name);
  level_length = strlen(level);
  name = ec_arena_alloc(encoder->arena, name_length + level_length + 2, 1);
  if (name == NULL)
    return NULL;
  memcpy(name, source->name, name_length);
  name[name_length] = '=';
  memcpy(name + name_length + 1, level, level_length);
  return name;
}

static ec_status
make_names(struct ec_encoder *encoder, struct ec_error *error)
{
  encoder->names = ec_arena_alloc(encoder->arena, encoder->n_features, sizeof *encoder->names);
  encoder->feature_sources =
      ec_arena_alloc(encoder->arena, encoder->n_features, sizeof *encoder->feature_sources);
  if (encoder->names == NULL || encoder->feature_sources == NULL)
    return no_memory(error);
  for (size_t s = 0; s < encoder->n_sources; s++) {
    const struct source *source = &encoder->sources[s];
    for (size_t i = 0; i < source->n_features; i++) {
      size_t feature = source->first_feature + i;
      encoder->names[feature] = make_name(encoder, source, i);
      encoder->feature_sources[feature] = s;
      if (encoder->names[feature] == NULL)
        return no_memory(error);
    }
  }
  return EC_OK;
}

/* The caller's text may not live as long as the encoder. */
static ec_status
copy_fill(struct ec_encoder *encoder, struct ec_error *error)
{
  const char *fill = encoder->options.fill;
  encoder->options.fill = NULL;
  if (encoder->options.missing != EC_MISSING_TEXT_CONSTANT)
    return EC_OK;
  if (fill == NULL || *fill == '\0')
    return ec_error_set(error, EC_ERROR_ARGUMENT, "the text to fill gaps with is empty");
  encoder->options.fill = ec_arena_copy_text(encoder->arena, fill, strlen(fill));
  return encoder->options.fill != NULL ? EC_OK : no_memory(error);
}

ec_status
ec_encoder_fit(const struct ec_table *table, const size_t *columns, size_t n_columns,
               const struct ec_encoder_options *options, struct ec_encoder **encoder,
               struct ec_error *error)
{
  static const struct ec_encoder_options defaults = EC_ENCODER_OPTIONS_INIT;
  struct ec_arena *arena;
  struct ec_encoder *made;
  ec_status status = EC_OK;
  if (ec_table_n_rows(table) == 0)
    return ec_error_set(error, EC_ERROR_EMPTY, "there are no rows to learn levels from");
  arena = ec_arena_new(0);
  made = arena != NULL ? ec_arena_alloc(arena, 1, sizeof *made) : NULL;
  if (made == NULL) {
    ec_arena_free(arena);
    return no_memory(error);
  }
  made->arena = arena;
  made->options = options != NULL ? *options : defaults;
  status = copy_fill(made, error);
  made->n_sources = n_columns;
  made->sources = ec_arena_alloc(arena, n_columns, sizeof *made->sources);
  if (status == EC_OK && made->sources == NULL)
    status = no_memory(error);
  for (size_t i = 0; status == EC_OK && i < n_columns; i++)
    status = learn_source(made, table, columns[i], &made->sources[i], error);
  if (status == EC_OK)
    status = make_names(made, error);
  if (status == EC_OK)
    *encoder = made;
  else
    ec_arena_free(arena);
  return status;
}

void
ec_encoder_free(struct ec_encoder *encoder)
{
  if (encoder != NULL)
    ec_arena_free(encoder->arena);
}

size_t
ec_encoder_n_features(const struct ec_encoder *encoder)
{
  return encoder->n_features;
}

const char *const *
ec_encoder_get_names(const struct ec_encoder *encoder)
{
  return encoder->names;
}

size_t
ec_encoder_get_source(const struct ec_encoder *encoder, size_t feature)
{
  return encoder->feature_sources[feature];
}

size_t
ec_encoder_n_missing(const struct ec_encoder *encoder, size_t source)
{
  return encoder->sources[source].n_missing;
}

const char *
ec_encoder_get_fill(const struct ec_encoder *encoder, size_t source)
{
  return encoder->sources[source].n_missing > 0 ? encoder->sources[source].fill : NULL;
}

/* The level of the source that a text (NULL: missing) is; n_levels where it is none. Levels are
 * sorted, so the search halves them. */
static size_t
find_level(const struct source *source, const char *text)
{
  size_t low = 0, high = source->n_levels;
  bool has_missing = high > 0 && source->levels[high - 1] == NULL;
  if (text == NULL)
    return has_missing ? high - 1 : high;
  if (has_missing)
    high--;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(source->levels[middle], text);
    if (order == 0)
      return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return source->n_levels;
}

static ec_status
unknown_text(const struct source *source, size_t row, const char *text, struct ec_error *error)
{
  char name[80], value[80];
  if (text == NULL)
    return missing_text(source->name, row, error);
  return ec_error_set_at(error, EC_ERROR_VALUE, row + 1, 0,
                         "row %zu, column \"%s\": no training row had the text \"%s\"", row + 1,
                         ec_error_quote(name, sizeof name, source->name, strlen(source->name)),
                         ec_error_quote(value, sizeof value, text, strlen(text)));
}

static ec_status
encode_text(const struct ec_encoder *encoder, const struct source *source,
            const struct ec_table *table, size_t column, struct ec_matrix *x,
            struct ec_error *error)
{
  size_t n_dropped = source->n_levels - source->n_features;
  for (size_t row = 0; row < x->n_rows; row++) {
    const char *text = ec_table_get_text(table, column, row);
    size_t level = find_level(source, text != NULL ? text : source->fill);
    bool refused = text == NULL ? encoder->options.missing == EC_MISSING_TEXT_REFUSE
                                : encoder->options.unknown == EC_UNKNOWN_TEXT_REFUSE;
    if (level == source->n_levels) {
      if (refused)
        return unknown_text(source, row, text, error);
    } else if (level >= n_dropped) {
      ec_matrix_set(x, row, source->first_feature + level - n_dropped, 1.0);
    }
  }
  return EC_OK;
}

static ec_status
encode_source(const struct ec_encoder *encoder, const struct source *source,
              const struct ec_table *table, struct ec_matrix *x, struct ec_error *error)
{
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
    return encode_text(encoder, source, table, column, x, error);
  if (x->n_rows > 0)
    memcpy(ec_matrix_column(x, source->first_feature), ec_table_get_numbers(table, column),
           x->n_rows * sizeof(double));
  return EC_OK;
}

ec_status
ec_encoder_apply(const struct ec_encoder *encoder, const struct ec_table *table,
                 struct ec_matrix *x, struct ec_error *error)
{
  struct ec_matrix made;
  ec_status status = ec_matrix_new(ec_table_n_rows(table), encoder->n_features, &made, error);
  if (status != EC_OK)
    return status;
  for (size_t s = 0; status == EC_OK && s < encoder->n_sources; s++)
    status = encode_source(encoder, &encoder->sources[s], table, &made, error);
  if (status == EC_OK)
    *x = made;
  else
    ec_matrix_clear(&made);
  return status;
}
