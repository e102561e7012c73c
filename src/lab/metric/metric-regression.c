/* What is measured where numbers are predicted. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_regression[] = {
    {
        "mae",
        "MAE",
        N_("Mean absolute error"),
        "MAE = Σ|yᵢ − ŷᵢ| / n",
        N_("How far off a prediction is on average, whether too high or too low. Each error counts "
           "by its size and no more, so a few large misses do not decide it. It has the unit of "
           "what is predicted, and is the number to tell somebody who asks how wrong the model "
           "is."),
        N_("0 is perfect. Whether a value is good depends on what an error costs: compare it with "
           "the MAE of always guessing the mean."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET,
        epoch_metric_explain_regression,
    },
    {
        "mse",
        "MSE",
        N_("Mean squared error"),
        "MSE = Σ(yᵢ − ŷᵢ)² / n",
        N_("The mean of the squared errors. Squaring makes an error of 10 count a hundred times as "
           "much as an error of 1. This is what least squares makes as small as it can on the "
           "training rows. Its unit is squared, so it can not be read as a distance."),
        N_("0 is perfect, and smaller is better; for a number that can be read, take its root, the "
           "RMSE."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET_SQUARED,
        epoch_metric_explain_regression,
    },
    {
        "rmse",
        "RMSE",
        N_("Root mean squared error"),
        "RMSE = √(Σ(yᵢ − ŷᵢ)² / n)",
        N_("The root of the mean squared error, which brings it back into the unit of what is "
           "predicted. Large misses weigh more than small ones, so it is never below the MAE; the "
           "wider the two are apart, the more uneven the errors are."),
        N_("0 is perfect. The RMSE of always guessing the mean is the standard deviation of the "
           "data: a useful model stays well below it."),
        FALSE,
        EPOCH_METRIC_UNIT_TARGET,
        epoch_metric_explain_regression,
    },
    {
        "r2",
        "R²",
        N_("Coefficient of determination"),
        "R² = 1 − Σ(yᵢ − ŷᵢ)² / Σ(yᵢ − ȳ)²",
        N_("Which share of the ups and downs of the data the model explains. It lays the squared "
           "errors of the model beside those of always guessing the mean ȳ. It has no unit, so "
           "that models of different things can be compared."),
        N_("1 is perfect, 0 is no better than the mean, and below 0 is worse than the mean, which "
           "happens on test rows. How much is good depends on the field: 0.3 can be a discovery "
           "about people and a failure about machines."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_regression,
    },
    {NULL},
};
