/* Permutation importance: by how much a score falls when one feature is shuffled among the rows,
 * so that it says nothing any more, all else being as it was.
 *
 * Sources: L. Breiman, "Random forests", Machine Learning 45 (2001), section 10; A. Fisher,
 * C. Rudin, F. Dominici, JMLR 20 (2019). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/job.h"
#include "base/random.h"
#include "explain/callback.h"

struct ec_permutation_options {
  size_t n_repeats; /* shuffles of each group, at least 1 */
  struct ec_random random;
  /* For each feature the group it belongs to, 0 … n_groups - 1; features of a group are shuffled
   * together, as the columns of one text that was encoded one-hot must be. NULL: each feature is a
   * group of its own. */
  const size_t *groups;
  size_t n_groups;
};

/* For a variable on the stack, as the generator is made of the seed. */
#define EC_PERMUTATION_OPTIONS_INIT(seed)                                                          \
  {                                                                                                \
    5, ec_random_new(seed), NULL, 0                                                                \
  }

/* Importances, one a group; all arrays are the caller's. */
struct ec_permutation {
  double *means;       /* n_groups: the mean fall of the score over repeats */
  double *deviations;  /* n_groups: its standard deviation (1/n); may be NULL */
  double *importances; /* n_groups by n_repeats, row by row: each fall; may be NULL */
  double score;        /* with nothing shuffled; set by the call */
};

/* Measures the groups of the features of `x` on its rows, which should be rows that the model was
 * not fitted on. Groups run in parallel; shuffle r of group g depends on the generator, g and r
 * alone. Each thread needs a copy of `x`. EMPTY for no rows or features, ARGUMENT for no repeats
 * or a group out of range, NO_MEMORY, CANCELLED, and what `score` returns; VALUE where it gives a
 * score that is not finite. */
ec_status ec_permutation_importance(const struct ec_matrix *x, ec_score_func score, void *data,
                                    const struct ec_permutation_options *options,
                                    const struct ec_job *job, struct ec_permutation *permutation,
                                    struct ec_error *error);
