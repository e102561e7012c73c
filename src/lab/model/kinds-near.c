/* The models that go by nearness and spread, as they are offered: neighbours, naive Bayes,
 * clusters, components. */
#include "config.h"

#include <glib/gi18n.h>

#include "model/dbscan.h"
#include "model/epoch-model-kinds-private.h"
#include "model/kmeans.h"
#include "model/naive-bayes.h"
#include "model/neighbours.h"
#include "model/pca.h"

static const EpochParameterSpec neighbours_parameters[] = {
    {.key = "neighbours",
     .label = N_("Neighbours"),
     .help = N_("How many of the nearest training rows are asked."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "5",
     .minimum = 1,
     .maximum = 1e9},
    {.key = "weights",
     .label = N_("Weights"),
     .help = N_("Whether nearer rows count for more."),
     .type = EPOCH_PARAMETER_CHOICE,
     .fallback = "uniform",
     .choices = {{"uniform", N_("All the same")}, {"distance", N_("Nearer ones more")}}},
    {.key = "metric",
     .label = N_("Distance"),
     .help = N_("How the distance of two rows is measured."),
     .type = EPOCH_PARAMETER_CHOICE,
     .fallback = "euclidean",
     .choices = {{"euclidean", N_("Straight (Euclidean)")},
                 {"manhattan", N_("Along the columns (Manhattan)")}}},
};

static ec_status
create_neighbours(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  GHashTable *values = request->values;
  struct ec_neighbours_options options = EC_NEIGHBOURS_OPTIONS_INIT;

  options.n_neighbours = (size_t)epoch_values_get_integer(values, "neighbours");
  options.weights = g_str_equal(epoch_values_get_choice(values, "weights"), "distance")
                        ? EC_NEIGHBOURS_DISTANCE
                        : EC_NEIGHBOURS_UNIFORM;
  options.metric = g_str_equal(epoch_values_get_choice(values, "metric"), "manhattan")
                       ? EC_NEIGHBOURS_MANHATTAN
                       : EC_NEIGHBOURS_EUCLIDEAN;
  return ec_neighbours_new(&options, model, error);
}

static const EpochParameterSpec naive_bayes_parameters[] = {
    {.key = "var_smoothing",
     .label = N_("Smoothing"),
     .help = N_("The share of the largest variance that is added to all, so that none is 0."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1e-9",
     .minimum = 0,
     .maximum = 1e6,
     .advanced = TRUE},
};

static ec_status
create_naive_bayes(const EpochModelRequest *request, struct ec_model **model,
                   struct ec_error *error)
{
  struct ec_naive_bayes_options options = EC_NAIVE_BAYES_OPTIONS_INIT;

  options.var_smoothing = epoch_values_get_number(request->values, "var_smoothing");
  return ec_naive_bayes_new(&options, model, error);
}

static const EpochParameterSpec kmeans_parameters[] = {
    {.key = "clusters",
     .label = N_("Clusters"),
     .help = N_("How many groups the rows are put into."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "8",
     .minimum = 1,
     .maximum = 1e6},
    {.key = "starts",
     .label = N_("Starts"),
     .help = N_("How often it begins anew elsewhere; the best end counts."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "10",
     .minimum = 1,
     .maximum = 10000},
    {.key = "max_iterations",
     .label = N_("Most iterations"),
     .help = N_("A start ends after so many rounds, also where centres still move."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "300",
     .minimum = 1,
     .maximum = 1000000,
     .advanced = TRUE},
    {.key = "tolerance",
     .label = N_("Tolerance"),
     .help = N_("A start ends when the centres move less than this share of the spread."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.0001",
     .minimum = 0,
     .maximum = 1,
     .advanced = TRUE},
};

static ec_status
create_kmeans(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  GHashTable *values = request->values;
  struct ec_kmeans_options options = EC_KMEANS_OPTIONS_INIT;

  options.n_clusters = (size_t)epoch_values_get_integer(values, "clusters");
  options.n_init = (size_t)epoch_values_get_integer(values, "starts");
  options.max_iterations = (size_t)epoch_values_get_integer(values, "max_iterations");
  options.tolerance = epoch_values_get_number(values, "tolerance");
  options.seed = request->seed;
  return ec_kmeans_new(&options, model, error);
}

static const EpochParameterSpec dbscan_parameters[] = {
    {.key = "eps",
     .label = N_("Reach"),
     .help = N_("How near rows have to be to be neighbours, in the units of the scaled columns."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "0.5",
     .minimum = 1e-300,
     .maximum = 1e300,
     .step = 0.05},
    {.key = "min_samples",
     .label = N_("Fewest neighbours"),
     .help = N_("How many rows within reach, itself included, make a row the core of a group."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "5",
     .minimum = 1,
     .maximum = 1e9},
};

static ec_status
create_dbscan(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  struct ec_dbscan_options options = EC_DBSCAN_OPTIONS_INIT;

  options.eps = epoch_values_get_number(request->values, "eps");
  options.min_samples = (size_t)epoch_values_get_integer(request->values, "min_samples");
  return ec_dbscan_new(&options, model, error);
}

static const EpochParameterSpec pca_parameters[] = {
    {.key = "components",
     .label = N_("Components"),
     .help = N_("How many directions are kept; 0 means as many as the share of the variance asks "
                "for."),
     .type = EPOCH_PARAMETER_INTEGER,
     .fallback = "0",
     .minimum = 0,
     .maximum = 1e6},
    {.key = "share",
     .label = N_("Share of the variance"),
     .help = N_("With 0 components: the fewest that explain more than this share; 1 keeps all."),
     .type = EPOCH_PARAMETER_NUMBER,
     .fallback = "1",
     .minimum = 0.01,
     .maximum = 1,
     .step = 0.05},
    {.key = "solver",
     .label = N_("Solver"),
     .help = N_("All of the decomposition, or an estimate by random directions, which is faster "
                "where few components of many are wanted."),
     .type = EPOCH_PARAMETER_CHOICE,
     .fallback = "full",
     .choices = {{"full", N_("Full")}, {"randomised", N_("Randomised")}},
     .advanced = TRUE},
    {.key = "whiten",
     .label = N_("Whiten"),
     .help = N_("Whether the new columns are brought to the same spread."),
     .type = EPOCH_PARAMETER_BOOLEAN,
     .fallback = "false",
     .advanced = TRUE},
};

static ec_status
create_pca(const EpochModelRequest *request, struct ec_model **model, struct ec_error *error)
{
  GHashTable *values = request->values;
  struct ec_pca_options options = EC_PCA_OPTIONS_INIT;
  double share = epoch_values_get_number(values, "share");

  options.n_components = (size_t)epoch_values_get_integer(values, "components");
  options.solver = g_str_equal(epoch_values_get_choice(values, "solver"), "randomised")
                       ? EC_PCA_RANDOMISED
                       : EC_PCA_FULL;
  if (options.n_components == 0 && share < 1 && options.solver == EC_PCA_FULL) {
    options.share = share;
  }
  options.whiten = epoch_values_get_boolean(values, "whiten");
  options.seed = request->seed;
  return ec_pca_new(&options, model, error);
}

#define PARAMETERS(list) .parameters = list, .n_parameters = G_N_ELEMENTS(list)

const EpochModelKind epoch_model_kinds_near[] = {
    {.id = "neighbours",
     .title = N_("Nearest neighbours"),
     .summary = N_("Predicts a row from the training rows that are nearest to it."),
     .tasks = EPOCH_TASK_REGRESSION | EPOCH_TASK_CLASSIFICATION,
     .model_class = &ec_neighbours_class,
     PARAMETERS(neighbours_parameters),
     .create = create_neighbours},
    {.id = "naive-bayes",
     .title = N_("Naive Bayes"),
     .summary = N_("Compares how likely the values of a row are in each class, column by column."),
     .tasks = EPOCH_TASK_CLASSIFICATION,
     .model_class = &ec_naive_bayes_class,
     PARAMETERS(naive_bayes_parameters),
     .create = create_naive_bayes},
    {.id = "kmeans",
     .title = N_("k-means"),
     .summary = N_("Finds centres such that each row is near one of them."),
     .tasks = EPOCH_TASK_CLUSTERING,
     .is_random = TRUE,
     .model_class = &ec_kmeans_class,
     PARAMETERS(kmeans_parameters),
     .create = create_kmeans},
    {.id = "dbscan",
     .title = N_("DBSCAN"),
     .summary = N_("Finds groups of rows that lie close together, of whatever form, and rows that "
                   "belong to none."),
     .tasks = EPOCH_TASK_CLUSTERING,
     .model_class = &ec_dbscan_class,
     PARAMETERS(dbscan_parameters),
     .create = create_dbscan},
    {.id = "pca",
     .title = N_("Principal components"),
     .summary = N_("Turns the columns into few new ones along which the rows differ most."),
     .tasks = EPOCH_TASK_TRANSFORMATION,
     .is_random = TRUE,
     .model_class = &ec_pca_class,
     PARAMETERS(pca_parameters),
     .create = create_pca},
};
const gsize epoch_model_kinds_n_near = G_N_ELEMENTS(epoch_model_kinds_near);
