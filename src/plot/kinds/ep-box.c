#include "config.h"

#include "kinds/ep-box-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-chart-private.h"
#include "ep-content.h"

/* The five numbers of a box in rising order. */
enum { NUMBERS = 5 };

static const struct ep_boxes *
boxes_of(const struct ep_chart *chart)
{
  return chart->data;
}

static size_t
count_boxes(const struct ep_boxes *boxes)
{
  return boxes->n_categories * boxes->n_groups;
}

static void
numbers_of(const struct ep_box *box, double numbers[NUMBERS])
{
  const double all[NUMBERS] = {box->low, box->q1, box->median, box->q3, box->high};

  memcpy(numbers, all, sizeof all);
}

const struct ep_box *
ep_boxes_get(const struct ep_boxes *boxes, size_t category, size_t group)
{
  return &boxes->boxes[category * boxes->n_groups + group];
}

bool
ep_box_there(const struct ep_box *box)
{
  return !isnan(box->median);
}

static void
boxes_free(void *data)
{
  struct ep_boxes *boxes = data;

  ep_free_strings(boxes->categories, boxes->n_categories);
  ep_free_strings(boxes->groups, boxes->grouped ? boxes->n_groups : 0);
  free(boxes->boxes);
  free(boxes->outliers);
  free(boxes);
}

static bool
boxes_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  const struct ep_boxes *boxes = boxes_of(chart);

  return datum.series < count_boxes(boxes) && ep_box_there(&boxes->boxes[datum.series]) &&
         datum.index <= boxes->boxes[datum.series].n_outliers;
}

/* The first box that is there from one on, in the direction of stride (1 or -1). */
static bool
seek(const struct ep_boxes *boxes, double from, int stride, struct ep_datum *datum)
{
  for (; from >= 0 && from < (double)count_boxes(boxes); from += stride) {
    if (ep_box_there(&boxes->boxes[(size_t)from])) {
      *datum = (struct ep_datum){(size_t)from, 0};
      return true;
    }
  }
  return false;
}

/* From box to box; up and down from a box into its outliers and back. */
static bool
boxes_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_boxes *boxes = boxes_of(chart);
  size_t place = datum->series;

  if (!boxes_valid(chart, *datum) || step == EP_STEP_FIRST) {
    return seek(boxes, 0, 1, datum);
  }
  if (step == EP_STEP_LAST) {
    return seek(boxes, (double)count_boxes(boxes) - 1, -1, datum);
  }
  if (step == EP_STEP_SERIES_NEXT || step == EP_STEP_SERIES_PREVIOUS) {
    return ep_step_across(&datum->index, boxes->boxes[datum->series].n_outliers + 1, step);
  }
  if (!ep_step_along(&place, count_boxes(boxes), step)) {
    return false;
  }
  return seek(boxes, (double)place, place > datum->series ? 1 : -1, datum);
}

static void
boxes_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const struct ep_boxes *boxes = boxes_of(chart);
  const char *category = ep_chart_name_at(chart, EP_X, datum.series / boxes->n_groups);
  const char *group = ep_chart_entry_at(chart, datum.series % boxes->n_groups);

  snprintf(text, size, "%s%s%s", category, category[0] != '\0' && group[0] != '\0' ? ", " : "",
           group);
}

static size_t
boxes_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_box *box = &boxes_of(chart)->boxes[datum.series];
  const char *unit = ep_chart_get_axis_unit(chart, EP_Y);
  const struct ep_locale *locale = chart->locale;
  const struct ep_number_format whole = {EP_NOTATION_PLAIN, 0, 0};
  double numbers[NUMBERS];

  if (datum.index > 0) {
    ep_field_set(&fields[0], locale->outlier, box->outliers[datum.index - 1], chart->format[EP_Y],
                 unit, locale);
    return 1;
  }
  numbers_of(box, numbers);
  ep_field_set(&fields[0], locale->number, (double)box->n, whole, "", locale);
  /* Read from above, as the box stands. */
  for (size_t i = 0; i < NUMBERS; i++) {
    ep_field_set(&fields[1 + i], locale->box[NUMBERS - 1 - i], numbers[NUMBERS - 1 - i],
                 chart->format[EP_Y], unit, locale);
  }
  return 1 + NUMBERS;
}

static size_t
boxes_n_names(const struct ep_chart *chart, enum ep_dimension dimension)
{
  return dimension == EP_X ? boxes_of(chart)->n_categories : 0;
}

static const char *
boxes_name_at(const struct ep_chart *chart, enum ep_dimension dimension, size_t i)
{
  return boxes_of(chart)->categories[i];
}

static size_t
boxes_n_entries(const struct ep_chart *chart)
{
  return boxes_of(chart)->grouped ? boxes_of(chart)->n_groups : 0;
}

static const char *
boxes_entry_at(const struct ep_chart *chart, size_t i)
{
  const struct ep_boxes *boxes = boxes_of(chart);

  return boxes->grouped && i < boxes->n_groups ? boxes->groups[i] : "";
}

/* Category, group, n, the five numbers, how many outliers. */
enum {
  COLUMN_CATEGORY,
  COLUMN_GROUP,
  COLUMN_N,
  COLUMN_LOW,
  COLUMN_OUTLIERS = COLUMN_LOW + NUMBERS
};

/* The column meant, where a chart without groups leaves theirs out. */
static size_t
real_column(const struct ep_chart *chart, size_t column)
{
  return column > 0 && !boxes_of(chart)->grouped ? column + 1 : column;
}

static size_t
boxes_n_columns(const struct ep_chart *chart)
{
  return boxes_of(chart)->grouped ? COLUMN_OUTLIERS + 1 : COLUMN_OUTLIERS;
}

static size_t
boxes_n_rows(const struct ep_chart *chart)
{
  return count_boxes(boxes_of(chart));
}

static void
boxes_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const char *label = ep_chart_get_axis_label(chart, EP_X);
  const char *unit = ep_chart_get_axis_unit(chart, EP_Y);

  column = real_column(chart, column);
  if (column == COLUMN_CATEGORY) {
    snprintf(text, size, "%s", label[0] != '\0' ? label : chart->locale->label);
  } else if (column == COLUMN_GROUP) {
    snprintf(text, size, "%s", chart->locale->group);
  } else if (column == COLUMN_N) {
    snprintf(text, size, "%s", chart->locale->number);
  } else if (column == COLUMN_OUTLIERS) {
    snprintf(text, size, "%s", chart->locale->outlier);
  } else {
    snprintf(text, size, unit[0] != '\0' ? "%s (%s)" : "%s",
             chart->locale->box[column - COLUMN_LOW], unit);
  }
}

static bool
boxes_numeric(const struct ep_chart *chart, size_t column)
{
  return real_column(chart, column) >= COLUMN_N;
}

static double
boxes_number(const struct ep_chart *chart, size_t row, size_t column,
             struct ep_number_format *format)
{
  const struct ep_box *box = &boxes_of(chart)->boxes[row];
  double numbers[NUMBERS];

  column = real_column(chart, column);
  *format = (struct ep_number_format){EP_NOTATION_PLAIN, 0, 0};
  if (column == COLUMN_N) {
    return (double)box->n;
  }
  if (column == COLUMN_OUTLIERS) {
    return (double)box->n_outliers;
  }
  *format = chart->format[EP_Y];
  numbers_of(box, numbers);
  return numbers[column - COLUMN_LOW];
}

static void
boxes_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  const struct ep_boxes *boxes = boxes_of(chart);
  bool group = real_column(chart, column) == COLUMN_GROUP;

  snprintf(text, size, "%s",
           group ? ep_chart_entry_at(chart, row % boxes->n_groups)
                 : ep_chart_name_at(chart, EP_X, row / boxes->n_groups));
}

static const struct ep_content BOXES = {
    .free = boxes_free,
    .valid = boxes_valid,
    .step = boxes_step,
    .name = boxes_name,
    .fields = boxes_fields,
    .n_names = boxes_n_names,
    .name_at = boxes_name_at,
    .n_entries = boxes_n_entries,
    .entry_at = boxes_entry_at,
    .n_columns = boxes_n_columns,
    .n_rows = boxes_n_rows,
    .heading = boxes_heading,
    .numeric = boxes_numeric,
    .number = boxes_number,
    .word = boxes_word,
};

/* Whether the numbers of a box can be drawn and do not fall, or are all missing. */
static bool
in_order(const struct ep_box *box)
{
  double numbers[NUMBERS];
  int missing = 0;

  numbers_of(box, numbers);
  for (int i = 0; i < NUMBERS; i++) {
    missing += isnan(numbers[i]);
    if (!isnan(numbers[i]) &&
        (!ep_value_drawable(numbers[i]) || (i > 0 && numbers[i] < numbers[i - 1]))) {
      return false;
    }
  }
  return missing == 0 || missing == NUMBERS;
}

/* Copies the boxes and all their outliers into one list. */
static bool
copy_boxes(struct ep_boxes *copy, const struct ep_box *boxes, size_t n)
{
  size_t n_outliers = 0;

  for (size_t i = 0; i < n; i++) {
    if (!in_order(&boxes[i])) {
      return false;
    }
    n_outliers += boxes[i].n_outliers;
  }
  copy->boxes = malloc((n + 1) * sizeof *copy->boxes);
  copy->outliers = malloc((n_outliers + 1) * sizeof *copy->outliers);
  if (copy->boxes == NULL || copy->outliers == NULL) {
    return false;
  }
  n_outliers = 0;
  for (size_t i = 0; i < n; i++) {
    struct ep_box *box = &copy->boxes[i];
    *box = boxes[i];
    box->outliers = copy->outliers + n_outliers;
    for (size_t k = 0; k < box->n_outliers; k++) {
      copy->outliers[n_outliers++] = boxes[i].outliers[k];
    }
  }
  return true;
}

/* How single values are written: as all the numbers of the boxes together ask for. */
static bool
find_format(struct ep_chart *chart, const struct ep_boxes *boxes)
{
  size_t n = count_boxes(boxes);
  double *all = malloc((n + 1) * NUMBERS * sizeof *all);

  for (size_t i = 0; all != NULL && i < n; i++) {
    numbers_of(&boxes->boxes[i], all + i * NUMBERS);
  }
  if (all != NULL) {
    chart->format[EP_Y] = ep_number_format_for_data(all, n * NUMBERS);
  }
  free(all);
  return all != NULL;
}

bool
ep_chart_set_boxes(struct ep_chart *chart, const char *const *categories, size_t n_categories,
                   const char *const *groups, size_t n_groups, const struct ep_box *boxes)
{
  struct ep_boxes *copy = calloc(1, sizeof *copy);
  bool whole;

  if (copy == NULL) {
    return false;
  }
  copy->n_categories = n_categories;
  copy->grouped = n_groups > 0;
  copy->n_groups = n_groups > 0 ? n_groups : 1;
  whole = ep_copy_strings(&copy->categories, categories, n_categories) &&
          ep_copy_strings(&copy->groups, groups, n_groups) &&
          copy_boxes(copy, boxes, count_boxes(copy)) && find_format(chart, copy);
  if (!whole) {
    boxes_free(copy);
    return false;
  }
  ep_chart_take_content(chart, &BOXES, copy);
  return true;
}
