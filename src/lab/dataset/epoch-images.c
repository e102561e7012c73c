#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "base/epoch-gzip.h"
#include "dataset/epoch-images-private.h"
#include "io/safetensors.h"

void
epoch_images_free(EpochImages *self)
{
  if (self != NULL) {
    g_clear_object(&self->dataset);
    g_clear_pointer(&self->bytes, g_bytes_unref);
    g_free(self);
  }
}

gsize
epoch_images_n_pixels(const EpochImages *self)
{
  return self->height * self->width * self->channels;
}

void
epoch_images_fill(const EpochImages *self, const EpochImagesPart *part, const gsize *which, gsize n,
                  float *pixels)
{
  gsize size = epoch_images_n_pixels(self);

  for (gsize i = 0; i < n; i++) {
    const guint8 *from = part->pixels + (which != NULL ? which[i] : i) * size;
    float *to = pixels + i * size;

    for (gsize k = 0; k < size; k++) {
      to[k] = (float)from[k] / 255.0f;
    }
  }
}

/* Reads the file, and says whether it is the card's. */
static GBytes *
read_file(EpochDataset *dataset, const char *path, GError **error)
{
  g_autofree char *packed = NULL;
  gsize length = 0;

  packed = epoch_file_read(path, EPOCH_IMAGES_MAX_BYTES, &length, error);
  if (packed == NULL || !epoch_dataset_check_sha256(dataset, packed, length, path, error)) {
    return NULL;
  }
  return epoch_gzip_unpack(packed, length, path, EPOCH_IMAGES_MAX_BYTES, error);
}

static const struct ec_stored *
find(const struct ec_safetensors *file, const char *name, gsize rank, const char *path,
     GError **error)
{
  const struct ec_stored *stored = ec_safetensors_find(file, name);

  if (stored == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("%s has no tensor “%s”"), path,
                name);
    return NULL;
  }
  if (stored->element != EC_ELEMENT_U8 || stored->rank != rank) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: “%s” should hold bytes in %zu dimensions, but it is something else"), path,
                name, rank);
    return NULL;
  }
  return stored;
}

static gboolean
check_labels(const EpochImages *self, const EpochImagesPart *part, const char *path,
             const char *name, GError **error)
{
  for (gsize i = 0; i < part->n; i++) {
    if (part->labels[i] >= self->n_classes) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("%s: “%s” says class %u of picture %zu, but there are %zu classes, from 0 on"),
                  path, name, part->labels[i], i + 1, self->n_classes);
      return FALSE;
    }
  }
  return TRUE;
}

/* Reads "train" or "test"; the first one says how large pictures are. */
static gboolean
read_part(EpochImages *self, const struct ec_safetensors *file, const char *which,
          EpochImagesPart *part, const char *path, GError **error)
{
  g_autofree char *images_name = g_strconcat(which, ".images", NULL);
  g_autofree char *labels_name = g_strconcat(which, ".labels", NULL);
  const struct ec_stored *images = find(file, images_name, 4, path, error);
  const struct ec_stored *labels = images != NULL ? find(file, labels_name, 1, path, error) : NULL;

  if (labels == NULL) {
    return FALSE;
  }
  if (self->height == 0) {
    self->height = images->shape[1];
    self->width = images->shape[2];
    self->channels = images->shape[3];
  }
  if (images->shape[0] != labels->shape[0] || images->shape[1] != self->height ||
      images->shape[2] != self->width || images->shape[3] != self->channels ||
      epoch_images_n_pixels(self) == 0 || images->shape[0] == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s: “%s” holds %zu pictures of %zu by %zu by %zu, and “%s” %zu labels; all "
                  "pictures should be of one size, with a label each"),
                path, images_name, images->shape[0], images->shape[1], images->shape[2],
                images->shape[3], labels_name, labels->shape[0]);
    return FALSE;
  }
  *part = (EpochImagesPart){images->shape[0], images->data, labels->data};
  return check_labels(self, part, path, labels_name, error);
}

static gboolean
read_parts(EpochImages *self, const char *path, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_safetensors *file = NULL;
  gsize length;
  const guint8 *bytes = g_bytes_get_data(self->bytes, &length);
  ec_status status = ec_safetensors_read(bytes, length, &file, &core_error);
  gboolean well;

  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return FALSE;
  }
  well = read_part(self, file, "train", &self->train, path, error) &&
         read_part(self, file, "test", &self->test, path, error);
  ec_safetensors_free(file);
  return well;
}

EpochImages *
epoch_images_read(EpochDataset *dataset, GError **error)
{
  g_autoptr(EpochImages) self = g_new0(EpochImages, 1);
  g_autofree char *path = epoch_dataset_dup_path(dataset);

  self->dataset = g_object_ref(dataset);
  self->classes = epoch_dataset_get_classes(dataset);
  self->n_classes = g_strv_length((char **)self->classes);
  self->bytes = read_file(dataset, path, error);
  if (self->bytes == NULL || !read_parts(self, path, error)) {
    return NULL;
  }
  if ((gint64)(self->train.n + self->test.n) != epoch_dataset_get_rows(dataset)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("%s holds %zu pictures, but its card says %zu"), path,
                self->train.n + self->test.n, (gsize)epoch_dataset_get_rows(dataset));
    return NULL;
  }
  return g_steal_pointer(&self);
}
