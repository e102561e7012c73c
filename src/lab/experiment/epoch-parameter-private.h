/* How an experiment makes its parameters. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "experiment/epoch-parameter.h"

struct _EpochParameter {
  GObject parent_instance;

  char *key;
  char *label;
  char *help;
  char *unit;
  char *needs_key;
  char *needs_value;
  char *of;
  EpochParameterType kind;
  gboolean advanced;
  double minimum;
  double maximum;
  double step;
  GVariant *fallback;
  GListStore *choices;
};

/**
 * epoch_parameter_new_from_json:
 * @object: the declaration
 * @dataset: (nullable): gives the choices of a "columns" parameter
 * @where: the place of the declaration, for errors
 *
 * Returns: (transfer full) (nullable): the parameter, or %NULL with @error set
 */
EpochParameter *epoch_parameter_new_from_json(JsonObject *object, EpochDataset *dataset,
                                              const char *where, GError **error);
