/* How an experiment makes its parameters. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "experiment/epoch-condition-private.h"
#include "experiment/epoch-parameter.h"

struct _EpochParameter {
  GObject parent_instance;

  char *key;
  char *label;
  char *help;
  char *unit;
  char *of;
  EpochCondition *needs; /* (nullable): when it has a say; NULL: always */
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

/**
 * epoch_parameter_check_needs:
 * @parameters: a list model of all parameters of the experiment
 * @where: the place of the declaration, for errors
 *
 * Returns: whether its "needs", if it has any, speaks of parameters and values that there are
 */
gboolean epoch_parameter_check_needs(EpochParameter *self, GListModel *parameters,
                                     const char *where, GError **error);
