/* The models that go by nearness and spread, as they are offered: neighbours, naive Bayes,
 * clusters, components. */
#include "config.h"

#include <glib/gi18n.h>

#include "model/epoch-model-kinds-private.h"
#include "model/kmeans.h"
#include "model/pca.h"

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
    {.id = "kmeans",
     .title = N_("k-means"),
     .summary = N_("Finds centres such that each row is near one of them."),
     .tasks = EPOCH_TASK_CLUSTERING,
     .is_random = TRUE,
     .model_class = &ec_kmeans_class,
     PARAMETERS(kmeans_parameters),
     .create = create_kmeans},
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
