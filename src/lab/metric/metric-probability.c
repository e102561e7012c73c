/* What is measured of scores and probabilities, whatever the threshold. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_probability[] = {
    {
        "auc",
        N_("AUC"),
        N_("Area under the ROC curve"),
        N_("AUC = U / (P·N)"),
        N_("How well the scores put rows in order: take one row of the class and one that "
           "is not, at random; this is the probability that the first has the larger "
           "score, a tie counting one half. It looks at all thresholds at once, and so "
           "needs none. It is the area under the ROC curve, which draws the share of the "
           "class that is found against the share of false alarms."),
        N_("1 means that every row of the class is ahead of every other, 0.5 is what a "
           "coin reaches, and below 0.5 the order is upside down. Where the class is rare "
           "an AUC of 0.95 can still mean many false alarms for each hit; then look at "
           "the average precision too."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_ranking,
    },
    {
        "auc_macro",
        N_("AUC (macro)"),
        N_("Area under the ROC curve, mean over classes"),
        N_("AUC (macro) = Σₖ AUCₖ / K"),
        N_("For each class its rows are set against all the others, by the probability "
           "that the model gives to the class; the areas under the ROC curves are then "
           "averaged, every class counting the same. An area is the probability that a "
           "row of the class is ahead of one that is not."),
        N_("1 is perfect and 0.5 is what guessing reaches. A low mean can hide one bad "
           "class among good ones; the ROC curves show each."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_ranking,
    },
    {
        "auc_weighted",
        N_("AUC (weighted)"),
        N_("Area under the ROC curve, mean over classes by their size"),
        N_("AUC (weighted) = Σₖ nₖ·AUCₖ / n"),
        N_("For each class its rows are set against all the others, by the probability "
           "that the model gives to the class; the areas under the ROC curves are then "
           "averaged, every class counting by its number of rows."),
        N_("1 is perfect and 0.5 is what guessing reaches. Frequent classes decide it."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_ranking,
    },
    {
        "average_precision",
        N_("AP"),
        N_("Average precision"),
        N_("AP = Σᵢ (Rᵢ − Rᵢ₋₁)·Pᵢ"),
        N_("Go down the list of rows from the largest score. Whenever more of the class "
           "is found, the recall R rises by a step; the precision P there says how clean "
           "the list is so far. The average precision is the mean of those precisions, "
           "each by its step: the area under the precision-recall curve. True negatives "
           "have no part in it, so it stays telling where the class is rare."),
        N_("1 means that all of the class comes first. Guessing reaches the share of the "
           "class among all rows, so that 0.3 can be good where 1 in 100 is of the class, "
           "and bad where half are."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_ranking,
    },
    {
        "log_loss",
        N_("Log loss"),
        N_("Log loss (cross-entropy)"),
        N_("Log loss = −Σᵢ ln p(yᵢ) / n"),
        /* xgettext:no-c-format */
        N_("What the model pays for the probability that it gave to what really happened: "
           "−ln p. Saying 90% to what comes true costs 0.11, saying 50% costs 0.69, "
           "saying 1% costs 4.6. Certainty that turns out wrong costs without limit, so "
           "it rewards honest probabilities. It is what logistic regression and boosting "
           "make as small as they can on the training rows."),
        /* xgettext:no-c-format */
        N_("0 is perfect. For two classes always saying 50% gives ln 2 = 0.693; always "
           "saying the share of each class is the least that a useful model has to beat."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_probability,
    },
    {
        "brier",
        N_("Brier score"),
        N_("Brier score"),
        N_("Brier = Σᵢ (pᵢ − yᵢ)² / n"),
        N_("The mean squared distance between the probability p that was given to the "
           "class and what happened, y = 1 or 0. It is the mean squared error of "
           "probabilities, so that one bold mistake costs at most 1, where the log loss "
           "knows no limit. It is small only where the probabilities both tell rows apart "
           "and can be taken at their word."),
        /* xgettext:no-c-format */
        N_("0 is perfect; always saying 50% gives 0.25. Always saying the share q of the "
           "class gives q·(1 − q), which a useful model has to beat."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_probability,
    },
    {
        "ece",
        N_("ECE"),
        N_("Expected calibration error"),
        N_("ECE = Σᵦ nᵦ/n·|actualᵦ − predictedᵦ|"),
        N_("Whether probabilities can be taken at their word. Rows are sorted into bins "
           "by the probability that was given; in each bin the mean of what was promised "
           "is laid beside the share that came true. This is the mean distance of the "
           "two, each bin counting by its rows. It says nothing of how well rows are told "
           "apart: giving everybody the share of the class is well calibrated, and "
           "useless."),
        /* xgettext:no-c-format */
        N_("0% means that of 100 rows that were given 80%, 80 came true. A few percent is "
           "good; with few rows chance alone makes some. It depends on the number of "
           "bins, so compare only where that is the same."),
        FALSE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_probability,
    },
    {NULL},
};
