/* Which code belongs to which experiment. */
#pragma once

#include "run/epoch-run-context-private.h"

/* (nullable): the code of the experiment with that id. */
EpochExperimentFunc epoch_registry_find(const char *id);

/* Whether its runs can go on from a checkpoint. */
gboolean epoch_registry_resumes(const char *id);

gboolean epoch_boston_linear_run(EpochRunContext *context, GError **error);
gboolean epoch_guessing_game_run(EpochRunContext *context, GError **error);
gboolean epoch_iris_explore_run(EpochRunContext *context, GError **error);
gboolean epoch_titanic_explore_run(EpochRunContext *context, GError **error);
gboolean epoch_linear_algebra_run(EpochRunContext *context, GError **error);
gboolean epoch_titanic_logistic_run(EpochRunContext *context, GError **error);
gboolean epoch_heart_forest_run(EpochRunContext *context, GError **error);
gboolean epoch_churn_compare_run(EpochRunContext *context, GError **error);
gboolean epoch_mall_segments_run(EpochRunContext *context, GError **error);
gboolean epoch_network_by_hand_run(EpochRunContext *context, GError **error);
gboolean epoch_own_table_run(EpochRunContext *context, GError **error);
gboolean epoch_bias_variance_run(EpochRunContext *context, GError **error);
gboolean epoch_mnist_cnn_run(EpochRunContext *context, GError **error);
