/* All classes of models that there are, found by the name that stands in files. */
#include "config.h"

#include <string.h>

#include "model/boosting.h"
#include "model/dbscan.h"
#include "model/descent.h"
#include "model/elastic-net.h"
#include "model/forest.h"
#include "model/kmeans.h"
#include "model/linear.h"
#include "model/logistic.h"
#include "model/model-private.h"
#include "model/naive-bayes.h"
#include "model/neighbours.h"
#include "model/pca.h"
#include "model/ridge.h"
#include "model/tree.h"

static const struct ec_model_class *const classes[] = {
    &ec_boosting_class,    &ec_dbscan_class,   &ec_descent_class,     &ec_elastic_net_class,
    &ec_extra_trees_class, &ec_forest_class,   &ec_kmeans_class,      &ec_lasso_class,
    &ec_linear_class,      &ec_logistic_class, &ec_naive_bayes_class, &ec_neighbours_class,
    &ec_pca_class,         &ec_ridge_class,    &ec_tree_class,
};

ec_status
ec_model_class_find(const char *name, const struct ec_model_class **model_class,
                    struct ec_error *error)
{
  char quoted[64];
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (strcmp(name, classes[i]->name) == 0) {
      *model_class = classes[i];
      return EC_OK;
    }
  return ec_error_set(error, EC_ERROR_UNSUPPORTED,
                      "the model \"%s\" is not known; it may be of a newer version",
                      ec_error_quote(quoted, sizeof quoted, name, strlen(name)));
}
