/* Precision, recall and F1 of all classes together. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_averages[] = {
    {
        "precision_macro",
        N_("Precision (macro)"),
        N_("Precision, the plain mean over classes"),
        N_("Precision (macro) = Σₖ Pₖ / K"),
        N_("The precision of each class, averaged with every class counting the same. A "
           "rare class that the model calls wrongly pulls it down as much as a frequent "
           "one."),
        /* xgettext:no-c-format */
        N_("100% is perfect. Well below the weighted average means that the rare classes "
           "are the badly predicted ones; the confusion matrix shows which."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "precision_weighted",
        N_("Precision (weighted)"),
        N_("Precision, the mean over classes by their size"),
        N_("Precision (weighted) = Σₖ nₖ·Pₖ / n"),
        N_("The precision of each class, averaged with every class counting by its number "
           "of rows nₖ. It says what to expect of the class of a row that is drawn at "
           "random."),
        /* xgettext:no-c-format */
        N_("100% is perfect. Compare it with the plain mean over classes (macro): the two "
           "are apart where large and small classes do not fare alike."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "precision_micro",
        N_("Precision (micro)"),
        N_("Precision, over all classes at once"),
        N_("Precision (micro) = Σₖ TPₖ / Σₖ (TPₖ + FPₖ)"),
        N_("True and false alarms of all classes are added up first, and the precision is "
           "computed once. As every row has one class and gets one answer, this is the "
           "accuracy."),
        /* xgettext:no-c-format */
        N_("100% is perfect. It hides how the single classes fare, as the accuracy does."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "recall_macro",
        N_("Recall (macro)"),
        N_("Recall, the plain mean over classes"),
        N_("Recall (macro) = Σₖ Rₖ / K"),
        N_("The recall of each class, averaged with every class counting the same: how "
           "much of a class is found, whichever it is. It is the balanced accuracy by "
           "another name."),
        /* xgettext:no-c-format */
        N_("100% is perfect. Well below the weighted average means that the rare classes "
           "are the badly predicted ones; the confusion matrix shows which."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "recall_weighted",
        N_("Recall (weighted)"),
        N_("Recall, the mean over classes by their size"),
        N_("Recall (weighted) = Σₖ nₖ·Rₖ / n"),
        N_("The recall of each class, averaged with every class counting by its number of "
           "rows nₖ. Put in, the sizes cancel, and what is left is the accuracy."),
        /* xgettext:no-c-format */
        N_("100% is perfect. Compare it with the plain mean over classes (macro): the two "
           "are apart where large and small classes do not fare alike."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "recall_micro",
        N_("Recall (micro)"),
        N_("Recall, over all classes at once"),
        N_("Recall (micro) = Σₖ TPₖ / Σₖ (TPₖ + FNₖ)"),
        N_("Found and overlooked rows of all classes are added up first, and the recall "
           "is computed once. As every row has one class and gets one answer, this is the "
           "accuracy."),
        /* xgettext:no-c-format */
        N_("100% is perfect. It hides how the single classes fare, as the accuracy does."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_average,
    },
    {
        "f1_macro",
        N_("F1 (macro)"),
        N_("F1 score, the plain mean over classes"),
        N_("F1 (macro) = Σₖ F1ₖ / K"),
        N_("The F1 of each class, averaged with every class counting the same. It asks "
           "whether the model does well by all classes, the rare ones too."),
        N_("1 is perfect. Well below the weighted average means that the rare classes are "
           "the badly predicted ones; the confusion matrix shows which."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_average,
    },
    {
        "f1_weighted",
        N_("F1 (weighted)"),
        N_("F1 score, the mean over classes by their size"),
        N_("F1 (weighted) = Σₖ nₖ·F1ₖ / n"),
        N_("The F1 of each class, averaged with every class counting by its number of "
           "rows nₖ. A frequent class decides it, and a rare one can fail unseen."),
        N_("1 is perfect. Compare it with the plain mean over classes (macro): the two "
           "are apart where large and small classes do not fare alike."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_average,
    },
    {
        "f1_micro",
        N_("F1 (micro)"),
        N_("F1 score, over all classes at once"),
        N_("F1 (micro) = 2·Σₖ TPₖ / Σₖ (2·TPₖ + FPₖ + FNₖ)"),
        N_("The hits and misses of all classes are added up first, and F1 is computed "
           "once. As every row has one class and gets one answer, this is the accuracy."),
        N_("1 is perfect. It hides how the single classes fare, as the accuracy does."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_average,
    },
    {NULL},
};
