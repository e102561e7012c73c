/* The matrices of the cases: those that peers wrote, or stand-ins of the same shape. */
#include "config.h"

#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-json.h"
#include "bench/bench-private.h"
#include "bench/stand-in-private.h"
#include "io/idx.h"
#include "prepare/scale.h"

#define MAX_MATRIX_BYTES ((gsize)4 << 30)
#define MAX_COLUMNS 100000
#define MAX_CLASSES 1000

void
bench_data_clear(BenchData *self)
{
  ec_matrix_clear(&self->x);
  g_free(self->y);
}

gboolean
bench_refuse(GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start(arguments, format);
  message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, message);
  return FALSE;
}

/* The sizes, from NAME.json. */
static gboolean
read_shape(BenchData *self, const char *folder, const char *name, gsize *n_rows, gsize *n_columns,
           GError **error)
{
  g_autofree char *file = g_strconcat(name, ".json", NULL);
  g_autofree char *path = g_build_filename(folder, file, NULL);
  g_autoptr(JsonObject) object = epoch_json_load(path, 65536, error);
  gint64 train = 0, test = 0, columns = 0;

  if (object == NULL || !epoch_json_get_integer(object, file, "train", TRUE, &train, error) ||
      !epoch_json_get_integer(object, file, "test", TRUE, &test, error) ||
      !epoch_json_get_integer(object, file, "cols", TRUE, &columns, error)) {
    return FALSE;
  }
  if (train < 1 || test < 0 || columns < 1 || train > G_MAXINT32 || test > G_MAXINT32 ||
      columns > MAX_COLUMNS) {
    return bench_refuse(error, "%s: \"train\", \"test\" and \"cols\" are not the sizes of a matrix",
                        path);
  }
  self->n_train = (gsize)train;
  *n_rows = (gsize)(train + test);
  *n_columns = (gsize)columns;
  return TRUE;
}

/* Reads a file that has to have a number of bytes. */
static char *
read_exactly(const char *folder, const char *name, const char *suffix, gsize expected,
             const char *meaning, GError **error)
{
  g_autofree char *file = g_strconcat(name, suffix, NULL);
  g_autofree char *path = g_build_filename(folder, file, NULL);
  gsize length = 0;
  g_autofree char *bytes = epoch_file_read(path, MAX_MATRIX_BYTES, &length, error);

  if (bytes != NULL && length != expected) {
    bench_refuse(error, "%s has %zu bytes, but %s.json means %zu (%s)", path, length, name,
                 expected, meaning);
    return NULL;
  }
  return g_steal_pointer(&bytes);
}

/* The peers' matrix is written row by row; the core keeps columns together. A tile of rows at a
 * time stays in the cache. */
static void
transpose(const char *bytes, struct ec_matrix *x)
{
  gsize n_columns = x->n_columns;

  for (gsize first = 0; first < x->n_rows; first += 64) {
    gsize end = MIN(first + 64, x->n_rows);

    for (gsize j = 0; j < n_columns; j++) {
      for (gsize i = first; i < end; i++) {
        guint64 bits;
        double value;

        memcpy(&bits, bytes + (i * n_columns + j) * sizeof bits, sizeof bits);
        bits = GUINT64_FROM_LE(bits);
        memcpy(&value, &bits, sizeof value);
        ec_matrix_set(x, i, j, value);
      }
    }
  }
}

static gboolean
read_x(BenchData *self, const char *folder, const char *name, gsize n_rows, gsize n_columns,
       GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree char *bytes = NULL;

  if (n_rows > MAX_MATRIX_BYTES / sizeof(double) / n_columns) {
    return bench_refuse(error, "%s.json means a matrix of more than 4 GiB", name);
  }
  bytes = read_exactly(folder, name, ".X.f64", n_rows * n_columns * sizeof(double),
                       "rows of numbers of 8 bytes", error);
  if (bytes == NULL ||
      !epoch_core_error_propagate(ec_matrix_new(n_rows, n_columns, &self->x, &core_error),
                                  &core_error, name, error)) {
    return FALSE;
  }
  transpose(bytes, &self->x);
  for (gsize i = 0; i < n_rows * n_columns; i++) {
    if (!isfinite(self->x.data[i])) {
      return bench_refuse(error, "%s.X.f64: the number of row %zu, column %zu is not finite", name,
                          i % n_rows + 1, i / n_rows + 1);
    }
  }
  return TRUE;
}

static gboolean
read_y(BenchData *self, const char *folder, const char *name, gsize n_rows, GError **error)
{
  g_autofree char *bytes =
      read_exactly(folder, name, ".y.i32", n_rows * sizeof(gint32), "classes of 4 bytes", error);
  gboolean seen[MAX_CLASSES] = {FALSE};

  if (bytes == NULL) {
    return FALSE;
  }
  self->y = g_new(double, n_rows);
  for (gsize i = 0; i < n_rows; i++) {
    guint32 bits;
    gint32 value;

    memcpy(&bits, bytes + i * sizeof bits, sizeof bits);
    value = (gint32)GUINT32_FROM_LE(bits);
    if (value < 0 || value >= MAX_CLASSES) {
      return bench_refuse(error,
                          "%s.y.i32: the class of row %zu is %d, and should be one of 0 to %d",
                          name, i + 1, value, MAX_CLASSES - 1);
    }
    self->y[i] = value;
    seen[value] = TRUE;
    self->n_classes = MAX(self->n_classes, (gsize)value + 1);
  }
  for (gsize k = 0; k < self->n_classes; k++) {
    if (!seen[k]) {
      return bench_refuse(error, "%s.y.i32: no row is of class %zu, but there is a class %zu", name,
                          k, self->n_classes - 1);
    }
  }
  if (self->n_classes < 2) {
    return bench_refuse(error, "%s.y.i32: all rows are of one class", name);
  }
  return TRUE;
}

gboolean
bench_data_load(BenchData *self, const char *folder, const char *name, GError **error)
{
  gsize n_rows = 0, n_columns = 0;

  if (folder == NULL) {
    return stand_in_make(self, name, error);
  }
  return read_shape(self, folder, name, &n_rows, &n_columns, error) &&
         read_x(self, folder, name, n_rows, n_columns, error) &&
         read_y(self, folder, name, n_rows, error);
}

/* Each picture a row of its pixels, from 0 to 1. */
static gboolean
take_images(BenchData *self, const char *path, const struct ec_idx_images *images, GError **error)
{
  gsize n_pixels = images->height * images->width;
  struct ec_error core_error = EC_ERROR_INIT;

  if (!epoch_core_error_propagate(ec_matrix_new(images->n, n_pixels, &self->x, &core_error),
                                  &core_error, path, error)) {
    return FALSE;
  }
  for (gsize i = 0; i < images->n; i++) {
    for (gsize j = 0; j < n_pixels; j++) {
      /* In single precision, as the peers have it. */
      float value = (float)images->pixels[i * n_pixels + j] / 255;

      ec_matrix_set(&self->x, i, j, value);
    }
  }
  self->n_train = images->n;
  return TRUE;
}

gboolean
bench_data_load_digits(BenchData *self, const char *folder, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *bytes = NULL;
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_idx_images images;
  gsize length = 0;

  if (folder == NULL) {
    return stand_in_make_digits(self, error);
  }
  path = g_build_filename(folder, "mnist_12k", "train-images-idx3-ubyte", NULL);
  bytes = epoch_file_read(path, (gsize)1 << 30, &length, error);
  return bytes != NULL &&
         epoch_core_error_propagate(
             ec_idx_read_images((const uint8_t *)bytes, length, &images, &core_error), &core_error,
             path, error) &&
         take_images(self, path, &images, error);
}

struct ec_matrix
bench_data_get_train(const BenchData *self)
{
  struct ec_matrix view = self->x;

  view.n_rows = self->n_train;
  return view;
}

struct ec_matrix
bench_data_get_test(const BenchData *self)
{
  struct ec_matrix view = self->x;

  view.data += self->n_train;
  view.n_rows -= self->n_train;
  return view;
}

gboolean
bench_data_standardize(BenchData *self, GError **error)
{
  const struct ec_matrix train = bench_data_get_train(self);
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_scaler *scaler = NULL;
  ec_status status = ec_scaler_fit(&train, EC_SCALING_STANDARD, &scaler, &core_error);

  if (status == EC_OK) {
    status = ec_scaler_apply(scaler, &self->x, &core_error);
  }
  ec_scaler_free(scaler);
  return epoch_core_error_propagate(status, &core_error, NULL, error);
}
