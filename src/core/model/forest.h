/* Many trees that differ by chance, and their average: random forests and extremely randomised
 * trees.
 *
 * A tree of a forest is grown on rows drawn with replacement, and tries a few features, drawn
 * anew, at each node. A row is predicted by the average of what the trees predict: of classes the
 * shares in the leaves, so that the averages are probabilities. Extra trees draw one threshold a
 * feature, evenly between the smallest and the largest value of the node's rows, in place of
 * looking for the best; by default they see all rows.
 *
 * Tree t is grown with split t of the seed, whoever grows it: the same seed gives the same bits
 * with any number of threads, and the first trees of a larger forest are those of a smaller one.
 *
 * Sources: L. Breiman, "Random forests", Machine Learning 45 (2001); P. Geurts, D. Ernst,
 * L. Wehenkel, "Extremely randomized trees", Machine Learning 63 (2006). */
#pragma once

#include "model/tree.h"

extern const struct ec_model_class ec_forest_class, ec_extra_trees_class;

struct ec_forest_options {
  struct ec_tree_options tree; /* its seed is not used; rows count as often as they were drawn */
  size_t n_trees;              /* 1 to EC_FOREST_MAX_TREES */
  bool bootstrap;              /* whether each tree has its own draw of the rows */
  double max_samples;          /* the share of the rows that are drawn, above 0 to 1 */
  bool out_of_bag;             /* whether to find what trees say of rows that they have not seen;
                                  only with bootstrap */
  uint64_t seed;
};

enum { EC_FOREST_MAX_TREES = 100000 };

#define EC_FOREST_OPTIONS_INIT                                                                     \
  {                                                                                                \
    EC_TREE_OPTIONS_INIT, 100, true, 1.0, false, 0                                                 \
  }
#define EC_EXTRA_TREES_OPTIONS_INIT                                                                \
  {                                                                                                \
    EC_TREE_OPTIONS_INIT, 100, false, 1.0, false, 0                                                \
  }

/* A forest that is still to be grown; owned by the caller. `options` may be NULL. ARGUMENT where
 * an option is out of its range. */
ec_status ec_forest_new(const struct ec_forest_options *options, struct ec_model **model,
                        struct ec_error *error);
ec_status ec_extra_trees_new(const struct ec_forest_options *options, struct ec_model **model,
                             struct ec_error *error);

/* What the trees say of the rows they were grown on, each row by those trees alone that have not
 * drawn it: an honest estimate without a test split. */
struct ec_forest_out_of_bag {
  size_t n_rows, n_outputs;  /* of the rows it was fitted on; K probabilities, or one number */
  size_t n_predicted;        /* the rows that at least one tree has not drawn */
  const double *predictions; /* n_rows by n_outputs, row by row; NaN where all trees drew the row */
  double score;              /* of the predicted rows: accuracy of classes, R² of numbers */
  size_t n_trees;
  const double *curve; /* n_trees errors: with the first 1, 2, … trees. Of classes the share of
                          wrong ones, of numbers the mean squared error; NaN while no row can be
                          predicted */
};

/* Owned by the model until its next fit; NULL where it was not asked for, or the model was loaded. */
const struct ec_forest_out_of_bag *ec_forest_get_out_of_bag(const struct ec_model *model);

/* The out-of-bag error after 1, 2, … trees (see above), `*n_trees` numbers; NULL as above. */
const double *ec_forest_oob_curve(const struct ec_model *model, size_t *n_trees);
