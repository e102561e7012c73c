/* Reading trees from a record; what its members are is said in tree-file.c. */
#pragma once

#include "io/record.h"
#include "model/model-private.h"
#include "model/tree-ensemble.h"
#include "model/tree.h"

struct ec_tree_file {
  const struct ec_record *record;
  size_t n_features, n_classes;
  enum ec_tree_criterion criterion;
};

/* Makes all trees of the file. NOT_FOUND, SHAPE, VALUE, naming the member; NO_MEMORY. */
ec_status ec_tree_file_read(const struct ec_tree_file *file, struct ec_tree **trees,
                            size_t *n_trees, struct ec_error *error);
