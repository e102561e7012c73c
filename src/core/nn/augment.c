#include "config.h"

#include "nn/augment.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"

/* One stream of numbers for each kind of change. */
enum { SHIFT, ROTATE, SCALE, FLIP, CROP, CUTOUT, BRIGHTNESS };

/* What was drawn for one image. */
struct draw {
  /* The pixel (y, x) of the output, from the middle, is read at (a y + b x + e, c y + d x + f) from
   * the middle of the cropped image. */
  double a, b, c, d, e, f;
  bool moved; /* whether that is anything but itself */
  bool flip;
  ptrdiff_t down, right; /* the cropped image begins so far down and right in the image */
  size_t cut_y, cut_x, cut_y_end, cut_x_end;
  float factor;
};

struct augment {
  const struct ec_augment_options *options;
  const struct ec_random *random;
  const struct ec_augment_images *images;
  size_t n, n_at_once;
  const size_t *numbers;
  float *out;
};

/* Evenly from -most to most. */
static double
draw_even(const struct ec_random *random, uint64_t kind, uint64_t which, double most)
{
  struct ec_random own = ec_random_split(random, kind);
  double value = 0.0;
  for (uint64_t i = 0; i <= which; i++)
    value = ec_random_uniform(&own);
  return (2.0 * value - 1.0) * most;
}

static void
draw_move(const struct ec_augment_options *o, const struct ec_random *random,
          const struct ec_augment_images *images, struct draw *draw)
{
  double angle = draw_even(random, ROTATE, 0, o->rotate) * acos(-1.0) / 180.0;
  double scale = pow(1.0 + o->scale, draw_even(random, SCALE, 0, 1.0));
  double down = draw_even(random, SHIFT, 0, o->shift) * (double)images->height;
  double right = draw_even(random, SHIFT, 1, o->shift) * (double)images->width;
  /* From the output back to the input: the shift is taken off first. */
  draw->a = cos(angle) / scale, draw->b = -sin(angle) / scale;
  draw->c = -draw->b, draw->d = draw->a;
  draw->e = -(draw->a * down + draw->b * right);
  draw->f = -(draw->c * down + draw->d * right);
  draw->moved = o->shift > 0.0 || o->rotate > 0.0 || o->scale > 0.0;
}

static void
draw_cutout(const struct ec_augment_options *o, const struct ec_random *random,
            const struct ec_augment_images *images, struct draw *draw)
{
  struct ec_random own = ec_random_split(random, CUTOUT);
  size_t y = ec_random_below(&own, images->height), x = ec_random_below(&own, images->width);
  size_t before = o->cutout / 2, after = o->cutout - before;
  draw->cut_y = y > before ? y - before : 0;
  draw->cut_x = x > before ? x - before : 0;
  draw->cut_y_end = y + after < images->height ? y + after : images->height;
  draw->cut_x_end = x + after < images->width ? x + after : images->width;
}

static struct draw
draw_image(const struct augment *augment, size_t number)
{
  const struct ec_augment_options *o = augment->options;
  struct ec_random random = ec_random_split(augment->random, number), own;
  struct draw draw = {0};
  draw_move(o, &random, augment->images, &draw);
  if (o->cutout > 0)
    draw_cutout(o, &random, augment->images, &draw);
  own = ec_random_split(&random, FLIP);
  draw.flip = ec_random_uniform(&own) < o->flip;
  own = ec_random_split(&random, CROP);
  draw.down = (ptrdiff_t)ec_random_below(&own, 2 * o->crop + 1) - (ptrdiff_t)o->crop;
  draw.right = (ptrdiff_t)ec_random_below(&own, 2 * o->crop + 1) - (ptrdiff_t)o->crop;
  draw.factor = (float)(1.0 + draw_even(&random, BRIGHTNESS, 0, o->brightness));
  return draw;
}

/* One image to read from, after crop and mirror. */
struct source {
  const struct ec_augment_images *images;
  const struct draw *draw;
  size_t begin; /* of the image in the numbers of all */
  float fill;
};

/* Where the numbers of a pixel are, or false where it is not on the image. */
static bool
find_pixel(const struct source *source, ptrdiff_t y, ptrdiff_t x, size_t *at)
{
  const struct ec_augment_images *images = source->images;
  ptrdiff_t height = (ptrdiff_t)images->height, width = (ptrdiff_t)images->width;
  if (source->draw->flip)
    x = width - 1 - x;
  y += source->draw->down, x += source->draw->right;
  if (y < 0 || y >= height || x < 0 || x >= width)
    return false;
  *at = source->begin + (size_t)(y * width + x) * images->channels;
  return true;
}

/* out += weight times a pixel. */
static void
add_pixel(const struct source *source, ptrdiff_t y, ptrdiff_t x, float weight, float *out)
{
  const struct ec_augment_images *images = source->images;
  size_t n = images->channels, at;
  if (!find_pixel(source, y, x, &at))
    for (size_t c = 0; c < n; c++)
      out[c] += weight * source->fill;
  else if (images->floats != NULL)
    for (size_t c = 0; c < n; c++)
      out[c] += weight * images->floats[at + c];
  else
    for (size_t c = 0; c < n; c++)
      out[c] += weight * ((float)images->bytes[at + c] / 255.0f);
}

/* The pixel at a place between pixels. What is far from the image is all fill. */
static void
read_between(const struct source *source, double y, double x, float *out)
{
  double height = (double)source->images->height, width = (double)source->images->width;
  double low_y = floor(fmin(fmax(y, -2.0 - 2.0 * height), 2.0 + 3.0 * height));
  double low_x = floor(fmin(fmax(x, -2.0 - 2.0 * width), 2.0 + 3.0 * width));
  float dy = (float)fmin(fmax(y - low_y, 0.0), 1.0), dx = (float)fmin(fmax(x - low_x, 0.0), 1.0);
  ptrdiff_t i = (ptrdiff_t)low_y, j = (ptrdiff_t)low_x;
  memset(out, 0, source->images->channels * sizeof *out);
  add_pixel(source, i, j, (1.0f - dy) * (1.0f - dx), out);
  if (dx > 0.0f)
    add_pixel(source, i, j + 1, (1.0f - dy) * dx, out);
  if (dy > 0.0f)
    add_pixel(source, i + 1, j, dy * (1.0f - dx), out);
  if (dx > 0.0f && dy > 0.0f)
    add_pixel(source, i + 1, j + 1, dy * dx, out);
}

static void
cover(const struct draw *draw, const struct ec_augment_images *images, float fill, float *out)
{
  size_t n = images->channels;
  for (size_t y = draw->cut_y; y < draw->cut_y_end; y++)
    for (size_t i = (y * images->width + draw->cut_x) * n;
         i < (y * images->width + draw->cut_x_end) * n; i++)
      out[i] = fill;
}

static void
change_image(const struct augment *augment, size_t number, float *out)
{
  const struct ec_augment_images *images = augment->images;
  size_t height = images->height, width = images->width, n = images->channels;
  struct draw draw = draw_image(augment, number);
  struct source source = {images, &draw, number * height * width * n, augment->options->fill};
  double middle_y = ((double)height - 1.0) / 2.0, middle_x = ((double)width - 1.0) / 2.0;
  for (size_t y = 0; y < height; y++)
    for (size_t x = 0; x < width; x++) {
      double v = (double)y - middle_y, u = (double)x - middle_x;
      float *pixel = out + (y * width + x) * n;
      if (draw.moved)
        read_between(&source, draw.a * v + draw.b * u + draw.e + middle_y,
                     draw.c * v + draw.d * u + draw.f + middle_x, pixel);
      else {
        memset(pixel, 0, n * sizeof *pixel);
        add_pixel(&source, (ptrdiff_t)y, (ptrdiff_t)x, 1.0f, pixel);
      }
    }
  if (augment->options->brightness > 0.0)
    for (size_t i = 0; i < height * width * n; i++)
      out[i] *= draw.factor;
  cover(&draw, images, augment->options->fill, out);
}

static ec_status
change_piece(void *data, size_t piece, unsigned worker, struct ec_error *error)
{
  const struct augment *augment = data;
  const struct ec_augment_images *images = augment->images;
  size_t begin = piece * augment->n_at_once, end = begin + augment->n_at_once;
  for (size_t i = begin; i < end && i < augment->n; i++) {
    size_t number = augment->numbers != NULL ? augment->numbers[i] : i;
    if (number >= images->n)
      return ec_error_set(error, EC_ERROR_VALUE,
                          "image %zu is asked for, but there are only %zu, counted from 0", number,
                          images->n);
    change_image(augment, number,
                 augment->out + i * images->height * images->width * images->channels);
  }
  return EC_OK;
}

static ec_status
check_range(const char *name, double value, double most, struct ec_error *error)
{
  if (value >= 0.0 && value <= most)
    return EC_OK;
  return ec_error_set(error, EC_ERROR_ARGUMENT, "%s is %g, but should be from 0 to %g", name, value,
                      most);
}

static ec_status
check(const struct ec_augment_options *o, const struct ec_augment_images *images,
      struct ec_error *error)
{
  const struct {
    const char *name;
    double value, most;
  } ranges[] = {
      {"shift", o->shift, 1.0},
      {"rotate", o->rotate, 180.0},
      {"scale", o->scale, 9.0},
      {"flip", o->flip, 1.0},
      {"brightness", o->brightness, 1.0},
      {"crop", (double)o->crop, (double)(images->height + images->width)},
      {"cutout", (double)o->cutout, 2.0 * (double)(images->height + images->width)},
  };
  ec_status status = EC_OK;
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges && status == EC_OK; i++)
    status = check_range(ranges[i].name, ranges[i].value, ranges[i].most, error);
  return status;
}

ec_status
ec_augment(const struct ec_job *job, const struct ec_augment_options *options,
           const struct ec_random *random, const struct ec_augment_images *images, size_t n,
           const size_t *numbers, float *out, struct ec_error *error)
{
  struct augment augment = {options, random, images, n, 8, numbers, out};
  ec_status status = check(options, images, error);
  if (status != EC_OK || n == 0 || images->height == 0 || images->width == 0)
    return status;
  return ec_parallel_for(job, NULL, (n + 7) / 8, change_piece, &augment, error);
}
