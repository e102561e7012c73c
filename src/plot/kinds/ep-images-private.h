#pragma once

#include "ep-key.h"
#include "ep-layout.h"
#include "kinds/ep-images.h"

struct ep_picture {
  char *text;
  char *value;
  size_t group;
  size_t place; /* in the order in which they were given */
};

struct ep_images {
  struct ep_images_options look;
  bool known;                  /* what the values are, not only which is larger */
  struct ep_picture *pictures; /* group after group */
  unsigned char *pixels;       /* of the pictures in this order */
  size_t n;
  char **groups;
  size_t n_groups;
  bool has_texts;
  bool has_values;
  bool named_groups;
  struct ep_number_format format; /* of the values */
};

/* The pixels of a picture. */
const unsigned char *ep_images_pixels(const struct ep_images *images, size_t picture);

/* What a byte stands for. */
double ep_images_value(const struct ep_images *images, unsigned char byte);

/* The outline around a picture; between picture and caption; between text and value on one line;
 * before a group, beside the gap between rows. */
#define EP_IMAGES_EDGE 1.0
#define EP_IMAGES_CAPTION_GAP 3.0
#define EP_IMAGES_VALUE_GAP 8.0
#define EP_IMAGES_GROUP_GAP 12.0

/* How the pictures are set out at one size. */
struct ep_images_plan {
  struct ep_key key;
  struct ep_rect *boxes; /* of the pictures, without their captions */
  double *widths;        /* of each text and each value */
  size_t n_shown;        /* the rest found no room */
  double scale;          /* logical pixels a pixel of a picture */
  double cell;           /* the width that a picture and its caption have */
  double gap;            /* between two cells */
  double row;            /* the height of a row with its gap */
  double heading;        /* the height of the name of a group */
  double line;           /* the height of a line of a caption */
  size_t columns;
  int lines; /* of a caption, 0 … 2 */
  bool headings;
  double bottom; /* where all of it ends */
};

/* ep-images-scale.c: measures the captions, and chooses the scale and the columns for room. */
void ep_images_measure(struct ep_layout *layout, struct ep_images_plan *plan);
void ep_images_choose(const struct ep_layout *layout, struct ep_images_plan *plan,
                      struct ep_rect room);

/* How many pictures from i on stand together: those to the next group, or to the end. */
size_t ep_images_run(const struct ep_layout *layout, const struct ep_images_plan *plan, size_t i);

/* The height of all rows. */
double ep_images_height(const struct ep_layout *layout, const struct ep_images_plan *plan);

/* ep-images-place.c */
double ep_images_heading_height(const struct ep_layout *layout);

/* Sets out the pictures in room, and their captions. */
void ep_images_place(struct ep_layout *layout, struct ep_rect room);

/* Frees a plan. */
void ep_images_free_plan(void *plan);

/* The colour of a value in the pictures. */
struct ep_color ep_images_color(const struct ep_layout *layout, double value);
