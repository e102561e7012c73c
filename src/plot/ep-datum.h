#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "ep-chart.h"

/* One point, bar or bin of a chart. */
struct ep_datum {
  size_t series;
  size_t index;
};

/* Where the keyboard's cursor goes from a datum. */
enum ep_step {
  EP_STEP_FIRST,
  EP_STEP_LAST,
  EP_STEP_NEXT,
  EP_STEP_PREVIOUS,
  EP_STEP_PAGE_NEXT, /* a tenth of the series */
  EP_STEP_PAGE_PREVIOUS,
  EP_STEP_SERIES_NEXT, /* the datum of the next series nearest in x */
  EP_STEP_SERIES_PREVIOUS,
};

/* A name and a value as people read them, "Predicted" and "30.1 thousand dollars". */
struct ep_field {
  char name[128];
  char value[192];
};

enum { EP_FIELDS_MAX = 8 };

/* Moves datum by one step, in rising x within a series and past missing values; EP_STEP_FIRST
 * and EP_STEP_LAST need no valid datum and stay within its series where there is one. False,
 * and datum untouched, where there is nothing to go to. */
bool ep_datum_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step);

/* Whether there is such a datum and it can be drawn. */
bool ep_datum_valid(const struct ep_chart *chart, struct ep_datum datum);

/* Fills at most EP_FIELDS_MAX fields with the values of a datum; returns how many. */
size_t ep_datum_fields(const struct ep_chart *chart, struct ep_datum datum,
                       struct ep_field *fields);

/* What a datum is called: its own label or category, and its series where there are several;
 * "" where it has no name. Returns the length as snprintf does. */
size_t ep_datum_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size);

/* A datum in words, "Actual 24.0, predicted 30.1 thousand dollars". Returns as snprintf. */
size_t ep_datum_describe(const struct ep_chart *chart, struct ep_datum datum, char *text,
                         size_t size);
