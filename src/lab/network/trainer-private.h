/* What the files of the trainer share. */
#pragma once

#include "kernels/compute.h"
#include "network/epoch-trainer-private.h"
#include "nn/ops/basic.h"

struct _EpochTrainer {
  EpochRunContext *context;
  struct ec_net *net;
  EpochSource train, validation;
  EpochTrainerOptions options;
  struct ec_compute *compute;
  struct ec_tape *tape;
  struct ec_optimiser *optimiser; /* NULL where nothing is learnt */
  struct ec_random random;        /* of the run; all else is split off it */
  gsize *order;                   /* of the rows in this epoch */
  gint32 *labels;                 /* of a batch */
  float *probabilities;           /* of a batch */
  float *kept;                    /* weights of the best epoch, parameter after parameter */
  gsize epoch, step;              /* done: whole epochs, and steps of the one begun */
  gsize best;
  double best_loss;
  GArray *epochs; /* of EpochTrainerEpoch */
  double seconds; /* of steps */
  gsize n_seen;   /* rows in these seconds */
};

/* trainer-measure.c */
gboolean trainer_measure(EpochTrainer *self, EpochTrainerEpoch *epoch, GError **error);

/* trainer-checkpoint.c: keeps "checkpoint.safetensors" beside what the run has found. */
gboolean trainer_keep_checkpoint(EpochTrainer *self, GError **error);
/* The weights of the best epoch, out of the net and into it. */
gboolean trainer_keep_best(EpochTrainer *self, GError **error);
void trainer_restore_best(EpochTrainer *self);

/* The number of rows whose largest probability is that of their label. */
gsize trainer_count_right(const float *probabilities, const gint32 *labels, gsize n,
                          gsize n_classes);
