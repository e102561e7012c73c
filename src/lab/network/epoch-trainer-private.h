/* Trains a network that tells rows apart: epochs of batches, live curves, early stopping, and
 * checkpoints from which a run goes on to the same bits as if it had never stopped.
 *
 * All that is random in a step (the order of the rows, dropout, augmentation) is drawn from the seed
 * by the number of the epoch and of the step, never from what was drawn before; so to go on takes
 * the weights, what the optimiser remembers, and two numbers. */
#pragma once

#include "nn/layer.h"
#include "nn/optimiser.h"
#include "nn/schedule.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* What a step looks at. The input is made anew on the tape of the step. */
typedef struct {
  gsize n;                 /* rows */
  struct ec_signal signal; /* what goes into the first layer; made by the source */
  gint32 *labels;          /* [n]; filled by the source */
} EpochBatch;

/* Where rows come from. */
typedef struct {
  gsize n; /* rows in all */
  /* Fills the batch with the given rows. While training (@random is not %NULL) rows may be changed
   * at random, each by a generator split off by its number. What is made on the tape, or lies in
   * memory of the source's own, lasts for the step. */
  void (*fill)(gpointer data, struct ec_tape *tape, const gsize *rows, gsize n,
               const struct ec_random *random, EpochBatch *batch);
  gpointer data;
  /* (nullable): puts the rows of an epoch, which come in a random order, in the order in which they
   * are learnt from: each @batch of them after one another makes a step. */
  void (*arrange)(gpointer data, gsize *order, gsize n, gsize batch,
                  const struct ec_random *random);
} EpochSource;

typedef struct {
  gsize epochs, batch;
  struct ec_optimiser_options optimiser;
  enum ec_schedule_kind schedule;
  double warmup;    /* share of the steps */
  double smoothing; /* of labels */
  gsize patience; /* epochs without a better loss on the rows kept aside; 0: all are gone through */
  gsize n_classes;
  gsize memory; /* the most that a step may take, in bytes; 0: the tape's own limit */
} EpochTrainerOptions;

/**
 * epoch_trainer_options_read:
 *
 * Reads what the experiment lets one set of "epochs", "batch", "rate", "optimiser" ("adam", "adamw",
 * "sgd"), "schedule" ("constant", "step", "cosine", "one-cycle"), "warmup", "decay", "clip",
 * "smoothing" and "patience"; what it does not declare has no effect.
 */
EpochTrainerOptions epoch_trainer_options_read(EpochRunContext *context, gsize n_classes);

/* What was measured after an epoch. */
typedef struct {
  double train_loss, train_accuracy; /* over the epoch's own steps, as the weights were then */
  double loss, accuracy;             /* on the rows kept aside */
  double rate;                       /* of the last step */
  double seconds;                    /* of the steps alone */
} EpochTrainerEpoch;

typedef struct _EpochTrainer EpochTrainer;

/**
 * epoch_trainer_new:
 * @context: the run
 * @net: the network, borrowed; its last layer gives a number for each class
 * @train: (nullable): rows to learn from; %NULL for a trainer that measures alone
 * @validation: rows that are kept aside
 *
 * Returns: (transfer full) (nullable): a trainer at the start, or %NULL with @error set
 */
EpochTrainer *epoch_trainer_new(EpochRunContext *context, struct ec_net *net,
                                const EpochSource *train, const EpochSource *validation,
                                const EpochTrainerOptions *options, GError **error);
void epoch_trainer_free(EpochTrainer *self);

/* Goes through the epochs that are left, reporting from @begin to @end of the run. Stopped, it
 * keeps a checkpoint and returns %TRUE. Where rows did not get better for too long it ends early,
 * with the weights of the best epoch. */
gboolean epoch_trainer_run(EpochTrainer *self, double begin, double end, GError **error);

/* The same for @n of the epochs that are left, at most. */
gboolean epoch_trainer_run_some(EpochTrainer *self, gsize n, double begin, double end,
                                GError **error);

/* Reads a checkpoint that a run of the same settings has kept, to go on from there. */
gboolean epoch_trainer_resume(EpochTrainer *self, const char *path, GError **error);

/* Asks the net about all rows of a source, without learning: @probabilities is [n][n_classes].
 * @loss (may be %NULL) becomes the mean loss. */
gboolean epoch_trainer_ask(EpochTrainer *self, const EpochSource *source, float *probabilities,
                           gint32 *labels, double *loss, GError **error);

/* The place of the largest of @n probabilities, at least one; of equals the first. */
gsize epoch_trainer_largest(const float *p, gsize n);

/* What was measured so far (element-type EpochTrainerEpoch); borrowed. */
GArray *epoch_trainer_get_epochs(EpochTrainer *self);
/* The number of the epoch whose weights the net has, from 0; steps per second of all epochs. */
gsize epoch_trainer_get_best(EpochTrainer *self);
double epoch_trainer_get_rows_per_second(EpochTrainer *self);
struct ec_tape *epoch_trainer_get_tape(EpochTrainer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochTrainer, epoch_trainer_free)

G_END_DECLS
