/* What every experiment with a network tells: curves by epoch, scores, the confusion matrix, and
 * the weights. */
#pragma once

#include "network/epoch-trainer-private.h"
#include "report/epoch-report-private.h"

G_BEGIN_DECLS

/* What a net says of all rows of a source, beside the truth, as reports take it. */
typedef struct {
  gsize n, n_classes;
  double *y, *predictions;
  struct ec_matrix probabilities;
  EpochTarget *target;
  EpochReport report;
} EpochNetAnswers;

/**
 * epoch_net_answers_init:
 * @split: "test" or "train"
 * @name: of the target, such as "digit"
 * @classes: their names
 */
gboolean epoch_net_answers_init(EpochNetAnswers *self, EpochTrainer *trainer,
                                const EpochSource *source, const char *split, const char *name,
                                const char *const *classes, gsize n_classes, GError **error);
void epoch_net_answers_clear(EpochNetAnswers *self);

/* "loss-curve" and "accuracy-curve": both parts after each epoch. @kept is what the rows kept aside
 * are called, such as "Test pictures". */
gboolean epoch_net_write_curves(EpochTrainer *trainer, const char *kept, EpochRunContext *context,
                                GError **error);

/* "weights.safetensors", with what the net is in its metadata: @texts are @n_texts pairs. */
gboolean epoch_net_write_weights(const struct ec_net *net, EpochRunContext *context,
                                 const char *const *texts, gsize n_texts, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EpochNetAnswers, epoch_net_answers_clear)

G_END_DECLS
