#include "config.h"

#include "experiment/registry-private.h"

static const struct {
  const char *id;
  EpochExperimentFunc run;
  gboolean resumes;
} experiments[] = {
    {"bias-variance", epoch_bias_variance_run},
    {"boston-linear", epoch_boston_linear_run},
    {"churn-compare", epoch_churn_compare_run},
    {"guessing-game", epoch_guessing_game_run},
    {"heart-forest", epoch_heart_forest_run},
    {"iris-explore", epoch_iris_explore_run},
    {"linear-algebra", epoch_linear_algebra_run},
    {"mall-segments", epoch_mall_segments_run},
    {"mnist-cnn", epoch_mnist_cnn_run, TRUE},
    {"network-by-hand", epoch_network_by_hand_run},
    {"own-table", epoch_own_table_run},
    {"titanic-explore", epoch_titanic_explore_run},
    {"titanic-logistic", epoch_titanic_logistic_run},
};

EpochExperimentFunc
epoch_registry_find(const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(experiments); i++) {
    if (g_str_equal(experiments[i].id, id)) {
      return experiments[i].run;
    }
  }
  return NULL;
}

gboolean
epoch_registry_resumes(const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS(experiments); i++) {
    if (g_str_equal(experiments[i].id, id)) {
      return experiments[i].resumes;
    }
  }
  return FALSE;
}
