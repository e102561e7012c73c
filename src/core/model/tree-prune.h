/* Pruning by cost and complexity; the whole path is in tree.h. Of the core alone. */
#pragma once

#include "base/job.h"
#include "base/status.h"
#include "model/tree-ensemble.h"

/* A copy of a tree with impurities, cut back as long as the weakest link costs no more than `alpha`
 * a leaf. CANCELLED, NO_MEMORY. */
ec_status ec_tree_prune(const struct ec_tree *tree, double alpha, const struct ec_job *job,
                        struct ec_tree *pruned, struct ec_error *error);
