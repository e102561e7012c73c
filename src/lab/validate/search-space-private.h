/* What the files of the search share. */
#pragma once

#include "validate/epoch-search-private.h"

/* One setting that is searched: given values, or all numbers of a range. */
typedef struct {
  char *key;
  EpochParameter *parameter; /* kept alive by the recipe */
  GPtrArray *values;         /* of GVariant; empty for a range */
  double low, high;
  gboolean logarithmic;
} SearchAxis;

struct _EpochSearchSpace {
  EpochRecipe *recipe;
  GPtrArray *axes; /* of SearchAxis */
};

/* The values of candidate @index, one an axis, each owned: of a grid (the last axis changes
 * fastest), or drawn from stream @index of @seed. */
GVariant **search_space_get_grid(const EpochSearchSpace *self, gsize index);
GVariant **search_space_draw(const EpochSearchSpace *self, guint64 seed, gsize index);

/* A copy of the recipe with these values. */
EpochRecipe *search_space_new_recipe(const EpochSearchSpace *self, GVariant **values,
                                     GError **error);

/* A copy whose recipe can be changed. */
EpochSearchSpace *epoch_search_space_copy(const EpochSearchSpace *self);
