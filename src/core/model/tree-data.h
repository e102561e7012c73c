/* The rows as trees see them: the values of each feature replaced by their ranks, so that a split is
 * a comparison of small integers, made once and shared by all trees of a forest. Of the core
 * alone. */
#pragma once

#include <stdint.h>

#include "base/job.h"
#include "model/model.h"

struct ec_tree_feature {
  uint32_t n_values; /* different values; of categories: the largest code + 1 */
  bool missing;      /* whether a row has none: such rows have the code n_values */
  bool categorical;
  /* The code of each row: the rank of its value among the different ones, or the category. One of
   * the two is NULL. */
  uint16_t *narrow;
  uint32_t *wide;
  double *values; /* n_values of them, ascending; NULL of categories */
};

struct ec_tree_data {
  size_t n_rows, n_features;
  size_t n_classes;                 /* 0 where targets are numbers */
  struct ec_tree_feature *features; /* n_features */
  uint32_t *classes;                /* n_rows, or NULL */
  const double *targets;            /* n_rows, borrowed */
  size_t max_values;                /* of any feature */
  size_t n_category_words;          /* 32 codes a word; 0 where no feature is categorical */
};

enum { EC_TREE_MAX_CATEGORIES = 65536 };

/* Ranks the features of `data`, on the job's threads. VALUE where a code of a category is not a
 * whole number of at least 0; LIMIT where one is beyond EC_TREE_MAX_CATEGORIES, or there are more
 * rows than fit in 31 bits; CANCELLED, NO_MEMORY. Borrows the targets. */
ec_status ec_tree_data_new(const struct ec_data *data, const struct ec_job *job,
                           struct ec_tree_data **ranked, struct ec_error *error);
void ec_tree_data_free(struct ec_tree_data *ranked); /* NULL is allowed */

/* Ranks one feature of amounts: fills its n_values, missing, values and codes. NO_MEMORY. */
ec_status ec_tree_rank(const double *column, size_t n_rows, struct ec_tree_feature *feature,
                       struct ec_error *error);

/* Makes room for the codes of n_rows rows, narrow where n_values and missing fit. False where
 * memory runs out. */
bool ec_tree_feature_make_codes(struct ec_tree_feature *feature, size_t n_rows);

static inline uint32_t
ec_tree_feature_code(const struct ec_tree_feature *feature, size_t row)
{
  return feature->narrow != NULL ? feature->narrow[row] : feature->wide[row];
}
