#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ep-chart.h"
#include "ep-datum.h"
#include "ep-number.h"

/* What a kind of chart holds in place of series, and how that is walked, named and listed. Each
 * of the kinds in kinds/ but the first four has one; for those chart->content is NULL. */
struct ep_content {
  void (*free)(void *data);
  bool (*valid)(const struct ep_chart *chart, struct ep_datum datum);
  /* Left, right, up and down are EP_STEP_PREVIOUS, _NEXT, _SERIES_PREVIOUS and _SERIES_NEXT. */
  bool (*step)(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step);
  void (*name)(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size);
  size_t (*fields)(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields);

  /* Where a datum is that is not of a series; NULL: nowhere. */
  double (*value)(const struct ep_chart *chart, struct ep_datum datum, enum ep_dimension dimension);

  /* The names along an axis that has names; NULL where none has. */
  size_t (*n_names)(const struct ep_chart *chart, enum ep_dimension dimension);
  const char *(*name_at)(const struct ep_chart *chart, enum ep_dimension dimension, size_t i);

  /* What the legend explains; NULL: nothing. */
  size_t (*n_entries)(const struct ep_chart *chart);
  const char *(*entry_at)(const struct ep_chart *chart, size_t i);

  /* The table. A cell is a number where its column is numeric, else a word. */
  size_t (*n_columns)(const struct ep_chart *chart);
  size_t (*n_rows)(const struct ep_chart *chart);
  void (*heading)(const struct ep_chart *chart, size_t column, char *text, size_t size);
  bool (*numeric)(const struct ep_chart *chart, size_t column);
  double (*number)(const struct ep_chart *chart, size_t row, size_t column,
                   struct ep_number_format *format);
  void (*word)(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size);
};

/* Gives an empty chart its content; data is then the chart's. */
void ep_chart_take_content(struct ep_chart *chart, const struct ep_content *content, void *data);

/* Whether a chart has what its kind shows; one that was never given any is empty. */
bool ep_chart_has_content(const struct ep_chart *chart);

/* Names along an axis of the data, whatever the kind. */
size_t ep_chart_n_names(const struct ep_chart *chart, enum ep_dimension dimension);
const char *ep_chart_name_at(const struct ep_chart *chart, enum ep_dimension dimension, size_t i);

/* What the legend explains: the series, if nothing else. */
size_t ep_chart_n_entries(const struct ep_chart *chart);
const char *ep_chart_entry_at(const struct ep_chart *chart, size_t i);

/* Writes a number with the unit behind it as it is read, "30.1 %". */
void ep_write_with_unit(const char *number, const char *unit, char *text, size_t size);

/* Fills a field: a name, and a number with a unit. */
void ep_field_set(struct ep_field *field, const char *name, double value,
                  struct ep_number_format format, const char *unit, const struct ep_locale *locale);
void ep_field_set_word(struct ep_field *field, const char *name, const char *word);

/* Moves a place among n by a step along a line: by one, by a tenth, or to an end. False where the
 * step leads across the line, or out of it. */
bool ep_step_along(size_t *place, size_t n, enum ep_step step);
/* The same across the line. */
bool ep_step_across(size_t *place, size_t n, enum ep_step step);

/* Copies of strings, NULL staying NULL; false without memory. */
bool ep_copy_strings(char ***copies, const char *const *strings, size_t n);
void ep_free_strings(char **strings, size_t n);
bool ep_copy_numbers(double **copy, const double *numbers, size_t n);
