/* Week 9: a net that sees. Small windows slide over a picture, and what they have learnt to look for
 * is put together to a digit, or to a piece of clothing. */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-amount.h"
#include "base/epoch-error.h"
#include "experiment/mnist-cnn/mnist-cnn-private.h"
#include "experiment/registry-private.h"
#include "run/epoch-run-files-private.h"

/* The share of the whole at which the training ends. */
#define DONE_TRAINING 0.92

/* Rows that are asked about at a time, and the fewest that room is made for. */
#define MOST_ASKED 256

static void
clear(EpochMnistCnn *self)
{
  epoch_trainer_free(self->trainer);
  ec_net_free(self->net);
  epoch_image_source_free(self->train);
  epoch_image_source_free(self->test);
  epoch_images_free(self->images);
  g_ptr_array_unref(self->found);
}

gsize *
epoch_mnist_cnn_choose_rows(const EpochImages *images, guint64 seed, gsize n)
{
  const EpochImagesPart *part = &images->train;
  struct ec_random random = ec_random_new(seed);
  gsize n_classes = images->n_classes, n_chosen = 0;
  g_autofree gsize *order = g_new(gsize, part->n);
  g_autofree gsize *taken = g_new0(gsize, n_classes);
  gsize *rows = g_new(gsize, n);

  ec_random_permutation(&random, order, part->n);
  for (gsize i = 0; i < part->n && n_chosen < n; i++) {
    gsize label = part->labels[order[i]];

    /* The first classes take one more where the number does not come out even. */
    if (taken[label] < n / n_classes + (label < n % n_classes)) {
      taken[label]++;
      rows[n_chosen++] = order[i];
    }
  }
  return rows;
}

static gboolean
read_images(EpochMnistCnn *self, GError **error)
{
  gsize wanted = (gsize)epoch_run_context_get_integer(self->context, "rows");
  gsize batch = (gsize)epoch_run_context_get_integer(self->context, "batch");
  gsize most = MAX(batch, MOST_ASKED);
  g_autofree gsize *rows = NULL;

  self->images = epoch_images_read(self->context->dataset, error);
  if (self->images == NULL) {
    return FALSE;
  }
  wanted = MIN(wanted, self->images->train.n);
  rows = epoch_mnist_cnn_choose_rows(self->images, self->context->seed, wanted);
  self->train = epoch_image_source_new(self->images, &self->images->train, rows, wanted, most);
  self->test =
      epoch_image_source_new(self->images, &self->images->test, NULL, self->images->test.n, most);
  return TRUE;
}

static gboolean
train(EpochMnistCnn *self, GError **error)
{
  const EpochTrainerOptions options =
      epoch_trainer_options_read(self->context, self->images->n_classes);
  EpochSource rows = epoch_image_source_get(self->train);
  EpochSource kept = epoch_image_source_get(self->test);

  if (!epoch_mnist_cnn_build(self, error)) {
    return FALSE;
  }
  self->trainer = epoch_trainer_new(self->context, self->net, &rows, &kept, &options, error);
  if (self->trainer == NULL) {
    return FALSE;
  }
  if (self->context->resume != NULL &&
      !epoch_trainer_resume(self->trainer, self->context->resume, error)) {
    return FALSE;
  }
  return epoch_trainer_run(self->trainer, 0, DONE_TRAINING, error);
}

/* The two classes that are taken for one another most often. */
static void
find_confusion(EpochMnistCnn *self, const EpochNetAnswers *test)
{
  gsize n = test->n_classes, most = 0;
  g_autofree gsize *counts = g_new0(gsize, n * n);

  for (gsize i = 0; i < test->n; i++) {
    gsize truth = (gsize)test->y[i], said = (gsize)test->predictions[i];

    counts[truth * n + said] += truth != said;
  }
  for (gsize k = 0; k < n * n; k++) {
    most = counts[k] > counts[most] ? k : most;
  }
  if (counts[most] > 0) {
    g_ptr_array_add(self->found,
                    g_strdup_printf(ngettext("The most frequent mistake: “%s” is taken for “%s”, "
                                             "%zu time.",
                                             "The most frequent mistake: “%s” is taken for “%s”, "
                                             "%zu times.",
                                             counts[most]),
                                    self->images->classes[most / n],
                                    self->images->classes[most % n], counts[most]));
  }
}

/* How well it does, and what it took. */
static void
find_accuracy(EpochMnistCnn *self, const EpochNetAnswers *test, const EpochNetAnswers *train)
{
  gsize right[2] = {0, 0}, n_weights = ec_parameters_size(self->net->parameters);
  const EpochNetAnswers *answers[] = {test, train};
  g_autofree char *of_test = NULL;
  g_autofree char *of_train = NULL;
  g_autofree char *weights = epoch_amount_fixed((double)n_weights, 0);
  g_autofree char *speed = epoch_amount_round(epoch_trainer_get_rows_per_second(self->trainer), 2);

  for (gsize k = 0; k < 2; k++) {
    for (gsize i = 0; i < answers[k]->n; i++) {
      right[k] += answers[k]->y[i] == answers[k]->predictions[i];
    }
  }
  of_test = epoch_amount_share((double)right[0] / (double)test->n);
  of_train = epoch_amount_share((double)right[1] / (double)train->n);
  g_ptr_array_add(
      self->found,
      g_strdup_printf(_("Of the %zu test pictures %s are told right, of the %zu that it "
                        "learnt from %s."),
                      test->n, of_test, train->n, of_train));
  g_ptr_array_add(self->found,
                  g_strdup_printf(_("The net has %s numbers to learn, and went through %s pictures "
                                    "a second, forward and back."),
                                  weights, speed));
}

static gboolean
report(EpochMnistCnn *self, GError **error)
{
  const char *const *classes = self->images->classes;
  EpochSource rows = epoch_image_source_get(self->train);
  EpochSource kept = epoch_image_source_get(self->test);
  g_auto(EpochNetAnswers) test = {0};
  g_auto(EpochNetAnswers) learnt = {0};

  if (!epoch_net_answers_init(&test, self->trainer, &kept, "test", "class", classes,
                              self->images->n_classes, error) ||
      !epoch_net_answers_init(&learnt, self->trainer, &rows, "train", "class", classes,
                              self->images->n_classes, error)) {
    return FALSE;
  }
  epoch_report_tell_scores(&test.report, self->context);
  epoch_report_tell_scores(&learnt.report, self->context);
  find_accuracy(self, &test, &learnt);
  find_confusion(self, &test);
  return epoch_report_write_facts(&test.report, &learnt.report, _("Class"), self->context, error) &&
         epoch_report_write_confusion(&test.report, self->context, "confusion", error) &&
         epoch_mnist_cnn_draw(self, &test, error);
}

static gboolean
write_weights(EpochMnistCnn *self, GError **error)
{
  g_autofree char *shape = epoch_mnist_cnn_describe(self);
  const char *const texts[] = {"experiment", "mnist-cnn", "net", shape};

  return epoch_net_write_weights(self->net, self->context, texts, 2, error);
}

static gboolean
work(EpochMnistCnn *self, GError **error)
{
  if (!read_images(self, error) || !train(self, error)) {
    return FALSE;
  }
  if (epoch_trainer_get_epochs(self->trainer)->len == 0) {
    /* Stopped before the first epoch was over: there is nothing to report. */
    return TRUE;
  }
  epoch_events_progress(self->context->events, DONE_TRAINING, _("Drawing charts"));
  return epoch_net_write_curves(self->trainer, _("Test pictures"), self->context, error) &&
         report(self, error) && write_weights(self, error) &&
         epoch_run_files_write_reading(self->context, self->found, error);
}

gboolean
epoch_mnist_cnn_run(EpochRunContext *context, GError **error)
{
  EpochMnistCnn self = {.context = context, .found = g_ptr_array_new_with_free_func(g_free)};
  g_autoptr(GError) cause = NULL;
  gboolean well = work(&self, &cause);

  /* What was asked of the net when the stop came is of no use any more; what was kept is. */
  if (!well && epoch_run_context_is_stopped(context)) {
    well = TRUE;
  } else if (!well) {
    g_propagate_error(error, g_steal_pointer(&cause));
  }
  if (well && !context->stopped) {
    epoch_events_progress(context->events, 1, _("Done"));
  }
  clear(&self);
  return well;
}
