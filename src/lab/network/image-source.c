#include "config.h"

#include "network/image-source-private.h"

#include <string.h>

struct _EpochImageSource {
  const EpochImages *images;
  const EpochImagesPart *part;
  gsize *rows; /* NULL: the first ones */
  gsize n;
  gsize *which; /* of a step */
  float *pixels;
};

EpochImageSource *
epoch_image_source_new(const EpochImages *images, const EpochImagesPart *part, const gsize *rows,
                       gsize n, gsize most)
{
  EpochImageSource *self = g_new0(EpochImageSource, 1);

  self->images = images;
  self->part = part;
  self->rows = rows != NULL ? g_memdup2(rows, n * sizeof *rows) : NULL;
  self->n = n;
  self->which = g_new(gsize, most);
  self->pixels = g_new(float, most *epoch_images_n_pixels(images));
  return self;
}

void
epoch_image_source_free(EpochImageSource *self)
{
  if (self != NULL) {
    g_free(self->rows);
    g_free(self->which);
    g_free(self->pixels);
    g_free(self);
  }
}

gsize
epoch_image_source_get_picture(const EpochImageSource *self, gsize row)
{
  return self->rows != NULL ? self->rows[row] : row;
}

static void
fill(gpointer data, struct ec_tape *tape, const gsize *rows, gsize n,
     const struct ec_random *random, EpochBatch *batch)
{
  EpochImageSource *self = data;
  const EpochImages *images = self->images;
  const size_t shape[] = {n, images->height, images->width, images->channels};

  for (gsize i = 0; i < n; i++) {
    self->which[i] = epoch_image_source_get_picture(self, rows[i]);
    batch->labels[i] = self->part->labels[self->which[i]];
  }
  epoch_images_fill(images, self->part, self->which, n, self->pixels);
  batch->signal = (struct ec_signal){.x = ec_tape_input(tape, self->pixels, 4, shape), .batch = n};
}

EpochSource
epoch_image_source_get(EpochImageSource *self)
{
  return (EpochSource){.n = self->n, .fill = fill, .data = self};
}
