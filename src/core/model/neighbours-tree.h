/* A k-d tree with the bounding box of each node. Used by neighbours-search.c alone.
 *
 * A box is never farther from a point than any row in it, in floating point too: both distances are
 * sums of the same kind in the same order, of which each term of the box is at most that of the row.
 * So nothing is missed, not even among equals. */
#pragma once

#include "model/neighbours-search.h"

struct ec_kd_tree;

ec_status ec_kd_tree_new(const struct ec_matrix *x, enum ec_neighbours_metric metric,
                         struct ec_kd_tree **tree, struct ec_error *error);
void ec_kd_tree_free(struct ec_kd_tree *tree);

/* Fills the k nearest of a point, nearest first. */
void ec_kd_tree_nearest(const struct ec_kd_tree *tree, const double *point, size_t k,
                        struct ec_neighbour *found);

/* Visits the rows within the limit, until the visitor says no. */
void ec_kd_tree_within(const struct ec_kd_tree *tree, const double *point, double limit,
                       ec_search_visitor visit, void *data, size_t query);

/* Puts a row into a list of at most k that is kept as a heap, the last one on top: for a full list,
 * in place of that, which has to come behind it. */
void ec_neighbours_push(struct ec_neighbour *heap, size_t k, size_t *n, struct ec_neighbour next);

/* Sorts such a heap, nearest first. */
void ec_neighbours_sort(struct ec_neighbour *heap, size_t n);
