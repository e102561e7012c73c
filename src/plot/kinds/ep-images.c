#include "config.h"

#include "kinds/ep-images-private.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ep-chart-private.h"
#include "ep-content.h"

static const struct ep_images *
images_of(const struct ep_chart *chart)
{
  return chart->data;
}

static void
images_free(void *data)
{
  struct ep_images *images = data;

  for (size_t i = 0; images->pictures != NULL && i < images->n; i++) {
    free(images->pictures[i].text);
    free(images->pictures[i].value);
  }
  ep_free_strings(images->groups, images->n_groups);
  free(images->pictures);
  free(images->pixels);
  free(images);
}

static size_t
bytes_of(const struct ep_images *images)
{
  return images->look.width * images->look.height * images->look.channels;
}

const unsigned char *
ep_images_pixels(const struct ep_images *images, size_t picture)
{
  return images->pixels + picture * bytes_of(images);
}

double
ep_images_value(const struct ep_images *images, unsigned char byte)
{
  double share = byte / 255.0;

  return images->look.lo * (1 - share) + images->look.hi * share;
}

static bool
images_valid(const struct ep_chart *chart, struct ep_datum datum)
{
  return datum.series == 0 && datum.index < images_of(chart)->n;
}

/* Only a layout knows what is above and below; there is ep_layout_step() for that. */
static bool
images_step(const struct ep_chart *chart, struct ep_datum *datum, enum ep_step step)
{
  if (images_of(chart)->n == 0) {
    return false;
  }
  if (!images_valid(chart, *datum)) {
    *datum = (struct ep_datum){0, step == EP_STEP_LAST ? images_of(chart)->n - 1 : 0};
    return true;
  }
  return ep_step_along(&datum->index, images_of(chart)->n, step);
}

/* What stands under the picture, or else its number. */
static void
images_name(const struct ep_chart *chart, struct ep_datum datum, char *text, size_t size)
{
  const struct ep_picture *picture = &images_of(chart)->pictures[datum.index];

  if (picture->text[0] != '\0') {
    snprintf(text, size, "%s", picture->text);
  } else {
    snprintf(text, size, "%s %zu", chart->locale->picture, picture->place + 1);
  }
}

static size_t
images_fields(const struct ep_chart *chart, struct ep_datum datum, struct ep_field *fields)
{
  const struct ep_images *images = images_of(chart);
  const struct ep_picture *picture = &images->pictures[datum.index];
  const char *group = images->groups[picture->group];
  size_t n = 0;

  if (picture->value[0] != '\0') {
    ep_field_set_word(&fields[n++], "", picture->value);
  }
  if (group[0] != '\0') {
    ep_field_set_word(&fields[n++], chart->locale->group, group);
  }
  return n;
}

/* The columns of the table; those in which nothing would stand are left out. */
enum { COLUMN_PICTURE, COLUMN_GROUP, COLUMN_TEXT, COLUMN_VALUE, N_COLUMNS };

/* Which columns there are, in their order; returns how many. */
static size_t
find_columns(const struct ep_images *images, int columns[N_COLUMNS])
{
  const bool wanted[N_COLUMNS] = {true, images->named_groups, images->has_texts,
                                  images->has_values};
  size_t n = 0;

  for (int i = 0; i < N_COLUMNS; i++) {
    if (wanted[i]) {
      columns[n++] = i;
    }
  }
  return n;
}

static int
column_at(const struct ep_chart *chart, size_t column)
{
  int columns[N_COLUMNS];
  size_t n = find_columns(images_of(chart), columns);

  return column < n ? columns[column] : COLUMN_PICTURE;
}

static size_t
images_n_columns(const struct ep_chart *chart)
{
  int columns[N_COLUMNS];

  return find_columns(images_of(chart), columns);
}

static size_t
images_n_rows(const struct ep_chart *chart)
{
  return images_of(chart)->n;
}

static void
images_heading(const struct ep_chart *chart, size_t column, char *text, size_t size)
{
  const struct ep_locale *locale = chart->locale;
  const char *const headings[N_COLUMNS] = {locale->picture, locale->group, locale->label,
                                           locale->value};

  snprintf(text, size, "%s", headings[column_at(chart, column)]);
}

static bool
images_numeric(const struct ep_chart *chart, size_t column)
{
  return column_at(chart, column) == COLUMN_PICTURE;
}

static double
images_number(const struct ep_chart *chart, size_t row, size_t column,
              struct ep_number_format *format)
{
  *format = (struct ep_number_format){EP_NOTATION_PLAIN, 0, 0};
  return (double)images_of(chart)->pictures[row].place + 1;
}

static void
images_word(const struct ep_chart *chart, size_t row, size_t column, char *text, size_t size)
{
  const struct ep_images *images = images_of(chart);
  const struct ep_picture *picture = &images->pictures[row];
  const char *const words[N_COLUMNS] = {"", images->groups[picture->group], picture->text,
                                        picture->value};

  snprintf(text, size, "%s", words[column_at(chart, column)]);
}

static const struct ep_content IMAGES = {
    .free = images_free,
    .valid = images_valid,
    .step = images_step,
    .name = images_name,
    .fields = images_fields,
    .n_columns = images_n_columns,
    .n_rows = images_n_rows,
    .heading = images_heading,
    .numeric = images_numeric,
    .number = images_number,
    .word = images_word,
};

static bool
side_allowed(size_t side)
{
  return side >= 1 && side <= EP_IMAGES_SIDE_MAX;
}

static bool
allowed(const struct ep_images_options *look, size_t n)
{
  return n <= EP_IMAGES_MAX && side_allowed(look->width) && side_allowed(look->height) &&
         (look->channels == 1 || (look->channels == 3 && !look->diverging)) &&
         n * look->width * look->height * look->channels <= EP_IMAGES_BYTES_MAX &&
         ep_value_drawable(look->lo) && ep_value_drawable(look->hi) && look->lo <= look->hi;
}

/* What the bytes stand for: what was said of them, else shares of the largest weight or the shades
 * themselves. The last digit is the last that a step of a byte can change. */
static void
set_range(struct ep_images *images)
{
  struct ep_images_options *look = &images->look;

  images->known = look->lo < look->hi;
  if (!images->known) {
    look->lo = look->diverging ? -1 : 0;
    look->hi = look->diverging ? 1 : 255;
  }
  images->format =
      ep_number_format_for_ticks(fmax(fabs(look->lo), fabs(look->hi)),
                                 pow(10, floor(log10((look->hi - look->lo) / 255))), false);
}

/* The number of a group, which is new where its name is. */
static bool
find_group(struct ep_images *images, const char *name, size_t *group)
{
  size_t i = 0;

  name = name != NULL ? name : "";
  while (i < images->n_groups && strcmp(images->groups[i], name) != 0) {
    i++;
  }
  if (i == images->n_groups) {
    images->groups[i] = strdup(name);
    if (images->groups[i] == NULL) {
      return false;
    }
    images->n_groups++;
    images->named_groups = images->named_groups || name[0] != '\0';
  }
  *group = i;
  return true;
}

static bool
copy_picture(struct ep_images *images, size_t at, const struct ep_image *image, size_t place,
             size_t group)
{
  struct ep_picture *picture = &images->pictures[at];

  picture->text = strdup(image->text != NULL ? image->text : "");
  picture->value = strdup(image->value != NULL ? image->value : "");
  picture->group = group;
  picture->place = place;
  if (picture->text == NULL || picture->value == NULL) {
    return false;
  }
  images->has_texts = images->has_texts || picture->text[0] != '\0';
  images->has_values = images->has_values || picture->value[0] != '\0';
  memcpy(images->pixels + at * bytes_of(images), image->pixels, bytes_of(images));
  return true;
}

/* Copies the pictures so that those of a group are side by side. */
static bool
copy_pictures(struct ep_images *images, const struct ep_image *list, size_t n)
{
  size_t *groups = calloc(n > 0 ? n : 1, sizeof *groups);
  bool whole = groups != NULL;
  size_t at = 0;

  for (size_t i = 0; whole && i < n; i++) {
    whole = find_group(images, list[i].group, &groups[i]);
  }
  for (size_t group = 0; whole && group < images->n_groups; group++) {
    for (size_t i = 0; whole && i < n; i++) {
      if (groups[i] == group) {
        whole = copy_picture(images, at++, &list[i], i, group);
      }
    }
  }
  free(groups);
  return whole;
}

bool
ep_chart_set_images(struct ep_chart *chart, const struct ep_image *list, size_t n,
                    const struct ep_images_options *options)
{
  struct ep_images *images = allowed(options, n) ? calloc(1, sizeof *images) : NULL;

  if (images == NULL) {
    return false;
  }
  images->look = *options;
  images->n = n;
  images->pictures = calloc(n > 0 ? n : 1, sizeof *images->pictures);
  images->groups = calloc(n > 0 ? n : 1, sizeof *images->groups);
  images->pixels = malloc(n > 0 ? n * bytes_of(images) : 1);
  if (images->pictures == NULL || images->groups == NULL || images->pixels == NULL ||
      !copy_pictures(images, list, n)) {
    images_free(images);
    return false;
  }
  set_range(images);
  ep_chart_take_content(chart, &IMAGES, images);
  return true;
}
