/* A recipe: which model, set how, on columns prepared how, with which seed. It has seen no data;
 * epoch_pipeline_fit() turns it into a fitted pipeline. Cross-validation, search and curves work
 * on copies of it.
 *
 * All settings are named: those of the model (such as "max_depth"; see model-kinds) and those of
 * the preparation:
 *   scale     "none", "standard" (mean 0, standard deviation 1) or "minmax" (0 to 1); the default
 *             is "standard" for models that depend on units (EC_TRAIT_SCALE), else "none"
 *   impute    what stands where a number is missing: "median", "mean", "most-frequent", "constant"
 *             (with "fill"), or "leave" where the model takes gaps as they are, and then the
 *             default
 *   fill      the number of "constant"
 *   encode    text as "one-hot" columns of 0 and 1, or as "codes" where the model takes categories
 *             as they are, and then the default
 *   unknown   a category that no training row had: "ignore" (0 in all its columns; as if it were
 *             missing) or "refuse" (an error that names row, column and text)
 *   degree    1: columns as they are; 2 and more: with all products of columns up to that degree
 */
#pragma once

#include <gio/gio.h>

#include "model/epoch-model-kinds-private.h"

G_BEGIN_DECLS

typedef struct _EpochRecipe EpochRecipe;

/**
 * epoch_recipe_new:
 * @kind: such as "forest"
 * @task: one of the kind's tasks
 * @seed: of the model
 *
 * Returns: (transfer full) (nullable): a recipe with all defaults; %NULL with @error where there
 *   is no such kind, or it can not do the task
 */
EpochRecipe *epoch_recipe_new(const char *kind, EpochTask task, guint64 seed, GError **error);
EpochRecipe *epoch_recipe_copy(const EpochRecipe *self);
void epoch_recipe_free(EpochRecipe *self);

/* Sets one thing. The text is as after the "=" of --set; the value as the parameter has it, or a
 * number where one of either kind is taken (an integer is rounded). %FALSE with an error that
 * names the parameter and says what it takes. */
gboolean epoch_recipe_set_text(EpochRecipe *self, const char *key, const char *text,
                               GError **error);
gboolean epoch_recipe_set_value(EpochRecipe *self, const char *key, GVariant *value,
                                GError **error);
gboolean epoch_recipe_set_number(EpochRecipe *self, const char *key, double value, GError **error);

/* Sets many, "KEY=VALUE", %NULL-terminated; @settings may be %NULL. */
gboolean epoch_recipe_set_all(EpochRecipe *self, const char *const *settings, GError **error);

/* Whether the model or its preparation has a setting of that name. */
gboolean epoch_recipe_has(const EpochRecipe *self, const char *key);
/* (transfer none): the value of a setting that it has. */
GVariant *epoch_recipe_get(const EpochRecipe *self, const char *key);
double epoch_recipe_get_number(const EpochRecipe *self, const char *key);
const char *epoch_recipe_get_choice(const EpochRecipe *self, const char *key);

const EpochModelKind *epoch_recipe_get_kind(const EpochRecipe *self);
EpochTask epoch_recipe_get_task(const EpochRecipe *self);
guint64 epoch_recipe_get_seed(const EpochRecipe *self);
void epoch_recipe_set_seed(EpochRecipe *self, guint64 seed);

/* (transfer none): all that can be set, a list model of #EpochParameter: first the model's. */
GListModel *epoch_recipe_get_parameters(const EpochRecipe *self);
/* (transfer none): the parameter of that name; %NULL with @error where there is none. */
EpochParameter *epoch_recipe_find_parameter(const EpochRecipe *self, const char *key,
                                            GError **error);
/* (transfer none): the values, key → GVariant. */
GHashTable *epoch_recipe_get_values(const EpochRecipe *self);

/* (transfer full): all settings as "KEY=VALUE", %NULL-terminated, in the order of the
 * parameters. */
char **epoch_recipe_dup_settings(const EpochRecipe *self);

/* Whom to tell how training goes; see #EpochStepFunc. Copies of the recipe do not tell. */
void epoch_recipe_set_step(EpochRecipe *self, EpochStepFunc step, gpointer data);

/* What a constructor of a model is given; valid as long as the recipe. */
EpochModelRequest epoch_recipe_get_request(const EpochRecipe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EpochRecipe, epoch_recipe_free)

G_END_DECLS
