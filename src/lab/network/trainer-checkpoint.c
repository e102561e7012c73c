/* What a run keeps to go on from, and the weights of its best epoch. */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/epoch-core-error-private.h"
#include "base/epoch-error.h"
#include "base/epoch-file.h"
#include "network/trainer-private.h"
#include "run/epoch-settings.h"
#include "nn/checkpoint.h"

#define CHECKPOINT "checkpoint.safetensors"
#define BEST "best.safetensors"
#define MAX_BYTES ((gsize)1 << 31)

/* Numbers in all parameters and buffers. */
static gsize
count_numbers(const EpochTrainer *self)
{
  gsize n = 0;

  for (gsize i = 0; i < ec_parameters_count(self->net->parameters); i++) {
    n += ec_parameters_get(self->net->parameters, i)->tensor.n;
  }
  return n;
}

/* Copies all weights out of the net, or back into it. */
static void
copy_weights(EpochTrainer *self, gboolean out)
{
  float *kept = self->kept;

  for (gsize i = 0; i < ec_parameters_count(self->net->parameters); i++) {
    struct ec_tensor *tensor = &ec_parameters_get(self->net->parameters, i)->tensor;

    memcpy(out ? kept : tensor->data, out ? tensor->data : kept, tensor->n * sizeof(float));
    kept += tensor->n;
  }
}

void
trainer_restore_best(EpochTrainer *self)
{
  if (self->kept != NULL) {
    copy_weights(self, FALSE);
  }
}

/* What was measured so far, a line an epoch, with all digits. */
static char *
dup_history(const EpochTrainer *self)
{
  GString *text = g_string_new(NULL);

  for (guint i = 0; i < self->epochs->len; i++) {
    const EpochTrainerEpoch *epoch = &g_array_index(self->epochs, EpochTrainerEpoch, i);
    const double numbers[] = {epoch->train_loss, epoch->train_accuracy, epoch->loss,
                              epoch->accuracy,   epoch->rate,           epoch->seconds};

    for (guint k = 0; k < G_N_ELEMENTS(numbers); k++) {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append(text, g_ascii_dtostr(number, sizeof number, numbers[k]));
      g_string_append_c(text, k + 1 < G_N_ELEMENTS(numbers) ? ' ' : '\n');
    }
  }
  return g_string_free(text, FALSE);
}

/* What the run was asked for: one that goes on must have been asked for the same. */
static char *
dup_settings(const EpochTrainer *self)
{
  const EpochRunContext *context = self->context;
  g_autofree char *settings = context->parameters != NULL
                                  ? epoch_settings_to_json(context->parameters, context->values)
                                  : g_strdup("{}");

  return g_strdup_printf("%s seed %" G_GUINT64_FORMAT, settings, context->seed);
}

static gboolean
check_settings(EpochTrainer *self, const char *found, const char *path, GError **error)
{
  g_autofree char *settings = dup_settings(self);

  if (g_strcmp0(found, settings) == 0) {
    return TRUE;
  }
  g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
              _("%s is of a run with other settings (%s) than these (%s)"), path,
              found != NULL ? found : _("none"), settings);
  return FALSE;
}

static gboolean
read_history(EpochTrainer *self, const char *text, const char *path, GError **error)
{
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

  for (gsize i = 0; i + 1 < g_strv_length(lines); i++) {
    EpochTrainerEpoch epoch;
    double *numbers[] = {&epoch.train_loss, &epoch.train_accuracy, &epoch.loss,
                         &epoch.accuracy,   &epoch.rate,           &epoch.seconds};
    g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
    gboolean well = g_strv_length(words) == G_N_ELEMENTS(numbers);

    for (gsize k = 0; well && k < G_N_ELEMENTS(numbers); k++) {
      char *end;

      *numbers[k] = g_ascii_strtod(words[k], &end);
      well = *words[k] != '\0' && *end == '\0';
    }
    if (!well) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                  _("%s: line %zu of its history should be %zu numbers"), path, i + 1,
                  G_N_ELEMENTS(numbers));
      return FALSE;
    }
    g_array_append_val(self->epochs, epoch);
  }
  return TRUE;
}

/* Writes all that it takes to go on. */
static gboolean
write_checkpoint(EpochTrainer *self, FILE *file, GError **error)
{
  const struct ec_progress progress = {.epoch = self->epoch,
                                       .step = self->step,
                                       .random = self->random,
                                       .best = self->best_loss,
                                       .since_best =
                                           self->epoch > 0 ? self->epoch - 1 - self->best : 0};
  g_autofree char *history = dup_history(self);
  g_autofree char *settings = dup_settings(self);
  const char *const texts[] = {"history", history, "settings", settings};
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_checkpoint_write(file, self->net->parameters, self->optimiser, &progress,
                                         texts, 2, &core_error);

  return epoch_core_error_propagate(status, &core_error, CHECKPOINT, error);
}

static gboolean
write_weights(EpochTrainer *self, FILE *file, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  ec_status status = ec_weights_write(file, self->net->parameters, NULL, 0, &core_error);

  return epoch_core_error_propagate(status, &core_error, BEST, error);
}

/* Writes beside the last file and then takes its place: a run that is killed as it writes still has
 * the one before. */
static gboolean
write_file(EpochTrainer *self, const char *name,
           gboolean (*write)(EpochTrainer *self, FILE *file, GError **error), GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *beside = NULL;
  gboolean well;
  FILE *file;

  if (self->context->out == NULL) {
    return TRUE;
  }
  path = g_build_filename(self->context->out, name, NULL);
  beside = g_strconcat(path, ".part", NULL);
  file = g_fopen(beside, "wb");
  well = file != NULL && write(self, file, error);
  if (file != NULL) {
    well = fflush(file) == 0 && !ferror(file) && well;
    well = fclose(file) == 0 && well;
  }
  if (well && g_rename(beside, path) == 0) {
    return TRUE;
  }
  if (error != NULL && *error == NULL) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_FILE, _("%s can not be written: %s"), path,
                g_strerror(errno));
  }
  g_unlink(beside);
  return FALSE;
}

gboolean
trainer_keep_checkpoint(EpochTrainer *self, GError **error)
{
  return write_file(self, CHECKPOINT, write_checkpoint, error);
}

gboolean
trainer_keep_best(EpochTrainer *self, GError **error)
{
  if (self->options.patience == 0) {
    return TRUE;
  }
  if (self->kept == NULL) {
    self->kept = g_new(float, count_numbers(self));
  }
  copy_weights(self, TRUE);
  return write_file(self, BEST, write_weights, error);
}

/* The weights of the best epoch of a run that goes on; only one that may end early has them. */
static gboolean
read_best(EpochTrainer *self, const char *checkpoint, GError **error)
{
  g_autofree char *folder = g_path_get_dirname(checkpoint);
  g_autofree char *path = g_build_filename(folder, BEST, NULL);
  struct ec_error core_error = EC_ERROR_INIT;
  g_autofree char *bytes = NULL;
  gsize length = 0;
  ec_status status;

  bytes = epoch_file_read(path, MAX_BYTES, &length, error);
  if (bytes == NULL) {
    return FALSE;
  }
  status =
      ec_weights_read((const uint8_t *)bytes, length, self->net->parameters, NULL, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return FALSE;
  }
  self->kept = self->kept != NULL ? self->kept : g_new(float, count_numbers(self));
  copy_weights(self, TRUE);
  return TRUE;
}

gboolean
epoch_trainer_resume(EpochTrainer *self, const char *path, GError **error)
{
  struct ec_error core_error = EC_ERROR_INIT;
  struct ec_safetensors *file = NULL;
  struct ec_progress progress;
  g_autofree char *bytes = NULL;
  gsize length = 0;
  const char *history;
  ec_status status;
  gboolean well;

  bytes = epoch_file_read(path, MAX_BYTES, &length, error);
  if (bytes == NULL) {
    return FALSE;
  }
  status = ec_safetensors_read((const uint8_t *)bytes, length, &file, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return FALSE;
  }
  history = ec_safetensors_text(file, "history");
  g_array_set_size(self->epochs, 0);
  well = check_settings(self, ec_safetensors_text(file, "settings"), path, error) &&
         read_history(self, history != NULL ? history : "", path, error) &&
         (self->options.patience == 0 || self->epochs->len == 0 || read_best(self, path, error));
  ec_safetensors_free(file);
  if (!well) {
    return FALSE;
  }
  status = ec_checkpoint_read((const uint8_t *)bytes, length, self->net->parameters,
                              self->optimiser, &progress, &core_error);
  if (!epoch_core_error_propagate(status, &core_error, path, error)) {
    return FALSE;
  }
  self->epoch = progress.epoch;
  self->step = progress.step;
  self->random = progress.random;
  self->best_loss = progress.best;
  self->best =
      progress.epoch > 0 ? progress.epoch - 1 - MIN(progress.since_best, progress.epoch - 1) : 0;
  return TRUE;
}
