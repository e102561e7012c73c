/* What is measured where classes are predicted, of all rows or of one class. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_classification[] = {
    {
        "accuracy",
        N_("Accuracy"),
        N_("Accuracy"),
        N_("Accuracy = Σ[ŷᵢ = yᵢ] / n"),
        N_("The share of rows whose class is predicted right. Every row counts the same, "
           "and so does every kind of mistake. That makes it easy to tell, and easy to be "
           "misled by: where 95 of 100 customers stay, saying “stays” to everybody is "
           "right 95 times and finds nobody who leaves."),
        /* xgettext:no-c-format */
        N_("100% is perfect. Compare it with the share of the most frequent class, which "
           "always guessing that class reaches; only what is above it was learnt. Where "
           "classes are unequal, look at the balanced accuracy and at recall and "
           "precision as well."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_class,
    },
    {
        "balanced_accuracy",
        N_("Balanced accuracy"),
        N_("Balanced accuracy"),
        N_("Balanced accuracy = Σₖ recallₖ / K"),
        N_("The mean of the recalls of all classes: how much of each class is found, with "
           "a rare class counting as much as a frequent one. Guessing the same class "
           "always finds all of that class and nothing of the others, and so gets 1/K "
           "however unequal the classes are."),
        /* xgettext:no-c-format */
        N_("100% is perfect, and 1/K (50% for two classes) is what guessing reaches. Far "
           "below the accuracy means that a rare class is being given up for a frequent "
           "one."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_class,
    },
    {
        "precision",
        N_("Precision"),
        N_("Precision"),
        N_("Precision = TP / (TP + FP)"),
        N_("Of the rows that the model says are of the class, the share that really are. "
           "It answers: when the alarm rings, is there a fire? TP counts the true alarms, "
           "FP the false ones. It says nothing of the fires that no alarm rang for; that "
           "is the recall."),
        /* xgettext:no-c-format */
        N_("100% means no false alarm. How much is needed depends on what a false alarm "
           "costs: much where it starts an operation, little where it sends a letter. "
           "Raising the threshold usually raises the precision and lowers the recall."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_class,
    },
    {
        "recall",
        N_("Recall"),
        N_("Recall"),
        N_("Recall = TP / (TP + FN)"),
        /* xgettext:no-c-format */
        N_("Of the rows that really are of the class, the share that the model finds. TP "
           "counts those found, FN those overlooked. Medicine calls it sensitivity, and "
           "it is the true positive rate of the ROC curve. Saying “yes” to everybody has "
           "a recall of 100%, so it never stands alone: precision goes with it."),
        /* xgettext:no-c-format */
        N_("100% means that none is overlooked. How much is needed depends on what "
           "overlooking costs: nearly all where it is an illness that can be healed in "
           "time."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_class,
    },
    {
        "f1",
        N_("F1"),
        N_("F1 score"),
        N_("F1 = 2·TP / (2·TP + FP + FN)"),
        N_("Precision and recall in one number, their harmonic mean: 2·P·R / (P + R). The "
           "harmonic mean stays close to the smaller of the two, so that neither can be "
           "bought with the other. The true negatives are not in it: it is about finding "
           "the class, however many others there are."),
        N_("1 is perfect, 0 means that not one was found. It treats false alarms and "
           "overlooked rows as equally bad; where they are not, decide by precision and "
           "recall themselves."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_class,
    },
    {
        "matthews",
        N_("MCC"),
        N_("Matthews correlation coefficient"),
        N_("MCC = (TP·TN − FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN))"),
        N_("The correlation between what is predicted and what is. All four cells of the "
           "confusion matrix are in it, so that it is high only where both classes are "
           "predicted well, whichever of them is called the positive one. For more "
           "classes the same idea runs over the whole matrix."),
        N_("1 is perfect, 0 is what guessing reaches, and −1 means that every answer is "
           "wrong. It is a fair single number where classes are unequal."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_class,
    },
    {NULL},
};
