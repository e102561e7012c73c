#include "config.h"

#include "ep-content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-chart-private.h"

void
ep_chart_take_content(struct ep_chart *chart, const struct ep_content *content, void *data)
{
  if (chart->content != NULL) {
    chart->content->free(chart->data);
  }
  chart->content = content;
  chart->data = data;
}

bool
ep_chart_has_content(const struct ep_chart *chart)
{
  return chart->kind < EP_KIND_BOX || chart->content != NULL;
}

size_t
ep_chart_n_names(const struct ep_chart *chart, enum ep_dimension dimension)
{
  if (chart->content != NULL) {
    return chart->content->n_names != NULL ? chart->content->n_names(chart, dimension) : 0;
  }
  return dimension == EP_X ? chart->n_categories : 0;
}

const char *
ep_chart_name_at(const struct ep_chart *chart, enum ep_dimension dimension, size_t i)
{
  const char *name;

  if (chart->content == NULL || chart->content->name_at == NULL) {
    return ep_chart_get_category(chart, i);
  }
  name = i < ep_chart_n_names(chart, dimension) ? chart->content->name_at(chart, dimension, i) : "";
  return name != NULL ? name : "";
}

size_t
ep_chart_n_entries(const struct ep_chart *chart)
{
  if (chart->content == NULL) {
    return chart->n_series;
  }
  return chart->content->n_entries != NULL ? chart->content->n_entries(chart) : 0;
}

const char *
ep_chart_entry_at(const struct ep_chart *chart, size_t i)
{
  const char *name;

  if (chart->content == NULL || chart->content->entry_at == NULL) {
    return ep_chart_get_series_name(chart, i);
  }
  name = chart->content->entry_at(chart, i);
  return name != NULL ? name : "";
}

/* Percent and degrees stand close to their number. */
void
ep_write_with_unit(const char *number, const char *unit, char *text, size_t size)
{
  bool close = unit[0] == '\0' || unit[0] == '%' || strncmp(unit, "°", strlen("°")) == 0;

  snprintf(text, size, "%s%s%s", number, close ? "" : " ", unit);
}

void
ep_field_set(struct ep_field *field, const char *name, double value, struct ep_number_format format,
             const char *unit, const struct ep_locale *locale)
{
  char number[EP_NUMBER_SIZE];

  ep_number_write(number, value, format, locale);
  snprintf(field->name, sizeof field->name, "%s", name);
  ep_write_with_unit(number, unit, field->value, sizeof field->value);
}

void
ep_field_set_word(struct ep_field *field, const char *name, const char *word)
{
  snprintf(field->name, sizeof field->name, "%s", name);
  snprintf(field->value, sizeof field->value, "%s", word);
}

bool
ep_step_along(size_t *place, size_t n, enum ep_step step)
{
  size_t page = n / 10 > 1 ? n / 10 : 1;
  size_t next = *place;

  switch (step) {
  case EP_STEP_FIRST:
    next = 0;
    break;
  case EP_STEP_LAST:
    next = n - 1;
    break;
  case EP_STEP_NEXT:
    next = *place + 1;
    break;
  case EP_STEP_PREVIOUS:
    next = *place - 1;
    break;
  case EP_STEP_PAGE_NEXT:
    next = *place + page < n ? *place + page : n - 1;
    break;
  case EP_STEP_PAGE_PREVIOUS:
    next = *place > page ? *place - page : 0;
    break;
  default:
    return false;
  }
  /* One before the first wraps round to a number larger than any. */
  if (next >= n) {
    return false;
  }
  *place = next;
  return true;
}

bool
ep_step_across(size_t *place, size_t n, enum ep_step step)
{
  if (step == EP_STEP_SERIES_NEXT) {
    return ep_step_along(place, n, EP_STEP_NEXT);
  }
  return step == EP_STEP_SERIES_PREVIOUS && ep_step_along(place, n, EP_STEP_PREVIOUS);
}

void
ep_free_strings(char **strings, size_t n)
{
  for (size_t i = 0; strings != NULL && i < n; i++) {
    free(strings[i]);
  }
  free(strings);
}

bool
ep_copy_strings(char ***copies, const char *const *strings, size_t n)
{
  char **list = calloc(n > 0 ? n : 1, sizeof *list);

  for (size_t i = 0; list != NULL && i < n; i++) {
    if (strings[i] != NULL && (list[i] = strdup(strings[i])) == NULL) {
      ep_free_strings(list, i);
      return false;
    }
  }
  *copies = list;
  return list != NULL;
}

bool
ep_copy_numbers(double **copy, const double *numbers, size_t n)
{
  *copy = malloc((n > 0 ? n : 1) * sizeof **copy);
  if (*copy != NULL && n > 0) {
    memcpy(*copy, numbers, n * sizeof **copy);
  }
  return *copy != NULL;
}
