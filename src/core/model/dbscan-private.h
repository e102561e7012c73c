/* What the files of DBSCAN share. */
#pragma once

#include "base/arena.h"
#include "model/dbscan.h"
#include "model/neighbours-search.h"

struct ec_dbscan {
  struct ec_model model;
  struct ec_dbscan_options options;
  struct ec_arena *arena; /* owns the result and what follows; NULL before the first fit */
  struct ec_dbscan_result result;
  struct ec_matrix core;    /* the core rows */
  double *core_labels;      /* and the cluster of each */
  struct ec_search *search; /* among them; NULL where there are none */
};

/* Clusters the rows by the options of `made`, of which all else is empty, and fills it, also on
 * failure as far as it came. */
ec_status ec_dbscan_cluster(struct ec_dbscan *made, const struct ec_matrix *x,
                            const struct ec_job *job, struct ec_error *error);

/* Puts what was made in the place of what the model had. */
void ec_dbscan_take(struct ec_dbscan *dbscan, const struct ec_dbscan *made);
