/* IDX files: what is in them, and that a file which is not exactly so is refused with a sentence. */
#include "config.h"

#include <glib.h>
#include <string.h>

#include "io/idx.h"

/* Two images of 2 by 3 pixels. */
static const uint8_t good_images[] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0,   2, 0, 0,
                                      0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 255, 0, 9, 10};
static const uint8_t good_labels[] = {0, 0, 8, 1, 0, 0, 0, 2, 7, 3};

static void
test_read(void)
{
  struct ec_idx_images images;
  struct ec_idx_labels labels;
  struct ec_error error = EC_ERROR_INIT;
  g_assert_cmpint(ec_idx_read_images(good_images, sizeof good_images, &images, &error), ==, EC_OK);
  g_assert_cmpuint(images.n, ==, 2);
  g_assert_cmpuint(images.height, ==, 2);
  g_assert_cmpuint(images.width, ==, 3);
  g_assert_cmpmem(images.pixels, 12, good_images + 16, 12);
  g_assert_cmpint(ec_idx_read_labels(good_labels, sizeof good_labels, &labels, &error), ==, EC_OK);
  g_assert_cmpuint(labels.n, ==, 2);
  g_assert_cmpuint(labels.n_classes, ==, 8);
  g_assert_cmpuint(labels.labels[1], ==, 3);
  g_assert_cmpint(ec_idx_check_pair(&images, &labels, 8, &error), ==, EC_OK);
}

static void
test_pair(void)
{
  struct ec_idx_images images;
  struct ec_idx_labels labels;
  struct ec_error error = EC_ERROR_INIT;
  ec_idx_read_images(good_images, sizeof good_images, &images, NULL);
  ec_idx_read_labels(good_labels, sizeof good_labels, &labels, NULL);
  g_assert_cmpint(ec_idx_check_pair(&images, &labels, 7, &error), ==, EC_ERROR_VALUE);
  g_assert_nonnull(strstr(error.message, "label 1 is 7"));
  labels.n = 1;
  g_assert_cmpint(ec_idx_check_pair(&images, &labels, 10, &error), ==, EC_ERROR_SHAPE);
  g_assert_nonnull(strstr(error.message, "2 images and 1 labels"));
}

/* A good file with one byte changed, or of another length. */
static void
assert_refused(size_t at, uint8_t value, gssize longer, ec_status expected, const char *text)
{
  g_autofree uint8_t *file = g_malloc0(sizeof good_images + 64);
  struct ec_idx_images images = {.n = 77};
  struct ec_error error = EC_ERROR_INIT;
  memcpy(file, good_images, sizeof good_images);
  file[at] = value;
  g_assert_cmpint(
      ec_idx_read_images(file, (size_t)((gssize)sizeof good_images + longer), &images, &error), ==,
      expected);
  if (strstr(error.message, text) == NULL)
    g_error("\"%s\" does not say \"%s\"", error.message, text);
  g_assert_cmpuint(images.n, ==, 77);
}

static void
test_refused(void)
{
  assert_refused(0, 1, 0, EC_ERROR_SYNTAX, "begins with 0x01 0x00");
  assert_refused(1, 80, 0, EC_ERROR_SYNTAX, "two zero bytes");
  assert_refused(2, 0x0d, 0, EC_ERROR_UNSUPPORTED, "holds 32-bit floats");
  assert_refused(2, 0x0a, 0, EC_ERROR_SYNTAX, "0x0a, which is no type");
  assert_refused(3, 1, 0, EC_ERROR_SHAPE, "has 1 dimensions; images should have 3");
  assert_refused(3, 255, 0, EC_ERROR_SHAPE, "has 255 dimensions");
  assert_refused(7, 0, 0, EC_ERROR_EMPTY, "size 1 of 3 is 0");
  assert_refused(15, 0, 0, EC_ERROR_EMPTY, "size 3 of 3 is 0");
  assert_refused(12, 255, 0, EC_ERROR_LIMIT, "4278190083 pixels");
  assert_refused(4, 255, 0, EC_ERROR_SYNTAX, "cut off");
  assert_refused(7, 3, 0, EC_ERROR_SYNTAX, "make 18 bytes of images, but 12 are there");
  assert_refused(7, 1, 0, EC_ERROR_SYNTAX, "goes on for 6 bytes past the 6 bytes");
  assert_refused(0, 0, 1, EC_ERROR_SYNTAX, "goes on for 1 bytes");
  assert_refused(0, 0, -1, EC_ERROR_SYNTAX, "cut off");
}

/* Whatever the length, nothing is read past it: run under AddressSanitizer. */
static void
test_every_length(void)
{
  for (size_t size = 0; size < sizeof good_images; size++) {
    g_autofree uint8_t *file = g_memdup2(good_images, size > 0 ? size : 1);
    struct ec_idx_images images;
    struct ec_idx_labels labels;
    struct ec_error error = EC_ERROR_INIT;
    g_assert_cmpint(ec_idx_read_images(file, size, &images, &error), ==, EC_ERROR_SYNTAX);
    g_assert_cmpuint(strlen(error.message), >, 0);
    g_assert_cmpint(ec_idx_read_labels(file, size, &labels, &error), !=, EC_OK);
  }
}

static void
test_compressed(void)
{
  const uint8_t file[] = {0x1f, 0x8b, 8, 0, 0, 0};
  struct ec_idx_labels labels;
  struct ec_error error = EC_ERROR_INIT;
  g_assert_cmpint(ec_idx_read_labels(file, sizeof file, &labels, &error), ==, EC_ERROR_SYNTAX);
  g_assert_nonnull(strstr(error.message, "gzip"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/idx/read", test_read);
  g_test_add_func("/idx/pair", test_pair);
  g_test_add_func("/idx/refused", test_refused);
  g_test_add_func("/idx/every-length", test_every_length);
  g_test_add_func("/idx/compressed", test_compressed);
  return g_test_run();
}
