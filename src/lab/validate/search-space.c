#include "config.h"

#include "validate/search-space-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/epoch-error.h"
#include "base/random.h"

/* A grid of more is no grid but a mistake. */
#define MAX_GRID ((gsize)1000000)

static void
axis_free(gpointer data)
{
  SearchAxis *axis = data;

  g_free(axis->key);
  g_ptr_array_unref(axis->values);
  g_free(axis);
}

EpochSearchSpace *
epoch_search_space_new(const EpochRecipe *recipe)
{
  EpochSearchSpace *self = g_new0(EpochSearchSpace, 1);

  self->recipe = epoch_recipe_copy(recipe);
  self->axes = g_ptr_array_new_with_free_func(axis_free);
  return self;
}

EpochSearchSpace *
epoch_search_space_copy(const EpochSearchSpace *self)
{
  EpochSearchSpace *copy = epoch_search_space_new(self->recipe);

  for (guint i = 0; i < self->axes->len; i++) {
    const SearchAxis *axis = self->axes->pdata[i];
    SearchAxis *copied = g_memdup2(axis, sizeof *axis);

    copied->key = g_strdup(axis->key);
    g_ptr_array_ref(copied->values);
    g_ptr_array_add(copy->axes, copied);
  }
  return copy;
}

void
epoch_search_space_free(EpochSearchSpace *self)
{
  epoch_recipe_free(self->recipe);
  g_ptr_array_unref(self->axes);
  g_free(self);
}

/* An axis that is not yet one of the space's. */
static SearchAxis *
axis_new(EpochSearchSpace *self, const char *key, GError **error)
{
  EpochParameter *parameter = epoch_recipe_find_parameter(self->recipe, key, error);
  SearchAxis *axis;

  if (parameter == NULL) {
    return NULL;
  }
  for (guint i = 0; i < self->axes->len; i++) {
    if (g_str_equal(((SearchAxis *)self->axes->pdata[i])->key, key)) {
      g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("“%s” is searched already"),
                  key);
      return NULL;
    }
  }
  axis = g_new0(SearchAxis, 1);
  axis->key = g_strdup(key);
  axis->parameter = parameter;
  axis->values = g_ptr_array_new_with_free_func((GDestroyNotify)g_variant_unref);
  return axis;
}

gboolean
epoch_search_space_add_values(EpochSearchSpace *self, const char *key, const char *const *values,
                              GError **error)
{
  SearchAxis *axis = axis_new(self, key, error);

  if (axis == NULL) {
    return FALSE;
  }
  for (gsize i = 0; values[i] != NULL; i++) {
    GVariant *value = epoch_parameter_parse(axis->parameter, values[i], error);

    if (value == NULL) {
      axis_free(axis);
      return FALSE;
    }
    g_ptr_array_add(axis->values, value);
  }
  if (axis->values->len == 0) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT, _("there are no values for “%s”"),
                key);
    axis_free(axis);
    return FALSE;
  }
  g_ptr_array_add(self->axes, axis);
  return TRUE;
}

static gboolean
check_range(const SearchAxis *axis, GError **error)
{
  double least = epoch_parameter_get_minimum(axis->parameter);
  double most = epoch_parameter_get_maximum(axis->parameter);

  if (epoch_parameter_get_kind(axis->parameter) > EPOCH_PARAMETER_NUMBER) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("“%s” is not a number and has no range"), axis->key);
    return FALSE;
  }
  if (!(axis->low <= axis->high) || axis->low < least || axis->high > most ||
      (axis->logarithmic && axis->low <= 0) || !isfinite(axis->high - axis->low)) {
    g_set_error(error, EPOCH_LAB_ERROR, EPOCH_LAB_ERROR_INPUT,
                _("“%s” can not be searched from %g to %g; it takes %g to %g%s"), axis->key,
                axis->low, axis->high, least, most,
                axis->logarithmic ? _(", and a logarithmic range begins above 0") : "");
    return FALSE;
  }
  return TRUE;
}

gboolean
epoch_search_space_add_range(EpochSearchSpace *self, const char *key, double low, double high,
                             gboolean logarithmic, GError **error)
{
  SearchAxis *axis = axis_new(self, key, error);

  if (axis == NULL) {
    return FALSE;
  }
  axis->low = low;
  axis->high = high;
  axis->logarithmic = logarithmic;
  if (!check_range(axis, error)) {
    axis_free(axis);
    return FALSE;
  }
  g_ptr_array_add(self->axes, axis);
  return TRUE;
}

gsize
epoch_search_space_n_axes(const EpochSearchSpace *self)
{
  return self->axes->len;
}

const char *
epoch_search_space_get_key(const EpochSearchSpace *self, gsize axis)
{
  return ((const SearchAxis *)self->axes->pdata[axis])->key;
}

gsize
epoch_search_space_n_candidates(const EpochSearchSpace *self)
{
  gsize n = self->axes->len > 0 ? 1 : 0;

  for (guint i = 0; i < self->axes->len; i++) {
    gsize n_values = ((const SearchAxis *)self->axes->pdata[i])->values->len;

    n = n_values == 0 || n > MAX_GRID / n_values ? 0 : n * n_values;
  }
  return n;
}

GVariant **
search_space_get_grid(const EpochSearchSpace *self, gsize index)
{
  GVariant **values = g_new0(GVariant *, self->axes->len + 1);

  for (gsize i = self->axes->len; i-- > 0;) {
    const SearchAxis *axis = self->axes->pdata[i];

    values[i] = g_variant_ref(axis->values->pdata[index % axis->values->len]);
    index /= axis->values->len;
  }
  return values;
}

static GVariant *
draw(const SearchAxis *axis, struct ec_random *random)
{
  gboolean whole = epoch_parameter_get_kind(axis->parameter) == EPOCH_PARAMETER_INTEGER;
  double low = axis->low, high = axis->high, value;

  if (axis->values->len > 0) {
    return g_variant_ref(axis->values->pdata[ec_random_below(random, axis->values->len)]);
  }
  /* A whole number stands for all that would be rounded down to it, so that the last is as likely
   * as the others. */
  if (whole) {
    low = ceil(low);
    high = floor(high) + 1;
  }
  value = ec_random_uniform(random);
  value = axis->logarithmic ? exp(log(low) + value * (log(high) - log(low)))
                            : low + value * (high - low);
  if (whole) {
    return g_variant_ref_sink(
        g_variant_new_int64((gint64)CLAMP(floor(value), low, MAX(high - 1, low))));
  }
  return g_variant_ref_sink(g_variant_new_double(CLAMP(value, axis->low, axis->high)));
}

GVariant **
search_space_draw(const EpochSearchSpace *self, guint64 seed, gsize index)
{
  const struct ec_random root = ec_random_new(seed);
  struct ec_random random = ec_random_split(&root, index);
  GVariant **values = g_new0(GVariant *, self->axes->len + 1);

  for (guint i = 0; i < self->axes->len; i++) {
    values[i] = draw(self->axes->pdata[i], &random);
  }
  return values;
}

EpochRecipe *
search_space_new_recipe(const EpochSearchSpace *self, GVariant **values, GError **error)
{
  g_autoptr(EpochRecipe) recipe = epoch_recipe_copy(self->recipe);

  for (guint i = 0; i < self->axes->len; i++) {
    const SearchAxis *axis = self->axes->pdata[i];

    if (!epoch_recipe_set_value(recipe, axis->key, values[i], error)) {
      return NULL;
    }
  }
  return g_steal_pointer(&recipe);
}
