/* Augmentation: each change does what it says, by properties that hold whatever is drawn. */
#include "config.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "nn/augment.h"

enum { N = 40, HEIGHT = 9, WIDTH = 12, CHANNELS = 2, SIZE = HEIGHT * WIDTH * CHANNELS };

/* Images that are a slope, which bilinear reading keeps exactly: 100 + 3 y + 2 x + image, and its
 * negative in the second channel. */
static float *
new_slopes(struct ec_augment_images *images)
{
  float *pixels = g_new(float, N *SIZE);
  for (size_t i = 0; i < N * SIZE; i++) {
    size_t c = i % CHANNELS, x = i / CHANNELS % WIDTH, y = i / CHANNELS / WIDTH % HEIGHT;
    float value = 100.0f + 3.0f * (float)y + 2.0f * (float)x + (float)(i / SIZE);
    pixels[i] = c == 0 ? value : -value;
  }
  *images = (struct ec_augment_images){N, HEIGHT, WIDTH, CHANNELS, pixels, NULL};
  return pixels;
}

static float *
augment(const struct ec_augment_images *images, const struct ec_augment_options *options)
{
  struct ec_random random = ec_random_new(7);
  struct ec_error error = EC_ERROR_INIT;
  float *out = g_new(float, images->n *SIZE);
  if (ec_augment(NULL, options, &random, images, images->n, NULL, out, &error) != EC_OK)
    g_error("%s", error.message);
  return out;
}

static float
at(const float *pixels, size_t image, size_t y, size_t x)
{
  return pixels[image * SIZE + (y * WIDTH + x) * CHANNELS];
}

static void
test_nothing(void)
{
  struct ec_augment_images images, bytes;
  g_autofree float *pixels = new_slopes(&images), *out = NULL, *shares = NULL;
  g_autofree uint8_t *levels = g_new(uint8_t, N * SIZE);
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  out = augment(&images, &options);
  g_assert_cmpmem(out, N * SIZE * sizeof *out, pixels, N * SIZE * sizeof *pixels);
  for (size_t i = 0; i < N * SIZE; i++)
    levels[i] = (uint8_t)(i % 256);
  bytes = (struct ec_augment_images){N, HEIGHT, WIDTH, CHANNELS, NULL, levels};
  shares = augment(&bytes, &options);
  for (size_t i = 0; i < N * SIZE; i++)
    g_assert_true(shares[i] == (float)levels[i] / 255.0f);
}

static void
test_flip(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *always = NULL, *half = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  size_t n_flipped = 0;
  options.flip = 1.0;
  always = augment(&images, &options);
  for (size_t i = 0; i < N; i++)
    for (size_t y = 0; y < HEIGHT; y++)
      for (size_t x = 0; x < WIDTH; x++)
        g_assert_true(at(always, i, y, x) == at(pixels, i, y, WIDTH - 1 - x));
  options.flip = 0.5;
  half = augment(&images, &options);
  for (size_t i = 0; i < N; i++)
    n_flipped += at(half, i, 0, 0) != at(pixels, i, 0, 0);
  g_assert_cmpuint(n_flipped, >, N / 5);
  g_assert_cmpuint(n_flipped, <, N - N / 5);
}

/* The crop is the image itself, moved by whole pixels, and every move occurs. */
static void
test_crop(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  gboolean seen[3][3] = {0};
  options.crop = 1;
  options.fill = -7.0f;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    /* At the middle the slopes tell where the pixel came from. */
    float moved = at(out, i, 4, 5) - at(pixels, i, 4, 5);
    gssize down = 99, right = 99;
    for (gssize a = -1; a <= 1; a++)
      for (gssize b = -1; b <= 1; b++)
        if (moved == 3.0f * (float)a + 2.0f * (float)b)
          down = a, right = b;
    g_assert_cmpint(down, <, 2);
    seen[down + 1][right + 1] = TRUE;
    for (gssize y = 0; y < HEIGHT; y++)
      for (gssize x = 0; x < WIDTH; x++) {
        gboolean inside = y + down >= 0 && y + down < HEIGHT && x + right >= 0 && x + right < WIDTH;
        float expected =
            inside ? at(pixels, i, (size_t)(y + down), (size_t)(x + right)) : options.fill;
        g_assert_true(at(out, i, (size_t)y, (size_t)x) == expected);
      }
  }
  for (size_t i = 0; i < 9; i++)
    g_assert_true(seen[i / 3][i % 3]);
}

/* The steps of a moved slope from pixel to pixel around the middle. */
static void
get_slope(const float *out, size_t image, double *down, double *right)
{
  *down = (double)(at(out, image, 5, 5) - at(out, image, 4, 5));
  *right = (double)(at(out, image, 4, 6) - at(out, image, 4, 5));
}

static double
middle(const float *pixels, size_t image)
{
  return ((double)at(pixels, image, 4, 5) + (double)at(pixels, image, 4, 6)) / 2.0;
}

/* A turned slope is as steep as before, about an unmoved middle, and all angles occur. */
static void
test_rotate(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  double least = 1.0, most = -1.0;
  options.rotate = 30.0;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    double down, right, angle;
    get_slope(out, i, &down, &right);
    angle = atan2(down, right) - atan2(3.0, 2.0);
    g_assert_cmpfloat_with_epsilon(hypot(down, right), sqrt(13.0), 1e-3);
    g_assert_cmpfloat_with_epsilon(middle(out, i), middle(pixels, i), 1e-3);
    g_assert_cmpfloat(fabs(angle), <=, G_PI / 6.0 + 1e-3);
    least = MIN(least, angle), most = MAX(most, angle);
  }
  g_assert_cmpfloat(least, <, -0.4);
  g_assert_cmpfloat(most, >, 0.4);
}

static void
test_scale(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  double least = 1.0, most = 1.0;
  options.scale = 0.5;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    double down, right;
    get_slope(out, i, &down, &right);
    g_assert_cmpfloat_with_epsilon(down / right, 1.5, 1e-3);
    g_assert_cmpfloat_with_epsilon(middle(out, i), middle(pixels, i), 1e-3);
    least = MIN(least, down / 3.0), most = MAX(most, down / 3.0);
  }
  g_assert_cmpfloat(least, >, 1.0 / 1.5 - 1e-3);
  g_assert_cmpfloat(most, <, 1.5 + 1e-3);
  g_assert_cmpfloat(least, <, 0.75);
  g_assert_cmpfloat(most, >, 1.35);
}

static void
test_shift(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  double most = 0.0;
  options.shift = 0.25;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    double down, right, moved = middle(out, i) - middle(pixels, i);
    get_slope(out, i, &down, &right);
    g_assert_cmpfloat_with_epsilon(down, 3.0, 1e-3);
    g_assert_cmpfloat_with_epsilon(right, 2.0, 1e-3);
    most = MAX(most, fabs(moved));
  }
  g_assert_cmpfloat(most, <, 0.25 * (HEIGHT * 3.0 + WIDTH * 2.0));
  g_assert_cmpfloat(most, >, 0.15 * (HEIGHT * 3.0 + WIDTH * 2.0));
}

static void
test_brightness(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  options.brightness = 0.5;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    float factor = at(out, i, 0, 0) / at(pixels, i, 0, 0);
    g_assert_true(factor >= 0.5f && factor <= 1.5f);
    g_assert_true(i == 0 || fabsf(factor - at(out, 0, 0, 0) / at(pixels, 0, 0, 0)) > 1e-6f);
    for (size_t j = 0; j < SIZE; j++)
      g_assert_cmpfloat_with_epsilon((double)out[i * SIZE + j],
                                     (double)(pixels[i * SIZE + j] * factor), 1e-4);
  }
}

/* What is covered is one rectangle of at most the square's size; all else, also what else was drawn,
 * stays as it is. */
static void
test_cutout(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = NULL, *without = NULL;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  gboolean whole = FALSE;
  options.rotate = 20.0;
  options.flip = 0.5;
  options.brightness = 0.2;
  without = augment(&images, &options);
  options.cutout = 3;
  options.fill = 1000.0f;
  out = augment(&images, &options);
  for (size_t i = 0; i < N; i++) {
    size_t top = HEIGHT, bottom = 0, left = WIDTH, right = 0, n = 0;
    for (size_t y = 0; y < HEIGHT; y++)
      for (size_t x = 0; x < WIDTH; x++) {
        if (at(out, i, y, x) == options.fill) {
          top = MIN(top, y), bottom = MAX(bottom, y + 1), n++;
          left = MIN(left, x), right = MAX(right, x + 1);
        } else if (y > 2 && y < HEIGHT - 3 && x > 2 && x < WIDTH - 3)
          g_assert_true(at(out, i, y, x) == at(without, i, y, x));
      }
    g_assert_cmpuint(n, ==, (bottom - top) * (right - left));
    g_assert_cmpuint(n, >=, 2);
    g_assert_cmpuint(n, <=, 9);
    whole |= n == 9;
  }
  g_assert_true(whole);
}

/* An image's change depends on its number and the generator alone. */
static void
test_deterministic(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *all = NULL, *some = g_new(float, 3 * SIZE);
  struct ec_augment_options options = {0.1, 15.0, 0.2, 0.5, 2, 3, 0.3, 0.0f};
  const size_t numbers[] = {17, 3, 17};
  struct ec_random random = ec_random_new(7), other = ec_random_new(6);
  all = augment(&images, &options);
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, 3, numbers, some, NULL), ==, EC_OK);
  for (size_t i = 0; i < 3; i++)
    g_assert_cmpmem(some + i * SIZE, SIZE * sizeof *some, all + numbers[i] * SIZE,
                    SIZE * sizeof *all);
  g_assert_cmpint(ec_augment(NULL, &options, &other, &images, 3, numbers, some, NULL), ==, EC_OK);
  g_assert_true(memcmp(some, all + 17 * SIZE, SIZE * sizeof *some) != 0);
  for (unsigned n_threads = 2; n_threads <= 4; n_threads += 2) {
    struct ec_job job = EC_JOB_INIT;
    g_autofree float *shared = g_new(float, N *SIZE);
    g_assert_cmpint(ec_pool_new(n_threads, &job.pool, NULL), ==, EC_OK);
    g_assert_cmpint(ec_augment(&job, &options, &random, &images, N, NULL, shared, NULL), ==, EC_OK);
    g_assert_cmpmem(shared, N * SIZE * sizeof *shared, all, N * SIZE * sizeof *all);
    ec_pool_free(job.pool);
  }
}

static bool
stop(void *data)
{
  return true;
}

static void
test_refused(void)
{
  struct ec_augment_images images;
  g_autofree float *pixels = new_slopes(&images), *out = g_new(float, N *SIZE);
  struct ec_random random = ec_random_new(1);
  struct ec_error error = EC_ERROR_INIT;
  struct ec_augment_options options = EC_AUGMENT_OPTIONS_INIT;
  struct ec_job job = EC_JOB_INIT;
  const size_t past = N;
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, 1, &past, out, &error), ==,
                  EC_ERROR_VALUE);
  g_assert_nonnull(strstr(error.message, "image 40 is asked for"));
  options.flip = 1.5;
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, N, NULL, out, &error), ==,
                  EC_ERROR_ARGUMENT);
  g_assert_cmpstr(error.message, ==, "flip is 1.5, but should be from 0 to 1");
  options.flip = NAN;
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, N, NULL, out, &error), ==,
                  EC_ERROR_ARGUMENT);
  options.flip = 0.0;
  options.crop = SIZE_MAX;
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, N, NULL, out, &error), ==,
                  EC_ERROR_ARGUMENT);
  options.crop = 0;
  job.cancelled = stop;
  g_assert_cmpint(ec_augment(&job, &options, &random, &images, N, NULL, out, &error), ==,
                  EC_ERROR_CANCELLED);
}

/* A single pixel, and none at all. */
static void
test_small(void)
{
  const float pixel = 0.5f;
  struct ec_augment_images images = {1, 1, 1, 1, &pixel, NULL};
  struct ec_augment_options options = {1.0, 180.0, 9.0, 1.0, 2, 4, 1.0, 0.25f};
  struct ec_random random = ec_random_new(1);
  float out = -1.0f;
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, 1, NULL, &out, NULL), ==, EC_OK);
  g_assert_true(out >= 0.0f && out <= 1.0f);
  g_assert_cmpint(ec_augment(NULL, &options, &random, &images, 0, NULL, NULL, NULL), ==, EC_OK);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/augment/nothing", test_nothing);
  g_test_add_func("/augment/flip", test_flip);
  g_test_add_func("/augment/crop", test_crop);
  g_test_add_func("/augment/rotate", test_rotate);
  g_test_add_func("/augment/scale", test_scale);
  g_test_add_func("/augment/shift", test_shift);
  g_test_add_func("/augment/brightness", test_brightness);
  g_test_add_func("/augment/cutout", test_cutout);
  g_test_add_func("/augment/deterministic", test_deterministic);
  g_test_add_func("/augment/refused", test_refused);
  g_test_add_func("/augment/small", test_small);
  return g_test_run();
}
