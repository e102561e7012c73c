/* The models that `epoch-lab fit` and the experiments offer, in one table: what each is called,
 * what it can learn, what can be set, and how it is made. */
#pragma once

#include <gio/gio.h>

#include "experiment/epoch-parameter.h"
#include "model/model.h"

G_BEGIN_DECLS

/* What a model is asked to do; a kind has a set of them. */
typedef enum {
  EPOCH_TASK_REGRESSION = 1 << 0,     /* predict an amount */
  EPOCH_TASK_CLASSIFICATION = 1 << 1, /* predict a class, with a probability for each */
  EPOCH_TASK_CLUSTERING = 1 << 2,     /* find groups; needs no target */
  EPOCH_TASK_TRANSFORMATION = 1 << 3, /* make other columns of the columns; needs no target */
} EpochTask;

#define EPOCH_TASK_WITH_TARGET (EPOCH_TASK_REGRESSION | EPOCH_TASK_CLASSIFICATION)

typedef struct _EpochModelKind EpochModelKind;

/* Told how training goes, on the thread that trains: after each round, epoch or iteration, of the
 * kinds that have such (boosting, descent, logistic). @validation_loss is NaN where nothing is held
 * out. */
typedef void (*EpochStepFunc)(gpointer data, gsize step, double train_loss, double validation_loss);

/**
 * EpochModelRequest:
 * @values: (element-type utf8 GVariant): a checked value for each parameter of the kind
 * @task: one of the kind's tasks
 * @seed: of all that is random about it; a kind that is not random does not look at it
 * @step: (nullable): whom to tell how training goes
 * @step_data: its data
 */
typedef struct {
  GHashTable *values;
  EpochTask task;
  guint64 seed;
  EpochStepFunc step;
  gpointer step_data;
} EpochModelRequest;

/* Makes a model that is still to be fitted. The request outlives it until it is fitted. Errors are
 * those of the model's own constructor. */
typedef ec_status (*EpochModelCreate)(const EpochModelRequest *request, struct ec_model **model,
                                      struct ec_error *error);

/* A setting as it stands in a table of C: what the JSON of an experiment says of one, with texts
 * that can be marked for translation. */
typedef struct {
  const char *key;
  const char *label; /* marked with N_() */
  const char *help;  /* one sentence, marked with N_() */
  EpochParameterType type;
  const char *fallback;          /* as it stands after the "=" of --set */
  double minimum, maximum, step; /* of integers and numbers; a step of 0 is the usual one */
  const char *choices[6][2];     /* value and label, the latter marked with N_() */
  const char *needs[2];          /* key and value of another parameter, or %NULL */
  EpochTask tasks;               /* for which it has a say; 0: for all */
  gboolean advanced;
} EpochParameterSpec;

struct _EpochModelKind {
  const char *id;      /* "forest", as it stands on the command line and in files */
  const char *title;   /* "Random forest", marked with N_() */
  const char *summary; /* one sentence, marked with N_(): how it predicts */
  unsigned tasks;      /* of #EpochTask */
  gboolean is_linear;  /* ends in an intercept and a coefficient a feature: "coefficients" of its
                          file are in the units of the table */
  gboolean is_random;  /* whether the seed makes a difference */
  const struct ec_model_class *model_class; /* its traits say what it takes */
  const EpochParameterSpec *parameters;
  gsize n_parameters;
  EpochModelCreate create;
};

/* (transfer full): the ids of all kinds, %NULL-terminated, in the order in which they are offered. */
char **epoch_model_kind_dup_ids(void);

/* The kind of that id; %NULL with @error, which names those that there are. */
const EpochModelKind *epoch_model_kind_find(const char *id, GError **error);

/* The title in the reader's language. */
const char *epoch_model_kind_get_title(const EpochModelKind *self);
const char *epoch_model_kind_get_summary(const EpochModelKind *self);

/* Whether it needs a target column. */
gboolean epoch_model_kind_needs_target(const EpochModelKind *self);

/* The value of a parameter out of a table of values; there has to be one. */
gint64 epoch_values_get_integer(GHashTable *values, const char *key);
double epoch_values_get_number(GHashTable *values, const char *key);
gboolean epoch_values_get_boolean(GHashTable *values, const char *key);
const char *epoch_values_get_choice(GHashTable *values, const char *key);

/**
 * epoch_parameter_new_from_spec:
 * @fallback: (nullable): a default instead of the one of @spec
 *
 * Returns: (transfer full) (nullable): the parameter with its texts in the reader's language
 */
EpochParameter *epoch_parameter_new_from_spec(const EpochParameterSpec *spec, const char *fallback,
                                              GError **error);

/* The kinds, one file a family. */
extern const EpochModelKind epoch_model_kinds_linear[];
extern const gsize epoch_model_kinds_n_linear;
extern const EpochModelKind epoch_model_kinds_trees[];
extern const gsize epoch_model_kinds_n_trees;
extern const EpochModelKind epoch_model_kinds_near[];
extern const gsize epoch_model_kinds_n_near;

G_END_DECLS
