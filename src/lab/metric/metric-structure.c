/* What is measured where there is no truth to compare with, and of forests and games. */
#include "config.h"

#include <glib/gi18n.h>

#include "metric/epoch-metric-private.h"

const EpochMetricInfo epoch_metrics_structure[] = {
    {
        "silhouette",
        N_("Silhouette"),
        N_("Silhouette coefficient"),
        N_("s = (b − a) / max(a, b), averaged over all rows"),
        N_("How much closer a row is to its own cluster than to the next one: a is its "
           "mean distance to the others of its cluster, b that to the rows of the nearest "
           "other cluster. It is computed for each row and averaged. Distances are all "
           "that it knows, so columns of large numbers decide it unless they are scaled."),
        N_("1 means tight clusters far apart, 0 that rows lie between clusters, and below "
           "0 that many are in the wrong one. Above 0.5 is a clear structure, below 0.25 "
           "hardly any. It likes round clusters; those that DBSCAN finds along a curve "
           "can be right and score low."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_structure,
    },
    {
        "inertia",
        N_("Inertia"),
        N_("Inertia (sum of squares within clusters)"),
        N_("Inertia = Σᵢ ‖xᵢ − c(xᵢ)‖²"),
        N_("The sum of the squared distances of all rows to the centre of their cluster. "
           "This is what k-means makes as small as it can. It always falls as clusters "
           "are added, down to 0 when every row is its own, so that by itself it can not "
           "say how many clusters there should be."),
        N_("Smaller is better only for the same number of clusters and the same columns. "
           "For choosing the number look for the elbow: where one more cluster stops "
           "lowering it much."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_structure,
    },
    {
        "calinski_harabasz",
        N_("Calinski-Harabasz"),
        N_("Calinski-Harabasz index"),
        N_("CH = (B / (k − 1)) / (W / (n − k))"),
        N_("How far the centres of the clusters are spread (B, the sum of squares between "
           "them) against how far rows are spread around their centres (W, the inertia), "
           "each divided by its degrees of freedom. It is the F statistic of an analysis "
           "of variance, and paying for each cluster makes different numbers of clusters "
           "comparable."),
        N_("Larger is better, and there is no upper end: compare it between clusterings "
           "of the same rows and columns, and prefer the number of clusters at its peak. "
           "Like the inertia it likes round clusters of one size."),
        TRUE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_structure,
    },
    {
        "davies_bouldin",
        N_("Davies-Bouldin"),
        N_("Davies-Bouldin index"),
        N_("DB = Σᵢ maxⱼ (sᵢ + sⱼ) / dᵢⱼ / k"),
        N_("For each cluster the other one that it is most easily confused with: the sum "
           "of the two spreads s (mean distance of the rows to their centre) over the "
           "distance d between the centres. This is the mean over clusters of that worst "
           "case."),
        N_("0 is the least, and smaller is better: below 1 the spreads of two neighbours "
           "together are smaller than the gap between their centres. Compare it between "
           "clusterings of the same rows and columns."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_structure,
    },
    {
        "explained_variance",
        N_("Explained variance"),
        N_("Share of the variance explained"),
        N_("Explained = Σⱼ λⱼ (kept) / Σⱼ λⱼ (all)"),
        N_("How much of the spread of the data is left after it has been projected onto "
           "the kept principal components. λ is the variance along a component; "
           "components are in falling order, so the first ones say the most. What is lost "
           "is the squared distance between the rows and their projections."),
        /* xgettext:no-c-format */
        N_("100% means that nothing is lost. Two components with 80% draw a picture that "
           "can be trusted; with 30% rows that look close together may be far apart. "
           "Scale the columns first, or the one with the largest numbers is the first "
           "component."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_structure,
    },
    {
        "oob",
        N_("Out-of-bag score"),
        N_("Out-of-bag score"),
        N_("OOB = Σᵢ[ŷᵢ = yᵢ] / n, ŷᵢ by the trees that have not seen row i"),
        /* xgettext:no-c-format */
        N_("Each tree of a forest learns from rows drawn with replacement, and on average "
           "37% of the rows are never drawn for it. Each row is predicted by the trees "
           "that have not seen it: a test on new rows without giving any away. For "
           "classes it is the accuracy of those predictions, for numbers their R²."),
        N_("Read it like the accuracy or the R² on test rows, which it should be close "
           "to. Far below the score on the training rows is normal, as a forest knows "
           "those nearly by heart. With few trees it is too low, since each row is judged "
           "by a third of them."),
        TRUE,
        EPOCH_METRIC_UNIT_SHARE,
        epoch_metric_explain_structure,
    },
    {
        "guesses",
        N_("Guesses"),
        N_("Guesses per game"),
        N_("Guesses = Σᵢ gᵢ / games"),
        N_("How many guesses a strategy needs on average until it names the number. Each "
           "answer, “larger” or “smaller”, is at most one bit of information; halving "
           "what is left gets the whole bit each time, which is binary search."),
        N_("No strategy can be better than about log₂ of how many numbers there are: "
           "between 1 and 100 halving needs 5.8 on average and 7 at most, going through "
           "them one by one 50.5."),
        FALSE,
        EPOCH_METRIC_UNIT_NONE,
        epoch_metric_explain_structure,
    },
    {NULL},
};
