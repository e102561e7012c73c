#include "config.h"

#include "kinds/ep-silhouette-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-chart-private.h"
#include "ep-content.h"

static const struct ep_silhouette *
silhouette_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
silhouette_free(void *data)
{
  struct ep_silhouette *silhouette = data;

  for (size_t i = 0; silhouette->clusters != NULL && i < silhouette->n; i++) {
    free(silhouette->clusters[i].name);
    free(silhouette->clusters[i].values);
  }
  free(silhouette->clusters);
  free(silhouette);
}

static bool
silhouette_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  const struct ep_silhouette *silhouette = silhouette_of(chart);

  return datum.series < silhouette->n && datum.index < silhouette->clusters[datum.series].n;
}

/* The first cluster that has rows, from one on in the direction of stride (1 or -1). */
static bool
seek(const struct ep_silhouette *silhouette, double from, int stride, struct ep_datum *datum)
{
  for (; from >= 0 && from < (double)silhouette->n; from += stride) {
    if (silhouette->clusters[(size_t)from].n > 0) {
      *datum = (struct ep_datum){(size_t)from, 0};
      return true;
    }
  }
  return false;
}

static bool
silhouette_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  const struct ep_silhouette *silhouette = silhouette_of(chart);

  if (!silhouette_valid(chart, *datum)) {
    return seek(silhouette, 0, 1, datum);
  }
  if (step == EP_STEP_SERIES_NEXT) {
    return seek(silhouette, (double)datum->series + 1, 1, datum);
  }
  if (step == EP_STEP_SERIES_PREVIOUS) {
    return seek(silhouette, (double)datum->series - 1, -1, datum);
  }
  return ep_step_along(&datum->index, silhouette->clusters[datum->series].n, step);
}

static void
silhouette_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  snprintf(text, size, "%s", silhouette_of(chart)->clusters[datum.series].name);
}

static size_t
silhouette_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_silhouette_cluster *cluster = &silhouette_of(chart)->clusters[datum.series];
  const struct ep_locale *locale = chart->locale;
  const char *label = ep_chart_get_axis_label(chart, EP_X);
  char rank[EP_NUMBER_SIZE];

  ep_field_set(&fields[0], label[0] != '\0' ? label : locale->silhouette,
               cluster->values[datum.index], chart->format[EP_X], "", locale);
  snprintf(rank, sizeof rank, "%zu / %zu", datum.index + 1, cluster->n);
  ep_field_set_word(&fields[1], locale->rank, rank);
  ep_field_set(&fields[2], locale->mean, cluster->mean, chart->format[EP_X], "", locale);
  return 3;
}

enum { COLUMN_CLUSTER, COLUMN_RANK, COLUMN_VALUE, N_COLUMNS };

static size_t
silhouette_n_columns(const struct ep_chart *chart)
{
  return N_COLUMNS;
}

static size_t
silhouette_n_rows(const struct ep_chart *chart)
{
  return silhouette_of(chart)->n_rows;
}

static void
silhouette_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const char *const headings[N_COLUMNS] = {chart->locale->cluster, chart->locale->rank,
                                           chart->locale->silhouette};

  snprintf(text, size, "%s", headings[column]);
}

static bool
silhouette_numeric(const struct ep_chart *chart, size_t column)
{
  return column > COLUMN_CLUSTER;
}

/* The cluster of a row of the table, and the row's place in it. */
static const struct ep_silhouette_cluster *
cluster_at(const struct ep_chart *chart, size_t row, size_t *place)
{
  const struct ep_silhouette_cluster *cluster = silhouette_of(chart)->clusters;

  for (; row >= cluster->n; cluster++) {
    row -= cluster->n;
  }
  *place = row;
  return cluster;
}

static double
silhouette_number(const struct ep_chart *chart, size_t row, size_t column,
                  struct ep_number_format *format)
{
  size_t place;
  const struct ep_silhouette_cluster *cluster = cluster_at(chart, row, &place);

  if (column == COLUMN_RANK) {
    *format = (struct ep_number_format){EP_NOTATION_PLAIN, 0, 0};
    return (double)place + 1;
  }
  *format = chart->format[EP_X];
  return cluster->values[place];
}

static void
silhouette_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  size_t place;

  snprintf(text, size, "%s", cluster_at(chart, row, &place)->name);
}

static const struct ep_content SILHOUETTE = {
    .free = silhouette_free,
    .valid = silhouette_valid,
    .step = silhouette_step,
    .name = silhouette_name,
    .fields = silhouette_fields,
    .n_columns = silhouette_n_columns,
    .n_rows = silhouette_n_rows,
    .heading = silhouette_heading,
    .numeric = silhouette_numeric,
    .number = silhouette_number,
    .word = silhouette_word,
};

static int
compare_falling(const void *left, const void *right)
{
  double a = *(const double *)left;
  double b = *(const double *)right;

  return (a < b) - (a > b);
}

static bool
copy_cluster(struct ep_silhouette_cluster *copy, const struct ep_cluster *cluster)
{
  copy->name = strdup(cluster->name != NULL ? cluster->name : "");
  if (copy->name == NULL || !ep_copy_numbers(&copy->values, cluster->values, cluster->n)) {
    return false;
  }
  copy->n = cluster->n;
  for (size_t i = 0; i < copy->n; i++) {
    if (!ep_value_drawable(copy->values[i])) {
      return false;
    }
    copy->mean += copy->values[i] / (double)copy->n;
  }
  qsort(copy->values, copy->n, sizeof *copy->values, compare_falling);
  return true;
}

static bool
add_mean(struct ep_chart *chart, double mean)
{
  const struct ep_number_format format = {EP_NOTATION_PLAIN, 2, 0};
  char number[EP_NUMBER_SIZE];
  char text[256];

  if (!ep_value_drawable(mean)) {
    return true;
  }
  ep_number_write(number, mean, format, chart->locale);
  snprintf(text, sizeof text, "%s %s", chart->locale->mean, number);
  return ep_chart_add_guide(chart, EP_GUIDE_VERTICAL, mean, text);
}

bool
ep_chart_set_silhouette(struct ep_chart *chart, const struct ep_cluster *clusters, size_t n,
                        double mean)
{
  struct ep_silhouette *silhouette = calloc(1, sizeof *silhouette);
  bool whole;

  if (silhouette == NULL) {
    return false;
  }
  silhouette->clusters = calloc(n > 0 ? n : 1, sizeof *silhouette->clusters);
  silhouette->n = n;
  whole = silhouette->clusters != NULL;
  for (size_t i = 0; whole && i < n; i++) {
    whole = copy_cluster(&silhouette->clusters[i], &clusters[i]);
    silhouette->n_rows += clusters[i].n;
  }
  if (!whole || !add_mean(chart, mean)) {
    silhouette_free(silhouette);
    return false;
  }
  chart->format[EP_X] = (struct ep_number_format){EP_NOTATION_PLAIN, 3, 0};
  ep_chart_take_content(chart, &SILHOUETTE, silhouette);
  return true;
}
