#include "config.h"

#include "ep-table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-chart-private.h"
#include "ep-content.h"

/* What a column holds. Charts whose series share their places (bars, bins, lines over the
 * same x) have a column a series; others have a row a point and a column to name its series. */
enum column_kind {
  COLUMN_SERIES,
  COLUMN_LABEL,
  COLUMN_CATEGORY,
  COLUMN_FROM,
  COLUMN_TO,
  COLUMN_X,
  COLUMN_Y,
  COLUMN_LOWER,
  COLUMN_UPPER,
};

struct column {
  enum column_kind kind;
  size_t series; /* of COLUMN_Y in a wide table */
  char *heading;
};

/* A word that a content writes, as the text of a node, is no longer than this. */
enum { WORD_MAX = 4096 };

struct ep_table {
  const struct ep_chart *chart;
  bool wide;
  struct column *columns;
  size_t n_columns;
  size_t n_rows;
  bool failed;   /* a heading found no memory */
  size_t *first; /* of a long table: the row at which each series begins, and the end */
};

static bool
same_x(const struct ep_series *a, const struct ep_series *b)
{
  if (a->n != b->n || (a->x == NULL) != (b->x == NULL)) {
    return false;
  }
  return a->x == NULL || a->n == 0 || memcmp(a->x, b->x, a->n * sizeof *a->x) == 0;
}

static bool
has_labels(const struct ep_chart *chart)
{
  for (size_t i = 0; i < chart->n_series; i++) {
    if (chart->series[i].labels != NULL) {
      return true;
    }
  }
  return false;
}

static bool
has_bands(const struct ep_chart *chart)
{
  for (size_t i = 0; i < chart->n_series; i++) {
    if (chart->series[i].lower != NULL) {
      return true;
    }
  }
  return false;
}

static bool
is_wide(const struct ep_chart *chart)
{
  if (ep_chart_has_places(chart)) {
    return true;
  }
  for (size_t i = 1; i < chart->n_series; i++) {
    if (chart->kind == EP_KIND_SCATTER || !same_x(&chart->series[0], &chart->series[i])) {
      return false;
    }
  }
  return !has_labels(chart) && !has_bands(chart);
}

static void
add_column(struct ep_table *table, enum column_kind kind, size_t series, const char *heading)
{
  struct column *column = &table->columns[table->n_columns];

  column->kind = kind;
  column->series = series;
  column->heading = strdup(heading);
  if (column->heading == NULL) {
    table->failed = true;
    return;
  }
  table->n_columns++;
}

/* The columns that come before those of y. */
static void
add_leading_columns(struct ep_table *table)
{
  const struct ep_chart *chart = table->chart;
  char x[512];
  char bound[520];

  ep_chart_write_axis_title(chart, EP_X, x, sizeof x);
  if (!table->wide && chart->n_series > 1) {
    add_column(table, COLUMN_SERIES, 0, chart->locale->series);
  }
  if (!table->wide && has_labels(chart)) {
    add_column(table, COLUMN_LABEL, 0, chart->locale->label);
  }
  if (chart->kind == EP_KIND_BARS) {
    add_column(table, COLUMN_CATEGORY, 0, x[0] != '\0' ? x : chart->locale->label);
  } else if (chart->kind == EP_KIND_HISTOGRAM) {
    snprintf(bound, sizeof bound, "%s ≥", x);
    add_column(table, COLUMN_FROM, 0, bound);
    snprintf(bound, sizeof bound, "%s <", x);
    add_column(table, COLUMN_TO, 0, bound);
  } else {
    add_column(table, COLUMN_X, 0, x);
  }
}

static void
add_columns(struct ep_table *table)
{
  const struct ep_chart *chart = table->chart;
  char y[512];
  char heading[1024];

  add_leading_columns(table);
  ep_chart_write_axis_title(chart, EP_Y, y, sizeof y);
  if (!table->wide || chart->n_series <= 1) {
    add_column(table, COLUMN_Y, 0, y);
    if (has_bands(chart)) {
      add_column(table, COLUMN_LOWER, 0, chart->locale->lower);
      add_column(table, COLUMN_UPPER, 0, chart->locale->upper);
    }
    return;
  }
  for (size_t i = 0; i < chart->n_series; i++) {
    const char *name = ep_chart_get_series_name(chart, i);
    const char *unit = ep_chart_get_axis_unit(chart, EP_Y);
    snprintf(heading, sizeof heading, unit[0] != '\0' ? "%s (%s)" : "%s", name, unit);
    add_column(table, COLUMN_Y, i, heading);
  }
}

/* The table of a kind that says itself what is in it. */
static struct ep_table *
with_content(struct ep_table *table)
{
  const struct ep_content *content = table->chart->content;
  size_t n = content->n_columns(table->chart);
  char heading[1024];

  table->columns = calloc(n > 0 ? n : 1, sizeof *table->columns);
  for (size_t i = 0; table->columns != NULL && i < n; i++) {
    content->heading(table->chart, i, heading, sizeof heading);
    add_column(table, COLUMN_LABEL, 0, heading);
  }
  table->n_rows = content->n_rows(table->chart);
  if (table->columns == NULL || table->failed) {
    ep_table_free(table);
    return NULL;
  }
  return table;
}

struct ep_table *
ep_table_new(const struct ep_chart *chart)
{
  struct ep_table *table = calloc(1, sizeof *table);
  size_t most = chart->n_series + 8;

  if (table == NULL) {
    return NULL;
  }
  table->chart = chart;
  if (chart->content != NULL) {
    return with_content(table);
  }
  table->wide = is_wide(chart);
  table->columns = calloc(most, sizeof *table->columns);
  table->first = calloc(chart->n_series + 1, sizeof *table->first);
  if (table->columns == NULL || table->first == NULL) {
    ep_table_free(table);
    return NULL;
  }
  add_columns(table);
  if (table->failed) {
    ep_table_free(table);
    return NULL;
  }
  for (size_t i = 0; i < chart->n_series; i++) {
    table->first[i + 1] = table->first[i] + chart->series[i].n;
  }
  table->n_rows = table->first[chart->n_series];
  if (table->wide) {
    table->n_rows = ep_chart_has_places(chart) ? ep_chart_n_places(chart)
                    : chart->n_series > 0      ? chart->series[0].n
                                               : 0;
  }
  return table;
}

void
ep_table_free(struct ep_table *table)
{
  if (table == NULL) {
    return;
  }
  for (size_t i = 0; i < table->n_columns; i++) {
    free(table->columns[i].heading);
  }
  free(table->columns);
  free(table->first);
  free(table);
}

size_t
ep_table_get_n_columns(const struct ep_table *table)
{
  return table->n_columns;
}

size_t
ep_table_get_n_rows(const struct ep_table *table)
{
  return table->n_rows;
}

const char *
ep_table_get_heading(const struct ep_table *table, size_t column)
{
  return column < table->n_columns ? table->columns[column].heading : "";
}

bool
ep_table_is_numeric(const struct ep_table *table, size_t column)
{
  if (column >= table->n_columns) {
    return false;
  }
  if (table->chart->content != NULL) {
    return table->chart->content->numeric(table->chart, column);
  }
  return table->columns[column].kind >= COLUMN_FROM;
}

/* The datum of a row, in the series of the column where the table is wide. */
static struct ep_datum
datum_at(const struct ep_table *table, size_t row, size_t column)
{
  size_t series = 0;

  if (table->wide) {
    return (struct ep_datum){table->columns[column].series, row};
  }
  while (series + 1 < table->chart->n_series && row >= table->first[series + 1]) {
    series++;
  }
  return (struct ep_datum){series, row - table->first[series]};
}

/* A value of the band of a datum; NaN where it has none. */
static double
band_at(const struct ep_table *table, struct ep_datum datum, bool upper)
{
  const struct ep_series *series = &table->chart->series[datum.series];
  const double *values = upper ? series->upper : series->lower;

  return values != NULL ? values[datum.index] : NAN;
}

/* The number in a cell, and how it is written. */
static double
number_at(const struct ep_table *table, size_t row, size_t column, struct ep_number_format *format)
{
  const struct ep_chart *chart = table->chart;
  struct ep_datum datum;

  if (chart->content != NULL) {
    return chart->content->number(chart, row, column, format);
  }
  datum = datum_at(table, row, column);
  *format = chart->format[table->columns[column].kind >= COLUMN_Y ? EP_Y : EP_X];
  switch (table->columns[column].kind) {
  case COLUMN_FROM:
    return chart->edges[row];
  case COLUMN_TO:
    return chart->edges[row + 1];
  case COLUMN_X:
    return ep_chart_get_value(chart, datum.series, datum.index, EP_X);
  case COLUMN_LOWER:
  case COLUMN_UPPER:
    return band_at(table, datum, table->columns[column].kind == COLUMN_UPPER);
  default:
    return ep_chart_get_value(chart, datum.series, datum.index, EP_Y);
  }
}

double
ep_table_get_number(const struct ep_table *table, size_t row, size_t column)
{
  struct ep_number_format format;

  return ep_table_is_numeric(table, column) && row < table->n_rows
             ? number_at(table, row, column, &format)
             : NAN;
}

/* The word in a cell of a table of series, borrowed. */
static const char *
series_word(const struct ep_table *table, size_t row, size_t column)
{
  const struct ep_chart *chart = table->chart;
  struct ep_datum datum = datum_at(table, row, column);
  char **labels = datum.series < chart->n_series ? chart->series[datum.series].labels : NULL;

  switch (table->columns[column].kind) {
  case COLUMN_SERIES:
    return ep_chart_get_series_name(chart, datum.series);
  case COLUMN_CATEGORY:
    return ep_chart_get_category(chart, row);
  default:
    return labels != NULL && labels[datum.index] != NULL ? labels[datum.index] : "";
  }
}

/* The word in a cell; what the content has to write goes into text. */
static const char *
word_at(const struct ep_table *table, size_t row, size_t column, char *text, size_t size)
{
  if (table->chart->content == NULL) {
    return series_word(table, row, column);
  }
  snprintf(text, size, "%s", "");
  table->chart->content->word(table->chart, row, column, text, size);
  return text;
}

size_t
ep_table_write_cell(const struct ep_table *table, size_t row, size_t column, char *text,
                    size_t size)
{
  char number[EP_NUMBER_SIZE];
  struct ep_number_format format;
  double value;

  if (column >= table->n_columns || row >= table->n_rows) {
    return (size_t)snprintf(text, size, "%s", "");
  }
  if (!ep_table_is_numeric(table, column)) {
    const char *word = word_at(table, row, column, text, size);
    return word == text ? strlen(text) : (size_t)snprintf(text, size, "%s", word);
  }
  value = number_at(table, row, column, &format);
  ep_number_write(number, value, format, table->chart->locale);
  return (size_t)snprintf(text, size, "%s", number);
}

/* Writes a field, quoted where RFC 4180 asks for it. */
static void
write_field(FILE *file, const char *text)
{
  if (strpbrk(text, ",\"\r\n") == NULL) {
    fputs(text, file);
    return;
  }
  fputc('"', file);
  for (; *text != '\0'; text++) {
    if (*text == '"') {
      fputc('"', file);
    }
    fputc(*text, file);
  }
  fputc('"', file);
}

char *
ep_table_to_csv(const struct ep_table *table, size_t *length)
{
  char *csv = NULL;
  FILE *file = open_memstream(&csv, length);
  char number[EP_NUMBER_SIZE];
  char word[WORD_MAX];
  bool whole;

  if (file == NULL) {
    return NULL;
  }
  for (size_t column = 0; column < table->n_columns; column++) {
    fputs(column > 0 ? "," : "", file);
    write_field(file, table->columns[column].heading);
  }
  fputs("\r\n", file);
  for (size_t row = 0; row < table->n_rows; row++) {
    for (size_t column = 0; column < table->n_columns; column++) {
      fputs(column > 0 ? "," : "", file);
      if (ep_table_is_numeric(table, column)) {
        fputs(ep_number_write_exact(number, ep_table_get_number(table, row, column)), file);
      } else {
        write_field(file, word_at(table, row, column, word, sizeof word));
      }
    }
    fputs("\r\n", file);
  }
  whole = !ferror(file);
  whole = fclose(file) == 0 && whole;
  if (!whole) {
    free(csv);
    return NULL;
  }
  return csv;
}
