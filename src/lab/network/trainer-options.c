/* How a run is to learn, from what the experiment lets one set. */
#include "config.h"

#include "network/epoch-trainer-private.h"

typedef struct {
  const char *name;
  int kind;
} Name;

static const Name optimisers[] = {
    {"adam", EC_OPTIMISER_ADAM},
    {"adamw", EC_OPTIMISER_ADAMW},
    {"sgd", EC_OPTIMISER_SGD},
    {NULL, 0},
};

static const Name schedules[] = {
    {"constant", EC_SCHEDULE_CONSTANT},
    {"step", EC_SCHEDULE_STEP},
    {"cosine", EC_SCHEDULE_COSINE},
    {"one-cycle", EC_SCHEDULE_ONE_CYCLE},
    {NULL, 0},
};

static gboolean
is_declared(EpochRunContext *context, const char *key)
{
  return g_hash_table_contains(context->values, key);
}

static int
read_kind(EpochRunContext *context, const char *key, const Name *names, int otherwise)
{
  if (is_declared(context, key)) {
    const char *chosen = epoch_run_context_get_choice(context, key);

    for (; names->name != NULL; names++) {
      if (g_str_equal(names->name, chosen)) {
        return names->kind;
      }
    }
  }
  return otherwise;
}

static double
read_number(EpochRunContext *context, const char *key, double otherwise)
{
  return is_declared(context, key) ? epoch_run_context_get_number(context, key) : otherwise;
}

static gsize
read_count(EpochRunContext *context, const char *key, gsize otherwise)
{
  return is_declared(context, key) ? (gsize)epoch_run_context_get_integer(context, key) : otherwise;
}

EpochTrainerOptions
epoch_trainer_options_read(EpochRunContext *context, gsize n_classes)
{
  EpochTrainerOptions options = {.optimiser = EC_OPTIMISER_OPTIONS_INIT, .n_classes = n_classes};

  options.epochs = read_count(context, "epochs", 1);
  options.batch = read_count(context, "batch", 32);
  options.optimiser.kind =
      (enum ec_optimiser_kind)read_kind(context, "optimiser", optimisers, EC_OPTIMISER_ADAM);
  options.optimiser.rate = read_number(context, "rate", 1e-3);
  options.optimiser.momentum = 0.9;
  options.optimiser.decay = read_number(context, "decay", 0);
  options.optimiser.clip = read_number(context, "clip", 0);
  options.schedule =
      (enum ec_schedule_kind)read_kind(context, "schedule", schedules, EC_SCHEDULE_CONSTANT);
  options.warmup = read_number(context, "warmup", 0);
  options.smoothing = read_number(context, "smoothing", 0);
  options.patience = read_count(context, "patience", 0);
  return options;
}
