/* Searching rows by distance: the nearest to a point, or all within a distance of it. What nearest
 * neighbours and DBSCAN share.
 *
 * Distances are compared before the root is taken: squared ones, or sums of magnitudes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/job.h"
#include "base/status.h"
#include "linalg/matrix.h"
#include "model/neighbours.h"

struct ec_search;

/* A row that was found; of two the nearer one comes first, of equals the first row. */
struct ec_neighbour {
  double distance; /* squared, where it is Euclidean */
  size_t row;
};

static inline bool
ec_neighbour_before(struct ec_neighbour a, struct ec_neighbour b)
{
  return a.distance < b.distance || (a.distance == b.distance && a.row < b.row);
}

/* Prepares a search among the rows of `x`, which are finite and copied. NO_MEMORY. */
ec_status ec_search_new(const struct ec_matrix *x, enum ec_neighbours_metric metric,
                        enum ec_neighbours_search how, struct ec_search **search,
                        struct ec_error *error);
void ec_search_free(struct ec_search *search); /* NULL is allowed */

/* Whether EC_NEIGHBOURS_AUTO takes a tree for so many rows and features. */
bool ec_search_prefers_tree(size_t n_rows, size_t n_features);

/* Fills the k nearest of each query, N by k row by row, nearest first; k is at most the number of
 * rows. What is found for a query that is not finite means nothing. NO_MEMORY, CANCELLED. */
ec_status ec_search_nearest(const struct ec_search *search, const struct ec_matrix *queries,
                            size_t k, const struct ec_job *job, struct ec_neighbour *found,
                            struct ec_error *error);

/* Is told of a row within the limit of a query; returns whether to go on with that query. All calls
 * for one query come from one thread, in an order that depends on the rows alone. */
typedef bool (*ec_search_visitor)(void *data, size_t query, size_t row);

/* Visits all rows whose distance (squared, where it is Euclidean) is at most `limit`, for `n`
 * queries from row `first` of `queries` on; `selected`, where not NULL, tells of each row of
 * `queries` whether it is asked at all. NO_MEMORY, CANCELLED. */
ec_status ec_search_within(const struct ec_search *search, const struct ec_matrix *queries,
                           size_t first, size_t n, const bool *selected, double limit,
                           ec_search_visitor visit, void *data, const struct ec_job *job,
                           struct ec_error *error);

/* The same for queries that are rows of the table searched: visits rows before the query, and
 * perhaps some others. */
ec_status ec_search_before(const struct ec_search *search, const struct ec_matrix *queries,
                           size_t first, size_t n, const bool *selected, double limit,
                           ec_search_visitor visit, void *data, const struct ec_job *job,
                           struct ec_error *error);
