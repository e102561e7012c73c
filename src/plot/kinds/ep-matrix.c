#include "config.h"

#include "kinds/ep-matrix-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-content.h"

static const struct ep_number_format WHOLE = {EP_NOTATION_PLAIN, 0, 0};

const struct ep_matrix *
ep_matrix_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
matrix_free(void *data)
{
  struct ep_matrix *matrix = data;

  for (size_t i = 0; matrix->variables != NULL && i < matrix->n_variables; i++) {
    free(matrix->variables[i].label);
    free(matrix->variables[i].unit);
    free(matrix->variables[i].values);
    free(matrix->variables[i].order);
    free(matrix->variables[i].rank);
    free(matrix->variables[i].counts);
  }
  ep_free_strings(matrix->groups, matrix->grouped ? matrix->n_groups : 0);
  free(matrix->variables);
  free(matrix->group);
  free(matrix);
}

size_t
ep_matrix_group(const struct ep_matrix *matrix, size_t row)
{
  return matrix->group != NULL ? matrix->group[row] : 0;
}

void
ep_matrix_panel(size_t number, size_t *i, size_t *j)
{
  size_t row = 0;

  while ((row + 1) * (row + 2) / 2 <= number) {
    row++;
  }
  *i = row;
  *j = number - row * (row + 1) / 2;
}

size_t
ep_matrix_n_panels(const struct ep_matrix *matrix)
{
  return matrix->n_variables * (matrix->n_variables + 1) / 2;
}

double
ep_matrix_edge(const struct ep_matrix_variable *variable, size_t bin)
{
  double share = (double)bin / EP_MATRIX_BINS;

  return variable->range.lo * (1 - share) + variable->range.hi * share;
}

double
ep_matrix_count(const struct ep_matrix *matrix, size_t variable, size_t bin)
{
  double count = 0;

  for (size_t g = 0; g < matrix->n_groups; g++) {
    count += matrix->variables[variable].counts[g * EP_MATRIX_BINS + bin];
  }
  return count;
}

static bool
matrix_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t i;
  size_t j;

  if (datum.series >= ep_matrix_n_panels(matrix) || matrix->n == 0) {
    return false;
  }
  ep_matrix_panel(datum.series, &i, &j);
  if (i == j) {
    return datum.index < EP_MATRIX_BINS;
  }
  return datum.index < matrix->n && ep_value_drawable(matrix->variables[i].values[datum.index]) &&
         ep_value_drawable(matrix->variables[j].values[datum.index]);
}

/* The first valid datum of a panel from a place in rising x on, in the direction of stride. */
static bool
seek(const struct ep_chart *chart, size_t panel, double place, int stride, struct ep_datum *datum)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t i;
  size_t j;
  size_t n;

  ep_matrix_panel(panel, &i, &j);
  n = i == j ? EP_MATRIX_BINS : matrix->n;
  for (; place >= 0 && place < (double)n; place += stride) {
    size_t index = i == j ? (size_t)place : matrix->variables[j].order[(size_t)place];
    struct ep_datum next = {panel, index};
    if (matrix_valid(chart, next)) {
      *datum = next;
      return true;
    }
  }
  return false;
}

/* Steps inside a panel, in rising x. */
static bool
step_inside(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t i;
  size_t j;
  size_t place;
  size_t before;

  ep_matrix_panel(datum->series, &i, &j);
  before = place = i == j ? datum->index : matrix->variables[j].rank[datum->index];
  if (!ep_step_along(&place, i == j ? EP_MATRIX_BINS : matrix->n, step)) {
    return false;
  }
  if (step == EP_STEP_FIRST || step == EP_STEP_LAST) {
    return seek(chart, datum->series, (double)place, step == EP_STEP_FIRST ? 1 : -1, datum);
  }
  return seek(chart, datum->series, (double)place, place > before ? 1 : -1, datum);
}

/* Up and down go from panel to panel; from point to point the row stays the same. */
static bool
matrix_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t n = ep_matrix_n_panels(matrix);
  size_t panel = datum->series;

  if (!matrix_valid(chart, *datum)) {
    for (panel = 0; panel < n; panel++) {
      if (seek(chart, panel, 0, 1, datum)) {
        return true;
      }
    }
    return false;
  }
  while (ep_step_across(&panel, n, step)) {
    struct ep_datum next = {panel, datum->index};
    if (matrix_valid(chart, next) || seek(chart, panel, 0, 1, &next)) {
      *datum = next;
      return true;
    }
  }
  return step_inside(chart, datum, step);
}

static void
matrix_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t i;
  size_t j;

  ep_matrix_panel(datum.series, &i, &j);
  if (i != j && matrix->grouped) {
    snprintf(text, size, "%s", ep_chart_entry_at(chart, ep_matrix_group(matrix, datum.index)));
  }
}

static size_t
bin_fields(const struct ep_chart *chart, size_t variable, size_t bin, struct ep_field *fields)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  const struct ep_matrix_variable *v = &matrix->variables[variable];
  char lo[EP_NUMBER_SIZE];
  char hi[EP_NUMBER_SIZE];
  char range[2 * EP_NUMBER_SIZE + 8];
  size_t n = 0;

  ep_number_write(lo, ep_matrix_edge(v, bin), v->format, chart->locale);
  ep_number_write(hi, ep_matrix_edge(v, bin + 1), v->format, chart->locale);
  snprintf(range, sizeof range, "%s – %s", lo, hi);
  ep_field_set_word(&fields[n], v->label, "");
  ep_write_with_unit(range, v->unit, fields[n].value, sizeof fields[n].value);
  n++;
  ep_field_set(&fields[n++], chart->locale->number, ep_matrix_count(matrix, variable, bin), WHOLE,
               "", chart->locale);
  for (size_t g = 0; matrix->grouped && g < matrix->n_groups && n < EP_FIELDS_MAX; g++) {
    ep_field_set(&fields[n++], ep_chart_entry_at(chart, g), v->counts[g * EP_MATRIX_BINS + bin],
                 WHOLE, "", chart->locale);
  }
  return n;
}

static size_t
matrix_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);
  size_t place[2];

  ep_matrix_panel(datum.series, &place[EP_Y], &place[EP_X]);
  if (place[EP_X] == place[EP_Y]) {
    return bin_fields(chart, place[EP_X], datum.index, fields);
  }
  for (int d = EP_X; d <= EP_Y; d++) {
    const struct ep_matrix_variable *v = &matrix->variables[place[d]];
    ep_field_set(&fields[d], v->label, v->values[datum.index], v->format, v->unit, chart->locale);
  }
  return 2;
}

static size_t
matrix_n_entries(const struct ep_chart *chart)
{
  return ep_matrix_of(chart)->grouped ? ep_matrix_of(chart)->n_groups : 0;
}

static const char *
matrix_entry_at(const struct ep_chart *chart, size_t i)
{
  return i < matrix_n_entries(chart) ? ep_matrix_of(chart)->groups[i] : "";
}

/* The table of the rows as they came: a column a variable, and the group in front. */
static size_t
matrix_n_columns(const struct ep_chart *chart)
{
  return ep_matrix_of(chart)->n_variables + (ep_matrix_of(chart)->grouped ? 1 : 0);
}

static size_t
matrix_n_rows(const struct ep_chart *chart)
{
  return ep_matrix_of(chart)->n;
}

static const struct ep_matrix_variable *
variable_at(const struct ep_chart *chart, size_t column)
{
  const struct ep_matrix *matrix = ep_matrix_of(chart);

  return &matrix->variables[column - (matrix->grouped ? 1 : 0)];
}

static bool
matrix_numeric(const struct ep_chart *chart, size_t column)
{
  return column > 0 || !ep_matrix_of(chart)->grouped;
}

static void
matrix_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const struct ep_matrix_variable *v;

  if (!matrix_numeric(chart, column)) {
    snprintf(text, size, "%s", chart->locale->group);
    return;
  }
  v = variable_at(chart, column);
  snprintf(text, size, v->unit[0] != '\0' ? "%s (%s)" : "%s", v->label, v->unit);
}

static double
matrix_number(const struct ep_chart *chart, size_t row, size_t column,
              struct ep_number_format *format)
{
  const struct ep_matrix_variable *v = variable_at(chart, column);

  *format = v->format;
  return v->values[row];
}

static void
matrix_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  snprintf(text, size, "%s", matrix_entry_at(chart, ep_matrix_group(ep_matrix_of(chart), row)));
}

static const struct ep_content MATRIX = {
    .free = matrix_free,
    .valid = matrix_valid,
    .step = matrix_step,
    .name = matrix_name,
    .fields = matrix_fields,
    .n_entries = matrix_n_entries,
    .entry_at = matrix_entry_at,
    .n_columns = matrix_n_columns,
    .n_rows = matrix_n_rows,
    .heading = matrix_heading,
    .numeric = matrix_numeric,
    .number = matrix_number,
    .word = matrix_word,
};

static int
compare_rows(const void *left, const void *right, void *user)
{
  const double *values = user;
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;
  bool no_a = !ep_value_drawable(values[a]);
  bool no_b = !ep_value_drawable(values[b]);

  if (no_a != no_b) {
    return no_a ? 1 : -1;
  }
  if (!no_a && values[a] != values[b]) {
    return values[a] < values[b] ? -1 : 1;
  }
  return a < b ? -1 : 1;
}

static bool
sort_rows(struct ep_matrix_variable *v, size_t n)
{
  v->order = malloc((n + 1) * sizeof *v->order);
  v->rank = malloc((n + 1) * sizeof *v->rank);
  if (v->order == NULL || v->rank == NULL) {
    return false;
  }
  for (size_t i = 0; i < n; i++) {
    v->order[i] = (uint32_t)i;
  }
  qsort_r(v->order, n, sizeof *v->order, compare_rows, v->values);
  for (size_t i = 0; i < n; i++) {
    v->rank[v->order[i]] = (uint32_t)i;
  }
  return true;
}

/* Counts the rows of each group in each of the bins, which lie evenly over the range. */
static bool
count_rows(const struct ep_matrix *matrix, struct ep_matrix_variable *v)
{
  v->counts = calloc(matrix->n_groups * EP_MATRIX_BINS, sizeof *v->counts);
  for (size_t i = 0; v->counts != NULL && i < matrix->n; i++) {
    double share = (v->values[i] / 2 - v->range.lo / 2) / (v->range.hi / 2 - v->range.lo / 2);
    double bin = fmin(floor(share * EP_MATRIX_BINS), EP_MATRIX_BINS - 1);
    if (ep_value_drawable(v->values[i])) {
      v->counts[ep_matrix_group(matrix, i) * EP_MATRIX_BINS + (size_t)fmax(bin, 0)]++;
    }
  }
  return v->counts != NULL;
}

static bool
copy_variable(const struct ep_matrix *matrix, struct ep_matrix_variable *v,
              const struct ep_variable *variable)
{
  v->label = strdup(variable->label != NULL ? variable->label : "");
  v->unit = strdup(variable->unit != NULL ? variable->unit : "");
  if (v->label == NULL || v->unit == NULL ||
      !ep_copy_numbers(&v->values, variable->values, matrix->n)) {
    return false;
  }
  v->range = ep_range_for_axis(ep_range_of(v->values, matrix->n), 0.05);
  v->format = ep_number_format_for_data(v->values, matrix->n);
  return sort_rows(v, matrix->n) && count_rows(matrix, v);
}

static bool
copy_groups(struct ep_matrix *matrix, const char *const *groups, size_t n_groups,
            const uint32_t *group)
{
  if (group == NULL) {
    matrix->n_groups = 1;
    return true;
  }
  for (size_t i = 0; i < matrix->n; i++) {
    if (group[i] >= n_groups) {
      return false;
    }
  }
  matrix->n_groups = n_groups > 0 ? n_groups : 1;
  matrix->grouped = n_groups > 0;
  matrix->group = malloc((matrix->n + 1) * sizeof *matrix->group);
  if (matrix->group == NULL) {
    return false;
  }
  memcpy(matrix->group, group, matrix->n * sizeof *matrix->group);
  return ep_copy_strings(&matrix->groups, groups, n_groups);
}

bool
ep_chart_set_matrix(struct ep_chart *chart, const struct ep_variable *variables, size_t n_variables,
                    size_t n, const char *const *groups, size_t n_groups, const uint32_t *group)
{
  struct ep_matrix *matrix;
  bool whole;

  if (n_variables == 0 || n_variables > EP_MATRIX_VARIABLES_MAX ||
      n_groups > EP_MATRIX_GROUPS_MAX || n > UINT32_MAX) {
    return false;
  }
  matrix = calloc(1, sizeof *matrix);
  if (matrix == NULL) {
    return false;
  }
  matrix->n = n;
  matrix->variables = calloc(n_variables, sizeof *matrix->variables);
  matrix->n_variables = n_variables;
  whole = matrix->variables != NULL && copy_groups(matrix, groups, n_groups, group);
  for (size_t i = 0; whole && i < n_variables; i++) {
    whole = copy_variable(matrix, &matrix->variables[i], &variables[i]);
  }
  if (!whole) {
    matrix_free(matrix);
    return false;
  }
  ep_chart_take_content(chart, &MATRIX, matrix);
  return true;
}
