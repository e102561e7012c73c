/* A row to begin with: what a fitted model tells of the columns that it learnt from. */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "model/tree-ensemble.h"
#include "play/predictor-private.h"

/* More thresholds of one feature than this are not needed to find their middle. */
#define MOST_THRESHOLDS 100000

char *
predictor_format(double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double unit;

  if (!isfinite(value)) {
    return g_strdup("");
  }
  unit = value != 0 ? pow(10, floor(log10(fabs(value))) - 3) : 1;
  /* Four digits, and none of them behind a power of ten. */
  value = unit >= 1 ? round(value / unit) * unit : round(value * (1 / unit)) / (1 / unit);
  return g_strdup(g_ascii_formatd(text, sizeof text, "%.12g", value));
}

static int
compare(const void *a, const void *b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

/* Adds what a tree asks about a feature. */
static void
add_thresholds(const struct ec_tree *tree, gsize feature, GArray *thresholds)
{
  for (gsize i = 0; i < tree->n_nodes && thresholds->len < MOST_THRESHOLDS; i++) {
    gboolean amounts = tree->category_set == NULL || tree->category_set[i] == EC_TREE_LEAF;

    if (tree->feature[i] == (int32_t)feature && amounts && isfinite(tree->threshold[i])) {
      g_array_append_val(thresholds, tree->threshold[i]);
    }
  }
}

/* The middle of what the trees ask about; NaN where they do not ask. */
static double
find_middle(const EpochPipeline *pipeline, gsize feature)
{
  g_autoptr(GArray) thresholds = g_array_new(FALSE, FALSE, sizeof(double));
  struct ec_tree_ensemble ensemble;

  if (!ec_model_get_trees(epoch_pipeline_get_model(pipeline), &ensemble)) {
    return NAN;
  }
  for (gsize t = 0; t < ensemble.n_trees; t++) {
    add_thresholds(&ensemble.trees[t], feature, thresholds);
  }
  if (thresholds->len == 0) {
    return NAN;
  }
  qsort(thresholds->data, thresholds->len, sizeof(double), compare);
  return epoch_pipeline_unscale(pipeline, feature,
                                g_array_index(thresholds, double, thresholds->len / 2));
}

/* Of a column of numbers: what gaps were filled with, else the average, else the middle. */
static char *
find_number(const EpochPipeline *pipeline, gsize column)
{
  const char *name = epoch_pipeline_get_columns(pipeline)[column];

  for (gsize j = 0; j < epoch_pipeline_n_features(pipeline); j++) {
    const EpochFeature *feature = epoch_pipeline_get_feature(pipeline, j);

    if (feature->source == column && g_str_equal(feature->name, name)) {
      gboolean is_scaled = feature->scale != 1 || feature->centre != 0;

      return predictor_format(isfinite(feature->fill) ? feature->fill
                              : is_scaled             ? feature->centre
                                                      : find_middle(pipeline, j));
    }
  }
  return g_strdup("");
}

char **
predictor_find_typical(const EpochPipeline *pipeline)
{
  gsize n = g_strv_length((char **)epoch_pipeline_get_columns(pipeline));
  char **typical = g_new0(char *, n + 1);

  for (gsize i = 0; i < n; i++) {
    const char *const *levels = epoch_pipeline_get_levels(pipeline, i);

    typical[i] = levels == NULL ? find_number(pipeline, i) : g_strdup(levels[0] ? levels[0] : "");
  }
  return typical;
}
