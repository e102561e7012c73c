/* What the files of forest share. */
#pragma once

#include "model/forest.h"
#include "model/tree-model.h"

struct ec_forest {
  struct ec_tree_model trees;
  struct ec_forest_options options;
  struct ec_forest_out_of_bag out_of_bag; /* n_trees is 0 where it is not known */
};

/* Finds what the trees say of the rows that they have not drawn: `drawn` has a bit a row, in
 * n_words words a tree. Its arrays are freed with ec_forest_out_of_bag_clear(). CANCELLED,
 * NO_MEMORY. */
ec_status ec_forest_out_of_bag_find(const struct ec_tree_ensemble *ensemble,
                                    const struct ec_data *data, const uint64_t *drawn,
                                    size_t n_words, const struct ec_job *job,
                                    struct ec_forest_out_of_bag *found, struct ec_error *error);
void ec_forest_out_of_bag_clear(struct ec_forest_out_of_bag *found);
