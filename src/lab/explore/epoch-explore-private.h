/* Looking at a table before anything is learnt from it: its columns, how they go together, and a
 * profile of each. */
#pragma once

#include "dataset/epoch-dataset.h"
#include "dataset/epoch-table-private.h"
#include "run/epoch-run-context-private.h"

G_BEGIN_DECLS

/* A column of a table with what its card says of it. All is borrowed from the table and the card. */
typedef struct {
  size_t column; /* in the table */
  const char *name;
  const char *label; /* its name where there is no card */
  const char *unit;  /* empty where it has none */
  gboolean is_number;
  const double *numbers; /* one a row; %NULL for text */
  const int32_t *codes;  /* one a row, negative where missing; %NULL for numbers */
  gsize n_levels;
} EpochExploreColumn;

/**
 * epoch_explore_column_init:
 * @card: (nullable): what is known of the columns
 * @name: one of the table's columns
 *
 * Finds a column; %FALSE with @error, which names those that there are.
 */
gboolean epoch_explore_column_init(EpochExploreColumn *self, const struct ec_table *table,
                                   EpochDataset *card, const char *name, GError **error);

/**
 * epoch_explore_columns_new:
 * @names: (nullable): which columns, %NULL-terminated; %NULL for all
 *
 * Returns: (transfer full) (nullable): an array of #EpochExploreColumn
 */
GArray *epoch_explore_columns_new(const struct ec_table *table, EpochDataset *card,
                                  const char *const *names, GError **error);

/**
 * epoch_explore_strength:
 * @ranks: Spearman's correlation of two columns of numbers instead of Pearson's
 *
 * How strongly two columns go together: the correlation of two of numbers (−1 to 1), the
 * correlation ratio of numbers and categories and Cramér's V of two of categories (0 to 1).
 *
 * Returns: the strength; NaN where it is not determined
 */
double epoch_explore_strength(const EpochExploreColumn *a, const EpochExploreColumn *b, gsize n,
                              gboolean ranks);

/* Draws the strengths of all pairs of columns as a heat map, an artifact of that kind. What the
 * strongest pair is stands in its summary. */
gboolean epoch_explore_write_strengths(EpochRunContext *context, const GArray *columns, gsize n,
                                       gboolean ranks, const char *kind, GError **error);

/* "table.json": for each column its kind, what is missing, how many distinct values it has, its
 * range, mean, deviation and histogram, or its most frequent texts. */
gboolean epoch_explore_write_profile(EpochRunContext *context, const GArray *columns, gsize n,
                                     const struct ec_table *table, GError **error);

G_END_DECLS
