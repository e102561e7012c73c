/* When a parameter has a say: what the "needs" of a declaration asks of the other parameters.
 *
 *   {"key": "model", "value": "ridge"}                the other one has this value
 *   {"key": "model", "values": ["lasso", "ridge"]}    it has one of these
 *   {"key": "penalty", "except": ["none"]}            it has none of these
 *   {"all": [CONDITION, …]}                           each of them holds
 *   {"any": [CONDITION, …]}                           one of them holds
 *
 * Values are texts as epoch_parameter_format() writes them: "0" of a number, "true" of a switch,
 * "" of a file or a column that is not chosen. */
#pragma once

#include "experiment/epoch-parameter.h"

G_BEGIN_DECLS

typedef struct _EpochCondition EpochCondition;

/**
 * epoch_condition_new_from_json:
 * @node: what stands at "needs"
 * @where: its place, for errors
 *
 * Returns: (transfer full) (nullable): the condition, or %NULL with @error, which says what is
 *   expected there
 */
EpochCondition *epoch_condition_new_from_json(JsonNode *node, const char *where, GError **error);
void epoch_condition_free(EpochCondition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochCondition, epoch_condition_free)

/* Whether it holds where the parameters have the values that @lookup tells. */
gboolean epoch_condition_holds(const EpochCondition *self, EpochParameterLookup lookup,
                               gpointer data);

/**
 * epoch_condition_check:
 * @parameters: a list model of #EpochParameter: all of the experiment
 * @where: the place of the condition, for errors
 *
 * Checks that all keys are those of parameters and all values are ones that these can have, so
 * that a slip in a declaration is seen when it is read and not as a setting that never wakes.
 *
 * Returns: whether that is so; otherwise @error is set
 */
gboolean epoch_condition_check(const EpochCondition *self, GListModel *parameters,
                               const char *where, GError **error);

G_END_DECLS
